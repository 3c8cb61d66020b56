"""Offers in turn: solved from the end (Ståhl 1972), and without an end (Rubinstein 1982)."""

from __future__ import annotations

from sim.scenario.scenario import Scenario
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import SEED, Numbers, steps
from sim.teaching.check.played import share_signed, signed
from sim.theory.closed_forms import finite_offers
from sim.theory.stationary import rubinstein

CLOSE = 0.01
LONG = 200  # rounds after which nothing is left to change


def make(numbers: Numbers) -> Scenario:
    """The finite game that ships, with the student's patience and deadline."""
    return Scenario.load("finite-offers").with_(
        {
            "name": "offers-yours",
            "title": "Offers in turn, with your own patience",
            "about": "Two make offers in turn over a pie that shrinks while they wait.",
            "parties.first.patience": numbers["patience_first"],
            "parties.second.patience": numbers["patience_second"],
            "time.horizon": int(numbers["rounds"]),
            "forums.table.deadline": int(numbers["rounds"]),
        }
    )


EXERCISE = Exercise(
    name="offers",
    title="Offers in turn",
    draws={
        "patience_first": steps(0.80, 0.95, 0.01),
        "patience_second": steps(0.70, 0.90, 0.01),
        "rounds": steps(5, 8, 1),
        "weeks": steps(2, 6, 1),
        "seed": SEED,
    },
    make=make,
    written={"why": (4, "Who gains by a deadline, and who by having none?")},
)


def _patience(numbers: Numbers) -> tuple[float, float]:
    return numbers["patience_first"], numbers["patience_second"]


@EXERCISE.question(
    4,
    "What the first to offer gets with 1, 2, ... rounds, up to your `rounds`, as a list",
    several(0.002, "begin with the last offer: what does it leave the other one round before?",
            "it takes one number for each number of rounds"),
)  # fmt: skip
def shares(numbers: Numbers) -> list[float]:
    """Backward induction, once for each deadline."""
    rounds = int(numbers["rounds"])
    return [float(finite_offers(_patience(numbers), n)) for n in range(1, rounds + 1)]


@EXERCISE.question(
    2,
    "What the first to offer gets if there is no last round",
    number(0.002, low="too low: to whom does waiting cost more here?",
           high="too high: the other may wait as well; what is its next offer worth to it?"),
)  # fmt: skip
def without_end(numbers: Numbers) -> float:
    """Rubinstein's formula."""
    return float(rubinstein(_patience(numbers))[0])


@EXERCISE.question(
    2,
    "And what the second would get if it were the first to offer",
    number(0.002, low="too low: to begin is worth something to it as well",
           high="too high: whose patience stands where in the formula?"),
)  # fmt: skip
def if_second_began(numbers: Numbers) -> float:
    """The same with the two exchanged."""
    return float(rubinstein(_patience(numbers)[::-1])[0])


@EXERCISE.question(
    2,
    f"From how many rounds on is the finite game never further than {CLOSE:g} from that?",
    number(0.1, low="too low: look at the next one too, which lies on the other side",
           high="too high: it is close for fewer already", unit="a number of rounds"),
)  # fmt: skip
def long_enough(numbers: Numbers) -> int:
    """One more than the last that is further off."""
    limit = without_end(numbers)
    found = [finite_offers(_patience(numbers), n) for n in range(1, LONG)]
    return max(n for n, share in enumerate(found, 1) if abs(share - limit) > CLOSE) + 1


@EXERCISE.question(
    1,
    "The first's share in the deal that `offers-yours.yaml` ends in, when it is run",
    number(0.004, low="too low: read the option that is signed; the names are in order of letters",
           high="too high: read the option that is signed; the names are in order of letters"),
    slow=True,
)  # fmt: skip
def played(numbers: Numbers) -> float:
    """What the engine signs."""
    return share_signed(EXERCISE.scenario(numbers))


@EXERCISE.question(
    2,
    "geneva-2013 with your seed and `weeks` at the table instead of 12: percentage signed",
    number(0.6, low="too low: change forums.geneva.deadline, and read the row of the deal",
           high="too high: change forums.geneva.deadline, and read the row of the deal"),
    slow=True,
)  # fmt: skip
def hurried(numbers: Numbers) -> float:
    """With another deadline."""
    return signed("geneva-2013", numbers["seed"], {"forums.geneva.deadline": int(numbers["weeks"])})
