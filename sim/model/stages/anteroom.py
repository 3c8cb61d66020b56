"""The anteroom: what stands between the parties before they sit down, and what each expects."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.draws import logistic
from sim.model.beliefs import SITTING
from sim.model.entries import Tie
from sim.model.kernels import Reasoning, Terms, comings
from sim.model.prospect import Prospect
from sim.model.world import World

PURPOSES = ("attend", "concede", "stay_away")  # what a patron can press for before the table
REASONING = Reasoning(start=0.5, steps=2)  # an assumption, between the two extremes


@dataclass
class Outlook:
    """What coming is worth to each party in some state of the world.

    Arrays have one row for each live run, n.

    Attributes
    ----------
    above : ndarray, shape (n, voices, types + 1)
        ``V(talks) - r(no talks)``; of factions, where they vote on coming.
    blame : ndarray, shape (n, parties)
        What refusing would cost through threats.
    firmness : ndarray, shape (n, parties, types + 1)
        What coming with its open demands unmet would cost.
    others : ndarray, shape (n, parties)
        Chance that all the other required seats come.
    vote : ndarray, shape (n, parties)
        Chance that the party's own factions let it come; 1 where they do not vote on it.
    no_talks : ndarray, shape (n, parties)
        ``r(no talks)`` with nobody to blame, before war costs.
    seats : ndarray, shape (n, voices)
        What the votes of those weigh who vote on coming.
    """

    above: np.ndarray
    blame: np.ndarray
    firmness: np.ndarray
    others: np.ndarray
    vote: np.ndarray
    no_talks: np.ndarray
    seats: np.ndarray

    def side(self, party: int) -> np.ndarray:
        """What coming brings whatever the others do: (n, types + 1)."""
        return self.blame[:, party, None] - self.firmness[:, party]

    def __getitem__(self, places: np.ndarray) -> Outlook:
        """The outlook in some of the runs, in their order. places: (m,), ascending."""
        if len(places) == len(self.above):
            return self
        return Outlook(*(getattr(self, name)[places] for name in self.__dataclass_fields__))


class Anteroom:
    """Everything that the parties have said and done to one another so far, in every run.

    Attributes
    ----------
    demands : Demands
    pressed : ndarray of bool, shape (runs, ties, purposes)
    coming, declined : ndarray of bool, shape (runs, parties)
        Whether each seat, when last asked, said that it comes, or that it does not.
    attending : ndarray, shape (runs, voices)
        Private payoff shocks of factions that vote on coming.
    outvoted : ndarray of bool, shape (runs, voices)
        Factions whose no has kept at home a party that would have come.
    """

    def __init__(self, forum):
        self.forum, self.tables = forum, forum.tables
        t = self.tables
        self.demands = forum.demands
        self.pressed = np.zeros((t.runs, len(t.ties), len(PURPOSES)), bool)
        self.coming, self.declined = np.zeros((2, t.runs, len(t.parties)), bool)
        self.attending = np.zeros((t.runs, len(t.voices)))
        self.outvoted = np.zeros((t.runs, len(t.voices)), bool)
        for v in np.flatnonzero(t.electors.party >= 0):
            u = t.draws.uniform(("shock", "attending", t.forum_name, t.voices[v]), t.first, t.runs)
            self.attending[:, v] = logistic(u, t.scale[:, v])

    def outlook(self, rows, prospect: Prospect, open_: np.ndarray, world: World) -> Outlook:
        """The outlook from a state of the world. open_: (n, demands), still to be met or waived."""
        t = self.tables
        parties = range(len(t.parties))
        above = np.zeros((len(rows), len(t.voices), t.war_cost.shape[-1]))
        above[:, : len(t.parties)] = prospect.above_of_parties(rows)
        for v in np.flatnonzero(t.electors.party[len(t.parties) :] >= 0) + len(t.parties):
            above[:, v] = prospect.above_no_talks(int(v), rows)
        pressure = self.pressure(rows, "attend") - self.pressure(rows, "stay_away")
        above += pressure[:, t.owner, None]
        blame = np.stack([prospect.blame(j, rows) for j in parties], axis=1)
        firmness = self.demands.firmness(open_, rows)
        no_talks = prospect.no_talks[rows][:, : len(t.parties)]
        seats = t.seats_held(t.electors, world.levels[rows], rows)
        unknown = np.empty(0)
        outlook = Outlook(above, blame, firmness, unknown, unknown, no_talks, seats)
        return self.reckoned(rows, outlook)

    def reckoned(self, rows: np.ndarray, outlook: Outlook) -> Outlook:
        """An outlook with the chances that others come and factions agree. See `comings`."""
        t = self.tables
        come, others, vote = np.zeros((3, len(rows), len(t.parties)))
        known = self.forum.beliefs.known(SITTING)
        electors = t.electors._replace(weight=outlook.seats)
        terms = Terms(outlook.above, outlook.blame, outlook.firmness)
        comings(
            rows, terms, known, t.scale, electors, t.required, t.seats,
            self.forum.talks.reasoning, come, others, vote,
        )  # fmt: skip
        return replace(outlook, others=others, vote=vote)

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
