"""The tables of results for other programs: a workbook for Excel, tables for LaTeX."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis import tables
from sim.analysis.latex import escape
from sim.analysis.words import Names, counted, listed
from sim.experiments.uncertainty import wilson
from sim.extras import needs
from sim.files import undated, whole
from sim.registry import did_you_mean

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from sim.experiments.results import Results

SHARE, POINTS = "0.0%", "0"  # how Excel shows a number: a share, and points of satisfaction
BOTH = {  # the columns of a probability, and what they are
    "share": "share of runs (%)",
    "low": "simulation noise, 95% from (%)",
    "high": "simulation noise, 95% to (%)",
    "range_low": "what we do not know, middle 8 in 10 from (%)",
    "range_high": "what we do not know, middle 8 in 10 to (%)",
}
NOISE = {name: BOTH[name] for name in ("share", "low", "high")}
_WIDEST = 60  # characters of a column


@dataclass(frozen=True)
class Sheet:
    """One table to hand on.

    Attributes
    ----------
    name : str
    about : str
        What it is, and what its numbers are.
    table : pandas.DataFrame
        Columns with their units in the header.
    formats : dict of str to str
        How Excel shows the numbers of a column; those without are shown as they are.
    """

    name: str
    about: str
    table: pd.DataFrame
    formats: dict[str, str]


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
    shown = sheet.table.apply(lambda column: column.map(_shown(sheet.formats.get(str(column.name)))))
    shown.columns = [escape(str(name)) for name in shown.columns]
    try:
        styled = shown.style.hide(axis="index")
    except (ImportError, AttributeError):
        raise needs("a table for LaTeX", "jinja2", "latex") from None
    widths = "".join("r" if name in numbers else "l" for name in sheet.table)
    return styled.to_latex(hrules=True, column_format=widths, caption=escape(sheet.about),
                           position_float="centering", label=f"tab:{table}")  # fmt: skip


# -- the tables ----------------------------------------------------------------------------------


def _outcomes(results: Results) -> Sheet:
    return _probabilities(results, "outcomes", results.outcomes, tables.outcomes(results))


def _funnel(results: Results) -> Sheet:
    return _probabilities(results, "funnel", results.funnel, tables.stages(results))


def _probabilities(
    results: Results, name: str, table: pd.DataFrame, meaning: dict[str, str]
) -> Sheet:
    """A table of shares with both uncertainties."""
    key = str(table.index.name)
    shown = table.reset_index()[[key, *BOTH]].rename(columns=BOTH)
    shown.insert(1, "what it means", [meaning[each] for each in table.index])
    return Sheet(name, _ABOUT[name], shown, dict.fromkeys(BOTH.values(), SHARE))


def _noise(results: Results) -> Sheet:
    table = results.by_noise()
    names = {
        "noise": "noise (share of the utility range)",
        "stage": "stage",
        **{name: BOTH[name] for name in ("share", "range_low", "range_high")},
    }
    return Sheet("noise", _ABOUT["noise"], table[list(names)].rename(columns=names),
                 dict.fromkeys(BOTH.values(), SHARE))  # fmt: skip


def _blockers(results: Results) -> Sheet:
    names, runs = Names(results.scenario), len(results.finished)
    table = results.blockers.reset_index()
    table["party"] = [names.title(str(party)) for party in table.party]
    ends = [wilson(round(share * runs), runs) for share in table.share]
    table["low"], table["high"] = [e[0] for e in ends], [e[1] for e in ends]
    alone = "of these, alone in the way (%)"
    columns = ["party", "kind", "over", *NOISE, "sole"]
    shown = table[columns].rename(columns=NOISE | {"sole": alone})
    return Sheet("blockers", _ABOUT["blockers"], shown, dict.fromkeys([*NOISE.values(), alone], SHARE))


def _packages(results: Results) -> Sheet:
    runs = len(results.finished)
    table = results.packages.reset_index()
    ends = [wilson(round(share * runs), runs) for share in table.share]
    table["low"], table["high"] = [e[0] for e in ends], [e[1] for e in ends]
    held = "of these, held (%)"
    issues = [name for name in table if name not in (*NOISE, "held")]
    shown = table[[*issues, *NOISE, "held"]].rename(columns=NOISE | {"held": held})
    return Sheet("packages", _ABOUT["packages"], shown, dict.fromkeys([*NOISE.values(), held], SHARE))


def _utilities(results: Results) -> Sheet:
    names = Names(results.scenario)
    given = {
        "without": "without talks (satisfaction, 0-100)",
        "with_talks": "with talks (satisfaction, 0-100)",
        "gain": "gain (points)",
        "low": "simulation noise, 95% from (points)",
        "high": "simulation noise, 95% to (points)",
        "gain_low": "assumptions and chance, 8 of 10 runs from (points)",
        "gain_high": "assumptions and chance, 8 of 10 runs to (points)",
    }
    table = 100 * results.utilities
    half = 100 * _half_interval(results)
    table["low"], table["high"] = table.gain - half, table.gain + half
    shown = table.reset_index()[["party", *given]].rename(columns=given)
    shown["party"] = [names.title(str(party)) for party in shown.party]
    return Sheet("utilities", _ABOUT["utilities"], shown, dict.fromkeys(given.values(), POINTS))


def _half_interval(results: Results) -> pd.Series:
    """Half the 95% interval of each party's average gain."""
    from sim.analysis.figures.utilities import half_interval

    parties = list(results.utilities.index)
    return pd.Series(half_interval(results, parties), results.utilities.index)


_UNCERTAIN = (
    "Simulation noise is the 95% interval that comes of making only so many runs. What we do not"
    " know is the range over the middle 8 in 10 draws of the assumptions; empty where it was not"
    " asked."
)
_NO_RANGE = (
    "Simulation noise is the 95% interval that comes of making only so many runs. What we do not"
    " know is not worked out for this table."
)
_ABOUT = {
    "funnel": f"How far talks come: the share of all runs that pass each step. {_UNCERTAIN}",
    "outcomes": f"How runs end, most frequent first. {_UNCERTAIN}",
    "noise": "The steps again at each level of noise, from the runs under the draws of the"
    " assumptions. What we do not know is the middle 8 in 10 of these.",
    "blockers": "Who stood in the way of the primary forum, and over what. Several can stand in"
    f" the way of one run. {_NO_RANGE}",
    "packages": f"The packages signed, most frequent first. {_NO_RANGE}",
    "utilities": "How satisfied each party ends up on average, from 0 to 100 on a scale of its own."
    " Simulation noise is the 95% interval of the average gain. The range of 8 of 10 runs mixes"
    " what we do not know and chance.",
}

#: What can be handed on, by name.
TABLES: dict[str, Callable[[Results], Sheet]] = {
    "funnel": _funnel,
    "outcomes": _outcomes,
    "noise": _noise,
    "blockers": _blockers,
    "packages": _packages,
    "utilities": _utilities,
}


# -- how they are written ------------------------------------------------------------------------


def _front(sheet: Worksheet, results: Results, sheets: list[Sheet]) -> None:
    """The first sheet: whose results these are, what each other sheet holds, and what they are not."""
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


def _fill(sheet: Worksheet, given: Sheet) -> None:
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
            cell.number_format = given.formats.get(str(name), "General")
    sheet.freeze_panes = "B2"


def _cell(value: Any) -> Any:
    """A value as a workbook takes it; what is not known stays empty."""
    if isinstance(value, str):
        return _text(value)
    return None if value is None or math.isnan(value) else float(value)


def _text(value: str) -> str:
    """A text that no program reads as a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def _shown(form: str | None) -> Callable[[Any], str]:
    """How LaTeX shows a value."""

    def show(value: Any) -> str:
        if isinstance(value, str):
            return escape(value)
        if value is None or math.isnan(value):
            return ""
        if form == SHARE:
            return f"{100 * value:.1f}"
        return f"{value:.0f}" if form == POINTS else f"{value:g}"

    return show
