"""Guarantors: third parties who make a guarantee good only where that pays them (Walter 1997)."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.model.tables import PRIOR
from tests.model.small import bystander, chance, insisted, over, shock, talks, utility, war
from tests.model.worlds import rows_of, same

RUNS = 4000
WIDE = 4.9  # standard errors: outside with a chance below one in a million


def guaranteed(temptation: float, guarantee: float, **costs: float) -> dict:
    """Blue and red sign the shared rule; blue is tempted, third parties may stand behind it.

    Keeping is worth 0.6 to blue, breaking 1/2 - 0.1 + temptation less the guarantee. The shared
    rule is worth 1 to a third party, the rule of either side 0; war costs it 0.1. costs : what
    enforcing costs each of them.
    """
    data = insisted(war(stages=["bargain", "implement"]), 1)
    data["parties"]["blue"]["temptation"] = temptation
    effect: dict = {"guarantee": guarantee}
    thirds = {}
    for name, cost in costs.items():
        third = bystander(data, (0, 1, 0), 0, enforcing_cost=cost)["parties"].pop("us")
        del third["reservation"]
        thirds[name] = third | {"war_cost": 0.1}
    data["parties"] |= thirds
    if costs:
        effect["guarantors"] = list(costs)
    data["issues"]["deal"]["effects"] = {"x1": effect}
    return data


@pytest.mark.parametrize(
    ("temptation", "costs", "kept"),
    [
        (0.35, {}, True),  # 0.6 > 0.4 + 0.35 - 0.2
        (0.35, {"us": 1.0}, True),  # 1 - 0 + 0.1 - 1 > 0: willing
        (0.35, {"us": 1.2}, False),  # not willing
        (0.35, {"us": 0, "uno": 0}, True),
        (0.35, {"us": 0, "uno": 5}, False),  # half of 0.2 is not enough
        (0.25, {"us": 0, "uno": 5}, True),  # half of it is
        (0.25, {"us": 5, "uno": 5}, False),
        (0.31, {"us": 0, "uno": 0, "eu": 5}, True),  # two thirds: 0.6 > 0.71 - 0.1333
        (0.35, {"us": 0, "uno": 0, "eu": 5}, False),
    ],
)
def test_each_willing_guarantor_makes_good_an_equal_part(temptation, costs, kept):
    """Protects the rule and its three ends: nobody named, all willing, none willing; and the
    breaker's account, which bears only what is made good.
    """
    data = guaranteed(temptation, 0.2, **costs)
    done = over(data)
    assert done.outcome.tolist() == ["held" if kept else "collapsed"]
    good = 0.2 * np.mean([cost < 1.1 for cost in costs.values()] or [1])
    left_with = 0.6 if kept else 0.5 - 0.1 + temptation - good
    assert utility(done)["blue"] - 50 == pytest.approx([left_with])


@pytest.mark.parametrize("noise", [0.0, 0.05])
@pytest.mark.parametrize("count", [1, 3, 6, 7])
@pytest.mark.parametrize("willing", [True, False])
def test_the_ends_are_an_unconditional_guarantee_and_none(noise, count, willing):
    """Protects old scenarios to the last bit: guarantors who are sure to enforce, however many,
    are a guarantee that names nobody; those who are sure not to are none.
    """
    names = [f"g{k}" for k in range(count)]
    named = guaranteed(0.3, 0.2, **dict.fromkeys(names, 100.0))
    for name in names:
        named["parties"][name]["war_cost"] = 200 if willing else 0
    other = copy.deepcopy(named)
    effect = other["issues"]["deal"]["effects"]["x1"]
    del effect["guarantors"]
    effect["guarantee"] = 0.2 if willing else 0.0
    for data in (named, other):
        data["noise"] = noise
        data["parties"]["blue"].pop("strategy")  # so that expectations matter too
        data["parties"]["red"].pop("strategy")
    a, b = over(named, 60), over(other, 60)
    same(rows_of(a), rows_of(b))
    assert a.forum.prospect.gain.tobytes() == b.forum.prospect.gain.tobytes()


def test_the_chance_that_a_guarantor_is_willing():
    """Protects expectation and run: before, everybody counts with the mean over the guarantor's
    types of F(stake / s); in a run it is willing or not, by a shock of its own.
    """
    data = guaranteed(0.3, 0.2, us=1.15)
    data["noise"] = 0.1
    data["parties"]["us"]["war_cost"] = {"uniform": [0.0, 0.4]}
    model = talks(data, RUNS, rng=2)
    forum, rows = model.forum, np.arange(RUNS)
    signed = model.world.copy()
    signed.levels[:] = 1
    expected = forum.deals.expected_guarantee(signed, model.world, rows)
    costs = np.array([0.4, 0.3, 0.2, 0.1, 0.0])  # the weakest first
    p = sum(m * chance((1 - 1.15 + c) / 0.1) for m, c in zip(PRIOR, costs, strict=True))
    assert expected == pytest.approx(np.full(RUNS, 0.2 * p))
    made_good = forum.deals.guarantee(signed, model.world, rows)
    own = model.tables.war_cost[:, model.tables.parties.index("us"), -1]
    willing = 1 - 1.15 + own + shock("enforcing", "us", 0.1, RUNS, seed=2) > 0
    assert made_good == pytest.approx(np.where(willing, 0.2, 0))
    # The same chance, but for the grid of five types that stands for a uniform war cost.
    assert abs(willing.mean() - p) < WIDE * (p * (1 - p) / RUNS) ** 0.5 + 0.02


@pytest.mark.parametrize(("cost", "willing"), [(0.2, True), (0.3, False)])
def test_war_costs_move_no_guarantor_where_the_war_goes_on(cost, willing):
    """Protects local deals: enforcing one saves nobody the war. Arms that a side is sent are worth
    the shift of the lottery, from 1/2 to 3/4.
    """
    data = insisted(war(stages=["bargain", "implement"]), 1)
    bystander(data, (0, 0, 1), 0, enforcing_cost=cost)
    del data["parties"]["us"]["reservation"]
    data["parties"]["us"]["war_cost"] = 7
    effects = {"strength": {"blues": 3}, "guarantee": 0.2, "guarantors": ["us"]}
    data["issues"]["arms"] = {
        "options": ["none", "sent"], "status_quo": "none", "effects": {"sent": effects},
    }  # fmt: skip
    data["forums"]["summit"] |= {"agenda": ["arms"], "ends_war": False}
    model = talks(data)
    model.step()
    row = np.arange(1)
    assert model.forum.guarantee(row) == pytest.approx([0.2 * willing])
