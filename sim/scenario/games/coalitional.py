"""A game of what coalitions are worth: its players, and the worth of every coalition."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.scenario.games.bodies import CoalitionalSpec, coalition
from sim.scenario.games.game import GameFile
from sim.theory.coalitional import by_split, glove_market


class CoalitionalGame(GameFile):
    """What coalitions are worth, checked; made by `sim.scenario.games.load`.

    Attributes
    ----------
    spec : CoalitionalSpec

    Examples
    --------
    >>> from sim.scenario import games
    >>> game = games.load("glove-market")
    >>> game.players, float(game.worth[-1])
    (('ann', 'bob', 'cleo'), 1.0)
    """

    spec: CoalitionalSpec

    @property
    def players(self) -> tuple[str, ...]:
        """The players: in the order of the file, or owners of left gloves, then of right ones."""
        market = self.spec.market
        return (*market.left, *market.right) if market else self.spec.players

    @cached_property
    def worth(self) -> NDArray[np.float64]:
        """What each coalition is worth, shape (2**players,): see `sim.theory.coalitional`."""
        market, n = self.spec.market, len(self.players)
        if market:
            left = len(market.left)
            return glove_market(range(left), range(left, n), market.pair)
        if self.spec.others == "best_split":
            return by_split(n, self.named)
        worth = np.zeros(1 << n)
        for whole, value in self.named.items():
            worth[whole] = value
        return worth

    @property
    def named(self) -> dict[int, float]:
        """The coalitions whose worth the file gives, as numbers."""
        return {self.number(*coalition(key)): value for key, value in self.spec.worth.items()}

    def number(self, *players: str) -> int:
        """Return the number of a coalition.

        Examples
        --------
        >>> from sim.scenario import games
        >>> games.load("glove-market").number("ann", "cleo")
        5
        """
        return sum(1 << self.players.index(player) for player in players)

    def members(self, number: int) -> tuple[str, ...]:
        """Return who is in a coalition, by its number.

        Examples
        --------
        >>> from sim.scenario import games
        >>> games.load("glove-market").members(5)
        ('ann', 'cleo')
        """
        return tuple(name for place, name in enumerate(self.players) if number >> place & 1)
