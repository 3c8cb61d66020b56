"""Power indices are those that plain enumeration finds, and those that the literature prints."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb, factorial
from time import process_time

import numpy as np
import pytest

from sim.scenario import games
from sim.theory import coalitional
from sim.theory.power import Electorate, power, three_blocs, with_vetoes


def enumerated(weights, counts, routes):
    """Winning coalitions, Shapley-Shubik and swings of one member of each group, one by one."""
    groups = [g for g, count in enumerate(counts) for _ in range(count)]
    n = len(groups)

    def passes(coalition):
        held = [sum(weights[groups[i]][b] for i in coalition) for b in range(len(weights[0]))]
        return any(
            all(need is None or have >= need for have, need in zip(held, route, strict=True))
            for route in routes
        )

    every = {frozenset(c): passes(c) for s in range(n + 1) for c in combinations(range(n), s)}
    shares, swings = [Fraction(0)] * n, [0] * n
    for coalition, wins in every.items():
        for i in coalition if wins else ():
            if not every[coalition - {i}]:
                s = len(coalition)
                swings[i] += 1
                shares[i] += Fraction(factorial(s - 1) * factorial(n - s), factorial(n))
    first = [groups.index(g) for g in range(len(counts))]
    return sum(every.values()), tuple(shares[i] for i in first), tuple(swings[i] for i in first)


@pytest.mark.parametrize("seed", range(40))
def test_random_bodies_agree_with_enumeration(seed):
    """Several ballots, several routes, alike members, weights of 0, quotas beyond what there is."""
    rng = np.random.default_rng(seed)
    groups, ballots = rng.integers(1, 5), rng.integers(1, 4)
    counts = rng.integers(1, 3, groups).tolist()
    weights = rng.integers(0, 7, (groups, ballots)).tolist()
    totals = np.array(counts) @ np.array(weights)
    routes = [
        [None if rng.random() < 0.3 else int(rng.integers(0, total + 2)) for total in totals]
        for _ in range(rng.integers(1, 4))
    ]
    found = power(weights, counts, routes)
    assert (found.winning, found.shapley_shubik, found.swings) == enumerated(
        weights, counts, routes
    )


def test_twelve_members_who_all_differ():
    weights = [[1, 3 * k % 17 + k] for k in range(12)]
    routes = [[7, 60], [10, None]]
    found = power(weights, [1] * 12, routes)
    assert (found.winning, found.shapley_shubik, found.swings) == enumerated(
        weights, [1] * 12, routes
    )


def test_the_index_is_the_shapley_value_of_the_simple_game():
    """Protects one notion in two places: winning is worth 1 (Shapley & Shubik 1954)."""
    weights = np.array([5, 4, 3, 2, 1, 1])
    worth = (coalitional.members(6) @ weights >= 9).astype(float)
    index = [float(s) for s in power(weights[:, None], [1] * 6, [[9]]).shapley_shubik]
    np.testing.assert_allclose(coalitional.shapley(worth), index, atol=1e-12)


def test_security_council():
    """The published index of fifteen: permanent 421/2145, elected 4/2145; swings 848 and 84."""
    found = power([[1, 1], [1, 0]], [5, 10], [[9, 5]])
    assert found.shapley_shubik == (Fraction(421, 2145), Fraction(4, 2145))
    assert found.swings == (848, 84)
    assert found.banzhaf == (Fraction(848, 5080), Fraction(84, 5080))
    assert found.indispensable == (True, False)
    assert found.winning == sum(comb(10, k) for k in range(4, 11))


def test_security_council_by_weights_is_the_same_game():
    """Seven votes for a permanent member, one for the others, a quota of 39 (Straffin 1977)."""
    by_veto = power([[1, 1], [1, 0]], [5, 10], [[9, 5]])
    assert power([[7], [1]], [5, 10], [[39]]) == by_veto


def test_the_six_of_1958():
    """The first Council of the Communities: Luxembourg's vote never turned anything (12 of 17)."""
    found = power([[4], [2], [1]], [3, 2, 1], [[12]])
    assert found.shapley_shubik == (Fraction(14, 60), Fraction(9, 60), Fraction(0))
    assert found.banzhaf == (Fraction(5, 21), Fraction(3, 21), Fraction(0))
    assert found.powerless == (False, False, True)


def test_an_electoral_college_of_the_size_of_the_states():
    """Many members, few weights: terms that are alike are one, and shares add up to 1 exactly."""
    weights, half = [[k] for k in range(3, 54)], sum(range(3, 54)) // 2
    votes = Electorate(weights, [1] * 51)
    found = votes.power([[half + 1]])
    assert sum(found.shapley_shubik) == 1
    assert list(found.shapley_shubik) == sorted(found.shapley_shubik)
    ways = [1] + [0] * (2 * half)  # coalitions by weight, one member after the other
    for (weight,) in weights:
        ways = [w + (ways[k - weight] if k >= weight else 0) for k, w in enumerate(ways)]
    assert found.winning == sum(ways[half + 1 :])
    assert votes.power([[half]]).winning == sum(ways[half:])


def test_a_hundred_alike():
    """Counts beyond 64 bits stay exact: each turns C(99, 50) coalitions."""
    found = power([[1]], [100], [[51]])
    assert found.shapley_shubik == (Fraction(1, 100),)
    assert found.swings == (comb(99, 50),)
    assert found.winning == sum(comb(100, k) for k in range(51, 101))


def test_a_bloc_against_single_votes():
    """A bloc of b among n with majority q turns every order in which it comes at the right time.

    Shapley-Shubik of the bloc in closed form: b / (n - b + 1) where it can always be first or last
    (oceanic games, Milnor & Shapley 1978, before the limit).
    """
    bloc, single, quota = 3, 8, 6
    found = power([[bloc], [1]], [1, single], [[quota]])
    assert found.shapley_shubik[0] == Fraction(bloc, single + 1)


def test_nobody_turns_what_always_or_never_passes():
    for quota in (0, 10):
        found = power([[4], [5]], [1, 1], [[quota]])
        assert found.swings == (0, 0)
        assert found.banzhaf == (0, 0)
    assert found.winning == 0


def test_the_size_of_weights_does_not_matter():
    small, large = [[5], [3], [2]], [[5 * 10**15], [3 * 10**15], [2 * 10**15]]
    assert power(small, [1] * 3, [[6]]) == power(large, [1] * 3, [[6 * 10**15]])


@pytest.mark.parametrize(
    ("weights", "counts", "said"),
    [
        ([[1], [2]], [1], r"weights \(2, 1\) are not those of 1 groups"),
        ([[1], [-2]], [1, 1], "weights of 0 or more"),
        ([[1]], [0], "1 member or more"),
        ([[1 << 61], [1 << 61]], [1, 1], r"add up to 2\*\*62"),
        ([[2**k] for k in range(24)], [1] * 24, "24 groups of members that differ are too many"),
    ],
)
def test_what_cannot_be_counted_is_said(weights, counts, said, monkeypatch):
    monkeypatch.setattr("sim.theory.power.MOST_TERMS", 1000)
    with pytest.raises(ValueError, match=said):
        Electorate(weights, counts)


def test_the_eu_council_is_quick():
    """Goal: under 50 ms; five times that is let pass on a busy machine."""
    game = games.load("eu-council")
    times = []
    for _ in range(3):
        start = process_time()
        Electorate(game.weights, game.counts).power(game.rules[0].routes)
        times.append(process_time() - start)
    assert min(times) < 0.25


@pytest.mark.slow
def test_the_eu_council_against_a_count_of_all_its_coalitions():
    """All 2**27, one by one, as numbers; nothing of the generating function is used."""
    game = games.load("eu-council")
    population, states = (np.array(column) for column in zip(*game.weights, strict=True))
    assert set(states) == {1}
    bits = np.arange(1 << 20, dtype=np.int64)
    low = sum((bits >> i & 1) * population[i] for i in range(20))
    own = [0] * 27
    every = 0
    by_size = np.zeros((27, 28), np.int64)
    sizes = np.zeros(28, np.int64)
    for high in range(1 << 7):
        there = [20 + i for i in range(7) if high >> i & 1]
        size = np.bitwise_count(bits).astype(np.int64) + len(there)
        held = low + population[there].sum()
        wins = ((size >= 15) & (held * 100 >= 65 * population.sum())) | (size >= 24)
        every += int(wins.sum())
        sizes += np.bincount(size[wins], minlength=28)
        for i in range(27):
            inside = wins & (bits >> i & 1 == 1) if i < 20 else wins if i in there else wins[:0]
            own[i] += int(inside.sum())
            by_size[i] += np.bincount(size[: len(inside)][inside], minlength=28)
    found = game.powers[0]
    assert found.winning == every
    assert found.swings == tuple(2 * mine - every for mine in own)
    for i in range(27):
        share = Fraction(0)
        for s in range(1, 28):
            turned = int(by_size[i, s]) - int(sizes[s - 1] - by_size[i, s - 1])
            share += Fraction(turned * factorial(s - 1) * factorial(27 - s), factorial(27))
        assert found.shapley_shubik[i] == share


@pytest.mark.parametrize(
    ("members", "vetoes", "quota"), [(15, 5, 9), (11, 5, 7), (4, 1, 1), (3, 3, 3)]
)
def test_vetoes_in_closed_form(members, vetoes, quota):
    """The Council of fifteen, that of eleven before 1965, one veto that is enough, and all."""
    rest = [[1, 0]] if members > vetoes else []
    counts = [vetoes, *([members - vetoes] if rest else [])]
    found = power([[1, 1], *rest], counts, [[quota, vetoes]]).shapley_shubik
    assert with_vetoes(members, vetoes, quota)[: len(found)] == found


@pytest.mark.parametrize("weights", [(29, 26, 15), (26, 29, 15), (40, 20, 10), (1, 34, 35)])
def test_three_blocs_in_closed_form(weights):
    """At every quota by which no two opposite blocs could both pass something."""
    for quota in range(36, 71):
        found = power([[w] for w in weights], [1] * 3, [[quota]])
        assert found.shapley_shubik == three_blocs(weights, quota), quota


def test_three_blocs_that_cannot_pass_anything():
    with pytest.raises(ValueError, match=r"no closed form for blocs \(1, 1, 1\) with a quota of 4"):
        three_blocs((1, 1, 1), 4)
