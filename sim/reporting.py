"""The command that makes a page to show around."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.options import MOST_RUNS, Plugins, Quiet, WithoutSources, Workers
from sim.terminal import SOME_FAILED, cores, fail, load_plugins, progress_bar

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation
    from sim.experiments.results import Results

FORMATS = ("html", "docx")


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Of tracktwo run --out.")],
    form: Annotated[
        str | None,
        typer.Option("--format", help="html or docx; by FILE's ending, or html, unless given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="DIR/report.html unless given.")
    ] = None,
    appendix: Annotated[
        bool, typer.Option("--appendix", help="Beside it: methods, parameters and references.")
    ] = False,
    runs: Annotated[
        int, typer.Option(min=0, max=MOST_RUNS, help="Of each variant; 0: not what it hangs on.")
    ] = 500,
    draws: Annotated[int, typer.Option(min=0, help="Draws of the assumptions, of each.")] = 20,
    workers: Workers = None,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """One page to show around, from the folder of a run: a web page, or a document for Word."""
    from sim.analysis import layout
    from sim.analysis.document import for_word, ready_for_word, write
    from sim.analysis.report import page, web_page
    from sim.analysis.report.again import FOLDER
    from sim.experiments.folder import made
    from sim.extras import NotInstalled

    form = _format(form, out)
    load_plugins(plugin)
    results = _opened(folder, without_sources)
    file = out or folder / f"report.{form}"
    made(file.parent)
    try:
        if form == "docx":
            ready_for_word()
    except NotInstalled as error:
        fail(str(error))
    explanation = _explained(results, runs, draws, workers or cores(), quiet)
    asked = {"runs": runs, "draws": draws if runs else None}
    again = layout.as_typed("report", FOLDER, **asked, plugin=plugin)
    again += " --appendix" * appendix + " --without-sources" * without_sources
    shown = page(results, explanation, again)
    write(file, web_page(shown) if form == "html" else for_word(shown, numbered=True))
    written = [file]
    if appendix:
        written += _appendix(results, file, again, explanation is not None)
    print(f"The report is in {', '.join(map(str, written))}.")
    if results.failures or (explanation is not None and explanation.failures):
        raise typer.Exit(SOME_FAILED)


def _format(form: str | None, out: Path | None) -> str:
    """The format that is asked for, or goes with the name of the file."""
    from sim.registry import did_you_mean

    ending = "" if out is None else out.suffix.lower().lstrip(".")
    chosen = form or {"htm": "html"}.get(ending, ending) or "html"
    if chosen not in FORMATS:
        asked = f"--format {form}" if form else f"--out {out}"
        near = did_you_mean(chosen, FORMATS)
        fail(f"{asked}: a report is {' or '.join(FORMATS)}{near}")
    return chosen


def _opened(folder: Path, without_sources: bool) -> Results:
    """Open the results of a run, its scenario without its confidential sources if so asked."""
    from dataclasses import replace

    from sim.experiments.opening import open_results
    from sim.experiments.results import Results

    found = open_results(folder)
    if not isinstance(found, Results):
        fail(f"{folder}: holds a sweep; a report is of the folder of tracktwo run --out")
    if not without_sources:
        return found
    kept = replace(found, scenario=found.scenario.without_sources())
    kept.made_with = found.made_with
    return kept


def _explained(
    results: Results, runs: int, draws: int, workers: int, quiet: bool
) -> Explanation | None:
    """What the results hang on; None where that was not asked, or there are none."""
    if not runs or results.finished.empty:
        return None
    from sim.experiments.explain import Explaining
    from sim.experiments.trial import Effort

    planned = Explaining(results, Effort(runs, results.seed, draws, workers))
    with progress_bar(planned.total, quiet) as watch:
        return planned.run(watch)


def _appendix(results: Results, file: Path, command: str, explained: bool) -> list[Path]:
    """Write the appendix beside the report: Markdown, LaTeX, and its references."""
    from sim.analysis.document import write
    from sim.analysis.report.appendix import files

    made = files(results, command, f"{file.stem}-appendix", explained=explained)
    for name, text in made.items():
        write(file.with_name(name), text)
    return [file.with_name(name) for name in made]
