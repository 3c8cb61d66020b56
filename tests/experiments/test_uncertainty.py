"""The two uncertainties of a probability, against published values, exact coverage and known
populations.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import beta as beta_distribution
from scipy.stats import binom

from sim.experiments.uncertainty import range_over_draws, wilson


@pytest.mark.parametrize(
    ("hits", "runs", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998, Table I, method 3)
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_against_published_intervals(hits, runs, low, high):
    """Protects the score interval: Newcombe's worked examples, to four places."""
    got = wilson(hits, runs)
    assert got[0] == pytest.approx(low, abs=5e-5)
    assert got[1] == pytest.approx(high, abs=5e-5)


def test_wilson_is_where_the_score_test_just_rejects():
    """Protects the definition: at both ends |share - p| is 1.96 standard errors under p."""
    for p in wilson(37, 120):
        assert abs(37 / 120 - p) / math.sqrt(p * (1 - p) / 120) == pytest.approx(1.959964, abs=1e-6)


def test_wilson_covers():
    """Protects the 95%: exact coverage, averaged over 99 probabilities with 100 runs, is 94 to
    96%.
    """
    hits = np.arange(101)
    ends = np.array([wilson(int(k), 100) for k in hits])
    covered = [
        binom.pmf(hits, 100, p)[(ends[:, 0] <= p) & (p <= ends[:, 1])].sum()
        for p in np.arange(1, 100) / 100
    ]
    assert 0.94 < np.mean(covered) < 0.96


def test_wilson_without_runs_or_at_the_ends():
    """Protects the ends of the scale: nothing is known without runs, and no interval leaves [0,
    1].
    """
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == pytest.approx(0, abs=1e-15)
    assert wilson(10, 10)[1] == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(("a", "b"), [(2, 2), (5, 2), (8, 8)])
def test_the_range_of_a_known_population_is_recovered(a, b):
    """Protects the range over draws: probabilities from a beta distribution, 50 runs under each of
    2000 draws.

    Without taking out the binomial noise the range would be too wide by 0.03 to 0.1; here both ends
    are within 0.02 (the sampling error of a 10% point among 2000 is about 0.006; the rest is that
    shrunken shares keep their own shape).
    """
    rng = np.random.default_rng(11)
    hits = rng.binomial(50, rng.beta(a, b, 2000))
    assert range_over_draws(hits, 50) == pytest.approx(
        tuple(beta_distribution.ppf([0.1, 0.9], a, b)), abs=0.02
    )


def test_the_range_is_unbiased_in_width_over_many_passes():
    """Protects the headline setting, 100 draws of 50 runs: on average over 200 passes the ends of a
    beta(4, 4) are right to 0.01.
    """
    rng = np.random.default_rng(12)
    ends = [range_over_draws(rng.binomial(50, rng.beta(4, 4, 100)), 50) for _ in range(200)]
    assert np.mean(ends, axis=0) == pytest.approx(beta_distribution.ppf([0.1, 0.9], 4, 4), abs=0.01)


def test_no_range_where_every_draw_has_the_same_chance():
    """Protects against calling simulation noise ignorance: of 200 passes with p = 0.3 the width is
    on average below 0.03.

    The shares themselves spread over 2 x 1.28 x sqrt(0.21 / 50) = 0.166. Half the passes show none
    at all.
    """
    rng = np.random.default_rng(13)
    ends = np.array([range_over_draws(rng.binomial(50, 0.3, 100), 50) for _ in range(200)])
    width = ends[:, 1] - ends[:, 0]
    assert width.mean() < 0.03
    assert np.median(width) < 0.02
    assert abs(ends.mean() - 0.3) < 0.005


def test_draws_that_decide_everything():
    """Protects the other end: where each draw entails the outcome the range is 0 to 1, and nothing
    is taken out.
    """
    assert range_over_draws([0, 50] * 20, 50) == (0.0, 1.0)
    assert range_over_draws([50] * 20, 50) == (1.0, 1.0)
    assert range_over_draws([25], 50) == (0.5, 0.5)
