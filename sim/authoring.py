"""The commands for who writes scenarios: what a scenario puts in, to be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.options import Plugins, Source
from sim.terminal import load, load_plugins, readable


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
