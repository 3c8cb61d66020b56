"""Stacked alternating offers: turns inside a round, acceptances in a row, what is carried over."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.model.record import Recorder
from tests.model.scripted import Script, at_table, problem, reservations, said, utilities
from tests.model.small import acts, one_issue, pie, talks, war

PROTOCOL = "stacked_alternating_offers"


def by_hand(utility, reservation, exponents, rounds):
    """The same protocol and concession by the clock, in plain Python: package or None, round."""
    offer, accepted = None, 0
    packages, parties = utility.shape
    for k in range(rounds):
        t = (k + 1) / (rounds + 1)
        for i in range(parties):
            u = [float(utility[x, i]) for x in range(packages)]
            least = max(min(u), reservation[i])
            level = (max(u) - least) * (1 - t ** exponents[i]) + least
            if offer is not None and u[offer] >= level:
                accepted += 1
                if accepted == parties - 1:
                    return offer, k + 1
                continue
            good = [x for x in range(packages) if u[x] >= level]
            offer, accepted = min(good, key=u.__getitem__), 0
    return None, rounds


@pytest.mark.parametrize("parties", [2, 3, 4, 5])
def test_conceding_by_the_clock_ends_as_in_an_independent_loop(parties):
    """Protects the protocol and the schedule together: same package, same round, 8 problems for
    each number of parties; deals and failures both occur.
    """
    deals = 0
    for number in range(8):
        data = problem(number, parties, reservation=0.4)
        exponents = [(0.5, 1, 2, 4)[(number + i) % 4] for i in range(parties)]
        for party, exponent in zip(data["parties"].values(), exponents, strict=True):
            party["strategy"] = {"name": "time_dependent", "exponent": exponent}
        rounds = 4 + 3 * number
        at_table(data, {"name": PROTOCOL, "order": list(data["parties"])}, deadline=rounds)
        done = talks(data).run()
        package, last = by_hand(utilities(data), reservations(data), exponents, rounds)
        assert done.forum.package[0] == (-1 if package is None else package)
        assert done.forum.table.round[0] == last
        deals += package is not None
    assert deals > 0


def three(protocol=PROTOCOL, **more) -> dict:
    """Three parties, three packages, of which each likes another one best."""
    utility = {"a": (1, 0.5, 0.2), "b": (0.2, 1, 0.5), "c": (0.5, 0.2, 1)}
    return at_table(one_issue(utility, dict.fromkeys(utility, 0.1)), protocol, **more)


def scripted(data: dict, runs: int = 1, **scripts: Script) -> tuple[sim.Talks, list[dict]]:
    recorder = Recorder()
    model = talks(data, runs, recorder=recorder, strategies=scripts)
    return model.run(), recorder.rows


def test_acceptances_count_on_into_the_next_round():
    """Protects "in a row": c's offer of round 1 is agreed in round 2 by a and b, and c is not asked
    about its own.
    """
    done, rows = scripted(three(), a=Script(0, yes=(2,)), b=Script(1, yes=(0, 2)), c=Script(2))
    assert said(rows, "propose", "accept") == [
        (1, "a", "propose", "x0", True),
        (1, "b", "accept", "x0", True),
        (1, "c", "accept", "x0", False),
        (1, "c", "propose", "x2", True),
        (2, "a", "accept", "x2", True),
        (2, "b", "accept", "x2", True),
    ]
    assert done.forum.package[0] == 2
    assert done.forum.signatory[0].all()


def test_whoever_has_nothing_to_offer_takes_the_offer_away():
    """Protects the empty table: b refuses x0 and has nothing, so c opens."""
    done, rows = scripted(three(), a=Script(0, yes=(2,)), b=Script(-1, yes=(2,)), c=Script(2))
    assert said(rows, "propose", "accept")[:4] == [
        (1, "a", "propose", "x0", True),
        (1, "b", "accept", "x0", False),
        (1, "b", "propose", None, False),
        (1, "c", "propose", "x2", True),
    ]
    assert done.forum.package[0] == 2


def test_under_a_quota_enough_acceptances_end_it():
    """Protects other rules: two of three are enough, so c is not asked and has not signed."""
    data = three(rule={"name": "quota", "quota": 2})
    done, rows = scripted(data, a=Script(0), b=Script(1, yes=(0,)), c=Script(2))
    assert [who for _, who, *_ in said(rows, "propose", "accept")] == ["a", "b"]
    assert done.forum.signatory[0].tolist() == [True, True, False]


def test_the_order_is_what_the_file_says():
    data = three(protocol={"name": PROTOCOL, "order": ["c", "a", "b"]}, deadline=1)
    _, rows = scripted(data, a=Script(0), b=Script(1), c=Script(2))
    assert [who for _, who, *_ in said(rows, "propose")] == ["c", "a", "b"]


def test_who_refused_in_the_last_round_stood_in_the_way():
    """Protects the blame: each over the last offer that it refused, and nobody for what it was
    never asked about.
    """
    done, _ = scripted(three(deadline=1), a=Script(0), b=Script(1), c=Script(2))
    assert done.forum.endings.ended_by[0] == "several"
    assert {party for _, party, *_ in done.forum.endings.blocks} == {"b", "c"}
    assert done.forum.endings.refused_last[0].tolist()[1:] == [0, 1]
    done, _ = scripted(three(deadline=1), a=Script(-1), b=Script(1), c=Script(2, yes=(1,)))
    assert [block[1:4] for block in done.forum.endings.blocks] == [("a", "text", "offers")]


def test_an_optional_seat_that_stays_away_has_no_turn():
    """Protects absent seats: c is dearly paid for staying away, and a and b agree without it."""
    data = three(required=["a", "b"], stages=["convene", "bargain"])
    data["parties"]["c"]["talking_cost"] = 5
    done, rows = scripted(data, a=Script(0), b=Script(1, yes=(0,)), c=Script(2))
    assert not done.forum.table.present[0, 2]
    assert {who for _, who, *_ in said(rows, "propose", "accept")} == {"a", "b"}
    assert done.outcome[0] == "agreed"


def moving(probability: float) -> dict:
    """The war of `small`, in which the strength of one side changes after round 1."""
    data = at_table(war(stages=("bargain",)), PROTOCOL)
    then = {"strength": {"blues": 2}}
    data["events"] = {"e": {"period": 1, "probability": probability, "then": then}}
    return data


def test_everybody_is_asked_again_once_something_else_is_at_stake():
    """Protects acceptances from binding in another world: red's own offer needs its yes anew."""
    scripts = {"blue": Script(2, yes=(1,)), "red": Script(1, yes=(1,))}
    _, still = scripted(moving(0), **scripts)
    _, moved = scripted(moving(1), **scripts)
    second = [(who, act, yes) for k, who, act, _, yes in said(moved, "propose", "accept") if k == 2]
    assert second == [("blue", "accept", True), ("red", "accept", True)]
    assert [who for k, who, *_ in said(still, "propose", "accept") if k == 2] == ["blue"]


def test_refusing_leads_to_another_offer_while_enough_of_the_others_still_speak():
    """Protects `View.answers`: in the last round of two only the first speaker is heard by all."""
    seen = []

    class Looker(Script):
        def accepts(self, view):
            seen.append((view.party, int(view.round[0]), bool(view.answers[0])))
            return np.zeros(view.runs, bool)

    data = at_table(pie(4), PROTOCOL, deadline=2)
    scripted(data, left=Looker(4), right=Looker(0))
    assert seen == [("right", 1, True), ("left", 2, True), ("right", 2, False)]


def test_talks_that_start_again_find_an_empty_table():
    """Protects ways back: what stood when the first attempt failed stands no more."""
    again = {"after": ["deadlock"], "wait": 1}
    data = at_table(pie(4), PROTOCOL, deadline=1, resume={"again": again})
    scripts = {"left": Script(4), "right": Script(0)}
    _, rows = scripted(data, **scripts)
    assert [who for _, who, *_ in said(rows, "propose")] == ["left", "right"] * 2
    assert [who for _, who, *_ in said(rows, "accept")] == ["right", "right"]  # left never is asked


def test_parties_who_reason_play_it_too():
    """Protects `bayesian` there: a deal both gain by, under noise, in every run or a reason."""
    data = pie(10, protocol=PROTOCOL)
    data["noise"] = 0.05
    rows = acts(data)
    assert {a["act"] for a in rows} >= {"propose", "accept", "end"}
