"""One text under a mediator."""

from __future__ import annotations

import numpy as np

from sim.model.packages import next_texts
from sim.model.protocols.answers import ask
from sim.model.protocols.base import Protocol
from sim.registry import protocols


@protocols.register("single_text")
class SingleText(Protocol):
    """The mediator tables one text a round; everybody says yes or no to it.

    A refused text is not tabled again.

    (Raiffa 1982, ch. 14.) The text is the package with the highest ``a(x) prod_j N_j(x)`` under the
    public beliefs: the Nash product of expected gains, times the chance that it is agreed and
    ratified. Ties: the package whose worst expected gain among the seats is best, then the first in
    order. Where nothing scores above 0 the mediator tables the least refused package once, and then
    gives up.
    """

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1, and where no text is left."""
        text, hope = self.text(forum, rows)
        hopeless = ~hope & forum.table.refused[rows].any(axis=-1)
        forum.record(rows[hopeless], self.mediator(forum), "give_up")
        agreed, here = np.full(len(rows), -1), ~hopeless
        passed = self.put(forum, rows[here], text[here])
        agreed[here] = np.where(passed, text[here], -1)
        return agreed, hopeless

    def mediator(self, forum) -> str:
        """Who tables the texts."""
        return forum.tables.forum.mediator or "the mediator"

    def put(self, forum, rows: np.ndarray, text: np.ndarray) -> np.ndarray:
        """Put a text to everybody who is present: where it has the consents it needs, (n,)."""
        table = forum.table
        table.offer[rows] = text
        chance = forum.prospect.chance_of(rows, text)
        forum.record(rows, self.mediator(forum), "table", package=text, chance=chance)
        yes = np.zeros((len(rows), len(forum.tables.parties)), bool)
        for party in forum.seated:
            there = table.present[rows, party.index]
            yes[there, party.index] = ask(forum, party, rows[there], answers=False)
        passed = table.passes(yes, rows)
        table.said_yes[rows] = yes
        forum.refused(rows[~passed], text[~passed])
        forum.endings.last_refusals[rows] = table.against(rows) & ~yes
        return passed

    def text(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The mediator's next text, and whether it has any hope: (n,) packages, (n,) booleans."""
        table, prospect, belief = forum.table, forum.prospect, forum.beliefs.posterior
        few, seated, open_ = prospect.few, prospect.on_table(table, rows), prospect.signable
        option = np.ascontiguousarray(forum.tables.packages[open_].T)
        text, hope = next_texts(rows, few.score, table.settled, option, seated, belief, few.gain)
        return open_[text], hope
