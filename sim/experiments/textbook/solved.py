"""Games that are no negotiations: solved by theory alone, and compared with what was published."""

from __future__ import annotations

from math import comb, factorial

from sim.experiments.textbook.check import Check, Found, register
from sim.scenario import games
from sim.scenario.games.coalitional import CoalitionalGame
from sim.scenario.games.voting import VotingGame
from sim.theory.coalitional import glove_shapley, shapley


def _pivots(game: VotingGame) -> float:
    """How often one elected member is the one with whom a resolution passes.

    All with a veto and ``quota - vetoes - 1`` of the others have come before it: Shapley & Shubik
    (1954), for any numbers.
    """
    members = dict(zip(game.groups, game.counts, strict=True))
    vetoes, others = members["permanent"], members["elected"]
    before = game.rules[0].routes[0][0] - 1
    every = vetoes + others
    orders = factorial(before) * factorial(every - before - 1)
    return comb(others - 1, before - vetoes) * orders / factorial(every)


def _elected(game: VotingGame) -> Found:
    return Found(float(game.powers[0].shapley_shubik[game.groups.index("elected")]))


register(
    Check(
        name="security-council",
        source="Shapley & Shubik 1954; United Nations Charter, article 27 (3)",
        shows="A veto weighs a hundred times as much as a vote.",
        what="index of an elected member",
        formula="C(9, 3) 8! 6! / 15!",
        ties="nine votes pass, eight do not",
        grid="none",
        theory=_pivots,
        engine=_elected,
        load=games.load,
    )
)


def _market(game: CoalitionalGame) -> float:
    market = game.spec.market
    assert market is not None
    return glove_shapley(len(market.left), len(market.right), market.pair)[0]


register(
    Check(
        name="glove-market",
        source="Shapley & Shubik 1969",
        shows="Being scarce gives all by the core, and two thirds by the Shapley value.",
        what="Shapley value of the left glove",
        formula="r / (r + 1) beside r right gloves",
        ties="a coalition blocks only if all in it gain strictly",
        grid="none",
        theory=_market,
        engine=lambda game: Found(float(shapley(game.worth)[0])),
        load=games.load,
    )
)
