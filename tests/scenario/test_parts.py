"""Scenarios written in Python: parts are what a file holds, and tell mistakes in its words."""

import inspect

import pytest

from sim import Scenario, parts
from sim.scenario import bodies, schema
from sim.scenario.distributions import Uniform
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import EXAMPLE


def river() -> parts.Whole:
    north = parts.Party(
        weights={"water": 1},
        values={"water": {"south": 0, "shared": 0.6, "north": 1}},
        reservation=Uniform(lo=0.1, hi=0.5),
    )
    south = parts.Party(
        weights={"water": 1},
        values={"water": {"south": 1, "shared": 0.5, "north": 0}},
        reservation=0.4,
    )
    return parts.Whole(
        format=1,
        name="two-cities",
        title="Two cities divide a river",
        time=parts.Time(unit="month"),
        issues={
            "water": parts.Issue(options=["south", "shared", "north"], status_quo="south"),
        },
        parties={"south": south, "north": north},
        forums={"summit": parts.Forum(seats=["north", "south"], agenda=["water"])},
    )


def test_what_is_built_of_parts_is_what_a_file_gives():
    assert Scenario.from_data(river()).hash == Scenario.from_data(EXAMPLE).hash


def test_the_order_in_which_parts_were_given_is_the_order_in_which_they_are_written():
    text = Scenario.from_data(river()).dump()
    assert text.index("south:\n    weights") < text.index("north:\n    weights")


def test_every_body_of_the_schema_can_be_made():
    """A body added to the schema is added here."""
    every = {
        name
        for module in (bodies, schema)
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, bodies.Body)
    }
    made = {name for name in vars(parts) if name in every}
    assert made == every - {"Body", "Cited", "ScenarioSpec"}


def test_an_editor_sees_what_a_part_takes_and_what_it_needs():
    taken = inspect.signature(parts.Tie).parameters
    assert list(taken)[:3] == ["patron", "client", "leverage"]
    assert taken["patron"].default is inspect.Parameter.empty
    assert taken["cost"].default == 0.0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: parts.Party(weights={"water": 1}, valuez={}),
            r"^parts\.Party: what is given: 'valuez' is unknown here\. Did you mean values\?$",
        ),
        (
            lambda: parts.Tie(patron="a", client="b", leverage=2, for_=["x"]),
            r"for: 'x' is not one of them.*\n.*leverage: 2 is too high",
        ),
        (
            lambda: parts.Precondition(demand=parts.Condition(issue="a"), firmness=-1),
            r"^parts\.Precondition: firmness: -1 is too low; it must be at least 0$",
        ),
    ],
)
def test_a_mistake_is_told_at_once_in_the_words_of_a_file(wrong, message):
    with pytest.raises(ScenarioError, match=message):
        wrong()


def test_what_ties_parts_together_is_checked_when_all_is_there():
    data = river().as_data() | {
        "ties": {"grip": parts.Tie(patron="nort", client="south", leverage=0.5)}
    }
    with pytest.raises(ScenarioError, match=r"party 'nort' is unknown.*Did you mean north\?"):
        Scenario.from_data(data)


def test_a_part_can_be_put_into_a_scenario_and_so_can_one_of_another_scenario():
    before = Scenario.from_data(EXAMPLE)
    tie = parts.Tie(patron="north", client="south", leverage=0.5, for_=["concede"])
    after = before.with_({"ties.grip": tie, "parties.south": before.spec.parties["north"]})
    assert after.spec.ties["grip"].for_ == ("concede",)
    assert after.spec.parties["south"] == before.spec.parties["north"]
    assert after.drop("ties.grip").with_({"parties.south": EXAMPLE["parties"]["south"]}).hash == (
        before.hash
    )


def test_a_copy_with_other_entries_says_so():
    """Protects pydantic's ways to make a part: what it says as data is what it holds."""
    tie = parts.Tie(patron="us", client="north", leverage=0.3, for_=["comply"])
    weaker = tie.model_copy(update={"leverage": 0.1, "for_": ["attend"]})
    said = {"patron": "us", "client": "north", "leverage": 0.1, "for": ["attend"]}
    assert weaker.as_data() == said
    assert weaker.for_ == ("attend",)
    assert parts.Tie.model_validate(tie.as_data()).as_data()["leverage"] == 0.3
    with pytest.raises(ScenarioError, match="leverage: 2 is too high"):
        tie.model_copy(update={"leverage": 2})


def test_what_is_changed_after_a_part_was_made_changes_nothing():
    weights = {"water": 1.0}
    party = parts.Party(weights=weights)
    weights["water"] = -1.0
    assert party.as_data() == {"weights": {"water": 1.0}}
