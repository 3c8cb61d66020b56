"""Who cannot gain, red lines that leave nothing, options nobody wants: and the nearest that may."""

from __future__ import annotations

import pytest

from tests.experiments.plausibility.odd import changed, found, paths
from tests.model.small import bystander, one_issue, pie, war

LEFT, RIGHT = "parties.left", "parties.right"
FACTION = {"seats": 6, "weights": {"deal": 1}, "values": {"deal": {"x0": 0, "x1": 0.6, "x2": 1}}}


def split(changes: dict | None = None, **forum) -> dict:
    """Left and right may split what they fight over; 0.3 without agreement to either."""
    utility = {"left": (0, 0.6, 1), "right": (1, 0.6, 0)}
    return changed(one_issue(utility, {"left": 0.3, "right": 0.3}, **forum), changes or {})


# -- nobody gains -----------------------------------------------------------------------------


def test_a_party_that_no_package_pays():
    [warning] = found(split({f"{LEFT}.reservation": 1.2}), "no_better_deal")
    assert warning.path == LEFT
    assert "the best falls 0.2 short" in warning.message
    assert "kept for sure" not in warning.message


def test_a_party_that_one_package_pays():
    assert not paths(split({f"{LEFT}.reservation": 0.99}), "no_better_deal")


@pytest.mark.parametrize(("most", "odd"), [(1.05, True), (1.2, False)])
def test_a_party_that_hardly_any_draw_pays(most, odd):
    """Protects the threshold of 99% of the draws, of which there are 200."""
    low = 1 - (most - 1) * 0.001 if odd else 1 - (most - 1) * 0.1
    data = split({f"{LEFT}.reservation": {"uniform": [low, most]}})
    assert bool(paths(data, "no_better_deal")) is odd


def test_what_a_party_could_not_sign_pays_it_nothing():
    """Protects the red line: left would gain by x2 alone, which it cannot sign."""
    changes = {f"{LEFT}.reservation": 0.7}
    assert not paths(split(changes), "no_better_deal")
    changes[f"{LEFT}.red_lines"] = {"modesty": {"issue": "deal", "at_most": "x1"}}
    assert paths(split(changes), "no_better_deal") == [LEFT]


def test_a_body_that_ratifies_is_asked_too():
    for reservation, odd in ((0.6, False), (1.2, True)):
        data = bystander(split(ratified_by=["us"], stages=["bargain", "ratify"]), (0, 0.5, 1), 0)
        changed(data, {"parties.us.reservation": reservation})
        assert bool(paths(data, "no_better_deal")) is odd


@pytest.mark.parametrize(("spared", "odd"), [(0.59, False), (0.61, True)])
def test_a_war_that_pays(spared, odd):
    """Protects the use of the war's value: 1/2 less its cost of 0.1, and what it spares red."""
    burden = {"issues.deal.effects": {"x0": {"burden": {"red": -spared}}}}
    assert paths(changed(war(), burden), "no_better_deal") == ["parties.red"] * odd


def test_a_deal_that_nobody_would_keep():
    """Protects the reason given: as written the shared rule pays both, but each would break it."""
    stages = ("convene", "bargain", "implement")
    assert not paths(war(stages), "no_better_deal")
    data = changed(war(stages), {"parties.blue.temptation": 1.0, "parties.red.temptation": 1.0})
    warnings = found(data, "no_better_deal")
    assert [warning.path for warning in warnings] == ["parties.blue", "parties.red"]
    assert "if it were kept for sure" in warnings[0].message


def test_an_option_to_break_a_deal_is_no_gain_from_it():
    """Protects the measure: with noise, a deal that may be broken has some option value always."""
    data = split({f"{LEFT}.reservation": 1.2, "noise": 0.05}, stages=["bargain", "implement"])
    assert paths(data, "no_better_deal") == [LEFT]


# -- worse than now ---------------------------------------------------------------------------


def test_no_deal_is_worse_than_the_present_state():
    """Protects who gives a reservation without a look at what the status quo is worth."""
    data = split({"issues.deal.status_quo": "x1", f"{LEFT}.reservation": {"uniform": [0.2, 0.4]}})
    changed(data, {f"{RIGHT}.reservation": 0.7})
    [warning] = found(data, "worse_than_now")
    assert warning.path == f"{LEFT}.reservation"
    assert "having no deal is worth 0.3 to 'left', which is less than 0.6," in warning.message
    assert warning.meant == "the present state cannot last"


@pytest.mark.parametrize(("least", "odd"), [(0.6, False), (0.59, True)])
def test_no_deal_that_is_as_good_as_the_present_state_is_not_worse(least, odd):
    data = split({"issues.deal.status_quo": "x1", f"{LEFT}.reservation": least})
    assert (LEFT + ".reservation" in paths(data, "worse_than_now")) is odd


@pytest.mark.parametrize(("most", "odd"), [(0.6, True), (0.65, False)])
def test_a_reservation_that_is_worse_in_some_draws_alone_is_fine(most, odd):
    """Protects the threshold: a fifth of the second range lies above what the state is worth."""
    data = split({f"{RIGHT}.reservation": 1, "issues.deal.status_quo": "x1"})
    changed(data, {f"{LEFT}.reservation": {"uniform": [0.4, most]}})
    assert bool(paths(data, "worse_than_now")) is odd


def test_a_war_that_is_worse_than_the_present_state_is_not_odd():
    """Protects the measure: only a reservation that is written is held against the status quo."""
    assert not paths(changed(war(), {"parties.blue.war_cost": 0.9}), "worse_than_now")


# -- red lines --------------------------------------------------------------------------------

MORE = {"more": {"issue": "deal", "at_least": "x2"}}
LESS = {"less": {"issue": "deal", "at_most": "x1"}}
SOME = {"some": {"issue": "deal", "at_least": "x1"}}


def test_red_lines_that_leave_nothing():
    data = split({f"{LEFT}.red_lines": {**MORE, **SOME}, f"{RIGHT}.red_lines": LESS})
    [warning] = found(data, "red_lines_leave_nothing")
    assert warning.path == f"{LEFT}.red_lines.more"
    assert "red_lines.less" in warning.message
    assert "red_lines.some" not in warning.message  # it is not needed to leave nothing


def test_red_lines_that_leave_one_package():
    data = split({f"{LEFT}.red_lines": SOME, f"{RIGHT}.red_lines": LESS})
    assert not paths(data, "red_lines_leave_nothing")


def test_red_lines_of_one_party_may_leave_nothing():
    data = split({f"{LEFT}.red_lines": {**MORE, **LESS}})
    assert len(found(data, "red_lines_leave_nothing")) == 1


def test_who_need_not_come_cannot_leave_nothing():
    data = split({f"{LEFT}.red_lines": MORE})
    bystander(data, (0, 0.5, 1), 0.2, red_lines=LESS)
    assert not paths(data, "red_lines_leave_nothing")  # no seat
    seated = {"forums.summit.seats": ["left", "right", "us"]}
    assert paths(changed(data, seated), "red_lines_leave_nothing")
    optional = {"forums.summit.required": ["left", "right"]}
    assert not paths(changed(data, optional), "red_lines_leave_nothing")


def test_a_majority_may_pass_over_a_red_line():
    data = split({f"{LEFT}.red_lines": MORE, f"{RIGHT}.red_lines": LESS})
    bystander(data, (0, 0.5, 1), 0.2)
    rule = {"name": "quota", "quota": 2}
    changed(data, {"forums.summit.seats": ["left", "right", "us"], "forums.summit.rule": rule})
    assert not paths(data, "red_lines_leave_nothing")
    rule["vetoes"] = ["left", "right"]
    assert paths(data, "red_lines_leave_nothing")


def test_a_red_line_of_a_body_that_ratifies():
    data = split({f"{LEFT}.red_lines": MORE}, ratified_by=["us"], stages=["bargain", "ratify"])
    assert not paths(bystander(data, (0, 0.5, 1), 0.2), "red_lines_leave_nothing")
    changed(data, {"parties.us.red_lines": LESS})
    assert paths(data, "red_lines_leave_nothing") == [f"{LEFT}.red_lines.more"]


@pytest.mark.parametrize(("quota", "odd"), [(7, True), (4, False)])
def test_a_red_line_of_a_faction_counts_if_its_votes_are_needed(quota, odd):
    factions = {"hawks": FACTION | {"red_lines": LESS}, "doves": FACTION | {"seats": 4}}
    data = split({f"{LEFT}.red_lines": MORE}, stages=["bargain", "ratify"])
    changed(data, {f"{RIGHT}.factions": factions, f"{RIGHT}.quota": quota})
    assert bool(paths(data, "red_lines_leave_nothing")) is odd


def test_a_red_line_of_a_faction_that_may_lose_its_seats_is_left_out():
    factions = {"hawks": FACTION | {"red_lines": LESS}, "doves": FACTION | {"seats": 4}}
    data = split({f"{LEFT}.red_lines": MORE}, stages=["bargain", "ratify"])
    changed(data, {f"{RIGHT}.factions": factions, f"{RIGHT}.quota": 7})
    shift = {"seats": {"right": {"from": "hawks", "to": "doves", "number": 3}}}
    changed(data, {"issues.deal.effects": {"x2": shift}})
    assert not paths(data, "red_lines_leave_nothing")


# -- options ----------------------------------------------------------------------------------


def middling(left: object, right: object, **more) -> dict:
    """An option in the middle, and one at the end that is worth half to both."""
    data = one_issue({"left": (0, 0.2, 0.5), "right": (0, 0.2, 0.5)}, dict.fromkeys(
        ("left", "right"), 0.1))  # fmt: skip
    data["parties"]["left"]["values"]["deal"]["x1"] = left
    data["parties"]["right"]["values"]["deal"]["x1"] = right
    return changed(data, more)


def test_an_option_that_nobody_wants():
    [warning] = found(middling(0.2, 0.5), "option_nobody_wants")
    assert warning.path == "issues.deal.options.x1"
    assert "better than 'x2'" in warning.message


def test_an_option_that_one_wants():
    assert not paths(middling(0.2, 0.51), "option_nobody_wants")


def test_an_option_that_one_may_want():
    assert not paths(middling({"uniform": [0.2, 0.6]}, 0.2), "option_nobody_wants")
    assert paths(middling({"uniform": [0.2, 0.5]}, 0.2), "option_nobody_wants")


def test_two_options_that_are_worth_the_same():
    assert not paths(middling(0.5, 0.5), "option_nobody_wants")


def test_nobody_minds_a_pie():
    assert not paths(pie(4), "option_nobody_wants")


@pytest.mark.parametrize(
    "there_for",
    [
        {"issues.deal.status_quo": "x1"},
        {"issues.deal.effects": {"x1": {"guarantee": 0.1}}},
        {"events.storm": {"period": 2, "probability": 0.5, "then": {"move": {"deal": "x1"}}}},
        {"conflict": {"sides": {"a": {"strength": 1, "victory": {"deal": "x1"}},
                                "b": {"strength": 1}}}},
        {"issues.deal.controlled_by": ["left"], "parties.right.preconditions":
            {"first": {"demand": {"issue": "deal", "at_least": "x1"}, "firmness": 0.1}}},
        {"parties.left.outlooks": {"mild": {"values": {"deal": {"x0": 0, "x1": 1, "x2": 0}}}}},
    ],
    ids=["status quo", "effect", "event", "victory", "demand", "outlook"],
)  # fmt: skip
def test_an_option_that_is_there_for_something_else(there_for):
    data = middling(0.2, 0.2)
    where = ["issues.deal.options.x1"]
    assert paths(data, "option_nobody_wants") == where
    assert where[0] not in paths(changed(data, there_for), "option_nobody_wants")


def test_an_option_that_a_red_line_calls_for():
    """Protects against a false alarm: right likes x2 better, and could not sign it."""
    data = middling(0.2, 0.2)
    line = {"issue": "deal", "at_most": "x1"}
    assert not paths(changed(data, {"parties.right.red_lines": {"l": line}}), "option_nobody_wants")
    line = {"issue": "deal", "at_least": "x1"}
    assert paths(changed(data, {"parties.right.red_lines": {"l": line}}), "option_nobody_wants")
