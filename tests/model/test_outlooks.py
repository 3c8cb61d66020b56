"""Outlooks: what a party wants changes when something happens, and nobody has foreseen it."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings

from tests.model.small import acts, bystander, over, talks, utility, war
from tests.model.worlds import blocks_of, play, rows_of, same, worlds

SPURNED = {"x0": 0, "x1": 0.2, "x2": 1}  # by which the shared rule is worse than war, 0.4
HELD = ("convene", "bargain", "implement")


def election(name: str = "new", period: int = 1, party: str = "blue") -> dict:
    """The event that is sure to bring a party to an outlook."""
    return {"period": period, "probability": 1, "then": {"outlook": {party: name}}}


def turning(period: int = 1, values: dict | None = None, **war_options) -> dict:
    """The war, in which blue comes to want other things; without that they share the rule."""
    data = war(**war_options)
    data["parties"]["blue"]["outlooks"] = {"new": {"values": {"deal": values or SPURNED}}}
    data["events"] = {"election": election(period=period)}
    return data


# -- when it counts --------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "outcome"), [(1, "walkout"), (2, "agreed"), (9, "agreed")])
def test_no_deal_from_the_change_on_and_not_before(period, outcome):
    """Protects the end of a period: talks convene in period 1 and would sign in period 2, which an
    election at the end of period 1 prevents (they leave a table of which nobody expects anything),
    and one at the end of period 2 does not.
    """
    done = over(turning(period))
    assert done.outcome[0] == outcome
    assert done.forum.endings.period[0] == 2


def test_a_change_may_open_the_way():
    """Protects the other direction: nobody comes while blue would have the whole rule or none; they
    come in the period after the change, and sign in the next.
    """
    data = turning(3, {"x0": 0, "x1": 0.6, "x2": 1})
    data["parties"]["blue"]["values"]["deal"] = SPURNED
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert done.forum.endings.period[0] == 5
    del data["events"]
    assert over(data).outcome[0] == "not_convened"


@pytest.mark.parametrize(("period", "outcome"), [(4, "collapsed"), (7, "held")])
def test_a_deal_in_force_is_thought_over(period, outcome):
    """Protects what has been signed: blue breaks the deal in the period after the change; a change
    in the last period of the horizon comes too late.
    """
    data = turning(period, stages=HELD)
    data["time"]["horizon"] = 5
    done = over(data)
    assert done.outcome[0] == outcome
    assert done.forum.endings.period[0] == (period + 1 if outcome == "collapsed" else 7)
    of_blue = [a for a in acts(data) if a["actor"] == "blue"]
    keeps = [(a["period"], a["answer"]) for a in of_blue if a["act"] == "keep"]
    assert keeps[0] == (3, True)
    assert (keeps[-1] == (5, False)) == (outcome == "collapsed")


def test_what_is_left_is_counted_by_what_is_wanted_at_the_end():
    """Protects payoffs by hand: while blue waits it is paid by what it wants in that period.

    Periods 1 to 6 at patience 0.9: war at x0 in period 1 pays 0 - 0.1; the shared rule 0.6 to blue
    in 2 and 3, and 0.9 after the election at the end of 3, which pays from that period on.
    """
    data = turning(3, {"x0": 0, "x1": 0.9, "x2": 1}, stages=HELD)
    data["time"]["horizon"] = 4
    data["parties"]["blue"]["patience"] = 0.9
    done = over(data)
    assert done.forum.endings.period[0] == 6
    flows = [-0.1, 0.6, 0.9, 0.9, 0.9]
    paid = sum(0.1 * 0.9**t * flow for t, flow in enumerate(flows))
    assert utility(done)["blue"][0] == pytest.approx(paid + 0.9**5 * 0.9)
    assert utility(done)["red"][0] == pytest.approx(0.6)


# -- what it says and leaves out -------------------------------------------------------------


def two_issues() -> dict:
    """The war, with a town on the table too; blue has three outlooks, a part of each given."""
    data = war()
    data["issues"]["town"] = {"options": ["shut", "open"], "status_quo": "shut"}
    data["forums"]["summit"]["agenda"] = ["deal", "town"]
    for name in ("blue", "red"):
        data["parties"][name]["weights"] = {"rank": ["deal", "town"]}
        data["parties"][name]["values"]["town"] = {"shut": 0, "open": 1}
    data["parties"]["blue"]["outlooks"] = {
        "doves": {"values": {"town": {"shut": 0.5, "open": {"uniform": [0.6, 0.9]}}}},
        "other": {"weights": {"rank": ["town", "deal"]}},
        "plain": {},
    }
    return data


def test_what_it_leaves_out_is_as_in_the_party_s_own_preferences():
    """Protects the fall-back: own draws of the weights stay, and values of whole issues.

    Of two that follow one another the second leaves nothing of the first.
    """
    data = two_issues()
    data["parties"]["red"]["talking_cost"] = 9  # nobody comes, and the talks go on
    names = ("doves", "other", "plain")
    data["events"] = {name: election(name, period) for period, name in enumerate(names, start=1)}
    model = talks(data, 5, rng=4)
    t, worth, blue = model.tables, model.conflict.worth, 0
    own = worth[:, blue].copy()
    weights = t._assumed.weights("parties.blue")
    opened = t.number("parties.blue.outlooks.doves.values.town.open")
    assert np.unique(opened).size == 5
    model.step()
    assert worth[:, blue, 0].tolist() == own[:, 0].tolist()  # the deal
    town = np.stack([weights[:, 1] * 0.5, weights[:, 1] * opened], axis=-1)
    assert worth[:, blue, 1, :2] == pytest.approx(town)
    model.step()
    other = t._assumed.weights("parties.blue.outlooks.other")
    assert (other[:, 1] >= other[:, 0]).all()
    assert worth[:, blue, 0] == pytest.approx(other[:, :1] * [0, 0.6, 1])
    assert worth[:, blue, 1, :2] == pytest.approx(other[:, 1:] * [0, 1])
    model.step()
    assert worth[:, blue].tolist() == own.tolist()
    assert worth[:, 1].tolist() == t.worth[:, 1].tolist()  # red wants what it wanted


def test_an_order_in_an_outlook_stands_for_the_values_of_its_issue():
    """Protects orders: blue comes to like nothing better than the rule of the other side."""
    data = war()
    data["parties"]["blue"]["outlooks"] = {"turned": {"orders": {"deal": ["x2", "x1", "x0"]}}}
    data["events"] = {"election": election("turned")}
    model = talks(data, 40, rng=2)
    model.step()
    worst, between, best = model.conflict.worth[:, 0, 0, ::-1].T
    assert (worst == 0).all()
    assert (best == 1).all()
    drawn = model.tables.number("parties.blue.outlooks.turned.values.deal.x1")
    assert between.tolist() == drawn.tolist()
    assert np.unique(between).size == 40


def test_an_outlook_shifts_no_other_draw():
    """Protects comparisons: weights and values of an outlook are drawn in streams of their own."""
    data = two_issues()
    without = copy.deepcopy(data)
    del without["parties"]["blue"]["outlooks"]
    data["noise"] = without["noise"] = 0.1
    a, b = over(data, 40, rng=3), over(without, 40, rng=3)
    same(rows_of(a), rows_of(b))
    assert (a.tables.scale == b.tables.scale).all()


def test_noise_stays_what_it_was():
    """Protects the scale of shocks: that of the range which the party's own preferences have."""
    model = talks(turning(1, {"x0": 0.5, "x1": 0.5, "x2": 0.5}, noise=0.1))
    before = model.tables.scale.copy()
    model.step()
    assert (model.tables.scale == before).all()
    assert (model.tables.range[:, 0] == 1).all()


# -- several at once -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "expected"),
    [(("one",), 1), (("one", "one"), 1), (("one", "two"), 0), (("one", "two", "one"), 0)],
)
def test_two_at_once_to_different_outlooks_are_none(names, expected):
    """Protects against an order of names that decides: as with moves that clash, it stays."""
    data = war()
    outlook = {"values": {"deal": SPURNED}}
    data["parties"]["blue"]["outlooks"] = {"one": outlook, "two": copy.deepcopy(outlook)}
    data["events"] = {f"e{k}": election(name) for k, name in enumerate(names)}
    model = talks(data)
    model.step()
    assert model.conflict.outlooks.number[0].tolist() == [expected, 0]
    told = [(a["actor"], a["about"]) for a in acts(data) if a["act"] == "outlook"]
    assert told == [("blue", "one")] * expected


def test_in_some_runs_and_not_in_others():
    """Protects runs from one another: each is led where its own events lead it."""
    data = war(stages=("convene", "bargain"))
    data["parties"]["blue"]["outlooks"] = {"new": {"values": {"deal": SPURNED}}}
    data["events"] = {"election": election() | {"probability": 0.5}}
    done = over(data, 60)
    led = done.conflict.outlooks.number[:, 0] == 1
    assert 15 < led.sum() < 45
    assert (done.outcome == np.where(led, "walkout", "agreed")).all()


# -- who brings it about ---------------------------------------------------------------------


def test_nobody_foresees_what_a_threat_does_to_what_is_wanted():
    """Protects worlds that are only thought of: until it is carried out, a threat that changes
    nothing but an outlook changes no choice; then the party is left with what it has come to want.
    """
    data = war(noise=0.1)
    data["parties"]["red"]["talking_cost"] = 0.1
    bitter = {"deal": {"x0": 0, "x1": 0, "x2": 0.5}}
    data["parties"]["blue"]["outlooks"] = {"bitter": {"values": bitter}}
    threat = {"by": "red", "when": {"act": "no_talks"}, "credibility": 1}
    after = copy.deepcopy(data)
    after["threats"] = {"t": threat | {"then": {"outlook": {"blue": "bitter"}}}}
    a, b = over(data, 60), over(after, 60)
    x, y = rows_of(a), rows_of(b)
    same(x.drop(columns="utility.blue"), y.drop(columns="utility.blue"))
    failed = (x.outcome == "not_convened").to_numpy()
    assert 5 < failed.sum() < 60
    # war is worth half of what blue wins, less 0.1
    assert utility(b)["blue"][failed] == pytest.approx(0.5 * 0.5 - 0.1)
    assert utility(a)["blue"][failed] == pytest.approx(0.5 - 0.1)
    assert (x["utility.blue"] == y["utility.blue"])[~failed].all()


def test_who_acts_does_not_reckon_with_it_either():
    """Protects actions: what us gains is the reds' strength alone, in either case; what blue comes
    to want it has from the next period on.
    """
    data = bystander(war(stages=("bargain",)), (1, 0.6, 0), 0.0)
    del data["parties"]["us"]["reservation"]
    data["parties"]["blue"]["outlooks"] = {"new": {"values": {"deal": SPURNED}}}
    data["actions"] = {"arm": {"by": "us", "then": {"outlook": {"blue": "new"}}, "cost": 0}}
    assert [a for a in acts(data) if a["act"] == "act"] == []
    data["actions"]["arm"]["then"]["strength"] = {"reds": 3.0}
    first, second = (a for a in acts(data) if a["act"] in ("act", "outlook"))
    assert first["value"] == pytest.approx(0.15)
    assert (second["period"], second["actor"], second["about"]) == (first["period"], "blue", "new")


def test_a_way_back_may_bring_another_outlook():
    """Protects ways back: talks fail over what blue wants, and succeed over what it wants then."""
    data = turning(1, {"x0": 0, "x1": 0.6, "x2": 1})
    del data["events"]
    data["parties"]["blue"]["values"]["deal"] = SPURNED
    back = {"after": ["not_convened"], "wait": 2, "then": {"outlook": {"blue": "new"}}}
    data["forums"]["summit"]["resume"] = {"election": back}
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert done.forum.endings.period[0] == 6 + 2 + 2


def test_all_forums_see_it():
    """Protects the one state of what is wanted: talks to which us does not come fail in period 1,
    and the threat that this sets off is felt at the other table in period 2.
    """
    data = bystander(war(), (1, 0.6, 0), 0.0, talking_cost=9)
    data["parties"]["blue"]["outlooks"] = {"new": {"values": {"deal": SPURNED}}}
    two = data["forums"].pop("summit")
    three = two | {"seats": ["blue", "red", "us"], "convene_by": 1}
    data["forums"] = {"two": two | {"primary": True}, "three": three}
    assert over(data).outcome[0] == "agreed"
    threat = {"by": "us", "when": {"act": "no_talks"}, "credibility": 1}
    data["threats"] = {"t": threat | {"then": {"outlook": {"blue": "new"}}}}
    done = over(data)
    assert done.outcome[0] == "walkout"
    assert done.forum.endings.period[0] == 2


# -- what must hold always -------------------------------------------------------------------


@given(world=worlds(points=True))
@settings(max_examples=20)
def test_an_outlook_that_is_the_party_s_own_view_changes_no_byte(world):
    """Protects everything else: parties are led again and again to what they want already."""
    turned = copy.deepcopy(world)
    for party in turned["parties"].values():
        whole = {key: copy.deepcopy(party[key]) for key in ("weights", "values")}
        party["outlooks"] = {"nothing": {}, "part": {"values": whole["values"]}, "whole": whole}
    events = turned.setdefault("events", {})
    for period, name in enumerate(("whole", "nothing", "part", "whole"), start=1):
        everybody = dict.fromkeys(turned["parties"], name)
        events[f"turn{period}"] = election(period=period) | {"then": {"outlook": everybody}}
    a, b = play(world), play(turned)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))
