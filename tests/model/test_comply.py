"""Controllers who have not signed: when they do their part, what it costs, what others expect."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings

from tests.model.small import (
    PAY,
    acts,
    asking,
    bystander,
    chance,
    insisted,
    levels,
    one_issue,
    over,
    shock,
    talks,
    utility,
    war,
)
from tests.model.worlds import blocks_of, play, rows_of, same, worlds

RUNS = 4000
WIDE = 4.9  # standard errors: outside with a chance below one in a million


def tie(patron: str, leverage: float, cost: float = 0.02, client: str = "us") -> dict:
    """A patron who leans on its client to comply."""
    return {
        "patron": patron, "client": client, "leverage": leverage, "cost": cost, "for": ["comply"],
    }  # fmt: skip


# -- one controller, by hand -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "cost", "guarantee", "leverage", "moved", "left_with"),
    [
        ((0, 0.3), 0.2, 0, 0, True, 0.1),  # 0.3 - 0.2 > 0
        ((0, 0.3), 0.4, 0, 0, False, 0),  # 0.3 - 0.4 < 0
        ((0, 0.3), 0.4, 0.15, 0, True, -0.1),  # 0.3 - 0.4 + 0.15 > 0; it pays its cost alone
        ((0, 0.3), 0.5, 0.15, 0, False, -0.15),  # 0.3 - 0.5 + 0.15 < 0; defying costs 0.15
        ((0.3, 0), 0.25, 0, 1, False, 0.3),  # -0.3 - 0.25 + 0.3 < 0
        ((0.3, 0), -0.05, 0, 1, True, 0.05),  # -0.3 + 0.05 + 0.3 > 0; pressure is no payment
    ],
)
def test_compliance_by_hand(values, cost, guarantee, leverage, moved, left_with):
    """Protects the rule of 7.8: the deal with and without its part, less its cost, plus the
    guarantee and what patrons who have signed make up for; and the accounts that follow from it.
    """
    data = asking(values, cost)
    if guarantee:
        data["issues"]["deal"]["effects"] = {"x1": {"guarantee": guarantee}}
    if leverage:
        data["ties"] = {"t": tie("left", leverage)}
    done = over(data)
    assert done.outcome.tolist() == ["agreed"]
    assert levels(done) == [int(moved)]
    assert utility(done)["us"] == pytest.approx([left_with])
    paid = 0.02 if leverage else 0
    assert utility(done)["left"] == pytest.approx([moved + PAY - paid])
    [act] = [a for a in acts(data) if a["act"] == "comply"]
    worth = values[1] - values[0] - cost + guarantee + leverage * 0.3
    assert act["answer"] == moved
    assert act["value"] == pytest.approx(worth)


def test_a_patron_who_has_not_signed_neither_counts_nor_pays():
    """Protects 'patrons who have signed': a hold of somebody outside the deal moves nobody."""
    data = asking((0.3, 0), -0.05)
    data["parties"]["far"] = copy.deepcopy(data["parties"]["us"]) | {"conceding_cost": {}}
    data["ties"] = {"t": tie("far", 1)}
    done = over(data)
    assert levels(done) == [0]
    assert utility(done)["far"] == pytest.approx([0.3])


@pytest.mark.parametrize(("credibility", "moved"), [(0.0, False), (0.5, True), (1.0, True)])
def test_a_threat_against_defying_is_weighed(credibility, moved):
    """Protects `defy`: the part costs us 0.1, defying 0.3 times the threat's credibility."""
    data = asking((0.3, 0.2, 0.0), 0.0)
    data["threats"] = {"t": defied("x2", credibility)}
    done = over(data)
    assert levels(done) == [int(moved)]
    [act] = [a for a in acts(data) if a["act"] == "comply"]
    assert act["value"] == pytest.approx(0.2 - 0.3 * (1 - credibility))


def defied(option: str, credibility: float, party: str = "us") -> dict:
    """A threat to move the issue to an option if a party defies a deal."""
    when = {"party": party, "act": "defy"}
    return {"by": "left", "when": when, "then": {"move": {"deal": option}},
            "credibility": credibility}  # fmt: skip


@pytest.mark.parametrize(("cost", "level"), [(0.1, 1), (0.25, 2)])
def test_a_threat_against_defying_is_carried_out_on_who_defies_and_on_nobody_else(cost, level):
    """Protects the act of defying: what was threatened comes, once, and only if the issue did not
    move.
    """
    data = asking((0.3, 0.2, 0.0), cost)
    data["threats"] = {"t": defied("x2", 1.0)}
    done = over(data)
    assert levels(done) == [level]
    assert [a["answer"] for a in acts(data) if a["act"] == "carry_out"] == [True] * (level == 2)
    assert utility(done)["us"] == pytest.approx([0.0 if level == 2 else 0.2 - cost])


def test_nothing_is_asked_where_the_deal_leaves_the_issue_as_it_is():
    """Protects the idle part: no act, no cost, no patron who pays, however dear moving would be."""
    data = asking((0, 0.3), 5.0, package=0)
    data["ties"] = {"t": tie("left", 1)}
    data["threats"] = {"t": defied("x1", 1.0)}
    rows = acts(data)
    assert not [a for a in rows if a["act"] in ("comply", "carry_out")]
    done = over(data)
    assert levels(done) == [0]
    assert utility(done)["us"] == [0]
    assert utility(done)["left"] == [PAY]


@pytest.mark.parametrize("ends_war", [True, False])
@pytest.mark.parametrize(("cost", "complies"), [(0.2, True), (0.3, False)])
def test_arms_are_weighed_by_the_war_only_where_it_goes_on(ends_war, cost, complies):
    """Protects the value that a part is weighed by: arms that treble the blues' strength raise
    their chance from 1/2 to 3/4, worth 1/4 to us, who wants them to rule, if the war goes on; in
    peace nothing.
    """
    data = war(stages=["bargain"])
    bystander(data, (0, 0.5, 1), 0)
    del data["parties"]["us"]["reservation"]
    data["parties"]["us"] |= {"war_cost": 0.05, "conceding_cost": {"arms": cost}}
    data["issues"]["arms"] = {
        "options": ["none", "sent"],
        "status_quo": "none",
        "controlled_by": ["us"],
        "effects": {"sent": {"strength": {"blues": 3}}},
    }
    data["forums"]["summit"] |= {"agenda": ["arms"], "ends_war": ends_war}
    done = over(insisted(data, 1))
    complies &= not ends_war
    assert levels(done, "arms") == [int(complies)]
    fought = (0.75 if complies else 0.5) - 0.05
    left_with = 0.0 if ends_war else fought - cost * complies
    assert utility(done)["us"] == pytest.approx([left_with])


# -- several controllers ---------------------------------------------------------------------


def two_controllers(control: str, costs: dict[str, float]) -> dict:
    """Left and right sign; `one` and `two` both control the issue, each at a cost of its own."""
    data = asking((0, 0.3))
    us = data["parties"].pop("us")
    for name, cost in costs.items():
        data["parties"][name] = copy.deepcopy(us) | {"conceding_cost": {"deal": cost}}
    data["issues"]["deal"] |= {"controlled_by": list(costs), "control": control}
    return data


@pytest.mark.parametrize(
    ("control", "cheap", "moved", "left_with"),
    [
        ("any", (True, True), True, (0.2, 0.2)),
        ("any", (True, False), True, (0.2, 0.3)),  # who defies has the good of it at no cost
        ("any", (False, False), False, (0, 0)),
        ("all", (True, True), True, (0.2, 0.2)),
        ("all", (True, False), False, (0, 0)),  # who is willing has moved nothing, and pays nothing
        ("all", (False, False), False, (0, 0)),
    ],
)
def test_any_and_all_of_two_controllers(control, cheap, moved, left_with):
    """Protects joint control: one is enough, or all are needed; who has moved something pays, and
    who refuses has defied only if the issue stays.
    """
    costs = dict(zip(("one", "two"), (0.1 if yes else 0.5 for yes in cheap), strict=True))
    data = two_controllers(control, costs)
    data["threats"] = {
        f"t_{name}": defied("x0", 1.0, name) for name in costs
    }  # the issue stays: nothing but the act
    done = over(data)
    assert levels(done) == [int(moved)]
    assert (utility(done)["one"][0], utility(done)["two"][0]) == pytest.approx(left_with)
    named = {f"t_{name}" for name, yes in zip(costs, cheap, strict=True) if not yes and not moved}
    assert {a["about"] for a in acts(data) if a["act"] == "carry_out"} == named


@pytest.mark.parametrize(("cost", "moved"), [(0.1, True), (0.5, False)])
def test_where_all_must_consent_a_signature_is_one_consent(cost, moved):
    """Protects `control: all` with one signed and one absent: only the absent one is asked."""
    data = asking((0, 0.3), cost)
    data["issues"]["deal"] |= {"controlled_by": ["left", "us"], "control": "all"}
    done = over(data)
    assert levels(done) == [int(moved)]
    assert [a["actor"] for a in acts(data) if a["act"] == "comply"] == ["us"]
    data["issues"]["deal"]["control"] = "any"
    assert levels(over(data)) == [1]
    assert not [a for a in acts(data) if a["act"] == "comply"]


def two_issues(costs=(0.1, 0.5), noise: float = 0.0) -> dict:
    """Left and right sign that us moves two issues, worth 0.2 and 0.4 to it."""
    data = asking((0, 1))
    data["noise"] = noise
    data["issues"]["more"] = {
        "options": ["y0", "y1"], "status_quo": "y0", "controlled_by": ["us"],
    }  # fmt: skip
    for name, body in data["parties"].items():
        body["weights"] = {"deal": 0.5, "more": 0.5}
        scale = (0.4, 0.8) if name == "us" else (1, 1)
        body["values"] = {
            "deal": {"x0": 0, "x1": scale[0]},
            "more": {"y0": 0, "y1": scale[1]},
        }
    data["parties"]["us"]["conceding_cost"] = dict(zip(("deal", "more"), costs, strict=True))
    data["forums"]["summit"]["agenda"] = ["deal", "more"]
    return insisted(data, 3)


def test_a_controller_of_two_issues_answers_for_each_and_its_patron_pays_once():
    """Protects parts of a deal: each is weighed by itself, with the other carried out; the patron
    leans once, however much it wants done.
    """
    data = two_issues()
    data["ties"] = {"t": tie("left", 0.0)}
    done = over(data)
    assert (levels(done), levels(done, "more")) == ([1], [0])
    assert utility(done)["us"] == pytest.approx([0.2 - 0.1])
    assert utility(done)["left"] == pytest.approx([0.5 + PAY - 0.02])


def test_a_guarantee_is_borne_once_by_who_defies_twice():
    """Protects the accounts: a deal of which two parts are defied is one deal."""
    data = two_issues(costs=(0.5, 0.7))
    data["issues"]["more"]["effects"] = {"y1": {"guarantee": 0.1}}
    done = over(data)
    assert (levels(done), levels(done, "more")) == ([0], [0])
    assert utility(done)["us"] == pytest.approx([-0.1])


def test_a_seat_that_stayed_away_is_asked():
    """Protects optional seats: who controls an issue and did not come is asked to comply."""
    data = asking((0, 0.3), 0.1, stages=("convene", "bargain"), talking_cost=2)
    data["forums"]["summit"] |= {"seats": ["left", "right", "us"], "required": ["left", "right"]}
    data["forums"]["summit"]["protocol"]["order"].append("us")
    done = over(data)
    assert done.outcome.tolist() == ["agreed"]
    assert [(a["actor"], a["answer"]) for a in acts(data) if a["act"] == "comply"] == [("us", True)]
    assert levels(done) == [1]


# -- chances ---------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", [0.15, 0.3, 0.5])
def test_how_often_a_controller_complies_is_what_everybody_reckons_with(cost):
    """Protects calibration: with noise us complies in F((0.3 - cost) / s) of the runs, which is the
    chance behind every value of the deal before it is signed; and in each run by its own shock.
    """
    data = asking((0, 0.3), cost)
    data["noise"] = 0.3
    s = 0.3 * 0.3
    done = over(data, RUNS, rng=3)
    p = chance((0.3 - cost) / s)
    moved = np.array(levels(done))
    assert abs(moved.mean() - p) < WIDE * (p * (1 - p) / RUNS) ** 0.5
    model = talks(data, 1)
    model.forum.look(np.arange(1))
    left = model.tables.parties.index("left")
    assert model.forum.prospect.utility[0, left] == pytest.approx([0, p])
    assert model.forum.prospect.gain[0, left, -1] == pytest.approx([0, p])
    e = shock("complying", "us", s, RUNS, seed=3, about="deal")
    assert (moved == (0.3 - cost + e > 0)).all()


@pytest.mark.parametrize("control", ["any", "all"])
def test_chances_of_two_controllers(control):
    """Protects joint control in expectation: 1 - (1 - p)(1 - q), or p q; in the runs as well."""
    data = two_controllers(control, {"one": 0.25, "two": 0.4})
    data["noise"] = 0.3
    p, q = chance(0.05 / 0.09), chance(-0.1 / 0.09)
    both = p * q if control == "all" else 1 - (1 - p) * (1 - q)
    model = talks(data, 1)
    model.forum.look(np.arange(1))
    left = model.tables.parties.index("left")
    assert model.forum.prospect.utility[0, left] == pytest.approx([0, both])
    moved = np.array(levels(over(data, RUNS, rng=4)))
    assert abs(moved.mean() - both) < WIDE * (both * (1 - both) / RUNS) ** 0.5


def test_a_package_is_worth_the_mean_over_the_ways_it_may_be_carried_out():
    """Protects the mixture: two parts of one controller have chances of their own, in expectation
    and in the runs, where each hangs on a shock of its own.
    """
    data = two_issues(costs=(0.1, 0.5), noise=0.3)
    s = 0.3 * 0.6
    p, q = chance(0.1 / s), chance(-0.1 / s)
    model = talks(data, 1)
    model.forum.look(np.arange(1))
    us = model.tables.parties.index("us")
    assert model.forum.prospect.utility[0, us] == pytest.approx(
        [0, 0.4 * q, 0.2 * p, 0.2 * p + 0.4 * q]
    )
    done = over(data, RUNS, rng=5)
    deal, more = np.array(levels(done)), np.array(levels(done, "more"))
    for share, r in ((deal.mean(), p), (more.mean(), q), ((deal & more).mean(), p * q)):
        assert abs(share - r) < WIDE * (r * (1 - r) / RUNS) ** 0.5


# -- what must not change --------------------------------------------------------------------


@given(world=worlds(optional_seats=False, quota=False))
@settings(max_examples=20)
def test_where_all_controllers_sign_nothing_is_asked(world):
    """Protects every scenario from before: threats against defying and patrons who lean change no
    byte where whoever controls anything signs.
    """
    seats = world["forums"]["table"]["seats"]
    for issue in world["issues"].values():
        issue["controlled_by"] = [name for name in issue["controlled_by"] if name in seats]
        if len(issue["controlled_by"]) < 2:
            issue.pop("control", None)
    for name, party in world["parties"].items():
        if name not in seats:
            party.pop("conceding_cost", None)
    world.get("threats", {}).pop("h9", None)
    leaning = copy.deepcopy(world)
    leaning.setdefault("threats", {})["zz"] = {
        "by": seats[0],
        "when": {"act": "defy", "party": seats[0]},
        "then": {"strength": {"left": 3}},
        "credibility": 1,
    }
    leaning.setdefault("ties", {})["zz"] = {
        "patron": seats[0], "client": seats[1], "leverage": 0.9, "cost": 0.4, "for": ["comply"],
    }  # fmt: skip
    plain, other = play(world), play(leaning)
    same(rows_of(plain), rows_of(other))
    same(blocks_of(plain), blocks_of(other))


def test_an_issue_on_two_agendas_is_asked_for_by_each_deal_that_needs_it():
    """Protects forums that share an issue: the shock of complying belongs to the forum, and the
    deal of a forum in which the controller sits needs nobody's compliance.
    """
    data = one_issue({"left": (0, 1), "right": (0, 1)}, {"left": 0.0, "right": 0.0})
    bystander(data, (0, 0.3), 0.0, conceding_cost={"deal": 0.5})
    data["issues"]["deal"]["controlled_by"] = ["us"]
    summit = data["forums"]["summit"]
    data["forums"]["annex"] = copy.deepcopy(summit) | {"seats": ["left", "us"]}
    summit["primary"] = True
    done = over(insisted(insisted(data, 1), 1, "annex"))
    assert [f.endings.outcome[0] for f in done.forums] == ["agreed", "agreed"]
    assert levels(done) == [1]  # through the annex, whose deal us has signed
    rows = [a for a in acts(data) if a["act"] == "comply"]
    assert [(a["forum"], a["answer"]) for a in rows] == [("summit", False)]


# -- what defiance sets off ------------------------------------------------------------------


def punished(credibility: float, back: str, package: int = 1, **forum) -> dict:
    """A deal that us is sure to defy; a threat then moves an issue that left weighs with a half."""
    data = asking((0.3, 0), package=package)
    data["issues"]["arms"] = {"options": ["stay", "out"], "status_quo": "stay"}
    data["parties"]["left"]["weights"] = {"deal": 0.5, "arms": 0.5}
    data["parties"]["left"]["values"]["arms"] = {"stay": 0, "out": 1}
    when, then = {"party": "us", "act": "defy"}, {"move": {"arms": back}}
    threat = {"by": "right", "when": when, "then": then, "credibility": credibility}
    data["threats"] = {"answer": threat}
    data["forums"]["summit"] |= forum
    return data


@pytest.mark.parametrize("credibility", [0, 0.4, 1])
def test_everybody_reckons_with_what_defiance_sets_off(credibility):
    """Protects expectation: of a deal that us will defy, left expects the threat alone."""
    model = talks(punished(credibility, "out"))
    model.step()
    left, whole = model.tables.parties.index("left"), 1
    assert model.forum.prospect.utility[0, left, whole] == pytest.approx(0.5 * credibility)


def test_what_defiance_sets_off_comes_after_the_deal():
    """Protects the order of changes: who takes back what a defied deal has given has it back."""
    data = punished(1, "stay", package=3, agenda=["arms", "deal"])  # arms out, and x1
    kept = copy.deepcopy(data)
    del kept["threats"]
    given, taken_back = (over(d) for d in (kept, data))
    assert (levels(given), levels(taken_back)) == ([0], [0])  # defied either way
    assert given.forum.package.tolist() == taken_back.forum.package.tolist()
    assert (levels(given, "arms"), levels(taken_back, "arms")) == ([1], [0])
