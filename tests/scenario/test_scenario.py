"""A scenario can be loaded, changed, written out and told apart from others."""

from __future__ import annotations

import copy
import pickle
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError
from sim.scenario.distributions import Uniform
from sim.scenario.plain import plain
from sim.scenario.reader import read
from sim.scenario.scenario import EXAMPLE
from sim.scenario.schema import Rank

FILE = Path(__file__).parent / "everything.yaml"
DATA = read(FILE)[0]
MORE_FILE = Path(__file__).parent / "everything_more.yaml"
MORE = read(MORE_FILE)[0]
STRONG = {"parties": {"regime": {"war_cost": 0.05}}}
KEPT_IN_ORDER = (
    "options", "rank", "order", "orders", "uniform", "triangular", "pert", "beta", "discrete",
)  # fmt: skip


@pytest.fixture
def scenario():
    return Scenario.load(FILE)


def shuffled(data, chance: random.Random, key: str = ""):
    """Reorder every mapping and every list whose order says nothing."""
    if key in KEPT_IN_ORDER:
        return data
    if isinstance(data, dict):
        names = list(data)
        chance.shuffle(names)
        return {name: shuffled(data[name], chance, name) for name in names}
    if isinstance(data, list):
        return data if key == "stages" else chance.sample(data, len(data))
    return data


class TestHash:
    @given(st.integers(), st.sampled_from([DATA, MORE]))
    def test_order_in_the_file_changes_nothing(self, seed, data):
        other = Scenario.from_data(shuffled(data, random.Random(seed)))
        original = Scenario.from_data(data)
        assert other.hash == original.hash
        assert other.spec == original.spec
        assert other.ties == original.ties

    @pytest.mark.parametrize("source", [FILE, MORE_FILE], ids=["first", "more"])
    def test_it_survives_being_written_and_read(self, source, tmp_path):
        scenario = Scenario.load(source)
        file = tmp_path / "again.yaml"
        file.write_text(scenario.dump(), encoding="utf-8")
        again = Scenario.load(file)
        assert again.hash == scenario.hash
        assert again.spec == scenario.spec
        assert again.dump() == scenario.dump()

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("title", "Another"),
            ("about", "Other words: with a colon, and 'quotes'"),
            ("question", "Why?"),
            ("draft", True),
            ("parties.regime.title", "They"),
            ("issues.arms.options.light", "pistols"),
            ("evidence", {"time.start": "another reason"}),
            ("noise", 0.050),
            ("conflict.sides.government.strength", 1.0),
            ("parties.patron.patience", 1),
        ],
    )
    def test_what_says_nothing_to_the_model_changes_no_hash(self, scenario, path, value):
        assert scenario.with_({path: value}).hash == scenario.hash

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("noise", 0.06),
            ("time.unit", "day"),
            ("parties.rebels.patience", 0.94),
            ("conflict.decisiveness", {"triangular": [0.5, 1, 2]}),
            ("issues.arms.options", ["heavy", "light", "none"]),
            ("forums.talks.protocol.order", ["regime", "rebels", "patron"]),
            ("parties.regime.weights.rank", [["arms", "detainees"]]),
        ],
    )
    def test_what_the_model_reads_changes_it(self, scenario, path, value):
        assert scenario.with_({path: value}).hash != scenario.hash

    def test_it_is_pinned(self):
        """A change here means that results stored under a hash are no longer found."""
        assert Scenario.from_data(EXAMPLE).hash.startswith("6aa78c6aa4bc60cb")

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("conflict.sides.rebels.drift", 0),
            ("forums.peace.priority", 2),
            ("forums.relief.ends_war", True),
            ("forums.peace.resume.again.wait", 5),
            ("forums.peace.ratified_by", []),
            ("actions.arm_rebels.cost_after", {}),
            ("parties.rebels.preconditions.siege.standing", False),
            ("ties.patronage.leverage", 0.123),
            ("parties.rebels.outlooks.bold.weights", {"rank": [["force", "town"]]}),
            ("threats.storm.then.outlook", {}),
            ("shared.fear", {"uniform": [0.1, 0.2]}),
            ("parties.rebels.war_cost", {"uniform": [0.1, 0.3]}),
            ("variants.role.cases.strong.set.parties.regime.war_cost", 0.06),
            (
                "variants.role.cases",
                {"strong": {"probability": 0.5, "set": STRONG}, "weak": {"probability": 0.5}},
            ),
        ],
    )
    def test_what_came_later_and_is_used_changes_it(self, path, value):
        more = Scenario.load(MORE_FILE)
        assert more.with_({path: value}).hash != more.hash

    def test_an_issue_that_is_called_title_counts(self):
        data = plain(EXAMPLE)
        data["issues"]["title"] = data["issues"]["water"]
        with_title = Scenario.from_data(data)
        assert with_title.with_({"parties.north.weights.title": 0}).hash != with_title.hash


class TestParameters:
    def test_written_and_by_default(self, scenario):
        parameters = scenario.parameters
        assert parameters["parties.rebels.patience"] == 0.95
        assert parameters["parties.patron.patience"] == 1.0
        assert parameters["conflict.decisiveness"] == Uniform(lo=0.5, hi=2)
        assert parameters["issues.arms.effects.heavy.strength.rebels"] == Uniform(lo=1.2, hi=2)
        assert parameters["forums.talks.rule.quota"] == 2.0
        assert parameters["parties.regime.weights"] == Rank(rank=(("arms",), ("detainees",)))
        assert parameters["parties.rebels.weights.arms"] == Uniform(lo=0.4, hi=0.7)
        assert "noise" not in parameters
        assert "time.horizon" not in parameters
        assert "parties.patron.reservation" not in parameters
        assert list(parameters) == sorted(parameters)

    def test_which_of_them_are_written(self, scenario):
        assert scenario.is_written("parties.rebels.patience")
        assert not scenario.is_written("parties.patron.patience")
        assert not scenario.is_written("parties.patron.patience.at.all")


class TestSpec:
    def test_names_are_sorted_and_scales_are_not(self, scenario):
        spec = scenario.spec
        assert spec.issue_names == ("arms", "detainees")
        assert spec.party_names == ("patron", "rebels", "regime", "senate")
        assert spec.side_names == ("government", "rebels")
        assert spec.issues["arms"].option_names == ("none", "light", "heavy")
        assert spec.issues["arms"].index("heavy") == 2
        assert spec.issues["detainees"].options == {"held": "", "free": ""}

    def test_choices_have_a_name_and_options(self, scenario):
        _, forum = scenario.spec.forum
        assert forum.protocol.name == "alternating_offers"
        assert forum.protocol.options == {"order": ("rebels", "regime", "patron")}
        assert forum.rule.options == {
            "quota": 2.0,
            "vetoes": ("rebels",),
            "weights": {"regime": 2.0},
        }
        assert scenario.spec.parties["patron"].strategy.name == "bayesian"
        assert scenario.spec.parties["patron"].strategy.options == {}

    def test_defaults_of_a_small_forum(self):
        name, forum = Scenario.from_data(EXAMPLE).spec.forum
        assert (name, forum.required, forum.stages) == (
            "summit",
            ("north", "south"),
            ("convene", "bargain", "implement"),
        )
        assert (forum.convene_by, forum.deadline) == (12, 12)
        assert (forum.protocol.name, forum.rule.name) == ("single_text", "unanimity")

    def test_the_primary_forum_and_the_order_of_all(self):
        spec = Scenario.load(MORE_FILE).spec
        assert spec.primary == "peace"
        assert spec.forum == ("peace", spec.forums["peace"])
        assert spec.forum_names == ("relief", "peace")
        level = Scenario.load(MORE_FILE).with_({"forums.peace.priority": 0}).spec
        assert level.forum_names == ("peace", "relief")

    def test_who_has_to_ratify_decides_whether_anybody_is_asked(self):
        more = Scenario.load(MORE_FILE)
        alone = {"parties.rebels.votes_on": ["attend"]}
        assert "ratify" in more.with_(alone).spec.forums["peace"].stages
        assert "ratify" in more.spec.forums["relief"].stages
        assert "ratify" not in more.with_(alone).spec.forums["relief"].stages

    def test_actions_and_ways_back(self):
        spec = Scenario.load(MORE_FILE).spec
        assert spec.actions["assault"].stages == ("convene", "bargain", "implement")
        assert spec.actions["arm_rebels"].cost_after == {"assault": 0.02}
        again = spec.forums["peace"].resume["again"]
        assert (again.after, again.times) == (("not_convened", "walkout", "deadlock"), 2)
        other = spec.forums["peace"].resume["without_the_senate"]
        assert (other.times, other.ratified_by, again.ratified_by) == (1, (), None)
        shift = spec.issues["force"].effects["monitors"].seats["rebels"]
        assert (shift.from_, shift.to, shift.number) == ("hawks", "doves", Uniform(lo=0, hi=10))

    def test_a_seat_with_factions_ratifies_by_default(self, scenario):
        stages = scenario.drop("forums.talks.stages").spec.forum[1].stages
        assert stages == ("convene", "bargain", "ratify", "implement")

    def test_it_cannot_be_changed(self, scenario):
        with pytest.raises(ValueError, match=r"frozen"):
            scenario.spec.noise = 1

    def test_words_that_python_keeps_for_itself(self, scenario):
        demand = scenario.spec.parties["rebels"].preconditions["release"].demand
        assert (demand.issue, demand.is_, demand.at_least, demand.side) == (
            "detainees",
            "free",
            None,
            None,
        )
        assert scenario.spec.ties["patronage"].for_ == ("attend", "concede")


class TestChanging:
    def test_the_original_stays_as_it_is(self, scenario):
        before = copy.deepcopy(scenario.parameters), scenario.dump()
        changed = scenario.with_({"parties.rebels.patience": 0.5, "noise": 0})
        assert changed.parameters["parties.rebels.patience"] == 0.5
        assert changed.spec.noise == 0
        assert (scenario.parameters, scenario.dump()) == before
        assert changed.path is None

    @pytest.mark.parametrize(
        ("path", "value", "result"),
        [
            ("parties.patron.war_cost", 0.3, 0.3),
            ("parties.patron.war_cost", np.float64(0.3), 0.3),
            ("parties.patron.war_cost", np.int64(3), 3.0),
            ("parties.patron.war_cost", Uniform(lo=0, hi=1), Uniform(lo=0, hi=1)),
            ("parties.patron.war_cost", {"uniform": [0, 1]}, Uniform(lo=0, hi=1)),
            ("parties.patron.conceding_cost.arms", 0.1, 0.1),
            ("issues.arms.effects.light.guarantee", 0.2, 0.2),
            ("parties.regime.strategy.exponent", 2, 2.0),
            ("parties.regime.weights", {"arms": 1}, None),
        ],
    )
    def test_numbers_written_and_not_written(self, scenario, path, value, result):
        if path == "issues.arms.effects.light.guarantee":
            scenario = scenario.with_({"issues.arms.effects.light": {}})
        assert scenario.with_({path: value}).parameters.get(path) == result

    def test_an_option_of_a_choice_that_is_not_written(self):
        example = Scenario.from_data(EXAMPLE)
        timed = example.with_({"parties.north.strategy": "time_dependent"})
        assert timed.with_({"parties.north.strategy.exponent": 2}).spec.parties[
            "north"
        ].strategy.options == {"exponent": 2.0}
        with pytest.raises(ScenarioError, match=r"strategy 'bayesian' has no option 'exponent'"):
            example.with_({"parties.north.strategy.exponent": 2})

    def test_a_text_for_an_option_of_a_plain_list(self):
        changed = Scenario.from_data(EXAMPLE).with_({"issues.water.options.shared": "by halves"})
        assert changed.spec.issues["water"].options["shared"] == "by halves"
        assert changed.spec.issues["water"].option_names == ("south", "shared", "north")

    @pytest.mark.parametrize(
        ("path", "message"),
        [
            (
                "parties.rebel.patience",
                "leads nowhere: parties has no 'rebel'. Did you mean rebels?",
            ),
            ("parties.rebels.patients", "parties.rebels has no 'patients'. Did you mean patience?"),
            ("noize", "the scenario has no 'noize'. Did you mean noise?"),
            (
                "parties.rebels.war_cost.lo",
                "parties.rebels.war_cost has no 'lo'; known there: none at",
            ),
            ("time.horizon.weeks", "time.horizon has no 'weeks'"),
            ("", "the scenario has no ''"),
        ],
    )
    def test_a_path_that_leads_nowhere(self, scenario, path, message):
        with pytest.raises(ScenarioError, match=message):
            scenario.with_({path: 1})

    def test_a_wrong_value(self, scenario):
        with pytest.raises(
            ScenarioError, match=r"everything.yaml \(changed\): noise: -1 is too low"
        ):
            scenario.with_({"noise": -1})

    def test_dropping(self, scenario):
        dropped = scenario.drop("parties.rebels.preconditions.balance")
        assert list(dropped.spec.parties["rebels"].preconditions) == ["release"]
        with pytest.raises(
            ScenarioError, match=r"nothing is written at .* Did you mean parties.rebels."
        ):
            scenario.drop("parties.rebels.preconditions.balances")
        with pytest.raises(ScenarioError, match=r"nothing is written at 'noise.a.b'"):
            scenario.drop("noise.a.b")
        with pytest.raises(ScenarioError, match=r"party 'senate' is unknown"):
            scenario.drop("parties.senate")


class TestFaces:
    def test_repr(self, scenario):
        assert repr(scenario) == "Scenario('everything': 4 parties, 2 issues)"
        html = scenario.with_({"title": "<b>"})._repr_html_()
        assert "&lt;b&gt;" in html
        assert "talks: patron, rebels, regime" in html
        more = Scenario.load(MORE_FILE)._repr_html_()
        assert "relief: rebels, regime" in more
        assert "peace: patron, rebels, regime" in more

    def test_lines(self, scenario):
        assert scenario.line("noise") == 13
        assert scenario.line("parties.patron.war_cost") == scenario.line("parties.patron")

    def test_it_can_be_sent_to_another_process(self, scenario):
        assert pickle.loads(pickle.dumps(scenario)).hash == scenario.hash

    def test_so_can_what_is_wrong_with_it(self, scenario):
        with pytest.raises(ScenarioError) as caught:
            scenario.with_({"noise": -1})
        again = pickle.loads(pickle.dumps(caught.value))
        assert (str(again), again.problems) == (str(caught.value), caught.value.problems)


def paths(data, path=()):
    """Every place in the data."""
    yield path
    if isinstance(data, dict | list):
        for key, child in data.items() if isinstance(data, dict) else enumerate(data):
            yield from paths(child, (*path, key))


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["arms", "rebels", "x", "", "bayesian", "rank", "fear", "Name", "a b"]),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["arms", "rebels", "rank", "uniform", "name", "quota", "side", "shared", "x", ""]
            ),
            part,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def refusal(data) -> str:
    try:
        Scenario.from_data(data)
    except ScenarioError as error:
        return str(error)
    return ""


PLACES = [(data, path) for data in (DATA, MORE) for path in sorted(paths(data), key=str)[1:]]


@given(st.sampled_from(PLACES), JUNK)
def test_whatever_stands_in_one_place_it_is_loaded_or_refused(place_of_data, junk):
    original, path = place_of_data
    data = copy.deepcopy(original)
    place = data
    for key in path[:-1]:
        place = place[key]
    if path:
        place[path[-1]] = junk
    said = refusal(data)
    assert "pydantic" not in said.lower()
    assert "input should" not in said.lower()


@given(JUNK)
def test_whatever_the_whole_is_it_is_refused(junk):
    with pytest.raises(ScenarioError):
        Scenario.from_data(junk)


def test_a_list_is_no_scenario():
    with pytest.raises(
        ScenarioError, match=r"the scenario: a list stands here; it must be a mapping"
    ):
        Scenario.from_data([])
