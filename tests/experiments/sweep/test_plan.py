"""Cells stop at the first look at which they are sure enough, and what is said of them holds."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.signal import fftconvolve
from scipy.stats import binom

import sim
from sim.experiments.study import Study
from sim.experiments.sweep import progress, sweep
from sim.experiments.sweep.counts import Z_STOPPED
from sim.experiments.sweep.plan import Plan, look, looks, names_of, precise, runs_in
from sim.experiments.sweep.progress import Progress, bar
from sim.experiments.sweep.results import SweepResults, open_sweep
from sim.experiments.sweep.store import Store
from sim.experiments.uncertainty import wilson
from tests.experiments.sweep.making import Here, bytes_of, small

MOST = 2500
SHARE = {"path": "parties.north.reservation", "levels": [0.2, 0.45, 0.9]}


def adaptive(**changes: object) -> Study:
    """Three cells, of which one is certain at the first look."""
    given = {"factors": {"share": SHARE}, "runs": MOST, "until": 0.03, "draws": 2, "seed": 5}
    return small(**{**given, **changes})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[Path, list[Progress]]:
    folder, seen = tmp_path_factory.mktemp("adaptive") / "out", []
    sweep(adaptive(), folder, executor=Here(), progress=seen.append)
    return folder, seen


@pytest.fixture
def found(undisturbed) -> SweepResults:
    return open_sweep(undisturbed[0])


# -- what is said of a cell holds --------------------------------------------------------------


def coverage(probabilities: np.ndarray, until: float, most: int) -> np.ndarray:
    """How often the interval holds the probability, exactly, over all ways a cell may go."""
    after = looks(most)
    ends = [np.array([wilson(hits, n, Z_STOPPED) for hits in range(n + 1)]).T for n in after]
    stops = [np.array([precise(hits, n, until) or n == most for hits in range(n + 1)])
             for n in after]  # fmt: skip
    held = np.zeros(probabilities.size)
    for k, p in enumerate(probabilities):
        going, before, all_of_them = np.ones(1), 0, 0.0
        for n, (low, high), stop in zip(after, ends, stops, strict=True):
            more = binom.pmf(np.arange(n - before + 1), n - before, p)
            going = np.maximum(fftconvolve(going, more), 0)  # chance of each number of hits
            held[k] += going[stop & (low <= p) & (p <= high)].sum()
            all_of_them += going[stop].sum()
            going, before = np.where(stop, 0, going), n
        assert all_of_them == pytest.approx(1)
    return held


@pytest.mark.parametrize(("until", "most"), [(0.01, 8_000), (0.015, 10_000), (0.02, 4_000),
                                             (0.03, 10_000), (0.05, 2_000)])  # fmt: skip
def test_the_interval_of_a_cell_that_stopped_holds(until, most):
    """At every probability, and not only on average over them; the rest follows by symmetry."""
    assert coverage(np.arange(0.01, 0.505, 0.01), until, most).min() >= 0.945


# -- where cells stop --------------------------------------------------------------------------


def test_a_cell_stops_at_the_first_look_at_which_it_is_sure_enough(found):
    runs = found.cells.runs
    assert set(runs) <= set(looks(MOST))
    assert runs.nunique() > 1
    for cell, row in found.cells.iterrows():
        held = found.read(["outcome"], [cell]).outcome.isin(["held", "agreed"])
        assert (row.held_low, row.held_high) == wilson(int(held.sum()), len(held), Z_STOPPED)
        sure = [n for n in looks(MOST) if precise(int(held[:n].sum()), n, 0.03) and n <= row.runs]
        assert sure[:1] == [row.runs] or (not sure and row.runs == MOST)


def test_the_runs_of_a_cell_are_the_first_of_any_sweep(found):
    """Protects comparison with other sweeps: stopping decides how many, and nothing else."""
    runs = found.cell(0).runs
    alone = sim.run(found.study.scenario_of(0), runs=len(runs), seed=5, draws=0)
    assert runs.assign(cell=0).equals(alone.runs)


def test_cells_of_different_length_are_compared_on_the_runs_of_both(found):
    lengths = found.cells.runs
    short, long = int(lengths.idxmin()), int(lengths.idxmax())
    here = found.compare(short, long)
    assert here.pairs == lengths.min() < lengths.max()
    a, b = (found.study.scenario_of(k) for k in (short, long))
    alone = sim.compare(a, b, runs=int(lengths.min()), seed=5, draws=2)
    assert here.difference("P(held)") == alone.difference("P(held)")
    assert here.blockers.equals(alone.blockers)


def test_names_and_sizes_of_units_follow_from_the_study():
    made = adaptive(runs=9000)
    units = [unit for k in range(len(looks(9000))) for unit in look(9000, 1, k)]
    assert sum(unit.runs for unit in units) == 9000
    assert [unit.name for unit in units] == names_of(made, "runs", 1)
    assert [unit.runs for unit in units] == [runs_in(made, unit.name) for unit in units]
    plain = small()
    assert [runs_in(plain, f"runs-{k:07d}") for k in range(3)] == [2000, 2000, 200]
    assert names_of(plain, "runs", 2) == ["runs-0000000", "runs-0000001"]


# -- what happens to it ------------------------------------------------------------------------


def test_stopped_in_the_middle_it_goes_on_to_the_same_bytes(undisturbed, tmp_path):
    class Stop(Exception):
        pass

    def stop(_):
        raise Stop

    out = tmp_path / "out"
    times = 0
    while True:
        times += 1
        try:
            sweep(adaptive(), out, executor=Here(), progress=stop)
            break
        except Stop:
            assert times == 1 or open_sweep(out).missing > 0 or len(undisturbed[1]) == times
    assert times == len(undisturbed[1]) + 1
    assert bytes_of(out) == bytes_of(undisturbed[0])


def test_what_is_missing_is_known_without_the_sweep(undisturbed, found, tmp_path):
    assert found.missing == 0
    out = tmp_path / "out"
    shutil.copytree(undisturbed[0], out)
    last = sorted((out / "parts").glob(f"runs-{int(found.cells.runs.idxmax()):07d}-*.parquet"))[-1]
    last.unlink()
    assert open_sweep(out).missing == 1


def test_progress_ends_with_all_done(undisturbed, found):
    """Protects time left: cells that have stopped need no more."""
    seen = undisturbed[1]
    assert [now.done for now in seen] == sorted(now.done for now in seen)
    assert [now.total for now in seen] == sorted((now.total for now in seen), reverse=True)
    assert seen[0].total == 3 * MOST + 3 * 100
    stored = len(found.runs) + len(found.read(table="nested"))
    assert seen[-1].done == stored
    assert seen[-1].total < seen[0].total
    assert all(now.cells <= 3 for now in seen)


def test_a_retry_does_what_was_decided_after_a_failure_again(undisturbed, tmp_path):
    """A look that counted too few runs may have led to looks that are not needed."""
    out = tmp_path / "out"
    lost = ("runs-0000001-00000000", "runs-0000001-00001000")
    sweep(adaptive(), out, executor=lambda: Here(lambda task: task.name in lost))
    assert open_sweep(out).failures > 0
    sweep(adaptive(), out, executor=Here(), retry_failed=True)
    assert bytes_of(out) == bytes_of(undisturbed[0])


def test_a_retry_leaves_nothing_of_looks_that_are_not_needed_after_all(undisturbed, tmp_path):
    """The first look at the cell that is certain fails: so it goes on, in vain."""
    out = tmp_path / "out"
    stopped = int(open_sweep(undisturbed[0]).cells.runs.idxmin())
    first = f"runs-{stopped:07d}-00000000"
    sweep(adaptive(), out, executor=lambda: Here(lambda task: task.name == first))
    assert len(list((out / "parts").glob(f"*runs-{stopped:07d}-*"))) > 2
    sweep(adaptive(), out, executor=Here(), retry_failed=True)
    assert bytes_of(out) == bytes_of(undisturbed[0])


# -- many cells --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("until", [None, 0.05])
def test_a_million_cells_are_begun_without_being_held(tmp_path, until):
    """Protects memory: cells are written down some at a time, and units made when asked for."""
    import tracemalloc

    levels = [k / 1001 for k in range(1, 1001)]
    factors = {
        "patience": {"path": "parties.north.patience", "levels": levels},
        "share": {"path": "parties.north.reservation", "levels": levels},
    }
    made = small(factors=factors, runs=600, until=until, draws=0)
    tracemalloc.start()
    try:
        with Store.claimed(tmp_path / "out", made) as store:
            waves = Plan(made, store).waves()
            next(waves)  # draws: none
            first = next(iter(next(waves)))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert first.pieces[0].cell == 0
    assert most < 150e6
    cells = pq.ParquetFile(tmp_path / "out" / "cells.parquet").metadata
    assert cells.num_rows == 1_000_000


def test_a_bar_says_cells_runs_rate_and_failures(monkeypatch):
    """On a terminal, here made up; elsewhere it is silent."""
    said: list[str] = []
    made_up = nullcontext(lambda text, done, total: said.append(text))
    monkeypatch.setattr(progress, "line", lambda _: made_up)
    with bar(6) as watch:
        watch(Progress(done=500, total=4200, failed=0, cells=0))
        watch(Progress(done=2500, total=4200, failed=7, cells=3))
    assert said[1].startswith("3 of 6 cells, 2,500 of 4,200 runs, ")
    assert said[1].endswith(" a second, 7 failed")
