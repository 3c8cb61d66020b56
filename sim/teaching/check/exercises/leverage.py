"""Who leans on whom: threats that have to be believed, and patrons who have to want to press.

A threat works if its credibility times what it costs exceeds what is gained by defying it
(Schelling 1960, The Strategy of Conflict, ch. 7). A patron presses if that costs it less than it
may bring.
"""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import choice, number
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import signed

CASE = "chemical-weapons-2013"
TIE = "ties.russia_regime"

EXERCISE = Exercise(
    name="leverage",
    title="Who leans on whom",
    draws={
        "gain": steps(0.15, 0.30, 0.01),
        "loss": steps(0.40, 0.80, 0.01),
        "credibility": steps(0.05, 0.15, 0.01),
        "cost": steps(0.01, 0.08, 0.005),
        "interest": steps(0.10, 0.40, 0.01),
        "seed": SEED,
    },
    written={"why": (5, "A threat or a patron: which would you rather have, and why?")},
)


@EXERCISE.question(
    2,
    "By defying you win `gain`; a threat that is carried out costs you `loss`. How credible must "
    "it be for you to give in?",
    number(
        0.006,
        low="too low: so weak a threat costs less, on average, than defying it brings",
        high="too high: a weaker one would do",
        unit="a chance between 0 and 1",
    ),
)
def credible(numbers: Numbers) -> float:
    """Where what is expected to be lost is what is won."""
    return float(numbers["gain"] / numbers["loss"])


@EXERCISE.question(
    2,
    "It has only your `credibility`. What must a patron be able to deny you besides?",
    number(
        0.0006,
        low="too low: the threat and the patron together still cost less than defying brings",
        high="too high: the threat does a part of the work already",
        unit="a part of what is at stake, between 0 and 1",
    ),
)
def leaned_on(numbers: Numbers) -> float:
    """What the threat leaves of the gain."""
    return float(numbers["gain"] - numbers["credibility"] * numbers["loss"])


@EXERCISE.question(
    2,
    "Pressing costs the patron `cost`; it wins `interest` if its client comes. How likely must "
    "pressing be to turn the client?",
    number(
        0.006,
        low="too low: on average the patron would lose by pressing",
        high="too high: the patron would press for less",
        unit="a chance between 0 and 1",
    ),
)
def presses(numbers: Numbers) -> float:
    """Where pressing is worth nothing."""
    return float(numbers["cost"] / numbers["interest"])


_SHARE = number(
    0.6,
    low="too low: read the row of the deal that is signed, of your own seed and 300 runs",
    high="too high: read the row of the deal that is signed, of your own seed and 300 runs",
    unit="a percentage between 0 and 100",
)


@EXERCISE.question(1, "chemical-weapons-2013 with your seed: in what percentage is a deal signed?",
                   _SHARE, slow=True)  # fmt: skip
def as_written(numbers: Numbers) -> float:
    """As the file says."""
    return signed(CASE, numbers["seed"])


@EXERCISE.question(2, "The same without any of the threats", _SHARE, slow=True)
def unthreatened(numbers: Numbers) -> float:
    """Nobody threatens."""
    threats = Scenario.load(CASE).spec.threats
    return signed(CASE, numbers["seed"], {f"threats.{name}": None for name in threats})


@EXERCISE.question(2, "The same without the tie `russia_regime`", _SHARE, slow=True)
def alone(numbers: Numbers) -> float:
    """Nobody leans on the regime."""
    return signed(CASE, numbers["seed"], {TIE: None})


@EXERCISE.question(
    1,
    "Which of the two did more for a deal? threats, tie or equal",
    choice(["threats", "tie", "equal"], "which of your two runs signs fewer deals?"),
    slow=True,
)
def stronger(numbers: Numbers) -> str:
    """Whose absence costs more deals."""
    left = unthreatened(numbers) - alone(numbers)
    return "equal" if abs(left) < 1e-9 else "threats" if left < 0 else "tie"
