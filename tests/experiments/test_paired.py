"""Differences of ratios over paired runs: by hand, against known formulas, and their coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiments.paired import LEAST, Difference, Ratio, difference
from sim.experiments.uncertainty import Z95

EVERY = np.ones(1000)


def share(hits: int, runs: int = 1000) -> Ratio:
    return Ratio((np.arange(runs) < hits).astype(float), np.ones(runs))


def test_of_shares_it_is_the_variance_of_paired_proportions():
    """Protects the interval: 40 runs changed one way, 10 the other (Agresti 2013, eq. 11.1)."""
    a, b = np.zeros(1000), np.zeros(1000)
    b[:40], a[40:50], a[50:300], b[50:300] = 1, 1, 1, 1
    found = difference(Ratio(a, EVERY), Ratio(b, EVERY))
    assert found.change == pytest.approx(0.03)
    variance = (50 / 1000 - 0.03**2) / 999
    assert found.high - found.change == pytest.approx(Z95 * variance**0.5)
    assert found.sign == 1


def test_nothing_changed_is_no_change():
    """Protects against calling equality a difference: no width, and 0 inside."""
    found = difference(share(300), share(300))
    assert (found.change, found.low, found.high, found.sign) == (0, 0, 0, 0)


def test_what_both_share_cancels():
    """Protects common random numbers: the same two shares, drawn apart, differ far less surely."""
    b = share(330)
    apart = Ratio(b.over[::-1], EVERY)
    wide, narrow = (difference(share(300), other) for other in (apart, b))
    assert wide.change == pytest.approx(narrow.change)
    assert wide.high - wide.low > 4 * (narrow.high - narrow.low)


def test_the_interval_of_a_difference_of_conditional_shares_covers():
    """Protects the 95% of ratios: P(agree|convened) in two scenarios that share a draw, 400 runs
    each; over 1000 studies 93.5 to 96.5% of the intervals hold the true difference (the sampling
    error of the coverage is 0.7 points).
    """
    rng = np.random.default_rng(5)
    u, v = rng.random((1000, 400)), rng.random((1000, 400))
    covered = 0
    for came, deal in zip(u, v, strict=True):
        a = Ratio((came < 0.5) * (deal < 0.8) * 1.0, (came < 0.5) * 1.0)
        b = Ratio((came < 0.6) * (deal < 0.7) * 1.0, (came < 0.6) * 1.0)
        found = difference(a, b)
        covered += found.low <= -0.1 <= found.high
    assert 0.935 <= covered / 1000 <= 0.965


def test_a_condition_that_never_holds_leaves_the_difference_unknown():
    """Protects against a made-up 0: no run convened, so nothing is known, and no sign is."""
    never = Ratio(np.zeros(10), np.zeros(10))
    found = difference(share(5, 10), never)
    assert np.isnan([found.b, found.change, found.low]).all()
    assert found.sign == 0


def test_the_range_over_draws_is_free_of_simulation_noise():
    """Protects the second uncertainty: true changes spread evenly from 0 to 0.4 over 2000 draws, 50
    runs each; the 10% and 90% points are 0.04 and 0.36, and come out so to 0.02.

    With the noise left in they would be some 0.02 to 0.04 further apart at each end.
    """
    rng = np.random.default_rng(6)
    true = rng.uniform(0, 0.4, (2000, 1))
    u = rng.random((2000, 50))
    every = np.ones_like(u)
    nested = (Ratio((u < 0.3) * 1.0, every), Ratio((u < 0.3 + true) * 1.0, every))
    found = difference(share(300), share(500), nested)
    assert (found.range_low, found.range_high) == pytest.approx((0.04, 0.36), abs=0.02)
    assert found.draws == 2000


def test_draws_under_which_nothing_changes_stay_at_0():
    """Protects the reading of a range: under 60 of 100 draws no pair differs, under 40 about half
    do; so the 10% point is 0, and not a little above.
    """
    rng = np.random.default_rng(8)
    u, every = rng.random((100, 50)), np.ones((100, 50))
    a = Ratio(np.zeros((100, 50)), every)
    b = Ratio((u < 0.5) * (np.arange(100) < 40)[:, None] * 1.0, every)
    found = difference(share(0), share(200), (a, b))
    assert found.range_low == 0
    assert found.range_high == pytest.approx(0.5, abs=0.1)


def test_the_same_change_under_every_draw_has_no_range():
    """Protects against calling simulation noise ignorance, for a ratio too."""
    rng = np.random.default_rng(7)
    came, deal = rng.random((500, 50)), rng.random((500, 50))
    a = Ratio((came < 0.5) * (deal < 0.5) * 1.0, (came < 0.5) * 1.0)
    b = Ratio((came < 0.5) * (deal < 0.7) * 1.0, (came < 0.5) * 1.0)
    found = difference(share(500), share(700), (a, b))
    assert found.range_high - found.range_low < 0.06  # with the noise left in: 0.21
    assert (found.range_low + found.range_high) / 2 == pytest.approx(0.2, abs=0.01)


def test_draws_in_which_hardly_a_run_counts_are_left_out():
    """Protects the range of P(agree|convened) from draws under which nobody convenes."""
    under = np.zeros((3, 50))
    under[0, : LEAST - 1], under[1, :LEAST], under[2] = 1, 1, 1
    over = under.copy()
    over[0] = 0
    found = difference(share(5), share(5), (Ratio(under * 0, under), Ratio(over, under)))
    assert found.draws == 2
    assert (found.range_low, found.range_high) == (1, 1)


# -- shares of all runs ------------------------------------------------------------------------


def between(before: np.ndarray, after: np.ndarray) -> Difference:
    every = np.ones(before.size)
    return difference(Ratio(before.astype(float), every), Ratio(after.astype(float), every))


def test_the_interval_is_that_of_the_mean_of_differences():
    """Protects the method: by hand, differences 1, 0, 0, -1, 1, 0, 0, 0."""
    before = np.array([0, 1, 0, 1, 0, 0, 1, 1], dtype=bool)
    after = np.array([1, 1, 0, 0, 1, 0, 1, 1], dtype=bool)
    found = between(before, after)
    half = 1.959963984540054 * math.sqrt((3 - 8 * (1 / 8) ** 2) / 7 / 8)
    assert (found.change, found.low, found.high) == pytest.approx(
        (1 / 8, 1 / 8 - half, 1 / 8 + half)
    )


def test_what_both_share_is_in_no_interval():
    """Protects the pairing: the same runs differ by nothing, however they vary among themselves."""
    same = np.random.default_rng(0).random(500) < 0.5
    none = between(same, same)
    assert (none.change, none.low, none.high) == (0, 0, 0)
    shuffled = np.random.default_rng(1).permutation(same)
    assert between(same, shuffled).high > 0.05


def test_the_interval_covers():
    """Protects the 95%: of 400 samples with a known difference of .1, 92 to 98% cover it."""
    random, covered = np.random.default_rng(3), 0
    for _ in range(400):
        u = random.random(300)
        found = between(u < 0.4, (u + 0.2 * random.random(300) - 0.2) < 0.4)
        covered += found.low <= 0.1 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_there_is_no_range_where_most_draws_say_too_little():
    """Protects the second uncertainty: three draws of ten are not 'the middle 8 in 10'."""
    hits, every = np.ones((10, 40)), np.ones((10, 40))
    few = every.copy()
    few[3:] = 0
    whole = Ratio(hits.ravel(), every.ravel())
    some = difference(whole, whole, (Ratio(hits, every), Ratio(hits * few, few)))
    assert some.draws == 3
    assert np.isnan(some.range_low)
    assert np.isnan(some.range_high)
    most = difference(whole, whole, (Ratio(hits, every), Ratio(hits, every)))
    assert (most.draws, most.range_low, most.range_high) == (10, 0.0, 0.0)
