"""Worlds in which everything is certain, whose histories are worked out by hand.

The common world. Power is on the table (none, shared, full) and nobody has it shared now; prisoners
are the regime's to free.

                    none   shared   full     war: 1 to 1, so each side wins with chance 1/2
    rebels           0       .6      1       r = (0 + 1) / 2 - .2 = .3
    regime           1       .6      0       r = (1 + 0) / 2 - .1 = .4

Only `shared` beats war for both: by .3 for the rebels and .2 for the regime. In force it leaves the
lottery as it was, since either victory settles power anew; so breaking it first is worth .3 and .4
plus what tempts, and both keep it. There is no noise. With nothing else in the way: they come in
period 1, the text is tabled and signed in period 2, it is kept in periods 3 and 4, and with a
horizon of 2 it has then held.
"""

from __future__ import annotations

import copy

import numpy as np
import pytest

from tests.model.worlds import blocks_of, play, rows_of, told

SHARED = {"package.power": "shared"}


def base(**changes):
    """The common world, with other values at some dotted paths."""
    data = {
        "format": 1,
        "name": "certain",
        "title": "Everything is certain",
        "time": {"unit": "week", "horizon": 2},
        "noise": 0,
        "conflict": {
            "sides": {
                "loyal": {"strength": 1, "victory": {"power": "none"}},
                "risen": {"strength": 1, "victory": {"power": "full"}},
            }
        },
        "issues": {
            "power": {"options": ["none", "shared", "full"], "status_quo": "none"},
            "prisoners": {
                "options": ["held", "freed"],
                "status_quo": "held",
                "controlled_by": ["regime"],
            },
        },
        "parties": {
            "rebels": {
                "side": "risen",
                "weights": {"power": 1},
                "values": {"power": {"none": 0, "shared": 0.6, "full": 1}},
                "war_cost": 0.2,
            },
            "regime": {
                "side": "loyal",
                "weights": {"power": 1},
                "values": {"power": {"none": 1, "shared": 0.6, "full": 0}},
                "war_cost": 0.1,
            },
        },
        "forums": {
            "table": {
                "seats": ["rebels", "regime"],
                "agenda": ["power"],
                "convene_by": 4,
                "deadline": 3,
            }
        },
    }
    for path, value in changes.items():
        put(data, path.replace("__", "."), value)
    return data


def put(data, path, value):
    *parents, key = path.split(".")
    for parent in parents:
        data = data.setdefault(parent, {})
    data[key] = value


def demand(firmness):
    return {"release": {"demand": {"issue": "prisoners", "is": "freed"}, "firmness": firmness}}


def history(data, **expected):
    """Play one run, and compare its row with what was worked out."""
    talks, acts = told(data)
    row = rows_of(talks).iloc[0]
    for name, value in expected.items():
        name = {"rebels": "utility.rebels", "regime": "utility.regime"}.get(name, name)
        if isinstance(value, float):
            assert row[name] == pytest.approx(value, abs=1e-12), name
        else:
            assert row[name] == value, name
    return talks, acts


def did(acts, *steps):
    """Each step ``(period, actor, act, answer)`` stands in the trace; an act with another answer
    does not.
    """
    for period, actor, act, answer in steps:
        found = acts[(acts.period == period) & (acts.actor == actor) & (acts.act == act)]
        assert found.answer.tolist() == [answer], (period, actor, act)


def never(acts, actor, act):
    assert acts[(acts.actor == actor) & (acts.act == act)].empty


# -- before the table ------------------------------------------------------------------------


def test_nothing_in_the_way():
    """Protects the spine of a run: come, sign, keep, with the payoffs of the deal."""
    talks, acts = history(base(), outcome="held", period=4, rebels=0.6, regime=0.6, **SHARED)
    did(acts, (1, "rebels", "attend", True), (1, "regime", "attend", True))
    did(acts, (2, "rebels", "accept", True), (2, "regime", "accept", True))
    did(acts, (3, "rebels", "keep", True), (3, "regime", "keep", True))
    assert talks.value_of_no_talks[0].tolist() == pytest.approx([0.3, 0.4])


def test_a_demand_is_conceded():
    """Protects conceding: firmness .35 is more than the .3 that talks bring, so without the release
    nobody comes.

    To the regime the release is worth .2 for talks that else do not convene, less its cost of .05.
    They meet a period later.
    """
    data = base(parties__rebels__preconditions=demand(0.35))
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.05})
    talks, acts = history(data, outcome="held", period=5, rebels=0.6, regime=0.55, **SHARED)
    did(acts, (1, "regime", "concede", True), (2, "rebels", "attend", True))
    never(acts, "rebels", "waive")
    conceding = acts[acts.act == "concede"].iloc[0]
    assert conceding.value == pytest.approx(0.2 - 0.05)
    assert (conceding.chance, conceding.chance_without) == (1, 0)
    assert talks.world.levels[0, talks.tables.issues.index("prisoners")] == 1


def test_a_demand_is_refused_because_it_will_be_waived():
    """Protects looking ahead: with firmness .1 the rebels would come for .3 anyway, so even a cheap
    release buys nothing.

    Refused in period 1, waived in 2 (never at once), they come in 3, sign in 4, and have kept it in
    6. Backing down cost .1.
    """
    data = base(parties__rebels__preconditions=demand(0.1))
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.05})
    _, acts = history(data, outcome="held", period=6, rebels=0.5, regime=0.6, **SHARED)
    did(acts, (1, "regime", "concede", False), (2, "rebels", "waive", True))
    did(acts, (3, "rebels", "attend", True))
    assert acts[acts.act == "concede"].iloc[0].value == pytest.approx(0.2 - 0.2 - 0.05)
    assert len(acts[acts.act == "waive"]) == 1


def test_a_demand_is_refused_and_blamed():
    """Protects `blocks`: release costs .25, more than the .2 of talks; coming without it costs .35,
    more than .3.

    The rebels' demand, refused by the regime, is all that stood in the way; the regime itself would
    have come.
    """
    data = base(parties__rebels__preconditions=demand(0.35))
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.25})
    talks, acts = history(
        data, outcome="not_convened", period=4, ended_by="rebels", ended_over="release",
        rebels=0.3, regime=0.4,
    )  # fmt: skip
    did(acts, (1, "regime", "concede", False), (2, "rebels", "waive", False))
    [block] = blocks_of(talks).to_dict("records")
    assert (block["kind"], block["refused_by"], block["sole"]) == ("demand", "regime", True)


def test_a_reluctant_party_stays_away():
    """Protects attendance: sitting down costs the regime .25 and brings .2, so it refuses, and
    nobody else is to blame.
    """
    data = base(parties__regime__talking_cost=0.25)
    talks, acts = history(
        data, outcome="not_convened", period=4, ended_by="regime", ended_over="coming",
        rebels=0.3, regime=0.4,
    )  # fmt: skip
    did(acts, (1, "regime", "attend", False), (1, "rebels", "attend", True))
    assert blocks_of(talks).sole.tolist() == [True]


def arming(act="refuse", credibility=1):
    when = {"act": act, "party": "regime"} if act == "refuse" else {"act": act}
    then = {"strength": {"risen": 2}}
    return {"arm": {"by": "rebels", "when": when, "then": then, "credibility": credibility}}


def test_a_threat_on_refusal_brings_the_reluctant_party():
    """Protects blame: if the regime refuses, the rebels' strength doubles, it wins with 1/3 and war
    is worth .233 to it.

    Refusing costs .4 - .233 = .167, coming .05: it comes, and is worse off (.35) than with no talks
    at all (.4).
    """
    data = base(parties__regime__talking_cost=0.25, threats=arming())
    _, acts = history(data, outcome="held", period=4, rebels=0.6, regime=0.35, **SHARED)
    attend = acts[(acts.act == "attend") & (acts.actor == "regime")].iloc[0]
    assert attend.blame == pytest.approx(0.4 - (1 / 3 - 0.1))
    assert attend.value == pytest.approx(0.2 - 0.25)


def test_a_threat_that_is_not_believed_changes_nothing():
    """Protects credibility: at .2 refusing costs .033, less than the .05 that coming costs. The
    regime refuses.

    Then it is carried out or not by a draw with that chance; what everybody is left with follows
    what happened.
    """
    data = base(parties__regime__talking_cost=0.25, threats=arming(credibility=0.2))
    talks = play(data, 400)
    rows = rows_of(talks)
    assert set(rows.outcome) == {"not_convened"}
    armed = np.isclose(rows["utility.regime"], 1 / 3 - 0.1)
    assert (armed | np.isclose(rows["utility.regime"], 0.4)).all()
    assert 0.1 < armed.mean() < 0.3  # .2, five standard errors of .02


def test_a_reward_for_failure_keeps_away_whom_it_rewards():
    """Protects r(failed): if nobody is made to pay for failure but the rebels gain by it, a deal
    must beat more than war.

    Failed talks double the rebels' strength: then war is worth 2/3 - .2 = .467 to them and .233 to
    the regime. The deal still beats that for both; but the regime expects nothing worse than .233
    at the table, and .367 above it, so it comes. Sitting down at a cost of .25 it still gains over
    no talks: .6 - .25 < .4, so it stays away.
    """
    free = base(threats=arming("failed"))
    history(free, outcome="held", rebels=0.6, regime=0.6)
    history(
        base(parties__regime__talking_cost=0.25, threats=arming("failed")),
        outcome="not_convened",
        ended_by="regime",
    )


def russia(leverage, cost, purpose="attend"):
    """A patron without a seat: shared power is worth 1 to it, the lottery .25."""
    party = {"weights": {"power": 1}, "values": {"power": {"none": 0.5, "shared": 1, "full": 0}}}
    tie = {
        "patron": "russia", "client": "regime", "leverage": leverage, "cost": cost,
        "for": [purpose],
    }  # fmt: skip
    return party, {"hold": tie}


def test_a_patron_presses_its_client_to_come():
    """Protects pressing: a hold of .3 turns the regime's -.05 into .25; it is worth .75 to the
    patron and costs it .1.
    """
    party, ties = russia(0.3, 0.1)
    data = base(parties__regime__talking_cost=0.25, parties__russia=party, ties=ties)
    _, acts = history(
        data, outcome="held", period=5, rebels=0.6, regime=0.35, **{"utility.russia": 0.9}
    )
    assert acts[acts.act == "press"].value.tolist() == pytest.approx([0.75 - 0.1])
    did(acts, (1, "regime", "attend", False), (2, "regime", "attend", True))


@pytest.mark.parametrize(("leverage", "cost"), [(0.04, 0.1), (0.3, 0.8)])
def test_a_patron_does_not_press_in_vain_or_at_a_loss(leverage, cost):
    """Protects the same: a hold of .04 does not bring the regime; pressing at .8 costs more than
    the .75 it brings.
    """
    party, ties = russia(leverage, cost)
    data = base(parties__regime__talking_cost=0.25, parties__russia=party, ties=ties)
    _, acts = history(data, outcome="not_convened", ended_by="regime")
    never(acts, "russia", "press")


def test_a_patron_presses_its_client_to_concede():
    """Protects pressing for a concession: the release that costs .25 and brings .2 is made once the
    hold takes off .1.
    """
    party, ties = russia(0.1, 0.1, "concede")
    data = base(parties__rebels__preconditions=demand(0.35), parties__russia=party, ties=ties)
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.25})
    _, acts = history(data, outcome="held", period=6, rebels=0.6, regime=0.35)
    did(acts, (1, "regime", "concede", False), (2, "regime", "concede", True))
    assert acts[acts.act == "press"].period.tolist() == [1]


# -- at the table ----------------------------------------------------------------------------


def pie(patience, **forum):
    """Five slices, worth .25 each; war is worth .1 to both. a speaks first, b last."""
    share = {f"s{k}": k / 4 for k in range(5)}
    rest = {name: 1 - v for name, v in share.items()}
    return {
        "format": 1,
        "name": "pie",
        "title": "A pie",
        "time": {"unit": "round", "flow": "none"},
        "noise": 0,
        "issues": {"pie": {"options": list(share), "status_quo": "s0"}},
        "parties": {
            name: {
                "weights": {"pie": 1}, "values": {"pie": values}, "reservation": 0.1,
                "patience": patience,
            }
            for name, values in (("a", share), ("b", rest))
        },
        "forums": {
            "table": {
                "seats": ["a", "b"], "agenda": ["pie"], "stages": ["bargain"], "deadline": 2,
                "protocol": {"name": "alternating_offers", "order": ["a", "b"]}, **forum,
            }
        },
    }  # fmt: skip


def test_the_last_to_speak_takes_what_there_is():
    """Protects alternating offers: with patience 1, b refuses a's .25 (worth .15 above war; waiting
    is worth .65) and offers .25.

    a asks for as much as b could be thought to accept at all, .75. In the last round refusing means
    failure, so a takes .25.
    """
    talks, acts = told(pie(1))
    row = rows_of(talks).iloc[0]
    assert (row.outcome, row.period, row["package.pie"]) == ("agreed", 2, "s1")
    did(acts, (1, "b", "accept", False), (2, "a", "accept", True))
    refusal = acts[(acts.act == "accept") & (acts.actor == "b")].iloc[0]
    assert refusal.value == pytest.approx(0.15)


def test_the_impatient_take_the_first_offer():
    """Protects patience: at .2 refusing is worth .2 (.1 + .65) = .15 to b and a's offer .25, so b
    accepts at once.
    """
    talks, _ = told(pie(0.2))
    row = rows_of(talks).iloc[0]
    assert (row.outcome, row.period, row["package.pie"]) == ("agreed", 1, "s3")
    assert row["utility.a"] == pytest.approx(0.75)


def test_a_single_text_divides_evenly():
    """Protects the mediator's text: of all slices the half has the highest product of gains, .4 x
    .4.
    """
    talks, _ = told(pie(1, protocol="single_text"))
    row = rows_of(talks).iloc[0]
    assert (row.outcome, row.period, row["package.pie"]) == ("agreed", 1, "s2")


def test_a_red_line_moves_the_text():
    """Protects red lines: b will not sign less than .75, so the text is the only one left that a
    gains by.
    """
    data = pie(1, protocol="single_text")
    put(data, "parties.b.red_lines", {"most": {"issue": "pie", "at_most": "s1"}})
    talks, _ = told(data)
    assert rows_of(talks).iloc[0]["package.pie"] == "s1"


# -- after it ---------------------------------------------------------------------------------


def test_factions_reject_what_their_party_signed():
    """Protects ratification: between signature (period 2) and vote (3) the rebels' strength grows
    fourfold, which nobody foresaw.

    War is now worth .8 - .2 = .6 to every rebel voice. Hawks have .55 from the deal, doves .9; 29
    of 70 seats are below 36.
    """
    data = base()
    data["parties"]["rebels"]["values"]["power"]["shared"] = 0.65
    hawks, doves = (copy.deepcopy(data["parties"]["rebels"]) for _ in range(2))
    for faction, seats, shared in ((hawks, 41, 0.55), (doves, 29, 0.9)):
        faction["values"]["power"]["shared"] = shared
        faction["seats"] = seats
        del faction["side"], faction["war_cost"]
    data["parties"]["rebels"] |= {"factions": {"hawks": hawks, "doves": doves}, "quota": 36}
    history(copy.deepcopy(data), outcome="held", period=5, rebels=0.65, regime=0.6)
    rise = {"period": 2, "probability": 1, "then": {"strength": {"risen": 4}}}
    data["events"] = {"rise": rise}
    talks, acts = history(
        data, outcome="not_ratified", period=3, stage="ratify", ended_by="rebels.hawks",
        ended_over="power", rebels=0.6, regime=0.1,
    )  # fmt: skip
    did(acts, (3, "rebels.hawks", "vote", False), (3, "rebels.doves", "vote", True))
    votes = acts[acts.act == "ratify"].iloc[0]
    assert (votes.seats, votes.needed) == (29, 36)
    assert blocks_of(talks).sole.tolist() == [True]


def test_a_deal_is_broken_where_temptation_exceeds_what_guards_it():
    """Protects breach: nobody looks ahead, and breaking first brings the regime .4 + .3 against .6.

    It breaks in period 3. The rebels are left with war, less what the breaker gained: .3 - .3.
    """
    data = base(foresight="none", parties__regime__temptation=0.3)
    talks, acts = history(
        data, outcome="collapsed", period=3, ended_by="regime", ended_over="power",
        regime=0.7, rebels=0.0,
    )  # fmt: skip
    did(acts, (3, "regime", "keep", False), (3, "rebels", "keep", True))
    assert blocks_of(talks).kind.tolist() == ["breach"]


def test_a_guarantee_above_the_temptation_keeps_the_deal():
    """Protects guarantees: .15 on shared power leaves .55 for breaking it, less than .6."""
    data = base(foresight="none", parties__regime__temptation=0.3)
    put(data, "issues.power.effects", {"shared": {"guarantee": 0.15}})
    history(data, outcome="held", period=4, regime=0.6, rebels=0.6)


def test_a_deal_that_would_be_broken_is_not_signed():
    """Protects foresight: the rebels see the breach coming, which would leave them 0 instead of .3,
    so nobody comes.

    To talk costs .01, which makes up their minds.
    """
    data = base(parties__regime__temptation=0.3, parties__rebels__talking_cost=0.01)
    put(data, "parties.regime.talking_cost", 0.01)
    talks, acts = history(data, outcome="not_convened", ended_by="several", ended_over="coming")
    # The rebels would break `none`, the regime the others.
    assert talks.forum.prospect.hold[0].tolist() == [0, 0, 0]
    assert acts[acts.act == "attend"].value.unique().tolist() == pytest.approx([-0.01])


def test_an_event_breaks_a_deal_that_was_kept():
    """Protects thinking again: kept in period 3 (.5 against .6); then the regime's strength
    doubles: 2/3 - .1 + .1 > .6.

    It breaks in period 4, and leaves the rebels 1/3 - .2 - .1.
    """
    data = base(parties__regime__temptation=0.1, time__horizon=5)
    offensive = {"period": 3, "probability": 1, "then": {"strength": {"loyal": 2}}}
    data["events"] = {"offensive": offensive}
    _, acts = history(
        data, outcome="collapsed", period=4, ended_by="regime", regime=2 / 3, rebels=1 / 3 - 0.3
    )
    did(acts, (3, "regime", "keep", True), (4, "regime", "keep", False))


# -- histories that went wrong -----------------------------------------------------------------


def test_two_glad_concessions_open_the_talks():
    """Protects noticing one's own concessions: each frees the other's prisoners gladly in period 1;
    both come in 2.

    Nobody is asked to come in period 1, no demand has been refused, and nothing is learnt; yet the
    world has changed.
    """
    data = base(parties__rebels__preconditions=demand(0.35))
    put(data, "parties.regime.conceding_cost", {"prisoners": -0.05})
    data["issues"]["captives"] = {
        "options": ["held", "freed"], "status_quo": "held", "controlled_by": ["rebels"],
    }  # fmt: skip
    theirs = {"issue": "captives", "is": "freed"}
    put(data, "parties.regime.preconditions", {"captives": {"demand": theirs, "firmness": 0.35}})
    put(data, "parties.rebels.conceding_cost", {"captives": -0.05})
    _, acts = told(data)
    did(acts, (1, "regime", "concede", True), (1, "rebels", "concede", True))
    history(data, outcome="held", period=5, rebels=0.65, regime=0.65)


def test_a_victim_suffers_no_threat_that_nobody_set_off():
    """Protects payoffs after a breach: what hangs on Russia's breach does not come when the regime
    breaks.

    As in the breach above; the threat would double the rebels' strength if Russia, which sits
    there, broke the deal.
    """
    party, _ = russia(0, 0)
    data = base(foresight="none", parties__regime__temptation=0.3, parties__russia=party)
    data["forums"]["table"]["seats"] = ["rebels", "regime", "russia"]
    history(copy.deepcopy(data), outcome="collapsed", ended_by="regime", regime=0.7, rebels=0.0)
    when = {"act": "breach", "party": "russia"}
    then = {"strength": {"risen": 2}}
    data["threats"] = {"arm": {"by": "rebels", "when": when, "then": then, "credibility": 1}}
    _, acts = history(data, outcome="collapsed", ended_by="regime", regime=0.7, rebels=0.0)
    never(acts, "rebels", "carry_out")


def test_a_demand_is_met_by_itself_as_well_as_by_its_floor():
    """Protects floors: the demand is for the prisoners, an amnesty would do; freeing the prisoners
    meets it too.

    An event frees them after period 1, so the rebels, who would not waive, come in period 2.
    """
    data = base()
    data["issues"]["amnesty"] = {"options": ["no", "yes"], "status_quo": "no"}
    wish = demand(0.35)
    wish["release"]["floor"] = {"issue": "amnesty", "is": "yes"}
    put(data, "parties.rebels.preconditions", wish)
    data["issues"]["prisoners"]["controlled_by"] = []
    freed = {"period": 1, "probability": 1, "then": {"move": {"prisoners": "freed"}}}
    data["events"] = {"freed": freed}
    history(data, outcome="held", period=5)


def three(**forum):
    """The common world with Russia at the table."""
    party, _ = russia(0, 0)
    data = base(parties__russia=party)
    data["forums"]["table"] |= {"seats": ["rebels", "regime", "russia"], **forum}
    return data


def nobody_walks_out(data):
    """Threats that make leaving the table the worst for everybody."""
    worst = {"rebels": "loyal", "regime": "risen", "russia": "risen"}
    return {
        name: {
            "by": name, "when": {"act": "refuse", "party": name},
            "then": {"strength": {worst[name]: 99}}, "credibility": 1,
        }
        for name in data["forums"]["table"]["seats"]
    }  # fmt: skip


def test_an_issue_does_not_move_when_its_only_controller_is_outvoted():
    """Protects control: an agreement moves an issue only if a controller signs, or complies later.

    Power is the rebels' alone to share, and they now prefer war (.5 - .2) to shared power (.2). Two
    of three outvote them; at the table alone, so that nobody stays away or breaks it. To do their
    part all the same would cost them 2.
    """
    order = ["regime", "rebels", "russia"]
    data = three(
        rule={"name": "quota", "quota": 2},
        stages=["bargain"],
        protocol={"name": "alternating_offers", "order": order},
    )
    data["parties"]["rebels"]["values"]["power"]["shared"] = 0.2
    data["issues"]["power"]["controlled_by"] = ["rebels"]
    data["parties"]["rebels"]["conceding_cost"] = {"power": 2}
    data["threats"] = nobody_walks_out(data)
    talks, acts = told(data)
    refused = acts[(acts.actor == "rebels") & (acts.act == "accept")].answer.tolist()
    assert refused
    assert not any(refused)
    power = talks.tables.issues.index("power")
    assert talks.world.levels[0, power] == talks.tables.status_quo[power]


def test_an_issue_does_not_move_when_its_only_controller_stays_away():
    """Protects the same where an optional seat that controls the issue never came (sitting down
    costs Russia 2, and so does complying).
    """
    data = three(required=["rebels", "regime"], stages=["convene", "bargain"])
    data["issues"]["power"]["controlled_by"] = ["russia"]
    data["parties"]["russia"] |= {"talking_cost": 2, "conceding_cost": {"power": 2}}
    talks = play(data, 1)
    assert not talks.forum.table.present[0, talks.tables.parties.index("russia")]
    power = talks.tables.issues.index("power")
    assert talks.world.levels[0, power] == talks.tables.status_quo[power]


def test_what_is_held_elsewhere_moves_only_if_it_is_given():
    """Protects control: an agenda issue that nobody at the table controls stays where whoever holds
    it wants it, whatever is signed, and the table of runs says who has defied it.
    """
    data = base()
    data["issues"]["borders"] = {
        "options": ["old", "new"], "status_quo": "new", "controlled_by": ["elsewhere"],
    }  # fmt: skip
    elsewhere = {"weights": {"borders": 1}, "values": {"borders": {"old": 0, "new": 1}}}
    data["parties"]["elsewhere"] = elsewhere
    data["forums"]["table"]["agenda"] = ["borders", "power"]
    talks, _ = history(data, outcome="held", rebels=0.6, regime=0.6, **SHARED)
    borders = talks.tables.issues.index("borders")
    assert talks.world.levels[0, borders] == 1  # new
    assert rows_of(talks)["package.borders"].tolist() == ["old"]  # nobody there minds
    assert rows_of(talks).defied_by.tolist() == ["elsewhere"]


def test_a_deadlock_names_somebody_though_an_absent_seat_was_to_speak():
    """Protects `blocks`: with the only turn Russia's, which did not come, talks end without an
    offer; and are accounted for.
    """
    data = three(
        required=["rebels", "regime"],
        deadline=1,
        protocol={"name": "alternating_offers", "order": ["russia", "rebels", "regime"]},
    )
    data["parties"]["russia"]["talking_cost"] = 2
    talks = play(data, 1)
    assert talks.outcome.tolist() in (["deadlock"], ["held"])
    assert (talks.outcome[0] == "held") == blocks_of(talks).empty


def test_a_quota_out_of_reach_without_an_absent_seat_is_accounted_for():
    """Protects `blocks`: two who say yes are short of a quota of 3 while Russia stays away;
    something must say so.
    """
    data = three(required=["rebels", "regime"], deadline=1, rule={"name": "quota", "quota": 3})
    data["parties"]["russia"]["talking_cost"] = 2
    data["threats"] = nobody_walks_out(data)
    del data["threats"]["russia"]
    talks = play(data, 1)
    assert talks.outcome.tolist() == ["deadlock"]
    assert not blocks_of(talks).empty


def test_whoever_never_had_a_chance_to_come_did_not_refuse():
    """Protects blame at the deadline: the release is made in the last period, so the rebels are
    never asked to come.

    What hangs on their refusal must not come about: the loyal side's strength would grow ninefold.
    """
    data = base(parties__rebels__preconditions=demand(0.8), forums__table__convene_by=1)
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.05})
    data["threats"] = {
        "crush": {
            "by": "regime", "when": {"act": "refuse", "party": "rebels"},
            "then": {"strength": {"loyal": 9}}, "credibility": 1,
        }
    }  # fmt: skip
    _, acts = told(data)
    did(acts, (1, "regime", "concede", True))
    never(acts, "rebels", "attend")
    history(data, outcome="not_convened", rebels=0.3)


def test_no_hold_at_no_cost_is_no_pressure():
    """Protects pressing under noise: what is learnt within a period is no gain of the patron's.

    A tie with no leverage shifts nothing, so pressing is worth exactly 0 and nobody presses.
    """
    party, ties = russia(0, 0)
    data = base(
        noise=0.1, parties__rebels__preconditions=demand(0.2), parties__russia=party, ties=ties
    )
    put(data, "parties.regime.conceding_cost", {"prisoners": 0.1})
    _, acts = told(data, 200)
    never(acts, "russia", "press")


def test_an_indifferent_controller_gives_nothing_away():
    """Protects beliefs: an act that no shock would change teaches nothing about the shock.

    The demand costs nothing to waive and nothing to meet, so the regime's refusal is a tie for
    every type; after it the regime must be thought as likely to come as before.
    """
    data = base(noise=0.1, parties__rebels__preconditions=demand(0))
    talks, acts = told(data, 50)
    first = acts[(acts.act == "concede") & (acts.period == 1)]
    assert (first.value == 0).all()
    regime = talks.tables.parties.index("regime")
    lo, hi = talks.beliefs.interval(0, regime, np.arange(50))
    assert (lo < hi).all(), "two acts of the regime contradict one another"


@pytest.mark.parametrize("names", [("one", "two"), ("two", "one")])
def test_two_threats_on_one_issue_do_not_fight_by_name(names):
    """Protects renaming: where two threats move one issue to different options, their names must
    not decide which of them prevails. Here the first is the regime's and the second the rebels'.
    """
    data = base(parties__regime__talking_cost=0.25, parties__rebels__talking_cost=0.5)
    data["issues"]["town"] = {"options": ["theirs", "ours"], "status_quo": "theirs"}
    for party in data["parties"].values():
        party["weights"] = {"power": 1, "town": 1}
    data["parties"]["rebels"]["values"]["town"] = {"theirs": 0, "ours": 1}
    data["parties"]["regime"]["values"]["town"] = {"theirs": 1, "ours": 0}
    data["threats"] = {
        name: {"by": by, "when": {"act": "no_talks"}, "then": {"move": {"town": to}},
               "credibility": 1}
        for name, by, to in zip(names, ("regime", "rebels"), ("theirs", "ours"), strict=True)
    }  # fmt: skip
    history(data, outcome="not_convened", regime=0.5 * 0.5 + 0.5 - 0.1)  # as without threats
