"""The commands of sweeps: run one, tell any run of one, pack one up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.options import MOST_RUNS, FigureSize, Plugins, Quiet, Size, WithoutSources
from sim.starting import load_mesa
from sim.terminal import (
    SOME_FAILED,
    cores,
    drawable,
    fail,
    load_plugins,
    print_story,
    readable,
    sized,
)

if TYPE_CHECKING:
    from sim.experiments.study import Study
    from sim.experiments.sweep.results import SweepResults

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a sweep.")]


def sweep(
    source: Annotated[str, typer.Argument(metavar="STUDY", help="A file, or a name that ships.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where it goes; goes on where it ended.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one for each core unless given.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running Dask cluster: tcp://...")
    ] = None,
    until: Annotated[
        float | None, typer.Option(help="Stop in each cell when this sure, either way: 0.01.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do again what has failed.")
    ] = False,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as well: .png, .svg or .pdf.")
    ] = None,
    size: Size = FigureSize.PAGE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done, and how long.")
    ] = False,
    without_sources: WithoutSources = False,
    plugin: Plugins = None,
    quiet: Quiet = False,
) -> None:
    """Run a study, cell by cell; what is interrupted goes on with the same command."""
    load_mesa()
    from sim.analysis import layout
    from sim.analysis.sweep_page import forecast_page, page
    from sim.experiments.sweep import sweep as run
    from sim.experiments.sweep.forecast import forecast
    from sim.experiments.sweep.workers import CannotReplace

    sized(size, figure, "--figure")
    load_plugins(plugin)
    study = _load(source, without_sources)
    study = study if until is None else study.with_until(until)
    workers = workers or cores()
    if dry_run:
        layout.show(forecast_page(study, forecast(study, workers), workers), readable())
        return
    if out is None:
        fail("--out is missing: name a folder for the results, or ask with --dry-run")
    if figure:
        drawable(figure)
    texts = tuple(_text(file) for file in plugin or ())
    try:
        with _executor(scheduler) as (executor, threads):
            found = run(
                study, out, workers=threads or workers, executor=executor, progress=not quiet,
                retry_failed=retry_failed, plugins=texts,
            )  # fmt: skip
    except (OSError, CannotReplace) as error:  # a full disk, a cluster that is gone
        fail(f"{error}\nWhat has been done is kept; the same command goes on.", SOME_FAILED)
    hidden = "--without-sources" if without_sources else None
    again = layout.as_typed(
        "sweep", source, hidden, out=out, until=until, figure=figure,
        size=None if size == FigureSize.PAGE else size.value, plugin=plugin,
    )  # fmt: skip
    if figure:
        _draw(found, figure, size)
    layout.show(page(found, again), readable())
    if found.failures:
        raise typer.Exit(SOME_FAILED)


def rerun(
    folder: Folder,
    cell: Annotated[int, typer.Option(min=0, help="Which cell.")] = 0,
    run: Annotated[int, typer.Option(min=0, max=MOST_RUNS, help="Which run of it.")] = 0,
    tell: Annotated[bool, typer.Option("--tell", help="As a story.")] = False,
    plugin: Plugins = None,
) -> None:
    """Any single run of a sweep again: the same row, or its story."""
    load_mesa()
    from sim.experiments.sweep.results import open_sweep
    from sim.experiments.sweep.single import again

    load_plugins(plugin)
    found = open_sweep(folder)
    if not 0 <= cell < len(found.study.cells):
        fail(f"--cell {cell}: there are {len(found.study.cells):,} cells, from 0")
    if tell:
        print_story(found.study.scenario_of(cell), found.study.spec.seed, run)
        return
    print(again(found, cell, run))


def archive(
    folder: Folder,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="DIR.tar.gz unless given.")
    ] = None,
) -> None:
    """Pack a sweep for a replication archive: study, scenarios, claims, versions and results."""
    from sim.experiments.sweep.archive import pack
    from sim.experiments.sweep.results import open_sweep

    target = out or folder.with_name(f"{folder.resolve().name}.tar.gz")
    found = open_sweep(folder)
    names = pack(found, target)
    if found.missing:
        print("NOT FINISHED: tracktwo sweep goes on with it; then pack it again.")
    print(f"{target}: {len(names)} files. README.txt in it says how to make the results again.")


# -- parts of commands ------------------------------------------------------------------------


def _draw(found: SweepResults, file: Path, size: str) -> None:
    from sim.analysis.figures import write_figure
    from sim.analysis.figures.sweep import figure_of

    write_figure(figure_of(found, size), file)


def _load(source: str, without_sources: bool) -> Study:
    """Load a study, the evidence of its scenarios checked as that of any scenario is."""
    from sim.experiments.study import Study
    from sim.scenario.evidence import supported

    study = _without_sources(source) if without_sources else Study.load(source)
    for base in study.scenarios.values():
        supported(base)
    return study


def _without_sources(source: str) -> Study:
    """Load a study and leave out the sources that may not be named; no mistake names one either."""
    from sim.experiments.study import Study
    from sim.scenario.confidential import kept_back
    from sim.scenario.errors import ScenarioError

    quotes = ("scenario", "scenarios", "factors")
    try:
        study = Study.load(source)
    except ScenarioError as error:
        raise kept_back(error, lambda p: bool(p.path) and p.path[0] not in quotes) from None
    try:
        return study.without_sources()
    except ScenarioError as error:
        raise kept_back(error, lambda _: False) from None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@contextmanager
def _executor(scheduler: str | None) -> Iterator[tuple[Callable[[], Executor] | None, int]]:
    """Give a maker of executors on a cluster, and its threads; none for processes here."""
    import logging

    if scheduler is None:
        yield None, 0
        return
    try:
        from distributed import Client
    except ImportError:
        from sim.extras import needs

        fail(str(needs("--scheduler", "Dask", "distributed")))
    for name in list(logging.root.manager.loggerDict):  # what matters is said by us, in a line
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        client = Client(scheduler, timeout=20)
    except (OSError, TimeoutError, ValueError) as error:
        fail(f"--scheduler {scheduler}: cannot be reached: {error}")
    with client:
        yield lambda: client.get_executor(pure=False), max(sum(client.nthreads().values()), 1)
