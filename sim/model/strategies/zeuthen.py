"""Zeuthen's criterion: who gives way is who has more to lose by a break."""

from __future__ import annotations

import numpy as np

from sim.model.game import Game
from sim.model.strategies import past
from sim.model.strategies.base import Strategy, View
from sim.registry import strategies
from sim.theory.packages import TOLERANCE, gains, individually_rational
from sim.theory.solutions import nash_product


@strategies.register("zeuthen")
class Zeuthen(Strategy):
    """Gives way whenever it would risk no more than the other by holding out, and just far enough.

    It knows what everything is worth to both. It first demands its best package among those that
    leave nobody worse off than failed talks. A party's risk is the share of its gain that it would
    lose by taking the other's demand,

        risk_i = (u_i(own demand) - u_i(the other's)) / (u_i(own demand) - r_i),

    at most 1, and 1 where its own demand gains it nothing (Zeuthen 1930; Harsanyi 1956; Rosenschein
    & Zlotkin 1994, ch. 3). Whoever has the smaller risk gives way, both if they are equal: to its
    best package by which the other would have the smaller risk next, which is one with a greater
    product of gains than the other's demand. Where there is none it takes the other's demand, if
    that is not worse than failed talks.

    Between two of it, given the rounds that it takes, the package agreed has the greatest product
    of gains of all: each holds on to the Nash solution once it has come down to it, and neither
    can skip it. Play it under ``{name: simultaneous_demands, monotonic: true}``, the monotonic
    concession protocol.
    """

    knows = "everything"
    most_parties = 2
    only_protocols = ("simultaneous_demands",)
    remembers = True

    def propose(self, view: View) -> np.ndarray:
        """What it demands; nothing where no package is as good as failed talks for both."""
        game = view.game
        gain = gains(game.utility, game.reservation)  # (n, X, 2)
        possible = individually_rational(game.utility, game.reservation)
        possible &= game.allowed.all(axis=-1)
        first = self._best(gain, game.me, possible)
        mine, theirs = past.last(past.own(view)), past.last(past.others(view))
        mine = np.where((mine >= 0) & view.at(possible, mine), mine, first)
        gives_way = (theirs >= 0) & (past.last(past.own(view)) >= 0) & (mine >= 0)
        gives_way &= self._risk(view, gain, game.me, mine, theirs) <= TOLERANCE + self._risk(
            view, gain, 1 - game.me, theirs, mine
        )
        return np.where(gives_way, self._conceded(view, gain, possible, mine, theirs), mine)

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer is worth at least what it would demand."""
        demand, worth = self.propose(view), view.game.utility[..., view.game.me]
        enough = view.at(worth, view.offer) >= view.at(worth, demand) - TOLERANCE
        return (demand >= 0) & enough

    def _risk(self, view: View, gain: np.ndarray, who: int, own, other) -> np.ndarray:
        """The share of its gain that a party would lose by taking the other's demand: (n,)."""
        have = view.at(gain[..., who], own)
        lost = have - view.at(gain[..., who], other)
        some = have > TOLERANCE
        return np.where(some, np.minimum(lost / np.where(some, have, 1.0), 1.0), 1.0)

    def _conceded(self, view: View, gain, possible, mine, theirs) -> np.ndarray:
        """Its best demand that gives the other the smaller risk, or the other's demand: (n,)."""
        game: Game = view.game
        product = nash_product(game.utility, game.reservation)
        enough = product > view.at(product, theirs)[:, None] * (1 + TOLERANCE)
        enough &= possible & (
            gain[..., game.me] < view.at(gain[..., game.me], mine)[:, None] - TOLERANCE
        )
        conceded = self._best(gain, game.me, enough)
        taken = np.where(view.at(possible, theirs), theirs, mine)
        return np.where(conceded >= 0, conceded, taken)

    def _best(self, gain: np.ndarray, who: int, among: np.ndarray) -> np.ndarray:
        """The best of some packages for a party; of equals the best for the other: (n,)."""
        own = np.where(among, gain[..., who], -np.inf)
        equal = among & (own >= own.max(axis=-1, keepdims=True) - TOLERANCE)
        best = np.where(equal, gain[..., 1 - who], -np.inf).argmax(axis=-1)
        return np.where(among.any(axis=-1), best, -1)
