"""The anteroom: what stands between the parties before they sit down, and what each expects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.entries import Tie
from sim.model.kernels import Terms, comings
from sim.model.prospect import Prospect
from sim.model.stages.demands import Demands

PURPOSES = ("attend", "concede")  # what a patron can press for
REASONING_STEPS = 2


@dataclass
class Outlook:
    """What coming is worth to each party in some state of the world.

    Arrays have one row for each live run, n.

    Attributes
    ----------
    above : ndarray, shape (n, parties, types + 1)
        ``V(talks) - r(no talks)``.
    blame : ndarray, shape (n, parties)
        What refusing would cost through threats.
    firmness : ndarray, shape (n, parties, types + 1)
        What coming with its open demands unmet would cost.
    others : ndarray, shape (n, parties)
        Chance that all the other required seats come.
    no_talks : ndarray, shape (n, parties)
        ``r(no talks)`` with nobody to blame, before war costs.
    """

    above: np.ndarray
    blame: np.ndarray
    firmness: np.ndarray
    others: np.ndarray
    no_talks: np.ndarray

    def side(self, party: int) -> np.ndarray:
        """What coming brings whatever the others do: (n, types + 1)."""
        return self.blame[:, party, None] - self.firmness[:, party]

    def __getitem__(self, rows) -> Outlook:
        return Outlook(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


class Anteroom:
    """Everything that the parties have said and done to one another so far, in every run.

    Attributes
    ----------
    demands : Demands
    pressed : ndarray of bool, shape (runs, ties, purposes)
    coming, declined : ndarray of bool, shape (runs, parties)
        Whether each seat, when last asked, said that it comes, or that it does not.
    """

    def __init__(self, forum):
        self.forum, self.tables = forum, forum.tables
        t = self.tables
        self.demands = Demands(t, forum.conflict)
        self.pressed = np.zeros((t.runs, len(t.ties), len(PURPOSES)), bool)
        self.coming, self.declined = np.zeros((2, t.runs, len(t.parties)), bool)

    def outlook(self, rows: np.ndarray, prospect: Prospect, open_: np.ndarray) -> Outlook:
        """The outlook from a state of the world. open_: (n, demands), still to be met or waived."""
        t = self.tables
        parties = range(len(t.parties))
        above = np.stack([prospect.above_no_talks(j, rows) for j in parties], axis=1)
        above = above + self.pressure(rows, "attend")[:, :, None]
        blame = np.stack([prospect.blame(j, rows) for j in parties], axis=1)
        firmness = self.demands.firmness(open_, rows)
        others = self.reckon(rows, Terms(above, blame, firmness))
        no_talks = prospect.no_talks[rows][:, : len(t.parties)]
        return Outlook(above, blame, firmness, others, no_talks)

    def reckon(self, rows: np.ndarray, terms: Terms) -> np.ndarray:
        """Chance that all the others come, for each party: (n, parties). See `comings`."""
        t = self.tables
        come, others = np.zeros((2, len(rows), len(t.parties)))
        known = self.forum.beliefs.known(SITTING, rows)
        comings(terms, known, t.scale[rows], t.required, t.seats, REASONING_STEPS, come, others)
        return others

    def force(self, rows: np.ndarray, tie: Tie) -> np.ndarray:
        """How much a patron can shift a cost of its client: (n,)."""
        return tie.leverage[rows] * self.tables.range[rows, tie.client]

    def pressure(self, rows: np.ndarray, purpose: str) -> np.ndarray:
        """How much a client's cost of coming, or of conceding, has been shifted: (n, parties)."""
        shift = np.zeros((len(rows), len(self.tables.parties)))
        for k, tie in enumerate(self.tables.ties):
            pressed = self.pressed[rows, k, PURPOSES.index(purpose)]
            shift[:, tie.client] += np.where(pressed, self.force(rows, tie), 0.0)
        return shift
