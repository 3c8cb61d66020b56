"""Ways back: talks that failed start again."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.simulate import block_table
from tests.model.small import acts, demanding, over, utility, war
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
    assert (again.forum.ways_back.attempts[0], again.forum.ways_back.first_failure[0]) == (attempts, how)
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
    assert (again.forum.ways_back.attempts[0], again.forum.ways_back.first_failure[0]) == (1, "")


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
    assert (done.forum.ways_back.attempts[0], done.forum.ways_back.first_failure[0]) == (2, "walkout")
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
    assert (done.forum.ways_back.attempts[0], done.forum.ways_back.first_failure[0]) == (2, "walkout")
    [row] = block_table(done).to_dict("records")
    assert (row["party"], row["kind"], row["over"]) == ("nature", "decision", "reds")
