"""MiCRO: minimal concession in reply to new offers."""

from __future__ import annotations

import numpy as np

from sim.draws import one_of
from sim.model.strategies import past
from sim.model.strategies.base import Strategy, View
from sim.registry import strategies


@strategies.register("micro")
class Micro(Strategy):
    """Proposes its packages from best to worst, and a new one only for a new one of the other's.

    A new one comes if it has made no more distinct offers so far than the other, and if one is left
    that is worth at least failed talks; otherwise one of its earlier ones again, drawn by lot. It
    accepts what is worth at least as much as the least that it is ready to propose: the new one, or
    else the worst of the earlier ones (de Jonge 2022, the MiCRO strategy, for two parties; equal
    packages in order). It needs no clock, no model of the other and no utilities, only an order of
    its own packages. Between two of it, if no two packages are worth the same to either and nobody
    has to stop at failed talks, what they agree on is efficient, given the rounds that it takes.
    """

    knows = "offers"
    random = True
    most_parties = 2
    only_protocols = ("alternating_offers", "stacked_alternating_offers", "simultaneous_demands")
    remembers = True

    def propose(self, view: View) -> np.ndarray:
        """The best package not yet proposed, or an earlier one; none where nothing is worth it."""
        new, made = self._new(view), self._made(view)
        return np.where(new >= 0, new, one_of(made, view.draw("earlier")))

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer is worth as much as the least that it is ready to propose."""
        new, worth = self._new(view), np.where(self._made(view), view.utility, np.inf)
        least = np.where(new >= 0, view.at(view.utility, new), worth.min(axis=-1))
        offered = view.of(view.offer)
        return (offered >= least - 1e-12) & (offered >= view.reservation)

    def _made(self, view: View) -> np.ndarray:
        """The packages that it has proposed, as far as it still would: (n, X) booleans."""
        return past.distinct(past.own(view), len(view.allowed)) & self._worth_it(view)

    def _new(self, view: View) -> np.ndarray:
        """The best package not proposed so far, or -1 if it is not its turn to move: (n,)."""
        packages = len(view.allowed)
        made = past.distinct(past.own(view), packages)
        theirs = past.distinct(past.others(view), packages)
        left = self._worth_it(view) & ~made
        best = np.where(left, view.utility, -np.inf).argmax(axis=-1)
        moves = (made.sum(axis=-1) <= theirs.sum(axis=-1)) & left.any(axis=-1)
        return np.where(moves, best, -1)

    def _worth_it(self, view: View) -> np.ndarray:
        """The packages that it could propose at all: (n, X) booleans."""
        return view.allowed & (view.utility >= view.reservation[:, None])
