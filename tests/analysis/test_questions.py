"""The page, the files and the figure of a question show what was found."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from sim.analysis import layout
from sim.analysis.figures.answer import answer as draw
from sim.analysis.figures.style import NOISE, UNKNOWN
from sim.analysis.questions import page, save
from sim.experiments.question import Answer, answer, question
from sim.experiments.trial import Effort
from sim.scenario.scenario import EXAMPLE, Scenario

ALTERNATIVES = """
question: Does it matter what south can do without?
quantities: [P(convene), {quantity: E(utility.south), title: what south has}]
alternatives:
  soft: {title: a soft south, change: {parties.south.reservation: 0.1}}
  same: {change: {parties.south.patience: 1}}
"""
CURVE = """
question: How much can south ask for?
quantities: [P(convene), P(agree|convened), P(held)]
over: {paths: parties.south.reservation, values: [0.1, 0.3, 0.5], title: what south has anyway}
by: {paths: noise, values: [0.05, 0.2]}
"""
OPTIONS = """
question: What if it stood elsewhere?
quantities: [P(held)]
over: {paths: issues.water.status_quo, values: [south, shared]}
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, Answer]:
    folder, found = tmp_path_factory.mktemp("river"), {}
    (folder / "river.yaml").write_text(Scenario.from_data(EXAMPLE).dump())
    for name, text in {"dots": ALTERNATIVES, "curve": CURVE, "options": OPTIONS}.items():
        (folder / "river.question.yaml").write_text(text)
        found[name] = answer(question(str(folder / "river.yaml")), Effort(150, 1, 4))
    return found


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_page_of_alternatives(answers):
    text = layout.text(page(answers["dots"], "tracktwo question river.yaml"))
    said = flat(text)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert said.startswith("Two cities divide a river Does it matter what south can do without?")
    assert re.search(r"As written \d+\.\d% A soft south \d+\.\d% \+\d+\.\d \+\d+\.\d to", said)
    assert re.search(r"Same \d+\.\d% 0\.0 0\.0 to 0\.0", said)
    assert "Higher: a soft south." in said
    assert "What south has: E(utility.south)" in said
    assert "the middle 8 in 10 of 4 draws" in said
    assert "tracktwo question river.yaml" in said


def test_the_page_of_a_grid_has_a_row_for_each_pair(answers):
    text = layout.text(page(answers["curve"]))
    first = text[text.index("P(convene)") : text.index("P(agree|convened)")]
    rows = [line.split()[0] for line in first.splitlines() if re.match(r"\s+0\.[135] ", line)]
    assert rows == ["0.1", "0.3", "0.5"] * 2
    assert "Noise 0.05" in first
    assert "What south has anyway" in flat(first)


def test_failures_are_said_out_loud(answers):
    failed = replace(answers["dots"], failures={"soft": 3})
    said = flat(layout.text(page(failed)))
    assert "Runs FAILED" in said
    assert "no number here: 3 pairs (a soft south)." in said


def test_files(answers, tmp_path):
    """Protects --out: a table that reads back, whose it is, the page, and figures that repeat."""
    names = [f"answer.{kind}" for kind in ("csv", "json", "txt", "png", "svg", "pdf")]
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        files = save(answers["curve"], folder, "tracktwo question river.yaml")
        assert [file.name for file in files] == names
    table = pd.read_csv(one / "answer.csv")
    assert len(table) == 3 * 7
    np.testing.assert_allclose(table.change, answers["curve"].table.change)
    assert json.loads((one / "answer.json").read_text())["draws"] == 4
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes()


@pytest.mark.parametrize("name", ["dots", "curve", "options"])
def test_every_panel_is_labelled(answers, name):
    figure = draw(answers[name])
    found = answers[name]
    assert found.question.spec.question in figure.get_suptitle().replace("\n", " ")
    assert len(figure.axes) == len(found.question.quantities)
    for ax, (title, _) in zip(figure.axes, found.question.quantities, strict=True):
        assert ax.get_title(loc="left").lower() == title.lower()
        assert ax.get_xlabel()
        assert any("as written" in text.get_text() for text in ax.texts)
    said = [text.get_text() for text in figure.legends[0].get_texts()]
    assert NOISE in said
    assert UNKNOWN in said


def test_dots_and_lines_stand_at_the_differences(answers):
    found = answers["dots"]
    ax = draw(found).axes[0]
    [dots] = [line.get_xdata() for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(
        dots, [100 * f.difference.change for f in found.of("P(convene)")[1:]]
    )
    found = answers["curve"]
    lines = [line for line in draw(found).axes[0].lines if line.get_marker() != "None"]
    heights = np.concatenate([line.get_ydata() for line in lines])
    expected = [100 * f.difference.change for f in found.of("P(convene)")[1:]]
    np.testing.assert_allclose(heights, expected)


def test_options_stand_by_name(answers):
    [ax] = draw(answers["options"]).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["south", "shared"]


def test_without_draws_the_figure_does_not_promise_them(answers):
    found = answers["dots"]
    alone = replace(found, effort=Effort(150, 1, 0))
    said = [text.get_text() for text in draw(alone).legends[0].get_texts()]
    assert UNKNOWN not in said


def test_no_setting_is_left_changed(answers):
    before = dict(mpl.rcParams)
    draw(answers["curve"])
    assert dict(mpl.rcParams) == before
