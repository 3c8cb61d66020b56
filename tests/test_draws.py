"""Addressed draws: the address decides the number, and nothing else does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.draws import Draws, logistic

SEEDS = st.integers(-(2**80), 2**80)
NAMES = st.lists(st.text(max_size=8), min_size=1, max_size=4).map(tuple)
RUNS = st.integers(0, 2**40)
SLOTS = st.integers(0, 11)


@given(SEEDS, NAMES, RUNS, st.integers(1, 40), st.integers(0, 1000), SLOTS, st.data())
def test_a_run_alone_is_its_entry_of_any_block(seed, stream, first, count, round, slot, data):
    block = Draws(seed).uniform(stream, first, count, round, slot)
    k = data.draw(st.integers(0, count - 1))
    assert Draws(seed).uniform(stream, first + k, 1, round, slot)[0] == block[k]


@given(SEEDS, RUNS, st.integers(1, 9), SLOTS, st.integers(1, 11))
def test_many_slots_at_once_are_those_slots_one_by_one(seed, first, count, slot, slots):
    draws = Draws(seed)
    wide = draws.uniforms(("a",), first, count, slots, round=3, slot=slot)
    each = [draws.uniform(("a",), first, count, round=3, slot=slot + j) for j in range(slots)]
    assert np.array_equal(wide, np.column_stack(each))


@given(SEEDS, st.lists(NAMES, max_size=5), RUNS, st.integers(1, 9))
def test_many_streams_at_once_are_those_streams_one_by_one(seed, streams, first, count):
    draws = Draws(seed)
    together = draws.of_streams(streams, first, count)
    assert together.shape == (len(streams), count)
    for stream, drawn in zip(streams, together, strict=True):
        assert np.array_equal(drawn, draws.uniform(stream, first, count))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=30), SLOTS)
def test_runs_in_rounds_of_their_own(rounds, slot):
    draws = Draws(7)
    mixed = draws.at_rounds(("a",), 100, np.array(rounds), slot)
    alone = [draws.uniform(("a",), 100 + k, 1, round, slot)[0] for k, round in enumerate(rounds)]
    assert mixed.tolist() == alone


@given(NAMES, NAMES)
def test_two_streams_share_nothing_unless_their_names_are_the_same(one, other):
    same = np.array_equal(Draws(7).uniform(one, 0, 2), Draws(7).uniform(other, 0, 2))
    assert same == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "bc"), ("ab", "c")),
        (("a", "b"), ("ab",)),
        (("a", ""), ("a",)),
        (("ä",), ("a\u0308",)),
    ],
)
def test_names_that_read_alike_are_different_streams(one, other):
    assert Draws(7).uniform(one, 0, 1) != Draws(7).uniform(other, 0, 1)


def test_a_seed_is_not_a_name():
    assert Draws(7).uniform(("1", "a"), 0, 1) != Draws(71).uniform(("a",), 0, 1)


def test_a_known_draw_stays_what_it_was():
    """Results of earlier versions are reproduced only as long as this holds."""
    drawn = Draws(7).uniform(("assumption", "parties.smc.war_cost"), first=123, count=2, slot=5)
    assert drawn.tolist() == [0.2213769493129819, 0.8381778142660324]


@pytest.mark.parametrize("address", [{"first": -1}, {"round": -1}, {"slot": -1}])
def test_a_negative_address_is_refused(address):
    with pytest.raises(ValueError, match="not negative"):
        Draws(7).uniform(("a",), **{"first": 0, "count": 1} | address)


def test_a_seed_is_an_integer():
    with pytest.raises(TypeError):
        Draws(0.5)  # type: ignore[arg-type]


def test_draws_are_uniform():
    """Kolmogorov-Smirnov: the greatest gap exceeds 2.23/sqrt(n) with a chance of 1e-4."""
    n = 40_000
    u = np.sort(Draws(7).uniform(("a",), 0, n))
    gap = np.abs(u - (np.arange(n) + 0.5) / n).max()
    assert gap < 2.23 / math.sqrt(n)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"stream": ("a",)}, {"stream": ("b",)}),
        ({"round": 0}, {"round": 1}),
        ({"slot": 0}, {"slot": 1}),
        ({"slot": 0}, {"slot": 4}),
        ({"first": 0}, {"first": 1}),
    ],
)
def test_neighbouring_addresses_are_independent(one, other):
    """The correlation of independent uniforms has sd 1/sqrt(n); five of them: a chance of 6e-7."""
    n = 40_000
    drawn = [
        Draws(7).uniform(**{"stream": ("a",), "first": 0, "count": n} | address)
        for address in (one, other)
    ]
    assert abs(np.corrcoef(*drawn)[0, 1]) < 5 / math.sqrt(n)


def test_neighbouring_seeds_are_independent():
    n = 40_000
    drawn = [Draws(seed).uniform(("a",), 0, n) for seed in (7, 8)]
    assert abs(np.corrcoef(*drawn)[0, 1]) < 5 / math.sqrt(n)


def test_global_generators_are_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    Draws(7).uniform(("a",), 0, 10)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


def test_logistic_inverts_its_distribution():
    x = logistic(np.array([0.1, 0.5, 0.9]), 0.3)
    assert np.allclose(1 / (1 + np.exp(-x / 0.3)), [0.1, 0.5, 0.9])


def test_logistic_of_no_noise_is_zero():
    assert (logistic(Draws(7).uniform(("a",), 0, 100), 0.0) == 0.0).all()
