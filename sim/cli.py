"""The command line.

Each command imports what it needs when it runs, so that ``tracktwo --help`` loads neither Mesa
nor Numba nor pandas.
"""

from __future__ import annotations

import shlex
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
    cores,
    fail,
    load,
    load_plugins,
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
def challenge(
    source: Source,
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="Of each variant.")] = 2_000,
    seed: Seed = 0,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 100,
    runs_per_draw: Annotated[int, typer.Option(min=2, help="Runs under each draw.")] = 50,
    permutations: Annotated[int, typer.Option(min=1, help="Placebos, at most.")] = 6,
    markdown: Annotated[bool, typer.Option("--markdown", help="A page for documents.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores unless given.")
    ] = None,
    plugin: Plugins = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Audit a result: what was put in, and what came out."""
    from sim.analysis import layout
    from sim.analysis.audit import audit_page
    from sim.experiments.challenge import Challenge, Effort

    load_plugins(plugin)
    effort = Effort(runs, draws, runs_per_draw, permutations)
    planned = Challenge(load(source), effort, seed)
    start = time.perf_counter()
    with progress_bar(planned.total, quiet) as watch:
        audit = planned.run(workers or cores(), watch)
    elapsed = None if markdown else time.perf_counter() - start
    options = f"--runs {runs} --seed {seed} --draws {draws} --runs-per-draw {runs_per_draw}"
    loading = "".join(f" --plugin {shlex.quote(str(file))}" for file in plugin or ())
    again = f"tracktwo challenge {shlex.quote(source)} {options} --permutations {permutations}"
    page = audit_page(audit, again=again + loading, elapsed=elapsed)
    if markdown:
        print(layout.markdown(page), end="")
    else:
        layout.show(page, readable())
    if audit.failures:
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
