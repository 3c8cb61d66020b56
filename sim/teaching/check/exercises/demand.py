"""The demand game (Nash 1953): every division is an equilibrium; theory, or a doubt, picks one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.payoffs import payoffs
from sim.teaching.check.played import most_signed, share_signed
from sim.theory.closed_forms import split_the_difference
from sim.theory.packages import individually_rational

CASE = "ankara-2016"


def make(numbers: Numbers) -> Scenario:
    """The demand game that ships, with what the student's two have without a deal."""
    return Scenario.load("nash-demand").with_(
        {
            "name": "demand-yours",
            "title": "A demand game, with your own outside options",
            "about": "Both name a share at once, and get it if the two fit together.",
            "parties.first.reservation": numbers["first"],
            "parties.second.reservation": numbers["second"],
        }
    )


def _modest(u: float, before: Mapping[str, Any]) -> float:
    """The least that the second may demand: somewhat more than it has without a deal."""
    return round(before["second"] + steps(0.06, 0.20, 0.01)(u, before), 3)


EXERCISE = Exercise(
    name="demand",
    title="Two demands at once",
    draws={
        # Halves of hundredths, so that no whole hundredth is worth just as much as no deal; their
        # differences are even, so that the split of the difference is a whole hundredth.
        "first": steps(0.055, 0.195, 0.02),
        "second": steps(0.215, 0.415, 0.02),
        "modest": _modest,
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Which equilibrium would you expect to be played, and why that one?")},
)


def _reservation(numbers: Numbers) -> tuple[float, float]:
    return numbers["first"], numbers["second"]


@EXERCISE.question(
    2,
    "How many divisions in whole hundredths are equilibria in which both get what they ask for",
    number(0.5, low="too few: would either gain by asking for more, or for less, at the ends?",
           high="too many: who would ask for less than it has without a deal?",
           unit="a whole number"),
)  # fmt: skip
def equilibria(numbers: Numbers) -> float:
    """All divisions that leave nobody worse off than no deal."""
    table = payoffs(EXERCISE.scenario(numbers))
    return float(individually_rational(table.utility, table.reservation).sum())


@EXERCISE.question(
    2,
    "Each has one of these in mind, drawn by lot, and demands its part of it. How likely is it "
    "that the two demands do not fit? (0 to 1)",
    number(0.002, low="too low: in how many of all pairs does the first have more in mind?",
           high="too high: demands that leave something over fit as well",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def missed(numbers: Numbers) -> float:
    """The pairs of divisions of which the first demands more than the second leaves."""
    n = equilibria(numbers)
    return (n - 1) / (2 * n)


@EXERCISE.question(
    2,
    "The first's share in the equilibrium that Nash's product picks",
    number(0.003, low="too low: how much is there to gain over no deal, and what is half of it?",
           high="too high: what the second has without a deal counts for it, too"),
)  # fmt: skip
def nash(numbers: Numbers) -> float:
    """What no deal is worth, and half of the gain."""
    return split_the_difference(_reservation(numbers))


@EXERCISE.question(
    1,
    "The first asks for half of the pie, the second for what Nash's product gives it. By how much "
    "do the two exceed the pie?",
    number(0.003, low="too low: add up both demands; what is over 1?",
           high="too high: it is only what is over 1 that counts"),
)  # fmt: skip
def clash(numbers: Numbers) -> float:
    """Half, less what Nash's product leaves to the first."""
    return 0.5 - nash(numbers)


@EXERCISE.question(
    3,
    "The second demands anything from `modest` to 1 - `first`, all equally likely. What should the "
    "first demand to have most on average?",
    number(0.003, low="too low: a little more would still be safe enough to pay",
           high="too high: how much likelier would a fit be for a little less? And a miss is not "
                "worth nothing"),
)  # fmt: skip
def doubtful(numbers: Numbers) -> float:
    """The greatest product of the chance of a fit and of what it brings over no deal."""
    return float((1 - numbers["modest"] + numbers["first"]) / 2)


@EXERCISE.question(
    1,
    "The first's share in the deal that `demand-yours.yaml` ends in, when it is run",
    number(0.004, low="too low: read the option that is signed; the names are in order of letters",
           high="too high: read the option that is signed; the names are in order of letters"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine signs."""
    return share_signed(EXERCISE.scenario(numbers))


@EXERCISE.question(
    2,
    f"{CASE} with your seed: the percentage of the package that is signed most often",
    number(0.6, low="too low: read the first row of the packages, of your own seed and 300 runs",
           high="too high: read the first row of the packages, of your own seed and 300 runs"),
    slow=True,
)  # fmt: skip
def most_often(numbers: Numbers) -> float:
    """What the engine says with the student's seed."""
    return most_signed(CASE, numbers["seed"])
