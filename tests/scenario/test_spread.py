"""Pies and scales: written out as options and values before anything else is looked at."""

from __future__ import annotations

import copy
from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import parts
from sim.scenario.amounts import MOST_OPTIONS, divisions, of_pie, of_scale
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import EXAMPLE, Scenario


def changed(issue: dict, **of_parties: dict) -> dict:
    """The example, with another issue, and other entries of its parties."""
    data = copy.deepcopy(EXAMPLE)
    data["issues"]["water"] = issue
    for name, party in data["parties"].items():
        del party["values"]
        party |= of_parties.get(name, {})
    return data


def refused(data: dict) -> str:
    with pytest.raises(ScenarioError) as error:
        Scenario.from_data(data)
    return str(error.value)


PIE = {"pie": {"among": ["south", "north"], "steps": 4}}


@given(parties=st.integers(2, 4), steps=st.integers(2, 12))
def test_a_pie_is_divided_in_every_way_once(parties, steps):
    """Protects the list of divisions: all of them, each with its own name, each adding to 1."""
    amounts = of_pie(parties, steps)
    assert len(amounts) == divisions(parties, steps) == comb(steps + parties - 1, parties - 1)
    assert len(set(amounts.values())) == len(amounts)
    assert all(sum(shares) == pytest.approx(1) and min(shares) >= 0 for shares in amounts.values())


@given(lo=st.integers(-50, 50), width=st.integers(1, 60), steps=st.integers(2, 90))
def test_a_scale_has_its_ends_and_equal_steps(lo, width, steps):
    """Protects scales: from one end to the other, every number under a name of its own."""
    points = [x for (x,) in of_scale(lo, lo + width, steps).values()]
    assert len(points) == steps + 1
    assert (points[0], points[-1]) == (lo, lo + width)
    gaps = [b - a for a, b in pairwise(points)]
    assert gaps == pytest.approx([width / steps] * steps)


def test_own_share_of_a_pie_is_what_it_is_worth():
    """Protects the default, and the order of shares: that of the names, whatever the file's."""
    spec = Scenario.from_data(changed(PIE)).spec
    assert spec.issues["water"].option_names == ("none", "p4_0", "p3_1", "p2_2", "p1_3", "p0_4")
    assert spec.issues["water"].status_quo == "none"
    assert spec.parties["north"].values["water"]["p3_1"] == 0.75
    assert spec.parties["south"].values["water"]["p3_1"] == 0.25
    assert spec.parties["south"].values["water"]["none"] == 0


def test_curves_say_what_amounts_are_worth():
    """Protects each curve against its formula."""
    scale = {"scale": {"from": 10, "to": 20, "steps": 4}, "status_quo": 12.5}
    peaked = changed(scale, north={"curves": {"water": {"peak": 15}}})
    peaked["parties"]["south"]["curves"] = {"water": {"falls": 2}}
    spec = Scenario.from_data(peaked).spec
    assert spec.issues["water"].status_quo == "x12_5"
    assert list(spec.parties["north"].values["water"].values()) == [0.5, 0.75, 1, 0.75, 0.5]
    assert list(spec.parties["south"].values["water"].values()) == [1, 0.5625, 0.25, 0.0625, 0]
    halved = Scenario.from_data(changed(PIE, north={"curves": {"water": {"share": 0.5}}})).spec
    assert halved.parties["north"].values["water"]["p1_3"] == 0.5


def test_it_means_the_same_as_its_options_and_values_written_by_hand():
    """Protects the one meaning: whoever writes it all out has the same scenario."""
    spread = Scenario.from_data(changed(PIE))
    by_hand = copy.deepcopy(EXAMPLE)
    names = ["none", "p4_0", "p3_1", "p2_2", "p1_3", "p0_4"]
    by_hand["issues"]["water"] = {"options": names, "status_quo": "none"}
    shares = [0, 1, 0.75, 0.5, 0.25, 0]
    by_hand["parties"]["north"]["values"]["water"] = dict(zip(names, shares, strict=True))
    shares = [0, 0, 0.25, 0.5, 0.75, 1]
    by_hand["parties"]["south"]["values"]["water"] = dict(zip(names, shares, strict=True))
    assert spread.hash == Scenario.from_data(by_hand).hash
    assert Scenario.from_data(spread.as_data()).hash == spread.hash
    assert spread.as_data()["issues"]["water"] == PIE


def test_the_number_of_steps_can_be_changed():
    """Protects changing a pie: values follow."""
    spec = Scenario.from_data(changed(PIE)).with_({"issues.water.pie.steps": 8}).spec
    assert spec.parties["north"].values["water"]["p6_2"] == 0.75


def test_a_pie_written_in_python_is_the_same():
    """Protects parts: an issue made from a pie."""
    issue = parts.Issue(pie=parts.Pie(among=("north", "south"), steps=4))
    spec = Scenario.from_data(changed(issue)).spec
    assert len(spec.issues["water"].options) == 6


WRONG = [
    (changed({"pie": {"among": ["north", "south"], "steps": 1}}), "from 2 to 1,999"),
    (changed({"pie": {"among": ["north"], "steps": 9}}), "at least 2 entries"),
    (changed({**PIE, "options": ["a", "b"]}), "has options, pie; keep one"),
    (changed({**PIE, "scale": {"steps": 4}}), "has pie, scale; keep one"),
    (changed({"scale": {"steps": 4}, "status_quo": 0.3}), "0.3 is not on the scale; .*0.25"),
    (changed({"scale": {"from": 1, "to": 1, "steps": 4}}), "ends where it begins"),
    (changed({"scale": {"steps": 4}}), "has a weight but no values"),
    (changed(PIE, north={"curves": {"water": {"rises": 1}}}), "'rises' does not suit a pie"),
    (changed(PIE, north={"curves": {"water": {"share": 0}}}), "0 is too low"),
    (changed(PIE, north={"curves": {"water": {"share": {"uniform": [1, 2]}}}}), "one number"),
    (changed(PIE, north={"curves": {"wter": {"share": 1}}}), "'wter' is unknown"),
    (changed(PIE, north={"curves": {"water": {}}}), "a curve says one thing"),
    (changed(PIE, north={"values": {"water": {"none": 0}}}), "no value for p4_0"),
    (
        changed({"pie": {"among": ["a", "b", "north", "south"], "steps": 60}}),
        f"at most {MOST_OPTIONS:,}",
    ),
]


@pytest.mark.parametrize(("data", "said"), WRONG)
def test_what_cannot_be_is_told_with_its_place(data, said):
    """Protects the messages: each names where, what is wrong and what would be right."""
    with pytest.raises(ScenarioError, match=said):
        Scenario.from_data(data)


def test_a_stranger_in_a_pie_is_no_party():
    """Protects references: who shares a pie is a party."""
    told = refused(changed({"pie": {"among": ["north", "sout"], "steps": 4}}))
    assert "issues.water.pie.among" in told
    assert "Did you mean south?" in told


def test_a_curve_of_options_that_are_written_out_is_told():
    """Protects against a curve that nobody reads."""
    data = copy.deepcopy(EXAMPLE)
    data["parties"]["north"]["curves"] = {"water": {"rises": 1}}
    assert "neither a pie nor a scale" in refused(data)


def test_a_wrong_curve_is_told_once():
    """Protects against a second message, of values that the curve would have made."""
    told = refused(changed(PIE, north={"curves": {"water": {"share": 0}}}))
    assert "0 is too low" in told
    assert "has a weight but no values" not in told
