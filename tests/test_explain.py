"""`tracktwo explain` as a user types it, right and wrong; and the figure of a comparison."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from tests.experiments.explain.cities import three

SMALL = ("--runs", 20, "--draws", 2, "--only", "tie")


@pytest.fixture(scope="module")
def tracktwo():
    """Type a command; gives exit code, standard output, and what went to standard error."""

    def typed(*words: object) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, re.sub(r"\s+", " ", done.stdout), done.stderr

    return typed


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    return three().save(tmp_path_factory.mktemp("cities") / "three.yaml")


@pytest.fixture(scope="module")
def explained(tracktwo, cities, tmp_path_factory):
    """What is said of them, and the folder that it is kept in."""
    folder = tmp_path_factory.mktemp("explained") / "why"
    code, said, _ = tracktwo("explain", cities, *SMALL, "--out", folder)
    assert code == 0
    return said, folder


def test_a_scenario(tracktwo, cities, explained):
    said, folder = explained
    assert "What it hangs on. As written, talks convene in" in said
    assert f"tracktwo explain {cities} --runs 20 --draws 2 --only tie" in said
    manifest = json.loads((folder / "explanation.json").read_text())
    assert manifest["kinds"] == ["tie"]
    assert (folder / "figures" / "tornado.png").stat().st_size > 1000
    refused, _, why = tracktwo("explain", cities, *SMALL, "--seed", 3, "--out", folder)
    assert refused == 3
    assert "holds other results (seed 0, not 3)" in why


@pytest.mark.parametrize("most", [None, 0, 10])
def test_the_command_that_is_printed_says_what_was_asked(tracktwo, cities, most):
    """Protects replication: the combinations that were asked for are in it, if any were."""
    given = () if most is None else ("--up-to", most)
    _, said, _ = tracktwo("explain", cities, "--only", "tie", "--runs", 5, "--draws", 0, *given)
    again = next(line.rstrip() for line in said.splitlines() if "tracktwo explain" in line)
    assert again.endswith("--only tie" if most is None else f"--only tie --up-to {most}")


@pytest.mark.usefixtures("one_kind_of_picture")
def test_the_folder_of_a_run(tracktwo, cities, tmp_path):
    """Its scenario and its seed are explained, and its own files stay as they are."""
    sim.run(three(), runs=20, draws=2, seed=6).save(tmp_path / "run")
    before = {file.name: file.read_bytes() for file in (tmp_path / "run").iterdir()}
    code, said, _ = tracktwo("explain", tmp_path / "run", "--runs", 20, "--draws", 0, "--only",
                             "threat", "--out", tmp_path / "run")  # fmt: skip
    assert code == 0
    assert "with 20 runs each, on the same draws (seed 6)" in said
    assert before.items() <= {
        file.name: file.read_bytes() for file in (tmp_path / "run").iterdir() if file.is_file()
    }.items()  # fmt: skip
    code, _, why = tracktwo("explain", tmp_path / "run", "--seed", 2)
    assert code == 2
    assert "has a seed of its own, 6; leave it out" in why


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("genva-2013",), "Did you mean geneva-2013"),
        (("geneva-2013", "--only", "ties"), "'ties' is no kind of lever. Did you mean tie"),
        (("tests",), "there are no results here"),
    ],
)
def test_mistakes(tracktwo, words, why):
    code, _, said = tracktwo("explain", *words)
    assert code == 2
    assert why in said


@pytest.mark.usefixtures("one_kind_of_picture")
def test_sources_are_kept_out(tracktwo, tmp_path):
    code, said, _ = tracktwo("explain", "geneva-2013", "--runs", 5, "--draws", 0, "--only",
                             "threat", "--without-sources", "--out", tmp_path)  # fmt: skip
    assert code == 0
    assert "--without-sources" in said
    told = json.loads((tmp_path / "explanation.json").read_text())["scenario_file"]
    assert told == sim.Scenario.load("geneva-2013").without_sources().dump()


def test_the_figure_of_a_comparison(tracktwo, cities, tmp_path):
    figure = tmp_path / "new" / "difference.svg"
    change = ("--drop", "ties.west_north", "--runs", 20, "--draws", 2)
    code, said, _ = tracktwo("compare", cities, *change, "--figure", figure)
    assert code == 0
    assert figure.read_text().startswith("<?xml")
    assert f"--figure {figure}" in said
    code, _, why = tracktwo("compare", cities, *change, "--figure", "figure.doc")
    assert code == 2
    assert "name a file that ends in .png, .svg or .pdf" in why


def test_the_page_is_short_and_the_file_whole(tracktwo, cities, explained):
    """Protects the page on the screen: one sitting, and --all for the rest."""
    short, folder = explained
    assert "Of talks: a deal is made" not in short
    assert "Wilson" not in short
    assert "--all shows every table" in short
    assert "Simulation noise is a 95% interval" in short
    code, full, _ = tracktwo("explain", cities, *SMALL, "--all")
    assert code == 0
    assert "Wilson" in full
    assert len(full) > len(short)
    stored = re.sub(r"\s+", " ", (folder / "explanation.txt").read_text())
    assert "Wilson" in stored


def test_a_sweep_takes_nothing_that_it_would_not_heed(tracktwo, tmp_path):
    study = {"format": 1, "name": "two", "title": "Two", "scenario": "three.yaml", "runs": 10,
             "draws": 0, "factors": {"noise": {"path": "noise", "levels": [0.1, 0.2]}}}  # fmt: skip
    three().save(tmp_path / "three.yaml")
    (tmp_path / "two.yaml").write_text(json.dumps(study))
    folder = tmp_path / "sweep"
    assert tracktwo("sweep", tmp_path / "two.yaml", "--out", folder, "--workers", 1)[0] == 0
    code, _, why = tracktwo("explain", folder, "--out", tmp_path / "why", "--only", "tie")
    assert code == 2
    assert "--out, --only: " in why
    assert "holds a sweep, which is explained by the cells it has" in why
    code, said, _ = tracktwo("explain", folder)
    assert code == 0
    assert f"tracktwo explain {folder}" in said


def test_where_the_figure_cannot_go_is_said_before_anything_is_run(tracktwo, cities, tmp_path):
    """Protects a long run from ending in a traceback, with its page lost."""
    (tmp_path / "file").write_text("")
    code, said, why = tracktwo("compare", cities, "--set", "noise=0.2", "--runs", 20, "--draws", 0,
                               "--figure", tmp_path / "file" / "x.png")  # fmt: skip
    assert (code, said) == (3, "")
    assert str(tmp_path / "file") in why
