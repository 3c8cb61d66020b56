"""How much a block of runs saves over one run after another, and a second thread over one.

Everything is measured in one process, in turns, and printed as ratios of CPU seconds (threads: of
wall seconds) with minimum, median and maximum: machines are noisy, ratios less so.

    python benchmarks/blocks.py [SCENARIO]
"""

from __future__ import annotations

import platform
import statistics
import sys
import time

import numpy as np

import sim
from sim.experiments.simulate import Job, simulate

REPEATS = 5
RUNS = 2000
ALONE = 60  # runs simulated one after another


def clocked(work) -> tuple[float, float]:
    """CPU and wall seconds of a piece of work."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def one_by_one(scenario) -> None:
    """Some runs, each a model of its own."""
    for run in range(ALONE):
        sim.Talks(scenario, runs=1, first=run).run()


def same_rows(scenario) -> bool:
    """Whether both sides compute the same thing."""
    together, _ = simulate(Job(scenario, 5, 0))
    alone = [sim.Talks(scenario, runs=1, first=run).run() for run in range(5)]
    utilities = together.filter(like="utility.").to_numpy()
    return np.array_equal(utilities, np.vstack([talks.utility for talks in alone]))


def line(name: str, ratios: list[float]) -> str:
    """Median, minimum and maximum."""
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    return f"{name:<44}{middle:8.1f}   ({low:.1f} to {high:.1f})"


def main() -> None:
    """Measure, and print."""
    scenario = sim.Scenario.load(sys.argv[1] if len(sys.argv) > 1 else "geneva-2013")
    if not same_rows(scenario):
        sys.exit("a block and single runs differ: nothing to compare")
    saved, threads, pace = [], [], []
    for _ in range(REPEATS):
        block, wall_one = clocked(lambda: simulate(Job(scenario, RUNS, 0)))
        alone, _ = clocked(lambda: one_by_one(scenario))
        _, wall_two = clocked(lambda: simulate(Job(scenario, RUNS, 0), workers=2))
        saved.append((alone / ALONE) / (block / RUNS))
        threads.append(wall_one / wall_two)
        pace.append(10_000 / RUNS * wall_two)
    machine = platform.processor() or platform.machine()
    print(f"{scenario.name}, {RUNS} runs, {REPEATS} repeats, {machine}")
    print(line("one run after another / block, CPU", saved))
    print(line("one thread / two threads, wall", threads))
    print(line("seconds for 10,000 runs on two threads", pace))


if __name__ == "__main__":
    main()
