"""Blocks of runs: their rows, and what becomes of a run that raises."""

from __future__ import annotations

import gc
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments import simulate as module
from sim.experiments.results import Results
from sim.experiments.simulate import BLOCK_TYPES, Job, simulate
from sim.model.size import bytes_of_a_run
from sim.model.talks import Talks
from sim.scenario.scenario import EXAMPLE, Scenario

BAD = (3, 7, 260)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(EXAMPLE)


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    """More than one block for 300 runs, of which one is smaller than the others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 128)
        yield


@pytest.fixture(scope="module")
def sound(scenario):
    return simulate(Job(scenario, 300, 5))


@pytest.fixture(scope="module")
def partly_failed(scenario):
    """The same runs where three of them raise."""
    honest = Talks.step

    def step(self):
        inside = [k for k in BAD if self.tables.first <= k < self.tables.first + self.tables.runs]
        if inside:
            raise ArithmeticError(f"run {inside[0]} has gone wrong")
        honest(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Talks, "step", step)
        return simulate(Job(scenario, 300, 5))


def test_one_row_a_run(sound):
    """Protects the shape of the table: every run once, in order, each with one outcome."""
    runs, blocks = sound
    assert runs.run.tolist() == list(range(300))
    assert (runs.run_status == "ok").all()
    assert runs.outcome.notna().all()
    assert list(blocks.columns) == list(BLOCK_TYPES)


def test_blocks_account_for_every_run_that_fell_short(sound):
    """Protects `blocks`: exactly the runs that did not hold have one, and `sole` marks those with
    exactly one.
    """
    runs, blocks = sound
    assert set(blocks.run) == set(runs.run[runs.outcome != "held"])
    count = blocks.groupby("run").run.transform("size")
    assert (blocks.sole == (count == 1)).all()


def test_a_failing_run_is_recorded_and_the_rest_survive(sound, partly_failed):
    """Protects a sweep against one bad run: its row says so, and every other row is what it was, to
    the last bit.
    """
    runs, blocks = partly_failed
    failed = runs[runs.run_status == "failed"]
    assert failed.run.tolist() == list(BAD)
    assert failed.error.tolist() == [f"ArithmeticError: run {k} has gone wrong" for k in BAD]
    assert failed.outcome.isna().all()
    rest = runs[runs.run_status == "ok"].reset_index(drop=True)
    whole = sound[0][~sound[0].run.isin(BAD)].reset_index(drop=True)
    pd.testing.assert_frame_equal(rest, whole, check_exact=True, check_dtype=False)
    others = sound[1][~sound[1].run.isin(BAD)].reset_index(drop=True)
    pd.testing.assert_frame_equal(blocks, others, check_dtype=False)


def test_a_failing_run_changes_no_type_of_column(sound, partly_failed):
    """Protects scripts and Parquet files: runs stay integers and `sole` a boolean beside failed
    runs.
    """
    assert partly_failed[0].run.dtype == np.int64
    assert partly_failed[1].run.dtype == np.int64
    assert partly_failed[1].sole.dtype == bool


def test_failed_runs_are_in_no_probability(scenario, partly_failed):
    """Protects shares: three of 300 failed, so 297 make up the whole."""
    results = Results(scenario, 5, *partly_failed)
    assert results.failures == 3
    assert len(results.finished) == 297
    assert results.outcomes.share.sum() == pytest.approx(1)
    assert results.manifest["failed"] == 3
    assert results.blockers.share.max() <= 1


def test_results_of_nothing_but_failures_can_be_looked_at(scenario, monkeypatch):
    """Protects "never a traceback": where every run raised, a repr and the tables still come."""

    def step(self):
        raise ArithmeticError("all wrong")

    monkeypatch.setattr(Talks, "step", step)
    results = sim.run(scenario, runs=3, draws=0)
    assert results.failures == 3
    repr(results)
    for table in ("outcomes", "funnel", "packages", "blockers", "utilities"):
        getattr(results, table)


def test_nested_failures_are_in_no_range(scenario, monkeypatch):
    """Protects the nested pass: a failed run is no evidence against an outcome, as it is not in the
    headline.

    Half the runs of the nested pass raise and the others all hold: the share that holds is 1 in
    both passes.
    """

    def fake(job, workers=1, progress=None):
        runs = np.arange(job.runs)
        failed = (runs % 2 == 1) & (job.noise is not None)
        status, outcome = np.where(failed, "failed", "ok"), np.where(failed, None, "held")
        table = pd.DataFrame({"run": runs, "outcome": outcome, "run_status": status})
        return table, pd.DataFrame(columns=BLOCK_TYPES)

    for room in ("run", "trial"):
        monkeypatch.setattr(f"sim.experiments.{room}.simulate", fake)
    results = sim.run(scenario, runs=10, draws=4)
    held = results.probability("held")
    assert held.share == 1
    assert (held.range_low, held.range_high) == (1, 1)


def test_no_number_depends_on_block_or_workers(sound, scenario, monkeypatch):
    """Protects the unit of work: blocks of 37 and two threads give the same bytes."""
    monkeypatch.setattr(module, "BLOCK", 37)
    runs, blocks = simulate(Job(scenario, 300, 5), workers=2)
    pd.testing.assert_frame_equal(runs, sound[0], check_exact=True)
    pd.testing.assert_frame_equal(blocks, sound[1], check_exact=True)


def test_no_number_depends_on_how_much_memory_a_block_may_take(sound, scenario, monkeypatch):
    """Protects the same for blocks that follow from the scenario's shape, and from the workers."""
    monkeypatch.setattr("sim.model.size.AT_ONCE", 23 * bytes_of_a_run(scenario))
    assert dict(Job(scenario, 300, 5).blocks())[23] == 23
    runs, blocks = simulate(Job(scenario, 300, 5))
    pd.testing.assert_frame_equal(runs, sound[0], check_exact=True)
    pd.testing.assert_frame_equal(blocks, sound[1], check_exact=True)


@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("runs", [1, 250, 1001, 10_000])
def test_every_worker_gets_several_blocks(scenario, workers, runs, monkeypatch):
    """Protects threads, of which none should wait long for the last: together the blocks are all
    runs once, and they are several for each worker unless they would be small.
    """
    monkeypatch.setattr(module, "BLOCK", 2000)
    blocks = list(Job(scenario, runs, 5).blocks(workers))
    assert np.concatenate([first + np.arange(size) for first, size in blocks]).tolist() == [
        *range(runs)
    ]
    fair = workers == 1 or len(blocks) >= 4 * workers
    assert fair or all(size <= 250 for _, size in blocks)


def test_progress_adds_up(scenario):
    """Protects the progress bar: every run is reported once."""
    done = []
    simulate(Job(scenario, 300, 5), progress=done.append)
    assert sum(done) == 300


def test_the_nested_pass_shares_assumptions(scenario):
    """Protects `run // m`: run k of a nested pass has the assumptions of draw k // m, and shocks of
    its own.

    The example's only uncertain number is north's reservation value, which is what it has without
    talks.
    """
    nested, _ = simulate(Job(scenario, 60, 5, runs_per_draw=20))
    headline, _ = simulate(Job(scenario, 3, 5))
    per_draw = nested["no_talks.north"].to_numpy().reshape(3, 20)
    np.testing.assert_array_equal(per_draw, np.repeat(headline[["no_talks.north"]], 20, axis=1))
    assert nested.outcome.nunique() > 1


def test_noise_can_be_replaced(scenario):
    """Protects the three levels: a job's noise replaces the file's, and at 0 nothing is left to
    chance but assumptions.
    """
    calm, _ = simulate(Job(scenario, 40, 5, runs_per_draw=40, noise=0.0))
    assert calm.outcome.nunique() == 1


def test_a_scenario_in_which_nothing_stands_in_the_way():
    """Protects the empty table of blocks: everybody agrees, nobody blocks, and the columns are
    there.
    """
    scenario = Scenario.from_data(EXAMPLE).with_({"noise": 0, "parties.north.reservation": 0.2})
    results = sim.run(scenario, runs=5, draws=0)
    assert (results.runs.outcome == "held").all()
    assert results.blocks.empty
    assert list(results.blocks.columns) == list(BLOCK_TYPES)
    assert results.blockers.empty


def test_a_block_leaves_nothing_behind():
    """Protects memory: what blocks held must not pile up until cycles are collected."""
    scenario = Scenario.load("geneva-2013")
    simulate(Job(scenario, 20, 0))  # what is loaded once stays
    gc.collect()
    gc.disable()
    try:
        before = _of_the_model()
        simulate(Job(scenario, 20, 0))
        after = _of_the_model()
    finally:
        gc.enable()
    assert after == before


def _of_the_model() -> Counter[str]:
    """How many objects there are of each class of the model, cycles that nobody holds included."""
    kinds = map(type, gc.get_objects())
    return Counter(kind.__name__ for kind in kinds if "sim.model" in str(kind.__module__))
