"""An explanation: its numbers are those of comparisons, and its shares add up."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.explain.attribution import attributed, planned
from sim.experiments.explain.desk import Desk
from sim.experiments.explain.explanation import FILES
from sim.experiments.explain.levers import levers
from sim.experiments.explain.shapley import weights
from sim.experiments.explain.tally import Tallies
from sim.experiments.paired import Ratio, contrast, difference
from sim.experiments.trial import Effort, trial
from sim.experiments.uncertainty import Z95
from sim.registry import load_plugin
from sim.scenario.scenario import EXAMPLE
from tests.experiments.explain.cities import three

UNCERTAIN = ["low", "high", "range_low", "range_high"]
BROKEN = """
from sim import Strategy, strategies

@strategies.register("breaks_with_ties")
class Breaks(Strategy):
    \"\"\"Fails where it is asked for an offer.\"\"\"

    def propose(self, view):
        raise RuntimeError("no idea")

    accepts = propose
"""


def test_each_alone_is_a_comparison(explained):
    """Protects against a second way of comparing: the same numbers as `sim.compare`."""
    without = three().drop("ties.west_north")
    own = sim.compare(three(), without, runs=120, draws=3, seed=4).funnel
    rows = explained.pivotal[explained.pivotal.name == "west_north"].set_index("quantity")
    np.testing.assert_array_equal(rows[own.columns].to_numpy(), own.to_numpy())
    assert list(rows.index) == list(own.index)


def test_every_lever_is_tried_in_every_way(explained):
    ways = explained.pivotal.groupby("name", sort=False).how.unique().map(list).to_dict()
    assert ways["north.dam"] == ["dropped", "met", "both"]
    assert ways["west_north"] == ["dropped"]
    assert set(ways) == {lever.name for lever in explained.levers}


def test_shares_add_up_to_the_total(explained):
    """Efficiency, on simulated runs and for every kind and quantity."""
    sums = explained.attribution.groupby(["kind", "quantity"]).value.sum()
    totals = explained.total.set_index(["kind", "quantity"]).value
    np.testing.assert_allclose(sums[totals.index], totals, rtol=0, atol=1e-12)
    assert len(totals) == 5 * 5 - 2  # of talks without a table nothing can be asked


def test_one_of_a_kind_has_the_whole_effect(explained):
    share = explained.attribution[explained.attribution.kind == "threat"]
    alone = explained.pivotal[explained.pivotal.kind == "threat"]
    np.testing.assert_allclose(share.value, alone.change, atol=1e-15)
    np.testing.assert_allclose(share[UNCERTAIN], alone[UNCERTAIN], atol=1e-12)


def test_without_a_table_nothing_happens(explained):
    seats = explained.total[explained.total.kind == "party"]
    assert set(seats.b) == {0.0}
    assert not seats.quantity.str.contains("|", regex=False).any()
    whole = explained.left_out[explained.left_out.name == ""]
    assert whole.why.str.contains("has no meaning").all()


def test_what_several_open_is_counted_run_by_run(explained):
    """Protects the words on joint blocking, from the runs themselves."""
    pair = explained.together[
        (explained.together.kind == "precondition") & (explained.together.quantity == "P(convene)")
    ].iloc[0]
    scenario = three()
    gone = [f"parties.north.preconditions.{name}" for name in ("dam", "refugees")]
    came = [
        trial(each, Effort(120, 4, 0)).runs.outcome != "not_convened"
        for each in (scenario, scenario.drop(gone[0]), scenario.drop(gone[1]),
                     scenario.drop(gone[0]).drop(gone[1]))
    ]  # fmt: skip
    own, first, second, both = (side.to_numpy() for side in came)
    opened = both & ~own
    assert pair.names == ("north.dam", "north.refugees")
    assert pair.opened == pytest.approx(opened.mean())
    assert pair.opened_by_each == pytest.approx((opened & first & second).mean())
    assert pair.opened_by_none == pytest.approx((opened & ~first & ~second).mean())
    alone = [side.mean() - own.mean() for side in (first, second)]
    assert pair.excess == pytest.approx(both.mean() - own.mean() - sum(alone))


def test_the_interval_of_a_share_is_that_of_a_mean_over_runs():
    """A lever's share in one run is a number; over runs it has a mean and a standard error."""
    rng = np.random.default_rng(3)
    over = (rng.random((4, 300)) < np.array([0.2, 0.3, 0.5, 0.6])[:, None]).astype(float)
    row = weights(2)[0]
    found = contrast(row, Ratio(over, np.ones_like(over)))
    each = row @ over
    assert found.value == pytest.approx(each.mean())
    assert found.high - found.value == pytest.approx(Z95 * each.std(ddof=1) / 300**0.5)
    pair = difference(Ratio(over[0], np.ones(300)), Ratio(over[1], np.ones(300)))
    less = contrast(np.array([-1.0, 1.0, 0.0, 0.0]), Ratio(over, np.ones_like(over)))
    assert (pair.change, pair.low, pair.high) == (less.value, less.low, less.high)


def test_each_distinct_scenario_is_run_once(explained):
    """Alone and in sets, met and met and dropped: 15 ways, of which some are the same scenario."""
    seen: dict[str, int] = {}

    def watch(name: str, done: int, total: int) -> None:
        seen[name] = total if done >= total else 0

    own = trial(three(), Effort(20, 0, 0))
    desk = Desk(own, watch)
    first = desk.found(three(), "again")
    assert desk.scenarios == 1
    assert desk.found(three(title="Another title"), "by another name") is first
    assert seen == {"again": 20, "by another name": 20}
    assert explained.scenarios == len(explained.levers) + 4 + 3  # met and both; sets; as written


def test_workers_change_no_number(explained):
    again = sim.explain(three(), runs=120, draws=3, seed=4, kinds=["tie"], workers=2)
    own = explained.attribution[explained.attribution.kind == "tie"]
    np.testing.assert_array_equal(again.attribution.value, own.value)
    np.testing.assert_array_equal(again.attribution[UNCERTAIN], own[UNCERTAIN])


def test_results_are_explained_with_their_own_seed(explained):
    results = sim.run(three(), runs=30, draws=0, seed=4)
    found = sim.explain(results, runs=120, draws=3, kinds=["threat"])
    assert found.results is results
    assert found.effort.seed == 4
    own = explained.pivotal[explained.pivotal.kind == "threat"]
    np.testing.assert_array_equal(found.pivotal.change, own.change)


def test_too_many_are_said_and_tried_alone_only():
    own = trial(three(), Effort(20, 0, 0))
    chosen = levers(three(), ["tie", "threat"])
    shares = attributed(Desk(own), chosen, most=1)
    assert list(shares.total.kind.unique()) == ["threat"]
    [why] = shares.left_out
    assert (why.kind, why.name) == ("tie", "")
    assert "there are 2 of them" in why.why
    assert "4 scenarios" in why.why
    assert planned(chosen, 1) == 0
    assert planned(chosen, 2) == 1


def test_a_set_that_is_no_scenario_makes_its_kind_impossible():
    """The set is named, and why."""
    own = trial(three(), Effort(20, 0, 0))
    first, second = levers(three(), ["tie"])
    broken = replace(second, change=lambda s: s.with_({"noise": -1}))
    shares = attributed(Desk(own), [first, broken])
    [why] = shares.left_out
    assert why.why.startswith("without west_south there is no scenario: noise")
    assert shares.attribution.empty


def test_runs_that_fail_are_out_of_every_number(tmp_path):
    """Out loud: in which variant, and the first error; and in no set in which any other failed."""
    plugin = tmp_path / "breaks.py"
    plugin.write_text(BROKEN)
    load_plugin(plugin)
    own = trial(three(), Effort(12, 0, 0))
    [first, second] = levers(three(), ["tie"])
    fails = {"parties.north.strategy": "breaks_with_ties", "forums.summit.protocol":
             "alternating_offers"}  # fmt: skip
    broken = replace(first, change=lambda s: first.change(s).with_(fails))
    desk = Desk(own)
    shares = attributed(desk, [broken, second])
    assert any("RuntimeError: no idea" in error for error in desk.failed.values())
    tallies = Tallies([own_tally(desk, three()), own_tally(desk, broken.change(three()))])
    assert tallies.runs < 12
    assert shares.total.draws.eq(0).all()


def own_tally(desk, scenario):
    return desk.found(scenario, "x").tally


def test_it_is_stored_whole(explained, tmp_path):
    files = {path.name for path in explained.save(tmp_path, "tracktwo explain x")}
    assert {*FILES, "explanation.txt", "tornado.png", "attribution.csv"} <= files
    assert "tracktwo explain x" in (tmp_path / "explanation.txt").read_text()
    stored = pd.read_csv(tmp_path / "pivotal.csv")
    np.testing.assert_allclose(stored.change, explained.pivotal.change)
    manifest = json.loads((tmp_path / "explanation.json").read_text())
    assert (manifest["runs"], manifest["seed"], manifest["draws"]) == (120, 4, 3)
    assert not list(tmp_path.rglob("*.part"))


def test_another_quantity_is_chosen_by_name(explained):
    assert explained.focus == "P(convene)"
    assert explained.on("P(held)").focus == "P(held)"
    with pytest.raises(ValueError, match=r"P\(won\) was not asked; there are P\(convene\)"):
        explained.on("P(won)")


def test_a_kind_that_is_none():
    with pytest.raises(ValueError, match=r"'ties' is no kind of lever\. Did you mean tie"):
        sim.explain(three(), runs=5, kinds=["ties"])


def test_nothing_to_take_out():
    scenario = sim.Scenario.from_data(EXAMPLE)
    found = sim.explain(scenario, runs=10, draws=0)
    assert found.pivotal.empty
    assert {"north", "south"} <= set(found.left_out.name)
    assert "nothing in it that could be taken out" in found._repr_html_()
    assert "left alone at the table" in found._repr_html_()


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: sim.explain(3), "explain takes a Scenario, .*, or Results, .*; this is a int"),
        (lambda: sim.given_data("template"), r"given_data takes Results, of sim\.run\(SCENARIO\)"),
        (lambda: sim.sobol("DIR"), r"sobol takes SweepResults, of sim\.sweep\(STUDY, FOLDER\)"),
        (lambda: sim.discover("DIR"), "discover takes Results, .* or SweepResults, .*is a str"),
        (lambda: sim.figures.tornado("DIR"), r"tornado takes an Explanation, of sim\.explain"),
        (lambda: sim.figures.bars("DIR"), r"figures\.bars takes SweepResults"),
    ],
)
def test_the_wrong_thing_is_refused_with_how_the_right_one_is_made(ask, why):
    """Protects from an AttributeError deep inside, which tells a user nothing."""
    with pytest.raises(TypeError, match=why):
        ask()


def test_one_kind_may_be_a_word():
    assert {lever.kind for lever in sim.explain(three(), 5, draws=0, kinds="tie").levers} == {"tie"}
