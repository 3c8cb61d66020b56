"""Deals in force: what they move, who complies, who enforces them, and what they are worth."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.draws import logistic
from sim.model.entries import Threat
from sim.model.forum_tables import ForumTables
from sim.model.kernels import logistic_of
from sim.model.packages import carried_out
from sim.model.tables import PRIOR
from sim.model.world import Change, Conflict, World

if TYPE_CHECKING:
    from sim.model.delegations import Delegation


class Part(NamedTuple):
    """What a deal asks of a controller that has not signed it."""

    issue: int
    party: int


class Way(NamedTuple):
    """A way in which deals may be carried out, in the n rows in which it has a chance."""

    rows: np.ndarray  # (n,): the run of each
    package: np.ndarray  # (n,)
    before: World  # without the deal
    chance: np.ndarray  # (n,)
    after: World


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

    def ways(
        self, world: World, rows: np.ndarray, package: np.ndarray, signatory: np.ndarray
    ) -> Iterator[Way]:
        """Yield every way in which a deal may be carried out, in the rows in which it has a chance.

        Threats on those who defy it come true with their credibility.

        signatory : ndarray of bool, shape (n, parties)
        """
        moved = self._t.movers(signatory)
        chance, refused = self._carried_out(world, rows, package, signatory, moved)
        for done in itertools.product((True, False), repeat=len(chance)):
            p = np.ones(len(rows))
            carried = moved.copy()
            for (issue, likely), yes in zip(chance.items(), done, strict=True):
                p = p * (likely if yes else 1 - likely)
                carried[:, issue] |= yes
            defied: dict[int, np.ndarray] = {}  # the chance that each party has, by then
            for (issue, party), likely in refused.items():
                if not carried[:, issue].all():
                    defied[party] = 1 - (1 - defied.get(party, 0.0)) * (1 - likely)
            for some, q, changes in self._punished(p, rows, defied):
                before, asked = world[some], package[some]
                after = self.under(before, asked, carried[some]).after(changes)
                yield Way(rows[some], asked, before, q, after)

    def _punished(
        self, p: np.ndarray, rows: np.ndarray, defied: dict[int, np.ndarray]
    ) -> Iterator[tuple[np.ndarray | slice, np.ndarray, list[Change]]]:
        """Yield every way in which threats on defiance may come true, where it has a chance.

        Where that is, the chance there, and what they change.

        p : the chance that the deal is so defied at all, (n,); defied : party -> (n,)
        """
        set_off = {
            threat.name: (threat, chance)
            for party, chance in defied.items()
            for threat in self._war.hanging_on(("defy", self._t.parties[party]))
        }
        for carried in itertools.product((False, True), repeat=len(set_off)):
            q, threats = np.ones(len(rows)), []
            for (threat, chance), done in zip(set_off.values(), carried, strict=True):
                hit = chance * self._war.credibility(threat, rows)
                q = q * (hit if done else 1 - hit)
                threats += [threat] * done
            q = p * q
            here = np.flatnonzero(q)
            if here.size:
                some = slice(None) if len(here) == len(rows) else here  # all need no copy
                changes = [self._war.carried_out(threat, rows[some]) for threat in threats]
                yield some, q[some], changes

    # -- complying -----------------------------------------------------------------------

    def _carried_out(self, world, rows, package, signatory, moved):
        """What hangs on compliance.

        Returns
        -------
        (chance, refused) : dict
            issue -> the chance that it moves, (n,); and (issue, party) -> the chance that the party
            has refused if it does not, (n,).
        """
        out: dict[int, np.ndarray] = {}
        refused: dict[tuple[int, int], np.ndarray] = {}
        open_ = [i for i in self._t.agenda if not moved[:, i].all()]
        if not open_:
            return out, refused
        whole = self.whole(world, package)
        kept = self._kept_by_guarantee(whole, world, rows, open_)
        for i in open_:
            every = self._t.spec.issues[self._t.issues[i]].control == "all"
            fails = np.ones(len(rows))  # nobody complies; or all do
            hangs = (whole.levels[:, i] != world.levels[:, i]) & ~moved[:, i]
            for part in (part for part in self.parts if part.issue == i):
                signed = signatory[:, part.party]
                yes = np.ones(len(rows))  # where nothing is asked of it
                k = np.flatnonzero(hangs & ~signed)
                asked = world[k], whole[k], kept[k], rows[k], signatory[k]
                yes[k] = logistic_of(self._gain(part, *asked), self._t.scale[rows[k], part.party])
                fails = fails * np.where(signed, 1.0, yes if every else 1 - yes)
                refused[part] = np.where(signed, 0.0, 1 - yes)
            out[i] = np.where(moved[:, i], 1.0, fails if every else 1 - fails)
            for part in (part for part in self.parts if part.issue == i):  # if it does not move
                undone = np.maximum(1 - out[i], 1e-300)
                refused[part] = (
                    np.minimum(refused[part] / undone, 1.0)
                    if every
                    else ((refused[part] > 0) * 1.0)
                )
        return out, refused

    def _kept_by_guarantee(self, whole: World, world: World, rows, issues) -> np.ndarray:
        """The guarantee of a deal as a whole, where it moves any of `issues`; 0 elsewhere: (n,)."""
        out = np.zeros(len(rows))
        k = np.flatnonzero((whole.levels[:, issues] != world.levels[:, issues]).any(axis=-1))
        out[k] = self.expected_guarantee(whole[k], world[k], rows[k])
        return out

    def gain_of_complying(self, part: Part, world, rows, package, signatory) -> np.ndarray:
        """What carrying out its part is worth to a controller, its shock aside: (n,).

        The deal as a whole, all other parts carried out, against the deal without this part and
        whatever defying sets off.
        """
        whole = self.whole(world, package)
        kept = self.expected_guarantee(whole, world, rows)
        gain = self._gain(part, world, whole, kept, rows, signatory)
        idle = whole.levels[:, part.issue] == world.levels[:, part.issue]
        return np.where(idle, np.inf, gain)  # nothing is asked of it

    def _gain(self, part: Part, world, whole: World, kept, rows, signatory) -> np.ndarray:
        """The same where something is asked of it. kept: what breaking the whole costs, (n,)."""
        levels = whole.levels.copy()
        levels[:, part.issue] = world.levels[:, part.issue]
        rest, own = World(levels, whole.factor), np.array([part.party])
        threats = self._war.hanging_on(("defy", self._t.parties[part.party]))
        defied = self._war.threatened(rest, rows, threats, self.value, own)[:, 0]
        gain = self.value(whole, rows, own)[:, 0] - defied
        return gain + kept - self.cost_of_complying(part, rows, signatory)

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

    def breach(
        self,
        world: World,
        before: World,
        rows: np.ndarray,
        threats: list[Threat],
        voices: np.ndarray | None = None,
    ) -> np.ndarray:
        """What breaking a deal leads to, before war costs: (n, voices)."""
        broken = self.broken(world, before)
        return self._war.threatened(broken, rows, threats, voices=voices)

    def expected_guarantee(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """What the levels in force add to the cost of breaking, as far as can be expected: (n,)."""
        return self._guarantee(world, before, rows, self._chance_of_enforcing)

    def guarantee(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """The same, by those guarantors who are in fact willing: (n,)."""
        return self._guarantee(world, before, rows, self._enforces)

    def _guarantee(self, world: World, before: World, rows: np.ndarray, willing) -> np.ndarray:
        t = self._t
        guarantee = np.zeros(len(rows))
        for i in self._guaranteeing:
            guarantee += t.guarantees[rows, i, world.levels[:, i]]
        for i, option, guarantors in t.guarantors:
            here = np.flatnonzero(world.levels[:, i] == option)
            if not here.size:
                continue
            there, number = rows[here], np.zeros(len(here))
            stakes = self._stakes(world, before, here, there, guarantors)
            for j, stake in zip(guarantors, stakes.T, strict=True):
                number += willing(j, i, stake, there)
            missing = 1 - number / len(guarantors)
            guarantee[here] -= t.guarantees[rows[here], i, option] * missing
        return guarantee

    @cached_property
    def _guaranteeing(self) -> list[int]:
        """Issues of which an option adds to the cost of breaking a deal."""
        return [i for i in range(len(self._t.issues)) if self._t.guarantees[:, i].any()]

    def _stakes(self, world: World, before: World, here, rows: np.ndarray, parties) -> np.ndarray:
        """What a kept deal is worth to guarantors, costs aside: (n, parties); rows: at `here`."""
        there, who = world[here], np.array(parties)
        broken = there if self._t.ends_war else self.broken(there, before[here])
        return self.value(there, rows, who) - self._war.lottery(broken, rows, who)

    def _chance_of_enforcing(
        self, party: int, issue: int, stake: np.ndarray, rows: np.ndarray
    ) -> np.ndarray:
        """The public chance that a guarantor makes its guarantee good. stake: (n,)."""
        t, chance = self._t, np.zeros(len(rows))
        cost, scale = t.enforcing_cost[rows, party], t.scale[rows, party]
        for k, mass in enumerate(PRIOR):
            chance += mass * logistic_of(stake + t.cost_ended[rows, party, k] - cost, scale)
        return chance

    def _enforces(self, party: int, issue: int, stake: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether it does. stake: (n,)."""
        t = self._t
        cost = t.enforcing_cost[rows, party]
        value = stake + t.cost_ended[rows, party, -1] - cost + self.enforcing[party][rows]
        if not self.delegations:
            return value > 0
        return self.delegations[party].decides("enforce", rows, value, t.issues[issue], cost)
