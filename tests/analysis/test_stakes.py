"""The table of predictions says what was staked, what came out, and the verdict."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sim.analysis import layout
from sim.analysis.stakes import change, expected, markdown, page, summary
from sim.experiments.predictions import score, tables
from sim.experiments.trial import Effort

EFFORT = Effort(60, 1, 0)
COMMAND = "tracktwo predictions geneva-2013 --runs 60 --seed 1"


@pytest.fixture(scope="module")
def outcomes():
    table = tables("geneva-2013")[-1]
    return [(table, score(table, EFFORT))]


def test_the_page(outcomes):
    text = layout.text(page(outcomes, EFFORT, COMMAND))
    said = re.sub(r"\s+", " ", text)
    assert all(len(line) <= 80 for line in text.splitlines())
    assert said.startswith("Predictions, scored with 60 runs each, seed 1")
    [(table, scored)] = outcomes
    for each in scored:
        assert each.stake.name.split("_")[0] in said
    assert "at most 0.01" in said
    assert summary(scored) in said
    assert COMMAND in said
    assert table.scenario.hash[:12] in said
    assert "…" not in said


def test_markdown_has_a_row_for_each_stake(outcomes):
    text = markdown(outcomes, EFFORT, COMMAND)
    [(_, scored)] = outcomes
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(scored)
    for row, each in zip(rows, scored, strict=True):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        assert cells[0] == f"`{each.stake.name}`"
        assert cells[1] == change(each.stake).replace("|", r"\|")
        assert cells[3] == expected(each.stake)
        assert cells[-1] == each.verdict
        assert len(cells) == 8
    assert r"P(agree\|convened)" in text
    assert f"`{COMMAND}`" in text


def test_failures_are_said_out_loud(outcomes):
    [(table, scored)] = outcomes
    failed = [(table, [replace(each, failures=3) for each in scored])]
    assert "Runs FAILED: up to 3 pairs" in layout.text(page(failed, EFFORT, COMMAND))
    assert "Runs FAILED: up to 3 pairs" in markdown(failed, EFFORT, COMMAND)
