"""Decision rules: who must say yes.

Each is a weighted ballot with vetoes, which is all that the model asks of it. The compiled loops
reckon with the same `Rule` that settles the vote.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.compiled import compiled
from sim.model.kernels import Rule
from sim.registry import rules


@compiled
def passes(rule, seats, present, yes, rows):
    """Whether a rule is satisfied in some runs: (n,) booleans.

    Parameters
    ----------
    rule : Rule
    seats : ndarray of int, shape (seats,)
        The columns of those who have a vote.
    present : ndarray of bool, shape (runs, parties)
        Who came; a seat that stayed away says what the rule says it does.
    yes : ndarray of bool, shape (n, parties)
    rows : ndarray of int, shape (n,)
    """
    out = np.empty(rows.size, np.bool_)
    for n in range(rows.size):
        votes, vetoed = 0.0, False
        for k in range(seats.size):
            if yes[n, seats[k]] if present[rows[n], seats[k]] else rule.absent_agrees:
                votes += rule.weight[rows[n], k]
            else:
                vetoed = vetoed or rule.veto[k]
        out[n] = not vetoed and votes >= rule.quota[rows[n]] - 1e-12
    return out


@rules.register("unanimity")
class Unanimity:
    """Everybody who came must say yes."""

    def settle(self, seats: tuple[str, ...], runs: int, number: Callable) -> Rule:
        """The rule among `seats`, in numbers.

        `number` gives a drawn parameter of the rule by its path.
        """
        everybody = np.ones(len(seats), bool)
        return Rule(True, np.ones((runs, len(seats))), np.zeros(runs), everybody)


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

    def settle(self, seats: tuple[str, ...], runs: int, number: Callable) -> Rule:
        """See `Unanimity.settle`."""
        weight = np.ones((runs, len(seats)))
        for k, name in enumerate(seats):
            if name in self.weights:
                weight[:, k] = number(f"weights.{name}")
        veto = np.array([name in self.vetoes for name in seats])
        return Rule(False, weight, number("quota"), veto)
