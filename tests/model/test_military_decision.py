"""The course of the war: burdens, drift and shocks of strength, and who wins in the end."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from sim.draws import Draws
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from tests.model.small import PAY, insisted, levels, over, talks, utility, war
from tests.model.worlds import blocks_of, play, rows_of, same, worlds

WIDE = 4.9  # standard errors: outside with a chance below one in a million


def apart(periods: int = 60, stages=("convene", "bargain"), **conflict) -> dict:
    """The war of blue and red, who never meet. conflict : laid over the conflict; drift by side."""
    data = war(stages=list(stages))
    for side, drift in conflict.pop("drift", {}).items():
        data["conflict"]["sides"][side]["drift"] = drift
    data["conflict"] |= conflict
    for name in ("blue", "red"):
        data["parties"][name]["talking_cost"] = 500
    data["forums"]["summit"]["convene_by"] = periods
    return data


# -- when it is decided ----------------------------------------------------------------------


@pytest.mark.parametrize("decision", [0.55, 0.75, 0.9])
@pytest.mark.parametrize("drift", [{"reds": 0.07}, {"reds": 0.1, "blues": -0.06}, {"blues": 0.2}])
@pytest.mark.parametrize("head_start", [1, 1.3])
def test_drift_alone_decides_the_war_in_the_period_of_the_closed_form(decision, drift, head_start):
    """Protects drift: the log of the ratio of strengths grows by the difference of drifts, and the
    share reaches D once it is log(D / (1 - D)); not a period sooner or later.
    """
    data = apart(drift=drift, decision=decision)
    winner = "blues" if drift.get("reds", 0) < drift.get("blues", 0) else "reds"
    data["conflict"]["sides"][winner]["strength"] = head_start
    rise = abs(drift.get("reds", 0) - drift.get("blues", 0))
    needed = math.log(decision / (1 - decision)) - math.log(head_start)
    done = over(data, 2)
    assert done.outcome.tolist() == ["military_decision"] * 2
    assert done.forum.endings.period.tolist() == [max(math.ceil(needed / rise), 1)] * 2
    assert levels(done) == [2 if winner == "blues" else 0] * 2
    blocks = blocks_of(done)
    assert blocks[["party", "kind", "over"]].values.tolist() == [["nature", "decision", winner]] * 2
    assert rows_of(done).ended_by.tolist() == ["nature"] * 2


def test_shocks_alone_decide_as_an_independent_walk_of_the_same_uniforms():
    """Protects first passage: in every run the period and the winner are those of a random walk
    reckoned outside the model from the same addressed draws.
    """
    runs, periods, sigma, decision = 400, 30, 0.15, 0.7
    done = over(apart(periods, shock=sigma, decision=decision), runs, rng=11)
    steps = {
        side: np.stack([
            norm.ppf(Draws(11).uniform(("shock", "strength", side), 0, runs, t))
            for t in range(1, periods)
        ])
        for side in ("reds", "blues")
    }  # fmt: skip
    walk = sigma * (steps["reds"] - steps["blues"]).cumsum(axis=0)
    edge = math.log(decision / (1 - decision))
    crossed = abs(walk) >= edge
    decided = crossed.any(axis=0)
    first = crossed.argmax(axis=0)
    assert 0.2 < decided.mean() < 0.9
    assert (done.outcome == np.where(decided, "military_decision", "not_convened")).all()
    assert (done.forum.endings.period == np.where(decided, first + 1, periods)).all()
    reds = decided & (walk[first, np.arange(runs)] > 0)
    assert set(np.array(levels(done))[reds]) == {0}
    assert set(np.array(levels(done))[decided & ~reds]) == {2}


def test_how_often_one_period_of_shocks_decides():
    """Protects the size of shocks: of a single step, 2 (1 - Phi(log(D / (1 - D)) / (s sqrt 2)))."""
    runs, sigma, decision = 4000, 0.3, 0.6
    done = over(apart(2, shock=sigma, decision=decision), runs, rng=6)
    p = 2 * norm.sf(math.log(decision / (1 - decision)) / (sigma * math.sqrt(2)))
    share = (done.outcome == "military_decision").mean()
    assert abs(share - p) < WIDE * (p * (1 - p) / runs) ** 0.5


@given(world=worlds())
@settings(max_examples=15)
def test_no_drift_and_a_share_that_nobody_reaches_change_no_byte(world):
    """Protects scenarios from before: no drift, and a decision at all strength, change nothing."""
    plain = copy.deepcopy(world)
    plain["conflict"].pop("decision", None)
    for side in plain["conflict"]["sides"].values():
        side.pop("drift", None)
    spelled = copy.deepcopy(plain)
    spelled["conflict"]["decision"] = 1
    for side in spelled["conflict"]["sides"].values():
        side["drift"] = 0
    a, b = play(plain), play(spelled)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))


@pytest.mark.parametrize(
    ("ends_war", "outcome", "period"), [(True, "held", 21), (False, "military_decision", 11)]
)
def test_only_a_deal_that_ends_the_war_stops_it(ends_war, outcome, period):
    """Protects peace: under a deal that ends the war strengths do not drift and nobody wins it;
    under a local one the reds win as they would have without it.
    """
    data = insisted(apart(stages=("bargain", "implement"), drift={"reds": 0.1}, decision=0.75), 1)
    data["issues"]["deal"]["effects"] = {"x1": {"guarantee": 10}}
    data["forums"]["summit"]["ends_war"] = ends_war
    data["time"]["horizon"] = 20
    done = over(data)
    assert done.outcome.tolist() == [outcome]
    assert done.forum.endings.period.tolist() == [period]
    assert levels(done) == [1 if ends_war else 0]
    rise = math.log(done.world.factor[0, 1] / done.world.factor[0, 0])
    assert rise == pytest.approx(0 if ends_war else 11 * 0.1)  # fighting brings it about
    red = 0.6 if ends_war else 1 - 0.1
    assert utility(done)["red"] - PAY == pytest.approx([red])


def test_a_war_is_won_once():
    """Protects against two winners: what a victory leaves in force may hand strength to the loser,
    who has lost all the same.
    """
    data = apart(drift={"blues": 0.1}, decision=0.6)
    data["issues"]["army"] = {
        "options": ["one", "two"], "status_quo": "one",
        "effects": {"two": {"strength": {"reds": 1000}}},
    }  # fmt: skip
    data["conflict"]["sides"]["blues"]["victory"]["army"] = "two"
    done = over(data)
    assert blocks_of(done).over.tolist() == ["blues"]
    assert (levels(done), levels(done, "army")) == ([2], [1])
    assert done.period == math.ceil(math.log(1.5) / 0.1)


# -- what is left ----------------------------------------------------------------------------


@pytest.mark.parametrize("patience", [1.0, 0.9])
def test_payoffs_of_a_war_that_was_won(patience):
    """Protects the accounts: what flowed under red's rule, then blue's victory, war cost and the
    burden of the victor's option at their present worth. Blue wins at the end of period 5.
    """
    data = apart(drift={"blues": 0.1}, decision=0.6)
    data["issues"]["deal"]["effects"] = {
        "x0": {"burden": {"red": 0.03, "blue": -0.02}},
        "x2": {"burden": {"red": 0.07}},
    }
    for name in ("blue", "red"):
        data["parties"][name]["patience"] = patience
    done = over(data)
    assert done.period == 5
    flowed, left = 1 - patience**4, patience**4
    assert utility(done)["red"] == pytest.approx(
        [flowed * (1 - 0.1 - 0.03) + left * (0 - 0.1 - 0.07)]
    )
    assert utility(done)["blue"] == pytest.approx([flowed * (0 - 0.1 + 0.02) + left * (1 - 0.1)])


def test_a_party_with_a_reservation_value_is_left_with_the_victors_levels():
    """Protects given reservation values: they hold while the war goes on; whoever gave one bears no
    burden, before or after.
    """
    data = apart(5, drift={"blues": 0.3}, decision=0.6)
    data["issues"]["deal"]["effects"] = {
        option: {"burden": {"blue": 0.4, "red": 0.4}} for option in ("x0", "x1", "x2")
    }
    blue = data["parties"]["blue"]
    del blue["war_cost"]
    blue["reservation"] = 0.35
    done = over(data)
    assert done.value_of_no_talks[0] == pytest.approx([0.35, 0.5 - 0.1 - 0.4])
    assert done.outcome.tolist() == ["military_decision"]
    assert utility(done)["blue"] == pytest.approx([1])
    assert utility(done)["red"] == pytest.approx([0 - 0.1 - 0.4])


def test_a_decision_ends_the_forums_that_go_on_and_no_other():
    """Protects several forums: one that has ended keeps its outcome, one that waits to start again
    and one that has yet to convene end with the war, and blocks say so for each.
    """
    data = apart(3, drift={"reds": 0.1}, decision=0.7)
    summit = data["forums"]["summit"] | {"primary": True}
    ways_back = {"resume": {"again": {"after": ["not_convened"], "wait": 40}}}
    data["forums"] = {
        "summit": summit,
        "later": copy.deepcopy(summit) | {"convene_by": 50, "primary": False},
        "twice": copy.deepcopy(summit) | ways_back | {"primary": False},
    }
    done = over(data)
    ends = {f.name: (f.endings.outcome[0], f.endings.stage[0]) for f in done.forums}
    assert ends == {
        "summit": ("not_convened", "convene"),
        "later": ("military_decision", "convene"),
        "twice": ("military_decision", "waiting"),
    }
    blocks = blocks_of(done)
    won = blocks[blocks.kind == "decision"]
    assert won[["forum", "over"]].values.tolist() == [["later", "reds"], ["twice", "reds"]]
    assert utility(done)["red"] == pytest.approx([1 - 0.1])


# -- burdens ---------------------------------------------------------------------------------


@pytest.mark.parametrize("patience", [1.0, 0.8])
def test_a_burden_is_a_cost_of_fighting_on(patience):
    """Protects burdens: they come off the lottery and off what flows, as war costs do, while their
    option is in force; a peace that leaves it in force is free of them.
    """
    data = apart(3)
    data["issues"]["deal"]["effects"] = {"x0": {"burden": {"red": 0.07}}}
    data["parties"]["red"]["patience"] = patience
    model = talks(data)
    red = model.tables.parties.index("red")
    model.forum.look(np.arange(1))
    war_now = 0.5 - 0.07
    assert model.value_of_no_talks[0, red] == pytest.approx(war_now - 0.1)
    gain = np.array([1, 0.6, 0]) - (war_now - 0.1)
    assert model.forum.prospect.gain[0, red, -1] == pytest.approx(gain)
    done = model.run()
    flowed, left = 1 - patience**2, patience**2
    assert utility(done)["red"] == pytest.approx([flowed * (1 - 0.1 - 0.07) + left * (0.43 - 0.1)])


def test_factions_bear_the_burden_of_their_party():
    """Protects one unit for a party and its factions: war is dearer to each of them."""
    data = apart(3)
    data["issues"]["deal"]["effects"] = {"x0": {"burden": {"red": 0.07}}}
    data["parties"]["red"]["factions"] = {
        "hawks": {"seats": 1, **{k: data["parties"]["red"][k] for k in ("weights", "values")}}
    }
    data["parties"]["red"]["quota"] = 1
    model = talks(data)
    model.forum.look(np.arange(1))
    hawks = model.tables.voices.index("red.hawks")
    assert model.forum.prospect.failed[0, hawks] == pytest.approx(0.5 - 0.07)


# -- states of the world ---------------------------------------------------------------------


@given(world=worlds(noise=0.05), data=st.data())
@settings(max_examples=25)
def test_a_world_that_is_only_thought_of_is_worth_what_it_would_be_worth(world, data):
    """Protects what concessions and actions are weighed by: prospects of a hypothetical state are,
    to the last bit, those of a scenario that begins in it; compliance, guarantors and all.
    """
    issue = data.draw(st.sampled_from(sorted(world["issues"])))
    option = data.draw(st.sampled_from(world["issues"][issue]["options"]))
    there = copy.deepcopy(world)
    there["issues"][issue]["status_quo"] = option
    model = Talks(Scenario.from_data(world), runs=4, rng=1)
    rows, forum = np.arange(4), model.forum
    thought = model.world.copy()
    thought.levels[:, model.tables.issues.index(issue)] = world["issues"][issue]["options"].index(
        option
    )
    forum.look(rows)  # so that it has something to forget
    mine = forum.prospect.look(thought, rows, forum.beliefs, forum.table)
    begun = Talks(Scenario.from_data(there), runs=4, rng=1).forum
    begun.look(rows)
    for name in ("gain", "hold", "yes", "agree", "score", "expect", "failed", "no_talks"):
        here, other = getattr(mine, name), getattr(begun.prospect, name)
        assert np.isfinite(here).all()
        assert here.tobytes() == other.tobytes(), name


@pytest.mark.parametrize("drift", [{"reds": 9.0}, {"reds": -9.0}, {"reds": -9.0, "blues": -8.0}])
def test_strengths_that_run_far_off_stay_numbers(drift):
    """Protects long wars: only ratios of strengths count, so none grows or shrinks past what a
    number can hold; the lottery ends at certainty.
    """
    done = over(apart(200, drift=drift), 2)
    assert done.outcome.tolist() == ["not_convened"] * 2
    reds_win = drift["reds"] > drift.get("blues", 0)
    assert utility(done)["red"] == pytest.approx([reds_win - 0.1] * 2)
