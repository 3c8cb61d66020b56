"""What each cell of a study changes, compared with one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.figures.cells import caption, close, marks, shown
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    beside,
    lines,
    new_axes,
    noise_bars,
    places,
    size_now,
    unknown_bars,
)
from sim.analysis.sweep_page import base_of, setting
from sim.analysis.words import capital
from sim.experiments.sweep.counts import own

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

BARS = 24  # of which half are the highest cells and half the lowest


def _data(results: SweepResults) -> pd.DataFrame:
    """A row for each cell that is shown, in points of 100."""
    study = results.study
    base = base_of(study)
    rows = []
    for number in _shown(results, base):
        d = results.compare(base, number).difference(study.quantity)
        row = {"what": capital(setting(study, study.cells[number])), "level": d.b}
        row |= {"difference": d.change, "low": d.low, "high": d.high}
        rows.append(row | {"range_low": d.range_low, "range_high": d.range_high})
    names = ["level", "difference", "low", "high", "range_low", "range_high"]
    table = pd.DataFrame(rows, columns=["what", *names])
    return table.assign(**{name: 100 * table[name].astype(float) for name in names})


def _caption(results: SweepResults) -> str:
    said = caption(results)
    return f"{said} Differences from {_against(results)}, run by run on the same draws."


@drawing(_data, _caption)
def bars(results: SweepResults, ax: Axes | None = None) -> Axes:
    """What each cell changes, compared with the first one that is as written, or the first.

    Parameters and return value as of `sim.analysis.figures.curve.curve`, of any design. Of many
    cells the highest and the lowest are shown.
    """
    table, pt = _data(results), size_now().pt
    labels = [lines(what, most=3) for what in table.what]
    y, rows = places(labels)
    ax = ax or new_axes(rows=max(rows, 1.5))
    unknown_bars(ax, y, table.range_low, table.range_high)
    noise_bars(ax, table.difference, y, table.low, table.high)
    ax.plot(table.difference, y, "o", color=DARK, markersize=pt(5))
    ax.axvline(0, color=FAINT, linewidth=pt(1))
    for place, level in zip(y.tolist(), table.level, strict=True):
        beside(ax, place, shown(results, level / 100))
    ax.set_yticks(y, labels)
    ax.set_ylim(rows + 0.1, -0.1)
    ax.locator_params(axis="x", nbins=4 if size_now().room < 40 else 8)
    there = shown(results, results.cells[own(results.study)[0]].iloc[base_of(results.study)])
    unit = "points of 100" if results.study.quantity.event is None else "percentage points"
    ax.set_xlabel(f"difference from {_against(results)} ({there}), in {unit}\n"
                  "at the right: the level itself")  # fmt: skip
    close(results, ax, marks(results), None)
    return ax


def _against(results: SweepResults) -> str:
    study = results.study
    return setting(study, study.cells[base_of(study)])


def _shown(results: SweepResults, base: int) -> list[int]:
    """Return the numbers of the cells to show: those with runs, but for the base."""
    column = results.cells[own(results.study)[0]].drop(base).dropna()
    if len(column) > BARS:
        ranked = column.sort_values(ascending=False, kind="stable")
        column = ranked.iloc[[*range(BARS // 2), *range(-BARS // 2, 0)]]
    return [int(number) for number in column.index]
