"""Under which assumptions it happens, in a section: talks convene when ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.analysis import tables
from sim.analysis.explaining.importance import ends
from sim.analysis.layout import Note, Section, Table
from sim.analysis.parameters import Parameters
from sim.analysis.words import about, capital, percent, span
from sim.experiments.explain.discovery import Boxes, Say, discover
from sim.experiments.explain.sobol import CannotSay
from sim.experiments.funnel import EVENT_OF
from sim.extras import NotInstalled

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.experiments.sweep.results import SweepResults

Unit = Callable[[str], str]  # column -> the unit of its numbers
TITLE = "When does it happen?"


def section(results: Results) -> Section:
    """Put the section together: for the first step and the last.

    Parameters
    ----------
    results : Results
    """
    told = Parameters(results.scenario)
    items: list[str | Table] = []
    for step in ends(results):
        meaning = tables.stages(results)[step]
        items += boxes_of(results, f"P({EVENT_OF[step]})", meaning, told.condition, told.unit)
    looked = any(isinstance(item, Table) for item in items)
    return Section(TITLE, [*items, NOTE] if looked else items)


NOTE = Note(
    "Found on a random half of the runs by a classification tree and measured on the other half,"
    " which had no part in it; intervals are 95%. Coverage: of all runs in which it happens, the"
    " share under these conditions. Density: of the runs under these conditions, the share in"
    " which it happens. Other conditions may do as well: what goes together in the assumptions"
    " cannot be told apart."
)


def boxes_of(
    results: Results | SweepResults, asked: str, meaning: str, say: Say, unit: Unit
) -> list[str | Table]:
    """Return what is found about one quantity, in words and as a table.

    Parameters
    ----------
    results : Results or SweepResults
    asked : str
        The quantity.
    meaning : str
        What it is the chance of: a clause.
    say, unit : callable
        A condition on a column in words; the unit of a column.
    """
    try:
        found = discover(results, asked)
    except (CannotSay, NotInstalled) as error:
        return [f"When {meaning}: not looked for. {capital(str(error))}."]
    base = f"{percent(found.base[0])} of all runs ({span(*found.base[1:])})"
    if not found.any_holds:
        return [
            f"{capital(meaning)} in {base}, and no condition was found under which it does more"
            f" often: nothing beat it on the {found.measured_on:,} runs kept back."
            f" {found.left_out}".strip()
        ]
    held = [k for k, holds in enumerate(found.boxes.holds) if holds]
    first = found.boxes.iloc[held[0]]
    sentences = found.told(say)
    items: list[str | Table] = [
        f"{capital(meaning)} when {sentences[held[0]]}: in"
        f" {about(first.density, of='of')} such runs ({percent(first.density)}), against"
        f" {base}. {found.left_out}".strip()
    ]
    rows = [
        (f"{'' if number == 0 else 'or '}when {sentences[k]}", *_measured(found, k))
        for number, k in enumerate(held)
    ]
    header = (f"{meaning}", "coverage", "95%", "density", "95%")
    return [*items, Table(header, rows, (1, 2, 3, 4)), *_units(found, held, unit)]


def _measured(found: Boxes, k: int) -> tuple[str, ...]:
    row = found.boxes.iloc[k]
    return (
        percent(row.coverage), span(row.coverage_low, row.coverage_high),
        percent(row.density), span(row.density_low, row.density_high),
    )  # fmt: skip


def _units(found: Boxes, held: list[int], unit: Unit) -> list[str]:
    """Say in what the numbers are, each unit once."""
    known = {unit(each.column) for k in held for each in found.conditions[k]} - {""}
    return [f"The numbers are in: {'; '.join(sorted(known))}."] if known else []
