"""Structure only: who wants what, and in which order, stays; every size is as wide as can be.

If the result is the same then, the numbers that were put in add nothing to it.

What stays: who is there, who controls what, what is demanded, lines and seats; which option is
worth more to whom; the order of weights; the sign of every cost and effect; what is 0 or left to a
default. What goes: all sizes. Each becomes uniform on a window for its kind: what such a quantity
may plausibly be at all, in units of a party's utility, widened to the scenario's own range where
that goes beyond it.

An order is kept by bands. Where k levels are ordered, the range is cut into k equal bands and each
level is uniform on its own; what ties shares a band, as nothing says which is more. Within a band
that is as wide as can be without ever turning the order round, and each number can still be drawn
by itself.

A shared number stays one number, uniform on what all its places have in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from sim.experiments.challenge.bench import changes
from sim.experiments.challenge.editing import unevidenced
from sim.experiments.results import Results
from sim.scenario.distributions import Distribution, support
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Faction, Joint, Party, Rank, Swing

#: What a quantity may plausibly be at all; shares of a party's utility from its worst to its best.
WINDOWS = {
    "war_cost": (0.05, 0.35),
    "firmness": (0.0, 0.25),
    "talking_cost": (-0.10, 0.15),
    "conceding_cost": (0.0, 0.35),
    "temptation": (0.0, 0.15),
    "enforcing_cost": (0.0, 0.15),
    "burden": (0.0, 0.20),
    "leverage": (0.0, 0.40),
    "cost": (0.0, 0.10),
    "credibility": (0.0, 1.0),
    "probability": (0.0, 1.0),
    "reservation": (0.0, 1.0),
    "decisiveness": (0.5, 2.0),
    "decision": (0.6, 1.0),
}
GUARANTEE = 0.20  # the most that an option adds to the cost of breaking a deal
WEAKER = 0.2  # the least strength of a side, the strongest being 1
FACTOR = 2.0  # the most by which strength is multiplied; its inverse the least

SAME = 0.05  # shares nearer than this say the same
OVERLAP = 0.5  # of the joint length of two ranges, that both share

#: Numbers that say what is asked or counted rather than how much it is worth.
_KEPT = {"share_at_least", "seats", "quota", "protocol", "rule", "strategy", "variants"}
_TIE = 9  # decimals in which tied levels agree

Changes = Iterator[tuple[str, Any]]
Number = float | Distribution


@dataclass(frozen=True)
class Structure:
    """The funnel on structure alone beside the scenario's own.

    Attributes
    ----------
    funnel : pandas.DataFrame
        A row for each step: ``own`` and ``share`` on structure alone; paired ``difference`` with
        its 95% interval ``low``, ``high``; ranges over assumption draws ``own_low``, ``own_high``,
        ``range_low``, ``range_high``; their ``overlap``; ``same``.
    scenario : Scenario
        The one that was run.
    """

    funnel: pd.DataFrame
    scenario: Scenario

    @property
    def adds_nothing(self) -> bool:
        """Whether structure alone says the same at every step."""
        return bool(self.funnel.same.all())


def compare_structure(own: Results, alone: Results) -> Structure:
    """Set structure alone beside the scenario.

    A step says the same where the shares differ by at most 5 points and the ranges over assumption
    draws have at least half of their joint length in common.

    Parameters
    ----------
    own, alone : Results
        Of the scenario and of `structure_only` of it; same seed, both with a nested pass.
    """
    table = changes(own, alone)
    table[["own_low", "own_high"]] = own.funnel[["range_low", "range_high"]]
    table[["range_low", "range_high"]] = alone.funnel[["range_low", "range_high"]]
    ends = table[["own_low", "own_high", "range_low", "range_high"]]
    table["overlap"] = [overlap(row[:2], row[2:]) for row in ends.to_numpy().tolist()]
    table["same"] = (table.difference.abs() <= SAME) & (table.overlap >= OVERLAP)
    return Structure(table, alone.scenario)


def overlap(a: list[float], b: list[float]) -> float:
    """What share of the length that two ranges cover together both have in common.

    Examples
    --------
    >>> overlap([0.0, 0.5], [0.25, 1.0]), overlap([0.3, 0.3], [0.3, 0.3])
    (0.25, 1.0)
    """
    joint = max(a[1], b[1]) - min(a[0], b[0])
    if joint == 0:
        return 1.0
    return max(0.0, min(a[1], b[1]) - max(a[0], b[0])) / joint


def structure_only(scenario: Scenario) -> Scenario:
    """Return the scenario with every magnitude uniform, signs and orders kept.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> alone = structure_only(Scenario.from_data(EXAMPLE))
    >>> alone.spec.parties["north"].values["water"]["shared"]
    Uniform(lo=0.0, hi=1.0)
    """
    spec = scenario.spec
    new: dict[str, Any] = {"variants": {}} if spec.variants else {}  # they set sizes, too
    for name, party in spec.parties.items():
        new |= _preferences(f"parties.{name}", party)
        for part, faction in party.factions.items():
            new |= _preferences(f"parties.{name}.factions.{part}", faction)
    if spec.conflict:
        new |= _strengths({name: side.strength for name, side in spec.conflict.sides.items()})
    new |= _effects(scenario)
    new |= _costs_of_acts(scenario)
    for path, number in scenario.parameters.items():
        if path in new or isinstance(number, Joint) or _is_treated(path):
            continue
        if scenario.is_written(path):
            new[path] = _size(path, number)
    new |= _shared(scenario, {path: new.pop(path) for path in scenario.ties if path in new})
    return unevidenced(scenario).with_(new)


# -- orders ------------------------------------------------------------------------------------


def _preferences(path: str, holder: Party | Faction) -> dict[str, Any]:
    """Weights by their order; values by theirs, where they are not the ends of the scale."""
    new: dict[str, Any] = {}
    if not isinstance(holder.weights, Rank):
        points = holder.weights.swing if isinstance(holder.weights, Swing) else holder.weights
        weighed = {k: _mean(v) for k, v in points.items() if support(v)[1] > 0}
        new[f"{path}.weights"] = {"rank": _tiers(weighed)}
    for issue, values in holder.values.items():
        inner = {option: value for option, value in values.items() if value not in (0.0, 1.0)}
        in_order = issue in holder.orders  # which keeps itself, and says nothing of the others
        free = dict.fromkeys(inner, _uniform(0.0, 1.0))
        for option, band in (free if in_order else bands(inner, 0.0, 1.0)).items():
            new[f"{path}.values.{issue}.{option}"] = band
    return new


def _tiers(means: Mapping[str, float]) -> list[list[str]]:
    """Names by falling means, those that tie together."""
    ordered = sorted(means, key=lambda name: -round(means[name], _TIE))
    return [sorted(tier) for _, tier in groupby(ordered, key=lambda n: round(means[n], _TIE))]


def bands(numbers: Mapping[str, Number], lo: float, hi: float) -> dict[str, dict]:
    """Cut a range into equal bands, one for each level, in the order of the means.

    Examples
    --------
    >>> bands({"low": 0.2, "high": 0.7}, 0, 1)
    {'high': {'uniform': [0.5, 1.0]}, 'low': {'uniform': [0.0, 0.5]}}
    """
    tiers = _tiers({name: _mean(number) for name, number in numbers.items()})
    ends = np.linspace(hi, lo, len(tiers) + 1).tolist()
    return {
        name: _uniform(ends[place + 1], ends[place])
        for place, tier in enumerate(tiers)
        for name in tier
    }


def _strengths(strengths: Mapping[str, Number]) -> Changes:
    """The strongest side is the unit, where there is one; the others are weaker in their order."""
    means = {name: _mean(number) for name, number in strengths.items()}
    most = max(means.values())
    first = _tiers(means)[0]
    weaker = {n: number for n, number in strengths.items() if len(first) > 1 or n != first[0]}
    if len(first) == 1:
        yield f"conflict.sides.{first[0]}.strength", most
    for name, band in bands(weaker, WEAKER * most, most).items():
        yield f"conflict.sides.{name}.strength", band


def _effects(scenario: Scenario) -> Changes:
    """What options, threats and events do to strengths and to the cost of breaking a deal."""
    spec = scenario.spec
    for issue, body in spec.issues.items():
        at = f"issues.{issue}.effects"
        adding = {o: e.guarantee for o, e in body.effects.items() if support(e.guarantee)[1] > 0}
        most = max([GUARANTEE, *(support(number)[1] for number in adding.values())])
        for option, band in bands(adding, 0.0, most).items():
            yield f"{at}.{option}.guarantee", band
        for side in spec.side_names:
            factors = {o: e.strength[side] for o, e in body.effects.items() if side in e.strength}
            for option, band in _factors(factors).items():
                yield f"{at}.{option}.strength.{side}", band
    for path, factor in scenario.parameters.items():
        if ".then.strength." in path and not isinstance(factor, Joint):
            for band in _factors({path: factor}).values():
                yield path, band


def _factors(factors: Mapping[str, Number]) -> dict[str, dict]:
    """What strengthens stays above 1, and what weakens below it."""
    above = {name: number for name, number in factors.items() if _mean(number) > 1}
    below = {name: number for name, number in factors.items() if _mean(number) < 1}
    most = max([FACTOR, *(support(number)[1] for number in above.values())])
    least = min([1 / FACTOR, *(support(number)[0] for number in below.values())])
    return bands(above, 1.0, most) | bands(below, least, 1.0)


def _costs_of_acts(scenario: Scenario) -> Changes:
    """What an act costs at first, and after others, in their order."""
    for name, action in scenario.spec.actions.items():
        at = f"actions.{name}"
        costs = {f"{at}.cost": action.cost}
        costs |= {f"{at}.cost_after.{other}": cost for other, cost in action.cost_after.items()}
        above = {path: cost for path, cost in costs.items() if support(cost)[1] > 0}
        most = max([WINDOWS["cost"][1], *(support(cost)[1] for cost in above.values())])
        yield from bands(above, WINDOWS["cost"][0], most).items()


def _shared(scenario: Scenario, offers: Mapping[str, Any]) -> Changes:
    """What shared numbers are, given what each place that refers to one would have by itself."""
    for name, number in scenario.spec.shared.items():
        places = [offer for path, offer in offers.items() if scenario.ties[path] == name]
        if not places or not all(isinstance(offer, dict) for offer in places):
            continue  # nothing refers to it, or a place leaves no choice
        lows, highs = zip(*(offer["uniform"] for offer in places), strict=True)
        ends = max(lows), min(highs)
        if ends[0] < ends[1]:
            yield f"shared.{name}", _uniform(*ends)
        elif isinstance(number, Distribution):
            yield f"shared.{name}", _uniform(*support(number))


# -- sizes -------------------------------------------------------------------------------------


def _is_treated(path: str) -> bool:
    """Whether an order has been kept for it, or it is nothing that has a size."""
    keys = path.split(".")
    ordered = {"weights", "values", "strength", "guarantee"}
    return keys[0] == "shared" or bool(ordered.intersection(keys) or _KEPT.intersection(keys))


def _size(path: str, number: Number) -> Any:
    """Uniform on the window of its kind, its sign kept; 0 stays, and so does full patience."""
    low, high = support(number)
    keys = path.split(".")
    if keys[-1] == "patience":
        return 1.0 if low == 1 else _uniform(min(low, max(2 * _mean(number) - 1, 0.01)), 1.0)
    if low == high == 0:
        return 0.0
    kind = next((key for key in reversed(keys) if key in WINDOWS), None)
    return _uniform(*_window(number, WINDOWS.get(kind) if kind else None))


def _window(number: Number, window: tuple[float, float] | None) -> tuple[float, float]:
    """The window of a kind, or from 0 to twice the mean where there is none; with its sign.

    Where there is none, what is at most 1 stays at most 1, since it may be a share.
    """
    low, high = support(number)
    if window is None:
        twice = 2 * _mean(number)
        window = (min(0.0, twice), max(0.0, min(twice, 1.0) if high <= 1 else twice))
    if high <= 0 <= window[0]:
        window = (-window[1], -window[0])  # a cost that is a gain
    least, most = min(window[0], low), max(window[1], high)
    if low >= 0:
        return max(least, 0.0), most
    return (least, min(most, 0.0)) if high <= 0 else (least, most)


def _uniform(lo: float, hi: float) -> dict[str, list[float]]:
    return {"uniform": [lo, hi]}


def _mean(number: Number) -> float:
    return number.mean if isinstance(number, Distribution) else number
