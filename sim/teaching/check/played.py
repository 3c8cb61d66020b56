"""What the engine says of a student's own scenario, or of one that ships, with a student's seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.scenario.scenario import Scenario
from sim.teaching.check.history import RUNS

if TYPE_CHECKING:
    from sim.experiments.results import Results


def reached(
    scenario: Scenario, seed: int, stage: str, changes: Mapping[str, Any] | None = None
) -> float:
    """In what percentage of 300 runs a stage is reached: convened, agreed or held.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    stage : str
    changes : mapping of str to object, optional
        Path -> what stands there instead.

    Examples
    --------
    >>> reached(Scenario.load("ultimatum"), 7, "agreed")
    100.0
    """
    funnel = _ran(scenario.with_(changes) if changes else scenario, seed).funnel
    return 100 * float(funnel.loc[stage, "share"])


def signed_as(scenario: Scenario, seed: int, issue: str, option: str) -> float:
    """In what percentage of 300 runs a deal is signed that says `option` on an issue.

    Examples
    --------
    >>> signed_as(Scenario.load("ultimatum"), 7, "pie", "p100_0")
    100.0
    """
    packages = _ran(scenario, seed).packages.reset_index()
    return 100 * float(packages.loc[packages[issue] == option, "share"].sum())


def _ran(scenario: Scenario, seed: int) -> Results:
    from sim.experiments.run import run

    return run(scenario, runs=RUNS, seed=seed, draws=0)
