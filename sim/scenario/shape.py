"""Whether plain data has the shape of a file, and, where it has not, why: in plain words.

Pydantic finds what is wrong; what it says about it never reaches the user. A misspelt key is one
mistake, though it leaves one key unknown and another missing, and is reported once; so is what is
wrong in a list, though the list then counts as too short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.registry import did_you_mean, nearest
from sim.scenario.errors import Lines, Path, Problem, dotted, line_of, listed, shown
from sim.scenario.fields import MAX_PERIOD
from sim.scenario.places import fields_at

T = TypeVar("T")

Fields = Callable[[Path], dict[str, FieldInfo]]  # of the body at a path, by key


def fit(
    data: Any, lines: Lines, kind: type[T], whole: str = "the scenario"
) -> tuple[T | None, list[Problem]]:
    """Fit plain data to a shape.

    Parameters
    ----------
    data : object
        What :func:`sim.scenario.reader.read` gives.
    lines : dict
        The line of each path; empty where there was no file.
    kind : type
        A body, or a mapping of bodies: `sim.scenario.schema.ScenarioSpec` for a scenario.
    whole : str
        What messages call all of it.

    Returns
    -------
    found : object of that kind, or None
        None where the data does not fit.
    problems : list of Problem
        Everything that does not fit.

    Examples
    --------
    >>> from sim.scenario.schema import ScenarioSpec
    >>> spec, problems = fit({"format": 1, "noize": 0.1}, {}, ScenarioSpec)
    >>> problems[-1].message
    "the scenario: 'noize' is unknown here. Did you mean noise?"
    """
    try:
        return TypeAdapter(kind).validate_python(data), []
    except ValidationError as error:
        errors = [e for e in error.errors(include_url=False) if not _is_echo(e)]
    at: Fields = partial(fields_at, kind=kind)
    return None, [
        Problem(path, line_of(path, lines), f"{dotted(place) or whole}: {message}")
        for path, place, message in _told(errors, at)
    ]


def _told(errors: list[ErrorDetails], at: Fields) -> Iterator[tuple[Path, Path, str]]:
    """Yield where each mistake is, of what body it is told, and what is told."""
    misspelt = dict(_misspelt(errors, at))
    for error in errors:
        path, kind = _path(error), error["type"]
        if kind == "default_factory_not_called" or path in misspelt.values():
            continue
        place = path[:-1] if kind in ("missing", "extra_forbidden") else path
        yield path, place, _WORDS.get(kind, _must_be("something else"))(error, path, at)


def _misspelt(errors: list[ErrorDetails], at: Fields) -> Iterator[tuple[Path, Path]]:
    """Pair each unknown key with the missing one it stands for."""
    missing = {_path(error) for error in errors if error["type"] == "missing"}
    for error in errors:
        if error["type"] == "extra_forbidden":
            *body, key = _path(error)
            meant = (*body, nearest(key, at(tuple(body))) or "")
            if meant in missing:
                missing.remove(meant)
                yield (*body, key), meant


def _is_echo(error: ErrorDetails) -> bool:
    """Whether something is too short only because what is wrong in it does not count."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _path(error: ErrorDetails) -> Path:
    """Return where an error is, without the marks that Pydantic puts for choices and keys."""
    return tuple(str(key) for key in error["loc"] if not str(key).startswith(("<", "[")))


# -- words -------------------------------------------------------------------------------------

Words = Callable[[ErrorDetails, Path, Fields], str]


def _is_missing(error: ErrorDetails, path: Path, at: Fields) -> str:
    examples = at(path[:-1])[path[-1]].examples
    example = f", as in {path[-1]}: {examples[0]}" if examples else ""
    return f"'{path[-1]}' is missing; add it{example}"


def _is_unknown(error: ErrorDetails, path: Path, at: Fields) -> str:
    known = at(path[:-1])
    suggestion = did_you_mean(path[-1], known) or f"; what may stand here: {listed(known)}"
    return f"'{path[-1]}' is unknown here{suggestion}"


def _is_not_among(error: ErrorDetails, path: Path, at: Fields) -> str:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    found = error["input"]
    suggestion = did_you_mean(found, allowed) if isinstance(found, str) else ""
    return f"{shown(found)} is not one of {', '.join(allowed)}{suggestion}"


def _is_too_short(error: ErrorDetails, path: Path, at: Fields) -> str:
    return _has(error, f"needs at least {_entries(error['ctx']['min_length'])}")


def _is_too_long(error: ErrorDetails, path: Path, at: Fields) -> str:
    return _has(error, f"takes at most {_entries(error['ctx']['max_length'])}")


def _has(error: ErrorDetails, bound: str) -> str:
    return f"this {bound}, and has {error['ctx']['actual_length']}"


def _entries(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def _is_out_of_range(error: ErrorDetails, path: Path, at: Fields) -> str:
    least, most = _bounds(at(path[:-1])[path[-1]])
    right = f"from {least} to {most:,}"
    return f"{error['input']} is out of range; it must be a whole number {right}"


def _bounds(field: FieldInfo) -> tuple[int, int]:
    """The least and the greatest whole number that a field takes."""
    marks = [*field.metadata, *getattr(field.annotation, "__metadata__", ())]
    inside = [m for mark in marks for m in (getattr(mark, "metadata", None) or [mark])]
    least = next((m.ge for m in inside if getattr(m, "ge", None) is not None), 1)
    most = next((m.le for m in inside if getattr(m, "le", None) is not None), MAX_PERIOD)
    return least, most


def _is_no_name(error: ErrorDetails, path: Path, at: Fields) -> str:
    signs = "digits, - and _" if "-]" in error["ctx"]["pattern"] else "digits and _"
    return f"'{error['input']}' is no name; write small letters, {signs}, a letter first"


def _must_be(what: str) -> Words:
    return lambda error, path, at: f"{shown(error['input'])} stands here; it must be {what}"


_WORDS: dict[str, Words] = {
    "missing": _is_missing,
    "extra_forbidden": _is_unknown,
    "literal_error": _is_not_among,
    "too_short": _is_too_short,
    "too_long": _is_too_long,
    "greater_than_equal": _is_out_of_range,
    "less_than_equal": _is_out_of_range,
    "value_error": lambda error, path, at: str(error["ctx"]["error"]),
    "string_type": _must_be("a text"),
    "bool_type": _must_be("true or false"),
    "int_type": _must_be("a whole number"),
    "float_type": _must_be("a number"),
    "list_type": _must_be("a list"),
    "tuple_type": _must_be("a list"),
    "dict_type": _must_be("a mapping of names, such as {arms: ...}"),
    "model_type": _must_be("a mapping with named entries"),
    "string_pattern_mismatch": _is_no_name,
}
