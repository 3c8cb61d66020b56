"""Stationary equilibria: dividing a pie without a deadline, when nobody's acts hang on the past.

A pie of size 1 that can be cut at will is divided; each likes its own share alone and weighs the
next round by its patience. No function here says what is likely: only what is an equilibrium.

References
----------
Baron, D. P. and J. A. Ferejohn (1989). Bargaining in legislatures. American Political Science
Review 83.
Eraslan, H. (2002). Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn model.
Journal of Economic Theory 103.
Eraslan, H. and A. McLennan (2013). Uniqueness of stationary equilibrium payoffs in coalitional
bargaining. Journal of Economic Theory 148.
Osborne, M. J. and A. Rubinstein (1990). Bargaining and Markets. Academic Press.
Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.theory.closed_rule import ClosedRule
from sim.theory.packages import Floats, Mask


def rubinstein(patience: ArrayLike) -> Floats:
    """What two get who make offers in turn, the first beginning (Rubinstein 1982, conclusion II).

    ``(1 - d2) / (1 - d1 d2)`` to the first, the rest to the second: the only subgame-perfect
    equilibrium of a pie that can be cut at will.

    Parameters
    ----------
    patience : array_like, shape (..., 2)
        Each in (0, 1], and one of the two below 1.

    Returns
    -------
    ndarray, shape (..., 2)

    Raises
    ------
    ValueError
        If both have patience 1, or one is not in (0, 1].

    Examples
    --------
    >>> rubinstein([0.5, 0.5]).tolist()
    [0.6666666666666666, 0.33333333333333337]
    """
    d = _patience(patience)
    if d.shape[-1] != 2:
        raise ValueError(f"rubinstein is for two; found {d.shape[-1]}: see rubinstein_n")
    first = (1 - d[..., 1]) / (1 - d[..., 0] * d[..., 1])
    return np.stack([first, 1 - first], axis=-1)


def rubinstein_n(patience: ArrayLike) -> Floats:
    """What each gets if all make offers in turn and all must agree, the first beginning.

    In the stationary equilibrium each is offered what waiting for its own turn would bring: with
    ``y_i`` what i gets when it proposes, ``sum_i d_i**((i - k) mod n) y_i = 1`` for every proposer
    k; with one patience, ``y = 1 / (1 + d + ... + d**(n - 1))``. For two it is `rubinstein`. For
    more only stationarity singles it out: with patience enough every division is a subgame-perfect
    equilibrium (Shaked, in Osborne & Rubinstein 1990, ch. 3.13).

    Parameters
    ----------
    patience : array_like, shape (..., parties)
        In the order in which they propose; each in (0, 1], at most one of them 1.

    Returns
    -------
    ndarray, shape (..., parties)
        They add up to 1.

    Raises
    ------
    ValueError
        If several have patience 1, or one is not in (0, 1].

    Examples
    --------
    >>> rubinstein_n([0.5, 0.5, 0.5]).round(6).tolist()
    [0.571429, 0.285714, 0.142857]
    """
    d = _patience(patience)
    n = d.shape[-1]
    until = (np.arange(n)[None, :] - np.arange(n)[:, None]) % n  # rounds until i proposes, after k
    proposing = np.linalg.solve(d[..., None, :] ** until, np.ones((*d.shape, 1)))[..., 0]
    return np.asarray(d ** np.arange(n) * proposing)


def rubinstein_costs(cost: ArrayLike) -> Floats:
    """What two get whom every round costs a fixed amount (Rubinstein 1982, conclusion I).

    The first, if waiting costs it less; if more, only what waiting costs the second; the rest is
    the second's.

    Parameters
    ----------
    cost : array_like, shape (2,)
        In pies; each above 0, at most 1.

    Returns
    -------
    ndarray, shape (2,)

    Raises
    ------
    ValueError
        If both are alike: then every division is an equilibrium that leaves the first at least its
        cost. Or if a cost is not in (0, 1].

    Examples
    --------
    >>> rubinstein_costs([0.05, 0.1]).tolist(), rubinstein_costs([0.1, 0.05]).tolist()
    ([1.0, 0.0], [0.05, 0.95])
    """
    first, second = np.asarray(cost, float)
    if not (0 < first <= 1 and 0 < second <= 1):
        raise ValueError(f"costs are above 0 and at most 1; found {first:g} and {second:g}")
    if first == second:
        raise ValueError(
            f"both pay {first:g}: every division that leaves the first {first:g} or more is an "
            "equilibrium"
        )
    share = 1.0 if first < second else second
    return np.array([share, 1 - share])


class Legislature(NamedTuple):
    """A stationary equilibrium of offers by whoever is drawn, all others voting at once.

    Attributes
    ----------
    values : ndarray, shape (parties,)
        What each expects as a round begins; ``patience * values`` buys its vote.
    coalitions : ndarray of bool, shape (coalitions, parties)
        Coalitions that proposers choose from, themselves included.
    chances : ndarray, shape (parties, coalitions)
        How likely each party, drawn to propose, is to buy each coalition: each row adds up to 1.
    residual : float
        By how much the values miss their own equation, or a coalition that is bought is dearer than
        the cheapest, at most.
    """

    values: Floats
    coalitions: Mask
    chances: Floats
    residual: float

    @property
    def partners(self) -> Floats:
        """How likely a party is to be bought by each proposer: (proposers, parties), 1 for self."""
        return self.chances @ self.coalitions


def baron_ferejohn(
    patience: ArrayLike,
    recognition: ArrayLike,
    weights: ArrayLike | None = None,
    quota: float | None = None,
    vetoes: ArrayLike | None = None,
) -> Legislature:
    """The stationary equilibrium of the closed rule (Baron & Ferejohn 1989, propositions 3 and 4).

    ``v_i = p_i (1 - K_i) + d_i v_i q_i``: drawn to propose, i buys the cheapest coalition that
    wins, at ``K_i``, the sum of the others' ``d_j v_j``; with chance ``q_i`` it is bought itself.
    Where coalitions are equally cheap the proposer mixes. The payoffs are unique (Eraslan 2002;
    with weights and vetoes Eraslan & McLennan 2013); the mix need not be: the one given is the
    limit of a choice that falls off smoothly with cost, so that like partners are equally likely.

    Solved by following that limit, and then exactly, by Newton's method on the values and on the
    chances of the coalitions that turn out equally cheap.

    Parameters
    ----------
    patience : array_like, shape (parties,) or ()
        Each in (0, 1).
    recognition : array_like, shape (parties,)
        The chance of each to propose; they add up to 1.
    weights : array_like, shape (parties,), optional
        Votes; one each unless given.
    quota : float, optional
        Votes that carry a proposal, that of the proposer included; more than half unless given.
    vetoes : array_like of bool, shape (parties,), optional
        Without whose yes nothing is carried; nobody unless given.

    Returns
    -------
    Legislature

    Raises
    ------
    ValueError
        If a number is out of range, all together cannot carry anything, there are more than 14
        parties, or the equations are not solved to a millionth of a millionth of the pie.

    Examples
    --------
    Three equals under majority rule: the proposer keeps ``1 - d (q - 1) / n = 1 - 0.9 / 3``.

    >>> equal = baron_ferejohn(0.9, [1 / 3, 1 / 3, 1 / 3])
    >>> equal.values.round(9).tolist(), equal.partners.round(9).tolist()[0]
    ([0.333333333, 0.333333333, 0.333333333], [1.0, 0.5, 0.5])
    """
    game = ClosedRule(patience, recognition, weights, quota, vetoes)
    values, chances = game.cool()
    values, chances = game.polish(values, chances)
    residual = game.residual(values, chances)
    if not residual <= 1e-12:
        raise ValueError(f"no stationary equilibrium was found: off by {residual:.1e} of the pie")
    return Legislature(values, game.coalitions, chances, residual)


def _patience(patience: ArrayLike) -> Floats:
    """Patience as numbers, each in (0, 1], at most one of them 1."""
    d = np.asarray(patience, float)
    if not ((d > 0) & (d <= 1)).all():
        raise ValueError(f"patience is above 0 and at most 1; found {d.min():g} to {d.max():g}")
    if ((d == 1).sum(axis=-1) > 1).any():
        raise ValueError("nothing hurries those with patience 1: at most one may have it")
    return d
