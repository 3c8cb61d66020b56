"""What each thing alone changes: bars from no change, both uncertainties, the largest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.comparison import meaning
from sim.analysis.explaining import pivotal
from sim.analysis.explaining.naming import label, told
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    LIGHT,
    beside,
    finish,
    lines,
    new_axes,
    noise_bars,
    places,
    size_now,
    uncertain,
)
from sim.analysis.words import capital, counted, points

if TYPE_CHECKING:
    from sim.experiments.compare import Comparison
    from sim.experiments.explain import Explanation

ROWS = 12  # the largest differences
ROW = 0.95  # how high a row is at least
PAIRED = "interval over pairs of runs"
_COLUMNS = ["label", "a", "b", "change", "low", "high", "range_low", "range_high"]


def bars(
    ax: Axes | None, table: pd.DataFrame, labels: Sequence[str], said: str
) -> tuple[Axes, list[Any]]:
    """Draw differences as bars from 0, in percentage points, each with both uncertainties.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; in a figure of its own if None.
    table : pandas.DataFrame
        A row a bar, from above: ``change``, ``low``, ``high``, ``range_low``, ``range_high``.
    labels : sequence of str
        For each; long ones are broken into lines.
    said : str
        What is called a bar in the legend.

    Returns
    -------
    (ax, handles)
        And what goes into the legend.
    """
    written = [lines(label, most=3) for label in labels]
    y, high = places(written, ROW)
    ax, pt = ax or new_axes(rows=high + 0.3), size_now().pt
    at = 100 * table[["change", "low", "high", "range_low", "range_high"]].to_numpy(float)
    handles: list[Any] = [ax.barh(y, at[:, 0], 0.34, color=LIGHT, edgecolor=DARK, label=said)]
    handles.append(noise_bars(ax, at[:, 0], y, at[:, 1], at[:, 2]))
    if np.isfinite(at[:, 3]).any():
        known = "what we do not know\n(middle 8 in 10 draws)"
        handles.append(ax.hlines(y + 0.34, at[:, 3], at[:, 4], color=DARK, linewidth=pt(2.5)))
        handles[-1].set_label(known)
        ax.plot(at[:, 3:].T, np.tile(y + 0.34, (2, 1)), "|", color=DARK, markersize=pt(5),
                markeredgewidth=pt(1))  # fmt: skip
    for place, change in zip(y, table.change, strict=True):
        beside(ax, place, points(change))
    ax.axvline(0, color=FAINT, linewidth=pt(1))
    ax.set_yticks(y, written)
    ax.set_ylim(high + 0.1, 0)
    ax.margins(x=0.04)
    ax.locator_params(axis="x", nbins=6)
    return ax, handles


def name_axis(ax: Axes, explanation: Explanation) -> None:
    """Say below which step of the funnel it is that changes."""
    step = told(explanation, explanation.focus)
    ax.set_xlabel(f"change in how often {step}\n(percentage points)")


# -- of an explanation -----------------------------------------------------------------------------


def _data(explanation: Explanation) -> pd.DataFrame:
    table = pivotal.of(explanation, explanation.focus).head(ROWS).reset_index(drop=True)
    keys = table[["kind", "name", "how"]].itertuples(index=False, name=None)
    return table.assign(label=[label(explanation, *key) for key in keys])[
        ["kind", "name", "how", *_COLUMNS]
    ]


def _caption(explanation: Explanation) -> str:
    effort, all_of = explanation.effort, len(pivotal.of(explanation, explanation.focus))
    rest = "" if all_of <= ROWS else f" The {ROWS} largest of {all_of}."
    return (
        f"What each thing alone changes in how often {told(explanation, explanation.focus)}:"
        f" {explanation.scenario.title}. Differences from the scenario as written, over"
        f" {counted(effort.runs, 'pair')} of runs on the same draws (seed {effort.seed})."
        f" {uncertain(effort.draws, PAIRED)}{rest}"
    )


@drawing(_data, _caption)
def tornado(explanation: Explanation, ax: Axes | None = None) -> Axes:
    """What each thing alone changes in one step of the funnel.

    Parameters
    ----------
    explanation : Explanation
        The step is its `focus`: ``explanation.on("P(held)")``.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table = _data(explanation)
    ax, handles = bars(ax, table, list(table.label), "difference from as written")
    name_axis(ax, explanation)
    finish(ax, explanation.scenario, "What it hangs on", handles)
    return ax


# -- of a comparison -------------------------------------------------------------------------------


def _data_of_both(comparison: Comparison) -> pd.DataFrame:
    table = comparison.funnel.reset_index()
    scenarios = comparison.a.scenario, comparison.b.scenario
    called = [capital(meaning(asked, *scenarios)) for asked in table.quantity]
    return table.assign(label=called)[["quantity", *_COLUMNS]]


def _caption_of_both(comparison: Comparison) -> str:
    a, b = (side.scenario.title for side in (comparison.a, comparison.b))
    names = f"{a}, as written and changed" if a == b else f"{b}, less {a}"
    effort = comparison.a.effort
    return (
        f"What differs: {names}. Differences over {counted(comparison.pairs, 'pair')} of runs on"
        f" the same draws (seed {effort.seed})."
        f" {uncertain(effort.draws, PAIRED)}"
    )


@drawing(_data_of_both, _caption_of_both)
def differences(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """How two scenarios differ, step by step.

    Parameters
    ----------
    comparison : Comparison
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table = _data_of_both(comparison)
    ax, handles = bars(ax, table, list(table.label), "B less A")
    ax.set_xlabel("difference (percentage points)")
    a, b = (side.scenario.title for side in (comparison.a, comparison.b))
    both = f"{a}: as written (A) and changed (B)" if a == b else f"A: {a}\nB: {b}"
    finish(ax, both, "What the change changes", handles)
    return ax
