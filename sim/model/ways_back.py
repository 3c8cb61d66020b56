"""Ways back: talks that have failed wait, and start again in the world as it is by then.

Talks that are called later on wait in the same way for their first start.
"""

from __future__ import annotations

import numpy as np

from sim.model.entries import WayBack
from sim.model.stages.demands import RAISED
from sim.model.world import Change


class WaysBack:
    """The ways back of a forum in every run of a block.

    A failure leads to one of them at most. Nobody foresees a later attempt.

    Attributes
    ----------
    attempts : ndarray of int, shape (runs,)
        Made so far, by whichever way.
    first_failure : ndarray of object, shape (runs,)
        How the first of several attempts failed; empty where there is but one.
    taken : ndarray of int, shape (runs, ways)
        How often each way has been taken.
    """

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables
        runs = self._t.runs
        self.attempts = np.ones(runs, int)
        self.first_failure = np.full(runs, "", dtype=object)
        self.taken = np.zeros((runs, len(self._t.ways_back)), int)
        self._way = np.full(runs, -1)  # the one last taken; -1 where none was

    def adjourn(self, rows: np.ndarray, outcome: str) -> np.ndarray:
        """Where talks that have failed so will start again: (n,) booleans."""
        again = np.zeros(len(rows), bool)
        for number, way in enumerate(self._t.ways_back):
            if outcome in way.after:
                left = ~again & (self.taken[rows, number] < way.times)
                again |= left
                self._leave(rows[left], outcome, number)
        return again

    def _leave(self, rows: np.ndarray, outcome: str, number: int) -> None:
        """Talks break up, to start again by one of the ways."""
        forum, way = self._forum, self._t.ways_back[number]
        self.first_failure[rows[self.attempts[rows] == 1]] = outcome
        self.attempts[rows] += 1
        self.taken[rows, number] += 1
        self._way[rows] = number
        forum.wait(rows, forum.period + way.wait)
        forum.record(rows, forum.name, "adjourn", about=outcome, target=way.name)

    def start(self, waiting: np.ndarray) -> None:
        """Talks whose time of waiting is over start, in the state of the world by then.

        Those that have failed before start afresh; where none has, they are called.

        waiting : the runs that wait: (n,).
        """
        rows = waiting[self._forum.since[waiting] <= self._forum.period]
        self._forum.go_on(rows[self._way[rows] < 0], self._t.stages[0])
        for number, way in enumerate(self._t.ways_back):
            here = rows[self._way[rows] == number]
            if here.size:
                self._start_again(here, way)

    def _start_again(self, rows: np.ndarray, way: WayBack) -> None:
        forum = self._forum
        if way.then is not None:
            where = np.zeros(self._t.runs, bool)
            where[rows] = True
            forum.talks.change(Change(where, *way.then))
        forum.package[rows], forum.signatory[rows] = -1, False
        forum.table.clear(rows, keeps_settled=way.keeps_settled)
        if way.asked is not None:
            forum.table.asked[rows] = way.asked
        forum.demands.status[rows] = RAISED
        for stage in forum.stages:
            stage.start_again(rows)
        forum.record(rows, forum.name, "resume", about=way.name)
        forum.go_on(rows, self._t.stages[0])
