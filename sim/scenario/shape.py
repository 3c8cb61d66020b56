"""Whether plain data has the shape of a scenario, and, where it has not, why: in plain words.

Pydantic finds what is wrong; what it says about it never reaches the user. A misspelt key is one
mistake, though it leaves one key unknown and another missing, and is reported once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.registry import did_you_mean, nearest
from sim.scenario.errors import Lines, Path, Problem, dotted, line_of, listed, shown
from sim.scenario.fields import MAX_PERIOD
from sim.scenario.places import fields_at
from sim.scenario.schema import ScenarioSpec


def fit(data: Any, lines: Lines) -> tuple[ScenarioSpec | None, list[Problem]]:
    """Fit plain data to the schema.

    Parameters
    ----------
    data : object
        What :func:`sim.scenario.reader.read` gives.
    lines : dict
        The line of each path; empty where there was no file.

    Returns
    -------
    spec : ScenarioSpec or None
        None where the data does not fit.
    problems : list of Problem
        Everything that does not fit.

    Examples
    --------
    >>> spec, problems = fit({"format": 1, "noize": 0.1}, {})
    >>> problems[-1].message
    "the scenario: 'noize' is unknown here. Did you mean noise?"
    """
    try:
        return ScenarioSpec.model_validate(data), []
    except ValidationError as error:
        return None, _problems(error.errors(include_url=False), lines)


def _problems(errors: list[ErrorDetails], lines: Lines) -> list[Problem]:
    misspelt = dict(_misspelt(errors))
    problems = []
    for error in errors:
        path, kind = _path(error), error["type"]
        if kind == "default_factory_not_called" or path in misspelt.values():
            continue
        place = path[:-1] if kind in ("missing", "extra_forbidden") else path
        message = _WORDS[kind](error, path)
        problems.append(Problem(path, line_of(path, lines), f"{_where(place)}: {message}"))
    return problems


def _misspelt(errors: list[ErrorDetails]) -> Iterator[tuple[Path, Path]]:
    """Pair each unknown key with the missing one it stands for."""
    missing = {_path(error) for error in errors if error["type"] == "missing"}
    for error in errors:
        if error["type"] == "extra_forbidden":
            *body, key = _path(error)
            meant = (*body, nearest(key, fields_at(tuple(body))) or "")
            if meant in missing:
                missing.remove(meant)
                yield (*body, key), meant


def _path(error: ErrorDetails) -> Path:
    """Return where an error is, without the marks that Pydantic puts for choices and keys."""
    return tuple(str(key) for key in error["loc"] if not str(key).startswith(("<", "[")))


def _where(path: Path) -> str:
    return dotted(path) or "the scenario"


# -- words -------------------------------------------------------------------------------------


def _is_missing(error: ErrorDetails, path: Path) -> str:
    example = (fields_at(path[:-1])[path[-1]].examples or ["..."])[0]
    return f"'{path[-1]}' is missing; add it, as in {path[-1]}: {example}"


def _is_unknown(error: ErrorDetails, path: Path) -> str:
    known = fields_at(path[:-1])
    suggestion = did_you_mean(path[-1], known) or f"; what may stand here: {listed(known)}"
    return f"'{path[-1]}' is unknown here{suggestion}"


def _is_not_among(error: ErrorDetails, path: Path) -> str:
    allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    found = error["input"]
    suggestion = did_you_mean(found, allowed) if isinstance(found, str) else ""
    return f"{shown(found)} is not one of {', '.join(allowed)}{suggestion}"


def _is_too_short(error: ErrorDetails, path: Path) -> str:
    found, needed = error["ctx"]["actual_length"], error["ctx"]["min_length"]
    return f"this needs at least {needed} {'entry' if needed == 1 else 'entries'}, and has {found}"


def _is_out_of_range(error: ErrorDetails, path: Path) -> str:
    least = error["ctx"].get("ge")
    right = f"from {least} to" if least is not None else "of at most"
    return f"{error['input']} is out of range; it must be a whole number {right} {MAX_PERIOD:,}"


def _must_be(what: str) -> Callable[[ErrorDetails, Path], str]:
    return lambda error, path: f"{shown(error['input'])} stands here; it must be {what}"


_WORDS: dict[str, Callable[[ErrorDetails, Path], str]] = {
    "missing": _is_missing,
    "extra_forbidden": _is_unknown,
    "literal_error": _is_not_among,
    "too_short": _is_too_short,
    "greater_than_equal": _is_out_of_range,
    "less_than_equal": _is_out_of_range,
    "value_error": lambda error, path: str(error["ctx"]["error"]),
    "string_type": _must_be("a text"),
    "bool_type": _must_be("true or false"),
    "int_type": _must_be("a whole number"),
    "dict_type": _must_be("a mapping of names, such as {arms: ...}"),
    "model_type": _must_be("a mapping with named entries"),
    "string_pattern_mismatch": lambda error, path: (
        f"'{error['input']}' is no name; write small letters, digits and _, a letter first"
    ),
}
