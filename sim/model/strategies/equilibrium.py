"""Equilibrium play: what theory says that everybody does who knows everything."""

from __future__ import annotations

import numpy as np

from sim.model.game import Plan
from sim.model.strategies.base import Question, Strategy, View
from sim.registry import protocols, strategies
from sim.theory.packages import TOLERANCE


@strategies.register("equilibrium")
class Equilibrium(Strategy):
    """Proposes and accepts as in an equilibrium of the table's game, in which all know everything.

    The protocol works the equilibrium out: backward induction from the deadline (Ståhl 1972) or
    the stationary equilibrium of the game without one (Rubinstein 1982; Baron & Ferejohn 1989),
    where one seat proposes and the others answer; a solution that all demands meet (Nash 1953),
    where all demand at once. It reckons with everybody playing it, from now on, whatever was said
    before. Values are taken as they are: private shocks and what comes after signing, such as
    ratifying, are not part of the game, and neither is leaving: it stays to the end. Where theory
    has a party mix, as over partners that are equally cheap, it draws.

    Parameters
    ----------
    solution : str, optional
        Which equilibrium; the protocol's usual one unless given. ``backward_induction`` and
        ``stationary`` for offers, ``nash``, ``kalai_smorodinsky`` and ``egalitarian`` for
        simultaneous demands.
    indifferent : str
        What it answers to an offer that is worth to it just what going on is: ``accept`` or
        ``refuse``. Where theory says accept and a party refuses, a proposer has to add a step.

    Examples
    --------
    >>> Equilibrium(indifferent="waver")
    Traceback (most recent call last):
    ValueError: indifferent is waver; write accept or refuse
    """

    knows = "everything"
    random = True
    solves = True

    def __init__(self, solution: str | None = None, indifferent: str = "accept"):
        if indifferent not in ("accept", "refuse"):
            raise ValueError(f"indifferent is {indifferent}; write accept or refuse")
        every = sorted({name for kind in protocols.names() for name in _solutions(kind)})
        if solution is not None and solution not in every:
            raise ValueError(f"solution is {solution}; write one of {', '.join(every)}")
        self.solution, self.indifferent = solution, indifferent

    def propose(self, view: View) -> np.ndarray:
        """What the equilibrium has it propose now; drawn where that is one of several."""
        chances = self._plan(view)[1].offers
        up_to = np.cumsum(chances, axis=-1)
        drawn = (view.draw("proposal")[:, None] * up_to[:, -1:] < up_to).argmax(axis=-1)
        return np.where(up_to[:, -1] > 0, drawn, -1)

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer is worth what it accepts at least."""
        game, plan = self._plan(view)
        offered = game.utility[np.arange(view.runs), view.offer, game.me]
        return offered >= plan.least - TOLERANCE

    def decides(self, question: Question) -> np.ndarray | None:
        """It stays at the table; in all else it goes by the one value."""
        return np.ones(len(question.answer), bool) if question.act == "stay" else None

    def _plan(self, view: View) -> tuple:
        """The table as a game, and how to act there now: `Game`, `Plan`."""
        game = view.game
        known = game.protocol.solutions
        solution = self.solution or next(iter(known), None)
        if solution not in known:
            kind = type(game.protocol).__name__
            right = f"it works out {', '.join(known)}" if known else "it works out none"
            raise ValueError(f"{kind} has no equilibrium '{solution}': {right}")
        plan: Plan = game.protocol.equilibrium(game, solution, indifferent=self.indifferent)
        return game, plan


def _solutions(protocol: str) -> tuple[str, ...]:
    """The equilibria that a registered protocol works out."""
    return getattr(protocols.get(protocol), "solutions", ())
