"""The Shapley value and the core are those of closed forms and of independent computations."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from sim.theory.coalitional import (
    blocking,
    by_split,
    core,
    excess,
    glove_market,
    glove_shapley,
    is_in_core,
    members,
    orders,
    players_of,
    shapley,
    sizes,
)


def by_orders(worth):
    """The Shapley value by its first definition: every order of arrival."""
    n = len(worth).bit_length() - 1
    total, count = np.zeros(n), 0
    for order in permutations(range(n)):
        there = 0
        for player in order:
            total[player] += worth[there | 1 << player] - worth[there]
            there |= 1 << player
        count += 1
    return total / count


def random_game(seed, players):
    worth = np.random.default_rng(seed).normal(size=1 << players)
    worth[0] = 0
    return worth


@pytest.mark.parametrize("seed", range(6))
def test_shapley_value_is_the_average_over_orders(seed):
    worth = random_game(seed, 2 + seed)
    np.testing.assert_allclose(shapley(worth), by_orders(worth), atol=1e-12)


def test_shapley_value_of_sixteen_adds_up_and_is_linear():
    one, two = random_game(1, 16), random_game(2, 16)
    np.testing.assert_allclose(shapley(one).sum(), one[-1], atol=1e-9)
    np.testing.assert_allclose(shapley(one) + shapley(two), shapley(one + two), atol=1e-9)


def test_who_adds_nothing_gets_nothing_and_the_alike_get_the_same():
    there = members(4)
    worth = (there[:, 0] & (there[:, 1] | there[:, 2])).astype(float)  # player 3 adds nothing
    value = shapley(worth)
    assert value[3] == 0
    assert value[1] == pytest.approx(value[2])


def test_shares_of_orders_add_up_over_coalitions():
    from math import comb

    assert sum(share * comb(6, s) for s, share in enumerate(orders(7))) == 1


@pytest.mark.parametrize("left", range(1, 6))
@pytest.mark.parametrize("right", range(1, 6))
def test_glove_market(left, right):
    """Closed forms of Shapley & Shubik (1969): the value, and the core's one price or every one."""
    pair = 3.0
    game = glove_market(range(left), range(left, left + right), pair)
    mine, yours = glove_shapley(left, right, pair)
    np.testing.assert_allclose(shapley(game), [mine] * left + [yours] * right, atol=1e-12)
    found = core(game)
    assert not found.is_empty
    low = np.where(np.arange(left + right) < left, left < right, right < left) * pair
    high = low if left != right else np.full(left + right, pair)
    np.testing.assert_allclose(found.least, low, atol=1e-8)
    np.testing.assert_allclose(found.greatest, high, atol=1e-8)


def test_majority_of_three_has_no_core():
    """Any two can take all: whoever is left out outbids, and 1/3 is the least to hold them."""
    found = core([0, 0, 0, 1, 0, 1, 1, 1])
    assert found.is_empty
    assert found.epsilon == pytest.approx(1 / 3)
    np.testing.assert_allclose(found.payoffs, 1 / 3, atol=1e-9)
    assert np.isnan(found.least).all()


def test_a_convex_game_has_the_shapley_value_in_its_core():
    """And the extremes of its core are marginal contributions (Shapley 1971)."""
    weights = np.array([1.0, 2.0, 3.0, 5.0])
    worth = (members(4) @ weights) ** 2
    found = core(worth)
    assert is_in_core(worth, shapley(worth))
    np.testing.assert_allclose(found.least, weights**2, atol=1e-7)
    np.testing.assert_allclose(found.greatest, 11.0**2 - (11.0 - weights) ** 2, atol=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_the_least_core_cannot_be_made_smaller(seed):
    """No payoffs tried beat it, and those that reach it do: checked without linear programs."""
    rng = np.random.default_rng(seed)
    worth = random_game(seed, 4)
    found = core(worth)
    some = slice(1, -1)
    assert excess(worth, found.payoffs)[some].max() == pytest.approx(found.epsilon, abs=1e-8)
    assert found.payoffs.sum() == pytest.approx(worth[-1])
    tried = found.payoffs + rng.normal(size=(2000, 4))
    tried += ((worth[-1] - tried.sum(axis=1)) / 4)[:, None]
    worst = (worth[some, None] - members(4)[some] @ tried.T).max(axis=0)
    assert worst.min() >= found.epsilon - 1e-9


def test_the_size_of_payoffs_does_not_matter():
    worth = random_game(3, 4)
    np.testing.assert_allclose(
        core(worth * 1e6).payoffs.sum(), core(worth).payoffs.sum() * 1e6, rtol=1e-8
    )
    assert core(worth * 1e6).is_empty == core(worth).is_empty


def test_blocking_coalitions_are_told_worst_off_first():
    game = glove_market([0], [1, 2])
    assert blocking(game, [0.5, 0.5, 0.0]) == [0b101]
    assert blocking(game, [0.0, 0.75, 0.25]) == [0b101, 0b011]
    assert not is_in_core(game, [0.5, 0.0, 0.0])  # gives away less than there is


@pytest.mark.parametrize("seed", range(5))
def test_by_split_is_the_best_partition(seed):
    """Against every way to cut a coalition in two, over and over: the superadditive cover."""
    rng = np.random.default_rng(seed)
    named = {int(k): float(rng.random() * 3) for k in rng.choice(np.arange(1, 32), 6, False)}
    worth = by_split(5, named)
    cover = np.zeros(32)
    for k in range(1, 32):
        parts = [j for j in range(1, k) if j & k == j]
        split = max((cover[j] + cover[k ^ j] for j in parts), default=0.0)
        cover[k] = max(split, named.get(k, 0.0))
        assert worth[k] == pytest.approx(named.get(k, cover[k]))


def test_sizes_and_members_agree():
    np.testing.assert_array_equal(members(6).sum(axis=1), sizes(6))


@pytest.mark.parametrize("worth", [[0, 1, 2], [1, 1], [[0, 1]], [0]])
def test_what_is_no_game_is_refused(worth):
    with pytest.raises(ValueError, match=r"coalition"):
        players_of(worth)
