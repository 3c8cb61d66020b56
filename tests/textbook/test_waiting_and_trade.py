"""Textbook games with chance in them: a war of attrition, and trade between two secrets."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiments.textbook.chance import gained
from sim.experiments.textbook.conflict import played, settled
from sim.model.strategies import WarOfAttrition
from sim.scenario.errors import ScenarioError
from sim.theory.attrition import attrition, lasts, stationary, stationary_value
from sim.theory.trade import gains_from_trade, linear_bids, lost_to_steps

ATTRITION = sim.Scenario.load("war-of-attrition")
TRADE = sim.Scenario.load("bilateral-trade")
PRIZE = "parties.{0}.values.prize.to_{0}"
UNEQUAL = {PRIZE.format("north"): 0.5, "parties.south.staying_cost": 0.15}


def play(scenario, runs, seed=5, **strategies):
    """The talks, played to their end, with other strategies for some parties."""
    return sim.Talks(scenario, runs=runs, rng=seed, strategies=strategies).run()


def within(values, expected, errors=4.0):
    """Whether a mean lies within some standard errors of what is expected."""
    error = values.std() / np.sqrt(len(values))
    return abs(values.mean() - expected) <= errors * error


class Stands(WarOfAttrition):
    """Never concedes."""

    def chance(self, game, wanted):
        return np.zeros(len(wanted))


class GivesIn(WarOfAttrition):
    """Concedes in a round of its own."""

    def __init__(self, round=1):
        super().__init__()
        self._when = round

    def chance(self, game, wanted):
        return np.where(game.round == self._when, 1.0, 0.0)


# -- the war of attrition ---------------------------------------------------------------------


@pytest.mark.parametrize("changes", [{}, UNEQUAL, {"parties.south.patience": 0.8}])
def test_a_war_lasts_and_is_worth_what_theory_says(changes):
    """Protects hazard, duration and payoffs of the mixed equilibrium, side by side."""
    scenario = ATTRITION.with_(changes)
    talks = play(scenario, 800)
    win = [0.5 if changes is UNEQUAL else 1, 1]
    costs = [0.1, 0.15 if changes is UNEQUAL else 0.1]
    patience = [1, 0.8 if "parties.south.patience" in changes else 1]
    found = attrition(win, [0, 0], [0, 0], costs, patience, rounds=200)
    assert (talks.outcome == "agreed").all()
    ended = lasts(found.concede)
    assert within(talks.forum.endings.period, (ended * np.arange(1, 201)).sum())
    for round in range(3):
        assert within((talks.forum.endings.period == round + 1).astype(float), ended[round])
    for me in (0, 1):
        assert within(talks.utility[:, me], found.value[0, me] - costs[me])


def test_a_long_war_is_the_one_without_a_deadline():
    """Protects the numbers in the file: 0.0950, 5.52 rounds and -0.0525."""
    q = stationary(1, 0.1)
    assert (round(q, 4), round(1 / (1 - (1 - q) ** 2), 2)) == (0.095, 5.52)
    assert round(stationary_value(1, 0.1), 4) == -0.0525


@pytest.mark.parametrize(("me", "changes"), [("south", {}), ("north", UNEQUAL), ("south", UNEQUAL)])
def test_to_stand_and_to_give_in_are_worth_the_same(changes, me):
    """Protects the equilibrium in play: no pure plan of one side gains against the other's mix."""
    scenario = ATTRITION.with_(changes)
    place = scenario.spec.party_names.index(me)
    cost = 0.15 if changes and me == "south" else 0.1
    gap = 0.5 if changes and me == "north" else 1
    value = stationary_value(gap, cost)
    for plan in (GivesIn(2), Stands()):
        found = play(scenario, 600, **{me: plan}).utility[:, place]
        assert within(found, value)
        assert found.std() > 0  # the other does mix


def test_who_would_rather_fail_than_concede_wins_at_once():
    """Protects the unravelling from a deadline, in play: nothing is drawn and nobody waits."""
    scenario = ATTRITION.with_(
        {"parties.north.reservation": 0.05, "parties.south.reservation": -0.1}
    )
    talks = play(scenario, 20)
    assert (talks.forum.endings.period == 1).all()
    assert (talks.world.levels[:, 0] == 1).all()


def test_a_drawn_war_is_fought_by_its_own_stakes():
    """Protects runs that differ: each is fought by its own costs, alone as in a block."""
    scenario = ATTRITION.with_({"parties.north.staying_cost": {"uniform": [0.05, 0.6]}})
    block, alone = play(scenario, 40), sim.Talks(scenario, 1, 17, 5).run()
    assert block.forum.endings.period[17] == alone.forum.endings.period[0]
    assert block.utility[17] == pytest.approx(alone.utility[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["war-of-attrition", "bilateral-trade"])
def test_the_numbers_of_the_page(name):
    """Protects them at a size that would show an error of 1% of the prize, or of the price."""
    for check in sim.textbook.find(name):
        assert check.compare().holds, check.what


# -- trade between two secrets ------------------------------------------------------------------


def with_steps(steps):
    """The scenario with other steps of the price."""
    return TRADE.with_({"issues.price": {"scale": {"from": 0, "to": 1, "steps": steps}}})


@pytest.mark.parametrize(("seller", "buyer"), [((0, 1), (0, 1)), ((0.1, 0.9), (0.2, 1))])
def test_they_trade_where_and_at_what_price_the_line_says(seller, buyer):
    """Protects the linear equilibrium, run by run: each trade, its price, and who misses one."""
    scenario = TRADE.with_(
        {
            "parties.seller.reservation": {"uniform": seller},
            "parties.buyer.reservation": {"uniform": [1 - buyer[1], 1 - buyer[0]]},
            "parties.seller.strategy": {
                "name": "linear_bid", "least": seller[0], "most": buyer[1],
            },
            "parties.buyer.strategy": {
                "name": "linear_bid", "least": 1 - buyer[1], "most": 1 - seller[0],
            },
        }
    )  # fmt: skip
    talks = play(scenario, 400)
    order = [scenario.spec.party_names.index(who) for who in ("seller", "buyer")]
    cost, value = (talks.value_of_no_talks[:, place] for place in order)
    value = 1 - value
    line, step = linear_bids(seller, buyer), 1 / 200
    price = settled(scenario, talks, "price")
    expected = ((line.ask + line.bid) + line.slope * (cost + value)) / 2
    between = (line.bid + line.slope * value) - (line.ask + line.slope * cost)
    traded = ~np.isnan(price)
    assert traded[between >= 2 * step].all()
    assert not traded[between < 0].any()
    assert (np.abs(price - expected)[traded] <= step + 1e-9).all()
    assert traded.sum() > 60
    assert within(gained(talks), gains_from_trade(line.gap, seller, buyer))


def test_each_gains_as_much_as_the_other():
    """Protects the symmetry of the game: half of 9/64 to each."""
    talks = play(with_steps(100), 2000)
    for gain in (talks.utility - talks.value_of_no_talks).T:
        assert within(gain, (9 / 64 - lost_to_steps(1 / 100)) / 2)


@pytest.mark.slow
def test_expected_gains_are_the_most_that_any_rules_can_bring():
    """Protects 9/64 at a size that would show a 1% error, the loss to the steps told apart."""
    gains = np.concatenate([gained(talks) for talks in played(with_steps(50), 500_000, seed=3)])
    assert 4 * gains.std() / np.sqrt(len(gains)) < 0.011 * 9 / 64
    assert within(gains, 9 / 64 - lost_to_steps(1 / 50))


def test_a_coarser_scale_loses_as_much_more():
    """Protects what the file says of the grid, on the same draws."""
    found = gained(play(with_steps(100), 2000)) - gained(play(with_steps(20), 2000))
    assert within(found, lost_to_steps(1 / 20) - lost_to_steps(1 / 100))
    assert found.mean() > 4 * found.std() / np.sqrt(len(found))


def test_neither_gains_by_shading_more_or_less():
    """Protects the equilibrium in play: other lines of one's own, on the same draws."""
    trade = with_steps(50)
    base = play(trade, 1500).utility
    place = trade.spec.party_names.index("seller")
    for least, most in ((0, 1.4), (0, 0.6), (0.6, 1)):
        changes = {"name": "linear_bid", "least": least, "most": most}
        other = play(trade.with_({"parties.seller.strategy": changes}), 1500).utility
        gain = other[:, place] - base[:, place]
        assert gain.mean() < 2 * gain.std() / np.sqrt(len(gain))


def test_a_line_that_leads_nowhere_is_refused():
    """Protects against options the wrong way round."""
    with pytest.raises(ValueError, match="least 1 is not below most 0"):
        sim.strategies.get("linear_bid")(least=1, most=0)


def test_strategies_of_two_sit_at_no_other_table():
    """Protects the classifier: the file is refused where they cannot play."""
    with pytest.raises(ScenarioError, match="does not know how to play 'alternating_offers'"):
        ATTRITION.with_({"forums.table.protocol": {"name": "alternating_offers"}})
