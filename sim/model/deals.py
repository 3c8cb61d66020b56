"""Deals in force: what they move, who complies, who enforces them, and what they are worth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.draws import logistic
from sim.model.entries import Threat
from sim.model.forum_tables import ForumTables
from sim.model.kernels.deals import (
    Guarantors,
    chances_of_enforcing,
    gains_of_complying,
    guaranteed,
)
from sim.model.packages import carried_out
from sim.model.tables import PRIOR
from sim.model.world import Conflict, Fought, World

if TYPE_CHECKING:
    from sim.model.delegations import Delegation


class Part(NamedTuple):
    """What a deal asks of a controller that has not signed it."""

    issue: int
    party: int


class Deals:
    """The deals of one forum.

    An agreement moves an issue that somebody controls if a controller signs. Where none has (or not
    all who must), the missing ones are asked to comply: each compares the deal with and without its
    part, counting what defying costs it, and the pressure of patrons who have signed. Whether a
    third party makes a guarantee good is its own choice too (Walter 1997).
    """

    def __init__(self, tables: ForumTables, conflict: Conflict):
        self._t, self._war = tables, conflict
        t = tables
        self.parts = [
            Part(i, t.parties.index(name))
            for i in t.agenda
            for name in t.spec.issues[t.issues[i]].controlled_by
        ]
        self.breaches, self.breach_of = self._breach_cases()
        self.complying = {part: self._shock("complying", part) for part in self.parts}
        enforcers = sorted({j for _, _, who in t.guarantors for j in who})
        self.enforcing = {j: self._shock("enforcing", Part(-1, j)) for j in enforcers}
        #: Who is asked whether it enforces; nobody where deals are only looked at.
        self.delegations: Sequence[Delegation] = ()

    def _breach_cases(self) -> tuple[list, np.ndarray]:
        """Distinct sets of threats that breaches can set off, and which set each party's does."""
        sets = [self._war.hanging_on(("breach", name)) for name in self._t.parties]
        cases: list = []
        for threats in sets:
            if threats not in cases:
                cases.append(threats)
        return cases, np.array([cases.index(threats) for threats in sets])

    def _shock(self, kind: str, part: Part) -> np.ndarray:
        """A private payoff of complying with a part, or of enforcing: (runs,)."""
        t = self._t
        about = (t.issues[part.issue],) if part.issue >= 0 else ()
        stream = ("shock", kind, t.forum_name, t.parties[part.party], *about)
        u = t.draws.uniform(stream, t.first, t.runs)
        return logistic(u, t.scale[:, part.party])

    # -- the world under a deal ----------------------------------------------------------

    def under(self, world: World, package: np.ndarray, moved: np.ndarray) -> World:
        """`world` once a package is in force as far as it is carried out.

        package : ndarray of int, shape (n,); moved : ndarray of bool, shape (n, issues)
        """
        return World(carried_out(world.levels, self._t.packages, package, moved), world.factor)

    def whole(self, world: World, package: np.ndarray) -> World:
        """`world` once everybody has done its part of a package. package: (n,)."""
        return self.under(world, package, np.ones((len(package), len(self._t.issues)), bool))

    def value(self, world: World, rows: np.ndarray, voices: np.ndarray | None = None) -> np.ndarray:
        """What a world with a deal in force is worth, war costs aside: (n, voices).

        The utility of its levels; or the lottery, where the war goes on and is what counts.
        """
        if self._t.ends_war:
            return self._war.utilities(world, rows, voices)
        fought = self._war.lottery(world, rows, voices)
        return fought if self._all_fight else self._or_given(fought, world, rows, voices)

    def _or_given(self, fought: np.ndarray, world: World, rows, voices) -> np.ndarray:
        """The utility of the levels to those for whom the file says what the war is worth."""
        owner = self._t.owner if voices is None else self._t.owner[voices]
        fights = np.isnan(self._t.given[rows])[:, owner]
        return np.where(fights, fought, self._war.utilities(world, rows, voices))

    @cached_property
    def _all_fight(self) -> bool:
        """Whether the file says of nobody what the war is worth to it."""
        return bool(np.isnan(self._t.given).all())

    def as_signed(self, signatory: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Where a deal has one way, just as it is signed, and is worth what its options are: (n,).

        signatory : ndarray of bool, shape (n, parties)
        """
        whole = np.asarray(self._t.movers(signatory)[:, self._t.agenda].all(axis=1))
        if self._t.ends_war:
            return whole
        return whole & ~np.isnan(self._t.given[rows]).any(axis=1)

    @cached_property
    def defied(self) -> list[tuple[int, Threat]]:
        """The threats that hang on who defies a deal, and by whose defiance."""
        parties = dict.fromkeys(part.party for part in self.parts)
        names = self._t.parties
        return [(j, t) for j in parties for t in self._war.hanging_on(("defy", names[j]))]

    # -- complying -----------------------------------------------------------------------

    def gain_of_complying(self, part: Part, world, rows, package, signatory) -> np.ndarray:
        """What carrying out its part is worth to a controller, its shock aside: (n,).

        The deal as a whole, all other parts carried out, against the deal without this part and
        whatever defying sets off.
        """
        whole = self.whole(world, package)
        guarantee = self.expected_guarantee(whole, world, rows)
        levels, own = whole.levels.copy(), np.array([part.party])
        levels[:, part.issue] = world.levels[:, part.issue]
        rest = World(levels, whole.factor)
        threats = self._war.hanging_on(("defy", self._t.parties[part.party]))
        defied = self._war.threatened(rest, rows, threats, self.value, own)[:, 0]
        cost, kept = self.cost_of_complying(part, rows, signatory), self.value(whole, rows, own)
        gain = gains_of_complying(kept[:, 0], defied, guarantee, cost)
        idle = whole.levels[:, part.issue] == world.levels[:, part.issue]
        return np.where(idle, np.inf, gain)  # nothing is asked of it

    def cost_of_complying(self, part: Part, rows: np.ndarray, signatory: np.ndarray) -> np.ndarray:
        """Its cost of moving the issue, less what patrons who have signed make up for: (n,)."""
        cost = self._t.conceding_cost[rows, part.party, part.issue]
        for tie in self._t.ties:
            if tie.client == part.party and "comply" in tie.purposes:
                force = tie.leverage[rows] * self._t.range[rows, tie.client]
                cost = cost - np.where(signatory[:, tie.patron], force, 0.0)
        return cost

    # -- breaking and enforcing ----------------------------------------------------------

    def broken(self, world: World, before: World) -> World:
        """The world in which a broken deal leaves everybody.

        Where the deal ended the war it is fought on from what the deal has brought about; a deal
        under which the war went on is undone. `before` is the world without it.
        """
        if self._t.ends_war:
            return world
        levels = world.levels.copy()
        levels[:, self._t.agenda] = before.levels[:, self._t.agenda]
        return World(levels, world.factor)

    def breach(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """What breaking a deal leads to in each of `breaches`: (n, cases, voices).

        Before war costs.
        """
        return self.breach_of_broken(self.broken(world, before), rows)

    def breach_of_broken(
        self, broken: World, rows: np.ndarray, known: Fought | None = None
    ) -> np.ndarray:
        """The same of worlds in which the deal is broken. known: see `Conflict.threatened`."""
        known = Fought() if known is None else known
        out = np.empty((len(rows), len(self.breaches), len(self._t.voices)))
        for k, threats in enumerate(self.breaches):
            out[:, k] = self._war.threatened(broken, rows, threats, known=known)
        return out

    def expected_guarantee(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """What the levels in force add to the cost of breaking, as far as can be expected: (n,)."""
        return self._guarantee(world, before, rows, self._chance_of_enforcing)

    def guarantee(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """The same, by those guarantors who are in fact willing: (n,)."""
        return self._guarantee(world, before, rows, self._enforces)

    def _guarantee(self, world: World, before: World, rows, willing) -> np.ndarray:
        t, who = self._t, self.guarantors
        support = np.zeros((len(rows), len(who.issue), 1))
        for k, (i, option, parties) in enumerate(t.guarantors):
            here = np.flatnonzero(world.levels[:, i] == option)
            if not here.size:
                continue
            there, number = rows[here], np.zeros(len(here))
            stakes = self._stakes(world[here], before[here], there, np.array(parties))
            for j, stake in zip(parties, stakes.T, strict=True):
                number += willing(j, i, stake, there)
            support[here, k, 0] = number / len(parties)
        as_is, out = np.full(len(t.issues), -1), np.empty((len(rows), 1))
        guaranteed(
            rows, world.levels, as_is[:, None], as_is, t.guarantees, self.guaranteeing, who,
            support, np.arange(len(rows)), out,
        )  # fmt: skip
        return out[:, 0]

    @cached_property
    def guaranteeing(self) -> np.ndarray:
        """Issues of which an option adds to the cost of breaking a deal."""
        return np.flatnonzero(self._t.guarantees.any(axis=(0, 2)))

    @cached_property
    def guarantors(self) -> Guarantors:
        """Who may make a guarantee good, and which."""
        listed = self._t.guarantors
        parties = [parties for _, _, parties in listed]
        return Guarantors(
            np.array([issue for issue, _, _ in listed], int),
            np.array([option for _, option, _ in listed], int),
            np.cumsum([0, *map(len, parties)]), np.array(sum(parties, ()), int),
        )  # fmt: skip

    def _stakes(self, world: World, before: World, rows, who: np.ndarray) -> np.ndarray:
        """What a kept deal is worth to guarantors, costs aside: (n, parties)."""
        broken = self.broken(world, before)
        return self.value(world, rows, who) - self._war.lottery(broken, rows, who)

    def _chance_of_enforcing(
        self, party: int, issue: int, stake: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """The public chance that a guarantor makes its guarantee good. stake: (n,)."""
        t = self._t
        cost, scale = t.enforcing_cost[rows, party], t.scale[rows, party]
        ended = t.cost_ended[rows, party]
        return np.asarray(
            chances_of_enforcing(np.ascontiguousarray(stake), ended, cost, scale, PRIOR)
        )

    def _enforces(self, party: int, issue: int, stake: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether it does. stake: (n,)."""
        t = self._t
        cost = t.enforcing_cost[rows, party]
        value = stake + t.cost_ended[rows, party, -1] - cost + self.enforcing[party][rows]
        if not self.delegations:
            return value > 0
        return self.delegations[party].decides("enforce", rows, value, t.issues[issue], cost)
