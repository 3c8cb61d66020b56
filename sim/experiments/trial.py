"""One scenario run as often as an effort says: the passes that every experiment is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.experiments.results import Results
from sim.experiments.simulate import Job, Progress, Tables, simulate
from sim.experiments.uncertainty import Spread
from sim.scenario.scenario import Scenario

RUNS_PER_DRAW = 50

Watch = Callable[[str, int, int], None]
"""Called with the name of a pass, the runs done in it and their number."""


@dataclass(frozen=True)
class Effort:
    """How much to simulate: the same for all that is to be compared.

    Attributes
    ----------
    runs, seed : int
    draws : int
        Assumption draws of the nested pass; 0 leaves it out.
    workers : int
        Threads. No number depends on it.
    """

    runs: int = 10_000
    seed: int = 0
    draws: int = 100
    workers: int = 1

    def __post_init__(self) -> None:
        if self.runs < 1 or self.draws < 0:
            raise ValueError(
                f"runs is {self.runs} and draws {self.draws}; at least 1 and at least 0 are needed"
            )

    @property
    def total(self) -> int:
        """All runs of one trial."""
        return self.runs + self.draws * RUNS_PER_DRAW


@dataclass(frozen=True)
class Trial:
    """A scenario that has been run once over, ready to be compared.

    Attributes
    ----------
    scenario : Scenario
    effort : Effort
    runs, blocks : pandas.DataFrame
        As of `Results`.
    nested, nested_blocks : pandas.DataFrame
        The same of the nested pass at the scenario's own noise, 50 runs to a draw; no rows where
        none was made.
    """

    scenario: Scenario
    effort: Effort
    runs: pd.DataFrame
    blocks: pd.DataFrame
    nested: pd.DataFrame
    nested_blocks: pd.DataFrame

    @cached_property
    def results(self) -> Results:
        """The runs, and the nested pass at the scenario's own level of noise."""
        spread = self.spread()
        return Results(self.scenario, self.effort.seed, self.runs, self.blocks,
                       [spread] if spread else [], self.nested, self.nested_blocks)  # fmt: skip

    @property
    def failures(self) -> int:
        """How many of its runs failed."""
        return self.results.failures

    def __repr__(self) -> str:
        return f"Trial({self.scenario.name!r}, {len(self.runs)} runs, seed {self.effort.seed})"

    def spread(self, column: str = "outcome") -> Spread | None:
        """What the nested pass says of a column of outcomes; None where none was made."""
        noise = self.scenario.spec.noise
        return Spread.of(self.nested[column], noise, RUNS_PER_DRAW) if len(self.nested) else None


def trial(
    scenario: Scenario, effort: Effort, progress: Watch | None = None, name: str = "runs"
) -> Trial:
    """Run a scenario, to be compared with others of the same effort.

    Parameters
    ----------
    scenario : Scenario
    effort : Effort
    progress : callable, optional
        Called with `name`, the runs done in both passes and their number.
    name : str
        What the scenario is called among the others.
    """
    tick = ticks(progress, name, effort.total)
    runs, blocks = simulate(Job(scenario, effort.runs, effort.seed), effort.workers, tick)
    if not effort.draws:
        return Trial(scenario, effort, runs, blocks, runs.iloc[:0], blocks.iloc[:0])
    known, in_the_way = nested(scenario, effort.draws, effort.seed, effort.workers, tick)
    return Trial(scenario, effort, runs, blocks, known, in_the_way)


def nested(
    scenario: Scenario,
    draws: int,
    seed: int,
    workers: int = 1,
    tick: Progress | None = None,
    *,
    runs_per_draw: int = RUNS_PER_DRAW,
    noise: float | None = None,
) -> Tables:
    """Run a scenario with several runs in a row under each draw of all assumptions.

    Parameters
    ----------
    scenario : Scenario
    draws, runs_per_draw : int
        At least 1.
    seed, workers, tick
        As of `simulate`.
    noise : float, optional
        Replaces the scenario's.

    Returns
    -------
    (runs, blocks) : pandas.DataFrame
        In the order of the draws.
    """
    job = Job(scenario, draws * runs_per_draw, seed, runs_per_draw, noise)
    return simulate(job, workers, tick)


def ticks(progress: Watch | None, name: str, total: int) -> Progress:
    """Add up the runs done in a pass, for `progress`."""
    done = 0

    def tick(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(name, done, total)

    return tick
