"""Before the table: who comes, who waives, who concedes and who presses, against cases worked by
hand.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.model.beliefs import SITTING
from sim.model.kernels import Stand, Terms
from sim.model.stages.choice import Act
from tests.model.small import (
    acts,
    bystander,
    chance,
    demanding,
    over,
    shock,
    softplus,
    talks,
    utility,
    war,
)

BLUE, RED = 0, 1


def blocks(done) -> set[tuple]:
    """(party, kind, over, refused_by) of everything that stood in the way of run 0."""
    return {block[1:] for block in done.forum.endings.blocks if block[0] == 0}


def done_in(data: dict, act: str) -> list[tuple[int, str, bool]]:
    """(period, actor, answer) of each such act of run 0."""
    return [(a["period"], a["actor"], a["answer"]) for a in acts(data) if a["act"] == act]


# -- attending -----------------------------------------------------------------------------


def test_the_threshold_of_coming_by_hand():
    """Protects ``q (above + shock) + side > 0``: at q = 1/2 a side of -0.04 weighs 0.08 against
    0.1.

    At q = 0 only the side counts, and where that is 0 the sign of the bracket.
    """
    party = talks(war()).forum.delegation("red")
    above = np.full((4, 6), 0.1)
    side = np.array([-0.04, 0.0, 0.02, -0.02])[:, None].repeat(6, axis=1)
    threshold = party.coming_threshold(above, np.array([0.5, 0, 0, 0]), side)
    assert threshold[:, -1] == pytest.approx([-0.02, -0.1, -math.inf, math.inf])


def test_who_comes_with_noise_by_hand():
    """Protects attendance from value to choice in 500 runs: red is blamed for refusing and noise is
    0.1.

    V by the mixture of packages; q by two steps from 1/2; the shock by its address. Nobody's type
    is uncertain.
    """
    data = war(noise=0.1)
    data["parties"]["red"]["talking_cost"] = 0.25
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": "red", "act": "refuse"},
            "then": {"strength": {"blues": 3}},
            "credibility": 0.5,
        }
    }
    gain = {BLUE: (-0.4, 0.2, 0.6), RED: (0.6, 0.2, -0.4)}
    n = {i: [softplus(g, 0.1) for g in gain[i]] for i in gain}
    above, blame = [], [0.0, 0.125]  # red: from 1/2 to (1/2 + 1/4) / 2
    for i, cost in ((BLUE, 0.0), (RED, 0.25)):
        a = [chance(g / 0.1) for g in gain[1 - i]]
        share = [(a[x] * n[0][x] * n[1][x]) ** 2 for x in range(3)]
        above.append(sum(w / sum(share) * a[x] * n[i][x] for x, w in enumerate(share)) - cost)
    first = [chance((above[i] + blame[i] / 0.5) / 0.1) for i in (BLUE, RED)]
    second = [chance((above[i] + blame[i] / first[1 - i]) / 0.1) for i in (BLUE, RED)]
    model = talks(data, 500)
    model.step()
    for i, name in ((BLUE, "blue"), (RED, "red")):
        q = second[1 - i]
        value = q * (above[i] + shock("sitting", name, 0.1, 500)) + blame[i]
        assert (np.abs(value) > 1e-9).all()
        assert (model.forum.stages[0]._room.coming[:, i] == (value > 0)).all()


def test_a_refusal_is_remembered_and_teaches_nothing_twice():
    """Protects persistent noise: who refuses in period 1 refuses to the end, and beliefs stop
    moving.
    """
    data = war(noise=0.1)
    data["parties"]["red"]["talking_cost"] = 0.25
    model = talks(data, 300)
    model.step()
    coming = model.forum.stages[0]._room.coming
    refused = ~coming[:, RED] & coming[:, BLUE]
    assert 0 < refused.sum() < 300
    for _ in range(2):
        model.step()
    known = model.beliefs.interval(SITTING, RED, np.flatnonzero(refused))
    for _ in range(3):
        model.step()
    after = model.beliefs.interval(SITTING, RED, np.flatnonzero(refused))
    for before, now in zip(known, after, strict=True):
        np.testing.assert_array_equal(before, now)
    assert (model.outcome[refused] == "not_convened").all()


# -- waiving -------------------------------------------------------------------------------


def unmeetable(firmness: float) -> dict:
    """Red demands a share of strength that nobody can give it."""
    data = war()
    data["parties"]["red"]["preconditions"] = {
        "balance": {"demand": {"side": "reds", "share_at_least": 0.6}, "firmness": firmness}
    }
    return data


def test_a_demand_is_waived_once_it_has_been_refused():
    """Protects waiving by hand: 0.2 is gained by coming, 0.1 lost by backing down.

    Period 1 the demand goes unanswered, 2 it is waived, 3 red comes, 4 the deal. Red keeps 0.6 -
    0.1.
    """
    assert done_in(unmeetable(0.1), "waive") == [(2, "red", True)]
    done = over(unmeetable(0.1))
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 4)
    assert utility(done) == {"blue": pytest.approx([0.6]), "red": pytest.approx([0.5])}


def test_a_firmer_demand_is_not_waived():
    """Protects the threshold of waiving: at firmness 0.3 > 0.2 red stays away to the end."""
    done = over(unmeetable(0.3))
    assert (done.outcome[0], done.forum.endings.period[0]) == ("not_convened", 6)
    assert blocks(done) == {("red", "demand", "balance", "")}
    assert utility(done)["red"] == pytest.approx([0.4])
    assert (done.forum.endings.ended_by[0], done.forum.endings.ended_over[0]) == ("red", "balance")


# -- conceding -----------------------------------------------------------------------------


def test_a_concession_that_brings_talks_is_made():
    """Protects conceding by hand: without it no talks, with it 0.2 at a cost of 0.05; 0.15 is above
    0.

    Period 1 blue concedes, 2 red comes, 3 the deal.
    """
    data = demanding(cost=0.05)
    conceded = [a for a in acts(data) if a["act"] == "concede"]
    assert [(a["period"], a["actor"], a["answer"]) for a in conceded] == [(1, "blue", True)]
    assert conceded[0]["value"] == pytest.approx(0.15)
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 3)
    assert utility(done) == {"blue": pytest.approx([0.55]), "red": pytest.approx([0.6])}


def test_a_concession_that_costs_more_than_talks_bring_is_refused():
    """Protects the threshold of conceding: 0.25 > 0.2, so no; and red, firm at 1, does not
    waive.
    """
    done = over(demanding(cost=0.25))
    assert done.outcome[0] == "not_convened"
    assert blocks(done) == {("red", "demand", "release", "blue")}


def test_a_controller_counts_on_the_waiver():
    """Protects the order attend, waive, concede: red would waive at 0.1 < 0.2, so blue need not
    pay.
    """
    data = demanding(firmness=0.1, cost=0.05)
    assert done_in(data, "concede")[0] == (1, "blue", False)
    done = over(data)
    assert utility(done) == {"blue": pytest.approx([0.6]), "red": pytest.approx([0.5])}


def test_a_concession_that_changes_the_war_is_weighed_as_such():
    """Protects `shift`: freeing arms red x 3, so blue falls to 0.25 - 0.1 without talks.

    With the concession red is worth 0.75 - 0.1 = 0.65 without a deal and wants more than the shared
    0.6; no package is left for both, so talks would be worth nothing more than war: -0.25
    altogether. Blue refuses.
    """
    data = demanding(cost=0)
    data["issues"]["detainees"]["effects"] = {"free": {"strength": {"reds": 3}}}
    conceded = next(a for a in acts(data) if a["act"] == "concede")
    assert not conceded["answer"]
    assert conceded["value"] == pytest.approx(-0.25)


def two_controllers(control: str, blue_cost: float, us_cost: float) -> dict:
    """Us, without a seat, controls the detainees too and wants the shared rule: 1 against 0.3."""
    data = demanding(cost=blue_cost)
    data["issues"]["detainees"] |= {"controlled_by": ["blue", "us"], "control": control}
    return bystander(data, (0, 1, 0), 0.3, conceding_cost={"detainees": us_cost})


@pytest.mark.parametrize(
    ("control", "blue_cost", "us_cost", "outcome"),
    [
        ("any", 0.25, 0.6, "agreed"),
        ("any", 0.25, 0.8, "not_convened"),
        ("all", 0.25, 0.6, "not_convened"),
        ("all", 0.15, 0.6, "agreed"),
        ("all", 0.15, 0.8, "not_convened"),
    ],
)
def test_any_or_all_of_the_controllers(control, blue_cost, us_cost, outcome):
    """Protects joint control: blue gains 0.2 by talks and us 0.7, each against its own cost."""
    assert over(two_controllers(control, blue_cost, us_cost)).outcome[0] == outcome


def test_only_those_who_moved_bear_the_cost():
    """Protects costs under `any`: blue says no, us moves the issue and pays 0.6."""
    done = over(two_controllers("any", 0.25, 0.6))
    assert utility(done) == {
        "blue": pytest.approx([0.6]),
        "red": pytest.approx([0.6]),
        "us": pytest.approx([0.4]),
    }


def test_who_refused_of_two_that_must_both_agree():
    """Protects `blocks`: under `all` blue was willing, us was not; the unmet demand names both who
    control it.
    """
    done = over(two_controllers("all", 0.15, 0.8))
    assert blocks(done) == {("red", "demand", "release", "blue, us")}
    assert utility(done)["blue"] == pytest.approx([0.4])  # nothing moved, nothing paid


def test_one_move_that_meets_two_demands_is_paid_for_once():
    """Protects costs: red asks for the same release in two demands, and the prisoners are freed
    once.
    """
    data = demanding(cost=0.05)
    data["issues"]["detainees"]["options"] = ["held", "partly", "free"]
    data["parties"]["red"]["preconditions"] = {
        "all_of_them": {"demand": {"issue": "detainees", "is": "free"}, "firmness": 1},
        "at_least_some": {"demand": {"issue": "detainees", "at_least": "free"}, "firmness": 0},
    }
    assert utility(over(data))["blue"] == pytest.approx([0.55])


def test_two_demands_at_different_levels_of_one_issue():
    """Protects concessions to several demands: "all" and "at least some" are both met by freeing
    all, once.
    """
    data = demanding(cost=0.05)
    data["issues"]["detainees"]["options"] = ["held", "partly", "free"]
    data["parties"]["red"]["preconditions"] = {
        "all_of_them": {"demand": {"issue": "detainees", "is": "free"}, "firmness": 1},
        "at_least_some": {"demand": {"issue": "detainees", "at_least": "partly"}, "firmness": 1},
    }
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert done.world.levels[0, done.tables.issues.index("detainees")] == 2
    assert utility(done)["blue"] == pytest.approx([0.55])


# -- what an act is worth ------------------------------------------------------------------


def act(q, a, side, shift, cost, seated) -> Act:
    """An act of a party whose every type is the same; q, a and side are pairs: without and with."""

    stands = [stand(q[k], a[k], 0.0, -side[k], k * shift) for k in (0, 1)]
    return Act(*stands, np.array([cost], float), seated)


def stand(q, above, blame, firmness, no_talks) -> Stand:
    """Where the only party stands in the only run, every type alike."""

    def wide(x):
        return np.full((1, 1, 2), float(x))

    one = [np.array([[float(x)]]) for x in (blame, no_talks)]
    terms = Terms(wide(above), one[0], wide(firmness), one[1])
    return Stand(0, terms, np.zeros(1, int), np.array([float(q)]), np.ones(1))


chances = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0.001, 1))
worths = st.one_of(st.just(0.0), st.floats(0.001, 1), st.floats(-1, -0.001))
outlooks = [st.tuples(of, of) for of in (chances, worths, worths)]  # q, a, side
bases = [worths, st.one_of(st.just(0.0), st.floats(0, 1))]  # shift, cost


def value_by_hand(q, a, side, shift, cost, seated, e) -> float:
    """``shift + [q1 (a1 + e) + side1]+ - [q0 (a0 + e) + side0]+ - cost``; without a seat, no [ ]+
    and no side.
    """
    comes = [q[k] * (a[k] + e) + side[k] for k in (0, 1)]
    if seated:
        return shift + max(0, comes[1]) - max(0, comes[0]) - cost
    return shift + q[1] * (a[1] + e) - q[0] * (a[0] + e) - cost


def values_at_bends(q, a, side, *rest) -> list[float]:
    """An act's value at the bends of its curve and beyond them, in the order of shocks: it is
    straight between them.
    """
    bends = sorted(-(a[k] + side[k] / q[k]) for k in (0, 1) if q[k] > 0) or [0.0]
    shocks = [bends[0] - 1, *bends, bends[-1] + 1]
    return [value_by_hand(q, a, side, *rest, e) for e in shocks]


@given(*outlooks, *bases, worths)
def test_the_value_of_an_act(q, a, side, shift, cost, e):
    """Protects `Act.value`: what a seat with shock e may decline, somebody without a seat may
    not.
    """
    for seated in (True, False):
        got = act(q, a, side, shift, cost, seated).value(np.array([e]))[0]
        expected = value_by_hand(q, a, side, shift, cost, seated, e)
        assert got == pytest.approx(expected, abs=1e-12)


@given(*outlooks, *bases, st.booleans(), worths)
def test_the_threshold_of_an_act_is_the_root_of_its_value(q, a, side, shift, cost, seated, e):
    """Protects what others learn: above the threshold the act is done, below it is not; or it is
    NaN.
    """
    it = act(q, a, side, shift, cost, seated)
    root = it.threshold[0, -1]
    if math.isnan(root):
        return
    near = [root - 0.01, root + 0.01] if math.isfinite(root) and abs(root) < 1e4 else []
    for at in (e, 50 * e, *near):
        value = value_by_hand(q, a, side, shift, cost, seated, at)
        if abs(value) > 1e-9 and abs(at - root) > 1e-6:
            assert (value > 0) == (at > root)


@given(*outlooks, *bases)
def test_the_threshold_of_a_seats_act_exists_where_one_decides(q, a, side, shift, cost):
    """Protects against throwing lessons away: NaN only where the act is done at some shock and not
    at a greater one, and everywhere there.
    """
    assume(q[1] > 0 or q[0] == 0)
    values = values_at_bends(q, a, side, shift, cost, True)
    bends = [-(a[k] + side[k] / q[k]) for k in (0, 1) if q[k] > 0] or [0.0]
    values.append(value_by_hand(q, a, side, shift, cost, True, max(bends) + 1e6))
    assume(all(abs(value) > 1e-9 for value in values))
    done = [value > 0 for value in values]
    undone = any(before and not after for before, after in itertools.pairwise(done))
    assert math.isnan(act(q, a, side, shift, cost, True).threshold[0, -1]) == undone


@given(st.tuples(chances, chances), worths, bases[0])
def test_rounding_does_not_decide_what_an_act_teaches(q, a, shift):
    """Protects against a lesson on the last bit: talks are often worth the same with the act and
    without, and its value then has two bends that differ by rounding alone.
    """
    few, many = sorted(q)
    assume(few > 0.01 and many - few > 0.01 and shift < -0.01)
    roots = [
        act((few, many), (a, a + by), (0.0, 0.0), shift, 0.0, True).threshold[0, -1]
        for by in (-1e-15, 0.0, 1e-15)
    ]
    assert roots == pytest.approx([roots[0]] * 3, abs=1e-9)


@given(*outlooks, *bases)
def test_the_threshold_of_a_bystanders_act_exists_where_its_value_rises(q, a, side, shift, cost):
    """Protects the same for a party without a seat: its value is a straight line of slope q1 -
    q0.
    """
    root = act(q, a, side, shift, cost, False).threshold[0, -1]
    assert math.isnan(root) == (q[1] < q[0])


@given(chances, worths, worths, st.booleans())
def test_an_act_that_changes_nothing_teaches_nothing(q, a, side, seated):
    """Protects beliefs against a lesson from nothing: where the act is worth 0 whatever the shock,
    everybody refuses it.

    So nobody can ever be seen to do it, and a refusal says nothing about the shock: the threshold
    is +inf.
    """
    threshold = act((q, q), (a, a), (side, side), 0.0, 0.0, seated).threshold[0, -1]
    assert threshold == math.inf or math.isnan(threshold)


@given(st.tuples(worths, worths), st.tuples(worths, worths))
def test_an_act_of_a_seat_that_will_not_come_either_way_teaches_nothing(a, side):
    """Protects the same where nobody else comes and backing down costs more than blame: with or
    without the act it stays away, and is 0 better off.
    """
    side = (-abs(side[0]), -abs(side[1]))
    threshold = act((0, 0), a, side, 0.0, 0.0, True).threshold[0, -1]
    assert threshold == math.inf or math.isnan(threshold)


def test_an_act_between_two_outlooks_by_hand():
    """Protects what a concession is worth to a seat: staying away, it is blamed, so the baseline is
    r(no talks) less the blame.

    Without the act: q 0.5, V - r = 0.2, blame 0.1, firmness 0.3, r = 0.4. With it: q 0.8, 0.3,
    blame 0.05, firmness 0, r = 0.5. At a shock of 0.1: coming brings 0.5 x 0.3 - 0.2 < 0 and 0.8 x
    0.4 + 0.05 = 0.37; staying away 0.4 - 0.1 = 0.3 and 0.5 - 0.05 = 0.45. 0.45 + 0.37 - 0.3 less
    the cost of 0.07 is 0.45. Somebody without a seat is not blamed: 0.1 + 0.32 - 0.15 - 0.07 =
    0.2.
    """

    now, then = stand(0.5, 0.2, 0.1, 0.3, 0.4), stand(0.8, 0.3, 0.05, 0.0, 0.5)
    cost, shock_ = np.array([0.07]), np.array([0.1])
    seat = Act(now, then, cost, has_seat=True)
    assert seat.value(shock_)[0] == pytest.approx(0.45)
    outside = Act(now, then, cost, has_seat=False)
    assert outside.value(shock_)[0] == pytest.approx(0.2)


def test_refusing_a_concession_that_changes_nothing_teaches_nothing():
    """Protects the same in a whole run: a demand that costs nothing to give up and whose concession
    costs nothing.

    Red's coming does not hang on it (firmness 0), so blue's no is no sign of reluctance to sit
    down.
    """
    data = demanding(firmness=0.0, cost=0.0, noise=0.1)
    model = talks(data, 200)
    model.step()
    lo, hi = model.beliefs.interval(SITTING, BLUE, np.arange(200))
    comes = model.forum.stages[0]._room.coming[:, BLUE]
    assert comes.any()
    assert np.isinf(hi[comes]).all()  # a blue that came has refused nothing that could tell
    assert np.isfinite(lo[comes]).all()


def test_an_act_of_a_bystander_whose_value_has_no_slope_is_still_predicted():
    """Protects the public chance of a concession by a party without a seat: no shock can change its
    mind.

    q is 1 with and without the act, which gains it 0.1: every type does it, so the threshold is
    -inf, and not "never".
    """
    always, never = (act((1, 1), (0.2, 0.4), (0, 0), 0, cost, False) for cost in (0.1, 0.3))
    assert always.threshold[0, -1] == -math.inf
    assert never.threshold[0, -1] == math.inf


def test_cheaper_moves_the_cost_alone():
    """Protects pressure on a concession."""
    it = act((0, 1), (0, 0.2), (0, 0), 0, 0.3, True)
    assert it.value(np.zeros(1))[0] == pytest.approx(-0.1)
    cheap = it.cheaper(np.array([0.15]))
    assert cheap.value(np.zeros(1))[0] == pytest.approx(0.05)
    assert cheap.then is it.then


# -- pressing ------------------------------------------------------------------------------


def pressed(cost: float, leverage: float) -> dict:
    """Red would lose 0.1 by coming; its patron us, without a seat, would gain 0.7."""
    data = bystander(war(), (0, 1, 0), 0.3)
    data["parties"]["red"]["talking_cost"] = 0.3
    data["ties"] = {
        "hold": {
            "patron": "us",
            "client": "red",
            "leverage": leverage,
            "cost": cost,
            "for": ["attend"],
        }
    }
    return data


def test_a_patron_presses_where_it_brings_talks():
    """Protects pressing by hand: leverage 0.2 of red's stakes of 1 turns -0.1 into 0.1.

    Period 1 us presses at a cost of 0.05 (0.7 > 0.05), 2 red comes, 3 the deal.
    """
    data = pressed(0.05, 0.2)
    press = [a for a in acts(data) if a["act"] == "press"]
    assert [(a["period"], a["actor"], a["target"]) for a in press] == [(1, "us", "red")]
    assert press[0]["value"] == pytest.approx(0.65)
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 3)
    assert utility(done)["us"] == pytest.approx([0.95])


@pytest.mark.parametrize(("cost", "leverage"), [(0.75, 0.2), (0.05, 0.08)])
def test_a_patron_does_not_press_in_vain_or_at_too_high_a_cost(cost, leverage):
    """Protects the choice to press: 0.75 > 0.7, and 0.08 is not enough to bring red."""
    data = pressed(cost, leverage)
    assert not [a for a in acts(data) if a["act"] == "press"]
    done = over(data)
    assert done.outcome[0] == "not_convened"
    assert utility(done)["us"] == pytest.approx([0.3])


def test_pressing_for_a_concession_by_hand():
    """Protects pressing to concede: blue would lose 0.05 by conceding (0.2 - 0.25); leverage 0.1
    tips it.

    Us gains 0.7 by the talks that follow, less 0.05. Period 1 it presses, 2 blue concedes, 3 red
    comes, 4 the deal.
    """
    data = bystander(demanding(cost=0.25), (0, 1, 0), 0.3)
    data["ties"] = {
        "hold": {
            "patron": "us",
            "client": "blue",
            "leverage": 0.1,
            "cost": 0.05,
            "for": ["concede"],
        }
    }
    assert done_in(data, "concede") == [(1, "blue", False), (2, "blue", True)]
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 4)
    assert utility(done)["us"] == pytest.approx([0.95])


def test_what_pressure_brings_the_client_counts_alike_for_both_purposes():
    """Protects payoffs: pressure is a shift of the client's cost, of coming as of conceding, and it
    is in what the client is left with in both or in neither.

    Red comes for 0.6 - 0.3 and was promised 0.2; blue concedes for 0.6 - 0.25 and was promised 0.1.
    """
    attend = utility(over(pressed(0.05, 0.2)))["red"][0] - (0.6 - 0.3)
    data = bystander(demanding(cost=0.25), (0, 1, 0), 0.3)
    data["ties"] = {
        "hold": {
            "patron": "us",
            "client": "blue",
            "leverage": 0.1,
            "cost": 0.05,
            "for": ["concede"],
        }
    }
    concede = utility(over(data))["blue"][0] - (0.6 - 0.25)
    paid = (round(attend, 9), round(concede, 9))
    assert paid == (0.0, 0.0)


# -- optional seats ------------------------------------------------------------------------


def test_talks_convene_without_an_optional_seat():
    """Protects `required`: us stays away (sitting down costs it 5), and the two agree without
    it.
    """
    data = bystander(war(), (0, 1, 0), 0.3, talking_cost=5)
    data["forums"]["summit"] |= {"seats": ["blue", "red", "us"], "required": ["blue", "red"]}
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert done.forum.table.present[0].tolist() == [True, True, False]
    assert done.forum.signatory[0].tolist() == [True, True, False]
    assert utility(done)["us"] == pytest.approx([1.0])
    data["forums"]["summit"]["required"] = ["blue", "red", "us"]
    assert over(data).outcome[0] == "not_convened"


def test_everybody_has_one_to_blame():
    """Protects `ended_by`: two required seats that refuse are several; the block names each."""
    data = war()
    for name in ("blue", "red"):
        data["parties"][name]["talking_cost"] = 1
    done = over(data)
    assert blocks(done) == {("blue", "refusal", "coming", ""), ("red", "refusal", "coming", "")}
    ends = done.forum.endings
    assert (ends.ended_by[0], ends.ended_over[0]) == ("several", "coming")


def test_a_refusal_by_an_optional_seat_sets_off_its_threat():
    """Protects "whoever refuses": us stays away from talks that convene without it, and what was
    threatened follows.

    Its own choice counts the threat as blame, so the world has to as well: blue x 3 with
    credibility 1.
    """
    data = bystander(war(), (0, 1, 0), 0.3, talking_cost=5)
    data["forums"]["summit"] |= {"seats": ["blue", "red", "us"], "required": ["blue", "red"]}
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": "us", "act": "refuse"},
            "then": {"strength": {"blues": 3}},
            "credibility": 1,
        }
    }
    done = over(data)
    assert not done.forum.table.present[0, done.tables.parties.index("us")]
    assert done.world.factor[0].tolist() == [3, 1]


def test_who_will_not_come_itself_concedes_nothing():
    """Protects the order attend, waive, concede for the controller's own demands.

    Blue makes a demand nobody can meet and would lose 1 by dropping it, so talks cannot convene
    whatever it concedes to red: a concession at 0.05 brings it nothing.
    """
    data = demanding(cost=0.05)
    data["parties"]["blue"]["preconditions"] = {
        "balance": {"demand": {"side": "blues", "share_at_least": 0.9}, "firmness": 1}
    }
    assert not any(answer for _, _, answer in done_in(data, "concede"))
    assert utility(over(data))["blue"] == pytest.approx([0.4])


def test_who_backed_down_in_the_last_period_is_not_said_to_have_refused():
    """Protects `blocks`: red waives in period 2, the last; it was ready, and time ran out on its
    demand.
    """
    data = unmeetable(0.1)
    data["forums"]["summit"]["convene_by"] = 2
    done = over(data)
    assert done.outcome[0] == "not_convened"
    assert ("red", "refusal", "coming", "") not in blocks(done)


def test_of_two_concessions_on_one_issue_the_larger_stands():
    """Protects concessions made together: blue grants "free" and "at least partly" at once.

    The issue ends where both are met, whichever demand comes last by name, and is paid for once.
    """
    data = demanding(cost=0.05)
    data["issues"]["detainees"]["options"] = ["held", "partly", "free"]
    data["parties"]["red"]["preconditions"] = {
        "a_all": {"demand": {"issue": "detainees", "is": "free"}, "firmness": 0.05},
        "b_some": {"demand": {"issue": "detainees", "at_least": "partly"}, "firmness": 1},
    }
    model = talks(data)
    model.step()
    granted = model.world.levels[0, model.tables.issues.index("detainees")]
    assert granted == 2
    assert model.party("blue").spent[0] == pytest.approx(0.05)
