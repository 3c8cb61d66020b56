"""Cumulative incidence counts what came first, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.incidence import events, incidence, reached
from sim.experiments.results import Results
from sim.experiments.uncertainty import wilson
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.analysis.conftest import make


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.run(Scenario.from_data(EXAMPLE), runs=150, seed=4, draws=6)


def dated(rows: list[tuple[str | None, int, int | None, int | None]]) -> Results:
    """Make runs up of (outcome, period, convened in, signed in)."""
    made = make([row[0] for row in rows])
    for place, column in enumerate(("period", "convened_period", "signed_period"), start=1):
        made.runs[column] = pd.array([row[place] for row in rows], dtype="Int64")
    return made


def shares(table: pd.DataFrame, cause: str) -> list[float]:
    return table[table.cause == cause].share.tolist()


def test_competing_outcomes_by_hand():
    """Protects the estimator: one less those still waiting (Kaplan & Meier) would end at 1."""
    found = dated(
        [("walkout", 1, 1, None), ("held", 9, 1, 2), ("held", 9, 1, 3), ("deadlock", 3, 1, None)]
    )
    table = incidence(found, "signed")
    assert table.cause.unique().tolist() == ["signed", "walkout", "deadlock"]
    assert shares(table, "signed") == [0, 0, 0.25, 0.5]
    assert shares(table, "walkout") == [0, 0.25, 0.25, 0.25]
    assert shares(table, "deadlock") == [0, 0, 0, 0.25]
    assert reached(found, "signed") == 2
    assert reached(found, "ended") == 3


def test_what_counts_is_the_first_signature():
    """Protects ways back: signed, not ratified, and then never again is signed."""
    table = incidence(dated([("not_convened", 9, 1, 2), ("not_convened", 4, None, None)]), "signed")
    assert shares(table, "signed") == [0, 0, 0.5, 0.5, 0.5]
    assert shares(table, "not_convened") == [0, 0, 0, 0, 0.5]


def test_failed_runs_are_in_no_number():
    table = incidence(dated([("held", 3, 1, 2), (None, 0, None, None)]), "convened")
    assert shares(table, "convened") == [0, 1]


def test_what_never_comes_is_reached_by_no_period():
    assert reached(dated([("not_convened", 3, None, None)]), "convened") is None


@pytest.mark.parametrize(("event", "step"), [("convened", "convened"), ("signed", "agreed")])
def test_in_the_end_it_is_the_funnel(results, event, step):
    """Protects both uncertainties: where nothing is tried twice the last row is the funnel's."""
    last = incidence(results, event).query("cause == @event").iloc[-1]
    for column in ("share", "low", "high", "range_low", "range_high"):
        assert last[column] == pytest.approx(results.funnel.loc[step, column], abs=1e-12)


@pytest.mark.parametrize("event", ["convened", "signed", "ended"])
def test_shares_rise_and_add_up(results, event):
    table = incidence(results, event)
    wide = table.pivot_table(index="period", columns="cause", values="share")
    assert (wide.diff().dropna() >= 0).all(axis=None)
    np.testing.assert_allclose(wide.iloc[-1].sum(), 1)
    assert ((table.low <= table.share + 1e-12) & (table.share <= table.high)).all()
    assert table.range_low.notna().all()


def test_an_event_that_cannot_come_is_refused(results):
    data: dict = Scenario.from_data(EXAMPLE).with_({"forums.summit.stages": ["bargain"]})
    assert events(sim.run(data, runs=2, draws=0)) == ("signed", "ended")
    with pytest.raises(ValueError, match="event 'born' cannot come in this forum; there are conv"):
        incidence(results, "born")


def test_all_that_comes_instead_is_one_cause_with_its_own_uncertainties():
    """Protects the complement: other ends add up run by run and draw by draw."""
    found = dated([("walkout", 1, 1, None), ("held", 9, 1, 2), ("deadlock", 3, 1, None)])
    table = incidence(found, "signed", together=True)
    assert shares(table, "otherwise") == [0, *[pytest.approx(k / 3) for k in (1, 1, 2)]]
    last = table[table.cause == "otherwise"].iloc[-1]
    assert (last.low, last.high) == wilson(2, 3)
    never = incidence(dated([("held", 9, 1, 2)]), "signed", together=True)
    assert never[never.cause == "otherwise"].high.iloc[-1] == wilson(0, 1)[1]
    with pytest.raises(ValueError, match="nothing comes instead of 'ended'"):
        incidence(found, "ended", together=True)


def test_other_ends_together_range_over_draws_as_one(results):
    """Protects the range: under each draw, what has not happened by the end has ended otherwise."""
    curve = incidence(results, "signed", together=True)
    last = curve[curve.period == curve.period.max()].set_index("cause")
    assert last.share.sum() == pytest.approx(1)
    assert last.range_low["otherwise"] == pytest.approx(1 - last.range_high["signed"])
