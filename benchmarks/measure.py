"""How everything here is measured: two sides in turns, in one run, as ratios.

Machines are noisy, and ratios of work that was done side by side less so. A side is timed in CPU
seconds of this process and of the children that it has waited for, and in wall seconds; both sides
are timed once in every repeat, one right after the other, and what is told is the median, the least
and the greatest of the repeats.
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

REPEATS = 5

Work = Callable[[], object]


class Took(NamedTuple):
    """Seconds that a piece of work took."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    work : str
        What was done, how much of it, and in which setting.
    against : str
        With what it is compared.
    ratios : tuple of float
        One for each repeat.
    means : str
        What the ratio is, such as "theirs / ours, CPU".
    goal : float or None
        What the median should reach.
    at_most : bool
        Whether the goal is a ceiling.
    said : str
        What else there is to say: that both sides computed the same, and how that was checked.
    """

    work: str
    against: str
    ratios: tuple[float, ...]
    means: str
    goal: float | None = None
    at_most: bool = False
    said: str = ""

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.ratios)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the goal; None without one."""
        if self.goal is None:
            return None
        return self.median <= self.goal if self.at_most else self.median >= self.goal


def clocked(work: Work) -> Took:
    """CPU seconds, of this process and of children that it waits for, and wall seconds."""
    cpu, wall = _cpu(), time.perf_counter()
    work()
    return Took(_cpu() - cpu, time.perf_counter() - wall)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def in_turns(
    theirs: Work, ours: Work, *, share: float = 1.0, repeats: int = REPEATS, wall: bool = False
) -> tuple[float, ...]:
    """What their work takes, in units of what ours does: one ratio for each repeat.

    share : how much more work ours is, where both do different amounts of it.
    wall : whether wall seconds count, and not CPU seconds.
    """
    ratios = []
    for _ in range(repeats):
        a, b = clocked(theirs), clocked(ours)
        ratios.append(share * (a.wall / b.wall if wall else a.cpu / b.cpu))
    return tuple(ratios)


def machine() -> str:
    """The processor, its cores, and what runs on it."""
    return (
        f"{_processor()}, {os.cpu_count()} cores; {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
