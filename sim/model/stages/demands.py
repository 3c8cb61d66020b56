"""Preconditions: which are open, who would concede them, and which has been refused."""

from __future__ import annotations

import numpy as np

from sim.model.entries import Demand
from sim.model.forum_tables import ForumTables
from sim.model.world import Conflict, World

RAISED, REFUSED, WAIVED = 0, 1, 2


class Demands:
    """Every precondition of every seat, and how it stands in every run.

    Attributes
    ----------
    all : list of Demand
    status : ndarray of int, shape (runs, demands)
        Raised, refused by those who could meet it, or waived by the party that made it.
    """

    def __init__(self, tables: ForumTables, conflict: Conflict):
        self._t, self._war = tables, conflict
        self.all = tables.demands
        self.status = np.full((tables.runs, len(self.all)), RAISED)

    def met(self, world: World, rows: np.ndarray, demand: Demand) -> np.ndarray:
        """Whether the present state meets a demand, or the floor beneath it: (n,) booleans."""
        met = np.zeros(len(rows), bool)
        for issue, enough in demand.conditions:
            met |= enough[world.levels[:, issue]]
        if demand.side is not None and demand.share is not None:
            met |= self._war.share(world, rows, demand.side) >= demand.share[rows]
        return met

    def open(self, world: World, rows: np.ndarray) -> np.ndarray:
        """Which demands are neither met nor waived: (n, demands) booleans."""
        out = np.zeros((len(rows), len(self.all)), bool)
        for d, demand in enumerate(self.all):
            waived = self.status[rows, d] == WAIVED
            out[:, d] = ~waived & ~self.met(world, rows, demand)
        return out

    def unmet_standing(self, world: World, rows: np.ndarray) -> np.ndarray:
        """Which demands are open that are made at the table too: (n, demands) booleans."""
        return self.open(world, rows) & np.array([d.standing for d in self.all], bool)

    def concession(self, world: World, demand: Demand) -> np.ndarray:
        """The level nearest to the present one that meets a demand, the lower of two: (n,)."""
        return _nearest(
            np.broadcast_to(demand.enough, (len(world.levels), demand.enough.size)),
            world.levels[:, demand.issue],
        )

    def compatible(self, granted: np.ndarray, mine: list[int]) -> np.ndarray:
        """Where one level meets all the granted demands on an issue: (n,) booleans."""
        return np.asarray(self._meets_all(granted, mine).any(axis=-1))

    def common_concession(self, world: World, granted, issue: int, mine: list[int]) -> np.ndarray:
        """The level nearest to the present one that meets all granted demands on an issue: (n,).

        Demands are granted together only where they are `compatible`.
        """
        return _nearest(self._meets_all(granted, mine), world.levels[:, issue])

    def _meets_all(self, granted: np.ndarray, mine: list[int]) -> np.ndarray:
        """Which levels meet all the granted demands on an issue: (n, options) booleans."""
        fine = np.ones((len(granted), self._t.most_options), bool)
        for d in mine:
            fine &= ~granted[:, d, None] | self.all[d].enough
        return fine

    def firmness(self, open_: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """What coming with open demands unmet costs each party: (n, parties, types + 1)."""
        t = self._t
        out = np.zeros((len(rows), len(t.parties), t.war_cost.shape[-1]))
        for d, demand in enumerate(self.all):
            here = np.flatnonzero(open_[:, d])
            out[here, demand.party] += demand.firmness[rows[here]]
        return out

    def held_by(self, party: int) -> list[int]:
        """The demands that a party makes."""
        return [d for d, demand in enumerate(self.all) if demand.party == party]


def _nearest(fine: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Of the options that are fine, the one nearest to the present level: (n,)."""
    distance = np.abs(np.arange(fine.shape[1]) - present[:, None])
    return np.where(fine, distance, fine.shape[1]).argmin(axis=-1)
