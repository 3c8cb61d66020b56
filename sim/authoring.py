"""The commands for who writes scenarios: a draft, the input to check, two codings compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.options import Plugins, Source, WithoutSources
from sim.terminal import fail, load, load_plugins, readable


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .yaml file that is not there.")],
    source: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="A file, or a name that ships.")
    ] = "template",
    empty: Annotated[
        bool, typer.Option("--blank", help="Names and structure alone, for a second coder.")
    ] = False,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
) -> None:
    """A scenario to start from: every field with its unit and the question to ask."""
    from sim.scenario.blank import blank
    from sim.scenario.drafting import NoFile, create

    load_plugins(plugin)
    scenario = load(source, without_sources=without_sources)
    try:
        written = create(file, blank(scenario) if empty else scenario)
    except NoFile as error:
        fail(str(error))
    none = " and none of its numbers" if empty else ""
    print(f"{file}: written, a draft called {written.name}, with the names of {source}{none}.")
    print(f"Open it in an editor, change what stands there, and see: tracktwo validate {file}")


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


def agree(
    a: Annotated[str, typer.Argument(metavar="A", help="One coder's file.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other's.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where a scenario that spans both goes.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="List every difference.")] = False,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
) -> None:
    """How far two codings of one conflict agree; and one scenario made of both."""
    from sim.analysis import agreement as shown
    from sim.analysis import layout
    from sim.experiments.folder import made
    from sim.scenario.agreement.compared import agreement
    from sim.scenario.agreement.merging import merge

    load_plugins(plugin)
    if out is not None and out.exists():
        fail(f"{out}: is there already; name another file, or remove it first")
    found = agreement(*(load(source, without_sources=without_sources) for source in (a, b)))
    notes = None
    if out is not None:
        scenario, notes = merge(found.a, found.b, _name(out, found.a.name))
        made(out.parent)
        scenario.save(out)
    again = layout.as_typed("agree", a, b, plugin=plugin)
    layout.show(shown.page(found, again, notes, everything=everything), readable())
    if out is not None:
        print(f"\nThe scenario made of both is {out}, a draft.")


def _name(out: Path, otherwise: str) -> str:
    """The name of a scenario that goes into a file: the file's, where it can be one."""
    import re

    return out.stem if re.fullmatch(r"[a-z][a-z0-9_-]*", out.stem) else otherwise


def _format(form: str | None, out: Path | None) -> str:
    """The format that is asked for, or goes with the name of the file."""
    from sim.analysis.document import ENDINGS, FORMATS
    from sim.registry import did_you_mean

    if form is None:
        ending = "" if out is None else out.suffix.lower()
        if ending and ending not in ENDINGS:
            fail(
                f"{out}: no page ends in {ending}; end it in {', '.join(ENDINGS)}, or say --format"
            )
        return ENDINGS.get(ending, "text")
    if form not in FORMATS:
        near = did_you_mean(form, FORMATS)
        fail(f"--format {form}: is unknown; there are {', '.join(FORMATS)}{near}")
    if form == "docx" and out is None:
        fail("--format docx: is no text; say where it goes with --out FILE.docx")
    return form
