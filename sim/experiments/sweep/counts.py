"""Counting the runs of every cell, part by part: what is kept does not grow with the runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.experiments.funnel import EVENT_OF
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.study import Study
from sim.experiments.trial import RUNS_PER_DRAW
from sim.experiments.uncertainty import Z95, range_over_draws, range_without_noise, wilson

if TYPE_CHECKING:
    from sim.experiments.sweep.tables import Tables

Z_STOPPED = 2.08  # in place of 1.96 where a cell has stopped by what came out: see `plan`
AT_ONCE = 2_000  # cells that are counted at once
_AROUND = ("", "_low", "_high", "_range_low", "_range_high")


class Counts:
    """Sums over the runs of groups, for several quantities.

    Attributes
    ----------
    over, squares, under : ndarray, shape (quantities, groups)
        What the runs of a group add above the line, its square, and how many count.
    runs, failed : ndarray of int, shape (groups,)
    """

    def __init__(self, asked: Iterable[Quantity], groups: int) -> None:
        self._asked = list(asked)
        shape = (len(self._asked), groups)
        self.over, self.squares, self.under = (np.zeros(shape) for _ in range(3))
        self.runs, self.failed = (np.zeros(groups, np.int64) for _ in range(2))

    def add(self, rows: pd.DataFrame, group: np.ndarray) -> None:
        """Count more runs. group: (rows,), of which group each is."""
        if not len(group):
            return
        first, stop = int(group.min()), int(group.max()) + 1  # neighbours, and few of all
        here, near, size = slice(first, stop), group - first, stop - first
        self.runs[here] += np.bincount(near, minlength=size)
        broken = near[(rows.run_status != "ok").to_numpy()]
        self.failed[here] += np.bincount(broken, minlength=size)
        for k, asked in enumerate(self._asked):
            over, under = asked.counts(rows)
            for total, more in ((self.over, over), (self.squares, over**2), (self.under, under)):
                total[k, here] += np.bincount(near, weights=more, minlength=size)


def asked_of(study: Study) -> dict[str, Quantity]:
    """Return what a table of cells shows: the study's own quantity, and the steps."""
    first = next(iter(study.scenarios.values()))
    steps = {step: quantity(f"P({EVENT_OF[step]})", first) for step in study.steps}
    own = study.quantity
    known = {str(found) for found in steps.values()}
    return steps if str(own) in known else {str(own): own, **steps}


def own(study: Study) -> tuple[str, Quantity]:
    """Return the study's own quantity, and what its column is called in a table of cells."""
    return next((name, q) for name, q in asked_of(study).items() if str(q) == str(study.quantity))


def table_of_cells(study: Study, tables: Tables) -> pd.DataFrame:
    """Return one row a cell: how many runs, and each quantity with both uncertainties."""
    cells = len(study.cells)
    starts = range(0, cells, AT_ONCE)
    some = [_some(study, tables, range(k, min(k + AT_ONCE, cells))) for k in starts]
    return pd.concat(some, ignore_index=True).rename_axis("cell")


def _some(study: Study, tables: Tables, cells: range) -> pd.DataFrame:
    """Return the rows of some neighbouring cells."""
    asked, draws = asked_of(study), study.spec.draws
    columns = columns_of(asked.values(), study)
    headline = Counts(asked.values(), len(cells))
    for rows in tables.parts("runs", columns, cells):
        headline.add(rows, rows.cell.to_numpy(np.int64) - cells.start)
    spread = Counts(asked.values(), len(cells) * draws)
    for rows in tables.parts("nested", columns, cells) if draws else ():
        cell = rows.cell.to_numpy(np.int64) - cells.start
        spread.add(rows, cell * draws + rows.run.to_numpy(np.int64) // RUNS_PER_DRAW)
    table = {"runs": headline.runs, "failed": headline.failed}
    z = Z95 if study.spec.until is None else Z_STOPPED
    for k, (name, found) in enumerate(asked.items()):
        shown = [_row(headline, spread, (k, cell), found, z) for cell in range(len(cells))]
        for place, around in enumerate(_AROUND):
            table[name + around] = np.array([row[place] for row in shown])
    return pd.DataFrame(table)


def columns_of(asked: Iterable[Quantity], study: Study) -> list[str]:
    """Return the columns that quantities are counted from."""
    found = {"cell", "run", "outcome", "run_status"}
    for each in asked:
        if each.party is not None:
            found.add(f"utility.{each.party}")
        for event in (each.event, each.given):
            found |= {f"package.{issue}" for issue, _ in (event.package if event else ())}
    return [column for column in study.columns if column in found]


def _row(
    headline: Counts, spread: Counts, place: tuple[int, int], asked: Quantity, z: float
) -> tuple[float, float, float, float, float]:
    """Return a quantity in one cell: its value, interval and range."""
    k, cell = place
    over, under = headline.over[place], headline.under[place]
    if not under:
        return (float("nan"),) * 5
    value = over / under
    draws = len(spread.runs) // len(headline.runs)
    of_cell = slice(cell * draws, (cell + 1) * draws)
    above, below = spread.over[k, of_cell], spread.under[k, of_cell]
    if asked.event is not None:
        low, high = wilson(int(over), int(under), z)
        return value, low, high, *range_over_draws(above, below)
    half = z * np.sqrt(_variance(over, headline.squares[place], under) / under)
    counted = below >= 2
    means, noise = (
        above[counted] / below[counted],
        _variance(above[counted], spread.squares[k, of_cell][counted], below[counted])
        / below[counted],
    )
    return value, value - half, value + half, *range_without_noise(means, noise)


def _variance(over: np.ndarray, squares: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Return the variance within groups, from their sums."""
    return np.maximum(squares - over**2 / under, 0.0) / np.maximum(under - 1.0, 1.0)
