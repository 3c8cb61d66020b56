"""What an explanation holds, and how it is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from sim.experiments.explain.granted import LeftOut
from sim.experiments.explain.levers import Lever
from sim.experiments.results import Results
from sim.experiments.trial import Effort
from sim.files import whole, write
from sim.scenario.scenario import Scenario

_TABLES = ("pivotal", "attribution", "total", "together")
FILES = (*(f"{name}.csv" for name in _TABLES), "left_out.csv", "explanation.json")


@dataclass(frozen=True)
class Explanation:
    """What a scenario's results hang on.

    Attributes
    ----------
    results : Results
        The results that are explained.
    effort : Effort
        How much was run of each variant.
    levers : list of Lever
        Everything that was taken out.
    pivotal : pandas.DataFrame
        Each alone: see `sim.experiments.explain.pivotal.pivotal`.
    attribution, total, together : pandas.DataFrame
        All subsets of a kind: see `sim.experiments.explain.attribution.Shares`.
    left_out : pandas.DataFrame
        ``kind``, ``name`` (empty: the whole kind), ``how``, ``why``: what could not be tried.
    failed : dict of str to str
        Variant in which a run failed, or did as written -> the first failure.
    scenarios : int
        How many different ones were run.
    quantities : list of str
        What was asked of each.
    focus : str
        The one of them that figures show: the first, unless another is chosen with `on`.
    """

    results: Results
    effort: Effort
    levers: list[Lever]
    pivotal: pd.DataFrame
    attribution: pd.DataFrame
    total: pd.DataFrame
    together: pd.DataFrame
    left_out: pd.DataFrame
    failed: dict[str, str] = field(default_factory=dict)
    scenarios: int = 1
    quantities: list[str] = field(default_factory=list)
    focus: str = ""

    def on(self, quantity: str) -> Explanation:
        """Return the same with its figures about another quantity.

        Raises
        ------
        ValueError
            If it was not asked.
        """
        if quantity not in self.quantities:
            raise ValueError(f"{quantity} was not asked; there are {', '.join(self.quantities)}")
        return replace(self, focus=quantity)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is explained."""
        return self.results.scenario

    @property
    def failures(self) -> int:
        """In how many variants a run failed."""
        return len(self.failed)

    @cached_property
    def titles(self) -> dict[tuple[str, str], str]:
        """(kind, name) of each lever -> what it is called in a sentence."""
        return {(lever.kind, lever.name): lever.title for lever in self.levers}

    @property
    def manifest(self) -> dict:
        """All that is needed to make it again."""
        effort = self.effort
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "seed": effort.seed,
            "runs": effort.runs,
            "draws": effort.draws,
            "kinds": list(dict.fromkeys(lever.kind for lever in self.levers)),
            "scenarios": self.scenarios,
            "failed": self.failed,
            "scenario_file": self.scenario.dump(),
        }

    def save(self, folder: str | Path, command: str = "") -> list[Path]:
        """Write the tables as CSV, ``explanation.txt``, the figures and ``explanation.json``.

        Each file appears whole or not at all, the manifest last. Same data, same bytes.

        Returns
        -------
        list of pathlib.Path
        """
        from sim.analysis.explaining.page import save_page

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for name in (*_TABLES, "left_out"):
            table: pd.DataFrame = getattr(self, name)
            if name == "together":
                table = table.assign(names=table.names.map(" + ".join))
            with whole(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False, lineterminator="\n")
            files.append(folder / f"{name}.csv")
        files += save_page(self, folder, command)
        text = json.dumps(self.manifest, indent=2) + "\n"
        return [*files, write(folder / "explanation.json", text)]

    def __repr__(self) -> str:
        tried = f"{len(self.levers)} levers, {self.scenarios} scenarios"
        return f"Explanation({self.scenario.name!r}: {tried}, seed {self.effort.seed})"

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.explaining.page import page

        return layout.html(page(self))


def as_table(left_out: list[LeftOut]) -> pd.DataFrame:
    """Return what could not be tried, once each."""
    rows = dict.fromkeys((each.kind, each.name, each.how, each.why) for each in left_out)
    return pd.DataFrame(list(rows), columns=["kind", "name", "how", "why"])
