"""How everything here is measured: two sides in turns, in one run, as ratios.

Machines are noisy, and ratios of work that was done side by side less so. A side is timed in CPU
seconds of this process and of the children that it has waited for, and in wall seconds; both sides
are timed once in every repeat, one right after the other, and what is told is the median, the least
and the greatest of the repeats.
"""

from __future__ import annotations

import gc
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
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
    wall : tuple of float
        The same ratios in wall seconds, where `ratios` are those of CPU seconds.
    """

    work: str
    against: str
    ratios: tuple[float, ...]
    means: str
    goal: float | None = None
    at_most: bool = False
    said: str = ""
    wall: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The median ratio."""
        return statistics.median(self.ratios)

    @property
    def median_wall(self) -> float:
        """The median ratio of wall seconds."""
        return statistics.median(self.wall)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the goal; None without one."""
        if self.goal is None:
            return None
        return self.median <= self.goal if self.at_most else self.median >= self.goal


class Turns(NamedTuple):
    """What both sides took in every repeat.

    Attributes
    ----------
    theirs, ours : tuple of Took
        One for each repeat.
    share : float
        How much more work ours is.

    Examples
    --------
    >>> turns = Turns((Took(cpu=3, wall=4),), (Took(cpu=2, wall=2),), share=10)
    >>> turns.cpu, turns.wall
    ((15.0,), (20.0,))
    """

    theirs: tuple[Took, ...]
    ours: tuple[Took, ...]
    share: float = 1.0

    @property
    def cpu(self) -> tuple[float, ...]:
        """What their work takes in units of what ours does: CPU seconds."""
        return tuple(
            self.share * a.cpu / b.cpu for a, b in zip(self.theirs, self.ours, strict=True)
        )

    @property
    def wall(self) -> tuple[float, ...]:
        """The same of wall seconds."""
        return tuple(
            self.share * a.wall / b.wall for a, b in zip(self.theirs, self.ours, strict=True)
        )


def clocked(work: Work) -> Took:
    """CPU seconds, of this process and of children that it waits for, and wall seconds.

    Work that returns a `Took` has timed itself, as what runs in a process of its own.
    """
    cpu, wall = _cpu(), time.perf_counter()
    own = work()
    return own if isinstance(own, Took) else Took(_cpu() - cpu, time.perf_counter() - wall)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def turns(theirs: Work, ours: Work, *, share: float = 1.0, repeats: int = REPEATS) -> Turns:
    """Time both sides once in every repeat, one right after the other.

    Garbage that one side leaves is collected before the other starts, which is not to pay for it.

    share : how much more work ours is, where both do different amounts of it.
    """
    took: list[list[Took]] = [[], []]
    for _ in range(repeats):
        for side, work in zip(took, (theirs, ours), strict=True):
            gc.collect()
            side.append(clocked(work))
    return Turns(tuple(took[0]), tuple(took[1]), share)


def pace(took: tuple[Took, ...], pieces: int) -> str:
    """CPU time of one piece of work, the median over repeats, in words.

    Examples
    --------
    >>> pace((Took(cpu=2.0, wall=2.1),), 1000)
    '2 ms'
    """
    seconds = statistics.median(one.cpu for one in took) / pieces
    unit, size = next(
        (unit, size) for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)) if seconds >= size
        or unit == "µs"
    )  # fmt: skip
    return f"{seconds / size:.3g} {unit}"


def machine() -> str:
    """The processor, its cores, its memory, and what runs on it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "mesa"))
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB; "
        f"{platform.system()} {platform.machine()}; Python {platform.python_version()}, {libraries}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(
            line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")
        )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()
