"""The command that explains: what a scenario's results, or those of a sweep, hang on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.options import MOST_RUNS, Draws, Plugins, Quiet, WithoutSources, Workers
from sim.starting import load_mesa
from sim.terminal import SOME_FAILED, cores, fail, load, load_plugins, progress_bar, readable

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.experiments.sweep.results import SweepResults
    from sim.scenario.scenario import Scenario


def explain(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|DIR", help="A file, a name that ships, or a folder of results."
        ),
    ],
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="Of each variant.")] = 1_000,
    seed: Annotated[int | None, typer.Option(help="0 unless given; a folder has its own.")] = None,
    draws: Draws = 40,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="precondition, party, tie, guarantee or threat; repeatable. All unless given.",
        ),
    ] = None,
    up_to: Annotated[
        int | None,
        typer.Option(
            min=0, max=10, help="All combinations of a kind that has no more; 6 unless given."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every table and row, and how each was made.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where tables and figures go.")
    ] = None,
    workers: Workers = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """What it hangs on: demands, seats, ties, guarantees and threats, alone and together."""
    load_mesa()
    from sim.analysis import layout
    from sim.analysis.explaining.page import page
    from sim.experiments.explain import Explaining
    from sim.experiments.explain.explanation import FILES
    from sim.experiments.explain.shapley import USUAL
    from sim.experiments.folder import claim, refusing
    from sim.experiments.results import Results
    from sim.experiments.sweep.results import SweepResults
    from sim.experiments.trial import Effort

    load_plugins(plugin)
    subject = _subject(source, without_sources)
    if isinstance(subject, SweepResults):
        _sweep(subject, source, {"--out": out, "--only": only, "--seed": seed})
        return
    if isinstance(subject, Results) and seed is not None:
        fail(f"--seed {seed}: {source} has a seed of its own, {subject.seed}; leave it out")
    own = subject.seed if isinstance(subject, Results) else seed or 0
    effort = Effort(runs, own, draws, workers or cores())
    try:
        planned = Explaining(subject, effort, only or (), USUAL if up_to is None else up_to)
    except ValueError as error:
        fail(f"--only: {error}")
    if out is not None:
        claim(out, planned.scenario, effort.seed, runs, FILES)
    with progress_bar(planned.total, quiet) as watch:
        found = planned.run(watch)
    again = layout.as_typed("explain", source, "--without-sources" if without_sources else None,
                            runs=runs, seed=seed, draws=draws, only=only,
                            up_to=up_to, plugin=plugin)  # fmt: skip
    layout.show(page(found, again, everything=everything), readable())
    if out is not None:
        with refusing(out):
            found.save(out, again)
        print(f"\nTables, figures and this page with --all are in {out}.")
    if found.failures:
        raise typer.Exit(SOME_FAILED)


def _sweep(found: SweepResults, source: str, given: dict[str, object]) -> None:
    """Show what a sweep's results hang on: nothing is run, and nothing is written."""
    from sim.analysis import layout
    from sim.analysis.explaining import of_sweep

    if useless := [name for name, value in given.items() if value not in (None, [])]:
        fail(
            f"{', '.join(useless)}: {source} holds a sweep, which is explained by the cells it has;"
            " leave it out"
        )
    layout.show(of_sweep.page(found, layout.as_typed("explain", source)), readable())


def _subject(source: str, without_sources: bool) -> Scenario | Results | SweepResults:
    """Load a scenario, or open the results in a folder."""
    from sim.experiments.opening import open_results
    from sim.experiments.results import Results

    if not Path(source).is_dir():
        return load(source, without_sources=without_sources)
    found = open_results(source)
    if without_sources and isinstance(found, Results):
        return replace(found, scenario=found.scenario.without_sources())
    return found
