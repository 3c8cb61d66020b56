"""How far a sweep has come, and a bar that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars


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
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    hidden = not (console.is_terminal or console.is_jupyter)
    with Bars(*columns, console=console, transient=True, disable=hidden) as bars:
        task = bars.add_task("sweep", total=None, said="starting the workers")
        start: list[int] = []

        def watch(now: Progress) -> None:
            if not start:  # what was found done has taken no time
                start.append(now.done)
                bars.reset(task)
            elapsed = bars.tasks[0].elapsed or 0
            rate = (now.done - start[0]) / elapsed if elapsed else 0
            done = f"{now.cells:,} of {cells:,} cells, {now.done:,} of {now.total:,} runs"
            failed = f", {now.failed:,} failed" if now.failed else ""
            left = now.total - start[0]  # fewer, where cells are soon as precise as is wanted
            bars.update(
                task,
                total=left,
                completed=now.done - start[0],
                said=f"{done}, {rate:,.0f} a second{failed}",
            )

        yield watch
