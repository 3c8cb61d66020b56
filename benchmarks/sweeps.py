"""What a sweep costs beyond its runs: overhead, a second worker, going on, and memory.

    python benchmarks/sweeps.py            # all of it: some ten minutes on two quiet cores
    python benchmarks/sweeps.py overhead   # one of overhead, workers, resume, memory

Ratios of one machine at one time, with minimum, median and maximum over repeats. Each comparison
first makes sure that both sides give the same rows. Memory is what the main process and its
workers held at most (resident), each measured in a process of its own.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path

import sim
from sim.experiments.simulate import Job, simulate
from sim.experiments.study.study import EXAMPLE

REPEATS = 3
OVERHEAD_RUNS = 5000
GENEVA = {
    "format": 1,
    "name": "geneva-loud",
    "title": "Geneva at several levels of noise",
    "scenario": "geneva-2013",
    "draws": 0,
}


def geneva(cells: int, runs: int) -> sim.Study:
    """A study of the Geneva conference, each cell a little louder."""
    levels = [0.03 + 0.002 * k for k in range(cells)]
    return sim.Study.from_data(
        {**GENEVA, "factors": {"noise": {"path": "noise", "levels": levels}}, "runs": runs}
    )


class Here(Executor):
    """Works in this process, so that its CPU time counts everything."""

    def submit(self, do, /, *given, **named):
        """Do it at once."""
        future: Future = Future()
        future.set_result(do(*given, **named))
        return future


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "out"


def line(name: str, found: list[float], unit: str = "") -> str:
    """Median, minimum and maximum."""
    low, middle, high = min(found), statistics.median(found), max(found)
    return f"{name:<58}{middle:9.3g}{unit}   ({low:.3g} to {high:.3g})"


def overhead() -> None:
    """CPU of a sweep in one process, beyond that of the same runs alone."""
    study = geneva(cells=4, runs=OVERHEAD_RUNS)
    scenarios = [study.scenario_of(cell.number) for cell in study.cells]
    found = []
    for repeat in range(REPEATS + 1):
        start = time.process_time()
        alone = [simulate(Job(scenario, OVERHEAD_RUNS, 0))[0] for scenario in scenarios]
        middle = time.process_time()
        with folder() as out:
            results = sim.sweep(study, out, executor=Here())
            stop = time.process_time()
            same = all(
                results.read(cells=[k]).drop(columns="cell").equals(rows.drop(columns="cell"))
                for k, rows in enumerate(alone)
            )
        if not same:
            sys.exit("a sweep and single jobs differ: nothing to compare")
        if repeat:  # the first one warms up
            found.append((stop - middle) / (middle - start) - 1)
    print(line("overhead of a sweep over its runs, CPU (goal: below 0.05)", found))


def swept(study: sim.Study, out: Path, workers: int) -> float:
    """Wall seconds of a sweep."""
    start = time.perf_counter()
    sim.sweep(study, out, workers=workers)
    return time.perf_counter() - start


def workers() -> None:
    """One process against two, on a sweep of at least a minute."""
    study = geneva(cells=20, runs=5000)
    found, seconds = [], []
    for _ in range(3):
        with folder() as one, folder() as two:
            alone, both = swept(study, one, 1), swept(study, two, 2)
            names = sorted(path.name for path in (one / "parts").iterdir())
            if any((one / "parts" / n).read_bytes() != (two / "parts" / n).read_bytes()
                   for n in names):  # fmt: skip
                sys.exit("one and two workers differ: nothing to compare")
        found.append(alone / both)
        seconds.append(alone)
    print(line("seconds with one worker", seconds, "s"))
    print(line("one worker / two workers, wall (goal: 1.8)", found))


def resume() -> None:
    """The same command once everything is done, and once half of it is."""
    study = geneva(cells=10, runs=4000)
    finished, half = [], []
    for _ in range(3):
        with folder() as out:
            whole = swept(study, out, 2)
            finished.append(swept(study, out, 2) / whole)
            for name in sorted((out / "parts").glob("runs-*"))[::2]:
                name.unlink()
            half.append(swept(study, out, 2) / whole)
    print(line("going on when nothing is left / the whole sweep, wall", finished))
    print(line("going on when half is left / the whole sweep, wall", half))


def memory() -> None:
    """What is held at most while 10^4, 10^5 and 10^6 runs are written."""
    for power in (4, 5, 6):
        script = f"from benchmarks.sweeps import held; held({10**power})"
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-c", script]
        said = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        main, worker = map(float, said.stdout.split())
        print(
            f"{10**power:>9,} runs: main process {main:6.0f} MB, a worker {worker:6.0f} MB at most"
        )


def held(runs: int) -> None:
    """Run so many in all, a small scenario's, and print what was held: MB."""
    base = {**EXAMPLE, "runs": runs // 100}
    levels = [0.5 + 0.005 * k for k in range(100)]
    factors = {"patience": {"path": "parties.north.patience", "levels": levels}}
    with folder() as out:
        sim.sweep(sim.Study.from_data({**base, "factors": factors}), out, workers=2)
    own, others = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(own, others)


ALL: dict[str, Callable[[], None]] = {
    "overhead": overhead, "workers": workers, "resume": resume, "memory": memory,
}  # fmt: skip


def main() -> None:
    """Measure what is asked for, and print."""
    machine = platform.processor() or platform.machine()
    print(f"{machine}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for name in sys.argv[1:] or ALL:
        ALL[name]()


if __name__ == "__main__":
    main()
