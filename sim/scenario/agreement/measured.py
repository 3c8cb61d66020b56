"""What two codings put numbers on: weights, values, costs, chances; and the orders that follow.

A range counts by its mean. Weights count as mean shares, whatever they were given as: points,
ranges, an order or swing points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.draws import Draws
from sim.scenario.agreement.alpha import Value
from sim.scenario.assumptions import Assumptions, draw
from sim.scenario.distributions import Distribution
from sim.scenario.places import is_weight
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Faction, Party

Units = dict[str, Value]

DRAWS = 2_000  # for mean shares: their simulation noise is below 0.01

_COSTS = (
    *("war_cost", "talking_cost", "staying_cost", "conceding_cost", "temptation"),
    *("enforcing_cost", "cost", "cost_after", "burden"),
)
_GROUPS = {
    "Leverage": ("leverage",),
    "Firmness of demands": ("firmness",),
    "Costs": _COSTS,
    "Probabilities and credibility": ("probability", "credibility"),
    "Values of no agreement": ("reservation",),
    "Guarantees": ("guarantee",),
    "Strengths, and factors on them": ("strength",),
}
_OTHER = "Other numbers"


def measured(a: Scenario, b: Scenario) -> Iterator[tuple[str, str, Units, Units]]:
    """Yield each kind of measured thing: its name, its scale, what A says, what B says.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> [name for name, scale, a, b in measured(scenario, scenario) if a][:3]
    ['Order of options', 'Weights of issues', 'Values of options']
    """
    weights = _weighed_by_either(*(dict(_weights(scenario, a, b)) for scenario in (a, b)))
    values = [dict(_values(scenario, a, b)) for scenario in (a, b)]
    issues, options = _shared(*map(_weighed, weights)), _shared(*values)
    yield "Order of issues", "ordinal", _ranked(issues[0]), _ranked(issues[1])
    yield "Order of options", "ordinal", _ranked(options[0]), _ranked(options[1])
    yield "Weights of issues", "interval", {**weights[0]}, {**weights[1]}
    yield "Values of options", "interval", {**values[0]}, {**values[1]}
    for name, (said_a, said_b) in _numbers(a, b).items():
        yield name, "interval", said_a, said_b


def mean(value: float | Distribution) -> float:
    """Return the expected value of a number."""
    return value.mean if isinstance(value, Distribution) else value


def holders(scenario: Scenario) -> dict[str, Party | Faction]:
    """Return who has preferences, parties and factions, by dotted path."""
    found: dict[str, Party | Faction] = {}
    for name, party in scenario.spec.parties.items():
        found[f"parties.{name}"] = party
        for faction, body in party.factions.items():
            found[f"parties.{name}.factions.{faction}"] = body
    return found


def _both_hold(a: Scenario, b: Scenario) -> list[str]:
    return [holder for holder in holders(a) if holder in holders(b)]


def _weights(scenario: Scenario, a: Scenario, b: Scenario) -> Iterator[tuple[str, float]]:
    """Tell the mean share of each issue that both wrote down, for each holder that both have."""
    drawn = draw(scenario, Draws(0), np.arange(DRAWS))
    names = scenario.spec.issue_names
    issues = [name for name in names if name in a.spec.issues and name in b.spec.issues]
    for holder in _both_hold(a, b):
        shares = drawn.weights(holder).mean(axis=0)
        for issue in issues:
            yield f"{holder}.weights.{issue}", float(shares[names.index(issue)])


def _weighed_by_either(a: dict[str, float], b: dict[str, float]) -> list[dict[str, float]]:
    paths = [path for path in a if a[path] > 0 or b[path] > 0]
    return [{path: said[path] for path in paths} for said in (a, b)]


def _weighed(shares: Mapping[str, float]) -> dict[str, float]:
    return {path: share for path, share in shares.items() if share > 0}


def _values(scenario: Scenario, a: Scenario, b: Scenario) -> Iterator[tuple[str, float]]:
    drawn = draw(scenario, Draws(0), np.arange(DRAWS))
    for holder in _both_hold(a, b):
        body = holders(scenario)[holder]
        for issue, options in body.values.items():
            for option, value in options.items():
                path = f"{holder}.values.{issue}.{option}"
                yield path, _mean_value(drawn, path, value, option in body.orders.get(issue, ()))


def _mean_value(drawn: Assumptions, path: str, value: float | Distribution, ordered: bool) -> float:
    """Return the mean of a value; of one that is held in an order, over draws."""
    return float(drawn[path].mean()) if ordered and path in drawn else mean(value)


def _shared(a: Mapping[str, float], b: Mapping[str, float]) -> list[dict[str, float]]:
    paths = [path for path in a if path in b]
    return [{path: said[path] for path in paths} for said in (a, b)]


def _ranked(said: Mapping[str, float]) -> Units:
    """Rank what stands beside one another, 1 the least; equals share the mean of their ranks."""
    beside: dict[str, list[str]] = {}
    for path in said:
        beside.setdefault(path.rpartition(".")[0], []).append(path)
    ranked: Units = {}
    for paths in beside.values():
        values = np.array([round(said[path], 2) for path in paths])
        for path, value in zip(paths, values, strict=True) if len(paths) > 1 else ():
            ranked[path] = float((values < value).sum() + ((values == value).sum() + 1) / 2)
    return ranked


def _numbers(a: Scenario, b: Scenario) -> dict[str, tuple[Units, Units]]:
    """Return the other numbers that both have and at least one wrote, by group."""
    groups: dict[str, tuple[Units, Units]] = {name: ({}, {}) for name in (*_GROUPS, _OTHER)}
    for path, value in a.parameters.items():
        other = b.parameters.get(path)
        written = a.is_written(path) or b.is_written(path)
        group = _group(tuple(path.split("."))) if written else ""
        for said, number in zip(groups.get(group, ({}, {})), (value, other), strict=True):
            if isinstance(number, float | Distribution):
                said[path] = mean(number)
    return groups


def _group(path: tuple[str, ...]) -> str:
    """Return the group of a number; none for weights and values, which are told elsewhere."""
    if path[0] == "variants" or is_weight(path) or "values" in path[2:-1]:
        return ""
    named = (name for name, keys in _GROUPS.items() if path[-1] in keys or path[-2] in keys)
    return next(named, _OTHER)
