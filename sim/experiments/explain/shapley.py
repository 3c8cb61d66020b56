"""Whose effect it is, where several things are taken out together: the Shapley value.

The value of a set of levers is the quantity with those levers taken out, and a lever's share in the
total effect is what it adds, on average over all orders in which they could be taken out one after
the other (Shapley 1953; of effects so attributed, each factor eliminated in every sequence:
Shorrocks 2013). The weights are exact, over all subsets, so that the shares add up to the total.

All subsets share their draws. A share is a weighted sum of ratios over the same runs, so its
interval is that of such a sum: see `sim.experiments.paired`. For a plain chance that is the
interval of the mean over runs of what the lever adds in each.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from sim.draws import Floats
from sim.theory.coalitional import orders

MOST = 10  # levers of which all subsets can be tried: 1,024 scenarios
USUAL = 6  # of which they are unless more is asked for: 64 scenarios, a minute or two

Subset = frozenset[int]


def subsets(players: int) -> list[Subset]:
    """Every set of players, small ones first, the empty one before all.

    Examples
    --------
    >>> [sorted(s) for s in subsets(2)]
    [[], [0], [1], [0, 1]]
    """
    sizes = range(players + 1)
    return [frozenset(s) for size in sizes for s in combinations(range(players), size)]


def weights(players: int) -> Floats:
    """What each player's Shapley value takes of the value of each subset: (players, subsets).

    Columns are in the order of `subsets`. Each row adds up to 0, and all rows to 1 for the full set
    and -1 for the empty one (efficiency).

    Examples
    --------
    >>> weights(2)
    array([[-0.5,  0.5, -0.5,  0.5],
           [-0.5, -0.5,  0.5,  0.5]])
    """
    table, shares = np.zeros((players, 2**players)), orders(players)
    for column, subset in enumerate(subsets(players)):
        size = len(subset)
        for player in range(players):
            others = size - (player in subset)
            share = float(shares[others])
            table[player, column] = share if player in subset else -share
    return table
