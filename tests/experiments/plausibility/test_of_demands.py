"""Demands that are met from the start, or by nobody, are warned about: no others."""

from __future__ import annotations

import pytest

from tests.experiments.plausibility.odd import changed, found, paths
from tests.model.small import bystander, demanding, war

PATH = "parties.red.preconditions.release"
FREE = {"move": {"detainees": "free"}}
HELD = {"move": {"detainees": "held"}}


def asks(changes: dict | None = None) -> dict:
    """Red wants detainees free; unless changed, blue can free them."""
    return changed(demanding(), changes or {})


def uncontrolled(changes: dict | None = None) -> dict:
    """Nobody can free them."""
    nobody = {"issues.detainees.controlled_by": [], "parties.blue.conceding_cost": {}}
    return asks({**nobody, **(changes or {})})


# -- out of reach -----------------------------------------------------------------------------


def test_a_demand_that_somebody_can_grant():
    assert not paths(asks(), "demand_out_of_reach")


def test_a_demand_that_nobody_can_grant():
    [warning] = found(uncontrolled(), "demand_out_of_reach")
    assert warning.path == PATH
    assert "nobody else is asked for detainees" in warning.message


def test_what_one_must_consent_to_oneself_is_asked_of_the_other():
    both = {"issues.detainees.controlled_by": ["blue", "red"], "issues.detainees.control": "all"}
    assert not paths(asks(both), "demand_out_of_reach")


@pytest.mark.parametrize(
    "way",
    [
        {"events.amnesty": {"period": 2, "probability": 0.1, "then": FREE}},
        {"threats.fear": {"by": "red", "when": {"act": "no_talks"}, "then": FREE,
                          "credibility": 0.5}},
        {"actions.raid": {"by": "red", "then": FREE}},
        {"forums.summit.resume": {"again": {"after": ["deadlock"], "wait": 1, "then": FREE}}},
        {"forums.summit.primary": True,
         "forums.prison": {"seats": ["blue", "red"], "agenda": ["detainees"]}},
        {"issues.detainees.status_quo": "free"},
        {PATH + ".floor": {"issue": "deal", "at_least": "x1"},
         "issues.deal.controlled_by": ["blue"]},
    ],
    ids=["event", "threat", "action", "way back", "forum", "status quo", "floor"],
)  # fmt: skip
def test_a_demand_that_something_may_meet(way):
    assert not paths(uncontrolled(way), "demand_out_of_reach")


@pytest.mark.parametrize(
    "way",
    [
        {"events.amnesty": {"period": 2, "probability": 0, "then": FREE}},
        {"threats.fear": {"by": "red", "when": {"act": "no_talks"}, "then": FREE,
                          "credibility": 0}},
    ],
    ids=["event", "threat"],
)  # fmt: skip
def test_what_has_no_chance_meets_no_demand(way):
    assert paths(uncontrolled(way), "demand_out_of_reach") == [PATH]
    [name] = way
    chance = name + (".probability" if "events" in name else ".credibility")
    cases = {"yes": {"probability": 0.5, "set": {chance: 0.4}}, "no": {"probability": 0.5}}
    cases["yes"]["set"] = changed({}, cases["yes"]["set"])
    assert not paths(uncontrolled(way | {"variants.v": {"cases": cases}}), "demand_out_of_reach")


def test_its_own_forum_comes_too_late_to_meet_a_demand():
    agenda = {"forums.summit.agenda": ["deal", "detainees"]}
    assert paths(uncontrolled(agenda), "demand_out_of_reach") == [PATH]


def of_strength(share: object, changes: dict | None = None) -> dict:
    """Red wants its side to have a share of all strength; it has one half."""
    demand = {"demand": {"side": "reds", "share_at_least": share}, "firmness": 0.1}
    return changed(war(), {"parties.red.preconditions": {"balance": demand}, **(changes or {})})


def test_a_share_of_strength_that_never_changes():
    where = ["parties.red.preconditions.balance"]
    assert paths(of_strength(0.6), "demand_out_of_reach") == where
    assert not paths(of_strength({"uniform": [0.4, 0.6]}), "demand_out_of_reach")


@pytest.mark.parametrize(
    "change",
    [
        {"conflict.shock": 0.1},
        {"conflict.sides.blues.drift": -0.1},
        {"actions.arm": {"by": "red", "then": {"strength": {"reds": 1.1}}}},
        {"issues.arms": {"options": ["none", "heavy"], "status_quo": "none",
                         "effects": {"heavy": {"strength": {"reds": 2}}}},
         "events.ship": {"period": 2, "probability": 0.5, "then": {"move": {"arms": "heavy"}}}},
    ],
    ids=["shock", "drift", "action", "effect"],
)  # fmt: skip
def test_a_share_of_strength_that_may_change(change):
    assert not paths(of_strength(0.6, change), "demand_out_of_reach")


def test_an_effect_that_never_comes_into_force_changes_no_strength():
    arms = {"options": ["none", "heavy"], "status_quo": "none",
            "effects": {"heavy": {"strength": {"reds": 2}}}}  # fmt: skip
    assert paths(of_strength(0.6, {"issues.arms": arms}), "demand_out_of_reach")


# -- met already ------------------------------------------------------------------------------


def test_a_demand_that_is_met_for_good():
    free = {"issues.detainees.status_quo": "free"}
    assert paths(asks(free), "demand_met_already") == [PATH]
    assert not paths(asks(), "demand_met_already")


def test_a_demand_that_is_met_but_may_be_undone():
    arrests = {"events.arrests": {"period": 2, "probability": 0.1, "then": HELD}}
    free = {"issues.detainees.status_quo": "free"}
    assert not paths(asks({**free, **arrests}), "demand_met_already")


def test_a_share_of_strength_that_a_side_has():
    """Protects the threshold: met in 99% of draws is met, in nine tenths it is not."""
    where = ["parties.red.preconditions.balance"]
    assert paths(of_strength({"uniform": [0.3, 0.5]}), "demand_met_already") == where
    assert not paths(of_strength({"uniform": [0.3, 0.52]}), "demand_met_already")
    assert not paths(of_strength(0.4, {"conflict.shock": 0.1}), "demand_met_already")


# -- never made -------------------------------------------------------------------------------


def test_a_demand_of_somebody_who_is_never_asked_to_come():
    straight = {"forums.summit.stages": ["bargain"]}
    assert paths(asks(straight), "demand_never_made") == [PATH]
    assert not paths(asks(), "demand_never_made")
    standing = {**straight, PATH + ".standing": True}
    assert not paths(asks(standing), "demand_never_made")


def test_a_demand_of_somebody_without_a_seat():
    demand = {"demand": {"issue": "detainees", "is": "free"}, "firmness": 0.1}
    data = bystander(demanding(), (0, 0.5, 1), 0.2, preconditions={"mercy": demand})
    assert paths(data, "demand_never_made") == ["parties.us.preconditions.mercy"]
