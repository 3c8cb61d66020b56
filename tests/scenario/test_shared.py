"""Shared numbers: written once, checked where they are used, drawn once for all."""

from __future__ import annotations

import numpy as np
import pytest

from sim.draws import Draws
from sim.scenario import Scenario, ScenarioError
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Uniform
from sim.scenario.evidence import evidence_table
from sim.scenario.plain import plain
from sim.scenario.scenario import EXAMPLE
from sim.scenario.schema import ScenarioSpec

RUNS = 500
NORTH, SOUTH = "parties.north.war_cost", "parties.south.war_cost"
FEAR = {"shared": "fear"}


def sharing(**changes) -> dict:
    """The example, in which both parties fear war alike."""
    data = plain(EXAMPLE)
    data["shared"] = {"fear": {"uniform": [0.1, 0.3]}}
    for party in data["parties"].values():
        party["war_cost"] = dict(FEAR)
    return data | changes


@pytest.fixture
def scenario() -> Scenario:
    return Scenario.from_data(sharing())


def drawn(scenario: Scenario):
    return draw(scenario, Draws(7), np.arange(RUNS))


class TestDraws:
    def test_all_who_refer_to_it_get_its_draw(self, scenario):
        assumed = drawn(scenario)
        fear = assumed["shared.fear"]
        assert 0.1 <= fear.min() < 0.12
        assert 0.28 < fear.max() <= 0.3
        assert np.array_equal(assumed[NORTH], fear)
        assert np.array_equal(assumed[SOUTH], fear)

    def test_what_is_shared_does_not_hang_on_resolve(self, scenario):
        """Protects that a private number which is shared is nobody's own."""
        assumed = drawn(scenario)
        correlation = np.corrcoef(assumed[NORTH], assumed.resolve("north"))[0, 1]
        assert abs(correlation) < 5 / np.sqrt(RUNS)

    def test_every_type_has_what_is_shared(self, scenario):
        assumed = drawn(scenario)
        grid = assumed.quantiles(NORTH, [0, 0.25, 1])
        assert grid.shape == (RUNS, 3)
        assert (grid == assumed["shared.fear"][:, None]).all()

    def test_quantiles_of_what_is_not_shared(self, scenario):
        grid = drawn(scenario).quantiles("parties.north.reservation", np.array([0, 1]))
        assert np.array_equal(grid, np.tile([0.1, 0.5], (RUNS, 1)))

    def test_a_second_reference_shifts_no_other_draw(self, scenario):
        before = drawn(scenario)
        after = drawn(scenario.with_({"parties.north.temptation": FEAR}))
        for path in before:
            if path != "parties.north.temptation":
                assert np.array_equal(before[path], after[path])

    def test_what_is_drawn_may_be_changed_without_changing_what_it_refers_to(self, scenario):
        assumed = drawn(scenario)
        assumed[NORTH][:] = 0
        assert (assumed["shared.fear"] > 0).all()
        assert (assumed[SOUTH] > 0).all()


class TestScenario:
    def test_what_it_says_of_them(self, scenario):
        assert scenario.ties == {NORTH: "fear", SOUTH: "fear"}
        assert scenario.parameters["shared.fear"] == Uniform(lo=0.1, hi=0.3)
        assert scenario.parameters[NORTH] == Uniform(lo=0.1, hi=0.3)
        assert scenario.spec.parties["north"].war_cost == Uniform(lo=0.1, hi=0.3)
        assert scenario.is_written(NORTH)

    def test_changing_it_changes_all(self, scenario):
        changed = scenario.with_({"shared.fear": 0.2})
        assert changed.parameters[NORTH] == changed.parameters[SOUTH] == 0.2
        assert changed.hash != scenario.hash

    def test_untying_is_another_scenario(self, scenario):
        untied = scenario.with_({NORTH: {"uniform": [0.1, 0.3]}})
        assert untied.spec == scenario.spec
        assert untied.ties == {SOUTH: "fear"}
        assert untied.hash != scenario.hash

    def test_it_is_written_out_as_a_reference(self, scenario):
        assert "war_cost: {shared: fear}" in scenario.dump()

    def test_dropping_it_leaves_nothing_to_refer_to(self, scenario):
        with pytest.raises(ScenarioError) as caught:
            scenario.drop("shared.fear")
        said = [problem.message for problem in caught.value.problems]
        assert said == [
            f"{path}: shared number 'fear' is unknown; the shared numbers are none at all"
            for path in (NORTH, SOUTH)
        ]

    def test_numbers_of_rules_may_be_shared(self):
        data = sharing()
        data["forums"]["summit"]["rule"] = {"name": "quota", "quota": 1, "weights": {"north": FEAR}}
        scenario = Scenario.from_data(data)
        path = "forums.summit.rule.weights.north"
        assert scenario.ties[path] == "fear"
        assert np.array_equal(drawn(scenario)[path], drawn(scenario)["shared.fear"])

    def test_what_is_called_shared_is_no_reference(self):
        """Protects options and issues of this name: no number stands where they do."""
        data = plain(EXAMPLE)
        data["conflict"] = {
            "sides": {
                "a": {"strength": 1, "victory": {"shared": "shared"}},
                "b": {"strength": 1, "victory": {"water": "shared"}},
            }
        }
        scale = {"options": ["none", "shared"], "status_quo": "none"}
        data["issues"]["shared"] = scale
        data["evidence"] = {"shared": "no such thing"}
        data["shared"] = {"none": 1}
        scenario = Scenario.from_data(data)
        assert scenario.ties == {}
        assert scenario.spec.conflict.sides["a"].victory == {"shared": "shared"}


class TestEvidence:
    def test_a_reference_rests_on_what_its_number_rests_on(self):
        scenario = Scenario.from_data(
            sharing(evidence={"shared.fear": ["letter"], SOUTH: "they are neighbours"})
        )
        rows = {row.path: row for row in evidence_table(scenario, {"letter": {}})}
        assert rows["shared.fear"].status == rows[NORTH].status == "claim"
        assert rows[SOUTH].status == "assumption"
        assert rows[NORTH].value == "{'shared': 'fear'}"


def changed(path: str, value) -> dict:
    data = sharing()
    place = data
    *parents, key = path.split(".")
    for parent in parents:
        place = place[parent]
    place[key] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (NORTH, {"shared": "fears"},
         f"{NORTH}: shared number 'fears' is unknown; the shared numbers are fear, big. "
         "Did you mean fear?"),
        (NORTH, {"shared": 3},
         f"{NORTH}: 'shared' takes the name of a shared number; write shared: NAME"),
        ("parties.north.patience", {"shared": "big"},
         "parties.north.patience: its upper end is 2; it must be above 0 and at most 1"),
        ("shared.fear", {"unifrom": [0, 1]},
         "shared.fear: 'unifrom' is not a distribution; did you mean 'uniform'?"),
        ("shared.again", {"shared": "fear"},
         "shared.again: a shared number refers to no other; write the number itself"),
        ("shared.Fear", 1,
         "shared.Fear: 'Fear' is no name; write small letters, digits and _, a letter first"),
        ("parties.north.weights.water", {"shared": "fear"},
         "parties.north.weights.water: weights of issues are drawn together, and none can be "
         "shared; write a number or a range, such as uniform: [0.2, 0.4]"),
        ("noise", {"shared": "fear"},
         "noise: this is one number for all runs, not a distribution; write 0.05"),
        ("parties.north.strategy", {"name": "time_dependent", "exponent": {"shared": "fear"}},
         "parties.north.strategy.exponent: an option of a strategy is one number, not a "
         "distribution"),
        ("parties.north.title", {"shared": "fear"},
         "parties.north.title: a mapping stands here; it must be a text"),
    ],
)  # fmt: skip
def test_one_fault_gives_one_message(path, value, message):
    data = changed(path, value)
    data["shared"]["big"] = {"uniform": [0.5, 2]}
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_data(data)
    assert [problem.message for problem in caught.value.problems] == [message]


def test_editors_are_told_of_references():
    """Protects what `tracktwo schema` prints: a number may be a reference wherever it stands."""
    schema = ScenarioSpec.model_json_schema()
    forms = schema["$defs"]["Party"]["properties"]["war_cost"]["anyOf"]
    assert {"type": "string"} in [form.get("properties", {}).get("shared") for form in forms]


def test_a_number_for_an_option_of_a_strategy():
    strategy = {"name": "time_dependent", "exponent": {"shared": "steep"}}
    data = changed("parties.north.strategy", strategy)
    data["shared"]["steep"] = 3
    assert Scenario.from_data(data).spec.parties["north"].strategy.options == {"exponent": 3.0}
