"""What is at stake, in the shape of a scenario file: conflict, issues, parties, and what they want.

A field is named as its key is in a file (``is``, ``for`` and ``from``, which Python keeps for
itself, become ``is_``, ``for_`` and ``from_``). The whole file is in `sim.scenario.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from sim.scenario.amounts import MOST_STEPS, Amounts, of_pie, of_scale
from sim.scenario.distributions import Number
from sim.scenario.fields import (
    AboveZero,
    Choice,
    Chosen,
    Date,
    Majority,
    Named,
    Names,
    NotNegative,
    OneNumber,
    Options,
    Ordered,
    Patience,
    Period,
    Positive,
    Share,
    Tiers,
    some_of,
)
from sim.scenario.orders import with_orders

VOTES = ("attend", "ratify")
CURVES = ("share", "rises", "falls", "peak")


class Body(BaseModel):
    """A part of the file with named entries; an entry it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Yield each entry, defaults filled in, under the key it has in a file."""
        for name, field in type(self).model_fields.items():
            yield field.alias or name, getattr(self, name)

    def as_data(self) -> dict[str, Any]:
        """Return what was given of it, by key: what is left to a default is left out."""
        fields = type(self).model_fields.items()
        given = {
            f.alias or name: getattr(self, name)
            for name, f in fields
            if name in self.model_fields_set
        }
        return {key: value for key, value in given.items() if value is not None}


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

    strength: Positive = Field(examples=["1.0"])
    drift: Number = 0.0
    victory: Named[str] = Field(default_factory=dict)


class Conflict(Cited):
    """The war as a costly lottery over the sides' victories (Fearon 1995; Hirshleifer 1989)."""

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

    strength: Named[Positive] = Field(default_factory=dict)
    guarantee: NotNegative = 0.0
    guarantors: Names = ()
    burden: Named[Number] = Field(default_factory=dict)
    seats: Named[SeatShift] = Field(default_factory=dict)


Steps = Annotated[int, Field(ge=2, le=MOST_STEPS)]


class Curve(Body):
    """What the amounts of a pie or a scale are worth to somebody, from 0 to 1."""

    share: AboveZero | None = None
    rises: AboveZero | None = None
    falls: AboveZero | None = None
    peak: OneNumber | None = None


class Pie(Body):
    """Something to be divided among parties, in equal pieces."""

    among: Annotated[Names, Field(min_length=2)] = Field(examples=["[north, south]"])
    steps: Steps = Field(examples=["100"])

    def amounts(self) -> Amounts:
        """Every division, and the share of each of `among` in it."""
        return of_pie(len(self.among), self.steps)

    def worth(self, curve: Curve, party: str) -> dict[str, float] | None:
        """What each division is worth to a party: its share, to a power; None of another curve."""
        if curve.share is None or party not in self.among:
            return None
        own = self.among.index(party)
        return {name: shares[own] ** curve.share for name, shares in self.amounts().items()}


class Scale(Body):
    """Numbers from one end to the other, in equal steps."""

    from_: OneNumber = Field(default=0.0, alias="from")
    to: OneNumber = 1.0
    steps: Steps = Field(examples=["100"])

    def amounts(self) -> Amounts:
        """Every number, by the option that names it."""
        return of_scale(self.from_, self.to, self.steps)

    def worth(self, curve: Curve, party: str) -> dict[str, float] | None:
        """What each number is worth to whoever has this curve; None of a curve of a pie.

        ``rises`` and ``falls``: the way from one end to the other, to a power; ``peak``: 1 less the
        distance from it, as a share of the scale (Black 1948).
        """
        span = (self.to - self.from_) or 1.0
        way = {name: (x - self.from_) / span for name, (x,) in self.amounts().items()}
        if curve.rises is not None:
            return {name: w**curve.rises for name, w in way.items()}
        if curve.falls is not None:
            return {name: (1 - w) ** curve.falls for name, w in way.items()}
        if curve.peak is not None:
            best = (curve.peak - self.from_) / span
            return {name: max(1 - abs(w - best), 0.0) for name, w in way.items()}
        return None


def _options_or_amounts(schema: dict[str, Any]) -> None:
    """Have the JSON Schema ask for options and a status quo only where there is no pie or scale."""
    schema["required"] = [k for k in schema["required"] if k not in ("options", "status_quo")]
    forms = (["options", "status_quo"], ["pie"], ["scale"])
    schema["oneOf"] = [{"required": form} for form in forms]
    schema["properties"]["status_quo"] = {"anyOf": [{"type": "string"}, {"type": "number"}]}


class Issue(Cited):
    """Something that can be settled: options on an ordered scale, one of them the status quo.

    Where a file gives a pie or a scale, the options are those that it is written out as.
    """

    model_config = ConfigDict(json_schema_extra=_options_or_amounts)

    options: Options = Field(examples=["{none: what it means, full: what it means}"])
    status_quo: str = Field(examples=["none"])
    pie: Pie | None = None
    scale: Scale | None = None
    controlled_by: Names = ()
    control: Literal["any", "all"] = "any"
    effects: Named[Effect] = Field(default_factory=dict)

    @property
    def option_names(self) -> tuple[str, ...]:
        """The options, from one end of the scale to the other."""
        return tuple(self.options)

    @property
    def amounts(self) -> Amounts:
        """What each option gives, of a pie or a scale: nothing where it is `none`.

        Examples
        --------
        >>> pie = Pie(among=("north", "south"), steps=4)
        >>> issue = Issue(options=["none", *pie.amounts()], status_quo="none", pie=pie)
        >>> issue.amounts["p3_1"]
        (0.75, 0.25)
        """
        form = self.pie or self.scale
        return form.amounts() if form else {}

    def index(self, option: str) -> int:
        """Return the place of an option on the scale, from 0."""
        return self.option_names.index(option)

    def enough(self, condition: Condition) -> tuple[bool, ...]:
        """Return which options meet a condition on this issue, in their order."""
        places = range(len(self.options))
        if condition.at_least is not None:
            return tuple(place >= self.index(condition.at_least) for place in places)
        if condition.at_most is not None:
            return tuple(place <= self.index(condition.at_most) for place in places)
        return tuple(name == condition.is_ for name in self.options)


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

    demand: Condition = Field(examples=["{issue: arms, at_least: heavy}"])
    floor: Condition | None = None
    firmness: NotNegative = Field(examples=["0.1"])
    standing: bool = False


class Rank(Body):
    """Weights known only by their order: tiers of issues, most important first."""

    rank: Tiers


class Swing(Body):
    """Weights as swing points: how much a party minds the swing from an issue's worst to its best.

    The issue whose swing matters most has 100 points, the others their share of that (von
    Winterfeldt & Edwards 1986, ch. 8).
    """

    swing: Named[NotNegative]


#: Weights that are drawn together, and stand as one parameter at their holder's ``weights``.
Joint = Rank | Swing


def _weights_form(value: object) -> str:
    given = value if isinstance(value, Mapping) else {}
    return next((f"<{form}>" for form in ("rank", "swing") if form in given), "<numbers>")


Weights = Annotated[
    Annotated[Rank, Tag("<rank>")]
    | Annotated[Swing, Tag("<swing>")]
    | Annotated[Named[NotNegative], Tag("<numbers>")],
    Discriminator(_weights_form),
]


Holder = TypeVar("Holder", "Outlook", "Faction", "Party")


def _fill_in(holder: Holder) -> Holder:
    """Give a value to each option that has none but stands in an order."""
    if holder.orders:
        holder.__dict__["values"] = with_orders(holder.values, holder.orders)
    return holder


class Outlook(Cited):
    """Other preferences that a party may come to have: what it does not say stays as it was."""

    weights: Weights | None = None
    values: Named[Named[Share]] = Field(default_factory=dict)
    orders: Named[Ordered] = Field(default_factory=dict)
    curves: Named[Curve] = Field(default_factory=dict)

    _values = model_validator(mode="after")(_fill_in)


class Faction(Cited):
    """A voting bloc inside a party (Putnam 1988)."""

    seats: Positive = Field(examples=["10"])
    weights: Weights = Field(examples=["{arms: 0.6, detainees: 0.4}"])
    values: Named[Named[Share]] = Field(
        default_factory=dict, examples=["{arms: {none: 0, heavy: 1}}"]
    )
    orders: Named[Ordered] = Field(default_factory=dict)
    curves: Named[Curve] = Field(default_factory=dict)
    red_lines: Named[Condition] = Field(default_factory=dict)

    _values = model_validator(mode="after")(_fill_in)


class Party(Cited):
    """Whoever bargains, acts, or has to ratify."""

    side: str | None = None
    weights: Weights = Field(examples=["{arms: 0.6, detainees: 0.4}"])
    values: Named[Named[Share]] = Field(
        default_factory=dict, examples=["{arms: {none: 0, heavy: 1}}"]
    )
    orders: Named[Ordered] = Field(default_factory=dict)
    curves: Named[Curve] = Field(default_factory=dict)
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
    outlooks: Named[Outlook] = Field(default_factory=dict)
    votes_on: Annotated[tuple[str, ...], some_of(*VOTES)] = ("ratify",)

    _values = model_validator(mode="after")(_fill_in)

    @property
    def may_refuse_to_ratify(self) -> bool:
        """Whether factions vote on what the party has signed."""
        return bool(self.factions) and "ratify" in self.votes_on


def inside(value: Any) -> dict[str, Any]:
    """Return what stands inside a part of a scenario, by key."""
    if isinstance(value, Body):
        return dict(value.entries())
    if isinstance(value, Choice):
        return {"name": value.name, **value.options}
    return value if isinstance(value, dict) else {}
