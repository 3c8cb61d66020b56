"""The packages that theories of bargaining single out.

Each function takes utilities (..., packages, parties) and reservation values (..., parties), as in
`sim.theory.packages`, and says of every package whether it is a solution: several are where they
tie, and none where there is no zone of possible agreement. Solutions are looked for among the
packages that are individually rational, and of these the efficient ones.

References
----------
Imai, H. (1983). Individual monotonicity and lexicographic maxmin solution. Econometrica 51.
Kalai, E. (1977a). Nonsymmetric Nash solutions and replications of 2-person bargaining.
International Journal of Game Theory 6.
Kalai, E. (1977b). Proportional solutions to bargaining situations: interpersonal utility
comparisons. Econometrica 45.
Kalai, E. and M. Smorodinsky (1975). Other solutions to Nash's bargaining problem. Econometrica 43.
Myerson, R. B. (1981). Utilitarianism, egalitarianism, and the timing effect in social choice
problems. Econometrica 49.
Nash, J. F. (1950). The bargaining problem. Econometrica 18.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from sim.theory.packages import (
    TOLERANCE,
    Floats,
    Mask,
    efficient,
    gains,
    individually_rational,
)


def nash(
    utilities: ArrayLike,
    reservation: ArrayLike,
    weights: ArrayLike | None = None,
    tolerance: float = TOLERANCE,
) -> Mask:
    """The packages with the greatest product of gains (Nash 1950).

    ``max prod_i (u_i - r_i)^w_i`` over packages with ``u >= r``; with weights it is the asymmetric
    solution (Kalai 1977a). Where no package leaves everybody better off every product is 0, and all
    efficient packages tie.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)
    weights : array_like, shape (parties,), optional
        Bargaining power of each party, above 0; all alike unless given. Only ratios count.
    tolerance : float
        Of utilities; products tie if they differ by no more than that share of the greatest.

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Raises
    ------
    ValueError
        If a weight is not above 0.

    Examples
    --------
    >>> pie = [[k / 4, 1 - k / 4] for k in range(5)]
    >>> nash(pie, [0, 0]).tolist()
    [False, False, True, False, False]
    >>> nash(pie, [0, 0], weights=[3, 1]).tolist()
    [False, False, False, True, False]
    """
    value = nash_product(utilities, reservation, weights, tolerance)
    among = _solvable(utilities, reservation, tolerance)
    best = np.where(among, value, -np.inf).max(axis=-1, keepdims=True)
    return among & (value >= best * (1 - tolerance))


def nash_product(
    utilities: ArrayLike,
    reservation: ArrayLike,
    weights: ArrayLike | None = None,
    tolerance: float = TOLERANCE,
) -> Floats:
    """The product of everybody's gains, each to the power of its weight.

    Parameters as of `nash`.

    Returns
    -------
    ndarray, shape (..., packages)
        0 where anybody has less than its reservation value, or no more (by the tolerance).

    Examples
    --------
    >>> nash_product([[0.5, 0.5], [1.0, 0.0]], [0.25, 0.25]).tolist()
    [0.0625, 0.0]
    """
    gain = gains(utilities, reservation)
    gain = np.where(gain > tolerance, gain, 0.0)
    power = np.ones(gain.shape[-1]) if weights is None else np.asarray(weights, float)
    if not (power > 0).all():
        raise ValueError(f"weights are above 0; found {power.min():g}")
    return (gain**power).prod(axis=-1)


def kalai_smorodinsky(
    utilities: ArrayLike,
    reservation: ArrayLike,
    *,
    ideal: str = "rational",
    refine: bool = True,
    tolerance: float = TOLERANCE,
) -> Mask:
    """The packages whose least gain is greatest, each gain as a share of the party's ideal one.

    ``max min_i (u_i - r_i) / (b_i - r_i)`` over packages with ``u >= r`` (Kalai & Smorodinsky
    1975; max-min where no package makes the shares equal, as among finitely many packages). A party
    that cannot gain, ``b_i = r_i``, holds nobody back.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)
    ideal : str
        Over which packages ``b_i`` is the best for i: ``rational``, those that are individually
        rational, as in the source; or ``all``, what anybody could hope for at any cost to others.
    refine : bool
        Among ties also make the second least share greatest, and so on (Imai 1983).
    tolerance : float

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Raises
    ------
    ValueError
        If `ideal` is neither.

    Examples
    --------
    >>> kalai_smorodinsky([[1, 0], [0.5, 0.7], [0, 1]], [0, 0]).tolist()
    [False, True, False]
    """
    if ideal not in ("rational", "all"):
        raise ValueError(f"ideal is 'rational' or 'all'; found {ideal!r}")
    gain = gains(utilities, reservation)
    rational = individually_rational(utilities, reservation, tolerance)
    over = rational if ideal == "rational" else np.ones_like(rational)
    most = np.where(over[..., None], gain, -np.inf).max(axis=-2, keepdims=True)
    can_gain = np.isfinite(most) & (most > tolerance)
    share = np.where(can_gain, gain / np.where(can_gain, most, 1.0), 1.0)
    return max_min(share, _solvable(utilities, reservation, tolerance), refine, tolerance)


def egalitarian(
    utilities: ArrayLike,
    reservation: ArrayLike,
    *,
    refine: bool = True,
    tolerance: float = TOLERANCE,
) -> Mask:
    """The packages whose least gain is greatest (Kalai 1977b).

    ``max min_i (u_i - r_i)`` over packages with ``u >= r``. It compares utilities between parties.

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)
    refine : bool
        Among ties also make the second least gain greatest, and so on: leximin (Imai 1983).
    tolerance : float

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Examples
    --------
    >>> egalitarian([[0.5, 0.5, 0.5], [0.5, 0.5, 0.9], [0.4, 1, 1]], [0, 0, 0]).tolist()
    [False, True, False]
    """
    gain = gains(utilities, reservation)
    return max_min(gain, _solvable(utilities, reservation, tolerance), refine, tolerance)


def utilitarian(utilities: ArrayLike, reservation: ArrayLike, tolerance: float = TOLERANCE) -> Mask:
    """The packages with the greatest sum of utilities, among the individually rational ones.

    ``max sum_i u_i`` over packages with ``u >= r`` (Myerson 1981). It compares utilities between
    parties.

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
    >>> utilitarian([[0.5, 0.5], [0.9, 0.3], [1.0, 0.0]], [0.1, 0.1]).tolist()
    [False, True, False]
    """
    among = _solvable(utilities, reservation, tolerance)
    total = np.asarray(utilities, float).sum(axis=-1)
    return _greatest(total, among, tolerance)


#: Every solution by its name, each taking utilities and reservation values.
SOLUTIONS: dict[str, Callable[..., Mask]] = {
    "nash": nash,
    "kalai_smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}


def _solvable(utilities: ArrayLike, reservation: ArrayLike, tolerance: float) -> Mask:
    """The packages among which solutions are looked for: (..., packages)."""
    rational = individually_rational(utilities, reservation, tolerance)
    return efficient(utilities, rational, tolerance)


def max_min(
    value: ArrayLike, among: Mask, refine: bool = True, tolerance: float = TOLERANCE
) -> Mask:
    """The packages whose least value to anybody is greatest, among some.

    Parameters
    ----------
    value : array_like, shape (..., packages, parties)
    among : ndarray of bool, shape (..., packages)
        None is singled out where there are none.
    refine : bool
        Among ties also make the second least value greatest, and so on (Imai 1983).
    tolerance : float

    Returns
    -------
    ndarray of bool, shape (..., packages)

    Examples
    --------
    >>> max_min([[0.5, 0.5], [0.5, 0.9], [0.4, 1.0]], np.ones(3, bool)).tolist()
    [False, True, False]
    """
    rising = np.sort(np.asarray(value, float), axis=-1)
    for place in range(rising.shape[-1] if refine else 1):
        among = _greatest(rising[..., place], among, tolerance)
    return among


def _greatest(value: Floats, among: Mask, tolerance: float) -> Mask:
    """Those of some packages that have the greatest value."""
    best = np.where(among, value, -np.inf).max(axis=-1, keepdims=True)
    return among & (value >= best - tolerance)
