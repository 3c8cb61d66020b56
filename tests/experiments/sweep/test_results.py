"""What is read back from the folder of a sweep is what was run, counted right."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.simulate import BLOCK_TYPES
from sim.experiments.sweep import sweep
from sim.experiments.sweep.results import SweepResults, open_sweep
from sim.experiments.trial import RUNS_PER_DRAW
from sim.experiments.uncertainty import range_over_draws, wilson
from sim.scenario.errors import ScenarioError
from tests.experiments.sweep.making import Here, small, study

RUNS, DRAWS = 700, 4
HELD = ["held", "agreed"]


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> SweepResults:
    folder = tmp_path_factory.mktemp("results") / "out"
    return sweep(small(), folder, executor=Here())


@pytest.fixture
def unfinished(found, tmp_path) -> SweepResults:
    """The same without its first unit and the draws, of which only the blocks are there.

    Cells 0 and 1 have no runs, and cell 2 lacks its first 600.
    """
    out = tmp_path / "unfinished"
    shutil.copytree(found.folder, out)
    for name in ("runs-0000000", "nested-0000000"):
        (out / "parts" / f"{name}.parquet").unlink()
    return open_sweep(out)


# -- rows --------------------------------------------------------------------------------------


def test_runs_are_in_order_of_cell_and_run(found):
    numbers = list(zip(found.runs.cell, found.runs.run, strict=True))
    assert numbers == [(cell, run) for cell in range(6) for run in range(RUNS)]
    assert found.runs.dtypes.astype(str).to_dict() == found.study.columns


def test_some_columns_of_some_cells(found):
    rows = found.read(columns=["outcome", "run"], cells=[4, 1, 4])
    assert list(rows) == ["outcome", "run"]
    whole = found.runs[found.runs.cell.isin([1, 4])][["outcome", "run"]]
    pd.testing.assert_frame_equal(rows, whole.reset_index(drop=True))
    assert list(found.read(columns=["outcome", "run"])) == ["outcome", "run"]
    assert len(found.read(cells=[])) == 0


@pytest.mark.parametrize("table", ["blocks", "nested", "nested_blocks"])
def test_the_other_tables(found, table):
    rows = found.read(table=table)
    assert rows.cell.is_monotonic_increasing
    of_one = rows[rows.cell == 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.read(cells=[3], table=table), of_one)
    if table == "nested":
        assert len(rows) == 6 * DRAWS * RUNS_PER_DRAW
    if table == "blocks":
        assert list(rows) == ["cell", *BLOCK_TYPES]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"table": "run"}, "there is no table 'run'; there are runs, blocks"),
        ({"columns": ["outcom"]}, r"runs has no column 'outcom'\. Did you mean outcome"),
    ],
)
def test_what_is_not_there_is_said(found, asked, said):
    with pytest.raises(ValueError, match=said):
        found.read(**asked)


def test_a_cell_that_is_not_there(found):
    with pytest.raises(IndexError, match="there is no cell 6; there are 6, from 0"):
        found.cell(6)


def test_without_a_nested_pass_its_tables_have_no_rows(tmp_path):
    out = sweep(study(runs=10), tmp_path / "out", executor=Here())
    assert list(out.read(["party", "sole"], table="nested_blocks")) == ["party", "sole"]
    assert out.read(table="nested").dtypes.astype(str).to_dict() == out.study.columns
    assert out.cells.held_range_low.isna().all()


# -- cells -------------------------------------------------------------------------------------


def test_cells_are_counted_as_by_hand(found):
    """From all rows at once, where `cells` goes part by part."""
    cells, runs, nested = found.cells, found.runs, found.read(table="nested")
    assert cells.index.tolist() == list(range(6))
    assert cells.patience.tolist() == ["0.5", "0.5", "0.9", "0.9", "1", "1"]
    for k, row in cells.iterrows():
        ended = runs[runs.cell == k].outcome.isin(HELD)
        assert (row.runs, row.failed) == (RUNS, 0)
        assert row.held == pytest.approx(ended.mean())
        assert (row.held_low, row.held_high) == wilson(int(ended.sum()), RUNS)
        under = nested[nested.cell == k].outcome.isin(HELD).to_numpy().reshape(DRAWS, -1).sum(1)
        assert (row.held_range_low, row.held_range_high) == range_over_draws(under, RUNS_PER_DRAW)
    assert cells.held.nunique() > 1  # else nothing is told apart


def test_cells_are_those_of_sim_run(found):
    for k in (0, 5):
        alone = sim.run(found.study.scenario_of(k), runs=RUNS, draws=DRAWS)
        row, funnel = found.cells.loc[k], alone.funnel
        for step in funnel.index:
            said = [row[step + end] for end in ("", "_low", "_high", "_range_low", "_range_high")]
            assert said == pytest.approx(funnel.loc[step].tolist())


def test_an_average_has_both_uncertainties(tmp_path):
    asked = small(
        quantity="E(utility.north)",
        runs=300,
        factors={"share": {"path": "parties.north.reservation", "levels": [0.2, 0.4]}},
    )
    out = sweep(asked, tmp_path / "out", executor=Here())
    row = out.cells.iloc[1]
    utility = out.read(cells=[1])["utility.north"]
    half = 1.959964 * utility.std() / np.sqrt(len(utility))
    name = "E(utility.north)"
    assert row[name] == pytest.approx(utility.mean())
    assert row[f"{name}_high"] - row[name] == pytest.approx(half)
    means = out.read(cells=[1], table="nested").groupby(lambda k: k // 50)["utility.north"].mean()
    assert means.min() <= row[f"{name}_range_low"] <= row[f"{name}_range_high"] <= means.max()


def test_cells_are_the_same_however_many_are_counted_at_once(found, monkeypatch):
    monkeypatch.setattr("sim.experiments.sweep.counts.AT_ONCE", 4)
    pd.testing.assert_frame_equal(open_sweep(found.folder).cells, found.cells)


def test_cells_are_counted_part_by_part(found, monkeypatch):
    """Protects memory: never all rows, and of no row all columns."""
    most, read = [], pd.read_parquet

    def watched(file, columns=None, **named):
        rows = read(file, columns=columns, **named)
        if Path(file).parent.name == "parts":
            most.append(rows.size)
            assert columns is not None
        return rows

    monkeypatch.setattr(pd, "read_parquet", watched)
    again = open_sweep(found.folder)
    assert len(again.cells) == 6
    assert again.failures == 0
    assert max(most) <= 2000 * 4  # a unit's runs: cell, run, outcome and status
    assert sum(most) > 3 * max(most)


# -- one cell ----------------------------------------------------------------------------------


def test_a_cell_is_what_sim_run_gives(found):
    alone = sim.run(found.study.scenario_of(3), runs=RUNS, draws=DRAWS)
    cell = found.cell(3)
    pd.testing.assert_frame_equal(cell.runs.assign(cell=0), alone.runs)
    pd.testing.assert_frame_equal(cell.blocks, alone.blocks)
    pd.testing.assert_frame_equal(cell.funnel, alone.funnel)
    assert cell.scenario.hash == alone.scenario.hash
    assert found.tell(3, 12) == alone.tell(12)


# -- differences -------------------------------------------------------------------------------


def test_compare_is_sim_compare(found):
    a, b = (found.study.scenario_of(k) for k in (1, 4))
    alone = sim.compare(a, b, runs=RUNS, draws=DRAWS)
    here = found.compare(1, 4)
    pd.testing.assert_frame_equal(here.funnel, alone.funnel)
    pd.testing.assert_frame_equal(here.blockers, alone.blockers)
    assert [c.path for c in here.changes] == ["parties.north.patience", "parties.north.reservation"]


def test_differences_are_those_of_compare(found):
    table = found.differences("P(sign)", base=2)
    assert list(table)[:2] == ["patience", "share"]
    for k in (0, 5):
        said = vars(found.compare(2, k).difference("P(sign)"))
        assert table.loc[k, list(said)].tolist() == pytest.approx(list(said.values()))
    assert table.loc[2, ["change", "low", "high"]].tolist() == [0, 0, 0]
    own = found.differences()
    assert own.b.tolist() == pytest.approx(found.cells.held.tolist())


def test_a_factor_may_have_the_name_of_a_column(tmp_path):
    factors = {"a": {"path": "parties.north.reservation", "levels": [0.2, 0.9]}}
    out = sweep(study(factors=factors, runs=30), tmp_path / "out", executor=Here())
    table = out.differences("P(sign)")
    assert table.a_level.tolist() == ["0.2", "0.9"]
    assert table.a.tolist() == [out.cells.agreed[0]] * 2


def test_a_cell_that_is_no_scenario_differs_by_nothing_that_is_known(tmp_path):
    narrow, wide = {"uniform": [0.1, 0.2]}, {"uniform": [0.1, 0.9]}
    base = small().scenarios["two-cities"].as_data()
    base["issues"]["land"] = {"options": ["a", "b"], "status_quo": "a"}
    base["parties"]["north"] |= {"weights": {"water": wide, "land": wide}}
    base["parties"]["north"]["values"]["land"] = {"a": 0, "b": 1}
    factors = {
        issue: {"path": f"parties.north.weights.{issue}", "levels": {"any": wide, "low": narrow}}
        for issue in ("water", "land")
    }
    out = sweep(study(scenario=base, factors=factors, runs=30), tmp_path / "out", executor=Here())
    table = out.differences()
    assert table.change.notna().tolist() == [True, True, True, False]
    with pytest.raises(ScenarioError, match=r"add up to 0\.4 at most"):
        out.compare(0, 3)
    assert out.cells.held.notna().tolist() == [True, True, True, False]


# -- other ways to read ------------------------------------------------------------------------


def test_query_is_sql_on_the_same_rows(found):
    pytest.importorskip("duckdb")
    share = "avg((outcome IN ('held', 'agreed'))::INT)"
    table = found.query(f"SELECT cell, {share} AS share FROM runs GROUP BY cell ORDER BY cell")
    assert table.share.tolist() == pytest.approx(found.cells.held.tolist())
    assert found.query("SELECT count(*) AS n FROM nested").n[0] == 6 * DRAWS * RUNS_PER_DRAW
    assert found.query("SELECT count(*) AS n FROM blocks").n[0] == len(found.read(table="blocks"))
    best = found.query("SELECT patience, max(held) AS best FROM cells GROUP BY 1 ORDER BY 1")
    assert best.patience.tolist() == ["0.5", "0.9", "1"]
    assert best.best.tolist() == found.cells.groupby("patience").held.max().tolist()


def test_query_without_rows_and_with_a_strange_folder(tmp_path):
    pytest.importorskip("duckdb")
    out = sweep(study(runs=10), tmp_path / "it's [here]", executor=Here())
    assert out.query("SELECT count(*) AS n FROM runs").n[0] == 60
    assert out.query("SELECT count(*) AS n FROM nested").n[0] == 0


def test_to_xarray_has_a_dimension_for_each_factor(found):
    pytest.importorskip("xarray")
    data = found.to_xarray()
    assert dict(data.sizes) == {"patience": 3, "share": 2}
    assert float(data.held.sel(patience="0.9", share="0.4")) == found.cells.held[3]
    assert float(data.runs.sum()) == 6 * RUNS


def test_to_xarray_is_for_full_grids(tmp_path):
    pytest.importorskip("xarray")
    out = sweep(study(runs=10, design="one_at_a_time"), tmp_path / "out", executor=Here())
    with pytest.raises(ValueError, match=r"only a full grid is an array, .* one_at_a_time"):
        out.to_xarray()


# -- unfinished --------------------------------------------------------------------------------


def test_what_is_there_of_an_unfinished_sweep_is_read(unfinished):
    assert unfinished.missing == 2
    assert unfinished.runs.run.iloc[0] == 600
    assert unfinished.cells.runs.tolist() == [0, 0, 100, 700, 700, 700]
    assert unfinished.cells.held.isna().tolist() == [True, True, False, False, False, False]
    assert repr(unfinished).endswith("2,200 runs, 2 units of work missing)")


def test_blocks_of_a_unit_that_is_not_done_are_not_read(unfinished, found):
    """They are written first, so whoever is killed in between leaves them."""
    assert (unfinished.folder / "parts" / "blocks-runs-0000000.parquet").exists()
    blocks, whole = unfinished.read(table="blocks"), found.read(table="blocks")
    there = (whole.cell > 2) | ((whole.cell == 2) & (whole.run >= 600))
    pd.testing.assert_frame_equal(blocks, whole[there].reset_index(drop=True))
    assert len(unfinished.read(table="nested_blocks")) == 0


def test_runs_of_an_unfinished_sweep_are_not_paired_wrongly(unfinished, found):
    """Run k is compared with run k, so what stands after a gap is left out."""
    assert len(unfinished.cell(2).runs) == 0
    here = unfinished.compare(3, 4).difference("P(held)")
    whole = found.compare(3, 4).difference("P(held)")
    assert (here.change, here.low) == (whole.change, whole.low)
    assert np.isnan(here.range_low)
    assert np.isnan(unfinished.compare(2, 4).difference("P(held)").change)


# -- how it is shown ---------------------------------------------------------------------------


def test_how_it_is_shown(found):
    assert repr(found) == "SweepResults('how-patient': 6 cells, 4,200 runs)"
    shown = found._repr_html_()
    assert "<table" in shown
    assert "simulation" in shown  # the page, with both uncertainties
    assert "What does patience bring?" in shown


def test_what_is_no_folder_of_a_sweep_is_said(tmp_path):
    with pytest.raises(ScenarioError, match=r"there is no sweep here \(no manifest\.json"):
        open_sweep(tmp_path)
    sim.run(small().scenarios["two-cities"], runs=10, draws=0).save(tmp_path / "one")
    with pytest.raises(ScenarioError, match="the results of one scenario, not of a sweep"):
        open_sweep(tmp_path / "one")
