"""What packages are worth once in force, worked out only as far as anybody asks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

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
        self._heads = choices(self._options[:of_head])
        self._tails = choices(self._options[of_head:])
        allowed = t.allowed.reshape(len(t.voices), -1, len(self._tails))
        self._head_ok = np.asarray(allowed.any(axis=2))
        self._tail_ok = np.asarray(allowed.any(axis=1))

    def see(self, world: World, rows: np.ndarray, as_signed: np.ndarray) -> None:
        """Take in where the world stands. world: of `rows` alone; as_signed: (n,) booleans."""
        self._as_signed[rows] = as_signed
        self._standing[rows] = np.where(self._on, 0, world.levels)

    def to(self, voice: int, rows: np.ndarray) -> WorthsTo:
        """The same to one voice, in some runs."""
        return WorthsTo(voice, rows, self._by_way)

    def _by_way(self, rows: np.ndarray) -> Iterator[tuple[np.ndarray, Sums]]:
        """Yield the places among `rows` that are searched alike, and in what."""
        as_signed = self._as_signed[rows]
        if as_signed.any():
            yield np.flatnonzero(as_signed), Sums(
                self._war.worth, self._standing, self._options, self._heads, self._tails,
                self._head_ok, self._tail_ok,
            )  # fmt: skip
        if not as_signed.all():
            yield np.flatnonzero(~as_signed), sums_of(self._listed(), self._t.allowed)


@dataclass(frozen=True)
class WorthsTo:
    """What packages are worth to one voice in ``n`` runs.

    Attributes
    ----------
    voice : int
    rows : ndarray of int, shape (n,)
        The runs, by their numbers in what is searched.
    by_way : callable
        The places among some rows that are searched alike, and in what.
    """

    voice: int
    rows: np.ndarray
    by_way: Callable[[np.ndarray], Iterable[tuple[np.ndarray, Sums]]]

    @classmethod
    def listed(cls, utility: np.ndarray, allowed: np.ndarray) -> WorthsTo:
        """Those of a list. utility: (n, packages); allowed: (packages,) booleans.

        Examples
        --------
        >>> mine = WorthsTo.listed(np.array([[0.2, 0.9, 0.5]]), np.array([True, False, True]))
        >>> mine.cheapest(np.array([[0.1, 0.3, 0.6]])).tolist()
        [[0, 2, -1]]
        """
        each = np.arange(len(utility))
        sums = sums_of(utility[:, None, :], allowed[None])
        return cls(0, each, lambda rows: [(np.arange(len(rows)), sums)])

    def only(self, k: int) -> WorthsTo:
        """Those in the k-th of the runs alone."""
        return WorthsTo(self.voice, self.rows[k : k + 1], self.by_way)

    def every(self) -> np.ndarray:
        """What every package is worth: (n, packages)."""
        parts = list(self.by_way(self.rows))
        out = np.empty((len(self.rows), parts[0][1].packages if parts else 0))
        for here, sums in parts:
            searches.every_worth(self.rows, here, self.voice, sums, out)
        return out

    def of(self, package: np.ndarray) -> np.ndarray:
        """What one package is worth in each run: (n,), of (n,). That of -1 is of no use."""
        out = np.empty(len(self.rows))
        for here, sums in self.by_way(self.rows):
            searches.worth_of(self.rows, here, self.voice, sums, package, out)
        return out

    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """The least worth of any package, and the greatest across no red line: (n,) each."""
        least, best = np.empty((2, len(self.rows)))
        for here, sums in self.by_way(self.rows):
            searches.extremes(self.rows, here, self.voice, sums, least, best)
        return least, best

    def cheapest(self, at_least: np.ndarray) -> np.ndarray:
        """The cheapest package across no red line that is worth so much, or -1: (n, levels).

        Of equals the first. at_least : (n, levels)
        """
        out = np.empty(at_least.shape[::-1], np.int64).T  # as it is read, level by level
        for here, sums in self.by_way(self.rows):
            searches.cheapest(self.rows, here, self.voice, sums, at_least, out)
        return out


def sums_of(utility: np.ndarray, allowed: np.ndarray) -> Sums:
    """Packages that are listed, as the options of a single issue.

    utility : (runs, voices, packages); allowed : (voices, packages) booleans
    """
    runs, voices, packages = utility.shape
    return Sums(
        utility.reshape(runs, voices, 1, packages), np.zeros((runs, 1), np.int64),
        np.array([packages]), np.arange(packages)[:, None], choices(np.empty(0, np.int64)), allowed,
        np.ones((voices, 1), bool),
    )  # fmt: skip


def choices(options: np.ndarray) -> np.ndarray:
    """Every way to choose one option of each of some issues: (ways, issues), the last one first."""
    every = list(itertools.product(*map(range, options)))
    return np.array(every, np.int64).reshape(len(every), len(options))
