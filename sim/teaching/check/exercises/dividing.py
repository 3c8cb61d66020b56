"""Dividing a pie: what Nash (1950) and Kalai and Smorodinsky (1975) pick, and what caution costs.

Caution: Kihlstrom, Roth & Schmeidler (1981), in Moeschlin & Pallaschke (eds.), Game Theory and
Mathematical Economics.
"""

from __future__ import annotations

import numpy as np

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import most_signed, share_signed
from sim.theory.closed_forms import kalai_smorodinsky_share, nash_share
from sim.theory.solutions import nash as nash_of

FINE = 500  # pieces of a pie that is as good as continuous


def make(numbers: Numbers) -> Scenario:
    """The pie that ships, with the student's curve."""
    return Scenario.load("divide-the-pie-nash").with_(
        {
            "name": "dividing-yours",
            "title": "Dividing a pie, with your own curve",
            "about": "Two divide a pie, one of them averse to risk.",
            "parties.cautious.curves.pie.share": numbers["power"],
        }
    )


EXERCISE = Exercise(
    name="dividing",
    title="Dividing a pie",
    draws={
        "power": steps(0.31, 0.89, 0.01, but=[0.5]),
        "outside": steps(0.05, 0.30, 0.01),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Which solution would you defend before the cautious party, and how?")},
)


@EXERCISE.question(
    2,
    "The bold party's share that Nash picks",
    number(0.003, low="too low: is the product of both values really at its greatest there?",
           high="too high: try a little less; does the product of both values fall?"),
)  # fmt: skip
def nash(numbers: Numbers) -> float:
    """In closed form."""
    return nash_share(1, numbers["power"])


@EXERCISE.question(
    2,
    "The bold party's share that Kalai and Smorodinsky pick",
    number(0.003, low="too low: has the bold one the same part of its best as the other?",
           high="too high: has the cautious one the same part of its best as the other?"),
)  # fmt: skip
def kalai_smorodinsky(numbers: Numbers) -> float:
    """Where both have the same part of their ideal."""
    return kalai_smorodinsky_share(1, numbers["power"])


@EXERCISE.question(
    2,
    "By how much a share of the pie is less than half, for the cautious one under Nash",
    number(0.003, low="too low: what has it left, and what would it have if it were bold?",
           high="too high: compare with half of the pie, not with all of it"),
)  # fmt: skip
def caution_costs(numbers: Numbers) -> float:
    """Half, less what is left to it."""
    return 0.5 - nash_share(numbers["power"], 1)


@EXERCISE.question(
    3,
    "The bold party's share that Nash picks if it has `outside`, as a utility, without a deal",
    number(0.003, low="too low: a better outside option does not make it weaker",
           high="too high: it is the gain over `outside` that enters the product"),
)  # fmt: skip
def with_outside(numbers: Numbers) -> float:
    """Of a pie in fine pieces, by the theory that solves scenarios."""
    x = np.linspace(0, 1, FINE + 1)
    utilities = np.stack([x, (1 - x) ** numbers["power"]], axis=-1)
    return float(x[nash_of(utilities, [numbers["outside"], 0.0])].mean())


@EXERCISE.question(
    1,
    "The bold party's share in the deal that `dividing-yours.yaml` ends in, when it is run",
    number(0.004, low="too low: read the option that is signed; the names are in order of letters",
           high="too high: read the option that is signed; the names are in order of letters"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine signs."""
    return share_signed(EXERCISE.scenario(numbers))


@EXERCISE.question(
    1,
    "chemical-weapons-2013 with your seed: the percentage of the package signed most often",
    number(0.6, low="too low: read the first row of the packages, of your own seed and 300 runs",
           high="too high: read the first row of the packages, of your own seed and 300 runs"),
    slow=True,
)  # fmt: skip
def most_often(numbers: Numbers) -> float:
    """What the engine says with the student's seed."""
    return most_signed("chemical-weapons-2013", numbers["seed"])
