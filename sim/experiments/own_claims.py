"""The claims of a user's own that scenarios cite: what results keep beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.scenario import library
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.evidence import Claims
from sim.scenario.meaning import cited
from sim.scenario.plain import plain
from sim.scenario.reader import read
from sim.scenario.scenario import Scenario

Records = dict[str, Any]


def own_claims(scenarios: Iterable[Scenario], called: str) -> tuple[Records, Records]:
    """Return the claims that are cited and do not ship, and their documents.

    Parameters
    ----------
    scenarios : iterable of Scenario
    called : str
        What they are together, for the message.

    Raises
    ------
    ScenarioError
        If two of them cite different claims of one name.
    """
    shipped = Claims.load(library.seeds())
    claims: Records = {}
    documents: Records = {}
    for base in scenarios:
        if base.path is None:
            continue
        known = Claims.around(base)
        ids = sorted(claims_cited(base) & (known.keys() - shipped.keys()))
        records = {claim: plain(known[claim]) for claim in ids}
        for there, more in ((claims, records), (documents, listed(base.path.parent, records))):
            if clash := [name for name in more if there.get(name, more[name]) != more[name]]:
                said = f"two base scenarios cite different '{clash[0]}'; rename one"
                raise ScenarioError(called, [Problem((), None, said)])
            there |= more
    return claims, documents


def claims_cited(scenario: Scenario) -> set[str]:
    """Return the ids of all claims that a scenario cites."""
    found: set[str] = set()
    for _, body in cited(scenario.as_data(), ()):
        for given in body["evidence"].values():
            ids = given.get("cite", []) if isinstance(given, dict) else given
            found |= set(ids) if isinstance(ids, list) else set()
    return found


def listed(folder: Path, records: Records) -> Records:
    """Return what a folder's list says of the documents of some claims."""
    file = folder / "documents.yaml"
    known, _ = read(file) if file.is_file() else ({}, {})
    return {k: known[k] for k in sorted({str(r["document"]) for r in records.values()})
            if k in known}  # fmt: skip
