"""What may stand at a place of a scenario: the schema, followed along a path.

A file alone does not say whether ``{shared: full}`` is a number that refers to a shared one or an
issue of that name with its option; the schema does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.distributions import Distribution
from sim.scenario.errors import Path
from sim.scenario.fields import Choice
from sim.scenario.schema import Case, ScenarioSpec


def fields_at(path: Path, kind: Any = ScenarioSpec) -> dict[str, FieldInfo]:
    """Return the fields of the body that stands at `path`, by key; none where no body stands.

    Of bodies that may stand there in turn, such as a ranking or swing points, those of each.

    Parameters
    ----------
    path : tuple of str
        Names, and the places in lists.
    kind : type
        The body that it starts from.

    Examples
    --------
    >>> list(fields_at(("parties", "smc", "preconditions", "balance")))
    ['demand', 'floor', 'firmness', 'standing']
    """
    for key in path:
        kind = next(iter(_inside(kind, key)), None)
    return {
        field.alias or name: field
        for body in _bodies(kind)
        for name, field in body.model_fields.items()
    }


def numbers(data: Any, path: Path = (), kind: Any = ScenarioSpec) -> Iterator[tuple[Path, Any]]:
    """Yield every place in plain data where a number may stand, and what stands there.

    Options of a strategy, a protocol or a rule are all of them such places; what a case of a
    variant sets is a part of a scenario, with places like those of the whole.

    Examples
    --------
    >>> war = {"regime": {"side": "north", "war_cost": {"shared": "fear"}, "weights": {"arms": 1}}}
    >>> for path, found in numbers({"parties": war}):
    ...     print(".".join(path), found)
    parties.regime.war_cost {'shared': 'fear'}
    parties.regime.weights.arms 1
    """
    if kind is Any or _takes_a_number(kind):
        yield path, data
    for key, child in data.items() if isinstance(data, dict) else ():
        for inner in _inside(kind, key):
            yield from numbers(child, (*path, key), inner)


def is_weight(path: Path) -> bool:
    """Whether a path is an issue's weight, drawn jointly with others (a rule's weights are not)."""
    match path:
        case ["parties", _, "weights", *_]:
            return True
        case ["parties", _, "factions" | "outlooks", _, "weights", *_]:
            return True
    return False


_FOUND: dict[tuple[int, str], tuple[Any, tuple[Any, ...]]] = {}
_NUMBERS: dict[int, tuple[Any, bool]] = {}  # kinds are kept with what is known of them: ids stay


def _inside(kind: Any, key: str) -> tuple[Any, ...]:
    """Find what may stand at `key` of this kind: of a body, a mapping, or a choice of them."""
    if getattr(kind, "__origin__", None) is dict:  # whatever the key
        return (get_args(kind)[1],)
    if not _is_body(kind):
        return tuple(_look_inside(kind, key))
    if (id(kind), key) not in _FOUND:
        if not (found := tuple(_look_inside(kind, key))):
            return ()  # not remembered: there is no end of names that are nobody's
        _FOUND[id(kind), key] = (kind, found)
    return _FOUND[id(kind), key][1]


def _look_inside(kind: Any, key: str) -> Iterator[Any]:
    if kind is Case and key == "set":
        yield ScenarioSpec
    elif kind is Choice or kind is Any:
        yield Any
    elif _is_body(kind):
        for name, field in kind.model_fields.items():
            if key == (field.alias or name):
                yield field.annotation
    elif getattr(kind, "__origin__", None) in (list, tuple):
        yield get_args(kind)[0]
    else:
        for part in get_args(kind):
            yield from _inside(part, key)


def _takes_a_number(kind: Any) -> bool:
    if id(kind) not in _NUMBERS:
        is_mapping = getattr(kind, "__origin__", None) is dict
        inside = not is_mapping and any(_takes_a_number(part) for part in get_args(kind))
        _NUMBERS[id(kind)] = (kind, kind is Distribution or inside)
    return _NUMBERS[id(kind)][1]


def _bodies(kind: Any) -> Iterator[type[BaseModel]]:
    if _is_body(kind):
        yield kind
    elif getattr(kind, "__origin__", None) not in (dict, list, tuple):
        for part in get_args(kind):
            yield from _bodies(part)


def _is_body(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
