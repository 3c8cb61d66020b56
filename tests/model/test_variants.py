"""Numbers that switch together and numbers that are shared, inside the model."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from tests.model.small import demanding, over, talks, war

WEARY, EAGER = {"uniform": [0.3, 0.5]}, {"uniform": [0.0, 0.1]}


def disputed(data: dict, runs: int = 400):
    """The model of `with_accounts`."""
    return talks(with_accounts(data), runs)


def with_accounts(data: dict) -> dict:
    """Two accounts of what war costs blue; the second holds in a third of the runs."""
    cases = {
        "eager": {"probability": 2 / 3, "set": {"parties": {"blue": {"war_cost": EAGER}}}},
        "weary": {"probability": 1 / 3, "set": {"parties": {"blue": {"war_cost": WEARY}}}},
    }
    data["variants"] = {"view": {"title": "What war costs blue", "cases": cases}}
    return data


def test_the_types_of_a_party_are_those_of_the_case_in_force():
    """Protects the grid by hand: tough types, which bear war cheaply, come last.

    In runs of the eager account they stand at 0.1, 0.075, 0.05, 0.025 and 0; of the weary one at
    0.5 to 0.3. The party's own cost is in the same account.
    """
    model = disputed(war())
    cost = model.tables.war_cost[:, model.tables.parties.index("blue")]
    eager = cost[:, 0] < 0.2
    assert eager.mean() == pytest.approx(2 / 3, abs=0.095)  # four standard errors of 400
    np.testing.assert_allclose(
        cost[eager, :5], np.tile([0.1, 0.075, 0.05, 0.025, 0], (eager.sum(), 1))
    )
    np.testing.assert_allclose(
        cost[~eager, :5], np.tile([0.5, 0.45, 0.4, 0.35, 0.3], ((~eager).sum(), 1))
    )
    assert (cost[:, 5] <= cost[:, 0]).all()
    assert (cost[:, 5] >= cost[:, 4]).all()


def test_the_others_know_which_case_they_are_in():
    """Protects the reckoning: what blue is thought to gain by the shared rule is that of the case.

    Without noise every type gains 0.6 - (0.5 - c): 0.1 + c.
    """
    model = disputed(war())
    model.forum.look(np.arange(400))
    j = model.tables.parties.index("blue")
    gain = model.forum.prospect.gain[:, j, :5, 1]
    np.testing.assert_allclose(gain, 0.1 + model.tables.war_cost[:, j, :5])


def test_a_shared_number_is_the_same_for_all_who_refer_to_it():
    """Protects ties between numbers: one draw for two costs, a firmness and what the talks cost."""
    data = demanding()
    data["shared"] = {"fear": {"uniform": [0.1, 0.3]}}
    for name in ("blue", "red"):
        data["parties"][name]["war_cost"] = {"shared": "fear"}
        data["parties"][name]["talking_cost"] = {"shared": "fear"}
    data["parties"]["red"]["preconditions"]["release"]["firmness"] = {"shared": "fear"}
    t = talks(data, 300).tables
    fear = t.number("shared.fear")
    assert 0.1 <= fear.min() < 0.11
    assert 0.29 < fear.max() <= 0.3
    everybody = np.repeat(fear[:, None], 2, axis=1)
    np.testing.assert_array_equal(t.talking_cost, everybody)
    np.testing.assert_array_equal(t.war_cost, np.repeat(everybody[:, :, None], 6, axis=2))
    [release] = talks(data, 300).forum.tables.demands
    np.testing.assert_array_equal(release.firmness, np.repeat(fear[:, None], 6, axis=1))


def test_sharing_a_certain_number_changes_nothing():
    """Protects whoever names a number: a point that is shared is the point itself."""
    plain, named = demanding(noise=0.1), demanding(noise=0.1)
    named["shared"] = {"cost": 0.1}
    for name in ("blue", "red"):
        named["parties"][name]["war_cost"] = {"shared": "cost"}
    a, b = over(plain, 100), over(named, 100)
    assert a.outcome.tolist() == b.outcome.tolist()
    assert a.utility.tobytes() == b.utility.tobytes()


def test_a_case_of_probability_one_is_the_scenario_itself():
    """Protects variants: runs in which a case is in force are those of a scenario that says so.

    The uniform behind blue's cost is its resolve in both, so they agree run by run.
    """
    model = disputed(war(noise=0.1)).run()
    eager = model.tables.war_cost[:, model.tables.parties.index("blue"), 0] < 0.2
    for where, cost in ((eager, EAGER), (~eager, WEARY)):
        data = war(noise=0.1)
        data["parties"]["blue"]["war_cost"] = cost
        alone = over(data, 400)
        assert where.any()
        assert model.outcome[where].tolist() == alone.outcome[where].tolist()
        assert model.utility[where].tobytes() == alone.utility[where].tobytes()


def test_what_each_run_drew_can_be_asked_for():
    """Protects `Results.params`: the case in force, the shared number and what the model used."""
    data = with_accounts(war())
    data["shared"] = {"fear": {"uniform": [0.1, 0.3]}}
    data["parties"]["red"]["war_cost"] = {"shared": "fear"}
    params = sim.run(sim.Scenario.from_data(data), runs=40, draws=0).params()
    t = talks(data, 40).tables
    for name in ("blue", "red"):
        used = t.war_cost[:, t.parties.index(name), -1]
        np.testing.assert_array_equal(params[f"param.parties.{name}.war_cost"], used)
    np.testing.assert_array_equal(params["param.shared.fear"], params["param.parties.red.war_cost"])
    weary = params["param.variants.view"] == 1
    assert (params["param.parties.blue.war_cost"] >= 0.3).tolist() == weary.tolist()
