"""Concession by the clock."""

from __future__ import annotations

import numpy as np

from sim.model.strategies.base import Strategy, View
from sim.registry import strategies


@strategies.register("time_dependent")
class TimeDependent(Strategy):
    """Asks for its best package at first and concedes towards its reservation value by the clock.

    The aspiration in round k of T is ``least + (best - least) (1 - t**exponent)``, ``t = k / (T +
    1)`` (Faratin, Sierra & Jennings 1998, eq. 5 with the polynomial family written as an exponent
    of t); it accepts what reaches that and proposes the cheapest package that does.

    Parameters
    ----------
    exponent : float
        Above 1 it holds out and gives way late (Boulware), below 1 it gives way early (conceder).
        Positive.
    """

    def __init__(self, exponent: float = 4.0):
        if exponent <= 0:
            raise ValueError(f"exponent {exponent} is not positive; 4 is Boulware, 0.5 a conceder")
        self.exponent = exponent

    def aspiration(self, view: View) -> np.ndarray:
        """The utility it asks for in this round: (n,)."""
        return self.by_the_clock(view, view.round)

    def by_the_clock(self, view: View, round: np.ndarray) -> np.ndarray:
        """The utility it would ask for in some round: (n,)."""
        least, best = self.range(view)
        t = round / (view.rounds + 1)
        return least + (best - least) * (1 - t**self.exponent)

    def range(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """The least utility that it would ask for at any time, and the greatest: (n,) each."""
        acceptable = np.where(view.allowed, view.utility, -np.inf)
        return np.maximum(view.utility.min(axis=-1), view.reservation), acceptable.max(axis=-1)

    def propose(self, view: View) -> np.ndarray:
        """The cheapest package at or above the aspiration.

        None where its best is below its reservation value.
        """
        good = view.allowed & (view.utility >= self.aspiration(view)[:, None] - 1e-12)
        good &= view.utility >= view.reservation[:, None]
        cheapest = np.where(good, view.utility, np.inf).argmin(axis=-1)
        return np.where(good.any(axis=-1), cheapest, -1)

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer reaches the aspiration, and its reservation value."""
        offered = view.at(view.utility, view.offer)
        return (offered >= self.aspiration(view) - 1e-12) & (offered >= view.reservation)
