"""The page of a comparison says what differs, by how much, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import sim
from sim.analysis import layout
from sim.analysis.comparison import page
from sim.scenario.scenario import EXAMPLE, Scenario


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def unarmed():
    geneva = sim.Scenario.load("geneva-2013")
    return sim.compare(geneva, geneva.drop("threats.arm_on_refusal"), runs=300, draws=4)


def test_the_page(unarmed):
    text = layout.text(page(unarmed, "tracktwo compare geneva-2013"))
    assert all(len(line) <= 80 for line in text.splitlines())
    said = flat(text)
    assert said.startswith("The Geneva conference of June 2013, as written (A) and changed (B)")
    assert "threats.arm_on_refusal A: {by: us, when:" in said
    assert "B: not written" in said
    assert "What that changes: shares of 300 pairs of runs" in said
    assert re.search(r"Talks convene \d+\.\d% \d+\.\d% [-+]?\d+\.\d [-+]?\d+\.\d to", said)
    assert "the middle 8 in 10 of 4 draws" in said
    assert "did not come" in said
    assert "…" not in said


def test_the_input_comes_first(unarmed):
    assert page(unarmed).sections[0].title == "What differs in the input"


def test_the_first_sentence_names_what_is_no_noise(unarmed):
    found = unarmed.funnel
    first = page(unarmed).sections[1].items[0]
    sure = found[(found.low > 0) | (found.high < 0)]
    assert len(sure) == first.count(", not ")


def test_nothing_differs():
    scenario = Scenario.from_data(EXAMPLE)
    said = flat(layout.text(page(sim.compare(scenario, scenario, runs=20, draws=0))))
    assert "Nothing that the model reads." in said
    assert "No chance differs by more than simulation noise." in said
    assert "Nobody, beyond simulation noise." in said
    assert "not asked" in said


def test_failed_pairs_are_said_out_loud():
    scenario = Scenario.from_data(EXAMPLE)
    found = sim.compare(scenario, scenario, runs=5, draws=0)
    runs = found.b.runs.copy()
    runs.loc[2, ["run_status", "error"]] = ["failed", "RuntimeError: no idea"]
    some = replace(found, b=replace(found.b, runs=runs))
    said = flat(layout.text(page(some)))
    assert "1 of 5 pairs of runs FAILED" in said
    assert "The first is run 2 of B: RuntimeError: no idea" in said
    assert "shares of 4 pairs of runs" in said
    runs["run_status"] = "failed"
    assert "1 of 5 pairs of runs FAILED" in some._repr_html_()
    every = replace(found, b=replace(found.b, runs=runs))
    assert "5 of 5 pairs of runs FAILED" in flat(layout.text(page(every)))
