"""Files beside a scenario: read as scenarios are, with every mistake at once and with its line.

Tables of predictions and questions change a scenario by path and ask for quantities, so that what
they say is checked against the scenario before anything is run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from sim.experiments.changes import changed
from sim.experiments.quantities import Quantity, QuantityError, quantity
from sim.registry import did_you_mean
from sim.scenario.errors import Lines, Path, Problem, ScenarioError, dotted, line_of, listed, shown
from sim.scenario.reader import read
from sim.scenario.scenario import Scenario

T = TypeVar("T")


@dataclass
class CaseFile:
    """A file beside a scenario, and what has been found wrong with it so far.

    Attributes
    ----------
    path : pathlib.Path
    scenario : Scenario
        What it is about.
    """

    path: FilePath
    scenario: Scenario
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data: Any
        self.lines: Lines
        self.data, self.lines = read(self.path)

    def fit(self, kind: type[T]) -> T:
        """Return what the file holds, in the shape that is asked of it.

        Raises
        ------
        ScenarioError
            With everything that does not fit.
        """
        try:
            return TypeAdapter(kind).validate_python(self.data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                path = _path(detail["loc"])
                place = path[:-1] if detail["type"] in ("missing", "extra_forbidden") else path
                said = _said(kind, path, detail)
                self.wrong(path, f"{dotted(place) or 'the file'}: {said}")
            raise ScenarioError(str(self.path), self.problems) from None

    def wrong(self, path: Path, message: str) -> None:
        """Note that something is wrong at a path of the file."""
        self.problems.append(Problem(path, line_of(path, self.lines), message))

    def refuse(self) -> None:
        """Stop if anything is wrong."""
        if self.problems:
            raise ScenarioError(str(self.path), self.problems)

    def changed(
        self, path: Path, change: Mapping[str, Any], drop: Iterable[str] = ()
    ) -> Scenario | None:
        """Return the scenario with what stands at `path` changed; None, and noted, if it cannot be.

        Parameters
        ----------
        path : tuple of str
            Where `change` and `drop` stand.
        """
        try:
            return changed(self.scenario, change, tuple(drop))
        except ScenarioError as error:
            for problem in error.problems:
                where = self._mentioned(path, problem.message)
                self.wrong(where, f"{dotted(path)}: {problem.message}")
            return None

    def quantity(
        self, path: Path, text: str, scenarios: Iterable[Scenario], **more: Any
    ) -> Quantity | None:
        """Read a quantity; None, and noted, if one of the scenarios cannot be asked for it."""
        try:
            found = [quantity(text, scenario, **more) for scenario in scenarios]
        except QuantityError as error:
            self.wrong(path, f"{dotted(path)}: {error}")
            return None
        return found[0]

    def _mentioned(self, path: Path, message: str) -> Path:
        """Return the place, at or below `path`, of a scenario's path that a message is about."""
        places = [place for place in self.lines if place[: len(path)] == path]
        for place in sorted(places, key=len, reverse=True):
            scenario_path = place[-1] if not place[-1].isdigit() else self._at(place)
            if isinstance(scenario_path, str) and "." in scenario_path and scenario_path in message:
                return place
        return path

    def _at(self, place: Path) -> Any:
        found = self.data
        for key in place:
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found


def _path(loc: tuple[int | str, ...]) -> Path:
    """Return where an error is, without the mark that Pydantic puts for a key."""
    return tuple(str(key) for key in loc if not str(key).startswith("["))


# -- words -------------------------------------------------------------------------------------


def _said(kind: Any, path: Path, detail: Any) -> str:
    """Say what does not fit, and what would."""
    found, known = detail["input"], sorted(_entries(kind, path[:-1]))
    if detail["type"] == "missing":
        return f"'{path[-1]}' is missing; add it"
    if detail["type"] == "extra_forbidden":
        suggestion = did_you_mean(path[-1], known) or f"; what may stand here: {listed(known)}"
        return f"'{path[-1]}' is unknown here{suggestion}"
    if detail["type"] == "literal_error":
        allowed = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        suggestion = did_you_mean(found, allowed) if isinstance(found, str) else ""
        return f"{shown(found)} is not one of {', '.join(allowed)}{suggestion}"
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    return _WORDS.get(detail["type"], _must_be("something else"))(detail)


def _entries(kind: Any, path: Path) -> Iterator[str]:
    """Find what may stand in the body at `path` of this kind."""
    for key in path:
        kind = next(_inside(kind, key), None)
    for body in _bodies(kind):
        yield from (f.alias or name for name, f in body.model_fields.items())


def _inside(kind: Any, key: str) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if key in kind.model_fields:
            yield kind.model_fields[key].annotation
    elif getattr(kind, "__origin__", None) is dict:
        yield get_args(kind)[1]
    elif getattr(kind, "__origin__", None) in (list, tuple):
        yield get_args(kind)[0]
    else:
        for part in get_args(kind):
            yield from _inside(part, key)


def _bodies(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif getattr(kind, "__origin__", None) not in (dict, list, tuple):
        for part in get_args(kind):
            yield from _bodies(part)


def _must_be(what: str) -> Callable[[Any], str]:
    return lambda detail: f"{shown(detail['input'])} stands here; it must be {what}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "string_type": _must_be("a text"),
    "float_type": _must_be("a number"),
    "list_type": _must_be("a list"),
    "dict_type": _must_be("a mapping with named entries"),
    "model_type": _must_be("a mapping with named entries"),
    "too_short": lambda detail: (
        f"this needs at least {detail['ctx']['min_length']}, and has {len(detail['input'])}"
    ),
    "too_long": lambda detail: (
        f"this takes at most {detail['ctx']['max_length']}, and has {len(detail['input'])}"
    ),
    "string_pattern_mismatch": lambda detail: (
        f"'{detail['input']}' is no name; write small letters, digits and _, a letter first"
    ),
}
