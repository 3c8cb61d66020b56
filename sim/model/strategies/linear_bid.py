"""Sealed bids along a line."""

from __future__ import annotations

import numpy as np

from sim.model.strategies.base import Question, Strategy, View
from sim.registry import strategies


@strategies.register("linear_bid")
class LinearBid(Strategy):
    """Asks for more than its reservation value, by a line: the less it needs the more it adds.

    The demand is ``2/3 r + most/4 + least/12`` of its own utility, r its reservation value, and
    never less than r. Where a price from 0 to 1 is to be agreed, and a seller's r is its cost and a
    buyer's 1 less its value, this is the linear equilibrium of sealed bids that meet half way, for
    costs and values uniform between 0 and 1: ask ``2/3 c + 1/4``, bid ``2/3 v + 1/12`` (Chatterjee
    & Samuelson 1983). It demands the cheapest package that gives it as much; where none does, its
    best.

    It never walks out: to bid costs nothing.

    Parameters
    ----------
    least : float
        The least that its own reservation value can be, as the other sees it.
    most : float
        The most that the other can leave it: 1 less the least that the other's can be, where what
        one gains the other loses.
    """

    most_parties = 2
    only_protocols = ("simultaneous_demands",)

    def __init__(self, least: float = 0.0, most: float = 1.0):
        if least >= most:
            raise ValueError(
                f"least {least:g} is not below most {most:g}: there is no trade to make"
            )
        self.least, self.most = least, most

    def demand(self, view: View) -> np.ndarray:
        """The utility that it demands: (n,)."""
        line = 2 / 3 * view.reservation + self.most / 4 + self.least / 12
        return np.maximum(line, view.reservation)

    def propose(self, view: View) -> np.ndarray:
        """The cheapest package that gives it what it demands; its best where none does."""
        found = view.cheapest(np.stack([self.demand(view) - 1e-12, view.extremes[1]], axis=-1))
        return np.where(found[:, 0] >= 0, found[:, 0], found[:, 1])

    def decides(self, question: Question) -> np.ndarray | None:
        """Stay at the table, whatever is expected of it."""
        return np.ones(question.answer.shape, bool) if question.act == "stay" else None
