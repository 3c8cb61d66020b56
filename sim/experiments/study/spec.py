"""The shape of a study file, format 1."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from sim.scenario.distributions import Distribution, Number
from sim.scenario.fields import Choice, Chosen, Format, Name, Names, ScenarioName
from sim.scenario.schema import Body

MOST_RUNS = 10_000_000
MOST_LEVELS = 1_000


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _drawn(value: Any) -> Any:
    if not isinstance(value, Distribution):
        raise ValueError("this must be a distribution; write between: {uniform: [0, 1]}")
    return value


def _from(lo: int, hi: int) -> AfterValidator:
    def check(value: int) -> int:
        if not lo <= value <= hi:
            raise ValueError(f"{value} is out of range; it must be from {lo:,} to {hi:,}")
        return value

    return AfterValidator(check)


def _source(value: object) -> object:
    if not isinstance(value, str | dict):
        raise ValueError("this must be the name of a scenario that ships, or a file")
    return value


def _levels(value: object) -> object:
    if not isinstance(value, list | dict):
        raise ValueError("this must be a list of levels, or names with a level each")
    if not 1 <= len(value) <= MOST_LEVELS:
        raise ValueError(f"this has {len(value):,} levels; it needs from 1 to {MOST_LEVELS:,}")
    for name in value if isinstance(value, dict) else ():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise ValueError(
                f"'{name}' is no name; write small letters, digits and _, a letter first"
            )
    return value


def _width(value: object) -> float:
    fine = isinstance(value, int | float) and not isinstance(value, bool)
    if not fine or not 0 < float(value) < 0.5:  # type: ignore[arg-type]
        raise ValueError("this must be a number above 0 and below 0.5, such as 0.01")
    return float(value)  # type: ignore[arg-type]


Source = Annotated[Any, PlainValidator(_source, json_schema_input_type=str)]
Paths = Annotated[Names, BeforeValidator(_several)]
Levels = Annotated[Any, PlainValidator(_levels, json_schema_input_type=list[Any] | dict[Name, Any])]


class Factor(Body):
    """What is varied: values that a path takes (several paths: together), or a part that is there.

    One of ``path`` (or ``paths``) and ``present``; with a path one of ``levels`` and ``between``.
    """

    title: str = ""
    path: str | None = None
    paths: Paths = ()
    present: Paths = ()
    levels: Levels | None = None
    between: Annotated[Number, AfterValidator(_drawn)] | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The paths that take its values."""
        return (self.path,) if self.path else tuple(self.paths)


class StudySpec(Body):
    """A whole study."""

    format: Format = Field(examples=["1"])
    name: ScenarioName = Field(examples=["what-convenes-geneva"])
    title: str = Field(examples=["a line that says what is asked"])
    question: str = ""
    scenario: Source | None = None
    scenarios: dict[ScenarioName, Source] = Field(default_factory=dict)
    factors: dict[Name, Factor] = Field(default_factory=dict)
    design: Chosen = Choice(name="full_grid")
    cells: list[dict[str, Any]] = Field(default_factory=list)
    runs: Annotated[int, _from(1, MOST_RUNS)] = 2_000
    draws: Annotated[int, _from(0, MOST_RUNS)] = 50
    seed: int = 0
    until: Annotated[float, PlainValidator(_width, json_schema_input_type=float)] | None = None
    quantity: str | None = None
