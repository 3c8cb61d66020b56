"""The page of an explanation: what it hangs on in a sentence, and then section by section."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis import layout
from sim.analysis.explaining import (
    attribution,
    coordination,
    deals,
    discovery,
    importance,
    jointly,
    pivotal,
    timing,
)
from sim.analysis.explaining.brief import ALL, brief, closing
from sim.analysis.explaining.naming import ends
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import capital, counted
from sim.files import write

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation
    from sim.experiments.results import Results

OF_EXPLANATION: tuple[Callable[[Explanation], Section], ...] = (
    pivotal.section,
    attribution.section,
)
OF_RESULTS: tuple[Callable[[Results], Section], ...] = (
    jointly.section,
    coordination.section,
    timing.section,
    deals.section,
    importance.section,
    discovery.section,
)
TABLES: dict[Callable[[Results], Section], int] = {discovery.section: 0}
"""How many tables of a section a brief page has, where it is not the first alone."""


def page(
    explanation: Explanation, command: str = "", *, everything: bool = True, rest: str = ALL
) -> Page:
    """Put the page together.

    Parameters
    ----------
    explanation : Explanation
    command : str
        What has to be typed to make it again.
    everything : bool
        All tables, all rows, and how each was made; or as much as is read in one sitting.
    rest : str
        What shows the rest, where that is left out.
    """
    spec = explanation.scenario.spec
    question = f"What does it hang on? {spec.question}".strip()
    again = [Section("To make this again", (Command(command),))] if command else []
    failed = _failed(explanation)
    if explanation.results.finished.empty or explanation.pivotal.empty:
        nothing = [] if failed else ["There is nothing in it that could be taken out."]
        return Page(spec.title, question, [*failed, *nothing], [*_left_out(explanation), *again])
    return Page(
        spec.title,
        question,
        [*failed, *_lead(explanation)],
        [
            *_sections(explanation, everything, rest),
            *_left_out(explanation),
            *again,
        ],
    )


def _sections(explanation: Explanation, everything: bool, rest: str) -> list[Section]:
    results = explanation.results
    if everything:
        return [
            *(section(explanation) for section in OF_EXPLANATION),
            *(section(results) for section in OF_RESULTS),
        ]
    short = [
        brief(pivotal.section(explanation, ends(explanation)), rest=rest),
        brief(attribution.section(explanation), rest=rest),
        *(brief(section(results), TABLES.get(section, 1), rest) for section in OF_RESULTS),
        closing(rest),
    ]
    return [section for section in short if section.items]


def save_page(explanation: Explanation, folder: Path, command: str = "") -> list[Path]:
    """Write ``page.txt`` and the figures into a folder that is there."""
    from sim.analysis.figures.attribution import attribution as shares
    from sim.analysis.figures.tornado import tornado

    files = [write(folder / "explanation.txt", layout.text(page(explanation, command)))]
    drawn = [each for each, there in ((tornado, explanation.pivotal),
                                      (shares, explanation.attribution)) if len(there)]  # fmt: skip
    return files + [f for each in drawn for f in each.save(explanation, folder / "figures")]


def _lead(explanation: Explanation) -> list[str]:
    said = []
    for asked in ends(explanation):
        said.append(pivotal.sentence(explanation, asked))
        if asked == ends(explanation)[0]:
            said += pivotal.block_jointly(explanation, asked)
            said += filter(None, [pivotal.how_sure(explanation, asked)])
    said[0] = f"What it hangs on. {said[0]}"
    tried = (
        f"Tried: {pivotal.kinds(explanation)}, in"
        f" {counted(explanation.scenarios, 'scenario')} with"
        f" {counted(explanation.effort.runs, 'run')} each, on the same draws (seed"
        f" {explanation.effort.seed})."
    )
    return [*said, tried]


def _failed(explanation: Explanation) -> list[str]:
    if not explanation.failed:
        return []
    name, error = next(iter(explanation.failed.items()))
    return [
        f"Runs FAILED in {counted(explanation.failures, 'variant')}: they are in no number here,"
        f" and the others may be no fair sample. The first is {name}, {error}"
    ]


def _left_out(explanation: Explanation) -> list[Section]:
    """What could not be tried, and why."""
    table = explanation.left_out
    rows = [
        (_called(explanation, row.kind, row.name_, row.how), row.why)
        for row in table.rename(columns={"name": "name_"}).itertuples()
        if row.name_
    ]
    if not rows:
        return []
    return [Section("What could not be tried", (Table(("what", "why"), rows),))]


def _called(explanation: Explanation, kind: str, name: str, how: str) -> str:
    title = explanation.titles.get((kind, name), name)
    extra = {"party": " without a seat", "precondition": "" if how == "dropped" else f", {how}"}
    return capital(title + extra.get(kind, ""))
