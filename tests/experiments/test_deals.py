"""Signed packages are held against what could have been signed in the same run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.deals import Deals, _judged, deals
from sim.experiments.incidence import incidence
from sim.experiments.jointly import jointly
from sim.experiments.results import Results
from sim.experiments.space import Space
from sim.model.offers import offers
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.analysis.conftest import make
from tests.model.small import war


@pytest.fixture(scope="module")
def results() -> Results:
    return sim.run(Scenario.from_data(EXAMPLE), runs=150, seed=4, draws=6)


def test_what_is_offered_is_what_the_runs_say(results):
    """Protects the rule against a second implementation: reservation values are the rows' own."""
    numbers = results.runs.run.to_numpy()[::7]
    [few] = offers(results.scenario, results.seed, numbers)
    own = results.runs.loc[numbers, ["no_talks.north", "no_talks.south"]].to_numpy()
    np.testing.assert_array_equal(few.no_talks, own)
    np.testing.assert_allclose(few.utility[0], [[0, 1], [0.6, 0.5], [1, 0]])


def test_offers_come_in_parts_as_one_by_one(results, monkeypatch):
    """Protects the blocks: any split gives the same numbers, and the draws of the nested pass."""
    numbers = np.array([3, 499, 500, 1203])
    whole = list(offers(results.scenario, 4, numbers))
    assert [some.rows.tolist() for some in whole] == [[3, 499], [500], [1203]]
    monkeypatch.setattr("sim.model.offers.AT_ONCE", 1)
    single = list(offers(results.scenario, 4, numbers))
    assert len(single) == 4
    np.testing.assert_array_equal(
        np.concatenate([some.no_talks for some in whole]),
        np.concatenate([some.no_talks for some in single]),
    )
    shared = [some.no_talks for some in offers(results.scenario, 4, numbers, runs_per_draw=500)]
    np.testing.assert_array_equal(shared[0], shared[1])  # runs 3 and 499
    assert not np.array_equal(shared[1], shared[2])


def test_a_deal_that_leaves_the_war_going_on_is_worth_what_fighting_on_is():
    """Protects the unit: agreeing on things as they stand is then worth just having no talks."""
    data = war() | {"format": 1}
    forum = next(iter(data["forums"].values()))
    forum["ends_war"] = False
    scenario = Scenario.from_data(data)
    [few] = offers(scenario, 0, np.array([0]))
    t = few.tables
    now = np.flatnonzero((t.packages[:, t.agenda] == t.status_quo[t.agenda]).all(axis=1))
    np.testing.assert_allclose(few.utility[:, now[0]], few.no_talks)


def test_deals_of_two_cities_by_hand(results):
    """Protects gains, rationality and the Nash ratio: sharing is worth 60 and 50, south has 40."""
    table = deals(results).set_index("run")
    assert len(table) == results.runs["package.water"].notna().sum()
    shared = table[results.runs["package.water"][table.index] == "shared"]
    assert len(shared)
    own = results.runs.loc[shared.index, "no_talks.north"]
    np.testing.assert_allclose(shared["gain.north"], 60 - 100 * own)
    np.testing.assert_allclose(shared["gain.south"], 10)
    np.testing.assert_allclose(shared.nash_ratio.astype(float), 1)
    assert shared[["zone", "rational_for_all", "efficient", "at_nash"]].all(axis=None)
    assert (shared.left_on_table == 0).all()


def test_a_deal_below_a_reservation_value_is_said_to_be():
    """Protects the verdict with a made-up signature: all of the water to north, south has 0."""
    made = make(["held"])
    made.runs["package.water"] = "north"
    [row] = deals(made).itertuples()
    assert not row.rational_for_all
    assert row.zone
    assert row.efficient
    assert row.nash_ratio == 0
    table = deals(made)
    assert table["gain.south"].tolist() == pytest.approx([-40])
    assert table["rational.south"].tolist() == [False]
    assert table["rational.north"].tolist() == [True]


def test_what_was_left_on_the_table_by_hand():
    """Protects both distances, the ratio, and red lines: what nobody could sign is not missed."""
    value = np.array([[[0.5, 0.5], [0.7, 0.6], [0.9, 0.9]]])
    first = np.array([0])
    found = _judged(value, np.array([[0.4, 0.4]]), first, np.array([True, True, False]))
    assert found["left_on_table"] == pytest.approx([10])
    assert found["distance"] == pytest.approx([100 * np.hypot(0.2, 0.1)])
    assert found["nash_ratio"] == pytest.approx([0.01 / 0.06])
    assert not found["efficient"][0]
    assert not found["at_nash"][0]
    every = _judged(value, np.array([[0.4, 0.4]]), first, np.ones(3, bool))
    assert every["left_on_table"] == pytest.approx([40])


def test_without_a_zone_there_is_no_ratio():
    value = np.array([[[0.5, 0.5], [0.7, 0.2]]])
    found = _judged(value, np.array([[0.6, 0.6]]), np.array([0]), np.ones(2, bool))
    assert not found["zone"][0]
    assert np.isnan(found["nash_ratio"][0])
    assert found["at_nash"][0] is None


def test_summaries_carry_both_uncertainties(results):
    found = Deals.of(results)
    summary = found.summary
    assert ((summary.low <= summary.value) & (summary.value <= summary.high)).all()
    assert summary.loc["rational_for_all", "range_low"] >= 0
    table = found.table
    assert summary.value["rational_for_all"] == table.rational_for_all.mean()
    assert found.gains.value["north"] == pytest.approx(table["gain.north"].mean())
    assert found.gains.rational["south"] == table["rational.south"].mean()
    assert found.gains.range_low.notna().all()


def test_what_is_saved_can_be_counted_again(results, tmp_path):
    """Protects the folder: all that is counted comes out the same of results that were opened."""
    opened = sim.open_results(results.save(tmp_path))
    pd.testing.assert_frame_equal(Deals.of(opened).summary, Deals.of(results).summary)
    pd.testing.assert_frame_equal(incidence(opened), incidence(results))
    pd.testing.assert_frame_equal(jointly(opened), jointly(results))


def test_nothing_signed_is_an_empty_table():
    found = Deals.of(make(["deadlock"] * 3))
    assert found.table.empty
    assert found.gains.empty


def test_the_space_of_two_cities(results):
    """Protects the figure's table: means over draws, solutions, and shares of what is signed."""
    space = Space.of(results)
    table = space.table.set_index("package")
    assert space.parties == ("north", "south")
    assert table["utility.north"].tolist() == pytest.approx([0, 0.6, 1])
    assert table.efficient.tolist() == [False, True, False]
    assert table.nash.tolist() == [False, True, False]
    share = results.runs["package.water"].eq("shared").mean()
    assert table.share["water=shared"] == pytest.approx(share)
    assert table.range_low.notna().all()
    mean = results.runs["no_talks.north"].mean()
    assert space.no_talks[0][0] == pytest.approx(mean)
    assert space.no_talks[1] == pytest.approx((0.4, 0.4, 0.4))


def test_parties_of_a_space_are_those_asked_for(results):
    assert Space.of(results, ("south", "north")).parties == ("south", "north")
    with pytest.raises(ValueError, match="'east' is no party; there are north, south"):
        Space.of(results, ("east", "north"))
