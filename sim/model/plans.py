"""What parties work out once for all rounds to come."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.compiled import compiled

Arrays = tuple[np.ndarray, ...]


@compiled
def differ(rows, before, now, found):
    """Take down where anything in a row is not as it was.

    rows: (n,); before, now: (runs, things); found: (n,) booleans.
    """
    for k in range(rows.size):
        for i in range(before.shape[1]):
            found[k] |= before[rows[k], i] != now[rows[k], i]


class Plans:
    """What strategies have worked out for every round, in the runs of a block.

    It stands until something else is at stake in a run: see `sim.model.strategies.base.View`.
    """

    def __init__(self, runs: int):
        self._runs = runs
        self._made: dict[tuple[int, str], Arrays] = {}  # (rounds, runs, ...): read by round
        self._known: dict[tuple[int, str], np.ndarray] = {}  # (runs,) booleans

    def __bool__(self) -> bool:
        """Whether anything has ever been worked out."""
        return bool(self._known)

    def forget(self, rows: np.ndarray) -> None:
        """Something else is at stake in some runs."""
        for known in self._known.values():
            known[rows] = False

    def at(
        self,
        key: tuple[int, str],
        rows: np.ndarray,
        round: np.ndarray,
        work_out: Callable[[np.ndarray], Arrays],
        which: int,
    ) -> np.ndarray:
        """Return what a plan says for the round that each run is in: (n, ...).

        Parameters
        ----------
        key : (int, str)
            Whose plan, and which.
        rows, round : ndarray of int, shape (n,)
        work_out : callable
            Works it out for some runs where it is not known: (n, rounds, ...) each.
        which : int
            Which of the things that it works out.
        """
        known = self._known.setdefault(key, np.zeros(self._runs, bool))
        there = known[rows]
        if key not in self._made or not there.all():
            new = rows[~there]
            made = work_out(new)
            if key not in self._made:
                self._made[key] = tuple(
                    np.empty((one.shape[1], self._runs, *one.shape[2:]), one.dtype) for one in made
                )
            everybody = np.array_equal(new, np.arange(self._runs))
            for all_runs, one in zip(self._made[key], made, strict=True):
                all_runs[:, slice(None) if everybody else new] = one.swapaxes(0, 1)
            known[new] = True
        said: np.ndarray = self._made[key][which][round - 1, rows]
        return said
