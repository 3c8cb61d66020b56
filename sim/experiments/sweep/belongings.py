"""What a sweep keeps beside its results, as texts: study, scenarios, claims and plug-ins.

The study names the scenarios that stand beside it, so that the folder alone makes the sweep again.
"""

from __future__ import annotations

from sim.experiments.own_claims import Records, claims_cited, listed, own_claims
from sim.experiments.study import Study
from sim.scenario import library
from sim.scenario.evidence import Claims
from sim.scenario.keeping import rewritten
from sim.scenario.plain import plain, to_yaml
from sim.scenario.reader import parse

STUDY, SCENARIOS, PLUGINS = "study.yaml", "scenarios", "plugins"


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
    own = own_claims(study.scenarios.values(), study.name)
    for name, records in zip(("claims", "documents"), own, strict=True):
        if records:
            found[f"{SCENARIOS}/{name}.yaml"] = to_yaml(records)
    for number, text in enumerate(plugins):
        found[f"{PLUGINS}/{number}.py"] = text
    return found


def shipped_claims(study: Study) -> tuple[Records, Records]:
    """Return those claims that ship and are cited, and their documents."""
    claims = Claims.load(library.seeds())
    ids = sorted({claim for base in study.scenarios.values() for claim in claims_cited(base)})
    records = {claim: plain(claims[claim]) for claim in ids if claim in claims}
    return records, listed(library.seeds(), records)


def _study(study: Study) -> str:
    data, _ = parse(study.text)
    places = {name: f"{SCENARIOS}/{name}.yaml" for name in study.scenarios}
    if "scenarios" in data:
        data["scenarios"] = places
    else:
        data["scenario"] = next(iter(places.values()))
    return rewritten(study.text, data)
