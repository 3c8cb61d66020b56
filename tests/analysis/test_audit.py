"""The page of an audit says what each part found, whatever it found."""

from __future__ import annotations

import copy
import re

import pytest

import sim
from sim.analysis import layout
from sim.analysis.audit import (
    ablation_in_words,
    audit_page,
    entailed_in_words,
    placebo_in_words,
    structure_in_words,
    variance_in_words,
)
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import demanding, war

EFFORT = {"runs": 60, "draws": 20, "runs_per_draw": 5}


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def geneva() -> sim.Audit:
    return sim.challenge("geneva-2013", runs=80, draws=20, runs_per_draw=4, permutations=2)


def test_the_page_of_geneva(geneva):
    """Protects the page as a user meets it: within 80 columns, five parts, names as titles."""
    text = layout.text(audit_page(geneva, again="tracktwo challenge geneva-2013", elapsed=90))
    assert all(len(line) <= 80 for line in text.splitlines())
    assert "…" not in text  # nothing is cut off
    said = flat(text)
    assert said.startswith("Audit: The Geneva conference of June 2013 Would the conference")
    for heading in ("What is entailed", "Structure only", "Placebo", "Ablation", "Whose numbers"):
        assert re.search(rf"\d\. {heading}", said)
    assert "From 20 draws of the assumptions with 4 runs each." in said
    assert "under every one of 2 permutations" in said
    assert "a claim and an assumption" in said
    assert "tracktwo challenge geneva-2013" in said
    assert "It took 90 seconds." in said


def test_numbers_of_the_page_are_those_of_the_frames(geneva):
    """Protects against a page that says something else: one cell of each table."""
    text = layout.markdown(audit_page(geneva))
    assert '| the Supreme Military Council\'s demand "balance" unmet |' in text
    row = geneva.structure.funnel.loc["convened"]
    assert f"| talks convene | {row.own:.0%} | {row.share:.0%} |" in text
    gone = geneva.ablation.loc[("ties", "convened")]
    assert re.search(rf"\| ties \| {100 * gone.difference:+.1f} ±", text)
    spread = geneva.placebo.spread.loc["held"]
    assert f"| {100 * spread.least:.0f} to {100 * spread.most:.0f}% |" in text


def test_too_few_runs_for_the_regression_are_said_to_be(geneva):
    text = flat(layout.text(audit_page(geneva)))
    assert "unknown" in text
    assert f"fewer than {geneva.variance.runs_needed} runs" in text
    assert "it is not estimated" in variance_in_words(geneva)


def test_what_is_by_construction_is_said_first():
    """Protects the audit's main point: a demand nobody meets, whatever is assumed."""
    audit = sim.challenge(Scenario.from_data(demanding(firmness=3.0, cost=5.0)), **EFFORT)
    said = entailed_in_words(audit)
    assert "never talks convene" in said
    assert 'always RED in the way; always RED\'s demand "release" unmet' in said
    assert "every one of 20 draws" in said
    assert "without preconditions (+100.0)" in ablation_in_words(audit)
    assert "by construction: always" in flat(layout.text(audit_page(audit)))


def test_a_symmetric_game_is_said_not_to_be_about_who_wants_what():
    data = copy.deepcopy(EXAMPLE)
    data["parties"]["south"]["values"] = copy.deepcopy(data["parties"]["north"]["values"])
    audit = sim.challenge(Scenario.from_data(data), **EFFORT)
    assert "in 1 way, no step moves" in placebo_in_words(audit)
    assert "not about who wants what" in placebo_in_words(audit)


def test_numbers_are_said_to_add_nothing_or_to_matter():
    wide = {"uniform": [0, 1]}
    data = Scenario.from_data(EXAMPLE).with_(
        {f"parties.{name}.reservation": wide for name in ("north", "south")}
        | {f"parties.{name}.values.water.shared": wide for name in ("north", "south")}
    )
    assert "The numbers add nothing" in structure_in_words(sim.challenge(data, **EFFORT))
    narrow = sim.challenge(Scenario.from_data(war()), **EFFORT)
    assert "a deal is signed in" in structure_in_words(narrow)
    assert "The numbers matter there." in structure_in_words(narrow)


def test_a_scenario_without_mechanisms():
    data = war(stages=("bargain",)) | {"foresight": "none"}
    audit = sim.challenge(Scenario.from_data(data), **EFFORT)
    assert "no mechanism" in ablation_in_words(audit)
    assert "There is none to switch off." in flat(layout.text(audit_page(audit)))


def test_where_every_run_failed_there_is_nothing_to_audit(geneva):
    failed = copy.copy(geneva.own)
    failed.__dict__.pop("finished", None)
    failed.runs = geneva.own.runs.assign(run_status="failed")
    audit = sim.Audit(
        failed, geneva.entailed, geneva.structure, geneva.placebo, geneva.ablation, geneva.variance
    )
    assert "Every run failed" in layout.text(audit_page(audit))


def test_a_variant_of_which_every_run_fails_is_said_to_be_unknown():
    """Protects against nan on the page: a stationary equilibrium needs impatience and a pie.

    Taken out or drawn anew, these leave a game that the strategy refuses in every run.
    """
    audit = sim.challenge("baron-ferejohn", runs=3, draws=2, runs_per_draw=2, permutations=1)
    alone = {"structure only", "structure only: assumptions"}
    assert set(audit.lost) == alone | {"without impatience"}
    assert "Structure only: not known, since every run with" in structure_in_words(audit)
    assert "(ValueError: stationary play is known for one pie" in structure_in_words(audit)
    said = ablation_in_words(audit)
    assert "every run without impatience failed (ValueError: patience is above 0" in said
    assert "moves most" not in said
    text = layout.markdown(audit_page(audit))
    assert "nan" not in text
    assert "| a deal is signed | unknown | unknown | unknown | 100 to 100% |" in text


def test_a_placebo_of_which_every_run_fails_is_said_to_be_unknown(geneva):
    """Protects against a placebo that says nothing being taken for one that differs."""
    audit = sim.Audit(
        geneva.own, geneva.entailed, geneva.structure, geneva.placebo, geneva.ablation,
        geneva.variance, lost={"placebo 1": "ValueError: no"},
    )  # fmt: skip
    assert "not known, since every run of placebo 1 failed (ValueError: no)" in placebo_in_words(
        audit
    )
