"""The parts of a scenario, to write one in Python: each takes what its part of a file holds.

An editor completes their entries and shows what each takes. A mistake is told at once, in the words
that a file's mistakes are told in; what ties parts together is checked when all of it is there::

    from sim import Scenario, parts

    north = parts.Party(weights={"water": 1}, values={"water": {"less": 0, "more": 1}})
    whole = parts.Whole(format=1, name="two-cities", parties={"north": north, ...}, ...)
    scenario = Scenario.from_data(whole)
    scenario.save("two-cities.yaml")

Entries that are words of Python are written with a line after them: ``is_``, ``for_``, ``from_``.
A number that is shared (``{shared: NAME}``) is put in afterwards, with `Scenario.with_`.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any, TypeVar

from pydantic import BaseModel, PrivateAttr
from pydantic.fields import FieldInfo

from sim.scenario import bodies, schema
from sim.scenario.errors import ScenarioError
from sim.scenario.plain import plain
from sim.scenario.shape import fit
from sim.scenario.spread import spread_issue

B = TypeVar("B", bound=bodies.Body)


class _Told(type(BaseModel)):  # type: ignore[misc]
    """Makes a part as it is made when a file is read, and tells what is wrong in the same words."""

    def __call__(cls, **entries: Any) -> Any:
        given = {cls._key(name): value for name, value in entries.items() if value is not None}
        whole = f"parts.{cls.__name__}"
        data = plain(given, whole)
        part, problems = fit(spread_issue(data), {}, cls, "what is given")
        if part is None:
            raise ScenarioError(whole, problems)
        part._given = data
        return part

    def _key(cls, name: str) -> str:
        field = cls.model_fields.get(name)
        return (field.alias if field else None) or name


def _as_data(part: Any) -> dict[str, Any]:
    """Return what was given, in that order."""
    return dict(part._given or bodies.Body.as_data(part))


def _model_copy(part: Any, *, update: dict[str, Any] | None = None, deep: bool = False) -> Any:
    """Return the part with other entries, made as it would be from the start."""
    return type(part)(**(part.as_data() | (update or {})))


def _signature(body: type[bodies.Body]) -> Signature:
    """Return what a body takes, required entries first, as an editor shows it."""
    entries = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=_default(field))
        for name, field in body.model_fields.items()
    ]
    return Signature(sorted(entries, key=lambda entry: entry.default is not Parameter.empty))


def _default(field: FieldInfo) -> Any:
    if field.is_required():
        return Parameter.empty
    return {} if field.default_factory is dict else field.default


def _part(body: type[B]) -> type[B]:
    """Return a body to be made in Python."""
    own: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": body.__doc__,
        "__annotations__": {"_given": dict[str, Any]},
        "_given": PrivateAttr(default_factory=dict),
        "as_data": _as_data,
        "model_copy": _model_copy,
    }
    make: Callable[..., Any] = _Told
    part = make(body.__name__, (body,), own)
    part.__signature__ = _signature(body)
    return part


Action = _part(schema.Action)
Case = _part(schema.Case)
Condition = _part(bodies.Condition)
Conflict = _part(bodies.Conflict)
Curve = _part(bodies.Curve)
Effect = _part(bodies.Effect)
Event = _part(schema.Event)
Evidence = _part(bodies.Evidence)
Faction = _part(bodies.Faction)
Forum = _part(schema.Forum)
Issue = _part(bodies.Issue)
Outlook = _part(bodies.Outlook)
Party = _part(bodies.Party)
Pie = _part(bodies.Pie)
Precondition = _part(bodies.Precondition)
Rank = _part(bodies.Rank)
Resume = _part(schema.Resume)
Scale = _part(bodies.Scale)
SeatShift = _part(bodies.SeatShift)
Side = _part(bodies.Side)
Swing = _part(bodies.Swing)
Then = _part(schema.Then)
Threat = _part(schema.Threat)
Tie = _part(schema.Tie)
Time = _part(bodies.Time)
Trigger = _part(schema.Trigger)
Variant = _part(schema.Variant)
Whole = _part(schema.ScenarioSpec)
"""A whole scenario, for `Scenario.from_data`."""
