"""What groups can gain together, and how it may be shared: the core and the Shapley value.

A game is an array of what each coalition is worth by itself, shape (2**n,): coalition k holds
player i where bit i of k is 1, so that entry 0 is the empty one, worth 0, and the last is
everybody. Payoffs can be passed from one player to another (transferable utility).

References
----------
Gillies, D. B. (1959). Solutions to general non-zero-sum games. Contributions to the Theory of
Games IV.
Maschler, M., B. Peleg and L. S. Shapley (1979). Geometric properties of the kernel, nucleolus, and
related solution concepts. Mathematics of Operations Research 4.
Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.
Shapley, L. S. and M. Shubik (1969). Pure competition, coalitional power, and fair division.
International Economic Review 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-9  # of a payoff
MOST_PLAYERS = 20  # about a million coalitions
_SOLVER = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def players_of(worth: ArrayLike) -> int:
    """How many players a game has.

    Raises
    ------
    ValueError
        If the array is not one of all coalitions of 1 to `MOST_PLAYERS` players, or the empty
        coalition is worth anything.

    Examples
    --------
    >>> players_of([0, 0, 0, 1])
    2
    """
    value = np.asarray(worth, float)
    players = value.size.bit_length() - 1
    if value.ndim != 1 or value.size != 1 << max(players, 0) or not 1 <= players <= MOST_PLAYERS:
        raise ValueError(
            f"an array of shape {value.shape} is not the worth of all coalitions of"
            f" 1 to {MOST_PLAYERS} players"
        )
    if value[0] != 0:
        raise ValueError(f"the empty coalition is worth 0; found {value[0]:g}")
    return players


def members(players: int) -> NDArray[np.bool_]:
    """Who is in each coalition: (2**players, players).

    Examples
    --------
    >>> members(2).astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    """
    return (np.arange(1 << players)[:, None] >> np.arange(players) & 1).astype(bool)


def sizes(players: int) -> NDArray[np.int64]:
    """How many players each coalition has: (2**players,).

    Examples
    --------
    >>> sizes(2).tolist()
    [0, 1, 1, 2]
    """
    return np.bitwise_count(np.arange(1 << players)).astype(np.int64)


def by_split(players: int, named: Mapping[int, float]) -> Floats:
    """The worth of every coalition where only some are known: the best they can do split up.

    A coalition that is not named is worth the most that it gets by splitting into named ones, and
    whoever is left over gets 0. A named one is worth what is said, even if it would do better
    split up. Where it never would, this is the least superadditive game with these values.

    Parameters
    ----------
    players : int
    named : mapping of int to float
        Coalition (as a number) -> what it is worth.

    Returns
    -------
    ndarray, shape (2**players,)

    Examples
    --------
    Two can share 3, and any third player adds nothing.

    >>> by_split(3, {0b011: 3}).tolist()
    [0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 3.0]
    """
    best = np.zeros(1 << players)
    for last in range(players):  # coalitions whose last player this is, from those without it
        low = np.arange(1 << last)
        these = best[1 << last : 2 << last]
        these[:] = best[: 1 << last]
        for part, value in named.items():
            if part.bit_length() - 1 == last:
                rest = part ^ 1 << last
                holds = low[(low & rest) == rest]
                these[holds] = np.maximum(these[holds], value + best[holds ^ rest])
    for whole, value in named.items():
        best[whole] = value
    return best


def glove_market(left: Iterable[int], right: Iterable[int], pair: float = 1.0) -> Floats:
    """The worth of every coalition where some own a left glove each and others a right one.

    ``v(S) = pair * min(left gloves in S, right gloves in S)`` (Shapley & Shubik 1969).

    Parameters
    ----------
    left, right : iterable of int
        Places of the players: together all from 0, each once.
    pair : float
        What a pair of gloves is worth.

    Examples
    --------
    >>> glove_market([0], [1, 2]).tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    """
    left, right = list(left), list(right)
    there = members(len(left) + len(right))
    return pair * np.minimum(there[:, left].sum(axis=1), there[:, right].sum(axis=1))


# -- the Shapley value -------------------------------------------------------------------------


def orders(players: int) -> list[Fraction]:
    """The share of all orders in which some of a given size come first, one given player next.

    ``s! (n - s - 1)! / n!`` for s of n players (Shapley 1953, eq. 13).

    Examples
    --------
    >>> [str(share) for share in orders(3)]
    ['1/3', '1/6', '1/3']
    """
    n = players
    return [Fraction(factorial(s) * factorial(n - s - 1), factorial(n)) for s in range(n)]


def shapley(worth: ArrayLike) -> Floats:
    """The Shapley value: what each player adds, on average over all orders of arrival.

    ``sum over S without i of s! (n - s - 1)! / n! * (v(S + i) - v(S))`` (Shapley 1953).

    Parameters
    ----------
    worth : array_like, shape (2**players,)

    Returns
    -------
    ndarray, shape (players,)
        Payoffs that add up to what everybody together is worth.

    Examples
    --------
    >>> [round(share, 4) for share in shapley(glove_market([0], [1, 2])).tolist()]
    [0.6667, 0.1667, 0.1667]
    """
    value, n = np.asarray(worth, float), players_of(worth)
    share = np.array([float(part) for part in orders(n)])
    weight = share[np.minimum(sizes(n), n - 1)]
    found = np.empty(n)
    for player in range(n):
        pairs = (-1, 2, 1 << player)  # coalitions without the player, and with it
        added = value.reshape(pairs)[:, 1] - value.reshape(pairs)[:, 0]
        found[player] = (weight.reshape(pairs)[:, 0] * added).sum()
    return found


def glove_shapley(left: int, right: int, pair: float = 1.0) -> tuple[float, float]:
    """The Shapley value of a glove market in closed form (Shapley & Shubik 1969).

    With l owners on the scarce side and r on the other, each on the scarce side gets
    ``1/2 + (r - l) / (2 l) * sum over k = 1..l of l! r! / ((l - k)! (r + k)!)``, and the others
    share the rest of l pairs equally.

    Returns
    -------
    left, right : float
        What one owner of a left, and one of a right glove gets.

    Examples
    --------
    >>> [round(share, 4) for share in glove_shapley(1, 2)]
    [0.6667, 0.1667]
    """
    few, many = sorted((left, right))
    if few == 0:
        return 0.0, 0.0
    ways = sum(
        Fraction(factorial(few) * factorial(many), factorial(few - k) * factorial(many + k))
        for k in range(1, few + 1)
    )
    scarce = Fraction(1, 2) + Fraction(many - few, 2 * few) * ways
    plenty = (few - few * scarce) / many
    shares = (scarce, plenty) if left <= right else (plenty, scarce)
    return float(pair * shares[0]), float(pair * shares[1])


# -- the core ----------------------------------------------------------------------------------


def excess(worth: ArrayLike, payoffs: ArrayLike) -> Floats:
    """What each coalition is worth beyond what its members get.

    Parameters
    ----------
    worth : array_like, shape (2**players,)
    payoffs : array_like, shape (players,)

    Returns
    -------
    ndarray, shape (2**players,)
        Above 0 where the members would do better by themselves.

    Examples
    --------
    >>> excess(glove_market([0], [1]), [0.5, 0.25]).tolist()
    [0.0, -0.5, -0.25, 0.25]
    """
    return np.asarray(worth, float) - members(players_of(worth)) @ np.asarray(payoffs, float)


def blocking(worth: ArrayLike, payoffs: ArrayLike, tolerance: float = TOLERANCE) -> list[int]:
    """The coalitions whose members would do better by themselves, worst off first.

    None where the payoffs are in the core, if they add up to what everybody together is worth
    (Gillies 1959).

    Returns
    -------
    list of int
        Coalitions, as numbers.

    Examples
    --------
    >>> game = glove_market([0], [1, 2])
    >>> blocking(game, [1, 0, 0]), blocking(game, shapley(game))
    ([], [3, 5])
    """
    over = excess(worth, payoffs)
    order = np.argsort(-over, kind="stable")
    return [int(coalition) for coalition in order if over[coalition] > tolerance]


def is_in_core(worth: ArrayLike, payoffs: ArrayLike, tolerance: float = TOLERANCE) -> bool:
    """Whether payoffs give away exactly what there is, and nobody would do better elsewhere.

    Examples
    --------
    >>> is_in_core(glove_market([0], [1]), [0.3, 0.7])
    True
    """
    short = float(excess(worth, payoffs)[-1])
    return abs(short) <= tolerance and not blocking(worth, payoffs, tolerance)


@dataclass(frozen=True)
class Core:
    """What is known of the core of a game.

    Attributes
    ----------
    epsilon : float
        The least e for which payoffs exist that no coalition of some could improve on by more than
        e: the core is empty where it is above 0, and has room to spare where it is below (Maschler,
        Peleg & Shapley 1979).
    payoffs : ndarray, shape (players,)
        Payoffs that reach it: one point of the least core.
    least, greatest : ndarray, shape (players,)
        The least and the greatest that each player gets anywhere in the core; NaN where it is
        empty.
    """

    epsilon: float
    payoffs: Floats
    least: Floats
    greatest: Floats

    @property
    def is_empty(self) -> bool:
        """Whether some coalition would leave, whatever the payoffs."""
        return self.epsilon > 0


def core(worth: ArrayLike) -> Core:
    """Return what is known of the core, by one linear program and two more for each player.

    Each holds a row for every coalition: an instant with up to 12 players, minutes with 16.
    The solver meets every row to within 1e-10 of the greatest worth; an epsilon within 1e-9 of it
    counts as 0.

    Examples
    --------
    One right glove, two left ones: competition leaves nothing to the owners of these.

    >>> found = core(glove_market([0], [1, 2]))
    >>> found.is_empty, found.least.tolist(), found.greatest.tolist()
    (False, [1.0, 0.0, 0.0], [1.0, 0.0, 0.0])

    Any two of three can share 1, and so can all three: one is always left out who offers more.

    >>> round(core([0, 0, 0, 1, 0, 1, 1, 1]).epsilon, 9)
    0.333333333
    """
    program = _Program(worth)
    epsilon, payoffs = program.least_core()
    n = len(payoffs)
    least, greatest = np.full(n, np.nan), np.full(n, np.nan)
    if epsilon <= 0:
        for player in range(n):
            aim = np.eye(n)[player]
            least[player] = program.least_in_core(aim)
            greatest[player] = 0.0 - program.least_in_core(-aim)
    return Core(epsilon, payoffs, least, greatest)


class _Program:
    """Linear programs over payoffs that give away what there is: every coalition has its row."""

    def __init__(self, worth: ArrayLike) -> None:
        value = np.asarray(worth, float)
        self._n = players_of(value)
        self._scale = max(float(np.abs(value).max()), 1.0)
        some = members(self._n)[1:-1].astype(float)  # all coalitions but nobody and everybody
        self._demands = np.column_stack([-some, -np.ones(len(some))])
        self._met = -value[1:-1] / self._scale
        self._whole = value[-1:] / self._scale

    def least_core(self) -> tuple[float, Floats]:
        """The least epsilon, and payoffs that reach it."""
        if self._n == 1:
            return 0.0, self._whole * self._scale
        solution = self._solved(np.append(np.zeros(self._n), 1.0), None) * self._scale
        epsilon = float(solution[-1])
        return epsilon if abs(epsilon) > TOLERANCE * self._scale else 0.0, solution[:-1]

    def least_in_core(self, aim: Floats) -> float:
        """The least value of ``aim @ payoffs`` in the core, which is not empty."""
        solution = self._solved(np.append(aim, 0.0), 0.0) * self._scale
        return float(aim @ solution[:-1]) + 0.0

    def _solved(self, aim: Floats, epsilon: float | None) -> Floats:
        """Payoffs and epsilon that make the aim least, with this epsilon if one is given."""
        from scipy.optimize import linprog  # slow to load, and of use only here

        bounds = [(None, None)] * self._n + [(epsilon, epsilon)]
        every = np.append(np.ones(self._n), 0.0)[None]
        found = linprog(
            aim, self._demands, self._met, every, self._whole, bounds, "highs", options=_SOLVER
        )
        if found.x is None:
            raise ArithmeticError(f"the core's linear program has no solution: {found.message}")
        return np.round(found.x, 12) + 0.0
