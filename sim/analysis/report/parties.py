"""Who takes part, what each wants, and what that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.analysis.inputs import basis
from sim.analysis.inputs.words import Words
from sim.analysis.layout import Section, Table
from sim.analysis.words import capital, percent
from sim.experiments.own_claims import listed
from sim.scenario import library
from sim.scenario.evidence import Claims, Row, evidence_table
from sim.scenario.scenario import Scenario

MOST = 3  # issues that are named for each party
SLIGHT = 0.05  # of a party's weight: what weighs less is not named


def parties(scenario: Scenario) -> Section:
    """Return who there is and what each wants, then how much of it rests on what."""
    words = Words(scenario)
    wants = [
        (
            words.title(name),
            "\n".join(_cares(words, name)),
            "\n".join(_insists(words, name)) or "nothing",
        )
        for name in words.spec.party_names
    ]
    header = (
        "party",
        "cares most about, and would like best",
        "demands, and will not sign without",
    )
    table = Table(header, wants, caption="Who takes part, and what each wants")
    note = (
        "In brackets: the share of all that the party cares about, on average over what is not"
        " known. tracktwo show prints all that was put in."
    )
    return Section("Who takes part, and what each wants", [table, note, evidence(scenario)])


def evidence(scenario: Scenario) -> Section:
    """Return what the parts of a scenario rest on: party by party, and which documents."""
    title, claims = "What this rests on", Claims.around(scenario)
    rows = evidence_table(scenario, claims)
    if not any(row.claims or row.assumption for row in rows):
        return Section(title, ["The scenario cites no evidence: all of it is made up."])
    note = (
        "A part is a number, a demand, a red line, a threat or the like. Each rests on claims that"
        " documents make, on an assumption with its reason, or on both."
    )
    documents = list(_documents(scenario, claims, rows))
    return Section(title, [_by_party(scenario, rows), note, *documents])


def _cares(words: Words, name: str) -> Iterator[str]:
    """The issues that weigh most for a party, and what it would like best on each."""
    path, party = f"parties.{name}", words.spec.parties[name]
    weight = words.drawn.weights(path).mean(axis=0)
    issues = words.spec.issue_names
    for place, k in enumerate(np.argsort(-weight, kind="stable")[:MOST], start=1):
        issue = issues[k]
        if weight[k] < SLIGHT:
            return
        values = party.values.get(issue, {})
        worth = {o: float(words.values(f"{path}.values.{issue}.{o}").mean()) for o in values}
        best = f": {words.option(issue, max(worth, key=worth.__getitem__))}" if worth else ""
        yield f"{place}. {words.thing(issue)} ({percent(float(weight[k]))}){best}"


def _insists(words: Words, name: str) -> Iterator[str]:
    """What a party demands before talks, and what it signs nothing without."""
    party = words.spec.parties[name]
    for asked in party.preconditions.values():
        yield f"Before talks: {words.condition(asked.demand)}"
    for line in party.red_lines.values():
        yield f"In any deal: {words.condition(line)}"


def _by_party(scenario: Scenario, rows: list[Row]) -> Table:
    """How many parts of each party, and of all else, rest on what."""
    words = Words(scenario)
    groups = {words.title(name): f"parties.{name}" for name in scenario.spec.party_names}
    counts = {
        said: _counted(row for row in rows if _within(row, path)) for said, path in groups.items()
    }
    counts["Talks, war and all else"] = _counted(
        row for row in rows if not row.path.startswith("parties.")
    )
    counts["In all"] = _counted(rows)
    found = [status for status in basis.STATUS if counts["In all"][status]]
    header = ("parts of", "how many", *(f"on {basis.STATUS[status]}" for status in found))
    shown = [
        (said, str(each.total()), *(str(each[status]) for status in found))
        for said, each in counts.items()
        if each.total()
    ]
    caption = "How many parts rest on what"
    return Table(header, shown, range(1, len(header)), caption)


def _within(row: Row, path: str) -> bool:
    return row.path == path or row.path.startswith(f"{path}.")


def _counted(rows) -> Counter[str]:
    return Counter(basis.status(row) for row in rows)


def _documents(scenario: Scenario, claims: Claims, rows: list[Row]) -> Iterator[Table]:
    """The documents whose claims are cited, with how many claims and parts that are."""
    cited = {claim: claims[claim] for row in rows for claim in row.claims if claim in claims}
    if not cited:
        return
    folders = [library.seeds(), *([scenario.path.parent] if scenario.path else [])]
    known: dict[str, Mapping[str, Any]] = {}
    for folder in folders:
        known |= {name: record or {} for name, record in listed(folder, cited).items()}
    shown = []
    for name in sorted({str(record["document"]) for record in cited.values()}):
        of_it = {claim for claim, record in cited.items() if record["document"] == name}
        parts = sum(not of_it.isdisjoint(row.claims) for row in rows)
        shown.append((name, _described(known.get(name, {})), str(len(of_it)), str(parts)))
    header = ("document", "what it is", "claims cited", "parts that cite it")
    yield Table(header, shown, (2, 3), "The documents")


def _described(record: Mapping[str, Any]) -> str:
    """What is said of a document: who wrote it, where, when, and about what."""
    said = (record.get(key) for key in ("author", "title", "outlet", "date", "about"))
    return capital("; ".join(str(each) for each in said if each not in (None, "not given")))
