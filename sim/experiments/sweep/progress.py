"""How far a sweep has come, and a bar that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

from sim.experiments.progress import bar as line


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come.

    Attributes
    ----------
    done, total : int
        Runs, those found done among them; with a wanted precision the total is the most there can
        still be.
    cells : int
        Cells that are done, or cells' worth of runs.
    failed : int
        Of the runs done since it was started.
    """

    done: int
    total: int
    failed: int
    cells: int


Watch = Callable[[Progress], None]


@contextmanager
def bar(cells: int) -> Iterator[Watch]:
    """Show cells and runs done, rate, time left and failures: on a terminal, or in a notebook.

    Nothing is shown where there is neither.

    cells : how many there are.
    """
    with line("starting the workers") as show:
        start: list[tuple[int, float]] = []

        def watch(now: Progress) -> None:
            if not start:  # what was found done has taken no time
                start.append((now.done, monotonic()))
            found, since = start[0]
            elapsed = monotonic() - since
            rate = (now.done - found) / elapsed if elapsed else 0
            done = f"{now.cells:,} of {cells:,} cells, {now.done:,} of {now.total:,} runs"
            failed = f", {now.failed:,} failed" if now.failed else ""
            # the total becomes less, where cells are soon as precise as is wanted
            show(f"{done}, {rate:,.0f} a second{failed}", now.done - found, now.total - found)

        yield watch
