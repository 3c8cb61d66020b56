"""How things stand as every period begins: strengths, levels, and what each party expects."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.model.forum import MEETING, Forum
from sim.model.world import Conflict

#: What is taken down of every period; see `States`.
WHAT = ("strength", "share", "victory", "level", "stage", "no_talks", "failed", "talks")

Key = tuple[str, str]


class States:
    """What the model holds at the start of every period, in every run of a block.

    It reads, and computes nothing of its own. The last entry is how the last period has left
    things.

    Attributes
    ----------
    periods : list of dict
        One for each period from the first, and one for the end: (what, name) -> (runs,).
        ``strength``, ``share`` (of all strength) and ``victory`` (the chance of it) of each side.
        ``level`` of each issue: the place of the option in force on its scale. ``stage`` of each
        forum, by name. ``no_talks`` and ``failed`` of each party: what it expects if there are no
        talks, or if they fail, threats counted in and its own war cost deducted (the reservation
        values of Fearon 1995), NaN once there is nothing left to fail, since a deal that ends the
        war is in force or the war has been won. ``talks`` of each party: what it expects of the
        primary forum's talks once it sits there (``talks.FORUM`` of another's), NaN in the periods
        in which nobody meets.
    going_on : list of ndarray of bool, shape (runs,)
        Which runs had not ended by then; the others stay as they were left.
    """

    def __init__(self) -> None:
        self.periods: list[dict[Key, np.ndarray]] = []
        self.going_on: list[np.ndarray] = []
        self._held: dict[Key, np.ndarray] = {}  # what was last expected of talks
        self._seen: dict[str, np.ndarray] = {}  # where that has been looked at in this period

    def begin(self, talks) -> None:
        """Take down how everything stands as a period begins, or as the last one has ended."""
        now = dict(_of_war(talks)) | dict(_of_parties(talks))
        for forum in talks.forums:
            stage = forum.stage_names()
            now["stage", forum.name] = stage
            meeting = np.isin(stage, MEETING)
            self._seen[forum.name] = ~meeting
            for key in _expectations(forum):
                unknown = np.full(len(stage), np.nan)
                now[key] = np.where(meeting, self._held.setdefault(key, unknown), np.nan)
        self.periods.append(now)
        self.going_on.append(talks.going_on)

    def look(self, forum: Forum, rows: np.ndarray) -> None:
        """Take down what is expected of talks as they are first looked at in a period.

        Where they are not, nothing has changed since they were.
        """
        seen = self._seen[forum.name]
        rows = rows[~seen[rows]]
        seen[rows] = True
        for j, key in enumerate(_expectations(forum)):
            prospect, t = forum.prospect, forum.tables
            worth = prospect.failed[rows, j] + prospect.expect[rows, j, -1]
            self._held[key][rows] = worth - t.war_cost[rows, j, -1]
            self.periods[-1][key][rows] = self._held[key][rows]

    def of(self, what: str, name: str) -> np.ndarray:
        """One quantity through time: (periods + 1, runs)."""
        return np.stack([period[what, name] for period in self.periods])


def _expectations(forum: Forum) -> list[Key]:
    """Under which keys it stands what each party expects of a forum."""
    what = "talks" if forum is forum.talks.forum else f"talks.{forum.name}"
    return [(what, party) for party in forum.tables.parties]


def _of_war(talks) -> Iterator[tuple[Key, np.ndarray]]:
    """Yield where the war and the issues stand."""
    t, world, conflict = talks.tables, talks.world, talks.conflict
    rows = np.arange(t.runs)
    if t.sides:
        strengths, chances = conflict.strengths(world, rows), conflict.chances(world, rows)
        for k, side in enumerate(t.sides):
            yield ("strength", side), strengths[:, k]
            yield ("share", side), conflict.share(world, rows, k)
            yield ("victory", side), chances[:, k]
    for i, issue in enumerate(t.issues):
        yield ("level", issue), world.levels[:, i].copy()


def _of_parties(talks) -> Iterator[tuple[Key, np.ndarray]]:
    """Yield what each party expects without a deal."""
    conflict: Conflict = talks.conflict
    rows = np.arange(talks.tables.runs)
    settled = (talks.at_peace | talks.decided)[:, None]
    for act in ("no_talks", "failed"):
        worth = np.where(settled, np.nan, conflict.reservation(talks.world, rows, act))
        for j, party in enumerate(talks.tables.parties):
            yield (act, party), worth[:, j]
