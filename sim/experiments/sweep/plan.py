"""What is to be done next: units in their order, and, with a wanted precision, until it is reached.

With `until` a cell is looked at after preset numbers of runs, and is done at the first look at
which the Wilson interval of the study's quantity is at most so wide either way. A cell that stops
early is more often one whose share has come out extreme, so that at some probabilities the 95%
interval of Wilson would hold 93% of the time. Cells of such studies therefore have a wider one,
which a test computes to hold at least 94.5% of the time (see `sim.experiments.sweep.counts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from sim.experiments.study import Study
from sim.experiments.sweep.counts import Z_STOPPED, columns_of
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.units import UNIT_RUNS, Piece, Unit, stretches
from sim.experiments.uncertainty import wilson

FIRST_LOOK = 500  # runs; each later look is after twice as many


def looks(most: int) -> list[int]:
    """Return the numbers of runs after which a cell is looked at.

    Examples
    --------
    >>> looks(3000)
    [500, 1000, 2000, 3000]
    """
    found = []
    runs = FIRST_LOOK
    while runs < most:
        found.append(runs)
        runs *= 2
    return [*found, most]


def precise(hits: int, runs: int, until: float) -> bool:
    """Whether the Wilson interval of a share reaches at most `until` either way.

    Examples
    --------
    >>> precise(250, 500, 0.05), precise(500, 1000, 0.05)
    (True, True)
    >>> precise(250, 500, 0.04), precise(500, 1000, 0.04)
    (False, True)
    """
    low, high = wilson(hits, runs, Z_STOPPED)
    return (high - low) / 2 <= until


def look(most: int, cell: int, number: int) -> list[Unit]:
    """Return the units that a look at a cell adds to those before it."""
    after = looks(most)
    start, stop = after[number - 1] if number else 0, after[number]
    return [
        Unit("runs", f"runs-{cell:07d}-{first:08d}", (Piece(cell, first, size),))
        for first in range(start, stop, UNIT_RUNS)
        for size in [min(UNIT_RUNS, stop - first)]
    ]


def names_of(study: Study, kind: str, cell: int) -> list[str]:
    """Return the names of all units that may hold runs of a cell, in order."""
    if kind == "runs" and study.spec.until is not None:
        most = study.spec.runs
        return [u.name for k in range(len(looks(most))) for u in look(most, cell, k)]
    each = next(stretch.each for stretch in stretches(study) if stretch.kind == kind)
    first, stop = cell * each // UNIT_RUNS, -(-(cell + 1) * each // UNIT_RUNS)
    return [f"{kind}-{number:07d}" for number in range(first, stop)]


def runs_in(study: Study, name: str) -> int:
    """Return how many runs the unit of some name has."""
    kind, number, *first = name.split("-")
    if first:
        stop = next(runs for runs in looks(study.spec.runs) if runs > int(first[0]))
        return min(UNIT_RUNS, stop - int(first[0]))
    stretch = next(stretch for stretch in stretches(study) if stretch.kind == kind)
    return min(UNIT_RUNS, stretch.runs - int(number) * UNIT_RUNS)


class Plan:
    """The units of a sweep that are still to be done, and how far it has come.

    Parameters
    ----------
    study : Study
    store : Store
        What is done already.

    Attributes
    ----------
    done : int
        Runs.
    total : int
        Runs that there will be; with a wanted precision, the most that there can still be.
    """

    def __init__(self, study: Study, store: Store) -> None:
        self._study, self._store = study, store
        self._done = store.names()
        self._looks = looks(study.spec.runs) if study.spec.until is not None else []
        self._closed = 0  # cells that are as precise as is wanted
        headline, nested = stretches(study)
        self.done, self.total = 0, headline.runs + nested.runs
        self.done = sum(runs_in(study, name) for name in self._done)

    @property
    def cells(self) -> int:
        """How many cells, or cells' worth of runs, are done."""
        return max(self._closed, len(self._study.cells) * self.done // self.total)

    def waves(self) -> Iterator[Iterator[Unit]]:
        """Yield one wave of units after another; each is to be done before the next is asked for.

        Without a wanted precision there is one.
        """
        headline, nested = stretches(self._study)
        yield self._left(iter(nested))
        if not self._looks:
            yield self._left(iter(headline))
            return
        cells = list(range(len(self._study.cells)))
        counts = np.zeros((2, len(cells)), np.int64)
        for number in range(len(self._looks)):
            yield self._left(unit for cell in cells for unit in self._look(cell, number))
            left = [cell for cell in cells if not self._is_precise(cell, number, counts)]
            self._close(len(cells) - len(left), number)
            cells = left

    def count(self, unit: Unit) -> None:
        """Note that a unit has been done."""
        self._done.add(unit.name)
        self.done += unit.runs

    def _look(self, cell: int, number: int) -> list[Unit]:
        return look(self._study.spec.runs, cell, number)

    def _left(self, units: Iterable[Unit]) -> Iterator[Unit]:
        return (unit for unit in units if unit.name not in self._done)

    def _close(self, cells: int, number: int) -> None:
        """Take off the total what cells will not need after a look."""
        self._closed += cells
        self.total -= cells * (self._looks[-1] - self._looks[number])

    def _is_precise(self, cell: int, number: int, counts: np.ndarray) -> bool:
        """Add a look to what has been counted of a cell, (2, cells): hits, and runs that count."""
        asked, until = self._study.quantity, self._study.spec.until
        for unit in self._look(cell, number):
            over, under = asked.counts(self._store.table(unit.name, self._columns))
            counts[:, cell] += int(over.sum()), int(under.sum())
        return until is not None and precise(int(counts[0, cell]), int(counts[1, cell]), until)

    @cached_property
    def _columns(self) -> list[str]:
        return columns_of([self._study.quantity], self._study)
