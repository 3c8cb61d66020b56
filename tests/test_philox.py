"""The compiled generator: word for word that of NumPy, and strictly inside the unit interval."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.philox import block, open_unit, uniforms

WORDS = st.integers(0, 2**64 - 1)
RUNS = st.integers(0, 2**63 - 1)


@given(st.tuples(WORDS, WORDS), RUNS, WORDS, WORDS)
def test_its_words_are_those_of_numpy(key, run, round, group):
    """Protects every number that has been published so far: another generator checks it."""
    given_key, address = np.array(key, np.uint64), np.array([run, round, group], np.uint64)
    counter = np.array([run, round, group, 0], np.uint64)
    expected = np.random.Philox(key=given_key, counter=counter).random_raw(4)
    assert block(given_key, *address) == tuple(expected)


@given(st.tuples(WORDS, WORDS), st.lists(st.integers(0, 99), min_size=1, max_size=9))
def test_every_run_can_be_in_a_round_of_its_own(key, rounds):
    """Protects what the slots of a run hold, stream by stream: those of its run and round."""
    given_key, runs = np.array(key, np.uint64), np.arange(5, 5 + len(rounds), dtype=np.uint64)
    keys, out = np.array([given_key, given_key[::-1]]), np.empty((2, len(rounds), 6))
    uniforms(keys, runs, np.array(rounds, np.uint64), 3, out)
    for k, round in enumerate(rounds):
        for one, drawn in zip(keys, out, strict=True):
            groups = (block(one, runs[k], np.uint64(round), np.uint64(g)) for g in range(3))
            words = [word for four in groups for word in four]
            assert drawn[k].tolist() == [open_unit(np.uint64(word)) for word in words[3:9]]


def test_the_ends_are_never_drawn():
    """Protects inverse distribution functions, which are infinite at 0 and 1."""
    low, high = open_unit(np.uint64(0)), open_unit(np.uint64(2**64 - 1))
    assert 0.0 < low < 1e-15
    assert 1.0 - 1e-15 < high < 1.0
    assert 1.0 - low == high
