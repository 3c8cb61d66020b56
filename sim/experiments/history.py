"""What happened: cases from the public record, each with every outcome that can be defended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sim.model.endings import OUTCOMES
from sim.registry import did_you_mean, nearest
from sim.scenario import library
from sim.scenario.errors import Lines, Problem, ScenarioError, dotted, line_of, listed, shown
from sim.scenario.errors import Path as Place
from sim.scenario.fields import Date, Format, ScenarioName
from sim.scenario.reader import read
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Forum

_KEPT = ("collapsed", "held")  # what a deal comes to where the scenario looks beyond it


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


class _Written(_Body):
    format: Format
    title: Text
    about: str = ""
    cases: Annotated[dict[ScenarioName, Case], Field(min_length=1)]


@dataclass(frozen=True)
class History:
    """Cases and what happened in each, read from a file.

    Attributes
    ----------
    title, about : str
    cases : dict of str to Case
        By name, in the order of the file.
    path : pathlib.Path
        The file; paths of scenarios start from its folder.
    lines : dict
        The line of each path in it.

    Examples
    --------
    >>> history = History.load()
    >>> sorted(history.cases["geneva-iii-2016"].labels)
    ['deadlock', 'not_convened', 'walkout']
    """

    title: str
    about: str
    cases: dict[str, Case]
    path: Path
    lines: Lines

    @classmethod
    def load(cls, path: str | Path | None = None) -> History:
        """Read a history file; the one that ships unless another is given.

        Raises
        ------
        ScenarioError
            With everything that is wrong, each with its line.
        """
        path = shipped() if path is None else Path(path)
        data, lines = read(path)
        try:
            written = _Written.model_validate(data)
        except ValidationError as error:
            errors = _without_echoes(error.errors(include_url=False))
            raise ScenarioError(str(path), [_problem(one, lines) for one in errors]) from None
        history = cls(written.title, written.about, written.cases, path, lines)
        history._refuse(problem for case in written.cases for problem in history._nonsense(case))
        return history

    def scenarios(self) -> dict[str, Scenario]:
        """Load the scenario of each case, and check that the labels are words of its forum.

        Raises
        ------
        ScenarioError
            If one is not there or has mistakes, has no such forum, or cannot be meant by a label;
            for all cases at once.
        """
        loaded: dict[str, Scenario] = {}
        problems: list[Problem] = []
        for name, case in self.cases.items():
            try:
                loaded[name] = Scenario.load(self._source(case))
            except ScenarioError as error:
                problems.append(self._problem(("cases", name, "scenario"), _not_there(case, error)))
            else:
                problems += self._misfits(name, loaded[name])
        self._refuse(problems)
        return loaded

    def forum(self, case: str, scenario: Scenario) -> tuple[str, Forum]:
        """Return the name and body of the forum whose outcome a case is about."""
        named = self.cases[case].forum
        return scenario.spec.forum if named is None else (named, scenario.spec.forums[named])

    def _source(self, case: Case) -> str | Path:
        """A scenario as `Scenario.load` takes it: a path from the file's folder, or a name."""
        beside = self.path.parent / case.scenario
        return beside if beside.is_file() or Path(case.scenario).suffix else case.scenario

    def _nonsense(self, name: str) -> Iterator[Problem]:
        """What fits the format and cannot be meant: unknown outcomes, dates in the wrong order."""
        case, at = self.cases[name], ("cases", name)
        if case.window.to < case.window.from_:
            said = f"it ends on {case.window.to}, before it starts; swap 'from' and 'to'"
            yield self._problem((*at, "window"), said)
        for outcome, label in case.labels.items():
            place = (*at, "labels", outcome)
            if outcome not in OUTCOMES:
                near = did_you_mean(outcome, OUTCOMES) or f"; there are {', '.join(OUTCOMES)}"
                yield self._problem(place, f"'{outcome}' is no outcome of the model's{near}")
            if label.until and label.until < case.window.from_:
                said = f"{label.until} is before the window; give a day after {case.window.from_}"
                yield self._problem((*place, "until"), said)

    def _misfits(self, name: str, scenario: Scenario) -> Iterator[Problem]:
        """A forum that is not there; words for a deal that are not those of its stages."""
        case, at = self.cases[name], ("cases", name)
        if case.forum is not None and case.forum not in scenario.spec.forums:
            known = listed(scenario.spec.forums)
            said = f"scenario '{scenario.name}' has no forum '{case.forum}'; it has {known}"
            yield self._problem((*at, "forum"), said)
            return
        _, forum = self.forum(name, scenario)
        beyond = "implement" in forum.stages
        for outcome in case.labels:
            if outcome == "agreed" and beyond:
                said = "this scenario looks beyond the deal; write held or collapsed, or both"
                yield self._problem((*at, "labels", outcome), said)
            if outcome in _KEPT and not beyond:
                said = "this scenario ends with the deal (it has no stage implement); write agreed"
                yield self._problem((*at, "labels", outcome), said)

    def _problem(self, path: Place, message: str) -> Problem:
        return Problem(path, line_of(path, self.lines), f"{dotted(path)}: {message}")

    def _refuse(self, problems) -> None:
        if problems := list(problems):
            raise ScenarioError(str(self.path), problems)


def shipped() -> Path:
    """Return the history file that ships."""
    return library.seeds() / "history.yaml"


def reachable(scenario: Scenario, forum: Forum) -> tuple[str, ...]:
    """Return the outcomes that a forum can end in by its stages, in the order of `OUTCOMES`.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> reachable(scenario, scenario.spec.forum[1])
    ('not_convened', 'walkout', 'deadlock', 'collapsed', 'held')
    """
    ends: Mapping[str, tuple[str, ...]] = {
        "convene": ("not_convened",),
        "bargain": ("walkout", "deadlock"),
        "ratify": ("not_ratified",),
        "implement": _KEPT,
    }
    can = {outcome for stage in forum.stages for outcome in ends[stage]}
    if "implement" not in forum.stages:
        can.add("agreed")
    if "conflict.decision" in scenario.parameters:
        can.add("military_decision")
    return tuple(outcome for outcome in OUTCOMES if outcome in can)


def day(when: date) -> str:
    """Write a date as one reads it.

    Examples
    --------
    >>> day(date(2013, 6, 30))
    '30 June 2013'
    """
    return f"{when.day} {when:%B %Y}"


# -- what is wrong, in words -------------------------------------------------------------------


def _not_there(case: Case, error: ScenarioError) -> str:
    if any(problem.line for problem in error.problems):
        return f"scenario '{case.scenario}' has mistakes; tracktwo validate {error.file} lists them"
    return (
        f"scenario '{case.scenario}' is not to be had: {error.problems[0].message}; write the"
        " scenario, correct its name, or leave the case out of a copy of this file"
    )


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
    kind = next((bodies[key] for key in reversed(path) if key in bodies), _Written)
    return [field.alias or name for name, field in kind.model_fields.items()]
