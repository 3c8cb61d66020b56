"""The report of one scenario's results, put together: what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.analysis import figures, tables
from sim.analysis.explaining import deals, jointly, timing
from sim.analysis.layout import Bar, Item, Page, Section, Table
from sim.analysis.page import failed_in_words
from sim.analysis.pictures import figure
from sim.analysis.report.again import again, caveats
from sim.analysis.report.answer import answer, how_sure
from sim.analysis.report.entailed import by_construction
from sim.analysis.report.parties import parties
from sim.analysis.words import about

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation
    from sim.experiments.results import Results


def page(results: Results, explanation: Explanation | None = None, command: str = "") -> Page:
    """Put the report together.

    Parameters
    ----------
    results : Results
    explanation : Explanation, optional
        What the results hang on; left out where it was not asked.
    command : str
        What has to be typed to make the report again.

    Returns
    -------
    Page
        What comes before the sections can be read aloud to somebody who knows nothing of models.
    """
    spec = results.scenario.spec
    lead = [failed_in_words(results)] if results.failures else []
    last = [caveats(results), again(results, command)]
    if results.finished.empty:
        return Page(spec.title, spec.question, lead, last)
    lead += [answer(results), how_sure(results)]
    middle = [
        Section("How far talks come", list(_how_far(results))),
        parties(results.scenario),
        Section("Who stood in the way", [figure(figures.blockers, results), *_in_the_way(results)]),
        Section("What was signed, and what it brings each party", list(_signed(results))),
    ]
    middle += [*_hangs_on(explanation, middle), by_construction(results)]
    return Page(spec.title, spec.question, lead, [*middle, *last])


def _how_far(results: Results) -> Iterator[Item]:
    """How far talks come, as on the page of results but in words for bars; and when."""
    yield figure(figures.funnel, results)
    found = tables.funnel(results)
    for item in found.items:
        yield replace(_in_words(item), caption=found.title) if isinstance(item, Table) else item
    when = timing.section(results)
    yield Section(when.title, [figure(figures.incidence, results), *when.items])


def _in_words(table: Table) -> Table:
    header = ["as one says it" if not each and k else each for k, each in enumerate(table.header)]
    rows = [
        [about(cell.share) if isinstance(cell, Bar) else cell for cell in row] for row in table.rows
    ]
    return replace(table, header=header, rows=rows)


def _in_the_way(results: Results) -> Iterator[Item]:
    yield from tables.in_the_way(results).items
    yield jointly.section(results)
    if len(results.scenario.spec.forums) > 1:
        yield tables.forums(results)


def _signed(results: Results) -> Iterator[Item]:
    yield tables.packages(results)
    yield deals.section(results)
    found = tables.utilities(results)
    yield Section(found.title, [figure(figures.utilities, results), *found.items])


def _hangs_on(explanation: Explanation | None, told: Sequence[Section]) -> Iterator[Section]:
    """The page of the explanation, without what is told already, as a section of this one."""
    if explanation is not None:
        from sim.analysis.explaining.page import page as explained
        from sim.analysis.figures.tornado import tornado

        found = explained(explanation, everything=False, rest="tracktwo explain --all")
        known = {item.title for part in told for item in part.items if isinstance(item, Section)}
        new = [section for section in found.sections if section.title not in known]
        drawn = [figure(tornado, explanation)] if len(explanation.pivotal) else []
        yield Section("What it hangs on", [*found.lead, *drawn, *new])
