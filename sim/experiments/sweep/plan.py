"""What is to be done next: units in their order, and, with a wanted precision, until it is reached.

With `until` a cell is looked at after preset numbers of runs, and is done at the first look at
which the Wilson interval of the study's quantity is at most so wide either way. In simulation such
stopping kept the coverage of the interval, because the looks are few and its width is far from
being independent of what it covers; a test computes the coverage exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiments.study import Study
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
    low, high = wilson(hits, runs)
    return (high - low) / 2 <= until


class Plan:
    """The units of a sweep that are still to be done.

    Parameters
    ----------
    study : Study
    store : Store
        What is done already.
    """

    def __init__(self, study: Study, store: Store) -> None:
        self._study, self._store = study, store
        self._done = store.names()
        self._looks = looks(study.spec.runs) if study.spec.until is not None else []

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
        for number in range(len(self._looks)):
            yield self._left(unit for cell in cells for unit in self.look(cell, number))
            cells = [cell for cell in cells if not self._is_precise(cell, number)]

    def look(self, cell: int, number: int) -> list[Unit]:
        """Return the units that a look adds to those before it."""
        start = self._looks[number - 1] if number else 0
        stop = self._looks[number]
        return [
            Unit("runs", f"runs-{cell:07d}-{first:08d}", (Piece(cell, first, size),))
            for first in range(start, stop, UNIT_RUNS)
            for size in [min(UNIT_RUNS, stop - first)]
        ]

    def done(self, unit: Unit) -> None:
        """Note that a unit has been done."""
        self._done.add(unit.name)

    def _left(self, units: Iterator[Unit]) -> Iterator[Unit]:
        return (unit for unit in units if unit.name not in self._done)

    def _is_precise(self, cell: int, number: int) -> bool:
        hits = runs = 0.0
        asked, until = self._study.quantity, self._study.spec.until
        for unit in (unit for k in range(number + 1) for unit in self.look(cell, k)):
            over, under = asked.counts(self._store.table(unit.name))
            hits, runs = hits + over.sum(), runs + under.sum()
        return until is not None and precise(int(hits), int(runs), until)
