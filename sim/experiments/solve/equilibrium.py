"""The equilibrium of a protocol, played by the engine: everybody at the table acts by it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.experiments.solve.at_table import packages_in_words, uncertain
from sim.model.protocols.base import Protocol
from sim.model.talks import Talks
from sim.registry import protocols, strategies
from sim.scenario.scenario import Scenario

STRATEGY = "equilibrium"
NONE = ""  # the package where there is none


def equilibria(scenario: Scenario, seed: int, draws: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """Play a scenario with everybody in equilibrium, once for each that its protocol knows.

    Every seat's strategy is replaced; private shocks are left out, so that the game is one of
    complete information. A run is a draw of the assumptions, and of whatever chance there is.

    Parameters
    ----------
    scenario : Scenario
    seed, draws : int

    Returns
    -------
    pandas.DataFrame
        ``solution``, ``outcome`` as in results, ``package`` in words, ``round`` (-1 without
        agreement), ``share`` of the runs, and ``utility.SEAT``, what each is left with on average
        over these runs; most often first.
    dict of str to str
        Equilibria that could not be worked out -> why.

    Examples
    --------
    >>> found, missing = equilibria(Scenario.load("geneva-2013"), 0, 2)
    >>> len(found), missing
    (0, {})
    """
    forum = scenario.spec.forums[scenario.spec.primary]
    protocol: type[Protocol] = protocols.get(forum.protocol.name)
    found, missing = [], {}
    for solution in protocol.solutions if STRATEGY in strategies.names() else ():
        try:
            found.append(_played(scenario, solution, seed, draws))
        except NotImplementedError:
            missing[solution] = "this protocol does not work it out"
        except ValueError as error:
            missing[solution] = str(error)
    if not found:
        return pd.DataFrame(columns=["solution", "outcome", "package", "round", "share"]), missing
    return pd.concat(found, ignore_index=True), missing


def runs_needed(scenario: Scenario, draws: int) -> int:
    """How many runs show all there is: 1 where nothing is uncertain and nothing is drawn."""
    forum = scenario.spec.forums[scenario.spec.primary]
    protocol: type[Protocol] = protocols.get(forum.protocol.name)
    return draws if uncertain(scenario) or protocol.random else 1


def _played(scenario: Scenario, solution: str, seed: int, draws: int) -> pd.DataFrame:
    seats = scenario.spec.forums[scenario.spec.primary].seats
    everybody = {name: strategies.get(STRATEGY)(solution=solution) for name in seats}
    runs = runs_needed(scenario, draws)
    talks = Talks(scenario, runs, rng=seed, noise=0.0, strategies=everybody).run()
    forum = talks.forum
    named = np.array([*packages_in_words(forum.tables), NONE], dtype=object)
    signed = forum.package >= 0
    rows = pd.DataFrame({
        "outcome": talks.outcome,
        "package": named[np.where(signed, forum.package, -1)],
        "round": np.where(signed, forum.table.round, -1),
    })  # fmt: skip
    for j in forum.tables.seats:
        rows[f"utility.{forum.tables.parties[j]}"] = talks.utility[:, j]
    kinds = rows.groupby(["outcome", "package", "round"], sort=True)
    out = kinds.mean().reset_index()
    out.insert(0, "solution", solution)
    out.insert(4, "share", kinds.size().to_numpy() / runs)
    return out.sort_values("share", ascending=False, kind="stable", ignore_index=True)
