"""Offers in turn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.model.game import Game
from sim.model.protocols.answers import ask, offer
from sim.model.protocols.offers_game import OffersGame, Steps, among_present
from sim.registry import protocols
from sim.theory.sequential import turns
from sim.theory.steady import in_turn


@protocols.register("alternating_offers")
class AlternatingOffers(OffersGame):
    """Each round one seat proposes a package and the others answer one after another.

    The next round is the next seat's.

    (Rubinstein 1982 for two; for more, the proposer moves on after every round.) Whoever refuses
    ends the round: later seats are not asked. A proposer with nothing to offer passes, which counts
    as blocking the round.

    Parameters
    ----------
    order : sequence of parties, optional
        The speaking order; by name unless given.
    """

    in_turn = True

    def __init__(self, order: tuple | None = None):
        self.order = order

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1; offers never run out."""
        table = forum.table
        order = (
            [forum.delegation(name) for name in self.order] if self.order else list(forum.seated)
        )
        agreed = np.full(len(rows), -1)
        here = table.present[np.ix_(rows, [party.index for party in order])]
        place = np.cumsum(here, axis=1) - 1  # in the speaking order of those who came
        turn = (table.round[rows] - 1) % here.sum(axis=1)
        yes, said_no = np.zeros((2, len(rows), len(forum.tables.parties)), bool)
        for k, proposer in enumerate(order):
            mine = np.flatnonzero((turn == place[:, k]) & here[:, k])
            if not mine.size:
                continue
            made = offer(forum, proposer, rows[mine])
            asked = mine[made >= 0]
            said_no[mine, proposer.index] = made < 0
            yes[asked, proposer.index] = True
            standing = np.ones(len(asked), bool)  # nobody has blocked it yet
            for other in order[k + 1 :] + order[:k]:
                now = asked[standing & table.present[rows[asked], other.index]]
                yes[now, other.index] = ask(forum, other, rows[now], answers=True)
                said_no[now, other.index] = ~yes[now, other.index]
                standing &= self._can_still_pass(forum, rows[asked], yes[asked], order, k, other)
            passed = asked[table.passes(yes[asked], rows[asked])]
            agreed[passed] = table.offer[rows[passed]]
        table.said_yes[rows] = yes
        absent = table.against(rows) & ~table.present[rows]
        forum.endings.last_refusals[rows] = said_no | absent
        return agreed, np.zeros(len(rows), bool)

    def recognition(self, game: Game) -> np.ndarray:
        """Whose turn it is in each round: (n, rounds, seats)."""
        order = [game.seats.index(name) for name in self.order or game.seats]
        return turns(game.rounds, order, game.present)

    def steady(self, game: Game, indifferent: str) -> Iterator[Steps]:
        """Stationary play as if there were no deadline: see `sim.theory.steady.in_turn`."""
        seats = len(game.seats)
        order = [game.seats.index(name) for name in self.order or game.seats]
        for row in range(len(game.round)):
            those = among_present(game, row)
            place = {seat: k for k, seat in enumerate(those.seats)}
            play = in_turn(
                those.utility, [place[seat] for seat in order if seat in place], those.reservation,
                waiting=those.waiting, ballot=those.ballot, allowed=those.allowed,
                indifferent=indifferent,
            )  # fmt: skip
            offers = np.full((len(those.seats), seats, 1), -1)
            offers[:, those.seats, 0] = play.offers
            least = np.zeros((len(those.seats), seats))
            least[:, those.seats] = play.least
            yield Steps(offers, (offers >= 0).astype(float), least)

    def _can_still_pass(self, forum, rows, yes, order, k, last) -> np.ndarray:
        """Whether the offer would pass if everybody not yet asked said yes."""
        after = order[k + 1 :] + order[:k]
        pending = after[after.index(last) + 1 :]
        hopeful = yes.copy()
        for party in pending:
            hopeful[:, party.index] = True
        return forum.table.passes(hopeful, rows)
