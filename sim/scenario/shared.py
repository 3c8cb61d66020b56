"""Shared numbers: one draw that several places of a scenario refer to, ``{shared: NAME}``.

References are replaced by what they refer to before anything is checked, so that what is shared has
to fit every place of use; what was a reference is remembered, and drawn as one number.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from sim.registry import did_you_mean
from sim.scenario.errors import Path, listed
from sim.scenario.places import is_weight, numbers
from sim.scenario.world import Found, World, mapping, number


@dataclass
class Resolved:
    """Plain data without references.

    Attributes
    ----------
    data : object
        The data, with the number itself in place of each reference.
    ties : dict
        The path of each reference -> the name of the shared number.
    told : list of (path, message)
        References that lead nowhere, or stand where none can.
    dangling : set of paths
        Where a reference still stands, because there is nothing to put there.
    """

    data: Any
    ties: dict[Path, str] = field(default_factory=dict)
    told: list[tuple[Path, str]] = field(default_factory=list)
    dangling: set[Path] = field(default_factory=set)


def resolve(data: Any) -> Resolved:
    """Replace each reference to a shared number by that number.

    Examples
    --------
    >>> parties = {"regime": {"war_cost": {"shared": "fear"}}}
    >>> resolved = resolve({"shared": {"fear": {"uniform": [0, 1]}}, "parties": parties})
    >>> resolved.data["parties"]["regime"]["war_cost"]
    {'uniform': [0, 1]}
    >>> resolved.ties
    {('parties', 'regime', 'war_cost'): 'fear'}
    """
    references = {path: given["shared"] for path, given in numbers(data) if _refers(given)}
    if not references:
        return Resolved(data)
    resolved = Resolved(copy.deepcopy(data))
    known = mapping(data.get("shared"))
    for path, name in references.items():
        wrong = list(_wrong(path, name, World(data)))
        resolved.told += wrong
        if wrong or number(known[name]) is None:  # an ill-formed one is told where it is written
            resolved.dangling.add(path)
        else:
            resolved.ties[path] = name
            _place_of(resolved.data, path)[path[-1]] = known[name]
    return resolved


def _refers(given: Any) -> bool:
    return (
        isinstance(given, dict) and list(given) == ["shared"] and isinstance(given["shared"], str)
    )


def _wrong(path: Path, name: str, world: World) -> Found:
    known = mapping(world.at("shared"))
    if _names_shared(path):
        yield path, "a shared number refers to no other; write the number itself"
    elif is_weight(path):
        right = "write a number or a range, such as uniform: [0.2, 0.4]"
        yield path, f"weights of issues are drawn together, and none can be shared; {right}"
    elif world.in_order(path):
        right = "write a number or a range, such as uniform: [0.2, 0.4]"
        yield path, f"values in an order are drawn together, and none can be shared; {right}"
    elif name not in known:
        right = f"the shared numbers are {listed(known)}{did_you_mean(name, known)}"
        yield path, f"shared number '{name}' is unknown; {right}"


def _names_shared(path: Path) -> bool:
    """Whether a path is that of a shared number, or of one that a case sets."""
    match path:
        case ["shared", _] | ["variants", _, "cases", _, "set", "shared", _]:
            return True
    return False


def _place_of(data: Any, path: Path) -> Any:
    for key in path[:-1]:
        data = data[key]
    return data
