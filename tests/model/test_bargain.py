"""At the table: the mediator's text, signing, refusing, walking out, and offers in turn."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from sim.model.beliefs import SIGNING, SITTING
from sim.model.record import Recorder
from tests.model.small import (
    acts,
    chance,
    one_issue,
    over,
    pie,
    shock,
    softplus,
    talks,
    utility,
    war,
)

GAIN = {"blue": (-0.4, 0.2, 0.6), "red": (0.6, 0.2, -0.4)}  # of the war's three packages


def test_signing_a_single_text_by_hand():
    """Protects "sign iff gain + shock > 0" in 1000 runs: one text, one round, noise 0.1.

    A seat first decides to stay, which it does here whatever its shock: staying pays 10. The text
    is the shared rule, worth 0.2 to both; agreed iff both shocks of signing are above -0.2.
    """
    data = war(stages=("bargain",), noise=0.1)
    data["forums"]["summit"]["deadline"] = 1
    for party in data["parties"].values():
        party["staying_cost"] = -10
    done = over(data, 1000)
    red, blue = (shock("signing", name, 0.1, 1000) > -0.2 for name in ("red", "blue"))
    assert 0.5 < (red & blue).mean() < 0.9
    np.testing.assert_array_equal(done.outcome == "agreed", red & blue)
    np.testing.assert_array_equal(done.outcome == "deadlock", ~(red & blue))
    names = np.where(red & ~blue, "blue", np.where(blue & ~red, "red", "several"))
    lost = ~(red & blue)
    np.testing.assert_array_equal(done.forum.endings.ended_by[lost], names[lost])


def test_a_signature_teaches_its_threshold():
    """Protects beliefs about signing: after a yes to a gain of 0.2 the shock is above -0.2, after a
    no below it.
    """
    data = war(stages=("bargain",), noise=0.1)
    for party in data["parties"].values():
        party["staying_cost"] = -10
    model = talks(data, 200)
    model.step()
    lo, hi = model.beliefs.interval(SIGNING, 0, np.arange(200))
    yes = shock("signing", "blue", 0.1, 200) > -0.2
    np.testing.assert_allclose(lo[:, -1], np.where(yes, -0.2, -np.inf), atol=1e-12)
    np.testing.assert_allclose(hi[:, -1], np.where(yes, np.inf, -0.2), atol=1e-12)


def test_the_text_is_the_argmax_of_chance_times_nash_product():
    """Protects the mediator's criterion: of nine packages with uneven gains, by brute force."""
    rng = np.random.default_rng(7)
    values = {name: (0.0, *rng.random(8).round(3)) for name in ("a", "b", "c")}
    reservation = {"a": 0.3, "b": 0.35, "c": 0.25}
    data = one_issue(values, reservation)
    data["noise"] = 0.1
    score = []
    for x in range(9):
        product = 1.0
        for name, u in values.items():
            s, g = 0.1 * (max(u) - min(u)), u[x] - reservation[name]
            product *= chance(g / s) * softplus(g, s)
        score.append(product)
    model = talks(data)
    model.forum.look(np.array([0]))
    text, hope = model.forum.table.protocol.text(model.forum, np.array([0]))
    assert hope[0]
    assert text[0] == int(np.argmax(score))
    # Gains count in units of a utility range.
    ratio = model.forum.prospect.score[0] / np.array(score)
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-9)


def test_a_refused_text_is_not_tabled_again():
    """Protects the single text over 200 runs: no package twice, and somebody refused each but the
    last.
    """
    rng = np.random.default_rng(3)
    values = {name: (0.0, *rng.random(30).round(3)) for name in ("a", "b", "c")}
    data = one_issue(values, dict.fromkeys(values, 0.4), deadline=8)
    data["noise"] = 0.15
    for party in data["parties"].values():
        party["staying_cost"] = -10
    recorder = Recorder()
    over(data, 200, recorder=recorder)
    tabled, refused = defaultdict(list), defaultdict(set)
    for act in recorder.rows:
        if act["act"] == "table":
            tabled[act["run"]].append(act["package"]["deal"])
        if act["act"] == "accept" and not act["answer"]:
            refused[act["run"]].add(act["package"]["deal"])
    assert max(len(texts) for texts in tabled.values()) > 1
    for run, texts in tabled.items():
        assert len(set(texts)) == len(texts)
        assert set(texts[:-1]) <= refused[run]


def test_nobody_signs_where_war_is_better_for_one():
    """Protects no-ZOPA at zero noise, whatever the deadline: both ask for 0.7 of a whole."""
    for deadline in (1, 2, 9):
        data = pie(10, deadline=deadline)
        for party in data["parties"].values():
            party["reservation"] = 0.7
        assert over(data).outcome[0] in ("walkout", "deadlock")


def test_a_party_walks_out_where_staying_costs_more_than_it_expects():
    """Protects the threshold of staying: 0.2 is expected; at 0.19 a period they stay, at 0.21 red
    leaves.
    """
    for cost, outcome in ((0.19, "agreed"), (0.21, "walkout")):
        data = war(stages=("bargain",))
        data["parties"]["red"]["staying_cost"] = cost
        done = over(data)
        assert done.outcome[0] == outcome
        assert done.forum.endings.period[0] == 1
    assert done.forum.endings.blocks == [(0, "red", "walkout", "staying", "")]


def test_who_walks_out_does_not_pay_for_staying():
    """Protects payoffs: a party compares staying, at its cost, with leaving without it; so leaving
    costs nothing.
    """
    data = war(stages=("bargain",))
    data["parties"]["red"]["staying_cost"] = 0.21
    assert utility(over(data))["red"] == pytest.approx([0.4])


def test_staying_is_paid_for_each_period():
    """Protects staying costs: a deal in the first round costs 0.05 once."""
    data = war(stages=("bargain",))
    data["parties"]["red"]["staying_cost"] = 0.05
    assert utility(over(data))["red"] == pytest.approx([0.55])


def test_walking_out_is_blamed_through_threats():
    """Protects "whoever refuses": red would leave at a cost of 0.25, but leaving lets blue be
    armed.

    Blue x 3 with credibility 1/2 costs red 0.125: it expects 0.2 + 0.125 - 0.25 > 0 and stays; at
    0.35 it leaves.
    """
    for cost, outcome in ((0.25, "agreed"), (0.35, "walkout")):
        data = war(stages=("bargain",))
        data["parties"]["red"]["staying_cost"] = cost
        data["threats"] = {
            "arm": {
                "by": "blue",
                "when": {"party": "red", "act": "refuse"},
                "then": {"strength": {"blues": 3}},
                "credibility": 0.5,
            }
        }
        assert over(data).outcome[0] == outcome


def test_a_walkout_shows_in_the_shock_of_sitting_down():
    """Protects walkouts with noise: red leaves in period 1 iff its shock of sitting is at most -(V
    - cost).
    """
    data = war(stages=("bargain",), noise=0.1)
    data["parties"]["red"]["staying_cost"] = 0.15
    data["parties"]["blue"]["staying_cost"] = -10
    a = [chance(g / 0.1) for g in GAIN["blue"]]
    n = {name: [softplus(g, 0.1) for g in gains] for name, gains in GAIN.items()}
    share = [(a[x] * n["red"][x] * n["blue"][x]) ** 2 for x in range(3)]
    expect = sum(w / sum(share) * a[x] * n["red"][x] for x, w in enumerate(share))
    model = talks(data, 500)
    model.step()
    stays = shock("sitting", "red", 0.1, 500) > 0.15 - expect
    assert 0.1 < stays.mean() < 0.9
    np.testing.assert_array_equal(model.outcome == "walkout", ~stays)
    lo, hi = model.beliefs.interval(SITTING, 1, np.arange(500))
    np.testing.assert_allclose(np.where(stays, lo[:, -1], hi[:, -1]), 0.15 - expect, atol=1e-9)


# -- offers in turn ------------------------------------------------------------------------


def offers(data: dict) -> dict:
    data["forums"]["summit"]["protocol"] = {"name": "alternating_offers"}
    return data


def test_the_ultimatum_game():
    """Protects the textbook case: one round, so any slice above 0 is taken and the proposer keeps
    the rest.
    """
    done = over(offers(pie(10, deadline=1)))
    assert done.outcome[0] == "agreed"
    assert utility(done) == {"left": pytest.approx([0.9]), "right": pytest.approx([0.1])}


def test_the_speaking_order_is_the_forums():
    """Protects `order`: right speaks first where the forum says so."""
    data = pie(10, deadline=1)
    data["forums"]["summit"]["protocol"] = {
        "name": "alternating_offers",
        "order": ["right", "left"],
    }
    assert utility(over(data))["right"] == pytest.approx([0.9])


@pytest.mark.parametrize("deadline", [1, 2, 3, 6])
@pytest.mark.parametrize("patience", [0.8, 0.95])
def test_dividing_a_pie_under_patience(patience, deadline):
    """Protects offers in turn with time: two bayesian parties, no noise, nothing before agreement.

    Not the equilibrium (Rubinstein 1982 would give the proposer 1 / (1 + d) at once), but: they
    agree by the deadline; nothing is lost but time; each has at least its reservation value; and
    what is left is d^(t-1) times the pie.
    """
    data = offers(pie(20, deadline=deadline))
    data["time"]["flow"] = "none"
    for party in data["parties"].values():
        party["patience"] = patience
    done = over(data)
    assert done.outcome[0] == "agreed"
    left, right = (utility(done)[name][0] for name in ("left", "right"))
    t = int(done.forum.endings.period[0])
    assert 1 <= t <= deadline
    assert min(left, right) >= 0
    assert left + right == pytest.approx(patience ** (t - 1))


def test_a_first_refusal_ends_the_round_under_unanimity():
    """Protects the turn: of three, the second refuses and the third is not asked; then the next
    proposes.
    """
    values = {"a": (0.0, 1.0), "b": (0.0, 0.2), "c": (0.0, 1.0)}
    data = offers(one_issue(values, {"a": 0.0, "b": 0.5, "c": 0.0}, deadline=2))
    for party in data["parties"].values():
        party["strategy"] = {"name": "time_dependent", "exponent": 1}
        party["staying_cost"] = -1
    rows = [(a["period"], a["act"], a["actor"], a["answer"]) for a in acts(data)]
    table = [row for row in rows if row[1] in ("propose", "accept")]
    assert table == [
        (1, "propose", "a", True),
        (1, "accept", "b", False),
        (2, "propose", "b", False),  # nothing is worth its 0.5: it passes
    ]


def test_a_majority_can_pass_what_one_refuses():
    """Protects the quota in offers in turn: two of three is enough, and b is outvoted."""
    values = {"a": (0.0, 1.0), "b": (0.0, 0.2), "c": (0.0, 1.0)}
    data = offers(one_issue(values, {"a": 0.0, "b": 0.5, "c": 0.0}, deadline=2))
    data["forums"]["summit"]["rule"] = {"name": "quota", "quota": 2}
    for party in data["parties"].values():
        party["strategy"] = {"name": "time_dependent", "exponent": 1}
        party["staying_cost"] = -1
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 1)
    assert utility(done)["b"][0] == pytest.approx(0.2 + 1)


def test_an_absent_round_counts_to_the_deadline():
    """Protects the deadline: with nobody to agree talks last exactly as many rounds as there
    are.
    """
    values = {"a": (0.0, 1.0), "b": (1.0, 0.0)}
    data = offers(one_issue(values, {"a": 0.6, "b": 0.6}, deadline=3))
    for party in data["parties"].values():
        party["staying_cost"] = -1
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("deadlock", 3)
    assert math.isclose(utility(done)["a"][0], 0.6 + 3)
