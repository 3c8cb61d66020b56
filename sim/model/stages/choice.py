"""Acts before the table that shift the chance of talks, and may move the world.

A controller concedes; a patron presses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.model.tables import Tables


@dataclass(frozen=True)
class Act:
    """An act, as a party of each type weighs it.

    With it talks convene with chance `q1` and are worth `a1` above none; without it, `q0`, `a0`.

    ``value(e) = shift + q1 max(0, a1 + e) - q0 max(0, a0 + e) - cost``

    e is the party's private shock of sitting down. Only a seat can stay away, so a party without
    one has no ``max``.

    Attributes
    ----------
    q0, q1, a0, a1 : ndarray, shape (n, types + 1)
    shift : ndarray, shape (n,)
        What the act changes without talks.
    cost : ndarray, shape (n,)
    seated : bool
    """

    q0: np.ndarray
    q1: np.ndarray
    a0: np.ndarray
    a1: np.ndarray
    shift: np.ndarray
    cost: np.ndarray
    seated: bool

    def value(self, shock: np.ndarray) -> np.ndarray:
        """What the act is worth to the party itself: (n,)."""
        with_act, without = self.a1[:, -1] + shock, self.a0[:, -1] + shock
        if self.seated:
            with_act, without = np.maximum(with_act, 0), np.maximum(without, 0)
        return self.shift + self.q1[:, -1] * with_act - self.q0[:, -1] * without - self.cost

    def chosen(self, shock: np.ndarray) -> np.ndarray:
        """Whether the party does it: (n,) booleans."""
        return self.value(shock) > 0

    def cheaper(self, by: np.ndarray) -> Act:
        """The same act at a lower cost."""
        return replace(self, cost=self.cost - by)

    def threshold(self) -> np.ndarray:
        """The shock above which each type does it: (n, types + 1).

        NaN where no single threshold decides.
        """
        base = (self.shift - self.cost)[:, None]  # value where the party would stay away
        slope = self.q1 - self.q0
        level = base + self.q1 * self.a1 - self.q0 * self.a0
        with np.errstate(all="ignore"):
            full = np.where(slope > 0, -level / slope, np.nan)
            if not self.seated:
                return full
            early = -self.a1 - base / self.q1  # comes with the act and not without it
            root = np.where(early <= -self.a0, early, full)
        rising = (slope >= 0) & (self.a1 >= self.a0) & (self.q1 > 0)
        root = np.where(slope > 0, root, np.where(early <= -self.a0, early, np.inf))
        root = np.where(base > 0, -np.inf, root)
        return np.where(rising, root, np.nan)


def worth(tables: Tables, party: int, q0, q1, above, shift, cost) -> Act:
    """Weigh an act of `party`.

    Parameters
    ----------
    q0, q1 : ndarray, shape (n,)
        Chance that talks convene, as far as that hangs on others, without the act and with it.
    above : pair of ndarray, shape (n, types + 1)
        ``V(talks) - r(no talks)`` without it and with it.
    shift, cost : ndarray, shape (n,)
    """
    a0, a1 = above
    q0, q1 = (np.broadcast_to(q[:, None], a0.shape) for q in (q0, q1))
    return Act(q0, q1, a0, a1, shift, cost, party in tables.seats)
