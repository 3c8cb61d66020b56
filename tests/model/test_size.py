"""What a run takes in memory, and how many are looked at together."""

from __future__ import annotations

import tracemalloc

import pytest

import sim
from sim.experiments.simulate import BLOCK, Job, run_block
from sim.model import size
from sim.model.size import bytes_of_a_run, runs_at_once
from sim.scenario.scenario import EXAMPLE, Scenario


def many_packages(issues: int) -> Scenario:
    """Two parties who bargain over some issues of four options each."""
    names = [f"i{k}" for k in range(issues)]
    options = ["a", "b", "c", "d"]
    values = {name: dict(zip(options, (0, 0.3, 0.7, 1), strict=True)) for name in names}
    party = {"weights": dict.fromkeys(names, 1), "values": values, "reservation": 0.2}
    return Scenario.from_data(
        {
            "format": 1, "name": "many", "title": "Many packages", "noise": 0.05,
            "time": {"unit": "round"},
            "issues": {name: {"options": options, "status_quo": "a"} for name in names},
            "parties": {"north": party, "south": party},
            "forums": {"table": {"seats": ["north", "south"], "agenda": names, "deadline": 2,
                                 "stages": ["bargain"]}},
        }
    )  # fmt: skip


@pytest.mark.parametrize("name", ["geneva-2013", "colombia-2012", "ultimatum", "many"])
def test_the_estimate_is_what_a_run_takes(name):
    """Protects the budget of memory: the estimate is right within a factor of two."""
    scenario = many_packages(5) if name == "many" else sim.Scenario.load(name)
    runs, weighed = 24, size.packages_weighed(scenario)
    run_block(Job(scenario, 2, 0), 0, 2)  # what is kept from one block to the next
    tracemalloc.start()
    run_block(Job(scenario, runs, 0), 0, runs)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.6 < bytes_of_a_run(scenario, weighed) / (peak / runs) < 1.7


def test_large_scenarios_take_small_blocks_and_small_ones_large_blocks():
    """Protects memory: a block holds what fits, at least one run, and never more than asked."""
    assert runs_at_once(Scenario.from_data(EXAMPLE), BLOCK) == BLOCK
    middle, large = many_packages(6), many_packages(8)
    assert 20 < runs_at_once(middle, BLOCK) < 600
    assert runs_at_once(large, BLOCK) * bytes_of_a_run(large) <= size.AT_ONCE
    assert runs_at_once(large, BLOCK) >= 1


def test_where_packages_are_searched_and_not_weighed_blocks_are_large():
    """Protects offers by the clock over many packages from blocks of a few runs each."""
    data = many_packages(6).as_data()
    data["forums"]["table"] |= {"walkouts": False, "protocol": "stacked_alternating_offers"}
    for party in data["parties"].values():
        party["strategy"] = "time_dependent"
    assert runs_at_once(Scenario.from_data(data), BLOCK) == BLOCK


def test_a_run_beyond_the_budget_is_played_alone(monkeypatch):
    """Protects machines of any size: what does not fit is played one by one, with the same rows."""
    scenario = Scenario.from_data(EXAMPLE)
    blocks = list(Job(scenario, 5, 0).blocks())
    monkeypatch.setattr(size, "AT_ONCE", 1)
    assert blocks == [(0, 5)]
    assert list(Job(scenario, 5, 0).blocks()) == [(k, 1) for k in range(5)]


def test_the_largest_agenda_is_played():
    """Protects agendas of 65,536 packages."""
    runs, _ = run_block(Job(many_packages(8), 1, 0), 0, 1)
    assert runs.run_status.tolist() == ["ok"]
    assert runs.outcome.tolist() == ["agreed"]
