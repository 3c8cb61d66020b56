"""Two parties' utilities: every package, what theory picks, and what is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.transforms import offset_copy

from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import DARK, FAINT, INK, LIGHT, finish, lines, new_axes, size_now
from sim.analysis.words import Names, counted, listed, percent, span
from sim.experiments.space import SOLUTIONS, Space

if TYPE_CHECKING:
    from sim.experiments.results import Results

MARKS = {"nash": "D", "kalai_smorodinsky": "^", "egalitarian": "s", "utilitarian": "P"}
CALLED = {
    "nash": "Nash (product of gains)",
    "kalai_smorodinsky": "Kalai-Smorodinsky (shares of the ideal)",
    "egalitarian": "egalitarian (least gain)",
    "utilitarian": "utilitarian (sum)",
}
#: Of the packages signed most often, whose share the legend says.
LETTERS = "ABC"
#: Where a letter may stand beside its disc, and how it is aligned there; above are the solutions.
_SIDES = {(-1, 0): ("right", "center"), (1, 0): ("left", "center"), (0, -1): ("center", "top")}
_ASIDE = 0.05  # of the axes: about how far a letter stands from the middle of its disc
LARGEST = 500.0  # points squared on a page: the disc of a package that every run signs

Parties = tuple[str, str]


def _data(results: Results, parties: Parties | None = None) -> pd.DataFrame:
    return Space.of(results, parties).table


def _caption(results: Results, parties: Parties | None = None) -> str:
    space, names = Space.of(results, parties), Names(results.scenario)
    who = listed(map(names.who, space.parties))
    said = (
        f"What each package is worth to {who}: {results.scenario.title}. Each dot is a package,"
        " at its satisfaction (0 to 100) averaged over the assumptions of"
        f" {counted(space.runs, 'run')} (seed {results.seed}); lines are what each can expect"
        " without talks, with the middle 8 in 10 draws of it shaded: what we do not know. Rings are"
        " packages that pay everybody whose consent is needed"
        f" ({listed(map(names.who, space.deciding))}) and that none of them could better at"
        " nobody's cost; solutions are of all of these together. Discs are packages signed, their"
        f" area the share of {counted(len(results.finished), 'run')}; in brackets simulation noise"
        " (95% Wilson interval), and what we do not know: the middle 8 in 10 draws."
    )
    return said if space.zone else f"{said} No package pays all of these on average."


@drawing(_data, _caption)
def utility_space(results: Results, ax: Axes | None = None, parties: Parties | None = None) -> Axes:
    """Every package by what it is worth to two parties, what theory picks, and what is signed.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.
    parties : pair of str, optional
        Whose; unless given, the two whose consent is needed that are most at odds.

    Returns
    -------
    Axes
    """
    space, names = Space.of(results, parties), Names(results.scenario)
    ax, pt = ax or new_axes(rows=8, lines=6), size_now().pt
    across, up = (100 * space.table[f"utility.{name}"].to_numpy() for name in space.parties)
    _reservations(ax, space)
    ax.scatter(across, up, s=pt(3.5) ** 2, color=FAINT, linewidths=0, zorder=2)
    best = space.table.efficient.to_numpy(bool)
    ax.scatter(across[best], up[best], s=pt(8.4) ** 2, facecolors="none", edgecolors=INK,
               linewidths=pt(1.2), zorder=4)  # fmt: skip
    signed = _signed(ax, space, across, up)
    solutions = _solutions(ax, space, across, up)
    for axis, name in ((ax.set_xlabel, space.parties[0]), (ax.set_ylabel, space.parties[1])):
        axis(lines(f"{names.title(name)}: satisfaction"))
    ax.grid(axis="both")
    ax.margins(0.12)
    handles = [*_handles(space), *signed, *solutions]
    finish(ax, results.scenario, "What could be signed, and what is", handles, labels=8)
    return ax


def _reservations(ax: Axes, space: Space) -> None:
    """What each expects without talks: a line on average, and 8 in 10 draws."""
    for draw, band, name in ((ax.axvline, ax.axvspan, 0), (ax.axhline, ax.axhspan, 1)):
        mean, low, high = (100 * number for number in space.no_talks[name])
        band(low, high, color=LIGHT, alpha=0.35, linewidth=0, zorder=0)
        draw(mean, color=DARK, linestyle="--", linewidth=size_now().pt(1.2), zorder=1)


def _signed(ax: Axes, space: Space, across: np.ndarray, up: np.ndarray) -> list[Any]:
    """Discs for what is signed; what is signed most often has a letter, told in the legend."""
    share = space.table.share.to_numpy()
    some, handles, size = share > 0, [], size_now()
    ax.scatter(across[some], up[some], s=size.pt(LARGEST**0.5) ** 2 * share[some], color=LIGHT,
               edgecolors=DARK, linewidths=size.pt(1.2), zorder=3)  # fmt: skip
    often = [place for place in np.argsort(-share, kind="stable") if share[place] > 0]
    at = np.column_stack([each / max(np.ptp(each), 1e-9) for each in (across, up)])
    sides = _sides(at[often[: len(LETTERS)]], at[some])
    for letter, side, place in zip(LETTERS, sides, often, strict=False):
        row = space.table.iloc[place]
        known = "" if pd.isna(row.range_low) else f"; {span(row.range_low, row.range_high)}"
        said = f"{percent(row.share)} ({span(row.low, row.high)}{known})"
        aside = size.pt(np.sqrt(LARGEST * share[place] / np.pi) + 2)
        ha, va = _SIDES[side]
        ax.annotate(letter, (across[place], up[place]), (aside * side[0], aside * side[1]), "data",
                    "offset points", ha=ha, va=va, fontweight="bold", zorder=6)  # fmt: skip
        handles.append(Line2D([], [], color=INK, linestyle="", marker=rf"$\mathbf{{{letter}}}$",
                              markersize=0.75 * size.letters, markeredgewidth=0,
                              label=said))  # fmt: skip
    return handles


def _sides(discs: np.ndarray, others: np.ndarray) -> list[tuple[int, int]]:
    """Choose where the letter of each disc stands: where there is most room around it.

    discs : (letters, 2), others : (signed packages, 2); in shares of the axes
    """
    taken, chosen = list(others), []
    for disc in discs:

        def room(side: tuple[int, int], disc: np.ndarray = disc) -> float:
            there = disc + _ASIDE * np.array(side)
            return min(float(np.hypot(*(there - other))) for other in taken)

        chosen.append(max(_SIDES, key=lambda side: min(room(side), _ASIDE)))
        taken.append(disc + _ASIDE * np.array(chosen[-1]))
    return chosen


def _solutions(ax: Axes, space: Space, across: np.ndarray, up: np.ndarray) -> list[Any]:
    """A mark for each solution, side by side above its package where several pick the same."""
    figure: Any = ax.figure
    letters, handles = size_now().letters, []
    at: dict[int, int] = {}  # marks so far, by package
    for name in SOLUTIONS:
        picked = np.flatnonzero(space.table[name])
        for x in map(int, picked):
            aside = at.get(x, 0)
            at[x] = aside + 1
            above = offset_copy(ax.transData, figure, x=letters * (0.9 * aside - 1.3),
                                y=1.5 * letters, units="points")  # fmt: skip
            ax.plot(across[x], up[x], MARKS[name], color=INK, markersize=0.55 * letters,
                    transform=above, zorder=5)  # fmt: skip
        if picked.size:
            handles.append(Line2D([], [], color=INK, linestyle="", marker=MARKS[name],
                                  markersize=0.55 * letters, label=CALLED[name]))  # fmt: skip
    return handles


def _handles(space: Space) -> list[Any]:
    dot: Any = {"linestyle": "", "marker": "o"}
    pt = size_now().pt
    return [
        Line2D([], [], color=FAINT, markersize=pt(3.5), label="a package, at mean assumptions",
               **dot),
        Line2D([], [], markerfacecolor="none", markeredgecolor=INK, markersize=pt(8.4),
               label="efficient, and pays all who must agree"
               if space.zone else "no package pays all who must agree",
               **dot),
        Line2D([], [], markerfacecolor=LIGHT, markeredgecolor=DARK, markersize=pt(9),
               label="signed, by share (noise; not known)", **dot),
        Line2D([], [], color=DARK, linestyle="--", label="without talks, on average"),
        Patch(facecolor=LIGHT, alpha=0.5, label="in 8 of 10 draws: what we do not know"),
    ]  # fmt: skip
