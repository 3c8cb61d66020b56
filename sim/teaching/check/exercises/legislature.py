"""Bargaining in a legislature (Baron & Ferejohn 1989): what a vote costs, what to propose is worth.

With three members and a majority a proposer buys the cheaper vote, at what waiting is worth. A
member that proposes more often is dearer and is bought less often, and up to a chance of
``1 / (3 - d)`` the one makes up for the other: all expect a third (Eraslan 2002, Journal of
Economic Theory 103, on payoffs under unequal recognition).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.numbers import SEED, Numbers, one_of, steps
from sim.teaching.check.played import signed
from sim.theory.closed_forms import majority_proposer
from sim.theory.stationary import baron_ferejohn

CASE = "chemical-weapons-2013"
STEPS = 20  # pieces of the pie in the student's file
_TIES = [3 * k / STEPS for k in range(STEPS)]  # where d / 3 is a whole piece


def make(numbers: Numbers) -> Scenario:
    """The legislature that ships, with the student's patience and a finer pie."""
    patience = {f"parties.{who}.patience": numbers["patience"] for who in ("east", "north", "west")}
    return Scenario.load("baron-ferejohn").with_(
        {
            "name": "legislature-yours",
            "title": "A legislature, with your own patience",
            "about": "One of three, drawn by lot, proposes a division; two votes of three pass it.",
            "issues.pie.pie.steps": STEPS,
            **patience,
        }
    )


def _quota(u: float, before: Mapping[str, Any]) -> int:
    """From a bare majority to all but one."""
    members = int(before["members"])
    return int(one_of(range(members // 2 + 1, members))(u, before))


EXERCISE = Exercise(
    name="legislature",
    title="A legislature",
    draws={
        "patience": steps(0.61, 0.94, 0.01, but=_TIES),
        "members": steps(7, 25, 2),
        "quota": _quota,
        "chance": steps(0.55, 0.80, 0.01),  # above 1 / (3 - d) for every patience
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Who gains by majority rule, and who by unanimity?")},
)


@EXERCISE.question(
    1,
    "Three members, two votes: what share does a proposer offer for the vote that it needs?",
    number(0.002, low="too low: what does a member expect as the next round begins?",
           high="too high: the next round is worth less now than when it comes"),
)  # fmt: skip
def price(numbers: Numbers) -> float:
    """What waiting is worth."""
    return float(numbers["patience"] / 3)


@EXERCISE.question(
    2,
    "With your `members`, of whom `quota` must say yes: what does the proposer keep?",
    number(0.002, low="too low: how many votes does it lack, with its own?",
           high="too high: how many votes has it to buy, and at what price each?"),
)  # fmt: skip
def keeps(numbers: Numbers) -> float:
    """Baron and Ferejohn's third proposition."""
    return majority_proposer(numbers["patience"], int(numbers["members"]), int(numbers["quota"]))


@EXERCISE.question(
    1,
    "With your `members`, all of whom must say yes: what does the proposer keep?",
    number(0.002, low="too low: waiting is worth less to all, so that something is left to it",
           high="too high: all the others have to be bought now"),
)  # fmt: skip
def unanimous(numbers: Numbers) -> float:
    """The same with everybody's vote."""
    members = int(numbers["members"])
    return majority_proposer(numbers["patience"], members, members)


@EXERCISE.question(
    3,
    "Three members, two votes; east proposes with your `chance`, the others share the rest. What "
    "does east expect before the lot is drawn?",
    number(0.002, low="too low: when it proposes it buys a cheap vote and keeps the rest",
           high="too high: what does east have when it does not propose? Who buys its vote?"),
)  # fmt: skip
def often(numbers: Numbers) -> float:
    """The stationary equilibrium with unequal chances."""
    rest = (1 - numbers["chance"]) / 2
    found = baron_ferejohn(numbers["patience"], [numbers["chance"], rest, rest])
    return float(found.values[0])


@EXERCISE.question(
    2,
    "Up to which chance to propose does east expect no more than a third?",
    number(0.003, low="too low: the others could still buy its vote less often",
           high="too high: how often would its vote have to be bought? No less than never"),
)  # fmt: skip
def no_gain(numbers: Numbers) -> float:
    """Where nobody buys its vote and proposing alone brings a third: p (1 - d / 3) = 1 / 3."""
    return float(1 / (3 - numbers["patience"]))


@EXERCISE.question(
    1,
    "What the proposer keeps in the deal that `legislature-yours.yaml` ends in, when it is run",
    number(0.004, low="too low: read the option that is signed, in pieces of a twentieth",
           high="too high: read the option that is signed, in pieces of a twentieth"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """The greatest share in what the engine signs."""
    from sim.experiments.run import run

    scenario = EXERCISE.scenario(numbers)
    deal = run(scenario, runs=1, seed=0, draws=0).packages.reset_index()["pie"][0]
    return float(max(scenario.spec.issues["pie"].amounts[deal]))


@EXERCISE.question(
    2,
    f"{CASE} with your seed, a third seat for the rebels (smc), and two votes of three: percentage "
    "signed",
    number(0.6, low="too low: change forums.geneva.seats and forums.geneva.rule, nothing else",
           high="too high: change both forums.geneva.seats and forums.geneva.rule"),
    slow=True,
)  # fmt: skip
def two_of_three(numbers: Numbers) -> float:
    """With a seat more and a quota."""
    seats, rule = ["us", "russia", "smc"], {"name": "quota", "quota": 2}
    changes = {"forums.geneva.seats": seats, "forums.geneva.rule": rule}
    return signed(CASE, numbers["seed"], changes)
