"""What ships is found by name, from a checkout and from a wheel alike."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario, ScenarioError, library


def test_every_scenario_that_ships_loads_by_its_name():
    assert "geneva-2013" in library.names()
    for name in library.names():
        assert Scenario.load(name).name == name
        assert library.find(name).is_file()


def test_predictions_beside_a_scenario_are_no_scenario():
    assert not [name for name in library.names() if "." in name]


def test_an_unknown_name():
    with pytest.raises(
        ScenarioError, match=r"geneva-2014: there is no such file, .* Did you mean gen"
    ):
        Scenario.load("geneva-2014")
    with pytest.raises(ScenarioError, match=r"no scenario of this name ships; what ships: "):
        Scenario.load("xyz")


def test_what_looks_like_a_path_is_one(tmp_path, monkeypatch):
    with pytest.raises(ScenarioError, match=r"^geneva-2013.yml: this cannot be read"):
        Scenario.load("geneva-2013.yml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "geneva-2013").write_text("")
    with pytest.raises(ScenarioError, match=r"^geneva-2013:1: is empty"):
        Scenario.load("geneva-2013")


def test_data_inside_the_package_is_found_first(tmp_path, monkeypatch):
    monkeypatch.setattr(library, "_PACKAGE", tmp_path / "sim")
    packaged = tmp_path / "sim" / "_data" / "scenarios"
    packaged.mkdir(parents=True)
    (packaged / "mine.yaml").touch()
    assert library.names() == ["mine"]
    assert library.find("mine") == packaged / "mine.yaml"
    assert library.seeds() == tmp_path / "seeds"
