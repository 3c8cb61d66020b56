"""A sitting: people at a table, the model around them, and a file that keeps what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.words import Names
from sim.model.forum import Forum
from sim.model.record import Recorder
from sim.model.strategies.base import Strategy, View
from sim.model.strategies.bayesian import Bayesian
from sim.model.strategies.person import Asked, Person, persons
from sim.model.talks import Talks
from sim.registry import strategies
from sim.scenario.scenario import Scenario
from sim.teaching.agenda import Agenda, Package
from sim.teaching.saved import (
    ENDED,
    INTERRUPTED,
    PASS,
    QUIT,
    WALK_OUT,
    Answer,
    GameError,
    SavedGame,
)


class Quit(Exception):
    """Whoever is asked has had enough of the game."""


@dataclass(frozen=True)
class Turn:
    """What somebody is asked, and what it knows by then.

    Attributes
    ----------
    party : str
    asked : Asked
    forum : Forum
        The model's own: of it a player sees what belongs to its party alone.
    agenda : Agenda
    period, round : int
        ``round`` is 0 before the table.
    news : list of dict
        What everybody has seen since the party was last asked, as rows of `sim.model.record`.
    offers : dict of str to dict
        The package last put forward by each party at this table, or by the mediator.
    """

    party: str
    asked: Asked
    forum: Forum
    agenda: Agenda
    period: int
    round: int
    news: list[dict[str, Any]]
    offers: dict[str, Package]

    @property
    def act(self) -> str:
        """What is asked."""
        return self.asked.act

    @property
    def view(self) -> View:
        """The table as the party sees it."""
        return self.asked.view

    @property
    def offer(self) -> Package | None:
        """What lies on the table to be answered."""
        place = int(self.view.offer) if self.act == "accept" else -1
        return None if place < 0 else self.agenda.package(place)

    @property
    def no_talks(self) -> float:
        """What it is worth to the party that talks do not come about."""
        return self._war(self.forum.prospect.no_talks)

    @property
    def blame(self) -> float:
        """What it would cost the party, through threats, to be the one who stays away or leaves."""
        j, prospect = self.forum.tables.parties.index(self.party), self.forum.prospect
        if self.round:
            return float(prospect.failed[0, j] - prospect.if_walks[0, j])
        return float(prospect.blame()[0, j])

    def _war(self, worth: np.ndarray) -> float:
        j = self.forum.tables.parties.index(self.party)
        return float(worth[0, j] - self.forum.tables.cost_ended[0, j, -1])


Respond = Callable[[Turn], Answer]
"""Whoever plays: an answer to what is asked. Raises `Quit` to stop."""

Witness = Callable[[Turn, Answer], None]


class Sitting:
    """A game of one run, in which people act for some parties.

    Parameters
    ----------
    scenario : Scenario
    players : mapping of str to str
        Party -> the name of who plays it, which may be empty.
    seed : int
        The game is run 0 under this seed.
    file : pathlib.Path, optional
        Where it is kept after every answer.

    Examples
    --------
    >>> import sim
    >>> sitting = Sitting(sim.Scenario.load("ultimatum"), {"proposer": "Ann"})
    >>> game = sitting.play(lambda turn: {"pie": "p70_30"})
    >>> game.end["outcome"], game.end["utility"]["proposer"]
    ('agreed', 0.7)
    """

    def __init__(
        self,
        scenario: Scenario,
        players: Mapping[str, str],
        seed: int = 0,
        file: Path | None = None,
    ) -> None:
        who_can_play(scenario, list(players))
        self.game = SavedGame(scenario, seed, dict(players), file=file)
        self.names = Names(scenario)
        self.recorder = Recorder()
        people = {party: Person() for party in players}
        self.talks = Talks(scenario, rng=seed, recorder=self.recorder, strategies=people)
        for forum in self.talks.forums:
            agenda = Agenda(forum.tables, self.names)
            if any(usual(scenario, party).remembers for party in players):
                forum.table.keep_history()  # for who looks afterwards what it would have done
            for party in players:
                person = Person.asking(partial(self._asked, forum, agenda, party))
                forum.delegation(party).strategy = person
        self._respond: Respond = _nobody
        self._witness: Witness | None = None
        self._seen: dict[str, set[int]] = {party: set() for party in players}
        self._leaving: dict[str, int] = {}  # party -> when the attempt began that it leaves
        self._vouched: dict[tuple[str, str | None], tuple[int, bool]] = {}

    def play(self, respond: Respond, witness: Witness | None = None) -> SavedGame:
        """Play it to its end, and return it; it stays in its file whatever happens.

        Parameters
        ----------
        respond : callable
            Turn -> answer: a package (issue -> option) or ``"pass"`` if asked what to propose, else
            True or False; ``"walk_out"`` to what lies on the table, or instead of proposing.
        witness : callable, optional
            Called with every turn and what was answered.

        Raises
        ------
        GameError
            If an answer is none that can be given.
        KeyboardInterrupt, EOFError
            If the player goes away; the game is kept by then.
        """
        self._respond, self._witness = respond, witness
        self.game.save()
        try:
            self.talks.run()
        except Quit:
            self._close(QUIT)
        except (KeyboardInterrupt, EOFError):
            self._close(INTERRUPTED)
            raise
        else:
            self.game.end = how_it_ended(self.talks)
            self._close(ENDED)
        return self.game

    def _close(self, status: str) -> None:
        self.game.status = status
        self.game.save()

    # -- asking --------------------------------------------------------------------------

    def _asked(self, forum: Forum, agenda: Agenda, party: str, asked: Asked) -> int | bool:
        """Put a question to whoever plays a party, and keep what is answered."""
        if asked.act == "stay" and (stays := self._stays(forum, party, asked)) is not None:
            return stays
        vouched = self._vouched.get((party, asked.about), (0, False))
        if asked.act == "enforce" and vouched[0] == self.talks.period:
            return vouched[1]  # the model asks again and again
        turn = self._turn(forum, agenda, party, asked)
        answer = self._respond(turn)
        said = self._as_said(turn, answer)
        if self._witness is not None:
            self._witness(turn, answer)
        self.game.answers.append({
            "party": party, "act": asked.act, "about": asked.about, "period": turn.period,
            "round": turn.round, "offer": turn.offer, "answer": answer,
        })  # fmt: skip
        self.game.save()
        if asked.act == "enforce":
            self._vouched[party, asked.about] = self.talks.period, bool(said)
        return said

    def _stays(self, forum: Forum, party: str, asked: Asked) -> bool | None:
        """Whether it stays, where that need not be asked: it can say at the table that it leaves.

        None where staying costs something at once.
        """
        if self._leaving.pop(party, None) == int(forum.since[0]):
            return False
        return None if asked.cost or asked.about else True

    def _turn(self, forum: Forum, agenda: Agenda, party: str, asked: Asked) -> Turn:
        at_table = forum.stage_names()[0] == "bargain"
        offers = {
            row["actor"]: row["package"]
            for row in self.recorder.rows
            if row["act"] in ("propose", "claim", "table")
            and row["forum"] == forum.name
            and row["package"]
            and self._sees(forum, party, asked, row)
        }
        news = self._news(forum, party, asked)
        return Turn(
            party, asked, forum, agenda, self.talks.period,
            int(forum.table.round[0]) + (asked.act == "stay") if at_table else 0, news, offers,
        )  # fmt: skip

    def _news(self, forum: Forum, party: str, asked: Asked) -> list[dict[str, Any]]:
        """What others have done that a party can see and has not been told."""
        seen, out = self._seen[party], []
        for number, row in enumerate(self.recorder.rows):
            if number not in seen and self._sees(forum, party, asked, row):
                seen.add(number)
                if row["actor"] != party:
                    out.append(row)
        return out

    def _sees(self, forum: Forum, party: str, asked: Asked, row: dict[str, Any]) -> bool:
        """Whether a party can know by now of an act.

        What was done in earlier periods, and what others have done in this round; but not where all
        act at once.
        """
        if row["period"] < self.talks.period or row["actor"] == party:
            return True
        at_table = row["stage"] == "bargain" and row["forum"] == forum.name
        return at_table and (forum.table.protocol.in_turn or row["act"] != asked.act)

    def _as_said(self, turn: Turn, answer: Answer) -> int | bool:
        """What the model makes of an answer."""
        if answer == WALK_OUT and turn.act in ("propose", "accept"):
            self._leaving[turn.party] = int(turn.forum.since[0])
            return -1 if turn.act == "propose" else False
        if turn.act != "propose" and isinstance(answer, bool):
            return answer
        if turn.act == "propose" and answer == PASS:
            return -1
        if turn.act == "propose" and isinstance(answer, dict):
            try:
                place = turn.agenda.place(answer)
            except LookupError as error:
                raise GameError(f"{turn.party}, period {turn.period}: {error}") from error
            if turn.view.allowed[place]:
                return place
            raise GameError(f"{turn.party}, period {turn.period}: {answer} crosses its red line")
        what = f"is asked '{turn.act}' in period {turn.period}, and {answer!r} is no answer to it"
        raise GameError(f"{turn.party} {what}")


def usual(scenario: Scenario, party: str) -> Strategy:
    """How a party would act by itself: as the scenario says, or as any does unless it says so."""
    choice = scenario.spec.parties[party].strategy
    if party in persons(scenario):
        return Bayesian()
    made: Strategy = strategies.get(choice.name)(**choice.options)
    return made


def who_can_play(scenario: Scenario, players: list[str]) -> None:
    """Refuse players that are no parties, or leave a person in the scenario unasked.

    Raises
    ------
    GameError
    """
    from sim.registry import did_you_mean

    parties = scenario.spec.party_names
    for name in players:
        if name not in parties:
            known = ", ".join(parties)
            near = did_you_mean(name, parties)
            raise GameError(f"'{name}' is no party of {scenario.name}; there are {known}{near}")
    if not players:
        raise GameError(f"nobody plays; choose one of {', '.join(parties)}")
    if missing := [name for name in persons(scenario) if name not in players]:
        raise GameError(f"'{missing[0]}' is a person in {scenario.name} too; say who plays it")


def how_it_ended(talks: Talks) -> dict[str, Any]:
    """The outcome of a run that is over, as plain data."""
    forum, t = talks.forum, talks.forum.tables
    place = int(forum.package[0])
    return {
        "outcome": str(talks.outcome[0]),
        "period": int(forum.endings.period[0]),
        "package": None if place < 0 else t.package_name(place),
        "spent": {name: float(talks.parties[j].spent[0]) for j, name in enumerate(t.parties)},
        "utility": {name: float(talks.utility[0, j]) for j, name in enumerate(t.parties)},
        "no_talks": {
            name: float(talks.value_of_no_talks[0, j]) for j, name in enumerate(t.parties)
        },
    }


def _nobody(turn: Turn) -> Answer:
    raise LookupError("nobody plays yet")
