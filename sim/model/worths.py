"""What packages are worth once in force, worked out only as far as anybody asks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from sim.model import searches
from sim.model.forum_tables import ForumTables
from sim.model.searches import Sums
from sim.model.world import Conflict, World


class Worths:
    """What each package is worth to each voice once it is in force, in the world last looked at.

    Where a package is carried out as it is signed, for sure, and is worth what its options are, it
    is a sum over issues, and no list of packages is needed to search it: see
    `sim.model.searches`. Elsewhere the packages are listed, each a mean over the ways in which it
    may be carried out, and searched as the options of a single issue.

    Parameters
    ----------
    tables : ForumTables
    conflict : Conflict
    listed : callable
        What every package is worth, worked out where it has not been: (runs, voices, packages).
    """

    def __init__(
        self, tables: ForumTables, conflict: Conflict, listed: Callable[[], np.ndarray]
    ) -> None:
        self._t = t = tables
        self._war, self._listed = conflict, listed
        self._as_signed = np.zeros(t.runs, bool)
        self._on = np.isin(np.arange(len(t.issues)), t.agenda)
        options = [len(t.spec.issues[name].option_names) for name in t.issues]
        self._options = np.where(self._on, options, 1)
        self._standing = np.zeros((t.runs, len(t.issues)), np.int64)
        size = np.cumprod(self._options)
        of_head = int(np.argmin(np.maximum(size, size[-1] // size))) + 1  # about half of them
        self._tails = _choices(self._options[of_head:])
        allowed = t.allowed.reshape(len(t.voices), -1, len(self._tails))
        self._head_ok, self._tail_ok = allowed.any(axis=2), allowed.any(axis=1)

    def see(self, world: World, rows: np.ndarray, as_signed: np.ndarray) -> None:
        """Take in where the world stands. world: of `rows` alone; as_signed: (n,) booleans."""
        self._as_signed[rows] = as_signed
        self._standing[rows] = np.where(self._on, 0, world.levels)

    def all(self, voice: int, rows: np.ndarray) -> np.ndarray:
        """What every package is worth to a voice: (n, packages)."""
        out = np.empty((len(rows), len(self._t.packages)))
        for here, sums in self._by_way(rows):
            searches.every_worth(rows, here, voice, sums, out)
        return out

    def of(self, voice: int, rows: np.ndarray, package: np.ndarray) -> np.ndarray:
        """What one package is worth in each run: (n,), of (n,). That of -1 is of no use."""
        out = np.empty(len(rows))
        for here, sums in self._by_way(rows):
            searches.worth_of(rows, here, voice, sums, package, out)
        return out

    def extremes(self, voice: int, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The least worth of any package, and the greatest across no red line: (n,) each."""
        least, best = np.empty((2, len(rows)))
        for here, sums in self._by_way(rows):
            searches.extremes(rows, here, voice, sums, least, best)
        return least, best

    def cheapest(self, voice: int, rows: np.ndarray, at_least: np.ndarray) -> np.ndarray:
        """The cheapest package across no red line that is worth so much, or -1: (n, levels).

        Of equals the first. at_least : (n, levels)
        """
        out = np.empty(at_least.shape, np.int64)
        for here, sums in self._by_way(rows):
            searches.cheapest(rows, here, voice, sums, at_least, out)
        return out

    def _by_way(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, Sums]]:
        """Yield the places among `rows` that are searched alike, and in what."""
        as_signed = self._as_signed[rows]
        if as_signed.any():
            yield np.flatnonzero(as_signed), Sums(
                self._war.worth, self._standing, self._options, self._tails, self._head_ok,
                self._tail_ok,
            )  # fmt: skip
        if not as_signed.all():
            yield np.flatnonzero(~as_signed), sums_of(self._listed(), self._t.allowed)


def sums_of(utility: np.ndarray, allowed: np.ndarray) -> Sums:
    """Packages that are listed, as the options of a single issue.

    utility : (runs, voices, packages); allowed : (voices, packages) booleans
    """
    runs, voices, packages = utility.shape
    return Sums(
        utility.reshape(runs, voices, 1, packages), np.zeros((runs, 1), np.int64),
        np.array([packages]), _choices(np.empty(0, np.int64)), allowed, np.ones((voices, 1), bool),
    )  # fmt: skip


def _choices(options: np.ndarray) -> np.ndarray:
    """Every way to choose one option of each of some issues: (ways, issues)."""
    every = list(itertools.product(*map(range, options)))
    return np.array(every, np.int64).reshape(len(every), len(options))
