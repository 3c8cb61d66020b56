"""Weights from swing points, drawn jointly: shares that sum to 1, in proportions within ranges.

The issue whose swing from worst to best matters most has 100 points, and the others have their
share of that, as points or as a range (von Winterfeldt & Edwards 1986, ch. 8). What is known is
thus each weight's *ratio* to the greatest one. Every vector of shares whose ratios are within their
ranges is as likely as any other.

The ratios themselves are then not uniform, and not independent. With m ranges, and ratios that are
fixed summing to C, the shares ``w = r / (C + sum r)`` are uniform where the ratios have the density
``(C + sum r)^-(m + 1)``: the map from ratios to shares stretches volume by ``C (C + sum r)^-(m +
1)``. That is a gamma mixture (Devroye 1986, ch. I.4): given t, of density proportional to ``t^m
exp(-t (C + sum r))`` once the ratios are integrated out, they are independent exponentials of rate
t, each cut off at its range. Everything is drawn by inverse CDFs, so each run's draw depends on its
own number alone (see `sim.draws`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.draws import Draws, Floats, Stream

MOST_POINTS = 100.0

_CELLS = 2**13  # of the table for t, equal in log t
_TAIL = 1e-12  # of t's distribution, cut off at each end


def from_swing(
    lo: Sequence[float], hi: Sequence[float], draws: Draws, stream: Stream, first: int, count: int
) -> Floats:
    """Draw weights of which swing points are known: uniform on the shares with such ratios.

    Exact but for one step, the quantiles of t, which are interpolated in a table: its CDF is off by
    less than 1e-6.

    Parameters
    ----------
    lo, hi : sequence of float
        The range of each issue's points, 0 <= lo <= hi <= 100; at least one issue has 100 points,
        as ``lo = hi = 100``.
    draws, stream, first, count
        The address of the draws, see `sim.draws.Draws.uniform`.

    Returns
    -------
    ndarray of float64, shape (count, issues)
        Rows sum to 1.

    Raises
    ------
    ValueError
        If no issue has 100 points, or one may have more.

    Examples
    --------
    >>> drawn = from_swing([100, 40], [100, 60], Draws(7), ("weights", "smc"), 0, 1000)
    >>> ratio = drawn[:, 1] / drawn[:, 0]
    >>> bool((ratio >= 0.4 - 1e-12).all() and (ratio <= 0.6 + 1e-12).all())
    True
    """
    least, most = (np.asarray(ends, dtype=np.float64) / MOST_POINTS for ends in (lo, hi))
    if not (least == 1.0).any() or most.max() > 1.0:
        raise ValueError("the issue that matters most has 100 points, and none has more")
    free = most > least
    ratios = np.tile(least, (count, 1))
    if free.any():
        u = draws.uniforms(stream, first, count, int(free.sum()) + 1)
        cdf, logs = _table(tuple(least[free]), tuple(most[free]), float(least[~free].sum()))
        rate = np.exp(np.interp(u[:, :1], cdf, logs))
        ratios[:, free] = _cut_exponential(u[:, 1:], rate, least[free], most[free])
    return ratios / ratios.sum(axis=1, keepdims=True)


def _cut_exponential(u: Floats, rate: Floats, lo: Floats, hi: Floats) -> Floats:
    """Return quantiles of exponentials of this rate, each cut off at [lo, hi]."""
    drawn = lo - np.log1p(u * np.expm1(-rate * (hi - lo))) / rate
    return np.clip(drawn, lo, hi)


@lru_cache(maxsize=256)
def _table(lo: tuple[float, ...], hi: tuple[float, ...], fixed: float) -> tuple[Floats, Floats]:
    """Tabulate the CDF of t over log t, on a grid that depends on the ranges alone.

    Exact at the grid but for rounding, as each cell is integrated by Gauss and Legendre's rule; t
    lies between gamma variables for all ratios at their ends, which says where the grid ends.
    """
    from scipy.special import gammainccinv, gammaincinv

    low, high = np.array(lo), np.array(hi)
    shape = len(low) + 1
    start = gammaincinv(shape, _TAIL) / (fixed + high.sum())
    stop = gammainccinv(shape, _TAIL) / (fixed + low.sum())
    logs = np.linspace(np.log(start), np.log(stop), _CELLS + 1)
    nodes, weights = np.polynomial.legendre.leggauss(4)
    inside = (logs[:-1] + logs[1:])[:, None] / 2 + (logs[1] - logs[0]) / 2 * nodes
    t = np.exp(inside)[..., None]
    density = shape * inside - t[..., 0] * fixed  # in log t: t^m dt is t^(m + 1) d log t
    density += (np.log(-np.expm1(-t * (high - low)) / t) - t * low).sum(axis=-1)
    masses = np.exp(density - density.max()) @ weights
    cdf = np.concatenate([[0.0], np.cumsum(masses)])
    return cdf / cdf[-1], logs
