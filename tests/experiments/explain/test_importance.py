"""Given-data indices: known ones are found, idle numbers get none, what goes together is one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.experiments.challenge.parameters import Drawn, drawn, in_force
from sim.experiments.explain.importance import (
    classes,
    direction,
    given_data,
    importance,
    index,
    told_apart,
)
from sim.scenario.scenario import EXAMPLE, Scenario

CLAIM = "may_kerry_threat"  # any that ships


def random(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6), runs=st.integers(60, 1500), columns=st.integers(1, 5),
    chance=st.floats(0.05, 0.95),
)  # fmt: skip
def test_an_idle_parameter_has_an_interval_that_holds_0(seed, runs, columns, chance):
    """Protects readers against noise called a finding, however many classes there are.

    The interval ends above 0 always; that it starts below is checked for many at once.
    """
    made = random(seed)
    y = (made.random((runs, 1)) < chance).astype(float)
    many = [index(classes(made.random((runs, columns))), y)[:, 0] for _ in range(20)]
    if y.std() == 0:
        assert np.isnan(many).all()
        return
    _, low, high = np.array(many).T
    assert (high > 0).all()
    assert (low > 0).sum() <= 3


def test_an_idle_parameter_has_an_index_of_0_on_average():
    """Protects the correction: 16 classes of 500 runs explain 3% by luck alone."""
    made = random(2)
    y = (made.random((500, 1)) < 0.3).astype(float)
    found = [index(classes(made.random((500, 1))), y)[0, 0] for _ in range(150)]
    assert np.mean(found) == pytest.approx(0, abs=0.003)
    found = [index(classes((made.random((500, 1)) < 0.2) * 1.0, is_variant=True), y)[:, 0]
             for _ in range(150)]  # fmt: skip
    assert np.mean(found, axis=0)[0] == pytest.approx(0, abs=0.003)
    assert (np.array(found)[:, 2] > 0).all()


@pytest.mark.parametrize(
    ("chance", "true"),
    [
        (lambda x: 0.2 + 0.6 * x, 0.03 / 0.25),
        (lambda x: np.where(x > 0.6, 0.9, 0.1), 0.24 * 0.64 / (0.42 * 0.58)),
        (lambda x: 0.1 + 3.2 * (x - 0.5) ** 2, 0.0569 / (0.3667 * 0.6333)),
    ],
)
def test_a_known_index_is_in_its_interval(chance, true):
    """Protects the estimator: a line, a step and a valley, of chances with known variances."""
    covered = []
    for seed in range(25):
        made = random(seed)
        x = made.random((1000, 1))
        y = (made.random((1000, 1)) < chance(x)).astype(float)
        estimate, low, high = index(classes(x), y)[:, 0]
        covered.append(low <= true <= high)
        assert estimate == pytest.approx(true, abs=0.12)
    assert np.mean(covered) > 0.8


def test_too_few_runs_give_nothing():
    assert np.isnan(index(np.eye(4), np.eye(4)[:, :1])).all()


# -- what goes together --------------------------------------------------------------------------


def one(path: str, values: np.ndarray, status: str = "assumption") -> Drawn:
    return Drawn(path, status, (path,), values[:, None])


def test_a_partys_resolve_is_one_and_weights_of_one_holder_are_one():
    """Protects against counting one uniform twice."""
    u = random(0).random(50)
    found = told_apart([
        one("parties.a.war_cost", 1 - u),
        one("parties.a.preconditions.p.firmness", np.round(u, 1), "claim"),
        one("parties.b.war_cost", u),
        one("parties.a.weights.x", u), one("parties.a.weights.y", 1 - u),
    ])  # fmt: skip
    told = {each.path: each for each in found}
    resolve = told["parties.a.war_cost, parties.a.preconditions.p.firmness"]
    assert (resolve.status, resolve.values.shape) == ("both", (50, 1))
    assert told["parties.a.weights"].values.shape == (50, 2)
    assert set(told) == {resolve.path, "parties.b.war_cost", "parties.a.weights"}


def test_numbers_that_do_not_move_together_stay_apart():
    u = random(0).random((2, 50))
    paths = ("parties.a.war_cost", "parties.a.preconditions.p.firmness")
    found = told_apart([one(path, values) for path, values in zip(paths, u, strict=True)])
    assert [each.path for each in found] == list(paths)


def test_a_switched_number_is_told_as_it_was_in_force():
    """Protects boxes: a number off its mean, as regressions have it, is no number of the file."""
    wide, narrow = {"uniform": [0.6, 1.0]}, {"uniform": [0.1, 0.5]}
    case = {"probability": 0.5, "set": {"parties": {"north": {"reservation": wide}}}}
    changes = {
        "parties.north.reservation": narrow,
        "variants": {"who": {"cases": {"firm": case, "soft": {"probability": 0.5}}}},
    }
    scenario = Scenario.from_data(EXAMPLE).with_(changes)
    paths, values = in_force(scenario, 0, np.arange(200))
    assert paths == ["variants.who.cases.soft", "parties.north.reservation"]
    soft, reservation = values.T
    assert (reservation[soft == 1] <= 0.5).all()
    assert (reservation[soft == 0] >= 0.6).all()


# -- on runs -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results():
    changes = {
        "parties.north.reservation": {"uniform": [0.1, 1.1]},
        "parties.south.reservation": {"uniform": [0.19, 0.21]},
        "parties.north.evidence": {"reservation": [CLAIM]},
        "parties.south.evidence": {"reservation": "made up"},
    }
    return sim.run(Scenario.from_data(EXAMPLE).with_(changes), runs=600, draws=30, seed=2)


def test_the_number_that_matters_is_found_with_its_status_and_direction(results):
    found = importance(results)
    table = found.indices.set_index(["path", "quantity"])
    assert list(given_data(results)) == ["path", "quantity", "index", "low", "high", "status"]
    north = table.loc[("parties.north.reservation", "convened")]
    assert north["index"] > 0.25
    assert north.status == "claim"
    assert list(found.found("convened").path) == ["parties.north.reservation"]
    south = table.loc[("parties.south.reservation", "convened")]
    assert south.low <= 0 <= south.high
    assert south.status == "assumption"
    way = found.of("convened").set_index("path").loc["parties.north.reservation"]
    assert way.change_high < 0
    assert way.least > way.most
    assert found.assumptions("convened") >= north["index"] - 0.1
    assert found.variance.parameters == {"claim": 1, "assumption": 1}


def test_without_a_nested_pass_what_assumptions_do_together_is_not_known(results):
    alone = sim.run(results.scenario, runs=100, draws=0)
    found = importance(alone)
    assert np.isnan(found.assumptions("convened"))
    assert found.variance is None


def test_failed_runs_are_in_no_index(results):
    """Protects the pairing of runs with what they drew: the others keep their own numbers."""
    half = sim.run(results.scenario, runs=600, draws=0, seed=2)
    half.runs.loc[half.runs.run % 2 == 0, "run_status"] = "failed"
    found = importance(half)
    numbers = np.arange(1, 600, 2)
    [north] = [p for p in drawn(half.scenario, 2, numbers) if "north" in p.path]
    y = half.passed("convened").to_numpy(float)[:, None]
    expected = index(classes(north.values), y)[0, 0]
    row = found.of("convened").set_index("path").loc[north.path]
    assert row["index"] == pytest.approx(expected)
    assert row["index"] > 0.25


def test_direction_of_what_does_nothing_holds_0():
    passed = (random(3).random(900) < 0.4).astype(float)
    low, high = np.arange(900) < 300, np.arange(900) >= 600
    _, _, _, start, end = direction(passed, low, high)
    assert start < 0 < end
    assert np.isnan(direction(passed, low & high, high)).all()
