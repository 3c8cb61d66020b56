"""Compiling works where nothing can be kept: a read-only installation, a home that is none."""

import warnings

import pytest

from sim import compiled


def without_a_file(name: str):
    """A function for which Numba finds no place to keep anything."""
    space: dict = {}
    exec(f"def {name}(x):\n    return 2 * x", space)
    return space[name]


def test_without_a_place_to_keep_it_the_function_still_works_and_the_user_is_told_once():
    compiled._say_so.cache_clear()
    with pytest.warns(RuntimeWarning, match="Set NUMBA_CACHE_DIR to a folder of yours"):
        assert compiled.compiled(without_a_file("twice"))(4) == 8
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiled.compiled(without_a_file("again"))(5) == 10
