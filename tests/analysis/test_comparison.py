"""The page of a comparison says what differs, by how much, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import sim
from sim.analysis import layout
from sim.analysis.comparison import IN_A_PART, page
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
    assert re.search(r"Threats A B arm_on_refusal \{by: us, when: .* not written", said)
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


@pytest.fixture(scope="module")
def far_apart():
    geneva, later = (sim.Scenario.load(name) for name in ("geneva-2013", "geneva-ii-2014"))
    return sim.compare(geneva, later, runs=20, draws=0)


def test_dozens_of_differences_come_by_part_and_are_counted(far_apart):
    """Protects against a list nobody reads: a few of each part, and how many more there are."""
    inside = far_apart.changes
    tables = [item for item in page(far_apart).sections[0].items if isinstance(item, layout.Table)]
    assert [table.header[0] for table in tables][:3] == ["Conflict", "Issues", "Parties"]
    assert all(len(table.rows) <= IN_A_PART for table in tables)
    under = sum(change.path.startswith("parties.") for change in inside)
    said = flat(layout.text(page(far_apart)))
    assert f"{under} places differ under parties:" in said
    assert f"Left out here: {under - IN_A_PART}; --all lists them." in said


def test_all_shows_every_one_in_full(far_apart):
    [tables] = [page(far_apart, everything=True).sections[0].items]
    assert sum(len(table.rows) for table in tables) == len(far_apart.changes)
    cells = [cell for table in tables for row in table.rows for cell in row]
    assert not any(cell.endswith(" ...") for cell in cells)
    assert any(len(cell) > 300 for cell in cells)
