"""Ways back: talks that failed start again."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.experiments.simulate import block_table
from tests.model.small import acts, demanding, over, talks, utility, war
from tests.model.test_bodies import with_congress
from tests.model.test_ratify import WAR_TO_THE_END, divided
from tests.model.worlds import blocks_of, rows_of, same


def failing(how: str) -> dict:
    """Talks that fail in one way, without noise."""
    if how == "not_ratified":
        data = divided(WAR_TO_THE_END, quota=4)
        data["foresight"] = "none"
        return data
    data = war()
    if how == "not_convened":
        data["parties"]["red"]["talking_cost"] = 1
        return data
    data["forums"]["summit"]["stages"] = ["bargain"]
    data["conflict"]["sides"]["reds"]["strength"] = 3  # 0.65 is more than 0.6: nothing to agree on
    if how == "deadlock":
        for name in ("blue", "red"):
            data["parties"][name]["staying_cost"] = -1
    return data


def way_back(after: list[str], wait: int, times: int = 1, **more) -> dict:
    """A `resume` with one way back."""
    return {"again": {"after": after, "wait": wait, "times": times} | more}


def tries(done) -> tuple[int, str]:
    """How many attempts run 0 made, and how the first of several failed."""
    ways = done.forum.ways_back
    return ways.attempts[0], ways.first_failure[0]


FAILURES = ("not_convened", "walkout", "deadlock", "not_ratified")


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize(("wait", "attempts"), [(1, 2), (3, 2), (2, 4)])
def test_where_nothing_has_changed_talks_fail_again_in_the_same_way(how, wait, attempts):
    """Protects starting afresh: at zero noise every attempt takes p periods and ends alike.

    n attempts with w periods between them end in period n p + (n - 1) w, blocked as one alone.
    """
    data = failing(how)
    once = over(data)
    assert once.outcome[0] == how
    data["forums"]["summit"]["resume"] = way_back([how], wait, attempts - 1)
    again = over(data)
    assert again.outcome[0] == how
    takes = once.forum.endings.period[0]
    assert again.forum.endings.period[0] == attempts * takes + (attempts - 1) * wait
    assert tries(again) == (attempts, how)
    same(blocks_of(again), blocks_of(once))
    assert again.forum.endings.ended_by[0] == once.forum.endings.ended_by[0]
    assert again.forum.endings.stage[0] == once.forum.endings.stage[0]
    acts_ = [(a["act"], a["period"]) for a in acts(data) if a["act"] in ("adjourn", "resume")]
    first = [("adjourn", takes), ("resume", takes + wait)]
    assert acts_[:2] == first
    assert len(acts_) == 2 * (attempts - 1)


@pytest.mark.parametrize("how", FAILURES)
def test_only_the_failures_that_are_listed_have_a_way_back(how):
    """Protects `after`: a way back from every other failure changes no byte."""
    data = failing(how)
    once = over(data)
    others = [name for name in FAILURES if name != how]
    data["forums"]["summit"]["resume"] = way_back(others, 1, 2)
    again = over(data)
    same(rows_of(again), rows_of(once))
    same(blocks_of(again), blocks_of(once))
    assert tries(again) == (1, "")


def test_what_has_changed_by_then_may_bring_a_deal():
    """Protects `then`: red is three times as strong, and talks come to nothing; by the time they
    start again it is as strong as blue.

    Both leave in period 1; 2, 3 and 4 pass; the deal is signed in 5.
    """
    data = failing("walkout")
    then = {"strength": {"reds": 1 / 3}}
    resume = way_back(["walkout"], 3, then=then)
    data["forums"]["summit"]["resume"] = resume
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 5)
    assert tries(done) == (2, "walkout")
    assert not len(block_table(done))
    assert done.world.factor[0] == pytest.approx([1, 1 / 3])


def test_what_changes_is_not_changed_by_the_first_attempt():
    """Protects `then` again: it comes once for each time that talks start again."""
    data = failing("not_convened")
    then = {"strength": {"reds": 2}}
    resume = way_back(["not_convened"], 1, 2, then=then)
    data["forums"]["summit"]["resume"] = resume
    assert over(data).world.factor[0].tolist() == [1, 4]


@pytest.mark.parametrize("how", FAILURES)
def test_threats_wait_for_the_last_attempt(how):
    """Protects threats on failure: talks that will start again have not failed."""
    data = failing(how)
    act = "no_talks" if how == "not_convened" else "failed"
    data["threats"] = {
        "arm": {
            "by": "blue", "when": {"act": act}, "then": {"strength": {"reds": 1.01}},
            "credibility": 1,
        }
    }  # fmt: skip
    takes = over(data).forum.endings.period[0]
    data["forums"]["summit"]["resume"] = way_back([how], 2, 2)
    done = over(data)
    carried = [a["period"] for a in acts(data) if a["act"] == "carry_out"]
    assert carried == [3 * takes + 2 * 2]
    assert done.world.factor[0].tolist() == [1, 1.01]


def test_a_demand_that_was_waived_is_made_again():
    """Protects starting afresh: red gives up its demand at 0.05 in every attempt, and pays each
    time; what was conceded stays conceded.
    """
    data = demanding(firmness=0.05, cost=1.0)
    data["parties"]["blue"]["talking_cost"] = 0.3  # blue never comes; red does not know it will not
    data["foresight"] = "none"
    data["forums"]["summit"] |= {
        "convene_by": 3,
        "resume": way_back(["not_convened"], 1),
    }
    data["threats"] = {
        "blame": {
            "by": "blue", "when": {"party": "red", "act": "refuse"},
            "then": {"strength": {"reds": 0.5}}, "credibility": 1,
        }
    }  # fmt: skip
    waived = [a["period"] for a in acts(data) if a["act"] == "waive" and a["answer"]]
    assert waived == [2, 6]
    done = over(data)
    assert done.party("red").spent[0] == pytest.approx(0.1)
    assert done.forum.ways_back.attempts[0] == 2
    assert block_table(done).party.tolist() == ["blue"]


def test_a_concession_outlasts_the_attempt_in_which_it_was_made():
    """Protects the world: blue frees detainees in attempt 1, for a price it pays once."""
    data = demanding(cost=0.05)
    data["forums"]["summit"] |= {
        "convene_by": 1,
        "resume": way_back(["not_convened"], 1),
    }
    done = over(data)
    assert (done.outcome[0], done.forum.ways_back.first_failure[0]) == ("agreed", "not_convened")
    assert utility(done)["blue"] == pytest.approx([0.55])
    assert len([a for a in acts(data) if a["act"] == "concede" and a["answer"]]) == 1


def test_what_was_learnt_is_not_forgotten():
    """Protects beliefs and shocks: whoever would not come once, with nothing changed, does not
    come later, with noise too.
    """
    data = war(noise=0.1)
    data["forums"]["summit"]["convene_by"] = 1
    once = over(data, 500)
    resume = way_back(["not_convened"], 1)
    data["forums"]["summit"]["resume"] = resume
    again = over(data, 500)
    met = once.outcome != "not_convened"
    assert 50 < met.sum() < 500
    same(rows_of(again)[met], rows_of(once)[met])
    assert (again.forum.ways_back.attempts[~met] == 2).all()
    red, lo = again.tables.parties.index("red"), again.beliefs
    for row in np.flatnonzero(~met)[:20]:
        _, hi = lo.interval(0, red, row)
        low, _ = lo.interval(0, red, row)
        shock = again.forum.delegations[red].sitting[row]
        assert low[-1] < shock <= hi[-1]


def test_talks_that_wait_are_over_when_the_war_is_won():
    """Protects waiting: it goes on in a run, until a side has all it needs."""
    data = failing("walkout")
    data["conflict"]["decision"] = 0.9
    data["conflict"]["sides"]["reds"]["drift"] = 0.5
    resume = way_back(["walkout"], 20)
    data["forums"]["summit"]["resume"] = resume
    done = over(data)
    # 3 exp(0.5 k) / (1 + 3 exp(0.5 k)) >= 0.9 from k = 3 on: exp(1.5) = 4.48 > 3.
    assert (done.outcome[0], done.forum.endings.period[0]) == ("military_decision", 3)
    assert tries(done) == (2, "walkout")
    [row] = block_table(done).to_dict("records")
    assert (row["party"], row["kind"], row["over"]) == ("nature", "decision", "reds")


# -- several of them, and who ratifies then --------------------------------------------------


def test_each_way_is_counted_by_itself():
    """Protects `times`: two ways from a deadlock and a walkout; only deadlocks use up the first."""
    data = failing("deadlock")
    data["forums"]["summit"]["resume"] = {
        "later": {"after": ["deadlock"], "wait": 2, "times": 3},
        "calmer": {"after": ["walkout", "not_ratified"], "wait": 5, "times": 9},
    }
    done = over(data)
    assert tries(done) == (4, "deadlock")
    assert done.forum.ways_back.taken[0].tolist() == [0, 3]  # by name
    told = [a for a in acts(data) if a["act"] in ("adjourn", "resume")]
    assert {a["target"] if a["act"] == "adjourn" else a["about"] for a in told} == {"later"}


def test_the_way_back_hangs_on_the_failure():
    """Protects several ways: red leaves the first time; with the reds weaker the second fails in
    the vote at home, and the third time nobody is asked to vote.
    """
    data = with_congress(values=(0, 0.45, 1))
    data["foresight"] = "none"
    data["conflict"]["sides"]["reds"]["strength"] = 3
    for name in ("blue", "red"):
        del data["parties"][name]["staying_cost"]
    data["forums"]["summit"]["resume"] = {
        "ceasefire": {"after": ["walkout"], "wait": 2, "then": {"strength": {"reds": 1 / 3}}},
        "past_congress": {"after": ["not_ratified"], "wait": 4, "ratified_by": []},
    }
    done = over(data)
    # Walkout in 1, again from 3; signed in 4, lost in 5, again from 9; signed and in force in 10.
    assert (done.outcome[0], done.forum.endings.period[0]) == ("agreed", 10)
    assert tries(done) == (3, "walkout")
    assert done.forum.ways_back.taken[0].tolist() == [1, 1]
    assert [a["period"] for a in acts(data) if a["act"] == "vote"] == [5]


def after_congress(ratified_by: list[str] | None, noise: float = 0.0) -> dict:
    """Congress votes the shared rule down; the assembly, which has no say at first, would not."""
    data = with_congress(values=(0, 0.45, 1), noise=noise)
    data["foresight"] = "none"
    assembly = copy.deepcopy(data["parties"]["congress"])
    assembly["values"]["deal"]["x1"] = 0.55
    data["parties"]["assembly"] = assembly
    way = {"after": ["not_ratified"], "wait": 1}
    if ratified_by is not None:
        way["ratified_by"] = ratified_by
    data["forums"]["summit"]["resume"] = {"revised": way}
    return data


@pytest.mark.parametrize(
    ("ratified_by", "outcome", "votes"),
    [
        (None, "not_ratified", [(2, "congress", False), (5, "congress", False)]),
        (["congress"], "not_ratified", [(2, "congress", False), (5, "congress", False)]),
        (["assembly"], "agreed", [(2, "congress", False), (5, "assembly", True)]),
        ([], "agreed", [(2, "congress", False)]),
        (
            ["assembly", "congress"],
            "not_ratified",
            [(2, "congress", False), (5, "assembly", True), (5, "congress", False)],
        ),
    ],
)
def test_a_revised_deal_goes_to_those_whom_the_way_back_names(ratified_by, outcome, votes):
    """Protects `ratified_by`: in place of the forum's from then on; signed in 1 and in 4."""
    data = after_congress(ratified_by)
    done = over(data)
    assert (done.outcome[0], tries(done)) == (outcome, (2, "not_ratified"))
    cast = [(a["period"], a["actor"], a["answer"]) for a in acts(data) if a["act"] == "vote"]
    assert cast == votes
    last = 5 if ratified_by != [] else 4  # where nobody is asked the deal is in force at once
    assert done.forum.endings.period[0] == last
    assert set(block_table(done).party) == ({"congress"} if outcome == "not_ratified" else set())


def test_parties_reckon_with_those_who_ratify_now():
    """Protects foresight: nothing is expected while congress would undo the deal, which it does;
    once nobody has to be asked from outside, 0.2 is.
    """
    data = with_congress(values=(0, 0.45, 1))
    data["forums"]["summit"]["resume"] = {
        "alone": {"after": ["not_ratified"], "wait": 1, "ratified_by": []}
    }
    model, promised = talks(data), []
    while model.running:
        model.step()
        promised.append(model.forum.prospect.expect[0, 0, -1])
    assert promised[0] == 0
    assert promised[-1] == pytest.approx(0.2)
    assert (model.outcome[0], tries(model)) == ("agreed", (2, "not_ratified"))


def test_who_is_only_asked_after_a_way_back_plays_no_part_before():
    """Protects every attempt before it: a body named by a way that no run takes changes nothing,
    though an issue moves that matters to it alone.
    """
    data = after_congress(["assembly"], noise=0.1)
    data["foresight"] = "full"
    data["forums"]["summit"]["deadline"] = 4
    data["issues"]["flag"] = {"options": ["old", "new"], "status_quo": "old"}
    data["parties"]["assembly"] |= {
        "weights": {"deal": 1, "flag": 1},
        "values": data["parties"]["assembly"]["values"] | {"flag": {"old": 0, "new": 1}},
    }
    data["events"] = {"new": {"period": 1, "probability": 0.5, "then": {"move": {"flag": "new"}}}}
    data["forums"]["summit"]["resume"]["revised"]["after"] = ["not_convened"]
    never = over(data, 300)
    del data["forums"]["summit"]["resume"]
    without = over(data, 300)
    assert 30 < (without.outcome == "agreed").sum() < 270
    same(rows_of(never), rows_of(without))
    same(blocks_of(never), blocks_of(without))
