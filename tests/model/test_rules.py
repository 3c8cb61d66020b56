"""Decision rules: single ballots, and in whole runs."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.model.rules import Quota, Unanimity, passes
from tests.model.small import one_issue, over, talks, utility

SEATS = ("a", "b", "c")


def passed(rule, parameters: dict) -> dict[str, bool]:
    """Which coalitions carry a ballot, by their initials."""
    settled = rule.settle(SEATS, 1, lambda name: np.full(1, float(parameters[name])))
    out = {}
    for yes in itertools.product((False, True), repeat=3):
        name = "".join(s for s, y in zip(SEATS, yes, strict=True) if y)
        here, said = np.ones((1, 3), bool), np.array([yes])
        out[name] = bool(passes(settled, np.arange(3), here, said, np.array([0]))[0])
    return out


def winning(rule, parameters=()) -> set[str]:
    return {name for name, wins in passed(rule, dict(parameters)).items() if wins}


def test_unanimity_takes_all():
    """Protects the default rule."""
    assert winning(Unanimity()) == {"abc"}


def test_quota_with_weights_and_a_veto():
    """Protects the weighted quota: a has 2 votes, 3 of 4 are needed; then c may not say no."""
    weights = {"quota": 3, "weights.a": 2}
    assert winning(Quota(3, {"a": 2}), weights) == {"ab", "ac", "abc"}
    assert winning(Quota(3, {"a": 2}, ["c"]), weights) == {"ac", "abc"}


def test_a_quota_of_tenths_is_reached_exactly():
    """Protects against rounding: 0.1 + 0.7, in floats a little less than 0.8, meets a quota of
    0.8.
    """
    assert 0.1 + 0.7 < 0.8
    rule = Quota(0.8, {"a": 0.1, "b": 0.7, "c": 0.05})
    parameters = {"quota": 0.8, "weights.a": 0.1, "weights.b": 0.7, "weights.c": 0.05}
    assert winning(rule, parameters) == {"ab", "abc"}


def majority(noise: float, rule, **forum) -> dict:
    """Two of three gain 0.5 by the deal, c loses 0.5."""
    values = {"a": (0, 1), "b": (0, 1), "c": (1, 0)}
    data = one_issue(values, dict.fromkeys(values, 0.5), rule=rule, **forum)
    data["noise"] = noise
    return data


def test_two_of_three_decide():
    """Protects the quota in a whole run with a mediator: c is outvoted, at little noise and at
    none.
    """
    rule = {"name": "quota", "quota": 2}
    settled = majority(0.02, rule)
    settled["parties"]["c"]["staying_cost"] = -10  # it has nothing to gain by staying
    done = over(settled, 100)
    assert (done.outcome == "agreed").mean() > 0.9
    assert utility(done)["a"].max() == pytest.approx(1)


def test_two_of_three_decide_without_noise():
    """Protects the same at zero noise: the package that a majority prefers is expected, tabled and
    agreed.
    """
    data = majority(0, {"name": "quota", "quota": 2})
    for party in data["parties"].values():
        party["staying_cost"] = -10
    model = over(data)
    assert model.forum.prospect.expect[0, :, -1] == pytest.approx([0.5, 0.5, -0.5])
    assert model.outcome[0] == "agreed"
    assert model.forum.package[0] == 1


def test_the_mediator_tables_what_can_pass():
    """Protects the single text under a quota: us, whose vote is not needed, dislikes least what
    nobody else will have.

    Of three packages the middle one passes for sure by blue and red; the last, which only blue
    wants, has no chance.
    """
    values = {"blue": (0, 0.6, 1), "red": (1, 0.6, 0), "us": (0, 0, 0.4)}
    reservation = {"blue": 0.4, "red": 0.4, "us": 0.5}
    data = one_issue(values, reservation, rule={"name": "quota", "quota": 2})
    data["noise"] = 0.02
    model = talks(data)
    model.forum.look(np.array([0]))
    assert model.forum.prospect.passes[0, 1] > 0.99
    assert model.forum.prospect.passes[0, 2] < 0.01
    text, _ = model.forum.table.protocol.text(model.forum, np.array([0]))
    assert text[0] == 1


def test_a_veto_stops_the_majority():
    """Protects vetoes in a whole run: the same with a veto of c ends without a deal."""
    data = majority(0.02, {"name": "quota", "quota": 2, "vetoes": ["c"]})
    data["parties"]["c"]["staying_cost"] = -10
    done = over(data, 100)
    assert not (done.outcome == "agreed").any()


def test_a_weighted_seat_can_block():
    """Protects weights in a whole run: with 3 of 5 votes c alone stops what a and b want."""
    rule = {"name": "quota", "quota": 3, "weights": {"c": 3}}
    data = majority(0.02, rule)
    data["parties"]["c"]["staying_cost"] = -10
    assert not (over(data, 100).outcome == "agreed").any()
