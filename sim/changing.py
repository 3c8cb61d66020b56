"""The command that looks for the smallest change by one party. Experimental."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.options import MOST_RUNS, Draws, Plugins, Quiet, Seed, Source, Workers
from sim.starting import load_mesa
from sim.terminal import SOME_FAILED, cores, fail, load, load_plugins, progress_bar, readable


def change(
    source: Source,
    party: Annotated[str, typer.Option(help="Who changes what it does.")],
    target: Annotated[float, typer.Option(help="The chance to be exceeded.")] = 0.5,
    quantity: Annotated[str, typer.Option(help="Which chance, such as P(convene).")] = "P(held)",
    runs: Annotated[int, typer.Option(min=1, max=MOST_RUNS, help="Of what is found.")] = 2_000,
    seed: Seed = 0,
    draws: Draws = 40,
    search_runs: Annotated[int, typer.Option(min=1, help="Of each change that is tried.")] = 400,
    budget: Annotated[int, typer.Option(min=1, help="Scenarios to try, at most.")] = 60,
    workers: Workers = None,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """The least that one party could do to turn the outcome (experimental)."""
    load_mesa()
    from sim.analysis import layout
    from sim.analysis.explaining.change import page
    from sim.experiments.explain.minimal import Search, most_runs, smallest_change
    from sim.experiments.explain.moves import CannotAsk
    from sim.experiments.trial import Effort

    load_plugins(plugin)
    scenario = load(source)
    search, effort = Search(search_runs, budget), Effort(runs, seed, draws, workers or cores())
    try:
        with progress_bar(most_runs(search, effort), quiet) as watch:
            found = smallest_change(
                scenario, party, target, quantity, search=search, effort=effort, progress=watch
            )
    except CannotAsk as error:
        fail(str(error))
    again = layout.as_typed("change", source, party=party, target=target, quantity=quantity,
                            runs=runs, seed=seed, draws=draws, search_runs=search_runs,
                            budget=budget, plugin=plugin)  # fmt: skip
    layout.show(page(found, again), readable())
    if found.failures or any(each.failures for each in found.confirmed):
        raise typer.Exit(SOME_FAILED)
