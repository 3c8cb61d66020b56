"""Who waits for whom: a coordination game with a known answer."""

from __future__ import annotations

import math

import pytest

import sim
from sim.analysis.explaining.coordination import section
from sim.experiments.explain.coordination import coordination
from sim.scenario.scenario import Scenario
from tests.experiments.explain.walls import walled
from tests.model.small import war


def found(firmness, draws=0, noise=0.0):
    results = sim.run(walled(firmness, noise), runs=20, draws=0)
    return coordination(results, draws=draws)


@pytest.mark.parametrize(
    ("firmness", "shares"),
    [
        (0.1, [0, 1, 1]),  # comes if the other comes with 1 in 2: 1/4 > 0.1
        (0.3, [0, 0, 1]),  # only if the other is certain to come: 1/2 > 0.3 > 1/4
        (0.6, [0, 0, 0]),  # whatever the other does: 0.6 > 1/2
    ],
)
def test_two_who_would_come_if_the_other_did(firmness, shares):
    """Protects the game: where it is one of coordination, and where two demands have to be met."""
    answer = found({"left": firmness, "right": firmness}, draws=2)
    assert answer.starts.share.tolist() == shares
    assert answer.as_modelled.share == shares[1]
    assert answer.undecided.share == shares[2] - shares[0]
    assert answer.gap.change == shares[2] - shares[0]
    assert (answer.gap.range_low, answer.gap.range_high) == (answer.gap.change,) * 2
    assert answer.jointly.share == 1 - shares[1]
    assert answer.parties.change.tolist() == [shares[0] - shares[2]] * 2
    if shares[1]:
        assert math.isnan(answer.jointly_freed)
    else:
        assert answer.jointly_freed == shares[2]


def test_one_demand_is_no_matter_of_coordination():
    """Protects the difference from a demand: one who demands nothing comes whatever it expects."""
    answer = found({"left": 0.3})
    assert answer.starts.share.tolist() == [1, 1, 1]
    assert found({"left": 0.6}).starts.share.tolist() == [0, 0, 0]
    assert found({"left": 0.6}).jointly.share == 0


def test_it_is_said_whether_they_wait_for_one_another():
    """Protects the sentence: a matter of trust, or two demands that both have to be met."""
    waiting = section(found({"left": 0.3, "right": 0.3}))
    assert waiting.items[0].startswith("In all simulated histories, yes: talks convene if")
    assert "As modelled, talks convene in none of these" in waiting.items[0]
    assert waiting.items[1].endswith("So most of them wait for one another.")
    assert "Left" in {row[0] for row in waiting.items[3].rows}
    demands = section(found({"left": 0.6, "right": 0.6}))
    assert demands.items[0].startswith("No. Talks convene in the same runs")
    assert "None of them would come to talks if all began" in demands.items[1]
    assert "all have to be met" in demands.items[1]


def test_the_model_itself_starts_from_one_half():
    """Protects the ordinary runs: as modelled is what they are."""
    scenario = walled({"left": 0.2, "right": 0.24}, noise=0.2)
    results = sim.run(scenario, runs=60, draws=0)
    answer = coordination(results)
    assert 0 < answer.as_modelled.share < 1
    assert answer.as_modelled.share == (results.runs.outcome != "not_convened").mean()
    assert answer.starts.share.is_monotonic_increasing


def test_nobody_comes_where_all_are_there():
    """Protects forums without the stage: refused with a reason, and said on a page."""
    scenario = walled({}).with_({"forums.summit.stages": ["bargain"]})
    results = sim.run(scenario, runs=5, draws=0)
    with pytest.raises(ValueError, match="in 'walls' all are at the table from the start"):
        coordination(results)
    assert "at the table from the start" in section(results).items[0]


def test_a_war_that_is_won_before_is_no_talks():
    """Protects what convening is: as in the funnel, and not all that is no failure to convene."""
    data = war(stages=["convene", "bargain"])
    data["conflict"]["sides"]["reds"]["drift"] = 0.3
    data["conflict"]["decision"] = 0.6
    for name in ("blue", "red"):
        data["parties"][name]["talking_cost"] = 500  # they never come
    data["forums"]["summit"]["convene_by"] = 20
    results = sim.run(Scenario.from_data(data), runs=5, draws=0)
    assert set(results.runs.outcome) == {"military_decision"}
    answer = coordination(results)
    assert answer.as_modelled.share == 0 == results.passed("convened").mean()
    assert answer.starts.share.tolist() == [0, 0, 0]
