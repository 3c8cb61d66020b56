"""Packages searched as sums over issues: the same as looking at all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.searches import FEW, Sums, in_order
from sim.model.strategies import View
from sim.model.worths import WorthsTo, choices, sums_of

RUNS = 3


@st.composite
def tables(draw):
    """Values of options in a few runs, coarse ones too so that many packages are worth the same."""
    options = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    heads = draw(st.integers(1, len(options)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (RUNS, 2, len(options), max(options) + 1)
    worth = rng.normal(0, 1, shape)
    if draw(st.booleans()):
        worth = rng.integers(-2, 3, shape) * 0.1
    if draw(st.booleans()):
        worth *= 10.0 ** rng.integers(-3, 6, (1, 1, len(options), 1))
    sizes = [int(np.prod(part)) for part in (options[:heads], options[heads:])]
    allowed = [rng.random((2, size)) < draw(st.sampled_from((0.0, 0.6, 1.0))) for size in sizes]
    standing = rng.integers(0, 2, (RUNS, len(options)))
    every = [choices(np.array(part, int)) for part in (options[:heads], options[heads:])]
    return Sums(worth, standing, np.array(options), *every, *allowed)


def by_hand(sums: Sums, voice: int) -> tuple[np.ndarray, np.ndarray]:
    """What every package is worth, issue after issue, and which cross no red line."""
    total = np.zeros((RUNS, 1))
    for i, many in enumerate(sums.options):
        columns = sums.standing[:, i, None] + np.arange(many)
        more = np.take_along_axis(sums.worth[:, voice, i], columns, axis=1)
        total = (total[:, :, None] + more[:, None, :]).reshape(RUNS, -1)
    return total, (sums.head_ok[voice][:, None] & sums.tail_ok[voice]).ravel()


def searched(sums: Sums, voice: int) -> WorthsTo:
    """The same in three runs of a block, in another order."""
    return WorthsTo(voice, np.array([2, 0, 1]), lambda rows: [(np.arange(3), sums)])


@given(tables(), st.integers(0, 1), st.data())
@settings(deadline=None, max_examples=40)
def test_the_cheapest_package_is_what_looking_at_all_finds(sums, voice, data):
    """Protects the search, to the bit: ties to the first, levels above the best and just at a
    package's worth, red lines, values below 0 and of very different size.
    """
    worth, allowed = by_hand(sums, voice)
    mine = searched(sums, voice)
    places = data.draw(st.lists(st.integers(0, worth.shape[1] - 1), min_size=1, max_size=4))
    at = worth[:, places]
    too_much = np.full((RUNS, 1), worth.max() + 1)
    anything = np.full((RUNS, 1), -np.inf)
    levels = np.hstack([at, np.nextafter(at, np.inf), at - 0.3, too_much, anything])
    found = mine.cheapest(levels[mine.rows])
    for k, run in enumerate(mine.rows):
        for level, package in zip(levels[run], found[k], strict=True):
            good = allowed & (worth[run] >= level)
            wanted = np.where(good, worth[run], np.inf).argmin() if good.any() else -1
            assert package == wanted


def test_of_packages_that_are_worth_nothing_the_first_is_found():
    """Protects a party that minds nothing: there is no room for rounding then."""
    nothing = WorthsTo.listed(np.zeros((1, 6)), np.array([False, True, True, True, True, True]))
    assert nothing.cheapest(np.array([[0.0, -1.0, 1e-300]])).tolist() == [[1, 1, -1]]


@given(tables(), st.integers(0, 1), st.data())
@settings(deadline=None, max_examples=40)
def test_worths_are_the_sums_in_the_order_of_the_issues(sums, voice, data):
    """Protects the bytes: listed, one by one and at the ends, a package is worth the same."""
    worth, allowed = by_hand(sums, voice)
    mine = searched(sums, voice)
    assert (mine.every() == worth[mine.rows]).all()
    package = np.array(data.draw(st.tuples(*[st.integers(0, worth.shape[1] - 1)] * RUNS)))
    assert (mine.of(package) == worth[mine.rows, package]).all()
    least, best = mine.extremes()
    assert (least == worth[mine.rows].min(axis=1)).all()
    assert (best == np.where(allowed, worth[mine.rows], -np.inf).max(axis=1)).all()


@given(tables(), st.integers(0, 1), st.floats(-1, 1))
@settings(deadline=None, max_examples=40)
def test_a_list_of_packages_is_searched_by_the_same_rule(sums, voice, level):
    """Protects tables where deals are not carried out as signed: there packages are listed."""
    worth, allowed = by_hand(sums, voice)
    everywhere = np.full((RUNS, 1), level)
    listed = WorthsTo.listed(worth, allowed).cheapest(everywhere)
    as_sums = searched(sums, voice)
    assert (listed[as_sums.rows] == as_sums.cheapest(everywhere)).all()
    assert sums_of(worth[:, None], allowed[None]).packages == worth.shape[1]


def test_a_view_of_a_list_alone_is_searched_too():
    """Protects strategies that are tried by hand: a view needs no engine behind it."""
    view = View(
        runs=1, utility=np.array([[0.4, 0.9, 0.4]]), allowed=np.array([True, False, True]),
        reservation=np.zeros(1), round=np.array([2]),
    )  # fmt: skip
    assert view.cheapest(np.array([0.3])).tolist() == [0]
    assert view.cheapest(np.array([[0.3, 0.5]])).tolist() == [[0, -1]]
    assert view.of(np.array([1])).tolist() == [0.9]
    assert [end.tolist() for end in view.extremes] == [[0.4], [0.4]]
    assert view.this_round(lambda v: (np.array([[1, 2, 3]]),)).tolist() == [2]


@pytest.mark.parametrize("size", [1, FEW - 1, FEW, 2 * FEW, 3 * FEW + 5])
def test_numbers_are_sorted_with_their_places(size):
    """Protects the sorting of many: stretches of a few, the last one shorter, with equals."""
    rng = np.random.default_rng(size)
    given = rng.integers(0, size, size) / 7
    value, spare, place, other = given.copy(), np.empty(size), *np.empty((2, size), np.int64)
    in_order(value, place, spare, other)
    assert (value == np.sort(given)).all()
    assert (given[place] == value).all()
    assert sorted(place) == list(range(size))
