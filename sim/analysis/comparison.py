"""The page of a comparison: what differs in the input, what that changes, and who blocks more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis import layout
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.reasons import Cause
from sim.analysis.words import NATURE, Names, broken, capital, counted, cut, percent, points

if TYPE_CHECKING:
    from sim.experiments.changes import Change
    from sim.experiments.compare import Comparison
    from sim.experiments.paired import Difference
    from sim.scenario.scenario import Scenario

BLOCKERS = 8
IN_A_PART = 8  # rows of what differs in one part of the file, unless all are asked for
_LONGEST, _OF_A_PATH = 80, 25  # characters of what stands there, and of a path on one line
NOT_ASKED, TOO_FEW = "not asked", "too few draws"
NO_SPREAD = "none seen"  # the draws differ by no more than simulation noise
_PARTS = ("conflict", "issues", "parties", "ties", "threats", "events", "actions", "forums",
          "shared", "variants")  # fmt: skip
HEADER = ("", "A", "B", "B - A", "simulation\nnoise", "what we do\nnot know")


def page(comparison: Comparison, command: str = "", *, everything: bool = False) -> Page:
    """Put the page together.

    Parameters
    ----------
    comparison : Comparison
    command : str
        What has to be typed to make it again.
    everything : bool
        Whether to show all that differs in the input, in full.
    """
    a, b = comparison.a.scenario, comparison.b.scenario
    title = f"{a.title}, as written (A) and changed (B)"
    if a.title != b.title:
        title = f"A: {a.title}. B: {b.title}"
    again = Section("To make this again", (Command(command),)) if command else None
    failed = [failures(comparison)] if comparison.failures else []
    differing = _input(comparison, everything)
    if not comparison.pairs:
        return Page(title, "", failed, [differing, *([again] if again else [])])
    forums = [name for name in a.spec.forums if name in b.spec.forums]
    sections = [
        differing,
        _funnel(comparison),
        *(_forum(comparison, forum) for forum in forums if len(a.spec.forums) > 1),
        _in_the_way(comparison),
        *([again] if again else []),
    ]
    return Page(title, "", failed, sections)


def failures(comparison: Comparison) -> str:
    """Say how many pairs are left out because a run failed."""
    pairs = counted(comparison.pairs + comparison.failures, "pair")
    return (
        f"{comparison.failures:,} of {pairs} of runs FAILED, in A or in B, and are in no number"
        f" here; the other pairs may be no fair sample. The first is {comparison.error}"
    )


def meaning(asked: str, *scenarios: Scenario) -> str:
    """Say what a quantity of the funnel is; any other says itself.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> short, long = (Scenario.from_data(EXAMPLE).with_({"time.horizon": n}) for n in (6, 12))
    >>> meaning("P(held)", short), meaning("P(held)", short, long)
    ('a deal holds 6 months', 'a deal holds to the horizon')
    """
    horizons = {counted(s.spec.time.horizon, s.spec.time.unit) for s in scenarios}
    horizon = horizons.pop() if len(horizons) == 1 else "to the horizon"
    return {
        "P(convene)": "talks convene",
        "P(sign)": "a deal is signed",
        "P(ratify)": "it is ratified",
        "P(held)": f"a deal holds {horizon}",
        "P(agree|convened)": "of talks: a deal is made",
        "P(held|agreed)": f"of deals: hold {horizon}",
    }.get(asked, asked)


def level(value: float, asked: str) -> str:
    """Write a share as a percentage, an average utility on the scale from 0 to 100."""
    if math.isnan(value):
        return "none"
    return percent(value, 1) if asked.startswith("P") else f"{100 * value:.1f}"


def interval(low: float, high: float, digits: int = 1) -> str:
    """Write the ends of an interval of differences."""
    return "unknown" if math.isnan(low) else f"{points(low, digits)} to {points(high, digits)}"


def unknown(found: Difference | Any) -> str:
    """Write the range of a difference over assumption draws."""
    if math.isnan(found.range_low):
        return TOO_FEW if found.draws else NOT_ASKED
    if found.range_low == found.range_high:
        return NO_SPREAD
    return interval(found.range_low, found.range_high)


def cells(found: Difference | Any, asked: str = "P") -> tuple[str, ...]:
    """Write a difference as the cells of a row: A, B, B - A, noise, what we do not know."""
    return (
        level(found.a, asked),
        level(found.b, asked),
        points(found.change),
        interval(found.low, found.high),
        unknown(found),
    )


def note(comparison: Comparison) -> str:
    """Say what the two uncertainties of a difference are."""
    asked = comparison.a.effort.draws
    said = (
        "Differences are in percentage points. Run k of A and of B share every draw that both make,"
        " so differences are surer than the levels. Simulation noise is the 95% interval of the"
        " difference over the pairs."
    )
    if not asked:
        return f"{said} What we do not know was not asked."
    return (
        f"{said} What we do not know is the difference over the middle 8 in 10 of"
        f" {counted(asked, 'draw')} of the assumptions, simulation noise taken out (for a share of"
        " talks or of deals only as far as few runs allow, and without draws under which there are"
        " hardly any). None seen: the draws differ by no more than simulation noise."
    )


def _meaning(comparison: Comparison, asked: str) -> str:
    return meaning(asked, comparison.a.scenario, comparison.b.scenario)


def html(comparison: Comparison) -> str:
    """Return the page as HTML, for a notebook."""
    return layout.html(page(comparison))


def _first_sentence(comparison: Comparison) -> str:
    sure = [
        f"{_meaning(comparison, str(asked))} {percent(row.b, 1)}, not {percent(row.a, 1)}"
        for asked, row in comparison.funnel.iterrows()
        if row.low > 0 or row.high < 0
    ]
    if not sure:
        return "No chance differs by more than simulation noise."
    return f"In B, and not by simulation noise alone: {'; '.join(sure)}."


def _input(comparison: Comparison, everything: bool) -> Section:
    """Tell what differs in the input, part by part of the file."""
    title = "What differs in the input"
    if not comparison.changes:
        return Section(title, ("Nothing that the model reads.",))
    items: list[str | Table] = []
    for part in [*_PARTS, ""]:
        inside = [change for change in comparison.changes if _part(change) == part]
        shown = inside if everything else inside[:IN_A_PART]
        rows = [_changed(change, part, everything) for change in shown]
        if rows:
            items.append(Table((capital(part), "A", "B"), rows))
        if left := len(inside) - len(shown):
            told = f"{counted(len(inside), 'place')} differ under {part}: {_tally(inside)}."
            items.append(f"{told} Left out here: {left}; --all lists them.")
    return Section(title, items)


def _part(change: Change) -> str:
    """Return the part of the file that a change is in; none for what stands alone at the top."""
    first = change.path.partition(".")[0]
    return first if first in _PARTS else ""


def _tally(changes: Sequence[Change]) -> str:
    """Count by what is changed: by party, by issue, by tie."""
    counts = Counter(change.path.split(".")[1] for change in changes)
    return ", ".join(f"{number} of {name}" for name, number in sorted(counts.items()))


def _changed(change: Change, part: str, everything: bool) -> tuple[str, str, str]:
    path = change.path.removeprefix(f"{part}.") if part else change.path
    a, b = (said if everything else cut(said, _LONGEST) for said in (change.a, change.b))
    return broken(path, _OF_A_PATH), a, b


def _funnel(comparison: Comparison) -> Section:
    rows = [
        (capital(_meaning(comparison, str(asked))), *cells(row))
        for asked, row in comparison.funnel.iterrows()
    ]
    title = f"What that changes: shares of {counted(comparison.pairs, 'pair')} of runs"
    table = Table(HEADER, rows, range(1, 6))
    return Section(title, (_first_sentence(comparison), table, note(comparison)))


def _forum(comparison: Comparison, forum: str) -> Section:
    steps = comparison.steps(forum)
    table = comparison.table(steps, forum)
    rows = [
        (capital(_meaning(comparison, step)), *cells(row))
        for step, (_, row) in zip(steps, table.iterrows(), strict=True)
    ]
    title = comparison.a.scenario.spec.forums[forum].title or forum
    return Section(f"The same in one forum: {title}", (Table(HEADER, rows, range(1, 6)),))


def _in_the_way(comparison: Comparison) -> Section:
    title = "Who stands in the way more or less often, and over what"
    table = comparison.blockers
    sure = table[(table.low > 0) | (table.high < 0)]
    if sure.empty:
        return Section(title, ("Nobody, beyond simulation noise.",))
    several = len({forum for forum, *_ in table.index}) > 1
    rows = []
    for (forum, *cause), row in sure.head(BLOCKERS).iterrows():
        said = _said(comparison, Cause(*cause)) + f"\nin {forum}" * several
        rows.append((said, *cells(row)))
    under = "Shares of all runs; only changes that are not simulation noise alone."
    if rest := len(sure) - len(rows):
        under += f" Left out: {rest} more, with smaller changes."
    return Section(title, (Table(HEADER, rows, range(1, 6)), under))


def _said(comparison: Comparison, cause: Cause) -> str:
    """Name a party and what it does, by whichever scenario knows it."""
    for side in (comparison.a, comparison.b):
        if cause.party.partition(".")[0] in (*side.scenario.spec.parties, NATURE):
            names = Names(side.scenario)
            return f"{names.title(cause.party)}\n{cause.said(names)}"
    return f"{cause.party}: {cause.over}"
