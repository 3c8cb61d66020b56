"""The anteroom: what stands between the parties before they sit down, and what each expects."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.draws import logistic
from sim.model.beliefs import SITTING
from sim.model.entries import Tie
from sim.model.kernels import Bodies, Cases, Reasoning, Stand, Terms, Ties, comings, pressure
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
    terms : Terms
        What coming weighs: for factions, where they vote on it.
    others : ndarray, shape (n, parties)
        Chance that all the other required seats come.
    vote : ndarray, shape (n, parties)
        Chance that the party's own factions let it come; 1 where they do not vote on it.
    seats : ndarray, shape (n, voices)
        What the votes of those weigh who vote on coming.
    """

    terms: Terms
    others: np.ndarray
    vote: np.ndarray
    seats: np.ndarray

    above = property(lambda self: self.terms.above)
    blame = property(lambda self: self.terms.blame)
    firmness = property(lambda self: self.terms.firmness)

    def side(self, party: int, places: np.ndarray) -> np.ndarray:
        """What coming brings whatever the others do, in some of the runs: (m, types + 1)."""
        return self.blame[places, party, None] - self.firmness[places, party]

    def stand(self, party: int, places: np.ndarray) -> Stand:
        """Where a party stands in some of the runs. places: (m,)."""
        others, vote = self.others[places, party], self.vote[places, party]
        return Stand(party, self.terms, places, others, vote)


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

    @cached_property
    def _ties(self) -> Ties:
        """What patrons can do to their clients: leverage, in units of a client's utility range."""
        t = self.tables
        client = np.array([tie.client for tie in t.ties], int)
        force = np.zeros((t.runs, len(t.ties)))
        for k, tie in enumerate(t.ties):
            force[:, k] = tie.leverage * t.range[:, tie.client]
        return Ties(client, force, self.pressed)

    def outlook(self, rows, prospect: Prospect, open_: np.ndarray, world: World) -> Outlook:
        """The outlook from a state of the world. open_: (n, demands), still to be met or waived."""
        t = self.tables
        above = prospect.above_no_talks(rows)
        if self.pressed.any():
            shift = self.pressure(rows, "attend") - self.pressure(rows, "stay_away")
            above += shift[:, t.owner, None]
        firmness = self.demands.firmness(open_, rows)
        no_talks = np.ascontiguousarray(prospect.no_talks[rows, : len(t.parties)])
        seats = t.seats_held(t.electors, world.levels[rows], rows)
        terms = Terms(above, prospect.blame(rows), firmness, no_talks)
        everybody = np.arange(len(t.parties))[None]
        as_it_is = Cases(np.array([-1]), np.zeros((len(rows), 1)), everybody)
        others, vote = self._comings(rows, terms, seats, as_it_is)
        return Outlook(terms, others[:, 0], vote[:, 0], seats)

    def pressed_on(
        self, rows: np.ndarray, now: Outlook, pressings: list[tuple[Tie, np.ndarray]]
    ) -> tuple[np.ndarray, np.ndarray]:
        """`Outlook.others` and `Outlook.vote` of each patron if it pressed, two (n, pressings).

        pressings : ties, and how much more coming would be worth to the client, or NaN: (n,)
        """
        client = np.array([tie.client for tie, _ in pressings])
        patron = np.array([tie.patron for tie, _ in pressings])
        shift = np.stack([shift for _, shift in pressings], axis=1)
        cases = Cases(client, shift, patron[:, None])
        others, vote = self._comings(rows, now.terms, now.seats, cases)
        return others[..., 0], vote[..., 0]

    def _comings(self, rows, terms: Terms, seats, cases: Cases) -> tuple[np.ndarray, np.ndarray]:
        """Chances that others come, and that factions agree: two (n, cases, told)."""
        t = self.tables
        others, vote = np.empty((2, len(rows), *cases.told.shape))
        known = self.forum.beliefs.known(SITTING)
        electors: Bodies = t.electors._replace(weight=seats)
        comings(
            rows, terms, cases, known, t.scale, electors, t.required, t.seats,
            self.forum.talks.reasoning, others, vote,
        )  # fmt: skip
        return others, vote

    def force(self, rows: np.ndarray, tie: int) -> np.ndarray:
        """How much a patron can shift a cost of its client: (n,)."""
        return self._ties.force[rows, tie]

    def pressure(self, rows: np.ndarray, purpose: str) -> np.ndarray:
        """How much a client's cost of coming, or of conceding, has been shifted: (n, parties)."""
        shift = np.zeros((len(rows), len(self.tables.parties)))
        pressure(rows, self._ties, PURPOSES.index(purpose), shift)
        return shift
