"""A deal that shifts power (Fearon 1995; Powell 2006), and what an outsider can add (Walter 1997).

The numbers are such that no deal is kept without a guarantee, and some are with the student's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import reached, share_signed
from sim.theory.commitment import factor_of_shift, kept_deals, largest_shift
from sim.theory.crisis import bargaining_range

CASE = "geneva-iii-2016"
PROMISE = "issues.guarantees.effects.us_russian.guarantee"  # of the historical scenario
GUARANTEE = "issues.arms.effects.disarmed.guarantee"  # of the student's


def make(numbers: Numbers) -> Scenario:
    """The deal that ships, with the student's strength, costs and disarmament; no guarantee."""
    return Scenario.load("shifting-power").with_(
        {
            "name": "commitment-yours",
            "title": "A deal that shifts power, with your own numbers",
            "about": "Rebels are to disarm as a part of any deal, and cannot take that back.",
            "conflict.sides.rebels.strength": numbers["strength"],
            "issues.arms.effects.disarmed.strength.rebels": numbers["left"],
            "parties.rebels.war_cost": numbers["rebels_cost"],
            "parties.government.war_cost": numbers["government_cost"],
        }
    )


def chance(numbers: Mapping[str, Any], left: float = 1.0) -> float:
    """The rebels' chance of victory with a part of their strength; the government's is 1."""
    strength = numbers["strength"] * left
    return float(strength / (strength + 1))


def _shift(numbers: Mapping[str, Any]) -> float:
    return chance(numbers) - chance(numbers, numbers["left"])


def _costs(numbers: Mapping[str, Any]) -> tuple[float, float]:
    """Of the side that declines by the deal, and of the one that rises."""
    return numbers["rebels_cost"], numbers["government_cost"]


def _guarantee(u: float, before: Mapping[str, Any]) -> float:
    """Enough for deals in a range of several hundredths."""
    lacking = _shift(before) - largest_shift(_costs(before))
    return round(lacking + steps(0.04, 0.07, 0.01)(u, before), 2)


EXERCISE = Exercise(
    name="commitment",
    title="A deal that shifts power",
    draws={
        # The smallest shift of these is above 0.19, and costs together are at most 0.14.
        "strength": one_of([0.7, 0.8, 0.9, 1.1, 1.2, 1.3, 1.4]),
        "left": steps(0.20, 0.40, 0.05),
        "rebels_cost": steps(0.03, 0.07, 0.01),
        "government_cost": steps(0.03, 0.07, 0.01),
        "guarantee": _guarantee,
        "promised": steps(0.14, 0.20, 0.01),
        "seed": SEED,
    },
    make=make,
    written={"why": (5, "Why is a deal that both want not made, and what would you change?")},
)


@EXERCISE.question(
    1,
    "By how much does disarming lower the rebels' chance of victory?",
    number(0.002, low="too low: what part of both strengths is theirs, before and after?",
           high="too high: to disarm leaves them your `left` of their strength, not nothing"),
)  # fmt: skip
def shift(numbers: Numbers) -> float:
    """The difference of the two chances."""
    return _shift(numbers)


@EXERCISE.question(
    2,
    "If every deal were kept: the least and the most that the rebels may have so that neither "
    "prefers war, as a list of two",
    several(0.002, "what does war, with all arms, give this side, less its cost?",
            "it takes two numbers, the least and the most"),
)  # fmt: skip
def better_than_war(numbers: Numbers) -> list[float]:
    """The ends of the bargaining range, in the rebels' share."""
    found = bargaining_range(chance(numbers), *_costs(numbers))
    return [float(found.lowest), float(found.highest)]


@EXERCISE.question(
    2,
    "What is the most that the rebels may have, once disarmed, so that the government does not "
    "break the deal?",
    number(0.002, low="too low: to break the deal means war, and that costs it something",
           high="too high: how strong are the rebels when the government breaks it?"),
)  # fmt: skip
def kept(numbers: Numbers) -> float:
    """What the government can win from rebels who have disarmed."""
    return kept_deals(chance(numbers), _shift(numbers), _costs(numbers)).highest


@EXERCISE.question(
    2,
    "What would breaking the deal have to cost the government besides, so that there is a deal "
    "that both sign and keep? The least of it",
    number(0.002, low="too low: the most that is kept is still below the least that is signed",
           high="too high: less would do; where do the two limits meet?"),
)  # fmt: skip
def needed(numbers: Numbers) -> float:
    """By how much the shift exceeds both costs."""
    return _shift(numbers) - largest_shift(_costs(numbers))


@EXERCISE.question(
    3,
    "Without a guarantee: what part of their strength must be left to the rebels at least, so that "
    "there is such a deal?",
    number(0.004, low="too low: power still shifts by more than war costs both",
           high="too high: which shift would just do, and which strength goes with that chance?",
           unit="a part between 0 and 1"),
)  # fmt: skip
def enough_left(numbers: Numbers) -> float:
    """The factor that shifts power by both costs and no more."""
    return factor_of_shift(chance(numbers), largest_shift(_costs(numbers)))


@EXERCISE.question(
    1,
    f"The rebels' share in the deal that is signed when `commitment-yours.yaml` has your "
    f"`guarantee` ({GUARANTEE})",
    number(0.004, low="too low: the shares stand in the order of the letters, government first",
           high="too high: the shares stand in the order of the letters, government first"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine signs, with the guarantee."""
    guaranteed = EXERCISE.scenario(numbers).with_({GUARANTEE: numbers["guarantee"]})
    return 1 - share_signed(guaranteed, issue="country")


@EXERCISE.question(
    2,
    f"{CASE} with your seed, and a guarantee of the powers that adds your `promised` ({PROMISE}): "
    "percentage held",
    number(0.6, low="too low: read the last row, of your own seed and 300 runs",
           high="too high: what is signed need not be held; read the last row"),
    slow=True,
)  # fmt: skip
def lasting(numbers: Numbers) -> float:
    """With another guarantee."""
    return reached(CASE, numbers["seed"], "held", {PROMISE: numbers["promised"]})
