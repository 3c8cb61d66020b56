"""The rows of one module after another, each measured in a process of its own."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

from benchmarks.measure import Row
from benchmarks.page import summary

Result = TypeVar("Result")


def measured(name: str) -> list[Row]:
    """The rows of a module; each is said as soon as it is there."""
    if importlib.util.find_spec(f"benchmarks.{name}") is None:
        say(f"{name}: not there, left out")
        return []
    start, rows = time.perf_counter(), []
    for row in importlib.import_module(f"benchmarks.{name}").rows():
        say(f"{row.work}, {row.against}: {summary(row)}")
        rows.append(row)
    say(f"{name}: {time.perf_counter() - start:.0f} s in all")
    return rows


def alone(work: Callable[[str], Result], name: str) -> Result:
    """Have work done in a new process, which nothing slows that others have left in memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(work, name).result()


def say(what: str) -> None:
    """Tell whoever waits."""
    print(what, file=sys.stderr, flush=True)
