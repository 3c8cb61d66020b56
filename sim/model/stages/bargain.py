"""At the table: who stays, what is proposed, and whether it is agreed."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SITTING


class Bargain:
    """Each period one round of the forum's protocol, in the runs whose seats are at the table.

    First every seat says whether it stays. In a run that anybody leaves, talks end there.
    """

    name = "bargain"

    def __init__(self, talks):
        self._talks, self._t = talks, talks.tables

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        talks = self._talks
        talks.look(rows)
        staying = self._stay(rows)
        rows = rows[staying]
        if not rows.size:
            return
        talks.table.round[rows] += 1
        agreed, hopeless = talks.table.protocol.play(talks, rows)
        signed = agreed >= 0
        talks.signed(rows[signed], agreed[signed])
        over = ~signed & (hopeless | (talks.table.round[rows] >= self._t.forum.deadline))
        talks.endings.deadlocked(rows[over])

    def _stay(self, rows: np.ndarray) -> np.ndarray:
        """Which runs nobody leaves: (n,) booleans."""
        talks = self._talks
        left = np.zeros((len(rows), len(self._t.parties)), bool)
        for party in talks.seated:
            there = np.flatnonzero(talks.table.present[rows, party.index])
            threshold = party.stays_threshold(rows[there], talks.prospect)
            stays = party.comes(rows[there], threshold)
            talks.beliefs.learn(SITTING, party.index, rows[there], stays, threshold)
            left[there, party.index] = ~stays
            kept = rows[there[stays]]
            party.spend(kept, self._t.staying_cost[kept, party.index])
            gone = there[~stays]
            talks.record(
                rows[gone], party.name, "walk_out",
                value=talks.prospect.expect[rows[gone], party.index, -1],
                shock=party.sitting[rows[gone]],
                blame=talks.prospect.failed[rows[gone], party.index]
                - talks.prospect.if_walks[rows[gone], party.index],
                cost=self._t.staying_cost[rows[gone], party.index],
            )  # fmt: skip
        empty = left.any(axis=-1)
        talks.endings.walked_out(rows[empty], left[empty])
        return np.logical_not(empty)
