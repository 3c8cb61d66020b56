"""Tit for tat, MiCRO and Zeuthen's criterion: each against what its authors say of it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import sim
from sim.model.record import Recorder
from sim.model.strategies import Micro, TimeDependent, TitForTat, Zeuthen
from sim.scenario.errors import ScenarioError
from sim.theory.packages import efficient
from sim.theory.solutions import nash
from tests.model.scripted import Script, at_table, problem, reservations, said, utilities
from tests.model.small import one_issue, pie, talks
from tests.model.test_strategies import view

TURNS = ("alternating_offers", "stacked_alternating_offers")
DEMANDS = {"name": "simultaneous_demands", "monotonic": True}
LONG = 60  # rounds, more than any of the problems takes


def played(data: dict, protocol, deadline=LONG, **strategies) -> tuple[sim.Talks, list[dict]]:
    """A run and its acts; both parties act by a strategy of their own."""
    recorder = Recorder()
    data = at_table(data, protocol, deadline=deadline)
    done = talks(data, recorder=recorder, strategies=strategies).run()
    return done, recorder.rows


def offers(rows: list[dict]) -> dict[str, list[int]]:
    """What each has proposed or demanded, in order."""
    made: dict[str, list[int]] = {}
    for _, who, _, package, _ in said(rows, "propose", "claim"):
        made.setdefault(who, []).append(-1 if package is None else int(package[1:]))
    return made


# -- MiCRO -----------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", [*TURNS, "simultaneous_demands"])
@pytest.mark.parametrize("number", range(4))
def test_two_of_micro_agree_on_an_efficient_package(protocol, number):
    """Protects the order and both rules: a package x that both like less than y comes up later than
    y with both, so y would have been agreed before. Utilities are distinct, and failed talks are
    worth less than any package.
    """
    data = problem(number, 2, packages=14, reservation=0.0)
    done, _ = played(data, protocol, p0=Micro(), p1=Micro())
    agreed = done.forum.package[0]
    assert agreed >= 0
    assert efficient(utilities(data))[agreed]


@pytest.mark.parametrize("protocol", TURNS)
def test_micro_answers_a_new_offer_with_a_new_one_and_else_repeats(protocol):
    """Protects m <= n: against somebody who names three packages and then only the last, MiCRO
    names its best three and one more, from best to worst, and draws among these from then on.
    """
    utility = {"a": (0.1, 0.2, 0.3, 0.9, 0.8, 0.7, 0.6, 0.5), "b": (0.9, 0.8, 0.7, 0, 0, 0, 0, 0)}
    data = one_issue(utility, {"a": 0.05, "b": 0.05})
    rounds = 24
    _, rows = played(data, protocol, rounds, a=Micro(), b=Script(0, 0, 1, 1, 2, 2))
    mine, theirs = offers(rows)["a"], offers(rows)["b"]
    new = list(dict.fromkeys(mine))
    assert new == [3, 4, 5, 6]
    assert set(mine[mine.index(6) + 1 :]) <= {3, 4, 5, 6}
    assert len(set(mine[mine.index(6) + 1 :])) > 1
    for k in range(1, len(mine)):
        assert len(set(mine[: k + 1])) <= 1 + len(set(theirs[: k + 1]))


def test_micro_accepts_what_is_as_good_as_the_least_it_would_propose():
    """Protects acceptance, round by round: offered x2, worth 0.7 to it, MiCRO refuses while its
    next package is worth 0.9 or 0.8, and accepts once its next is worth 0.7 itself.
    """
    utility = {"a": (0.9, 0.8, 0.7, 0.2), "b": (0.2, 0.1, 0.3, 0.9)}
    data = one_issue(utility, {"a": 0.0, "b": 0.0})
    done, rows = played(data, TURNS[1], a=Micro(), b=Script(3, 2, 1, 2))
    heard = [(k, x, yes) for k, who, _, x, yes in said(rows, "accept") if who == "a"]
    assert heard == [(2, "x3", False), (3, "x2", True)]
    done, rows = played(data, TURNS[1], a=Micro(), b=Script(2, 2, 2, 2))
    heard = [(k, x, yes) for k, who, _, x, yes in said(rows, "accept") if who == "a"]
    assert heard[:2] == [(2, "x2", False), (3, "x2", False)]  # one new offer allows one reply
    assert not any(yes for *_, yes in heard)
    assert done.outcome[0] == "deadlock"


def test_micro_names_nothing_below_failed_talks():
    data = one_issue({"a": (0.9, 0.3, 0.1), "b": (0, 0.5, 0.9)}, {"a": 0.2, "b": 0.0})
    _, rows = played(data, TURNS[1], 8, a=Micro(), b=Script(2, 2, 1, 0))
    assert set(offers(rows)["a"]) == {0, 1}
    done, _ = played(data | {}, TURNS[1], 8, a=Micro(), b=Script(2))
    assert done.outcome[0] == "deadlock"


# -- tit for tat -----------------------------------------------------------------------------


def asked(variant: str, heard: list[int], exponent=1.0, **more) -> float:
    """What tit for tat asks for, of eleven packages worth 0 to 1, having heard these so far."""
    past = np.full((1, 12, 2), -1)
    past[0, : len(heard), 1] = heard
    now = np.array([len(heard) + 1])
    seen = view(np.arange(11) / 10, np.ones(11), round=now, rounds=9, history=past, **more)
    return float(TitForTat(variant, exponent).aspiration(seen)[0])


def test_before_there_is_anything_to_answer_the_clock_speaks():
    """Protects the first rounds: as `time_dependent`, until the other has made two offers."""
    for heard in ([], [2]):
        v = view(np.arange(11) / 10, np.ones(11), round=np.array([len(heard) + 1]), rounds=9)
        for variant in ("absolute", "relative"):
            assert asked(variant, heard) == TimeDependent(1.0).by_the_clock(v, v.round)[0]


def test_tit_for_tat_gives_as_much_as_it_gets():
    """Protects the absolute variant: from 0.8, asked for in the round of the second of ten offers;
    the other's have gained 0, 0.1 and 0.3 since the first.
    """
    assert asked("absolute", [2, 2]) == pytest.approx(0.8)
    assert asked("absolute", [2, 3]) == pytest.approx(0.7)
    assert asked("absolute", [2, 3, 5]) == pytest.approx(0.5)
    assert asked("absolute", [2, 3, -1, 5]) == pytest.approx(0.5)  # a round without an offer


def test_tit_for_tat_takes_back_when_the_other_does():
    assert asked("absolute", [2, 5, 3]) == pytest.approx(0.7)
    assert asked("absolute", [5, 2]) == 1.0  # 1.1, and never more than its best


def test_the_relative_variant_answers_in_shares():
    """Protects it: offers gone from 0.2 to 0.4 halve 0.8; a share of nothing is not counted."""
    assert asked("relative", [2, 4]) == pytest.approx(0.4)
    assert asked("relative", [0, 2, 4]) == pytest.approx(0.4)
    assert asked("relative", [0, 0, 0]) == pytest.approx(0.8)


def test_tit_for_tat_stops_at_failed_talks():
    assert asked("absolute", [0, 10], reservation=np.array([0.3])) == pytest.approx(0.3)


def test_a_concession_is_answered_by_as_much_at_the_table():
    """Protects the same at the table: a pie of ten, of which right offers 0, 1, 2 and 4 slices.

    Left asks by the clock, 10 - 10/11 slices and then 10 - 20/11, where it starts from; right's
    second offer gave 1, the third 1 more, the fourth 2 more. Left proposes whole slices.
    """
    _, rows = played(pie(10), TURNS[1], 10, left=TitForTat(), right=Script(0, 1, 2, 4))
    start = 10 - 20 / 11
    wanted = [10 - 10 / 11, start, start - 1, start - 2, start - 4]
    assert offers(rows)["left"][:4] == [int(np.ceil(slices)) for slices in wanted[:4]]
    assert [x for _, who, _, x, yes in said(rows, "accept") if who == "left" and yes] == []


# -- Zeuthen ---------------------------------------------------------------------------------


@pytest.mark.parametrize("monotonic", [True, False])
def test_two_of_zeuthen_reach_the_nash_solution(monotonic):
    """Protects what its docstring claims (Rosenschein & Zlotkin 1994, ch. 3): 15 random problems;
    where some package leaves both better off, one with the greatest product of gains is agreed.
    """
    reached = 0
    for number in range(15):
        data = problem(number, 2, packages=16)
        protocol = DEMANDS | {"monotonic": monotonic}
        done, _ = played(data, protocol, p0=Zeuthen(), p1=Zeuthen())
        solution = nash(utilities(data), reservations(data))
        agreed = done.forum.package[0]
        assert (agreed >= 0) == solution.any()
        assert agreed < 0 or solution[agreed]
        reached += agreed >= 0
    assert reached > 8


def test_zeuthen_respects_red_lines():
    """Protects the set it looks at: the best product among what one of them would sign."""
    elsewhere = 0
    for number in range(8):
        data = problem(number, 2, packages=16)
        u, r = utilities(data), reservations(data)
        free = nash(u, r)
        data["parties"]["p0"]["red_lines"] = {"line": {"issue": "deal", "at_most": "x9"}}
        done, _ = played(data, DEMANDS, p0=Zeuthen(), p1=Zeuthen())
        solution = nash(np.where(np.arange(16)[:, None] <= 9, u, -1), r)
        agreed = done.forum.package[0]
        assert (agreed >= 0) == solution.any()
        assert agreed < 0 or solution[agreed]
        elsewhere += agreed >= 0 and not free[agreed]
    assert elsewhere > 0


def test_who_gives_way_had_the_smaller_risk_and_then_has_the_greater():
    """Protects the criterion against its definition in plain Python, demand by demand."""
    alone = 0
    for power in (0.5, 0.7, 1.3):
        slices = [k / 30 for k in range(31)]
        utility = {"p0": [x**power for x in slices], "p1": [(1 - x) ** 0.8 for x in slices]}
        data = one_issue(utility, {"p0": 0.1, "p1": 0.05})
        u, r = utilities(data), reservations(data)
        done, rows = played(data, DEMANDS, p0=Zeuthen(), p1=Zeuthen())
        made = offers(rows)
        assert nash(u, r)[done.forum.package[0]]
        for before, after in itertools.pairwise(zip(made["p0"], made["p1"], strict=True)):
            risk = risks(u, r, before)
            gave_way = [a != b for a, b in zip(after, before, strict=True)]
            assert gave_way == [risk[0] <= risk[1] + 1e-9, risk[1] <= risk[0] + 1e-9]
            if sum(gave_way) == 1 and after[0] != after[1]:
                me, new = gave_way.index(True), risks(u, r, after)
                assert new[me] > new[1 - me]
                alone += 1
    assert alone > 20


def risks(u, r, demands) -> list[float]:
    """What share of its gain each would lose by taking the other's demand."""
    out = []
    for me, other in ((0, 1), (1, 0)):
        mine, theirs = u[demands[me], me], u[demands[other], me]
        out.append(min((mine - theirs) / (mine - r[me]), 1.0) if mine > r[me] else 1.0)
    return out


def test_zeuthen_demands_nothing_where_there_is_no_zone():
    data = pie(10)
    for party in data["parties"].values():
        party["reservation"] = 0.7
    done, rows = played(data, DEMANDS, left=Zeuthen(), right=Zeuthen())
    assert set(offers(rows)["left"] + offers(rows)["right"]) == {-1}
    assert (done.outcome[0], done.forum.table.round[0]) == ("deadlock", 2)


def test_zeuthen_holds_out_against_a_demand_that_is_worse_than_failed_talks():
    """Protects the case that two of it never meet: the other asks for all but the last slice."""
    data = pie(10)
    data["parties"]["left"]["reservation"] = 0.35
    done, rows = played(data, DEMANDS, 6, left=Zeuthen(), right=Script(1))
    assert min(offers(rows)["left"]) >= 4
    assert done.outcome[0] == "deadlock"


# -- all three -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["micro", "tit_for_tat", "zeuthen"])
def test_a_table_of_three_is_refused(name):
    utility = {"a": (0, 1), "b": (1, 0), "c": (0.5, 0.5)}
    data = at_table(one_issue(utility, dict.fromkeys("abc", 0.0)), "simultaneous_demands")
    data["parties"]["b"]["strategy"] = name
    message = rf"parties\.b\.strategy: '{name}' is for 2 parties, and forum 'summit' seats 3"
    with pytest.raises(ScenarioError, match=message):
        talks(data)


@pytest.mark.parametrize(
    ("name", "protocol"),
    [("micro", "single_text"), ("tit_for_tat", "item_by_item"), ("zeuthen", "alternating_offers")],
)
def test_a_table_they_cannot_play_at_is_refused(name, protocol):
    data = at_table(pie(4), protocol)
    data["parties"]["left"]["strategy"] = name
    with pytest.raises(ScenarioError, match=f"'{name}' does not know how to play '{protocol}'"):
        talks(data)


def test_options_that_make_no_sense_are_refused():
    data = at_table(pie(4), "alternating_offers")
    data["parties"]["left"]["strategy"] = {"name": "tit_for_tat", "variant": "averaged"}
    with pytest.raises(ScenarioError, match="variant is 'averaged'; write absolute or relative"):
        talks(data)
