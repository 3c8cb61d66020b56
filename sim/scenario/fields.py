"""The kinds of field that bodies of a scenario are made of: names, bounded numbers, lists, choices.

Each reads plain data, and says in plain words what is wrong with it and what would be right; the
path of the field is put before the words where they are shown (`sim.scenario.shape`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
)

from sim.scenario.distributions import DISTRIBUTIONS, Number, parse_number, support
from sim.scenario.plain import plain

T = TypeVar("T")

MAX_PERIOD = 100_000

# -- numbers -----------------------------------------------------------------------------------


def _between(lo: float, hi: float = math.inf, *, open_below: bool = False) -> AfterValidator:
    """Let a number's whole support lie in [lo, hi], or in (lo, hi]."""
    right = f"above {lo:g}" if open_below else f"at least {lo:g}"
    if hi < math.inf:
        right += f" and at most {hi:g}"

    def check(value: Any) -> Any:
        least, most = support(value)
        wrong = None
        if least < lo or (open_below and least == lo):
            wrong = f"{least:g} is too low" if least == most else f"its lower end is {least:g}"
        elif most > hi:
            wrong = f"{most:g} is too high" if least == most else f"its upper end is {most:g}"
        if wrong:
            raise ValueError(f"{wrong}; it must be {right}")
        return value

    return AfterValidator(check)


def _one_number(value: object) -> object:
    if isinstance(value, Mapping):
        raise ValueError("this is one number for all runs, not a distribution; write 0.05")
    return parse_number(value)


def _format(value: object) -> int:
    if value != 1 or not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"this version reads format 1, not {value!r}; write format: 1")
    return value


Format = Annotated[int, PlainValidator(_format, json_schema_input_type=Literal[1])]
Share = Annotated[Number, _between(0, 1)]
NotNegative = Annotated[Number, _between(0)]
Positive = Annotated[Number, _between(0, open_below=True)]
Patience = Annotated[Number, _between(0, 1, open_below=True)]
Majority = Annotated[Number, _between(0.5, 1, open_below=True)]
OneNumber = Annotated[float, BeforeValidator(_one_number, json_schema_input_type=float)]
AboveZero = Annotated[OneNumber, _between(0, open_below=True)]
AtLeastZero = Annotated[OneNumber, _between(0)]
Noise = AtLeastZero
Probability = Annotated[OneNumber, _between(0, 1)]
Period = Annotated[int, Field(ge=1, le=MAX_PERIOD)]

# -- names and lists of names ------------------------------------------------------------------


def _by_name(named: dict[str, T]) -> dict[str, T]:
    return dict(sorted(named.items()))


def _distinct(value: object) -> tuple[str, ...]:
    """Read a list of names, each once, in the order given."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise ValueError("this must be a list of names, such as [russia, us]")
    for name in value:
        if value.count(name) > 1:
            raise ValueError(f"'{name}' is listed twice; once is enough")
    return tuple(value)


def _names(value: object) -> tuple[str, ...]:
    """Read a list of names whose order says nothing."""
    return tuple(sorted(_distinct(value)))


def some_of(*allowed: str) -> PlainValidator:
    """Read a list of some of the `allowed` words, and put them in that order."""

    def read(value: object) -> tuple[str, ...]:
        given = _distinct(value)
        strange = [word for word in given if word not in allowed]
        if strange or not given:
            what = f"'{strange[0]}' is not one of them" if strange else "the list is empty"
            raise ValueError(f"{what}; list some of {', '.join(allowed)}")
        return tuple(word for word in allowed if word in given)

    word: Any = Annotated[str, Field(json_schema_extra={"enum": list(allowed)})]
    return PlainValidator(read, json_schema_input_type=list[word])


def _options(value: object) -> object:
    """Read a plain list of options as options without a text."""
    return dict.fromkeys(_distinct(value), "") if isinstance(value, list | tuple) else value


def _tiers(value: object) -> tuple[tuple[str, ...], ...]:
    """Read a ranking as tiers: each holds one issue, or several that tie."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError("this must be a list of issues, most important first: [arms, [a, b]]")
    tiers = tuple(_names([tier] if isinstance(tier, str) else tier) for tier in value)
    _distinct([name for tier in tiers for name in tier])
    return tiers


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ScenarioName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
Named = Annotated[dict[Name, T], AfterValidator(_by_name)]
Names = Annotated[tuple[str, ...], PlainValidator(_names, json_schema_input_type=list[str])]
Ordered = Annotated[tuple[str, ...], PlainValidator(_distinct, json_schema_input_type=list[str])]
Options = Annotated[
    dict[Name, str],
    BeforeValidator(_options, json_schema_input_type=list[Name] | dict[Name, str]),
    Field(min_length=2),
]
Tiers = Annotated[
    tuple[tuple[str, ...], ...],
    PlainValidator(_tiers, json_schema_input_type=list[str | list[str]]),
]

# -- dates -------------------------------------------------------------------------------------


def _iso_date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"'{value}' is not a date; write it as 2013-05-27") from None


Date = Annotated[date, PlainValidator(_iso_date, json_schema_input_type=date)]

# -- choices -----------------------------------------------------------------------------------


class Choice(BaseModel):
    """A registered name with its options: a strategy, a protocol or a decision rule.

    Examples
    --------
    >>> Choice(name="time_dependent", options={"exponent": 4.0}).options
    {'exponent': 4.0}
    """

    model_config = ConfigDict(frozen=True)

    name: str
    options: dict[str, Any] = Field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return it as a file may say it."""
        return {"name": self.name, **self.options}


def _choice(value: object) -> Choice:
    if isinstance(value, Choice):
        return value
    if isinstance(value, str):
        return Choice(name=value)
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        raise ValueError("this must be a name, or a mapping such as {name: quota, quota: 2}")
    options = {key: _option(value[key]) for key in sorted(value) if key != "name"}
    return Choice(name=value["name"], options=options)


def _option(value: object) -> object:
    """Read an option of a choice: numbers as numbers, lists as tuples, mappings sorted."""
    if isinstance(value, Mapping) and not set(value) & set(DISTRIBUTIONS):
        return {name: _option(value[name]) for name in sorted(value)}
    if isinstance(value, list | tuple):
        return tuple(_option(item) for item in value)
    return value if isinstance(value, bool | str | None) else parse_number(value)


def _choice_data(choice: Choice) -> dict[str, Any]:
    return {"name": choice.name, **plain(choice.options)}


Chosen = Annotated[
    Choice,
    PlainValidator(_choice, json_schema_input_type=str | dict[str, Any]),
    PlainSerializer(_choice_data),
]
