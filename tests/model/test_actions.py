"""What parties do of their own accord: arming, offensives, spoilers inside and outside."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.model.record import Recorder
from tests.model.small import acts, over, talks, utility, war
from tests.model.worlds import blocks_of, rows_of, same

TREBLED = 0.75  # what a side three times as strong as the other wins


def outsider(data: dict, values: tuple = (1, 0.6, 0)) -> dict:
    """Add `us`, without a seat: it thinks as red does, and the war costs it nothing."""
    options = data["issues"]["deal"]["options"]
    tastes = {"deal": dict(zip(options, values, strict=True))}
    data["parties"]["us"] = {"weights": {"deal": 1}, "values": tastes}
    return data


def arming(by: str, cost: float, *, factor: float = 3.0, **more) -> dict:
    """The action of making the reds stronger."""
    return {"by": by, "then": {"strength": {"reds": factor}}, "cost": cost} | more


def done_at(data: dict, **more) -> list[tuple[int, str, str]]:
    """When who did what, in run 0."""
    rows = [a for a in acts(data, **more) if a["act"] == "act"]
    return [(a["period"], a["actor"], a["about"]) for a in rows]


# -- when it pays ----------------------------------------------------------------------------


@pytest.mark.parametrize("stages", [("convene", "bargain"), ("bargain",)])
@pytest.mark.parametrize(("by", "gain"), [("us", 0.15), ("red", 0.05)])
def test_a_spoiler_arms_where_the_war_pays_it_more_than_the_talks(stages, by, gain):
    """Protects the comparison by hand, before the table and at it, from outside and inside.

    Talks bring the shared rule, 0.6. Armed, the reds win with 3/4: worth 0.75 to us, and 0.65 to
    red after the cost of war; no deal is left, since that is more than 0.6.
    """
    for cost, expected in ((gain - 0.01, 1), (gain + 0.01, 0)):
        data = outsider(war(stages=stages))
        data["actions"] = {"arm": arming(by, cost)}
        done = done_at(data)
        assert len(done) == expected
        assert done == [(1, by, "arm")] * expected
        assert [a["value"] for a in acts(data) if a["act"] == "act"] == [
            pytest.approx(gain)
        ] * expected


def test_an_action_too_dear_to_take_changes_no_byte():
    """Protects everything else from what is not done: rows, blocks and acts are the same."""
    data = outsider(war(stages=("convene", "bargain", "implement"), noise=0.1))
    data["parties"]["red"]["temptation"] = 0.1
    dear = copy.deepcopy(data)
    dear["actions"] = {"arm": arming("us", 50.0), "more": arming("red", 50.0)}
    records = Recorder(), Recorder()
    a, b = over(data, 60, recorder=records[0]), over(dear, 60, recorder=records[1])
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))
    assert [str(r) for r in records[0].rows] == [str(r) for r in records[1].rows]


@pytest.mark.parametrize("stage", ["convene", "bargain", "implement"])
def test_an_action_is_taken_only_in_its_stages(stage):
    """Protects `stages`: it pays from the first period on, and waits for its own."""
    data = outsider(war(stages=("convene", "bargain", "implement")))
    data["actions"] = {"arm": arming("us", 0.01, stages=[stage])}
    period = {"convene": 1, "bargain": 2, "implement": 3}[stage]
    assert done_at(data) == [(period, "us", "arm")]


def test_an_action_is_paid_for_once_and_lasts():
    """Protects once a run: us arms in period 1 and never again, for 0.01, present worth 1."""
    data = outsider(war())
    data["parties"]["blue"]["talking_cost"] = 1  # nobody will come, and everybody waits
    data["actions"] = {"arm": arming("us", 0.01)}
    done = over(data)
    assert done.forum.endings.period[0] == 6
    assert done.world.factor[0].tolist() == [1, 3]
    assert utility(done)["us"] == pytest.approx([0.75 - 0.01])


def test_an_action_may_be_taken_in_one_forum_only():
    """Protects once a run where several forums weigh it in the same period."""
    data = outsider(war())
    first = data["forums"].pop("summit")
    data["forums"] = {"alpha": first | {"primary": True}, "beta": copy.deepcopy(first)}
    data["actions"] = {"arm": arming("us", 0.01)}
    done = over(data)
    assert len(done_at(data)) == 1
    assert done.world.factor[0].tolist() == [1, 3]
    assert done.party("us").spent[0] == pytest.approx(0.01)


# -- one after another -----------------------------------------------------------------------


def rivals(after: dict | None) -> dict:
    """Nobody comes to talk. Us arms at once; the emirate would gain 1/12 by arming as well.

    Reds of 3 win with 3/4; of 6 with 6/7. Before anybody has armed 2 would bring 2/3 - 1/2 = 1/6.
    """
    data = outsider(war())
    for name in ("blue", "red"):
        data["parties"][name]["talking_cost"] = 1
    data["parties"]["emirate"] = copy.deepcopy(data["parties"]["us"])
    data["actions"] = {
        "first": arming("us", 0.01),
        "second": arming("emirate", 0.2, factor=2) | ({"cost_after": after} if after else {}),
    }
    return data


@pytest.mark.parametrize(
    ("after", "expected"),
    [(None, False), ({"first": 0.1}, True), ({"first": 0.11}, False), ({"first": 0.5}, False)],
)
def test_arming_becomes_worth_while_once_somebody_else_has_armed(after, expected):
    """Protects `cost_after`, and a stage that has gone quiet: it is stirred by the first act.

    6/7 - 3/4 = 0.107: at 0.1 the emirate arms in the period after us, at 0.11 never; a higher cost
    than its first is not taken on (the least that applies counts).
    """
    data = rivals(after)
    second = [(2, "emirate", "second")] if expected else []
    assert done_at(data) == [(1, "us", "first"), *second]
    if expected:
        assert over(data).party("emirate").spent[0] == pytest.approx(0.1)


def test_both_act_on_the_state_as_the_period_began():
    """Protects simultaneity: neither foresees the other, and neither is made cheaper by it yet."""
    data = rivals({"first": 0.05})
    data["actions"]["second"]["cost"] = 0.15  # below 1/6
    done = over(data)
    assert done_at(data) == [(1, "us", "first"), (1, "emirate", "second")]
    assert done.world.factor[0].tolist() == [1, 6]
    assert done.party("emirate").spent[0] == pytest.approx(0.15)


# -- once a deal is in force -----------------------------------------------------------------


def kept(guarantee: float = 0.0) -> dict:
    """The shared rule has been agreed, and us may arm the reds, who would then break it."""
    data = outsider(war(stages=("bargain", "implement")))
    data["issues"]["deal"]["effects"] = {"x1": {"guarantee": guarantee}}
    data["actions"] = {"arm": arming("us", 0.1, stages=["implement"])}
    return data


def test_a_spoiler_arms_where_that_breaks_a_deal():
    """Protects the last stage by hand: red breaks for 0.65 against 0.6, and us gains 0.15 > 0.1.

    It acts in period 2; red sees it and breaks in 3.
    """
    data = kept()
    done = over(data)
    assert done_at(data) == [(2, "us", "arm")]
    assert (done.outcome[0], done.forum.endings.ended_by[0]) == ("collapsed", "red")
    assert utility(done)["us"] == pytest.approx([0.75 - 0.1])


def test_a_spoiler_leaves_a_deal_that_would_hold_alone():
    """Protects the same: a guarantee of 0.1 keeps red to the deal, armed or not."""
    data = kept(guarantee=0.1)
    assert not done_at(data)
    assert over(data).outcome[0] == "held"


@pytest.mark.parametrize(("value", "spoils"), [(0.6, True), (0.7, False), (0.9, False)])
def test_who_is_threatened_by_a_deal_spoils_it(value, spoils):
    """Protects spoiling by stakes (Kydd & Walter 2002): us arms where the deal is worth less to it
    than the war that it can bring about, 0.75 less its cost of 0.1.
    """
    data = kept()
    data["parties"]["us"]["values"]["deal"]["x1"] = value
    assert bool(done_at(data)) == spoils


def aid(ends_war: bool) -> dict:
    """Blue and red agree on aid, on which nothing else hangs, while the war goes on or not.

    It is worth 0.5 to each of them; us loses 0.5 by it, and may close the road for good.
    """
    data = outsider(war(stages=("bargain", "implement")))
    data["issues"]["aid"] = {"options": ["shut", "open"], "status_quo": "shut"}
    for name, open_ in (("blue", 1), ("red", 1), ("us", 0)):
        party = data["parties"][name]
        party["weights"] = {"deal": 0.5, "aid": 0.5}
        party["values"]["aid"] = {"shut": 1 - open_, "open": open_}
    data["forums"]["summit"] |= {"agenda": ["aid"], "ends_war": ends_war}
    close = {"by": "us", "then": {"move": {"aid": "shut"}}, "cost": 0.4, "stages": ["implement"]}
    data["actions"] = {"close": close}
    return data


def test_what_an_action_undoes_of_a_deal_stays_undone():
    """Protects the worth of an action against a deal that does not end the war: nobody will move
    the issue again, so closing the road brings us 0.5, at 0.4; at 0.6 it lets it be.
    """
    data = aid(ends_war=False)
    assert done_at(data) == [(2, "us", "close")]
    assert over(data).world.levels[0].tolist() == [0, 0]
    data["actions"]["close"]["cost"] = 0.6
    assert not done_at(data)
    assert over(data).outcome[0] == "held"


def test_a_breach_is_fought_from_the_threats_it_sets_off():
    """Protects threats on a breach that move what the deal is about: what was threatened stands,
    as the breaker reckoned, and is not overruled by the deal that is no more.
    """
    data = war(stages=("bargain", "implement"))
    data["foresight"] = "none"
    data["parties"]["red"]["temptation"] = 0.5
    data["threats"] = {
        "seize": {
            "by": "blue",
            "when": {"party": "red", "act": "breach"},
            "then": {"move": {"deal": "x2"}},
            "credibility": 1,
        }
    }
    done = over(data)
    assert done.outcome[0] == "collapsed"
    assert done.world.levels[0].tolist() == [2]


# -- actions and demands ---------------------------------------------------------------------


def siege(firmness: float, *, stages=("bargain",), standing=True) -> dict:
    """Blue may besiege a town, which makes it 1.5 times as strong and breaks a demand of red's.

    Texts worth 0.52 and 0.62 to blue, and 0.48 and 0.38 to red. War is worth 0.4 to each: only the
    first is better for both, by 0.12 and 0.08. After the siege it is worth 0.5 and 0.3: gains of
    0.02 and 0.18 by the first text, of 0.12 and 0.08 by the second.
    """
    data = war(stages=stages)
    data["issues"]["deal"] = {"options": ["x0", "low", "high", "x2"], "status_quo": "x0"}
    data["issues"]["town"] = {"options": ["open", "besieged"], "status_quo": "open"}
    for name, values in (("blue", (0, 0.52, 0.62, 1)), ("red", (1, 0.48, 0.38, 0))):
        options = data["issues"]["deal"]["options"]
        data["parties"][name]["values"]["deal"] = dict(zip(options, values, strict=True))
    then = {"strength": {"blues": 1.5}, "move": {"town": "besieged"}}
    data["actions"] = {"besiege": {"by": "blue", "then": then, "cost": 0}}
    demand = {"demand": {"issue": "town", "is": "open"}, "firmness": firmness, "standing": standing}
    data["parties"]["red"]["preconditions"] = {"calm": demand}
    return data


SHARE = [(0.02 * 0.18) ** 2, (0.12 * 0.08) ** 2]
HIGH = SHARE[1] / sum(SHARE)  # how likely the second text is after the siege
BLUE_AFTER = 0.52 + 0.1 * HIGH
RED_GAIN = 0.18 - 0.1 * HIGH


@pytest.mark.parametrize("standing", [True, False])
@pytest.mark.parametrize("firmness", [0.0, RED_GAIN - 0.005, RED_GAIN + 0.005, 1.0])
def test_an_offensive_over_which_somebody_leaves_is_not_begun(firmness, standing):
    """Protects standing demands in what an action is worth: red would give the demand up for what
    it expects, 0.092, and leave over a firmer one; then blue would have 0.5 for its 0.52.

    A demand that is not made at the table holds nobody back.
    """
    data = siege(firmness, standing=standing)
    rows = [a for a in acts(data) if a["act"] == "act"]
    if firmness < RED_GAIN or not standing:
        assert rows[0]["value"] == pytest.approx(BLUE_AFTER - 0.52)
    else:
        assert not rows


@pytest.mark.parametrize("firmness", [RED_GAIN - 0.005, RED_GAIN + 0.005])
def test_an_offensive_that_opens_a_demand_is_weighed_with_it(firmness):
    """Protects the same before the table: the demand is met until blue besieges the town.

    Red would come for what it expects and no more. With nobody to talk to blue has 0.5 for 0.52.
    """
    data = siege(firmness, stages=("convene", "bargain"))
    data["actions"]["besiege"]["stages"] = ["convene"]
    assert bool(done_at(data)) == (firmness < RED_GAIN)


def test_an_action_after_the_text_is_refused_lets_it_be_put_again():
    """Protects refused texts once the world has moved: what red would not sign, armed, it signs
    when an event has weakened it.
    """
    data = outsider(war(stages=("bargain",)))
    data["conflict"]["sides"]["reds"]["strength"] = 3
    for name in ("blue", "red"):
        data["parties"][name]["staying_cost"] = -1
    weakened = {"strength": {"reds": 1 / 3}}
    data["events"] = {"defeat": {"period": 1, "probability": 1, "then": weakened}}
    tabled = [a for a in acts(data) if a["act"] == "table"]
    assert [a["package"]["deal"] for a in tabled][-1] == "x1"
    assert over(data).outcome[0] == "agreed"
    assert np.isfinite(talks(data).run().utility).all()
