"""Packages by what they are worth: which are individually rational, which efficient, how far off.

Every function takes utilities as an array of shape (..., packages, parties) and reservation values
as (..., parties); what stands before, such as an axis over runs, is worked out side by side.
Utilities that differ by no more than `TOLERANCE` count as equal. Reservation values are taken as
they are: never clamped, never rescaled. Where there is no zone of possible agreement a set is
empty, and no number stands in for it.

References
----------
Luenberger, D. G. (1992). Benefit functions and duality. Journal of Mathematical Economics 21.
Raiffa, H. (1982). The Art and Science of Negotiation. Harvard University Press.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-9  # of a utility


def gains(utilities: ArrayLike, reservation: ArrayLike) -> Floats:
    """What every package is worth to every party above its reservation value.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)

    Returns
    -------
    ndarray, shape (..., packages, parties)
        Below 0 where a party does better without agreement.

    Examples
    --------
    >>> gains([[0.5, 0.5], [1.0, 0.0]], [0.25, 0.25]).tolist()
    [[0.25, 0.25], [0.75, -0.25]]
    """
    return np.asarray(utilities, float) - np.asarray(reservation, float)[..., None, :]


def individually_rational(
    utilities: ArrayLike, reservation: ArrayLike, tolerance: float = TOLERANCE
) -> Mask:
    """The packages that are worth at least its reservation value to every party.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)
    tolerance : float

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Examples
    --------
    >>> individually_rational([[0.5, 0.5], [1.0, 0.0]], [0.25, 0.25]).tolist()
    [True, False]
    """
    return np.asarray((gains(utilities, reservation) >= -tolerance).all(axis=-1))


def has_zone(
    utilities: ArrayLike, reservation: ArrayLike, tolerance: float = TOLERANCE
) -> NDArray[np.bool_]:
    """Whether there is a zone of possible agreement: any package that is individually rational.

    Parameters as of `individually_rational`. (Raiffa 1982, ch. 4.)

    Returns
    -------
    ndarray of bool, shape (...)

    Examples
    --------
    >>> bool(has_zone([[0.5, 0.5], [1.0, 0.0]], [0.25, 0.25]))
    True
    >>> bool(has_zone([[0.5, 0.5], [1.0, 0.0]], [0.75, 0.75]))
    False
    """
    return np.asarray(individually_rational(utilities, reservation, tolerance).any(axis=-1))


def efficient(
    utilities: ArrayLike, among: ArrayLike | None = None, tolerance: float = TOLERANCE
) -> Mask:
    """The packages that no other beats (Pareto).

    One beats another if it is worth less to nobody and more to somebody.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    among : array_like of bool, shape (..., packages), optional
        The packages that there are, such as those that are individually rational; all unless given.
    tolerance : float

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Examples
    --------
    >>> efficient([[0.5, 0.5], [1.0, 0.0], [0.4, 0.5]]).tolist()
    [True, True, False]
    """
    value = np.asarray(utilities, float)
    there = _mask(value, among)
    beaten = np.zeros(there.shape, bool)
    for rival in range(value.shape[-2]):
        more = value[..., rival, None, :] - value
        beats = (more >= -tolerance).all(axis=-1) & (more > tolerance).any(axis=-1)
        beaten |= beats & there[..., rival, None]
    return there & ~beaten


def uniform_gain(
    utilities: ArrayLike, package: ArrayLike, among: ArrayLike | None = None
) -> Floats:
    """How much more everybody at once could have had than by a package.

    The largest d for which some other package is worth at least d more to every party: the benefit
    function in the direction (1, ..., 1) (Luenberger 1992). 0 where no package is worth more to
    everybody, so that a package which only some could improve on, at nobody's cost, has 0 as well.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    package : array_like of int, shape (...)
        The place of the package.
    among : array_like of bool, shape (..., packages), optional
        The packages that there are; all unless given.

    Returns
    -------
    ndarray, shape (...), at least 0

    Examples
    --------
    >>> float(uniform_gain([[0.5, 0.25], [0.75, 1.0]], 0))
    0.25
    """
    value = np.asarray(utilities, float)
    least = (value - _at(value, package)).min(axis=-1)
    best = np.where(_mask(value, among), least, -np.inf).max(axis=-1)
    return np.maximum(best, 0.0)


def distance(utilities: ArrayLike, package: ArrayLike, to: ArrayLike) -> Floats:
    """How far a package lies from the nearest of some others, in utilities (Euclidean).

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    package : array_like of int, shape (...)
        The place of the package.
    to : array_like of bool, shape (..., packages)
        The others, such as those that are efficient.

    Returns
    -------
    ndarray, shape (...)
        NaN where there are no others.

    Examples
    --------
    >>> float(distance([[0.0, 0.0], [0.3, 0.4], [1.0, 1.0]], 0, [False, True, True]))
    0.5
    """
    value = np.asarray(utilities, float)
    apart = np.sqrt(((value - _at(value, package)) ** 2).sum(axis=-1))
    others = _mask(value, to)
    nearest = np.where(others, apart, np.inf).min(axis=-1)
    return np.where(others.any(axis=-1), nearest, np.nan)


def _at(value: Floats, package: ArrayLike) -> Floats:
    """The utilities of a package, one in each row: (..., 1, parties)."""
    place = np.broadcast_to(np.asarray(package), value.shape[:-2])
    return np.take_along_axis(value, place[..., None, None], axis=-2)


def _mask(value: Floats, among: ArrayLike | None) -> Mask:
    """The packages that there are, for every row: (..., packages)."""
    there = np.ones((), bool) if among is None else np.asarray(among, bool)
    return np.broadcast_to(there, value.shape[:-1])
