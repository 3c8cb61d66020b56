"""Study files: cells in their order, every mistake at once, and the same study anywhere."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.study import Study
from sim.experiments.study.designs import DESIGNS, FullGrid
from sim.experiments.study.factors import Factor, Level
from sim.experiments.study.study import EXAMPLE
from sim.scenario.errors import ScenarioError
from sim.scenario.plain import to_yaml
from sim.scenario.scenario import EXAMPLE as TWO_CITIES
from sim.scenario.scenario import Scenario

PATIENCE = {"path": "parties.north.patience", "levels": [0.5, 0.9, 1]}
RANGE = {"path": "parties.north.patience", "between": {"uniform": [0.5, 1]}}
DEMANDING = Scenario.from_data(TWO_CITIES).with_(
    {
        "parties.north.preconditions": {
            "first": {"demand": {"issue": "water", "at_least": "shared"}, "firmness": 0.1}
        },
        "issues.water.controlled_by": ["south"],
    }
)


def study(**changes: object) -> Study:
    return Study.from_data({**copy.deepcopy(EXAMPLE), **changes})


# -- cells -------------------------------------------------------------------------------------


def test_a_full_grid_has_every_combination_once_the_last_factor_fastest():
    labels = [cell.label for cell in study().cells]
    assert labels[:3] == [
        "patience 0.5, share 0.2",
        "patience 0.5, share 0.4",
        "patience 0.9, share 0.2",
    ]
    assert len(labels) == len(set(labels)) == 6


def test_a_cell_has_the_scenario_that_it_says():
    scenario = study().scenario_of(3)
    assert scenario.parameters["parties.north.patience"] == 0.9
    assert scenario.parameters["parties.north.reservation"] == 0.4


def test_one_at_a_time_starts_from_what_is_written_and_changes_one_thing():
    found = study(design="one_at_a_time")
    assert [cell.settings for cell in found.cells] == [
        {},
        {"patience": "0.5"},
        {"patience": "0.9"},
        {"patience": "1"},
        {"share": "0.2"},
        {"share": "0.4"},
    ]
    assert found.scenario_of(0).hash == Scenario.from_data(TWO_CITIES).hash


def test_a_part_is_kept_or_dropped():
    found = study(
        scenario=DEMANDING.as_data(),
        factors={"demand": {"present": "parties.north.preconditions.first"}},
    )
    assert [cell.label for cell in found.cells] == ["demand yes", "demand no"]
    there = [found.scenario_of(k).spec.parties["north"].preconditions for k in (0, 1)]
    assert [list(each) for each in there] == [["first"], []]


def test_levels_may_have_names_and_several_paths_may_move_together():
    factor = {
        "paths": ["parties.north.patience", "parties.south.patience"],
        "levels": {"hasty": 0.5, "calm": 1},
    }
    found = study(factors={"temper": factor})
    assert found.cells[0].label == "temper hasty"
    spec = found.scenario_of(0).spec
    assert [spec.parties[name].patience for name in ("north", "south")] == [0.5, 0.5]


def test_base_scenarios_are_the_first_factor():
    other = Scenario.from_data(TWO_CITIES).with_({"name": "louder", "noise": 0.1}).as_data()
    found = study(scenario=None, scenarios={"a": TWO_CITIES, "b": other})
    assert len(found.cells) == 12
    assert [found.scenario_of(k).spec.noise for k in (0, 6)] == [0.05, 0.1]


def test_listed_cells_are_those_listed():
    rows = [{"patience": 0.9}, {"share": "0.2", "patience": 1}, {}]
    found = study(design="list", cells=rows)
    assert [cell.label for cell in found.cells] == [
        "patience 0.9",
        "share 0.2, patience 1",
        "as written",
    ]


@given(points=st.integers(1, 40), seed=st.integers(-5, 5))
def test_a_latin_hypercube_has_one_point_in_every_slice(points, seed):
    found = study(
        factors={"patience": RANGE}, design={"name": "latin_hypercube", "points": points}, seed=seed
    )
    values = [found.design.settings(k)["patience"].value for k in range(points)]
    slices = np.floor((np.sort(values) - 0.5) / 0.5 * points - 1e-9).clip(0)
    assert slices.tolist() == list(range(points))


def test_sobol_points_fill_the_square_evenly():
    share = {"path": "parties.north.reservation", "between": {"uniform": [0, 1]}}
    found = study(
        factors={"patience": RANGE, "share": share}, design={"name": "sobol", "points": 64}
    )
    at = np.array([[level.value for level in found.design.settings(k).values()] for k in range(64)])
    quarter = ((at[:, 0] < 0.75) & (at[:, 1] < 0.5)).sum()
    assert quarter == 16  # a (0, m, 2)-net in base 2: exactly its part


def test_saltelli_rows_differ_where_they_should():
    """Protects the order that SALib's analysis reads: A, A with one of B, B with one of A, B."""
    share = {"path": "parties.north.reservation", "between": {"uniform": [0, 1]}}
    found = study(
        factors={"patience": RANGE, "share": share}, design={"name": "saltelli", "points": 8}
    )
    assert len(found.cells) == 8 * 6
    rows = found.design.at.reshape(8, 6, 2)
    a, b = rows[:, 0], rows[:, 5]
    assert (rows[:, 1] == np.column_stack([b[:, 0], a[:, 1]])).all()
    assert (rows[:, 2] == np.column_stack([a[:, 0], b[:, 1]])).all()
    assert (rows[:, 3] == np.column_stack([a[:, 0], b[:, 1]])).all()
    assert (rows[:, 4] == np.column_stack([b[:, 0], a[:, 1]])).all()
    assert not (a == b).any()


def test_a_grid_of_a_million_is_not_written_out():
    levels = tuple(Level(str(k), k) for k in range(1000))
    grid = FullGrid((Factor("a", "", ("x",), levels), Factor("b", "", ("y",), levels)), None, 0)
    assert len(grid) == 1_000_000
    last = grid.settings(123_456)
    assert [level.value for level in last.values()] == [123, 456]


# -- the same study anywhere -------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "list"])
def test_a_study_carried_as_data_is_the_same_study(name):
    takes_points = "points" in DESIGNS[name].options
    found = study(design={"name": name, "points": 4} if takes_points else name)
    again = Study.from_data(found.as_data())
    assert again.hash == found.hash
    assert [cell.label for cell in again.cells] == [cell.label for cell in found.cells]
    assert again.scenario_of(1).hash == found.scenario_of(1).hash


def test_a_study_that_was_checked_is_not_tried_again(monkeypatch):
    """Protects workers, each of which reads the study: a thousand levels take half a minute."""
    data = study().as_data()
    monkeypatch.setattr(Factor, "applied", None)
    assert len(Study.from_data(data, tried=True).cells) == 6
    with pytest.raises(TypeError):
        Study.from_data(data)


def test_texts_and_titles_change_no_hash_and_anything_else_does():
    assert study(title="another", question="why").hash == study().hash
    changes: list[dict] = [{"runs": 101}, {"draws": 1}, {"seed": 1}, {"until": 0.1}]
    changes += [{"design": "one_at_a_time"}, {"quantity": "P(convene)"}]
    changes += [{"factors": {"patience": PATIENCE}}]
    hashes = {study(**change).hash for change in changes}
    assert len(hashes | {study().hash}) == len(changes) + 1


def test_scenarios_are_found_beside_the_study_and_by_name(tmp_path):
    Scenario.from_data(TWO_CITIES).save(tmp_path / "river.yaml")
    for source in ("river.yaml", "geneva-2013"):
        file = tmp_path / "study.yaml"
        factors = {"n": {"path": "noise", "levels": [0.05, 0.1]}}
        file.write_text(to_yaml({**EXAMPLE, "scenario": source, "factors": factors}))
        assert len(Study.load(file).cells) == 2


# -- mistakes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"runs": 0, "draws": "x"}, r"draws: 'x' stands here.*\n.*runs: 0 is out of range"),
        ({"sceario": 1}, r"'sceario' is unknown here\. Did you mean scenario\?"),
        (
            {"factors": {"a": {"path": "parties.nort.patience", "levels": [1]}}},
            r"factors\.a: the path .* leads nowhere: parties has no 'nort'\. Did you mean north\?",
        ),
        (
            {"factors": {"a": {"path": "parties.south.patience", "levels": [0.5, 2, "x"]}}},
            r"level 2: .* 2 is too high.*\n.*level x: .*'x' is not a number",
        ),
        (
            {"factors": {"a": {"present": "parties.north.foo"}}},
            r"factors\.a.*nothing is written at 'parties\.north\.foo'",
        ),
        ({"factors": {"a": {"levels": [1]}}}, r"write one of path:, paths: and present:"),
        (
            {"factors": {"a": {"path": "noise"}}},
            r"levels: .* or between: .* one of the two",
        ),
        ({"factors": {"scenario": PATIENCE}}, r"take another name"),
        ({"factors": {"failed": PATIENCE}}, r"'failed' is a column of every table of cells"),
        ({"factors": {"a": PATIENCE, "b": PATIENCE}}, r"is varied by 'a' too"),
        ({"factors": {}}, r"there are no factors; add one"),
        (
            {"factors": {"a": {"path": "parties.north.patience", "levels": [1, 1]}}},
            r"'1' stands there twice",
        ),
        (
            {"factors": {"a": {"path": "noise", "levels": {"Low": 1}}}},
            r"^<data>: factors\.a\.levels: 'Low' is no name; write small letters[^\n]*$",
        ),
        (
            {"factors": {"a": {"path": "noise", "levels": []}}},
            r"levels: this has 0 levels; it needs",
        ),
        (
            {"factors": {"a": {"path": "noise", "levels": 3}}},
            r"levels: this must be a list of levels",
        ),
        ({"design": "fullgrid"}, r"design 'fullgrid' is unknown\. Did you mean full_grid\?"),
        ({"design": "sobol"}, r"sobol needs a number of points"),
        ({"design": {"name": "sobol", "points": 8, "foo": 1}}, r"sobol has no 'foo'"),
        ({"factors": {"a": RANGE}}, r"full_grid needs levels, and factor 'a' has a range"),
        ({"cells": [{"patience": 0.5}]}, r"cells are listed, and the design is full_grid"),
        (
            {"design": "list", "cells": [{"patience": 0.7}, {"patiense": 1}]},
            r"'0\.7' is no level of 'patience'.*\n.*Did you mean patience\?",
        ),
        ({"quantity": "P(helt)"}, r"quantity: 'helt' in P\(helt\) is no event\. Did you mean held"),
        ({"quantity": "E(utility.north)", "until": 0.1}, r"until: watches a probability"),
        ({"scenario": "geneva-2014"}, r"Did you mean geneva-2013\?"),
        ({"scenarios": {"a": TWO_CITIES}}, r"scenario: or scenarios:, one of the two"),
    ],
)
def test_a_mistake_is_named_with_its_cure(changes, message):
    with pytest.raises(ScenarioError, match=message):
        study(**changes)


def test_a_mistake_has_its_line(tmp_path):
    Scenario.from_data(TWO_CITIES).save(tmp_path / "river.yaml")
    file = tmp_path / "study.yaml"
    file.write_text(
        "format: 1\nname: s\ntitle: t\nscenario: river.yaml\nfactors:\n"
        "  a:\n    path: parties.north.patience\n    levels:\n      - 0.5\n      - 7\nruns: -1\n"
    )
    with pytest.raises(ScenarioError, match=r"study\.yaml:11: runs: -1 is out of range"):
        Study.load(file)
    file.write_text(file.read_text().replace("-1", "5"))
    with pytest.raises(ScenarioError, match=r"study\.yaml:10: factors\.a\.levels: level 7: .*high"):
        Study.load(file)


def test_what_is_wrong_with_a_base_scenario_is_told_with_its_own_file(tmp_path):
    Path(tmp_path / "river.yaml").write_text("format: 2\n", encoding="utf-8")
    file = tmp_path / "study.yaml"
    file.write_text(to_yaml({**EXAMPLE, "scenario": "river.yaml"}))
    with pytest.raises(ScenarioError, match=r"study\.yaml:\d+: scenario: .*river\.yaml: line 1"):
        Study.load(file)


def test_levels_that_make_no_scenario_together_are_no_mistake_of_the_study():
    """Such a cell is recorded as failed when it comes to be run, and nothing else is."""
    narrow, wide = {"uniform": [0.1, 0.2]}, {"uniform": [0.1, 0.9]}
    data = Scenario.from_data(TWO_CITIES).as_data()
    data["issues"]["land"] = {"options": ["a", "b"], "status_quo": "a"}
    data["parties"]["north"] |= {"weights": {"water": wide, "land": wide}}
    data["parties"]["north"]["values"]["land"] = {"a": 0, "b": 1}
    factors = {
        issue: {"path": f"parties.north.weights.{issue}", "levels": {"any": wide, "low": narrow}}
        for issue in ("water", "land")
    }
    found = study(scenario=data, factors=factors)
    assert found.scenario_of(2).name == "two-cities"
    with pytest.raises(ScenarioError, match=r"the ranges add up to 0\.4 at most"):
        found.scenario_of(3)
