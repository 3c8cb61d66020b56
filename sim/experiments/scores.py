"""Scores of forecasts over several outcomes, and three simple forecasters to be compared with."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

Forecast = Mapping[str, float]


# -- scores ------------------------------------------------------------------------------------


def brier(forecast: Forecast, truth: str) -> float:
    """The quadratic score of a forecast over several categories (Brier 1950, eq. 2).

    ``sum over outcomes of (probability - 1 if it happened else 0)^2``: 0 is perfect, 2 the worst.

    Parameters
    ----------
    forecast : mapping of str to float
        A probability for each outcome; they add up to 1.
    truth : str
        What happened, one of them.

    Examples
    --------
    >>> brier({"deadlock": 0.25, "held": 0.75}, "held")
    0.125
    """
    return sum((p - (outcome == truth)) ** 2 for outcome, p in forecast.items())


def log_score(forecast: Forecast, truth: str, floor: float = 0.0) -> float:
    """The logarithmic score (Good 1952), as a loss: minus the natural log of what truth was given.

    0 is perfect. A probability below `floor` counts as the floor, so that what no run came to does
    not cost infinitely much; the score is proper among forecasts that give nothing less than it.

    Parameters
    ----------
    forecast, truth
        As of `brier`.
    floor : float
        In [0, 1].

    Examples
    --------
    >>> round(log_score({"deadlock": 0.25, "held": 0.75}, "held"), 4)
    0.2877
    """
    given = max(forecast[truth], floor)
    return -math.log(given) if given > 0 else math.inf


def coarse(forecast: Forecast, passed: Collection[str]) -> dict[str, float]:
    """A forecast in two categories: whether the outcome is one of `passed`.

    Examples
    --------
    >>> coarse({"walkout": 0.25, "deadlock": 0.25, "held": 0.5}, {"held"})
    {'yes': 0.5, 'no': 0.5}
    """
    yes = math.fsum(p for outcome, p in forecast.items() if outcome in passed)
    return {"yes": yes, "no": math.fsum(forecast.values()) - yes}


# -- the rivals --------------------------------------------------------------------------------


def climatology(others: Sequence[Collection[str]], outcomes: Sequence[str]) -> dict[str, float]:
    """How often each outcome was what happened in the other cases.

    A case with several labels counts once, in equal parts. Every outcome is counted once more than
    it was seen (Laplace's rule), so that none is held impossible; an outcome that this case cannot
    have is left out.

    Parameters
    ----------
    others : sequence of collections of str
        The labels of each other case; never those of the case that is forecast.
    outcomes : sequence of str
        What this case can come to.

    Examples
    --------
    >>> climatology([["held"], ["held", "deadlock"]], ["deadlock", "held"])
    {'deadlock': 0.375, 'held': 0.625}
    """
    seen = dict.fromkeys(outcomes, 1.0)
    for labels in others:
        for label in labels:
            if label in seen:
                seen[label] += 1 / len(labels)
    total = math.fsum(seen.values())
    return {outcome: number / total for outcome, number in seen.items()}


def uniform(outcomes: Sequence[str]) -> dict[str, float]:
    """The same chance for every outcome."""
    return dict.fromkeys(outcomes, 1 / len(outcomes))


def count_of_demands(unmet: float, outcomes: Sequence[str]) -> dict[str, float]:
    """Each unmet demand halves the chance that talks convene.

    Without any it is the uniform forecast; what is left to talks that convene is spread evenly.
    Halving is what one gives a question of which one knows nothing.

    Parameters
    ----------
    unmet : float
        How many demands of required seats are unmet at first, on average over the assumptions.
    outcomes : sequence of str

    Examples
    --------
    >>> count_of_demands(1, ["not_convened", "walkout", "deadlock", "held"])
    {'not_convened': 0.625, 'walkout': 0.125, 'deadlock': 0.125, 'held': 0.125}
    """
    even = uniform(outcomes)
    if "not_convened" not in even:
        return even
    left = {outcome: p * 0.5**unmet for outcome, p in even.items() if outcome != "not_convened"}
    return {"not_convened": 1 - math.fsum(left.values())} | left
