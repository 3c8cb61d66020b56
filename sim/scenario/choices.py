"""Whether what a file chooses by name is registered, and takes the options it is given."""

from __future__ import annotations

from typing import Any

from sim.registry import REQUIRED, Registry, did_you_mean
from sim.scenario.errors import Path, listed
from sim.scenario.world import Found, mapping, number, unknown


def choice(path: Path, registry: Registry, given: Any, *, may_be_drawn: bool = False) -> Found:
    """Find what is wrong with the choice of a strategy, a protocol or a rule.

    Parameters
    ----------
    path : tuple of str
        Where it stands.
    registry : Registry
        What can be chosen.
    given : object
        A name, or a mapping with a name and options; anything else is passed over.
    may_be_drawn : bool
        Whether a number among the options may be a distribution.

    Examples
    --------
    >>> greetings = Registry("greeting")
    >>> @greetings.register("polite")
    ... class Polite:
    ...     def __init__(self, bows: float = 1.0):
    ...         self.bows = bows
    >>> for where, message in choice(("by",), greetings, {"name": "polite", "bow": 3}):
    ...     print(where, message)
    ('by', 'bow') greeting 'polite' has no option 'bow'; its options are bows. Did you mean bows?
    """
    name = mapping(given).get("name") if isinstance(given, dict) else given
    options = {key: value for key, value in mapping(given).items() if key != "name"}
    if not isinstance(name, str):
        return
    kinds = f"the {registry.kind.removesuffix('y')}{'ies' if registry.kind.endswith('y') else 's'}"
    strange = list(unknown(path, registry.kind, name, registry.names(), f"{kinds} are"))
    strange = strange or list(_options(path, registry, name, options, may_be_drawn))
    yield from strange or _refusal(path, registry, name, options)


def _options(
    path: Path, registry: Registry, name: str, options: dict[str, Any], may_be_drawn: bool
) -> Found:
    known = registry.options(name)
    for option, value in options.items():
        where = (*path, option)
        if option not in known:
            suggestion = f"; its options are {listed(known)}{did_you_mean(option, known)}"
            yield where, f"{registry.kind} '{name}' has no option '{option}'{suggestion}"
        elif option in registry.numbers(name):
            if number(value) is None:
                yield where, f"{_said(value)} is not a number; write one such as 2"
            elif isinstance(value, dict) and not may_be_drawn:
                yield where, f"an option of a {registry.kind} is one number, not a distribution"
    for option, default in known.items():
        if default is REQUIRED and option not in options:
            right = f"write {{name: {name}, {option}: ...}}"
            yield path, f"{registry.kind} '{name}' needs '{option}'; {right}"


def _refusal(path: Path, registry: Registry, name: str, options: dict[str, Any]) -> Found:
    """Find whether the class itself refuses its options, in its own words."""
    try:
        registry.get(name)(**options)
    except Exception as error:  # a user's class may raise anything
        yield path, f"{registry.kind} '{name}' refuses its options: {error}"


def _said(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else "this"
