"""The folder of one scenario's results: written, and read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.experiments.own_claims import own_claims
from sim.experiments.results import Results
from sim.experiments.uncertainty import Spread
from sim.files import whole, write
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.plain import to_yaml
from sim.scenario.scenario import Scenario

MANIFEST, SCENARIO, NOISE = "manifest.json", "scenario.yaml", "noise.parquet"
TABLES = ("runs", "blocks", "nested", "nested_blocks")


def save(results: Results, folder: Path) -> Path:
    """Write results: the tables, the scenario, the claims of the user's own, then the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        table = getattr(results, name)
        with whole(folder / f"{name}.parquet") as path:
            table.to_parquet(path, compression="zstd", index=False)
    with whole(folder / NOISE) as path:
        _levels(results).to_parquet(path, compression="zstd", index=False)
    write(folder / SCENARIO, results.scenario.text)
    own = own_claims([results.scenario], results.scenario.name)
    for name, records in zip(("claims", "documents"), own, strict=True):
        if records:
            write(folder / f"{name}.yaml", to_yaml(records))
    write(folder / MANIFEST, json.dumps(results.manifest, indent=2) + "\n")
    return folder


def load(folder: Path, manifest: dict[str, Any]) -> Results:
    """Read results again.

    Raises
    ------
    ScenarioError
        If a file is missing or is none of ours, or the scenario was changed since.
    """
    scenario = Scenario.load(folder / SCENARIO)
    if scenario.hash != manifest.get("scenario_hash"):
        cure = "it was changed, or the version of tracktwo is another; run it again"
        _refuse(folder, f"{SCENARIO} is not the scenario that these runs are of: {cure}")
    tables = {name: _table(folder, f"{name}.parquet") for name in TABLES}
    results = Results(scenario, manifest["seed"], spreads=_spreads(folder, manifest), **tables)
    results.manifest = manifest  # of the versions that made them, not of those that read them
    results.made_with = {part: manifest[part] for part in results.made_with}
    return results


def _levels(results: Results) -> pd.DataFrame:
    """The outcomes of the nested passes, a row a run."""
    levels = [{"noise": s.noise, "outcome": s.outcome.ravel()} for s in results.spreads]
    none: dict[str, Any] = {"noise": [], "outcome": []}
    return pd.concat(map(pd.DataFrame, levels or [none]), ignore_index=True)


def _spreads(folder: Path, manifest: dict[str, Any]) -> list[Spread]:
    levels = _table(folder, NOISE).groupby("noise", sort=False).outcome
    return [
        Spread.of(levels.get_group(each["noise"]), each["noise"], each["runs_per_draw"])
        for each in manifest["nested"]
    ]


def _table(folder: Path, name: str) -> pd.DataFrame:
    try:
        return pd.read_parquet(folder / name)
    except (OSError, ValueError) as error:
        return _refuse(folder, f"{name} cannot be read ({error}); run it again with --out")


def _refuse(folder: Path, why: str) -> Any:
    raise ScenarioError(str(folder), [Problem((), None, why)])
