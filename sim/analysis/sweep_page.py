"""The pages of a sweep: what it would take, and what came out in its cells."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sim.analysis import comparison
from sim.analysis.comparison import meaning
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import capital, counted, duration, percent
from sim.experiments.study import Cell, Study
from sim.experiments.sweep.counts import own

if TYPE_CHECKING:
    from sim.experiments.sweep.forecast import Forecast
    from sim.experiments.sweep.results import SweepResults

SHOWN = 36  # cells; a longer table is for a notebook
FIRST = 6  # cells of a forecast
COLUMNS, NARROW = 3, 12  # factors with columns of their own, and characters; else told in words
_UNITS = ("B", "kB", "MB", "GB", "TB")


def page(results: SweepResults, command: str = "") -> Page:
    """Put the page of a sweep together.

    Parameters
    ----------
    results : SweepResults
    command : str
        What has to be typed to make it again.
    """
    study = results.study
    return Page(
        study.title,
        study.spec.question,
        how_it_stands(results),
        [_indices(results) or _cells(results), _where(results), *again(command)],
    )


def forecast_page(study: Study, found: Forecast, workers: int) -> Page:
    """Put the page of what a sweep would take together."""
    most = "at most " if study.spec.until is not None else ""
    runs = f"{most}{counted(study.spec.runs, 'run')} in each of {counted(found.cells, 'cell')}"
    nested = f", and {found.nested:,} for what we do not know" if found.nested else ""
    processes = "process" if workers == 1 else "processes"
    took = f"{duration(found.seconds)} with {workers} {processes}, and {_size(found.disk)} of disk"
    lead = [f"{capital(runs)}: {found.runs:,}{nested}.", f"Expected: {most}{took}."]
    if found.cells > 1 and study.spec.draws == 0:
        lead.append("draws: 0 leaves out what we do not know; its range will be missing.")
    rows = [
        (str(cell.number), setting(study, cell))
        for cell, _ in zip(study.cells, range(FIRST), strict=False)
    ]
    of = f"The first {len(rows)} of {found.cells:,}" if found.cells > len(rows) else "The cells"
    body = [Section(of, (Table(("cell", "setting"), rows, (0,)),))]
    if found.failing:
        said = [f"cell {cell}: {error}" for cell, error in found.failing.items()]
        body.insert(0, Section("Of the cells that were tried, these fail", said))
    return Page(study.title, study.spec.question, lead, body)


def how_it_stands(results: SweepResults) -> list[str]:
    """Say what failed and what is missing."""
    return [*_failed(results), *([_unfinished(results)] if results.missing else [])]


def _indices(results: SweepResults) -> Section | None:
    """What a design was made for whose cells say little one by one; None of any other."""
    if results.study.design.name != "saltelli":
        return None
    from sim.analysis.explaining.of_sweep import sobol_section

    return sobol_section(results)


def _failed(results: SweepResults) -> list[str]:
    failures = results.failures
    if not failures:
        return []
    return [
        f"{failures:,} runs FAILED. They are stored with their error and are in no number here; the"
        " other runs of their cells may be no fair sample. --retry-failed does them again."
    ]


def _unfinished(results: SweepResults) -> str:
    left = counted(results.missing, "unit")
    return f"NOT FINISHED: {left} of work missing. The same command goes on."


def setting(study: Study, cell: Cell) -> str:
    """Say in words what a cell sets.

    Examples
    --------
    >>> from sim.experiments.study.study import EXAMPLE
    >>> study = Study.from_data(EXAMPLE)
    >>> setting(study, study.cells[0])
    'patience: 0.5; share: 0.2'
    """
    factors = {factor.name: factor for factor in study.factors}
    said = []
    for name, label in cell.settings.items():
        factor = factors[name]
        there = {"yes": "with", "no": "without"}[label] if factor.drops else ""
        worded = label.replace("_", " ")
        said.append(f"{there} {factor.title}" if there else f"{factor.title}: {worded}")
    return "; ".join(said) or "as written"


def base_of(study: Study) -> int:
    """Return the cell that others are compared with: the first as written, or the first of all."""
    if study.design.name not in ("list", "one_at_a_time"):
        return 0
    return next((cell.number for cell in study.cells if not cell.settings), 0)


def _cells(results: SweepResults) -> Section:
    """Show the study's quantity in each cell, with both uncertainties."""
    study, table = results.study, results.cells
    name, asked = own(study)
    said = meaning(str(asked), *study.scenarios.values())
    shown = _ends(table, name)
    title = f"{capital(said)}, cell by cell"
    if len(shown) < len(table):
        title += f": the {SHOWN // 2} highest and the {SHOWN // 2} lowest of {len(table):,}"
    base = base_of(study)
    if not study.cells[base].settings and not results.missing:
        return Section(f"{title}, and the difference from the scenario as written", (
            _differences(results, shown, base), _note(study, paired=True)))  # fmt: skip
    columns = [f.name for f in study.factors] if _has_columns(study) else []
    rows = []
    for number, row in shown.iterrows():
        levels = [("as written" if row[f] is None else str(row[f])) for f in columns]
        words = levels or [setting(study, study.cells[number])]
        rows.append((str(number), *words, *_numbers(row, name, bool(asked.event))))
    titles = [f.title for f in study.factors] if columns else ["setting"]
    header = ("cell", *titles, textwrap.fill(said, 12), "simulation\nnoise", "what we do\nnot know")
    count = len(titles)
    grid = Table(header, rows, (0, *range(count + 1, count + 4)))
    return Section(title, (grid, _note(study)))


def _has_columns(study: Study) -> bool:
    """Whether each factor gets a column of its own: there are few, and what is in them is short."""
    labels = [level.label for f in study.factors for level in f.levels]
    return len(study.factors) <= COLUMNS and all(len(label) <= NARROW for label in labels)


def _differences(results: SweepResults, shown: Any, base: int) -> Table:
    """Show levels, and differences from one cell over pairs of runs."""
    study = results.study
    rows = []
    for number, row in shown.iterrows():
        words = setting(study, study.cells[number])
        if math.isnan(row[own(study)[0]]):
            rows.append((str(number), words, "none", "", "", ""))
            continue
        found = results.compare(base, number).difference(study.quantity)
        _, level, *change = comparison.cells(found, str(study.quantity))
        rows.append((str(number), words, level, *(change if number != base else ("", "", ""))))
    header = ("cell", "setting", "level", "difference", "simulation\nnoise",
              "what we do\nnot know")  # fmt: skip
    return Table(header, rows, (0, 2, 3, 4, 5))


def _ends(table: Any, name: str) -> Any:
    if len(table) <= SHOWN:
        return table
    ranked = table.sort_values(name, ascending=False, kind="stable")
    return ranked.iloc[[*range(SHOWN // 2), *range(-SHOWN // 2, 0)]]


def _numbers(row: Any, name: str, is_share: bool) -> tuple[str, str, str]:
    def level(value: float) -> str:
        return percent(value, 1) if is_share else f"{100 * value:.1f}"

    def span(low: float, high: float) -> str:
        return "not asked" if math.isnan(low) else f"{level(low)} to {level(high)}"

    if math.isnan(row[name]):
        return "none", "", ""
    return (
        level(row[name]),
        span(row[f"{name}_low"], row[f"{name}_high"]),
        span(row[f"{name}_range_low"], row[f"{name}_range_high"]),
    )


def _note(study: Study, *, paired: bool = False) -> str:
    asked = study.spec.draws
    draws = counted(asked, "draw")
    what = "the difference over the" if paired else "the"
    known = (
        f"What we do not know: {what} middle 8 in 10 of {draws} of the assumptions."
        if asked
        else "What we do not know was not asked: draws is 0."
    )
    if paired:
        return (
            "Run k of every cell shares its draws with run k of the others. Simulation noise: the"
            f" 95% interval of the difference over these pairs. {known}"
        )
    return (
        f"Simulation noise: the 95% interval, which shrinks with more runs. {known} Cells share"
        " their draws, so differences between them are surer than these intervals say: see"
        " sim.open_results(DIR).differences()."
    )


def _where(results: SweepResults) -> Section:
    folder = results.folder
    return Section("Where it is", (
        f"In {folder}. In Python: sim.open_results('{folder}').cells. Any run again:",
        Command(f"tracktwo rerun {folder} --cell 0 --run 0 --tell"),
    ))  # fmt: skip


def again(command: str) -> list[Section]:
    """Say how to make the page again, if it is known."""
    return [Section("To make this again", (Command(command),))] if command else []


def _size(size: float) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> _size(999), _size(1_500_000)
    ('999 B', '1.5 MB')
    """
    place = min(int(math.log10(max(size, 1)) // 3), len(_UNITS) - 1)
    return f"{size / 1000**place:.3g} {_UNITS[place]}"
