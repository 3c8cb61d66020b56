"""What more cores give: threads inside one process, processes side by side, and a sweep's own cost.

A thread waits for the others wherever Python itself is at work, a process never does; but a process
takes about a second to start, and what it has worked out has to be handed over. Both are held
against the same runs on one thread of one process. The processes are there before the clock
starts, as in a sweep, which starts them once.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor

import pandas as pd

import sim
from benchmarks.measure import Row, turns
from benchmarks.sweeps import Here, folder, geneva
from sim.experiments.simulate import Job, run_block, simulate

SCENARIO = "geneva-2013"
RUNS = 8_000
SWEPT = 2000  # runs in each of four cells
WORKERS = 2
REPEATS = 3


def rows() -> Iterator[Row]:
    """Threads, processes, a sweep."""
    job = Job(sim.Scenario.load(SCENARIO), RUNS, 0)
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        alone = simulate(job)[0]
        beside = {
            f"{WORKERS} threads": lambda: simulate(job, WORKERS)[0],
            f"{WORKERS} processes": lambda: _in_processes(job, pool),
        }
        for name, work in beside.items():
            if not work().equals(alone):  # this starts the processes, too
                raise SystemExit(f"rows of {name} differ from those of one")
            took = turns(lambda: simulate(job), work, repeats=REPEATS)
            yield Row(
                f"{SCENARIO}, {RUNS:,} runs, {name}", "one thread", took.wall,
                "theirs / ours, wall", said=f"The rows are the same; {REPEATS} repeats.",
            )  # fmt: skip
    yield _sweep()


def _in_processes(job: Job, pool: Executor) -> pd.DataFrame:
    """The rows of a job whose blocks are done by processes."""
    firsts, sizes = zip(*job.blocks(WORKERS), strict=True)
    parts = pool.map(run_block, [job] * len(firsts), firsts, sizes)
    return pd.concat([runs for runs, _ in parts], ignore_index=True)


def _sweep() -> Row:
    """What a sweep takes beyond its runs: units, parts on disk, a manifest."""
    study = geneva(cells=4, runs=SWEPT)
    jobs = [Job(study.scenario_of(cell.number), SWEPT, 0) for cell in study.cells]

    def swept() -> pd.DataFrame:
        with folder() as out:
            return sim.sweep(study, out, executor=Here()).read()

    alone = pd.concat([simulate(job)[0] for job in jobs], ignore_index=True)
    if not swept().drop(columns="cell").equals(alone.drop(columns="cell")):
        raise SystemExit("a sweep and single jobs differ")
    took = turns(swept, lambda: [simulate(job) for job in jobs], repeats=REPEATS)
    return Row(
        f"4 jobs of {SWEPT:,} runs of {SCENARIO}", "a sweep of the same runs", took.cpu,
        "theirs / ours", 1.1, at_most=True, said=f"The rows are the same; {REPEATS} repeats.",
        wall=took.wall,
    )  # fmt: skip
