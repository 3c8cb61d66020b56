"""Every one-shot deviation is tried, what is found is right, and a bad strategy is found out."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.draws import Draws, Replayed
from sim.experiments.deviations import COLUMNS
from tests.model.small import pie


def offers(**changes) -> sim.Scenario:
    """Two rounds over a pie in four, patience one half."""
    data = pie(4, protocol="alternating_offers", deadline=2)
    data["time"] = {"unit": "round", "horizon": 2, "flow": "none"}
    for party in data["parties"].values():
        party |= {"patience": 0.5, "strategy": {"name": "equilibrium"}}
    return sim.Scenario.from_data(data).with_(changes)


def test_every_deviation_is_tried_once():
    """Protects the word exhaustive: proposals, passing, answers to every package, leaving."""
    found = sim.deviations(offers())
    assert list(found.columns) == COLUMNS
    count = found.groupby(["round", "party", "act"]).size()
    assert count.to_dict() == {
        (1, "left", "propose"): 5,  # four other packages, and none
        (1, "left", "stay"): 1,
        (1, "right", "answer"): 5,
        (1, "right", "stay"): 1,
        (2, "left", "answer"): 5,
        (2, "left", "stay"): 1,
        (2, "right", "propose"): 5,
        (2, "right", "stay"): 1,
    }
    assert not found.duplicated(["round", "party", "act", "offer", "deviation"]).any()


def test_payoffs_are_those_of_the_tree():
    """Protects each value: worked by hand. Refusing, right proposes and takes all, worth half."""
    found = sim.deviations(offers()).set_index(["round", "act", "offer", "deviation"])
    row = found.loc[(1, "answer", "x1", "refuse")]
    assert (row.value_equilibrium, row.value_deviation) == (0.75, 0.5)
    row = found.loc[(1, "answer", "x4", "accept")]
    assert (row.value_equilibrium, row.value_deviation) == (0.5, 0.0)
    row = found.loc[(1, "propose", "x2", "x4")]
    assert (row.value_equilibrium, row.value_deviation) == (0.5, 0.0)
    row = found.loc[(2, "propose", "x0", "x1")]
    assert (row.value_equilibrium, row.value_deviation) == (0.5, 0.375)
    row = found.loc[(2, "answer", "x4", "refuse")]
    assert (row.value_equilibrium, row.value_deviation) == (0.5, 0.0)


def test_a_bad_strategy_is_found_out():
    stubborn = {"parties.left.strategy": {"name": "time_dependent", "exponent": 4}}
    found = sim.deviations(offers(**stubborn))
    assert found.gain[0] > 0.2
    assert found.gain.is_monotonic_decreasing
    assert sim.deviations(offers()).gain.max() <= 1e-12


def test_a_mistake_off_the_path_is_found_out():
    """Protects the search where play never comes: an empty threat is no equilibrium."""

    class Threat(sim.Strategy):
        """Proposes to take three quarters, and says that it will accept no less."""

        def propose(self, view):
            return np.full(view.runs, view.utility.shape[1] - 2)

        def accepts(self, view):
            return view.at(view.utility, view.offer) >= 0.75

    found = sim.deviations(offers(), strategies={"right": Threat})
    worst = found[(found.party == "right") & (found.gain > 0.1)]
    assert {"answer"} <= set(worst.act)


def test_answers_before_ones_own_are_not_in_the_way():
    """Protects those who answer last: they are asked although one before them would refuse."""
    data = pie(4, protocol="alternating_offers", deadline=1)
    third = {
        "weights": {"deal": 1},
        "values": {"deal": {f"x{k}": 1 for k in range(5)}},
    }
    data["parties"]["third"] = third | {"reservation": 0.0}
    data["forums"]["summit"]["seats"] = ["left", "right", "third"]
    found = sim.deviations(sim.Scenario.from_data(data), parties=["third"])
    assert (found[found.act == "answer"].offer == ["x0", "x1", "x2", "x3", "x4"]).all()


def test_what_cannot_be_tried_is_refused():
    with pytest.raises(ValueError, match=r"stages of forum 'geneva' are .*; write stages"):
        sim.deviations(sim.Scenario.load("geneva-2013"))
    with pytest.raises(ValueError, match=r"the noise draws.* give more runs, such as 200"):
        sim.deviations(offers(noise=0.1))
    text = sim.Scenario.from_data(pie(4))
    with pytest.raises(ValueError, match="where parties make the offers"):
        sim.deviations(text)


def test_the_same_runs_come_again():
    """Protects the comparison: runs that differ in what is forced share all that is drawn."""
    once, again = Draws(7).uniform(("a",), 0, 3), Replayed(7, 3).uniform(("a",), 2, 5)
    assert np.array_equal(again, once[[2, 0, 1, 2, 0]])
    alike = Replayed(7, 3).at_rounds(("a",), 3, np.array([1, 2, 1]))
    assert np.array_equal(alike, Draws(7).at_rounds(("a",), 0, np.array([1, 2, 1])))
