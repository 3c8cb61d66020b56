"""What differs in the input of two scenarios, and scenarios changed by path."""

from __future__ import annotations

import pytest

from sim.experiments.changes import NOT_THERE, Change, changed, changes
from sim.scenario import Scenario, ScenarioError
from sim.scenario.scenario import EXAMPLE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(EXAMPLE)


def test_a_number(scenario):
    other = scenario.with_({"parties.north.reservation": {"uniform": [0.2, 0.5]}})
    path = "parties.north.reservation"
    found = [Change(path, "{uniform: [0.1, 0.5]}", "{uniform: [0.2, 0.5]}")]
    assert changes(scenario, other) == found
    assert changes(other, scenario) == [Change(path, found[0].b, found[0].a)]


def test_a_part_that_one_has_is_one_change(scenario):
    geneva = Scenario.load("geneva-2013")
    [found] = changes(geneva, geneva.drop("threats.arm_on_refusal"))
    assert found.path == "threats.arm_on_refusal"
    assert found.a.startswith("{by: us, when: {party: regime, act: refuse}")
    assert "evidence" not in found.a
    assert found.b == NOT_THERE


def test_of_parts_that_one_has_none_of_each_is_a_change(scenario):
    """Protects against one long line for all of them: a tie is a tie, and not a part of `ties`."""
    hold = {"patron": "north", "client": "south", "leverage": 0.2}
    other = scenario.with_({"ties.hold": hold, "ties.grip": hold | {"for": ["concede"]}})
    assert [change.path for change in changes(scenario, other)] == ["ties.grip", "ties.hold"]


def test_a_default_written_out_is_no_change(scenario):
    """Protects against a list of nothings: beside a true change, the default is left out."""
    other = scenario.with_({"parties.north.patience": 1.0, "parties.south.reservation": 0.3})
    assert [change.path for change in changes(scenario, other)] == ["parties.south.reservation"]


def test_an_order_and_swing_points_are_one_change_each(scenario):
    """Protects against telling what an order fills in as if somebody had written it."""
    other = scenario.with_(
        {
            "parties.north.orders": {"water": ["south", "north"]},
            "parties.north.weights": {"swing": {"water": 100}},
        }
    )
    turned = other.with_({"parties.north.orders.water": ["south", "shared"]})
    assert [c.path for c in changes(scenario, other)] == [
        "parties.north.orders",
        "parties.north.weights",
    ]
    [found] = changes(other, turned)
    assert found == Change("parties.north.orders.water", "[south, north]", "[south, shared]")


def test_texts_and_order_are_no_change(scenario):
    named = {"water": {"options": {"south": "a", "shared": "b", "north": "c"},
                       "status_quo": "south"}}  # fmt: skip
    data = EXAMPLE | {"issues": named, "title": "Else", "about": "Else"}
    assert changes(scenario, Scenario.from_data(data)) == []
    turned = EXAMPLE | {"issues": {"water": {"options": ["north", "shared", "south"],
                                             "status_quo": "south"}}}  # fmt: skip
    [found] = changes(scenario, Scenario.from_data(turned))
    assert found == Change("issues.water.options", "[south, shared, north]",
                           "[north, shared, south]")  # fmt: skip


def test_change_and_drop_together():
    geneva = Scenario.load("geneva-2013")
    change = {"parties.smc.preconditions.balance.firmness": 0}
    other = changed(geneva, change, ["threats.arm_on_refusal", "threats.arm_on_failure"])
    assert [c.path for c in changes(geneva, other)] == [
        "parties.smc.preconditions.balance.firmness",
        "threats.arm_on_failure",
        "threats.arm_on_refusal",
    ]
    assert changed(geneva, {}) is geneva
    with pytest.raises(ScenarioError, match=r"threats.arm_on_refusl'. Did you mean threats.arm"):
        changed(geneva, {}, ["threats.arm_on_refusl"])
