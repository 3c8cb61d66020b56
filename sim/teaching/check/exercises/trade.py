"""Trade between two who keep their secrets: sealed bids, and the best that any rules can do.

Chatterjee & Samuelson (1983, Operations Research 31); Myerson & Satterthwaite (1983, Journal of
Economic Theory 29). For a price that a third party posts: Hagerty & Rogerson (1987, Journal of
Economic Theory 42).
"""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import reached, signed
from sim.theory.trade import (
    Support,
    best_possible,
    chance_of_trade,
    gains_from_trade,
    linear_bids,
)


def make(numbers: Numbers) -> Scenario:
    """The trade that ships, with the student's highest cost and lowest value."""
    return Scenario.load("bilateral-trade").with_(
        {
            "name": "trade-yours",
            "title": "Two sealed bids, with your own secrets",
            "about": "A seller and a buyer each know only their own value, and bid at once.",
            "parties.seller.reservation": {"uniform": [0, numbers["dearest"]]},
            "parties.buyer.reservation": {"uniform": [0, round(1 - numbers["lowest"], 2)]},
        }
    )


EXERCISE = Exercise(
    name="trade",
    title="Two sealed bids",
    draws={
        "dearest": steps(0.78, 0.98, 0.01),
        "lowest": steps(0.02, 0.22, 0.01),
        "cost": steps(0.11, 0.59, 0.02),
        "value": steps(0.40, 0.88, 0.02),
        "posted": steps(0.35, 0.65, 0.01),
        "noise": one_of([0.0, 0.02, 0.1]),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Bids, a posted price, or a mediator who is told? What can be promised?")},
)


def _supports(numbers: Numbers) -> tuple[Support, Support]:
    return (0, numbers["dearest"]), (numbers["lowest"], 1)


@EXERCISE.question(
    2,
    "What does a seller ask whose cost is your `cost`, in the linear equilibrium?",
    number(0.001, low="too low: what would the best buyer pay, and how much does she add for it?",
           high="too high: how many buyers would so high an ask turn away?", unit="a price"),
)  # fmt: skip
def ask(numbers: Numbers) -> float:
    """Along the line."""
    bids = linear_bids(*_supports(numbers))
    return float(bids.ask + bids.slope * numbers["cost"])


@EXERCISE.question(
    2,
    "And what does a buyer bid to whom it is worth your `value`?",
    number(0.001, low="too low: how many sellers would so low a bid turn away?",
           high="too high: he shades too; at which value would he bid all of it?", unit="a price"),
)  # fmt: skip
def bid(numbers: Numbers) -> float:
    """Along the other line."""
    bids = linear_bids(*_supports(numbers))
    return float(bids.bid + bids.slope * numbers["value"])


@EXERCISE.question(
    2,
    "In the linear equilibrium: how likely are a seller and a buyer to trade?",
    number(0.0021, low="too low: draw all pairs as a rectangle; which corner of it trades?",
           high="too high: by how much must the value be above the cost before the bids meet?",
           unit="a chance between 0 and 1"),
)  # fmt: skip
def chance(numbers: Numbers) -> float:
    """The area of a corner."""
    supports = _supports(numbers)
    return chance_of_trade(linear_bids(*supports).gap, *supports)


@EXERCISE.question(
    2,
    "What do both gain from it together, on average over all pairs?",
    number(0.0011, low="too low: those who trade gain at least the gap, and most of them more",
           high="too high: those who do not trade gain nothing, and count too"),
)  # fmt: skip
def gains(numbers: Numbers) -> float:
    """What the linear equilibrium brings."""
    supports = _supports(numbers)
    return gains_from_trade(linear_bids(*supports).gap, *supports)


@EXERCISE.question(
    2,
    "What would they gain if all traded to whom it is worth more than it costs?",
    number(0.0011, low="too low: some pairs with a small gap are missing",
           high="too high: where the value is below the cost nobody should trade"),
)  # fmt: skip
def possible(numbers: Numbers) -> float:
    """Every trade that is worth making."""
    return gains_from_trade(0, *_supports(numbers))


@EXERCISE.question(
    2,
    "What would they gain at a price of `posted`, that both may take or leave?",
    number(0.0011, low="too low: what do they gain who trade? Is it not both halves that count?",
           high="too high: both have to take it, she and he", unit="a number"),
)  # fmt: skip
def at_posted(numbers: Numbers) -> float:
    """Both take it: ``price / dearest * (1 - price) / (1 - lowest) * 1/2``, the mean gain."""
    price, dearest, lowest = (numbers[name] for name in ("posted", "dearest", "lowest"))
    mean_gain = (price + 1) / 2 - price / 2
    return float(price / dearest * (1 - price) / (1 - lowest) * mean_gain)


@EXERCISE.question(
    1,
    "And the most that any rules could bring, if all may stay away and nobody pays in?",
    number(0.0011, low="too low: one of the ways above brings more already",
           high="too high: who would tell the truth under such rules, and who would pay for it?"),
)  # fmt: skip
def best(numbers: Numbers) -> float:
    """The bound of Myerson and Satterthwaite."""
    return best_possible(*_supports(numbers))


@EXERCISE.question(
    1,
    "trade-yours with 300 runs, --draws 0 and your seed: in what percentage do they trade?",
    number(0.6, low="too low: read the row of the deal, of your own seed",
           high="too high: read the row of the deal, of your own seed",
           unit="a percentage between 0 and 100"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine says."""
    return reached(EXERCISE.scenario(numbers), numbers["seed"], "agreed")


@EXERCISE.question(
    2,
    "chemical-weapons-2013 with your seed and your `noise`: in what percentage is a deal signed?",
    number(0.6, low="too low: change the line that begins with noise, and use your own seed",
           high="too high: change the line that begins with noise, and use your own seed",
           unit="a percentage between 0 and 100"),
    slow=True,
)  # fmt: skip
def noisy(numbers: Numbers) -> float:
    """With more or less of what each alone knows."""
    return signed("chemical-weapons-2013", numbers["seed"], {"noise": numbers["noise"]})
