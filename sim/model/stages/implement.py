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
            forum.initiative.take(stirred, self.name, forum.initiative.under_deal)
            self._choose(stirred)
        alive = rows[forum.stage_next(rows) == "implement"]
        forum.deal_age[alive] += 1
        forum.endings.held(alive[forum.deal_age[alive] >= self._t.spec.time.horizon])

    def _choose(self, rows: np.ndarray) -> None:
        """Every signatory keeps the deal or breaks it."""
        forum = self._forum
        broken = np.zeros((len(rows), len(self._t.parties)), bool)
        values, if_broken = forum.deal.compared(rows)
        for party in forum.seated:
            signatory = np.flatnonzero(forum.signatory[rows, party.index])
            here = rows[signatory]
            value = values[signatory, party.index]
            broke = if_broken[signatory, party.index]
            kept = party.keeps(here, value, broke)
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
