"""Offers under threat of war, and deals that shift power, against searches over all of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.commitment import factor_of_shift, kept_deals, largest_shift
from sim.theory.crisis import at_cost, demand, demand_on_grid

SUPPORTS = [(0, 0.4), (0.1, 0.3), (0.25, 0.3), (0, 1)]


@pytest.mark.parametrize("support", SUPPORTS)
@pytest.mark.parametrize("cost", [0, 0.05, 0.3])
def test_no_other_offer_is_better_under_a_uniform_cost(support, cost):
    """Protects the optimum x* = (high - c) / 2 and its corner."""
    every = [at_cost(x, support, cost).gain for x in np.linspace(*support, 2001)]
    assert demand(support, cost).gain == pytest.approx(max(every), abs=1e-6)


@pytest.mark.parametrize("support", SUPPORTS)
@pytest.mark.parametrize("cost", [0, 0.05, 0.3])
def test_no_other_offer_is_better_against_five_types(support, cost):
    """Protects the optimum on the grid, written out a second time."""
    types = np.quantile(np.linspace(*support, 5), [0, 0.25, 0.5, 0.75, 1])
    mass = np.array([0.125, 0.25, 0.25, 0.25, 0.125])
    every = [mass[types >= x - 1e-12].sum() * (x + cost) for x in np.linspace(*support, 2001)]
    found = demand_on_grid(support, cost)
    assert found.gain == pytest.approx(max(every), abs=1e-6)
    assert found.war == pytest.approx(mass[types < found.cost - 1e-12].sum())


def test_a_support_the_wrong_way_round_is_refused():
    """Protects against a chance of war outside 0 to 1."""
    with pytest.raises(ValueError, match="the first must be the lower"):
        demand((0.4, 0), 0.1)


@pytest.mark.parametrize("shift", [0, 0.05, 0.2, 0.35])
@pytest.mark.parametrize(("guarantee", "temptation"), [(0, 0), (0.1, 0), (0.1, 0.05)])
def test_deals_are_those_that_one_signs_and_the_other_keeps(shift, guarantee, temptation):
    """Protects the two limits, by trying every division."""
    p, costs, divisions = 0.4, (0.1, 0.07), np.linspace(0, 1, 2001)
    signed = divisions >= p - costs[0]
    broken = 1 - (p - shift) - costs[1] + temptation - guarantee
    both = divisions[signed & (1 - divisions >= broken)]
    found = kept_deals(p, shift, costs, guarantee, temptation)
    assert found.exist == bool(both.size)
    assert found.exist == (shift <= largest_shift(costs, guarantee, temptation))
    if both.size:
        assert tuple(found) == pytest.approx((both[0], both[-1]), abs=1e-3)


def test_a_share_is_never_below_nothing():
    """Protects against a deal that exists on paper alone: a side that would give more than all it
    has, and one that would keep to nothing else.
    """
    found = kept_deals(0.5, shift=0.5, costs=(1.0, 0.0), temptation=0.2)
    assert not found.exist
    assert kept_deals(0.1, shift=0.05, costs=(0.3, 0.2)).lowest == 0


def test_a_factor_brings_about_the_shift():
    """Protects the translation into strengths, for any decisiveness."""
    for decisiveness in (0.5, 1, 2):
        strength = (0.6 / 0.4) ** (1 / decisiveness)
        weakened = (strength * factor_of_shift(0.6, 0.25, decisiveness)) ** decisiveness
        assert weakened / (1 + weakened) == pytest.approx(0.35)
    with pytest.raises(ValueError, match="leaves no chance"):
        factor_of_shift(0.3, 0.3)
