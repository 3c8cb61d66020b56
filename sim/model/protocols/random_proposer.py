"""Offers by whoever is drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.model.game import Game
from sim.model.protocols.answers import ask, offer
from sim.model.protocols.offers_game import OffersGame, Steps, among_present
from sim.registry import protocols
from sim.theory.steady import by_lot


@protocols.register("random_proposer")
class RandomProposer(OffersGame):
    """Each round a seat is drawn, which proposes a package; all the others vote on it at once.

    (Baron & Ferejohn 1989, closed rule.) What passes under the decision rule is agreed; what does
    not is followed by another draw in the next round, which does not hang on the last one. A
    proposer with nothing to offer passes, which ends the round. Seats that stayed away are not
    drawn; the chances of those who came keep their ratios.

    Parameters
    ----------
    recognition : mapping of party to number, optional
        How likely each seat is to be drawn, all of them named, each number above 0: only ratios
        count. All alike unless given.

    Examples
    --------
    >>> RandomProposer({"left": 2, "right": 0})
    Traceback (most recent call last):
    ValueError: recognition: right is 0; write numbers above 0, such as 0.5
    """

    random = True

    def __init__(self, recognition: dict | None = None):
        for name, chance in (recognition or {}).items():
            if not isinstance(chance, int | float) or not 0 < chance < float("inf"):
                right = "write numbers above 0, such as 0.5"
                raise ValueError(f"recognition: {name} is {chance}; {right}")
        self.chances = recognition

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1; offers never run out."""
        table, drawn = forum.table, self._draw(forum, rows)
        agreed = np.full(len(rows), -1)
        yes, said_no = np.zeros((2, len(rows), len(forum.tables.parties)), bool)
        for proposer in forum.seated:
            mine = np.flatnonzero(drawn == proposer.index)
            if not mine.size:
                continue
            forum.record(rows[mine], proposer.name, "drawn")
            made = offer(forum, proposer, rows[mine])
            asked = mine[made >= 0]
            said_no[mine, proposer.index] = made < 0
            yes[asked, proposer.index] = True
            for other in forum.seated:
                now = asked[table.present[rows[asked], other.index]]
                if other is not proposer and now.size:
                    yes[now, other.index] = ask(forum, other, rows[now], answers=True)
                    said_no[now, other.index] = ~yes[now, other.index]
            passed = asked[table.passes(yes[asked], rows[asked])]
            agreed[passed] = table.offer[rows[passed]]
        table.said_yes[rows] = yes
        absent = table.against(rows) & ~table.present[rows]
        forum.endings.last_refusals[rows] = said_no | absent
        return agreed, np.zeros(len(rows), bool)

    def _draw(self, forum, rows: np.ndarray) -> np.ndarray:
        """The party drawn to propose in each run: (n,) places among all parties."""
        t, table = forum.tables, forum.table
        names = [t.parties[j] for j in t.seats]
        chance = self._among(names, table.present[np.ix_(rows, t.seats)])
        stream = ("protocol", t.forum_name, "recognition")
        u = t.draws.at_rounds(stream, t.first, table.round)[rows]
        below = u[:, None] < np.cumsum(chance, axis=1)
        below[:, -1] |= ~below.any(axis=1)  # a sum of chances may fall short of 1 by a rounding
        drawn = below.argmax(axis=1)
        last_here = chance.shape[1] - 1 - (chance[:, ::-1] > 0).argmax(axis=1)
        return t.seats[np.minimum(drawn, last_here)]

    def _among(self, names, present: np.ndarray) -> np.ndarray:
        """The chance of each seat to be drawn, given who came: (n, seats)."""
        given = self.chances or dict.fromkeys(names, 1.0)
        weight = np.array([float(given.get(name, 0.0)) for name in names])
        total = np.zeros(len(present))
        for k, each in enumerate(weight):
            total += np.where(present[:, k], each, 0.0)
        return np.where(present, weight, 0.0) / np.maximum(total, 1e-300)[:, None]

    def recognition(self, game: Game) -> np.ndarray:
        """The chance of each seat to propose, the same in every round: (n, rounds, seats)."""
        chance = self._among(game.seats, game.present)[:, None, :]
        return np.broadcast_to(chance, (len(chance), game.rounds, len(game.seats)))

    def steady(self, game: Game, indifferent: str) -> Iterator[Steps]:
        """Stationary play as if there were no deadline: see `sim.theory.steady.by_lot`."""
        chance, seats = self._among(game.seats, game.present), len(game.seats)
        for row in range(len(game.round)):
            those = among_present(game, row)
            time = those.waiting
            if those.allowed is not None or np.any(time.flow) or np.any(time.cost):
                right = "write solution: backward_induction, or leave out what is more"
                raise ValueError(
                    "stationary play of random_proposer is known where time costs patience alone "
                    f"and nobody has a red line; {right}"
                )
            play = by_lot(
                those.utility, chance[row, those.seats], time.patience, ballot=those.ballot,
                indifferent=indifferent,
            )  # fmt: skip
            k = play.packages.shape[1]
            packages, chances = np.full((1, seats, k), -1), np.zeros((1, seats, k))
            packages[0, those.seats] = play.packages
            chances[0, those.seats] = play.chances
            least = np.zeros((1, seats))
            least[0, those.seats] = play.least
            yield Steps(packages, chances, least)
