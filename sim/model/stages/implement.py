"""After the deal: each signatory keeps or breaks it, and thinks again when the war changes."""

from __future__ import annotations

import numpy as np

from sim.model.stages.base import Stage


class Implement(Stage):
    """A deal holds if nobody has broken it by the horizon.

    That it may not is the commitment problem (Fearon 1995; Powell 2006).
    """

    name = "implement"

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        forum = self._forum
        stirred = rows[~forum.quiet[rows]]
        if stirred.size:
            if self._t.actions:
                before = forum.without_deal
                forum.prospect.see(forum.world, stirred, forum.beliefs, forum.table, before)
                forum.initiative.take(stirred, self.name, forum.initiative.under_deal)
            self._choose(stirred)
        alive = rows[forum.stage_next(rows) == "implement"]
        forum.deal_age[alive] += 1
        forum.endings.held(alive[forum.deal_age[alive] >= self._t.spec.time.horizon])

    def _choose(self, rows: np.ndarray) -> None:
        """Every signatory keeps the deal or breaks it."""
        forum = self._forum
        broken = np.zeros((len(rows), len(self._t.parties)), bool)
        for party in forum.seated:
            signatory = np.flatnonzero(forum.signatory[rows, party.index])
            here = rows[signatory]
            kept, value, broke = self._keeps(party, here)
            broken[signatory, party.index] = ~kept
            told = ~kept | (forum.deal_age[here] == 0)  # not again what was said before
            forum.record(
                here[told], party.name, "keep", kept[told], value=value[told],
                without=broke[told], shock=party.keeping[here][told],
                over=forum.sore_point(party.index, here[told], forum.package[here][told]),
            )  # fmt: skip
        forum.quiet[rows] = True
        over = broken.any(axis=-1)
        forum.endings.collapsed(rows[over], broken[over])

    def _keeps(self, party, rows):
        """Whether a signatory keeps the deal, and the two values it compares."""
        forum = self._forum
        kept = forum.deals.value(forum.world[rows], rows)[:, party.index]
        broke = forum.breach_value(rows, party.index)
        return party.keeps(rows, kept, broke), kept, broke
