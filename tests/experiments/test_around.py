"""Shares and averages carry both uncertainties, and say nothing where too little is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.around import average_of_some, share, share_of_some
from sim.experiments.uncertainty import range_over_draws, wilson


def test_a_share_is_wilsons_and_the_draws():
    hits, runs = np.array([10, 40, 50]), np.array([50, 50, 50])
    found = share(30, 40, (hits, runs))
    assert found.value == 0.75
    assert (found.low, found.high) == wilson(30, 40)
    assert (found.range_low, found.range_high) == range_over_draws(hits, runs)
    assert np.isnan(share(0, 0).value)


@pytest.mark.parametrize(("few", "known"), [(1, True), (2, True), (3, False)])
def test_draws_that_say_too_little_are_left_out(few, known):
    """Protects the rule of paired differences: at least half of the draws, of 10 runs or more."""
    runs = np.array([9] * few + [20] * (4 - few))
    found = share_of_some(5, 10, (np.full(4, 5), runs))
    assert np.isfinite(found.range_low) == known
    if known:
        assert found.range_low == found.range_high == pytest.approx(0.25)


def test_an_average_by_hand():
    """Protects the interval and the range: no noise within a draw leaves the draws as they are."""
    nested, draw = np.repeat([0.0, 1.0, 2.0], 10), np.repeat([0, 1, 2], 10)
    found = average_of_some(np.array([1.0, 2.0, 3.0]), nested, draw, 3)
    assert found.value == 2
    assert found.high - 2 == pytest.approx(1.959964 / np.sqrt(3))
    assert (found.range_low, found.range_high) == pytest.approx((0.2, 1.8))
    assert np.isnan(average_of_some(np.array([1.0]), nested[:5], draw[:5], 3).range_low)
    assert np.isnan(average_of_some(np.empty(0), nested, draw, 3).value)


def test_one_value_has_no_interval():
    """Protects against false certainty: an interval of no width says that nothing is unknown."""
    found = average_of_some(np.array([1.0]), np.empty(0), np.empty(0, int), 0)
    assert found.value == 1
    assert np.isnan([found.low, found.high]).all()
