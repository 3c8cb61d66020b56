"""Back home: factions vote on what their party has signed (two-level games, Putnam 1988)."""

from __future__ import annotations

import numpy as np

from sim.draws import logistic
from sim.model.stages.base import Stage


class Ratify(Stage):
    """In the period after the signature parties with factions vote; one short undoes the deal."""

    name = "ratify"

    def __init__(self, forum):
        super().__init__(forum)
        t = self._t
        self.shock = np.zeros((t.runs, len(t.voices)))  # a faction's private payoff of a yes
        for v in np.flatnonzero(t.ratifiers.party >= 0):
            u = t.draws.uniform(("shock", "voting", t.forum_name, t.voices[v]), t.first, t.runs)
            self.shock[:, v] = logistic(u, t.scale[:, v])

    def step(self, rows: np.ndarray) -> None:
        """Vote in `rows`."""
        forum, t = self._forum, self._t
        forum.look(rows)
        package = forum.package[rows]
        yes = np.zeros((len(rows), len(t.voices)), bool)
        for v in np.flatnonzero(t.ratifiers.party >= 0):
            value = forum.prospect.gain_of(rows, v, package)[:, -1] + self.shock[rows, v]
            said = value > 0
            if v < len(t.parties):  # it votes as one, and not by factions
                asked = self._votes(rows, int(v))
                said[asked] = forum.delegations[v].decides("ratify", rows[asked], value[asked])
            yes[:, v] = said & t.allowed[v, package]
            there = self._votes(rows, t.ratifiers.party[v])
            forum.record(
                rows[there], t.voices[v], "vote", yes[there, v], package=package[there],
                value=value[there], seats=forum.prospect.seats_held[rows[there], v],
                crossed=~t.allowed[v, package[there]],
                over=forum.sore_point(v, rows[there], package[there]),
            )  # fmt: skip
        failed = self._failing(rows, yes)
        lost = failed.any(axis=-1)
        forum.in_force(rows[~lost])
        forum.endings.not_ratified(rows[lost], failed[lost], yes[lost])

    def _votes(self, rows: np.ndarray, party: int) -> np.ndarray:
        """Where a party has to ratify: it has signed, or is asked from outside: (n,)."""
        table = self._forum.table
        return table.present[rows, party] | table.asked[rows, party]

    def _failing(self, rows, yes) -> np.ndarray:
        """Which parties fail to ratify: (n, parties) booleans."""
        t = self._t
        failed = np.zeros((len(rows), len(t.parties)), bool)
        for j in t.ratifiers.voting:
            votes = np.zeros(len(rows))
            for v in np.flatnonzero(t.ratifiers.party == j):
                votes += np.where(yes[:, v], self._forum.prospect.seats_held[rows, v], 0.0)
            there = self._votes(rows, j)
            failed[:, j] = there & (votes < t.ratifiers.quota[rows, j] - 1e-12)
            self._forum.record(
                rows[there], t.parties[j], "ratify", ~failed[there, j], seats=votes[there],
                needed=t.ratifiers.quota[rows[there], j],
            )  # fmt: skip
        return failed
