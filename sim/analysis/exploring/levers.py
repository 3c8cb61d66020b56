"""Levers: what can be moved in a scenario, between which settings, and how it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from sim.analysis.exploring.naming import title_of
from sim.analysis.inputs.words import in_words
from sim.experiments.challenge.editing import unevidenced, without
from sim.experiments.changes import as_written
from sim.registry import did_you_mean
from sim.scenario.distributions import Distribution, support
from sim.scenario.errors import Problem, ScenarioError, listed
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Effect, Precondition, Threat, Tie, inside

MOST = 8  # levers: who moves more at once sees no longer what does what
LEVELS = 5  # of a number, from the lowest to the highest
AS_WRITTEN = "as written"

Change = Callable[[Scenario], Scenario]
Levers = Sequence[str] | Mapping[str, Any]


class TooManyLevers(ValueError):
    """More levers than can be kept in view; the message says how many there may be."""


@dataclass(frozen=True)
class Lever:
    """Something in a scenario that can be moved.

    Attributes
    ----------
    path : str
        Where it stands.
    title : str
        What it is, in words.
    settings : dict of str to callable
        What it can be set to, by what that is called: Scenario -> Scenario. What leaves the
        scenario as written comes first.
    """

    path: str
    title: str
    settings: dict[str, Change]

    @property
    def written(self) -> str:
        """The setting that changes nothing."""
        return next(iter(self.settings))


def levers_of(scenario: Scenario, asked: Levers) -> tuple[Lever, ...]:
    """Return the levers that a user has asked for.

    Raises
    ------
    TooManyLevers
        If there are more than eight.
    ScenarioError
        If a path leads to nothing that can be moved; with everything that is wrong.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> (lever,) = levers_of(Scenario.from_data(EXAMPLE), ["parties.north.reservation"])
    >>> list(lever.settings)
    ['as written (0.1 to 0.5)', '0.1', '0.2', '0.3', '0.4', '0.5']
    """
    given = asked if isinstance(asked, Mapping) else dict.fromkeys(asked)
    if len(given) > MOST:
        raise TooManyLevers(f"{len(given)} levers are too many to keep in view; name up to {MOST}")
    found: list[Lever] = []
    problems: list[Problem] = []
    for path, among in given.items():
        try:
            found.append(Lever(path, title_of(scenario, path), _settings(scenario, path, among)))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError("levers", problems)
    return tuple(found)


def own_levers(scenario: Scenario, numbers: Iterable[str] = ()) -> list[str]:
    """Return the paths that a scenario itself suggests: demands, threats, and the numbers given.

    Examples
    --------
    >>> own_levers(Scenario.load("template"), ["parties.rebels.war_cost"])
    ['parties.rebels.preconditions.release', 'parties.rebels.war_cost']
    """
    spec, last = scenario.spec, list(numbers)
    demands = [
        f"parties.{name}.preconditions.{demand}"
        for name, party in spec.parties.items()
        for demand in party.preconditions
    ]
    threats = [f"threats.{name}" for name in spec.threats]
    return [*demands, *threats][: MOST - len(last)] + last


def is_movable(scenario: Scenario, path: str) -> bool:
    """Whether what stands at a path is a number that is not known for sure.

    Examples
    --------
    >>> template = Scenario.load("template")
    >>> [is_movable(template, path) for path in ("parties.rebels.war_cost", "noise")]
    [True, False]
    """
    return isinstance(scenario.parameters.get(path), Distribution)


# -- what can be done with what stands at a path -----------------------------------------------


def _settings(scenario: Scenario, path: str, among: Any) -> dict[str, Change]:
    there = _standing_at(scenario, path)
    if among is not None and not isinstance(among, tuple):
        named = among.items() if isinstance(among, Mapping) else ((as_written(v), v) for v in among)
        return _to_values(path, there, dict(named))
    if isinstance(there, int | float | Distribution) and not isinstance(there, bool):
        return _to_values(path, there, _levels(path, there, among))
    if among is not None:
        raise _wrong(f"'{path}' is no number, so that it cannot go from {among[0]} to {among[-1]}")
    if isinstance(there, Precondition | Threat | Tie):
        return {AS_WRITTEN: _unchanged, "taken out": partial(_dropped, path)}
    if isinstance(there, Effect) and there.guarantee:
        empty = {f"{path}.guarantee": 0, f"{path}.guarantors": []}
        return {AS_WRITTEN: _unchanged, "empty": partial(_put, empty)}
    match path.split("."):
        case ["issues", issue, "status_quo"]:
            options = (o for o in scenario.spec.issues[issue].option_names if o != there)
            return _to_values(path, there, {option: option for option in options})
    raise _wrong(
        f"'{path}' is no lever by itself; name a number, a demand, a threat, a tie, an effect that"
        f" is a guarantee or an issue's status_quo, or say what it can be: {{'{path}': [...]}}"
    )


def _standing_at(scenario: Scenario, path: str) -> Any:
    place: Any = scenario.spec
    for key in path.split("."):
        known = inside(place)
        if key not in known:
            right = did_you_mean(key, known) or f"; there are {listed(known)}"
            raise _wrong(f"'{path}' leads nowhere: there is no '{key}'{right}")
        place = known[key]
    return place


def _levels(path: str, there: float | Distribution, among: tuple | None) -> dict[str, float]:
    """Some levels of a number, evenly from the lowest to the highest."""
    low, high = support(there) if among is None else (float(among[0]), float(among[-1]))
    if not low < high:
        raise _wrong(
            f"'{path}' is {low:g} for sure; say between what to move it: {{'{path}': (0, 1)}}"
        )
    return {f"{level:g}": float(level) for level in np.linspace(low, high, LEVELS).round(4)}


def _to_values(path: str, there: Any, values: Mapping[str, Any]) -> dict[str, Change]:
    is_number = isinstance(there, int | float | Distribution) and not isinstance(there, bool)
    said = in_words(there) if is_number else as_written(getattr(there, "name", there))
    others = {label: partial(_put, {path: value}) for label, value in values.items()}
    return {f"{AS_WRITTEN} ({said})": _unchanged, **others}


def _unchanged(scenario: Scenario) -> Scenario:
    return scenario


def _put(change: Mapping[str, Any], scenario: Scenario) -> Scenario:
    return without(scenario, change)


def _dropped(path: str, scenario: Scenario) -> Scenario:
    return without(unevidenced(scenario), {}, [path])


def _wrong(message: str) -> ScenarioError:
    return ScenarioError("levers", [Problem((), None, message)])
