"""Whose effect it is: the Shapley values of each kind, and the total that they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.explaining.naming import PLURAL, told
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import DARK, finish, lines, new_axes
from sim.analysis.figures.tornado import bars
from sim.analysis.words import capital, counted

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation

ROWS = 14  # the largest shares, totals among them
_COLUMNS = ["kind", "name", "value", "low", "high", "range_low", "range_high"]


def _data(explanation: Explanation) -> pd.DataFrame:
    """Shares, the largest of a kind first, and the total of each kind that has several."""
    total = explanation.total[explanation.total.quantity == explanation.focus]
    table = explanation.attribution[explanation.attribution.quantity == explanation.focus]
    parts = []
    for whole in total.itertuples():
        shares = table[table.kind == whole.kind]
        shares = shares.sort_values("value", key=lambda c: -c.abs(), kind="stable")
        if len(shares) > 1:
            parts += [shares, total[total.kind == whole.kind].assign(name="")]
    if not parts:
        parts = [table]
    found = pd.concat(parts, ignore_index=True)[_COLUMNS]
    return found.assign(
        label=[
            _label(explanation, kind, name)
            for kind, name in zip(found.kind, found.name, strict=True)
        ]
    )


def _label(explanation: Explanation, kind: str, name: str) -> str:
    if not name:
        return f"All {PLURAL[kind]}"
    title = explanation.titles[kind, name]
    return f"The seat of {title}" if kind == "party" else capital(title)


def _caption(explanation: Explanation) -> str:
    effort = explanation.effort
    said = (
        f"Whose effect it is that {told(explanation, explanation.focus)} more or less often once"
        f" all of a kind are gone: {explanation.scenario.title}. Shapley values over all"
        " combinations, which add up to the total of the kind (dark label: all of them). From"
        f" {counted(effort.runs, 'run')} of each combination, on the same draws (seed"
        f" {effort.seed}). Whiskers are simulation noise (95%)."
    )
    if effort.draws:
        said += (
            " The line under a bar is what we do not know: the middle 8 in 10 draws of the"
            " assumptions."
        )
    return said


@drawing(_data, _caption)
def attribution(explanation: Explanation, ax: Axes | None = None) -> Axes:
    """Whose effect it is, kind by kind.

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
    ax = ax or new_axes(rows=0.9 * len(table) + 1.2)
    labels = [lines(label) for label in table.label]
    handles = bars(ax, table.rename(columns={"value": "change"}), labels, "share in the effect")
    for patch, tick, name in zip(ax.patches, ax.get_yticklabels(), table.name, strict=True):
        if not name:
            patch.set(facecolor=DARK)
            tick.set_fontweight("bold")
    ax.set_xlabel(
        f"change in how often {told(explanation, explanation.focus)}\n(percentage points)"
    )
    finish(ax, explanation.scenario, "Whose effect it is", handles)
    return ax
