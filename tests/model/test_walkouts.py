"""Tables that nobody can leave before the deadline."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.scenario.errors import ScenarioError
from tests.model.small import one_issue, over, war

#: Nothing here is worth more to both than failed talks.
APART = one_issue(
    {"a": (0.9, 0.1), "b": (0.1, 0.9)}, {"a": 0.5, "b": 0.5},
    protocol={"name": "stacked_alternating_offers"},
)  # fmt: skip


def apart(walkouts: bool, **more) -> sim.Talks:
    """Two who have nothing to agree on, for four rounds at a table that costs them something."""
    data = APART | {"parties": {k: v | more for k, v in APART["parties"].items()}}
    data["forums"] = {k: v | {"deadline": 4} for k, v in APART["forums"].items()}
    for forum in data["forums"].values():
        forum["walkouts"] = walkouts
    return over(data, 3)


@pytest.mark.parametrize("strategy", ["time_dependent", "bayesian"])
def test_who_cannot_leave_stays_to_the_deadline(strategy):
    """Protects `walkouts: false`: where a seat would walk out in the first round, the talks end in
    a deadlock in the last, whatever the strategies go by.
    """
    left, stayed = apart(True, strategy=strategy), apart(False, strategy=strategy)
    assert set(left.outcome) == {"walkout"}
    assert set(left.forum.endings.period) == {1}
    assert set(stayed.outcome) == {"deadlock"}
    assert set(stayed.forum.endings.period) == {4}
    assert {who for _, who, kind, *_ in stayed.forum.endings.blocks if kind == "text"}


def test_staying_costs_what_it_costs():
    """Protects payoffs: four rounds at 0.05 each, though nobody is asked."""
    free, dear = apart(False), apart(False, staying_cost=0.05)
    np.testing.assert_allclose(free.utility - dear.utility, 0.2, atol=1e-12)


def test_nobody_learns_anything_from_staying():
    """Protects beliefs: what nobody could have done otherwise says nothing about anybody."""
    data = war(stages=("bargain",), noise=0.1)
    for name, learns in ((False, False), (True, True)):
        data["forums"]["summit"]["walkouts"] = name
        model = sim.Talks(sim.Scenario.from_data(data), 20)
        model.step()
        lo, hi = model.beliefs.interval(0, 0, np.arange(20))
        assert (np.isfinite(lo) | np.isfinite(hi)).any() == learns


def test_a_standing_demand_at_such_a_table_is_refused():
    """Protects files that contradict themselves: over a standing demand a seat walks out."""
    data = war(stages=("convene", "bargain"))
    issue = next(iter(data["issues"]))
    option = data["issues"][issue]["options"][-1]
    demand = {"issue": issue, "at_least": option}
    data["parties"]["red"]["preconditions"] = {
        "first": {"demand": demand, "firmness": 0.1, "standing": True}
    }
    data["forums"]["summit"]["walkouts"] = False
    with pytest.raises(ScenarioError, match="would walk out over its standing demand 'first'"):
        sim.Scenario.from_data(data)
