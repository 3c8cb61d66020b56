"""Factions that vote on coming, and seats that change hands."""

from __future__ import annotations

import copy
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiments.simulate import block_table
from tests.model.small import acts, chance, over, shock, softplus, talks, utility, war
from tests.model.worlds import blocks_of, play, rows_of, same, worlds

DOVES, HAWKS = (1, 0.6, 0), (1, 0, 0)  # the shared rule is worth 0.6 and 0, war 0.5 - 0.1 to both


def torn(quota: float, doves: float = 3, hawks: float = 2, noise: float = 0.0) -> dict:
    """The war, in which red comes only if its factions say so too."""
    data = war(noise=noise)
    red = data["parties"]["red"]
    red["factions"] = {
        name: {
            "seats": seats,
            "weights": {"deal": 1},
            "values": {"deal": dict(zip(("x0", "x1", "x2"), values, strict=True))},
        }
        for name, seats, values in (("doves", doves, DOVES), ("hawks", hawks, HAWKS))
    }
    return with_votes(data, quota)


def with_votes(data: dict, quota: float) -> dict:
    """The same with a vote of red's factions on coming."""
    data["parties"]["red"] |= {"quota": quota, "votes_on": ["attend"]}
    return data


def blocks(done) -> set:
    """Who stood in the way, by what and over what."""
    return {tuple(row) for row in block_table(done)[["party", "kind", "over"]].to_numpy()}


@pytest.mark.parametrize("quota", [1, 2, 3, 4, 5])
def test_red_comes_if_the_doves_alone_reach_the_quota(quota):
    """Protects the vote by hand: 3 doves gain 0.2 by coming, 2 hawks lose 0.4.

    Whoever is outvoted has not refused itself: the hawks stand in the way.
    """
    done = over(torn(quota))
    assert done.outcome[0] == ("agreed" if quota <= 3 else "not_convened")
    if quota > 3:
        assert blocks(done) == {("red.hawks", "vote", "coming")}
        assert done.forum.endings.ended_by[0] == "red.hawks"
        assert block_table(done).sole.all()


def test_the_others_know_that_the_vote_will_be_lost():
    """Protects q: with a quota of 4 the chance that red comes is 0, with 3 it is 1."""
    for quota, expected in ((3, 1.0), (4, 0.0)):
        model = talks(torn(quota))
        model.step()
        room = model.forum.stages[0]._room
        rows = np.array([0])
        open_ = np.zeros((1, 0), bool)
        outlook = room.outlook(rows, model.forum.prospect, open_, model.world)
        assert outlook.others[0, model.tables.parties.index("blue")] == expected
        assert outlook.vote[0].tolist() == [1.0, expected]


def test_who_is_outvoted_on_waiving_has_not_refused():
    """Protects a party's own wish against its factions': red would drop a demand at 0.1 for 0.2.

    Its hawks, who lose, have the votes: the demand stands, and so does their vote; red pays nothing
    and has refused nothing. Its chance to be let go is its factions' affair: it does not enter its
    wish, which only counts where it is let go.
    """
    data = torn(4)
    data["parties"]["red"]["preconditions"] = {
        "balance": {"demand": {"side": "reds", "share_at_least": 0.9}, "firmness": 0.1}
    }
    done = over(data)
    assert blocks(done) == {("red", "demand", "balance"), ("red.hawks", "vote", "coming")}
    assert utility(done)["red"] == pytest.approx([0.4])
    votes = [a for a in acts(data) if a["act"] == "vote"]
    assert {a["actor"]: a["answer"] for a in votes} == {"red.doves": True, "red.hawks": False}


def test_waiving_where_the_vote_is_uncertain_by_hand():
    """Protects the threshold of a party whose factions vote: q (V - r + e) - f > 0, whatever the
    chance of the vote, in 2000 runs.
    """
    data = torn(3, noise=0.1)
    data["parties"]["red"]["preconditions"] = {
        "balance": {"demand": {"side": "reds", "share_at_least": 0.9}, "firmness": 0.1}
    }
    data["forums"]["summit"]["convene_by"] = 2
    model = talks(data, 2000)
    model.step()  # nobody is asked before its demand has been refused
    room, red = model.forum.stages[0]._room, model.tables.parties.index("red")
    rows = np.arange(2000)
    open_ = np.ones((2000, 1), bool)
    model.stir(model.beliefs.update())  # as the next period begins with
    model.forum.look(rows)
    now = room.outlook(rows, model.forum.prospect, open_, model.world)
    model.step()
    assert (now.vote[:, red] < 0.9).all()
    wish = now.others[:, red] * (now.above[:, red, -1] + shock("sitting", "red", 0.1, 2000)) > 0.1
    waived = model.forum.demands.status[:, 0] == 2
    votes = np.zeros(2000)
    for name, seats in (("doves", 3), ("hawks", 2)):
        v = model.tables.voices.index(f"red.{name}")
        gain = now.above[:, v, -1] + shock("attending", f"red.{name}", 0.1, 2000)
        votes += np.where(now.others[:, red] * gain > 0.1, seats, 0)
    assert 100 < waived.sum() < 1900
    np.testing.assert_array_equal(waived, wish & (votes >= 3))


def by_hand(quota: float) -> tuple[dict, float]:
    """What coming is worth to everybody in `torn` at noise 0.1, and red's chance to come."""
    values = {"blue": (0, 0.6, 1), "red": DOVES, "doves": DOVES, "hawks": HAWKS}
    gain = {name: [u - 0.4 for u in of] for name, of in values.items()}
    yes = {name: [chance(g / 0.1) for g in of] for name, of in gain.items()}
    passes = [a * b for a, b in zip(yes["blue"], yes["red"], strict=True)]
    score = [
        p * softplus(g, 0.1) * softplus(h, 0.1)
        for p, g, h in zip(passes, gain["blue"], gain["red"], strict=True)
    ]
    pi = [s**2 / sum(s**2 for s in score) for s in score]
    above = {
        name: sum(w * p * g for w, p, g in zip(pi, passes, gain[name], strict=True))
        for name in ("doves", "hawks")
    }
    for me, other in (("red", "blue"), ("blue", "red")):
        option = [softplus(g, 0.1) for g in gain[me]]
        mine = [
            a * n * m
            for a, n, m in zip(
                yes[other], option, [softplus(g, 0.1) for g in gain[other]], strict=True
            )
        ]
        share = [m**2 / sum(m**2 for m in mine) for m in mine]
        above[me] = sum(w * a * n for w, a, n in zip(share, yes[other], option, strict=True))
    seats = {"doves": 3, "hawks": 2}
    let = 0.0
    for bloc in itertools.product((0, 1), repeat=2):
        if sum(s * k for s, k in zip(seats.values(), bloc, strict=True)) >= quota:
            p = 1.0
            for name, said in zip(seats, bloc, strict=True):
                likely = chance(above[name] / 0.1)
                p *= likely if said else 1 - likely
            let += p
    return above, chance(above["red"] / 0.1) * let


@pytest.mark.parametrize("quota", [2, 3, 5])
def test_the_reckoned_chance_of_a_vote_is_how_often_it_is_won(quota):
    """Protects calibration: closed form, what blue reckons with, and 4000 runs agree.

    The bound is four standard errors of a share of 4000, 4 sqrt(p (1 - p) / 4000) < 0.032: a chance
    of 1 in 10,000 of failing with another seed.
    """
    above, expected = by_hand(quota)
    runs = 4000
    model = talks(torn(quota, noise=0.1), runs)
    model.step()
    t, prospect = model.tables, model.forum.prospect
    for voice, name in enumerate(t.voices):
        got = prospect.above_no_talks()[0, voice, -1]
        assert got == pytest.approx(above[name.split(".")[-1]], abs=1e-9)
    room = model.forum.stages[0]._room
    votes = np.zeros(runs)
    for name, seats in (("doves", 3), ("hawks", 2)):
        gain = above[name] + shock("attending", f"red.{name}", 0.1, runs)
        votes += np.where(gain > 0, seats, 0)
    wish = above["red"] + shock("sitting", "red", 0.1, runs) > 0
    red = t.parties.index("red")
    np.testing.assert_array_equal(room.coming[:, red], wish & (votes >= quota))
    assert room.coming[:, red].mean() == pytest.approx(expected, abs=0.032)
    reckoned = talks(torn(quota, noise=0.1))
    reckoned.forum.look(np.array([0]))
    room = reckoned.forum.stages[0]._room
    none = np.zeros((1, 0), bool)
    outlook = room.outlook(np.array([0]), reckoned.forum.prospect, none, reckoned.world)
    assert outlook.others[0, t.parties.index("blue")] == pytest.approx(expected, abs=1e-9)


# -- the vote that is none -------------------------------------------------------------------


@given(
    world=worlds(points=True, noise=0, quota=False, shocks=False, stages=("convene", "bargain")),
    who=st.integers(0, 1),
)
@settings(max_examples=50)
def test_one_faction_of_one_mind_with_its_party_changes_nothing(world, who):
    """Protects the vote's own value: without noise, and with points for numbers, a faction that
    holds all seats and wants what its party wants lets it go just where it goes; pressure, an
    optional seat and demands included.
    """
    name = world["forums"]["table"]["seats"][-1 if who else 0]
    party = world["parties"][name]
    party.pop("factions", None)
    party.pop("quota", None)
    alone = copy.deepcopy(world)
    mind = {key: party[key] for key in ("weights", "values", "red_lines") if key in party}
    party["factions"] = {"all": {"seats": 2, **mind}}
    party |= {"quota": 2, "votes_on": ["attend"]}
    same(rows_of(play(world, 4)), rows_of(play(alone, 4)))
    same(blocks_of(play(world, 4)), blocks_of(play(alone, 4)))


@given(world=worlds(noise=0.1, stages=("convene", "bargain")), share=st.floats(0.1, 1))
@settings(max_examples=25)
def test_a_bloc_that_reaches_the_quota_alone_decides_alone_for_coming(world, share):
    """Protects counting: of two factions only the one with the seats for the quota matters.

    The other's seats may be any number below it.
    """
    name = world["forums"]["table"]["seats"][0]
    party = world["parties"][name]
    mind = {"weights": party["weights"], "values": party["values"]}
    other = world["parties"][world["forums"]["table"]["seats"][1]]
    theirs = {"weights": other["weights"], "values": other["values"]}
    party |= {"quota": 5, "votes_on": ["attend"]}
    party["factions"] = {"bloc": {"seats": 5, **mind}, "rest": {"seats": 4.9 * share, **theirs}}
    less = copy.deepcopy(world)
    less["parties"][name]["factions"]["rest"]["seats"] = 0.1
    assert play(world, 6).outcome.tolist() == play(less, 6).outcome.tolist()


# -- seats that change hands -----------------------------------------------------------------


def released(quota: float, number: float = 2, cost: float = 0.05) -> dict:
    """Red demands a release that moves seats from its 3 hawks to its 2 doves. Blue can grant it."""
    data = torn(quota, doves=2, hawks=3)
    data["issues"]["detainees"] = {
        "options": ["held", "free"],
        "status_quo": "held",
        "controlled_by": ["blue"],
        "effects": {"free": {"seats": {"red": {"from": "hawks", "to": "doves", "number": number}}}},
    }
    demand = {"issue": "detainees", "is": "free"}
    data["parties"]["red"]["preconditions"] = {"release": {"demand": demand, "firmness": 1}}
    data["parties"]["blue"]["conceding_cost"] = {"detainees": cost}
    return data


@pytest.mark.parametrize("quota", [1, 2, 3, 4, 4.5, 5])
@pytest.mark.parametrize("number", [0, 2, 10])
def test_a_release_is_granted_where_the_seats_it_moves_carry_the_vote(quota, number):
    """Protects the link from a release to a vote, in the run and in blue's reckoning.

    Doves hold 2 seats and 2, 4 or (never more than the hawks have) 5 after it. Blue gains 0.2 by
    talks, and grants at 0.05 just where they can then convene.
    """
    data = released(quota, number)
    doves = 2 + min(number, 3)
    done = over(data)
    concede = [a["answer"] for a in acts(data) if a["act"] == "concede"]
    assert concede[0] == (doves >= quota)
    assert done.outcome[0] == ("agreed" if doves >= quota else "not_convened")
    if doves < quota:
        assert ("red", "demand", "release") in blocks(done)


@pytest.mark.parametrize(("number", "after"), [(2, [4, 1]), (3, [5, 0]), (10, [5, 0])])
def test_seats_move_while_the_option_is_in_force_and_no_more_than_there_are(number, after):
    """Protects the count of seats: nobody gets what the giver has not, and all go back."""
    data = released(4, number)
    model = talks(data)
    t = model.forum.tables
    free = np.array([[0, 0], [0, 1], [0, 0]])
    i = t.issues.index("detainees")
    free[1, i], free[1, 1 - i] = 1, 0
    held = t.seats_held(t.electors, free, np.zeros(3, int))
    mine = [t.voices.index("red.doves"), t.voices.index("red.hawks")]
    assert held[:, mine].tolist() == [[2, 3], after, [2, 3]]


def test_a_release_flips_ratification_too():
    """Protects seats in the vote on the deal: it is the seats as the vote is taken that count."""
    for number, outcome in ((0, "not_ratified"), (2, "agreed")):
        data = released(4, number)
        data["foresight"] = "none"
        data["parties"]["red"] |= {"votes_on": ["ratify"]}
        data["forums"]["summit"]["stages"] = ["convene", "bargain", "ratify"]
        done = over(data)
        assert done.outcome[0] == outcome
    data["foresight"] = "full"
    model = talks(data)
    model.forum.look(np.array([0]))
    assert model.forum.prospect.passes[0] == pytest.approx([0, 0, 0])
    assert over(data).outcome[0] == "agreed"


def test_a_vote_that_was_lost_before_is_not_held_against_a_party_that_is_not_asked():
    """Protects `blocks` against an old vote: red's demand is being met as the time runs out."""
    data = released(4)
    data["forums"]["summit"]["convene_by"] = 1
    model = talks(data)
    room = model.forum.stages[0]._room
    room.outvoted[0, model.tables.voices.index("red.hawks")] = True  # in a period before
    model.run()
    assert blocks(model) == {("red", "demand", "release")}


# -- pressure and factions -------------------------------------------------------------------


def test_a_faction_feels_a_patron_as_its_party_does():
    """Protects pressure where factions vote: sitting down costs red 0.3, which leaves it and its
    only faction -0.1; a patron's leverage of 0.2 makes it 0.1 for both.
    """
    data = with_votes(torn(1, hawks=1), 3)
    data["parties"]["red"]["talking_cost"] = 0.3
    deal = data["issues"]["deal"]["options"]
    data["parties"]["us"] = {
        "weights": {"deal": 1},
        "values": {"deal": dict(zip(deal, (0, 1, 0), strict=True))},
        "reservation": 0.3,
    }
    data["ties"] = {
        "hold": {"patron": "us", "client": "red", "leverage": 0.2, "cost": 0.05, "for": ["attend"]}
    }
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert utility(done)["us"] == pytest.approx([0.95])
