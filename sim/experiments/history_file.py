"""The form of a history file, and where one has not got it, why: in plain words."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sim.registry import did_you_mean, nearest
from sim.scenario.errors import Lines, Problem, dotted, line_of, listed, shown
from sim.scenario.errors import Path as Place
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


def fit(data: Any, lines: Lines) -> tuple[Written | None, list[Problem]]:
    """Fit plain data to the form of a history file.

    Parameters
    ----------
    data, lines
        What `sim.scenario.reader.read` gives.

    Returns
    -------
    written : Written or None
        None where the data does not fit.
    problems : list of Problem
        Everything that does not fit.

    Examples
    --------
    >>> fit({"format": 1, "title": "Two talks", "case": {}}, {})[1][0].message
    "the file: 'case' is unknown here. Did you mean cases?"
    """
    try:
        return Written.model_validate(data), []
    except ValidationError as error:
        errors = _without_echoes(error.errors(include_url=False))
        return None, [_problem(one, lines) for one in errors]


# -- what is wrong, in words -------------------------------------------------------------------


def _path(error: ErrorDetails) -> Place:
    return tuple(str(key) for key in error["loc"] if key != "[key]")


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what follows from another mistake.

    A misspelt key is also missing under its right name, and a list whose entries are wrong is also
    found empty.
    """
    paths = [_path(error) for error in errors]
    unknown = [
        path for path, e in zip(paths, errors, strict=True) if e["type"] == "extra_forbidden"
    ]
    meant = {(*path[:-1], nearest(path[-1], _keys(path[:-1])) or "") for path in unknown}

    def echoes(path: Place, kind: str) -> bool:
        if kind == "too_short":
            return any(other[: len(path)] == path and other != path for other in paths)
        return kind == "missing" and path in meant

    return [e for path, e in zip(paths, errors, strict=True) if not echoes(path, e["type"])]


def _problem(error: ErrorDetails, lines: Lines) -> Problem:
    """Say in plain words what Pydantic found."""
    path = _path(error)
    kind, known = error["type"], _keys(path[:-1])
    place = dotted(path) or "the file"
    where = dotted(path[:-1]) or "the file"
    if kind == "missing":
        said = f"{where}: '{path[-1]}' is missing; add it"
    elif kind == "extra_forbidden":
        near = did_you_mean(path[-1], known) or f"; what may stand here: {listed(known)}"
        said = f"{where}: '{path[-1]}' is unknown here{near}"
    elif kind == "value_error":
        said = f"{place}: {error['ctx']['error']}"
    elif kind == "too_short":
        said = f"{place}: this is empty; at least one is needed"
    elif kind == "string_pattern_mismatch":
        said = f"{place}: this is no name; write small letters, digits, - and _, a letter first"
    else:
        said = f"{place}: {shown(error['input'])} stands here; it must be {_KINDS[kind]}"
    return Problem(path, line_of(path, lines), said)


_KINDS = {
    "string_type": "a text",
    "dict_type": "a mapping of names",
    "model_type": "a mapping with named entries",
    "tuple_type": "a list",
}


def _keys(path: Place) -> list[str]:
    """The keys of the body at a path of the file."""
    bodies: dict[str, Any] = {"window": Window, "labels": Label, "sources": Source, "cases": Case}
    kind = next((bodies[key] for key in reversed(path) if key in bodies), Written)
    return [field.alias or name for name, field in kind.model_fields.items()]
