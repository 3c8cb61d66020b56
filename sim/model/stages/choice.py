"""Acts before the table that shift the chance of talks, and may move the world.

A controller concedes; a patron presses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.model.kernels import Stand, act_thresholds, act_values


@dataclass(frozen=True)
class Act:
    """An act, as a party of each type weighs it.

    ``value(e) = shift + [q1 (a1 + e) + side1]+ - [q0 (a0 + e) + side0]+ - cost``

    e is the party's private shock of sitting down; q the chance that the others come, a what talks
    are worth above none, side what coming brings whatever the others do; 1 with the act, 0
    without; shift what it changes for a party that stays away, which is blamed for that. Only a
    seat can stay away: a party without one has no ``[ ]+``, no side, and no blame. Where its
    factions vote on coming, q and side are both times the chance that they agree: else it stays.

    Attributes
    ----------
    now, then : Stand
        Where the party stands without the act, and with it, in n runs.
    cost : ndarray, shape (n,)
    has_seat : bool
    """

    now: Stand
    then: Stand
    cost: np.ndarray
    has_seat: bool

    def value(self, shock: np.ndarray) -> np.ndarray:
        """What the act is worth to the party itself: (n,)."""
        out = np.empty(len(self.cost))
        act_values(self.now, self.then, self.cost, self.has_seat, shock, out)
        return out

    def cheaper(self, by: np.ndarray) -> Act:
        """The same act at a lower cost."""
        return replace(self, cost=self.cost - by)

    @cached_property
    def threshold(self) -> np.ndarray:
        """The shock above which each type does it: (n, types + 1).

        NaN where no single threshold decides: then nobody learns from the act.
        """
        out = np.empty((len(self.cost), self.now.terms.above.shape[2]))
        act_thresholds(self.now, self.then, self.cost, self.has_seat, out)
        return out
