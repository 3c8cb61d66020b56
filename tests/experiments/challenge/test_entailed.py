"""What is called true by construction is so in every draw, and the bounds say what that shows."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.challenge.bench import Bench, Effort
from sim.experiments.challenge.entailed import Entailed, entailed
from sim.experiments.uncertainty import by_construction
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import demanding, war

BENCH = Bench(Effort(draws=30, runs_per_draw=10), seed=2)


def found(data: dict) -> Entailed:
    return entailed(BENCH.nested(Scenario.from_data(data), ""))


def test_a_deal_that_everybody_always_prefers_is_by_construction():
    """Protects `always` and `never`: without noise, shared rule is better than war for both."""
    verdicts = found(war(stages=("convene", "bargain", "implement"))).statements.verdict
    assert verdicts["step", "held"] == "always"
    assert verdicts["outcome", "held"] == "always"
    assert verdicts["outcome", "not_convened"] == "never"
    assert verdicts["party", "red"] == "never"


def test_a_demand_that_nobody_ever_meets_is_by_construction():
    """Protects the single precondition: too costly to meet, too firm to waive."""
    data = demanding(firmness=3.0, cost=5.0)
    verdicts = found(data).statements.verdict
    assert verdicts["demand", "red.release"] == "always"
    assert verdicts["party", "red"] == "always"
    assert verdicts["step", "convened"] == "never"


@pytest.mark.slow
def test_what_each_draw_settles_its_own_way_is_not():
    """Protects the difference between settled and entailed: each draw decides, not all alike."""
    data = war()
    data["parties"]["red"]["war_cost"] = {"uniform": [-0.0, 0.1]}
    data["parties"]["red"]["talking_cost"] = {"uniform": [-0.2, 0.6]}
    row = found(data).statements.loc[("step", "convened")]
    assert row.verdict == ""
    assert (row.least, row.most) == (0, 1)
    assert row.settled == 1
    assert 0.2 < row.share < 0.8


def test_only_outcomes_that_can_be_are_asked_about():
    names = found(EXAMPLE).statements.loc["outcome"].index
    assert list(names) == ["not_convened", "walkout", "deadlock", "collapsed", "held"]


def test_one_run_in_fifty_otherwise_is_otherwise():
    """Protects the threshold: 49 of 50 is less than .99, 99 of 100 is not."""
    assert by_construction([50] * 100, 50) == "always"
    assert by_construction([50] * 99 + [49], 50) == ""
    assert by_construction([99] * 100, 100) == "always"
    assert by_construction([1] * 100, 100) == "never"
    assert by_construction([50] * 19, 50) == ""
    assert by_construction([50] * 20 + [0], [50] * 20 + [0]) == "always"


def test_what_the_check_can_show():
    """Protects the printed bounds: each is where the chance of passing falls to 5%."""
    check = Entailed(found(war()).statements, draws=100, runs_per_draw=50)
    assert check.chance_shown**50 == pytest.approx(0.05)
    assert (1 - check.draws_otherwise) ** 100 == pytest.approx(0.05)
    assert 0.99**check.runs_needed <= 0.05 < 0.99 ** (check.runs_needed - 1)
    longer = Entailed(check.statements, draws=100, runs_per_draw=200)  # 198 of 200 will do
    hits = np.random.default_rng(0).binomial(200, longer.chance_shown, 200_000)
    assert (hits >= 198).mean() == pytest.approx(0.05, abs=0.003)
