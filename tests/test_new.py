"""`tracktwo new`, as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import Scenario


@pytest.fixture
def tracktwo(tmp_path, monkeypatch):
    """Type a command in an empty folder; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def typed(*words: str):
        done = CliRunner().invoke(app, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return typed


def test_from_an_empty_folder(tracktwo):
    """Protects the first minute: a file that validates, and that says what to do next."""
    code, said, _ = tracktwo("new", "lake.yaml")
    assert code == 0
    assert "lake.yaml: written, a draft called lake" in said
    assert "tracktwo validate lake.yaml" in said
    code, said, _ = tracktwo("validate", "lake.yaml")
    assert (code, said.startswith("lake.yaml: ok: 2 parties, 2 issues, 1 forum")) == (0, True)


def test_from_a_case_that_ships(tracktwo):
    assert tracktwo("new", "geneva.yaml", "--from", "geneva-2013")[0] == 0
    mine, theirs = Scenario.load("geneva.yaml"), Scenario.load("geneva-2013")
    assert (mine.name, mine.title) == ("geneva", theirs.title)
    assert mine.spec.party_names == theirs.spec.party_names


def test_blank_for_a_second_coder(tracktwo):
    """Protects two coders: the same names and no number of the first one, ready to be filled in."""
    code, said, _ = tracktwo("new", "theirs.yaml", "--from", "geneva-2013", "--blank")
    assert code == 0
    assert "with the names of geneva-2013 and none of its numbers" in said
    text = Path("theirs.yaml").read_text(encoding="utf-8")
    assert "weights: {rank: [[" in text
    assert "\n    #war_cost: 0" in text  # a line to uncomment, with its default
    code, said, _ = tracktwo("validate", "theirs.yaml")
    assert (code, said.startswith("theirs.yaml: ok: 9 parties")) == (0, True)
    mine, theirs = Scenario.load("geneva-2013"), Scenario.load("theirs.yaml")
    assert set(theirs.spec.forum[1].seats) == set(mine.spec.forum[1].seats)
    assert tracktwo("agree", "geneva-2013", "theirs.yaml")[0] == 0


def test_never_over_what_is_there(tracktwo, tmp_path):
    """Protects a day's work: exit code 2, one line, and the file as it was."""
    (tmp_path / "lake.yaml").write_text("a day's work", encoding="utf-8")
    code, said, error = tracktwo("new", "lake.yaml")
    assert (code, said) == (2, "")
    assert error == "lake.yaml: is there already and stays as it is; choose another name\n"
    assert (tmp_path / "lake.yaml").read_text(encoding="utf-8") == "a day's work"


def test_from_what_is_not_there(tracktwo, tmp_path):
    code, _, error = tracktwo("new", "lake.yaml", "--from", "genva-2013")
    assert code == 2
    assert "genva-2013: there is no such file, and no scenario of this name ships" in error
    assert not list(tmp_path.iterdir())


def test_the_table_of_units(tracktwo):
    code, said, _ = tracktwo("schema", "--units")
    assert code == 0
    assert said.startswith("# Units, and what to ask\n")
    assert "## parties.NAME\n" in said
