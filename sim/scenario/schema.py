"""The shape of a scenario file, format 1: which names may stand where, and what they hold.

One class per body of the file; a field is named as its key is (``is`` and ``for``, which Python
keeps for itself, become ``is_`` and ``for_``). What ties parts together (that a seat is a party,
that a demand asks for an option its issue has) is no matter of shape: see `sim.scenario.meaning`.

Mappings of named things are sorted by name, and lists whose order says nothing are sorted too, so
that the order in a file changes nothing. Order is kept in an issue's options (a scale), in the
tiers of a ranking and in a protocol's speaking order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
)

from sim.scenario.distributions import Distribution, Number, parse_number
from sim.scenario.errors import Path
from sim.scenario.fields import (
    Attempts,
    Choice,
    Chosen,
    Date,
    Format,
    Majority,
    Named,
    Names,
    Noise,
    NotNegative,
    Options,
    Patience,
    Period,
    Positive,
    Probability,
    ScenarioName,
    Share,
    Tiers,
    some_of,
)

STAGES = ("convene", "bargain", "ratify", "implement")
ACTION_STAGES = ("convene", "bargain", "implement")
TIE_ACTS = ("attend", "concede", "comply", "stay_away")
VOTES = ("attend", "ratify")
FAILURES = ("not_convened", "walkout", "deadlock", "not_ratified")


class Body(BaseModel):
    """A part of the file with named entries; an entry it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    added: ClassVar[frozenset[str]] = frozenset()
    """Keys that came after the first release: no part of a scenario's hash while not used, so that
    scenarios written before them keep theirs."""

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield each entry, defaults filled in, under the key it has in a file."""
        for name, field in type(self).model_fields.items():
            yield field.alias or name, getattr(self, name)

    def unused(self) -> list[str]:
        """Return the keys of `added` that hold their default."""
        fields = type(self).model_fields
        default = {key: fields[key].get_default(call_default_factory=True) for key in self.added}
        return [key for key in default if getattr(self, key) == default[key]]


class Evidence(Body):
    """What stands behind a part of the scenario: claims, an assumption and why, or both."""

    cite: Names = ()
    assumption: str | None = None


def _evidence(value: object) -> object:
    if isinstance(value, list | tuple):
        return {"cite": value}
    return {"assumption": value} if isinstance(value, str) else value


_from_short_form = BeforeValidator(_evidence, json_schema_input_type=str | list[str] | Evidence)


class Cited(Body):
    """A body that may say what its entries rest on: a path within it -> evidence."""

    title: str = ""
    evidence: dict[str, Annotated[Evidence, _from_short_form]] = Field(default_factory=dict)


class Time(Body):
    """The calendar."""

    unit: Literal["day", "week", "month", "round"] = Field(examples=["week"])
    start: Date | None = None
    horizon: Period = 26
    flow: Literal["levels", "none"] = "levels"


class Side(Cited):
    """A side of the conflict: its strength, and what its victory would impose."""

    added = frozenset({"drift"})

    strength: Positive = Field(examples=["1.0"])
    drift: Number = 0.0
    victory: Named[str] = Field(default_factory=dict)


class Conflict(Cited):
    """The war as a costly lottery over the sides' victories (Fearon 1995; Hirshleifer 1989)."""

    added = frozenset({"decision"})

    decisiveness: Positive = 1.0
    shock: NotNegative = 0.0
    decision: Majority | None = None
    sides: Annotated[Named[Side], Field(min_length=2)] = Field(
        examples=["{north: ..., south: ...}"]
    )


class SeatShift(Body):
    """Seats that change hands between two factions of a party."""

    from_: str = Field(alias="from", examples=["hawks"])
    to: str = Field(examples=["doves"])
    number: NotNegative = Field(examples=["10"])


class Effect(Body):
    """What an option changes elsewhere once it is in force."""

    added = frozenset({"guarantors", "burden", "seats"})

    strength: Named[Positive] = Field(default_factory=dict)
    guarantee: NotNegative = 0.0
    guarantors: Names = ()
    burden: Named[Number] = Field(default_factory=dict)
    seats: Named[SeatShift] = Field(default_factory=dict)


class Issue(Cited):
    """Something that can be settled: options on an ordered scale, one of them the status quo."""

    options: Options = Field(examples=["{none: what it means, full: what it means}"])
    status_quo: str = Field(examples=["none"])
    controlled_by: Names = ()
    control: Literal["any", "all"] = "any"
    effects: Named[Effect] = Field(default_factory=dict)

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options, from one end of the scale to the other."""
        return tuple(self.options)

    def index(self, option: str) -> int:
        """Return the place of an option on the scale, from 0."""
        return self.option_names.index(option)


class Condition(Body):
    """A demand on an issue's option, or on a side's share of all strength."""

    issue: str | None = None
    at_least: str | None = None
    at_most: str | None = None
    is_: str | None = Field(default=None, alias="is")
    side: str | None = None
    share_at_least: Share | None = None


class Precondition(Body):
    """What a party demands of the present state before it comes (Saunders 1985)."""

    added = frozenset({"standing"})

    demand: Condition = Field(examples=["{issue: arms, at_least: heavy}"])
    floor: Condition | None = None
    firmness: NotNegative = Field(examples=["0.1"])
    standing: bool = False


class Rank(Body):
    """Weights known only by their order: tiers of issues, most important first."""

    rank: Tiers


def _weights_form(value: object) -> str:
    return "<rank>" if isinstance(value, Mapping) and "rank" in value else "<numbers>"


Weights = Annotated[
    Annotated[Rank, Tag("<rank>")] | Annotated[Named[NotNegative], Tag("<numbers>")],
    Discriminator(_weights_form),
]


class Faction(Cited):
    """A voting bloc inside a party (Putnam 1988)."""

    seats: Positive = Field(examples=["10"])
    weights: Weights = Field(examples=["{arms: 0.6, detainees: 0.4}"])
    values: Named[Named[Share]] = Field(examples=["{arms: {none: 0, heavy: 1}}"])
    red_lines: Named[Condition] = Field(default_factory=dict)


class Party(Cited):
    """Whoever bargains, acts, or has to ratify."""

    added = frozenset({"enforcing_cost", "forums_at_once", "votes_on"})

    side: str | None = None
    weights: Weights = Field(examples=["{arms: 0.6, detainees: 0.4}"])
    values: Named[Named[Share]] = Field(examples=["{arms: {none: 0, heavy: 1}}"])
    red_lines: Named[Condition] = Field(default_factory=dict)
    preconditions: Named[Precondition] = Field(default_factory=dict)
    war_cost: NotNegative = 0.0
    talking_cost: Number = 0.0
    staying_cost: Number = 0.0
    conceding_cost: Named[Number] = Field(default_factory=dict)
    temptation: NotNegative = 0.0
    enforcing_cost: NotNegative = 0.0
    forums_at_once: Period | None = None
    patience: Patience = 1.0
    reservation: Number | None = None
    strategy: Chosen = Choice(name="bayesian")
    factions: Named[Faction] = Field(default_factory=dict)
    quota: Positive | None = None
    votes_on: Annotated[tuple[str, ...], some_of(*VOTES)] = ("ratify",)

    @property
    def may_refuse_to_ratify(self) -> bool:
        """Whether factions vote on what the party has signed."""
        return bool(self.factions) and "ratify" in self.votes_on


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
    """What happens: issues move, sides gain or lose strength."""

    move: Named[str] = Field(default_factory=dict)
    strength: Named[Positive] = Field(default_factory=dict)


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
    """A way back: talks that failed start again."""

    after: Annotated[tuple[str, ...], some_of(*FAILURES)] = Field(examples=["[deadlock]"])
    wait: Period = Field(examples=["4"])
    attempts: Attempts = Field(examples=["2"])
    then: Then | None = None


class Forum(Cited):
    """A set of talks: who sits, who must, over what, and how it is decided."""

    added = frozenset({"primary", "priority", "ends_war", "ratified_by", "resume"})

    seats: Annotated[Names, Field(min_length=2)] = Field(examples=["[opposition, regime]"])
    required: Annotated[Names, Field(min_length=2)] = Field(
        default_factory=lambda forum: forum["seats"]
    )
    mediator: str | None = None
    agenda: Annotated[Names, Field(min_length=1)] = Field(examples=["[arms, transition]"])
    protocol: Chosen = Choice(name="single_text")
    rule: Chosen = Choice(name="unanimity")
    convene_by: Period = 12
    deadline: Period = 12
    stages: Annotated[tuple[str, ...], some_of(*STAGES)] = ()
    primary: bool = False
    priority: int = 0
    ends_war: bool = True
    ratified_by: Names = ()
    resume: Resume | None = None


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
            if not isinstance(value, Rank)
        }


class Variant(Cited):
    """Numbers that switch together, from case to case: where two documents disagree."""

    cases: Annotated[Named[Case], Field(min_length=2)] = Field(
        examples=["{stays: {probability: 0.5, set: ...}, goes: {probability: 0.5}}"]
    )


class ScenarioSpec(Cited):
    """A whole scenario."""

    added = frozenset({"actions", "shared", "variants"})

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
            home = bool(forum.ratified_by) or any(party.may_refuse_to_ratify for party in seated)
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


def inside(value: Any) -> dict[str, Any]:
    """Return what stands inside a part of a scenario, by key."""
    if isinstance(value, Body):
        return dict(value.entries())
    if isinstance(value, Choice):
        return {"name": value.name, **value.options}
    return value if isinstance(value, dict) else {}


def numbers_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, float | Distribution | Rank]]:
    """Yield every number that may differ from run to run, written or by default, with its path."""
    if isinstance(value, float | Distribution | Rank):
        yield path, value
    else:
        for key, child in inside(value).items():
            if not _is_one_for_all_runs(value, key):
                yield from numbers_in(child, (*path, key))


def _is_one_for_all_runs(body: Any, key: str) -> bool:
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
