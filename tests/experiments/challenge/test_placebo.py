"""Positions go to others, all else stays, and only what is about positions changes."""

from __future__ import annotations

import copy

import pandas as pd
import pytest

from sim.experiments.challenge.bench import Bench, Effort, changes
from sim.experiments.challenge.placebo import (
    Placebo,
    compare_placebos,
    dealt,
    derangements,
    placebos,
)
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import one_issue

BENCH = Bench(Effort(runs=200), seed=8)


def audited(data: dict, count: int = 6):
    scenario = Scenario.from_data(data)
    others = [(deal, BENCH.headline(s, "")) for deal, s in placebos(scenario, count, seed=0)]
    return compare_placebos(BENCH.headline(scenario, ""), others)


@pytest.mark.parametrize(("seats", "count"), [(2, 1), (3, 2), (4, 9), (5, 44)])
def test_all_of_them_where_they_are_few(seats, count):
    """Protects the number of derangements: 1, 2, 9, 44."""
    assert len(derangements("abcdefgh"[:seats], 100, seed=0)) == count


@pytest.mark.parametrize("seats", ["abcde", "abcdefghij"])
def test_some_at_random_where_they_are_many(seats):
    """Protects the placebo: nobody keeps its position, none is made twice, a seed fixes them."""
    deals = derangements(seats, 20, seed=4)
    assert len({tuple(sorted(deal.items())) for deal in deals}) == 20
    for deal in deals:
        assert sorted(deal) == sorted(deal.values()) == sorted(seats)
        assert all(receiver != giver for receiver, giver in deal.items())
    assert deals == derangements(seats, 20, seed=4)
    assert deals != derangements(seats, 20, seed=5)


def test_what_goes_and_what_stays():
    """Protects what a position is: preferences, factions' too; not costs, demands, sides."""
    geneva = Scenario.load("geneva-2013")
    swapped = dealt(geneva, {"regime": "coalition", "coalition": "regime"}).spec.parties
    own = geneva.spec.parties
    for receiver, giver in (("regime", "coalition"), ("coalition", "regime")):
        for part in ("weights", "values", "red_lines"):
            assert getattr(swapped[receiver], part) == getattr(own[giver], part)
        for name, faction in swapped[receiver].factions.items():
            assert faction.values == own[giver].values
            assert faction.seats == own[receiver].factions[name].seats
        for part in ("side", "quota", "war_cost", "talking_cost", "temptation", "conceding_cost"):
            assert getattr(swapped[receiver], part) == getattr(own[receiver], part)
        assert list(swapped[receiver].preconditions) == list(own[receiver].preconditions)
    assert swapped["us"].values == own["us"].values


def test_orders_and_swing_points_go_too():
    """Protects what a position is: an order that stayed behind would bend another's values."""
    scenario = Scenario.from_data(EXAMPLE).with_(
        {
            "parties.north.values": {},
            "parties.north.orders": {"water": ["south", "shared", "north"]},
            "parties.north.weights": {"swing": {"water": 100}},
        }
    )
    swapped = dealt(scenario, {"north": "south", "south": "north"}).spec.parties
    own = scenario.spec.parties
    assert swapped["south"].orders == {"water": ("south", "shared", "north")}
    assert swapped["north"].orders == {}
    for receiver, giver in (("north", "south"), ("south", "north")):
        for part in ("weights", "values"):
            assert getattr(swapped[receiver], part) == getattr(own[giver], part)


def test_only_seats_are_dealt_to():
    deals = [deal for deal, _ in placebos(Scenario.load("geneva-2013"), 6, seed=0)]
    assert len(deals) == 6
    assert {name for deal in deals for name in deal} == {
        "coalition",
        "regime",
        "russia",
        "smc",
        "us",
    }


def test_a_symmetric_game_survives():
    """Protects the verdict: two parties that want the same can swap, and no run changes."""
    data = copy.deepcopy(EXAMPLE)
    data["parties"]["south"]["values"] = copy.deepcopy(data["parties"]["north"]["values"])
    result = audited(data)
    assert (result.funnel[["difference", "low", "high"]] == 0).all(axis=None)
    assert result.spread.survives.all()
    assert len(result.deals) == 1


def test_a_result_about_who_wants_what_does_not():
    """Protects the other verdict: war is worth much to left, who alone wants the deal enough."""
    data = one_issue({"left": (0, 1.0), "right": (0, 0.3)}, {"left": 0.6, "right": 0.1})
    data["parties"]["third"] = copy.deepcopy(data["parties"]["right"])
    data["forums"]["summit"]["seats"].append("third")
    data["forums"]["summit"]["stages"] = ["convene", "bargain"]
    result = audited(data)
    assert (result.spread.own == 1).all()
    assert (result.spread.least == 0).all()
    assert not result.spread.survives.any()
    assert result.blockers.loc["left", ["own", "most"]].tolist() == [0, 1]


def test_a_step_survives_only_if_no_placebo_moves_it():
    """Protects the rule: within 5 points under every permutation, up or down."""
    index = pd.MultiIndex.from_product([[1, 2], ["convened", "held"]], names=["placebo", "stage"])
    moved = [0.04, 0.01, -0.05, -0.06]
    funnel = pd.DataFrame({"own": 0.5, "share": 0.5, "difference": moved}, index)
    funnel["share"] += funnel.difference
    spread = Placebo(({}, {}), funnel, pd.DataFrame()).spread
    assert spread.survives.to_dict() == {"convened": True, "held": False}
    assert spread.loc["convened", ["least", "most"]].tolist() == pytest.approx([0.45, 0.54])


def test_shares_are_those_of_each_placebo():
    """Protects the table: its rows are those of the variants, one by one."""
    scenario = Scenario.from_data(EXAMPLE)
    own = BENCH.headline(scenario, "")
    [(deal, swapped)] = placebos(scenario, 6, seed=0)
    other = BENCH.headline(swapped, "")
    table = compare_placebos(own, [(deal, other)]).funnel
    assert table.loc[1].equals(changes(own, other))
