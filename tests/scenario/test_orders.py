"""Values of which an order is known: every draw keeps it, and is uniform on what fits."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.draws import Draws
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Uniform
from sim.scenario.errors import ScenarioError
from sim.scenario.evidence import evidence_table
from sim.scenario.orders import clash, from_order
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.scenario.moments import assert_same_moments

RUNS = 20_000
STREAM = ("assumption", "parties.smc.orders.arms")


@st.composite
def ranges(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Ranges that an order can keep, some of them points, many with ends in common."""
    ends = st.sampled_from([0, 0.2, 0.25, 0.5, 0.7, 1]) | st.floats(0, 1)
    both = draw(st.lists(st.tuples(ends, ends).map(sorted), min_size=1, max_size=6))
    lo, hi = [each[0] for each in both], [each[1] for each in both]
    assume(clash(lo, hi) is None)
    return lo, hi


# Draws


@pytest.mark.parametrize("options", [1, 2, 3, 5, 8])
def test_an_order_alone_gives_sorted_uniforms(options):
    """David & Nagaraja (2003): the k-th of n has mean k/(n+1) and variance
    k (n+1-k) / ((n+1)^2 (n+2))."""
    drawn = from_order([0] * options, [1] * options, Draws(7), STREAM, 0, RUNS)
    k, n = np.arange(1, options + 1), options
    assert (np.diff(drawn) >= 0).all()
    assert (np.abs(drawn.mean(axis=0) - k / (n + 1)) < 5 * drawn.std(axis=0) / RUNS**0.5).all()
    variance = k * (n + 1 - k) / ((n + 1) ** 2 * (n + 2))
    assert np.allclose(drawn.var(axis=0), variance, rtol=0.06)


@pytest.mark.parametrize(
    ("lo", "hi"),
    [
        ([0.2, 0.0], [0.8, 0.5]),
        ([0.2, 0.0, 0.3, 0.1], [0.8, 0.5, 0.9, 1]),
        ([0, 0.2, 0.2, 0.4, 0], [0.3, 0.9, 0.6, 0.7, 1]),
        ([0, 0.1, 0.6], [0.2, 0.5, 0.9]),
        ([0, 0, 0.5, 0], [1, 1, 0.5, 1]),
    ],
)
def test_ranges_in_order_are_uniform_on_what_fits(lo, hi):
    """The slow way: each value from its own range, and what is out of order thrown away."""
    tries = np.array(lo) + np.random.default_rng(1).random((400_000, len(lo))) * np.subtract(hi, lo)
    kept = tries[(np.diff(tries) >= 0).all(axis=1)]
    assert len(kept) > 3_000
    assert_same_moments(from_order(lo, hi, Draws(7), STREAM, 0, RUNS), kept)


def test_two_values_by_hand():
    """The lower of two on [0, 1], where the upper is at least 1/2. Kolmogorov-Smirnov.

    Its density is proportional to 1/2 up to 1/2, and to 1 - x from there: 3/8 in all.
    """
    drawn = np.sort(from_order([0, 0.5], [1, 1], Draws(7), STREAM, 0, RUNS)[:, 0])
    below = np.minimum(drawn, 0.5) / 2
    above = np.where(drawn > 0.5, (1 / 4 - (1 - drawn) ** 2) / 2, 0)
    gap = np.abs((below + above) / (3 / 8) - (np.arange(RUNS) + 0.5) / RUNS)
    assert gap.max() < 2.23 / math.sqrt(RUNS)


@given(ranges())
def test_values_keep_to_their_ranges_and_order(ends):
    lo, hi = ends
    drawn = from_order(lo, hi, Draws(7), STREAM, 0, 50)
    assert (np.diff(drawn) >= 0).all()
    assert (drawn >= np.array(lo) - 1e-12).all()
    assert (drawn <= np.array(hi) + 1e-12).all()


@given(ranges(), st.integers(0, 2**40), st.integers(1, 60), st.data())
def test_a_run_alone_draws_the_order_of_its_block(ends, first, count, data):
    lo, hi = ends
    k = data.draw(st.integers(0, count - 1))
    block = from_order(lo, hi, Draws(7), STREAM, first, count)
    alone = from_order(lo, hi, Draws(7), STREAM, first + k, 1)
    assert block[k].tobytes() == alone[0].tobytes()


@pytest.mark.parametrize("gap", [1e-320, 1e-300, 1e-20, 1e-12, 1e-9, 1e-6])
def test_ranges_that_overlap_by_next_to_nothing(gap):
    """Protects against pieces of a line whose volume is lost in rounding."""
    lo, hi = [0, 0, 0, 0, gap], [gap, gap, 1, 1, 1]
    drawn = from_order(lo, hi, Draws(7), STREAM, 0, 200)
    assert (np.diff(drawn) >= 0).all()
    assert ((drawn >= lo) & (drawn <= hi)).all()
    assert np.isclose(drawn[:, 2].mean(), 0.25, atol=0.06)  # the least of three on [0, 1]


def test_ranges_that_touch_leave_one_possibility():
    drawn = from_order([0.5, 0], [1, 0.5], Draws(7), STREAM, 0, 3)
    assert (drawn == 0.5).all()


def test_ranges_that_cannot_be_in_order():
    with pytest.raises(ValueError, match="values at places 0 and 2 cannot be in order"):
        from_order([0.6, 0, 0], [1, 1, 0.5], Draws(7), STREAM, 0, 1)


# In a scenario


def with_order(order=("south", "shared", "north"), **values) -> dict:
    """The example, whose north gives an order of the options of water, and what else it says."""
    data = copy.deepcopy(EXAMPLE)
    data["parties"]["north"] |= {"values": {"water": values}, "orders": {"water": list(order)}}
    return data


def values_of(data: dict) -> dict:
    return Scenario.from_data(data).spec.parties["north"].values["water"]


class TestFilledIn:
    def test_the_worst_is_0_the_best_1_and_the_others_between(self):
        expected = {"north": 1.0, "shared": Uniform(lo=0, hi=1), "south": 0.0}
        assert values_of(with_order()) == expected

    def test_what_is_given_stays(self):
        given = {"south": 0.1, "shared": {"uniform": [0.2, 0.4]}}
        expected = {"north": 1.0, "shared": Uniform(lo=0.2, hi=0.4), "south": 0.1}
        assert values_of(with_order(**given)) == expected

    def test_a_whole_issue_and_all_values_may_be_left_out(self):
        data = with_order()
        del data["parties"]["north"]["values"]
        whole = Scenario.from_data(data)
        assert whole.spec.parties["north"].values["water"]["north"] == 1.0
        assert whole.hash == Scenario.from_data(with_order()).hash

    def test_what_an_order_leaves_out_is_free(self):
        assert values_of(with_order(["south", "shared"], north=0.3))["north"] == 0.3

    def test_a_faction_and_an_outlook(self):
        data = with_order()
        order = {"orders": {"water": ["north", "south"]}, "values": {"water": {"shared": 0.2}}}
        data["parties"]["north"] |= {
            "factions": {"doves": {"seats": 1, "weights": {"water": 1}} | order},
            "quota": 1,
            "outlooks": {"war_weary": order},
        }
        north = Scenario.from_data(data).spec.parties["north"]
        for holder in (north.factions["doves"], north.outlooks["war_weary"]):
            assert holder.values["water"] == {"north": 0.0, "shared": 0.2, "south": 1.0}

    def test_a_value_that_was_filled_in_can_be_changed_alone(self):
        data = with_order()
        del data["parties"]["north"]["values"]
        changed = Scenario.from_data(data).with_({"parties.north.values.water.shared": 0.3})
        expected = {"north": 1.0, "shared": 0.3, "south": 0.0}
        assert changed.spec.parties["north"].values["water"] == expected

    def test_the_order_counts_and_survives_being_written(self, tmp_path):
        scenario = Scenario.from_data(with_order(south=0, north=1))
        (tmp_path / "x.yaml").write_text(scenario.dump())
        assert Scenario.load(tmp_path / "x.yaml").hash == scenario.hash
        turned = scenario.with_({"parties.north.orders.water": ["south", "shared"]})
        assert turned.hash != scenario.hash


class TestDrawn:
    def test_every_draw_keeps_the_order_and_the_rest_is_as_it_was(self):
        """Protects common random numbers: an order shifts no other parameter's draws."""
        data = with_order(shared={"uniform": [0.2, 0.9]}, north={"uniform": [0.5, 1]}, south=0)
        drawn = draw(Scenario.from_data(data), Draws(7), np.arange(500))
        shared, north = (drawn[f"parties.north.values.water.{o}"] for o in ("shared", "north"))
        assert (shared <= north).all()
        assert (shared > 0.5).any()
        del data["parties"]["north"]["orders"]
        free = draw(Scenario.from_data(data), Draws(7), np.arange(500))
        assert (
            free["parties.north.values.water.shared"] > free["parties.north.values.water.north"]
        ).any()
        changed = [path for path in drawn if drawn[path].tobytes() != free[path].tobytes()]
        assert sorted(changed) == [
            "parties.north.values.water.north",
            "parties.north.values.water.shared",
        ]

    def test_a_run_alone_and_in_a_block(self):
        scenario = Scenario.from_data(with_order())
        block = draw(scenario, Draws(7), np.arange(3, 20))["parties.north.values.water.shared"]
        alone = draw(scenario, Draws(7), np.arange(11, 12))["parties.north.values.water.shared"]
        assert block[8] == alone[0]

    def test_its_draw_stands_at_every_quantile(self):
        drawn = draw(Scenario.from_data(with_order()), Draws(7), np.arange(4))
        path = "parties.north.values.water.shared"
        assert (drawn.quantiles(path, [0, 0.5, 1]) == drawn[path][:, None]).all()


class TestEvidence:
    def test_an_order_is_a_row_and_what_it_fills_in_is_none(self):
        data = with_order()
        data["parties"]["north"]["evidence"] = {"orders.water": ["letter"]}
        rows = {row.path: row for row in evidence_table(Scenario.from_data(data), {"letter": {}})}
        assert rows["parties.north.orders.water"].value == "south < shared < north"
        assert rows["parties.north.orders.water"].status == "claim"
        assert not [path for path in rows if path.startswith("parties.north.values")]

    def test_swing_points_are_one_row(self):
        data = with_order()
        data["issues"]["toll"] = data["issues"]["water"]
        data["parties"]["north"]["orders"]["toll"] = ["south", "shared", "north"]
        points = {"water": 100, "toll": {"uniform": [40, 60]}}
        data["parties"]["north"]["weights"] = {"swing": points}
        rows = {row.path: row.value for row in evidence_table(Scenario.from_data(data), {})}
        assert rows["parties.north.weights"] == "toll 40 to 60, water 100"
        assert not [path for path in rows if ".swing" in path]


# What cannot be


@pytest.mark.parametrize(
    ("order", "values", "message"),
    [
        (
            ["south", "shared", "north"],
            {"south": 0.6, "north": {"uniform": [0.2, 0.5]}},
            "parties.north.orders.water: no values keep this order: 'south' is worth 0.6 at least, "
            "and 'north', which is no worse, 0.5 at most; change one of the three",
        ),
        (["south"], {"shared": 0, "north": 1}, "this is no order; list two options or more"),
        ([], {"south": 0, "shared": 0, "north": 1}, "this is no order; list two options or more"),
        (["south", "nort"], {"shared": 0}, "no option 'nort'; .* Did you mean north"),
        (["south", "south"], {"shared": 0, "north": 1}, "'south' is listed twice; once is enough"),
        (["south", "north"], {}, "parties.north.values.water: no value for shared; give each"),
        (
            ["south", "north"],
            {"shared": 0, "south": {"pert": [0, 0.1, 0.4]}},
            "values.water.south: a value in an order is a number or a range; write uniform: ",
        ),
        (
            ["south", "north"],
            {"shared": 0, "south": {"shared": "taste"}},
            "values.water.south: values in an order are drawn together, and none can be shared",
        ),
        ("south, north", {"shared": 0}, "this must be a list of names"),
    ],
)
def test_an_order_that_cannot_be(order, values, message):
    data = with_order(**values) | {"shared": {"taste": 0.2}}
    data["parties"]["north"]["orders"]["water"] = order
    with pytest.raises(ScenarioError, match=message) as caught:
        Scenario.from_data(data)
    assert len(caught.value.problems) == 1


def test_an_order_on_no_issue():
    data = with_order()
    data["parties"]["north"]["orders"]["watr"] = ["south", "north"]
    with pytest.raises(ScenarioError, match=r"issue 'watr' is unknown; .* Did you mean water"):
        Scenario.from_data(data)


def test_a_weight_without_values_or_an_order_is_still_missed():
    data = copy.deepcopy(EXAMPLE)
    del data["parties"]["north"]["values"]
    with pytest.raises(ScenarioError, match="issue 'water' has a weight but no values; add water"):
        Scenario.from_data(data)


def test_values_that_are_misspelt_are_told_once():
    data = copy.deepcopy(EXAMPLE)
    data["parties"]["north"]["valeus"] = data["parties"]["north"].pop("values")
    with pytest.raises(ScenarioError, match=r"'valeus' is unknown .* mean values") as caught:
        Scenario.from_data(data)
    assert len(caught.value.problems) == 1


def test_no_case_sets_a_value_in_an_order():
    data = with_order()
    set_ = {"parties": {"north": {"values": {"water": {"shared": 0.3}}}}}
    cases = {"a": {"probability": 0.5, "set": set_}, "b": {"probability": 0.5}}
    data["variants"] = {"role": {"cases": cases}}
    with pytest.raises(ScenarioError, match="values in an order are drawn together, and no case"):
        Scenario.from_data(data)
