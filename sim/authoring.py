"""The commands for who writes scenarios: the input shown, so that it can be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.options import Plugins, Source, WithoutSources
from sim.terminal import fail, load, load_plugins, readable


def show(
    source: Source,
    form: Annotated[
        str | None,
        typer.Option("--format", help="text, md, html or docx; by FILE's ending unless given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it goes; the screen unless given.")
    ] = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
) -> None:
    """The input as tables in plain words, for somebody who is to check it."""
    from sim.analysis import document, inputs, layout

    form = _format(form, out)
    load_plugins(plugin)
    page = inputs.page(load(source, without_sources=without_sources))
    if out is not None:
        try:
            document.save(page, out, form)
        except document.NotInstalled as error:
            fail(str(error))
        print(f"The input is in {out}.")
    elif form == "text":
        layout.show(page, readable())
    else:
        print(document.FORMATS[form](page), end="")


def _format(form: str | None, out: Path | None) -> str:
    """The format that is asked for, or goes with the name of the file."""
    from sim.analysis.document import ENDINGS, FORMATS
    from sim.registry import did_you_mean

    if form is None:
        return "text" if out is None else ENDINGS.get(out.suffix.lower(), "text")
    if form not in FORMATS:
        near = did_you_mean(form, FORMATS)
        fail(f"--format {form}: is unknown; there are {', '.join(FORMATS)}{near}")
    if form == "docx" and out is None:
        fail("--format docx: is no text; say where it goes with --out FILE.docx")
    return form
