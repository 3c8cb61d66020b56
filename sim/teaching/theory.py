"""What theory says of a game that people play, and what it says at each of their turns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.words import Names
from sim.model.offers import offers
from sim.model.strategies.base import Strategy
from sim.model.strategies.equilibrium import Equilibrium
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.teaching.agenda import Agenda, Package
from sim.teaching.saved import PASS, Answer
from sim.teaching.sitting import Turn, how_it_ended, usual
from sim.theory.packages import TOLERANCE, efficient, individually_rational
from sim.theory.solutions import SOLUTIONS

SHOWN = ("nash", "kalai_smorodinsky")
UNABLE = (NotImplementedError, ValueError, LookupError)  # an equilibrium that cannot be worked out


@dataclass(frozen=True)
class Possible:
    """What could have been agreed in a game, by the assumptions that its run drew.

    Attributes
    ----------
    agenda : Agenda
    seats : tuple of str
    utility : ndarray, shape (packages, seats)
        Of every package, carried out and kept, in the world as it stood at first; private shocks
        left out.
    reservation : ndarray, shape (seats,)
        What having no talks is worth.
    allowed : ndarray of bool, shape (packages,)
        Packages that cross nobody's red line.
    """

    agenda: Agenda
    seats: tuple[str, ...]
    utility: np.ndarray
    reservation: np.ndarray
    allowed: np.ndarray

    @classmethod
    def of(cls, scenario: Scenario, seed: int = 0) -> Possible:
        """Look at a game.

        Examples
        --------
        >>> import sim
        >>> game = Possible.of(sim.Scenario.load("ultimatum"))
        >>> game.seats, int(game.efficient.sum())
        (('proposer', 'responder'), 101)
        >>> [game.agenda.package(place) for place in game.solution("nash")]
        [{'pie': 'p67_33'}]
        """
        [found] = offers(scenario, seed, np.array([0]))
        t = found.tables
        return cls(
            Agenda(t, Names(scenario)), tuple(t.parties[j] for j in t.seats),
            found.utility[0][:, t.seats], found.no_talks[0, t.seats],
            np.asarray(t.allowed[t.seats].all(axis=0)),
        )  # fmt: skip

    @property
    def rational(self) -> np.ndarray:
        """Packages that leave nobody worse off than no talks: (packages,) booleans."""
        return self.allowed & individually_rational(self.utility, self.reservation)

    @property
    def efficient(self) -> np.ndarray:
        """Those of them that no other beats: (packages,) booleans."""
        return np.asarray(efficient(self.utility, self.rational))

    def solution(self, name: str) -> list[int]:
        """The packages that a solution of `sim.theory.solutions` singles out."""
        there = np.flatnonzero(self.allowed)
        found = SOLUTIONS[name](self.utility[there], self.reservation)
        return [int(place) for place in there[np.asarray(found)]]

    def share(self, place: int) -> float:
        """How much of what could be gained a package brings, divided as it divides it.

        The coefficient of Debreu (1951) and Farrell (1957): gains as a share of the greatest gains
        in the same proportions. 0 where nobody gains, NaN where somebody loses.

        Examples
        --------
        >>> import sim
        >>> game = Possible.of(sim.Scenario.load("ultimatum"))
        >>> game.share(game.agenda.place({"pie": "p80_20"}))
        1.0
        >>> game.share(game.agenda.place({"pie": "none"}))
        0.0
        """
        gains = self.utility - self.reservation
        own = gains[place]
        if (own < -TOLERANCE).any():
            return float("nan")
        gaining = own > TOLERANCE
        if not gaining.any():
            return 0.0
        reach = (gains[self.rational][:, gaining] / own[gaining]).min(axis=-1).max()
        return float(1 / max(reach, 1.0))


def in_equilibrium(scenario: Scenario, seed: int = 0) -> dict[str, Any] | None:
    """How a game would end if all at the table played its equilibrium; None where none is known.

    Returns
    -------
    dict or None
        As of `sim.teaching.sitting.how_it_ended`.
    """
    seats = scenario.spec.forum[1].seats
    try:
        talks = Talks(scenario, rng=seed, strategies={seat: Equilibrium() for seat in seats})
        if not talks.forum.table.protocol.solutions or scenario.spec.noise:
            return None
        return how_it_ended(talks.run())
    except UNABLE:
        return None


def by_itself(scenario: Scenario, players: dict[str, str], seed: int = 0) -> dict[str, Any]:
    """How a game ends if nobody plays: as of `sim.teaching.sitting.how_it_ended`."""
    strategies = {party: usual(scenario, party) for party in players}
    return how_it_ended(Talks(scenario, rng=seed, strategies=strategies).run())


@dataclass(frozen=True)
class Advice:
    """One turn of a game: what was said, and what others would have said in its place.

    Attributes
    ----------
    party, act : str
    about : str or None
    period, round : int
    offer : dict or None
        What lay on the table.
    answer, computer : Answer
        What was said, and what the scenario's own strategy would have said.
    equilibrium : Answer or None
        What the equilibrium of the protocol plays there; None where none is known.
    """

    party: str
    act: str
    about: str | None
    period: int
    round: int
    offer: Package | None
    answer: Answer
    computer: Answer
    equilibrium: Answer | None


def advice(scenario: Scenario, turn: Turn, answer: Answer) -> Advice:
    """What the computer and the equilibrium would have said at a turn."""
    return Advice(
        turn.party, turn.act, turn.asked.about, turn.period, turn.round, turn.offer, answer,
        _by_strategy(usual(scenario, turn.party), turn), _in_equilibrium(turn),
    )  # fmt: skip


def _by_strategy(strategy: Strategy, turn: Turn) -> Answer:
    """What a strategy says at a turn."""
    views, question = turn.asked.views.shown_to(strategy), turn.asked.question
    if turn.act == "propose":
        return _package(turn, int(strategy.propose(views)[0]))
    if question is None:
        return bool(strategy.accepts(views)[0] and views.allowed[views.offer[0]])
    said = strategy.decides(question)
    return bool((question.answer if said is None else said)[0])


def _in_equilibrium(turn: Turn) -> Answer | None:
    """What the equilibrium of the protocol plays at a turn, where there is one to be had."""
    exact = turn.agenda.names.spec.noise == 0 and turn.forum.table.protocol.solutions
    if turn.act not in ("propose", "accept") or not exact:
        return None
    try:
        return _by_strategy(Equilibrium(), turn)
    except UNABLE:
        return None


def _package(turn: Turn, place: int) -> Answer:
    if place < 0 or not turn.view.allowed[place]:
        return PASS
    return turn.agenda.package(place)
