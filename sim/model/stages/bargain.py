"""At the table: who stays, what is proposed, and whether it is agreed."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.stages.base import Stage
from sim.model.stages.demands import WAIVED


class Bargain(Stage):
    """Each period one round of the forum's protocol, in the runs whose seats are at the table.

    First everybody looks, may act of its own accord, and says whether it stays. In a run that
    anybody leaves, talks end there. In a quiet one nothing has changed since all that was done,
    so everybody does as then.
    """

    name = "bargain"

    def __init__(self, forum):
        super().__init__(forum)
        self._asks = any(each.chooses for each in forum.delegations)
        self._costly = bool(self._t.staying_cost.any())

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        forum = self._forum
        rows = rows[self._stay(rows)]
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
        forum, nobody_leaves = self._forum, np.ones(len(rows), bool)
        quiet = forum.quiet[rows] & (not self._asks)
        stirred = rows[~quiet]
        if stirred.size:
            forum.look(stirred, again=True)
            forum.quiet[stirred] = True  # until something changes
            forum.initiative.take(stirred, self.name, forum.initiative.at_table)
            if self._t.forum.walkouts:
                nobody_leaves[~quiet] = self._choose(stirred)
            else:
                self._pay(stirred)
        self._pay(rows[quiet])
        return nobody_leaves

    def _pay(self, rows: np.ndarray) -> None:
        """All who are there stay, which costs what it costs."""
        for party in self._forum.seated if self._costly else ():
            there = rows[self._forum.table.present[rows, party.index]]
            party.spend(there, self._t.staying_cost[there, party.index])

    def _choose(self, rows: np.ndarray) -> np.ndarray:
        """Everybody stays or leaves; which runs nobody leaves: (n,) booleans."""
        forum = self._forum
        left = np.zeros((len(rows), len(self._t.parties)), bool)
        unmet = forum.demands.unmet_standing(forum.world[rows], rows)
        firmness = forum.demands.firmness(unmet, rows)
        for party in forum.seated:
            there = np.flatnonzero(forum.table.present[rows, party.index])
            firm = firmness[there, party.index]
            threshold = party.stays_threshold(rows[there], forum.prospect, firm)
            here = rows[there]
            above = party.sitting[here] - threshold[:, -1]
            unmet_here, staying_cost = unmet[there], self._t.staying_cost[here, party.index]
            stays = party.decides(
                "stay", here, above, lambda p=party, u=unmet_here: self._names(p, u),
                staying_cost + firm[:, -1], answer=party.comes(here, threshold),
            )  # fmt: skip
            self._give_up(party, rows[there[stays]], unmet[there[stays]], firm[stays, -1])
            forum.beliefs.learn(SITTING, party.index, rows[there], stays, threshold)
            left[there, party.index] = ~stays
            kept = rows[there[stays]]
            party.spend(kept, self._t.staying_cost[kept, party.index])
            gone = there[~stays]
            self._tell_leaving(party, rows[gone], unmet[gone], firm[~stays, -1])
        empty = left.any(axis=-1)
        forum.endings.walked_out(rows[empty], left[empty], unmet[empty])
        return np.logical_not(empty)

    def _tell_leaving(self, party, rows: np.ndarray, unmet: np.ndarray, needed) -> None:
        """Have it taken down who walks out."""
        if not self._forum.recorded:
            return
        prospect, j = self._forum.prospect, party.index
        self._forum.record(
            rows, party.name, "walk_out", about=self._names(party, unmet),
            value=prospect.expect[rows, j, -1], shock=party.sitting[rows],
            blame=prospect.failed[rows, j] - prospect.if_walks[rows, j],
            cost=self._t.staying_cost[rows, j], needed=needed,
        )  # fmt: skip

    def _give_up(self, party, rows: np.ndarray, unmet: np.ndarray, cost: np.ndarray) -> None:
        """A party that stays although demands of its own are unmet gives them up."""
        forum, mine = self._forum, self._forum.demands.held_by(party.index)
        party.spend(rows, cost)
        if not mine:
            return
        given_up = unmet[:, mine].any(axis=-1)
        for d in mine:
            forum.demands.status[rows[unmet[:, d]], d] = WAIVED
        forum.quiet[rows[given_up]] = False
        names = self._names(party, unmet[given_up])
        forum.record(rows[given_up], party.name, "give_up_demand", about=names, cost=cost[given_up])

    def _names(self, party, unmet: np.ndarray) -> list[str | None]:
        """The unmet demands of a party, for the recorder: one entry for each of (n, demands)."""
        demands, mine = self._forum.demands.all, self._forum.demands.held_by(party.index)
        return [", ".join(demands[d].name for d in mine if row[d]) or None for row in unmet]
