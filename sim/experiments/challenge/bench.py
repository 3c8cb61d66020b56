"""Where an audit's variants are run: all under the same seed, so that their runs can be paired."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sim.experiments.funnel import STEPS
from sim.experiments.paired import Ratio, difference
from sim.experiments.results import Results
from sim.experiments.simulate import Job, Tables, simulate
from sim.experiments.trial import Watch, nested, ticks
from sim.experiments.uncertainty import Spread
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Effort:
    """How much is run.

    Attributes
    ----------
    runs : int
        Runs of each variant, at least 1.
    draws, runs_per_draw : int
        Assumption draws of a nested pass, at least 1, and runs under each, at least 2.
    permutations : int
        Placebos, at least 1; fewer are made where there are fewer.
    """

    runs: int = 2_000
    draws: int = 100
    runs_per_draw: int = 50
    permutations: int = 6

    def __post_init__(self) -> None:
        if min(self.runs, self.draws, self.permutations) < 1 or self.runs_per_draw < 2:
            raise ValueError(
                f"runs is {self.runs}, draws {self.draws}, runs_per_draw {self.runs_per_draw} and"
                f" permutations {self.permutations}; at least 1, 1, 2 and 1 are needed"
            )


@dataclass(frozen=True)
class Bench:
    """Where variants are run.

    Attributes
    ----------
    effort : Effort
    seed, workers : int
    progress : callable, optional
        Called with the name of a pass, the runs done in it and their number.
    failed : dict of str to int
        How many runs failed, by pass; passes without any left out.
    lost : dict of str to str
        Why the first run failed, by pass of which no run came to an end.
    """

    effort: Effort
    seed: int
    workers: int = 1
    progress: Watch | None = None
    failed: dict[str, int] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    def headline(self, scenario: Scenario, name: str) -> Results:
        """Run a variant, each run under assumptions of its own."""
        runs = self.effort.runs
        tick = ticks(self.progress, name, runs)
        return self._told(
            name, scenario, simulate(Job(scenario, runs, self.seed), self.workers, tick)
        )

    def nested(self, scenario: Scenario, name: str) -> Results:
        """Run a variant with `runs_per_draw` runs in a row under each draw of the assumptions."""
        draws, each = self.effort.draws, self.effort.runs_per_draw
        tick = ticks(self.progress, name, draws * each)
        tables = nested(scenario, draws, self.seed, self.workers, tick, runs_per_draw=each)
        found = self._told(name, scenario, tables)
        found.spreads = [Spread.of(found.runs.outcome, scenario.spec.noise, each)]
        return found

    def both(self, scenario: Scenario, name: str) -> tuple[Results, Results]:
        """Run both passes; the headline knows its range over assumption draws."""
        headline = self.headline(scenario, name)
        nested = self.nested(scenario, f"{name}: assumptions")
        headline.spreads = nested.spreads
        return headline, nested

    def _told(self, name: str, scenario: Scenario, tables: Tables) -> Results:
        """What came of a pass; if runs of it failed, that is noted."""
        found = Results(scenario, self.seed, *tables)
        if found.failures:
            self.failed[name] = found.failures
        if found.finished.empty:
            self.lost[name] = str(found.runs.error.iloc[0])
        return found


def changes(own: Results, other: Results) -> pd.DataFrame:
    """How a variant's funnel differs from the scenario's own, run by run.

    Returns
    -------
    pandas.DataFrame
        A row for each step: ``own``, ``share`` of the variant, ``difference`` and its 95% interval
        ``low``, ``high``, over the runs that failed in neither: see `sim.experiments.paired`.
    """
    both = (own.runs.run_status.eq("ok") & other.runs.run_status.eq("ok")).to_numpy(bool)
    rows = {}
    for step in own.funnel_stages:
        passed = [r.runs.outcome.isin(STEPS[step]).to_numpy(bool) & both for r in (own, other)]
        before, after = (Ratio(over.astype(float), both.astype(float)) for over in passed)
        found = difference(before, after)
        rows[step] = (found.a, found.b, found.change, found.low, found.high)
    columns = ["own", "share", "difference", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("stage")


def blocking(results: Results) -> pd.Series:
    """The share of runs in which each party or faction stood in the way, most frequent first."""
    in_runs = results.blocks.groupby("party", sort=True).run.nunique()
    shares = in_runs / max(len(results.finished), 1)
    return shares.sort_values(ascending=False, kind="stable")


def seated(scenario: Scenario) -> list[str]:
    """The parties with a seat in any forum, sorted."""
    return sorted({seat for forum in scenario.spec.forums.values() for seat in forum.seats})
