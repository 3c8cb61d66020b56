"""The setter model against a search over all proposals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.setter import hardest_to_please, median_peak, setter_outcome

POINTS = np.linspace(-1, 2, 3001)


@pytest.mark.parametrize("setter", [-0.4, 0.3, 0.8, 2.0])
@pytest.mark.parametrize("median", [0.2, 0.5])
@pytest.mark.parametrize("status_quo", [-0.2, 0.1, 0.5, 0.7])
def test_no_proposal_that_passes_suits_the_setter_better(setter, median, status_quo):
    """Protects the closed form, on every side of everybody."""
    passes = np.abs(POINTS - median) <= abs(status_quo - median) + 1e-9
    best = POINTS[passes][np.abs(POINTS[passes] - setter).argmin()]
    found = setter_outcome(setter, median, status_quo)
    assert found == pytest.approx(best, abs=1e-3)


def test_nothing_passes_that_two_would_move_apart():
    """Protects the status quo between a delegate below it and a median above it."""
    assert hardest_to_please([0.1, 0.6], setter=1, status_quo=0.3) == 0.3
    assert setter_outcome(np.inf, 0.5, 0.2) == pytest.approx(0.8)


def test_a_median_is_single_or_there_is_none():
    """Protects against a silent choice between two medians, and votes given for others."""
    with pytest.raises(ValueError, match="half of the votes"):
        median_peak([0.2, 0.8])
    with pytest.raises(ValueError, match="1 numbers of votes for 2 peaks"):
        median_peak([0.2, 0.8], votes=[1])
