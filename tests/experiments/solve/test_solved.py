"""What theory says of scenarios: packages, solutions, draws, power, votes, where it rests."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import sim
from sim.experiments.solve.at_table import average, uncertain
from sim.experiments.solve.packages import packages
from sim.experiments.solve.rest import rest
from sim.model.offers import offers
from sim.scenario import Scenario
from sim.scenario.scenario import EXAMPLE
from tests.experiments.solve.games import game


def test_the_pie_of_a_square_root():
    """Closed forms: one keeps x, the other is worth the root of the rest (Raiffa 1982).

    Nash: max x (1-x)^(1/2), x = 2/3; with weight 2: x = 4/5. Equal gains: x = (1-x)^(1/2).
    """
    found = packages(Scenario.load("ultimatum"), 0, 1, {"proposer": 2})
    kept = {name: int(found.picked(name).package.iloc[0].split("=p")[1].split("_")[0])
            for name in found.solutions}  # fmt: skip
    golden = (5**0.5 - 1) / 2
    assert kept == {
        "nash": 67, "weighted_nash": 80, "kalai_smorodinsky": round(100 * golden),
        "egalitarian": round(100 * golden), "utilitarian": 75,
    }  # fmt: skip
    assert found.zone == 1
    assert found.table.efficient.sum() == found.table.rational_efficient.sum() == 101


def test_all_of_theory_hangs_on_the_draw_alone():
    """A draw's zone is the reservation value below the 0.6 that 'shared' brings, draw by draw."""
    scenario = Scenario.from_data(EXAMPLE).with_(
        {"parties.north.reservation": {"uniform": [0.5, 0.9]}}
    )
    found = packages(scenario, 3, 300)
    drawn = np.concatenate([some.no_talks for some in offers(scenario, 3, np.arange(300))])
    assert found.zone == (drawn[:, 0] <= 0.6).mean()
    picked = found.over_draws[found.over_draws.solution == "nash"]
    assert picked.package.tolist() == ["water=shared"]
    assert picked.share.tolist() == [found.zone]


def test_both_ideals():
    """What is hoped for at any cost to others is another scale than what one could get."""
    data = game(np.random.default_rng(0), options=3).as_data()
    for party, own in (("ann", [1.0, 0.5, 0.35]), ("bob", [0.0, 0.3, 0.5])):
        values = dict(zip(("o0", "o1", "o2"), own, strict=True))
        data["parties"][party] |= {"values": {"deal": values}, "reservation": 0.1}
    scenario = Scenario.from_data(data)
    picked = {
        ideal: packages(scenario, 0, 1, ideal=ideal).picked("kalai_smorodinsky").package.tolist()
        for ideal in ("rational", "all")
    }
    # Gains of o1 are 0.4 and 0.2, of o2 0.25 and 0.4; o0, at which ann gains 0.9, does not pay bob.
    assert picked == {"rational": ["deal=o2"], "all": ["deal=o1"]}


def test_no_zone_and_no_number_in_its_place():
    data = game(np.random.default_rng(2)).as_data()
    for party in data["parties"].values():
        party["reservation"] = 2.0
    found = sim.solve(Scenario.from_data(data))
    assert found.packages.zone == 0
    assert found.packages.over_draws.empty
    assert not found.packages.table[list(found.packages.solutions)].to_numpy().any()


def test_votes_by_counting_them():
    """Power of a weighted rule with a veto, against every order and every coalition."""
    rule = {"name": "quota", "quota": 5.5, "vetoes": ["cat"],
            "weights": {"ann": 3, "bob": 2, "cat": 1.5, "dan": 0.5}}  # fmt: skip
    scenario = game(np.random.default_rng(0), parties=4, rule=rule)
    found = sim.solve(scenario).votes
    weights, seats = rule["weights"], found.party.tolist()

    def wins(group):
        return "cat" in group and sum(weights[name] for name in group) >= 5.5

    orders = list(itertools.permutations(seats))
    pivots = [next(o[k] for k in range(4) if wins(o[: k + 1])) for o in orders]
    expected = [pivots.count(name) / len(orders) for name in seats]
    np.testing.assert_allclose(found.shapley_shubik, expected)
    groups = [set(g) for k in range(5) for g in itertools.combinations(seats, k)]
    swings = [sum(wins(g) and not wins(g - {name}) for g in groups) for name in seats]
    np.testing.assert_allclose(found.banzhaf, np.array(swings) / sum(swings))


def dilemma():
    """A prisoner's dilemma as a scenario: each controls one issue."""
    both = {"options": ["keep", "break"], "status_quo": "keep"}
    data = game(np.random.default_rng(0)).as_data()
    data["issues"] = {
        "a": both | {"controlled_by": ["ann"]}, "b": both | {"controlled_by": ["bob"]},
        "deal": data["issues"]["deal"],
    }  # fmt: skip
    for party, mine, other in (("ann", "a", "b"), ("bob", "b", "a")):
        data["parties"][party]["weights"] = {mine: 0.3, other: 0.6, "deal": 0.1}
        data["parties"][party]["values"] |= {
            mine: {"keep": 0, "break": 1}, other: {"keep": 1, "break": 0},
        }  # fmt: skip
    return Scenario.from_data(data)


def test_where_a_dilemma_comes_to_rest():
    """Breaking pays whatever the other does, and both would rather keep: only foresight holds."""
    found = rest(dilemma(), 0, 1)
    assert found.movers == ("ann", "bob")
    assert found.table.state.tolist() == [
        "a=keep, b=keep", "a=keep, b=break", "a=break, b=keep", "a=break, b=break",
    ]  # fmt: skip
    assert found.table.nash.tolist() == [False, False, False, True]
    assert found.table.seq.tolist() == [True, False, False, True]
    assert found.table.status_quo.tolist() == [True, False, False, False]


def test_states_beyond_the_bound_are_refused():
    data = dilemma().as_data()
    for k in range(9):
        data["issues"][f"more{k}"] = data["issues"]["a"]
        for party in data["parties"].values():
            party["values"][f"more{k}"] = {"keep": 0, "break": 1}
            party["weights"][f"more{k}"] = 0.1
    with pytest.raises(ValueError, match=r"2,048 states, and at most 1,024 .* give fewer options"):
        rest(Scenario.from_data(data), 0, 1)


def test_what_is_the_same_in_every_draw_stays_so_to_the_bit():
    values = np.full((200, 2), [0.1, 0.7])
    assert average(values).tolist() == [0.1, 0.7]
    assert not uncertain(Scenario.load("ultimatum"))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"draws": 0}, "draws is at least 1; found 0"),
        ({"ideal": "best"}, "ideal 'best' is unknown; there are rational and all"),
        ({"power": {"proposer": 0.0}}, "the power of proposer is 0; give a number above 0"),
    ],
)
def test_what_is_refused(given, why):
    with pytest.raises(ValueError, match=why):
        sim.solve("ultimatum", **given)
    with pytest.raises(TypeError, match="solve takes a Scenario"):
        sim.solve(np.zeros(3).tolist())
