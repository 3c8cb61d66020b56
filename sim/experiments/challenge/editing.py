"""Scenarios with parts of them gone or replaced: what variants of an audit are made with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.plain import plain
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Body, Cited, inside


def without(scenario: Scenario, new: Mapping[str, Any], gone: Sequence[str] = ()) -> Scenario:
    """Return the scenario with other parts, which no case of a variant sets any more.

    Parameters
    ----------
    scenario : Scenario
    new : mapping of str to object
        Dotted path -> what stands there instead. What cases set at or below it goes; so does a
        variant that then sets nothing.
    gone : sequence of str
        Dotted paths of what is dropped, in the same way.
    """
    if scenario.spec.variants and "variants" not in new:
        new = {**new, "variants": _cases_without(scenario, [*new, *gone])}
    changed = scenario.with_(new) if new else scenario
    for path in gone:
        changed = changed.drop(path)
    return changed


def _cases_without(scenario: Scenario, paths: Sequence[str]) -> dict[str, Any]:
    kept: dict[str, Any] = written(scenario, "variants")
    for name in list(kept):
        sets = [case["set"] for case in kept[name]["cases"].values()]
        for path in paths:
            for part in sets:
                _take_out(part, path.split("."))
        if not any(sets):
            del kept[name]
    return kept


def _take_out(part: dict[str, Any], keys: list[str]) -> None:
    """Take what stands at a path out of what a case sets, and what is empty without it."""
    key, *rest = keys
    if rest and isinstance(part.get(key), dict):
        _take_out(part[key], rest)
    if not rest or part.get(key) == {}:
        part.pop(key, None)


def unevidenced(scenario: Scenario) -> Scenario:
    """The scenario without its citations, so that parts can be dropped which these speak of."""
    cited: dict[str, Any] = {
        ".".join((*path, "evidence")): {} for path in _cited(scenario.spec, ())
    }
    return scenario.with_(cited) if cited else scenario


def _cited(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, Cited) and value.evidence:
        yield path
    for key, child in inside(value).items():
        if key != "evidence":
            yield from _cited(child, (*path, key))


def written(scenario: Scenario, path: str) -> Any:
    """Return what stands at a dotted path as a file would hold it.

    Defaults are filled in, references to shared numbers kept, citations left out.
    """
    value: Any = scenario.spec
    for key in path.split("."):
        value = inside(value)[key]
    return _data(value, path, scenario.ties)


def _data(value: Any, path: str, ties: Mapping[str, str]) -> Any:
    if path in ties:
        return {"shared": ties[path]}
    if isinstance(value, Body):
        entries = {k: part for k, part in value.entries() if k != "evidence" and part is not None}
        return {key: _data(part, f"{path}.{key}", ties) for key, part in entries.items()}
    if isinstance(value, Mapping):
        return {key: _data(part, f"{path}.{key}", ties) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_data(part, path, ties) for part in value]
    return plain(value)
