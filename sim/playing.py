"""The commands for classes: play a game, and pool the games of a class."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.options import Plugins, Seed, Source
from sim.starting import load_mesa
from sim.terminal import INTERRUPTED, fail, load, load_plugins, readable

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

PICTURES = (".png", ".svg", ".pdf")


def play(
    source: Source,
    parties: Annotated[
        list[str] | None,
        typer.Option(
            "--as", metavar="PARTY", help="Whom you play; repeatable, for people at one laptop."
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Of the player; repeatable, in the order of --as."),
    ] = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the game is kept; named after it unless given."),
    ] = None,
    plugin: Plugins = None,
) -> None:
    """Play a party yourself: propose, accept, concede, walk out; then see what theory says."""
    load_mesa()
    from sim.analysis import layout
    from sim.experiments.folder import made
    from sim.teaching.at_terminal import AtTerminal
    from sim.teaching.looking_back import afterwards
    from sim.teaching.sitting import Sitting

    load_plugins(plugin)
    scenario = load(source)
    players = _players(scenario, parties or [], name or [])
    file = out or _free(f"{scenario.name}-{'-'.join(players)}")
    if file.exists():
        fail(f"{file}: is there already; name another file with --out, or remove it first")
    sitting = Sitting(scenario, players, seed, file)
    made(file.parent)
    console = readable()
    try:
        game = sitting.play(AtTerminal(sitting, console, input))
    except (KeyboardInterrupt, EOFError):
        print(flush=True)
        fail(f"Interrupted. The game so far is in {file}.", INTERRUPTED)
    if game.end is None:
        print(f"You stopped here. The game so far is in {file}.")
        return
    layout.show(afterwards(game), console)
    print(f"\nThe game is in {file}.")


def _players(scenario: Scenario, parties: list[str], names: list[str]) -> dict[str, str]:
    """Who plays whom. A scenario with persons in it says so itself."""
    from sim.model.strategies.person import persons

    parties = parties or persons(scenario)
    if not parties:
        known = ", ".join(scenario.spec.party_names)
        fail(f"say whom you play, with --as PARTY; in {scenario.name} there are {known}")
    if len(set(parties)) < len(parties):
        fail("--as: names a party twice; everybody plays another")
    if len(names) > len(parties):
        fail(f"--name: there are {len(names)} names for {len(parties)} of --as")
    return dict(zip(parties, [*names, *[""] * len(parties)], strict=False))


def _free(name: str) -> Path:
    """A file that is not there yet."""
    names = (f"{name}{'' if number == 1 else f'-{number}'}.json" for number in count(1))
    return next(path for path in map(Path, names) if not path.exists())


def class_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Of saved games.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A web page (.html), or its picture (.png, .svg, .pdf)."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Say who played; left out unless asked for.")
    ] = False,
    plugin: Plugins = None,
) -> None:
    """Pool the games of a class: offers, acceptances, outcomes and points, against theory."""
    from sim.analysis import layout
    from sim.analysis.document import web_page
    from sim.analysis.figures import write_figure
    from sim.experiments.folder import made
    from sim.files import write
    from sim.teaching.class_figure import offers_and_answers
    from sim.teaching.class_page import page
    from sim.teaching.pooled import read

    if out is not None and out.suffix not in (".html", *PICTURES):
        fail(f"--out {out}: a class is a web page (.html), or a picture ({', '.join(PICTURES)})")
    load_plugins(plugin)
    pooled, skipped = read(folder)
    if not pooled:
        why = "".join(f"\n  {each.file}: {each.why}" for each in skipped)
        fail(f"{folder}: holds no game that was played to its end{why}")
    if out is not None and out.suffix != ".html" and len(pooled) > 1:
        fail(f"--out {out}: {len(pooled)} scenarios were played; write a page (.html) of them all")
    shown = page(pooled, skipped, named=names)
    layout.show(shown, readable())
    if out is None:
        return
    made(out.parent)
    if out.suffix == ".html":
        write(out, web_page(shown))
    else:
        write_figure(offers_and_answers.figure(pooled[0]), out)
    print(f"\nThe page is in {out}." if out.suffix == ".html" else f"\nThe picture is in {out}.")
