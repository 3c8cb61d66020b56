"""What parties are left with: flows, patience, costs, and the final state."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.small import over, pie, utility, war


def conceders(patience: float, flow: str, **more) -> dict:
    """Two linear conceders who agree in round 3 on 4 slices for left, 6 for right (see
    test_strategies).
    """
    data = pie(10, protocol={"name": "alternating_offers"}, **more)
    data["time"]["flow"] = flow
    for party in data["parties"].values():
        party |= {"strategy": {"name": "time_dependent", "exponent": 1}, "patience": patience}
        party["staying_cost"] = -1
    return data


@settings(max_examples=15)
@given(st.floats(0.3, 1))
def test_an_agreement_in_period_t_is_worth_the_discounted_share(d):
    """Protects patience without flows: d^2 times the share, and staying (which pays 1) in each of
    three periods.
    """
    done = over(conceders(d, "none"))
    stayed = 1 + d + d**2
    assert done.forum.endings.period[0] == 3
    assert utility(done) == {
        "left": pytest.approx([0.4 * d**2 + stayed]),
        "right": pytest.approx([0.6 * d**2 + stayed]),
    }


@settings(max_examples=15)
@given(st.floats(0.3, 1))
def test_flows_of_the_status_quo_telescope(d):
    """Protects flows: (1 - d)(1 + d) of the status quo (0 to left, 1 to right) and d^2 of the deal;
    with d = 1 the deal alone.
    """
    done = over(conceders(d, "levels"))
    stayed = 1 + d + d**2
    assert utility(done) == {
        "left": pytest.approx([0.4 * d**2 + stayed]),
        "right": pytest.approx([(1 - d**2) * 1.0 + 0.6 * d**2 + stayed]),
    }


def test_a_constant_state_is_worth_itself_whenever_it_ends():
    """Protects the telescoping: where waiting pays what the end does, patience is of no
    consequence.
    """
    for deadline in (1, 2, 5):
        data = pie(10, deadline=deadline)
        for party, reservation in (("left", 0.0), ("right", 1.0)):
            data["parties"][party] |= {"reservation": reservation, "patience": 0.7}
        assert utility(over(data)) == {"left": pytest.approx([0]), "right": pytest.approx([1])}


def test_flows_of_a_deal_in_force_and_of_war():
    """Protects flows by hand through all stages, patience 0.9, horizon 2.

    Period 1 they come: war, status quo x0: blue 0 - 0.1. Period 2 signed and in force: 0.6. Periods
    3 and 4 kept; held in 4.
    """
    data = war(stages=("convene", "bargain", "implement"))
    for party in data["parties"].values():
        party["patience"] = 0.9
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("held", 4)
    kept = 0.1 * (0.9 * 0.6 + 0.81 * 0.6) + 0.729 * 0.6
    assert utility(done) == {
        "blue": pytest.approx([0.1 * (0 - 0.1) + kept]),
        "red": pytest.approx([0.1 * (1 - 0.1) + kept]),
    }


def test_costs_are_taken_when_they_fall_due():
    """Protects costs under patience: sitting down costs red 0.05 in period 1, staying 0.02 in
    period 2.
    """
    data = war()
    data["time"]["flow"] = "none"
    data["parties"]["red"] |= {"patience": 0.9, "talking_cost": 0.05, "staying_cost": 0.02}
    assert utility(over(data))["red"] == pytest.approx([0.9 * 0.6 - 0.05 - 0.9 * 0.02])


def test_the_final_state_after_failure_is_the_war_that_follows():
    """Protects failed talks: the threat on failure is carried out, and left at its credibility in
    400 runs.

    Five standard errors of a chance of 1/2 in 400 are 0.125.
    """
    data = war(stages=("bargain",))
    data["parties"]["red"]["staying_cost"] = 0.5
    data["threats"] = {
        "cover": {
            "by": "blue",
            "when": {"act": "failed"},
            "then": {"strength": {"blues": 3}},
            "credibility": 0.5,
        }
    }
    done = over(data, 400)
    assert (done.outcome == "walkout").all()
    left = utility(done)["blue"]
    assert set(np.round(left, 9)) == {0.4, 0.65}
    assert abs((left > 0.5).mean() - 0.5) < 0.125


def test_utility_counts_in_units_of_its_own():
    """Protects affine invariance: red's values are halved about 1/2 along with its war cost, and
    noise is a share of its range; not one choice changes in 200 runs.
    """
    data = war(noise=0.1)
    base = over(data, 200).outcome
    assert len(set(base)) > 2
    values = data["parties"]["red"]["values"]["deal"]
    data["parties"]["red"]["values"]["deal"] = {x: 0.25 + v / 2 for x, v in values.items()}
    data["parties"]["red"]["war_cost"] = 0.05
    np.testing.assert_array_equal(over(data, 200).outcome, base)
