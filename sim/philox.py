"""Philox4x64-10, a generator whose n-th number needs none of those before it (Salmon et al. 2011).

The words are those of NumPy's `numpy.random.Philox`, but each run can be in a round of its own, and
nothing is made anew for each stream: most streams give a run one number.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import compiled, inlined

_LANES = 4  # words for each value of the counter
_ROUNDS = 10
# Multipliers and key increments of the paper's Philox4x64.
_BY_0, _BY_2 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_STEP_0, _STEP_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_ONE, _ZERO = np.uint64(1), np.uint64(0)
_DISCARDED = np.uint64(12)  # 52 bits remain: adding 1/2 is then exact, so u never rounds up to 1
_CELL = 2.0**-52


@inlined
def high_word(a, b):
    """The upper 64 bits of the product of two words, from products of their halves."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    middle = a_high * b_low + (a_low * b_low >> _HALF)
    other = a_low * b_high + (middle & _LOW)
    return a_high * b_high + (middle >> _HALF) + (other >> _HALF)


@inlined
def block(key, run, round, group):
    """The four words at one value of the counter; NumPy counts one on before the first."""
    c0, c1, c2, c3 = run + _ONE, round, group, _ZERO
    k0, k1 = key[0], key[1]
    for _ in range(_ROUNDS):
        high_0, high_2 = high_word(_BY_0, c0), high_word(_BY_2, c2)
        c0, c1, c2, c3 = high_2 ^ c1 ^ k0, _BY_2 * c2, high_0 ^ c3 ^ k1, _BY_0 * c0
        k0, k1 = k0 + _STEP_0, k1 + _STEP_1
    return c0, c1, c2, c3


@inlined
def open_unit(word):
    """Map a word to the midpoint of one of 2**52 equal cells of (0, 1)."""
    return (np.float64(word >> _DISCARDED) + 0.5) * _CELL


@compiled
def words(key, runs, rounds, group, four):
    """Fill in the four words of each run: (4, n). A loop that works on several runs at once."""
    for k in range(runs.size):
        four[0, k], four[1, k], four[2, k], four[3, k] = block(key, runs[k], rounds[k], group)


@compiled
def uniforms(keys, runs, rounds, slot, out):
    """Fill in the uniforms of some runs in neighbouring slots of each of some streams.

    keys: (streams, 2); runs, rounds: (n,); all of them 64-bit words. slot: the first one; out:
    (streams, n, slots).
    """
    four = np.empty((_LANES, runs.size), np.uint64)
    end = slot + out.shape[2]
    for stream in range(keys.shape[0]):
        for group in range(slot // _LANES, (end - 1) // _LANES + 1):
            words(keys[stream], runs, rounds, np.uint64(group), four)
            start = group * _LANES
            for at in range(max(slot, start), min(end, start + _LANES)):
                for k in range(runs.size):
                    out[stream, k, at - slot] = open_unit(four[at - start, k])
