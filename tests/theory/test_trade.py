"""Trade under two secrets: best answers by search, expectations by summing over a fine grid."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.trade import (
    best_possible,
    chance_of_trade,
    gains_from_trade,
    least_gap,
    linear_bids,
    lost_to_steps,
)

UNIT = ((0, 1), (0, 1))
SHIFTED = ((0.1, 0.9), (0.2, 1))
NARROW = ((0, 0.4), (0.1, 0.4))


def middles(low, high, n=1200):
    """The middles of n equal pieces of a support."""
    return low + (high - low) * (np.arange(n) + 0.5) / n


@pytest.mark.parametrize(("seller", "buyer"), [UNIT, SHIFTED, NARROW])
def test_no_other_bid_is_better_against_the_line(seller, buyer):
    """Protects the equilibrium: a buyer's and a seller's best answers, by search over all bids."""
    line = linear_bids(seller, buyer)
    asks = line.ask + line.slope * middles(*seller)
    bids = line.bid + line.slope * middles(*buyer)
    prices = np.linspace(0, 1, 501)[:, None]
    for value in (buyer[0] + 0.6 * (buyer[1] - buyer[0]), buyer[1]):
        worth = np.where(asks <= prices, value - (asks + prices) / 2, 0).mean(axis=-1)
        own = np.where(asks <= line.bid + line.slope * value, 1, 0)
        mine = (own * (value - (asks + line.bid + line.slope * value) / 2)).mean()
        assert worth.max() <= mine + 1e-3
    for cost in (seller[0], seller[0] + 0.4 * (seller[1] - seller[0])):
        worth = np.where(bids >= prices, (bids + prices) / 2 - cost, 0).mean(axis=-1)
        own = bids >= line.ask + line.slope * cost
        mine = (own * ((bids + line.ask + line.slope * cost) / 2 - cost)).mean()
        assert worth.max() <= mine + 1e-3


@pytest.mark.parametrize(("seller", "buyer"), [UNIT, SHIFTED, NARROW, ((0, 1), (0.5, 3))])
@pytest.mark.parametrize("gap", [0, 0.1, 0.25])
def test_expected_gains_are_those_of_a_fine_grid(seller, buyer, gap):
    """Protects the exact integrals."""
    between = middles(*buyer)[:, None] - middles(*seller)
    trade = between >= gap
    assert chance_of_trade(gap, seller, buyer) == pytest.approx(trade.mean(), abs=2e-3)
    found = gains_from_trade(gap, seller, buyer)
    assert found == pytest.approx((between * trade).mean(), abs=2e-3)


@pytest.mark.parametrize(("seller", "buyer"), [UNIT, SHIFTED, NARROW])
def test_the_line_wastes_no_more_than_any_rules_must(seller, buyer):
    """Protects Myerson & Satterthwaite's bound: the linear equilibrium attains it."""
    gap = linear_bids(seller, buyer).gap
    assert least_gap(seller, buyer) == pytest.approx(gap, abs=1e-9)
    assert best_possible(seller, buyer) < gains_from_trade(0, seller, buyer)


def test_the_numbers_of_the_two_papers():
    """Protects 9/64 of 1/6."""
    assert best_possible() == pytest.approx(9 / 64)
    assert gains_from_trade(0) == pytest.approx(1 / 6)
    bids = linear_bids()
    assert (bids.slope, bids.ask, bids.bid) == pytest.approx((2 / 3, 1 / 4, 1 / 12))


def test_steps_of_prices_lose_what_rounding_loses():
    """Protects the first-order loss, by rounding every ask and bid of a fine grid."""
    for step in (1 / 50, 1 / 200):
        asks = np.ceil((1 / 4 + 2 / 3 * middles(0, 1)) / step - 1e-9)
        bids = np.floor((1 / 12 + 2 / 3 * middles(0, 1)) / step + 1e-9)
        between = middles(0, 1)[:, None] - middles(0, 1)
        lost = 9 / 64 - (between * (bids[:, None] >= asks)).mean()
        assert lost_to_steps(step) == pytest.approx(lost, rel=0.1)


def test_supports_that_allow_no_line_are_refused():
    """Protects against a line that is no equilibrium, and supports the wrong way round."""
    with pytest.raises(ValueError, match="let them differ by at most"):
        linear_bids((0, 1), (0.5, 3))
    with pytest.raises(ValueError, match="values go from 1 to 0"):
        least_gap((0, 1), (1, 0))
