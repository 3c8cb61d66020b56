"""Bodies that ratify without a seat at the table."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.experiments.simulate import block_table
from tests.model.small import acts, chance, over, shock, talks, utility, war

OPTIONS = ("x0", "x1", "x2")
BENCHES = {  # seats, and what x0, x1, x2 are worth to each; failed talks leave it with 0.5
    "left": (3, (0, 0.9, 1)),
    "middle": (2, (0, 0.55, 1)),
    "right": (2, (0, 0.45, 1)),
}


def with_congress(noise: float = 0.0, quota: float | None = None, values=(0, 0.7, 1)) -> dict:
    """The war, in which a congress without a seat, divided or not, has to ratify."""
    data = war(stages=("bargain", "ratify"), noise=noise)
    tastes = {"deal": dict(zip(OPTIONS, values, strict=True))}
    data["parties"]["congress"] = {"weights": {"deal": 1}, "values": tastes}
    if quota is not None:
        data["parties"]["congress"] |= {"quota": quota, "factions": {}}
        for name, (seats, worth) in BENCHES.items():
            values_of = {"deal": dict(zip(OPTIONS, worth, strict=True))}
            bench = {"seats": seats, "weights": {"deal": 1}, "values": values_of}
            data["parties"]["congress"]["factions"][name] = bench
    data["forums"]["summit"] |= {"ratified_by": ["congress"], "deadline": 1}
    for name in ("blue", "red"):
        data["parties"][name]["staying_cost"] = -10
    return data


@pytest.mark.parametrize("worth", [0.45, 0.55])
def test_a_body_alone_ratifies_what_it_prefers_to_failed_talks(worth):
    """Protects a body without factions: war is worth 0.5 to it, the shared rule 0.45 or 0.55.

    Nobody thinks of agreement beforehand, so that the text is signed at all.
    """
    data = with_congress(values=(0, worth, 1))
    data["foresight"] = "none"
    done = over(data)
    assert done.outcome[0] == ("agreed" if worth > 0.5 else "not_ratified")
    if worth < 0.5:
        [row] = block_table(done).to_dict("records")
        assert (row["party"], row["kind"], row["over"]) == ("congress", "vote", "deal")
        assert row["sole"]
    votes = [a for a in acts(data) if a["act"] == "vote"]
    assert [(a["actor"], a["answer"], a["seats"]) for a in votes] == [("congress", worth > 0.5, 1)]


def test_what_a_body_will_not_ratify_is_worth_nothing_at_the_table():
    """Protects the link backwards: nothing is expected of talks whose deal congress will undo."""
    for worth, expected in ((0.45, 0.0), (0.55, 0.2)):
        model = talks(with_congress(values=(0, worth, 1)))
        model.forum.look(np.array([0]))
        expect = model.forum.prospect.expect[0]
        for name in ("blue", "red"):
            assert expect[model.tables.parties.index(name), -1] == pytest.approx(expected)


def test_a_body_does_not_ratify_across_its_red_line():
    """Protects red lines of a body: it likes the shared rule and may not vote for it."""
    data = with_congress(values=(0, 0.9, 1))
    data["foresight"] = "none"
    assert over(data).outcome[0] == "agreed"
    line = {"no": {"issue": "deal", "is": "x2"}}
    data["parties"]["congress"]["red_lines"] = line
    assert over(data).outcome[0] == "not_ratified"


def test_a_body_alone_in_a_thousand_runs():
    """Protects votes with noise: congress gains 0.05 at scale 0.1, so the table reckons with
    F(0.5); each run's vote is the sign of 0.05 plus its own shock.
    """
    data = with_congress(noise=0.1, values=(0, 0.55, 1))
    model = talks(data, 1000)
    model.forum.look(np.arange(1000))
    expected = chance(2) ** 2 * chance(0.5)
    assert model.forum.prospect.passes[0, 1] == pytest.approx(expected)
    done = model.run()
    signed = done.forum.package == 1
    ratified = 0.05 + shock("voting", "congress", 0.1, 1000) > 0
    assert signed.sum() > 500
    np.testing.assert_array_equal(done.outcome[signed] == "agreed", ratified[signed])
    assert (done.forum.endings.ended_by[signed & ~ratified] == "congress").all()
    assert utility(done)["blue"][signed & ~ratified] == pytest.approx(0.4 + 10)  # war again


@pytest.mark.parametrize("quota", [2, 3, 3.5, 4, 5, 6, 7])
def test_a_divided_body_by_enumeration(quota):
    """Protects the chance of a ballot: every bloc of benches in plain Python, what the table
    reckons with, and how often 4000 votes are won (within four standard errors, below 0.032).
    """
    data = with_congress(noise=0.1, quota=quota)
    expected = 0.0
    likely = [chance((worth[1] - 0.5) / 0.1) for _, worth in BENCHES.values()]
    for bloc in itertools.product((True, False), repeat=3):
        seats = sum(s for (s, _), yes in zip(BENCHES.values(), bloc, strict=True) if yes)
        p = np.prod([p if yes else 1 - p for p, yes in zip(likely, bloc, strict=True)])
        expected += p * (seats >= quota)
    model = talks(data, 4000)
    model.forum.look(np.arange(4000))
    assert model.forum.prospect.passes[0, 1] == pytest.approx(chance(2) ** 2 * expected)
    done = model.run()
    signed = done.forum.package == 1
    votes = np.zeros(4000)
    for name, (seats, worth) in BENCHES.items():
        yes = worth[1] - 0.5 + shock("voting", f"congress.{name}", 0.1, 4000) > 0
        votes += np.where(yes, seats, 0)
    np.testing.assert_array_equal(done.outcome[signed] == "agreed", (votes >= quota)[signed])
    # Who signs has nothing to do with who votes; 2400 runs and more have signed.
    assert signed.sum() > 2400
    assert (done.outcome[signed] == "agreed").mean() == pytest.approx(expected, abs=0.041)


def test_a_body_whose_benches_vote_on_nothing_here_votes_as_one():
    """Protects `votes_on`: benches that vote on coming alone leave ratifying to their body."""
    data = with_congress(quota=7, values=(0, 0.9, 1))
    data["foresight"] = "none"
    assert over(data).outcome[0] == "not_ratified"
    data["parties"]["congress"]["votes_on"] = ["attend"]
    assert over(data).outcome[0] == "agreed"


def test_a_body_and_a_seats_factions_must_both_ratify():
    """Protects several votes at home: each that fails stands in the way, and by its own name."""
    data = with_congress(values=(0, 0.45, 1))
    data["foresight"] = "none"
    hawks = {"seats": 1, "weights": {"deal": 1}, "values": {"deal": {"x0": 1, "x1": 0, "x2": 0}}}
    data["parties"]["red"] |= {"factions": {"hawks": hawks}, "quota": 1}
    done = over(data)
    assert done.outcome[0] == "not_ratified"
    assert set(block_table(done).party) == {"congress", "red.hawks"}
    assert not block_table(done).sole.any()
    assert done.forum.endings.ended_by[0] == "several"
    data["parties"]["congress"]["values"]["deal"]["x1"] = 0.55
    assert set(block_table(over(data)).party) == {"red.hawks"}


def test_seats_move_in_a_body_without_a_seat():
    """Protects the seats effect outside the table: with x left as it is 3 of 7 seats say yes.

    An arms embargo in force hands the middle's two to the left, which makes 5.
    """
    data = with_congress(quota=5)
    data["foresight"] = "none"
    data["parties"]["congress"]["factions"]["middle"]["values"]["deal"]["x1"] = 0.45
    effect = {"seats": {"congress": {"from": "middle", "to": "left", "number": 2}}}
    data["issues"]["arms"] = {
        "options": ["free", "embargo"], "status_quo": "free", "effects": {"embargo": effect},
    }  # fmt: skip
    assert over(data).outcome[0] == "not_ratified"
    data["issues"]["arms"]["status_quo"] = "embargo"
    assert over(data).outcome[0] == "agreed"
