"""Krippendorff's alpha: how far those who coded the same things agree, beyond chance.

Alpha is 1 where all agree, 0 where they agree no more than values dealt out at random would, and
below 0 where they agree less than that. It holds for any number of coders, for values that are
missing, and for several scales: what makes two values differ, and by how much, is the scale's
`difference` (Krippendorff 2011, "Computing Krippendorff's alpha-reliability").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Value = float | str | None

FEWEST_UNITS, FEWEST_DIFFERING = 20, 5  # below these a bootstrap would feign precision
_RESAMPLES = 2_000


@dataclass(frozen=True)
class Reliability:
    """How far coders agree on things of one kind.

    Attributes
    ----------
    alpha : float
        Krippendorff's alpha; NaN where every value is the same, or nothing has two values: then
        chance alone would give no disagreement either, and alpha is not defined.
    low, high : float
        Its 95% bootstrap interval; NaN where there are too few units to give one.
    units : int
        How many things at least two coders gave a value.
    disagreement : ndarray of float64
        For each unit, the mean squared difference of its values, as a share of what chance would
        give; NaN where a unit has fewer than two values.
    """

    alpha: float
    low: float
    high: float
    units: int
    disagreement: Floats  # (units given,)


def reliability(units: Sequence[Sequence[Value]], scale: str) -> Reliability:
    """Return how far coders agree (Krippendorff 2011, sections A to E).

    Parameters
    ----------
    units : sequence of sequence of float, str or None
        For each unit what each coder gave it; None where a coder gave nothing. Texts on the
        nominal scale only.
    scale : str
        ``nominal``: values differ or not; ``ordinal``: by how many values stand between them;
        ``interval``: by their squared difference.

    Raises
    ------
    KeyError
        If there is no such scale.

    Examples
    --------
    >>> found = reliability([("yes", "yes"), ("no", "no"), ("no", "yes"), ("no", "no")], "nominal")
    >>> round(found.alpha, 3)
    0.533
    """
    difference = SCALES[scale]
    kept = [[value for value in unit if value is not None] for unit in units]
    pairable = [unit for unit in kept if len(unit) > 1]
    values = sorted({value for unit in pairable for value in unit})
    place = {value: n for n, value in enumerate(values)}
    counts = np.zeros((len(kept), len(values)))  # how often each unit has each value
    for row, unit in zip(counts, kept, strict=True):
        for value in unit if len(unit) > 1 else ():
            row[place[value]] += 1
    squared = difference(values, counts.sum(axis=0))  # (values, values)
    of_unit = _within(counts, squared)
    expected = _by_chance(counts.sum(axis=0), squared)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(expected > 0, of_unit / expected, np.nan)
    there, sizes = counts.sum(axis=1) > 1, counts.sum(axis=1)
    if not expected > 0:
        return Reliability(np.nan, np.nan, np.nan, len(pairable), relative)
    alpha = 1.0 - float(np.average(relative[there], weights=sizes[there]))
    low, high = _interval(relative[there], sizes[there])
    return Reliability(alpha, low, high, len(pairable), relative)


def _within(counts: Floats, squared: Floats) -> Floats:
    """Return the mean squared difference of the values of each unit; NaN with fewer than two."""
    sizes = counts.sum(axis=1)
    pairs = np.einsum("uc,ck,uk->u", counts, squared, counts)  # a value is no distance from itself
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sizes > 1, pairs / (sizes * (sizes - 1)), np.nan)


def _by_chance(totals: Floats, squared: Floats) -> float:
    """Return the mean squared difference of two values drawn from all, whatever the unit."""
    n = totals.sum()
    return float(totals @ squared @ totals) / (n * (n - 1)) if n > 1 else 0.0


def _interval(relative: Floats, sizes: Floats) -> tuple[float, float]:
    """Return the 95% interval of alpha over units drawn again (Hayes & Krippendorff 2007).

    What chance gives is held at its value, as they do. Units of one party hang together, so that
    the interval is too narrow rather than too wide.
    """
    if len(relative) < FEWEST_UNITS or (relative > 0).sum() < FEWEST_DIFFERING:
        return np.nan, np.nan
    again = np.random.default_rng(0).integers(len(relative), size=(_RESAMPLES, len(relative)))
    alphas = 1.0 - (relative * sizes)[again].sum(axis=1) / sizes[again].sum(axis=1)
    low, high = np.quantile(alphas, [0.025, 0.975])
    return float(low), float(high)


# -- scales: squared differences of values, given how often each occurs ---------------------------


def _nominal(values: Sequence[float | str], totals: Floats) -> Floats:
    return 1.0 - np.eye(len(values))


def _ordinal(values: Sequence[float | str], totals: Floats) -> Floats:
    """Count the values from one to the other, those two by half."""
    middle = np.cumsum(totals) - totals / 2
    return np.subtract.outer(middle, middle) ** 2


def _interval_scale(values: Sequence[float | str], totals: Floats) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    return np.subtract.outer(given, given) ** 2


SCALES: dict[str, Callable[[Sequence[float | str], Floats], Floats]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval_scale,
}
