"""How packages and theories are called on a page."""

from __future__ import annotations

from sim.analysis.words import Names, listed
from sim.experiments.solve.packages import WEIGHTED

#: What each solution is called, and what it makes as great as it can be.
SOLUTIONS = {
    "nash": ("Nash", "the product of gains"),
    WEIGHTED: (
        "Nash, with unequal power",
        "the product of gains, those of the stronger counting more",
    ),
    "kalai_smorodinsky": (
        "Kalai-Smorodinsky",
        "the least share that anybody gets of what it could hope for",
    ),
    "egalitarian": ("egalitarian", "the least gain"),
    "utilitarian": ("utilitarian", "the sum of all utilities"),
}

EQUILIBRIA = {
    "backward_induction": "reasoning back from the deadline",
    "stationary": "alike in every round, as if there were no deadline",
}


def solution(name: str) -> str:
    """What a solution is called.

    Examples
    --------
    >>> solution("nash"), solution("mine")
    ('Nash', 'mine')
    """
    return SOLUTIONS.get(name, (name.replace("_", " "), ""))[0]


def equilibrium(name: str) -> str:
    """What an equilibrium is called.

    Examples
    --------
    >>> equilibrium("backward_induction")
    'reasoning back from the deadline'
    """
    return EQUILIBRIA.get(name) or SOLUTIONS.get(name, (name.replace("_", " "),))[0]


def package(names: Names, said: str) -> str:
    """A package, or a state, in the scenario's own words.

    Parameters
    ----------
    names : Names
    said : str
        As in tables: ``issue=option, issue=option``.

    Examples
    --------
    >>> import sim
    >>> package(Names(sim.Scenario.load("ultimatum")), "pie=p67_33")
    '"pie": proposer 0.67, responder 0.33'
    """
    return names.settings(dict(part.split("=") for part in said.split(", ")))


def power(weights: dict[str, float], names: Names) -> str:
    """Who has how much bargaining power, the others having 1."""
    return listed([f"{names.who(party)} has {weight:g}" for party, weight in weights.items()])
