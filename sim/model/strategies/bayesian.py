"""The default strategy of the historical scenarios: the one value, under the public beliefs."""

from __future__ import annotations

import numpy as np

from sim.model.strategies.base import Strategy, View
from sim.registry import strategies


@strategies.register("bayesian")
class Bayesian(Strategy):
    """Accepts what is worth more than going on, and proposes what promises most.

    That is the package whose worth times the chance that the others agree is highest.

    Refusing a single text is worth failed talks; where refusing leads to another offer it is worth
    ``r + d max(0, max_y a(y) (u(y) - r))`` with d the patience (and ``(1 - d)`` times what waiting
    pays). Since every value shares the party's private shock, a type accepts exactly when its shock
    lies above a threshold, and observers who know the formula learn from every answer (Signorino
    2003 for the shock).
    """

    knows = "beliefs"

    def propose(self, view: View) -> np.ndarray:
        """The package with the highest ``a(x) gain(x)``; none where that is not above 0.

        Ties: the first in order.
        """
        worth = np.where(view.allowed & ~view.refused, view.agree * view.gain, -np.inf)
        best = worth.argmax(axis=-1)
        return np.where(view.at(worth, best) > 0, best, -1)

    def accepts(self, view: View) -> np.ndarray:
        """Whether the own shock lies above the own threshold."""
        return view._shock > self.threshold(view)[:, -1]

    def threshold(self, view: View) -> np.ndarray:
        """See `Strategy.threshold`; asked for when it answers, and when others learn from that."""
        return view._once(self._threshold)

    def _threshold(self, view: View) -> np.ndarray:
        """The shock above which each type accepts.

        Solves ``g(x) + e > (1 - d) wait + d max(0, max_y a(y) (g(y) + e))`` for e.
        """
        needed = -view._type_gain_of(view.offer)
        if view.answers.any():
            wait = (1 - view.patience) * np.where(view.answers, view.wait, 0.0)
            needed = self._holding_out(view, wait[:, None] + needed)
        return np.where(view.allowed[view.offer][:, None], needed, np.inf)

    def _holding_out(self, view: View, here: np.ndarray) -> np.ndarray:
        """Who accepts although another offer may come: (n, types + 1). here: if none did."""
        each = np.arange(view.runs)
        reach = np.where(view.refused | ~view.allowed, 0.0, view.agree) * view.patience[:, None]
        reach = np.where(view.answers[:, None], reach, 0.0)
        same = reach[each, view.offer]  # holding out for what lies on the table is no reason
        reach[each, view.offer] = np.where(same < 1 - 1e-12, same, 0.0)
        reach = reach[:, None, :]  # d a(y)
        short = here[:, :, None] + reach * view._type_gain
        with np.errstate(divide="ignore", invalid="ignore"):
            each_y = np.where(
                reach < 1 - 1e-12, short / (1 - reach), np.where(short < 0, -np.inf, np.inf)
            )
        return np.maximum(here, each_y.max(axis=-1))
