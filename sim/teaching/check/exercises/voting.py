"""Weighted voting: power is not seats, and hangs on the quota (Shapley & Shubik 1954)."""

from __future__ import annotations

from sim.scenario import games
from sim.teaching.check.exercise import Exercise
from sim.teaching.check.hints import number
from sim.teaching.check.hints import numbers as several
from sim.teaching.check.numbers import Numbers, steps

BLOCS = ("large", "middle", "small")


def make(numbers: Numbers) -> games.VotingGame:
    """A body of three blocs, under every quota from more than half to all."""
    seats = sum(numbers[name] for name in BLOCS)
    game = games.from_data(
        {
            "format": 1,
            "kind": "voting",
            "name": "voting-yours",
            "title": "Three blocs, with your own seats",
            "members": {name: {"weight": int(numbers[name])} for name in BLOCS},
            "quota": {"from": int(seats // 2 + 1), "to": int(seats)},
        }
    )
    assert isinstance(game, games.VotingGame)
    return game


EXERCISE = Exercise(
    name="voting",
    title="Weighted voting and quotas",
    draws={
        "large": steps(27, 31, 1),
        "middle": steps(22, 25, 1),
        "small": steps(10, 14, 1),
        "quota": steps(36, 70, 1),
    },
    make=make,
    written={"why": (5, "The coalition's rule is not known. What may be said of its blocs, then?")},
)


def _by_quota(numbers: Numbers) -> dict[int, dict[str, float]]:
    """Quota -> bloc -> its Shapley-Shubik index."""
    game = EXERCISE.scenario(numbers)
    return {
        int(rule.quota): dict(zip(game.groups, map(float, power.shapley_shubik), strict=True))
        for rule, power in zip(game.rules, game.powers, strict=True)
    }


@EXERCISE.question(
    2,
    "By simple majority: the Shapley-Shubik index of your large bloc (0 to 1)",
    number(
        0.006,
        low="too low: in how many of the six orders is the large bloc the one that tips the vote?",
        high="too high: more seats need not be more power; how many orders does it tip?",
        unit="a share between 0 and 1",
    ),
)
def majority(numbers: Numbers) -> float:
    """At the least quota."""
    found = _by_quota(numbers)
    return float(found[min(found)]["large"])


@EXERCISE.question(
    2,
    "The quotas, first and last, at which the large bloc is worth more than half, as [40, 50]",
    several(0.1, "which two blocs pass at it, and which no longer do?", "it takes two numbers"),
)
def large_leads(numbers: Numbers) -> list[int]:
    """From where the other two no longer pass, to where it needs no particular one."""
    at = [quota for quota, share in _by_quota(numbers).items() if share["large"] > 0.5 + 1e-9]
    return [min(at), max(at)]


@EXERCISE.question(
    2,
    "The least quota at which the small bloc never turns a vote",
    number(
        0.1,
        low="too low: at that quota one pair with the small bloc still passes by it",
        high="too high: it is without power at a lower one already",
        unit="a number of seats",
    ),
)
def powerless(numbers: Numbers) -> int:
    """Where neither pair with it passes."""
    return min(q for q, share in _by_quota(numbers).items() if share["small"] == 0)


@EXERCISE.question(
    2,
    "The least quota at which every bloc has a veto",
    number(
        0.1,
        low="too low: two blocs pass that without the third",
        high="too high: no two blocs pass a lower one either",
        unit="a number of seats",
    ),
)
def all_veto(numbers: Numbers) -> int:
    """Where no two pass."""
    game = EXERCISE.scenario(numbers)
    pairs = zip(game.rules, game.powers, strict=True)
    return min(int(rule.quota) for rule, power in pairs if all(power.indispensable))


@EXERCISE.question(
    2,
    "syrian-opposition with your quota: the Shapley-Shubik index of Sabbagh's group, in percent",
    number(
        0.1,
        low="too low: is there a pair that passes your quota with it and not without it?",
        high="too high: look in the row of your own quota; when does it tip the vote?",
        unit="a percentage between 0 and 100",
    ),
)
def sabbagh(numbers: Numbers) -> float:
    """As the game that ships says."""
    game = games.load("syrian-opposition")
    assert isinstance(game, games.VotingGame)
    place = [rule.quota for rule in game.rules].index(numbers["quota"])
    return 100 * float(game.powers[place].shapley_shubik[game.groups.index("sabbagh")])
