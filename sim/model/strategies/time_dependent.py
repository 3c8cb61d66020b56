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

    def by_the_clock(self, view: View, round: np.ndarray) -> np.ndarray:
        """The utility it would ask for in some rounds: (n,), or of all in (rounds, 1): (rounds, n).

        round : (n,), or (rounds, 1)
        """
        least, best = self.range(view)
        t = round / (view.rounds + 1)
        return least + (best - least) * (1 - t**self.exponent)

    def range(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """The least utility that it would ask for at any time, and the greatest: (n,) each."""
        least, best = view.extremes
        return np.maximum(least, view.reservation), best

    def enough(self, view: View, aspiration: np.ndarray) -> np.ndarray:
        """What a package has to be worth to reach an aspiration, and failed talks: (..., n)."""
        return np.maximum(aspiration - 1e-12, view.reservation)

    def plan(self, view: View) -> tuple[np.ndarray, np.ndarray]:
        """What is enough in each round, and the cheapest package that is: (n, rounds) each."""
        rounds = np.arange(1, view.rounds + 1)[:, None]
        enough = self.enough(view, self.by_the_clock(view, rounds)).T
        return enough, view.cheapest(enough)

    def propose(self, view: View) -> np.ndarray:
        """The cheapest package at or above the aspiration.

        None where its best is below its reservation value.
        """
        return view.this_round(self.plan, 1)

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer reaches the aspiration, and its reservation value."""
        return view.of(view.offer) >= view.this_round(self.plan)
