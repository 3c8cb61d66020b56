"""History files: the one that ships, and what is wrong with others, with lines."""

from __future__ import annotations

import pytest

from sim.experiments.funnel import reachable
from sim.experiments.history import History, shipped
from sim.model.endings import OUTCOMES
from sim.scenario import library
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.made_up import case, label, write_history


def refused(file, scenarios=False):
    """What is said of a file that is refused, one line a problem."""
    read = (lambda: History.load(file).scenarios()) if scenarios else (lambda: History.load(file))
    with pytest.raises(ScenarioError) as caught:
        read()
    return str(caught.value).replace(str(file), "FILE").splitlines()


# -- the file that ships -----------------------------------------------------------------------


def test_the_shipped_file():
    """Protects the six cases, each with a reason and a source for every label."""
    history = History.load()
    assert list(history.cases) == [
        "khatib-2013", "geneva-2013", "chemical-weapons-2013", "geneva-ii-2014",
        "geneva-iii-2016", "ankara-2016",
    ]  # fmt: skip
    for body in history.cases.values():
        assert set(body.labels) <= set(OUTCOMES)
        assert all(given.why and given.sources for given in body.labels.values())


def test_it_is_no_scenario():
    """Protects `tracktwo list` from taking the file for a scenario."""
    assert shipped().is_file()
    assert "history" not in library.names()


# -- reading -----------------------------------------------------------------------------------


def test_a_case(tmp_path):
    file = write_history(tmp_path, {"river": case("held", forum="summit")})
    history = History.load(file)
    body = history.cases["river"]
    assert (body.window.from_.isoformat(), body.window.to.isoformat()) == (
        "2013-05-01",
        "2013-06-30",
    )
    assert body.labels["held"].sources[0].by == "Somebody"
    scenario = history.scenarios()["river"]
    assert scenario.name == "two-cities"
    assert history.forum("river", scenario) == scenario.spec.forum


def test_a_scenario_that_ships_is_found_by_name(tmp_path):
    file = write_history(tmp_path, {"june": case("not_convened", scenario="geneva-2013")})
    assert History.load(file).scenarios()["june"].name == "geneva-2013"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"scenario": None}, 5, "cases.x.scenario: nothing stands here; it must be a text"),
        ({"scenari": "a"}, 17, "cases.x: 'scenari' is unknown here. Did you mean scenario?"),
        ({"happened": " "}, 9, "cases.x.happened: nothing is said here; write it in your own"),
        ({"labels": {}}, 10, "cases.x.labels: this needs at least 1 entry, and has 0"),
        ({"labels": {"hold": label()}}, 11, "'hold' is no outcome of the model's. Did you mean"),
        ({"window": {"from": "2013-05-01", "to": "2013-04-01"}}, 6, "it ends on 2013-04-01"),
        ({"window": {"from": "May", "to": "2013-04-01"}}, 7, "'May' is not a date; write it as"),
        ({"window": {"from": "2013-05-01"}}, 6, "cases.x.window: 'to' is missing; add it"),
        ({"labels": {"held": label(sources=[])}}, 13, "labels.held.sources: this needs at least 1"),
        ({"labels": {"held": {"sources": 3}}}, 11, "cases.x.labels.held: 'why' is missing; add it"),
        ({"labels": {"held": label(until="2012-01-01")}}, 17, "2012-01-01 is before the window"),
        ({"labels": {"held": label(sources=[{"by": "A", "title": "b", "date": "May"}])}}, 14,
         "labels.held.sources.date: 'May' is not a date; write it as 2013, 2013-05 or"),
    ],
)  # fmt: skip
def test_mistakes_have_lines_and_cures(tmp_path, change, line, said):
    """Protects what a user sees: line, place, value and the way out."""
    problems = refused(write_history(tmp_path, {"x": case("held") | change}))
    assert any(p.startswith(f"FILE:{line}: ") and said in p for p in problems), problems


def test_all_mistakes_at_once(tmp_path):
    cases = {"a": case("hold"), "b": case("held", "walk_out")}
    assert len(refused(write_history(tmp_path, cases))) == 2


def test_a_misspelt_key_is_one_mistake(tmp_path):
    """Protects against a key that is told as unknown and, under its right name, as missing."""
    wrong = case("held")
    wrong["windov"] = wrong.pop("window")
    [problem] = refused(write_history(tmp_path, {"x": wrong}))
    assert "'windov' is unknown here. Did you mean window?" in problem


def test_a_name_of_a_case(tmp_path):
    [problem] = refused(write_history(tmp_path, {"Geneva 3": case("held")}))
    assert "'Geneva 3' is no name; write small letters, digits, - and _, a letter first" in problem


# -- cases and their scenarios -----------------------------------------------------------------


def test_a_scenario_that_is_not_there(tmp_path):
    """Protects the cure for a case whose scenario has not been written yet; all cases at once."""
    cases = {
        "a": case("held", scenario="geneva-2031"),
        "b": case("held", scenario="nowhere.yaml"),
    }
    one, two = refused(write_history(tmp_path, cases), scenarios=True)
    assert "cases.a.scenario: scenario 'geneva-2031' is not to be had" in one
    assert "Did you mean geneva-2013?; write the scenario, correct its name, or leave" in one
    assert "cases.b.scenario: scenario 'nowhere.yaml' is not to be had: this cannot be read" in two


def test_a_scenario_with_mistakes(tmp_path):
    file = write_history(tmp_path, {"a": case("held")})
    beside = tmp_path / "two-cities.yaml"
    beside.write_text(beside.read_text().replace("unit: month", "unit: moth"))
    [problem] = refused(file, scenarios=True)
    assert f"has mistakes; tracktwo validate {beside} lists them" in problem


def test_a_forum_that_is_not_there(tmp_path):
    [problem] = refused(write_history(tmp_path, {"a": case("held", forum="sumit")}), scenarios=True)
    assert "scenario 'two-cities' has no forum 'sumit'; it has summit" in problem


def test_words_for_a_deal_are_those_of_the_stages(tmp_path):
    """Protects against a label that means the same as an outcome and would be scored as never."""
    short = Scenario.from_data(EXAMPLE).with_({"forums.summit.stages": ["convene", "bargain"]})
    (tmp_path / "short.yaml").write_text(short.dump())
    cases = {"a": case("agreed"), "b": case("held", scenario="short.yaml")}
    one, two = refused(write_history(tmp_path, cases), scenarios=True)
    assert "cases.a.labels.agreed: this scenario looks beyond the deal; write held" in one
    assert "cases.b.labels.held: this scenario ends with the deal" in two


@pytest.mark.parametrize(
    ("stages", "ends"),
    [
        (["convene", "bargain"], ("not_convened", "walkout", "deadlock", "agreed")),
        (["bargain", "implement"], ("walkout", "deadlock", "collapsed", "held")),
    ],
)
def test_reachable(stages, ends):
    scenario = Scenario.from_data(EXAMPLE).with_({"forums.summit.stages": stages})
    assert reachable(scenario, scenario.spec.forum[1]) == ends


def test_no_run_ends_in_what_is_not_reachable():
    """Protects the list of reachable outcomes from falling behind the model."""
    import sim

    for scenario in (Scenario.from_data(EXAMPLE), Scenario.load("geneva-2013")):
        can = reachable(scenario, scenario.spec.forum[1])
        assert set(sim.run(scenario, runs=300, draws=0).outcomes.index) <= set(can)


def test_a_scenario_that_rests_on_nothing_is_refused(tmp_path):
    """Protects what is scored: the same evidence is asked of it as of one that is run."""
    data = Scenario.from_data(EXAMPLE).with_({"parties.north.evidence": {"self": "made up"}})
    (tmp_path / "half.yaml").write_text(data.dump())
    file = write_history(tmp_path, {"x": case("held", scenario="half.yaml")})
    with pytest.raises(ScenarioError, match=r"'half\.yaml' has mistakes; tracktwo validate .*half"):
        History.load(file).scenarios()
