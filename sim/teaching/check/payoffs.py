"""What the packages of a student's scenario are worth, as its file says."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.scenario import Scenario


class Payoffs(NamedTuple):
    """A table as theory reads it: see `sim.theory.packages`.

    Attributes
    ----------
    parties : tuple of str
    packages : list of dict
        Issue -> option.
    utility : ndarray, shape (packages, parties)
    reservation : ndarray, shape (parties,)
    """

    parties: tuple[str, ...]
    packages: list[dict[str, str]]
    utility: np.ndarray
    reservation: np.ndarray


def payoffs(scenario: Scenario) -> Payoffs:
    """Work out what every package of the primary forum is worth to everybody who sits there.

    Parameters
    ----------
    scenario : Scenario
        In which weights, values and reservation values are written as numbers.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> table = payoffs(Scenario.load("ultimatum").with_({"issues.pie.pie.steps": 4}))
    >>> table.parties, table.packages[2], table.utility[2].tolist()
    (('proposer', 'responder'), {'pie': 'p3_1'}, [0.75, 0.5])
    """
    _, forum = scenario.spec.forum
    parties = tuple(sorted(forum.seats))
    issues = sorted(forum.agenda)
    options = [scenario.spec.issues[issue].option_names for issue in issues]
    packages = [dict(zip(issues, each, strict=True)) for each in itertools.product(*options)]
    held = [scenario.spec.parties[name] for name in parties]
    utility = [
        [sum(_weight(p, i) * _value(p, i, option) for i, option in each.items()) for p in held]
        for each in packages
    ]
    reservation = [p.reservation for p in held]
    return Payoffs(parties, packages, np.array(utility, float), np.array(reservation, float))


def _weight(party: Any, issue: str) -> float:
    return float(party.weights.get(issue, 0)) / sum(float(w) for w in party.weights.values())


def _value(party: Any, issue: str, option: str) -> float:
    return float(party.values[issue][option]) if issue in party.values else 0.0
