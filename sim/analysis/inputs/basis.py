"""What the input rests on: how much on documents, how much on assumptions, and which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from sim.analysis.layout import Section, Table
from sim.analysis.words import percent
from sim.scenario.confidential import HIDDEN
from sim.scenario.evidence import Row, evidence_table
from sim.scenario.scenario import Scenario

#: What a part can rest on, in words that follow "on".
STATUS = {
    "claim": "what a document says",
    "both": "what a document says, and an assumption",
    "assumption": "an assumption alone",
    "hidden": HIDDEN.removeprefix("rests on "),
    "missing": "nothing",
    "unknown": "something that is no claim",
}


def sections(scenario: Scenario, claims: Mapping[str, Mapping[str, Any]]) -> Iterator[Section]:
    """Yield how much rests on what, each part with what it rests on, and the claims cited.

    Parameters
    ----------
    scenario : Scenario
    claims : mapping
        Claims by id.
    """
    rows = evidence_table(scenario, claims)
    if not any(row.claims or row.assumption for row in rows):
        yield Section("What rests on what", ["The scenario cites no evidence: all is made up."])
        return
    yield Section("What rests on what", [_counts(rows)])
    yield Section("Part by part", [_parts(rows)])
    if cited := sorted({claim for row in rows for claim in row.claims if claim in claims}):
        yield Section("What documents say", [_claims(cited, claims)])


def status(row: Row) -> str:
    """Return what a part rests on, as a key of `STATUS`."""
    return "hidden" if row.assumption == HIDDEN else row.status


def _counts(rows: list[Row]) -> Table:
    counts = Counter(map(status, rows))
    shown = [
        (f"on {said}", str(counts[found]), percent(counts[found] / len(rows)))
        for found, said in STATUS.items()
        if counts[found]
    ]
    header = ("numbers and other parts that rest", "how many", "share")
    return Table(header, [*shown, ("in all", str(len(rows)), "")], (1, 2))


def _parts(rows: list[Row]) -> Table:
    """One row for all parts that rest on the same, in the order of the scenario."""
    groups: dict[tuple[tuple[str, ...], str | None], list[str]] = {}
    for row in rows:
        groups.setdefault((row.claims, row.assumption), []).append(row.path)
    shown = [
        ("; ".join(_joined(paths)), _rests_on(claims, assumption))
        for (claims, assumption), paths in groups.items()
    ]
    return Table(("parts of the file", "rest on"), shown)


def _joined(paths: list[str]) -> Iterator[str]:
    """Write paths with what they begin with written once, as in ``parties.us.values: a, b``."""
    for parent, group in groupby(paths, key=lambda path: path.rpartition(".")[0]):
        names = [path.rpartition(".")[2] for path in group]
        yield f"{parent}: {', '.join(names)}" if names[1:] else f"{parent}.{names[0]}"


def _rests_on(claims: tuple[str, ...], assumption: str | None) -> str:
    said = [", ".join(claims)] if claims else []
    if assumption == HIDDEN:
        return HIDDEN.removeprefix("rests on ")
    if assumption:
        said.append(f"assumed: {' '.join(assumption.split())}")
    return "; ".join(said) or "nothing"


def _claims(cited: list[str], claims: Mapping[str, Mapping[str, Any]]) -> Table:
    rows = []
    for claim in cited:
        record = claims[claim]
        who = ", ".join(str(record[key]) for key in ("said_by", "date") if record.get(key))
        where = f"{record['document']}; {who}" if who else str(record["document"])
        rows.append((claim, str(record.get("what", "")), where))
    return Table(("claim", "what it says", "where, and who says so"), rows)
