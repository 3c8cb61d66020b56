"""Offers in turn, several in a round."""

from __future__ import annotations

import numpy as np

from sim.model.protocols.answers import ask, offer
from sim.model.protocols.base import Protocol
from sim.registry import protocols


@protocols.register("stacked_alternating_offers")
class StackedAlternatingOffers(Protocol):
    """Each in turn accepts the offer that stands, or puts one of its own in its place.

    A round is one turn of everybody who came, in the speaking order. An offer is agreed as soon as
    those who have accepted it in a row, with whoever made it, are enough under the decision rule:
    under unanimity, once all others have. Acceptances count on from round to round. Whoever
    refuses and has nothing to offer takes the offer off the table. (Aydogan, Festen, Hindriks &
    Jonker 2017, the stacked alternating offers protocol.)

    Ours is what happens when the world moves between rounds so that something else is at stake:
    the offer stands, but everybody is asked again, its maker too. At the deadline those stood in
    the way who refused an offer in the last round, each over the last one that it refused.

    Parameters
    ----------
    order : sequence of parties, optional
        The speaking order; by name unless given.

    Examples
    --------
    >>> StackedAlternatingOffers(("south", "north")).order
    ('south', 'north')
    """

    in_turn = True
    foresees = False

    def __init__(self, order: tuple | None = None):
        self.order = order

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1; offers never run out."""
        table = forum.table
        order = (
            [forum.delegation(name) for name in self.order] if self.order else list(forum.seated)
        )
        present = table.present.take(rows, axis=0)
        forum.endings.last_refusals[rows] = table.against(rows) & ~present
        agreed = np.full(len(rows), -1)
        for k, party in enumerate(order):
            turn = (agreed < 0) & present[:, party.index]
            self._turn(forum, party, order[k + 1 :], rows[turn])
            offer, yes = table.offer.take(rows), table.said_yes.take(rows, axis=0)
            passed = turn & (offer >= 0) & table.passes(yes, rows)
            agreed[passed] = offer[passed]
        return agreed, np.zeros(len(rows), bool)

    def _turn(self, forum, party, after: list, rows: np.ndarray) -> None:
        """One party accepts what stands, or replaces it. after: who follows in this round."""
        table, endings = forum.table, forum.endings
        said_yes = table.said_yes[:, party.index]
        standing = (table.offer.take(rows) >= 0) & ~said_yes.take(rows)
        asked = rows[standing]
        if asked.size:
            again = self._speaks_again(forum, party, after, asked)
            said_yes[asked] = ask(forum, party, asked, answers=again)
        refused = asked[~said_yes.take(asked)]
        endings.last_refusals[refused, party.index] = True
        endings.refused_last[refused, party.index] = table.offer.take(refused)
        self._propose(forum, party, rows[~said_yes.take(rows)])

    def _propose(self, forum, party, rows: np.ndarray) -> None:
        """A party puts its own offer on the table, in place of what stands there."""
        if not rows.size:
            return
        table, endings = forum.table, forum.endings
        first = table.offer.take(rows) < 0
        made = offer(forum, party, rows)
        table.said_yes[rows] = False
        table.said_yes[rows, party.index] = made >= 0
        nothing = rows[first & (made < 0)]  # neither to answer nor to offer
        endings.last_refusals[nothing, party.index] = True
        endings.refused_last[nothing, party.index] = -1

    def _speaks_again(self, forum, party, after: list, rows: np.ndarray) -> np.ndarray:
        """Where an offer of its own could still be agreed, if it refused: (n,) booleans.

        In the last round that takes enough of those who follow in it.
        """
        table = forum.table
        again = table.round[rows] < forum.tables.forum.deadline
        if again.all():
            return again
        last = np.flatnonzero(~again)
        hopeful = np.zeros((len(last), len(forum.tables.parties)), bool)
        for other in (party, *after):
            hopeful[:, other.index] = table.present[rows[last], other.index]
        again[last] = table.passes(hopeful, rows[last])
        return again
