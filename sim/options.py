"""Arguments and options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

MOST_RUNS = 10_000_000  # beyond these a table of runs does not fit the memory


class FigureSize(StrEnum):
    """What figures are for: a page of results, a column of a paper, a slide."""

    PAGE = "page"
    COLUMN = "column"
    SLIDE = "slide"


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
Size = Annotated[
    FigureSize, typer.Option("--size", help="Of figures: for a page, a paper, a talk.")
]
WithoutSources = Annotated[
    bool,
    typer.Option("--without-sources", help="Keep out every source that is confidential."),
]
