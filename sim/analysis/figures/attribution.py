"""Whose effect it is: the Shapley values of each kind, and the total that they add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.explaining.naming import PLURAL, label, told
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import DARK, finish, uncertain
from sim.analysis.figures.tornado import PAIRED, bars, name_axis
from sim.analysis.words import counted, listed

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation

ROWS = 14  # of kinds with the largest totals; one kind is always drawn
_COLUMNS = ["kind", "name", "value", "low", "high", "range_low", "range_high"]


def _data(explanation: Explanation) -> pd.DataFrame:
    """Shares, the largest of a kind first, and the total of each kind, as far as there is room."""
    total = explanation.total[explanation.total.quantity == explanation.focus]
    table = explanation.attribution[explanation.attribution.quantity == explanation.focus]
    parts = []
    for kind in _room(explanation):
        shares = table[table.kind == kind]
        parts.append(shares.sort_values("value", key=lambda c: -c.abs(), kind="stable"))
        if len(shares) > 1:
            parts.append(total[total.kind == kind].assign(name=""))
    found = pd.concat(parts, ignore_index=True)[_COLUMNS]
    pairs = zip(found.kind, found.name, strict=True)
    return found.assign(
        label=[label(explanation, k, n) if n else f"All {PLURAL[k]}" for k, n in pairs]
    )


def _room(explanation: Explanation) -> list[str]:
    """The kinds that are drawn: those with the largest totals, until there is no more room.

    Seats, whose shares are also shares in there being a table, are drawn only where they are all.
    """
    total = explanation.total[explanation.total.quantity == explanation.focus]
    total = total[total.kind != "party"] if len(total) > 1 else total
    total = total.sort_values("value", key=lambda c: -c.abs(), kind="stable")
    drawn: list[str] = []
    rows = 0
    for kind in total.kind:
        rows += 1 + sum(lever.kind == kind for lever in explanation.levers)
        if rows <= ROWS or not drawn:
            drawn.append(kind)
    return [kind for kind in PLURAL if kind in drawn]


def _caption(explanation: Explanation) -> str:
    effort = explanation.effort
    said = (
        f"Whose effect it is that {told(explanation, explanation.focus)} more or less often once"
        f" all of a kind are gone: {explanation.scenario.title}. Shapley values over all"
        " combinations, which add up to the total of the kind (dark). From"
        f" {counted(effort.runs, 'run')} of each combination, on the same draws (seed"
        f" {effort.seed}). {uncertain(effort.draws, PAIRED)}"
    )
    drawn, there = _room(explanation), dict.fromkeys(explanation.total.kind)
    if left := [PLURAL[kind] for kind in there if kind not in drawn]:
        said += f" Not drawn: {listed(left)}."
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
    numbers = table.rename(columns={"value": "change"})
    ax, handles = bars(ax, numbers, list(table.label), "share in the effect")
    for patch, tick, name in zip(ax.patches, ax.get_yticklabels(), table.name, strict=True):
        if not name:
            patch.set(facecolor=DARK)
            tick.set_fontweight("bold")
    name_axis(ax, explanation)
    finish(ax, explanation.scenario, "Whose effect it is", handles)
    return ax
