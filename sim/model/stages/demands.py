"""Preconditions: which are open, who would concede them, and which has been refused."""

from __future__ import annotations

import numpy as np

from sim.model.tables import Demand, Tables
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

    def __init__(self, tables: Tables, conflict: Conflict):
        self._t, self._war = tables, conflict
        self.all = tables.demands
        self.status = np.full((tables.runs, len(self.all)), RAISED)

    def met(self, world: World, rows: np.ndarray, demand: Demand) -> np.ndarray:
        """Whether the present state meets a demand, or the floor beneath it: (n,) booleans."""
        met = np.zeros(len(rows), bool)
        if demand.issue is not None and demand.enough is not None:
            met |= demand.enough[world.levels[:, demand.issue]]
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

    def firmness(self, open_: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """What coming with open demands unmet costs each party: (n, parties, types + 1)."""
        t = self._t
        out = np.zeros((len(rows), len(t.parties), t.war_cost.shape[-1]))
        for d, demand in enumerate(self.all):
            out[:, demand.party] += np.where(open_[:, d, None], demand.firmness[rows], 0.0)
        return out

    def held_by(self, party: int) -> list[int]:
        """The demands that a party makes."""
        return [d for d, demand in enumerate(self.all) if demand.party == party]
