"""What can never matter is warned about; the least that makes it matter ends the warning."""

from __future__ import annotations

import pytest

from tests.experiments.plausibility.odd import FISH, changed, cities, found, party, paths
from tests.model.small import bystander, demanding, one_issue, war

TIE = {"patron": "un", "client": "north", "leverage": 0.2}
THREAT = {"by": "un", "when": {"act": "failed"}, "credibility": 0.5}
TAKE = {"move": {"water": "south"}}
GIVE = {"move": {"water": "north"}}


def with_un(changes: dict | None = None) -> dict:
    return cities({"parties.un": party(), **(changes or {})})


# -- parties ----------------------------------------------------------------------------------


def test_a_party_that_decides_nothing():
    [warning] = found(with_un(), "idle_party")
    assert warning.path == "parties.un"
    assert "it changes no result" in warning.message


@pytest.mark.parametrize(
    "part",
    [
        {"forums.summit.seats": ["north", "south", "un"]},
        {"forums.summit.ratified_by": ["un"]},
        {"issues.water.controlled_by": ["un"]},
        {"issues.water.effects": {"shared": {"guarantee": 0.1, "guarantors": ["un"]}}},
        {"ties.hold": TIE},
        {"threats.stick": THREAT | {"then": GIVE}},
        {"actions.dam": {"by": "un", "then": GIVE}},
        {"forums.summit.mediator": "un"},
    ],
    ids=lambda part: next(iter(part)),
)
def test_a_party_that_has_a_part(part):
    assert not paths(with_un(part), "idle_party")


# -- ties -------------------------------------------------------------------------------------


def test_a_tie_without_leverage():
    assert paths(with_un({"ties.hold": TIE | {"leverage": 0}}), "idle_tie") == [
        "ties.hold.leverage"
    ]
    assert not paths(with_un({"ties.hold": TIE | {"leverage": {"uniform": [0, 0.1]}}}), "idle_tie")


def test_a_tie_to_somebody_who_is_not_asked_to_come():
    tie = TIE | {"patron": "north", "client": "un"}
    assert paths(with_un({"ties.hold": tie}), "idle_tie") == ["ties.hold"]
    seats = {"forums.summit.seats": ["north", "south", "un"]}
    assert not paths(with_un({"ties.hold": tie, **seats}), "idle_tie")
    straight = {"forums.summit.stages": ["bargain"]}
    assert paths(with_un({"ties.hold": tie, **seats, **straight}), "idle_tie") == ["ties.hold"]


def test_a_tie_for_concessions_that_nobody_demands():
    tie = {"patron": "us", "client": "blue", "leverage": 0.2, "for": ["concede"]}
    data = bystander(demanding(), (0, 0.5, 1), 0.2)
    assert not paths(data | {"ties": {"hold": tie}}, "idle_tie")
    data["parties"]["red"]["preconditions"] = {}
    assert paths(data | {"ties": {"hold": tie}}, "idle_tie") == ["ties.hold"]


def test_a_tie_for_complying_with_what_is_asked_of_nobody():
    """Protects the reading of `comply`: who has to sign is not asked besides."""
    tie = {"patron": "left", "client": "right", "leverage": 0.2, "for": ["comply"]}
    utility = {"left": (0, 0.6, 1), "right": (1, 0.6, 0)}
    data = one_issue(utility, {"left": 0.1, "right": 0.1}) | {"ties": {"hold": tie}}
    changed(data, {"issues.deal.controlled_by": ["right"]})
    assert paths(data, "idle_tie") == ["ties.hold"]
    half = {"name": "quota", "quota": 1}
    assert not paths(changed(data, {"forums.summit.rule": half}), "idle_tie")


# -- threats and other happenings -------------------------------------------------------------


def test_a_threat_that_nobody_believes():
    threat = THREAT | {"then": GIVE}
    assert not paths(with_un({"threats.stick": threat}), "idle_threat")
    incredible = {"threats.stick": threat | {"credibility": 0}}
    assert paths(with_un(incredible), "idle_threat") == ["threats.stick.credibility"]


@pytest.mark.parametrize(
    ("when", "never", "ever"),
    [
        ({"act": "refuse", "party": "un"}, {}, {"forums.summit.seats": ["north", "south", "un"]}),
        ({"act": "no_talks"}, {"forums.summit.stages": ["bargain"]}, {}),
        ({"act": "breach"}, {"forums.summit.stages": ["convene", "bargain"]}, {}),
        ({"act": "breach", "party": "un"}, {}, {"forums.summit.seats": ["north", "south", "un"]}),
        ({"act": "defy", "party": "un"}, {}, {"issues.water.controlled_by": ["un"]}),
    ],
    ids=["refuse", "no_talks", "breach", "breach by one", "defy"],
)
def test_a_threat_that_nothing_sets_off(when, never, ever):
    threat = {"threats.stick": THREAT | {"when": when, "then": GIVE}}
    [warning] = found(with_un({**threat, **never}), "idle_threat")
    assert warning.path == "threats.stick.when"
    assert warning.message.startswith("nothing can set it off: ")
    assert not paths(with_un({**threat, **ever}), "idle_threat")


def test_what_moves_an_issue_to_where_it_always_stands():
    event = {"period": 2, "probability": 0.5, "then": {"move": {"fish": "none"}}}
    still = {"issues.fish": dict(FISH), "events.flood": event}
    assert paths(cities(still), "changes_nothing") == ["events.flood.then"]
    taken = {"actions.net": {"by": "north", "then": {"move": {"fish": "some"}}}}
    assert not paths(cities({**still, **taken}), "changes_nothing")
    agreed = {"forums.summit.agenda": ["fish", "water"]}
    assert not paths(cities({**still, **agreed}), "changes_nothing")


def test_what_changes_strength_changes_something():
    event = {"period": 2, "probability": 0.5, "then": {"move": {"deal": "x0"}}}
    data = war(stages=("bargain",)) | {"events": {"storm": event}}
    changed(data, {"issues.fish": dict(FISH), "forums.summit.agenda": ["fish"]})
    assert paths(data, "changes_nothing") == ["events.storm.then"]
    event["then"]["strength"] = {"reds": 2}
    assert not paths(data, "changes_nothing")


def test_an_outlook_that_nothing_brings_about():
    hawkish = {"hawkish": {"values": {"water": {"south": 0, "shared": 0.1, "north": 1}}}}
    changes = {"parties.north.outlooks": hawkish}
    assert paths(cities(changes), "idle_outlook") == ["parties.north.outlooks.hawkish"]
    then = {"move": {"water": "shared"}, "outlook": {"north": "hawkish"}}
    vote = {"events.vote": {"period": 3, "probability": 0.5, "then": then}}
    assert not paths(cities({**changes, **vote}), "idle_outlook")


# -- options ----------------------------------------------------------------------------------


def test_an_option_to_which_nothing_leads():
    where = ["issues.fish.options.some"]
    assert paths(cities({"issues.fish": dict(FISH)}), "option_out_of_reach") == where


@pytest.mark.parametrize(
    "leads_there",
    [
        {"forums.summit.agenda": ["fish", "water"]},
        {"events.flood": {"period": 2, "probability": 0.5, "then": {"move": {"fish": "some"}}}},
        {"forums.summit.resume": {"again": {"after": ["deadlock"], "wait": 2,
                                            "then": {"move": {"fish": "some"}}}}},
        {"issues.fish.controlled_by": ["south"], "parties.north.preconditions":
            {"fish": {"demand": {"issue": "fish", "is": "some"}, "firmness": 0.1}}},
        {"conflict": {"sides": {"a": {"strength": 1, "victory": {"fish": "some"}},
                                "b": {"strength": 1}}}},
    ],
    ids=["agenda", "event", "way back", "concession", "victory"],
)  # fmt: skip
def test_an_option_to_which_something_leads(leads_there):
    data = cities({"issues.fish": dict(FISH), **leads_there})
    assert not paths(data, "option_out_of_reach")


@pytest.mark.parametrize(
    ("part", "name", "number"),
    [
        ({"ties.hold": TIE | {"leverage": 0}}, "idle_tie", {"ties": {"hold": {"leverage": 0.2}}}),
        (
            {"threats.stick": THREAT | {"then": GIVE, "credibility": 0}},
            "idle_threat",
            {"threats": {"stick": {"credibility": 0.5}}},
        ),
    ],
)
def test_what_one_case_of_a_variant_makes_matter(part, name, number):
    """Protects against a false alarm where documents disagree on whether it is there at all."""
    assert found(with_un(part), name)
    cases = {"there": {"probability": 0.5, "set": number}, "not": {"probability": 0.5}}
    assert not found(with_un(part | {"variants.held": {"cases": cases}}), name)
