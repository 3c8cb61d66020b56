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
    places,
    size_now,
)
from sim.analysis.parameters import Parameters
from sim.analysis.words import capital, counted, points
from sim.experiments.challenge.variance import CLAIM_BACKED

if TYPE_CHECKING:
    from sim.experiments.results import Results

SHOWN = 4  # numbers of a step
LABEL, NARROW = 3, 4  # lines of a label, and in a column
_COLUMNS = ["step", "path", "number", "index", "low", "high", "status", "change"]


def _data(results: Results) -> pd.DataFrame:
    told, parts = Parameters(results.scenario, short=True), []
    for step, found in _found(results).items():
        table = found.head(SHOWN)
        number = [capital(told(path)) for path in table.path]
        parts.append(table.assign(step=step, number=number)[_COLUMNS])
    return pd.concat(parts, ignore_index=True)


def _found(results: Results) -> dict[str, pd.DataFrame]:
    """What is seen to matter for the first step and for the last, the largest first."""
    from sim.analysis.explaining.importance import ends
    from sim.experiments.explain.importance import importance

    found = importance(results)
    return {step: found.found(step) for step in ends(results)}


def _caption(results: Results) -> str:
    more = sum(max(len(found) - SHOWN, 0) for found in _found(results).values())
    return (
        f"Which assumption matters: {results.scenario.title}. Bars: the share of whether a run"
        " passes a step that each uncertain number decides by itself (given-data first-order"
        f" index, from {counted(len(results.finished), 'run')}, seed {results.seed}), with its 95%"
        " interval (simulation noise); dark where a claim backs the number. At the right: the"
        " chance among the third of runs with the highest values less that among the lowest, in"
        " points. What we do not know is the numbers themselves, each over its whole range."
        + (f" The {SHOWN} largest of each step; {more:,} more are seen to matter." if more else "")
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
    labels = [wrapped(number) for number in table.number] or [wrapped("No number by itself")]
    heads, y, high = _standing(steps, list(table.step), labels)
    ax = ax or new_axes(rows=0.8 * high, lines=6)
    backed = table.status.isin(CLAIM_BACKED)
    ax.barh(
        y[: len(table)], table["index"], 0.5, color=np.where(backed, DARK, LIGHT), edgecolor=DARK
    )
    handles = [
        Patch(facecolor=DARK, edgecolor=DARK, label="a claim backs the number"),
        Patch(facecolor=LIGHT, edgecolor=DARK, label="it is assumed"),
    ]
    if len(table):
        handles.append(noise_bars(ax, table["index"], y, table.low, table.high))
    for place, change in zip(y, table.change, strict=False):
        beside(ax, place, points(float(change), 0))
    for place, step in zip(heads, steps, strict=True):
        ax.text(0, place, capital(meaning[step]), weight="bold", va="center_baseline")
    ax.set_yticks(y, labels)
    ax.set_ylim(high, 0)
    most = float(table.high.max()) if len(table) else 1.0
    percent_axis(ax, "share that it decides by itself\nat the right: what more of it does,"
                 " in points", 1.05 * most)  # fmt: skip
    title = "Which assumption matters" if len(table) else "No single assumption is seen to matter"
    finish(ax, results.scenario, title, handles)
    return ax


def _standing(
    steps: list[str], step_of: list[str], labels: list[str]
) -> tuple[list[float], np.ndarray, float]:
    """Where the name of each step stands, where each number does below it, and how high all is."""
    if not steps:
        y, high = places(labels)
        return [], y, high
    written, is_head = [], []
    for step in steps:
        own = [label for of, label in zip(step_of, labels, strict=True) if of == step]
        written += ["", *own]
        is_head += [True, *(False for _ in own)]
    y, high = places(written)
    return y[is_head].tolist(), y[~np.array(is_head)], high


def wrapped(label: str) -> str:
    """Break a label into lines, at most three, or four in a column."""
    size = size_now()
    most = NARROW if size == SIZES["column"] else LABEL
    return textwrap.fill(label, size.label, max_lines=most, placeholder=" …",
                         break_on_hyphens=False)  # fmt: skip
