"""What a scenario may list, with its numbers drawn: threats, demands, ties, events, ways back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True)
class Threat:
    """An announced consequence of an act.

    Moves of issues and factors of strength, carried out with some credibility.
    """

    name: str
    by: str
    party: str | None
    act: str
    moves: tuple[tuple[int, int], ...]  # (issue, option)
    factor: np.ndarray  # (runs, sides)
    credibility: np.ndarray  # (runs,)

    def hangs_on(self, act: str, party: str | None = None) -> bool:
        """Whether an act, by a party if it is somebody's, sets it off."""
        return self.act == act and self.party in (None, party)


@dataclass(frozen=True)
class Demand:
    """A precondition: what a party wants done before it comes, and what coming without it costs."""

    party: int
    name: str
    conditions: tuple[tuple[int, np.ndarray], ...]  # issue and (options,): any of them meets it
    issue: int | None  # what can be conceded, if anything
    enough: np.ndarray  # (options,): a controller moves the issue to one of these
    side: int | None
    share: np.ndarray | None  # (runs,) a share of all strength that also meets it
    controllers: tuple[int, ...]
    consent: str  # any | all
    firmness: np.ndarray  # (runs, types + 1)
    standing: bool  # whether it is made at the table too


@dataclass(frozen=True)
class Tie:
    """A patron's hold on a client."""

    name: str
    patron: int
    client: int
    leverage: np.ndarray  # (runs,)
    cost: np.ndarray  # (runs,)
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """A dated change of the world that may or may not come."""

    name: str
    period: int
    probability: np.ndarray  # (runs,)
    moves: tuple[tuple[int, int], ...]
    factor: np.ndarray  # (runs, sides)


class SeatShift(NamedTuple):
    """Seats that change hands inside a party while an option is in force."""

    issue: int
    option: int
    giver: int  # voices
    taker: int
    number: np.ndarray  # (runs,)


@dataclass(frozen=True)
class Action:
    """What a party may do of its own accord, once."""

    name: str
    by: int
    moves: tuple[tuple[int, int], ...]
    factor: np.ndarray  # (runs, sides)
    cost: np.ndarray  # (runs,)
    cost_after: tuple[tuple[str, np.ndarray], ...]  # (another action, cost once it has been done)
    stages: tuple[str, ...]


@dataclass(frozen=True)
class WayBack:
    """How talks that have failed start again."""

    name: str
    after: tuple[str, ...]  # failures
    wait: int  # periods
    times: int  # how often it may be taken in a run
    then: tuple[Any, ...] | None  # what has changed by then: moves, and factors of strength
    keeps_settled: bool
    asked: np.ndarray | None  # (parties,): who ratifies from outside from then on; None: as before
