"""A deal comes into force: those who have not signed it are asked to do their part."""

from __future__ import annotations

import numpy as np

from sim.model.deals import Part


class Compliance:
    """Controllers who have not signed a deal carry out their part of it, or defy it."""

    def __init__(self, forum):
        self._forum, self._t, self._deals = forum, forum.tables, forum.deals

    def moved(self, rows: np.ndarray) -> np.ndarray:
        """Which issues the deals of some runs move, all who must having been asked: (n, issues)."""
        forum, t = self._forum, self._t
        moved = t.movers(forum.signatory[rows])
        defied = np.zeros((len(rows), len(t.parties)), bool)
        for i in t.agenda:
            here = np.flatnonzero(~moved[:, i])
            if here.size:
                refused = self._ask(i, rows[here], moved, here)
                defied[here] |= refused
        acts = {("defy", name): defied[:, j] for j, name in enumerate(t.parties)}
        forum.carry_out(rows, acts)
        return moved

    def _ask(self, issue: int, rows: np.ndarray, moved: np.ndarray, here) -> np.ndarray:
        """Ask for an issue in the runs in which it hangs on that: who defies, (n, parties)."""
        every = self._t.spec.issues[self._t.issues[issue]].control == "all"
        done = np.full(len(rows), every)
        refused = np.zeros((len(rows), len(self._t.parties)), bool)
        for part in (part for part in self._deals.parts if part.issue == issue):
            signed = self._forum.signatory[rows, part.party]
            yes = signed.copy()
            yes[~signed] = self._answer(part, rows[~signed])
            done = (done & yes) if every else (done | yes)
            refused[:, part.party] = ~yes
        moved[here, issue] = done
        return refused & ~done[:, None]

    def _answer(self, part: Part, rows: np.ndarray) -> np.ndarray:
        """Whether a controller does its part, in runs in which it has not signed: (n,)."""
        forum, t = self._forum, self._t
        signatory, delegation = forum.signatory[rows], forum.delegations[part.party]
        asked = forum.world[rows], rows, forum.package[rows], signatory
        gain = self._deals.gain_of_complying(part, *asked)
        shock = self._deals.complying[part][rows]
        yes = gain + shock > 0
        idle = gain == np.inf  # the deal leaves the issue where it is
        delegation.spend(rows, np.where(yes & ~idle, self._conceding(part, rows), 0.0))
        for tie in t.ties:
            if tie.client == part.party and "comply" in tie.purposes:
                leans = signatory[:, tie.patron] & ~idle
                forum.delegations[tie.patron].spend(rows, np.where(leans, tie.cost[rows], 0.0))
        told = ~idle
        forum.record(
            rows[told], delegation.name, "comply", yes[told], about=t.issues[part.issue],
            package=forum.package[rows][told], value=gain[told], shock=shock[told],
            cost=self._deals.cost_of_complying(part, rows, signatory)[told],
        )  # fmt: skip
        return yes

    def _conceding(self, part: Part, rows: np.ndarray) -> np.ndarray:
        return self._t.conceding_cost[rows, part.party, part.issue]
