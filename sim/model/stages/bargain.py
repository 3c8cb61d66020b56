"""At the table: who stays, what is proposed, and whether it is agreed."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SITTING


class Bargain:
    """Each period one round of the forum's protocol, in the runs whose seats are at the table.

    First every seat says whether it stays. In a run that anybody leaves, talks end there.
    """

    name = "bargain"

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        forum = self._forum
        forum.look(rows)
        staying = self._stay(rows)
        rows = rows[staying]
        if not rows.size:
            return
        forum.table.round[rows] += 1
        agreed, hopeless = forum.table.protocol.play(forum, rows)
        signed = agreed >= 0
        forum.signed(rows[signed], agreed[signed])
        over = ~signed & (hopeless | (forum.table.round[rows] >= self._t.forum.deadline))
        forum.endings.deadlocked(rows[over])

    def _stay(self, rows: np.ndarray) -> np.ndarray:
        """Which runs nobody leaves: (n,) booleans."""
        forum = self._forum
        left = np.zeros((len(rows), len(self._t.parties)), bool)
        for party in forum.seated:
            there = np.flatnonzero(forum.table.present[rows, party.index])
            threshold = party.stays_threshold(rows[there], forum.prospect)
            stays = party.comes(rows[there], threshold)
            forum.beliefs.learn(SITTING, party.index, rows[there], stays, threshold)
            left[there, party.index] = ~stays
            kept = rows[there[stays]]
            party.spend(kept, self._t.staying_cost[kept, party.index])
            gone = there[~stays]
            forum.record(
                rows[gone], party.name, "walk_out",
                value=forum.prospect.expect[rows[gone], party.index, -1],
                shock=party.sitting[rows[gone]],
                blame=forum.prospect.failed[rows[gone], party.index]
                - forum.prospect.if_walks[rows[gone], party.index],
                cost=self._t.staying_cost[rows[gone], party.index],
            )  # fmt: skip
        empty = left.any(axis=-1)
        forum.endings.walked_out(rows[empty], left[empty])
        return np.logical_not(empty)
