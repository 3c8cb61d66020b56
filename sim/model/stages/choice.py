"""Acts before the table that shift the chance of talks, and may move the world.

A controller concedes; a patron presses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True)
class Act:
    """An act, as a party of each type weighs it.

    ``value(e) = shift + [q1 (a1 + e) + side1]+ - [q0 (a0 + e) + side0]+ - cost``

    e is the party's private shock of sitting down; q the chance that the others come, a what talks
    are worth above none, side what coming brings whatever the others do; 1 with the act, 0
    without. Only a seat can stay away: a party without one has no ``[ ]+`` and no side. Where its
    factions vote on coming, q and side are both times the chance that they agree: else it stays.

    Attributes
    ----------
    q0, q1, a0, a1, side0, side1 : ndarray, shape (n, types + 1)
    shift : ndarray, shape (n,)
        What the act changes for a party that stays away.
    cost : ndarray, shape (n,)
    has_seat : bool
    """

    q0: np.ndarray
    q1: np.ndarray
    a0: np.ndarray
    a1: np.ndarray
    side0: np.ndarray
    side1: np.ndarray
    shift: np.ndarray
    cost: np.ndarray
    has_seat: bool

    @classmethod
    def between(cls, party: int, now, then, cost: np.ndarray, *, has_seat: bool) -> Act:
        """The act that leads from one outlook to another, as `party` weighs it."""
        a0, a1 = now.above[:, party], then.above[:, party]
        lets = [o.vote[:, party, None] for o in (now, then)]
        q0, q1 = (
            np.broadcast_to(o.others[:, party, None] * let, a0.shape)
            for o, let in zip((now, then), lets, strict=True)
        )
        side0, side1 = now.side(party) * lets[0], then.side(party) * lets[1]
        shift = then.no_talks[:, party] - now.no_talks[:, party]
        if has_seat:  # whoever stays away is blamed for it
            shift = shift - then.blame[:, party] + now.blame[:, party]
        return cls(q0, q1, a0, a1, side0, side1, shift, cost, has_seat)

    def value(self, shock: np.ndarray) -> np.ndarray:
        """What the act is worth to the party itself: (n,)."""
        with_act = self.q1[:, -1] * (self.a1[:, -1] + shock)
        without = self.q0[:, -1] * (self.a0[:, -1] + shock)
        if self.has_seat:
            with_act = np.maximum(with_act + self.side1[:, -1], 0)
            without = np.maximum(without + self.side0[:, -1], 0)
        return self.shift + with_act - without - self.cost

    def cheaper(self, by: np.ndarray) -> Act:
        """The same act at a lower cost."""
        return replace(self, cost=self.cost - by)

    def threshold(self) -> np.ndarray:
        """The shock above which each type does it: (n, types + 1).

        NaN where no single threshold decides: then nobody learns from the act.
        """
        base = (self.shift - self.cost)[:, None]
        with np.errstate(all="ignore"):
            return self._of_seat(base) if self.has_seat else self._of_bystander(base)

    def _of_bystander(self, base: np.ndarray) -> np.ndarray:
        """The root of a straight line."""
        slope = self.q1 - self.q0
        level = base + self.q1 * self.a1 - self.q0 * self.a0
        flat = np.where(level > 0, -np.inf, np.inf)
        return np.where(slope > 0, -level / slope, np.where(slope == 0, flat, np.nan))

    def _of_seat(self, base: np.ndarray) -> np.ndarray:
        """The root of a line with two bends: where it comes with the act, and where without.

        Between the bends it rises, if it comes at lower shocks with the act, or else falls; on
        which side rounding puts bends that coincide makes no difference to the root.
        """
        b0, b1 = self.q0 * self.a0 + self.side0, self.q1 * self.a1 + self.side1
        comes1 = -b1 / self.q1
        comes0 = np.where(self.q0 > 0, -b0 / self.q0, np.inf)
        base = base - np.where(self.q0 > 0, 0.0, np.maximum(b0, 0))
        slope = self.q1 - self.q0
        early = comes1 - base / self.q1
        late = -(base + b1 - np.where(self.q0 > 0, b0, 0.0)) / slope
        rises = comes1 <= comes0
        after = np.where(slope > 0, late, np.inf)  # the last root, where all before is at most 0
        root = np.where(rises & (early < comes0), early, after)
        dip = np.where(rises, base, base - self.q0 * (comes1 - comes0))  # the least it gets to
        root = np.where(base > 0, np.where(dip > 0, -np.inf, np.nan), root)
        peak = np.where(rises, base + self.q1 * (comes0 - comes1), base)
        root = np.where((slope < 0) & (np.maximum(base, peak) > 0), np.nan, root)
        flat = np.where(base + np.maximum(b1, 0) > 0, -np.inf, np.inf)
        certain = np.where(self.q0 > 0, np.nan, flat)  # nothing hangs on the shock with the act
        return np.where(self.q1 > 0, root, certain)
