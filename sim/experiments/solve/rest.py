"""Where a scenario comes to rest without talks: what its controllers can move alone.

States are the levels of all issues that somebody can set alone; the others stay as they are. A
move sets any of one's own issues, several at once. A state is worth to a party what its levels are
worth, at the average of the assumptions: carried out and kept, without what fighting costs
meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.draws import Draws
from sim.experiments.solve.at_table import NothingToSolve, average
from sim.model.tables import Tables
from sim.model.world import Conflict, World
from sim.scenario.scenario import Scenario
from sim.theory.graph_model import KINDS, STATES, moves_on_options, stability

_AT_ONCE = 50_000  # states of all draws together, which bounds the memory that is taken


@dataclass(frozen=True)
class Rest:
    """Which states are stable for whom.

    Attributes
    ----------
    movers : tuple of str
        Who can move anything alone.
    issues : tuple of str
        What they can move.
    table : pandas.DataFrame
        One row a state: ``state`` in words, whether it is the ``status_quo``, whether it is an
        equilibrium of each kind (``nash``, ``gmr``, ``smr``, ``seq``), and for every mover
        ``utility.PARTY`` and ``KIND.PARTY``, whether it is stable for it.
    """

    movers: tuple[str, ...]
    issues: tuple[str, ...]
    table: pd.DataFrame


def rest(scenario: Scenario, seed: int, draws: int) -> Rest:
    """Find the stability of every state (`sim.theory.graph_model`).

    Parameters
    ----------
    scenario : Scenario
    seed, draws : int
        Over whose assumptions values are averaged.

    Raises
    ------
    NothingToSolve
        If nobody can move anything alone, or there are more than 1,024 states.

    Examples
    --------
    >>> found = rest(Scenario.load("geneva-2013"), 0, 20)
    >>> found.table[found.table.status_quo].nash.tolist()
    [True]
    """
    held = _held(scenario)
    if not held:
        raise NothingToSolve(
            f"{scenario.name}: nobody can move anything alone, so that there is no stability to ask"
            " for; say who moves an issue with controlled_by"
        )
    issues = tuple(scenario.spec.issues[name] for name in held)
    sizes = [len(issue.option_names) for issue in issues]
    if (states := int(np.prod(sizes))) > STATES:
        raise NothingToSolve(
            f"{scenario.name}: {states:,} states, and at most {STATES:,} are looked at; give fewer"
            f" options to {', '.join(held)}, or controlled_by to fewer of them"
        )
    movers = tuple(sorted({party for who in held.values() for party in who}))
    controls = [[k for k, who in enumerate(held.values()) if party in who] for party in movers]
    names = list(held)
    worth = _worth(scenario, names, sizes, seed, draws, movers)
    found = stability(moves_on_options(sizes, controls), worth)
    columns: dict[str, object] = dict(_states(scenario, names, sizes))
    columns |= {kind: found.equilibria(kind) for kind in KINDS}
    for i, party in enumerate(movers):
        columns[f"utility.{party}"] = worth[i]
        columns |= {f"{kind}.{party}": found.stable[kind][i] for kind in KINDS}
    return Rest(movers, tuple(names), pd.DataFrame(columns))


def _held(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Each issue that somebody can set alone, and who."""
    issues = scenario.spec.issues
    return {
        name: tuple(body.controlled_by)
        for name, body in sorted(issues.items())
        if body.controlled_by and (body.control == "any" or len(body.controlled_by) == 1)
    }


def _states(
    scenario: Scenario, names: list[str], sizes: list[int]
) -> list[tuple[str, list[str] | np.ndarray]]:
    """Every state in words, and whether it is the status quo."""
    places = np.array(np.unravel_index(np.arange(int(np.prod(sizes))), tuple(sizes))).T
    bodies = [scenario.spec.issues[name] for name in names]
    said = [
        ", ".join(f"{n}={b.option_names[k]}" for n, b, k in zip(names, bodies, row, strict=True))
        for row in places
    ]
    first = [body.index(body.status_quo) for body in bodies]
    return [("state", said), ("status_quo", (places == first).all(axis=1))]


def _worth(
    scenario: Scenario,
    names: list[str],
    sizes: list[int],
    seed: int,
    draws: int,
    movers: tuple[str, ...],
) -> np.ndarray:
    """What every state is worth to everybody who moves: (movers, states)."""
    tables = Tables(scenario, Draws(seed), 0, draws, 1, 0.0)
    conflict = Conflict(tables)
    states, rows = int(np.prod(sizes)), np.arange(draws)
    levels = np.tile(tables.status_quo, (states, 1))
    moved = [tables.issues.index(name) for name in names]
    levels[:, moved] = np.array(np.unravel_index(np.arange(states), tuple(sizes))).T
    who = [tables.parties.index(party) for party in movers]
    out = np.empty((len(movers), states))
    each = max(_AT_ONCE // draws, 1)
    for start in range(0, states, each):
        few = levels[start : start + each]
        world = World(
            np.tile(few, (draws, 1)), np.ones((draws * len(few), tables.strength.shape[1]))
        )
        value = conflict.utilities(world, np.repeat(rows, len(few)))[:, who]
        out[:, start : start + each] = average(value.reshape(draws, len(few), -1)).T
    return out
