"""Which assumption matters: what each uncertain number decides by itself."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.analysis import tables
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    LIGHT,
    SIZES,
    beside,
    finish,
    new_axes,
    noise_bars,
    percent_axis,
    size_now,
)
from sim.analysis.parameters import Parameters
from sim.analysis.words import capital, counted, points
from sim.experiments.challenge.variance import CLAIM_BACKED

if TYPE_CHECKING:
    from sim.experiments.results import Results

SHOWN = 5  # numbers of a step
LABEL, NARROW = 3, 4  # lines of a label, and in a column
_COLUMNS = ["step", "path", "number", "index", "low", "high", "status", "change"]


def _data(results: Results) -> pd.DataFrame:
    from sim.analysis.explaining.importance import ends
    from sim.experiments.explain.importance import importance

    found, told = importance(results), Parameters(results.scenario, short=True)
    parts = []
    for step in ends(results):
        table = found.found(step).head(SHOWN)
        number = [capital(told(path)) for path in table.path]
        parts.append(table.assign(step=step, number=number)[_COLUMNS])
    return pd.concat(parts, ignore_index=True)


def _caption(results: Results) -> str:
    return (
        f"Which assumption matters: {results.scenario.title}. Bars: the share of whether a run"
        " passes a step that each uncertain number decides by itself (given-data first-order"
        f" index, from {counted(len(results.finished), 'run')}, seed {results.seed}), with its 95%"
        " interval (simulation noise); dark where a claim backs the number. At the right: the"
        " chance among the third of runs with the highest values less that among the lowest, in"
        " points. What we do not know is the numbers themselves, each over its whole range."
    )


@drawing(_data, _caption)
def importance(results: Results, ax: Axes | None = None) -> Axes:
    """What each uncertain number decides by itself, of the first step and of the last.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table, meaning = importance.data(results), tables.stages(results)
    steps = list(dict.fromkeys(table.step))
    ax = ax or new_axes(rows=len(table) + 0.6 * len(steps))
    y = np.arange(len(table)) + 0.7 * table.step.map(steps.index).to_numpy(float)
    backed = table.status.isin(CLAIM_BACKED)
    ax.barh(y, table["index"], 0.5, color=np.where(backed, DARK, LIGHT), edgecolor=DARK)
    handles = [
        Patch(facecolor=DARK, edgecolor=DARK, label="a claim backs the number"),
        Patch(facecolor=LIGHT, edgecolor=DARK, label="it is assumed"),
    ]
    if len(table):
        handles.append(noise_bars(ax, table["index"], y, table.low, table.high))
    for place, row in zip(y, table.itertuples(), strict=True):
        beside(ax, place, points(float(row.change), 0))
    for step in steps:
        top = y[np.flatnonzero(table.step == step)[0]] - 0.62
        ax.text(0, top, capital(meaning[step]), weight="bold", va="center")
    ax.set_yticks(y, [wrapped(number) for number in table.number])
    if table.empty:
        ax.set_yticks([0], [wrapped("No number by itself")])
    ax.set_ylim((y[-1] if len(y) else 0) + 0.5, -1)
    most = float(table.high.max()) if len(table) else 1.0
    percent_axis(ax, "share that it decides by itself\nat the right: what more of it does,"
                 " in points", 1.05 * most)  # fmt: skip
    title = "Which assumption matters" if len(table) else "No single assumption is seen to matter"
    finish(ax, results.scenario, title, handles)
    return ax


def wrapped(label: str) -> str:
    """Break a label into lines, at most three, or four in a column."""
    size = size_now()
    most = NARROW if size == SIZES["column"] else LABEL
    return textwrap.fill(label, size.label, max_lines=most, placeholder=" …",
                         break_on_hyphens=False)  # fmt: skip
