"""One text under a mediator."""

from __future__ import annotations

import numpy as np

from sim.model.packages import worst_gains
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
        chance = forum.prospect.passes[rows, text]
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

    def text(
        self, forum, rows: np.ndarray, among: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The mediator's next text, and whether it has any hope: (n,) packages, (n,) booleans.

        among : the packages to choose from, (n, packages) booleans; all of them unless given.
        """
        score = forum.prospect.score[rows]
        if among is not None:
            score = np.where(among, score, -1.0)  # the others score 0 or more
        best, worst = score.max(axis=-1), self._worst_gain(forum, rows)
        tied = (score >= best[:, None] * (1 - 1e-12)) & ~forum.table.refused[rows]
        text = np.where(tied, worst, -np.inf).argmax(axis=-1)
        # With nothing but red lines left the first package that was not refused is tabled.
        text = np.where(tied[np.arange(len(rows)), text], text, tied.argmax(axis=-1))
        return text, best > 0

    def _worst_gain(self, forum, rows: np.ndarray) -> np.ndarray:
        """What each package is expected to bring to whoever gains least by it: (n, packages)."""
        t, belief = forum.tables, forum.beliefs.posterior
        worst = worst_gains(
            rows, t.seats, forum.table.present, t.allowed, belief, forum.prospect.gain
        )
        return np.asarray(worst)
