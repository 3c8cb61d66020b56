"""The shape of a scenario file, format 1: which names may stand where, and what they hold.

One class per body of the file; a field is named as its key is (``is``, ``for`` and ``from``, which
Python keeps for itself, become ``is_``, ``for_`` and ``from_``). What is at stake (conflict,
issues, parties) is in `sim.scenario.bodies`; what may happen and where it is talked about is here.
What ties parts together (that a seat is a party, that a demand asks for an option its issue has) is
no matter of shape: see `sim.scenario.meaning`.

Mappings of named things are sorted by name, and lists whose order says nothing are sorted too, so
that the order in a file changes nothing. Order is kept in an issue's options (a scale), in the
tiers of a ranking and in a protocol's speaking order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from sim.scenario.bodies import (
    Body,
    Cited,
    Condition,
    Conflict,
    Curve,
    Effect,
    Evidence,
    Faction,
    Issue,
    Joint,
    Outlook,
    Party,
    Pie,
    Precondition,
    Rank,
    Scale,
    SeatShift,
    Side,
    Swing,
    Time,
    Weights,
    inside,
)
from sim.scenario.distributions import Distribution, Number, parse_number
from sim.scenario.errors import Path
from sim.scenario.fields import (
    Choice,
    Chosen,
    Format,
    Named,
    Names,
    Noise,
    NotNegative,
    Period,
    Positive,
    Probability,
    ScenarioName,
    Share,
    some_of,
)

__all__ = [
    "Action",
    "Body",
    "Case",
    "Cited",
    "Condition",
    "Conflict",
    "Curve",
    "Effect",
    "Event",
    "Evidence",
    "Faction",
    "Forum",
    "Issue",
    "Joint",
    "Outlook",
    "Party",
    "Pie",
    "Precondition",
    "Rank",
    "Resume",
    "Scale",
    "ScenarioSpec",
    "SeatShift",
    "Side",
    "Swing",
    "Then",
    "Threat",
    "Tie",
    "Time",
    "Trigger",
    "Variant",
    "Weights",
    "inside",
    "numbers_in",
]

STAGES = ("convene", "bargain", "ratify", "implement")
ACTION_STAGES = ("convene", "bargain", "implement")
TIE_ACTS = ("attend", "concede", "comply", "stay_away")
FAILURES = ("not_convened", "walkout", "deadlock", "not_ratified")


class Tie(Cited):
    """A patron's hold on its client."""

    patron: str = Field(examples=["russia"])
    client: str = Field(examples=["regime"])
    leverage: Share = Field(examples=["0.3"])
    cost: NotNegative = 0.0
    for_: Annotated[tuple[str, ...], some_of(*TIE_ACTS)] = Field(default=("attend",), alias="for")


class Trigger(Body):
    """Which way of having no deal sets a threat off, and whose act it is."""

    party: str | None = None
    act: Literal["refuse", "no_talks", "failed", "breach", "defy"] = Field(examples=["refuse"])


class Then(Body):
    """What happens: issues move, sides gain or lose strength, parties come to want other things."""

    move: Named[str] = Field(default_factory=dict)
    strength: Named[Positive] = Field(default_factory=dict)
    outlook: Named[str] = Field(default_factory=dict)


class Threat(Cited):
    """A threat or a promise, believed to the extent of its credibility."""

    by: str = Field(examples=["us"])
    when: Trigger = Field(examples=["{party: regime, act: refuse}"])
    then: Then = Field(examples=["{move: {arms: heavy}}"])
    credibility: Share = Field(examples=["0.7"])


class Event(Cited):
    """Something that may happen in a given period, whatever the parties do."""

    period: Period = Field(examples=["4"])
    probability: Share = Field(examples=["0.5"])
    then: Then = Field(examples=["{strength: {rebels: 0.8}}"])


class Action(Cited):
    """What a party may do of its own accord, once, as soon as it pays (Stedman 1997)."""

    by: str = Field(examples=["qatar"])
    then: Then = Field(examples=["{strength: {rebels: 1.5}}"])
    cost: NotNegative = 0.0
    cost_after: Named[NotNegative] = Field(default_factory=dict)
    stages: Annotated[tuple[str, ...], some_of(*ACTION_STAGES)] = ACTION_STAGES


class Resume(Body):
    """A way back: talks that failed in one of some ways start again."""

    after: Annotated[tuple[str, ...], some_of(*FAILURES)] = Field(examples=["[deadlock]"])
    wait: Period = Field(examples=["4"])
    times: Period = 1
    then: Then | None = None
    keeps_settled: bool = False
    ratified_by: Names | None = None


class Forum(Cited):
    """A set of talks: who sits, who must, over what, and how it is decided."""

    seats: Annotated[Names, Field(min_length=2)] = Field(examples=["[opposition, regime]"])
    required: Annotated[Names, Field(min_length=2)] = Field(
        default_factory=lambda forum: forum["seats"]
    )
    mediator: str | None = None
    agenda: Annotated[Names, Field(min_length=1)] = Field(examples=["[arms, transition]"])
    protocol: Chosen = Choice(name="single_text")
    rule: Chosen = Choice(name="unanimity")
    opens: Period = 1
    convene_by: Period = 12
    deadline: Period = 12
    walkouts: bool = True
    stages: Annotated[tuple[str, ...], some_of(*STAGES)] = ()
    primary: bool = False
    priority: int = 0
    ends_war: bool = True
    ratified_by: Names = ()
    resume: Named[Resume] = Field(default_factory=dict)

    @property
    def is_ratified_outside(self) -> bool:
        """Whether anybody without a seat has to ratify, at first or after a way back."""
        return bool(self.ratified_by) or any(way.ratified_by for way in self.resume.values())


class Case(Body):
    """One way in which several numbers may stand together."""

    probability: Probability = Field(examples=["0.5"])
    set: dict[str, Any] = Field(default_factory=dict)

    @property
    def numbers(self) -> dict[str, float | Distribution]:
        """What it sets: dotted path in the scenario -> number."""
        return {
            ".".join(path): value
            for path, value in numbers_in(self.set)
            if not isinstance(value, Joint)
        }


class Variant(Cited):
    """Numbers that switch together, from case to case: where two documents disagree."""

    cases: Annotated[Named[Case], Field(min_length=2)] = Field(
        examples=["{stays: {probability: 0.5, set: ...}, goes: {probability: 0.5}}"]
    )


class ScenarioSpec(Cited):
    """A whole scenario."""

    format: Format = Field(examples=["1"])
    name: ScenarioName = Field(examples=["geneva-2013"])
    title: str = Field(examples=["a line that says what this is about"])
    question: str = ""
    about: str = ""
    draft: bool = False
    time: Time = Field(examples=["{unit: week}"])
    noise: Noise = 0.05
    foresight: Literal["full", "none"] = "full"
    conflict: Conflict | None = None
    issues: Annotated[Named[Issue], Field(min_length=1)] = Field(examples=["{arms: ...}"])
    parties: Annotated[Named[Party], Field(min_length=2)] = Field(examples=["{north: ...}"])
    ties: Named[Tie] = Field(default_factory=dict)
    threats: Named[Threat] = Field(default_factory=dict)
    events: Named[Event] = Field(default_factory=dict)
    actions: Named[Action] = Field(default_factory=dict)
    forums: Annotated[Named[Forum], Field(min_length=1)] = Field(
        examples=["{geneva: {seats: [...], agenda: [...]}}"]
    )
    shared: Named[Number] = Field(default_factory=dict)
    variants: Named[Variant] = Field(default_factory=dict)

    @field_validator("forums")
    @classmethod
    def _stages_that_apply(cls, forums: dict[str, Forum], info: ValidationInfo) -> dict[str, Forum]:
        """Fill in the stages of a forum that names none: ratify only where somebody has to."""
        parties = info.data.get("parties", {})
        filled = {}
        for name, forum in forums.items():
            seated = [parties[seat] for seat in forum.seats if seat in parties]
            home = forum.is_ratified_outside or any(p.may_refuse_to_ratify for p in seated)
            every = tuple(stage for stage in STAGES if home or stage != "ratify")
            filled[name] = forum.model_copy(update={"stages": forum.stages or every})
        return filled

    @field_validator("variants")
    @classmethod
    def _numbers_of_cases(
        cls, variants: dict[str, Variant], info: ValidationInfo
    ) -> dict[str, Variant]:
        """Read what cases set as numbers, where the scenario itself has numbers."""
        read = {}
        for name, variant in variants.items():
            cases = {
                key: case.model_copy(update={"set": _read_numbers(case.set, info.data)})
                for key, case in variant.cases.items()
            }
            read[name] = variant.model_copy(update={"cases": cases})
        return read

    @property
    def holders(self) -> dict[str, Party | Faction | Outlook]:
        """Whoever has preferences, by path: parties, their factions and their outlooks."""
        found: dict[str, Party | Faction | Outlook] = {}
        for name, party in self.parties.items():
            found[f"parties.{name}"] = party
            found |= {f"parties.{name}.factions.{n}": body for n, body in party.factions.items()}
            found |= {f"parties.{name}.outlooks.{n}": body for n, body in party.outlooks.items()}
        return found

    @property
    def issue_names(self) -> tuple[str, ...]:
        """The issues, sorted."""
        return tuple(self.issues)

    @property
    def party_names(self) -> tuple[str, ...]:
        """The parties, sorted."""
        return tuple(self.parties)

    @property
    def side_names(self) -> tuple[str, ...]:
        """The sides of the conflict, sorted; none where there is no conflict."""
        return tuple(self.conflict.sides) if self.conflict else ()

    @property
    def forum_names(self) -> tuple[str, ...]:
        """The forums in the order in which they are attended: by priority, then by name."""
        return tuple(sorted(self.forums, key=lambda name: (self.forums[name].priority, name)))

    @property
    def primary(self) -> str:
        """The name of the forum that the results are about: the only one, or the one marked."""
        [name] = self.forums if len(self.forums) == 1 else self._marked
        return name

    @property
    def forum(self) -> tuple[str, Forum]:
        """The name of the primary forum, and the forum."""
        return self.primary, self.forums[self.primary]

    @property
    def _marked(self) -> list[str]:
        return [name for name, forum in self.forums.items() if forum.primary]


def numbers_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, float | Distribution | Joint]]:
    """Yield every number that may differ from run to run, written or by default, with its path."""
    if isinstance(value, float | Distribution | Joint):
        yield path, value
    else:
        for key, child in inside(value).items():
            if not _is_one_for_all_runs(value, key):
                yield from numbers_in(child, (*path, key))


def _is_one_for_all_runs(body: Any, key: str) -> bool:
    if isinstance(body, Curve | Scale):
        return True
    kinds = {"noise": ScenarioSpec, "probability": Case}
    return key in kinds and isinstance(body, kinds[key])


def _read_numbers(part: Mapping[str, Any], scenario: Any) -> dict[str, Any]:
    """Read a part of a scenario; what is no number stays as it is, for others to complain of."""
    read: dict[str, Any] = {}
    for key, child in sorted(part.items()):
        found = inside(scenario).get(key)
        if isinstance(found, float | Distribution):
            with suppress(ValueError):
                child = parse_number(child)
        elif isinstance(child, Mapping):
            child = _read_numbers(child, found)
        read[key] = child
    return read
