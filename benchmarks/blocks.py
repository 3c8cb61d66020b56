"""How much a block of runs saves over one run after another.

Every historical scenario: 10,000 runs on one thread, against the same model with one run, time and
again. The model of one run is the same model, so nothing is written twice; what is saved is what
Python, Mesa and NumPy take for a call, which a block pays once for all its runs.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

import sim
from benchmarks.measure import Row, pace, turns
from benchmarks.where import CASES
from sim.experiments.simulate import Job, run_block, simulate

RUNS = 10_000
ALONE = 30  # runs simulated one after another
GOAL = 100


def rows() -> Iterator[Row]:
    """Each scenario in a block and alone."""
    for name in CASES:
        scenario = sim.Scenario.load(name)
        same = _same(scenario)
        took = turns(
            lambda s=scenario: _alone(s), lambda s=scenario: simulate(Job(s, RUNS, 0)),
            share=RUNS / ALONE,
        )  # fmt: skip
        yield Row(
            f"{name}, {RUNS:,} runs", f"{ALONE} runs one by one, scaled", took.cpu, "theirs / ours",
            GOAL,
            said=f"{same}; {pace(took.ours, RUNS)} a run in blocks, {pace(took.theirs, ALONE)}"
            f" alone, {len(took.ours)} repeats.",
            wall=took.wall,
        )  # fmt: skip


def _alone(scenario: sim.Scenario, runs: int = ALONE) -> list[pd.DataFrame]:
    """The rows of some runs, each a model of its own."""
    job = Job(scenario, runs, 0)
    return [run_block(job, run, 1)[0] for run in range(runs)]


def _same(scenario: sim.Scenario) -> str:
    """Whether rows of a block are those of single runs."""
    together, _ = simulate(Job(scenario, ALONE, 0))
    if not together.equals(pd.concat(_alone(scenario), ignore_index=True)):
        raise SystemExit(f"{scenario.name}: a block and single runs differ")
    return f"The rows of {ALONE} runs are the same bytes, in a block and alone"
