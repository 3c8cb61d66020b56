"""Stationary equilibria: closed forms, invariants, and coalitions tried one by one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.theory.stationary import (
    baron_ferejohn,
    rubinstein,
    rubinstein_costs,
    rubinstein_n,
)


def test_rubinstein_for_two_and_n_agree():
    for patience in ([0.9, 0.6], [0.3, 0.99], [1.0, 0.5], [0.5, 1.0]):
        assert rubinstein_n(patience) == pytest.approx(rubinstein(patience), abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 4, 7])
def test_equal_patience(n):
    """Protects ``1 / (1 + d + ... + d^(n-1))``, each later one a d of the one before."""
    d = 0.8
    first = 1 / sum(d**k for k in range(n))
    assert rubinstein_n([d] * n) == pytest.approx([first * d**k for k in range(n)])


def test_everybody_is_offered_what_waiting_is_worth():
    """Protects any discount factors: a proposer's share, and each other's d times its share when
    the next one begins.
    """
    rng = np.random.default_rng(2)
    for n in (2, 3, 4, 5):
        for d in rng.uniform(0.05, 0.999, (30, n)):
            now, then = rubinstein_n(d), np.roll(rubinstein_n(np.roll(d, -1)), 1)
            assert now.sum() == pytest.approx(1)
            assert now[1:] == pytest.approx((d * then)[1:], abs=1e-10)
            assert (now > 0).all()
            assert now[0] >= d[0] * then[0] - 1e-12  # nor would the proposer rather wait


def test_what_no_equilibrium_pins_down_is_refused():
    with pytest.raises(ValueError, match="nothing hurries those with patience 1"):
        rubinstein([1, 1])
    with pytest.raises(ValueError, match=r"every division that leaves the first 0\.1 or more"):
        rubinstein_costs([0.1, 0.1])
    with pytest.raises(ValueError, match="patience is above 0 and below 1; found 1 to 1"):
        baron_ferejohn(1.0, [0.5, 0.5])
    with pytest.raises(ValueError, match="a quota of 3 is never reached: there are 2 votes"):
        baron_ferejohn(0.5, [0.5, 0.5], quota=3)
    with pytest.raises(ValueError, match=r"adds up to 1; found from 0\.5, 1\.1 in all"):
        baron_ferejohn(0.5, [0.5, 0.6])


@pytest.mark.parametrize(("n", "quota"), [(3, 2), (3, 3), (5, 3), (7, 4)])
@pytest.mark.parametrize("patience", [0.2, 0.999])
def test_equals_under_a_quota(n, quota, patience):
    """Protects ``1 - d (q - 1) / n``, and that no partner is likelier than another."""
    found = baron_ferejohn(patience, [1 / n] * n, quota=quota)
    assert found.values == pytest.approx([1 / n] * n, abs=1e-12)
    keeps = 1 - patience * (quota - 1) / n
    assert 1 - (found.partners[0, 1:] * patience / n).sum() == pytest.approx(keeps)
    off = ~np.eye(n, dtype=bool)
    assert found.partners[off] == pytest.approx((quota - 1) / (n - 1), abs=1e-9)


def test_one_who_proposes_often_is_bought_less():
    """Protects mixing: by hand, chances (0.4, 0.35, 0.25) still leave equal values, since likely
    proposers are bought less, ``q_i = (1/3 - 0.7 p_i) / 0.3``; chances (0.5, 0.3, 0.2) do not.
    """
    p = np.array([0.4, 0.35, 0.25])
    found = baron_ferejohn(0.9, p)
    assert found.values == pytest.approx([1 / 3] * 3)
    bought = p @ found.partners - p
    assert bought == pytest.approx((1 / 3 - 0.7 * p) / 0.3, abs=1e-9)
    found = baron_ferejohn(0.9, [0.5, 0.3, 0.2])
    assert found.values == pytest.approx([0.55 / 1.55, 0.5 / 1.55, 0.5 / 1.55])


def test_a_veto_is_worth_its_closed_form():
    """Protects vetoes: three, two votes needed, the first with a veto; the others get
    ``2 (1 - d) / (6 - 5 d)`` each, nearly nothing where all are patient (Winter 1996).
    """
    for d in (0.3, 0.9, 0.99):
        found = baron_ferejohn(d, [1 / 3] * 3, vetoes=[True, False, False])
        other = 2 * (1 - d) / (6 - 5 * d)
        assert found.values == pytest.approx([1 - 2 * other, other, other], abs=1e-12)


def test_a_party_that_is_always_drawn_pays_nothing():
    assert baron_ferejohn(0.9, [1, 0, 0]).values == pytest.approx([1, 0, 0])


def games(seed: int):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 6))
    weights = rng.integers(1, 5, n)
    quota = int(rng.integers(weights.sum() // 2 + 1, weights.sum() + 1))
    patience, vetoes = rng.uniform(0.2, 0.99, n), rng.random(n) < 0.15
    return patience, rng.dirichlet(np.ones(n)), weights, quota, vetoes


@pytest.mark.parametrize("seed", range(30))
def test_no_coalition_is_cheaper_and_values_are_what_they_bring(seed):
    """Protects the equilibrium itself, by trying every coalition in plain Python: with unequal
    chances, patience, votes and vetoes.
    """
    d, p, weights, quota, vetoes = games(seed)
    found = baron_ferejohn(d, p, weights, quota, vetoes)
    n, price = len(p), d * found.values
    parties = range(n)
    assert found.residual <= 1e-12
    assert found.values.sum() == pytest.approx(1)
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(n))
    wins = [
        set(c)
        for k in range(1, n + 1)
        for c in itertools.combinations(parties, k)
        if weights[list(c)].sum() >= quota and all(j in c for j in parties if vetoes[j])
    ]
    again = np.zeros(n)
    for i in parties:
        least = min(sum(price[j] for j in c if j != i) for c in wins if i in c)
        for members, chance in zip(found.coalitions, found.chances[i], strict=True):
            if chance > 0:
                coalition = set(np.flatnonzero(members))
                assert i in coalition
                assert coalition in wins
                paid = sum(price[j] for j in coalition if j != i)
                assert paid == pytest.approx(least, abs=1e-11)
                for j in coalition - {i}:
                    again[j] += p[i] * chance * price[j]
        again[i] += p[i] * (1 - least)
        assert 1 - least >= price[i] - 1e-12  # nor would it rather wait
    assert again == pytest.approx(found.values, abs=1e-11)


def test_votes_that_never_count_are_worth_no_more_than_being_drawn():
    """Protects dummies: with votes 2, 2, 2, 1 and four needed the last is never bought, and alike
    parties are worth alike (Eraslan & McLennan 2013: payoffs are unique).
    """
    found = baron_ferejohn(0.8, [0.25] * 4, weights=[2, 2, 2, 1], quota=4)
    assert found.values[:3] == pytest.approx([found.values[0]] * 3)
    assert found.partners[:3, 3] == pytest.approx([0, 0, 0])
    assert found.values[3] == pytest.approx(0.25 * (1 - 0.8 * 2 * found.values[0]))
