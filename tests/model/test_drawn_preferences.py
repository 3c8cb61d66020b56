"""Swing points and orders in play: how often a deal is signed, against what follows by hand."""

from __future__ import annotations

import copy
import math

import sim
from sim.scenario.scenario import EXAMPLE, Scenario

RUNS = 4_000


def river(**north) -> Scenario:
    """South would sign anything but the status quo; north signs what it values above its own."""
    data = copy.deepcopy(EXAMPLE)
    data |= {"noise": 0}
    data["issues"] = {
        "water": {"options": ["south", "shared"], "status_quo": "south"},
        "toll": {"options": ["none", "low", "full"], "status_quo": "none"},
    }
    data["parties"]["south"] = {
        "weights": {"water": 1},
        "values": {"water": {"south": 0, "shared": 1}},
        "reservation": 0.5,
    }
    data["parties"]["north"] = north
    data["forums"]["summit"]["stages"] = ["convene", "bargain"]
    return Scenario.from_data(data)


def signed(scenario: Scenario) -> float:
    return float((sim.run(scenario, runs=RUNS, seed=4).runs.outcome == "agreed").mean())


def near(share: float, expected: float) -> bool:
    return abs(share - expected) < 5 * math.sqrt(expected * (1 - expected) / RUNS)


def test_a_deal_on_the_first_issue_alone_by_swing_points():
    """With points 100 and 0 to 100 the first weight is uniform on [1/2, 1]: above 0.6 in 0.8."""
    scenario = river(
        weights={"swing": {"water": 100, "toll": {"uniform": [0, 100]}}},
        values={"water": {"south": 0, "shared": 1}, "toll": {"none": 0, "low": 0, "full": 1}},
        reservation=0.6,
    )
    assert near(signed(scenario), 0.8)


def test_a_deal_on_an_option_of_which_only_the_place_in_an_order_is_known():
    """The middle of three is uniform on [0, 1]: above 0.3 in 0.7."""
    order = {"toll": ["none", "low", "full"]}
    scenario = river(weights={"toll": 1}, orders=order, reservation=0.3)
    assert near(signed(scenario.with_({"issues.toll.status_quo": "low"})), 0.7)
