"""Fighting on, and levels in force, against the formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.wars import Kinds, War, levels_worth, war_values


def fought(war: War, owner, levels, factor, worth, voices=None) -> np.ndarray:
    """The value of fighting on from each of some worlds: (n, voices)."""
    as_it_is = np.full((levels.shape[1], 1), -1)
    return of_kinds(war, owner, levels, factor, as_it_is, worth, voices)[..., 0]


def of_kinds(war: War, owner, levels, factor, option, worth, voices=None) -> np.ndarray:
    """The same of all kinds that each may become: (n, voices, kinds). option: (issues, kinds)."""
    voices = np.arange(worth.shape[1]) if voices is None else voices
    shifts = option[war.shifting].T
    like = np.array([[(one == each).all() for each in shifts].index(True) for one in shifts])
    out = np.empty((len(owner), len(voices), len(like)))
    war_values(owner, levels, factor, Kinds(option, like), worth, war, voices, out)
    return out


def plain(effect, victory, strength, decisiveness, voices: int) -> War:
    """A war without burdens and given values, in which every issue counts."""
    issues = np.arange(effect.shape[1])
    burden = np.zeros((*effect.shape[:3], voices))
    given = np.full((len(strength), voices), np.nan)
    owner = np.arange(voices)
    return War(effect, victory, strength, decisiveness, burden, given, owner, issues, issues)


def test_war_is_a_lottery_over_victories():
    """Protects the costly lottery, with effects of levels, factors and decisiveness, by hand.

    Strengths 2 and 1, the second doubled by the level in force and times 3 by arms: 2 against 6.
    With decisiveness 2 the odds are 4 : 36, so 0.1 and 0.9. Victory of the first imposes option 1
    of issue 0, of the second option 0 of issue 1; the other issue stays as it is, at option 0 and
    option 1.
    """
    worth = np.array([[[[0.0, 0.7], [0.0, 0.3]], [[0.4, 0.0], [0.6, 0.0]]]])
    effect = np.ones((1, 2, 2, 2))
    effect[0, 1, 1, 1] = 2.0
    victory = np.array([[1, -1], [-1, 0]])
    war = plain(effect, victory, np.array([[2.0, 1.0]]), np.array([2.0]), 2)
    out = fought(war, np.array([0]), np.array([[0, 1]]), np.array([[1.0, 3.0]]), worth)
    # voice 0: first wins 0.7 + 0.3, second wins 0.0 + 0.0; voice 1: 0.0 + 0.0 and 0.4 + 0.6
    assert out[0] == pytest.approx([0.1 * 1.0, 0.9 * 1.0], abs=1e-15)


def random_worlds(seed: int, n: int):
    """A war of three sides with random everything, and n worlds of two runs."""
    rng = np.random.default_rng(seed)
    runs, voices, issues, options, sides = 2, 3, 3, 3, 3
    worth = rng.random((runs, voices, issues, options))
    effect = rng.uniform(0.5, 2, (runs, issues, options, sides))
    victory = rng.integers(-1, options, (sides, issues))
    effect[:, 2] = 1  # on the last issue the war does not hang, where victories settle it
    victory[:, 2] = rng.integers(0, options, sides)
    strength, gamma = rng.uniform(0.2, 2, (runs, sides)), rng.uniform(0.5, 3, runs)
    burden = rng.random((runs, issues, options, voices - 1))
    burden[:, 2] = 0
    given = np.full((runs, voices - 1), np.nan)
    given[0, 1] = 0.3
    owner = np.array([0, 1, 0])  # the last voice is a faction of the first party
    counting = np.arange(2)
    war = War(effect, victory, strength, gamma, burden, given, owner, counting, counting)
    levels = rng.integers(0, options, (n, issues))
    factor = rng.choice([0.5, 1.0], (n, sides))
    return war, rng.integers(0, runs, n), levels, factor, worth


@given(st.integers(0, 2**32 - 1))
def test_war_values_against_the_formula(seed):
    """Protects the same with three sides and random everything: ``sum_k P_k u(victory of k)``.

    Less the burden of the options in force; a party for which the file says it gets that.
    """
    war, owner, levels, factor, worth = random_worlds(seed, 3)
    out = fought(war, owner, levels, factor, worth)
    sides, issues = war.victory.shape
    for row, r in enumerate(owner):
        m = [
            war.strength[r, k]
            * factor[row, k]
            * math.prod(war.effect[r, i, levels[row, i], k] for i in range(issues))
            for k in range(sides)
        ]
        power = [x ** war.decisiveness[r] for x in m]
        for v, j in enumerate(war.owner):
            imposed = np.where(war.victory >= 0, war.victory, levels[row])
            u = [sum(worth[r, v, i, imposed[k, i]] for i in range(issues)) for k in range(sides)]
            expected = sum(p * x for p, x in zip(power, u, strict=True)) / sum(power)
            expected -= sum(war.burden[r, i, levels[row, i], j] for i in range(issues))
            expected = expected if np.isnan(war.given[r, j]) else war.given[r, j]
            assert out[row, v] == pytest.approx(expected, rel=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(0, 7))
def test_a_world_is_worth_the_same_alone_and_as_one_of_several_kinds(seed, which):
    """Protects what is done for several kinds at once: not one bit may differ."""
    war, owner, levels, factor, worth = random_worlds(seed, 20)
    kinds = np.random.default_rng(seed).integers(0, worth.shape[3], (levels.shape[1], 9))
    kinds[[not which >> i & 1 for i in range(len(kinds))]] = -1  # as they are in the world
    together = of_kinds(war, owner, levels, factor, kinds, worth)
    for x, option in enumerate(kinds.T):
        alone = fought(war, owner, np.where(option < 0, levels, option), factor, worth)
        assert (alone == together[..., x]).all()
    of_one = of_kinds(war, owner, levels, factor, kinds, worth, np.array([2]))
    assert (of_one[:, 0] == together[:, 2]).all()


def test_levels_are_worth_their_sum():
    """Protects the utility of the levels in force, by hand, of one voice and of both."""
    worth = np.array([[[[0.0, 0.7], [0.1, 0.3]], [[0.4, 0.0], [0.6, 0.2]]]])
    owner, levels = np.array([0, 0]), np.array([[1, 0], [0, 1]])
    both, second = np.empty((2, 2)), np.empty((2, 1))
    levels_worth(owner, levels, worth, np.arange(2), both)
    levels_worth(owner, levels, worth, np.array([1]), second)
    assert both == pytest.approx(np.array([[0.7 + 0.1, 0.0 + 0.6], [0.0 + 0.3, 0.4 + 0.2]]))
    assert (second[:, 0] == both[:, 1]).all()


@given(st.integers(0, 2**32 - 1))
def test_levels_are_worth_the_same_whatever_stands_before_them(seed):
    """Protects the sum that is carried on from one world to the next: not one bit may differ."""
    _, owner, levels, _, worth = random_worlds(seed, 60)
    owner = np.sort(owner)
    together, alone = np.empty((2, 60, worth.shape[1]))
    everybody = np.arange(worth.shape[1])
    levels_worth(owner, levels, worth, everybody, together)
    for row in range(60):
        one = slice(row, row + 1)
        levels_worth(owner[one], levels[one], worth, everybody, alone[one])
    assert (together == alone).all()
