"""Assumption draws: one stream a path, one resolve a party, each run by its own number."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.draws import Draws
from sim.scenario.assumptions import draw
from sim.scenario.scenario import EXAMPLE, Scenario

RUNS = 5_000


def uncertain() -> dict:
    """The example with an uncertain north of three factions, three issues and two demands."""
    data = copy.deepcopy(EXAMPLE)
    scale = {"options": ["none", "full"], "status_quo": "none", "controlled_by": ["south"]}
    values = {"none": 0, "full": 1}
    data["issues"] |= {"arms": scale, "toll": scale}
    north = data["parties"]["north"]
    north["weights"] = {"rank": ["arms", ["toll", "water"]]}
    north["values"] |= {"arms": values, "toll": values}
    north["war_cost"] = {"uniform": [0.1, 0.3]}
    north["preconditions"] = {
        "arms": {"demand": {"issue": "arms", "is": "full"}, "firmness": {"pert": [0, 0.1, 0.4]}},
        "toll": {"demand": {"issue": "toll", "is": "full"}, "firmness": {"beta": [2, 3]}},
    }
    north["quota"] = 2
    faction = {"seats": {"uniform": [1, 2]}, "values": north["values"]}
    north["factions"] = {
        "doves": faction | {"weights": {"water": 30, "arms": 10}},
        "hawks": faction
        | {
            "weights": {"arms": {"uniform": [0.5, 0.9]}, "toll": 0.05, "water": {"uniform": [0, 1]}}
        },
        "others": faction | {"weights": {"rank": [["toll", "water"]]}},
    }
    data["forums"]["summit"] |= {
        "agenda": ["arms", "toll", "water"],
        "rule": {"name": "quota", "quota": 1, "weights": {"north": {"uniform": [1, 2]}}},
    }
    return data


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(uncertain())


@pytest.fixture(scope="module")
def drawn(scenario):
    return draw(scenario, Draws(7), np.arange(RUNS))


HOLDERS = ["parties.north", "parties.south"] + [
    f"parties.north.factions.{name}" for name in ("doves", "hawks", "others")
]


def test_every_number_but_the_weights_has_a_value_in_every_run(scenario, drawn):
    expected = {p for p in scenario.parameters if ".weights" not in p or p.startswith("forums")}
    assert set(drawn) == expected
    assert "forums.summit.rule.weights.north" in drawn
    assert all(drawn[path].shape == (RUNS,) for path in drawn)
    assert len(drawn) == len(expected)


def test_a_point_is_itself(drawn):
    assert (drawn["parties.south.reservation"] == 0.4).all()


def test_a_distribution_keeps_to_its_support_and_mean(scenario, drawn):
    for path in drawn:
        lo, hi = drawn[path].min(), drawn[path].max()
        number = scenario.parameters[path]
        if isinstance(number, float):
            assert lo == hi == number
        else:
            assert number.lo <= lo < hi <= number.hi
            allowed = 5 * drawn[path].std() / math.sqrt(RUNS)
            assert abs(drawn[path].mean() - number.mean) < allowed


def test_an_unknown_path_is_a_key_error(drawn):
    for ask in (drawn.__getitem__, drawn.weights, drawn.case, lambda p: drawn.quantiles(p, [0])):
        for path in ("parties.north.nonsense", "variants.nonsense"):
            with pytest.raises(KeyError):
                ask(path)


@given(st.integers(0, 2**40), st.integers(1, 30), st.data())
def test_a_run_alone_is_its_row_of_any_block(scenario, first, count, data):
    k = data.draw(st.integers(0, count - 1))
    block = draw(scenario, Draws(7), np.arange(first, first + count))
    alone = draw(scenario, Draws(7), np.array([first + k]))
    assert all(block[path][k] == alone[path][0] for path in block)
    for holder in HOLDERS:
        assert np.array_equal(block.weights(holder)[k], alone.weights(holder)[0])
    assert block.resolve("north")[k] == alone.resolve("north")[0]


def test_adding_and_dropping_parameters_shifts_no_other(scenario, drawn):
    other = (
        scenario.with_({"parties.south.war_cost": {"uniform": [0, 1]}})
        .drop("parties.north.preconditions.arms")
        .drop("parties.north.factions.doves")
    )
    changed = draw(other, Draws(7), np.arange(RUNS))
    for path in set(drawn) & set(changed) - {"parties.south.war_cost"}:
        assert np.array_equal(drawn[path], changed[path])
    assert np.array_equal(drawn.weights("parties.north"), changed.weights("parties.north"))
    hawks = "parties.north.factions.hawks"
    assert np.array_equal(drawn.weights(hawks), changed.weights(hawks))


def test_a_change_of_one_number_is_compared_under_the_same_draws(scenario, drawn):
    path = "parties.north.reservation"
    moved = draw(scenario.with_({path: {"uniform": [0.2, 0.6]}}), Draws(7), np.arange(RUNS))
    assert np.allclose(moved[path] - drawn[path], 0.1)


def test_what_is_private_to_a_party_hangs_on_its_resolve(scenario, drawn):
    u = drawn.resolve("north")
    path = "parties.north.preconditions.{}.firmness".format
    assert np.array_equal(drawn[path("arms")], scenario.parameters[path("arms")].ppf(u))
    assert np.array_equal(drawn[path("toll")], scenario.parameters[path("toll")].ppf(u))
    assert np.allclose(drawn["parties.north.war_cost"], 0.3 - 0.2 * u)


def test_paths_and_parties_are_independent(drawn):
    """The correlation of independent draws has sd 1/sqrt(n); five of them: a chance of 6e-7."""
    independent = [
        drawn["parties.north.reservation"],
        drawn["parties.north.factions.hawks.seats"],
        drawn["forums.summit.rule.weights.north"],
        drawn.resolve("north"),
        drawn.resolve("south"),
        drawn.weights("parties.north")[:, 0],
        drawn.weights("parties.north.factions.others")[:, 1],
    ]
    correlations = np.corrcoef(independent) - np.eye(len(independent))
    assert np.abs(correlations).max() < 5 / math.sqrt(RUNS)


def test_another_seed_is_another_draw(scenario, drawn):
    other = draw(scenario, Draws(8), np.arange(RUNS))
    path = "parties.north.reservation"
    assert abs(np.corrcoef(drawn[path], other[path])[0, 1]) < 5 / math.sqrt(RUNS)


@pytest.mark.parametrize("holder", HOLDERS)
def test_weights_are_shares_in_the_order_of_the_issues(drawn, holder):
    weights = drawn.weights(holder)
    assert weights.shape == (RUNS, 3)
    assert np.allclose(weights.sum(axis=1), 1)


def test_weights_of_each_form(scenario, drawn):
    assert scenario.spec.issue_names == ("arms", "toll", "water")
    ranked = drawn.weights("parties.north")
    assert (ranked[:, [0]] >= ranked[:, 1:]).all()
    assert drawn.weights("parties.north.factions.doves")[0].tolist() == [0.25, 0, 0.75]
    ranges = drawn.weights("parties.north.factions.hawks")
    assert np.allclose(ranges[:, 1], 0.05)
    assert 0.5 <= ranges[:, 0].min() < 0.51
    assert 0.89 < ranges[:, 0].max() <= 0.9
    assert (drawn.weights("parties.north.factions.others")[:, 0] == 0).all()


def test_numbers_of_a_block_follow_one_another(scenario):
    with pytest.raises(ValueError, match="must follow one another"):
        draw(scenario, Draws(7), np.array([0, 2]))


def test_no_runs_no_values(scenario):
    nothing = draw(scenario, Draws(7), np.arange(0))
    assert nothing["parties.north.reservation"].shape == (0,)
