"""Published formulas agree with what solves the same game in another way, and with one another."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory import closed_forms as forms
from sim.theory.sequential import Waiting, backward_induction, turns
from sim.theory.solutions import kalai_smorodinsky, nash
from sim.theory.stationary import baron_ferejohn, rubinstein

FINE = np.linspace(0, 1, 1_001)
PATIENCE = [(0.9, 0.8), (0.3, 0.99), (1.0, 0.5)]


@pytest.mark.parametrize("steps", [1, 7, 10, 100])
@pytest.mark.parametrize("reservation", [0.0, 0.3, 0.55, 1.0])
@pytest.mark.parametrize("indifferent", ["accept", "refuse"])
def test_the_ultimatum_is_that_of_backward_induction(steps, reservation, indifferent):
    """Protects the tie rule and the grid, rounding included (0.3 of 10 pieces is 3, not 4)."""
    pie = np.array([[k, steps - k] for k in range(steps, -1, -1)]) / steps
    solved = backward_induction(
        pie, [0, reservation], turns(1, [0, 1]), indifferent=indifferent
    ).offers[0, 0]
    offered = forms.ultimatum(steps, reservation=reservation, indifferent=indifferent)
    if np.isnan(offered):
        assert solved == -1
    elif offered < 1:  # with nothing left to it, a proposer may as well pass
        assert pie[solved, 1] == pytest.approx(offered)


@pytest.mark.parametrize("patience", PATIENCE)
@pytest.mark.parametrize("rounds", [1, 2, 3, 6])
def test_finite_offers_are_those_of_backward_induction(patience, rounds):
    fine = np.stack([FINE, 1 - FINE], axis=-1)
    solved = backward_induction(fine, [0, 0], turns(rounds, [0, 1]), waiting=Waiting(patience))
    assert solved.value[0, 0] == pytest.approx(forms.finite_offers(patience, rounds), abs=1.1e-3)


@pytest.mark.parametrize("patience", PATIENCE)
def test_a_deadline_far_away_is_none(patience):
    """Rubinstein's division is the limit, whoever has the last word."""
    for rounds in (500, 501):
        assert forms.finite_offers(patience, rounds) == pytest.approx(rubinstein(patience)[0])


@pytest.mark.parametrize("power", [0.2, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("other", [0.5, 1.0])
def test_shares_are_those_of_the_solutions(power, other):
    pie = np.stack([FINE**power, (1 - FINE) ** other], axis=-1)
    [by_nash] = FINE[nash(pie, [0, 0], tolerance=1e-13)]
    [by_parts] = FINE[kalai_smorodinsky(pie, [0, 0], tolerance=1e-13)]
    assert by_nash == pytest.approx(forms.nash_share(power, other), abs=1.1e-3)
    assert by_parts == pytest.approx(forms.kalai_smorodinsky_share(power, other), abs=1.1e-3)


def test_the_difference_is_split_by_all_solutions_of_a_plain_pie():
    pie, worth = np.stack([FINE, 1 - FINE], axis=-1), [0.15, 0.35]
    for solution in (nash, kalai_smorodinsky):
        [share] = FINE[solution(pie, worth, tolerance=1e-13)]
        assert share == pytest.approx(forms.split_the_difference(worth))
    low, high = forms.nash_demand(worth)
    assert (low + high) / 2 == pytest.approx(forms.split_the_difference(worth))


@pytest.mark.parametrize(("parties", "quota"), [(3, 2), (5, 3), (5, 4), (4, 4)])
def test_a_legislature_of_equals_is_a_special_case(parties, quota):
    found = baron_ferejohn(0.7, np.full(parties, 1 / parties), quota=quota)
    spent = 0.7 * found.values[1:].mean() * (quota - 1)
    assert 1 - spent == pytest.approx(forms.majority_proposer(0.7, parties, quota))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: forms.ultimatum(indifferent="refuse"), "give steps, or indifferent='accept'"),
        (lambda: forms.ultimatum(10, indifferent="maybe"), "found 'maybe'"),
        (lambda: forms.nash_demand((0.6, 0.5)), "more than the pie"),
        (lambda: forms.split_the_difference((0.6, 0.5)), "more than the pie"),
        (lambda: forms.nash_share(0), "powers are above 0; found 0, 1"),
        (lambda: forms.kalai_smorodinsky_share(1, -1), "powers are above 0; found 1, -1"),
        (lambda: forms.finite_offers((0.5, 0.5), 0), "rounds is 0; at least 1"),
        (lambda: forms.majority_proposer(0.9, 3, 4), "quota is 4; it is from 1 to"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        wrong()
