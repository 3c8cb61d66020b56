"""How a forum ends: its outcome, who ended it and over what."""

from __future__ import annotations

import itertools

import numpy as np

OUTCOMES = (
    "not_convened",
    "walkout",
    "deadlock",
    "not_ratified",
    "collapsed",
    "held",
    "agreed",
    "military_decision",
)

ON_THE_TABLE = -2  # in `Endings.refused_last`


class Endings:
    """The ends of a forum in all runs of a block.

    Attributes
    ----------
    outcome, ended_by, ended_over : ndarray of object, shape (runs,)
        Strings; ``several`` where it was several, empty where nobody blocked.
    period : ndarray of int, shape (runs,)
    stage : ndarray of object, shape (runs,)
        The stage in which the run ended.
    last_refusals : ndarray of bool, shape (runs, parties)
        Who said no to what was last on the table.
    refused_last : ndarray of int, shape (runs, parties)
        What each of them said no to, where several packages are on the table in a round: -1 for
        none, `ON_THE_TABLE` for what lies there.
    blocks : list of tuple
        (row, party, kind, over, refused_by), one for each party and unmet demand or refusal that
        stood in the way.
    """

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables
        runs = self._t.runs
        self.outcome, self.ended_by, self.ended_over, self.stage = (
            np.full(runs, "", dtype=object) for _ in range(4)
        )
        self.period = np.zeros(runs, int)
        self.last_refusals = np.zeros((runs, len(self._t.parties)), bool)
        self.refused_last = np.full(self.last_refusals.shape, ON_THE_TABLE)
        self.blocks: list[tuple[int, str, str, str, str]] = []

    # -- before the table ----------------------------------------------------------------

    def not_convened(self, rows: np.ndarray, anteroom, held_to: np.ndarray) -> None:
        """The time to convene is over.

        A required seat stood in the way by each demand that it still held to as the last period
        began, and if it held to none, by not coming. Whoever said no when last asked has refused.

        held_to : ndarray of bool, shape (n, demands)
        """
        again = self._forum.ways_back.adjourn(rows, "not_convened")
        rows, held_to = rows[~again], held_to[~again]
        if not rows.size:
            return
        t, demands = self._t, anteroom.demands
        for j in t.required:
            mine = demands.held_by(j)
            for d in mine:
                refusers = ", ".join(t.parties[c] for c in demands.all[d].controllers)
                held = rows[held_to[:, d]]
                self._block(held, t.parties[j], "demand", demands.all[d].name, refusers)
            stays_away = ~held_to[:, mine].any(axis=-1) & ~anteroom.coming[rows, j]
            voters = np.flatnonzero(t.electors.party == j)
            outvoted = anteroom.outvoted[np.ix_(rows, voters)].any(axis=-1)
            self._block(rows[stays_away & ~outvoted], t.parties[j], "refusal", "coming", "")
            for v in voters:
                self._block(rows[anteroom.outvoted[rows, v]], t.voices[v], "vote", "coming", "")
        acts = {("no_talks", None): np.ones(len(rows), bool)}
        acts |= {("refuse", t.parties[j]): anteroom.declined[rows, j] for j in t.seats}
        self._close(rows, "not_convened", acts)

    # -- at the table --------------------------------------------------------------------

    def walked_out(self, rows: np.ndarray, left: np.ndarray, unmet: np.ndarray) -> None:
        """Somebody has left the table, over a demand that is made there too or over staying at all.

        left : (n, parties) booleans; unmet : (n, demands) booleans
        """
        again = self._forum.ways_back.adjourn(rows, "walkout")
        rows, left, unmet = rows[~again], left[~again], unmet[~again]
        if not rows.size:
            return
        t, demands = self._t, self._forum.demands
        acts = {("failed", None): np.ones(len(rows), bool)}
        for j in t.seats:
            mine = demands.held_by(j)
            over = left[:, j, None] & unmet[:, mine]
            for d, where in zip(mine, over.T, strict=True):
                refusers = ", ".join(t.parties[c] for c in demands.all[d].controllers)
                self._block(rows[where], t.parties[j], "demand", demands.all[d].name, refusers)
            plain = left[:, j] & ~over.any(axis=-1)
            self._block(rows[plain], t.parties[j], "walkout", "staying", "")
            acts["refuse", t.parties[j]] = left[:, j]
        self._close(rows, "walkout", acts)

    def deadlocked(self, rows: np.ndarray) -> None:
        """Whoever refused what was last on the table stood in the way."""
        rows = rows[~self._forum.ways_back.adjourn(rows, "deadlock")]
        if not rows.size:
            return
        for j in self._t.seats:
            refused = rows[self.last_refusals[rows, j]]
            offer = self.refused_last[refused, j]
            offer = np.where(offer == ON_THE_TABLE, self._forum.table.offer[refused], offer)
            self._block(refused, self._t.parties[j], "text", self.sore_point(j, refused, offer), "")
        self._close(rows, "deadlock", {("failed", None): np.ones(len(rows), bool)})

    def not_ratified(self, rows: np.ndarray, failed: np.ndarray, yes: np.ndarray) -> None:
        """A vote at home was lost. failed: (n, parties); yes: (n, voices) booleans."""
        again = self._forum.ways_back.adjourn(rows, "not_ratified")
        rows, failed, yes = rows[~again], failed[~again], yes[~again]
        if not rows.size:
            return
        t = self._t
        for v in map(int, np.flatnonzero(t.ratifiers.party >= 0)):
            here = failed[:, t.ratifiers.party[v]] & ~yes[:, v]
            package = self._forum.package[rows[here]]
            self._block(
                rows[here], t.voices[v], "vote", self.sore_point(v, rows[here], package), ""
            )
        self._close(rows, "not_ratified", {("failed", None): np.ones(len(rows), bool)})

    # -- after it ------------------------------------------------------------------------

    def collapsed(self, rows: np.ndarray, broken: np.ndarray) -> None:
        """Somebody has broken the deal. broken: (n, parties) booleans."""
        t, forum = self._t, self._forum
        if not rows.size:
            return
        for j, name in enumerate(t.parties):
            here = rows[broken[:, j]]
            self._block(here, name, "breach", self.sore_point(j, here, forum.package[here]), "")
        guarantee = forum.guarantee(rows)
        forum.undo(rows)
        for j in range(len(t.parties)):
            gain = t.temptation[rows, j] - guarantee
            brought = np.where(broken[:, j], gain, -self._loss(rows, j, broken))
            forum.talks.aftermath[rows, j] += brought
        acts = {("breach", name): broken[:, j] for j, name in enumerate(t.parties)}
        self._close(rows, "collapsed", acts)

    def _loss(self, rows: np.ndarray, party: int, broken: np.ndarray) -> np.ndarray:
        """What a breach costs its victim: the largest temptation among opponents who broke."""
        t = self._t
        loss = np.zeros(len(rows))
        for k in np.flatnonzero(t.opposed[party]):
            loss = np.where(broken[:, k], np.maximum(loss, t.temptation[rows, k]), loss)
        return loss

    def held(self, rows: np.ndarray) -> None:
        """Nobody has broken the deal by the horizon."""
        self._end(rows, "held")

    def agreed(self, rows: np.ndarray) -> None:
        """A deal is in force, and the scenario does not look beyond."""
        self._end(rows, "agreed")

    def decided(self, rows: np.ndarray, side: str) -> None:
        """One side has won the war, by nobody's act at a table."""
        self._block(rows, "nature", "decision", side, "")
        self._end(rows, "military_decision")

    # -- how it is written down ----------------------------------------------------------

    def sore_point(self, voice: int, rows: np.ndarray, package: np.ndarray) -> list[str]:
        """Over which issue a voice says no to a package.

        That of the red line it crosses, else the one that costs it most.

        The cost of an issue is its weight times the value of the best option less that of the
        package's. With no package at all (-1) it is ``offers``: nobody made one.
        """
        t = self._t
        loss = np.full((len(rows), len(t.issues)), -1.0)
        for i in t.agenda:
            option = t.packages[package, i]
            worth = self._forum.conflict.worth[rows, voice, i]
            loss[:, i] = worth.max(axis=-1) - worth[np.arange(len(rows)), option]
        crossed = t.crossed[voice, package]
        worst = np.where(crossed >= 0, crossed, loss.argmax(axis=-1))
        made = (package >= 0) & bool(t.agenda)
        return [t.issues[i] if known else "offers" for i, known in zip(worst, made, strict=True)]

    def _block(self, rows: np.ndarray, party: str, kind: str, over, refused_by: str) -> None:
        """Take down what stood in the way. over: one for all runs, or a list of one each."""
        if not rows.size:
            return
        _sum_up(self.ended_by, rows, party)
        _sum_up(self.ended_over, rows, over)
        each = itertools.repeat(over) if isinstance(over, str) else over
        named = zip(rows.tolist(), each, strict=False)
        self.blocks += [(row, party, kind, issue, refused_by) for row, issue in named]

    def _close(self, rows: np.ndarray, outcome: str, acts: dict) -> None:
        """End runs without a deal: threats are carried out, and the war goes on."""
        if rows.size:
            self._forum.carry_out(rows, acts)
            self._end(rows, outcome)

    def _end(self, rows: np.ndarray, outcome: str) -> None:
        if not rows.size:
            return
        forum = self._forum
        self.outcome[rows] = outcome
        self.period[rows] = forum.period
        self.stage[rows] = forum.stage_names()[rows]
        forum.end(rows)
        self._tell_end(rows, outcome)

    def _tell_end(self, rows: np.ndarray, outcome: str) -> None:
        """Have the end taken down, with its blocks: who as target, and what each was over."""
        forum = self._forum
        if forum.talks.recorder is None:
            return
        mine = [[block for block in self.blocks if block[0] == row] for row in rows]
        target = [", ".join(block[1] for block in of_run) or None for of_run in mine]
        over = [", ".join(block[3] for block in of_run) or None for of_run in mine]
        forum.record(rows, forum.name, "end", about=outcome, target=target, over=over)


def _sum_up(names: np.ndarray, rows: np.ndarray, name) -> None:
    """One name if all that stood in the way of a run share it, else ``several``, in any order.

    name : one for all of `rows`, or one each.
    """
    before, name = names[rows], np.asarray(name, object)
    names[rows] = np.where((before == "") | (before == name), name, "several")
