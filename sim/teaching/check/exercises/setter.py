"""The setter and the median (Romer & Rosenthal 1978), and whoever is hardest to please."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import reached, share_signed
from sim.theory.setter import hardest_to_please, median_peak, setter_outcome

CASE = "colombia-2012"
ALL = 1.0  # what the agency wants: the whole of the scale
THRIFTY, GENEROUS = 0.3, 0.9  # the best budgets of the other two groups, as the file has them


def make(numbers: Numbers) -> Scenario:
    """The referendum that ships, with the student's last budget and middle group."""
    return Scenario.load("setter-and-median").with_(
        {
            "name": "setter-yours",
            "title": "A referendum, with your own voters",
            "about": "An agency proposes a budget once; voters take it or keep last year's.",
            "issues.budget.status_quo": numbers["last_year"],
            "parties.town.factions.middle.curves.budget.peak": numbers["middle"],
        }
    )


EXERCISE = Exercise(
    name="setter",
    title="The setter and the median",
    draws={
        # Last year's budget is on the scale (in steps of 0.02) and its mirror image never is.
        "last_year": steps(0.16, 0.28, 0.02),
        "middle": steps(0.455, 0.575, 0.01),
        "delegate": steps(0.36, 0.44, 0.01),  # below every middle group
        "boom": steps(0.62, 0.80, 0.02),  # above it
        # Of the thrifty, the middle and the generous; the greatest group need not be the median's.
        "votes": one_of([[4, 3, 2], [2, 3, 4], [5, 2, 2], [5, 3, 1], [4, 1, 4], [7, 3, 3]]),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Whom does it help that the voters have to be asked?")},
)


@EXERCISE.question(
    2,
    "The greatest budget that passes: one vote for each of the three groups",
    number(0.004, low="too low: the middle group would still like more than that better than last "
                      "year's budget",
           high="too high: is it as near to the middle group's best budget as last year's is?"),
)  # fmt: skip
def budget(numbers: Numbers) -> float:
    """The mirror image of last year's budget."""
    return setter_outcome(ALL, numbers["middle"], numbers["last_year"])


@EXERCISE.question(
    2,
    "Which last year's budget, from 0 to 1, would be the worst for the agency?",
    number(0.004, low="too low: try one a little higher; does the agency get less?",
           high="too high: from there on nothing changes, so that it gets last year's budget"),
)  # fmt: skip
def worst(numbers: Numbers) -> float:
    """The one that the middle group likes best: nothing better can be offered to it."""
    return float(numbers["middle"])


@EXERCISE.question(
    1,
    "What becomes of the budget if last year's was your `boom`?",
    number(0.004, low="too low: whom would the agency have to ask for less, and why should it?",
           high="too high: would the middle group like that better than last year's?"),
)  # fmt: skip
def after_boom(numbers: Numbers) -> float:
    """Nothing changes."""
    return setter_outcome(ALL, numbers["middle"], numbers["boom"])


@EXERCISE.question(
    2,
    "The greatest budget if your `delegate` has to sign, before anybody votes",
    number(0.004, low="too low: the delegate, too, takes what is nearer to its best than last year",
           high="too high: both have to like it better than last year's; who is harder to please?"),
)  # fmt: skip
def with_delegate(numbers: Numbers) -> float:
    """Whoever's range is the narrower binds."""
    peaks = [numbers["delegate"], numbers["middle"]]
    return hardest_to_please(peaks, ALL, numbers["last_year"])


@EXERCISE.question(
    2,
    "The greatest budget that passes if the three groups have your `votes`, and more than half of "
    "all votes are needed (never more than 1)",
    number(0.004, low="too low: line up the voters by their best budgets; who is in the middle?",
           high="too high: line up the voters by their best budgets; who is in the middle?"),
)  # fmt: skip
def counted(numbers: Numbers) -> float:
    """The median is counted in votes, not in groups."""
    median = median_peak([THRIFTY, numbers["middle"], GENEROUS], numbers["votes"])
    return setter_outcome(ALL, median, numbers["last_year"])


@EXERCISE.question(
    1,
    "The budget that `setter-yours.yaml` ends in, when it is run",
    number(0.004, low="too low: read the option that is signed: x0_70 is 0.70",
           high="too high: read the option that is signed: x0_70 is 0.70"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine signs."""
    return share_signed(EXERCISE.scenario(numbers), issue="budget")


@EXERCISE.question(
    2,
    f"{CASE} with your seed, and Congress asked instead of the voters "
    "(forums.havana.ratified_by: [congress]): percentage ratified",
    number(0.6, low="too low: read the row of those ratified, of your own seed and 300 runs",
           high="too high: what is signed need not be ratified; read the next row"),
    slow=True,
)  # fmt: skip
def congress(numbers: Numbers) -> float:
    """With another who has to consent."""
    return reached(CASE, numbers["seed"], "ratified", {"forums.havana.ratified_by": ["congress"]})
