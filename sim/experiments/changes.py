"""How one scenario differs from another in what is written, and how to make one so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario

_SAYS_NOTHING_TO_THE_MODEL = {"title", "question", "about", "draft", "evidence"}
NOT_THERE = "not written"


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

    A part that only one of them has is one change; a number left to a default is compared by value.

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
    where = ".".join(path)
    numbers = [scenario.parameters.get(where) for scenario in scenarios]
    if isinstance(a, dict) and isinstance(b, dict) and numbers == [None, None]:
        if path[:1] == ("issues",) and path[2:] == ("options",):
            a, b = list(a), list(b)
        else:
            for key in sorted({*a, *b} - _SAYS_NOTHING_TO_THE_MODEL):
                yield from _changes((*path, key), a.get(key), b.get(key), scenarios)
            return
    by_default = None not in numbers and numbers[0] == numbers[1]
    if a != b and not by_default:
        yield Change(where, as_written(a), as_written(b))


def as_written(value: Any) -> str:
    """Write plain data on one line, as a file would.

    Examples
    --------
    >>> as_written({"move": {"arms": "heavy"}, "credibility": {"uniform": [0.1, 0.5]}})
    '{move: {arms: heavy}, credibility: {uniform: [0.1, 0.5]}}'
    """
    if value is None:
        return NOT_THERE
    if isinstance(value, dict):
        entries = {k: v for k, v in value.items() if k not in _SAYS_NOTHING_TO_THE_MODEL}
        return "{" + ", ".join(f"{k}: {as_written(v)}" for k, v in entries.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)
