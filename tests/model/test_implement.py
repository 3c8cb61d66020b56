"""After the signature: who keeps and who breaks, and what a breach leaves everybody with."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.small import bystander, over, shock, utility, war


def signed_blindly(temptation: dict, noise=0.0, **more) -> dict:
    """The war without foresight: the shared rule is signed in period 2 whatever happens to it
    afterwards.
    """
    data = war(stages=("convene", "bargain", "implement"), noise=noise)
    data["foresight"] = "none"
    for name, phi in temptation.items():
        data["parties"][name]["temptation"] = phi
    return data | more


def test_a_deal_is_kept_to_the_horizon():
    """Protects `held`: breaking is worth 0.4 + 0.1 < 0.6. Signed in period 2, kept for 2 periods,
    held in 4.
    """
    done = over(signed_blindly({"red": 0.1, "blue": 0.1}))
    assert (done.outcome[0], done.forum.endings.period[0]) == ("held", 4)
    assert done.forum.endings.stage[0] == "implement"
    assert utility(done) == {"blue": pytest.approx([0.6]), "red": pytest.approx([0.6])}


def test_a_temptation_above_the_deal_breaks_it():
    """Protects r(breach) by hand: 0.4 + 0.3 > 0.6. Red breaks in period 3, gains 0.3; blue loses
    0.3.
    """
    done = over(signed_blindly({"red": 0.3}))
    assert (done.outcome[0], done.forum.endings.period[0]) == ("collapsed", 3)
    assert done.forum.endings.blocks == [(0, "red", "breach", "deal", "")]
    assert utility(done) == {"blue": pytest.approx([0.1]), "red": pytest.approx([0.7])}


def test_both_break():
    """Protects `several`: each breaker has what breaking was worth to it."""
    done = over(signed_blindly({"red": 0.3, "blue": 0.25}))
    assert done.forum.endings.ended_by[0] == "several"
    assert utility(done) == {"blue": pytest.approx([0.65]), "red": pytest.approx([0.7])}


def test_keeping_with_noise_by_hand():
    """Protects the choice in 500 runs: red keeps iff 0.6 - 0.55 plus its shock of keeping is above
    0.

    Blue, whom a breach would cost the war (red x 10^9), keeps iff 0.6 + 0.1 plus its own shock is.
    """
    data = signed_blindly({"red": 0.15}, noise=0.1)
    data["threats"] = {
        "ruin": {
            "by": "red",
            "when": {"party": "blue", "act": "breach"},
            "then": {"strength": {"reds": 1e9}},
            "credibility": 1,
        }
    }
    done = over(data, 500)
    signed = done.forum.package == 1
    red = 0.05 + shock("keeping", "red", 0.1, 500) > 0
    blue = 0.7 + shock("keeping", "blue", 0.1, 500) > 1e-6
    assert signed.sum() > 250
    np.testing.assert_array_equal(done.outcome[signed] == "held", (red & blue)[signed])
    np.testing.assert_array_equal(done.outcome[signed] == "collapsed", ~(red & blue)[signed])


def test_a_guarantee_in_force_keeps_a_deal():
    """Protects guarantees: 0.2 on the shared rule takes 0.7 down to 0.5 < 0.6."""
    data = signed_blindly({"red": 0.3})
    data["issues"]["deal"]["effects"] = {"x1": {"guarantee": 0.2}}
    assert over(data).outcome[0] == "held"


def test_an_event_makes_a_party_choose_again():
    """Protects "chooses again": red x 3 at the end of period 3 makes breaking worth 0.75 - 0.1 >
    0.6 in period 4.
    """
    data = signed_blindly({})
    data["time"] = data["time"] | {"horizon": 9}
    data["events"] = {
        "offensive": {"period": 3, "probability": 1, "then": {"strength": {"reds": 3}}}
    }
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("collapsed", 4)
    assert utility(done) == {"blue": pytest.approx([0.15]), "red": pytest.approx([0.65])}


def threatened(credibility: float, by: str) -> dict:
    """Red breaks the deal (0.3 is gained); if `by` breaks it, blue x 3."""
    data = signed_blindly({"red": 0.3})
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": by, "act": "breach"},
            "then": {"strength": {"blues": 3}},
            "credibility": credibility,
        }
    }
    return data


def test_a_threat_against_a_breach_deters_it():
    """Protects r(breach by red): with credibility 1 it is 0.25 - 0.1 + 0.3 = 0.45 < 0.6; with 0.3
    it is 0.625 > 0.6.
    """
    assert over(threatened(1, "red")).outcome[0] == "held"
    assert over(threatened(0.3, "red")).outcome[0] == "collapsed"


def test_a_breach_leaves_everybody_in_the_war_that_came_of_it():
    """Protects payoffs after a breach: a threat is carried out or it is not, and utilities follow
    the world as they do after failed talks; red broke, so red's threat alone counts.

    Blue, the victim, has 0.75 - 0.1 - 0.3 where the threat was carried out and 0.5 - 0.1 - 0.3
    where not.
    """
    done = over(threatened(0.3, "red"), 400)
    assert (done.outcome == "collapsed").all()
    left = utility(done)["blue"]
    carried = done.world.factor[:, done.tables.sides.index("blues")] == 3
    assert 0 < carried.sum() < 400
    np.testing.assert_allclose(left, np.where(carried, 0.35, 0.1), atol=1e-9)


def test_a_threat_against_another_breaker_does_not_count():
    """Protects payoffs: the threat is on a breach by blue, red broke; us, a bystander at war's
    mercy, has the war as it is.
    """
    data = bystander(threatened(1, "blue"), (1, 1, 0), 0.0)
    data["threats"]["arm"]["then"] = {"strength": {"reds": 3}}
    del data["parties"]["us"]["reservation"]
    done = over(data)
    assert done.forum.endings.ended_by[0] == "red"
    assert (done.world.factor == 1).all()
    assert utility(done)["us"] == pytest.approx([0.5])


def test_only_who_signed_can_break():
    """Protects signatories: a bystander with every temptation is not asked."""
    data = bystander(signed_blindly({}), (1, 0, 1), 0.9, temptation=5)
    assert over(data).outcome[0] == "held"
