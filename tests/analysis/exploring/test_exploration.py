"""Levers make the scenarios that they say, on the draws of the scenario as written."""

from __future__ import annotations

import pytest

import sim
from sim.analysis.exploring import Exploration, TooManyLevers
from sim.analysis.exploring.exploration import NothingRan
from sim.analysis.exploring.levers import AS_WRITTEN, levers_of, own_levers
from sim.experiments.compare import compare
from sim.scenario.errors import ScenarioError

RELEASE = "parties.rebels.preconditions.release"
WAR_COST = "parties.rebels.war_cost"
STATUS_QUO = "issues.prisoners.status_quo"


@pytest.fixture(scope="module")
def template():
    return sim.Scenario.load("template")


@pytest.fixture(scope="module")
def geneva():
    return sim.Scenario.load("geneva-2013")


@pytest.fixture(scope="module")
def explored(template) -> Exploration:
    return Exploration(template, [RELEASE, WAR_COST, STATUS_QUO], runs=100, seed=3, draws=2)


def labels(scenario, *paths: str) -> list[list[str]]:
    return [list(lever.settings) for lever in levers_of(scenario, paths)]


class TestLevers:
    def test_a_number_has_levels_over_its_range(self, template):
        assert labels(template, WAR_COST) == [
            ["as written (0.05 to 0.3)", "0.05", "0.1125", "0.175", "0.2375", "0.3"]
        ]

    def test_a_range_or_values_of_ones_own(self, template):
        asked = {WAR_COST: (0, 0.4), "forums.talks.deadline": [3, 12], "noise": {"loud": 0.3}}
        between, listed, named = levers_of(template, asked)
        assert list(between.settings)[1:] == ["0", "0.1", "0.2", "0.3", "0.4"]
        assert list(listed.settings) == ["as written (6)", "3", "12"]
        assert named.settings["loud"](template).spec.noise == 0.3

    def test_demands_threats_and_ties_can_be_taken_out(self, geneva):
        paths = ("parties.smc.preconditions.balance", "threats.arm_on_refusal", "ties.us_smc")
        for lever in levers_of(geneva, paths):
            assert lever.written == AS_WRITTEN
            assert not lever.settings["taken out"](geneva).is_written(lever.path)

    def test_what_stands_behind_an_option_can_be_emptied(self, geneva):
        path = "issues.guarantees.effects.us_russian"
        (lever,) = levers_of(geneva, [path])
        emptied = lever.settings["empty"](geneva)
        assert emptied.parameters[f"{path}.guarantee"] == 0

    def test_an_issue_can_stand_elsewhere_at_first(self, template):
        (lever,) = levers_of(template, [STATUS_QUO])
        assert list(lever.settings) == ["as written (held)", "some", "all"]
        assert lever.settings["all"](template).spec.issues["prisoners"].status_quo == "all"

    def test_a_number_that_a_variant_sets_stays_where_it_is_put(self, geneva):
        path = "ties.russia_regime.leverage"
        (lever,) = levers_of(geneva, {path: [0.4]})
        drawn = sim.run(lever.settings["0.4"](geneva), runs=5, draws=0).params(path)
        assert (drawn == 0.4).all(axis=None)

    def test_their_names_are_words(self, geneva):
        titles = [lever.title for lever in levers_of(geneva, own_levers(geneva))]
        assert "Threat of the Obama administration: arm on refusal" in titles
        assert not [title for title in titles if "_" in title or "preconditions" in title]

    def test_more_than_eight_are_refused(self, geneva):
        names = [path for path in geneva.parameters if path.endswith("war_cost")]
        with pytest.raises(TooManyLevers, match=r"9 levers are too many .*; name up to 8"):
            levers_of(geneva, [*names[:8], "noise"])

    def test_all_mistakes_are_told_at_once(self, template):
        asked = {"parties.rebels.war_costs": None, "title": None, "noise": None, RELEASE: (0, 1)}
        with pytest.raises(ScenarioError) as told:
            levers_of(template, asked)
        said = str(told.value)
        assert "there is no 'war_costs'. Did you mean war_cost?" in said
        assert "'title' is no lever by itself; name a number, a demand" in said
        assert "'noise' is 0.05 for sure; say between what" in said
        assert "is no number, so that it cannot go from 0 to 1" in said

    def test_a_scenario_of_many_demands_suggests_eight_at_most(self, geneva):
        own = own_levers(geneva, ["noise"])
        assert own[-1] == "noise"
        assert len(own) <= 8


class TestExploration:
    def test_unless_told_it_takes_demands_threats_and_a_number_that_matters(self, template):
        found = Exploration(template, runs=400, draws=0)
        *others, number = [lever.path for lever in found.levers]
        assert others == [RELEASE]
        indices = sim.given_data(sim.run(template, runs=400, draws=0))
        held = indices[indices.quantity == "held"].set_index("path")["index"]
        assert held.nlargest(3).index.str.contains(number).any()

    def test_a_setting_is_the_comparison_it_says(self, explored, template):
        look = explored.at({RELEASE: "taken out"})
        told = compare(template, template.drop(RELEASE), 100, 3, draws=2)
        assert look.comparison.funnel.equals(told.funnel)

    def test_nothing_moved_is_no_difference_at_all(self, explored):
        look = explored.at({})
        assert (look.comparison.funnel.change.dropna() == 0).all()
        assert not look.settings

    def test_going_back_gives_the_very_same(self, explored):
        before = explored.at({})
        explored.at({WAR_COST: "0.3"})
        written = {lever.path: lever.written for lever in explored.levers}
        assert explored.at(written).comparison.b is before.comparison.b

    def test_the_same_history_is_told_under_every_setting(self, explored):
        before, after = explored.at({}), explored.at({STATUS_QUO: "all"})
        assert before.run == after.run
        assert before.story == before.results.tell(before.run)
        assert before.story != after.story

    def test_several_levers_move_together(self, explored):
        scenario = explored.scenario_at({RELEASE: "taken out", WAR_COST: "0.3"})
        assert scenario.parameters[WAR_COST] == 0.3
        assert not scenario.spec.parties["rebels"].preconditions

    def test_there_are_as_many_runs_as_asked(self, explored):
        assert explored.at({}, 60).comparison.pairs == 60
        assert explored.at({}).comparison.pairs == 100

    def test_both_uncertainties_are_there(self, explored):
        row = explored.at({WAR_COST: "0.3"}).results.funnel.loc["convened"]
        assert row.low < row.share < row.high
        assert row.range_low <= row.range_high

    def test_a_setting_that_is_none_is_refused(self, explored):
        with pytest.raises(ScenarioError, match=r"'out' is no setting of .*; there are as written"):
            explored.at({RELEASE: "out"})
        with pytest.raises(ScenarioError, match=r"'noise' is no lever"):
            explored.at({"noise": "0"})

    def test_levers_that_make_no_scenario_together(self, geneva):
        paths = {"parties.smc.preconditions.balance": None, "forums.geneva.seats": [["regime"]]}
        explored = Exploration(geneva, paths, runs=20, draws=0)
        with pytest.raises(ScenarioError):
            explored.at({"forums.geneva.seats": "[regime]"})

    def test_failing_everywhere_is_said(self, template, monkeypatch):
        def fails(_):
            raise RuntimeError("no idea")

        monkeypatch.setattr("sim.model.talks.Talks.step", fails)
        explored = Exploration(template, [RELEASE], runs=3, draws=0)
        with pytest.raises(NothingRan, match=r"run 0 of A: RuntimeError: no idea"):
            explored.at({})
