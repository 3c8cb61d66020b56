"""Solutions pick the packages that closed forms and independent computations pick."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.solutions import (
    SOLUTIONS,
    egalitarian,
    kalai_smorodinsky,
    nash,
    nash_product,
    utilitarian,
)
from tests.theory.problems import PROBLEMS

FINE = np.linspace(0, 1, 1001)


@pytest.mark.parametrize("name", SOLUTIONS)
@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_solutions_of_problems_with_known_answers(problem, name):
    picked = SOLUTIONS[name](problem.utilities, problem.reservation)
    answer = problem.answers[name]
    if answer is None:
        assert not picked.any()
    else:
        package, utilities = answer
        assert [problem.packages[x] for x in np.flatnonzero(picked)] == [package]
        np.testing.assert_allclose(problem.utilities[picked][0], utilities, atol=1e-9)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_nothing_to_agree_on_has_no_solution(name):
    assert not SOLUTIONS[name]([[0.5, 0.5], [0.9, 0.1]], [0.95, 0.2]).any()


def test_a_pie_is_split_evenly_above_the_reservation_values():
    """Protects the closed form: u_1 = r_1 + (1 - r_1 - r_2) / 2 on the line u_1 + u_2 = 1."""
    pie = np.stack([FINE, 1 - FINE], axis=-1)
    for solution in (nash, egalitarian, kalai_smorodinsky):
        [picked] = pie[solution(pie, [0.3, 0.1])]
        np.testing.assert_allclose(picked, [0.6, 0.4], atol=1e-9)
    assert utilitarian(pie, [0.3, 0.1]).sum() == 601  # all that is rational ties


def test_power_moves_the_nash_point_in_its_proportion():
    """Protects the closed form of Kalai (1977a): gains in the proportion of the weights."""
    pie = np.stack([FINE, 1 - FINE], axis=-1)
    [picked] = pie[nash(pie, [0.2, 0.2], weights=[2, 1])]
    np.testing.assert_allclose(picked, [0.6, 0.4], atol=1e-9)
    with pytest.raises(ValueError, match="weights are above 0; found 0"):
        nash(pie, [0, 0], weights=[1, 0])


def test_solutions_differ_where_one_party_can_gain_more():
    """Protects each against another: on u_2 = (1 - u_1) / 2 Nash and the ideal shares split the
    line in half, equal gains meet at a third, and the sum is greatest at the end.
    """
    line = np.stack([FINE, (1 - FINE) / 2], axis=-1)
    found = {name: line[solve(line, [0, 0])][0] for name, solve in SOLUTIONS.items()}
    np.testing.assert_allclose(found["nash"], [0.5, 0.25], atol=1e-3)
    np.testing.assert_allclose(found["kalai_smorodinsky"], [0.5, 0.25], atol=1e-3)
    np.testing.assert_allclose(found["egalitarian"], [1 / 3, 1 / 3], atol=1e-3)
    np.testing.assert_allclose(found["utilitarian"], [1, 0], atol=1e-9)


def test_nash_and_ideal_points_part_on_a_bent_frontier():
    """Protects Kalai-Smorodinsky against Nash: by hand on a frontier of three packages.

    Products .36, .40, 0: Nash takes the second; least shares .6, .5, 0: the other the first.
    """
    value = [[0.6, 0.6], [0.8, 0.5], [1.0, 0.0], [0.0, 1.0]]
    assert np.flatnonzero(nash(value, [0, 0])).tolist() == [1]
    assert np.flatnonzero(kalai_smorodinsky(value, [0, 0])).tolist() == [0]


def test_the_ideal_over_all_packages_is_another_convention():
    """Protects the option: what a party could only have at another's expense counts or does not.

    Rational ideals are .6 and .8: shares (1, .5), (.67, 1). Over all they are 1 and .8:
    (.6, .5), (.4, 1).
    """
    value = [[0.6, 0.4], [0.4, 0.8], [1.0, -0.5]]
    assert np.flatnonzero(kalai_smorodinsky(value, [0, 0])).tolist() == [1]
    assert np.flatnonzero(kalai_smorodinsky(value, [0, 0], ideal="all")).tolist() == [0]
    with pytest.raises(ValueError, match="ideal is 'rational' or 'all'; found 'both'"):
        kalai_smorodinsky(value, [0, 0], ideal="both")


def test_leximin_looks_at_the_second_worst_off():
    """Protects the refinement: both have a least gain of .3, one leaves the next with more."""
    value = [[0.3, 0.4, 0.9], [0.3, 0.5, 0.6]]
    assert egalitarian(value, [0, 0, 0]).tolist() == [False, True]
    assert egalitarian(value, [0, 0, 0], refine=False).tolist() == [True, True]


def test_who_cannot_gain_holds_nobody_back():
    """Protects the shares where an ideal is the reservation value itself: no division by 0."""
    value = [[0.5, 0.2], [0.5, 0.9]]
    assert kalai_smorodinsky(value, [0.5, 0.0]).tolist() == [False, True]


def test_where_nobody_can_lose_and_one_cannot_win_efficient_packages_tie():
    """Protects Nash where every product is 0: no package that another beats is picked."""
    value = [[0.5, 0.2], [0.5, 0.9]]
    assert nash_product(value, [0.5, 0.0]).tolist() == [0, 0]
    assert nash(value, [0.5, 0.0]).tolist() == [False, True]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_runs_side_by_side_are_as_each_alone(name):
    """Protects the axis over runs, one of which has no zone of possible agreement."""
    rng = np.random.Generator(np.random.Philox(5))
    value, reservation = rng.random((6, 30, 3)), rng.random((6, 3)) * 0.4
    reservation[2] = 2.0
    together = SOLUTIONS[name](value, reservation)
    for k in range(6):
        np.testing.assert_array_equal(together[k], SOLUTIONS[name](value[k], reservation[k]))
    assert together.any(axis=1).tolist() == [True, True, False, True, True, True]


def test_a_gain_by_rounding_is_none():
    """Protects ties: 0.1 + 0.2 is not more than 0.3, so nobody gains in all and all tie at 0."""
    packages = [[0.1 + 0.2, 0.5, 0.7], [0.3, 0.7, 0.5]]
    assert nash_product(packages, [0.3, 0.1, 0.1]).tolist() == [0, 0]
    assert nash(packages, [0.3, 0.1, 0.1]).tolist() == [True, True]
