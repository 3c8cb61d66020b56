"""What the engine says, with a student's seed: of a scenario that ships, or of the student's own.

Everybody has other luck, so that everybody has other numbers, and all see how little or much they
differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiments.results import Results

RUNS = 300  # as the exercises ask for

Changes = Mapping[str, Any]  # path -> what stands there instead; None where it is dropped


def reached(
    scenario: Scenario | str, seed: int, stage: str, changes: Changes | None = None
) -> float:
    """In what percentage of 300 runs a stage is reached.

    Parameters
    ----------
    scenario : Scenario or str
        Or the name of one that ships.
    seed : int
    stage : str
        ``convened``, ``agreed``, ``ratified`` or ``held``.
    changes : mapping of str to object, optional
        Path -> what stands there instead; None where it is dropped.

    Examples
    --------
    >>> reached("ultimatum", 7, "agreed")
    100.0
    """
    return 100 * float(_ran(scenario, seed, changes).funnel.loc[stage, "share"])


def signed(scenario: Scenario | str, seed: int, changes: Changes | None = None) -> float:
    """In what percentage of 300 runs a deal is signed.

    Parameters as of `reached`.
    """
    return reached(scenario, seed, "agreed", changes)


def signed_as(scenario: Scenario | str, seed: int, issue: str, option: str) -> float:
    """In what percentage of 300 runs a deal is signed that says `option` on an issue.

    Examples
    --------
    >>> signed_as("ultimatum", 7, "pie", "p100_0")
    100.0
    """
    packages = _ran(scenario, seed).packages.reset_index()
    return 100 * float(packages.loc[packages[issue] == option, "share"].sum())


def most_signed(scenario: Scenario | str, seed: int) -> float:
    """In what percentage of 300 runs the package is signed that is signed most often."""
    return 100 * float(_ran(scenario, seed).packages.share.max())


def blocker(scenario: Scenario | str, seed: int) -> str:
    """The party that stands in the way most often, by its most frequent block.

    Examples
    --------
    >>> blocker("khatib-2013", 7)
    'coalition'
    """
    blocks = _ran(scenario, seed).blockers.reset_index()
    return str(blocks.sort_values("share", ascending=False).party.iloc[0]).partition(".")[0]


def share_signed(scenario: Scenario, issue: str = "pie") -> float:
    """What the first of those who share a pie has in the deal that one run signs.

    The first by letter: shares stand in the order of the names.

    Examples
    --------
    >>> share_signed(Scenario.load("ultimatum"))
    1.0
    """
    packages = _run(scenario, 1, 0).packages.reset_index()
    return float(scenario.spec.issues[issue].amounts[packages[issue][0]][0])


def _ran(scenario: Scenario | str, seed: int, changes: Changes | None = None) -> Results:
    """300 runs; of a scenario that ships they are kept for the next question."""
    if isinstance(scenario, str):
        return _kept(scenario, seed, json.dumps(dict(changes or {}), sort_keys=True))
    return _run(_changed(scenario, changes or {}), RUNS, seed)


@lru_cache(maxsize=8)
def _kept(name: str, seed: int, changes: str) -> Results:
    return _run(_changed(Scenario.load(name), json.loads(changes)), RUNS, seed)


def _run(scenario: Scenario, runs: int, seed: int) -> Results:
    from sim.experiments.run import run  # the model is loaded only where something is played

    return run(scenario, runs=runs, seed=seed, draws=0)


def _changed(scenario: Scenario, changes: Changes) -> Scenario:
    for path, value in changes.items():
        scenario = scenario.drop(path) if value is None else scenario.with_({path: value})
    return scenario
