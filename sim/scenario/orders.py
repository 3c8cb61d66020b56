"""Values of options of which an order is known, drawn jointly so that every draw keeps it.

Every set of values that keeps the order, each within its range, is as likely as any other. With
nothing but an order from 0 to 1 the values are sorted uniforms: the k-th of n is k / (n + 1) on
average (David & Nagaraja 2003, ch. 3). With ranges besides, the line is cut at all their ends. How
many of the options, in a row, fall in each piece is drawn first, as likely as the volume that
it leaves (width^m / m! for m options in a piece), counted from the last piece back by dynamic
programming; within a piece, values are then sorted uniforms. Nothing is rejected, and each run's
draw depends on its own number alone (see `sim.draws`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import factorial

import numpy as np

from sim.draws import Draws, Floats, Stream
from sim.scenario.distributions import Distribution, Uniform

#: What an option between the worst and the best of an order is worth where no value is given.
BETWEEN = Uniform(lo=0.0, hi=1.0)

Numbers = Mapping[str, float | Distribution]  # option -> value


def with_orders(
    values: Mapping[str, Numbers], orders: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float | Distribution]]:
    """Return values by issue, with those that orders leave to be filled in.

    Where no value is given, the worst of an order is worth 0, the best 1, and the others lie
    between.

    Parameters
    ----------
    values : mapping of str to mapping
        Issue -> option -> value.
    orders : mapping of str to sequence of str
        Issue -> options from worst to best.

    Examples
    --------
    >>> with_orders({"arms": {"light": 0.5}}, {"arms": ["none", "light", "heavy"]})
    {'arms': {'heavy': 1.0, 'light': 0.5, 'none': 0.0}}
    """
    whole = {issue: dict(of_options) for issue, of_options in values.items()}
    for issue, order in orders.items():
        filled: dict[str, float | Distribution] = dict.fromkeys(order, BETWEEN)
        filled |= {order[0]: 0.0, order[-1]: 1.0} if order else {}
        whole[issue] = dict(sorted((filled | whole.get(issue, {})).items()))
    return dict(sorted(whole.items()))


_DIGITS = 9  # ends nearer to one another are one end: narrower pieces would vanish in rounding


def clash(lo: Sequence[float], hi: Sequence[float]) -> tuple[int, int] | None:
    """Return the places of two options that cannot be in order; None where an order can be kept.

    Parameters
    ----------
    lo, hi : sequence of float
        The range of each value, from the worst option to the best.

    Examples
    --------
    >>> clash([0.6, 0, 0], [0.9, 1, 0.5]), clash([0.6, 0], [0.9, 1])
    ((0, 2), None)
    """
    for place, most in enumerate(hi):
        worse = max(range(place + 1), key=lambda before: lo[before])
        if lo[worse] > most:
            return worse, place
    return None


def from_order(
    lo: Sequence[float], hi: Sequence[float], draws: Draws, stream: Stream, first: int, count: int
) -> Floats:
    """Draw values that are known to lie in ranges and to be in order: uniform on what fits.

    Parameters
    ----------
    lo, hi : sequence of float
        The range of each option's value, from the worst option to the best; a point has ``lo =
        hi``. Equal values are in order.
    draws, stream, first, count
        The address of the draws, see `sim.draws.Draws.uniform`.

    Returns
    -------
    ndarray of float64, shape (count, options)
        Each within its range, rows ascend.

    Raises
    ------
    ValueError
        If no values within the ranges are in order.

    Examples
    --------
    >>> drawn = from_order([0, 0.2, 0], [1, 0.6, 1], Draws(7), ("values",), 0, 1000)
    >>> bool((np.diff(drawn) >= 0).all() and (drawn[:, 1] <= 0.6).all())
    True
    """
    if pair := clash(lo, hi):
        raise ValueError(f"values at places {pair[0]} and {pair[1]} cannot be in order")
    low = np.maximum.accumulate(np.asarray(lo, dtype=np.float64))
    high = np.minimum.accumulate(np.asarray(hi, dtype=np.float64)[::-1])[::-1]
    start, stop = (np.round(ends, _DIGITS).astype(np.float64) for ends in (low, high))
    free = stop > start  # what is not free holds for the others once ranges are so narrowed
    drawn = np.tile(low, (count, 1))
    if free.any():
        found = _in_pieces(start[free], stop[free], draws, stream, first, count)
        drawn[:, free] = np.clip(found, low[free], high[free])
    return drawn


def _in_pieces(
    low: Floats, high: Floats, draws: Draws, stream: Stream, first: int, count: int
) -> Floats:
    """Draw ascending values from ranges whose ends both ascend and are all apart."""
    ends, chances = _counts(tuple(low), tuple(high))
    lots = draws.uniforms((*stream, "counts"), first, count, len(chances))
    options = np.arange(len(low))
    placed = np.zeros(count, np.int64)  # options in the pieces so far
    piece = np.zeros((count, len(low)), np.int64)  # in which each option lies
    for k, chance in enumerate(chances):
        placed += (lots[:, k, None] >= chance[placed]).sum(axis=1)
        piece += options >= placed[:, None]
    u = draws.uniforms(stream, first, count, len(low))
    return np.sort(ends[piece] + u * np.diff(ends)[piece], axis=1)


@lru_cache(maxsize=1024)
def _counts(low: tuple[float, ...], high: tuple[float, ...]) -> tuple[Floats, Floats]:
    """Cut the line at all ends, and say how likely it is that m options fall in each piece.

    Returns
    -------
    (ends, chances) : ndarray (pieces + 1,), ndarray (pieces, options + 1, options + 1)
        Chance ``[k, i, m]`` that at most m options lie in piece k, given that i lie before it; inf
        from the most options that can.
    """
    ends = np.unique([low, high])
    options, widths = len(low), np.diff(ends) / np.ptp(ends)
    chances = np.full((len(widths), options + 1, options + 1), np.inf)
    volume = np.append(np.zeros(options), 1.0)  # of options i and after, in the pieces after this
    for k in reversed(range(len(widths))):
        fits = [low[i] <= ends[k] and ends[k + 1] <= high[i] for i in range(options)]
        here = np.zeros(options + 1)
        for i in range(options + 1):
            run = next((m for m, fit in enumerate(fits[i:]) if not fit), options - i)
            each = [widths[k] ** m / factorial(m) * volume[i + m] for m in range(run + 1)]
            here[i] = sum(each)
            if here[i] > 0:
                most = max(m for m, size in enumerate(each) if size > 0)
                chances[k, i, :most] = np.cumsum(each)[:most] / here[i]
        volume = here
    return ends, chances
