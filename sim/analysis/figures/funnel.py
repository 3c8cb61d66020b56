"""How far talks come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis import tables
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    LIGHT,
    beside,
    finish,
    lines,
    new_axes,
    noise_bars,
    percent_axis,
    size_now,
)
from sim.analysis.words import capital, counted, percent, span

if TYPE_CHECKING:
    from sim.experiments.results import Results


def _data(results: Results) -> pd.DataFrame:
    table = results.funnel.reset_index(drop=True)
    table.insert(0, "step", [tables.stages(results)[str(stage)] for stage in results.funnel.index])
    return table


def _caption(results: Results) -> str:
    said = (
        f"How far talks come: {results.scenario.title}."
        f" Bars: the share of {counted(len(results.finished), 'run')} (seed {results.seed}) that"
        " pass each step; the whiskers are simulation noise (95% Wilson interval)."
    )
    if results.spread:
        draws = counted(results.draws, "draw")
        return (
            f"{said} Under each bar: the chance in each of {draws} of the assumptions, and the"
            " middle 8 in 10 of them: what we do not know."
        )
    return f"{said} What we do not know was not asked."


@drawing(_data, _caption)
def funnel(results: Results, ax: Axes | None = None) -> Axes:
    """How far talks come: each stage with simulation noise and, below, what we do not know.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table, meaning = results.funnel, tables.stages(results)
    ax = ax or new_axes(rows=(1.6 if results.spread else 0.9) * len(table), lines=6)
    y = np.arange(len(table))
    bars = ax.barh(y, table.share, 0.3, color=LIGHT, edgecolor=DARK, label="share of all runs")
    noise = noise_bars(ax, table.share, y, table.low, table.high)
    for place, row in zip(y, table.itertuples(), strict=True):
        beside(ax, place, percent(row.share))
        if results.spread:
            beside(ax, place + 0.47, span(row.range_low, row.range_high))
    steps = [str(stage) for stage in table.index]
    entailed = [("step", step) in results.by_construction for step in steps]
    ax.set_yticks(y, [lines(capital(meaning[s]), *(["(by construction)"] * e))
                      for s, e in zip(steps, entailed, strict=True)])  # fmt: skip
    ax.set_ylim(len(table) - 0.25, -0.4)
    percent_axis(ax, f"chance, from {counted(len(results.finished), 'run')}", 1.0)
    finish(ax, results.scenario, "How far talks come", [bars, noise, *_draws(ax, results)])
    return ax


def _draws(ax: Axes, results: Results) -> list[Any]:
    """Draw under each bar how the chance spreads over draws of the assumptions."""
    if not results.spread:
        return []
    edges = np.linspace(0, 1, 26)
    middle, width = (edges[:-1] + edges[1:]) / 2, 0.85 * edges[1]
    for place, row in enumerate(results.funnel.itertuples()):
        counts, _ = np.histogram(results.over_draws(str(row.Index)), edges)
        base = np.full(len(counts), place + 0.6)
        heights = ax.bar(middle, -0.34 * counts / max(counts.max(), 1), width, base, color=DARK)
        span_ = ax.hlines(place + 0.64, row.range_low, row.range_high, color=DARK,
                          linewidth=size_now().pt(1.5))  # fmt: skip
    draws = counted(results.draws, "draw")
    heights.set_label(f"what we do not know: the chance in each of {draws} of the assumptions")
    span_.set_label("the middle 8 in 10 of these")
    return [heights, span_]
