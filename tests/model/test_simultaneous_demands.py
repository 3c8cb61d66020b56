"""Simultaneous demands: what overlaps, what is left over, and what cannot be taken back."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.model.record import Recorder
from sim.scenario.errors import ScenarioError
from tests.model.scripted import Script, at_table, problem, said, utilities
from tests.model.small import one_issue, pie, talks

OFFER = "simultaneous_demands"
SPLIT = {"name": OFFER, "on_overlap": "split"}
MONOTONIC = {"name": OFFER, "monotonic": True}


def demanded(protocol, runs=1, data=None, **scripts) -> sim.Talks:
    """A pie of ten (x3: three slices for left), or `data`, and what was demanded of it."""
    data = at_table(data or pie(10), protocol)
    return talks(data, runs, strategies={name: Script(*s) for name, s in scripts.items()}).run()


def test_demands_that_leave_nothing_over_are_what_is_agreed():
    for protocol in (OFFER, SPLIT):
        done = demanded(protocol, left=(5,), right=(5,))
        assert (done.forum.package[0], done.forum.table.round[0]) == (5, 1)
        assert done.forum.signatory[0].all()


def test_demands_for_more_than_there_is_end_in_deadlock():
    """Protects the conflict payoff and the blame: both stood in the way, over the pie."""
    done = demanded(OFFER, left=(6,), right=(5,))
    assert done.outcome[0] == "deadlock"
    assert done.forum.table.round[0] == 4
    assert {block[1:4] for block in done.forum.endings.blocks} == {
        ("left", "text", "deal"),
        ("right", "text", "deal"),
    }


def test_of_two_demands_that_will_do_one_is_drawn():
    """Protects the coin: left asks for 4 slices and right for 4; each way in half of 1000 runs,
    within 4 standard errors, and never a package that nobody named.
    """
    done = demanded(OFFER, 1000, left=(4,), right=(6,))
    assert set(done.forum.package.tolist()) == {4, 6}
    assert abs((done.forum.package == 4).mean() - 0.5) < 4 * 0.5 / 1000**0.5


def test_what_is_left_over_is_shared_equally():
    """Protects the split: 4 and 4 of ten become 5 and 5; of three slices over, either has two."""
    assert demanded(SPLIT, left=(4,), right=(6,)).forum.package[0] == 5
    done = demanded(SPLIT, 1000, left=(4,), right=(7,))
    assert set(done.forum.package.tolist()) == {5, 6}
    assert abs((done.forum.package == 5).mean() - 0.5) < 4 * 0.5 / 1000**0.5


def test_among_three_the_least_gain_is_made_greatest_then_the_second_least():
    """Protects n parties: x1 to x3 give everybody what it demands, x0; gains are (1, 1, 5), (1, 2,
    2) and (0, 9, 9) tenths, so the split is x2; nobody has named it, so with `offer` x0 stays.
    """
    utility = {"a": (0, 0.1, 0.1, 0), "b": (0, 0.1, 0.2, 0.9), "c": (0, 0.5, 0.2, 0.9)}
    scripts = dict.fromkeys("abc", (0,))
    data = one_issue(utility, dict.fromkeys("abc", 0.0))
    assert demanded(SPLIT, data=data, **scripts).forum.package[0] == 2
    assert demanded(OFFER, data=data, **scripts).forum.package[0] == 0


@pytest.mark.parametrize("number", range(6))
def test_what_is_agreed_gives_everybody_its_demand(number):
    """Protects the rule against its words: three demand at random, and by enumeration a package
    that gives all their demands exists exactly where one is agreed.
    """
    data, lot = problem(number, 3, packages=6), np.random.default_rng(number)
    u, demand = utilities(data), lot.integers(0, 6, 3)
    scripts = {f"p{k}": (int(demand[k]),) for k in range(3)}
    enough = (u >= u[demand, [0, 1, 2]]).all(axis=1)
    for protocol, among in ((OFFER, set(demand.tolist())), (SPLIT, set(range(6)))):
        agreed = demanded(protocol, data=data, **scripts).forum.package[0]
        good = set(np.flatnonzero(enough).tolist()) & among
        assert agreed in (good or {-1})


def test_nothing_is_agreed_across_a_red_line():
    """Protects red lines: x2 and x3 are worth more to right than its demand, and it would not sign
    them; nor does a demand of its own across its line count.
    """
    utility = {"left": (0, 0.2, 0.6, 0.9), "right": (0, 0.3, 0.6, 0.9)}
    data = one_issue(utility, {"left": 0.0, "right": 0.0})
    data["parties"]["right"]["red_lines"] = {"line": {"issue": "deal", "at_most": "x1"}}
    assert demanded(SPLIT, data=data, left=(0,), right=(0,)).forum.package[0] == 1
    for protocol in (OFFER, SPLIT):
        assert demanded(protocol, data=data, left=(2,), right=(1,)).outcome[0] == "deadlock"
        assert demanded(protocol, data=data, left=(0,), right=(3,)).outcome[0] == "deadlock"


def test_nobody_sees_the_others_demands_of_the_round():
    """Protects "at once": as right demands, left's demand of the round is in no view."""
    seen = []

    class Looker(Script):
        remembers = True

        def propose(self, view):
            now = view.history[0, int(view.round[0]) - 1]
            seen.append((int(view.offer[0]), now.tolist()))
            return super().propose(view)

    data = at_table(pie(10), OFFER, deadline=3)
    talks(data, strategies={"left": Looker(9, 8), "right": Looker(1, 2)}).run()
    assert seen == [(-1, [-1, -1])] * 6


def claims(protocol, **scripts) -> tuple[sim.Talks, list]:
    recorder = Recorder()
    model = talks(
        at_table(pie(10), protocol),
        recorder=recorder,
        strategies={name: Script(*script) for name, script in scripts.items()},
    ).run()
    each = said(recorder.rows, "claim")
    return model, [[x for _, who, _, x, _ in each if who == name] for name in scripts]


def test_a_demand_that_takes_back_a_concession_does_not_count():
    """Protects monotonic concession: left's 9 after its 7 counts as 7, and demanding nothing as
    the demand before it; without the rule they count as they are.
    """
    _, (left, right) = claims(MONOTONIC, left=(8, 7, 9, 6), right=(1, 2, -1, 3))
    assert (left, right) == (["x8", "x7", "x7"], ["x1", "x2", "x2"])  # and so nobody has moved
    _, (left, right) = claims(OFFER, left=(8, 7, 9, 6), right=(1, 2, -1, 3))
    assert (left, right) == (["x8", "x7", "x9", "x6"], ["x1", "x2", None, "x3"])


def test_once_nobody_moves_the_talks_are_over():
    """Protects the end of monotonic concession: in the round in which both stand still."""
    done, (left, _) = claims(MONOTONIC, left=(8, 7, 7), right=(1, 1, 1))
    assert left == ["x8", "x7", "x7"]
    assert (done.outcome[0], done.forum.table.round[0]) == ("deadlock", 3)
    done, _ = claims(OFFER, left=(8, 7, 7), right=(1, 1, 1))
    assert done.forum.table.round[0] == 4


def test_whoever_demands_nothing_blocks_the_round():
    done = demanded(OFFER, left=(-1, -1, 5), right=(5,))
    assert (done.forum.package[0], done.forum.table.round[0]) == (5, 3)
    done = demanded(OFFER, left=(-1,), right=(5,))
    assert [block[1:4] for block in done.forum.endings.blocks] == [("left", "text", "offers")]


def test_an_optional_seat_that_stays_away_demands_nothing():
    utility = {"a": (0.2, 1, 0.9), "b": (0.2, 1, 0.9), "c": (1, 0, 0.5)}
    data = one_issue(utility, dict.fromkeys("abc", 0.1), stages=["convene", "bargain"])
    data["parties"]["c"]["talking_cost"] = 5
    data["forums"]["summit"]["required"] = ["a", "b"]
    done = demanded(SPLIT, data=data, a=(2,), b=(2,), c=(0,))
    assert not done.forum.table.present[0, 2]
    assert (done.outcome[0], done.forum.package[0]) == ("agreed", 1)


def test_talks_that_start_again_are_bound_by_no_demand_of_before():
    """Protects ways back: in the second attempt left asks for more than it ended the first with."""

    class Anew(Script):
        def propose(self, view):
            self.calls = getattr(self, "calls", 0) + 1
            return np.array([{1: 7, 2: 6, 3: 6}.get(self.calls, 9)])

    recorder = Recorder()
    data = at_table(pie(10), MONOTONIC, resume={"again": {"after": ["deadlock"], "wait": 1}})
    talks(data, recorder=recorder, strategies={"left": Anew(0), "right": Script(0)}).run()
    left = [x for _, who, _, x, _ in said(recorder.rows, "claim") if who == "left"]
    assert left == ["x7", "x6", "x6", "x9", "x9"]


def test_options_and_rules_that_make_no_sense_are_refused():
    for protocol, message in (
        ({"name": OFFER, "on_overlap": "share"}, "on_overlap is 'share'; write offer or split"),
        ({"name": OFFER, "monotonic": "often"}, "monotonic is 'often'; write true or false"),
    ):
        with pytest.raises(ScenarioError, match=message):
            demanded(protocol, left=(5,), right=(5,))
    data = at_table(pie(4), OFFER, rule={"name": "quota", "quota": 1})
    with pytest.raises(ScenarioError, match="no other rule than unanimity; write rule: unanimity"):
        talks(data)
