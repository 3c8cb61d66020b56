"""What a sweep keeps beside its results, as texts: study, scenarios, claims and plug-ins.

The study names the scenarios that stand beside it, so that the folder alone makes the sweep again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.experiments.study import Study
from sim.scenario import library
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.evidence import Claims
from sim.scenario.keeping import rewritten
from sim.scenario.meaning import cited
from sim.scenario.plain import plain, to_yaml
from sim.scenario.reader import parse, read

STUDY, SCENARIOS, PLUGINS = "study.yaml", "scenarios", "plugins"
Records = dict[str, Any]


def belongings(study: Study, plugins: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the texts to keep, by the names of their files.

    Raises
    ------
    ScenarioError
        If two base scenarios cite different claims of one name.
    """
    found = {STUDY: _study(study)}
    for name, base in study.scenarios.items():
        found[f"{SCENARIOS}/{name}.yaml"] = base.text
    for name, records in zip(("claims", "documents"), _claims(study), strict=True):
        if records:
            found[f"{SCENARIOS}/{name}.yaml"] = to_yaml(records)
    for number, text in enumerate(plugins):
        found[f"{PLUGINS}/{number}.py"] = text
    return found


def shipped_claims(study: Study) -> tuple[Records, Records]:
    """Return those claims that ship and are cited, and their documents."""
    claims = Claims.load(library.seeds())
    ids = sorted({claim for base in study.scenarios.values() for claim in _cited(base.as_data())})
    records = {claim: plain(claims[claim]) for claim in ids if claim in claims}
    return records, _listed(library.seeds(), records)


def _study(study: Study) -> str:
    data, _ = parse(study.text)
    places = {name: f"{SCENARIOS}/{name}.yaml" for name in study.scenarios}
    if "scenarios" in data:
        data["scenarios"] = places
    else:
        data["scenario"] = next(iter(places.values()))
    return rewritten(study.text, data)


def _claims(study: Study) -> tuple[Records, Records]:
    """Return the claims of the user's own that are cited, and their documents."""
    shipped = Claims.load(library.seeds())
    claims: Records = {}
    documents: Records = {}
    for base in study.scenarios.values():
        if base.path is None:
            continue
        known = Claims.around(base)
        ids = sorted(_cited(base.as_data()) & (known.keys() - shipped.keys()))
        records = {claim: plain(known[claim]) for claim in ids}
        for there, more in ((claims, records), (documents, _listed(base.path.parent, records))):
            if clash := [name for name in more if there.get(name, more[name]) != more[name]]:
                said = f"two base scenarios cite different '{clash[0]}'; rename one"
                raise ScenarioError(study.name, [Problem((), None, said)])
            there |= more
    return claims, documents


def _cited(data: dict[str, Any]) -> set[str]:
    """Return the ids of all claims that a scenario's data cites."""
    found: set[str] = set()
    for _, body in cited(data, ()):
        for given in body["evidence"].values():
            ids = given.get("cite", []) if isinstance(given, dict) else given
            found |= set(ids) if isinstance(ids, list) else set()
    return found


def _listed(folder: Path, records: Records) -> Records:
    """Return what a folder's list says of the documents of some claims."""
    file = folder / "documents.yaml"
    listed, _ = read(file) if file.is_file() else ({}, {})
    return {k: listed[k] for k in sorted({str(r["document"]) for r in records.values()})
            if k in listed}  # fmt: skip
