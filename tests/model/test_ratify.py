"""Back home: who ratifies, by which majority, and what the table makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.model.small import acts, chance, over, shock, talks, utility, war


def divided(hawks: tuple, seats=(3, 2), quota=3, noise=0.0) -> dict:
    """The war, in which red has doves, who think as it does, and hawks, who value x0, x1, x2 so."""
    data = war(stages=("convene", "bargain", "ratify"), noise=noise)
    bloc = {"weights": {"deal": 1}}
    data["parties"]["red"]["factions"] = {
        "doves": bloc | {"seats": seats[0], "values": {"deal": {"x0": 1, "x1": 0.6, "x2": 0}}},
        "hawks": bloc
        | {
            "seats": seats[1],
            "values": {"deal": dict(zip(("x0", "x1", "x2"), hawks, strict=True))},
        },
    }
    data["parties"]["red"]["quota"] = quota
    return data


WAR_TO_THE_END = (1, 0, 0)  # the shared rule is worth 0 to them, war 0.5 - 0.1


def test_a_deal_that_the_quota_carries():
    """Protects ratification by hand: 3 doves of 5 seats are enough for a quota of 3.

    Period 1 they come, 2 they sign, 3 red ratifies.
    """
    data = divided(WAR_TO_THE_END)
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 3)
    votes = {a["actor"]: a["answer"] for a in acts(data) if a["act"] == "vote"}
    assert votes == {"red.doves": True, "red.hawks": False}
    ratify = next(a for a in acts(data) if a["act"] == "ratify")
    assert (ratify["answer"], ratify["seats"], ratify["needed"]) == (True, 3, 3)


def test_what_will_not_be_ratified_is_worth_nothing_at_the_table():
    """Protects the link backwards: with a quota of 4 no package passes, so nothing is expected of
    talks and nobody gains by coming.
    """
    model = talks(divided(WAR_TO_THE_END, quota=4))
    model.forum.look(np.array([0]))
    assert model.forum.prospect.passes[0] == pytest.approx([0, 0, 0])
    assert model.forum.prospect.expect[0] == pytest.approx(np.zeros((2, 6)))
    assert model.run().outcome[0] == "not_convened"


def test_ratification_with_noise_by_hand():
    """Protects votes in 1000 runs: the hawks, whose 2 of 5 seats are needed, gain 0.05 by the
    shared rule.

    Range 1, noise 0.1: the public chance is F(0.5); each run's vote is the sign of 0.05 plus the
    hawks' own shock. The doves gain 0.2.
    """
    data = divided((1, 0.45, 0), quota=5, noise=0.1)
    data["forums"]["summit"] |= {"stages": ["bargain", "ratify"], "deadline": 1}
    for party in data["parties"].values():
        party["staying_cost"] = -10
    model = talks(data, 1000)
    model.forum.look(np.arange(1000))
    a = model.forum.prospect.passes[0, 1]
    assert a == pytest.approx(chance(2) ** 2 * chance(2) * chance(0.5))
    done = model.run()
    signed = done.forum.package == 1
    doves = 0.2 + shock("voting", "red.doves", 0.1, 1000) > 0
    hawks = 0.05 + shock("voting", "red.hawks", 0.1, 1000) > 0
    assert signed.sum() > 500
    np.testing.assert_array_equal(done.outcome[signed] == "agreed", (doves & hawks)[signed])
    np.testing.assert_array_equal(done.outcome[signed] == "not_ratified", ~(doves & hawks)[signed])
    failed = signed & ~(doves & hawks)
    by = np.where(~doves & ~hawks, "several", np.where(doves, "red.hawks", "red.doves"))
    np.testing.assert_array_equal(done.forum.endings.ended_by[failed], by[failed])
    assert (done.forum.endings.ended_over[failed] == "deal").all()
    assert utility(done)["red"][failed] == pytest.approx(0.4 + 10)  # war again


def test_a_faction_votes_no_across_its_red_line():
    """Protects red lines of factions: they like the shared rule and may not vote for it."""
    data = divided((1, 0.9, 0), quota=5)
    assert over(data).outcome[0] == "agreed"
    data["parties"]["red"]["factions"]["hawks"]["red_lines"] = {"no": {"issue": "deal", "is": "x0"}}
    assert over(data).outcome[0] == "not_convened"


def test_the_war_goes_on_while_the_vote_is_out():
    """Protects flows: a deal that is signed but not ratified is not in force, so war costs are
    still borne.

    Patience 0.9. Signed in period 1, which pays red the status quo less its war cost, 1 - 0.1; in
    force from period 2, when the deal's 0.6 is worth 0.9 of itself.
    """
    data = divided(WAR_TO_THE_END)
    data["forums"]["summit"]["stages"] = ["bargain", "ratify"]
    data["parties"]["red"]["patience"] = 0.9
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 2)
    assert utility(done)["red"] == pytest.approx([0.1 * 0.9 + 0.9 * 0.6])
