"""Talks that are called later on: until then the world moves without them."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.narration.story import story
from sim.model.telling import retell
from sim.scenario.scenario import Scenario
from tests.model.small import acts, bystander, demanding, over, talks, utility, war
from tests.model.worlds import blocks_of, play, rows_of, same, worlds


def called(data: dict, period: int) -> dict:
    """The same scenario, its talks called in a later period."""
    data = copy.deepcopy(data)
    data["forums"]["summit"]["opens"] = period
    return data


def drifting(drift: float, **war_options) -> dict:
    """The war, in which the reds grow stronger by themselves."""
    data = war(**war_options)
    data["conflict"]["sides"]["reds"]["drift"] = drift
    return data


def started(data: dict, periods: int) -> dict:
    """The same scenario, the reds as strong as that many periods of drift make them."""
    data = copy.deepcopy(data)
    reds = data["conflict"]["sides"]["reds"]
    reds["strength"] *= math.exp(periods * reds["drift"])
    return data


# -- in the world as it is by then -----------------------------------------------------------


@pytest.mark.parametrize("opens", [2, 5, 12])
@pytest.mark.parametrize("drift", [0.03, -0.08])
def test_talks_are_worth_at_the_opening_what_they_are_worth_in_the_world_that_drift_has_made(
    opens, drift
):
    """Protects the world's course: after n periods of drift red wins the war with chance
    1 / (1 + exp(-n drift)), and everything that is expected is as if it had begun there.
    """
    data = drifting(drift, stages=("convene", "bargain", "implement"))
    later = talks(called(data, opens))
    for _ in range(opens - 1):
        assert later.forum.stage_names().tolist() == ["waiting"]
        later.step()
    assert later.forum.stage_names().tolist() == ["convene"]
    there = talks(started(data, opens - 1))
    rows = np.arange(1)
    for model in (later, there):
        model.forum.look(rows)
    for name in ("expect", "without", "gain", "hold", "agree", "failed", "no_talks"):
        mine, other = (getattr(model.forum.prospect, name) for model in (later, there))
        assert mine == pytest.approx(other, abs=1e-12), name
    red = later.tables.parties.index("red")
    odds = 1 / (1 + math.exp(-(opens - 1) * drift))
    assert later.forum.prospect.no_talks[0, red] == pytest.approx(odds)


@pytest.mark.parametrize("patience", [1.0, 0.9])
def test_every_run_goes_as_if_it_had_begun_at_the_opening(patience):
    """Protects the calendar and the accounts: the same outcomes n periods later, each party left
    with n periods of the war's flow and the rest at its present worth, costs included.
    """
    data = drifting(0.04, noise=0.1)
    for name in ("blue", "red"):
        data["parties"][name] |= {"patience": patience, "staying_cost": 0.01, "talking_cost": 0.02}
    n = 6
    later, there = over(called(data, n + 1), 300), over(started(data, n), 300)
    assert 30 < (there.outcome == "agreed").sum() < 270
    assert (later.outcome == there.outcome).all()
    assert (later.forum.package == there.forum.package).all()
    assert (later.forum.endings.period == there.forum.endings.period + n).all()
    flowed = 1 - patience**n
    for name, flow in (("blue", 0 - 0.1), ("red", 1 - 0.1)):
        expected = flowed * flow + patience**n * utility(there)[name]
        assert utility(later)[name] == pytest.approx(expected)


def test_what_can_be_agreed_hangs_on_the_moment_at_which_talks_are_called():
    """Protects what the entry is for, by hand: n periods of drift 0.1 give the reds the share
    P = 1 / (1 + exp(-n / 10)). The shared rule, 0.6, beats red's P - 0.1 until log(7 / 3) / 0.1 =
    8.5; surrender, 0, beats blue's 0.9 - P from log(9) / 0.1 = 22 on; nothing does in between.
    """
    ends = {opens: rows_of(over(called(drifting(0.1), opens))) for opens in (1, 8, 10, 16, 30)}
    packages = {opens: rows["package.deal"][0] for opens, rows in ends.items()}
    nothing = {opens for opens, rows in ends.items() if rows.outcome[0] == "not_convened"}
    assert nothing == {10, 16}
    assert {k: v for k, v in packages.items() if k not in nothing} == {1: "x1", 8: "x1", 30: "x0"}


@given(
    world=worlds(shocks=False, impatient=False),
    opens=st.integers(2, 9),
)
@settings(max_examples=25)
def test_where_the_world_stands_still_only_the_calendar_moves(world, opens):
    """Protects waiting: it costs nothing, teaches nothing and uses up nothing by itself."""
    world.pop("events", None)
    world["conflict"].pop("decision", None)
    for side in world["conflict"]["sides"].values():
        side.pop("drift", None)
    later = copy.deepcopy(world)
    later["forums"]["table"]["opens"] = opens
    a, b = play(world), play(later)
    shifted = rows_of(a)
    for when in ("period", "convened_period", "signed_period"):
        shifted[when] += opens - 1
    same(rows_of(b), shifted)
    same(blocks_of(a), blocks_of(b))


# -- nothing because of it, before ---------------------------------------------------------


def pressing() -> dict:
    """Red demands detainees, whom blue frees only under pressure; us may press, or send arms."""
    data = bystander(demanding(cost=0.25), (0, 1, 1), 0.0)
    data["ties"] = {
        "t": {"patron": "us", "client": "blue", "leverage": 0.3, "for": ["attend", "concede"]}
    }
    data["actions"] = {"arm": {"by": "us", "then": {"strength": {"blues": 1.1}}, "cost": 0.001}}
    data["parties"]["us"].pop("reservation")
    return data


@pytest.mark.parametrize("opens", [2, 7])
def test_nobody_acts_for_the_sake_of_talks_that_have_not_been_called(opens):
    """Protects the wait: the very acts of talks called at once, so many periods later, and no
    other; nothing says that they started again.
    """
    data = pressing()
    at_once, later = acts(data), acts(called(data, opens))
    assert {"demand", "act", "press", "concede", "attend"} <= {a["act"] for a in at_once}
    assert later == [a | {"period": a["period"] + opens - 1} for a in at_once]
    assert {a["stage"] for a in later} <= {"convene", "bargain"}


def test_what_happens_before_the_opening_counts():
    """Protects events: detainees are freed in period 2. Called at once, red asks for them; called
    in period 4 it has nothing to ask for, and both come.
    """
    data = demanding(cost=10, firmness=10)
    free = {"move": {"detainees": "free"}}
    data["events"] = {"amnesty": {"period": 2, "probability": 1, "then": free}}
    assert [a["period"] for a in acts(data) if a["act"] == "demand"] == [1]
    later = [(a["period"], a["act"]) for a in acts(called(data, 4))]
    assert later[0] == (2, "event")
    assert [act for _, act in later[1:4]] == ["attend", "attend", "convene"]
    assert {period for period, _ in later[1:4]} == {4}
    assert over(called(data, 4)).outcome.tolist() == ["agreed"]


def test_an_event_that_has_yet_to_come_at_the_opening_comes_in_its_own_period():
    """Protects the one calendar: periods of events are not counted from the opening."""
    data = war()
    data["parties"]["red"]["talking_cost"] = 1
    weaker = {"strength": {"reds": 0.5}}
    data["events"] = {"storm": {"period": 5, "probability": 1, "then": weaker}}
    data["forums"]["summit"]["convene_by"] = 3
    told = [(a["period"], a["act"]) for a in acts(called(data, 4)) if a["act"] in ("event", "end")]
    assert told == [(5, "event"), (6, "end")]


def test_talks_that_have_not_been_called_take_nobodys_time():
    """Protects other forums: the first in priority opens in period 3; until then blue, who has time
    for one, sits at the second, whose deal is signed in period 2.
    """
    data = war()
    first = data["forums"].pop("summit") | {"opens": 3}
    second = {k: v for k, v in first.items() if k != "opens"}
    data["forums"] = {"first": first | {"primary": True}, "second": second | {"priority": 1}}
    data["parties"]["blue"]["forums_at_once"] = 1
    signed = {a["forum"]: a["period"] for a in acts(data) if a["act"] == "sign"}
    assert signed == {"first": 4, "second": 2}


# -- from then on ------------------------------------------------------------------------------


@pytest.mark.parametrize("opens", [1, 2, 6])
def test_the_time_to_convene_counts_from_the_opening(opens):
    """Protects `convene_by`: 3 periods from the opening, the opening counted in; and 3 more after a
    wait of 4, which is a second attempt where the opening was none.
    """
    data = called(war(), opens)
    data["parties"]["red"]["talking_cost"] = 1
    data["forums"]["summit"]["convene_by"] = 3
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("not_convened", opens + 2)
    assert (done.forum.ways_back.attempts[0], done.forum.ways_back.first_failure[0]) == (1, "")
    data["forums"]["summit"]["resume"] = {"again": {"after": ["not_convened"], "wait": 4}}
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("not_convened", opens + 2 + 4 + 3)
    assert (done.forum.ways_back.attempts[0], done.forum.ways_back.first_failure[0]) == (
        2,
        "not_convened",
    )
    again = [a["period"] for a in acts(data) if a["act"] == "resume"]
    assert again == [opens + 2 + 4]


def test_talks_without_a_stage_to_convene_begin_at_the_table():
    """Protects the first stage: nobody is asked to come, and the text is signed at the opening."""
    told = acts(called(war(stages=("bargain",)), 5))
    assert {a["period"] for a in told} == {5}
    assert "sign" in {a["act"] for a in told}


@pytest.mark.parametrize(("opens", "stage"), [(2, "convene"), (3, "convene"), (4, "waiting")])
def test_a_war_that_is_won_first_ends_talks_that_have_not_been_called(opens, stage):
    """Protects a decision: 0.9 of all strength from log(9) / 0.8 = 2.7 on, at the end of period 3;
    the forum ends like any other, without another attempt and with nature to blame.
    """
    data = drifting(0.8)
    data["conflict"]["decision"] = 0.9
    data["parties"]["red"]["talking_cost"] = 5
    data["forums"]["summit"]["resume"] = {"again": {"after": ["not_convened"], "wait": 1}}
    done = over(called(data, opens))
    ends = done.forum.endings
    assert (done.outcome[0], ends.period[0], ends.stage[0]) == ("military_decision", 3, stage)
    assert done.forum.ways_back.attempts.tolist() == [1]
    [row] = blocks_of(done).to_dict("records")
    assert (row["party"], row["kind"], row["over"]) == ("nature", "decision", "reds")
    assert utility(done)["red"] == pytest.approx([1 - 0.1])


def test_no_number_of_a_run_depends_on_its_block():
    """Protects blocks: with shocks and drift before the opening, 60 runs together are 25 and 35."""
    data = called(drifting(0.05, noise=0.1), 6)
    data["conflict"] |= {"shock": 0.2, "decision": 0.7}
    whole, parts = over(data, 60), (over(data, 25), over(data, 35, first=25))
    assert set(whole.outcome) >= {"agreed", "military_decision"}
    for part, rows in zip(parts, (slice(0, 25), slice(25, 60)), strict=True):
        same(rows_of(part), rows_of(whole)[rows].reset_index(drop=True))


# -- how it is told ----------------------------------------------------------------------------


def test_the_story_says_when_talks_were_called():
    """Protects the reader: the date of the call, and nothing before it."""
    data = called(war(), 3)
    data["time"] |= {"unit": "week", "start": "2013-05-27"}
    scenario = Scenario.from_data(data)
    text = story(scenario, retell(scenario, 0, 0), 0, 0)
    assert "Nobody was called to the talks before week 3 (from 10 June 2013). " in text
    assert "only if all of these came within 6 weeks of that: " in text
    assert "Week 1" not in text
    assert "again" not in text
    at_table = Scenario.from_data(called(war(stages=("bargain",)), 3))
    told = story(at_table, retell(at_table, 0, 0), 0, 0)
    assert "The talks could not begin before round 3, with these at the table: " in told


def test_talks_that_are_called_at_once_are_told_as_before():
    """Protects stories without a later call: not a word of one."""
    scenario = Scenario.from_data(war())
    text = story(scenario, retell(scenario, 0, 0), 0, 0)
    assert "called" not in text
    assert "came within 6 rounds: " in text
