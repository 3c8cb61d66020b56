"""Each lever alone: how far it moves each step, and a sentence that says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.analysis.comparison import cells, interval, level
from sim.analysis.explaining.naming import SINGULAR, changed, moves, shown, together, told
from sim.analysis.layout import Note, Section, Table
from sim.analysis.words import about, capital, counted, listed, points
from sim.experiments.paired import LEAST_MOVE

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation

ROWS = 10  # of a table; the others are counted
NAMED = 3  # levers in a sentence
HEADER = ("", "changed", "difference", "simulation\nnoise", "what we do\nnot know")


def section(explanation: Explanation, steps: Sequence[str] = ()) -> Section:
    """Tell what each lever does alone, for these steps or for all that are shown."""
    items: list[str | Table] = []
    for asked in steps or shown(explanation):
        items += _table(explanation, asked)
    return Section("Each of them alone", (*items, Note(note(explanation))))


def of(explanation: Explanation, asked: str) -> pd.DataFrame:
    """Return what was tried, the largest difference of a quantity first.

    A demand that is met, and dropped as well, is left out where that comes to the same as met.
    """
    table = explanation.pivotal[explanation.pivotal.quantity == asked]
    met = table[table.how == "met"].set_index("name").change
    same = (table.how == "both") & (table.change == table.name.map(met))
    return table[~same].sort_values("change", key=lambda c: -c.abs(), kind="stable")


def sentence(explanation: Explanation, asked: str) -> str:
    """Say what a step hangs on, so that it can be read aloud.

    Seats are told elsewhere: with somebody kept out it is no longer the same talks.
    """
    table = of(explanation, asked)
    table = table[(table.kind != "party") & (table.how == "dropped")]
    what = told(explanation, asked)
    if table.empty:
        return f"How often {what} has nothing to hang on that can be taken out."
    written = about(float(table.a.iloc[0]))
    sure = table[[moves(row) and abs(row.change) >= LEAST_MOVE for row in table.itertuples()]]
    if sure.empty:
        moved = "Nothing that is taken out alone changes that by 2 points or more."
    else:
        clauses = [
            f"{changed(explanation, row.kind, row.name_)} {_would_be(row.a, row.b, row.change)}"
            for row in _named(sure.head(NAMED))
        ]
        moved = f"{capital('; '.join(clauses))}."
    return (
        f"As written, {what} in {written} simulated histories. {moved}{_only(explanation, asked)}"
    )


def block_jointly(explanation: Explanation, asked: str) -> list[str]:
    """Say how two demands stand in the way together, run by run; the largest pairs.

    They do where most histories that open without both do not hang on just one of them.
    """
    pairs = explanation.together
    pairs = pairs[(pairs.quantity == asked) & (pairs.kind == "precondition")]
    pairs = pairs[pairs.names.map(len) == 2]
    pairs = pairs[(pairs.value >= LEAST_MOVE) & (pairs.low > 0)]
    pairs = pairs[pairs.opened_by_each + pairs.opened_by_none > pairs.opened / 2]
    pairs = pairs.sort_values("opened", ascending=False, kind="stable").head(2)
    return [_jointly(explanation, asked, row) for row in _named(pairs)]


def how_sure(explanation: Explanation, asked: str) -> str:
    """Set the two uncertainties of what moves a step most side by side."""
    table = of(explanation, asked)
    table = table[(table.kind != "party") & (table.how == "dropped")]
    if table.empty:
        return ""
    row = _named(table)[0]
    if not (moves(row) and abs(row.change) >= LEAST_MOVE):
        return _unseen(explanation, float((table.high - table.low).max()) / 2)
    what = changed(explanation, row.kind, row.name_)
    noise = max(1, math.ceil(50 * (row.high - row.low)))
    said = (
        f"How sure is that? {capital(what)}, simulation noise is at most"
        f" {counted(noise, 'percentage point')} either way, and shrinks with more runs."
    )
    if math.isnan(row.range_low):
        return f"{said} What we do not know was not asked; it is often far larger."
    return (
        f"{said} What we do not know does not shrink: over the middle 8 in 10 draws of the"
        f" assumptions the change is {interval(row.range_low, row.range_high, 0)} points."
    )


def _unseen(explanation: Explanation, noise: float) -> str:
    """Say how large a change may be that is not seen."""
    said = (
        "How sure is that? Simulation noise can hide a change of up to"
        f" {counted(max(1, math.ceil(100 * noise)), 'percentage point')}; more runs show smaller"
        " ones."
    )
    if not explanation.effort.draws:
        return f"{said} What we do not know was not asked; it is often far larger."
    return (
        f"{said} Under other readings of the assumptions it may be more: the tables with --all say"
        " how much, under what we do not know."
    )


def note(explanation: Explanation) -> str:
    """Say what the two uncertainties are."""
    effort = explanation.effort
    said = (
        f"{counted(effort.runs, 'run')} of each, seed {effort.seed}, all on the same draws."
        " Differences are from the scenario as written, in percentage points. Simulation noise is"
        " the 95% interval of the difference over pairs of runs. In several tables of differences"
        " a few would look sure by chance alone: one in twenty."
    )
    if not effort.draws:
        return f"{said} What we do not know was not asked."
    return (
        f"{said} What we do not know is the difference over the middle 8 in 10 of"
        f" {counted(effort.draws, 'draw')} of the assumptions, simulation noise taken out: more"
        " runs do not narrow it."
    )


def _table(explanation: Explanation, asked: str) -> list[str | Table]:
    table = of(explanation, asked)
    if table.empty:
        return []
    moving = [row for row in _named(table) if moves(row)]
    rows = [
        (capital(changed(explanation, row.kind, row.name_, row.how)), *cells(row, asked)[1:])
        for row in moving[:ROWS]
    ]
    written = level(float(table.a.iloc[0]), asked)
    head = f"{capital(told(explanation, asked))}: {written} as written."
    rest = []
    if left := len(moving) - len(rows):
        rest.append(f"{left} more with smaller differences")
    if still := len(table) - len(moving):
        rest.append(f"{still} within simulation noise")
    end = [f"Left out: {listed(rest)}."] if rest else []
    return [head, *([Table(HEADER, rows, range(1, 5))] if rows else []), *end]


def _would_be(a: float, b: float, change: float) -> str:
    """Say how often it would be, and by how much that differs from as written."""
    if about(a) == about(b):
        more = "more" if change > 0 else "less"
        return f"it would be {counted(round(abs(100 * change)), 'point')} {more}"
    return f"it would be {about(b)} ({points(change, 0)} points)"


def _only(explanation: Explanation, asked: str) -> str:
    """Name what moves it together and not alone."""
    table = explanation.together
    table = table[(table.quantity == asked) & table.only_together & (table.kind != "party")]
    if table.empty:
        return ""
    table = table.sort_values("value", key=lambda c: -c.abs(), kind="stable").head(NAMED)
    clauses = [
        f"{together(explanation, row.kind, row.names)} {_would_be(row.a, row.b, row.value)}"
        for row in _named(table)
    ]
    return f" Nothing of this alone, but together: {'; '.join(clauses)}."


def _jointly(explanation: Explanation, asked: str, row: Any) -> str:
    first, second = (explanation.titles[row.kind, name] for name in row.names)
    each, both = row.opened_by_each / row.opened, row.opened_by_none / row.opened
    one = max(1 - each - both, 0.0)
    return (
        f"{capital(first)} and {second} stand in the way together. Without both it would be"
        f" {about(row.b)} ({points(row.value, 0)} points; added up one by one,"
        f" {points(row.value - row.excess, 0)}). Of the histories that open when both are given up,"
        f" {about(each)} would have opened had either one been given up, {about(one)} hang on one"
        f" of the two, and {about(both)} open only if both are given up."
    )


def _named(table: pd.DataFrame) -> list[Any]:
    """The rows; a lever's name is ``name_``, and what it is for."""
    return list(table.rename(columns={"name": "name_"}).itertuples(index=False))


def kinds(explanation: Explanation) -> str:
    """List the kinds of things that were taken out, with their number."""
    tried = [lever.kind for lever in explanation.levers]
    return listed(counted(tried.count(kind), SINGULAR[kind]) for kind in dict.fromkeys(tried))
