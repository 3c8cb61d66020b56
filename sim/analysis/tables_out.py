"""The tables of results for other programs: a workbook for Excel, tables for LaTeX."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.latex import escape
from sim.analysis.sheets import POINTS, SHARE, TABLES, TableSheet
from sim.analysis.words import counted, listed
from sim.extras import needs
from sim.files import undated, whole
from sim.registry import did_you_mean

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from sim.experiments.results import Results

_FORMATS = {SHARE: "0.0%", POINTS: "0"}  # how Excel shows a share, and points
_WIDEST, _NARROW = 60, 16  # characters of a column in Excel, and of a header in LaTeX


def to_excel(results: Results, file: str | Path) -> Path:
    """Write every table of results into one workbook; the first sheet says what it is.

    Same results, same bytes. A share is a number that is shown in percent.

    Raises
    ------
    NotInstalled
        If openpyxl is not there.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise needs("a workbook for Excel", "openpyxl", "excel") from None
    book, sheets = Workbook(), [make(results) for make in TABLES.values()]
    _front(book.active, results, sheets)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    book.properties.title, book.properties.creator = results.scenario.title, "Track Two"
    raw = io.BytesIO()
    book.save(raw)
    target = Path(file)
    with whole(target) as part:
        part.write_bytes(undated(raw.getvalue()))
    return target


def to_latex(results: Results, table: str) -> str:
    """Return one table of results for a LaTeX document that uses booktabs.

    Parameters
    ----------
    results : Results
    table : str
        One of `TABLES`.

    Raises
    ------
    ValueError
        If there is no such table.
    NotInstalled
        If jinja2 is not there.
    """
    if table not in TABLES:
        near = did_you_mean(table, TABLES) or f"; there are {', '.join(TABLES)}"
        raise ValueError(f"table '{table}' is none{near}")
    sheet = TABLES[table](results)
    numbers = [name for name in sheet.table if pd.api.types.is_numeric_dtype(sheet.table[name])]
    shown = sheet.table.apply(lambda column: column.map(_shown(sheet.kinds.get(str(column.name)))))
    shown.columns = [_stacked(str(name), name in numbers) for name in shown.columns]
    try:
        styled = shown.style.hide(axis="index")
    except (ImportError, AttributeError):
        raise needs("a table for LaTeX", "jinja2", "latex") from None
    widths = "".join("r" if name in numbers else "l" for name in sheet.table)
    return styled.to_latex(hrules=True, column_format=widths, caption=escape(sheet.about),
                           position_float="centering", label=f"tab:{table}")  # fmt: skip


# -- how they are written ------------------------------------------------------------------------


def _front(sheet: Worksheet, results: Results, sheets: list[TableSheet]) -> None:
    """The first sheet: whose results these are, what each sheet holds, and what they are not."""
    from openpyxl.styles import Alignment, Font

    sheet.title = "about"
    scenario, manifest = results.scenario, results.manifest
    failed = f"; {counted(results.failures, 'run')} failed and are in no number"
    rows = [
        (scenario.title, ""),
        (scenario.spec.question, ""),
        ("scenario", scenario.name),
        ("SHA-256 of what the model reads", scenario.hash),
        ("runs", f"{len(results.runs):,}{failed if results.failures else ''}"),
        ("seed", str(results.seed)),
        ("made with", listed(f"{name} {n}" for name, n in manifest["versions"].items())),
        *((each.name, each.about) for each in sheets),
        ("what this is not", "A tool for thinking, not an oracle: shares of the histories that a"
         " model makes from the scenario's assumptions, not the chances of what will happen."),
    ]  # fmt: skip
    for row in rows:
        sheet.append([_text(each) for each in row])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    for cells in sheet.iter_rows(min_row=3):
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")


def _fill(sheet: Worksheet, given: TableSheet) -> None:
    """Write one table under its header, with formats and widths."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.append([str(name) for name in given.table])
    for row in given.table.itertuples(index=False):
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for column, name in enumerate(given.table, start=1):
        letter = get_column_letter(column)
        longest = max([12, *(len(str(v)) for v in given.table[name] if isinstance(v, str))])
        sheet.column_dimensions[letter].width = min(longest + 2, _WIDEST)
        for cell in sheet[letter][1:]:
            cell.number_format = _FORMATS.get(given.kinds.get(str(name), ""), "General")
    sheet.freeze_panes = "B2"


def _cell(value: Any) -> Any:
    """A value as a workbook takes it; what is not known stays empty."""
    if isinstance(value, str):
        return _text(value)
    return None if value is None or math.isnan(value) else float(value)


def _text(value: str) -> str:
    """A text that no program reads as a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def _stacked(header: str, is_number: bool) -> str:
    """A header on as many lines as it takes for a narrow column."""
    lines = [escape(line) for line in textwrap.wrap(header, _NARROW)]
    if len(lines) == 1:
        return lines[0]
    stacked = r" \\ ".join(lines)
    return rf"\shortstack[{'r' if is_number else 'l'}]{{{stacked}}}"


def _shown(form: str | None) -> Callable[[Any], str]:
    """How LaTeX shows a value."""

    def show(value: Any) -> str:
        if isinstance(value, str):
            return escape(value)
        if value is None or math.isnan(value):
            return ""
        if form == SHARE:
            return f"{100 * value:.1f}"
        return f"{round(value)}" if form == POINTS else f"{value:g}"

    return show
