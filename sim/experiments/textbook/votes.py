"""Games that are no negotiations: votes by weight, and a market."""

from __future__ import annotations

from functools import partial
from math import ceil

from sim.experiments.solve.games import solve_game
from sim.experiments.textbook.check import Check, Found, register
from sim.scenario import games
from sim.scenario.games import CoalitionalGame, VotingGame
from sim.theory import coalitional, power

OF_SEATS = (("more than half", 1 / 2), ("two thirds", 2 / 3))


def _council(game: VotingGame) -> float:
    """The index of one with a veto, where all have one vote."""
    [rule] = game.rules
    [(quota, vetoes)] = rule.routes
    assert quota is not None
    assert vetoes is not None
    return float(power.with_vetoes(sum(game.counts), vetoes, quota)[0])


def _index(member: str, game: VotingGame) -> Found:
    """The Shapley-Shubik index of a member under the only rule."""
    table = solve_game(game).tables["members"]
    return Found(float(table.shapley_shubik[table.member == member].iloc[0]))


register(
    Check(
        name="security-council",
        source="Shapley & Shubik 1954",
        shows="One with a veto has a hundred times the power of one without.",
        what="Shapley-Shubik index of a permanent member",
        formula="(1 - 10 e) / 5, e = C(9, 3) 8! 6! / 15!",
        ties="none: nine votes are enough",
        grid="none: counted exactly",
        theory=_council,
        engine=partial(_index, "permanent"),
        load=games.load,
    )
)


def _seats(share: float, game: VotingGame) -> int:
    """The place of the rule that asks for a share of all votes, of a half for just more."""
    total = game.electorate.totals[0]
    quota = total // 2 + 1 if share == 1 / 2 else ceil(share * total)
    return [rule.quota for rule in game.rules].index(quota)


def _blocs(share: float, member: str, game: VotingGame) -> float:
    weights = [row[0] for row in game.weights]
    quota = game.rules[_seats(share, game)].routes[0][0]
    assert quota is not None
    return float(power.three_blocs(weights, quota)[game.groups.index(member)])


def _of_bloc(share: float, member: str, game: VotingGame) -> Found:
    found = game.powers[_seats(share, game)].shapley_shubik
    return Found(float(found[game.groups.index(member)]))


for _said, _share in OF_SEATS:
    register(
        Check(
            name="syrian-opposition",
            source="Shapley & Shubik 1954",
            shows="Weight is not power: it hangs on a quota that no document gives.",
            what=f"index of Sabbagh's group, by {_said} of the seats",
            formula="1/3, 1/6 or 0: whether all pairs of blocs win, two, or only that without it",
            ties="none: a quota is met or missed",
            grid="none: counted exactly",
            theory=partial(_blocs, _share, "sabbagh"),
            engine=partial(_of_bloc, _share, "sabbagh"),
            load=games.load,
        )
    )


def _scarce(game: CoalitionalGame) -> float:
    market = game.spec.market
    assert market is not None
    return coalitional.glove_shapley(len(market.left), len(market.right), market.pair)[0]


def _least(game: CoalitionalGame) -> float:
    """What an owner of a left glove gets at least in the core: all, where these are scarce."""
    market = game.spec.market
    assert market is not None
    return market.pair if len(market.left) < len(market.right) else 0.0


def _payoff(column: str, game: CoalitionalGame) -> Found:
    return Found(float(solve_game(game).tables["payoffs"][column].iloc[0]))


for _what, _formula, _theory, _column in (
    ("Shapley value of the left glove",
     "1/2 + (r - l) / (2 l) * sum over k = 1..l of l! r! / ((l - k)! (r + k)!)",
     _scarce, "shapley"),
    ("least share of the left glove in the core", "1 where left gloves are scarce", _least,
     "core_least"),
):  # fmt: skip
    register(
        Check(
            name="glove-market",
            source="Shapley & Shubik 1969",
            shows="Who is scarce takes all in the market, and most by what each adds.",
            what=_what,
            formula=_formula,
            ties="a coalition leaves only if its members gain strictly",
            grid="none",
            theory=_theory,
            engine=partial(_payoff, _column),
            load=games.load,
        )
    )
