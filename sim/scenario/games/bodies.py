"""The shape of a game file, format 1: what is no negotiation, and only solved.

``kind: voting`` is a body that votes by weights, ``kind: coalitional`` a game of what coalitions
are worth. A field is named as its key is in the file. What ties parts together is checked in
`sim.scenario.games.meaning`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.bodies import Body, Cited
from sim.scenario.fields import (
    AboveZero,
    AtLeastZero,
    Format,
    Named,
    Names,
    OneNumber,
    Ordered,
    Probability,
    ScenarioName,
)

MOST_QUOTAS = 1000
MOST_ALIKE = 1000
MOST_PLAYERS = 14  # the linear programs of the core take seconds


def _several(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Several = Annotated[
    tuple[AtLeastZero, ...],
    BeforeValidator(_several),
    Field(min_length=1, max_length=MOST_QUOTAS),
]


class Quota(Body):
    """How much weight those in favour need in one ballot: one of these entries."""

    at_least: AtLeastZero | None = None
    share: Probability | None = None
    more_than: Probability | None = None
    fewer_against: AboveZero | None = None
    values: Several | None = None
    from_: AtLeastZero | None = Field(default=None, alias="from")
    to: AtLeastZero | None = None
    step: AboveZero | None = None


def _quota(value: object) -> object:
    """Read a number as the least weight, and a list as weights to be tried in turn."""
    if isinstance(value, list | tuple):
        return {"values": value}
    return value if isinstance(value, Mapping | Quota) else {"at_least": value}


AnyQuota = Annotated[
    Quota, BeforeValidator(_quota, json_schema_input_type=float | list[float] | Quota)
]


def _member(value: object) -> object:
    """Read a number as the weight of a member of which there is no more to say."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"weight": value} if is_number else value


class Member(Cited):
    """One who votes, or several who have the same weights."""

    weight: AtLeastZero | None = None
    weights: Named[AtLeastZero] = Field(default_factory=dict)
    count: Annotated[int, Field(ge=1, le=MOST_ALIKE)] = 1
    veto: bool = False


AnyMember = Annotated[Member, BeforeValidator(_member, json_schema_input_type=float | Member)]


class Game(Cited):
    """What every game file says."""

    format: Format = Field(examples=["1"])
    name: ScenarioName = Field(examples=["security-council"])
    title: str = Field(examples=["a line that says what this is about"])
    question: str = ""
    about: str = ""


class VotingSpec(Game):
    """A body that votes by weights."""

    kind: Literal["voting"] = Field(examples=["voting"])
    members: Annotated[Named[AnyMember], Field(min_length=1)] = Field(
        examples=["{north: 3, south: 2, islands: {weight: 1, count: 4}}"]
    )
    quota: AnyQuota | None = None
    rules: Named[Named[AnyQuota]] = Field(default_factory=dict)


class Market(Body):
    """Owners of left gloves and of right ones, and what a pair is worth."""

    left: Annotated[Names, Field(min_length=1)] = Field(examples=["[ann]"])
    right: Annotated[Names, Field(min_length=1)] = Field(examples=["[bob, cleo]"])
    pair: AboveZero = 1.0


class CoalitionalSpec(Game):
    """What coalitions are worth."""

    kind: Literal["coalitional"] = Field(examples=["coalitional"])
    players: Annotated[Ordered, Field(max_length=MOST_PLAYERS)] = ()
    worth: dict[str, OneNumber] = Field(default_factory=dict)
    others: Literal["best_split", "nothing"] = "best_split"
    market: Market | None = None


KINDS: dict[str, type[VotingSpec] | type[CoalitionalSpec]] = {
    "voting": VotingSpec,
    "coalitional": CoalitionalSpec,
}


def coalition(key: str) -> list[str]:
    """The players that the key of a worth names, as they stand there.

    Examples
    --------
    >>> coalition("ann, bob")
    ['ann', 'bob']
    """
    return [name.strip() for name in key.split(",")]
