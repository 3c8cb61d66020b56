"""Crisis bargaining (Fearon 1995): with nothing to hide there is a deal; a secret risks a war."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import RUNS, signed
from sim.theory.crisis import Demand, Range, bargaining_range, demand

CASE = "geneva-2013"
DEFENDER = 2.0  # its strength, as the file has it
SECRET = "parties.regime.war_cost"  # of the historical scenario


def make(numbers: Numbers) -> Scenario:
    """The crisis with a secret that ships, with the student's strength and costs."""
    return Scenario.load("crisis-private").with_(
        {
            "name": "crisis-yours",
            "title": "A crisis with a secret, with your own numbers",
            "about": "One state makes a single offer to another whose cost of war it cannot know.",
            "conflict.sides.challenger.strength": numbers["strength"],
            "parties.challenger.war_cost": numbers["own_cost"],
            "parties.defender.war_cost": {"uniform": [0.0, numbers["highest"]]},
        }
    )


EXERCISE = Exercise(
    name="crisis",
    title="A crisis",
    draws={
        # War is worth something to every defender, and neither the best offer nor the one against
        # five types lies at the end of what is possible: own_cost < 3/8 highest < 1 - p.
        "strength": one_of([1.0, 1.5, 2.0, 2.5]),
        "own_cost": steps(0.05, 0.10, 0.01),
        "known_cost": steps(0.05, 0.25, 0.01),
        "highest": steps(0.30, 0.44, 0.02),
        "regime_cost": steps(0.06, 0.27, 0.01),
        "seed": SEED,
    },
    make=make,
    written={"why": (5, "Why does the challenger risk a war that both would rather avoid?")},
)


def chance(numbers: Numbers) -> float:
    """The challenger's chance of victory: its part of both strengths."""
    return float(numbers["strength"] / (numbers["strength"] + DEFENDER))


def _range(numbers: Numbers) -> Range:
    return bargaining_range(chance(numbers), numbers["own_cost"], numbers["known_cost"])


def _demand(numbers: Numbers) -> Demand:
    return demand((0.0, numbers["highest"]), numbers["own_cost"])


@EXERCISE.question(
    2,
    "The defender's cost is your `known_cost`, and known. The least and the most that the "
    "challenger may have so that neither prefers war, as a list of two",
    several(0.002, "what does war give this side, if it pays its cost whoever wins?",
            "it takes two numbers, the least and the most"),
)  # fmt: skip
def better_than_war(numbers: Numbers) -> list[float]:
    """The ends of the bargaining range, in the challenger's share."""
    found = _range(numbers)
    return [float(found.lowest), float(found.highest)]


@EXERCISE.question(
    1,
    "What does the challenger, who makes the only offer, leave to the defender then?",
    number(0.002, low="too low: the defender would rather fight",
           high="too high: the defender would take less"),
)  # fmt: skip
def leaves(numbers: Numbers) -> float:
    """What war is worth to the defender."""
    return float(1 - _range(numbers).highest)


@EXERCISE.question(
    3,
    "Now the cost is anything from 0 to `highest`, all equally likely, and a secret. With which "
    "cost would a defender just take the challenger's best offer?",
    number(0.002, low="too low: to offer a little less would bring more than the risk costs",
           high="too high: how many defenders would fight over so small an offer?"),
)  # fmt: skip
def aimed_at(numbers: Numbers) -> float:
    """Where the risk and the return of one more step balance."""
    return _demand(numbers).cost


@EXERCISE.question(
    2,
    "How likely is war then?",
    number(0.004, low="too low: who fights has a lower cost than the one who just takes the offer",
           high="too high: who fights has a lower cost than the one who just takes the offer",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def war(numbers: Numbers) -> float:
    """The chance that the cost is lower."""
    return _demand(numbers).war


@EXERCISE.question(
    2,
    "What does the secret cost the challenger, on average, compared with knowing every cost?",
    number(0.002, low="too low: with every cost known it would have all that both save, each time",
           high="too high: with its best offer it still has something, each time it is taken"),
)  # fmt: skip
def secret(numbers: Numbers) -> float:
    """What both costs save on average, less what its best offer gains."""
    known = numbers["highest"] / 2 + numbers["own_cost"]
    return float(known - _demand(numbers).gain)


_SHARE = "read how many of your 300 runs end with a deal, of your own seed"


@EXERCISE.question(
    1,
    "`crisis-yours.yaml` with --runs 300 --draws 0 and your seed: in what percentage is there war?",
    number(0.6, low=f"too low: {_SHARE}; the others end in war",
           high=f"too high: {_SHARE}; the others end in war"),
    slow=True,
)  # fmt: skip
def fought(numbers: Numbers) -> float:
    """In how many runs nothing is signed."""
    from sim.experiments.run import run

    ran = run(EXERCISE.scenario(numbers), runs=RUNS, seed=numbers["seed"], draws=0)
    return 100 * (1 - float(ran.funnel.loc["agreed", "share"]))


@EXERCISE.question(
    2,
    f"{CASE} with your seed, and the regime's cost of war known to be your `regime_cost` "
    f"({SECRET}): percentage signed",
    number(0.6, low=f"too low: replace all of {SECRET} by one number, and read the row of the deal",
           high=f"too high: replace all of {SECRET} by one number; a deal need not follow talks"),
    slow=True,
)  # fmt: skip
def nothing_to_hide(numbers: Numbers) -> float:
    """Without that secret."""
    return signed(CASE, numbers["seed"], {SECRET: numbers["regime_cost"]})
