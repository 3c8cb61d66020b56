"""The command that solves: what theory says, of a scenario or of a game that is no negotiation."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.options import Plugins, Seed, WithoutSources
from sim.terminal import fail, load, load_plugins, readable

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_DRAWS = 100_000


class Ideal(StrEnum):
    """What somebody could hope for: its best package of those that pay everybody, or of all."""

    RATIONAL = "rational"
    ALL = "all"


def solve(
    source: Annotated[
        str,
        typer.Argument(metavar="SCENARIO|GAME", help="A file, or a name that ships."),
    ],
    draws: Annotated[
        int, typer.Option(min=1, max=MOST_DRAWS, help="Of the assumptions, if any are uncertain.")
    ] = 200,
    seed: Seed = 0,
    power: Annotated[
        list[str] | None,
        typer.Option(metavar="PARTY=WEIGHT", help="Bargaining power, else 1; repeatable."),
    ] = None,
    ideal: Annotated[
        Ideal,
        typer.Option(help="Kalai-Smorodinsky: the best that pays everybody, or of all packages."),
    ] = Ideal.RATIONAL,
    stability: Annotated[
        bool, typer.Option("--stability", help="Also where it would come to rest without talks.")
    ] = False,
    efg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the game tree for Gambit (.efg).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where tables and the page go.")
    ] = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
) -> None:
    """What theory says: what could be agreed, what theories pick, who can turn a vote."""
    from sim.analysis import layout
    from sim.analysis.solving.page import page
    from sim.experiments.folder import claim, refusing
    from sim.experiments.solve import is_game, solve_scenario
    from sim.experiments.solve.solved import FILES

    load_plugins(plugin)
    if is_game(source):
        only = {"--power": power, "--stability": stability, "--efg": efg}
        _game(source, out, [name for name, given in only.items() if given])
        return
    scenario = load(source, without_sources=without_sources)
    weights = _weights(power or [])
    if out is not None:
        claim(out, scenario, seed, draws, FILES)
    try:
        if efg is not None:
            _write_efg(scenario, efg, seed, draws)
        found = solve_scenario(scenario, draws=draws, seed=seed, power=weights, ideal=ideal.value,
                       stability=stability)  # fmt: skip
    except ValueError as error:
        fail(str(error))
    again = layout.as_typed(
        "solve", source, "--stability" if stability else None,
        "--without-sources" if without_sources else None, draws=draws, seed=seed, power=power,
        ideal=None if ideal is Ideal.RATIONAL else ideal.value, plugin=plugin,
    )  # fmt: skip
    layout.show(page(found, again), readable())
    if efg is not None:
        print(f"\nThe game tree is in {efg}.")
    if out is not None:
        with refusing(out):
            found.save(out, again)
        print(f"\nTables and this page are in {out}.")


def _weights(given: list[str]) -> dict[str, float]:
    """Read PARTY=WEIGHT, each party once."""
    out: dict[str, float] = {}
    for each in given:
        party, equals, weight = each.partition("=")
        try:
            number = float(weight)
        except ValueError:
            number = math.nan
        if not equals or not 0 < number < math.inf:
            fail(f"--power {each}: write PARTY=WEIGHT with a weight above 0, as in {party}=2")
        if party.strip() in out:
            fail(f"--power {each}: {party.strip()} has a weight already; give each party one")
        out[party.strip()] = number
    return out


def _write_efg(scenario: Scenario, file: Path, seed: int, draws: int) -> None:
    """Write the game tree of a scenario, at the average of its assumptions."""
    from sim.experiments.folder import made, refusing
    from sim.experiments.solve import tree, uncertain
    from sim.files import write
    from sim.theory.efg import efg

    if file.suffix != ".efg":
        fail(f"--efg {file}: name a file that ends in .efg")
    text = efg(tree(scenario, seed, draws if uncertain(scenario) else 1))
    made(file.parent)
    with refusing(file):
        write(file, text)


def _game(source: str, out: Path | None, useless: list[str]) -> None:
    """Solve a game that is no negotiation."""
    from sim.analysis import layout
    from sim.analysis.solving.games import page
    from sim.experiments.folder import claim, refusing
    from sim.experiments.solve.games import FILES, solve_game
    from sim.scenario import games, library
    from sim.scenario.evidence import Claims

    if useless:
        fail(
            f"{', '.join(useless)}: {source} is no negotiation but a game of coalitions or votes,"
            " which has no bargaining power, no moves and no game tree; leave it out"
        )
    game = games.load(source)
    folders = [library.seeds(), *([game.path.parent] if game.path else [])]
    found = solve_game(game.supported(Claims.load(*folders)))
    if out is not None:
        claim(out, game, 0, 0, FILES)
    again = layout.as_typed("solve", source)
    layout.show(page(found, again), readable())
    if out is not None:
        with refusing(out):
            found.save(out, again)
        print(f"\nTables and this page are in {out}.")
