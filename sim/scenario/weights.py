"""Weights of issues, drawn jointly: shares that sum to 1.

What is known of a party's weights is points, ranges, or only their order. Ranges and orders are
drawn uniformly on the part of the simplex that fits them: every vector of shares that the analyst
has not ruled out is as likely as any other. Drawing the shares one by one and rescaling them would
not do that, and would leave their ranges.

Each run's draw depends on its own number alone (see `sim.draws`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws, Floats, Stream

_TOLERANCE = 1e-9  # sums of limits that differ from 1 by rounding alone
_MOST_TRIES = 500
_PILOT_TRIES = 512


def from_points(points: Sequence[float]) -> Floats:
    """Return weights in proportion to points.

    Parameters
    ----------
    points : sequence of float
        Not negative, and not all 0.

    Returns
    -------
    ndarray of float64, shape (issues,)

    Raises
    ------
    ValueError
        If the points sum to 0.

    Examples
    --------
    >>> from_points([30, 10]).tolist()
    [0.75, 0.25]
    """
    given = np.asarray(points, dtype=np.float64)
    total = given.sum()
    if not total > 0:
        raise ValueError("weights sum to 0; give at least one issue a weight above 0")
    return given / total


def from_rank(tiers: Sequence[int], draws: Draws, stream: Stream, first: int, count: int) -> Floats:
    """Draw weights of which only the order is known.

    Uniform on the simplex given the order: the spacings of the unit interval, which are uniform on
    the simplex (Devroye 1986, theorem V.2.1), sorted. Their mean is the rank order centroid (Barron
    & Barrett 1996). Issues in one tier are in either order, equally often; they are not equal.

    Parameters
    ----------
    tiers : sequence of int
        How many issues are in each tier, the most important tier first.
    draws, stream, first, count
        The address of the draws, see `sim.draws.Draws.uniform`.

    Returns
    -------
    ndarray of float64, shape (count, issues)
        Columns in the order of the tiers, rows sum to 1.

    Examples
    --------
    >>> drawn = from_rank([1, 2], Draws(7), ("weights", "smc"), first=0, count=1000)
    >>> bool((drawn[:, :1] >= drawn[:, 1:]).all())
    True
    """
    issues = sum(tiers)
    spacings = _spacings(draws.uniforms(stream, first, count, issues))
    drawn = np.sort(spacings, axis=1)[:, ::-1]
    lots = draws.uniforms((*stream, "ties"), first, count, issues)
    ends = np.cumsum(tiers)
    for end, size in zip(ends, tiers, strict=True):
        tier = slice(end - size, end)
        drawn[:, tier] = np.take_along_axis(drawn[:, tier], lots[:, tier].argsort(axis=1), axis=1)
    return drawn


def from_ranges(
    lo: Sequence[float], hi: Sequence[float], draws: Draws, stream: Stream, first: int, count: int
) -> Floats:
    """Draw weights that are known to lie in ranges: uniform on the simplex clipped to them.

    Exact, by rejection: guesses uniform on a set around the clipped simplex, until one lies in it.
    The guesses of run *k* are at its own addresses, so they depend on no other run. In 3,000 random
    cases of 2 to 12 issues at least one guess in ten was a hit, and half of the cases had nine in
    ten. A run without a hit in 500 guesses (at one in ten: a chance of 1e-23) would get its last
    guess, pulled towards the centre until it fits.

    Parameters
    ----------
    lo, hi : sequence of float
        The range of each issue's weight, 0 <= lo <= hi; the lower ends sum to at most 1, the upper
        ends to at least 1.
    draws, stream, first, count
        The address of the draws, see `sim.draws.Draws.uniform`.

    Returns
    -------
    ndarray of float64, shape (count, issues)
        Each within its range, rows sum to 1.

    Raises
    ------
    ValueError
        If no weights within the ranges sum to 1.

    Examples
    --------
    >>> drawn = from_ranges([0.5, 0.1, 0], [0.7, 0.3, 1], Draws(7), ("weights",), 0, 1000)
    >>> bool((drawn[:, 0] >= 0.5).all() and (drawn[:, 0] <= 0.7).all())
    True
    """
    low, high = np.asarray(lo, dtype=np.float64), np.asarray(hi, dtype=np.float64)
    _check_feasible(low.sum(), high.sum())
    widths = high - low
    from_below = 1.0 - low.sum() <= high.sum() - 1.0  # the nearer corner of the box
    free = max(1.0 - low.sum() if from_below else high.sum() - 1.0, 0.0)
    order = np.argsort(widths, kind="stable")
    room = np.empty((count, len(widths)))
    room[:, order] = _fill(widths[order], free, draws, stream, first, count)
    return low + room if from_below else high - room


def _check_feasible(least: float, most: float) -> None:
    if least > 1.0 + _TOLERANCE:
        raise ValueError(f"the lower ends sum to {least:g}; they must sum to at most 1")
    if most < 1.0 - _TOLERANCE:
        raise ValueError(f"the upper ends sum to {most:g}; they must sum to at least 1")


def _fill(
    widths: Floats, free: float, draws: Draws, stream: Stream, first: int, count: int
) -> Floats:
    """Draw x uniformly from 0 <= x <= widths, sum x = free; widths ascend, free <= sum / 2."""
    centre = widths * (free / max(widths.sum(), _TOLERANCE))
    if free <= _TOLERANCE:
        return np.tile(centre, (count, 1))
    spread = _best_spread(tuple(widths), free)
    filled = np.empty((count, len(widths)))  # (runs, issues)
    pending = np.arange(count)
    for attempt in range(_MOST_TRIES):
        if not pending.size:
            break
        start, stop = pending[0], pending[-1] + 1
        u = draws.uniforms(stream, first + start, stop - start, len(widths) + 1, round=attempt)
        filled[pending], hit = _guess(u[pending - start], widths, free, spread)
        pending = pending[~hit]
    filled[pending] = _pulled_inside(filled[pending], centre, widths)
    return filled


def _guess(u: Floats, widths: Floats, free: float, spread: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Guess once a row, and say which guesses are hits.

    All but the `spread` widest are drawn within their own widths; those share what remains by
    spacings. The volume of such shares grows with the power spread - 1 of what remains, so a guess
    is kept with that probability, which makes the hits uniform.
    """
    narrow = len(widths) - spread
    guess = np.empty((len(u), len(widths)))
    guess[:, :narrow] = u[:, :narrow] * widths[:narrow]
    remains = free - guess[:, :narrow].sum(axis=1)
    guess[:, narrow:] = remains[:, None] * _spacings(u[:, narrow:-1])
    fits = (remains >= 0.0) & (guess[:, narrow:] <= widths[narrow:]).all(axis=1)
    return guess, fits & (u[:, -1] * free ** (spread - 1) <= np.abs(remains) ** (spread - 1))


@lru_cache(maxsize=256)
def _best_spread(widths: tuple[float, ...], free: float) -> int:
    """Find by a pilot, the same for everybody, which kind of guess hits most often."""
    u = Draws(0).uniforms(("weights", "pilot"), 0, _PILOT_TRIES, len(widths) + 1)
    sizes = range(1, len(widths) + 1)
    hits = [_guess(u, np.array(widths), free, spread)[1].sum() for spread in sizes]
    return 1 + int(np.argmax(hits))


def _pulled_inside(guess: Floats, centre: Floats, widths: Floats) -> Floats:
    """Move each row towards the centre until it fits its widths; the sum stays."""
    step = guess - centre
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(
            step > 0, (widths - centre) / step, np.where(step < 0, -centre / step, 1.0)
        )
    return centre + step * np.minimum(reach.min(axis=1), 1.0)[:, None]


def _spacings(u: Floats) -> Floats:
    """Turn each row of uniforms into one that is uniform on the simplex: scaled exponentials."""
    exponentials = -np.log(u)
    return exponentials / exponentials.sum(axis=1, keepdims=True)
