"""The command line.

Each command imports what it needs when it runs, so that ``tracktwo --help`` loads neither Mesa
nor Numba nor pandas.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.models import CommandInfo

from sim import (
    authoring,
    changing,
    exercising,
    explaining,
    judging,
    playing,
    reporting,
    solving,
    sweeping,
)
from sim.options import (
    Draws,
    FigureSize,
    Plugins,
    Quiet,
    Runs,
    Seed,
    Size,
    Source,
    WithoutSources,
    Workers,
)
from sim.starting import load_mesa, put_off_collecting
from sim.terminal import (
    BAD_INPUT,
    SOME_FAILED,
    Commands,
    cores,
    fail,
    load,
    load_plugins,
    print_claims,
    print_evidence,
    print_names,
    print_story,
    readable,
    run_with_bar,
    sized,
)

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.registry import Registry
    from sim.scenario.scenario import Scenario

TO_PICK_FROM = 1000  # runs among which `tell --outcome` looks for one
MOST_RUN_NUMBER = 2**53
SHIPPED = {
    "Scenarios": "scenarios",
    "Textbook scenarios": "textbook",
    "Textbook games": "games",
    "Studies": "studies",
}
PANELS = {
    "Simulate": ("list", "describe", "run", "tell", "report"),
    "Ask why": ("explain", "compare", "change", "question"),
    "How far to trust it": ("challenge", "predictions", "hindcast"),
    "What theory says": ("solve",),
    "Many scenarios": ("sweep", "rerun", "archive"),
    "Teach": ("play", "class", "exercise", "check", "marks"),
    "Write a scenario": ("new", "validate", "show", "evidence", "agree", "schema"),
}


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Track Two: simulate a negotiation, before, at and after the table.",
    epilog="SCENARIO is a file, or the name of a scenario that ships: see tracktwo list.",
)


def main() -> None:
    """Run the command line."""
    put_off_collecting()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app(prog_name="tracktwo")


@app.command("list")
def list_() -> None:
    """What ships: scenarios, textbook games, studies, strategies, protocols, rules and designs."""
    from sim import registry
    from sim.experiments.study.study import designs
    from sim.scenario import library

    for heading, kind in SHIPPED.items():
        if titles := {name: library.title(name, kind) for name in library.names(kind)}:
            print_names(heading, titles)
    print_names("Strategies", _stories(registry.strategies))
    print_names("Protocols", _stories(registry.protocols))
    print_names("Decision rules", _stories(registry.rules))
    print_names("Designs of a study", designs())


@app.command()
def describe(
    name: Annotated[
        str, typer.Argument(help="One of them, or all: strategies, protocols or rules.")
    ],
    plugin: Plugins = None,
) -> None:
    """What a strategy, a protocol or a decision rule is, and a run in which it acts."""
    from sim.analysis.described import KINDS, described, page
    from sim.registry import did_you_mean

    load_plugins(plugin)
    if name in KINDS:
        print(page(name), end="")
        return
    found = [described(registry, name) for registry in KINDS.values() if name in registry.names()]
    if not found:
        known = [*KINDS, *(each for registry in KINDS.values() for each in registry.names())]
        fail(f"nothing is called '{name}'{did_you_mean(name, known)}; see tracktwo list")
    print("\n\n".join(found))


@app.command()
def validate(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...")], plugin: Plugins = None
) -> None:
    """Every mistake in scenario files, with its line; and what is odd, but may be meant."""
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
            print(f"{source}: ok: {_extent(scenario)}", flush=True)
            _print_what_is_missing(scenario, source)
            _print_warnings(scenario, source)
    if wrong:
        raise typer.Exit(BAD_INPUT)


@app.command()
def schema(
    units: Annotated[
        bool, typer.Option("--units", help="Instead: every field's unit, question and default.")
    ] = False,
) -> None:
    """JSON Schema of a scenario file, for editors."""
    import json

    from sim.scenario.guide import json_schema

    if units:
        from sim.analysis.units import markdown

        print(markdown(), end="")
    else:
        print(json.dumps(json_schema(), indent=2))


@app.command()
def evidence(
    source: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="Without it: the claims that ship.")
    ] = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
) -> None:
    """Each parameter, and the claim or assumption under it; or how many claims there are."""
    from collections import Counter

    from sim.scenario import library
    from sim.scenario.confidential import load_without_sources
    from sim.scenario.evidence import COMPLETE, Claims, evidence_table, unsupported
    from sim.scenario.scenario import Scenario

    if source is None:
        claims = Claims.load(library.seeds())
        print_claims(claims.open if without_sources else claims)
        return
    load_plugins(plugin)
    scenario = load_without_sources(source) if without_sources else Scenario.load(source)
    claims = Claims.around(scenario)
    claims = claims.open if without_sources else claims
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
    size: Size = FigureSize.PAGE,
    workers: Workers = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Simulate, and show the outcomes with both uncertainties."""
    load_mesa()
    from sim.analysis import layout
    from sim.analysis.page import page
    from sim.experiments.folder import claim

    sized(size, out)
    load_plugins(plugin)
    scenario = load(source, without_sources=without_sources)
    if out is not None:
        claim(out, scenario, seed, runs)
    start = time.perf_counter()
    results = run_with_bar(
        scenario, runs, seed=seed, draws=draws, workers=workers or cores(), quiet=quiet
    )
    elapsed = time.perf_counter() - start
    plugins = tuple(plugin or ())
    if out is not None:
        _save(results, out, layout.text(page(results, plugins=plugins)), size)
    layout.show(page(results, plugins=plugins, elapsed=elapsed), readable())
    if out is not None:
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
    if run is not None and outcome is not None:
        fail("--run and --outcome exclude one another; give one")
    load_mesa()
    load_plugins(plugin)
    scenario = load(source)
    number = run or 0 if outcome is None else _pick(scenario, seed, outcome)
    print_story(scenario, seed, number)


for author in ("new", "show", "agree"):
    app.command()(getattr(authoring, author))

for sweeper in ("sweep", "rerun", "archive"):
    app.command()(getattr(sweeping, sweeper))

app.command()(reporting.report)

for judge in ("compare", "question", "predictions", "challenge", "hindcast"):
    app.command()(getattr(judging, judge))

app.command()(explaining.explain)
app.command()(changing.change)
app.command()(solving.solve)
app.command()(playing.play)
app.command("class")(playing.class_)

for teacher in ("exercise", "check", "marks"):
    app.command()(getattr(exercising, teacher))


@app.command(hidden=True)
def warm() -> None:
    """Compile what is compiled on first use, by running a little of a scenario that ships."""
    from sim.experiments.run import run as simulate
    from sim.scenario import library

    for name in library.names():
        simulate(name, runs=2, draws=0)
    print("Compiled.")


def _arrange() -> None:
    """Set the commands of `--help` in the order of the work, under what they are for."""
    panel = {name: title for title, names in PANELS.items() for name in names}
    order = list(panel)

    def place(command: CommandInfo) -> int:
        name = str(command.name or getattr(command.callback, "__name__", ""))
        command.rich_help_panel = panel.get(name)
        return order.index(name) if name in panel else len(order)

    app.registered_commands.sort(key=place)


_arrange()


# -- parts of commands ------------------------------------------------------------------------


def _print_warnings(scenario: Scenario, source: str) -> None:
    """Print what is odd about a scenario; the model is loaded only for that."""
    from sim.experiments.plausibility import warnings

    for warning in warnings(scenario):
        print(warning.told(str(scenario.path or source)))


def _print_what_is_missing(scenario: Scenario, source: str) -> None:
    """Print, for a draft, how much of it rests on nothing, or on what is no claim."""
    from sim.scenario.evidence import Claims, evidence_table

    if scenario.spec.draft:
        rows = evidence_table(scenario, Claims.around(scenario))
        missing = sum(row.status in ("missing", "unknown") for row in rows)
        what = f"{missing} of {len(rows)} numbers and other parts rest on nothing that is there"
        cure = f"see tracktwo evidence {source}"
        if not missing:
            what = f"all {len(rows)} numbers and other parts rest on something"
            cure = "take draft: true out when you are done"
        print(f"{source}: a draft: {what}; {cure}", flush=True)


def _extent(scenario: Scenario) -> str:
    spec = scenario.spec
    counts = {
        "party": len(spec.parties),
        "issue": len(spec.issues),
        "tie": len(spec.ties),
        "threat": len(spec.threats),
        "action": len(spec.actions),
        "forum": len(spec.forums),
        "number": sum(not scenario.follows_a_curve(path) for path in scenario.parameters),
    }
    plural = {"party": "parties"}
    return ", ".join(
        f"{count} {thing if count == 1 else plural.get(thing, f'{thing}s')}"
        for thing, count in counts.items()
        if count
    )


def _stories(registry: Registry) -> dict[str, str]:
    """The first line of what each registered class says of itself."""
    return {
        name: (registry.get(name).__doc__ or "").strip().partition("\n")[0]
        for name in registry.names()
    }


def _save(results: Results, folder: Path, text: str, size: str) -> None:
    from sim.analysis.figures import save_figures
    from sim.experiments.folder import refusing
    from sim.files import write

    with refusing(folder):
        results.save(folder)
        save_figures(results, folder, size)
        write(folder / "page.txt", text)


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
