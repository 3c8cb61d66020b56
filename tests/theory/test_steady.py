"""Stationary play over packages: near the pie that can be cut at will, and exact on its grid."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.theory.sequential import Ballot, Waiting, backward_induction, turns
from sim.theory.stationary import rubinstein, rubinstein_costs, rubinstein_n
from sim.theory.steady import by_lot, in_turn, whole_pie


def cut(parties: int, steps: int) -> np.ndarray:
    every = itertools.product(range(steps + 1), repeat=parties)
    return np.array([c for c in every if sum(c) == steps]) / steps


PIE = cut(2, 100)


def test_two_who_take_turns_are_within_a_step_and_exact():
    """Protects the choice among the grid's equilibria: both proposers' shares lie within a step of
    Rubinstein's, and what is accepted is just what the next round brings.
    """
    rng = np.random.default_rng(6)
    for d in rng.uniform(0.3, 0.99, (40, 2)):
        play = in_turn(PIE, [0, 1], [0, 0], waiting=Waiting(d))
        second = rubinstein(d[::-1])[::-1]
        assert play.value == pytest.approx(np.array([rubinstein(d), second]), abs=0.01 + 1e-9)
        assert play.least == pytest.approx(d * np.roll(play.value, -1, axis=0), abs=1e-12)


def test_a_deadline_matters_and_stationary_play_knows_none():
    """Protects the difference: with an even number of rounds the last offer is the second's, and
    three rounds bring the first more than ever.
    """
    steady = in_turn(PIE, [0, 1], [0, 0], waiting=Waiting(0.9)).value[0, 0]
    ends = [
        backward_induction(PIE, [0, 0], turns(n, [0, 1]), waiting=Waiting(0.9)).value[0, 0]
        for n in (1, 2, 3)
    ]
    assert ends == pytest.approx([1.0, 0.1, 0.91])
    assert steady == pytest.approx(1 / 1.9, abs=0.01)


def test_the_grid_has_other_equilibria():
    """Protects what the page says of steps: from another start the same game ends elsewhere, and
    that is an equilibrium too (van Damme, Selten & Winter 1990), where waiting costs under a step.
    """
    coarse = cut(2, 10)[1:-1]  # nobody can have all: no pie to begin from
    found = set()
    for k in range(1, 10):
        start = [k / 10, 1 - k / 10]
        play = in_turn(coarse, [0, 1], start, waiting=Waiting(0.97))
        assert play.least == pytest.approx(0.97 * np.roll(play.value, -1, axis=0), abs=1e-12)
        found.add(round(float(play.value[0, 0]), 9))
    assert len(found) > 3


def test_three_where_shares_fall_on_steps():
    """Protects n parties: patience 1/2 gives sevenths, so a pie in seven is cut exactly."""
    play = in_turn(cut(3, 7), [0, 1, 2], [0, 0, 0], waiting=Waiting(0.5))
    assert play.value[0] == pytest.approx(rubinstein_n([0.5] * 3), abs=1e-12)
    assert play.value[1] == pytest.approx(np.array([1, 4, 2]) / 7, abs=1e-12)


def test_three_where_they_do_not():
    """Protects rounding: who answers gets up to two steps more than the share, never a step less;
    the proposer pays for two votes.
    """
    rng, exact = np.random.default_rng(8), 0
    for d in rng.uniform(0.4, 0.9, (10, 3)):
        play = in_turn(cut(3, 20), [0, 1, 2], [0, 0, 0], waiting=Waiting(d))
        off = (play.value[0] - rubinstein_n(d)) * 20
        assert off.min() > -2
        assert off.max() < 2
        exact += np.allclose(play.least, d * np.roll(play.value, -1, axis=0), atol=1e-12)
    assert exact >= 9  # in nearly all of them nobody gains by any act


def test_costs_of_a_round():
    """Protects conclusion I: whom waiting costs less takes all, or all but the other's cost."""
    for cost in ([0.05, 0.1], [0.1, 0.05]):
        play = in_turn(PIE, [0, 1], [0, 0], waiting=Waiting(1.0, 0.0, cost))
        assert play.value[0] == pytest.approx(rubinstein_costs(cost), abs=1e-12)


def test_where_nothing_hurries():
    with pytest.raises(ValueError, match="with patience 1 and no cost any deal may result"):
        in_turn(PIE, [0, 1], [0, 0])


def test_what_is_a_pie():
    assert whole_pie(cut(3, 4) * [1, 2, 3]).tolist() == [1, 2, 3]
    assert whole_pie(cut(2, 4) ** 0.5) is None  # a concave taste
    assert whole_pie(cut(2, 4)[1:]) is None  # nobody leaves all to the first
    assert whole_pie(np.array([[0.5, 0.5]])) is None


def test_concave_tastes_are_solved_from_a_far_deadline():
    """Protects play without a pie: with shares worth their root, both proposers' share x leaves the
    other what waiting is worth, ``sqrt(1 - x) = d sqrt(x)``, so that ``x = 1 / (1 + d^2)``.
    """
    d = 0.8
    play = in_turn(cut(2, 400) ** 0.5, [0, 1], [0, 0], waiting=Waiting(d))
    assert play.value[0, 0] ** 2 == pytest.approx(1 / (1 + d * d), abs=0.01)


def test_a_drawn_proposer_on_steps():
    """Protects play by lot: exact where votes cost whole steps, up to a step dearer where not; each
    package is accepted by enough; partners are those of the pie cut at will.
    """
    rule = Ballot([1, 1, 1], 2, [False] * 3)
    for steps, keeps in ((10, 0.7), (20, 0.7), (7, 4 / 7)):
        play = by_lot(cut(3, steps), [1 / 3] * 3, 0.9, ballot=rule)
        pie = cut(3, steps)
        for i in range(3):
            for x, chance in zip(play.packages[i], play.chances[i], strict=True):
                assert pie[x, i] == pytest.approx(keeps)
                assert ((pie[x] >= play.least - 1e-9) | (np.arange(3) == i)).sum() == 2
                assert chance == pytest.approx(0.5)
    alone = by_lot(cut(3, 4), [1 / 3] * 3, 0.9, ballot=Ballot([1, 1, 1], np.inf, [False] * 3))
    assert (alone.chances == 0).all()  # somebody is missing: nothing can be agreed
    assert (alone.least == 0).all()
    with pytest.raises(ValueError, match="steps of the pie are too large"):
        by_lot(cut(3, 1), [1 / 3] * 3, 0.9, ballot=rule)
    with pytest.raises(ValueError, match="known for one pie"):
        by_lot(cut(3, 4) ** 0.5, [1 / 3] * 3, 0.9, ballot=rule)
