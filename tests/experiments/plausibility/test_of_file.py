"""A file that says what it does not know, and weighs what it values, is not warned about."""

from __future__ import annotations

import pytest

from tests.experiments.plausibility.odd import FISH, cities, found, paths

OF_FISH = {"none": 0, "some": 1}


def two_issues(**north: float) -> dict:
    """The river and its fish, which south weighs."""
    return cities(
        {
            "issues.fish": FISH,
            "forums.summit.agenda": ["fish", "water"],
            "parties.south.weights": {"water": 0.5, "fish": 0.5},
            "parties.south.values.fish": OF_FISH,
            "parties.north.weights": {"water": 1, **north},
            "parties.north.values.fish": OF_FISH,
        }
    )


def test_only_points():
    """Protects what counts as uncertain: a single range will do."""
    points = cities({"parties.north.reservation": 0.3})
    [warning] = found(points, "nothing_uncertain")
    assert "numbers are points" in warning.message
    assert not found(cities(), "nothing_uncertain")  # one reservation value is a range


def test_an_order_of_weights_is_not_a_point():
    data = two_issues()
    data["parties"]["north"]["reservation"] = 0.3
    assert found(data, "nothing_uncertain")
    data["parties"]["north"]["weights"] = {"rank": ["water", "fish"]}
    assert not found(data, "nothing_uncertain")


def test_swing_points_are_points_and_their_ranges_are_not():
    data = two_issues()
    data["parties"]["north"]["reservation"] = 0.3
    data["parties"]["north"]["weights"] = {"swing": {"water": 100, "fish": 40}}
    assert found(data, "nothing_uncertain")
    data["parties"]["north"]["weights"]["swing"]["fish"] = {"uniform": [30, 40]}
    assert not found(data, "nothing_uncertain")


def test_no_swing_points_are_no_weight():
    data = two_issues()
    data["parties"]["north"]["weights"] = {"swing": {"water": 100, "fish": 0}}
    assert paths(data, "unweighed_issue") == ["parties.north.values.fish"]
    data["parties"]["north"]["weights"]["swing"]["fish"] = 1
    assert not paths(data, "unweighed_issue")


def test_nor_is_a_number_that_a_variant_switches():
    data = cities({"parties.north.reservation": 0.3})
    low = {"probability": 0.5, "set": {"parties": {"north": {"reservation": 0.2}}}}
    data["variants"] = {"hard": {"cases": {"low": low, "as_it_is": {"probability": 0.5}}}}
    assert not found(data, "nothing_uncertain")


def test_percent_where_shares_belong():
    """Protects from the commonest slip: every command takes a cost of 15 stakes as it stands."""
    path = "parties.north.talking_cost"
    [warning] = found(cities({path: {"uniform": [0.5, 15]}}), "larger_than_stakes")
    assert (warning.path, "as much as 15" in warning.message) == (path, True)
    assert not found(cities({path: {"uniform": [-1, 1]}}), "larger_than_stakes")
    assert paths(cities({path: -5}), "larger_than_stakes") == [path]


def test_what_is_no_share_of_stakes_may_be_large():
    tie = {"patron": "north", "client": "south", "leverage": 0.2, "cost": 2}
    many = cities({"ties.grip": tie, "forums.summit.deadline": 30})
    many["conflict"] = {"sides": {"a": {"strength": 90}, "b": {"strength": 10}}}
    assert paths(many, "larger_than_stakes") == ["ties.grip.cost"]


def test_a_case_of_a_variant_may_be_too_large():
    data = cities()
    high = {"probability": 0.5, "set": {"parties": {"north": {"reservation": 30}}}}
    data["variants"] = {"hard": {"cases": {"high": high, "as_it_is": {"probability": 0.5}}}}
    [path] = paths(data, "larger_than_stakes")
    assert path.startswith("variants.hard.cases.high.set.")


@pytest.mark.parametrize("weight", [{"fish": 0}, {}], ids=["zero", "none"])
def test_values_without_a_weight(weight):
    assert paths(two_issues(**weight), "unweighed_issue") == ["parties.north.values.fish"]


def test_values_with_a_small_weight():
    assert not paths(two_issues(fish=0.01), "unweighed_issue")


def test_a_range_of_weights_from_zero_is_a_weight():
    data = two_issues()
    data["parties"]["north"]["weights"] = {
        "water": {"uniform": [0.8, 1.0]},
        "fish": {"uniform": [0.0, 0.2]},
    }
    assert not paths(data, "unweighed_issue")


def test_values_of_a_faction_without_a_weight():
    data = two_issues(fish=0.1)
    values = {"water": {"south": 0, "shared": 0.5, "north": 1}, "fish": OF_FISH}
    data["parties"]["north"] |= {
        "factions": {"anglers": {"seats": 5, "weights": {"water": 1}, "values": values}},
        "quota": 3,
    }
    where = ["parties.north.factions.anglers.values.fish"]
    assert paths(data, "unweighed_issue") == where


def test_an_issue_that_nobody_weighs():
    assert paths(cities({"issues.fish": FISH}), "idle_issue") == ["issues.fish"]


@pytest.mark.parametrize(
    "hangs_on_it",
    [
        {"parties.north.weights": {"water": 0.9, "fish": 0.1},
         "parties.north.values.fish": OF_FISH},
        {"issues.fish.effects": {"some": {"guarantee": 0.1}}},
        {"issues.fish.controlled_by": ["north"], "parties.north.conceding_cost": {"fish": 0.1}},
        {"parties.north.preconditions": {"fish": {"demand": {"issue": "fish", "is": "some"},
                                                  "firmness": 0.1}}},
        {"parties.north.red_lines": {"fish": {"issue": "fish", "is": "some"}},
         "forums.summit.agenda": ["fish", "water"]},
    ],
    ids=["weight", "effect", "cost", "demand", "red line"],
)  # fmt: skip
def test_an_issue_on_which_something_hangs(hangs_on_it):
    assert not paths(cities({"issues.fish": dict(FISH), **hangs_on_it}), "idle_issue")
