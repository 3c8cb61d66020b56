"""Where an audit's variants are run: all under the same seed, so that their runs can be paired."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments.results import Results, Spread
from sim.experiments.simulate import Job, simulate
from sim.experiments.uncertainty import Z95
from sim.scenario.plain import plain
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Body, Cited, inside

Watch = Callable[[str, int, int], None]


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
    """

    effort: Effort
    seed: int
    workers: int = 1
    progress: Watch | None = None

    def headline(self, scenario: Scenario, name: str) -> Results:
        """Run a variant, each run under assumptions of its own."""
        runs, blocks = self._simulate(Job(scenario, self.effort.runs, self.seed), name)
        return Results(scenario, self.seed, runs, blocks)

    def nested(self, scenario: Scenario, name: str) -> Results:
        """Run a variant with `runs_per_draw` runs in a row under each draw of the assumptions."""
        draws, each = self.effort.draws, self.effort.runs_per_draw
        runs, blocks = self._simulate(Job(scenario, draws * each, self.seed, each), name)
        outcome = runs.outcome.fillna("").to_numpy(object)
        spread = Spread(scenario.spec.noise, each, outcome.reshape(draws, each))
        return Results(scenario, self.seed, runs, blocks, [spread])

    def both(self, scenario: Scenario, name: str) -> tuple[Results, Results]:
        """Run both passes; the headline knows its range over assumption draws."""
        headline = self.headline(scenario, name)
        nested = self.nested(scenario, f"{name}: assumptions")
        headline.spreads = nested.spreads
        return headline, nested

    def _simulate(self, job: Job, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        done = 0

        def tick(more: int) -> None:
            nonlocal done
            done += more
            if self.progress is not None:
                self.progress(name, done, job.runs)

        return simulate(job, self.workers, tick)


def paired(before: np.ndarray, after: np.ndarray) -> tuple[float, float, float]:
    """The mean of the differences between runs that share their draws, with its 95% interval.

    The standard error is that of the mean of the runs' differences, so that what the two have in
    common, most of the noise, is in neither (common random numbers: Law 2015, section 11.2).

    Parameters
    ----------
    before, after : ndarray of bool, shape (runs,)
        Whether it happened in each run.

    Returns
    -------
    (difference, low, high) : floats in [-1, 1]
        NaN without runs.

    Examples
    --------
    >>> paired(np.array([True, False] * 50), np.array([True, True] * 50))[0]
    0.5
    """
    change = after.astype(float) - before.astype(float)
    if not change.size:
        return float("nan"), float("nan"), float("nan")
    half = Z95 * change.std(ddof=1) / np.sqrt(change.size) if change.size > 1 else 1.0
    mean = float(change.mean())
    return mean, max(-1.0, mean - float(half)), min(1.0, mean + float(half))


def changes(own: Results, other: Results) -> pd.DataFrame:
    """How a variant's funnel differs from the scenario's own, run by run.

    Returns
    -------
    pandas.DataFrame
        A row for each step: ``own``, ``share`` of the variant, ``difference`` and its 95% interval
        ``low``, ``high``, over the runs that failed in neither.
    """
    common = own.finished.index.intersection(other.finished.index)
    rows = {}
    for step in own.funnel_stages:
        before = own.passed(step)[common].to_numpy(bool)
        after = other.passed(step)[common].to_numpy(bool)
        rows[step] = (before.mean(), after.mean(), *paired(before, after))
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


def unevidenced(scenario: Scenario) -> Scenario:
    """The scenario without its citations, so that parts can be dropped which these speak of."""
    cited: dict[str, Any] = {
        ".".join((*path, "evidence")): {} for path in _cited(scenario.spec, ())
    }
    return scenario.with_(cited) if cited else scenario


def _cited(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Cited) and value.evidence:
        yield path
    for key, child in inside(value).items():
        if key != "evidence":
            yield from _cited(child, (*path, key))


def as_data(value: Any) -> Any:
    """Return a part of a scenario as a file would hold it, its citations left out."""
    if isinstance(value, Body):
        given = {key: as_data(part) for key, part in value.entries() if key != "evidence"}
        return {key: part for key, part in given.items() if part is not None}
    if isinstance(value, Mapping):
        return {key: as_data(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [as_data(part) for part in value]
    return plain(value)
