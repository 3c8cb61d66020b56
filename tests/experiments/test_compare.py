"""`sim.compare`: pairs of runs on the same draws, and the differences between them."""

from __future__ import annotations

import pandas as pd
import pytest

import sim
from sim.experiments.compare import Comparison
from sim.experiments.simulate import Job, simulate
from sim.experiments.trial import Effort, trial
from sim.model.talks import Talks
from sim.scenario.scenario import EXAMPLE, Scenario

CHANGE = {"parties.south.reservation": 0.45, "parties.north.war_cost": 0.1}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(EXAMPLE)


@pytest.fixture(scope="module")
def comparison(scenario) -> Comparison:
    return sim.compare(scenario, scenario.with_(CHANGE), runs=200, seed=3, draws=8)


def test_both_are_the_runs_of_sim_run(scenario, comparison):
    """Protects common random numbers: each side is what `sim.run` gives under the same seed."""
    alone = sim.run(scenario, runs=200, seed=3, draws=8)
    pd.testing.assert_frame_equal(comparison.a.runs, alone.runs)
    nested = comparison.a.nested.outcome.to_numpy(object).reshape(8, 50)
    assert (nested == alone.spread.outcome).all()
    other, _ = simulate(Job(scenario.with_(CHANGE), 200, 3))
    pd.testing.assert_frame_equal(comparison.b.runs, other)


def test_a_scenario_with_itself(scenario):
    """Protects against differences out of nothing: no number differs, and no path."""
    same = sim.compare(scenario, scenario, runs=60, draws=2)
    assert same.changes == []
    assert (same.funnel.change == 0).all()
    assert (same.funnel[["low", "high", "range_low", "range_high"]] == 0).all(axis=None)
    assert (same.blockers.change == 0).all()


def test_the_funnel_of_both(comparison):
    """Protects the table: shares as counted, and the steps that the scenario has."""
    table = comparison.funnel
    assert list(table.index) == [
        "P(convene)", "P(sign)", "P(held)", "P(agree|convened)", "P(held|agreed)",
    ]  # fmt: skip
    for side, runs in (("a", comparison.a.runs), ("b", comparison.b.runs)):
        convened = runs.outcome != "not_convened"
        assert table[side]["P(convene)"] == pytest.approx(convened.mean())
        made = runs.outcome.isin(["held", "collapsed"])
        assert table[side]["P(agree|convened)"] == pytest.approx(made[convened].mean())
    assert table.change.to_numpy() == pytest.approx((table.b - table.a).to_numpy())
    assert (table.low <= table.change).all()
    assert (table.range_low <= table.range_high).all()


def test_who_blocks_more(comparison):
    """Protects the blockers: shares of all runs on either side, the largest change first."""
    table = comparison.blockers
    assert table.index.names == ["forum", "party", "kind", "over"]
    assert table.change.abs().is_monotonic_decreasing
    for (_, party, kind, over), row in table.iterrows():
        for share, blocks in ((row.a, comparison.a.blocks), (row.b, comparison.b.blocks)):
            of = blocks[(blocks.party == party) & (blocks.kind == kind) & (blocks.over == over)]
            assert share == pytest.approx(of.run.nunique() / 200)


def test_without_a_nested_pass_the_range_is_unknown(scenario):
    alone = sim.compare(scenario, scenario.with_(CHANGE), runs=20, draws=0)
    assert alone.funnel.range_low.isna().all()
    assert (alone.funnel.draws == 0).all()


def test_no_number_depends_on_workers(scenario, comparison):
    again = sim.compare(scenario, scenario.with_(CHANGE), 200, 3, draws=8, workers=2)
    pd.testing.assert_frame_equal(again.funnel, comparison.funnel)
    pd.testing.assert_frame_equal(again.blockers, comparison.blockers)


def test_pairs_in_which_either_failed_are_left_out(scenario, comparison):
    """Protects against zeroed failures: runs 3 of A and 7 of B fail, 198 pairs are left, and the
    shares are those of these pairs.
    """
    honest = Talks.step

    def failing(bad):
        def step(self):
            if self.tables.first <= bad < self.tables.first + self.tables.runs:
                raise ArithmeticError("gone wrong")
            honest(self)

        return step

    sides = []
    for bad, side in ((3, scenario), (7, scenario.with_(CHANGE))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Talks, "step", failing(bad))
            sides.append(trial(side, Effort(200, 3, 0)))
    found = Comparison(*sides)
    assert (found.pairs, found.failures) == (198, 2)
    assert found.error == "run 3 of A: ArithmeticError: gone wrong"
    kept = ~comparison.b.runs.run.isin([3, 7])
    assert found.difference("P(held)").b == (comparison.b.runs.outcome[kept] == "held").mean()
    gain = comparison.b.runs["utility.north"][kept].mean()
    assert found.difference("E(utility.north)").b == pytest.approx(gain)


def test_progress_comes_to_the_end(scenario):
    seen = {}
    sim.compare(scenario, scenario, 10, draws=1, progress=lambda n, d, t: seen.update({n: (d, t)}))
    assert seen == {"runs of A": (60, 60), "runs of B": (60, 60)}


@pytest.mark.parametrize(("runs", "draws"), [(0, 0), (5, -1)])
def test_too_few_runs_are_refused(scenario, runs, draws):
    with pytest.raises(ValueError, match=f"runs is {runs} and draws {draws}"):
        sim.compare(scenario, scenario, runs=runs, draws=draws)
