"""A deal comes into force: those who have not signed it are asked to do their part."""

from __future__ import annotations

import numpy as np

from sim.model.deals import Part
from sim.model.world import DEALS, DEFIANCE, UNDOING, Change, World


class Compliance:
    """Controllers who have not signed a deal carry out their part of it, or defy it.

    Attributes
    ----------
    moved : ndarray of bool, shape (runs, issues)
        What the deal in force has moved, or kept where it was.
    defied : ndarray of bool, shape (runs, parties)
        Who has not done what a deal in force asks of it.
    """

    def __init__(self, forum):
        self._forum, self._t, self._deals = forum, forum.tables, forum.deals
        self.defied = np.zeros((self._t.runs, len(self._t.parties)), bool)
        self.moved = np.zeros((self._t.runs, len(self._t.issues)), bool)
        self._before = np.zeros_like(self.moved, int)  # levels when the deal came into force

    def carry_out(self, rows: np.ndarray) -> None:
        """A deal comes into force, as far as it is carried out."""
        forum, t = self._forum, self._t
        self._before[rows] = forum.world.levels[rows]
        self.moved[rows] = self._asked_for(rows)
        agreed = t.packages.take(forum.package, axis=0)
        sets: dict[bytes, list[int]] = {}  # issues, by the runs in which they move
        for i in t.agenda:
            sets.setdefault(self.moved[rows, i].tobytes(), []).append(i)
        for together in sets.values():
            moved = np.zeros(t.runs, bool)
            moved[rows] = self.moved[rows, together[0]]
            options = tuple((i, agreed[:, i]) for i in together)
            forum.talks.change(Change(moved, options, None), DEALS)

    # -- undoing it ----------------------------------------------------------------------

    def without_deal(self, rows: np.ndarray) -> World:
        """The present world less what the deal in force has moved and nobody has moved since."""
        now = self._forum.world[rows]
        back = self._stands(rows)
        return World(np.where(back, self._before[rows], now.levels), now.factor)

    def undo(self, rows: np.ndarray) -> None:
        """What the deal has moved goes back at the end of the period."""
        stands = self._stands(rows)
        for i in self._t.agenda:
            where = np.zeros(self._t.runs, bool)
            where[rows] = stands[:, i]
            back = Change(where, ((i, self._before[:, i]),), None)
            self._forum.talks.change(back, UNDOING)

    def _stands(self, rows: np.ndarray) -> np.ndarray:
        """Which issues stand where the deal has put them: (n, issues) booleans."""
        forum = self._forum
        agreed = self._t.packages[forum.package[rows]]  # -1 off the agenda
        return self.moved[rows] & (forum.world.levels[rows] == agreed)

    # -- asking --------------------------------------------------------------------------

    def _asked_for(self, rows: np.ndarray) -> np.ndarray:
        """Which issues the deals of some runs move, all who must having been asked: (n, issues)."""
        forum, t = self._forum, self._t
        moved = t.movers(forum.signatory[rows])
        if moved[:, t.agenda].all():  # nobody has to be asked
            self.defied[rows] = False
            return moved
        asked, defied = np.zeros((2, len(rows), len(t.parties)), bool)
        for i in t.agenda:
            here = np.flatnonzero(~moved[:, i])
            if here.size:
                something, refused = self._ask(i, rows[here], moved, here)
                asked[here] |= something
                defied[here] |= refused
        self._lean(rows, asked)
        self._enforce(rows, defied)
        self.defied[rows] = defied
        acts = {("defy", name): defied[:, j] for j, name in enumerate(t.parties)}
        forum.carry_out(rows, acts, DEFIANCE)
        return moved

    def _ask(self, issue: int, rows: np.ndarray, moved: np.ndarray, here):
        """Ask for an issue in the runs in which it hangs on that.

        Returns who is asked for anything, and who defies: two arrays (n, parties).
        """
        t = self._t
        every = t.spec.issues[t.issues[issue]].control == "all"
        done = np.full(len(rows), every)
        asked, refused = np.zeros((2, len(rows), len(t.parties)), bool)
        parts = [part for part in self._deals.parts if part.issue == issue]
        for part in parts:
            yes = self._forum.signatory[rows, part.party]
            absent = np.flatnonzero(~yes)
            yes[absent], asked[absent, part.party] = self._answer(part, rows[absent])
            done = (done & yes) if every else (done | yes)
            refused[:, part.party] = ~yes
        moved[here, issue] = done
        for part in parts:
            movers = asked[:, part.party] & ~refused[:, part.party] & done
            cost = np.where(movers, t.conceding_cost[rows, part.party, issue], 0.0)
            self._forum.delegations[part.party].spend(rows, cost)
        return asked, refused & ~done[:, None]

    def _answer(self, part: Part, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whether a controller does its part where it has not signed, and was asked: two (n,)."""
        forum, t = self._forum, self._t
        signatory, delegation = forum.signatory[rows], forum.delegations[part.party]
        on = forum.world[rows], rows, forum.package[rows], signatory
        gain = self._deals.gain_of_complying(part, *on)
        shock, cost = (
            self._deals.complying[part][rows], self._deals.cost_of_complying(part, rows, signatory)
        )  # fmt: skip
        asked = gain != np.inf  # elsewhere the deal leaves the issue where it is
        yes = gain + shock > 0
        yes[asked] = delegation.decides(
            "comply", rows[asked], (gain + shock)[asked], t.issues[part.issue], cost[asked]
        )
        forum.record(
            rows[asked], delegation.name, "comply", yes[asked], about=t.issues[part.issue],
            package=forum.package[rows][asked], value=gain[asked], shock=shock[asked],
            cost=cost[asked],
        )  # fmt: skip
        return yes, asked

    # -- what it costs -------------------------------------------------------------------

    def _lean(self, rows: np.ndarray, asked: np.ndarray) -> None:
        """Patrons who have signed lean on clients who are asked, once. asked: (n, parties)."""
        forum = self._forum
        for tie in self._t.ties:
            if "comply" in tie.purposes:
                leans = forum.signatory[rows, tie.patron] & asked[:, tie.client]
                cost = np.where(leans, tie.cost[rows], 0.0)
                forum.delegations[tie.patron].spend(rows, cost)

    def _enforce(self, rows: np.ndarray, defied: np.ndarray) -> None:
        """Who defies a deal bears its guarantee, as willing guarantors make it good."""
        forum, some = self._forum, defied.any(axis=-1)
        here, world = rows[some], forum.world[rows[some]]
        guarantee = self._deals.guarantee(
            self._deals.whole(world, forum.package[here]), world, here
        )
        for j, delegation in enumerate(forum.delegations):
            delegation.spend(here, np.where(defied[some, j], guarantee, 0.0))
