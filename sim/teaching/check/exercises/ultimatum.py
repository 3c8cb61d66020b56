"""An ultimatum: what the responder takes, and what that leaves to whoever proposes.

The last to propose in a game of complete information leaves the other what it has without a deal
(Rubinstein 1982, Econometrica 50; Güth, Schmittberger & Schwarze 1982, Journal of Economic Behavior
and Organization 3, for what people do instead).
"""

from __future__ import annotations

from math import isqrt

import numpy as np

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import choice, number
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.payoffs import payoffs
from sim.teaching.check.played import blocker, signed
from sim.theory.packages import individually_rational

MORE = 0.1  # what somebody outside promises the responder for a refusal
_TIES = [k / 100 for k in range(101) if k % 10 == 0 or isqrt(k) ** 2 == k]
_TIES += [tie - MORE for tie in _TIES]  # where a whole hundredth is worth exactly as much


def make(numbers: Numbers) -> Scenario:
    """The ultimatum that ships, with the student's outside options and curve."""
    return Scenario.load("ultimatum").with_(
        {
            "name": "ultimatum-yours",
            "title": "An ultimatum, with your own numbers",
            "about": "One names a division of the pie, and the other takes it or leaves it.",
            "parties.proposer.reservation": numbers["own"],
            "parties.responder.reservation": numbers["reservation"],
            "parties.responder.curves.pie.share": numbers["power"],
        }
    )


EXERCISE = Exercise(
    name="ultimatum",
    title="An ultimatum",
    draws={
        "reservation": steps(0.21, 0.69, 0.01, but=_TIES),
        "power": one_of([0.5, 2.0]),
        "own": steps(0.015, 0.095, 0.01),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Why do people refuse small offers? Two reasons, and how to write them")},
)


def _shares(scenario: Scenario) -> np.ndarray:
    """The responder's share in each package, and whether both prefer it to none: (packages, 2)."""
    table = payoffs(scenario)
    both = individually_rational(table.utility, table.reservation)
    amounts = scenario.spec.issues["pie"].amounts
    shares = [amounts.get(package["pie"], (np.nan, np.nan))[1] for package in table.packages]
    return np.array([shares, both], float).T


def _least(scenario: Scenario) -> float:
    shares = _shares(scenario)
    return float(shares[shares[:, 1] == 1, 0].min())


_SHARE = number(
    0.004,
    low="too low: what would the responder do with so little? Put it on its curve",
    high="too high: how little would it take before it prefers nothing?",
    unit="a share between 0 and 1",
)


@EXERCISE.question(2, "The least share of the pie that the responder takes (0 to 1)", _SHARE)
def least(numbers: Numbers) -> float:
    """The smallest share that is worth no less than nothing to it."""
    return _least(EXERCISE.scenario(numbers))


@EXERCISE.question(
    2,
    "The share that a proposer keeps who knows all that (0 to 1)",
    number(
        0.004,
        low="too low: it leaves more than it must",
        high="too high: would the responder say yes to what is left?",
        unit="a share between 0 and 1",
    ),
)
def keep(numbers: Numbers) -> float:
    """All but the least."""
    return 1 - _least(EXERCISE.scenario(numbers))


@EXERCISE.question(
    2,
    "How many of the splits, in whole hundredths, both prefer to no deal",
    number(
        0.5,
        low="too few: count both ends, and look at what each has without a deal",
        high="too many: the proposer too has something without a deal",
        unit="a whole number",
    ),
)
def zone(numbers: Numbers) -> float:
    """The size of the zone of possible agreement."""
    return float(np.nansum(_shares(EXERCISE.scenario(numbers))[:, 1]))


@EXERCISE.question(
    2,
    f"The least share if somebody outside promises the responder {MORE:g} more for a refusal",
    number(
        0.004,
        low="too low: has the promise reached the number that it changes?",
        high="too high: a promise in utility is not one in shares; use the curve again",
        unit="a share between 0 and 1",
    ),
)
def promised(numbers: Numbers) -> float:
    """The least share with a better outside option."""
    better = round(numbers["reservation"] + MORE, 2)
    return _least(EXERCISE.scenario(numbers).with_({"parties.responder.reservation": better}))


@EXERCISE.question(
    2,
    "khatib-2013 with --runs 300 --draws 0 and your seed: in what percentage is a deal signed?",
    number(
        0.6,
        low="too low: read the row of the deal, and use your own seed",
        high="too high: talks that meet need not sign; and use your own seed",
        unit="a percentage between 0 and 100",
    ),
    slow=True,
)
def khatib(numbers: Numbers) -> float:
    """What the engine says with the student's seed."""
    return signed("khatib-2013", numbers["seed"])


@EXERCISE.question(
    1,
    "In the same run: who stood in the way most often?",
    choice(["coalition", "regime", "us", "russia", "ncc"], "read 'Who stood in the way' again"),
    slow=True,
)
def refuser(numbers: Numbers) -> str:
    """Whose block is the most frequent."""
    return blocker("khatib-2013", numbers["seed"])
