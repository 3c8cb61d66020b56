"""Why talks do not convene: everybody who is needed has to come, and each waits for the others.

The chance that all come is a product; who comes alone has paid for nothing, as in the stag hunt
(Skyrms 2004, The Stag Hunt and the Evolution of Social Structure).
"""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import choice, number
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import reached

CASE = "geneva-2013"
BALANCE = "parties.smc.preconditions.balance"
DETAINEES = "parties.coalition.preconditions.detainees"

EXERCISE = Exercise(
    name="convening",
    title="Why talks do not convene",
    draws={
        "chance": steps(0.55, 0.95, 0.01),
        "target": steps(0.30, 0.80, 0.01),
        "gain": steps(0.21, 0.40, 0.01),
        "loss": steps(0.05, 0.20, 0.01),
        "seed": SEED,
    },
    written={"why": (5, "Whose demand is in the way, and would you drop it, meet it or neither?")},
)

_CHANCE = number(
    0.006,
    low="too low: how many are needed, and how likely is it that all of them come?",
    high="too high: it takes everybody who is needed, not the average of them",
    unit="a chance between 0 and 1",
)


def _needed() -> int:
    return len(Scenario.load(CASE).spec.forum[1].required)


@EXERCISE.question(2, "Each who is needed comes with your `chance`, by itself. Do all?", _CHANCE)
def all_come(numbers: Numbers) -> float:
    """The product of the chances of those whom the file requires."""
    return float(numbers["chance"] ** _needed())


@EXERCISE.question(2, "How likely must each be for all to come with your `target`?", _CHANCE)
def each_must(numbers: Numbers) -> float:
    """The root of the target."""
    return float(numbers["target"] ** (1 / _needed()))


@EXERCISE.question(
    2,
    "You win `gain` if the other comes too, and lose `loss` if you come alone. How sure must you "
    "be of the other?",
    number(
        0.006,
        low="too low: at that belief, is coming worth more than staying at home, which is worth 0?",
        high="too high: less would do; where are both choices worth the same?",
        unit="a chance between 0 and 1",
    ),
)
def trust(numbers: Numbers) -> float:
    """Where coming is worth nothing: ``p gain = (1 - p) loss``."""
    return float(numbers["loss"] / (numbers["gain"] + numbers["loss"]))


_SHARE = number(
    0.6,
    low="too low: read the row that says that the talks convene, of your own seed and 300 runs",
    high="too high: read the row that says that the talks convene, of your own seed and 300 runs",
    unit="a percentage between 0 and 100",
)


@EXERCISE.question(1, "geneva-2013 with your seed: in what percentage do they meet?", _SHARE,
                   slow=True)  # fmt: skip
def as_written(numbers: Numbers) -> float:
    """As the file says."""
    return reached(CASE, numbers["seed"], "convened")


@EXERCISE.question(2, "The same without the command's demand `balance`", _SHARE, slow=True)
def dropped(numbers: Numbers) -> float:
    """Given up: nobody has to pay for it."""
    return reached(CASE, numbers["seed"], "convened", {BALANCE: None})


@EXERCISE.question(2, "The same with the weapons there from the first", _SHARE, slow=True)
def met(numbers: Numbers) -> float:
    """Met: the issue stands where the demand wants it."""
    return reached(CASE, numbers["seed"], "convened", {"issues.arms.status_quo": "anti_tank"})


@EXERCISE.question(2, "The same without both demands, `balance` and `detainees`", _SHARE, slow=True)
def both(numbers: Numbers) -> float:
    """Both given up."""
    return reached(CASE, numbers["seed"], "convened", {BALANCE: None, DETAINEES: None})


@EXERCISE.question(
    1,
    "Do the two bring more together than one by one, added up? more, less or equal",
    choice(["more", "less", "equal"], "run each alone, add what each changes, and compare"),
    slow=True,
)
def together(numbers: Numbers) -> str:
    """The sign of the interaction."""
    seed = numbers["seed"]
    before = reached(CASE, seed, "convened")
    alone = [
        reached(CASE, seed, "convened", {path: None}) - before for path in (BALANCE, DETAINEES)
    ]
    left = round(both(numbers) - before - sum(alone), 6)
    return "equal" if left == 0 else "more" if left > 0 else "less"
