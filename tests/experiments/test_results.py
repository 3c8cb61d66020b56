"""What `sim.run` gives back: columns that scripts rely on, tables, files, the manifest."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.uncertainty import wilson
from sim.scenario.scenario import EXAMPLE, Scenario

RUNS = 200


@pytest.fixture(scope="module")
def results():
    return sim.run(Scenario.from_data(EXAMPLE), runs=RUNS, seed=4, draws=6)


def test_columns_of_runs(results):
    """Protects the contract of section 7: columns, their order, and that parameters come on request
    only.
    """
    assert list(results.runs.columns) == [
        "cell", "run", "outcome", "stage", "period", "convened_period", "signed_period", "ended_by",
        "ended_over", "defied_by", "attempts",
        "first_failure", "package.water", "signed_by", "utility.north", "utility.south",
        "no_talks.north", "no_talks.south",
        "forum.summit.outcome", "run_status", "error",
    ]  # fmt: skip
    assert (results.runs["forum.summit.outcome"] == results.runs.outcome).all()
    assert (results.runs.attempts == 1).all()


def test_columns_of_blocks(results):
    """Protects the second table of the contract."""
    assert list(results.blocks.columns) == [
        "run", "forum", "party", "kind", "over", "refused_by", "sole",
    ]  # fmt: skip
    assert set(results.blocks.forum) == {"summit"}


def test_a_package_is_named_where_one_was_signed(results):
    """Protects `package.<issue>`: an option where talks came to a signature, nothing elsewhere."""
    signed = results.runs.outcome.isin(["held", "collapsed", "not_ratified"])
    assert results.runs["package.water"].notna().equals(signed)
    assert set(results.runs["package.water"].dropna()) <= {"south", "shared", "north"}


def test_when_talks_convened_and_who_signed_is_written_down(results):
    """Protects the dates: those of the act itself, in order, and none where it never happened."""
    runs = results.runs
    convened = runs.outcome != "not_convened"
    signed = runs["package.water"].notna()
    assert signed.any()
    assert not signed.all()
    assert runs.convened_period.notna().equals(convened)
    assert runs.signed_period.notna().equals(signed)
    assert runs.signed_by.notna().equals(signed)
    assert set(runs.signed_by.dropna()) == {"north, south"}
    dated = runs[signed]
    assert (dated.convened_period < dated.signed_period).all()
    assert (dated.signed_period <= dated.period).all()


def test_dates_are_those_of_the_trace(results):
    """Protects the dates against the story of the same run."""
    run = results.pick("held")
    acts = results.trace(run)
    row = results.runs.loc[run]
    assert acts[acts.act == "convene"].period.tolist() == [row.convened_period]
    assert acts[acts.act == "sign"].period.tolist() == [row.signed_period]


def test_outcomes_have_both_uncertainties(results):
    """Protects the headline: shares that sum to 1, Wilson's interval around each, and a range over
    draws.
    """
    table = results.outcomes
    assert table.index.name == "outcome"
    assert list(table.columns) == ["share", "low", "high", "range_low", "range_high"]
    assert table.share.sum() == pytest.approx(1)
    assert table.share.is_monotonic_decreasing
    for name, row in table.iterrows():
        hits = int((results.runs.outcome == name).sum())
        assert (row.low, row.high) == wilson(hits, RUNS)
        assert 0 <= row.range_low <= row.range_high <= 1


def test_without_a_nested_pass_the_range_is_unknown():
    """Protects against a headline that hides the second uncertainty: it is NaN, not 0."""
    alone = sim.run(Scenario.from_data(EXAMPLE), runs=5, draws=0)
    assert alone.outcomes.range_low.isna().all()
    assert alone.spreads == []


def test_the_funnel_narrows(results):
    """Protects the funnel: the steps the scenario has, each within the one before, counted by
    hand.
    """
    funnel = results.funnel
    assert list(funnel.index) == ["convened", "agreed", "held"]  # no factions, so nothing to ratify
    assert (np.diff(funnel.share) <= 0).all()
    assert funnel.share["convened"] == (results.runs.outcome != "not_convened").mean()
    assert funnel.share["held"] == (results.runs.outcome == "held").mean()


def test_three_levels_of_noise(results):
    """Protects "print all three": each step of the funnel at .02, .05 and .1."""
    table = results.by_noise()
    assert sorted(set(table.noise)) == [0.02, 0.05, 0.1]
    assert len(table) == 9
    assert (table.range_low <= table.range_high).all()


def test_packages(results):
    """Protects the table of packages: shares of all runs, and how many of those signed held."""
    table = results.packages
    assert table.index.names == ["water"]
    runs = results.runs
    for option, row in table.iterrows():
        of = runs[runs["package.water"] == option]
        assert row.share == pytest.approx(len(of) / RUNS)
        assert row.held == pytest.approx((of.outcome == "held").mean())


def test_blockers(results):
    """Protects who stood in the way: each row is the share of runs in which it did."""
    for (party, kind, over), row in results.blockers.iterrows():
        b = results.blocks
        of = b[(b.party == party) & (b.kind == kind) & (b.over == over)]
        assert row.share == pytest.approx(of.run.nunique() / RUNS)
        assert row.sole == pytest.approx(of.sole.mean())


def test_utilities(results):
    """Protects the comparison with no talks: south has 0.4 without them, whatever is drawn."""
    table = results.utilities
    assert list(table.columns) == ["with_talks", "without", "gain", "gain_low", "gain_high"]
    assert table.without["south"] == pytest.approx(0.4)
    assert 0.1 <= table.without["north"] <= 0.5
    assert table.gain.to_numpy() == pytest.approx(table.with_talks - table.without)


def test_params_are_redrawn_not_stored(results):
    """Protects `param.<path>`: what was drawn is what the model used: north's reservation value is
    its no-talks utility.
    """
    params = results.params("parties.north.reservation")
    assert list(params.columns) == ["param.parties.north.reservation"]
    np.testing.assert_array_equal(
        params["param.parties.north.reservation"], results.runs["no_talks.north"]
    )
    everything = results.params()
    assert "param.parties.south.patience" in everything
    assert not [c for c in everything if c.endswith("weights")]


def test_a_trace_ends_as_its_run_did(results):
    """Protects `trace`: run k told again comes to the very end of row k."""
    for k in (0, 17, 101):
        trace = results.trace(k)
        assert list(trace.columns[:7]) == [
            "run", "period", "forum", "stage", "actor", "act", "answer",
        ]  # fmt: skip
        end = trace.iloc[-1]
        row = results.runs.iloc[k]
        assert (end.act, end.about, end.period) == ("end", row.outcome, row.period)
        assert set(trace.run) == {k}


def test_pick_is_a_run_of_the_commonest_kind(results):
    """Protects `tell --outcome`: a run that ended so; and a message with what there is where none
    did.
    """
    assert results.runs.outcome[results.pick("held")] == "held"
    with pytest.raises(LookupError, match="held"):
        results.pick("military_decision")


def test_saved_tables_are_the_tables(results, tmp_path):
    """Protects the files: what is read back is what was computed."""
    folder = results.save(tmp_path / "deep" / "out")
    runs = pd.read_parquet(folder / "runs.parquet")
    blocks = pd.read_parquet(folder / "blocks.parquet")
    pd.testing.assert_frame_equal(runs, results.runs, check_dtype=False)
    pd.testing.assert_frame_equal(blocks, results.blocks, check_dtype=False)
    assert sorted(p.name for p in folder.iterdir()) == [
        "blocks.parquet", "manifest.json", "nested.parquet", "nested_blocks.parquet",
        "noise.parquet", "runs.parquet", "scenario.yaml",
    ]  # fmt: skip


def test_a_file_is_written_whole_or_not_at_all(results, tmp_path, monkeypatch):
    """Protects results against an interrupted write: the old file stays, and nothing half-written
    is left.
    """
    results.save(tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def torn(self, path, **_):
        path.write_bytes(b"PAR1 and then the power failed")
        raise OSError("no space left")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", torn)
    with pytest.raises(OSError, match="no space"):
        results.save(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_the_manifest_is_enough_to_make_the_results_again(results, tmp_path):
    """Protects `rerun`: scenario, seed and runs of the manifest give the same table."""
    results.save(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["scenario_hash"] == results.scenario.hash
    assert manifest["failed"] == 0
    assert [n["noise"] for n in manifest["nested"]] == [0.02, 0.05, 0.1]
    assert {"numpy", "numba", "mesa"} <= set(manifest["versions"])
    file = tmp_path / "again.yaml"
    file.write_text(manifest["scenario_file"])
    again = sim.run(str(file), runs=manifest["runs"], seed=manifest["seed"], draws=0)
    assert again.scenario.hash == manifest["scenario_hash"]
    pd.testing.assert_frame_equal(again.runs, results.runs, check_exact=True)


def test_repr_says_what_came_of_it(results):
    """Protects the notebook: name, runs, seed and shares in one line."""
    text = repr(results)
    assert text.startswith("Results('two-cities', 200 runs, seed 4: held")
    assert "%" in text


@pytest.mark.parametrize(("runs", "draws"), [(0, 0), (-3, 0), (5, -1)])
def test_too_few_runs_are_refused(runs, draws):
    """Protects against empty tables: the message has both numbers."""
    with pytest.raises(ValueError, match=f"runs is {runs} and draws {draws}"):
        sim.run(Scenario.from_data(EXAMPLE), runs=runs, draws=draws)
