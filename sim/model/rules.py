"""Decision rules: who must say yes.

Each is a weighted ballot with vetoes, which is all that the model asks of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.registry import rules


@dataclass(frozen=True)
class Ballot:
    """Passes when every veto holder says yes and the weight of the yes side reaches the quota.

    Attributes
    ----------
    absent_agrees : bool
        Whether an optional seat that stayed away counts as saying yes.
    weight : ndarray, shape (runs, seats)
    quota : ndarray, shape (runs,)
    veto : ndarray of bool, shape (seats,)
    """

    absent_agrees: bool
    weight: np.ndarray
    quota: np.ndarray
    veto: np.ndarray

    def passes(self, yes: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether each ballot passes. yes: (n, seats) booleans."""
        votes = np.zeros(len(rows))
        vetoed = np.zeros(len(rows), bool)
        for k in range(yes.shape[1]):
            votes += np.where(yes[:, k], self.weight[rows, k], 0.0)
            vetoed |= self.veto[k] & ~yes[:, k]
        return ~vetoed & (votes >= self.quota[rows] - 1e-12)

    def __iter__(self):
        return iter((self.absent_agrees, self.weight, self.quota, self.veto))


@rules.register("unanimity")
class Unanimity:
    """Everybody who came must say yes."""

    def ballot(self, seats: tuple[str, ...], runs: int, number: Callable) -> Ballot:
        """The rule as a ballot among `seats`.

        `number` gives a drawn parameter of the rule by its path.
        """
        everybody = np.ones(len(seats), bool)
        return Ballot(True, np.ones((runs, len(seats))), np.zeros(runs), everybody)


@rules.register("quota")
class Quota:
    """The weight of those who say yes must reach a quota, and nobody with a veto may say no.

    Parameters
    ----------
    quota : number
        In the unit of the weights.
    weights : mapping of party to number, optional
        1 for each seat unless given.
    vetoes : sequence of parties, optional
    """

    def __init__(self, quota: float, weights: dict | None = None, vetoes: tuple = ()):
        self.weights, self.vetoes = weights or {}, tuple(vetoes)

    def ballot(self, seats: tuple[str, ...], runs: int, number: Callable) -> Ballot:
        """See `Unanimity.ballot`."""
        weight = np.ones((runs, len(seats)))
        for k, name in enumerate(seats):
            if name in self.weights:
                weight[:, k] = number(f"weights.{name}")
        veto = np.array([name in self.vetoes for name in seats])
        return Ballot(False, weight, number("quota"), veto)
