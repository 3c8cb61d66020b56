"""After the deal.

Every signatory keeps it or breaks it, and thinks again whenever the war would go differently.
"""

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
        broken = np.zeros((len(stirred), len(self._t.parties)), bool)
        for party in talks.seated:
            signatory = np.flatnonzero(talks.signatory[stirred, party.index])
            kept, value, broke = self._keeps(party, stirred[signatory])
            broken[signatory, party.index] = ~kept
            fresh = ~kept | (talks.deal_age[stirred[signatory]] == 0)
            talks.record(
                stirred[signatory][fresh], party.name, "keep", kept[fresh], value=value[fresh],
                without=broke[fresh], shock=party.keeping[stirred[signatory]][fresh],
                over=talks.sore_point(
                    party.index, stirred[signatory][fresh], talks.package[stirred[signatory]][fresh]
                ),
            )  # fmt: skip
        talks.quiet[stirred] = True
        over = broken.any(axis=-1)
        talks.endings.collapsed(stirred[over], broken[over])
        alive = rows[talks.stage_next(rows) == "implement"]
        talks.deal_age[alive] += 1
        talks.endings.held(alive[talks.deal_age[alive] >= self._t.spec.time.horizon])

    def _keeps(self, party, rows):
        """Whether a signatory keeps the deal, and the two values it compares."""
        talks = self._talks
        kept = talks.conflict.utilities(talks.world[rows], rows)[:, party.index]
        broke = talks.breach_value(rows, party.index)
        return party.keeps(rows, kept, broke), kept, broke
