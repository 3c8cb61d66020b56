"""What everybody may conclude about everybody else from their acts: Bayes in two numbers a type."""

from __future__ import annotations

import numpy as np

from sim.model.kernels import Known, learn, posteriors
from sim.model.tables import PRIOR, RESOLVE, Tables

SITTING, SIGNING = 0, 1  # the two private shocks that acts before a deal reveal
KINDS = 2


class Beliefs:
    """One public belief about each party.

    For every type on the grid of resolve, each kind of private shock is known to lie in an
    interval: above the largest ``-gain`` at which the party has accepted, and at or below the
    smallest at which it has refused. The posterior is the prior times the mass of these intervals,
    so repeating the same act at the same values teaches nothing. The last column of the intervals
    is what would be known to somebody who knew the party's resolve: the party itself reasons with
    that.

    Attributes
    ----------
    posterior : ndarray, shape (runs, parties, types)
    """

    def __init__(self, tables: Tables, forums: int = 1):
        self._t = tables
        shape = (forums * KINDS, tables.runs, len(tables.parties), len(RESOLVE) + 1)
        self._lo = np.full(shape, -np.inf)
        self._hi = np.full(shape, np.inf)
        terms = np.zeros((3, *shape))  # see `sim.model.kernels.chances.interval`
        terms[0] = tables.scale[:, : shape[2], None] != 0.0
        self._stale = np.zeros((shape[2], shape[1]), bool)  # of whom anything was learnt since
        self.posterior = np.broadcast_to(PRIOR, (*shape[1:3], len(RESOLVE))).copy()
        self._edition = np.zeros(shape[:3], np.int64)
        self._whole = terms[0]
        self._room = np.zeros((5, (shape[3] + 7) // 8 * 8))
        of_each = zip(self._lo, self._hi, *terms, self._edition, strict=True)
        self._known = [Known(self.posterior, *each) for each in of_each]

    def of(self, forum: int) -> ForumBeliefs:
        """What is believed, as the acts in one forum see it."""
        return ForumBeliefs(self, forum * KINDS)

    def known(self, kind: int) -> Known:
        """The posteriors, and the intervals of one kind of shock, in all runs."""
        return self._known[kind]

    def interval(self, kind: int, party: int, rows) -> tuple[np.ndarray, np.ndarray]:
        """The interval of one kind of shock: two arrays (rows, types + 1)."""
        return self._lo[kind, rows, party], self._hi[kind, rows, party]

    def learn(self, kind: int, party: int, rows, accepted, threshold) -> np.ndarray:
        """Take in an act: each type would accept if its shock lies above its threshold.

        Parameters
        ----------
        kind : int
            `SITTING` or `SIGNING`, counted on from one forum to the next.
        rows : ndarray of int, shape (n,)
        accepted : ndarray of bool, shape (n,)
        threshold : ndarray, shape (n, types + 1)
            NaN where the act teaches nothing.

        Returns
        -------
        ndarray of bool, shape (n,)
            Where the act taught something new.
        """
        new = np.empty(len(rows), bool)
        end = np.ascontiguousarray(threshold)
        known = self.known(kind)
        learn(rows, party, accepted, end, self._t.scale, known, self._room, self._stale, new)
        return new

    def update(self) -> np.ndarray:
        """Bring the posteriors up to date with all that has been learnt; the runs where it was."""
        rows = np.flatnonzero(self._stale.any(axis=0))
        posteriors(
            rows, self._stale, PRIOR, self._lo, self._hi, self._whole, self._t.scale, self._edition,
            self.posterior,
        )  # fmt: skip
        return rows


class ForumBeliefs:
    """The public beliefs, with the intervals of the shocks of one forum.

    There is one posterior about each party: what it does in one forum is seen in all.
    """

    def __init__(self, beliefs: Beliefs, first: int):
        self._all, self._first = beliefs, first

    @property
    def posterior(self) -> np.ndarray:
        """See `Beliefs`."""
        return self._all.posterior

    def known(self, kind: int) -> Known:
        """See `Beliefs.known`."""
        return self._all.known(self._first + kind)

    def interval(self, kind: int, party: int, rows) -> tuple[np.ndarray, np.ndarray]:
        """See `Beliefs.interval`."""
        return self._all.interval(self._first + kind, party, rows)

    def learn(self, kind: int, party: int, rows, accepted, threshold) -> np.ndarray:
        """See `Beliefs.learn`."""
        return self._all.learn(self._first + kind, party, rows, accepted, threshold)
