"""Paired differences, and the scenario that cites nothing."""

from __future__ import annotations

import pytest

from sim.experiments.challenge.bench import Bench, Effort, blocking, changes
from sim.experiments.challenge.editing import unevidenced
from sim.scenario.evidence import Claims, evidence_table
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import demanding


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
