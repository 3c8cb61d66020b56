"""What each party wants in each run by now: its own preferences, or an outlook it has come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.model.tables import Tables

if TYPE_CHECKING:
    from sim.model.world import Change


class Outlooks:
    """The preferences in force, which events, acts and threats may change.

    A change takes effect at the end of a period and is known to everybody from then on; nobody
    foresees it. Only what is wanted changes: noise, red lines, demands and costs stay.

    Attributes
    ----------
    worth : ndarray, shape (runs, voices, issues, options)
        Weight times value of every option, by the preferences in force.
    number : ndarray of int, shape (runs, parties)
        The outlook in force: 0 is the party's own preferences, k its k-th outlook by name.
    """

    def __init__(self, tables: Tables):
        self._worths = [dict(_worths(tables, party)) for party in tables.parties]
        self.worth = tables.worth.copy() if any(self._worths) else tables.worth
        self.number = np.zeros((tables.runs, len(tables.parties)), int)

    def change(self, changes: list[Change]) -> list[tuple[int, str, np.ndarray]]:
        """Take in what several acts or events change at once.

        Where two lead a party to different outlooks it stays as it was, so that no name decides.

        Returns
        -------
        list of (party, outlook, rows)
            Who has come to another outlook, by name, and in which runs.
        """
        aimed = self._aimed(changes)
        turned = (aimed > 0) & (aimed != self.number)
        self.number[turned] = aimed[turned]
        found = []
        for j, outlooks in enumerate(self._worths):
            for k, (name, worth) in enumerate(outlooks.items(), start=1):
                rows = np.flatnonzero(turned[:, j] & (aimed[:, j] == k))
                if rows.size:
                    self.worth[rows, j] = worth[rows]
                    found.append((j, name, rows))
        return found

    def _aimed(self, changes: list[Change]) -> np.ndarray:
        """The outlook that each party is led to, 0 where it is none or several: (runs, parties)."""
        aimed = np.zeros_like(self.number)
        clash = np.zeros(self.number.shape, bool)
        for change in changes:
            for j, k in change.outlooks:
                clash[:, j] |= change.done & (aimed[:, j] > 0) & (aimed[:, j] != k)
                aimed[:, j] = np.where(change.done, k, aimed[:, j])
        return np.where(clash, 0, aimed)


def _worths(tables: Tables, party: str) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each outlook of a party, and what options are worth by it: (runs, issues, options)."""
    path, own = f"parties.{party}", tables.spec.parties[party]
    for name, outlook in own.outlooks.items():
        worth = np.zeros((tables.runs, len(tables.issues), tables.most_options))
        for i, weight, value in tables.weighed((f"{path}.outlooks.{name}", outlook), (path, own)):
            worth[:, i, : value.shape[1]] = weight[:, None] * value
        yield name, worth
