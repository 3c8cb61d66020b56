"""What every package on a forum's agenda is worth in each run, without playing any of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.draws import Draws
from sim.model.deals import Deals
from sim.model.forum_tables import ForumTables
from sim.model.tables import Tables
from sim.model.world import Conflict, World
from sim.scenario.scenario import Scenario

BLOCK = 500  # runs looked at together
AT_ONCE = 100_000  # packages of all runs together, which bounds the memory that is taken


class Offers(NamedTuple):
    """Packages in some runs, as the drawn assumptions value them.

    Attributes
    ----------
    rows : ndarray of int, shape (n,)
        The runs, by number.
    tables : ForumTables
        Of a block that holds them.
    utility : ndarray, shape (n, packages, parties)
        Each package carried out as agreed and kept, all other issues as they stood at first, by
        what everybody wanted at first; private shocks left out. Of a deal that leaves the war going
        on, what it is worth to fight on under it.
    no_talks : ndarray, shape (n, parties)
        The reservation value: what each could expect without talks, in the same world. The column
        ``no_talks.PARTY`` of `runs`.
    """

    rows: np.ndarray
    tables: ForumTables
    utility: np.ndarray
    no_talks: np.ndarray


def offers(
    scenario: Scenario, seed: int, rows: np.ndarray, runs_per_draw: int = 1
) -> Iterator[Offers]:
    """Yield what the packages of the primary forum are worth in some runs, a few runs at a time.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    rows : ndarray of int
        The numbers of the runs, ascending.
    runs_per_draw : int
        As of the runs: 1 in the headline pass.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> [few] = offers(Scenario.from_data(EXAMPLE), 7, np.array([3, 5]))
    >>> few.utility.shape, few.no_talks.shape
    ((2, 3, 2), (2, 2))
    >>> few.utility[0].tolist()
    [[0.0, 1.0], [0.6, 0.5], [1.0, 0.0]]
    """
    rows = np.asarray(rows, np.int64)
    for first in np.unique(rows // BLOCK) * BLOCK:
        here = rows[(rows >= first) & (rows < first + BLOCK)]
        runs = int(here[-1] - first) + 1
        block = Tables(scenario, Draws(seed), int(first), runs, runs_per_draw, None)
        tables = ForumTables(block, scenario.spec.primary)
        conflict = Conflict(block)
        deals = Deals(tables, Conflict(tables, conflict))
        each = max(AT_ONCE // len(tables.packages), 1)
        for start in range(0, len(here), each):
            few = here[start : start + each]
            yield _few(tables, conflict, deals, few)


def _few(tables: ForumTables, conflict: Conflict, deals: Deals, numbers: np.ndarray) -> Offers:
    t, own = tables, slice(len(tables.parties))
    rows = numbers - t.first
    at_first = World(
        np.tile(t.status_quo, (len(rows), 1)), np.ones((len(rows), len(t.strength[0])))
    )
    cost = t.war_cost[rows, :, -1]
    war = (
        conflict.threatened(at_first, rows, conflict.hanging_on(("no_talks", None)))[:, own] - cost
    )
    spread = np.repeat(np.arange(len(rows)), len(t.packages))
    package = np.tile(np.arange(len(t.packages)), len(rows))
    value = deals.value(deals.whole(at_first[spread], package), rows[spread])[:, own]
    utility = value.reshape(len(rows), len(t.packages), -1)
    if not t.ends_war:
        utility = utility - cost[:, None]
    return Offers(numbers, t, utility, war)
