"""Krippendorff's alpha is what he publishes, and says so where it is not defined."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.scenario.agreement.alpha import FEWEST_UNITS, reliability

# Krippendorff 2011, section C: four observers, twelve units, values missing.
FOUR_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
TWELVE_UNITS = list(zip(*FOUR_OBSERVERS, strict=True))

# The same, section A: two observers, ten units, two values.
TEN_UNITS = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))


@pytest.mark.parametrize(
    ("scale", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_four_observers(scale, published):
    found = reliability(TWELVE_UNITS, scale)
    assert round(found.alpha, 3) == published
    assert found.units == 11  # the twelfth has one value only


def test_two_observers_two_values():
    assert round(reliability(TEN_UNITS, "nominal").alpha, 3) == 0.095


def test_agreement_is_one_and_its_opposite_is_below_zero():
    apart = [(0, 1), (1, 0)] * 5
    assert reliability([(0, 0), (1, 1), (0.5, 0.5)], "interval").alpha == 1
    assert reliability(apart, "interval").alpha < 0


@pytest.mark.parametrize("units", [[], [(1, None)], [(1, 1)], [(1, 1)] * 30])
@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
def test_without_variation_it_is_not_defined(units, scale):
    """Protects against calling it perfect: nobody can tell agreement from a single value."""
    found = reliability(units, scale)
    assert math.isnan(found.alpha)
    assert math.isnan(found.low)


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
def test_values_dealt_at_random_give_nothing(scale):
    dealt = np.random.default_rng(3).integers(1, 5, size=(2000, 2)).astype(float).tolist()
    found = reliability(dealt, scale)
    assert abs(found.alpha) < 0.07
    assert found.low < found.alpha < found.high


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """Coders who err by 0.2 about what is uniform: alpha is 1 - 0.04 / (1/12 + 0.04)."""
    random = np.random.default_rng(11)

    def coded(units):
        true = random.random(units)
        return (true[:, None] + 0.2 * random.standard_normal((units, 2))).tolist()

    truth = 1 - 0.04 / (1 / 12 + 0.04)
    found = [reliability(coded(60), "interval") for _ in range(150)]
    covered = np.mean([each.low <= truth <= each.high for each in found])
    assert 0.85 < covered <= 0.99


def test_few_units_have_no_interval():
    some = [(0.1 * n, 0.1 * n + 0.01) for n in range(FEWEST_UNITS)]
    assert not math.isnan(reliability(some, "interval").low)
    assert math.isnan(reliability(some[:-1], "interval").low)
    one_differs = [(n, n) for n in range(FEWEST_UNITS)] + [(0, 1)]
    assert math.isnan(reliability(one_differs, "interval").low)


def test_disagreements_add_up_to_what_alpha_lacks():
    found = reliability([(1, 2), (3, 3), (None, 4), (5, 1)], "interval")
    assert math.isnan(found.disagreement[2])
    assert np.nanmean(found.disagreement) == pytest.approx(1 - found.alpha)


def test_the_order_of_coders_and_units_says_nothing():
    turned = [unit[::-1] for unit in TWELVE_UNITS[::-1]]
    for scale in ("nominal", "ordinal", "interval"):
        assert reliability(turned, scale).alpha == pytest.approx(
            reliability(TWELVE_UNITS, scale).alpha
        )
