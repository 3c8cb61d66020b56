"""What can be taken out: just that goes, and what cannot go says why."""

from __future__ import annotations

import pytest

import sim
from sim.experiments.changes import changes
from sim.experiments.explain.desk import changed
from sim.experiments.explain.granted import LeftOut, granted
from sim.experiments.explain.levers import KINDS, NoTalks, levers, unseated
from sim.scenario import library
from sim.scenario.scenario import Scenario
from tests.experiments.explain.cities import three


def test_every_kind_is_found():
    found = [(lever.kind, lever.name) for lever in levers(three())]
    assert found == [
        ("precondition", "north.dam"),
        ("precondition", "north.refugees"),
        ("party", "north"),
        ("party", "south"),
        ("party", "west"),
        ("tie", "west_north"),
        ("tie", "west_south"),
        ("guarantee", "water.shared"),
        ("threat", "raze"),
    ]
    assert set(KINDS) == {kind for kind, _ in found}


@pytest.mark.parametrize("lever", levers(three()), ids=lambda lever: f"{lever.kind}-{lever.name}")
def test_only_what_is_named_goes(lever):
    """Protects attribution: nothing else may differ between the scenario and one without."""
    paths = {change.path for change in changes(three(), lever.change(three()))}
    allowed = {
        "precondition": {f"parties.north.preconditions.{lever.name.partition('.')[2]}"},
        "party": {"forums.summit.seats", "forums.summit.required"},
        "tie": {f"ties.{lever.name}"},
        "guarantee": {f"issues.water.effects.shared.{key}" for key in ("guarantee", "guarantors")},
        "threat": {"threats.raze"},
    }[lever.kind]
    assert paths
    assert paths <= allowed


def test_only_some_kinds():
    assert {lever.kind for lever in levers(three(), ["tie", "threat"])} == {"tie", "threat"}


def test_titles_read_inside_a_sentence():
    titles = {lever.name: lever.title for lever in levers(sim.Scenario.load("geneva-2013"))}
    assert titles["smc.balance"] == 'the demand "balance" of the Supreme Military Council'
    assert titles["qatar_smc"] == "the hold of Qatar on the Supreme Military Council"
    assert titles["guarantees.us_russian"] == (
        'the guarantee in "joint guarantees by Washington and Moscow"'
    )


def test_whoever_is_left_must_come_where_too_few_of_those_who_had_to_are_left():
    without = unseated(three(), "north").spec.forums["summit"]
    assert without.seats == without.required == ("south", "west")
    assert unseated(three(), "west").spec.forums["summit"].required == ("north", "south")


def test_the_order_in_which_seats_go_changes_nothing():
    """Protects the value of a set: it must not depend on who went first."""
    names = ("north", "south", "west", "east")
    scenario = three()
    four = scenario.with_({
        "parties.east": scenario.as_data()["parties"]["west"],
        "forums.summit.seats": sorted(names),
    })  # fmt: skip
    for first in names:
        for second in names:
            if first < second:
                one = unseated(unseated(four, first), second)
                assert one.hash == unseated(unseated(four, second), first).hash


def test_nobody_can_be_left_alone():
    two = unseated(three(), "west")
    with pytest.raises(NoTalks, match="South would be left alone at the table"):
        unseated(two, "north")
    assert "left alone" in changed(two, levers(two, ["party"])[:1])


def test_a_name_goes_from_speaking_orders_and_vetoes():
    order = ["west", "south", "north"]
    scenario = three(**{
        "forums.summit.protocol": {"name": "alternating_offers", "order": order},
        "forums.summit.rule": {"name": "quota", "quota": 2, "vetoes": ["north", "west"]},
    })  # fmt: skip
    forum = unseated(scenario, "west").spec.forums["summit"]
    assert list(forum.protocol.options["order"]) == ["south", "north"]
    assert list(forum.rule.options["vetoes"]) == ["north"]


def test_another_forum_goes_when_too_few_are_left_in_it():
    khatib = sim.Scenario.load("khatib-2013")
    left = unseated(unseated(khatib, "ncc"), "russia")
    assert list(left.spec.forums) == ["dialogue"]


def test_a_demand_is_met_by_the_nearest_option_that_meets_it():
    dam = [each for each in granted(three()) if each.name == "north.dam"]
    met, both = (each.change(three()).spec for each in dam)
    assert [each.how for each in dam] == ["met", "both"]
    assert met.issues["dam"].status_quo == both.issues["dam"].status_quo == "stopped"
    assert "dam" in met.parties["north"].preconditions
    assert "dam" not in both.parties["north"].preconditions


def test_a_balance_is_met_by_what_would_do_instead():
    met = {e.name: e for e in granted(sim.Scenario.load("geneva-2013")) if e.how == "met"}
    geneva = sim.Scenario.load("geneva-2013")
    assert met["smc.balance"].change(geneva).spec.issues["arms"].status_quo == "anti_tank"


def test_what_cannot_be_put_in_place_says_why():
    balance = three(**{
        "conflict": {"sides": {"a": {"strength": 1}, "b": {"strength": 1}}},
        "parties.north.side": "a",
        "parties.south.side": "b",
        "parties.north.preconditions.dam.demand": {"side": "a", "share_at_least": 0.6},
    })  # fmt: skip
    [why, *_] = granted(balance)
    assert isinstance(why, LeftOut)
    assert "no option puts in place" in why.why
    [there, *_] = granted(three(**{"issues.dam.status_quo": "razed"}))
    assert there.why == "what it demands is in place already"


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in library.names() if n != "template"])
def test_everything_that_ships_can_be_taken_apart(name):
    """Each lever alone leaves a scenario, or says in words why not."""
    scenario = sim.Scenario.load(name)
    for lever in [*levers(scenario), *(e for e in granted(scenario) if not isinstance(e, LeftOut))]:
        found = changed(scenario, [lever])
        assert isinstance(found, Scenario) or "left" in found
