"""Small studies, folders compared byte by byte, and executors whose workers die."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from sim.experiments.study import Study
from sim.experiments.study.study import EXAMPLE

BROKEN = '''
import os
from sim import Strategy, strategies

@strategies.register("broken_now_and_then")
class Broken(Strategy):
    """Fails in some runs."""

    def propose(self, view):
        return self.accepts(view)

    def accepts(self, view):
        if (view.draw("luck") < {chance}).any():
            {act}
        return view.gain[:, 0] > -9
'''


def study(**changes: object) -> Study:
    return Study.from_data({**copy.deepcopy(EXAMPLE), **changes})


def small(**changes: object) -> Study:
    """Six cells of 700 runs and 4 draws: four units of work."""
    return study(**{"runs": 700, "draws": 4, **changes})


def bytes_of(folder: Path) -> dict[str, bytes]:
    """All that a sweep has written, by name."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "sweep.lock"
    }


class Here(Executor):
    """Does what it is given at once, in this process; may be told to die of some of it.

    Attributes
    ----------
    dies : callable
        Told a task, says whether its worker dies of it.
    """

    def __init__(self, dies: Callable[[Any], bool] = lambda task: False) -> None:
        self.dies, self.dead, self.given = dies, False, 0

    def submit(self, do, /, *given, **named):
        if self.dead:
            raise BrokenProcessPool("a worker has died")
        self.given += 1
        future: Future = Future()
        if self.dies(given[0]):
            self.dead = True
            future.set_exception(BrokenProcessPool("a worker has died"))
            return future
        try:
            future.set_result(do(*given, **named))
        except BaseException as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.dead = True


def die(*_: object) -> None:
    os._exit(9)
