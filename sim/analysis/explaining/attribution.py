"""Whose effect it is, within each kind: Shapley values, and what several do only together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import interval, level, unknown
from sim.analysis.explaining.naming import PLURAL, ends, moves, together, told
from sim.analysis.layout import Note, Section, Table
from sim.analysis.words import capital, points

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation

HEADER = ("", "share", "simulation\nnoise", "what we do\nnot know")
PAIRS = 4  # of a kind, in words
LEAST_TOLD = 0.01  # of what a pair does more or less than its members one by one
_NOTE = Note(
    "A share is what a thing adds when it goes, on average over all orders in which those of its"
    " kind could go one after another (its Shapley value). Shares add up to what all of them do"
    " together. Each row has an uncertainty of its own."
)
_ONE = "There is only one of each kind, so that there is nothing to divide: see each alone, above."
_SEATS = Note(
    "Seats are left out here: with fewer than two at the table there are no talks, so that their"
    " shares would mostly be shares in there being a table at all. What each does stands above,"
    " under each of them alone."
)


def section(explanation: Explanation) -> Section:
    """Tell how each kind's effect divides, and which pairs go together."""
    title = "Whose effect it is: all of a kind taken out, in every combination"
    items: list[str | Table] = []
    for asked in ends(explanation):
        for kind in explanation.total[explanation.total.quantity == asked].kind:
            items += _kind(explanation, asked, kind) if kind != "party" else []
    if "party" in set(explanation.total.kind):
        items.append(_SEATS)
    whole = explanation.left_out[explanation.left_out.name == ""]
    for row in whole[~whole.kind.isin(explanation.total.kind)].itertuples():
        items.append(f"{capital(PLURAL[row.kind])}: {row.why}.")
    if not items:
        return Section(title, (_ONE,))
    return Section(title, (*items, _NOTE))


def _kind(explanation: Explanation, asked: str, kind: str) -> list[str | Table]:
    """The shares of a kind, if there are several to divide among."""
    table = explanation.attribution
    table = table[(table.quantity == asked) & (table.kind == kind)]
    total = explanation.total
    total = next(total[(total.quantity == asked) & (total.kind == kind)].itertuples())
    if len(table) < 2:
        return []
    what = f"{capital(told(explanation, asked))}, without the {PLURAL[kind]}"
    if not any(map(moves, [total, *table.itertuples()])):
        return [f"{what}: as often as with them, as far as simulation noise lets one see."]
    table = table.sort_values("value", key=lambda c: -c.abs(), kind="stable")
    rows = [
        (capital(explanation.titles[kind, str(name)]), *_cells(row))
        for name, row in zip(table.name, table.itertuples(), strict=True)
    ]
    rows.append(("All of them", *_cells(total)))
    head = f"{what}: {level(total.b, asked)}, not {level(total.a, asked)}."
    return [head, Table(HEADER, rows, range(1, 4)), *_pairs(explanation, asked, kind)]


def _cells(row: Any) -> tuple[str, ...]:
    return points(row.value), interval(row.low, row.high), unknown(row)


def _pairs(explanation: Explanation, asked: str, kind: str) -> list[str]:
    """Say which pairs do more, or less, than their members one by one."""
    found = explanation.together
    found = found[(found.quantity == asked) & (found.kind == kind)]
    found = found[(found.excess_low > 0) | (found.excess_high < 0) | found.only_together]
    found = found[(found.names.map(len) == 2) & (found.excess.abs() >= LEAST_TOLD)]
    found = found.sort_values("excess", key=lambda c: -c.abs(), kind="stable").head(PAIRS)
    return [_pair(explanation, row) for row in found.itertuples()]


def _pair(explanation: Explanation, row: Any) -> str:
    alone = row.value - row.excess
    said = capital(together(explanation, row.kind, row.names))
    if row.only_together:
        return f"{said}: {points(row.value)}, and neither alone. Only together do they count."
    if row.value * alone <= 0:
        how = "with one gone, the other does something else"
    elif abs(row.value) < abs(alone):
        how = "they overlap, so that with one gone the other counts for less"
    else:
        how = "more, so that each stands in for the other as long as it is there"
    ends_ = interval(row.excess_low, row.excess_high)
    return f"{said}: {points(row.value)}. One by one they come to {points(alone)}: {how} ({ends_})."
