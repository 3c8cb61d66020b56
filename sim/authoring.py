"""The commands for who writes scenarios: what a scenario puts in, to be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.options import Plugins, Source
from sim.terminal import fail, load, load_plugins, readable


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .yaml file that is not there.")],
    source: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="A file, or a name that ships.")
    ] = "template",
    plugin: Plugins = None,
) -> None:
    """A scenario to start from: every field with its unit and the question to ask."""
    from sim.scenario.drafting import NoFile, create

    load_plugins(plugin)
    try:
        written = create(file, load(source))
    except NoFile as error:
        fail(str(error))
    print(f"{file}: written, a draft called {written.name}, with the names of {source}.")
    print(f"Open it in an editor, change what stands there, and see: tracktwo validate {file}")


def show(
    source: Source,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it goes; the screen unless given.")
    ] = None,
    plugin: Plugins = None,
) -> None:
    """The input as tables, for somebody who is to check it."""
    from sim.analysis import inputs, layout
    from sim.experiments.folder import write

    load_plugins(plugin)
    page = inputs.page(load(source))
    if out is None:
        layout.show(page, readable())
    else:
        write(out, layout.text(page))
