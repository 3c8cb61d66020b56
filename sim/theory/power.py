"""Who can turn a vote: the indices of Shapley and Shubik, and of Penrose and Banzhaf, exactly.

A proposal passes if those in favour have enough weight: in one ballot, in several at once (a double
majority), or by any of several routes. The rule has to be monotone: whoever joins those in favour
never makes it fail. Weights and quotas are whole numbers, so that every count is exact.

Everything follows from ``w(s)``, the number of winning coalitions with s members, and ``w_i(s)``,
of those that member i is in. In a monotone game i turns ``w_i(s) - (w(s-1) - w_i(s-1))`` of the
coalitions of s members that it is in, summed over s. The counts are coefficients of a generating
function with one factor per group of k alike members, each of weight a,
``(1 + t x^a)^k`` (Mann & Shapley 1962; Brams & Affuso 1976; several ballots at once: Bilbao et al.
2000). The product is never multiplied out. Its factors are dealt into two halves, and for every
term of one the terms of the other that win with it are found by bisection (two halves: Horowitz &
Sahni 1974). So the size of weights does not matter, only the number of members that differ.

References
----------
Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19.
Bilbao, J. M., J. R. Fernández, A. Jiménez Losada and J. J. López (2000). Generating functions for
computing power indices efficiently. Top 8.
Brams, S. J. and P. J. Affuso (1976). Power and size: a new paradox. Theory and Decision 7.
Coleman, J. S. (1971). Control of collectivities and the power of a collectivity to act.
Horowitz, E. and S. Sahni (1974). Computing partitions with applications to the knapsack problem.
Journal of the ACM 21.
Mann, I. and L. S. Shapley (1962). Values of large games, VI. RAND Memorandum RM-3158.
Penrose, L. S. (1946). The elementary statistics of majority voting. JRSS 109.
Shapley, L. S. and M. Shubik (1954). A method for evaluating the distribution of power in a
committee system. American Political Science Review 48.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_TERMS = 1 << 18  # of one half of the generating function
_NEVER = 1 << 62
_FITS = 62  # members: counts up to 2**62 are int64, more are Python's integers

Route = Sequence[int | None]
"""One way to pass: the least weight in favour in each ballot; None where one does not count."""


@dataclass(frozen=True)
class Power:
    """What each member of a group of alike members can do, exactly.

    Attributes
    ----------
    counts : tuple of int
        How many members there are in each group.
    winning : int
        How many of the ``2**members`` coalitions win.
    shapley_shubik : tuple of Fraction
        For one member of each group: its share of the orders in which members could come to favour
        a proposal where it is the one with whom it passes (Shapley & Shubik 1954).
    swings : tuple of int
        For one member of each group: how many coalitions win with it and not without it (Banzhaf
        1965).

    Examples
    --------
    >>> found = power([[3], [2], [1]], [1, 1, 1], [[4]])
    >>> found.swings, [str(share) for share in found.shapley_shubik]
    ((3, 1, 1), ['2/3', '1/6', '1/6'])
    """

    counts: tuple[int, ...]
    winning: int
    shapley_shubik: tuple[Fraction, ...]
    swings: tuple[int, ...]

    @property
    def members(self) -> int:
        """How many members there are in all."""
        return sum(self.counts)

    @property
    def banzhaf(self) -> tuple[Fraction, ...]:
        """The share of all swings that each member has (normalised; they add up to 1).

        All 0 where nothing ever passes, or everything does: nobody has a swing.

        Examples
        --------
        >>> [str(share) for share in power([[3], [2], [1]], [1, 1, 1], [[4]]).banzhaf]
        ['3/5', '1/5', '1/5']
        """
        total = sum(s * k for s, k in zip(self.swings, self.counts, strict=True))
        return tuple(Fraction(s, total) if total else Fraction(0) for s in self.swings)

    @property
    def penrose(self) -> tuple[Fraction, ...]:
        """How likely each turns the vote if all others toss a coin (absolute; Penrose 1946).

        Examples
        --------
        >>> [str(share) for share in power([[3], [2], [1]], [1, 1, 1], [[4]]).penrose]
        ['3/4', '1/4', '1/4']
        """
        others = 2 ** (self.members - 1)
        return tuple(Fraction(swings, others) for swings in self.swings)

    @property
    def power_to_act(self) -> Fraction:
        """How likely a proposal passes if all toss a coin (Coleman 1971).

        Examples
        --------
        >>> str(power([[3], [2], [1]], [1, 1, 1], [[4]]).power_to_act)
        '3/8'
        """
        return Fraction(self.winning, 2**self.members)

    @property
    def powerless(self) -> tuple[bool, ...]:
        """Which members never turn a vote: dummies."""
        return tuple(swings == 0 for swings in self.swings)

    @property
    def indispensable(self) -> tuple[bool, ...]:
        """Which members nothing can pass without: each of them has a veto."""
        return tuple(swings == self.winning > 0 for swings in self.swings)


def power(weights: ArrayLike, counts: Sequence[int], routes: Sequence[Route]) -> Power:
    """Return the power of the members of a body that votes by weights.

    Parameters
    ----------
    weights : array_like of int, shape (groups, ballots)
        What one member of each group weighs in each ballot, 0 or more.
    counts : sequence of int, length groups
        How many members with these weights there are: 1 or more.
    routes : sequence of sequences of int or None
        A proposal passes by a route if those in favour have at least its weight in every ballot
        that it names, and passes if it does by any.

    Raises
    ------
    ValueError
        If there are too many members that differ to count exactly, or weights are no whole numbers
        of 0 or more that add up to less than 2**62.

    Examples
    --------
    The Security Council: nine of fifteen, and all five permanent members (a ballot of their own).

    >>> found = power([[1, 1], [1, 0]], [5, 10], [[9, 5]])
    >>> [str(share) for share in found.shapley_shubik], found.swings
    (['421/2145', '4/2145'], (848, 84))
    """
    return Electorate(weights, counts).power(routes)


class Electorate:
    """Who votes with which weights: what is the same whatever the quotas are.

    Parameters as of `power`.

    Examples
    --------
    >>> blocs = Electorate([[15], [26], [29]], [1, 1, 1])
    >>> [blocs.power([[quota]]).swings for quota in (36, 42, 45)]
    [(2, 2, 2), (1, 1, 3), (0, 2, 2)]
    """

    def __init__(self, weights: ArrayLike, counts: Sequence[int]) -> None:
        exact = np.asarray(weights, object)
        self.counts = tuple(int(count) for count in counts)
        if exact.ndim != 2 or len(exact) != len(self.counts) or not exact.size:
            raise ValueError(f"weights {exact.shape} are not those of {len(counts)} groups")
        if min(self.counts) < 1 or (exact < 0).any():
            raise ValueError("groups have 1 member or more, and weights of 0 or more")
        self.totals = tuple((exact * np.array(self.counts, object)[:, None]).sum(axis=0))
        if max(self.totals) >= 1 << 62:
            raise ValueError("weights add up to 2**62 or more; divide them by what they share")
        self.weights = exact.astype(np.int64)
        self._long = int(np.argmax(self.totals))
        self._halves = [self._half(groups) for groups in self._dealt()]

    def power(self, routes: Sequence[Route]) -> Power:
        """Return the power of everybody under a rule: see `sim.theory.power.power`."""
        n = sum(self.counts)
        every, own = self._winning(routes)
        orders = [
            sum(_orders(n, size) * turned for size, turned in enumerate(_turned(every, having)))
            for having in own
        ]
        swings = [sum(_turned(every, having)) for having in own]
        shares = tuple(Fraction(number, factorial(n)) for number in orders)
        return Power(self.counts, sum(every), shares, tuple(swings))

    # -- counting winning coalitions -----------------------------------------------------------

    def _winning(self, routes: Sequence[Route]) -> tuple[list[int], list[list[int]]]:
        """How many coalitions of each size win, and how many of these one member of a group is in.

        Returns a list over sizes, and one such list for each group.
        """
        left, right = self._halves
        every = [0] * (sum(self.counts) + 1)
        own = [list(every) for _ in self.counts]
        for a in left.blocks:
            for b in right.blocks:
                least = self._threshold(routes, a.others + b.others)
                if least == _NEVER:
                    continue
                size = a.size + b.size
                held = b.from_least(least - a.long)  # one row for each term of a
                at_left, at_right = held[:, 0] @ a.ways, a.ways[:, 0] @ held
                every[size] += int(at_left[0])
                for group, having in zip(left.groups, at_left[1:], strict=True):
                    own[group][size] += int(having)
                for group, having in zip(right.groups, at_right[1:], strict=True):
                    own[group][size] += int(having)
        return every, own

    def _threshold(self, routes: Sequence[Route], others: NDArray[np.int64]) -> int:
        """The least weight in the long ballot that passes, given the weights in the others."""
        least = _NEVER
        for route in routes:
            short = [quota for place, quota in enumerate(route) if place != self._long]
            if all(q is None or w >= q for q, w in zip(short, others, strict=True)):
                quota = route[self._long] or 0
                least = min(least, quota if quota <= self.totals[self._long] else _NEVER)
        return least

    # -- the generating function, in two halves ------------------------------------------------

    def _dealt(self) -> tuple[list[int], list[int]]:
        """Deal the groups into two halves with about as many terms each."""
        halves: tuple[list[int], list[int]] = ([], [])
        terms = [1, 1]
        for group in sorted(range(len(self.counts)), key=lambda g: -self.counts[g]):
            side = int(terms[1] < terms[0])
            halves[side].append(group)
            terms[side] *= self.counts[group] + 1
        return halves

    def _half(self, groups: list[int]) -> _Half:
        """Multiply the factors of some groups: terms that are alike are one."""
        whole = int if sum(self.counts) <= _FITS else object
        short = np.delete(self.weights, self._long, axis=1)
        # A term: its size, its weights in the other ballots, its weight in the long ballot.
        keys = np.zeros((1, 2 + short.shape[1]), np.int64)
        ways: NDArray[Any] = np.ones((1, 1), whole)
        for group in groups:
            k = self.counts[group]
            one = np.concatenate([[1], short[group], [self.weights[group, self._long]]])
            step = np.arange(k + 1)[:, None] * one
            if len(keys) * (k + 1) > 4 * MOST_TERMS:
                raise ValueError(_too_many(self))
            keys = (keys[:, None, :] + step).reshape(-1, keys.shape[1])
            choices = np.array([comb(k, j) for j in range(k + 1)], whole)
            having = np.array([comb(k - 1, j - 1) if j else 0 for j in range(k + 1)], whole)
            old = (ways[:, None, :] * choices[:, None]).reshape(len(keys), -1)
            new = (ways[:, None, :1] * having[:, None]).reshape(len(keys), 1)
            keys, ways = _merged(keys, np.concatenate([old, new], axis=1))
            if len(keys) > MOST_TERMS:
                raise ValueError(_too_many(self))
        return _Half(groups, list(_blocks(keys, ways)))


@dataclass(frozen=True)
class _Block:
    """Terms with the same size and the same weights in all ballots but the long one.

    Their weights in the long ballot rise. Of `ways`, column 0 counts the coalitions of each term,
    and column 1 + g those that one member of the half's group g is in.
    """

    size: int
    others: NDArray[np.int64]
    long: NDArray[np.int64]
    ways: NDArray[Any]
    after: NDArray[Any]  # sums of ways from each term on, and a row of zeros

    def from_least(self, least: NDArray[np.int64]) -> NDArray[Any]:
        """Sum the ways of the terms whose long weight is at least that, for each of several."""
        return self.after[np.searchsorted(self.long, least, side="left")]


@dataclass(frozen=True)
class _Half:
    groups: list[int]
    blocks: list[_Block]


def _merged(keys: NDArray[np.int64], ways: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Sort terms, the first column first, and add up those that are alike."""
    order = np.lexsort(keys.T[::-1])
    keys, ways = keys[order], ways[order]
    first = np.concatenate([[True], (keys[1:] != keys[:-1]).any(axis=1)])
    if first.all():
        return keys, ways
    starts = np.flatnonzero(first)
    return keys[starts], np.add.reduceat(ways, starts, axis=0)


def _blocks(keys: NDArray[np.int64], ways: NDArray[Any]) -> Iterator[_Block]:
    """Cut sorted terms where anything but the long weight changes."""
    cuts = np.flatnonzero((keys[1:, :-1] != keys[:-1, :-1]).any(axis=1)) + 1
    bounds = zip([0, *cuts], [*cuts, len(keys)], strict=True)
    for start, end in bounds:
        part = ways[start:end]
        after = np.concatenate([part, np.zeros_like(part[:1])])[::-1].cumsum(axis=0)[::-1]
        key = keys[start]
        yield _Block(int(key[0]), key[1:-1], keys[start:end, -1], part, after)


def _turned(every: list[int], having: list[int]) -> Iterator[int]:
    """How many coalitions of each size, from 0, one member is in and turns."""
    yield 0
    for size in range(1, len(every)):
        yield having[size] - (every[size - 1] - having[size - 1])


def _orders(members: int, size: int) -> int:
    """In how many orders some member comes last of a given coalition of `size`, the rest after."""
    return factorial(size - 1) * factorial(members - size) if size else 0


def _too_many(electorate: Electorate) -> str:
    return (
        f"{len(electorate.counts)} groups of members that differ are too many for exact counts"
        f" (over {MOST_TERMS:,} terms in half of the generating function); round the weights, so"
        " that more members are alike"
    )


# -- closed forms ------------------------------------------------------------------------------


def with_vetoes(members: int, vetoes: int, quota: int) -> tuple[Fraction, Fraction]:
    """The Shapley-Shubik index of a body of equals of whom some have a veto, in closed form.

    One without a veto turns the vote where it comes at place `quota`, all that have one before it:
    ``C(n - v - 1, q - v - 1) (q - 1)! (n - q)! / n!``. Those with a veto share the rest.

    Parameters
    ----------
    members, vetoes, quota : int
        How many there are, how many of them have a veto (1 or more), how many votes are enough.

    Returns
    -------
    with_veto, without : Fraction
        The index of one of each.

    Examples
    --------
    The Security Council:

    >>> [str(index) for index in with_vetoes(15, 5, 9)]
    ['421/2145', '4/2145']
    """
    rest = members - vetoes
    before = comb(rest - 1, quota - vetoes - 1) if quota > vetoes and rest else 0
    plain = Fraction(before * factorial(quota - 1) * factorial(members - quota), factorial(members))
    return (1 - rest * plain) / vetoes, plain


def three_blocs(weights: Sequence[int], quota: int) -> tuple[Fraction, Fraction, Fraction]:
    """The Shapley-Shubik index of three blocs that can pass a proposal together.

    It hangs on nothing but who can pass it alone, and which two can. Whoever can do so alone, and
    the others not even together, has all of it. If all pairs can, or none, each has 1/3; if one
    can, each of its members has 1/2; if two can, the bloc in both has 2/3, the others 1/6 each.

    Raises
    ------
    ValueError
        If the three cannot pass it together, or one can alone and the others as well.

    Examples
    --------
    >>> [str(index) for index in three_blocs((29, 26, 15), 42)]
    ['2/3', '1/6', '1/6']
    """
    places = range(3)
    alone = [weights[i] >= quota for i in places]
    pairs = [sum(weights) - weights[i] >= quota for i in places]  # of the two others
    if quota > sum(weights) or any(alone[i] and pairs[i] for i in places):
        raise ValueError(f"no closed form for blocs {tuple(weights)} with a quota of {quota}")
    if any(alone):
        first, second, third = (Fraction(int(a)) for a in alone)
        return first, second, third
    if sum(pairs) == 2:
        out = [Fraction(1, 6) if pairs[i] else Fraction(2, 3) for i in places]
    elif sum(pairs) == 1:
        out = [Fraction(0) if pairs[i] else Fraction(1, 2) for i in places]
    else:
        out = [Fraction(1, 3)] * 3
    return out[0], out[1], out[2]
