"""The war of attrition in rounds: both pay to stay, until one gives in.

The timing is that of this engine (`sim.model.protocols`, simultaneous demands). Each round begins
with its cost, paid by both, the first round too. Then both at once stand or concede. If one
concedes the other has the prize; if both do, a coin gives it to one of them; if neither does the
next round begins, or after the last one both are left with what failed talks are worth.

In the mixed equilibrium each concedes with the chance that makes the *other* indifferent between
standing and conceding. With S what standing is worth to i if the other stands too, conceding is
worth ``q (win + lose) / 2 + (1 - q) lose`` and standing ``q win + (1 - q) S``, q being the chance
that the other concedes. They are equal at ``q = y / (y + gap / 2)``, with ``y = lose - S`` and
``gap = win - lose``: the hazard of one side follows from the prize and cost of the other.

References
----------
Hendricks, K., A. Weiss and C. Wilson (1988). The war of attrition in continuous time with complete
information. International Economic Review 29.
Maynard Smith, J. (1974). The theory of games and the evolution of animal conflicts. Journal of
Theoretical Biology 47.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.theory.packages import Floats


class Attrition(NamedTuple):
    """The equilibrium of a war of attrition with a last round.

    Attributes
    ----------
    concede : ndarray, shape (..., rounds, 2)
        The chance that each side concedes in each round, if that is reached.
    value : ndarray, shape (..., rounds, 2)
        What the game is worth to each in each round, its cost paid, in values of that round.
    """

    concede: Floats
    value: Floats


def attrition(
    win: ArrayLike,
    lose: ArrayLike,
    fail: ArrayLike,
    cost: ArrayLike,
    patience: ArrayLike = 1.0,
    *,
    rounds: int,
) -> Attrition:
    """Solve a war of attrition with a last round, backwards from there.

    In each round S is what the next one is worth less its cost, discounted, and after the last
    round `fail`. Where standing against somebody who stands is worse than conceding for both (y >
    0) there are two equilibria in which one side concedes for sure and one in which both mix; the
    one in which both mix is taken. Where it is no worse for one side (y <= 0) that side stands, and
    the other concedes unless it is no worse for it either. So a side that would rather fail than
    concede, against one that would not, wins at once, all the way back from the deadline
    (Hendricks, Weiss & Wilson 1988); and just before a deadline that is terrible for both nobody
    concedes, since each counts on the other's fear of the end.

    Parameters
    ----------
    win, lose : array_like, shape (..., 2)
        What the prize, and giving it to the other, is worth to each side.
    fail : array_like, shape (..., 2)
        What is left to each if nobody has conceded by the last round.
    cost : array_like, shape (..., 2)
        Of each round, paid as it begins.
    patience : array_like, shape (..., 2)
        The weight of the next round, in (0, 1].
    rounds : int

    Raises
    ------
    ValueError
        If somebody would not rather win than lose: there is nothing to fight for then.

    Examples
    --------
    >>> found = attrition([1, 1], [0, 0], [0, 0], [0.1, 0.1], rounds=200)
    >>> [round(float(q), 6) for q in found.concede[0]], round(stationary(1, 0.1), 6)
    ([0.095012, 0.095012], 0.095012)

    Who has less to win makes the other concede more often, and so wins more often: an oddity of
    mixed equilibria, since the other's chance has to make *it* indifferent.

    >>> weaker = attrition([1, 0.5], [0, 0], [0, 0], [0.1, 0.1], rounds=200)
    >>> [round(float(q), 3) for q in weaker.concede[0]]
    [0.18, 0.095]
    """
    parts = np.broadcast_arrays(*(np.asarray(a, float) for a in (win, lose, fail, cost, patience)))
    win_, lose_, standing, cost_, patience_ = parts
    gap = win_ - lose_
    if (gap <= 0).any():
        raise ValueError("somebody would rather lose than win; name what each is to win")
    concede = np.empty((*gap.shape[:-1], rounds, 2))
    value = np.empty_like(concede)
    for t in reversed(range(rounds)):
        concede[..., t, :], value[..., t, :] = _round(gap, lose_, standing)
        standing = patience_ * (value[..., t, :] - cost_)
    return Attrition(concede, value)


def _round(gap: Floats, lose: Floats, standing: Floats) -> tuple[Floats, Floats]:
    """The chance that each concedes, and what the round is worth to each. All (..., 2)."""
    worse = lose - standing  # y: by how much, than conceding
    both = (worse > 0).all(axis=-1, keepdims=True)
    mixed = np.maximum(worse, 0) / (np.maximum(worse, 0) + gap / 2)  # of the other side
    gives_in = (worse > 0) & ~both
    concede = np.where(both, mixed[..., ::-1], gives_in)
    other = concede[..., ::-1]
    value = np.where(both, lose + other * gap / 2, standing)
    value = np.where(gives_in, lose, value)
    return concede, np.where(gives_in[..., ::-1], lose + gap, value)


def stationary(gap: float, cost: float, patience: float = 1.0, lose: float = 0.0) -> float:
    """The chance with which the *other* side concedes in every round, where there is no last one.

    With ``k = patience cost + (1 - patience) lose``, what one more round costs, it is the smaller
    root of ``patience gap q^2 / 2 - ((1 + patience) gap / 2 + k) q + k = 0``; for patience 1 that
    is ``q = 1 + k/gap - sqrt(1 + (k/gap)^2)``. For short rounds it is ``cost / gap``, the hazard in
    continuous time (Maynard Smith 1974).

    Parameters
    ----------
    gap : float
        What winning is worth more than losing, above 0.
    cost : float
        Of a round, at least 0.
    patience : float
    lose : float
        What losing is worth, which it is better to have early.

    Raises
    ------
    ValueError
        If winning is no better than losing, or waiting costs less than nothing.

    Examples
    --------
    >>> round(stationary(1, 0.1), 6)
    0.095012
    >>> round(stationary(1, 0.001) / 0.001, 2)
    1.0
    >>> round(stationary(2, 0.2), 6)
    0.095012
    """
    k = patience * cost + (1 - patience) * lose
    if gap <= 0 or k < 0:
        raise ValueError(
            f"there is no such war: winning is worth {gap:g} more than losing, and one more round"
            f" costs {k:g}; the first has to be above 0, the second at least 0"
        )
    b = (1 + patience) * gap / 2 + k
    return float(2 * k / (b + np.sqrt(b * b - 2 * patience * gap * k)))


def stationary_value(gap: float, cost: float, patience: float = 1.0, lose: float = 0.0) -> float:
    """What the war is worth to a side before its first round, where there is no last one.

    ``lose + q gap / 2 - cost``: little more than conceding at once would bring, and for short
    rounds no more. All that there is to win is spent on fighting for it.

    Parameters as of `stationary`.

    Examples
    --------
    >>> round(stationary_value(1, 0.1), 6)
    -0.052494
    """
    return lose + stationary(gap, cost, patience, lose) * gap / 2 - cost


def lasts(concede: ArrayLike) -> Floats:
    """The chance that the war ends in each round; what is missing to 1 outlasts the last one.

    Parameters
    ----------
    concede : array_like, shape (..., rounds, 2)

    Returns
    -------
    ndarray, shape (..., rounds)
        For equal chances q and q' in all rounds it is geometric with the hazard ``1 - (1 - q)(1 -
        q')``.

    Examples
    --------
    >>> lasts([[0.5, 0], [0.5, 0.5], [0.5, 0]]).tolist()
    [0.5, 0.375, 0.0625]
    """
    both_stand = (1 - np.asarray(concede, float)).prod(axis=-1)
    reached = np.cumprod(both_stand, axis=-1)
    before = np.concatenate([np.ones_like(reached[..., :1]), reached[..., :-1]], axis=-1)
    return np.asarray(before - reached)
