"""Which packages are rational and efficient, and how far others fall short: on answers known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.theory.packages import (
    distance,
    efficient,
    gains,
    has_zone,
    individually_rational,
    uniform_gain,
)
from tests.theory.problems import NOZOPA, PROBLEMS, Problem


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_utilities_are_those_of_the_problem(problem: Problem):
    """Protects the tests themselves: the literal data is read as it was meant."""
    for package, utilities in problem.checks:
        found = problem.utilities[problem.packages.index(package)]
        np.testing.assert_allclose(found, utilities, atol=1e-9)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_rational_and_efficient_packages_are_as_many(problem: Problem):
    rational = individually_rational(problem.utilities, problem.reservation)
    assert rational.sum() == problem.rational
    assert efficient(problem.utilities, rational).sum() == problem.efficient
    assert has_zone(problem.utilities, problem.reservation) == (problem.rational > 0)


def test_without_a_zone_there_are_efficient_packages_and_no_rational_one():
    """Protects the difference between the two sets."""
    assert efficient(NOZOPA.utilities).sum() == 4
    assert not individually_rational(NOZOPA.utilities, NOZOPA.reservation).any()


def test_reservation_values_are_not_clamped():
    """Protects values outside [0, 1]: below 0 all is rational, above 1 nothing."""
    pie = [[k / 4, 1 - k / 4] for k in range(5)]
    assert individually_rational(pie, [-3.0, -0.5]).all()
    assert not has_zone(pie, [1.5, 0.0])
    np.testing.assert_allclose(gains(pie, [-3.0, 2.0])[0], [3.0, -1.0])


def test_what_differs_by_rounding_is_equal():
    """Protects the tolerance: 0.1 + 0.2 is 0.3, and beats nothing."""
    assert efficient([[0.1 + 0.2, 1.0], [0.3, 1.0]]).all()
    assert individually_rational([[0.3, 1.0]], [0.1 + 0.2, 0.0]).all()
    assert efficient([[0.3 + 1e-6, 1.0], [0.3, 1.0]]).tolist() == [True, False]


def test_only_those_that_there_are_can_beat():
    value = [[0.5, 0.5], [0.6, 0.6]]
    assert efficient(value).tolist() == [False, True]
    assert efficient(value, [True, False]).tolist() == [True, False]


def test_runs_side_by_side_are_as_each_alone():
    """Protects the axis over runs."""
    rng = np.random.Generator(np.random.Philox(3))
    value, reservation = rng.random((7, 20, 3)), rng.random((7, 3)) * 0.5
    package = rng.integers(0, 20, 7)
    rational = individually_rational(value, reservation)
    best = efficient(value, rational)
    for k in range(7):
        alone = individually_rational(value[k], reservation[k])
        np.testing.assert_array_equal(rational[k], alone)
        np.testing.assert_array_equal(best[k], efficient(value[k], alone))
        assert uniform_gain(value, package)[k] == uniform_gain(value[k], package[k])
        np.testing.assert_array_equal(
            distance(value, package, best)[k], distance(value[k], package[k], best[k])
        )


def test_distances_by_hand():
    """Protects both distances: to everybody's better package, and to the nearest efficient one."""
    value = [[0.2, 0.2], [0.5, 0.3], [0.2, 0.6], [1.0, 0.0]]
    assert uniform_gain(value, 0) == pytest.approx(0.1)
    assert uniform_gain(value, 1) == 0
    assert distance(value, 0, efficient(value)) == pytest.approx(np.hypot(0.3, 0.1))
    assert distance(value, 1, efficient(value)) == 0
    assert np.isnan(distance(value, 0, [False] * 4))
    assert uniform_gain(value, 0, [True, False, True, True]) == 0


def test_theory_is_the_lowest_room():
    """Protects the room: NumPy, SciPy, the standard library, and nothing of the simulation."""
    folder = Path(str(importlib.util.find_spec("sim.theory").origin)).parent
    for file in folder.glob("*.py"):
        imports = [
            line for line in file.read_text(encoding="utf-8").splitlines()
            if line.startswith(("import ", "from "))
        ]  # fmt: skip
        rooms = {line.split()[1] for line in imports}
        own = {room for room in rooms if room.startswith("sim.theory")}
        known = {"numpy", "scipy", *sys.stdlib_module_names}
        assert {room.partition(".")[0] for room in rooms - own} <= known, file
