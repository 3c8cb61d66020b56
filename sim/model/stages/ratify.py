"""Back home: factions vote on what their party has signed (two-level games, Putnam 1988)."""

from __future__ import annotations

import numpy as np

from sim.draws import logistic


class Ratify:
    """In the period after the signature parties with factions vote; one short undoes the deal."""

    name = "ratify"

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables
        t = self._t
        self.shock = np.zeros((t.runs, len(t.voices)))  # a faction's private payoff of a yes
        for v in np.flatnonzero(t.bodies.party >= 0):
            u = t.draws.uniform(("shock", "voting", t.forum_name, t.voices[v]), t.first, t.runs)
            self.shock[:, v] = logistic(u, t.scale[:, v])

    def step(self, rows: np.ndarray) -> None:
        """Vote in `rows`."""
        forum, t = self._forum, self._t
        forum.look(rows)
        package = forum.package[rows]
        yes = np.zeros((len(rows), len(t.voices)), bool)
        for v in np.flatnonzero(t.bodies.party >= 0):
            value = forum.prospect.gain[rows, v, -1, package] + self.shock[rows, v]
            yes[:, v] = (value > 0) & t.allowed[v, package]
            there = forum.table.present[rows, t.bodies.party[v]]
            forum.record(
                rows[there], t.voices[v], "vote", yes[there, v], package=package[there],
                value=value[there], seats=t.bodies.weight[rows[there], v],
                crossed=~t.allowed[v, package[there]],
                over=forum.sore_point(v, rows[there], package[there]),
            )  # fmt: skip
        failed = self._failing(rows, yes)
        lost = failed.any(axis=-1)
        forum.in_force(rows[~lost])
        forum.endings.not_ratified(rows[lost], failed[lost], yes[lost])

    def _failing(self, rows, yes) -> np.ndarray:
        """Which parties fail to ratify: (n, parties) booleans."""
        t = self._t
        failed = np.zeros((len(rows), len(t.parties)), bool)
        for j in t.bodies.ratifying:
            votes = np.zeros(len(rows))
            for v in np.flatnonzero(t.bodies.party == j):
                votes += np.where(yes[:, v], t.bodies.weight[rows, v], 0.0)
            there = self._forum.table.present[rows, j]
            failed[:, j] = there & (votes < t.bodies.quota[rows, j] - 1e-12)
            self._forum.record(
                rows[there], t.parties[j], "ratify", ~failed[there, j], seats=votes[there],
                needed=t.bodies.quota[rows[there], j],
            )  # fmt: skip
        return failed
