"""Joint draws of weights: uniform on what is not ruled out, each run's by its own number."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.draws import Draws
from sim.scenario import weights
from sim.scenario.weights import from_points, from_ranges, from_rank
from tests.scenario.moments import assert_same_moments

RUNS = 20_000
STREAM = ("assumption", "parties.smc.weights")


def rejected_from_the_simplex(fits, issues: int, seed: int = 1) -> np.ndarray:
    """The slow way: uniform on the simplex by the general-purpose generator, then sorted out."""
    drawn = np.random.default_rng(seed).dirichlet(np.ones(issues), 400_000)
    return drawn[fits(drawn)]


@st.composite
def feasible_ranges(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Ranges around shares that sum to 1, some of them points."""
    size = draw(st.integers(1, 7))
    shares = np.array(draw(st.lists(st.floats(0.01, 1), min_size=size, max_size=size)))
    shares /= shares.sum()
    below, above = (
        np.array(draw(st.lists(st.sampled_from([0, 0.001, 0.1, 1]), min_size=size, max_size=size)))
        for _ in range(2)
    )
    return (shares * (1 - below)).tolist(), (shares + (1 - shares) * above).tolist()


# Points


def test_points_are_shares_of_their_sum():
    assert from_points([2, 1, 1]).tolist() == [0.5, 0.25, 0.25]


def test_points_that_sum_to_nothing():
    with pytest.raises(ValueError, match="weights sum to 0; give at least one issue a weight"):
        from_points([0, 0])


# Ranks


@pytest.mark.parametrize("issues", [2, 3, 4, 5, 6])
def test_the_mean_of_a_full_ranking_is_the_rank_order_centroid(issues):
    """Barron & Barrett (1996): w_k = (1/k + ... + 1/n) / n. Five standard errors."""
    drawn = from_rank([1] * issues, Draws(7), STREAM, 0, RUNS)
    centroid = [sum(1 / j for j in range(k, issues + 1)) / issues for k in range(1, issues + 1)]
    assert (np.abs(drawn.mean(axis=0) - centroid) < 5 * drawn.std(axis=0) / math.sqrt(RUNS)).all()


@pytest.mark.parametrize("tiers", [[3], [1, 2], [2, 1], [2, 2], [1, 1, 2]])
def test_ranks_with_ties_are_uniform_given_the_order(tiers):
    ends = np.cumsum(tiers)

    def in_order(drawn):
        return np.all(
            [
                drawn[:, end - size : end].min(axis=1) >= drawn[:, end:].max(axis=1, initial=0)
                for end, size in zip(ends, tiers, strict=True)
            ],
            axis=0,
        )

    drawn = from_rank(tiers, Draws(7), STREAM, 0, RUNS)
    assert in_order(drawn).all()
    assert_same_moments(drawn, rejected_from_the_simplex(in_order, sum(tiers)))


def test_issues_that_tie_are_not_equal_and_neither_comes_first():
    drawn = from_rank([2], Draws(7), STREAM, 0, RUNS)
    ahead = (drawn[:, 0] > drawn[:, 1]).mean()
    assert abs(ahead - 0.5) < 5 * 0.5 / math.sqrt(RUNS)
    assert np.abs(drawn[:, 0] - drawn[:, 1]).mean() > 0.4


# Ranges


@pytest.mark.parametrize(
    ("lo", "hi"),
    [
        ([0, 0, 0], [1, 1, 1]),
        ([0.2, 0.1, 0.1], [0.6, 0.5, 0.3]),
        ([0, 0, 0, 0], [0.3, 0.3, 0.4, 0.9]),
        ([0, 0, 0, 0], [0.3, 0.3, 0.3, 0.3]),
        ([0.1, 0.1, 0.2, 0.3], [1, 1, 1, 1]),
        ([0, 0.15, 0.05, 0, 0], [0.5, 0.2, 0.9, 0.35, 0.6]),
    ],
)
def test_ranges_are_uniform_on_the_clipped_simplex(lo, hi):
    def within(drawn):
        return ((drawn >= lo) & (drawn <= hi)).all(axis=1)

    drawn = from_ranges(lo, hi, Draws(7), STREAM, 0, RUNS)
    assert within(drawn + 0.0).all()
    assert_same_moments(drawn, rejected_from_the_simplex(within, len(lo)))


def test_two_ranges_by_hand():
    """With two issues the first is uniform on the overlap of its range and 1 minus the other's."""
    drawn = from_ranges([0.2, 0.3], [0.9, 0.5], Draws(7), STREAM, 0, RUNS)[:, 0]
    assert 0.5 <= drawn.min() < 0.501
    assert 0.699 < drawn.max() <= 0.7
    assert abs(drawn.mean() - 0.6) < 5 * (0.2 / math.sqrt(12)) / math.sqrt(RUNS)


def test_three_ranges_against_numerical_integration():
    """P(first weight <= t) is a ratio of areas; Kolmogorov-Smirnov at a chance of 1e-4."""
    lo, hi = np.array([0.1, 0.2, 0.0]), np.array([0.6, 0.7, 0.4])
    first = np.linspace(lo[0], hi[0], 2001)
    length = np.minimum(hi[1], 1 - first - lo[2]) - np.maximum(lo[1], 1 - first - hi[2])
    cdf = np.cumsum(np.maximum(length, 0))
    drawn = np.sort(from_ranges(lo, hi, Draws(7), STREAM, 0, RUNS)[:, 0])
    expected = np.interp(drawn, first, cdf / cdf[-1])
    gap = np.abs(expected - (np.arange(RUNS) + 0.5) / RUNS).max()
    assert gap < 2.23 / math.sqrt(RUNS) + 1e-3


@given(feasible_ranges())
def test_weights_keep_to_their_ranges_and_sum_to_one(ranges):
    lo, hi = ranges
    drawn = from_ranges(lo, hi, Draws(7), STREAM, 0, 50)
    assert np.abs(drawn.sum(axis=1) - 1).max() < 1e-9
    assert (drawn >= np.array(lo) - 1e-9).all()
    assert (drawn <= np.array(hi) + 1e-9).all()


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=7))
def test_a_fixed_weight_stays_fixed(shares):
    """A point among ranges is a range of no width."""
    lo = np.array(shares) / sum(shares) * 0.5
    hi = lo + 0.6
    hi[0] = lo[0]
    if hi.sum() >= 1:
        assert np.allclose(from_ranges(lo, hi, Draws(7), STREAM, 0, 20)[:, 0], lo[0], atol=1e-12)


@pytest.mark.parametrize(("lo", "hi"), [([0.4, 0.6], [0.9, 0.9]), ([0.1, 0.1], [0.3, 0.7])])
def test_ranges_that_leave_one_possibility(lo, hi):
    drawn = from_ranges(lo, hi, Draws(7), STREAM, 0, 3)
    assert np.allclose(drawn, lo if sum(lo) == 1 else hi)


@pytest.mark.parametrize(
    ("lo", "hi", "message"),
    [
        ([0.6, 0.6], [1, 1], "the lower ends sum to 1.2; they must sum to at most 1"),
        ([0, 0], [0.4, 0.4], "the upper ends sum to 0.8; they must sum to at least 1"),
    ],
)
def test_ranges_that_cannot_sum_to_one(lo, hi, message):
    with pytest.raises(ValueError, match=message):
        from_ranges(lo, hi, Draws(7), STREAM, 0, 1)


def test_a_run_without_a_hit_stays_inside_its_ranges(monkeypatch):
    monkeypatch.setattr(weights, "_MOST_TRIES", 1)
    lo, hi = np.zeros(5), np.array([0.25, 0.25, 0.25, 0.3, 0.9])
    drawn = from_ranges(lo, hi, Draws(7), STREAM, 0, RUNS)
    assert np.abs(drawn.sum(axis=1) - 1).max() < 1e-12
    assert (drawn >= -1e-12).all()
    assert (drawn <= hi + 1e-12).all()


# Addresses


@given(feasible_ranges(), st.integers(0, 2**40), st.integers(1, 60), st.data())
def test_a_run_alone_draws_the_ranges_of_its_block(ranges, first, count, data):
    lo, hi = ranges
    k = data.draw(st.integers(0, count - 1))
    block = from_ranges(lo, hi, Draws(7), STREAM, first, count)
    alone = from_ranges(lo, hi, Draws(7), STREAM, first + k, 1)
    assert block[k].tobytes() == alone[0].tobytes()


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=4),
    st.integers(0, 2**40),
    st.integers(1, 60),
    st.data(),
)
def test_a_run_alone_draws_the_ranks_of_its_block(tiers, first, count, data):
    k = data.draw(st.integers(0, count - 1))
    block = from_rank(tiers, Draws(7), STREAM, first, count)
    alone = from_rank(tiers, Draws(7), STREAM, first + k, 1)
    assert block[k].tobytes() == alone[0].tobytes()
