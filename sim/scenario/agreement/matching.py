"""The same thing under two names: what one coder named otherwise gets the other's name.

Two coders agree on the names of parties, issues, sides and forums beforehand. Nobody agrees on what
to call a tie or a demand; those are the same where they say the same of the same parties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sim.scenario.errors import Path, dotted
from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Condition, Precondition, Threat, Tie

Key = Callable[[Any], object]


def matched(a: Scenario, b: Scenario) -> tuple[Scenario, list[tuple[str, str]]]:
    """Return B with A's names for the ties, threats, demands and red lines that are A's too.

    Only what neither has twice is matched, and only where the name is not the other's already.

    Returns
    -------
    scenario : Scenario
        The same as B but for names.
    renamed : list of (str, str)
        Dotted path in B, and A's name for it.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> hold = {"patron": "north", "client": "south", "leverage": 0.2}
    >>> a = Scenario.from_data(EXAMPLE | {"ties": {"grip": hold}})
    >>> b = Scenario.from_data(EXAMPLE | {"ties": {"hold": hold}})
    >>> matched(a, b)[1]
    [('ties.hold', 'grip')]
    """
    found = list(_same(a, b))
    if not found:
        return b, []
    data = parse(b.dump())[0]
    for path, name in found:
        _rename(data, path, name)
    return Scenario.from_data(data), [(dotted(path), name) for path, name in found]


def _same(a: Scenario, b: Scenario) -> Iterator[tuple[Path, str]]:
    """Find what both have under different names: its path in B, and its name in A."""
    yield from _pairs(("ties",), a.spec.ties, b.spec.ties, _tie)
    yield from _pairs(("threats",), a.spec.threats, b.spec.threats, _threat)
    for party in sorted({*a.spec.parties} & {*b.spec.parties}):
        of_a, of_b = a.spec.parties[party], b.spec.parties[party]
        at = ("parties", party)
        yield from _pairs((*at, "preconditions"), of_a.preconditions, of_b.preconditions, _demand)
        yield from _pairs((*at, "red_lines"), of_a.red_lines, of_b.red_lines, subject)


def _pairs(
    path: Path, a: dict[str, Any], b: dict[str, Any], key: Key
) -> Iterator[tuple[Path, str]]:
    keys_a, keys_b = ([key(body) for body in bodies.values()] for bodies in (a, b))
    for name, body in b.items():
        about = key(body)
        if name in a or keys_a.count(about) != 1 or keys_b.count(about) != 1:
            continue
        other = next(n for n, candidate in a.items() if key(candidate) == about)
        if other not in b:
            yield (*path, name), other


def subject(condition: Condition) -> str:
    """Return what a condition is on: an issue, or a side."""
    return condition.issue or condition.side or ""


def _demand(body: Precondition) -> object:
    return subject(body.demand)


def _tie(body: Tie) -> object:
    return body.patron, body.client, body.for_


def _threat(body: Threat) -> object:
    return body.by, body.when.act, body.when.party


def _rename(data: dict[str, Any], path: Path, name: str) -> None:
    """Give what stands at a path another name, in evidence and in variants too."""
    place: Any = data
    for depth in range(len(path)):
        evidence = place.get("evidence") or {}
        old, new = dotted(path[depth:]), dotted((*path[depth:-1], name))
        for claimed in [c for c in evidence if c == old or c.startswith(f"{old}.")]:
            evidence[new + claimed.removeprefix(old)] = evidence.pop(claimed)
        if depth < len(path) - 1:
            place = place[path[depth]]
    place[name] = place.pop(path[-1])
    for variant in data.get("variants", {}).values():
        for case in variant["cases"].values():
            _rename_in_case(case.get("set") or {}, path, name)


def _rename_in_case(part: dict[str, Any], path: Path, name: str) -> None:
    for key in path[:-1]:
        part = part.get(key) or {}
    if path[-1] in part:
        part[name] = part.pop(path[-1])
