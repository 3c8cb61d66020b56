"""A span holds every draw of both codings, and no more than it must."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Draws
from sim.scenario import Scenario
from sim.scenario.agreement import spanning
from sim.scenario.assumptions import draw
from sim.scenario.bodies import Rank, Swing
from sim.scenario.distributions import parse_number, support
from sim.scenario.scenario import EXAMPLE

ISSUES = ("aid", "arms", "seats", "water")
SLACK = 1e-9


def read(weights):
    if "rank" in weights:
        return Rank(**weights)
    if "swing" in weights:
        return Swing(swing={i: parse_number(points) for i, points in weights["swing"].items()})
    return {issue: parse_number(weight) for issue, weight in weights.items()}


def drawn(weights):
    """Draw 500 sets of weights as a scenario does; columns in the order of ISSUES."""
    issues = {issue: {"options": ["no", "yes"], "status_quo": "no"} for issue in ISSUES}
    wants = {"weights": weights, "values": {i: {"no": 0, "yes": 1} for i in ISSUES}}
    parties = {name: {**wants, "reservation": 0} for name in ("north", "south")}
    forums = {"summit": {"seats": ["north", "south"], "agenda": list(ISSUES)}}
    data = EXAMPLE | {"issues": issues, "parties": parties, "forums": forums}
    return draw(Scenario.from_data(data), Draws(5), np.arange(500)).weights("parties.north")


def fits(shares, weights):
    """Whether each draw is one that weights allow."""
    column = dict(zip(ISSUES, shares.T, strict=True))
    if "rank" in weights:
        tiers = [[tier] if isinstance(tier, str) else tier for tier in weights["rank"]]
        return all(
            (column[upper] >= column[lower] - SLACK).all()
            for above, below in pairwise(tiers)
            for upper in above
            for lower in below
        )
    given = read(weights)
    ends = spanning.shares(given)
    if isinstance(given, Swing):
        ends = {issue: support(points) for issue, points in given.swing.items()}
        top = next(issue for issue, points in ends.items() if points == (100, 100))
        column = {issue: 100 * share / column[top] for issue, share in column.items()}
    return all(
        (column[issue] >= low - 1e-6).all() and (column[issue] <= high + 1e-6).all()
        for issue, (low, high) in ends.items()
    )


@st.composite
def weightings(draw):
    form = draw(st.sampled_from(["points", "ranges", "rank", "swing"]))
    if form == "points":
        return {issue: draw(st.integers(1, 10)) for issue in ISSUES}
    if form == "ranges":
        middle = np.array([draw(st.integers(1, 10)) for _ in ISSUES], float)
        middle /= middle.sum()
        width = draw(st.sampled_from([0.02, 0.1, 0.3]))
        ends = [(max(m - width, 0.0), min(m + width, 1.0)) for m in middle.tolist()]
        return {i: {"uniform": list(e)} for i, e in zip(ISSUES, ends, strict=True)}
    if form == "rank":
        order = draw(st.permutations(ISSUES))
        cuts = draw(st.sets(st.integers(1, 3)))
        ends = [0, *sorted(cuts), len(order)]
        return {"rank": [list(order[a:b]) for a, b in pairwise(ends)]}
    top = draw(st.sampled_from(ISSUES))
    points = {}
    for issue in ISSUES:
        low = draw(st.integers(0, 90))
        points[issue] = 100 if issue == top else {"uniform": [low, draw(st.integers(low, 100))]}
    return {"swing": points}


@settings(max_examples=60)
@given(weightings(), weightings())
def test_weights_of_both_lie_inside(a, b):
    span = spanning.weights(read(a), read(b))
    for weights in (a, b):
        assert fits(drawn(weights), span)
    assert drawn(span).sum(axis=1) == pytest.approx(1)  # the span itself can be drawn


def test_the_oracle_can_say_no():
    """Protects against a test that cannot fail: what one excludes does not fit the other."""
    assert not fits(drawn({"aid": 1, "arms": 2, "seats": 1, "water": 1}), {"rank": list(ISSUES)})
    narrow = {"swing": {"aid": 100, "arms": 1, "seats": 1, "water": 1}}
    assert not fits(drawn({"rank": list(ISSUES)}), narrow)


def test_a_ranking_keeps_what_both_keep_and_ties_the_rest():
    a = Rank(rank=["arms", "aid", ["seats", "water"]])
    b = Rank(rank=["aid", "arms", "water", "seats"])
    assert spanning.weights(a, b) == {"rank": [["aid", "arms"], ["seats", "water"]]}
    assert spanning.weights(a, a) == {"rank": ["arms", "aid", ["seats", "water"]]}
    across = Rank(rank=[["arms", "aid", "water"], "seats"])
    assert spanning.weights(a, across) == {"rank": [["aid", "arms", "seats", "water"]]}


def test_swing_points_stay_swing_points_where_both_have_the_same_greatest():
    a = Swing(swing={"arms": 100.0, "aid": 40.0})
    b = Swing(swing={"arms": 100.0, "aid": parse_number({"uniform": [50, 60]}), "seats": 10.0})
    spanned = {"aid": {"uniform": [40.0, 60.0]}, "arms": 100.0, "seats": {"uniform": [0.0, 10.0]}}
    assert spanning.weights(a, b) == {"swing": spanned}
    other = Swing(swing={"arms": 50.0, "aid": 100.0})
    assert spanning.weights(a, other) == {
        "aid": {"uniform": [0.2857, 0.6667]},
        "arms": {"uniform": [0.3333, 0.7143]},
    }


def test_points_to_another_total_are_the_same_points():
    assert spanning.weights({"arms": 3.0, "aid": 1.0}, {"arms": 75.0, "aid": 25.0}) == {
        "arms": 3.0,
        "aid": 1.0,
    }


@pytest.mark.parametrize(
    ("a", "b", "span"),
    [
        (0.2, 0.2, 0.2),
        (0.2, 0.5, {"uniform": [0.2, 0.5]}),
        ({"uniform": [0, 0.3]}, {"uniform": [0.2, 0.5]}, {"uniform": [0, 0.5]}),
        ({"pert": [0, 0.1, 0.3]}, {"pert": [0, 0.1, 0.3]}, {"pert": [0, 0.1, 0.3]}),
        ({"pert": [0, 0.1, 0.3]}, 0.1, {"uniform": [0, 0.3]}),
        ({"discrete": {"values": [36, 47]}}, 40, {"uniform": [36, 47]}),
    ],
)
def test_numbers(a, b, span):
    assert spanning.number(parse_number(a), parse_number(b)) == span
