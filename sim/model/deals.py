"""Deals in force: what they move, who complies, who enforces them, and what they are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.draws import logistic
from sim.model.entries import Threat
from sim.model.forum_tables import ForumTables
from sim.model.kernels import logistic_of
from sim.model.packages import Hangs, carried_out, most_ways, ways_of
from sim.model.tables import PRIOR
from sim.model.world import Change, Conflict, World

if TYPE_CHECKING:
    from sim.model.delegations import Delegation


#: Ways of carrying packages out that are looked at together, which bounds the memory they take.
AT_ONCE = 200_000


class Part(NamedTuple):
    """What a deal asks of a controller that has not signed it."""

    issue: int
    party: int


class Asked(NamedTuple):
    """Packages whose controllers have not all signed, and to whom that falls."""

    world: World  # without the deal
    rows: np.ndarray  # (n,)
    package: np.ndarray  # (n,)
    signatory: np.ndarray  # (n, parties) booleans
    moved: np.ndarray  # (n, issues): what signatories move


class Ways(NamedTuple):
    """Every way in which packages may be carried out: n, those of a package in turn."""

    rows: np.ndarray  # (n,): the run of each
    package: np.ndarray  # (n,)
    chance: np.ndarray  # (n,)
    before: World  # without the deal
    after: World


class Kept(NamedTuple):
    """What worlds under a deal are worth: as they are, and in war once the deal is broken."""

    value: np.ndarray  # (n, voices)
    war: np.ndarray  # (n, voices)


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

    def ways(self, world: World, rows: np.ndarray, signatory: np.ndarray) -> Iterator[Ways]:
        """Yield every way in which every package may be carried out in some runs.

        Threats on those who defy it come true with their credibility.

        world, rows : n runs; signatory : ndarray of bool, shape (n, parties)
        """
        packages = len(self._t.packages)
        run = np.repeat(np.arange(len(rows)), packages)
        package = np.tile(np.arange(packages), len(rows))
        moved = self._t.movers(signatory)
        before = world[run]
        if moved[:, self._t.agenda].all():
            after = self.under(before, package, moved[run])
            yield Ways(rows[run], package, np.ones(len(run)), before, after)
            return
        hangs = self._hangs(before, rows[run], package, signatory[run], moved[run])
        for some in _stretches(most_ways(hangs)):
            yield self._ways_of(hangs.of(some), before[some], rows[run[some]], package[some])

    def _ways_of(self, hangs: Hangs, before: World, rows: np.ndarray, package: np.ndarray) -> Ways:
        """Find the ways of n packages. before: without the deal."""
        way, chance, carried, struck = ways_of(hangs)
        before, run, package = before[way], rows[way], package[way]
        changes = [
            Change(struck[:, k], threat.moves, threat.factor[run])
            for k, (_, threat) in enumerate(self._defied)
        ]
        after = self.under(before, package, carried).after(changes)
        return Ways(run, package, chance, before, after)

    @cached_property
    def _defied(self) -> list[tuple[int, Threat]]:
        """The threats that hang on who defies a deal, and by whose defiance."""
        parties = dict.fromkeys(part.party for part in self.parts)
        names = self._t.parties
        return [(j, t) for j in parties for t in self._war.hanging_on(("defy", names[j]))]

    # -- complying -----------------------------------------------------------------------

    def _hangs(self, world, rows, package, signatory, moved) -> Hangs:
        """What packages hang on whose controllers have not all signed: see `Hangs`."""
        likely, refused = np.ones(moved.shape), np.zeros((len(rows), len(self.parts)))
        asked, hanging = Asked(world, rows, package, signatory, moved), ~moved[:, self._t.agenda]
        some = np.flatnonzero(hanging.any(axis=1))
        if len(some) < len(rows):  # else nothing needs to be copied
            packages = package[some], signatory[some], moved[some]
            asked = Asked(world[some], rows[some], *packages)
        likely[some], refused[some] = self._carried_out(asked)
        credible = [self._war.credibility(threat, rows) for _, threat in self._defied]
        return Hangs(
            likely, np.array([part.issue for part in self.parts]),
            np.array([part.party for part in self.parts]), refused,
            np.array([j for j, _ in self._defied], np.int64),
            np.array(credible).reshape(-1, len(rows)).T.copy(),
        )  # fmt: skip

    def _carried_out(self, asked: Asked) -> tuple[np.ndarray, np.ndarray]:
        """What hangs on compliance.

        Returns
        -------
        likely, refused : ndarray
            The chance that each issue moves, (n, issues); and the chance that each part has been
            refused if its issue does not, (n, parts).
        """
        world, rows, package, signatory, moved = asked
        likely, refused = np.ones(moved.shape), np.zeros((len(rows), len(self.parts)))
        whole = self.whole(world, package)
        hangs = (whole.levels != world.levels) & ~moved
        kept = self._kept_by_guarantee(whole, world, rows, hangs)
        for i in (i for i in self._t.agenda if not moved[:, i].all()):
            every = self._t.spec.issues[self._t.issues[i]].control == "all"
            fails = np.ones(len(rows))  # nobody complies; or all do
            for number, part in self._parts_of(i):
                signed = signatory[:, part.party]
                yes = np.ones(len(rows))  # where nothing is asked of it
                k = np.flatnonzero(hangs[:, i] & ~signed)
                if k.size:
                    asks = world[k], whole[k], kept[k], rows[k], signatory[k]
                    scale = self._t.scale[rows[k], part.party]
                    yes[k] = logistic_of(self._gain(part, *asks), scale)
                fails = fails * np.where(signed, 1.0, yes if every else 1 - yes)
                refused[:, number] = np.where(signed, 0.0, 1 - yes)
            likely[:, i] = np.where(moved[:, i], 1.0, fails if every else 1 - fails)
            for number, _ in self._parts_of(i):  # if it does not move
                said_no, undone = refused[:, number], np.maximum(1 - likely[:, i], 1e-300)
                refused[:, number] = np.minimum(said_no / undone, 1.0) if every else said_no > 0
        return likely, refused

    def _parts_of(self, issue: int) -> list[tuple[int, Part]]:
        """The parts of one issue, and their numbers."""
        return [(k, part) for k, part in enumerate(self.parts) if part.issue == issue]

    def _kept_by_guarantee(self, whole: World, world: World, rows, hangs) -> np.ndarray:
        """The guarantee of a deal as a whole, where anything hangs on compliance; else 0: (n,)."""
        out = np.zeros(len(rows))
        k = np.flatnonzero(hangs.any(axis=1))
        if k.size and self._guaranteeing:
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

    def expected_guarantee(
        self, world: World, before: World, rows: np.ndarray, known: Kept | None = None
    ) -> np.ndarray:
        """What the levels in force add to the cost of breaking, as far as can be expected: (n,).

        known : what the world is worth kept and broken, where that has been worked out.
        """
        return self._guarantee(world, before, rows, self._chance_of_enforcing, known)

    def guarantee(self, world: World, before: World, rows: np.ndarray) -> np.ndarray:
        """The same, by those guarantors who are in fact willing: (n,)."""
        return self._guarantee(world, before, rows, self._enforces)

    def _guarantee(self, world: World, before: World, rows, willing, known=None) -> np.ndarray:
        t = self._t
        guarantee = np.zeros(len(rows))
        for i in self._guaranteeing:
            guarantee += t.guarantees[rows, i, world.levels[:, i]]
        for i, option, guarantors in t.guarantors:
            here = np.flatnonzero(world.levels[:, i] == option)
            if not here.size:
                continue
            there, number = rows[here], np.zeros(len(here))
            stakes = self._stakes(world, before, here, there, guarantors, known)
            for j, stake in zip(guarantors, stakes.T, strict=True):
                number += willing(j, i, stake, there)
            missing = 1 - number / len(guarantors)
            guarantee[here] -= t.guarantees[rows[here], i, option] * missing
        return guarantee

    @cached_property
    def _guaranteeing(self) -> list[int]:
        """Issues of which an option adds to the cost of breaking a deal."""
        return [i for i in range(len(self._t.issues)) if self._t.guarantees[:, i].any()]

    def _stakes(self, world: World, before: World, here, rows, parties, known) -> np.ndarray:
        """What a kept deal is worth to guarantors, costs aside: (n, parties); rows: at `here`."""
        who = np.array(parties)
        if known is not None:
            some = here[:, None], who
            return np.asarray(known.value[some] - known.war[some])
        there = world[here]
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


def _stretches(numbers: np.ndarray) -> Iterator[slice]:
    """Cut neighbours into stretches whose numbers add up to about `AT_ONCE` at most."""
    before = (np.cumsum(numbers) - numbers) // AT_ONCE
    ends = np.flatnonzero(np.diff(before, append=-1)) + 1
    yield from map(slice, np.concatenate([[0], ends[:-1]]), ends)
