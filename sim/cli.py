"""The command line.

Each command imports what it needs when it runs, so that ``tracktwo --help`` loads neither Mesa nor Numba nor pandas.
"""

from __future__ import annotations

import os
import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.registry import Registry
    from sim.scenario.evidence import Row
    from sim.scenario.scenario import Scenario

SUCCESS, SOME_FAILED, BAD_INPUT, FOLDER_REFUSED, INTERRUPTED = 0, 1, 2, 3, 130
READABLE = 100  # columns; longer lines are hard to read
TO_PICK_FROM = 1000  # runs among which `tell --outcome` looks for one
MOST_RUNS = 10_000_000  # beyond these a table of runs does not fit the memory
MOST_RUN_NUMBER = 2**53
_COMPLETE = "cite a claim or say why you assume it, or write draft: true"


class _Commands(TyperGroup):
    """Turns what a user can cause into a message and an exit code."""

    def invoke(self, ctx):
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _fail("Interrupted.", INTERRUPTED)
        except Exception as error:
            if (code := _code(error)) is None:
                raise
            _fail(str(error), code)


def _code(error: Exception) -> int | None:
    """The exit code for a mistake of the user's; None for one of ours."""
    from sim.experiments.folder import FolderRefused
    from sim.registry import PluginError
    from sim.scenario.errors import ScenarioError

    if isinstance(error, FolderRefused):
        return FOLDER_REFUSED
    return BAD_INPUT if isinstance(error, (ScenarioError, PluginError)) else None


def _fail(message: str, code: int = BAD_INPUT) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Track Two: simulate a negotiation, before, at and after the table.",
    epilog="SCENARIO is a file, or the name of a scenario that ships: see tracktwo list.",
)

Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="A file, or a name that ships.")]
Seed = Annotated[int, typer.Option(help="Run k depends on scenario, seed and k alone.")]
Plugins = Annotated[
    list[Path] | None,
    typer.Option("--plugin", metavar="FILE", help="Python that registers names; repeatable."),
]


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="tracktwo")


@app.command("list")
def list_() -> None:
    """What ships: scenarios, strategies, protocols and decision rules."""
    from sim import registry
    from sim.scenario import library
    from sim.scenario.scenario import Scenario

    titles = {name: Scenario.load(name).title for name in library.names()}
    _print_names("Scenarios", titles)
    _print_names("Strategies", _stories(registry.strategies))
    _print_names("Protocols", _stories(registry.protocols))
    _print_names("Decision rules", _stories(registry.rules))


@app.command()
def validate(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...")], plugin: Plugins = None
) -> None:
    """Every mistake in scenario files, with its line."""
    from sim.scenario.errors import ScenarioError

    _load_plugins(plugin)
    wrong = False
    for source in scenarios:
        try:
            scenario = _load(source)
        except ScenarioError as error:
            print(error)
            wrong = True
        else:
            print(f"{source}: ok: {_extent(scenario)}")
    if wrong:
        raise typer.Exit(BAD_INPUT)


@app.command()
def schema() -> None:
    """JSON Schema of a scenario file, for editors."""
    import json

    from sim.scenario.schema import ScenarioSpec

    print(json.dumps(ScenarioSpec.model_json_schema(), indent=2))


@app.command()
def evidence(source: Source, plugin: Plugins = None) -> None:
    """Each parameter, and the claim or assumption under it."""
    from collections import Counter

    from sim.scenario.evidence import Claims, evidence_table, unsupported
    from sim.scenario.scenario import Scenario

    _load_plugins(plugin)
    scenario = Scenario.load(source)
    claims = Claims.around(scenario)
    rows = evidence_table(scenario, claims)
    _print_evidence(rows)
    counts = Counter(row.status for row in rows)
    said = ", ".join(f"{counts[status]} {status}" for status in sorted(counts))
    print(f"{len(rows)} numbers and other parts: {said}. There are {len(claims)} claims.")
    if missing := unsupported(scenario, claims):
        _fail(f"{len(missing)} of them rest on nothing that is there; {_COMPLETE}.")


@app.command()
def run(
    source: Source,
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS)] = 10_000,
    seed: Seed = 0,
    draws: Annotated[
        int, typer.Option(min=0, help="Draws of the assumptions, for what we do not know.")
    ] = 100,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where tables and figures go.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores unless given.")
    ] = None,
    plugin: Plugins = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Simulate, and show the outcomes with both uncertainties."""
    from sim.analysis import layout
    from sim.analysis.page import page
    from sim.experiments.folder import claim

    _load_plugins(plugin)
    scenario = _load(source)
    if out is not None:
        claim(out, scenario, seed, runs)
    start = time.perf_counter()
    results = _simulate(scenario, runs, seed, draws, workers or _cores(), quiet)
    elapsed = time.perf_counter() - start
    command = _command(source, runs, seed, draws, plugin)
    layout.show(page(results, command=command, elapsed=elapsed), _readable())
    if out is not None:
        _save(results, out, layout.text(page(results, command=command)))
        print(f"\nTables, figures and this page are in {out}.")
    if results.failures:
        raise typer.Exit(SOME_FAILED)


@app.command()
def tell(
    source: Source,
    seed: Seed = 0,
    run: Annotated[
        int | None, typer.Option(min=0, max=MOST_RUN_NUMBER, help="Which run; 0 unless given.")
    ] = None,
    outcome: Annotated[str | None, typer.Option(help="A typical run that ended so.")] = None,
    plugin: Plugins = None,
) -> None:
    """One run, narrated period by period."""
    from sim.model.narration import story
    from sim.model.telling import retell

    if run is not None and outcome is not None:
        _fail("--run and --outcome exclude one another; give one")
    _load_plugins(plugin)
    scenario = _load(source)
    number = run or 0 if outcome is None else _pick(scenario, seed, outcome)
    width = _readable().width
    for line in story(scenario, retell(scenario, seed, number), seed, number).splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        print(textwrap.fill(line, width, subsequent_indent=indent) if line.strip() else "")


@app.command(hidden=True)
def warm() -> None:
    """Compile what is compiled on first use, by running a little of a scenario that ships."""
    from sim.experiments.run import run as simulate
    from sim.scenario import library

    for name in library.names():
        simulate(name, runs=2, draws=0)
    print("Compiled.")


# -- what the commands share -------------------------------------------------------------------


def _load(source: str) -> Scenario:
    """A scenario with its evidence checked, as the files that ship and a user's own are."""
    from sim.scenario.errors import Problem, ScenarioError
    from sim.scenario.evidence import Claims, unsupported
    from sim.scenario.scenario import Scenario

    scenario = Scenario.load(source)
    if missing := unsupported(scenario, Claims.around(scenario)):
        way_out = Problem((), None, f"its evidence is not complete; {_COMPLETE}")
        raise ScenarioError(str(scenario.path), [way_out, *missing])
    return scenario


def _load_plugins(files: list[Path] | None) -> None:
    from sim.registry import PluginError, load_plugin

    for file in files or ():
        try:
            load_plugin(file)
        except PluginError:
            raise
        except Exception as error:  # a user's own code may raise anything
            raise PluginError(f"{file}: {type(error).__name__}: {error}") from error


def _extent(scenario: Scenario) -> str:
    spec = scenario.spec
    counts = {
        "parties": len(spec.parties),
        "issues": len(spec.issues),
        "ties": len(spec.ties),
        "threats": len(spec.threats),
        "numbers": len(scenario.parameters),
    }
    return ", ".join(f"{number} {thing}" for thing, number in counts.items())


def _stories(registry: Registry) -> dict[str, str]:
    """The first line of what each registered class says of itself."""
    return {
        name: (registry.get(name).__doc__ or "").strip().partition("\n")[0]
        for name in registry.names()
    }


def _print_evidence(rows: list[Row]) -> None:
    """Each part and its value, and once for all that share it, what they rest on."""
    from itertools import groupby

    width = _readable().width
    for (cited, assumption), group in groupby(rows, key=lambda row: (row.claims, row.assumption)):
        for row in group:
            value = f" = {row.value}" if row.value else ""
            print(f"{row.path}{value.replace(chr(39), '')}  [{row.status}]")
        for text in filter(None, [", ".join(cited), assumption]):
            print(textwrap.fill(text, width, initial_indent="    ", subsequent_indent="    "))
        print()


def _print_names(title: str, lines: dict[str, str]) -> None:
    width, longest = _readable().width, max(map(len, lines), default=0)
    print(title)
    for name, line in lines.items():
        start = f"  {name:<{longest}}  "
        print(textwrap.fill(line, width, initial_indent=start, subsequent_indent=" " * len(start)))


def _simulate(scenario: Scenario, runs: int, seed: int, draws: int, workers: int, quiet: bool):
    """Run with a bar on standard error, if somebody is there to watch it."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from sim.experiments.run import NOISE_LEVELS, RUNS_PER_DRAW
    from sim.experiments.run import run as simulate

    console = Console(stderr=True)
    levels = {*NOISE_LEVELS, scenario.spec.noise}
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        bar = progress.add_task("runs", total=runs + draws * RUNS_PER_DRAW * len(levels))
        before: dict[str, int] = {}

        def watch(name: str, done: int, total: int) -> None:
            progress.update(bar, description=name, advance=done - before.get(name, 0))
            before[name] = done

        return simulate(scenario, runs, seed, draws=draws, workers=workers, progress=watch)


def _save(results: Results, folder: Path, text: str) -> None:
    from sim.analysis.figures import save_figures
    from sim.experiments.folder import FolderRefused

    try:
        results.save(folder)
        save_figures(results, folder)
        (folder / "page.txt").write_text(text, encoding="utf-8")
    except OSError as error:
        raise FolderRefused(f"{folder}: cannot be written: {error.strerror or error}") from error


def _pick(scenario: Scenario, seed: int, outcome: str) -> int:
    """A run worth telling among the first ones, that ended in `outcome`."""
    from sim.experiments.run import run as simulate
    from sim.model.endings import OUTCOMES
    from sim.registry import did_you_mean

    if outcome not in OUTCOMES:
        near = did_you_mean(outcome, OUTCOMES)
        _fail(f"outcome '{outcome}' is unknown; there are {', '.join(OUTCOMES)}{near}")
    results = simulate(scenario, TO_PICK_FROM, seed, draws=0, workers=_cores())
    try:
        return results.pick(outcome)
    except LookupError as error:
        _fail(f"among the first {TO_PICK_FROM:,} runs {error}")


def _command(source: str, runs: int, seed: int, draws: int, plugins: list[Path] | None) -> str:
    import shlex

    words = ["tracktwo", "run", source, "--runs", runs, "--seed", seed, "--draws", draws]
    for plugin in plugins or ():
        words += ["--plugin", plugin]
    return shlex.join(map(str, words))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _readable() -> Console:
    """The terminal, not wider than is good to read; plain where it is none."""
    console = Console(highlight=False)
    console.width = min(console.width, READABLE)
    return console
