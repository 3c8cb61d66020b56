"""One text under a mediator."""

from __future__ import annotations

import numpy as np

from sim.model.protocols.answers import ask
from sim.registry import protocols


@protocols.register("single_text")
class SingleText:
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
        table = forum.table
        text, hope = self.text(forum, rows)
        hopeless = ~hope & table.refused[rows].any(axis=-1)
        mediator = forum.tables.forum.mediator or "the mediator"
        forum.record(rows[hopeless], mediator, "give_up")
        rows, text, here = rows[~hopeless], text[~hopeless], ~hopeless
        table.offer[rows] = text
        forum.record(
            rows, mediator, "table", package=text, chance=forum.prospect.passes[rows, text]
        )
        yes = np.zeros((len(rows), len(forum.tables.parties)), bool)
        for party in forum.seated:
            there = forum.table.present[rows, party.index]
            yes[there, party.index] = ask(forum, party, rows[there], answers=False)
        passed = table.passes(yes, rows)
        table.said_yes[rows] = yes
        table.refused[rows[~passed], text[~passed]] = True
        forum.endings.last_refusals[rows] = table.against(rows) & ~yes
        agreed = np.full(len(here), -1)
        agreed[here] = np.where(passed, text, -1)
        return agreed, hopeless

    def text(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The mediator's next text, and whether it has any hope: (n,) packages, (n,) booleans."""
        score = forum.prospect.score[rows]
        worst = np.full(score.shape, np.inf)
        for party in forum.seated:
            gain = forum.prospect.gain[rows, party.index]
            expected = np.zeros(score.shape)
            for k in range(forum.beliefs.posterior.shape[-1]):
                expected += forum.beliefs.posterior[rows, party.index, k, None] * gain[:, k]
            expected = np.where(forum.tables.allowed[party.index], expected, -np.inf)
            worst = np.minimum(
                worst, np.where(forum.table.present[rows, party.index, None], expected, np.inf)
            )
        best = score.max(axis=-1)
        tied = (score >= best[:, None] * (1 - 1e-12)) & ~forum.table.refused[rows]
        text = np.where(tied, worst, -np.inf).argmax(axis=-1)
        # With nothing but red lines left the first package that was not refused is tabled.
        text = np.where(tied[np.arange(len(rows)), text], text, tied.argmax(axis=-1))
        return text, best > 0
