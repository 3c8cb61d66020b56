"""The whole audit: what it is made of, and that nothing depends on how it is run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.analysis import layout
from sim.analysis.audit import audit_page
from sim.experiments.challenge import Challenge, Effort, bench
from sim.scenario import library
from sim.scenario.scenario import EXAMPLE, Scenario

SHIPPED = [name if name == "geneva-2013" else pytest.param(name, marks=pytest.mark.slow)
           for name in library.names()]  # fmt: skip
EFFORT = {"runs": 60, "draws": 20, "runs_per_draw": 5}


def tables(audit: sim.Audit) -> list[pd.DataFrame]:
    return [
        audit.entailed.statements,
        audit.structure.funnel,
        audit.placebo.funnel,
        audit.placebo.blockers,
        audit.ablation,
        audit.variance.shares,
        audit.variance.explained,
    ]


def test_workers_change_no_number():
    """Protects that an audit is a function of scenario, effort and seed."""
    scenario = Scenario.from_data(EXAMPLE)
    alone = sim.challenge(scenario, seed=3, **EFFORT)
    together = sim.challenge(scenario, seed=3, workers=2, **EFFORT)
    for a, b in zip(tables(alone), tables(together), strict=True):
        pd.testing.assert_frame_equal(a, b)


def test_its_own_runs_are_those_of_run():
    """Protects the comparison with the ordinary page: same seed, same runs."""
    scenario = Scenario.from_data(EXAMPLE)
    audit = sim.challenge(scenario, seed=3, **EFFORT)
    ordinary = sim.run(scenario, runs=60, seed=3, draws=0)
    pd.testing.assert_frame_equal(audit.own.runs, ordinary.runs)


def test_progress_counts_every_planned_run_once():
    """Protects the bar: each pass has a name of its own, and all add up to the total."""
    planned = Challenge(Scenario.from_data(EXAMPLE), Effort(**EFFORT))
    done: dict[str, int] = {}
    calls = []

    def watch(name: str, now: int, total: int) -> None:
        calls.append(name)
        assert now <= total
        done[name] = now

    planned.run(progress=watch)
    assert sum(done.values()) == planned.total
    assert len(calls) == len(done)  # each pass is one block here


def test_what_cannot_be_run_is_refused():
    with pytest.raises(ValueError, match="runs is 0"):
        sim.challenge(Scenario.from_data(EXAMPLE), runs=0)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_that_ships_can_be_audited(name):
    """Protects the variants: none of them is a scenario that cannot be."""
    assert Challenge(Scenario.load(name), Effort()).total > 2 * 2_000


@pytest.fixture(scope="module")
def more() -> Scenario:
    """Several forums, actions, ways back, guarantors, shared numbers, variants."""
    return Scenario.load(Path(__file__).parents[2] / "scenario" / "everything_more.yaml")


@pytest.mark.slow
def test_all_five_parts_of_a_scenario_with_everything(more):
    """Protects mechanisms that came later: each part has numbers, and no pass fails."""
    audit = sim.challenge(more, runs=40, draws=4, runs_per_draw=5, permutations=1)
    assert audit.failures == 0
    for table in tables(audit)[:5]:
        assert not table.empty
    assert not audit.ablation[["own", "share", "difference"]].isna().any(axis=None)
    assert set(audit.variance.parameters) == {"missing"}  # the file cites nothing that varies


def test_a_failed_run_of_any_pass_counts(monkeypatch):
    """Protects the exit code: a variant that fails spoils the audit, too."""
    scenario = Scenario.from_data(EXAMPLE)
    honest = bench.simulate

    def simulate(job, workers=1, progress=None):
        runs, blocks = honest(job, workers, progress)
        if "foresight" in job.scenario.dump():
            runs.loc[[2, 7], ["run_status", "outcome"]] = "failed", None
        return runs, blocks

    monkeypatch.setattr(bench, "simulate", simulate)
    audit = sim.challenge(scenario, **EFFORT)
    assert (audit.failures, audit.failed) == (2, {"without foresight": 2})
    assert audit.own.failures == 0
    text = " ".join(layout.text(audit_page(audit)).split())
    assert "2 runs FAILED, in without foresight (2): they are in no number" in text


def test_in_a_notebook():
    audit = sim.challenge(Scenario.from_data(EXAMPLE), **EFFORT)
    assert "<h3>Audit: Two cities divide a river</h3>" in audit._repr_html_()
    assert repr(audit) == "Audit('two-cities', 60 runs each, seed 0)"
