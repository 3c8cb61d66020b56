"""Counting the runs of every cell, part by part: what is kept does not grow with the runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.experiments.quantities import Quantity, quantity
from sim.experiments.study import Study
from sim.experiments.trial import RUNS_PER_DRAW
from sim.experiments.uncertainty import Z95, range_over_draws, range_without_noise, wilson

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

_EVENT_OF = {"convened": "convene", "agreed": "sign", "ratified": "ratify", "held": "held"}
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
        self.runs += np.bincount(group, minlength=len(self.runs))
        broken = group[(rows.run_status != "ok").to_numpy()]
        self.failed += np.bincount(broken, minlength=len(self.runs))
        for k, asked in enumerate(self._asked):
            over, under = asked.counts(rows)
            for total, more in ((self.over, over), (self.squares, over**2), (self.under, under)):
                total[k] += np.bincount(group, weights=more, minlength=len(self.runs))


def asked_of(study: Study) -> dict[str, Quantity]:
    """Return what a table of cells shows: the study's own quantity, and the steps."""
    first = next(iter(study.scenarios.values()))
    steps = {step: quantity(f"P({_EVENT_OF[step]})", first) for step in study.steps}
    own = study.quantity
    known = {str(found) for found in steps.values()}
    return steps if str(own) in known else {str(own): own, **steps}


def own(study: Study) -> tuple[str, Quantity]:
    """Return the study's own quantity, and what its column is called in a table of cells."""
    return next((name, q) for name, q in asked_of(study).items() if str(q) == str(study.quantity))


def table_of_cells(results: SweepResults) -> pd.DataFrame:
    """Return one row a cell: how many runs, and each quantity with both uncertainties."""
    study = results.study
    asked, cells, draws = asked_of(study), len(study.cells), study.spec.draws
    columns = _columns(asked.values(), study)
    headline = Counts(asked.values(), cells)
    for rows in results.parts("runs", columns):
        headline.add(rows, rows.cell.to_numpy(np.int64))
    spread = Counts(asked.values(), cells * draws)
    for rows in results.parts("nested", columns) if draws else ():
        group = rows.cell.to_numpy(np.int64) * draws + rows.run.to_numpy(np.int64) // RUNS_PER_DRAW
        spread.add(rows, group)
    table = pd.DataFrame({"runs": headline.runs, "failed": headline.failed})
    for k, (name, found) in enumerate(asked.items()):
        shown = [_row(headline, spread, k, cell, draws, found) for cell in range(cells)]
        for place, around in enumerate(_AROUND):
            table[name + around] = [row[place] for row in shown]
    return table.rename_axis("cell")


def _columns(asked: Iterable[Quantity], study: Study) -> list[str]:
    """Return the columns that the quantities are counted from."""
    found = {"cell", "run", "outcome", "run_status"}
    for each in asked:
        if each.party is not None:
            found.add(f"utility.{each.party}")
        for event in (each.event, each.given):
            found |= {f"package.{issue}" for issue, _ in (event.package if event else ())}
    return [column for column in study.columns if column in found]


def _row(
    headline: Counts, spread: Counts, k: int, cell: int, draws: int, asked: Quantity
) -> tuple[float, float, float, float, float]:
    """Return a quantity in one cell: its value, interval and range."""
    over, under = headline.over[k, cell], headline.under[k, cell]
    if not under:
        return (float("nan"),) * 5
    value = over / under
    of_cell = slice(cell * draws, (cell + 1) * draws)
    above, below = spread.over[k, of_cell], spread.under[k, of_cell]
    if asked.event is not None:
        low, high = wilson(int(over), int(under))
        return value, low, high, *range_over_draws(above, below)
    half = Z95 * np.sqrt(_variance(over, headline.squares[k, cell], under) / under)
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
