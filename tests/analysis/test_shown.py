"""Figures, scenarios, studies and the like show themselves in a notebook."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

import sim
from sim.experiments.study.study import EXAMPLE as STUDY

PNG = b"\x89PNG\r\n\x1a\n"


def test_a_figure_is_shown_with_words_for_who_cannot_see_it(made_up):
    ax = sim.figures.funnel(made_up(["held", "not_convened"]))
    picture, said = ax._repr_png_()
    assert picture.startswith(PNG)
    assert said["alt"].startswith("How far talks come: Two cities divide a river.")
    assert "2 runs" in said["alt"]


def test_it_is_the_same_picture_twice(made_up):
    results = made_up(["held", "not_convened"])
    assert sim.figures.funnel.figure(results).png() == sim.figures.funnel.figure(results).png()


def test_on_axes_of_ones_own_nothing_is_changed(made_up):
    own = Figure().add_subplot()
    assert sim.figures.funnel(made_up(["held"]), own) is own


def test_a_study_says_what_is_varied_and_how_often():
    shown = sim.Study.from_data(STUDY | {"title": "<b>"})._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "0.5, 0.9, 1" in shown
    assert "6 cells of 100 runs" in shown
    drawn = {"patience": {"path": "parties.north.patience", "between": {"uniform": [0.5, 1]}}}
    design = {"name": "latin_hypercube", "points": 4}
    sampled = sim.Study.from_data({**STUDY, "factors": drawn, "design": design})
    assert "{uniform: [0.5, 1]}" in sampled._repr_html_()


@pytest.mark.parametrize("steps", [0, 2])
def test_talks_say_how_far_they_are(steps):
    talks = sim.Talks(sim.Scenario.load("template"), runs=3, rng=7)
    for _ in range(steps):
        talks.step()
    left = int(talks.going_on.sum())
    assert repr(talks) == f"Talks('template': 3 runs, period {steps}, {left} going on)"


def test_one_side_of_a_comparison_is_a_line():
    same = sim.compare("template", "template", runs=20, draws=0)
    assert repr(same.a) == "Trial('template', 20 runs, seed 0)"
