"""The command line.

Each command imports what it needs when it runs, so that ``tracktwo --help`` loads neither Mesa
nor Numba nor pandas.
"""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.terminal import (
    BAD_INPUT,
    COMPLETE,
    SOME_FAILED,
    Commands,
    as_typed,
    cores,
    fail,
    load,
    load_plugins,
    other_than,
    print_claims,
    print_evidence,
    print_names,
    progress_bar,
    readable,
    run_with_bar,
)

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.registry import Registry
    from sim.scenario.scenario import Scenario

TO_PICK_FROM = 1000  # runs among which `tell --outcome` looks for one
MOST_RUNS = 10_000_000  # beyond these a table of runs does not fit the memory
MOST_RUN_NUMBER = 2**53


app = typer.Typer(
    cls=Commands,
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
Runs = Annotated[int, typer.Option(min=1, max=MOST_RUNS)]
Draws = Annotated[
    int, typer.Option(min=0, help="Draws of the assumptions, for what we do not know.")
]
Workers = Annotated[int | None, typer.Option(min=1, help="Threads; all cores unless given.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


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
    print_names("Scenarios", titles)
    print_names("Strategies", _stories(registry.strategies))
    print_names("Protocols", _stories(registry.protocols))
    print_names("Decision rules", _stories(registry.rules))


@app.command()
def validate(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...")], plugin: Plugins = None
) -> None:
    """Every mistake in scenario files, with its line."""
    from sim.scenario.errors import ScenarioError

    load_plugins(plugin)
    wrong = False
    for source in scenarios:
        try:
            scenario = load(source)
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
def evidence(
    source: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Without it: the claims that ship.")
    ] = None,
    plugin: Plugins = None,
) -> None:
    """Each parameter, and the claim or assumption under it; or how many claims there are."""
    from collections import Counter

    from sim.scenario import library
    from sim.scenario.evidence import Claims, evidence_table, unsupported
    from sim.scenario.scenario import Scenario

    if source is None:
        print_claims(Claims.load(library.seeds()))
        return
    load_plugins(plugin)
    scenario = Scenario.load(source)
    claims = Claims.around(scenario)
    rows = evidence_table(scenario, claims)
    print_evidence(rows)
    counts = Counter(row.status for row in rows)
    said = ", ".join(f"{counts[status]} {status}" for status in sorted(counts))
    print(f"{len(rows)} numbers and other parts: {said}. There are {len(claims)} claims.")
    if missing := unsupported(scenario, claims):
        fail(f"{len(missing)} of them rest on nothing that is there; {COMPLETE}.")


@app.command()
def run(
    source: Source,
    runs: Runs = 10_000,
    seed: Seed = 0,
    draws: Draws = 100,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where tables and figures go.")
    ] = None,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Simulate, and show the outcomes with both uncertainties."""
    from sim.analysis import layout
    from sim.analysis.page import page
    from sim.experiments.folder import claim

    load_plugins(plugin)
    scenario = load(source)
    if out is not None:
        claim(out, scenario, seed, runs)
    start = time.perf_counter()
    results = run_with_bar(
        scenario, runs, seed=seed, draws=draws, workers=workers or cores(), quiet=quiet
    )
    elapsed = time.perf_counter() - start
    plugins = tuple(plugin or ())
    if out is not None:
        _save(results, out, layout.text(page(results, plugins=plugins)))
    layout.show(page(results, plugins=plugins, elapsed=elapsed), readable())
    if out is not None:
        print(f"\nTables, figures and this page are in {out}.")
    if results.failures:
        raise typer.Exit(SOME_FAILED)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(metavar="A", help="A file, or a name that ships.")],
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one.")] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="In place of B: A, changed; repeatable."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="In place of B: A without it; repeatable."),
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = 0,
    draws: Draws = 100,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Two scenarios on the same draws: what differs, and what that changes."""
    from sim.analysis import comparison, layout
    from sim.experiments.compare import Effort
    from sim.experiments.compare import compare as run_both

    load_plugins(plugin)
    first = load(a)
    second = other_than(first, b, set_ or [], drop or [])
    with progress_bar(2 * Effort(runs, seed, draws).total, quiet) as watch:
        found = run_both(
            first, second, runs, seed, draws=draws, workers=workers or cores(), progress=watch
        )
    again = as_typed("compare", a, b, set=set_, drop=drop, runs=runs, seed=seed, draws=draws,
                     plugin=plugin)  # fmt: skip
    layout.show(comparison.page(found, again), readable())
    if found.failures:
        raise typer.Exit(SOME_FAILED)


@app.command()
def predictions(
    sources: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO]...")] = None,
    runs: Runs = 10_000,
    seed: Seed = 1,
    workers: Workers = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="For a document.")] = False,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """What was staked before the runs, and how it came out; all that ship unless named."""
    from sim.analysis import layout, stakes
    from sim.experiments.compare import Effort
    from sim.experiments.predictions import score, staked, tables

    load_plugins(plugin)
    effort = Effort(runs, seed, 0, workers or cores())
    found = [table for source in sources or staked() if load(source) for table in tables(source)]
    with progress_bar(effort.total * sum(table.passes() for table in found), quiet) as watch:
        outcomes = [(table, score(table, effort, watch)) for table in found]
    again = as_typed("predictions", *(sources or []), runs=runs, seed=seed, plugin=plugin)
    if markdown:
        print(stakes.markdown(outcomes, effort, again))
    else:
        layout.show(stakes.page(outcomes, effort, again), readable())
    if any(each.failures for _, scored in outcomes for each in scored):
        raise typer.Exit(SOME_FAILED)


@app.command()
def question(
    source: Source,
    runs: Runs = 10_000,
    seed: Seed = 0,
    draws: Draws = 100,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where table and figure go.")
    ] = None,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """The one question of a case, answered by comparing alternatives."""
    from sim.analysis import layout, questions
    from sim.experiments.compare import Effort
    from sim.experiments.folder import claim
    from sim.experiments.question import answer
    from sim.experiments.question import question as read

    load_plugins(plugin)
    load(source)
    asked = read(source)
    effort = Effort(runs, seed, draws, workers or cores())
    if out is not None:
        claim(out, asked.scenario, seed, runs, questions.FILES)
    with progress_bar(effort.total * (1 + len(asked.cells)), quiet) as watch:
        found = answer(asked, effort, watch)
    again = as_typed("question", source, runs=runs, seed=seed, draws=draws, plugin=plugin)
    layout.show(questions.page(found, again), readable())
    if out is not None:
        questions.save(found, out, again)
        print(f"\nTable, figure and this page are in {out}.")
    if found.failures:
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
        fail("--run and --outcome exclude one another; give one")
    load_plugins(plugin)
    scenario = load(source)
    number = run or 0 if outcome is None else _pick(scenario, seed, outcome)
    width = readable().width
    try:
        trace = retell(scenario, seed, number)
    except Exception as error:  # a failing run is said so, as in `run`
        fail(f"run {number} fails: {type(error).__name__}: {error}", code=1)
    for line in story(scenario, trace, seed, number).splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        print(textwrap.fill(line, width, subsequent_indent=indent) if line.strip() else "")


@app.command()
def hindcast(
    history: Annotated[
        Path | None, typer.Argument(metavar="HISTORY", help="The cases that ship unless given.")
    ] = None,
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS)] = 10_000,
    seed: Seed = 0,
    draws: Annotated[int, typer.Option(min=0, help="Draws of the assumptions.")] = 100,
    markdown: Annotated[bool, typer.Option("--markdown", help="For a document.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where page, tables and figure go.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads.")] = None,
    plugin: Plugins = None,
) -> None:
    """Scenarios scored against what happened."""
    from sim.analysis import hindsight, layout
    from sim.experiments.hindcast import EveryRunFailed
    from sim.experiments.hindcast import hindcast as score

    load_plugins(plugin)
    try:
        found = score(history, runs, seed, draws=draws, workers=workers or cores(), progress=_tick)
    except EveryRunFailed as error:
        fail(str(error), SOME_FAILED)
    page = hindsight.page(found, plugins=tuple(plugin or ()))
    if markdown:
        print(layout.markdown(page), end="")
    else:
        layout.show(page, readable())
    if out is not None:
        hindsight.save(found, page, out)
        print(f"Page, tables and figure are in {out}.", file=sys.stderr)
    if found.failures:
        raise typer.Exit(SOME_FAILED)


@app.command(hidden=True)
def warm() -> None:
    """Compile what is compiled on first use, by running a little of a scenario that ships."""
    from sim.experiments.run import run as simulate
    from sim.scenario import library

    for name in library.names():
        simulate(name, runs=2, draws=0)
    print("Compiled.")


# -- parts of commands ------------------------------------------------------------------------


def _tick(what: str, done: int, total: int) -> None:
    """Say how far it is, if somebody is there to watch."""
    if sys.stderr.isatty():
        end = "\n" if done == total else "\r"
        print(f"{what}: {done:,} of {total:,} runs", end=end, file=sys.stderr)


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
        fail(f"outcome '{outcome}' is unknown; there are {', '.join(OUTCOMES)}{near}")
    results = simulate(scenario, TO_PICK_FROM, seed, draws=0, workers=cores())
    try:
        return results.pick(outcome)
    except LookupError as error:
        fail(f"among the first {TO_PICK_FROM:,} runs {error}")
