"""How long a command takes to start, beside a bare ``import mesa``: each a process of its own.

Nothing that uses Mesa can do without that import. Every side is run by the Python that runs this,
its kernels compiled already; the very first run, which compiles them into an empty folder, is told
apart.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial

from benchmarks.measure import REPEATS, Row, clocked, turns

MESA = ("-c", "import mesa")
HELP = ("-m", "sim", "--help")
RUN = ("-m", "sim", "run", "geneva-2013", "--runs", "100", "--quiet")
CERTAIN = (*RUN, "--draws", "0")
MEANS = "ours / import mesa, CPU"
TOOK = re.compile(r"It took .*?\.", re.DOTALL)


def rows() -> Iterator[Row]:
    """Yield the help, a second run, the same with what we do not know, and the very first run."""
    pages: list[str] = []
    with tempfile.TemporaryDirectory() as empty:
        run = partial(python, *CERTAIN, NUMBA_CACHE_DIR=empty)
        compiling = clocked(lambda: pages.append(run()))
        pages.append(run())
    if told(pages[0]) != told(pages[1]):
        raise SystemExit(f"two runs of one command differ:\n{pages[0]}\n\n{pages[1]}")
    mesa = clocked(partial(python, *MESA))
    python(*CERTAIN)  # its kernels are compiled from here on
    yield measured("tracktwo --help", HELP, goal=0.5)
    yield measured("a second run of geneva-2013, 100 runs, --draws 0", CERTAIN, goal=3.0)
    yield measured("the same with --draws 100, as it is by default; twice", RUN, repeats=2)
    yield Row(
        "the very first run, which compiles every kernel; once",
        "import mesa",
        (compiling.cpu / mesa.cpu,),
        MEANS,
        said=f"{compiling.cpu:.0f} s CPU, {compiling.wall:.0f} s by the clock; a second run with"
        " what it compiled prints the same page",
    )


def measured(
    work: str, words: tuple[str, ...], goal: float | None = None, repeats: int = REPEATS
) -> Row:
    """Measure a command in turns with the bare import."""
    took = turns(partial(python, *words), partial(python, *MESA), repeats=repeats)
    return Row(work, "import mesa", took.cpu, MEANS, goal, at_most=True, wall=took.wall)


def python(*words: str, **variables: str) -> str:
    """Run this Python on some words, and return what it prints."""
    command = [sys.executable, *words]
    env = os.environ | variables
    return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def told(page: str) -> str:
    """Return what a page says, but for how long it took."""
    return " ".join(TOOK.sub("", page).split())
