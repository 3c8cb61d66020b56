"""Variants: several numbers switch together; each case must leave a scenario that makes sense."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest

from sim.draws import Draws
from sim.scenario import Scenario, ScenarioError
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Uniform
from sim.scenario.evidence import evidence_table
from sim.scenario.plain import plain
from sim.scenario.scenario import EXAMPLE

RUNS = 4_000
COST, WORTH = "parties.north.war_cost", "parties.north.values.water.shared"
RESERVATION, FEAR = "parties.south.reservation", "shared.fear"
SET = "variants.role.cases.{}.set.{}".format


def switching() -> dict:
    """The example with a variant of three cases, of which one sets nothing."""
    data = plain(EXAMPLE)
    north = data["parties"]["north"]
    north["war_cost"] = {"uniform": [0.1, 0.3]}
    north["temptation"] = {"shared": "fear"}
    data["shared"] = {"fear": {"uniform": [0, 1]}}
    data["variants"] = {
        "role": {
            "cases": {
                "high": {
                    "probability": 0.5,
                    "set": {
                        "parties": {
                            "north": {
                                "war_cost": {"uniform": [0.5, 0.7]},
                                "values": {"water": {"shared": 0.9}},
                            }
                        },
                        "shared": {"fear": 0.25},
                    },
                },
                "low": {
                    "probability": 0.3,
                    "set": {"parties": {"north": {"war_cost": {"shared": "fear"}}}},
                },
                "open": {"probability": 0.2},
            },
            "evidence": {"cases.high": "the envoy said so"},
        }
    }
    return data


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(switching())


@pytest.fixture(scope="module")
def assumed(scenario):
    return draw(scenario, Draws(7), np.arange(RUNS))


class TestDraws:
    def test_cases_come_as_often_as_they_are_likely(self, assumed):
        """Five standard errors."""
        counts = np.bincount(assumed.case("role"), minlength=3)
        for count, chance in zip(counts, (0.5, 0.3, 0.2), strict=True):
            assert abs(count / RUNS - chance) < 5 * math.sqrt(chance * (1 - chance) / RUNS)

    def test_the_case_is_a_parameter_of_the_run(self, assumed):
        assert "variants.role" in set(assumed)
        assert np.array_equal(assumed["variants.role"], assumed.case("role"))
        assert assumed["variants.role"].dtype == np.float64

    def test_what_a_case_sets_holds_in_its_runs_and_nowhere_else(self, assumed, scenario):
        high, low, open_ = (assumed.case("role") == place for place in range(3))
        resolve = assumed.resolve("north")
        assert np.allclose(assumed[COST][high], 0.7 - 0.2 * resolve[high])
        assert np.array_equal(assumed[COST][low], assumed[FEAR][low])
        assert np.allclose(assumed[COST][open_], 0.3 - 0.2 * resolve[open_])
        assert (assumed[WORTH] == np.where(high, 0.9, 0.6)).all()

    def test_a_case_may_set_what_is_shared(self, assumed):
        high = assumed.case("role") == 0
        assert (assumed[FEAR][high] == 0.25).all()
        assert assumed[FEAR][~high].std() > 0.2
        assert np.array_equal(assumed["parties.north.temptation"], assumed[FEAR])

    def test_numbers_of_cases_switch_together(self, assumed):
        assert np.array_equal(assumed[WORTH] == 0.9, assumed[FEAR] == 0.25)

    def test_the_grid_of_types_comes_from_the_case_in_force(self, assumed):
        case = assumed.case("role")
        grid = assumed.quantiles(COST, [0, 0.5, 1])
        assert grid.shape == (RUNS, 3)
        assert np.allclose(grid[case == 0], [0.5, 0.6, 0.7])
        assert (grid[case == 1] == assumed[FEAR][case == 1, None]).all()
        assert np.allclose(grid[case == 2], [0.1, 0.2, 0.3])

    def test_what_each_case_would_give_can_be_asked_in_every_run(self, assumed):
        assert (assumed[SET("high", WORTH)] == 0.9).all()
        assert np.allclose(assumed[SET("high", COST)], 0.7 - 0.2 * assumed.resolve("north"))

    def test_a_run_alone_is_its_row_of_any_block(self, scenario, assumed):
        alone = draw(scenario, Draws(7), np.array([41]))
        assert all(alone[path][0] == assumed[path][41] for path in assumed)
        assert np.array_equal(alone.quantiles(COST, [0, 1])[0], assumed.quantiles(COST, [0, 1])[41])

    def test_a_variant_shifts_no_other_draw(self, scenario, assumed):
        without = draw(scenario.drop("variants"), Draws(7), np.arange(RUNS))
        untouched = set(without) - {COST, WORTH, FEAR, "parties.north.temptation"}
        assert all(np.array_equal(without[path], assumed[path]) for path in untouched)
        nothing_set = assumed.case("role") == 2
        assert np.array_equal(without[COST][nothing_set], assumed[COST][nothing_set])

    def test_a_case_that_is_certain(self, scenario):
        cases = copy.deepcopy(switching()["variants"]["role"]["cases"])
        for name, chance in {"high": 0, "low": 0, "open": 1}.items():
            cases[name]["probability"] = chance
        certain = scenario.with_({"variants.role.cases": cases})
        assert (draw(certain, Draws(7), np.arange(RUNS)).case("role") == 2).all()


class TestScenario:
    def test_numbers_of_cases_are_parameters_and_probabilities_are_none(self, scenario):
        found = {p: v for p, v in scenario.parameters.items() if p.startswith("variants")}
        assert found == {
            SET("high", COST): Uniform(lo=0.5, hi=0.7),
            SET("high", WORTH): 0.9,
            SET("high", FEAR): 0.25,
            SET("low", COST): Uniform(lo=0, hi=1),
        }
        assert scenario.ties[SET("low", COST)] == "fear"

    def test_changing_a_number_of_a_case(self, scenario):
        changed = scenario.with_({SET("high", WORTH): 0.8})
        assert changed.parameters[SET("high", WORTH)] == 0.8
        assert changed.parameters[WORTH] == 0.6
        assert changed.hash != scenario.hash

    def test_dropping_a_number_of_a_case(self, scenario):
        dropped = scenario.drop(SET("high", WORTH))
        assert SET("high", WORTH) not in dropped.parameters
        assert (draw(dropped, Draws(7), np.arange(20))[WORTH] == 0.6).all()

    def test_probabilities_count_in_the_hash(self, scenario):
        data = switching()
        cases = data["variants"]["role"]["cases"]
        cases["high"]["probability"], cases["low"]["probability"] = 0.3, 0.5
        assert Scenario.from_data(data).hash != scenario.hash

    def test_lines(self, tmp_path, scenario):
        file = tmp_path / "written.yaml"
        file.write_text(scenario.dump())
        line = Scenario.load(file).line(SET("high", WORTH))
        assert "shared: 0.9" in file.read_text().splitlines()[line - 1]

    def test_names_that_are_distributions_too(self):
        """Protects an option called normal, or a party called beta: a case sets their numbers."""
        data = plain(EXAMPLE)
        data["issues"]["water"]["options"] = ["south", "normal", "north"]
        for party in data["parties"].values():
            party["values"]["water"]["normal"] = party["values"]["water"].pop("shared")
        values = {"normal": {"uniform": [0.2, 0.3]}}
        part = {"parties": {"north": {"values": {"water": values}}}}
        cases = {"a": {"probability": 0.5, "set": part}, "b": {"probability": 0.5}}
        data["variants"] = {"role": {"cases": cases}}
        path = "variants.role.cases.a.set.parties.north.values.water.normal"
        assert Scenario.from_data(data).parameters[path] == Uniform(lo=0.2, hi=0.3)


def test_evidence_of_variants_and_what_they_set(scenario):
    rows = {row.path: row for row in evidence_table(scenario, {})}
    assert rows["variants.role"].status == "missing"
    assert rows[SET("high", COST)].assumption == "the envoy said so"
    assert rows[SET("low", COST)].status == "missing"
    assert rows[SET("low", COST)].value == "{'shared': 'fear'}"


HIGH = ("variants", "role", "cases", "high", "set")


def said(*changes) -> list[str]:
    """What is wrong once some places of the file hold something else."""
    data = switching()
    for path, value in changes:
        place = data
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_data(data)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("parties.nort.war_cost", 1,
         "parties.nort: the scenario has nothing at 'parties.nort'. Did you mean north?"),
        ("parties.north.xyz", 1, "parties.north.xyz: the scenario has nothing at "
         "'parties.north.xyz'; what is there: title"),
        ("parties.north.war_cost", -1,
         "parties.north.war_cost: -1 is too low; it must be at least 0"),
        ("parties.north.war_cost", "x",
         "parties.north.war_cost: the text 'x' is not a number; write a number"),
        ("parties.north.war_cost", {"unifrom": [0, 1]},
         "parties.north.war_cost: 'unifrom' is not a distribution; did you mean"),
        ("parties.north.war_cost", {"shared": "feer"},
         "parties.north.war_cost: shared number 'feer' is unknown; the shared numbers are fear."),
        ("parties.north.quota", 3,
         "parties.north.quota: the scenario has no number at 'parties.north.quota'; a case sets "
         "numbers that the scenario has, and nothing else"),
        ("parties.north.side", "a", "parties.north.side: the scenario has no number at"),
        ("parties.north.factions", {"doves": {"seats": 1}},
         "parties.north.factions: the scenario has no number at"),
        ("parties.north.strategy", "time_dependent",
         "parties.north.strategy: the scenario has no number at"),
        ("parties.north.weights.water", 0.5,
         "parties.north.weights: weights of issues are drawn together, and no case can set them"),
        ("time.horizon", 3, "time.horizon: the scenario has no number at 'time.horizon'"),
        ("noise", 0.1, "noise: noise is one number for all runs, and no case can set it"),
        ("variants.other", 0.1, "variants: a case cannot set another variant; drop this"),
        ("shared.fear", {"shared": "fear"},
         "shared.fear: a shared number refers to no other; write the number itself"),
    ],
)  # fmt: skip
def test_what_a_case_cannot_set(path, value, message):
    [found] = said(((*HIGH, *path.split(".")), value))
    assert found.startswith(f"{'.'.join(HIGH)}.{message}")


@pytest.mark.parametrize(
    ("place", "chosen", "option"),
    [
        (("forums", "summit", "protocol"), "item_by_item", "rounds_per_item"),
        (("parties", "north", "strategy"), "time_dependent", "exponent"),
    ],
)
def test_no_case_sets_an_option_of_a_protocol_or_a_strategy(place, chosen, option):
    """Protects against a switch that would do nothing: these are made once for all runs."""
    [found] = said((place, {"name": chosen, option: 2}), ((*HIGH, *place, option), 3))
    path = ".".join((*HIGH, *place, option))
    assert found.startswith(f"{path}: options of a {place[-1]} are the same in all runs")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("cases", {"all": {"probability": 1, "set": {}}},
         "variants.role.cases: this needs at least 2 entries, and has 1"),
        ("cases.low.probability", 0.4, "variants.role.cases: the probabilities add up to 1.1, not"),
        ("cases.low.probability", -0.3, "variants.role.cases.low.probability: -0.3 is too low"),
        ("cases.low.probability", {"uniform": [0, 1]},
         "variants.role.cases.low.probability: this is one number for all runs"),
        ("cases.low.set", [1], "variants.role.cases.low.set: a list stands here; it must be a map"),
        ("case", {}, "variants.role: 'case' is unknown here. Did you mean cases?"),
        ("evidence", {"cases.hihg": "x"},
         "variants.role.evidence.cases.hihg: nothing stands at 'cases.hihg': 'hihg' is unknown. "
         "Did you mean high?"),
    ],
)  # fmt: skip
def test_variants_that_cannot_be(path, value, message):
    found = said((("variants", "role", *path.split("."))[: 2 + path.count(".") + 1], value))
    if path == "cases":
        found = [line for line in found if "evidence" not in line and "sets a number" not in line]
    [only] = found
    assert only.startswith(message)


def test_cases_that_set_nothing():
    data = switching()
    for case in data["variants"]["role"]["cases"].values():
        case.pop("set", None)
    with pytest.raises(ScenarioError, match=r"role.cases: no case sets a number; set one in at le"):
        Scenario.from_data(data)


def test_two_variants_that_set_the_same_number():
    part = {"parties": {"north": {"war_cost": 0.3}}, "shared": {"fear": 0.1}}
    other = {"a": {"probability": 0.5, "set": part}, "b": {"probability": 0.5}}
    found = said((("variants", "second"), {"cases": other}))
    assert found == [
        f"variants.second.cases.a.set.{path}: variant 'role' sets this too; let one variant set it"
        for path in (COST, FEAR)
    ]


def test_a_case_that_breaks_another_part_of_the_scenario():
    """Protects bounds that hang on two numbers: the case is blamed, and the scenario is not."""
    data = switching()
    rule = {"name": "quota", "quota": 2, "weights": {"north": 1}}
    data["forums"]["summit"]["rule"] = rule
    part = {"forums": {"summit": {"rule": {"weights": {"north": 0.5}}}}}
    data["variants"]["role"]["cases"]["low"]["set"] = part
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_data(data)
    assert [problem.message for problem in caught.value.problems] == [
        "variants.role.cases.low.set: in this case, forums.summit.rule.quota: 2 can never be "
        "reached: the votes of all seats add up to 1.5; lower it"
    ]


def test_what_is_wrong_with_the_scenario_itself_is_not_told_again_of_each_case():
    found = said((("parties", "south", "side"), "nowhere"), (("issues", "water", "control"), "all"))
    assert len(found) == 2
    assert all("variants" not in line for line in found)
