"""What every package of a forum is worth: in force, and once it is broken."""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.model.deals import Deals
from sim.model.entries import Threat
from sim.model.forum_tables import ForumTables
from sim.model.kernels import Stakes
from sim.model.kernels.deals import (
    Duties,
    Grid,
    Wholes,
    carry_out_in_part,
    guaranteed,
    package_worths,
    public_support,
    spread,
)
from sim.model.tables import PRIOR
from sim.model.wars import Kinds
from sim.model.world import Conflict, Fought, World

#: Packages of all runs that are listed together, which bounds the memory that they take. Much
#: fewer would stay in the processor's cache, but what is allocated anew each time costs more.
AT_ONCE = 50_000

#: Where each run's row is in what is worked out: its own number, or its place among those listed.
Places = np.ndarray


class After(NamedTuple):
    """What packages wholly in force come to, once some threats have come true as well."""

    fixed: np.ndarray  # (issues,): the option that threats move each to, or -1
    kinds: Kinds  # between which war makes a difference
    kind: np.ndarray  # (packages,): the kind of each
    left: Kinds  # the same of what is left once packages are broken
    kind_left: np.ndarray


class Listing:
    """The worth of all packages of a forum, each a mean over the ways it may be carried out.

    A package that signatories move as a whole has one way. Elsewhere what is not carried out is as
    it was: that is the world of another package, so no way has to be looked at by itself. Threats
    on those who defy a deal come true with their credibility.
    """

    def __init__(self, tables: ForumTables, conflict: Conflict, deals: Deals):
        self.tables, self.conflict, self.deals = tables, conflict, deals
        t, on = tables, np.isin(np.arange(len(tables.issues)), tables.agenda)
        options = np.array([len(t.spec.issues[name].option_names) for name in t.issues])
        size = np.where(on, options, 1)
        stride = np.where(on, np.cumprod(size[::-1])[::-1] // size, 0)
        self._grid = Grid(t.packages, stride)
        self._known: dict[tuple[str, ...], After] = {}

    def write(
        self, world: World, rows: np.ndarray, signing: np.ndarray, some: np.ndarray, stakes: Stakes
    ) -> None:
        """Put down what some packages are worth in some runs, in ascending order.

        world, rows : n runs; signing : ndarray of bool, shape (n, parties), who would sign
        """
        moved = self.tables.movers(signing)
        whole = np.asarray(moved[:, self.tables.agenda].all(axis=1))
        each = max(AT_ONCE // (len(self.tables.packages) * len(self._struck)), 1)
        for here in _stretches(np.flatnonzero(whole), each):
            self._write_whole(world[here], rows[here], some, stakes)
        for here in _stretches(np.flatnonzero(~whole), each):
            self._write_mean(world[here], rows[here], signing[here], moved[here], some, stakes)

    def _write_whole(self, world: World, rows: np.ndarray, some: np.ndarray, stakes) -> None:
        """Where signatories move everything."""
        self._utility([], world, rows, some, rows, stakes.utility)
        war = self._broken([], world, rows)
        spread(rows, war, self._after([]).kind_left[some], stakes.breach)
        worth = stakes.utility, rows, war
        self._guarantee([], world, rows, some, worth, rows, stakes.guarantee)

    def _write_mean(self, world: World, rows, signing, moved, some: np.ndarray, stakes) -> None:
        """Where others have to do their part."""
        wholes, sets = self._wholes(world, rows)
        duties = self._duties(rows, signing, wholes, sets)
        packages, issues = self.tables.packages.shape
        room = (
            np.empty((issues, packages)), np.empty((len(self.deals.parts), packages)),
            np.empty(issues, bool), np.empty(len(duties.defied)),
        )  # fmt: skip
        carry_out_in_part(
            rows, self._grid, world.levels, signing, moved, duties, wholes, some, room, stakes
        )

    # -- packages that are wholly in force -----------------------------------------------

    @cached_property
    def _struck(self) -> list[list[int]]:
        """The sets of threats on who defies a deal that may come true, by number."""
        numbers = range(len(self.deals.defied))
        masks = itertools.product((False, True), repeat=len(self.deals.defied))
        return [[k for k in numbers if mask[k]] for mask in masks]

    def _wholes(self, world: World, rows: np.ndarray) -> tuple[Wholes, dict]:
        """What n worlds are worth; and which of the sets is which, by the names of its threats."""
        t = self.tables
        defied = [threat for _, threat in self.deals.defied]
        likely = [self.conflict.credibility(threat, rows).any() for threat in defied]
        sets = [k for k, struck in enumerate(self._struck) if all(likely[i] for i in struck)]
        shape, each, every = (
            (len(sets), len(rows)),
            np.arange(len(rows)),
            np.arange(len(t.packages)),
        )
        utility = np.empty((*shape, len(t.voices), len(t.packages)))
        kinds = self._after([]).left.like.size  # most where no threat has moved anything
        war = np.empty((*shape, len(self.deals.breaches), len(t.voices), kinds))
        kind = np.empty((len(sets), len(t.packages)), np.int64)
        guarantee, place = np.zeros((*shape, len(t.packages))), np.full(len(self._struck), -1)
        numbers: dict[tuple, int] = {}
        for n, k in enumerate(sets):
            threats, place[k] = [defied[i] for i in self._struck[k]], n
            self._utility(threats, world, rows, every, each, utility[n])
            broken, kind[n] = self._broken(threats, world, rows), self._after(threats).kind_left
            war[n, ..., : broken.shape[-1]] = broken
            worth = utility[n], each, broken
            self._guarantee(threats, world, rows, every, worth, each, guarantee[n])
            numbers.setdefault(tuple(threat.name for threat in threats), n)
        return Wholes(place, utility, war, kind, guarantee), numbers

    def _utility(self, threats, world: World, rows, some: np.ndarray, at: Places, out) -> None:
        """What some packages are worth wholly in force, and threats true: (.., voices, some)."""
        t, after = self.tables, self._after(threats)
        sums = self.conflict.worth, self._option(some), after.fixed
        if t.ends_war:
            package_worths(rows, world.levels, *sums, at, out)
            return
        here = self.conflict.struck(world, threats, rows)
        value = self.conflict.lotteries(here, rows, after.kinds)[..., after.kind[some]]
        fights = np.isnan(t.given[rows])[:, t.owner, None]
        if not fights.all():
            listed = np.empty_like(value)
            package_worths(rows, world.levels, *sums, np.arange(len(rows)), listed)
            value = np.where(fights, value, listed)
        out[at] = value

    def _broken(self, threats: list[Threat], world: World, rows: np.ndarray) -> np.ndarray:
        """What a breach leads to, before war costs: (n, cases, voices, kinds)."""
        cases, known = self.deals.breaches, Fought()
        kinds = self._after(threats).left.like.size
        out = np.empty((len(rows), len(cases), len(self.tables.voices), kinds))
        for case, hanging in enumerate(cases):
            out[:, case] = self.conflict.mean_over(
                rows, hanging, lambda struck: self._left(threats, struck, world, rows), known
            )
        return out

    def _left(self, threats, struck: list[Threat], world: World, rows) -> np.ndarray:
        """The war that is left once packages are broken: (n, voices, kinds).

        struck : the threats that this brings about.
        """
        conflict, kinds = self.conflict, self._after(threats).left
        here = conflict.struck(world, threats, rows)
        here = conflict.struck(self.deals.broken(here, world), struck, rows)
        if struck:
            kinds = conflict.kinds(np.where(self._fixed(struck)[:, None] < 0, kinds.option, -1))
        return conflict.lotteries(here, rows, kinds)

    def _guarantee(self, threats, world: World, rows, some, worth, at: Places, out) -> None:
        """What some packages, wholly in force, add to the cost of breaking: (.., some).

        worth : what each is worth kept, where in that each run's is, and what it is worth broken
        """
        t, deals, after = self.tables, self.deals, self._after(threats)
        utility, of_run, war = worth
        option = self._option(some)
        support = np.zeros((len(rows), len(t.guarantors), len(some)))
        if t.guarantors:
            if [] in deals.breaches:
                unblamed = war[:, deals.breaches.index([])].copy()
            else:
                unblamed = self._left(threats, [], world, rows)
            public_support(
                rows, world.levels, option, after.fixed, deals.guarantors, utility, of_run,
                unblamed, after.kind_left[some], t.cost_ended, t.enforcing_cost, t.scale, PRIOR,
                np.empty(len(some)), support,
            )  # fmt: skip
        guaranteed(
            rows, world.levels, option, after.fixed, t.guarantees, deals.guaranteeing,
            deals.guarantors, support, at, out,
        )  # fmt: skip

    def _option(self, some: np.ndarray) -> np.ndarray:
        """The option of each issue in some packages, -1 off the agenda: (issues, some)."""
        return np.ascontiguousarray(self.tables.packages[some].T)

    # -- worlds that differ in nothing that a war hangs on -------------------------------

    def _after(self, threats: list[Threat]) -> After:
        """What packages come to once threats have come true together."""
        names = tuple(threat.name for threat in threats)
        if names not in self._known:
            fixed = self._fixed(threats)
            kinds = self._kinds(fixed)
            undone = self.conflict.as_it_is, np.zeros(len(self.tables.packages), int)
            self._known[names] = After(fixed, *kinds, *(kinds if self.tables.ends_war else undone))
        return self._known[names]

    def _kinds(self, fixed: np.ndarray) -> tuple[Kinds, np.ndarray]:
        """The kinds of packages, for war; and the kind of every package."""
        counts = np.intersect1d(self.conflict.counting, self.tables.agenda).astype(int)
        free = np.where(fixed >= 0, -1, self.tables.packages)
        _, first, kind = np.unique(free[:, counts], axis=0, return_index=True, return_inverse=True)
        return self.conflict.kinds(free[first].T), kind.reshape(-1)

    def _fixed(self, threats: list[Threat]) -> np.ndarray:
        """The option that threats move each issue to together, or -1: (issues,)."""
        issues, sides = len(self.tables.issues), len(self.tables.strength[0])
        any_two = World(np.repeat([[0], [1]], issues, axis=1), np.ones((2, sides)))
        first, second = self.conflict.struck(any_two, threats, np.zeros(2, int)).levels
        return np.where(first == second, first, -1)

    # -- complying -----------------------------------------------------------------------

    def _duties(self, rows: np.ndarray, signing: np.ndarray, wholes: Wholes, sets: dict) -> Duties:
        """What is asked of whom, and what it costs."""
        t, deals = self.tables, self.deals
        parts, party = deals.parts, np.array([part.party for part in deals.parts])
        after = wholes.utility[0].take(party, axis=1)
        for j in {j for j, _ in deals.defied}:
            threats, value = [threat for k, threat in deals.defied if k == j], 0.0
            for chance, struck in self.conflict.futures(rows, threats):
                number = sets[tuple(threat.name for threat in struck)]
                value = value + chance[:, None] * wholes.utility[number, :, j]
            after[:, party == j] = np.asarray(value)[:, None]
        cost = [deals.cost_of_complying(part, rows, signing) for part in parts]
        credible = [self.conflict.credibility(threat, rows) for _, threat in deals.defied]
        return Duties(
            np.array([part.issue for part in parts]), party,
            np.array([t.spec.issues[name].control == "all" for name in t.issues]),
            np.stack(cost, axis=1), t.scale[rows[:, None], party], after,
            np.array([j for j, _ in deals.defied], np.int64),
            np.array(credible).reshape(-1, len(rows)).T.copy(),
        )  # fmt: skip


def stakes_of(tables: ForumTables, deals: Deals, packages: int) -> Stakes:
    """Room for what so many packages are worth in each run."""
    t, shape = tables, (tables.runs, len(tables.voices), packages)
    breach = np.zeros((t.runs, len(deals.breaches), *shape[1:]))
    guarantee = np.zeros((t.runs, packages))
    return Stakes(np.zeros(shape), np.zeros(shape[:2]), breach, deals.breach_of, guarantee)


def _stretches(rows: np.ndarray, each: int):
    """Cut rows into stretches of so many at most."""
    return (rows[start : start + each] for start in range(0, len(rows), each))
