"""Standing firm or giving in, by the mixed equilibrium of the war of attrition."""

from __future__ import annotations

import numpy as np

from sim.model.game import Game
from sim.model.strategies.base import Question, Strategy, View
from sim.registry import strategies
from sim.theory.attrition import attrition


@strategies.register("war_of_attrition")
class WarOfAttrition(Strategy):
    """Stands on its best package until a draw tells it to give in to the other's.

    In every round it concedes with the chance that makes the *other* indifferent between standing
    and conceding (Maynard Smith 1974; Hendricks, Weiss & Wilson 1988), worked out backwards from
    the deadline by `sim.theory.attrition.attrition`: both pay `staying_cost` as a round begins, and
    if both concede one of the two packages is drawn. Far from the deadline the chance is the same
    in all rounds. Where one side would rather fail than concede and the other would not, that other
    gives in at once.

    It never walks out: to leave is to lose the prize without ending the wait any sooner than
    conceding does. What each stands for is its best package among those that cross nobody's red
    line; of several as good, the one that the other likes best.
    """

    knows = "everything"
    random = True
    most_parties = 2
    only_protocols = ("simultaneous_demands",)

    def __init__(self) -> None:
        self._solved: dict[tuple[bytes, int], np.ndarray] = {}  # what was solved last

    def propose(self, view: View) -> np.ndarray:
        """Its own best package, or the other's where it concedes."""
        game = view.game
        wanted = _wanted(game)
        me, other = wanted[:, game.me], wanted[:, 1 - game.me]
        concedes = view.draw("concede") < self.chance(game, wanted)
        return np.where(concedes, other, me)

    def decides(self, question: Question) -> np.ndarray | None:
        """Stay at the table, whatever is expected of it."""
        return np.ones(question.answer.shape, bool) if question.act == "stay" else None

    def chance(self, game: Game, wanted: np.ndarray) -> np.ndarray:
        """The chance that it concedes in this round: (n,). wanted: (n, 2) packages."""
        each = np.arange(len(wanted))[:, None]
        win = game.utility[each, wanted, [0, 1]]
        lose = game.utility[each, wanted[:, ::-1], [0, 1]]
        stakes = np.stack([win, lose, game.reservation, game.cost, game.patience], axis=1)
        kinds, which = np.unique(stakes, axis=0, return_inverse=True)
        fought = (kinds[:, 0] > kinds[:, 1]).all(axis=-1)  # else nobody minds who wins
        concede = np.zeros((len(kinds), game.rounds, 2))
        concede[fought] = self._solve(kinds[fought], game.rounds)
        return concede[which.ravel(), game.round - 1, game.me]

    def _solve(self, stakes: np.ndarray, rounds: int) -> np.ndarray:
        """The chances of conceding for each row of stakes: (n, rounds, 2)."""
        key = (stakes.tobytes(), rounds)
        if key not in self._solved:
            win, lose, fail, cost, patience = stakes.transpose(1, 0, 2)
            solved = attrition(win, lose, fail, cost, patience, rounds=rounds)
            self._solved = {key: solved.concede}
        return self._solved[key]


def _wanted(game: Game) -> np.ndarray:
    """What each side stands for: (n, 2) packages."""
    allowed = np.asarray(game.allowed.all(axis=-1))
    worth = np.where(allowed[None, :, None], game.utility, -np.inf)
    best = worth >= worth.max(axis=1, keepdims=True) - 1e-12
    return np.where(best, worth[..., ::-1], -np.inf).argmax(axis=1)
