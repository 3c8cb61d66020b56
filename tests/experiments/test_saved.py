"""The folder of one scenario's results: what is read again is what was written."""

from __future__ import annotations

import json

import pytest
from pandas.testing import assert_frame_equal

import sim
from sim.scenario.errors import ScenarioError
from sim.scenario.evidence import Claims
from sim.scenario.scenario import EXAMPLE, Scenario


@pytest.fixture(scope="module", params=[0, 4], ids=["no draws", "draws"])
def results(request):
    return sim.run(Scenario.from_data(EXAMPLE), runs=30, seed=4, draws=request.param)


def test_results_are_read_as_they_were(results, tmp_path):
    """Protects everything made from a folder later: tables, ranges and manifest are the same."""
    again = sim.open_results(results.save(tmp_path / "out"))
    for table in ("runs", "blocks", "nested", "nested_blocks", "outcomes", "funnel"):
        assert_frame_equal(getattr(again, table), getattr(results, table))
    assert_frame_equal(again.by_noise(), results.by_noise())
    assert again.manifest == results.manifest
    assert again.scenario.hash == results.scenario.hash
    assert again.seed == 4


def test_the_same_results_are_the_same_bytes(results, tmp_path):
    one, two = (results.save(tmp_path / name) for name in "ab")
    names = sorted(file.name for file in one.iterdir())
    assert names == sorted(file.name for file in two.iterdir())
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)


def test_a_changed_scenario_is_refused(results, tmp_path):
    """Protects the reader: runs are never shown under a scenario that they are not of."""
    folder = results.save(tmp_path / "out")
    results.scenario.with_({"parties.south.reservation": 0.3}).save(folder / "scenario.yaml")
    with pytest.raises(ScenarioError, match=r"scenario\.yaml is not the scenario .* run it again"):
        sim.open_results(folder)


def test_a_table_that_is_gone_or_torn_is_said(results, tmp_path):
    folder = results.save(tmp_path / "out")
    file = folder / "blocks.parquet"
    file.write_bytes(file.read_bytes()[:50])
    with pytest.raises(ScenarioError, match=r"blocks\.parquet cannot be read .* run it again"):
        sim.open_results(folder)


@pytest.mark.parametrize("text", [None, "[]", "{}", "no json"])
def test_a_folder_of_anything_else_is_said(text, tmp_path):
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"name a folder of tracktwo run --out"):
        sim.open_results(tmp_path)


def test_claims_of_ones_own_travel_with_the_results(tmp_path):
    """Protects the report: what a scenario cites can be told from its results alone."""
    here = tmp_path / "here"
    here.mkdir()
    claim = {
        "document": "letter", "actor": "north", "kind": "position", "what": "it wants the river",
        "said_by": "north", "directness": "official", "date": "2013-05",
    }  # fmt: skip
    (here / "claims.yaml").write_text(json.dumps({"north_wants": claim}), encoding="utf-8")
    listed = {"letter": {"title": "A letter"}}
    (here / "documents.yaml").write_text(json.dumps(listed), encoding="utf-8")
    data = json.loads(json.dumps(EXAMPLE))
    data["parties"]["north"]["evidence"] = {"weights": ["north_wants"]}
    (here / "river.yaml").write_text(json.dumps(data), encoding="utf-8")
    results = sim.run(str(here / "river.yaml"), runs=5, draws=0)
    folder = results.save(tmp_path / "out")
    again = sim.open_results(folder)
    assert Claims.around(again.scenario)["north_wants"]["document"] == "letter"
