"""The commands that judge: what differs, what was staked, what a result rests on, what happened."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from sim.options import (
    MOST_RUNS,
    Draws,
    FigureSize,
    Plugins,
    Quiet,
    Runs,
    Seed,
    Size,
    Source,
    Workers,
)
from sim.starting import load_mesa
from sim.terminal import (
    SOME_FAILED,
    cores,
    drawable,
    fail,
    load,
    load_plugins,
    other_than,
    progress_bar,
    readable,
    sized,
)


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
    everything: Annotated[
        bool, typer.Option("--all", help="Show all that differs in the input, in full.")
    ] = False,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as well: .png, .svg or .pdf.")
    ] = None,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Two scenarios on the same draws: what differs, and what that changes."""
    load_mesa()
    from sim.analysis import comparison, layout
    from sim.experiments.compare import compare as run_both
    from sim.experiments.trial import Effort

    load_plugins(plugin)
    if figure is not None:
        drawable(figure)
    first = load(a)
    second = other_than(first, b, set_ or [], drop or [])
    with progress_bar(2 * Effort(runs, seed, draws).total, quiet) as watch:
        found = run_both(
            first, second, runs, seed, draws=draws, workers=workers or cores(), progress=watch
        )
    again = layout.as_typed("compare", a, b, set=set_, drop=drop, runs=runs, seed=seed, draws=draws,
                            figure=figure, plugin=plugin)  # fmt: skip
    if figure is not None and found.pairs:
        from sim.analysis.figures.drawing import write_figure
        from sim.analysis.figures.tornado import differences

        write_figure(differences(found).figure, figure)
    layout.show(comparison.page(found, again, everything=everything), readable())
    if found.failures:
        raise typer.Exit(SOME_FAILED)


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
    load_mesa()
    from sim.analysis import layout, stakes
    from sim.experiments.predictions import score, staked, tables
    from sim.experiments.trial import Effort

    load_plugins(plugin)
    effort = Effort(runs, seed, 0, workers or cores())
    found = [table for source in sources or staked() if load(source) for table in tables(source)]
    with progress_bar(effort.total * sum(table.passes() for table in found), quiet) as watch:
        outcomes = [(table, score(table, effort, watch)) for table in found]
    again = layout.as_typed("predictions", *(sources or []), runs=runs, seed=seed, plugin=plugin)
    if markdown:
        print(stakes.markdown(outcomes, effort, again))
    else:
        layout.show(stakes.page(outcomes, effort, again), readable())
    if any(each.failures for _, scored in outcomes for each in scored):
        raise typer.Exit(SOME_FAILED)


def question(
    source: Source,
    runs: Runs = 10_000,
    seed: Seed = 0,
    draws: Draws = 100,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where table and figure go.")
    ] = None,
    size: Size = FigureSize.PAGE,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """The one question of a case, answered by comparing alternatives."""
    load_mesa()
    from sim.analysis import layout, questions
    from sim.experiments.folder import claim
    from sim.experiments.question import answer
    from sim.experiments.question import question as read
    from sim.experiments.trial import Effort

    sized(size, out)
    load_plugins(plugin)
    load(source)
    asked = read(source)
    effort = Effort(runs, seed, draws, workers or cores())
    if out is not None:
        claim(out, asked.scenario, seed, runs, questions.FILES)
    with progress_bar(effort.total * (1 + len(asked.cells)), quiet) as watch:
        found = answer(asked, effort, watch)
    again = layout.as_typed("question", source, runs=runs, seed=seed, draws=draws, plugin=plugin)
    layout.show(questions.page(found, again), readable())
    if out is not None:
        questions.save(found, out, again, size)
        print(f"\nTable, figure and this page are in {out}.")
    if found.failures:
        raise typer.Exit(SOME_FAILED)


def challenge(
    source: Source,
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="Of each variant.")] = 2_000,
    seed: Seed = 0,
    draws: Annotated[int, typer.Option(min=1, help="Draws of the assumptions.")] = 100,
    runs_per_draw: Annotated[int, typer.Option(min=2, help="Runs under each draw.")] = 50,
    permutations: Annotated[int, typer.Option(min=1, help="Placebos, at most.")] = 6,
    markdown: Annotated[bool, typer.Option("--markdown", help="A page for documents.")] = False,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Audit a result: what was put in, and what came out."""
    load_mesa()
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
    again = layout.as_typed("challenge", source, runs=runs, seed=seed, draws=draws,
                            runs_per_draw=runs_per_draw, permutations=permutations,
                            plugin=plugin)  # fmt: skip
    page = audit_page(audit, again=again, elapsed=elapsed)
    if markdown:
        print(layout.markdown(page), end="")
    else:
        layout.show(page, readable())
    if audit.failures:
        raise typer.Exit(SOME_FAILED)


def hindcast(
    history: Annotated[
        Path | None, typer.Argument(metavar="HISTORY", help="The cases that ship unless given.")
    ] = None,
    runs: Runs = 10_000,
    seed: Seed = 0,
    draws: Draws = 100,
    markdown: Annotated[bool, typer.Option("--markdown", help="For a document.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where page, tables and figure go.")
    ] = None,
    size: Size = FigureSize.PAGE,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Scenarios scored against what happened."""
    load_mesa()
    from sim.analysis import hindsight, layout
    from sim.experiments.hindcast import EveryRunFailed
    from sim.experiments.hindcast import hindcast as score
    from sim.experiments.history import History
    from sim.experiments.trial import Effort

    sized(size, out)
    load_plugins(plugin)
    cases = History.load(history)
    try:
        with progress_bar(len(cases.cases) * Effort(runs, seed, draws).total, quiet) as watch:
            found = score(
                cases, runs, seed, draws=draws, workers=workers or cores(), progress=watch
            )
    except EveryRunFailed as error:
        fail(str(error), SOME_FAILED)
    given = None if history is None else str(history)
    again = layout.as_typed("hindcast", given, runs=runs, seed=seed, draws=draws, plugin=plugin)
    page = hindsight.page(found, again)
    if markdown:
        print(layout.markdown(page), end="")
    else:
        layout.show(page, readable())
    if out is not None:
        hindsight.save(found, page, out, size)
        print(f"Page, tables and figure are in {out}.", file=sys.stderr)
    if found.failures:
        raise typer.Exit(SOME_FAILED)
