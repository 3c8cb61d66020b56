"""The form of a history file."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sim.scenario.fields import Date, Format, ScenarioName


def _year_or_day(value: object) -> str:
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", str(value)):
        raise ValueError(f"'{value}' is not a date; write it as 2013, 2013-05 or 2013-05-27")
    return str(value)


def _said(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("nothing is said here; write it in your own words")
    return value


Text = Annotated[str, BeforeValidator(_said)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(_Body):
    """Where to look it up: who wrote it, what it is called or about, and when."""

    by: Text
    title: Text
    date: Annotated[str, BeforeValidator(_year_or_day)]


class Window(_Body):
    """The days that a case is judged over, the first and the last included."""

    from_: Date = Field(alias="from")
    to: Date


class Label(_Body):
    """Why an outcome of the model's can be defended as what happened, and where to look it up.

    `until` is how far one has to look for it, where that is not the end of the case's window.
    """

    why: Text
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    until: Date | None = None


class Case(_Body):
    """A scenario, and what happened."""

    scenario: Text
    forum: str | None = None
    window: Window
    happened: Text
    labels: Annotated[dict[str, Label], Field(min_length=1)]


class Written(_Body):
    """A whole file."""

    format: Format
    title: Text
    about: str = ""
    cases: Annotated[dict[ScenarioName, Case], Field(min_length=1)]
