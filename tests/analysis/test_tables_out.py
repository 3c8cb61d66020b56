"""The tables that are handed on hold what the results hold, and say what their numbers are."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sim.analysis.sheets import BOTH, TABLES
from sim.extras import NotInstalled
from tests.analysis.conftest import make

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture(scope="module")
def book(geneva, tmp_path_factory):
    file = geneva.to_excel(tmp_path_factory.mktemp("book") / "results.xlsx")
    return geneva, openpyxl.load_workbook(file)


def test_a_sheet_for_each_table_after_one_that_says_what_it_is(book):
    results, sheets = book
    assert sheets.sheetnames == ["about", *TABLES]
    said = {row[0]: row[1] for row in sheets["about"].iter_rows(values_only=True)}
    assert results.scenario.title in said
    assert said["SHA-256 of what the model reads"] == results.scenario.hash
    assert said["seed"] == "0"
    assert all("Simulation noise" in said[name] for name in TABLES if name != "noise")
    assert "not an oracle" in said["what this is not"]


def test_shares_are_numbers_shown_in_percent_with_both_uncertainties(book):
    results, sheets = book
    header, *rows = sheets["funnel"].iter_rows()
    assert [cell.value for cell in header] == ["stage", "what it means", *BOTH.values()]
    for row, (stage, table) in zip(rows, results.funnel.iterrows(), strict=True):
        assert row[0].value == stage
        assert [cell.value for cell in row[2:]] == pytest.approx(list(table))
        assert {cell.number_format for cell in row[2:]} == {"0.0%"}


def test_what_we_do_not_know_of_blockers_and_gains_is_over_the_nested_pass(book):
    """Protects the range: it is of the runs under draws, counted draw by draw."""
    results, _ = book
    table = TABLES["blockers"](results).table
    low, high = table[BOTH["range_low"]], table[BOTH["range_high"]]
    assert (low <= high).all()
    first, each = results.blockers.index[0], results.spread.runs_per_draw
    mine = results.nested_blocks.set_index(["party", "kind", "over"]).loc[[first]]
    shares = np.array([(mine.run // each == draw).sum() / each for draw in range(4)])
    assert shares.min() <= low[0] <= high[0] <= shares.max()
    packages, first = TABLES["packages"](results).table, results.packages.index[0]
    columns = [f"package.{issue}" for issue in results.packages.index.names]
    mine = results.nested[(results.nested[columns].to_numpy(object) == first).all(axis=1)]
    shares = np.array([(mine.run // each == draw).sum() / each for draw in range(4)])
    low, high = packages[BOTH["range_low"]][0], packages[BOTH["range_high"]][0]
    assert shares.min() <= low <= high <= shares.max()
    assert high > 0
    gains = TABLES["utilities"](results).table.set_index("party")
    assert gains["what we do not know, middle 8 in 10 from (points)"].notna().all()
    assert gains.loc["Russia", "gain (points)"] == pytest.approx(
        100 * results.utilities.gain["russia"]
    )


def test_without_draws_what_we_do_not_know_stays_empty(tmp_path):
    file = make(["held", "deadlock", "not_convened"]).to_excel(tmp_path / "made.xlsx")
    for row in openpyxl.load_workbook(file)["packages"].iter_rows(min_row=2, values_only=True):
        assert row[4:6] == (None, None)
        assert row[1] == pytest.approx(1 / 3)


def test_the_same_results_are_the_same_bytes(book, tmp_path, monkeypatch):
    results, _ = book
    first = results.to_excel(tmp_path / "one.xlsx").read_bytes()
    monkeypatch.setattr("time.localtime", lambda *_: (2001, 2, 3, 4, 5, 6, 0, 0, 0))
    monkeypatch.setattr("openpyxl.writer.excel.datetime", _Later)
    assert results.to_excel(tmp_path / "two.xlsx").read_bytes() == first


class _Later:
    """A clock that stands at another time."""

    class datetime:
        @staticmethod
        def now(tz=None):
            import datetime

            return datetime.datetime(2001, 2, 3, tzinfo=tz)

    import datetime as _real

    timezone = _real.timezone


def test_a_title_is_no_formula(tmp_path):
    results = make(["held"])
    results.scenario = results.scenario.with_({"title": "=1+1"})
    about = openpyxl.load_workbook(results.to_excel(tmp_path / "a.xlsx"))["about"]
    assert about["A1"].value == "'=1+1"
    assert about["A1"].data_type == "s"


@pytest.mark.parametrize(("library", "extra"), [("openpyxl", "excel"), ("jinja2", "latex")])
def test_what_is_missing_is_said_in_a_line(library, extra, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "pandas.io.formats.style", raising=False)
    results = make(["held"])
    with pytest.raises(NotInstalled, match=rf"pip install 'tracktwo\[{extra}\]'$"):
        results.to_excel(tmp_path / "a.xlsx") if extra == "excel" else results.to_latex("funnel")
