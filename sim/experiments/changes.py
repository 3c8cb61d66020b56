"""How one scenario differs from another in what is written, and how to make one so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.places import fields_at
from sim.scenario.plain import NOT_THERE, SAYS_NOTHING_TO_THE_MODEL, as_written
from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario

__all__ = ["NOT_THERE", "Change", "as_written", "changed", "changes"]


@dataclass(frozen=True)
class Change:
    """What stands at a dotted path in A and in B, as a file would say it."""

    path: str
    a: str
    b: str


def changed(scenario: Scenario, change: Mapping[str, Any], drop: Sequence[str] = ()) -> Scenario:
    """Return a scenario with other values at some paths, and without what stands at others.

    Raises
    ------
    ScenarioError
        If a path leads nowhere, or what is left is no scenario.
    """
    scenario = scenario.with_(change) if change else scenario
    for path in drop:
        scenario = scenario.drop(path)
    return scenario


def changes(a: Scenario, b: Scenario) -> list[Change]:
    """Return what the model would read differently, by path.

    A named thing that only one of them has is one change, whatever it holds; a number left to a
    default is compared by value.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> changes(scenario, scenario.with_({"parties.south.reservation": 0.3, "title": "A lake"}))
    [Change(path='parties.south.reservation', a='0.4', b='0.3')]
    """
    if a.hash == b.hash:
        return []
    pair = (parse(a.dump())[0], parse(b.dump())[0])
    return list(_changes((), *pair, (a, b)))


def _changes(
    path: tuple[str, ...], a: Any, b: Any, scenarios: tuple[Scenario, Scenario]
) -> Iterator[Change]:
    if len(path) == 1 and not fields_at(path) and isinstance(a or b, dict):
        a, b = a or {}, b or {}  # one has no such things at all: the other's are told one by one
    where = ".".join(path)
    numbers = [scenario.parameters.get(where) for scenario in scenarios]
    if isinstance(a, dict) and isinstance(b, dict) and numbers == [None, None]:
        if path[:1] == ("issues",) and path[2:] == ("options",):
            a, b = list(a), list(b)
        else:
            for key in sorted({*a, *b} - SAYS_NOTHING_TO_THE_MODEL):
                yield from _changes((*path, key), a.get(key), b.get(key), scenarios)
            return
    by_default = None not in numbers and numbers[0] == numbers[1]
    if a != b and not by_default:
        yield Change(where, as_written(a), as_written(b))
