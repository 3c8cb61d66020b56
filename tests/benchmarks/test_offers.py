"""The plain C loop plays the very negotiations that are played here, and sameness is looked at."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

pytest.importorskip("resource")

from benchmarks import offers
from benchmarks.offers.plain import Loop
from benchmarks.offers.work import agreed, play, preferences, scenario

RUNS = 12


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")
def test_the_loop_agrees_on_the_same_packages_in_the_same_rounds(tmp_path):
    """From the same addresses: whoever changes draws, weights or the protocol hears of it here."""
    here = list(agreed(play(scenario(3), RUNS)))
    assert here == list(Loop(tmp_path, 3).agreed(RUNS))
    assert any(round > 0 for _, round in here)


def test_preferences_handed_over_are_fresh_shares_and_values():
    first, second = preferences(scenario(2), first=5, runs=2)
    weights = np.array([party["weights"] for party in (*first, *second)])
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    assert len({tuple(row) for row in weights}) == 4
    assert second == preferences(scenario(2), first=6, runs=1)[0]


def test_sides_that_end_otherwise_are_refused():
    """One in a thousand may differ by a last bit; two may not."""
    here = [((0,) * 6, 3)] * 1000
    there = [*here[:-1], (None, 0)]
    assert "in 999 of 1,000" in offers._same(here, there, "the loop", most=1)
    with pytest.raises(SystemExit, match="2 of 1000 negotiations end otherwise than with the loop"):
        offers._same(here, [(None, 0), *there[1:]], "the loop", most=1)
