"""Power indices of a council of 27 with a double majority, exact, against counting all coalitions.

The Council of the European Union as it ships (`eu-council`): 55% of the states with 65% of the
people, and a blocking minority has at least four states. It is counted here by generating
functions (`sim.theory.power`), and there one by one, all 2**27 coalitions, in stretches of 2**20.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import factorial

import numpy as np

from benchmarks.measure import REPEATS, Row, clocked
from sim.scenario import games
from sim.scenario.games.voting import VotingGame
from sim.theory.power import Electorate

WITHIN = 0.050  # seconds
FAR = 1e-12
STRETCH = 20  # members; all their coalitions are one array
TIMES = 10  # a repeat, as once is short


def council() -> VotingGame:
    """The council, read anew: nothing that it has counted before is kept."""
    game = games.load("eu-council")
    assert isinstance(game, VotingGame)
    return game


def counted(game: VotingGame) -> tuple[np.ndarray, np.ndarray]:
    """Both indices of every member, by counting: Shapley and Shubik's, and Banzhaf's."""
    members = len(game.groups)
    if set(game.counts) != {1}:
        raise SystemExit("members that are alike stand as one: this count takes them one by one")
    sizes = np.zeros(members + 1, np.int64)  # winning coalitions, by size
    own = np.zeros((members, members + 1), np.int64)  # those that each member is in
    weights = np.array(game.weights)  # (members, ballots)
    bits = np.arange(1 << STRETCH)
    base = sum((bits >> i & 1)[:, None] * weights[i] for i in range(STRETCH))
    for rest in range(1 << (members - STRETCH)):
        there = [i for i in range(STRETCH, members) if rest >> (i - STRETCH) & 1]
        held = base + weights[there].sum(axis=0)
        wins = np.flatnonzero(_passes(game, held))
        size = np.bitwise_count(bits[wins]).astype(np.int64) + len(there)
        sizes += np.bincount(size, minlength=members + 1)
        for i in range(STRETCH):
            inside = size[bits[wins] >> i & 1 == 1]
            own[i] += np.bincount(inside, minlength=members + 1)
        own[there] += np.bincount(size, minlength=members + 1)
    turned = np.zeros((members, members + 1), np.int64)  # coalitions that win with it alone
    turned[:, 1:] = own[:, 1:] - (sizes - own)[:, :-1]
    orders = [0, *(factorial(s - 1) * factorial(members - s) for s in range(1, members + 1))]
    turns_it = [sum(int(t) * o for t, o in zip(row, orders, strict=True)) for row in turned]
    shares = np.array([float(Fraction(ways, factorial(members))) for ways in turns_it])
    swings = turned.sum(axis=1)
    return shares, swings / swings.sum()


def _passes(game: VotingGame, held: np.ndarray) -> np.ndarray:
    """Which coalitions pass, by any route. held: (coalitions, ballots)."""
    passes = np.zeros(len(held), bool)
    for route in game.rules[0].routes:
        enough = np.ones(len(held), bool)
        for ballot, quota in enumerate(route):
            if quota is not None:
                enough &= held[:, ballot] >= quota
        passes |= enough
    return passes


def rows() -> Iterator[Row]:
    """One row, in units of 50 ms."""
    found: list[tuple[np.ndarray, np.ndarray]] = []
    took = clocked(lambda: found.append(counted(council())))
    power = council().powers[0]
    ours = [power.shapley_shubik, power.banzhaf]
    apart = max(
        np.abs(np.array(exact, float) - there).max()
        for exact, there in zip(ours, found[0], strict=True)
    )
    if apart > FAR:
        raise SystemExit(f"indices are up to {apart:g} from those counted one by one")
    body = council()
    weights, routes = body.weights, body.rules[0].routes

    def again() -> None:
        for _ in range(TIMES):
            exact = Electorate(weights, body.counts).power(routes)
            assert (exact.shapley_shubik, exact.banzhaf) == tuple(ours)

    again()
    seconds = [clocked(again) for _ in range(REPEATS)]
    yield Row(
        "power indices of 27 states, double majority", "50 ms",
        tuple(one.cpu / TIMES / WITHIN for one in seconds), "ours / 50 ms", 1, at_most=True,
        said="Shapley-Shubik and Banzhaf indices, exact. All 2^27 coalitions, counted one by one"
        f" in {took.cpu:.1f} s of CPU, give the same to {FAR:g}. {TIMES} times a repeat, from the"
        " weights on: the file has been read.",
        wall=tuple(one.wall / TIMES / WITHIN for one in seconds),
    )  # fmt: skip
