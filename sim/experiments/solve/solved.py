"""What theory says of a scenario, and how it is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sim.experiments.solve.packages import Packages
from sim.experiments.solve.rest import Rest
from sim.files import whole, write
from sim.scenario.scenario import Scenario

_TABLES = ("packages", "over_draws", "equilibria", "votes", "stability")
FILES = (*(f"{name}.csv" for name in _TABLES), "page.txt", "solved.json")


@dataclass(frozen=True)
class Solved:
    """What theory says of a scenario: made by `sim.solve`.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    draws : int
        Of the assumptions that were asked for.
    packages : Packages
        What could be agreed, and what theories of bargaining pick: see
        `sim.experiments.solve.packages.Packages`.
    equilibria : pandas.DataFrame
        How the talks end if everybody plays the equilibrium of the protocol: see
        `sim.experiments.solve.equilibrium.equilibria`; empty where the protocol knows none.
    missing : dict of str to str
        Equilibria that could not be worked out -> why.
    votes : pandas.DataFrame
        Power indices of the decision rule.
    rest : Rest or None
        Where it would come to rest without talks, if that was asked.
    power : dict of str to float
        Weights of the asymmetric Nash solution.
    ideal : str
        What the shares of Kalai and Smorodinsky are of.
    """

    scenario: Scenario
    seed: int
    draws: int
    packages: Packages
    equilibria: pd.DataFrame
    missing: dict[str, str]
    votes: pd.DataFrame
    rest: Rest | None = None
    power: dict[str, float] = field(default_factory=dict)
    ideal: str = "rational"

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All its tables by name."""
        out = {
            "packages": self.packages.table,
            "over_draws": self.packages.over_draws,
            "equilibria": self.equilibria,
            "votes": self.votes,
        }
        return out | ({} if self.rest is None else {"stability": self.rest.table})

    @property
    def manifest(self) -> dict:
        """All that is needed to make it again."""
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "runs": self.draws,
            "power": self.power,
            "ideal": self.ideal,
            "missing": self.missing,
            "scenario_file": self.scenario.dump(),
        }

    def save(self, folder: str | Path, command: str = "") -> list[Path]:
        """Write the tables as CSV, ``page.txt`` and ``solved.json``, each whole or not at all.

        Same data, same bytes.

        Returns
        -------
        list of pathlib.Path
        """
        from sim.analysis import layout
        from sim.analysis.solving.page import page

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            with whole(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False, lineterminator="\n")
        text = json.dumps(self.manifest, indent=2) + "\n"
        return [
            *(folder / f"{name}.csv" for name in self.tables),
            write(folder / "page.txt", layout.text(page(self, command))),
            write(folder / "solved.json", text),
        ]

    def __repr__(self) -> str:
        n = len(self.packages.table)
        return f"Solved({self.scenario.name!r}: {n} packages, {self.draws} draws, seed {self.seed})"

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.solving.page import page

        return layout.html(page(self))
