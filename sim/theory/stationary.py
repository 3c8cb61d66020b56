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

from sim.theory.packages import TOLERANCE, Floats, Mask

MOST_PARTIES = 14  # every coalition is looked at
_COOLING = 0.5 ** np.arange(1, 22)  # how sharply the cheapest coalition is chosen: to 5e-7


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
        If a number is out of range, all together cannot carry anything, there are more than
        `MOST_PARTIES`, or the equations are not solved to a millionth of a millionth of the pie.

    Examples
    --------
    Three equals under majority rule: the proposer keeps ``1 - d (q - 1) / n = 1 - 0.9 / 3``.

    >>> equal = baron_ferejohn(0.9, [1 / 3, 1 / 3, 1 / 3])
    >>> equal.values.round(9).tolist(), equal.partners.round(9).tolist()[0]
    ([0.333333333, 0.333333333, 0.333333333], [1.0, 0.5, 0.5])
    """
    game = _Closed(patience, recognition, weights, quota, vetoes)
    values, chances = game.cool()
    values, chances = game.polish(values, chances)
    residual = game.residual(values, chances)
    if not residual <= 1e-12:
        raise ValueError(f"no stationary equilibrium was found: off by {residual:.1e} of the pie")
    return Legislature(values, game.coalitions, chances, residual)


class _Closed:
    """The closed rule among some parties."""

    def __init__(self, patience, recognition, weights, quota, vetoes):
        self.drawn = np.asarray(recognition, float)
        n = len(self.drawn)
        self.patience = np.broadcast_to(np.asarray(patience, float), n)
        self.weights = np.ones(n) if weights is None else np.asarray(weights, float)
        most = self.weights.sum()
        self.quota = most / 2 + TOLERANCE if quota is None else float(quota)
        self.vetoes = np.zeros(n, bool) if vetoes is None else np.asarray(vetoes, bool)
        _right(self.drawn, self.patience, self.quota, most)
        self._enumerate(n)

    def _enumerate(self, n: int) -> None:
        """Every coalition that wins, and of which no partner of the proposer is spared."""
        every = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 > 0
        votes = every @ self.weights
        wins = (votes >= self.quota - 1e-12) & (every | ~self.vetoes).all(axis=-1)
        every, votes = every[wins], votes[wins]
        needed = (votes[:, None] - self.weights < self.quota - 1e-12) | self.vetoes
        spared = every & ~needed
        able = every & (spared.sum(axis=-1, keepdims=True) - spared == 0)  # (coalitions, proposers)
        used = able.any(axis=-1)
        self.coalitions, self.able = every[used], able[used].T
        self.partners = [self.coalitions & (np.arange(n) != i) for i in range(n)]

    def costs(self, values: Floats) -> Floats:
        """What each coalition costs each proposer; infinite where it is not its own."""
        price = self.patience * values
        cost = np.stack([partners @ price for partners in self.partners])
        return np.where(self.able, cost, np.inf)

    def worth(self, values: Floats, chances: Floats) -> Floats:
        """What each expects, if a vote costs what waiting for `values` is worth."""
        cost = np.where(self.able, self.costs(values), 0.0)
        bought = sum(
            p * (chance @ partners)
            for p, chance, partners in zip(self.drawn, chances, self.partners, strict=True)
        )
        spent = (chances * cost).sum(axis=-1)
        return self.drawn * (1 - spent) + self.patience * values * bought

    def cool(self) -> tuple[Floats, Floats]:
        """Values and chances where coalitions are chosen ever more sharply by their cost."""
        values = np.full(len(self.drawn), 1 / len(self.drawn))
        for heat in _COOLING:
            for _ in range(50):
                off = self.worth(values, self._choice(values, heat)) - values
                if np.abs(off).max() < 1e-13 + 1e-14 / heat:  # as near as rounding lets it come
                    break
                slope = np.eye(len(values)) - self._slope(values, heat)
                values = self._step(values, np.linalg.lstsq(slope, off, rcond=None)[0], off, heat)
        return values, self._choice(values, _COOLING[-1])

    def _step(self, values: Floats, step: Floats, off: Floats, heat: float) -> Floats:
        """A step of Newton's method, halved until it brings the values nearer."""
        for share in 0.5 ** np.arange(20):
            there = np.clip(values + share * step, 0.0, 1.0)
            left = self.worth(there, self._choice(there, heat)) - there
            if np.abs(left).max() < np.abs(off).max():
                return there
        return np.asarray(values + 0.5 * off)

    def _choice(self, values: Floats, heat: float) -> Floats:
        """The chance of each coalition: falling off with cost, ``exp(-cost / heat)``."""
        cost = self.costs(values)
        odds = np.exp(-(cost - cost.min(axis=-1, keepdims=True)) / heat)
        return odds / odds.sum(axis=-1, keepdims=True)

    def _slope(self, values: Floats, heat: float) -> Floats:
        """How `worth` moves with the values, the choice of coalitions moving too."""
        n, price = len(values), self.patience * values
        chances, slope, bought = self._choice(values, heat), np.zeros((n, n)), np.zeros(n)
        for i in range(n):
            partners = self.partners[i].astype(float)
            mean = chances[i] @ partners
            spread = (partners.T * chances[i]) @ partners - np.outer(mean, mean)
            slope[i] -= self.drawn[i] * (mean - spread @ price / heat)
            slope -= self.drawn[i] * price[:, None] * spread / heat
            bought += self.drawn[i] * mean
        return (slope + np.diag(bought)) * self.patience

    def polish(self, values: Floats, chances: Floats) -> tuple[Floats, Floats]:
        """Solve for values and for the chances of coalitions that are equally cheap, exactly."""
        n, (who, which) = len(values), np.nonzero(chances > 1e-6)
        for _ in range(50):
            before = self.residual(values, chances)
            if before <= 1e-15:
                break
            rows, right = self._equations(values, chances, who, which)
            move = np.linalg.lstsq(rows, right, rcond=1e-12)[0]
            new = np.zeros_like(chances)
            new[who, which] = np.maximum(chances[who, which] + move[n : n + len(who)], 0.0)
            new /= new.sum(axis=-1, keepdims=True)
            if self.residual(values + move[:n], new) >= before:
                break
            values, chances = values + move[:n], new
        return values, chances

    def _equations(self, values, chances, who, which) -> tuple[Floats, Floats]:
        """What must move by how much: values, chances in use, and the least cost of each."""
        n, k = len(values), len(who)
        used = np.array([self.partners[i][c] for i, c in zip(who, which, strict=True)], float)
        odds, price, drawn = chances[who, which], self.patience * values, self.drawn[who]
        cost, own = used @ price, np.equal.outer(np.arange(n), who)
        bought = (drawn * odds) @ used
        spends = self.drawn[:, None] * (own * odds) @ used * self.patience
        by_odds = price[:, None] * (used * drawn[:, None]).T - self.drawn[:, None] * own * cost
        worth = np.diag(1 - self.patience * bought) + spends
        tied = np.hstack([used * self.patience, np.zeros((k, k)), -own.T.astype(float)])
        sums = np.hstack([np.zeros((n, n)), own.astype(float), np.zeros((n, n))])
        rows = np.vstack([np.hstack([worth, -by_odds, np.zeros((n, n))]), tied, sums])
        least = self.costs(values).min(axis=-1)
        tied_off = least[who] - cost
        right = [self.worth(values, chances) - values, tied_off, 1 - own @ odds]
        return rows, np.concatenate(right)

    def residual(self, values: Floats, chances: Floats) -> float:
        """By how much an equation is missed, or a coalition in use is too dear, at most."""
        cost = self.costs(values)
        dear = np.where(chances > 0, cost - cost.min(axis=-1, keepdims=True), 0.0)
        off = self.worth(values, chances) - values
        return float(max(np.abs(off).max(), dear.max(), -values.min()))


def _patience(patience: ArrayLike) -> Floats:
    """Patience as numbers, each in (0, 1], at most one of them 1."""
    d = np.asarray(patience, float)
    if not ((d > 0) & (d <= 1)).all():
        raise ValueError(f"patience is above 0 and at most 1; found {d.min():g} to {d.max():g}")
    if ((d == 1).sum(axis=-1) > 1).any():
        raise ValueError("nothing hurries those with patience 1: at most one may have it")
    return d


def _right(drawn: Floats, patience: Floats, quota: float, votes: float) -> None:
    """Refuse numbers that make no game."""
    if len(drawn) > MOST_PARTIES:
        raise ValueError(f"{len(drawn)} parties are too many; at most {MOST_PARTIES}")
    if (drawn < 0).any() or abs(drawn.sum() - 1) > TOLERANCE:
        found = f"from {drawn.min():g}, {drawn.sum():g} in all"
        raise ValueError(f"recognition is 0 or more and adds up to 1; found {found}")
    if not ((patience > 0) & (patience < 1)).all():
        found = f"{patience.min():g} to {patience.max():g}"
        raise ValueError(f"patience is above 0 and below 1; found {found}")
    if quota > votes + 1e-12:
        raise ValueError(f"a quota of {quota:g} is never reached: there are {votes:g} votes")
