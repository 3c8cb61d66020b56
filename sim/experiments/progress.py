"""A line that shows how far an experiment has come: on a terminal, or under a cell of a notebook.

Nothing is shown where there is neither. Nothing of it is left when the experiment is over.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic
from typing import TYPE_CHECKING

from sim.experiments.trial import Watch

if TYPE_CHECKING:
    from rich.console import Console

Show = Callable[[str, int, int | None], None]
"""Called with what to say, how much is done, and of how much; None where that is not known yet."""

_SECONDS = 0.1  # between two pictures in a notebook


@contextmanager
def bar(said: str, quiet: bool = False) -> Iterator[Show]:
    """Show a bar with a text beside it.

    Parameters
    ----------
    said : str
        What is said before anything is done.
    quiet : bool
        Whether to show nothing after all.
    """
    from rich.console import Console

    console = Console(stderr=True)
    drawn: AbstractContextManager[Show] = nullcontext(lambda said, done, total: None)
    if not quiet and console.is_jupyter:
        drawn = _in_a_notebook()
    elif not quiet and console.is_terminal:
        drawn = _on_a_terminal(console)
    with drawn as show:
        show(said, 0, None)
        yield show


@contextmanager
def watching(progress: Watch | bool | None, total: int) -> Iterator[Watch | None]:
    """Turn what a user gives as `progress` into what is called as the runs get done.

    Parameters
    ----------
    progress : callable, bool or None
        A callable is called; True shows a bar.
    total : int
        Runs of all passes.

    Examples
    --------
    >>> with watching(False, 100) as watch:
    ...     print(watch)
    None
    """
    if callable(progress) or not progress:
        yield progress or None
        return
    with bar("runs (the first ever compiles half a minute)") as show:
        yield _adding_up(show, total)


def _adding_up(show: Show, total: int) -> Watch:
    """Add up the passes of an experiment to one bar."""
    done: dict[str, int] = {}

    def watch(name: str, now: int, _: int) -> None:
        done[name] = now
        so_far = sum(done.values())
        show(f"{name}: {so_far:,} of {total:,} runs", so_far, total)

    return watch


@contextmanager
def _on_a_terminal(console: Console) -> Iterator[Show]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("", total=None, said="")

        def show(said: str, done: int, total: int | None) -> None:
            if total is not None and bars.tasks[0].total is None:
                bars.reset(task)  # what went before the first of it has nothing to do with its pace
            bars.update(task, total=total, completed=done, said=said)

        yield show


@contextmanager
def _in_a_notebook() -> Iterator[Show]:
    """Show it by HTML alone: rich needs widgets there, which are left in what is stored."""
    from IPython.display import display

    handle = display({"text/plain": "", "text/html": ""}, raw=True, display_id=True)
    last = 0.0

    def show(said: str, done: int, total: int | None) -> None:
        nonlocal last
        if monotonic() - last < _SECONDS:
            return
        last = monotonic()
        known = f' value="{done}" max="{total}"' if total else ""
        shown = f"<label><progress{known}></progress> {html.escape(said)}</label>"
        handle.update({"text/plain": said, "text/html": shown}, raw=True)

    try:
        yield show
    finally:
        handle.update({"text/plain": "", "text/html": ""}, raw=True)
