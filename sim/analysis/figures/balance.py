"""The balance of the war, and what each party expects without a deal, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    INK,
    LIGHT,
    beside,
    finish,
    lines,
    new_axes,
)
from sim.analysis.words import Names, capital, counted, percent, satisfaction
from sim.experiments.over_time import RUNS_PER_DRAW, bands

if TYPE_CHECKING:
    from sim.experiments.results import Results

RUNS, DRAWS = 200, 40  # of the bands
HEIGHT = 0.78  # of a lane, from 0 to 1 in it
FEWEST = 0.05  # of the runs, below which a period is left out: what it shows would be of a few

_TITLE = "Who is winning, and what no deal is worth"


def _data(results: Results, run: int | None = None) -> pd.DataFrame:
    """The lines that are drawn: of one run, or of many with bands."""
    if run is not None:
        table = results.over_time(run)[["period", "what", "name", "value"]]
        shown = table[table.what.isin(["victory", "no_talks", "talks"])].dropna(subset="value")
        return shown[shown.period <= _last_news(shown)].reset_index(drop=True)
    table = bands(results.scenario, RUNS, results.seed, draws=DRAWS)
    shown = table[table.what.isin(["victory", "no_talks"])]
    return shown[(shown.runs >= FEWEST * RUNS) & (shown.going_on >= FEWEST)].reset_index(drop=True)


def _last_news(table: pd.DataFrame) -> int:
    """The last period in which anything was expected without a deal, or a strength moved."""
    chance = table[table.what == "victory"].pivot_table(index="period", columns="name",
                                                        values="value")  # fmt: skip
    moved = chance.index[(chance.diff().abs() > 0).any(axis=1)]
    return max([1, *moved, *table.period[table.what == "no_talks"]])


def _caption(results: Results, run: int | None = None) -> str:
    said = (
        f"{_TITLE}: {results.scenario.title}. Above, the chance that each side would win the war as"
        " it stands; below, what each party expects if there are no talks, in points of its own"
        " satisfaction from 0 to 100, its cost of fighting on deducted, as long as no deal ends the"
        " war."
    )
    if run is not None:
        return f"{said} One simulated history: run {run} of seed {results.seed}."
    return (
        f"{said} Lines: the middle of {counted(RUNS, 'run')} (seed {results.seed}); a run that has"
        " ended stays as it was left. Bands: 8 in 10 runs, chance and assumptions together. Dashed:"
        f" the middle 8 in 10 of {counted(DRAWS, 'draw')} of the assumptions, of the average of"
        f" {RUNS_PER_DRAW} runs under each: what we do not know. Periods that fewer than 1 run in"
        f" {round(1 / FEWEST)} reaches are left out."
    )


@drawing(_data, _caption)
def balance(results: Results, ax: Axes | None = None, run: int | None = None) -> Axes:
    """The chance of each side to win the war, and what each party expects without a deal.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.
    run : int, optional
        One run. Unless given, bands over runs and over the assumptions: these are simulated anew.

    Returns
    -------
    Axes
    """
    names, table = Names(results.scenario), _data(results, run)
    lanes = [("victory", side) for side in results.scenario.spec.side_names]
    lanes += [("no_talks", party) for party in results.scenario.spec.party_names]
    ax = ax or new_axes(rows=0.85 * len(lanes) + 0.5)
    low, high = _scale(table)
    handles: dict[str, Any] = {}
    for place, (what, name) in enumerate(lanes):
        mine = table[table.name == name]

        def at(value: Any, base: float = place + 0.9) -> Any:
            return base - HEIGHT * (np.asarray(value, float) - low) / (high - low)

        scale = ax.hlines(at([0, 1]), *_ends(table), color="#D0D0D0", linewidth=0.8, zorder=1,
                          label="0 and 100")  # fmt: skip
        draw = _one_run if run is not None else _many_runs
        handles |= draw(ax, mine, what, at)
        _at_the_ends(ax, mine[mine.what == what], what, place + 0.5)
    ax.set_yticks(np.arange(len(lanes)) + 0.5, [_called(names, *lane) for lane in lanes])
    ax.set_ylim(len(lanes), 0)
    first, last = _ends(table)
    ax.set_xlim(first - 0.02 * (last - first), last + 0.02 * (last - first))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(visible=False)
    ax.set_xlabel(results.scenario.spec.time.unit)
    finish(ax, results.scenario, lines(_TITLE), [*handles.values(), scale])
    return ax


def _scale(table: pd.DataFrame) -> tuple[float, float]:
    """From 0 to 1, or as far as any line or band goes beyond."""
    numbers = table.drop(columns=["period", "runs", "going_on"], errors="ignore")
    numbers = numbers.select_dtypes("number")
    return min(0.0, np.nanmin(numbers)), max(1.0, np.nanmax(numbers))


def _ends(table: pd.DataFrame) -> tuple[float, float]:
    return float(table.period.min()), max(float(table.period.max()), table.period.min() + 1.0)


def _called(names: Names, what: str, name: str) -> str:
    return lines(capital(names.side(name)) if what == "victory" else names.title(name))


def _one_run(ax: Axes, mine: pd.DataFrame, what: str, at: Any) -> dict[str, Any]:
    """The line of one run, and of what it expected of talks."""
    own, talks = mine[mine.what == what], mine[mine.what == "talks"]
    found: dict[str, Any] = {}
    if what == "victory":
        [found["victory"]] = ax.plot(own.period, at(own.value), color=INK, linewidth=1.6,
                                     label="chance to win the war")  # fmt: skip
        return found
    [found["own"]] = ax.plot(own.period, at(own.value), color=DARK, linewidth=2.2, marker="o",
                             markersize=2.5, label="expected without talks")  # fmt: skip
    if len(talks):
        [found["talks"]] = ax.plot(talks.period, at(talks.value), color=FAINT, linestyle=":",
                                   marker="^", markersize=3.5, markerfacecolor=LIGHT,
                                   label="expected of talks, once there")  # fmt: skip
    return found


def _many_runs(ax: Axes, mine: pd.DataFrame, what: str, at: Any) -> dict[str, Any]:
    """The middle of many runs, with both bands."""
    mine = mine[mine.what == what]
    band = ax.fill_between(mine.period, at(mine.low), at(mine.high), color=LIGHT, linewidth=0,
                           label="8 in 10 runs: chance and assumptions")  # fmt: skip
    [known] = ax.plot(mine.period, at(mine.range_low), color=FAINT, linestyle="--", linewidth=0.9,
                      label="8 in 10 draws of the assumptions alone")  # fmt: skip
    ax.plot(mine.period, at(mine.range_high), color=FAINT, linestyle="--", linewidth=0.9)
    [middle] = ax.plot(mine.period, at(mine.middle), color=DARK, linewidth=1.8,
                       label="the middle of the runs")  # fmt: skip
    return {"middle": middle, "band": band, "known": known}


def _at_the_ends(ax: Axes, mine: pd.DataFrame, what: str, place: float) -> None:
    """Write at the right where a line begins and ends."""
    if mine.empty:
        return
    column = "value" if "value" in mine else "middle"
    said = percent if what == "victory" else satisfaction
    first, last = said(mine[column].iloc[0]), said(mine[column].iloc[-1])
    beside(ax, place, first if first == last else f"{first} to {last}")
