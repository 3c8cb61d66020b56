"""The sections and figures that say which assumption matters, and the page of a sweep's why."""

from __future__ import annotations

import re

import numpy as np
import pytest

import sim
from sim.analysis.explaining import discovery, importance, of_sweep
from sim.analysis.figures import importance as bars
from sim.analysis.figures import sobol as sobol_bars
from sim.analysis.figures.sweep import suiting
from sim.analysis.layout import Page, markdown, text
from sim.analysis.parameters import Parameters
from sim.experiments.challenge.parameters import in_force
from sim.experiments.explain.sobol import sobol
from sim.experiments.sweep import sweep
from sim.scenario import library
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.sweep.making import Here, study

NORTH = {"path": "parties.north.reservation", "title": "what north has without a deal",
         "between": {"uniform": [0, 0.9]}}  # fmt: skip
PATIENCE = {"path": "parties.north.patience", "between": {"uniform": [0.5, 1]}}


@pytest.fixture(scope="module")
def results():
    changes = {"parties.north.reservation": {"uniform": [0, 1]}}
    return sim.run(Scenario.from_data(EXAMPLE).with_(changes), runs=500, draws=20)


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    changes = {
        "factors": {"north": NORTH, "patience": PATIENCE}, "runs": 12, "draws": 0,
        "design": {"name": "saltelli", "points": 16}, "quantity": "P(convene)",
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("saltelli") / "sweep"
    return sweep(study(**changes), folder, executor=Here())


def shown(*sections) -> str:
    return text(Page("A page", "", [], sections))


@pytest.mark.parametrize("name", library.names())
def test_every_uncertain_number_of_every_scenario_has_words(name):
    """Protects readers from paths: no word of a file's grammar is left in what is told."""
    scenario = Scenario.load(name)
    told, short = Parameters(scenario), Parameters(scenario, short=True)
    for path in in_force(scenario, 0, np.arange(2))[0]:
        for words in (told, short):
            assert path not in words(path)
            assert "_" not in words(path)
        if not path.startswith(("variants.", "shared.")) and ".orders." not in path:
            assert told.unit(path)


def test_importance_in_words(results):
    said = " ".join(shown(importance.section(results)).split())
    assert "what having no deal is worth to North" in said
    assert "From 500 runs (seed 0)" in said
    assert re.search(r"Whether talks convene: the assumptions decide \d+% of it", said)
    assert re.search(r"talks convene in \d+% of runs, and in \d+% where it is high", said)
    assert "resting on" in said


def test_failed_runs_are_told_in_importance(results):
    runs = results.runs.copy()
    runs.loc[:9, "run_status"] = "failed"
    less = type(results)(results.scenario, 0, runs, results.blocks, results.spreads)
    assert "10 of 500 runs FAILED" in shown(importance.section(less))
    runs["run_status"] = "failed"
    none = type(results)(results.scenario, 0, runs, results.blocks)
    assert "Every run failed" in shown(importance.section(none))


def test_discovery_in_words(results):
    said = " ".join(shown(discovery.section(results)).split())
    assert "Talks convene when what having no deal is worth to North is at most" in said
    assert "of all runs" in said
    assert "coverage" in said


def test_where_nothing_is_found_it_is_said():
    calm = Scenario.from_data(EXAMPLE)
    few = sim.run(calm, runs=60, draws=0)
    assert "not looked for. 200 runs are needed" in " ".join(shown(discovery.section(few)).split())


def test_the_page_of_a_saltelli_sweep_is_its_indices(saltelli):
    page = of_sweep.page(saltelli, "tracktwo explain DIR")
    said = " ".join(text(page).split())
    assert "with what it does together" in said
    assert "Not to be told from nothing: patience" in said
    assert "16 groups of 6 cells with 12 runs each" in said
    assert "nothing of what lies beyond the ranges" in said
    assert "tracktwo explain DIR" in said
    row = sobol(saltelli).set_index("factor").loc["north"]
    assert f"{min(row.total, 1):.0%}" in said


def test_the_page_of_a_sweep_itself_shows_them_too(saltelli):
    from sim.analysis.sweep_page import page

    titles = [section.title for section in page(saltelli).sections]
    assert titles[0] == of_sweep.TITLE
    assert suiting(saltelli.study) is sobol_bars


def test_too_few_groups_are_told_on_the_page(tmp_path):
    changes = {
        "factors": {"north": NORTH}, "runs": 2, "draws": 0,
        "design": {"name": "saltelli", "points": 2},
    }  # fmt: skip
    few = sweep(study(**changes), tmp_path / "few", executor=Here())
    said = " ".join(shown(of_sweep.sobol_section(few)).split())
    assert "2 of 2 groups of 4 cells are whole, and Sobol indices need 16" in said


@pytest.mark.parametrize(
    ("design", "cannot"),
    [
        ("full_grid", "nothing of what lies between the levels"),
        ("one_at_a_time", "nothing of what factors do together"),
        ({"name": "latin_hypercube", "points": 12}, "little of what factors do together"),
    ],
)
def test_other_designs_say_which_factor_moves_it_most_and_what_they_cannot_tell(
    tmp_path, design, cannot
):
    north = {"path": NORTH["path"], "levels": [0.1, 0.9], "title": NORTH["title"]}
    patience = {"path": PATIENCE["path"], "levels": [0.5, 1]}
    factors = {"north": north, "patience": patience}
    changes = {"factors": factors, "runs": 60, "draws": 0, "quantity": "P(convene)"}
    found = sweep(study(**changes, design=design), tmp_path / "sweep", executor=Here())
    said = " ".join(text(of_sweep.page(found)).split())
    assert f"What this design cannot tell: {cannot}" in said
    assert "Talks convene: what north has without a deal moves it most, by -" in said


def test_factors_that_no_cell_sets_alone_are_told(tmp_path):
    cells = [{}, {"north": 0.1}, {"north": 0.9, "patience": 1}]
    factors = {
        "north": {"path": NORTH["path"], "levels": [0.1, 0.9]},
        "patience": {"path": PATIENCE["path"], "levels": [0.5, 1]},
    }
    found = sweep(
        study(factors=factors, design="list", cells=cells, runs=20, draws=0),
        tmp_path / "sweep", executor=Here(),
    )  # fmt: skip
    said = " ".join(text(of_sweep.page(found)).split())
    assert "Nothing is told of patience: no cells differ in it alone" in said


# -- figures -------------------------------------------------------------------------------------


def test_the_figure_of_importance_draws_its_data(results):
    ax, data = bars(results), bars.data(results)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx(list(data["index"]))
    assert (data.low > 0).all()
    assert "seed 0" in bars.caption(results)


@pytest.mark.parametrize("size", ["page", "column", "slide"])
def test_the_figure_of_indices_draws_its_data_at_every_size(saltelli, size):
    ax, data = sobol_bars(saltelli, size=size), sobol_bars.data(saltelli)
    drawn = [bar.get_width() for bar in ax.patches]
    assert drawn == pytest.approx([*data["first"], *data.total])
    assert "16 groups" in sobol_bars.caption(saltelli)


def test_a_section_is_markdown_too(results):
    assert "| decides |" in markdown(Page("A", "", [], [importance.section(results)]))
