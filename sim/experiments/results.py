"""What came of a scenario's runs: tables, both uncertainties, and any single run told again."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field, fields
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.experiments.funnel import STEPS, steps
from sim.experiments.uncertainty import Probability, Spread, range_over_draws, wilson
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.model.narration import Story


@dataclass
class Results:
    """The runs of one scenario.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    runs : pandas.DataFrame
        One row a run; columns as listed in the reference.
    blocks : pandas.DataFrame
        One row for each run, party and unmet demand or refusal that stood in its way.
    spreads : list of Spread
        The nested passes, the scenario's own level of noise among them.
    nested, nested_blocks : pandas.DataFrame
        The tables of the nested pass at the scenario's own level of noise, with the columns of
        `runs` and `blocks`: run k belongs to draw ``k // spread.runs_per_draw``. Empty where none
        was made.

    Examples
    --------
    >>> import sim
    >>> results = sim.run("geneva-2013", runs=20, draws=0)
    >>> list(results.funnel.index)
    ['convened', 'agreed', 'ratified', 'held']
    """

    scenario: Scenario
    seed: int
    runs: pd.DataFrame
    blocks: pd.DataFrame
    spreads: list[Spread] = field(default_factory=list)
    nested: pd.DataFrame = field(default_factory=pd.DataFrame)
    nested_blocks: pd.DataFrame = field(default_factory=pd.DataFrame)

    # -- probabilities -------------------------------------------------------------------

    @cached_property
    def finished(self) -> pd.DataFrame:
        """The runs that did not fail."""
        return self.runs[self.runs.run_status == "ok"]

    @property
    def failures(self) -> int:
        """How many runs failed; they are in `runs` with their error and in no probability."""
        return len(self.runs) - len(self.finished)

    def probability(self, *outcomes: str) -> Probability:
        """The chance that a run ends in one of `outcomes`, with both uncertainties."""
        hits = int(self.finished.outcome.isin(outcomes).sum())
        n = len(self.finished)
        spread = self.spread.range(set(outcomes)) if self.spread else (float("nan"), float("nan"))
        return Probability(hits / n if n else float("nan"), *wilson(hits, n), *spread)

    @property
    def spread(self) -> Spread | None:
        """The nested pass at the scenario's own level of noise; None where none was made."""
        return next((s for s in self.spreads if s.noise == self.scenario.spec.noise), None)

    @property
    def draws(self) -> int:
        """How many draws of the assumptions the nested pass has; 0 where none was made."""
        return len(self.spread.outcome) if self.spread else 0

    def over_draws(self, stage: str) -> np.ndarray:
        """Share of runs that pass a step of the funnel, for each draw; empty if none was made."""
        return self.spread.shares(STEPS[stage]) if self.spread else np.empty(0)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """Each outcome's probability, most frequent first."""
        names = self.finished.outcome.value_counts().index
        return self._table({name: self.probability(name) for name in names}, "outcome")

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """How far runs come: the share of all runs that pass each stage."""
        return self._table({s: self.probability(*STEPS[s]) for s in self.funnel_stages}, "stage")

    def passed(self, stage: str) -> pd.Series:
        """Whether each run that did not fail passes a step of the funnel; indexed as `runs`."""
        return self.finished.outcome.isin(STEPS[stage])

    @cached_property
    def by_construction(self) -> dict[tuple[str, str], str]:
        """What is ``always`` or ``never`` so under every draw of the assumptions.

        Keys are ``("step", name)`` and ``("outcome", name)``; what is not entailed is left out.
        """
        if not self.spread:
            return {}
        said = {("step", s): self.spread.by_construction(STEPS[s]) for s in self.funnel_stages}
        said |= {("outcome", o): self.spread.by_construction({o}) for o in self.outcomes.index}
        return {key: verdict for key, verdict in said.items() if verdict}

    @property
    def funnel_stages(self) -> tuple[str, ...]:
        """The steps of the funnel that the scenario has."""
        return steps(self.scenario.spec.forum[1])

    def by_noise(self) -> pd.DataFrame:
        """The funnel's shares and ranges at each level of noise."""
        rows = []
        for s in self.spreads:
            for step in self.funnel_stages:
                low, high = s.range(STEPS[step])
                rows.append((s.noise, step, s.share(STEPS[step]), low, high))
        return pd.DataFrame(rows, columns=["noise", "stage", "share", "range_low", "range_high"])

    def _table(self, rows: dict[str, Probability], name: str) -> pd.DataFrame:
        columns = [entry.name for entry in fields(Probability)]
        table = {key: vars(p) for key, p in rows.items()}
        frame = pd.DataFrame.from_dict(table, orient="index", columns=columns)
        return frame.rename_axis(name)

    # -- who, what, and what is left -----------------------------------------------------

    @cached_property
    def packages(self) -> pd.DataFrame:
        """Packages signed, most frequent first: share of all runs, and what share of them held."""
        columns = [c for c in self.runs if c.startswith("package.")]
        signed = self.finished.dropna(subset=columns)
        grouped = signed.groupby(columns, sort=True)
        table = pd.DataFrame(
            {
                "share": grouped.size() / max(len(self.finished), 1),
                "held": grouped.outcome.agg(lambda o: o.isin(["held", "agreed"]).mean()),
            }
        )
        table.index.names = [c.removeprefix("package.") for c in columns]
        return table.sort_values("share", ascending=False, kind="stable")

    @cached_property
    def blockers(self) -> pd.DataFrame:
        """Who stood in the way of the primary forum and over what.

        Share of all runs with both uncertainties, and of those the share in which it alone did.
        """
        keys, runs = ["party", "kind", "over"], len(self.finished)
        grouped = self._of_primary(self.blocks).groupby(keys, sort=True)
        hits = grouped.run.nunique()
        noise = np.array([wilson(int(n), runs) for n in hits]).reshape(-1, 2)
        unknown = np.array([self._over_draws(key) for key in hits.index]).reshape(-1, 2)
        table = pd.DataFrame(
            {
                "share": hits / max(runs, 1),
                **dict(zip(("low", "high"), noise.T, strict=True)),
                **dict(zip(("range_low", "range_high"), unknown.T, strict=True)),
                "sole": grouped.sole.mean(),
            }
        )
        return table.sort_values("share", ascending=False, kind="stable")

    def _of_primary(self, blocks: pd.DataFrame) -> pd.DataFrame:
        return blocks[blocks.forum == self.scenario.spec.primary]

    def _over_draws(self, cause: tuple[str, str, str]) -> tuple[float, float]:
        """10% and 90% points, over assumption draws, of how often something stands in the way."""
        if not self.spread or self.nested.empty:
            return float("nan"), float("nan")
        per_draw, draws = self.spread.runs_per_draw, len(self.spread.outcome)
        blocks, (party, kind, over) = self._of_primary(self.nested_blocks), cause
        same = (blocks.party == party) & (blocks.kind == kind) & (blocks.over == over)
        hits = np.bincount(blocks.run[same].unique() // per_draw, minlength=draws)
        return range_over_draws(hits, self.spread.finished.sum(axis=1))

    @cached_property
    def utilities(self) -> pd.DataFrame:
        """Each party's utility, on average.

        With the talks as they went, without talks, and the gain in 10-90% of runs.
        """
        rows = {}
        for name in self.scenario.spec.party_names:
            with_talks = self.finished[f"utility.{name}"]
            without = self.finished[f"no_talks.{name}"]
            gain = with_talks - without
            low, high = gain.quantile([0.1, 0.9])
            rows[name] = (with_talks.mean(), without.mean(), gain.mean(), low, high)
        columns = ["with_talks", "without", "gain", "gain_low", "gain_high"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("party")

    def params(self, *paths: str) -> pd.DataFrame:
        """The parameters that each run drew.

        They are a function of scenario, seed and run, and so redrawn and not stored.

        Parameters
        ----------
        paths : str
            Dotted paths; all of them unless given. ``variants.NAME`` is the place of the case in
            force among the variant's cases, sorted by name.
        """
        from sim.draws import Draws
        from sim.scenario.assumptions import draw

        assumed = draw(self.scenario, Draws(self.seed), np.arange(len(self.runs)))
        paths = paths or tuple(assumed)
        return pd.DataFrame({f"param.{p}": assumed[p] for p in paths})

    def trace(self, run: int) -> pd.DataFrame:
        """One run again, with a recorder: one row an act."""
        from sim.model.telling import retell

        return retell(self.scenario, self.seed, run)

    def over_time(self, run: int) -> pd.DataFrame:
        """One run again: how things stood, and what each party expected, as each period began.

        See `sim.model.telling.over_time`.
        """
        from sim.model.telling import over_time

        return over_time(self.scenario, self.seed, run)

    def tell(self, run: int) -> Story:
        """One run as a story: text, which a notebook shows as paragraphs."""
        from sim.model.narration import story

        return story(self.scenario, self.trace(run), self.seed, run)

    def pick(self, outcome: str | None = None) -> int:
        """The number of a run worth telling.

        One that ended in `outcome` as most of those did, over and by the same.

        Raises
        ------
        LookupError
            If no run ended so.
        """
        runs = self.finished if outcome is None else self.finished[self.finished.outcome == outcome]
        if runs.empty:
            found = ", ".join(self.outcomes.index)
            raise LookupError(f"no run ended in '{outcome}'; there are: {found}")
        keys = ["outcome", "ended_by", "ended_over"]
        common = runs.groupby(keys, sort=True).run.agg(["size", "min"])
        return int(common.sort_values("size", ascending=False, kind="stable")["min"].iloc[0])

    # -- on disk -------------------------------------------------------------------------

    @cached_property
    def made_with(self) -> dict[str, Any]:
        """The Python, the processor and the versions of packages that made these results."""
        packages = ("tracktwo", "mesa", "numpy", "numba", "pandas", "scipy")
        return {
            "python": platform.python_version(),
            "machine": platform.machine(),
            "versions": {name: version(name) for name in packages},
        }

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """All that is needed to make these results again."""
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "runs": len(self.runs),
            "failed": self.failures,
            "noise": self.scenario.spec.noise,
            "nested": [
                {"noise": s.noise, "draws": len(s.outcome), "runs_per_draw": s.runs_per_draw}
                for s in self.spreads
            ],
            **self.made_with,
            "scenario_file": self.scenario.dump(),
        }

    def save(self, folder: str | Path) -> Path:
        """Write all tables, the scenario and what of the user's own it cites, and the manifest.

        Each file appears whole or not at all, the manifest last. `sim.open_results` reads them.
        """
        from sim.experiments.saved import save

        return save(self, Path(folder))

    def to_excel(self, file: str | Path) -> Path:
        """Write every table into one workbook for Excel: see `sim.analysis.tables_out.to_excel`.

        Units stand in the headers, both uncertainties in columns of their own, and the first sheet
        says what it is. Needs the extra ``excel``.
        """
        from sim.analysis.tables_out import to_excel

        return to_excel(self, file)

    def to_latex(self, table: str = "funnel") -> str:
        r"""Return one table for LaTeX (booktabs); needs the extra ``latex``.

        Parameters
        ----------
        table : str
            ``funnel``, ``outcomes``, ``noise``, ``blockers``, ``packages`` or ``utilities``.

        Examples
        --------
        >>> import sim
        >>> print(sim.run("geneva-2013", runs=20, draws=0).to_latex("funnel").splitlines()[0])
        \begin{table}
        """
        from sim.analysis.tables_out import to_latex

        return to_latex(self, table)

    # -- in a notebook -------------------------------------------------------------------

    def __repr__(self) -> str:
        shares = ", ".join(f"{name} {p:.1%}" for name, p in self.outcomes.share.items())
        return f"Results({self.scenario.name!r}, {len(self.runs)} runs, seed {self.seed}: {shares})"

    def _repr_html_(self) -> str:
        from sim.analysis.page import html

        return html(self)
