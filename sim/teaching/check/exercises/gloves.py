"""A market for gloves: what competition leaves, and what each adds (Shapley & Shubik 1969)."""

from __future__ import annotations

import numpy as np

from sim.scenario import games
from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import signed
from sim.theory.coalitional import core, excess, members, shapley

CASE = "chemical-weapons-2013"
TIE = "ties.russia_regime"
LEFT = ("ann", "amir", "ada")
RIGHT = ("bob", "bela", "bo", "bea", "ben")


def make(numbers: Numbers) -> games.CoalitionalGame:
    """A market with the student's owners, and what a pair is worth."""
    left, right = LEFT[: numbers["left"]], RIGHT[: numbers["left"] + numbers["more"]]
    return _market(numbers, left, right)


def _market(
    numbers: Numbers, left: tuple[str, ...], right: tuple[str, ...]
) -> games.CoalitionalGame:
    market = {"left": list(left), "right": list(right), "pair": numbers["pair"]}
    game = games.from_data(
        {
            "format": 1,
            "kind": "coalitional",
            "name": "gloves-yours",
            "title": "A market for gloves, with your own owners",
            "market": market,
        }
    )
    assert isinstance(game, games.CoalitionalGame)
    return game


EXERCISE = Exercise(
    name="gloves",
    title="A market for gloves",
    draws={
        "left": steps(2, 3, 1),
        "more": steps(1, 2, 1),
        "pair": steps(10, 90, 0.5),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "What would hold, what would be fair, and which would you propose?")},
)


@EXERCISE.question(
    1,
    "What are all of them worth together?",
    number(0.01, low="too low: how many pairs can be made?",
           high="too high: a glove without another is worth nothing"),
)  # fmt: skip
def together(numbers: Numbers) -> float:
    """As many pairs as there are left gloves."""
    return float(EXERCISE.scenario(numbers).worth[-1])


@EXERCISE.question(
    2,
    "In the core: what does each owner of a left glove get?",
    number(0.01, low="too low: an owner of a right glove who is left over would offer more",
           high="too high: with whom would it make more than a pair is worth?"),
)  # fmt: skip
def in_core(numbers: Numbers) -> float:
    """What all points of the core give the first of them."""
    return float(core(EXERCISE.scenario(numbers).worth).least[0])


@EXERCISE.question(
    3,
    "By the Shapley value: what does each owner of a left glove get?",
    number(0.02, low="too low: before it in an order there are mostly right gloves to spare",
           high="too high: in some orders it comes before any right glove is free"),
)  # fmt: skip
def on_average(numbers: Numbers) -> float:
    """Its average addition."""
    return float(shapley(EXERCISE.scenario(numbers).worth)[0])


@EXERCISE.question(
    2,
    "Paid by the Shapley value: by how much would one left and one right owner do better alone?",
    number(0.02, low="too low: what do the two get together, and what is their pair worth?",
           high="too high: both of them get something where they are"),
)  # fmt: skip
def would_leave(numbers: Numbers) -> float:
    """The excess of a pair."""
    worth = EXERCISE.scenario(numbers).worth
    pair = 1 | 1 << int(numbers["left"])
    return float(excess(worth, shapley(worth))[pair])


@EXERCISE.question(
    2,
    "With as many left owners as right ones: least and most a left owner gets in the core, [0, 1]",
    several(0.01, "is there anybody left over who could bid against another?",
            "it takes two numbers"),
)  # fmt: skip
def even(numbers: Numbers) -> list[float]:
    """The ends of the core where nobody is scarce."""
    left, right = numbers["left"], numbers["left"]
    found = core(_market(numbers, LEFT[:left], RIGHT[:right]).worth)
    return [float(found.least[0]), float(found.greatest[0])]


@EXERCISE.question(
    3,
    "All right owners sell only together, as one: what does the Shapley value give that one?",
    number(0.02, low="too low: no pair is made without it; how many left ones are there before?",
           high="too high: it may come before some of the left ones", unit="a number"),
)  # fmt: skip
def cartel(numbers: Numbers) -> float:
    """The last player of the game in which the right owners are one."""
    n, left = int(numbers["left"]), range(int(numbers["left"]))
    there = members(n + 1)
    worth = numbers["pair"] * there[:, left].sum(axis=1) * there[:, n]
    return float(shapley(worth)[n])


@EXERCISE.question(
    3,
    f"{CASE} with your seed, of a deal's chance: what is due to the tie russia_regime, and what to "
    "all threats together, by the Shapley value in percentage points, as [3, 12]",
    several(0.6, "what does it add if it comes first, and what if it comes second?",
            "it takes two numbers, the tie first"),
    slow=True,
)  # fmt: skip
def due_to(numbers: Numbers) -> list[float]:
    """A game of two players: what is signed with either, and with both."""
    seed = numbers["seed"]
    no_threats = {f"threats.{name}": None for name in Scenario.load(CASE).spec.threats}
    no_tie = {TIE: None}
    neither, tie, threats, both = (
        signed(CASE, seed, without) for without in (no_threats | no_tie, no_threats, no_tie, {})
    )
    worth = np.array([neither, tie, threats, both]) - neither
    return [float(share) for share in shapley(worth)]
