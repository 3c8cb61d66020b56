"""The Shapley value: on games whose answer is known, and its defining properties on any."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.explain.shapley import subsets, weights


def shapley(values: np.ndarray) -> np.ndarray:
    """What the weights make of a game: the value of each player."""
    return weights(len(values).bit_length() - 1) @ values


def game(players: int, worth) -> np.ndarray:
    return np.array([worth(subset) for subset in subsets(players)], float)


def by_definition(players: int, values: np.ndarray) -> np.ndarray:
    """What each adds when it joins, averaged over all orders."""
    of = dict(zip(subsets(players), values, strict=True))
    total = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        for place, player in enumerate(order):
            before = frozenset(order[:place])
            total[player] += of[before | {player}] - of[before]
    return total / len(orders)


def test_in_an_additive_game_each_gets_its_own():
    own = [0.3, -0.1, 0.05, 0.0]
    values = game(4, lambda subset: 0.4 + sum(own[k] for k in subset))
    np.testing.assert_allclose(shapley(values), own, atol=1e-15)


def test_who_is_alike_gets_alike():
    values = game(5, lambda subset: len(subset) ** 2)
    np.testing.assert_allclose(shapley(values), np.full(5, 5.0))


def test_who_adds_nothing_gets_nothing():
    """A dummy: joint blocking of 0 and 1, to which 2 does nothing."""
    values = game(3, lambda subset: float({0, 1} <= subset))
    np.testing.assert_allclose(shapley(values), [0.5, 0.5, 0.0])


@given(st.integers(1, 6), st.integers(0, 2**31))
def test_shares_add_up_to_the_whole(players, seed):
    """Efficiency, to 1e-12, on any game."""
    values = np.random.default_rng(seed).normal(size=(2**players, 3))
    np.testing.assert_allclose(
        shapley(values).sum(axis=0), values[-1] - values[0], rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("players", [1, 2, 3, 4, 5])
def test_it_is_the_average_over_orders(players):
    values = np.random.default_rng(players).normal(size=2**players)
    np.testing.assert_allclose(shapley(values), by_definition(players, values), atol=1e-12)


def test_ten_players_are_exact():
    own = np.arange(10) / 7
    values = game(10, lambda subset: sum(own[k] for k in subset))
    np.testing.assert_allclose(shapley(values), own, atol=1e-12)
    assert weights(10).shape == (10, 1024)
