"""A war of attrition: both pay to stay until one gives in (Maynard Smith 1974)."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import signed, signed_as
from sim.theory.attrition import stationary, stationary_value


def make(numbers: Numbers) -> Scenario:
    """The war that ships, with the student's cost, and less to win for south."""
    return Scenario.load("war-of-attrition").with_(
        {
            "name": "attrition-yours",
            "title": "A war of attrition, with your own numbers",
            "about": "Both pay in every round, until one gives in. South has less to win.",
            "parties.north.staying_cost": numbers["cost"],
            "parties.south.staying_cost": numbers["cost"],
            "parties.south.values.prize.to_south": numbers["smaller"],
        }
    )


EXERCISE = Exercise(
    name="attrition",
    title="A war of attrition",
    draws={
        "cost": steps(0.06, 0.15, 0.0025),
        "rounds": steps(3, 9, 1),
        "smaller": steps(0.40, 0.60, 0.01),
        "war_cost": steps(0.02, 0.30, 0.01),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Why does nobody give in at once, if all that can be won is spent?")},
)


@EXERCISE.question(
    3,
    "Prize 1 for both: with what chance does each give in, in each round?",
    number(0.0006, low="too low: the other would rather give in than stand against so firm a side",
           high="too high: against one who gives in so often it pays to stand; and if both do?",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def gives_in(numbers: Numbers) -> float:
    """Where the other is indifferent."""
    return stationary(1, numbers["cost"])


def _ends(first: float, second: float) -> float:
    return 1 - (1 - first) * (1 - second)


@EXERCISE.question(
    2,
    "How many rounds does that war last, on average?",
    number(0.05, low="too low: it ends in a round if one of them gives in, or both",
           high="too high: two may give in, not one only", unit="a number of rounds"),
)  # fmt: skip
def lasts(numbers: Numbers) -> float:
    """The mean of a geometric wait."""
    return 1 / _ends(gives_in(numbers), gives_in(numbers))


@EXERCISE.question(
    2,
    "The chance that nobody has given in after your number of `rounds`",
    number(0.003, low="too low: both have to stand in each of these rounds, and no more",
           high="too high: both have to stand, in every one of these rounds",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def goes_on(numbers: Numbers) -> float:
    """Both stand in all of them."""
    return float((1 - gives_in(numbers)) ** (2 * numbers["rounds"]))


@EXERCISE.question(
    2,
    "What is that war worth to each, before the first round is paid?",
    number(0.0006, low="too low: giving in at once costs one round, and may win the coin",
           high="too high: the round is paid first, and each is indifferent to giving in at once"),
)  # fmt: skip
def worth(numbers: Numbers) -> float:
    """What giving in at once is worth."""
    return stationary_value(1, numbers["cost"])


@EXERCISE.question(
    3,
    "The prize is worth only `smaller` to south, and still 1 to north: how likely is south to win?",
    number(0.003, low="too low: whose indifference decides how often north gives in?",
           high="too high: both may give in at once; who has the prize then?",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def south_wins(numbers: Numbers) -> float:
    """Each gives in as often as keeps the other indifferent."""
    north = stationary(numbers["smaller"], numbers["cost"])
    south = stationary(1, numbers["cost"])
    return north * (1 - south / 2) / _ends(north, south)


@EXERCISE.question(
    1,
    "attrition-yours with 300 runs, --draws 0 and your seed: in what percentage does south win?",
    number(0.6, low="too low: read the row of to_south, of your own seed",
           high="too high: read the row of to_south, of your own seed",
           unit="a percentage between 0 and 100"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine says."""
    return signed_as(EXERCISE.scenario(numbers), numbers["seed"], "prize", "to_south")


@EXERCISE.question(
    2,
    "khatib-2013 with your seed, the war costing the regime your `war_cost`: percentage signed",
    number(0.6, low="too low: change parties.regime.war_cost, and read the row of the deal",
           high="too high: change parties.regime.war_cost, and read the row of the deal",
           unit="a percentage between 0 and 100"),
    slow=True,
)  # fmt: skip
def enduring(numbers: Numbers) -> float:
    """With another cost of war."""
    changes = {"parties.regime.war_cost": numbers["war_cost"]}
    return signed("khatib-2013", numbers["seed"], changes)
