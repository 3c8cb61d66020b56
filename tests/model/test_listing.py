"""What packages are worth, against every way of carrying each out, one after another."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

import sim
from sim.model.world import Change
from tests.model.small import chance as logistic_chance

RUNS = 6
PARTLY = ["ankara-2016", "chemical-weapons-2013", "geneva-iii-2016", "khatib-2013"]


def chances_of_parts(forum, world, rows, package, signing) -> Iterator[tuple]:
    """Yield each issue that hangs on others, and with which chance each of its parts is refused."""
    t, deals = forum.tables, forum.deals
    for i in np.intersect1d(np.flatnonzero(~t.movers(signing)[0]), t.agenda):
        parts, refused = [part for part in deals.parts if part.issue == i], []
        for part in parts:
            on = world, rows, package, signing
            gain = deals.gain_of_complying(part, *on)[0]
            scale = t.scale[rows[0], part.party]
            signed = signing[0, part.party]
            says_no = 0.0 if gain == np.inf else 1 - logistic_chance(gain / scale)
            refused.append(0.0 if signed else says_no)
        yield i, parts, refused


def ways(forum, world, rows, package, signing) -> Iterator[tuple]:
    """Yield what moves in each way of carrying a package out, who refuses, and the chance."""
    t = forum.tables
    hanging = list(chances_of_parts(forum, world, rows, package, signing))
    parts = [
        (i, part.party, no) for i, of, nos in hanging for part, no in zip(of, nos, strict=True)
    ]
    for refuses in itertools.product((False, True), repeat=len(parts)):
        p = np.prod([no if r else 1 - no for (_, _, no), r in zip(parts, refuses, strict=True)])
        moved = t.movers(signing)[0]
        for i, _, _ in hanging:
            said = [not r for (k, _, _), r in zip(parts, refuses, strict=True) if k == i]
            signed = signing[0, [j for k, j, _ in parts if k == i]]
            every = t.spec.issues[t.issues[i]].control == "all"
            done = all(said) if every else any(np.array(said) & ~signed)
            idle = t.packages[package[0], i] == world.levels[0, i]
            moved[i] = done or idle
        defies = {j for (i, j, _), r in zip(parts, refuses, strict=True) if r and not moved[i]}
        if p > 0:
            yield moved, defies, p


def worth_of(forum, row: int, x: int) -> tuple:
    """The utility of a package, what a breach leads to, and the guarantee, in one run."""
    deals, conflict, rows, package = forum.deals, forum.conflict, np.array([row]), np.array([x])
    world, signing = forum.world[rows], forum.table.signing[rows]
    utility, breach, guarantee, total = 0.0, 0.0, 0.0, 0.0
    for moved, defies, p in ways(forum, world, rows, package, signing):
        under = deals.under(world, package, moved[None])
        threats = [threat for j, threat in deals.defied if j in defies]
        for true, struck in conflict.futures(rows, threats):
            changes = [Change(np.ones(1, bool), s.moves, s.factor[rows]) for s in struck]
            after, weight = under.after(changes), p * true[0]
            war = deals.breach(after, world, rows)[0]
            utility = utility + weight * deals.value(after, rows)[0]
            breach = breach + weight * war
            guarantee += weight * deals.expected_guarantee(after, world, rows)[0]
            total += weight
    assert total == pytest.approx(1.0)
    return utility, breach, guarantee


@pytest.mark.parametrize("name", [*PARTLY, "colombia-2012", "geneva-2013"])
def test_packages_are_worth_the_mean_over_every_way_of_carrying_them_out(name):
    """Protects the table of whole deals, off which every way is read: threats that strike who
    defies, issues that are as they were, controllers who must all consent, and guarantors.
    """
    model = sim.Talks(sim.Scenario.load(name), RUNS, rng=3)
    for forum in model.forums:
        forum.look(np.arange(RUNS))
        lists = forum.prospect.every
        lists.list(np.arange(RUNS))
        for row in range(0, RUNS, 2):
            for x in range(0, len(forum.tables.packages), 3):
                utility, breach, guarantee = worth_of(forum, row, x)
                assert lists.stakes.utility[row, :, x] == pytest.approx(utility)
                assert lists.stakes.breach[row, :, :, x] == pytest.approx(breach)
                assert lists.stakes.guarantee[row, x] == pytest.approx(guarantee)
