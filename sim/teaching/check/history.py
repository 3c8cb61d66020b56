"""What the engine says of a historical scenario with a student's seed.

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


def signed(name: str, seed: int, changes: Mapping[str, Any] | None = None) -> float:
    """In what percentage of the histories a deal is signed.

    Parameters
    ----------
    name : str
        Of a scenario that ships.
    seed : int
    changes : mapping of str to object, optional
        Path -> what stands there instead; None where it is dropped.

    Examples
    --------
    >>> 0 <= signed("geneva-2013", 7) <= convened("geneva-2013", 7) <= 100
    True
    """
    return _stage("agreed", name, seed, changes)


def convened(name: str, seed: int, changes: Mapping[str, Any] | None = None) -> float:
    """In what percentage of the histories the talks convene."""
    return _stage("convened", name, seed, changes)


def ratified(name: str, seed: int, changes: Mapping[str, Any] | None = None) -> float:
    """In what percentage of the histories a deal is signed and endorsed by all who must."""
    return _stage("ratified", name, seed, changes)


def held(name: str, seed: int, changes: Mapping[str, Any] | None = None) -> float:
    """In what percentage of the histories a deal is signed and kept."""
    return _stage("held", name, seed, changes)


def most_signed(name: str, seed: int) -> float:
    """In what percentage of the histories the package is signed that is signed most often."""
    return 100 * float(_ran(name, seed, "{}").packages.share.max())


def blocker(name: str, seed: int) -> str:
    """The party that stands in the way most often, by its most frequent block.

    Examples
    --------
    >>> blocker("khatib-2013", 7)
    'coalition'
    """
    blocks = _ran(name, seed, "{}").blockers.reset_index()
    return str(blocks.sort_values("share", ascending=False).party.iloc[0]).partition(".")[0]


def share_signed(scenario: Scenario, issue: str = "pie") -> float:
    """What the first of those who share a pie has in the deal that one run signs.

    The first by letter: shares stand in the order of the names.

    Examples
    --------
    >>> share_signed(Scenario.load("ultimatum"))
    1.0
    """
    from sim.experiments.run import run

    signed = run(scenario, runs=1, seed=0, draws=0).packages.reset_index()
    return float(scenario.spec.issues[issue].amounts[signed[issue][0]][0])


def _stage(stage: str, name: str, seed: int, changes: Mapping[str, Any] | None) -> float:
    funnel = _ran(name, seed, json.dumps(dict(changes or {}), sort_keys=True)).funnel
    return 100 * float(funnel.loc[stage, "share"])


@lru_cache(maxsize=8)
def _ran(name: str, seed: int, changes: str) -> Results:
    from sim.experiments.run import run

    scenario = Scenario.load(name)
    for path, value in json.loads(changes).items():
        scenario = scenario.drop(path) if value is None else scenario.with_({path: value})
    return run(scenario, runs=RUNS, seed=seed, draws=0)
