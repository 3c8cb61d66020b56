"""One value, compared everywhere: what the talks promise a party, from some state of the world.

``V_i = r_i(failed) + sum_x pi_i(x) [ A0_i(x) G_i(x) + (a_i(x) - A0_i(x)) N_i(x) ] - kappa_i``

G is what package x is worth once signed less what failed talks are worth, with the chance that it
is kept; N its option value, ``E[(G + shock)+]``; a the chance that x is agreed and ratified if i
signs, A0 that it passes without i (0 under unanimity). At zero noise this is the sum over packages
of ``a (h u + (1 - h) r(breach)) + (1 - a) r(failed)`` less kappa.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.model.beliefs import SIGNING, ForumBeliefs
from sim.model.deals import Deals
from sim.model.forum_tables import ForumTables
from sim.model.kernels import OnTable, Seen, Stakes, Voices, appraise
from sim.model.tables import RESOLVE
from sim.model.world import Conflict, World

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
    agree, against : ndarray, shape (runs, parties, packages)
        Chance that a package is agreed and ratified if the party signs it, and if it does not.
    passes : ndarray, shape (runs, packages)
        Public chance that a package is agreed and ratified.
    score : ndarray, shape (runs, packages)
        ``a(x) prod_j N_j(x)``: the mediator's criterion; 0 for a package that was refused.
    expect, without : ndarray, shape (runs, parties, types + 1)
        What a party expects above failed talks with its seat, and if they went on without it.
    """

    def __init__(self, tables: ForumTables, conflict: Conflict, deals: Deals):
        self._t, self._war, self._deals = tables, conflict, deals
        t, runs = tables, tables.runs
        parties, voices, packages = len(t.parties), len(t.voices), len(t.packages)
        types = len(RESOLVE) + 1
        self.no_talks, self.failed = np.zeros((2, runs, voices))
        self.if_refuses, self.if_walks = np.zeros((2, runs, parties))
        self.hold, self.passes, self.score = np.zeros((3, runs, packages))
        self.gain = np.zeros((runs, voices, types, packages))
        self.yes = np.zeros((runs, voices, packages))
        self.agree, self.against = np.zeros((2, runs, parties, packages))
        self.expect, self.without = np.zeros((2, runs, parties, types))
        self.utility = np.zeros((runs, voices, packages))
        cases = self._breach_cases()
        self._breach = np.zeros((runs, len(cases), voices, packages))
        self._guarantee = np.zeros((runs, packages))
        self._levels = np.full((runs, len(t.issues)), -1)  # of the world last looked at
        self._factor = np.ones_like(t.strength)
        self._signing = np.zeros((runs, parties), bool)  # who would sign, when last looked at
        self._tested = np.zeros_like(conflict.tested)  # threats that no longer counted then
        self._outlook = np.zeros_like(conflict.outlooks.number)  # what everybody wanted then
        self._absent_agrees = True
        self._in_force = np.zeros(runs, bool)  # whether a deal was, when last looked at
        self.seats_held = np.zeros((runs, voices))  # of those who vote at home

    def _breach_cases(self) -> list:
        """Distinct sets of threats that breaches can set off, and which set each party's does."""
        sets = [self._war.hanging_on(("breach", name)) for name in self._t.parties]
        self._cases: list = []
        for threats in sets:
            if threats not in self._cases:
                self._cases.append(threats)
        self._case_of = np.array([self._cases.index(threats) for threats in sets])
        return self._cases

    def look(
        self,
        world: World,
        rows: np.ndarray,
        beliefs: ForumBeliefs,
        table,
        before: World | None = None,
    ) -> Prospect:
        """Work everything out afresh for some runs.

        Parameters
        ----------
        world : World
            The whole block's, or a hypothetical one.
        rows : ndarray of int
            The runs to do.
        beliefs : ForumBeliefs
            Public beliefs, whose posteriors are up to date.
        table : Table
            Who is present, under which rule, and what has been refused.
        before : World, optional
            The world before the deal, where one is in force in all the runs: then `gain` is that
            of keeping it as it has been carried out, whatever the package.
        """
        self.see(world, rows, table, before)
        t = self._t
        stakes = Stakes(self.utility, self.failed, self._breach, self._case_of, self._guarantee)
        voices = Voices(t.owner, t.scale, t.range, t.cost_ended, t.temptation, t.opposed)
        keepers = table.present if before is None else table.signing
        seated = OnTable(t.seats, keepers, table.refused, t.allowed)
        seen = Seen(
            self.yes, self.agree, self.against, self.passes, self.score, self.expect, self.without,
        )  # fmt: skip
        known = beliefs.known(SIGNING)
        keeping = t.foresight and "implement" in t.stages
        bodies = t.ratifiers._replace(weight=self.seats_held, outside=table.asked)
        appraise(
            rows, stakes, voices, known, seated, table.rule, bodies, t.foresight, keeping,
            self.gain, self.hold, seen,
        )  # fmt: skip
        return self

    def see(self, world: World, rows: np.ndarray, table, before: World | None = None) -> np.ndarray:
        """Take in where the world stands; the runs in which that changes what is at stake here."""
        in_force = before is not None
        self._absent_agrees = table.rule.absent_agrees
        moved = rows[self._moved(world, table, rows) | (self._in_force[rows] != in_force)]
        if not moved.size:
            return moved
        self._in_force[moved] = in_force
        self._levels[moved], self._factor[moved] = world.levels[moved], world.factor[moved]
        self._signing[moved] = table.signing[moved]
        self._tested[moved] = self._war.tested[moved]
        self._outlook[moved] = self._war.outlooks.number[moved]
        stake = self._at_stake(moved, table)
        self._values(world[moved], moved, before)
        return moved[(stake != self._at_stake(moved, table)).any(axis=-1)]

    def _at_stake(self, rows: np.ndarray, table) -> np.ndarray:
        """All that those who answer a text here weigh, beliefs aside: (n, numbers)."""
        who, here = self._answering, np.ix_(rows, self._answering)
        asked = (
            np.isin(self._t.owner[who], self._t.seats) | table.asked[rows][:, self._t.owner[who]]
        )
        breach = self._breach[np.ix_(rows, np.arange(len(self._cases)), who)]
        parts = (
            self.failed[here] * asked,
            self.utility[here] * asked[..., None],
            breach * asked[:, None, :, None],
            self._guarantee[rows],
            self.seats_held[here] * asked,
        )
        return np.concatenate([part.reshape(len(rows), -1) for part in parts], axis=1)

    @cached_property
    def _answering(self) -> np.ndarray:
        """The voices that answer a text here: seats, and those who vote at home."""
        return np.union1d(self._t.seats, np.flatnonzero(self._t.ratifiers.party >= 0))

    def _moved(self, world: World, table, rows: np.ndarray) -> np.ndarray:
        """Where the world, or what is wanted, is not as it was when last looked at: (n,)."""
        same = (self._levels[rows] == world.levels[rows]).all(axis=-1)
        same &= (self._factor[rows] == world.factor[rows]).all(axis=-1)
        same &= (self._signing[rows] == table.signing[rows]).all(axis=-1)
        same &= (self._tested[rows] == self._war.tested[rows]).all(axis=-1)
        same &= (self._outlook[rows] == self._war.outlooks.number[rows]).all(axis=-1)
        return np.logical_not(same)

    def _values(self, world: World, rows: np.ndarray, deal_from: World | None) -> None:
        """War values of the ways of having no deal, and what deals are worth."""
        t, parties, known = self._t, len(self._t.parties), {}

        def war(*acts: tuple[str, str | None]) -> np.ndarray:  # several may set off the same
            threats = self._war.hanging_on(*acts)
            names = tuple(threat.name for threat in threats)
            if names not in known:
                known[names] = self._war.threatened(world, rows, threats)
            return known[names]

        no_talks, failed = ("no_talks", None), ("failed", None)
        self.no_talks[rows], self.failed[rows] = war(no_talks), war(failed)
        self.if_refuses[rows] = war(no_talks)[:, :parties]
        self.if_walks[rows] = war(failed)[:, :parties]
        for j in t.seats:
            refuse = ("refuse", t.parties[j])
            self.if_refuses[rows, j] = war(no_talks, refuse)[:, j]
            self.if_walks[rows, j] = war(failed, refuse)[:, j]
        self.seats_held[rows] = t.seats_held(t.ratifiers, world.levels, rows)
        self._under_deals(world, rows, deal_from)

    def _under_deals(self, world: World, rows: np.ndarray, deal_from: World | None) -> None:
        """What every package is worth in force, and once it is broken.

        Each is a mean over the ways in which the package may be carried out.
        """
        t, shape = self._t, (len(rows), len(self._t.packages))
        spread = np.repeat(np.arange(shape[0]), shape[1])
        each = np.tile(np.arange(shape[1]), shape[0])
        owner, before = rows[spread], world[spread]
        utility = np.zeros((len(owner), len(t.voices)))
        breach = [np.zeros_like(utility) for _ in self._cases]
        guarantee = np.zeros(len(owner))
        ways = self._deals.ways(before, owner, each, self._signing[owner])
        if deal_from is not None:  # it is known how it has been carried out
            ways, before = iter([(np.ones(len(owner)), before)]), deal_from[owner]
        for chance, after in ways:
            utility += chance[:, None] * self._deals.value(after, owner)
            guarantee += chance * self._deals.expected_guarantee(after, before, owner)
            for case, threats in enumerate(self._cases):
                value = self._deals.breach(after, before, owner, threats)
                breach[case] += chance[:, None] * value
        self.utility[rows] = utility.reshape(*shape, -1).transpose(0, 2, 1)
        for case in range(len(self._cases)):
            self._breach[rows, case] = breach[case].reshape(*shape, -1).transpose(0, 2, 1)
        self._guarantee[rows] = guarantee.reshape(shape)

    # -- what follows from it ------------------------------------------------------------

    def above_no_talks(self, voice: int, rows=_ALL) -> np.ndarray:
        """``V(talks) - r(no talks)`` of a party or a faction, for every type: (rows, types + 1).

        A seat that is not required compares with talks that go on without it.
        """
        if voice >= len(self._t.parties):
            return self._above_of_faction(voice, rows)
        party = voice
        t = self._t
        here = self.expect[rows, party]
        if party in t.seats and party not in t.required:
            here = here - self.without[rows, party]
        else:
            here = here + (self.failed[rows, party] - self.no_talks[rows, party])[:, None]
        if party in t.seats:
            here = here - t.talking_cost[rows, party, None]
        return here

    def _above_of_faction(self, voice: int, rows) -> np.ndarray:
        """The same for a faction, which will not sign itself: it takes the table as it stands.

        ``sum_x pi(x) a(x) G(x)``, a being the chance that x passes; that its party's seat makes,
        where the talks would go on without it.
        """
        t = self._t
        party = t.owner[voice]
        optional = party not in t.required
        share = self.score[rows] ** 2
        share = share / np.maximum(share.sum(axis=-1, keepdims=True), 1e-300)
        chance = self.passes[rows] if t.foresight else np.ones_like(share)
        if optional:
            chance = chance - self._passes_without(party, rows)
        weight, gain = share * chance, self.gain[rows, voice]
        here = np.zeros(gain.shape[:2])
        for x in range(weight.shape[1]):  # in order, whatever the block
            here += weight[:, x, None] * gain[:, :, x]
        ways = 0.0 if optional else self.failed[rows, voice] - self.no_talks[rows, voice]
        return here + (ways - t.talking_cost[rows, party])[:, None]

    def _passes_without(self, party: int, rows) -> np.ndarray:
        """Chance that each package passes in talks that go on without a party: (n, packages)."""
        if not self._absent_agrees:
            return self.against[rows, party]
        sure = np.ones_like(self.agree[rows, party])
        return self.agree[rows, party] if self._t.foresight else sure

    def blame(self, party: int, rows=_ALL) -> np.ndarray:
        """What refusing to come would cost a party through threats: (rows,)."""
        return self.no_talks[rows, party] - self.if_refuses[rows, party]
