"""Faults that readers of the code found, each held in its smallest form."""

from __future__ import annotations

import numpy as np
import pytest

import sim
import sim.registry
import sim.scenario
from tests.model.small import bystander, demanding, one_issue, over, pie, talks, utility, war


def torn(cost: float) -> dict:
    """Blue and red want opposite things of an issue that `us` alone controls."""
    data = war()
    data["issues"]["town"] = {
        "options": ["left", "middle", "right"],
        "status_quo": "middle",
        "controlled_by": ["us"],
    }
    bystander(data, (0, 1, 1), 0.0, conceding_cost={"town": cost})
    for name, option in (("blue", "left"), ("red", "right")):
        demand = {"issue": "town", "is": option}
        data["parties"][name]["preconditions"] = {"p": {"demand": demand, "firmness": 0.01}}
    return data


@pytest.mark.parametrize("cost", [-0.05, 0.5])
def test_a_controller_willing_to_please_both_blocks_no_more_than_one_that_pleases_nobody(cost):
    """Protects waivers: demands that cannot both be met count as refused, and can be given up."""
    done = over(torn(cost))
    assert done.outcome.tolist() == ["agreed"]
    town = done.tables.issues.index("town")
    assert done.world.levels[0, town] == 1  # the middle


def test_names_of_demands_decide_nothing():
    """Protects the order in a period: lessons of an answer are drawn after all has been weighed."""

    def outcomes(first: str, second: str) -> list[str]:
        data = demanding(0.1, noise=0.1)
        data["issues"]["town"] = {
            "options": ["shut", "open"],
            "status_quo": "shut",
            "controlled_by": ["blue"],
        }
        red = data["parties"]["red"]
        [release] = red["preconditions"].values()
        opening = {"demand": {"issue": "town", "is": "open"}, "firmness": 0.05}
        red["preconditions"] = {first: release, second: opening}
        return over(data, 500, rng=3).outcome.tolist()

    assert outcomes("a", "b") == outcomes("b", "a")


def test_the_best_of_all_packages_is_taken_at_once():
    """Protects `bayesian` at patience 1: holding out for what lies on the table is no reason."""
    same = {"left": (0, 1), "right": (0, 1)}
    none = {"left": 0.1, "right": 0.1}
    done = over(one_issue(same, none, protocol="alternating_offers", deadline=10))
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 1)


def test_a_crushing_strength_is_no_overflow():
    """Protects the contest function: 20000 to the power of 80 has no floating-point number."""
    data = war()
    data["conflict"]["sides"]["blues"]["strength"] = 20_000
    data["conflict"]["decisiveness"] = 80
    done = over(data)
    assert np.isfinite(done.utility).all()
    assert done.value_of_no_talks[0].tolist() == pytest.approx([0.9, -0.1])  # blue, red


def test_an_absent_seat_that_counts_as_a_no_is_named():
    """Protects `blocks`: two of three offer and accept, but the quota needs the third."""
    all_like = dict.fromkeys("abc", (0, 1))
    data = one_issue(
        all_like, dict.fromkeys("abc", 0.0), ("convene", "bargain"), required=["a", "b"],
        rule={"name": "quota", "quota": 3}, protocol="alternating_offers", deadline=2,
    )  # fmt: skip
    for name in "abc":
        strategy = {"name": "time_dependent", "exponent": 4}
        data["parties"][name] |= {"strategy": strategy, "staying_cost": -1, "talking_cost": -1}
    data["parties"]["c"]["talking_cost"] = 5
    done = over(data)
    assert done.outcome.tolist() == ["deadlock"]
    assert ("c", "text") in {(party, kind) for _, party, kind, *_ in done.forum.endings.blocks}


def test_an_agenda_of_millions_is_refused():
    """Protects the memory: every run looks at every package."""
    data = pie(30)
    for k in range(4):
        options = [f"o{n}" for n in range(30)]
        data["issues"][f"extra{k}"] = {"options": options, "status_quo": "o0"}
    data["forums"]["summit"]["agenda"] = ["deal", *(f"extra{k}" for k in range(4))]
    with pytest.raises(sim.scenario.ScenarioError, match=r"agenda makes 25,110,000 packages; drop"):
        sim.Scenario.from_data(data)


def test_a_strategy_that_proposes_no_package_is_told_so():
    """Protects whoever writes a strategy: which package, and which there are."""

    class Wild(sim.Strategy):
        def propose(self, view):
            return np.full(view.runs, 99)

    model = talks(pie(4, protocol="alternating_offers"))
    for party in model.forum.seated:
        party.strategy = Wild()
    with pytest.raises(ValueError, match=r"left proposes package 99; packages are 0 to 4"):
        model.run()


def test_what_a_broken_plugin_registered_is_forgotten(tmp_path):
    """Protects a second try: the file is run again, and its names are free."""
    file = tmp_path / "broken.py"
    body = "import sim\n@sim.strategies.register('half_done')\nclass Half(sim.Strategy): pass\n"
    file.write_text(body + "1 / 0\n")
    for _ in range(2):
        with pytest.raises(sim.registry.PluginError, match=r"broken\.py.*ZeroDivisionError"):
            sim.load_plugin(file)
    assert "half_done" not in sim.strategies.names()


def test_models_are_let_go():
    """Protects the memory of long sweeps: Mesa 3.3 keeps every model in a table of its own."""
    import gc
    import weakref

    done = over(pie(4))
    gone = weakref.ref(done)
    assert utility(done)
    del done
    gc.collect()
    assert gone() is None
