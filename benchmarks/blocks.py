"""How much a block of runs saves over one run after another, and a second thread over one.

Every historical scenario: 10,000 runs on one thread, against the same model with one run, time and
again. The model of one run is the same model, so nothing is written twice; what is saved is what
Python, Mesa and NumPy take for a call, which a block pays once for all its runs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import sim
from benchmarks.measure import REPEATS, Row, pace, turns
from sim.experiments.simulate import Job, simulate

CASES = {
    "khatib-2013": 10_000,
    "geneva-2013": 10_000,
    "chemical-weapons-2013": 10_000,
    "geneva-ii-2014": 10_000,
    "geneva-iii-2016": 10_000,
    "ankara-2016": 10_000,
    "colombia-2012": 4_000,  # whose runs are the longest
}
THREADED = "geneva-2013"
ALONE = 30  # runs simulated one after another
GOAL = 100


def rows() -> Iterator[Row]:
    """Each scenario in a block and alone; then one thread against two."""
    for name, runs in CASES.items():
        scenario = sim.Scenario.load(name)
        same = _same(scenario)
        took = turns(
            lambda s=scenario: _alone(s), lambda s=scenario, n=runs: simulate(Job(s, n, 0)),
            share=runs / ALONE, repeats=_repeats(runs),
        )  # fmt: skip
        yield Row(
            f"{name}, {runs:,} runs", f"{ALONE} runs one by one, scaled", took.cpu, "theirs / ours",
            GOAL,
            said=f"{same}; {pace(took.ours, runs)} a run in blocks, {pace(took.theirs, ALONE)}"
            f" alone, {len(took.ours)} repeats.",
            wall=took.wall,
        )  # fmt: skip
    yield _threads(sim.Scenario.load(THREADED), CASES[THREADED])


def _threads(scenario: sim.Scenario, runs: int) -> Row:
    one, two = (simulate(Job(scenario, 1000, 0), workers)[0] for workers in (1, 2))
    if not one.equals(two):
        raise SystemExit(f"{scenario.name}: rows of one thread and of two differ")
    took = turns(
        lambda: simulate(Job(scenario, runs, 0)),
        lambda: simulate(Job(scenario, runs, 0), workers=2), repeats=3,
    )  # fmt: skip
    return Row(
        f"{scenario.name}, {runs:,} runs on two threads", "one thread", took.wall,
        "theirs / ours, wall", said="Rows of 1,000 runs are the same; 3 repeats.",
    )  # fmt: skip


def _repeats(runs: int) -> int:
    return REPEATS if runs == 10_000 else 3


def _alone(scenario: sim.Scenario, runs: int = ALONE) -> list[sim.Talks]:
    """Some runs, each a model of its own."""
    return [sim.Talks(scenario, runs=1, first=run).run() for run in range(runs)]


def _same(scenario: sim.Scenario) -> str:
    """Whether rows of a block are those of single runs."""
    together, _ = simulate(Job(scenario, ALONE, 0))
    alone = _alone(scenario)
    utilities = together.filter(regex="^utility[.]").to_numpy()
    outcomes = [talks.forum.endings.outcome[0] for talks in alone]
    if together["outcome"].tolist() != outcomes or not np.array_equal(
        utilities, np.vstack([talks.utility for talks in alone])
    ):
        raise SystemExit(f"{scenario.name}: a block and single runs differ")
    return f"Outcomes and utilities of {ALONE} runs are the same bytes, in a block and alone"
