"""The studies that ship: each can be run by whoever has half an hour, and has been answered."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from sim.experiments.study import Study
from sim.experiments.trial import RUNS_PER_DRAW
from sim.scenario import library

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MOST = 120_000  # runs, the nested ones among them: minutes on two cores
UNSEEN = {"colombia-2012"}  # whose output nobody may see yet
MOST_TRIED = 200  # cells of a study: each takes a twentieth of a second
NAMES = library.names("studies")


@cache
def load(name):
    """A study that ships, read once for all tests: its scenarios are large."""
    return Study.load(name)


def _but_the_longest(names):
    """The names, that of the study with the most cells marked slow."""
    longest = "which-assumption-matters"
    return [pytest.param(n, marks=pytest.mark.slow) if n == longest else n for n in names]


def test_the_questions_ship():
    assert set(NAMES) >= {
        "what-convenes-geneva", "whom-to-seat", "leverage-and-guarantees", "when-to-wait",
        "which-assumption-matters",
    }  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_study_is_named_after_its_file_and_small_enough(name):
    study = load(name)
    assert study.name == name
    assert study.spec.question
    assert all(factor.title for factor in study.spec.factors.values())
    runs = len(study.cells) * (study.spec.runs + study.spec.draws * RUNS_PER_DRAW)
    assert runs <= MOST
    assert not UNSEEN & {base.name for base in study.scenarios.values()}


@pytest.mark.parametrize("name", _but_the_longest(NAMES))
def test_every_cell_of_a_study_is_a_scenario_and_no_two_are_the_same_by_mistake(name):
    """Protects against a level that changes nothing because something else sets its number."""
    study = load(name)
    tried = range(0, len(study.cells), 1 + len(study.cells) // MOST_TRIED)
    hashes = [study.scenario_of(number).hash for number in tried]
    same_on_purpose = {"whom-to-seat": 1}  # with nobody else seated nobody else can be required
    assert len(hashes) >= min(len(study.cells), MOST_TRIED // 2)
    assert len(set(hashes)) == len(hashes) - same_on_purpose.get(name, 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_study_has_its_page_its_table_and_its_figure(name):
    page = (DOCS / "studies" / f"{name}.md").read_text(encoding="utf-8")
    assert f"tracktwo sweep {name} " in page
    assert "## What it cannot say" in page
    assert f"studies/{name}.yaml" in page
    table = (DOCS / "studies" / f"{name}.txt").read_text(encoding="utf-8")
    assert table.startswith(load(name).title)
    assert (DOCS / "images" / "studies" / f"{name}.png").is_file()
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert f"studies/{name}.md" in index
    assert name in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_a_page_is_that_of_the_study(name):
    """Protects pages against studies that have changed since: as many cells, in its order."""
    study = load(name)
    table = (DOCS / "studies" / f"{name}.txt").read_text(encoding="utf-8")
    if study.design.name == "saltelli":  # its cells are points, and are not told one by one
        each = 2 * len(study.factors) + 2
        said = f"{len(study.cells) // each} groups of {each} cells with {study.spec.runs} runs each"
        assert said in " ".join(table.split())
        return
    rows = re.findall(r"^ {2,5}(\d+)  \S", table, re.M)
    assert [int(row) for row in rows] == list(range(len(study.cells)))
