"""Paired differences, and the scenario that cites nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiments.challenge.bench import Bench, Effort, blocking, changes, paired, unevidenced
from sim.scenario.evidence import Claims, evidence_table
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import demanding


def test_the_interval_is_that_of_the_mean_of_differences():
    """Protects the method: by hand, differences 1, 0, 0, -1, 1, 0, 0, 0."""
    before = np.array([0, 1, 0, 1, 0, 0, 1, 1], dtype=bool)
    after = np.array([1, 1, 0, 0, 1, 0, 1, 1], dtype=bool)
    mean, low, high = paired(before, after)
    half = 1.959963984540054 * math.sqrt((3 - 8 * (1 / 8) ** 2) / 7 / 8)
    assert (mean, low, high) == pytest.approx((1 / 8, 1 / 8 - half, 1 / 8 + half))


def test_what_both_share_is_in_no_interval():
    """Protects the pairing: the same runs differ by nothing, however they vary among themselves."""
    same = np.random.default_rng(0).random(500) < 0.5
    assert paired(same, same) == (0, 0, 0)
    shuffled = np.random.default_rng(1).permutation(same)
    assert paired(same, shuffled)[2] > 0.05


def test_the_interval_covers():
    """Protects the 95%: of 400 samples with a known difference of .1, 92 to 98% cover it."""
    random, covered = np.random.default_rng(3), 0
    for _ in range(400):
        u = random.random(300)
        _, low, high = paired(u < 0.4, (u + 0.2 * random.random(300) - 0.2) < 0.4)
        covered += low <= 0.1 <= high
    assert 0.92 <= covered / 400 <= 0.98


def test_runs_that_failed_in_either_are_left_out():
    """Protects the pairs: run k is compared with run k."""
    bench = Bench(Effort(runs=30), seed=1)
    own, other = (bench.headline(Scenario.from_data(EXAMPLE), "") for _ in range(2))
    own.runs.loc[[0, 5], ["run_status", "outcome"]] = "failed", None
    other.runs.loc[7, ["run_status", "outcome"]] = "failed", None
    table = changes(own, other)
    assert (table[["difference", "low", "high"]] == 0).all(axis=None)


def test_who_blocks():
    data = demanding()
    data["parties"]["blue"]["conceding_cost"]["detainees"] = 5
    own = Bench(Effort(runs=20), seed=0).headline(Scenario.from_data(data), "")
    assert blocking(own)["red"] == 1


def test_without_citations_the_numbers_are_the_same():
    """Protects that nothing but evidence goes."""
    geneva = Scenario.load("geneva-2013")
    bare = unevidenced(geneva)
    assert bare.hash == geneva.hash
    assert {row.status for row in evidence_table(bare, Claims.around(geneva))} == {"missing"}


@pytest.mark.parametrize("wrong", ["runs", "draws", "permutations"])
def test_too_little_effort_is_refused(wrong):
    with pytest.raises(ValueError, match=rf"{wrong} (is )?0\b.*are needed"):
        Effort(**{wrong: 0})
    with pytest.raises(ValueError, match="runs_per_draw 1"):
        Effort(runs_per_draw=1)
