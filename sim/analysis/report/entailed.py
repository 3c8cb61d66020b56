"""What of a result was put in: true under every draw of the assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis import layout, tables
from sim.analysis.layout import Command, Section, Table
from sim.analysis.page import what_is_forced
from sim.analysis.report.again import source
from sim.analysis.words import counted
from sim.experiments.uncertainty import FEWEST_DRAWS

if TYPE_CHECKING:
    from sim.experiments.results import Results


def by_construction(results: Results) -> Section:
    """Return what is true by construction, and what an audit would add."""
    audit = (
        "An audit asks more: what every draw of the assumptions settles, who wants what with all"
        " sizes left open, the same with positions dealt out anew, each mechanism switched off,"
        " and whose numbers move the result."
    )
    command = Command(layout.as_typed("challenge", source(results), seed=results.seed))
    items: list[str | Table | Command] = [
        _why(results),
        *_entailed(results),
        what_is_forced(results),
    ]
    return Section("What is true by construction", [*items, audit, command])


def _why(results: Results) -> str:
    draws = results.draws
    if draws < FEWEST_DRAWS:
        return (
            f"Not asked: it takes {counted(FEWEST_DRAWS, 'draw')} of the assumptions to say, and"
            f" here there {'was' if draws == 1 else 'were'} {draws}."
        )
    said = (
        "By construction means: the same in at least 99% of the runs of every one of"
        f" {counted(draws, 'draw')} of the assumptions. No reading of the evidence that the"
        " scenario allows could have given anything else, so it was put in, not found out."
    )
    return said if results.by_construction else f"{said} Here nothing is."


def _entailed(results: Results) -> list[Table]:
    meaning = {"step": tables.stages(results), "outcome": tables.outcomes(results)}
    rows = [
        (meaning[kind][name], verdict) for (kind, name), verdict in results.by_construction.items()
    ]
    return [Table(("what", "by construction"), rows)] if rows else []
