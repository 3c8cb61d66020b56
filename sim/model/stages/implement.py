"""After the deal: each signatory keeps or breaks it, and thinks again when the war changes."""

from __future__ import annotations

import numpy as np


class Implement:
    """A deal holds if nobody has broken it by the horizon.

    That it may not is the commitment problem (Fearon 1995; Powell 2006).
    """

    name = "implement"

    def __init__(self, talks):
        self._talks, self._t = talks, talks.tables

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        talks = self._talks
        stirred = rows[~talks.quiet[rows]]
        if stirred.size:
            self._choose(stirred)
        alive = rows[talks.stage_next(rows) == "implement"]
        talks.deal_age[alive] += 1
        talks.endings.held(alive[talks.deal_age[alive] >= self._t.spec.time.horizon])

    def _choose(self, rows: np.ndarray) -> None:
        """Every signatory keeps the deal or breaks it."""
        talks = self._talks
        broken = np.zeros((len(rows), len(self._t.parties)), bool)
        for party in talks.seated:
            signatory = np.flatnonzero(talks.signatory[rows, party.index])
            here = rows[signatory]
            kept, value, broke = self._keeps(party, here)
            broken[signatory, party.index] = ~kept
            told = ~kept | (talks.deal_age[here] == 0)  # not again what was said before
            talks.record(
                here[told], party.name, "keep", kept[told], value=value[told],
                without=broke[told], shock=party.keeping[here][told],
                over=talks.sore_point(party.index, here[told], talks.package[here][told]),
            )  # fmt: skip
        talks.quiet[rows] = True
        over = broken.any(axis=-1)
        talks.endings.collapsed(rows[over], broken[over])

    def _keeps(self, party, rows):
        """Whether a signatory keeps the deal, and the two values it compares."""
        talks = self._talks
        kept = talks.conflict.utilities(talks.world[rows], rows)[:, party.index]
        broke = talks.breach_value(rows, party.index)
        return party.keeps(rows, kept, broke), kept, broke
