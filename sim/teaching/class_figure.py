"""The picture of a class: what was offered, and which offers were accepted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis.figures.drawing import sheet
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    INK,
    LIGHT,
    LINES,
    finish_all,
    new_figure,
    size_now,
)
from sim.analysis.words import counted
from sim.teaching.pooled import BIN, Pooled

ACCEPTED = "share that players accepted, its 95% interval, and of how many"
STROKES: dict[str, Any] = {"equilibrium": (LINES[1][0], "-"), "Nash solution": (LINES[2][0], "--")}


def _data(pooled: Pooled) -> pd.DataFrame:
    """A row for each size of offer."""
    return pooled.bins


def _caption(pooled: Pooled) -> str:
    measure = "the share of the other, of 100" if pooled.pie else "points"
    return (
        f"{pooled.scenario.title}: {counted(len(pooled.offers), 'offer')} and "
        f"{counted(len(pooled.answers), 'answer')} by players in "
        f"{counted(len(pooled.games), 'game')}, by size ({measure}). The whiskers are the 95% "
        "Wilson interval of the share accepted, as if answers did not depend on one another."
    )


@sheet(_data, _caption)
def offers_and_answers(pooled: Pooled) -> Figure:
    """Draw offers by size at the left, and the share of them accepted at the right."""
    size = size_now()
    drawn = new_figure(3.2 * size.letters / 9 + 6 * size.letters / 72)
    left, right = drawn.subplots(1, 2)
    _draw_offers(left, pooled)
    _draw_answers(right, pooled)
    handles: list[Any] = [
        Patch(color=LIGHT, label="offers made by players"),
        Line2D([], [], color=INK, marker="o", markerfacecolor=DARK, label=ACCEPTED),
        *(Line2D([], [], color=color, linestyle=stroke, label=name)
          for name, (color, stroke) in STROKES.items() if name in _known(pooled)),
    ]  # fmt: skip
    finish_all(drawn, f"{pooled.scenario.title}: what was offered, and accepted", handles)
    return drawn


def _known(pooled: Pooled) -> dict[str, float]:
    seats = pooled.possible(pooled.games[0].seed).seats
    return pooled.marks(seats[0], made=True)


def _draw_offers(ax: Axes, pooled: Pooled) -> None:
    bins = pooled.bins
    there = bins[bins["offers"] > 0]
    ax.bar(there["from"] + BIN / 2, there["offers"], width=0.9 * BIN, color=LIGHT, edgecolor=DARK)
    ax.set_ylabel("offers")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    what = "share offered to the other, of 100" if pooled.pie else "points left to who offers"
    _finish(ax, pooled, pooled.offers, what, made=True)


def _draw_answers(ax: Axes, pooled: Pooled) -> None:
    bins = pooled.bins[pooled.bins["answered"] > 0]
    x = bins["from"] + BIN / 2
    arms = np.vstack([bins["share"] - bins["low"], bins["high"] - bins["share"]]).clip(min=0)
    ax.errorbar(x, bins["share"], yerr=arms, fmt="o", color=DARK, ecolor=INK, capsize=3)
    for place, n in zip(x, bins["answered"], strict=True):
        ax.annotate(f"{n}", (place, 1.04), ha="center", color=FAINT, annotation_clip=False)
    ax.set_ylim(-0.03, 1.12)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_ylabel("accepted")
    what = "share offered to who answers, of 100" if pooled.pie else "points to who answers"
    _finish(ax, pooled, pooled.answers, what, made=False)


def _finish(ax: Axes, pooled: Pooled, table: pd.DataFrame, label: str, *, made: bool) -> None:
    """The axis below, and what theory says there."""
    ax.set_xlim(-3, 103)
    ax.set_xticks([0, 20, 40, 60, 80, 100])
    ax.set_xlabel(label)
    if len(table):
        party = str(table["party"].mode()[0])
        for name, at in pooled.marks(party, made=made).items():
            color, stroke = STROKES[name]
            ax.axvline(at, color=color, linestyle=stroke, linewidth=size_now().pt(1.8))
    else:
        ax.text(50, 0.5 * sum(ax.get_ylim()), "none by players", ha="center", color=FAINT)
