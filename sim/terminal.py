"""What the commands share: exit codes, mistakes told as messages, and what they print."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

from sim.starting import collect_as_usual

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.scenario.evidence import Claims, Row
    from sim.scenario.scenario import Scenario

SOME_FAILED, BAD_INPUT, FOLDER_REFUSED, INTERRUPTED = 1, 2, 3, 130  # exit codes; 0 is success
READABLE = 100  # columns; longer lines are hard to read


class Commands(TyperGroup):
    """Turns what a user can cause into a message and an exit code."""

    def invoke(self, ctx):
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            fail("Interrupted.", INTERRUPTED)
        except Exception as error:
            if (code := _code(error)) is None:
                raise
            fail(str(error), code)


def _code(error: Exception) -> int | None:
    """The exit code for a mistake of the user's; None for one of ours."""
    if not any(kind.__module__.startswith("sim.") for kind in type(error).__mro__):
        return None  # `--help` ends so as well: nothing is loaded to find out what it is not
    from sim.experiments.folder import FolderRefused
    from sim.experiments.quantities import QuantityError
    from sim.experiments.sweep.units import WrongWorker
    from sim.registry import PluginError
    from sim.scenario.errors import ScenarioError
    from sim.teaching.saved import GameError

    if isinstance(error, WrongWorker):
        return SOME_FAILED
    if isinstance(error, FolderRefused):
        return FOLDER_REFUSED
    mistakes = (ScenarioError, PluginError, QuantityError, GameError)
    return BAD_INPUT if isinstance(error, mistakes) else None


def fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    """End the command with a message on standard error."""
    print(message, file=sys.stderr)
    raise typer.Exit(code)


def sized(size: str, drawn: Path | None, option: str = "--out") -> None:
    """End the command if a size is asked for where no figure is drawn."""
    if size != "page" and drawn is None:
        fail(f"--size {size} is for figures, and none is drawn; say where with {option}")


def drawable(figure: Path) -> None:
    """End the command, before anything is run, if a figure cannot be that file."""
    from sim.experiments.folder import made

    if figure.suffix not in (".png", ".svg", ".pdf"):
        fail(f"--figure {figure}: name a file that ends in .png, .svg or .pdf")
    made(figure.parent)


def load(source: str, *, without_sources: bool = False) -> Scenario:
    """Load a scenario, its evidence checked; one that cites nothing is taken as made up."""
    from sim.scenario.confidential import load_without_sources
    from sim.scenario.evidence import supported
    from sim.scenario.scenario import Scenario

    return supported(load_without_sources(source) if without_sources else Scenario.load(source))


def load_plugins(files: list[Path] | None) -> None:
    """Load what the user gave with ``--plugin``."""
    from sim.registry import load_plugin

    for file in files or ():
        load_plugin(file)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def readable() -> Console:
    """Return the terminal, not wider than is good to read; plain where it is none."""
    console = Console(highlight=False)
    console.width = min(console.width, READABLE)
    return console


def print_story(scenario: Scenario, seed: int, run: int) -> None:
    """Simulate one run again, and tell it; one that fails is said so."""
    from sim.model.narration import story
    from sim.model.telling import retell
    from sim.scenario.errors import ScenarioError

    width = readable().width
    try:
        trace = retell(scenario, seed, run)
    except ScenarioError:
        raise  # it is not one that can be told
    except Exception as error:
        fail(f"run {run} fails: {type(error).__name__}: {error}", SOME_FAILED)
    for line in story(scenario, trace, seed, run).splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        print(textwrap.fill(line, width, subsequent_indent=indent) if line.strip() else "")


def print_evidence(rows: list[Row]) -> None:
    """Print each part and its value and, once for all that share it, what they rest on."""
    from itertools import groupby

    width = readable().width
    for (cited, assumption), group in groupby(rows, key=lambda row: (row.claims, row.assumption)):
        for row in group:
            value = f" = {row.value}" if row.value else ""
            print(f"{row.path}{value.replace(chr(39), '')}  [{row.status}]")
        for text in filter(None, [", ".join(cited), assumption]):
            print(textwrap.fill(text, width, initial_indent="    ", subsequent_indent="    "))
        print()


def print_claims(claims: Claims) -> None:
    """Print how many claims there are, by document and by how directly they are made."""
    from collections import Counter

    for field in ("document", "directness"):
        counts = Counter(str(record[field]) for record in claims.values())
        print_names(f"Claims by {field}", {name: str(n) for name, n in counts.most_common()})
    print(f"There are {len(claims)} claims.")


def print_names(title: str, lines: dict[str, str]) -> None:
    """Print names with a line about each."""
    width, longest = readable().width, max(map(len, lines), default=0)
    print(title)
    for name, line in lines.items():
        start = f"  {name:<{longest}}  "
        print(textwrap.fill(line, width, initial_indent=start, subsequent_indent=" " * len(start)))


def progress_bar(
    total: int, quiet: bool = False
) -> AbstractContextManager[Callable[[str, int, int], None] | None]:
    """Show a bar on standard error, if somebody is there to watch it: the work begins."""
    from sim.experiments.progress import watching

    collect_as_usual()
    return watching(not quiet, total)


def run_with_bar(scenario: Scenario, runs: int, *, draws: int, quiet: bool, **options) -> Results:
    """Run with a bar."""
    from sim.experiments.run import run, total

    with progress_bar(total(scenario, runs, draws), quiet) as watch:
        return run(scenario, runs, draws=draws, progress=watch, **options)


def other_than(a: Scenario, b: str | None, settings: list[str], drop: list[str]) -> Scenario:
    """Return the scenario to compare with: one that is named, or `a` changed on the command line.

    Parameters
    ----------
    a : Scenario
    b : str or None
        A file, or a name that ships.
    settings : list of str
        PATH=VALUE each, the value as a file would say it.
    drop : list of str
        Paths to leave out.
    """
    from sim.experiments.changes import changed
    from sim.scenario.reader import parse

    if (b is None) == (not settings and not drop):
        fail("name a second SCENARIO, or change the first with --set and --drop: one of the two")
    if b is not None:
        return load(b)
    change = {}
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            fail(f"--set {setting}: has no value; write --set PATH=VALUE")
        change[path.strip()] = parse(f"value: {value}", f"--set {path}")[0]["value"]
    return changed(a, change, drop)
