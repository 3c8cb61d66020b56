"""One value, compared everywhere: what the talks promise a party, from some state of the world.

``V_i = r_i(failed) + sum_x pi_i(x) [ A0_i(x) G_i(x) + (a_i(x) - A0_i(x)) N_i(x) ] - kappa_i``

G is what package x is worth once signed less what failed talks are worth, with the chance that it
is kept; N its option value, ``E[(G + shock)+]``; a the chance that x is agreed and ratified if i
signs, A0 that it passes without i (0 under unanimity). At zero noise this is the sum over packages
of ``a (h u + (1 - h) r(breach)) + (1 - a) r(failed)`` less kappa.
"""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SIGNING, Beliefs
from sim.model.forum_tables import ForumTables
from sim.model.kernels import OnTable, Seen, Stakes, Voices, appraise
from sim.model.tables import RESOLVE
from sim.model.world import ForumConflict, World

_ALL = slice(None)


class Prospect:
    """The talks as everybody sees them from one state of the world, for every run of a block.

    Attributes
    ----------
    no_talks, failed : ndarray, shape (runs, voices)
        War values, before war costs, when talks do not convene with nobody to blame, or fail.
    if_refuses, if_walks : ndarray, shape (runs, parties)
        The same to each party after it has itself refused to come, or walked out.
    hold : ndarray, shape (runs, packages)
        Chance that all signatories keep a package.
    gain : ndarray, shape (runs, voices, types + 1, packages)
        Worth of a signed package less that of failed talks; the last type is the party's own.
    yes : ndarray, shape (runs, voices, packages)
        Public chance that a voice says yes.
    agree : ndarray, shape (runs, parties, packages)
        Chance that a package is agreed and ratified if the party signs it.
    passes : ndarray, shape (runs, packages)
        Public chance that a package is agreed and ratified.
    score : ndarray, shape (runs, packages)
        ``a(x) prod_j N_j(x)``: the mediator's criterion; 0 for a package that was refused.
    expect, without : ndarray, shape (runs, parties, types + 1)
        What a party expects above failed talks with its seat, and if they went on without it.
    """

    def __init__(self, tables: ForumTables, conflict: ForumConflict):
        self._t, self._war = tables, conflict
        t, runs = tables, tables.runs
        parties, voices, packages = len(t.parties), len(t.voices), len(t.packages)
        types = len(RESOLVE) + 1
        self.no_talks, self.failed = np.zeros((2, runs, voices))
        self.if_refuses, self.if_walks = np.zeros((2, runs, parties))
        self.hold, self.passes, self.score = np.zeros((3, runs, packages))
        self.gain = np.zeros((runs, voices, types, packages))
        self.yes = np.zeros((runs, voices, packages))
        self.agree = np.zeros((runs, parties, packages))
        self.expect, self.without = np.zeros((2, runs, parties, types))
        self.utility = np.zeros((runs, voices, packages))
        cases = self._breach_cases()
        self._breach = np.zeros((runs, len(cases), voices, packages))
        self._guarantee = np.zeros((runs, packages))
        self._levels = np.full((runs, len(t.issues)), -1)  # of the world last looked at
        self._factor = np.ones_like(t.strength)
        self._movable = np.zeros((runs, len(t.issues)), bool)

    def _breach_cases(self) -> list:
        """Distinct sets of threats that breaches can set off, and which set each party's does."""
        sets = [self._war.hanging_on(("breach", name)) for name in self._t.parties]
        self._cases: list = []
        for threats in sets:
            if threats not in self._cases:
                self._cases.append(threats)
        self._case_of = np.array([self._cases.index(threats) for threats in sets])
        return self._cases

    def look(self, world: World, rows: np.ndarray, beliefs: Beliefs, table) -> Prospect:
        """Work everything out afresh for some runs.

        Parameters
        ----------
        world : World
            The whole block's, or a hypothetical one.
        rows : ndarray of int
            The runs to do.
        beliefs : Beliefs
            Public beliefs, whose posteriors are up to date.
        table : Table
            Who is present, under which rule, and what has been refused.
        """
        moved = rows[~self._unmoved(world, table.movable, rows)]
        self._values(world[moved], moved, table.movable[moved])
        t = self._t
        stakes = Stakes(self.utility, self.failed, self._breach, self._case_of, self._guarantee)
        voices = Voices(t.owner, t.scale, t.range, t.war_cost, t.temptation, t.opposed)
        seated = OnTable(t.seats, table.present, table.refused, t.allowed)
        seen = Seen(self.yes, self.agree, self.passes, self.score, self.expect, self.without)
        known = beliefs.known(SIGNING)
        keeping = t.foresight and "implement" in t.stages
        appraise(
            rows, stakes, voices, known, seated, table.rule, t.bodies, t.foresight, keeping,
            self.gain, self.hold, seen,
        )  # fmt: skip
        return self

    def _unmoved(self, world: World, movable: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Where the world is as it was when last looked at, so that its values still stand."""
        same = (self._levels[rows] == world.levels[rows]).all(axis=-1)
        same &= (self._factor[rows] == world.factor[rows]).all(axis=-1)
        same &= (self._movable[rows] == movable[rows]).all(axis=-1)
        self._levels[rows], self._factor[rows] = world.levels[rows], world.factor[rows]
        self._movable[rows] = movable[rows]
        return same

    def _values(self, world: World, rows: np.ndarray, movable: np.ndarray) -> None:
        """War values of the ways of having no deal, and utilities of packages."""
        war, t = self._war, self._t
        no_talks, failed = ("no_talks", None), ("failed", None)
        self.no_talks[rows] = war.threatened(world, rows, war.hanging_on(no_talks))
        self.failed[rows] = war.threatened(world, rows, war.hanging_on(failed))
        self.if_refuses[rows] = self.no_talks[rows, : len(t.parties)]
        self.if_walks[rows] = self.failed[rows, : len(t.parties)]
        for j in t.seats:
            refuse = ("refuse", t.parties[j])
            if war.hanging_on(refuse):
                threats = war.hanging_on(no_talks, refuse)
                self.if_refuses[rows, j] = war.threatened(world, rows, threats)[:, j]
                threats = war.hanging_on(failed, refuse)
                self.if_walks[rows, j] = war.threatened(world, rows, threats)[:, j]
        self.utility[rows] = war.package_utilities(world, rows, movable)
        self._after_deals(world, rows, movable)

    def _after_deals(self, world: World, rows: np.ndarray, movable: np.ndarray) -> None:
        """War values if a deal is broken, fought from the state that the deal has brought about."""
        t, packages = self._t, len(self._t.packages)
        spread = np.repeat(np.arange(len(rows)), packages)
        each = np.tile(np.arange(packages), len(rows))
        after = self._war.after_deal(world[spread], each, movable[spread])
        owner = rows[spread]
        for case, threats in enumerate(self._cases):
            value = self._war.threatened(after, owner, threats)
            value = value.reshape(len(rows), packages, len(t.voices))
            self._breach[rows, case] = value.transpose(0, 2, 1)
        guarantee = np.zeros(len(owner))
        for i in range(len(t.issues)):
            guarantee += t.guarantees[owner, i, after.levels[:, i]]
        self._guarantee[rows] = guarantee.reshape(len(rows), packages)

    # -- what follows from it ------------------------------------------------------------

    def above_no_talks(self, party: int, rows=_ALL) -> np.ndarray:
        """``V(talks) - r(no talks)`` of a party, for every type: (rows, types + 1).

        A seat that is not required compares with talks that go on without it.
        """
        t = self._t
        here = self.expect[rows, party]
        if party in t.seats and party not in t.required:
            here = here - self.without[rows, party]
        else:
            here = here + (self.failed[rows, party] - self.no_talks[rows, party])[:, None]
        if party in t.seats:
            here = here - t.talking_cost[rows, party, None]
        return here

    def blame(self, party: int, rows=_ALL) -> np.ndarray:
        """What refusing to come would cost a party through threats: (rows,)."""
        return self.no_talks[rows, party] - self.if_refuses[rows, party]
