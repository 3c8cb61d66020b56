"""Spoilers and ripeness, and a hypothesis of one's own: directions, no closed forms.

Stedman (1997, International Security 22); Kydd & Walter (2002, International Organization 56);
Zartman (1985, Ripe for Resolution). Of the two games that ship only directions are claimed.
"""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import reached, signed

CASE = "chemical-weapons-2013"
HIT = "actions.attack.then.strength.government_side"
GUARANTEE = "issues.monitors.effects.present.guarantee"


def make(numbers: Numbers) -> Scenario:
    """The spoiler game that ships, with the student's strength and attack."""
    return Scenario.load("spoiler").with_(
        {
            "name": "seminar-yours",
            "title": "A spoiler, with your own numbers",
            "about": "Hardliners without a seat may attack a deal that others have signed.",
            "conflict.sides.government_side.strength": numbers["strength"],
            HIT: numbers["hit"],
        }
    )


EXERCISE = Exercise(
    name="seminar",
    title="A seminar: spoilers, ripeness, and your own hypothesis",
    draws={
        "strength": steps(1.40, 1.60, 0.01),
        "hit": steps(0.40, 0.50, 0.01),
        "share": steps(0.38, 0.42, 0.01),
        "war_cost": steps(0.05, 0.08, 0.01),
        "their_cost": steps(0.05, 0.09, 0.01),
        "talking": steps(0.10, 0.14, 0.005),
        "guarantee": steps(0.07, 0.11, 0.01),
        "more": steps(0.06, 0.12, 0.01),
        "path": one_of(
            ["ties.russia_regime", "threats.strike_without_talks", "threats.strike_on_defiance"]
        ),
        "seed": SEED,
    },
    make=make,
    written={
        "hypothesis": (
            4,
            "Before any run: one change to a historical scenario, which way, and why",
        ),
        "why": (6, "What came out, what of it is luck or not known, and what would refute you"),
    },
)


def _chance(numbers: Numbers, hit: float = 1.0) -> float:
    """That the rebels, of strength 1, win."""
    return float(1 / (1 + hit * numbers["strength"]))


@EXERCISE.question(
    2,
    "The shares of power, least and greatest, that both prefer to war, as [0.3, 0.5]",
    several(0.002, "what does each expect of a war, its cost taken off?", "it takes two numbers"),
)  # fmt: skip
def zone(numbers: Numbers) -> list[float]:
    """From what war is worth to the rebels, to where the government would rather fight."""
    wins = _chance(numbers)
    return [wins - numbers["war_cost"], wins + numbers["their_cost"]]


@EXERCISE.question(
    1,
    "After an attack: with what chance would the rebels win a war?",
    number(0.002, low="too low: the attack has weakened the other side, not theirs",
           high="too high: `hit` is what is left of the government's strength, not what is lost",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def after(numbers: Numbers) -> float:
    """Against what is left of the government."""
    return _chance(numbers, numbers["hit"])


@EXERCISE.question(
    2,
    "They have signed for `share`. What must a breach cost them, for them to keep the deal then?",
    number(0.002, low="too low: war, its cost and the breach's taken off, still brings more",
           high="too high: war has a cost of its own, and what they hold is worth something"),
)  # fmt: skip
def needed(numbers: Numbers) -> float:
    """What war is worth more than the deal, after the attack."""
    return after(numbers) - numbers["war_cost"] - numbers["share"]


@EXERCISE.question(
    2,
    "Ripeness: they lose `their_cost` by war, you expect half of what peace saves, to be seen "
    "talking costs you `talking`. What must war cost you, for you to come?",
    number(0.001, low="too low: half of what both save would not pay for being seen there",
           high="too high: what the other saves is shared as well"),
)  # fmt: skip
def hurting(numbers: Numbers) -> float:
    """Where half of the savings is the price of talking."""
    return float(2 * numbers["talking"] - numbers["their_cost"])


_KEPT = number(
    0.6,
    low="too low: read the row of the deal that holds, of your own seed and 300 runs",
    high="too high: read the row of the deal that holds, of your own seed and 300 runs",
    unit="a percentage between 0 and 100",
)


@EXERCISE.question(1, "seminar-yours with your seed: in what percentage does a deal hold?", _KEPT,
                   slow=True)  # fmt: skip
def held(numbers: Numbers) -> float:
    """With the student's attack."""
    return reached(EXERCISE.scenario(numbers), numbers["seed"], "held")


@EXERCISE.question(1, "The same if the attack leaves the government 0.05 less than `hit`", _KEPT,
                   slow=True)  # fmt: skip
def harder(numbers: Numbers) -> float:
    """With a harder attack."""
    changes = {HIT: round(numbers["hit"] - 0.05, 2)}
    return reached(EXERCISE.scenario(numbers), numbers["seed"], "held", changes)


@EXERCISE.question(1, "And with your own attack, the monitors' guarantee being your `guarantee`",
                   _KEPT, slow=True)  # fmt: skip
def guaranteed(numbers: Numbers) -> float:
    """With a stronger guarantee."""
    changes = {GUARANTEE: numbers["guarantee"]}
    return reached(EXERCISE.scenario(numbers), numbers["seed"], "held", changes)


@EXERCISE.question(
    2,
    "ripeness with your seed, both ends of both war costs raised by `more`: percentage convened",
    number(0.6, low="too low: both sides, and both ends of what war may cost them",
           high="too high: read the row of the talks that convene, of your own seed",
           unit="a percentage between 0 and 100"),
    slow=True,
)  # fmt: skip
def ripe(numbers: Numbers) -> float:
    """When war hurts both more."""
    cost = {"uniform": [round(0.05 + numbers["more"], 2), round(0.15 + numbers["more"], 2)]}
    changes = {f"parties.{party}.war_cost": cost for party in ("government", "rebels")}
    return reached(Scenario.load("ripeness"), numbers["seed"], "convened", changes)


@EXERCISE.question(
    2,
    f"{CASE} with your seed: by how many points does your `path`, gone, change the share of deals?",
    number(0.6, low="too low: from the share without it take the share as written",
           high="too high: from the share without it take the share as written",
           unit="a number of percentage points"),
    slow=True,
)  # fmt: skip
def without(numbers: Numbers) -> float:
    """A change to begin with."""
    seed = numbers["seed"]
    return signed(CASE, seed, {numbers["path"]: None}) - signed(CASE, seed)
