"""The state of the world: war values, threats, events, who can move what, and when a demand is
met.
"""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.stages.demands import Demands
from sim.model.world import Change, World
from tests.model.small import acts, demanding, one_issue, over, talks, utility, war


def war_value(model, **threats):
    """War value of each party before costs, in the world as it stands."""
    return model.conflict.lottery(model.world, np.arange(model.tables.runs))


def moved(world: World, issue: int, option: int) -> World:
    """The world with one issue moved, in every row."""
    return world.after(
        [Change(np.ones(len(world.levels), bool), ((issue, option),), np.ones_like(world.factor))]
    )


def test_war_value_by_hand():
    """Protects the costly lottery end to end: 3 against 1 with decisiveness 2 is 0.9 against
    0.1.
    """
    data = war()
    data["conflict"]["sides"]["reds"]["strength"] = 3
    data["conflict"]["decisiveness"] = 2
    model = talks(data)
    assert war_value(model)[0] == pytest.approx([0.1, 0.9])  # blue, red
    assert model.value_of_no_talks[0] == pytest.approx([0.0, 0.8])


def test_war_may_be_worse_than_everything():
    """Protects against clamping: a war that costs 2 is worth 0.5 - 2 to each."""
    data = war()
    for name in ("blue", "red"):
        data["parties"][name]["war_cost"] = 2
    assert talks(data).value_of_no_talks[0] == pytest.approx([-1.5, -1.5])


def test_a_level_in_force_changes_strength():
    """Protects effects: once arms are in force blue is 3 to 1, and it has 3/4 of all strength."""
    data = war()
    data["issues"]["arms"] = {
        "options": ["none", "heavy"],
        "status_quo": "none",
        "controlled_by": ["blue"],
        "effects": {"heavy": {"strength": {"blues": 3}}},
    }
    model = talks(data)
    arms = model.tables.issues.index("arms")
    armed = moved(model.world, arms, 1)
    row = np.array([0])
    assert model.conflict.share(model.world, row, 0) == pytest.approx([0.5])
    assert model.conflict.share(armed, row, 0) == pytest.approx([0.75])
    assert model.conflict.lottery(armed, row)[0] == pytest.approx([0.75, 0.25])


def test_two_threats_are_weighed_in_every_combination():
    """Protects expected values of threats: the lottery is not linear in strength.

    Blue x 3 with chance 1/2 and red x 3 with chance 1/4: blue wins with 1/2 (neither, both), 3/4 or
    1/4. Neither 3/8, blue's alone 3/8, red's alone 1/8, both 1/8: 3/8/2 + 3/8 3/4 + 1/8/4 + 1/8/2 =
    0.5625.
    """
    data = war()
    data["threats"] = {
        "for_blue": {
            "by": "blue",
            "when": {"act": "no_talks"},
            "then": {"strength": {"blues": 3}},
            "credibility": 0.5,
        },
        "for_red": {
            "by": "red",
            "when": {"act": "no_talks"},
            "then": {"strength": {"reds": 3}},
            "credibility": 0.25,
        },
    }
    model = talks(data)
    assert model.value_of_no_talks[0] == pytest.approx([0.5625 - 0.1, 0.4375 - 0.1])


def test_a_given_reservation_value_replaces_the_war():
    """Protects `reservation:`: no lottery, no war cost, whatever happens to strengths."""
    data = war()
    data["parties"]["red"] |= {"reservation": 0.33}
    assert talks(data).value_of_no_talks[0] == pytest.approx([0.4, 0.33])


def test_events_come_at_their_period_with_their_probability():
    """Protects dated events: nothing before period 2, then in 40% of 4000 runs (5 standard errors:
    0.04).
    """
    data = demanding(cost=9)  # nothing is conceded, so talks never convene and time goes by
    data["events"] = {
        "offensive": {
            "period": 2,
            "probability": 0.4,
            "then": {"strength": {"reds": 3}, "move": {"detainees": "free"}},
        }
    }
    model = talks(data, 4000)
    model.step()
    assert (model.world.factor == 1).all()
    model.step()
    reds = model.tables.sides.index("reds")
    struck = model.world.factor[:, reds] == 3
    assert abs(struck.mean() - 0.4) < 0.04
    freed = model.world.levels[:, model.tables.issues.index("detainees")] == 1
    assert (freed == struck).all()
    blues = model.tables.sides.index("blues")
    assert (model.world.factor[:, blues] == 1).all()


def test_an_event_that_meets_the_demand_brings_the_parties_in():
    """Protects `quiet`: a run in which nothing changes sleeps, and an event wakes it.

    The detainees are freed at the end of period 3, seen in 4 when red comes; signed in 5.
    """
    data = demanding(cost=9)
    data["events"] = {
        "amnesty": {"period": 3, "probability": 1, "then": {"move": {"detainees": "free"}}}
    }
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert done.forum.endings.period[0] == 5


def test_shocks_to_strength_have_the_declared_size():
    """Protects `shock`: the log of each strength moves by a normal of that sd a period,
    independently.

    4000 runs: the sd is known to 0.2 / sqrt(8000) = 0.0022, so 5 standard errors are 0.011.
    """
    data = demanding(cost=9)
    data["conflict"]["shock"] = 0.2
    model = talks(data, 4000)
    model.step()
    logs = np.log(model.world.factor)
    assert abs(logs.std(axis=0) - 0.2).max() < 0.011
    assert abs(np.corrcoef(logs.T)[0, 1]) < 0.08
    assert abs(logs.mean(axis=0)).max() < 0.016


def two_issues(controller: str, **forum) -> dict:
    """Two parties gain by moving both issues; `extra` is controlled by somebody."""
    data = one_issue({"a": (0, 1), "b": (0, 1)}, {"a": 0.0, "b": 0.0}, **forum)
    data["issues"]["extra"] = {
        "options": ["off", "on"],
        "status_quo": "off",
        "controlled_by": [controller],
    }
    data["parties"]["us"] = {"weights": {"deal": 1}, "values": {"deal": {"x0": 0, "x1": 1}}}
    data["parties"]["us"]["reservation"] = 0.0
    for name in ("a", "b"):
        data["parties"][name]["weights"] = {"deal": 0.5, "extra": 0.5}
        data["parties"][name]["values"]["extra"] = {"off": 0, "on": 1}
    data["forums"]["summit"]["agenda"] = ["deal", "extra"]
    return data


def test_an_agreement_moves_no_issue_whose_controller_has_no_seat():
    """Protects control: without `us` at the table only the half that the two can move is theirs."""
    assert over(two_issues("b")).utility[0, :2] == pytest.approx([1, 1])
    done = over(two_issues("us"))
    assert done.outcome[0] == "agreed"
    assert done.utility[0, :2] == pytest.approx([0.5, 0.5])


def test_an_agreement_moves_no_issue_whose_controller_stayed_away():
    """Protects "an agreement moves an issue only if a controller of it signs": an optional seat
    that stays away has signed nothing.
    """
    data = two_issues("us", required=["a", "b"])
    data["forums"]["summit"] |= {"seats": ["a", "b", "us"], "stages": ["convene", "bargain"]}
    data["parties"]["us"]["talking_cost"] = 5
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert not done.forum.table.present[0, done.tables.parties.index("us")]
    assert utility(done)["a"] == pytest.approx([0.5])


def test_all_controllers_are_needed_where_the_scenario_says_so():
    """Protects `control: all` on the agenda: with one of two controllers at the table it stays
    put.
    """
    data = two_issues("us")
    data["issues"]["extra"] |= {"controlled_by": ["a", "us"], "control": "all"}
    assert over(data).utility[0, 0] == pytest.approx(0.5)
    data["issues"]["extra"]["control"] = "any"
    assert over(data).utility[0, 0] == pytest.approx(1.0)


def is_met(model, level: int) -> bool:
    demands = Demands(model.forum.tables, model.conflict)
    world = moved(model.world, demands.all[0].issue, level)
    return bool(demands.met(world, np.array([0]), demands.all[0])[0])


def arms_demand(demand: dict, floor: dict) -> dict:
    data = demanding()
    data["issues"]["arms"] = {
        "options": ["none", "light", "heavy"],
        "status_quo": "none",
        "controlled_by": ["blue"],
    }
    data["parties"]["red"]["preconditions"] = {
        "weapons": {"demand": demand, "floor": floor, "firmness": 1}
    }
    return data


def test_a_demand_is_met_at_its_floor():
    """Protects floors: heavy weapons are demanded, light ones would do."""
    model = talks(
        arms_demand({"issue": "arms", "at_least": "heavy"}, {"issue": "arms", "at_least": "light"})
    )
    assert [is_met(model, level) for level in (0, 1, 2)] == [False, True, True]
    demands = Demands(model.forum.tables, model.conflict)
    conceded = demands.concession(model.world, demands.all[0])
    assert conceded.tolist() == [1]  # and light ones are what is conceded


def test_a_demand_is_met_by_the_demand_itself_too():
    """Protects "met when either holds", with a floor that the demanded level does not satisfy."""
    model = talks(arms_demand({"issue": "arms", "is": "heavy"}, {"issue": "arms", "is": "light"}))
    assert [is_met(model, level) for level in (0, 1, 2)] == [False, True, True]


def test_a_demand_is_met_on_its_own_issue_when_the_floor_is_on_another():
    """Protects the same with a floor on another issue: either is enough."""
    model = talks(
        arms_demand({"issue": "detainees", "is": "free"}, {"issue": "arms", "is": "light"})
    )
    t = model.forum.tables
    freed = moved(model.world, t.issues.index("detainees"), 1)
    demands = Demands(t, model.conflict)
    assert demands.met(freed, np.array([0]), demands.all[0])[0]


def test_a_demand_for_a_share_of_strength():
    """Protects demands on the balance of forces: half is enough for 0.5 and not for 0.6."""
    for share, met in ((0.5, True), (0.6, False)):
        data = demanding()
        data["parties"]["red"]["preconditions"] = {
            "balance": {"demand": {"side": "reds", "share_at_least": share}, "firmness": 1}
        }
        model = talks(data)
        demands = Demands(model.forum.tables, model.conflict)
        assert demands.met(model.world, np.array([0]), demands.all[0])[0] == met


def test_threats_are_carried_out_with_their_credibility():
    """Protects what follows from not convening: blue x 3 in 30% of 4000 runs (5 standard errors:
    0.037).

    Blue is left with 3/4 - 0.1 where it was carried out and 1/2 - 0.1 where not.
    """
    data = war()
    data["parties"]["red"]["talking_cost"] = 5
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": "red", "act": "refuse"},
            "then": {"strength": {"blues": 3}},
            "credibility": 0.3,
        }
    }
    done = over(data, 4000)
    assert (done.outcome == "not_convened").all()
    left = utility(done)["blue"]
    carried = np.isclose(left, 0.65)
    assert (carried | np.isclose(left, 0.4)).all()
    assert abs(carried.mean() - 0.3) < 0.037


def test_a_threat_on_refusal_waits_for_the_one_it_names():
    """Protects who is to blame: blue stays away, red is ready, and red's threat is not set off."""
    data = war()
    data["parties"]["blue"]["talking_cost"] = 5
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": "red", "act": "refuse"},
            "then": {"strength": {"blues": 3}},
            "credibility": 1,
        }
    }
    assert utility(over(data))["blue"] == pytest.approx([0.4])
    data["threats"]["arm"]["when"]["party"] = "blue"
    assert utility(over(data))["blue"] == pytest.approx([0.65])
    assert any(act["act"] == "carry_out" for act in acts(data))
