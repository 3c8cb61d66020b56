"""On structure alone sizes go, and signs and orders stay."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.draws import Draws
from sim.experiments.challenge.bench import Bench, Effort
from sim.experiments.challenge.structure import bands, compare_structure, structure_only
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Distribution, support
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import war

BENCH = Bench(Effort(runs=300, draws=30, runs_per_draw=10), seed=5)


@pytest.fixture(scope="module")
def geneva() -> tuple[Scenario, Scenario]:
    scenario = Scenario.load("geneva-2013")
    return scenario, structure_only(scenario)


@pytest.fixture(scope="module")
def more() -> Scenario:
    return Scenario.load(Path(__file__).parents[2] / "scenario" / "everything_more.yaml")


def mean(number: float | Distribution) -> float:
    return number.mean if isinstance(number, Distribution) else number


def compared(data: dict):
    scenario = Scenario.from_data(data)
    own, _ = BENCH.both(scenario, "own")
    alone, _ = BENCH.both(structure_only(scenario), "alone")
    return compare_structure(own, alone)


def test_no_draw_turns_an_order_round(geneva):
    """Protects the orders of values: what is worth more on average is never drawn worth less."""
    own, alone = geneva
    drawn = draw(alone, Draws(3), np.arange(200))
    pairs = 0
    for name, party in own.spec.parties.items():
        for issue, values in party.values.items():
            for a, b in combinations(values, 2):
                if mean(values[a]) + 1e-9 < mean(values[b]):
                    path = f"parties.{name}.values.{issue}"
                    assert (drawn[f"{path}.{a}"] <= drawn[f"{path}.{b}"]).all(), (path, a, b)
                    pairs += 1
    assert pairs > 40


def test_signs_points_of_structure_and_defaults_stay(geneva):
    """Protects what is not a size: signs, ends of scales, seats, demands, what is not written."""
    own, alone = geneva
    for path, number in own.parameters.items():
        if path.startswith("variants.") or path in own.ties:
            continue
        other = alone.parameters[path]
        if not own.is_written(path) or path.endswith((".seats", ".quota", ".share_at_least")):
            assert other == number, path
        elif isinstance(number, float | Distribution):
            low, high = support(number)
            assert low < 0 or support(other)[0] >= 0, path
            assert high > 0 or support(other)[1] <= 0, path
            if ".values." in path and number in (0.0, 1.0):
                assert other == number, path


def test_every_size_is_as_wide_as_its_window(geneva):
    """Protects that sizes go: what the file narrows down is the whole window again."""
    alone = geneva[1].parameters
    for path, ends in {
        "parties.smc.war_cost": (0.05, 0.35),
        "parties.smc.preconditions.balance.firmness": (0, 0.25),
        "parties.us.talking_cost": (-0.10, 0),
        "parties.russia.talking_cost": (-0.10, 0.15),
        "threats.arm_on_refusal.credibility": (0, 1),
        "ties.us_smc.leverage": (0, 0.40),
        "conflict.sides.opposition.strength": (0.2, 1.0),
        "issues.arms.effects.anti_tank.strength.opposition": (1.0, 1.5),
        "issues.arms.effects.manpads.strength.opposition": (1.5, 2.0),
    }.items():
        assert support(alone[path]) == pytest.approx(ends), path
    assert alone["conflict.sides.regime_side.strength"] == 1  # the unit


def test_windows_give_way_to_what_lies_beyond_them():
    """Protects a scenario whose sizes are larger than usual, or gains instead of costs."""
    data = war()
    data["issues"]["deal"]["controlled_by"] = ["red"]
    data["issues"]["deal"]["effects"] = {
        "x0": {"strength": {"reds": 0.4}},
        "x1": {"strength": {"reds": 0.8}},
    }
    data["parties"]["red"] |= {
        "war_cost": 0.6,
        "conceding_cost": {"deal": -0.1},
        "staying_cost": 0.02,
        "talking_cost": 0.03,
        "patience": 0.9,
    }
    alone = structure_only(Scenario.from_data(data)).parameters
    assert support(alone["parties.red.war_cost"]) == (0.05, 0.6)
    assert support(alone["parties.red.conceding_cost.deal"]) == (-0.35, 0)
    assert support(alone["parties.red.staying_cost"]) == (0, 0.04)
    assert support(alone["parties.red.talking_cost"]) == (0, 0.15)  # a cost stays a cost
    assert support(alone["parties.red.patience"]) == pytest.approx((0.8, 1))
    assert support(alone["issues.deal.effects.x0.strength.reds"]) == pytest.approx((0.4, 0.7))
    assert support(alone["issues.deal.effects.x1.strength.reds"]) == pytest.approx((0.7, 1))
    equal = [alone[f"conflict.sides.{side}.strength"] for side in ("blues", "reds")]
    assert [support(number) for number in equal] == [(0.2, 1)] * 2


def test_weights_keep_their_order_alone():
    weights = {"transition": 0.5, "apparatus": 0.2, "guarantees": 0.2, "arms": 0.1}
    changes = {"parties.us.weights": weights, "parties.us.evidence": {}}
    data = Scenario.load("geneva-2013").with_(changes)
    weights = structure_only(data).spec.parties["us"].weights
    assert weights.rank == (("transition",), ("apparatus", "guarantees"), ("arms",))


def test_bands_cover_the_range_without_overlap():
    cut = bands({"a": 0.9, "b": 0.1, "c": 0.1, "d": 0.5}, 0, 3)
    ends = {name: tuple(band["uniform"]) for name, band in cut.items()}
    assert ends == {"a": (2, 3), "d": (1, 2), "b": (0, 1), "c": (0, 1)}


def test_a_scenario_of_widest_ranges_gains_nothing_from_its_numbers():
    """Protects `adds nothing`: it is its own structure, run for run."""
    data = Scenario.from_data(EXAMPLE).with_(
        {
            "parties.north.values.water.shared": {"uniform": [0, 1]},
            "parties.south.values.water.shared": {"uniform": [0, 1]},
            "parties.north.reservation": {"uniform": [0, 1]},
            "parties.south.reservation": {"uniform": [0, 1]},
        }
    )
    assert (
        structure_only(data).hash
        == data.with_(
            {f"parties.{name}.weights": {"rank": ["water"]} for name in ("north", "south")}
        ).hash
    )
    own, _ = BENCH.both(data, "own")
    alone, _ = BENCH.both(structure_only(data), "alone")
    result = compare_structure(own, alone)
    assert (result.funnel.difference == 0).all()
    assert result.adds_nothing


def test_numbers_that_matter_are_said_to():
    """Protects the other verdict: a deal just better than war for both, by its numbers alone."""
    data = war(stages=("convene", "bargain", "implement"))
    table = compared(data).funnel
    assert (table.own == 1).all()
    assert (table.share < 0.9).all()
    assert not table.same.any()


def test_ranges_apart_are_not_the_same_whatever_the_shares():
    """Protects the second half of the rule."""
    scenario = sim.Scenario.from_data(EXAMPLE)
    own, _ = BENCH.both(scenario, "own")
    other, _ = BENCH.both(scenario, "other")
    assert compare_structure(own, other).adds_nothing
    other.spreads[0].outcome[:] = "held"
    own.spreads[0].outcome[:] = "not_convened"
    for results in (own, other):
        results.__dict__.pop("funnel", None)
    table = compare_structure(own, other).funnel
    assert (table.difference == 0).all()
    assert (table.overlap == 0).all()
    assert not table.same.any()


def test_a_shared_number_stays_one(more):
    """Protects sharing: its places still refer to it, on what they have in common."""
    alone = structure_only(more)
    assert alone.ties == {k: v for k, v in more.ties.items() if not k.startswith("variants.")}
    ends = support(alone.parameters["shared.fear"])
    assert ends == pytest.approx((0.05, 0.3))  # that of a war cost, and of what it is a cost of
    assert support(alone.parameters["shared.taste"]) == (0, 1)


def test_sizes_that_came_later_go_too(more):
    """Protects burdens, costs of acts, and a decision that stays a majority."""
    alone = structure_only(more).parameters
    for path, ends in {
        "issues.force.effects.monitors.burden.regime": (0, 0.2),
        "issues.force.effects.monitors.burden.rebels": (-0.2, 0),
        "actions.arm_rebels.cost": (0.05, 0.1),
        "actions.arm_rebels.cost_after.assault": (0, 0.05),
        "actions.arm_rebels.then.strength.rebels": (1, 2),
        "forums.peace.resume.again.then.strength.rebels": (0.5, 1),
        "conflict.decision": (0.6, 1),
        "parties.patron.enforcing_cost": (0, 0.2),
    }.items():
        assert support(alone[path]) == pytest.approx(ends), path


def ordered() -> Scenario:
    """The example with options that north puts in order, and swing points for south."""
    toll = {"options": ["none", "low", "high", "full"], "status_quo": "none"}
    changes = {
        "issues.toll": toll,
        "parties.north.weights": {"rank": ["water", "toll"]},
        "parties.north.values.toll": {"low": 0.6, "full": {"uniform": [0.2, 0.3]}},
        "parties.north.orders": {"toll": ["none", "low", "high"]},
        "parties.south.weights": {"swing": {"toll": {"uniform": [10, 40]}, "water": 100}},
        "parties.south.values.toll": {"none": 1, "low": 0.4, "high": 0.2, "full": 0},
        "forums.summit.agenda": ["toll", "water"],
    }
    return Scenario.from_data(EXAMPLE).with_(changes)


def test_an_order_stays_and_keeps_itself():
    """Protects orders: what they leave open is as wide as can be, and none is turned round."""
    alone = structure_only(ordered())
    assert alone.spec.parties["north"].orders == {"toll": ("none", "low", "high")}
    values = alone.spec.parties["north"].values["toll"]
    assert [support(values[option]) for option in ("none", "low", "high", "full")] == [
        (0, 0),
        (0, 1),
        (1, 1),
        (0, 1),
    ]
    drawn = draw(alone, Draws(3), np.arange(2000))["parties.north.values.toll.low"]
    assert abs(drawn.mean() - 0.5) < 0.05


def test_swing_points_leave_their_order():
    alone = structure_only(ordered())
    assert alone.spec.parties["south"].weights.rank == (("water",), ("toll",))
