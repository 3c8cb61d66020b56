"""The difference of a quantity between two scenarios whose runs share their draws.

Run k of both has the same shocks and the same assumptions, so most of what differs between runs
cancels in the difference (common random numbers: Glasserman & Yao 1992; Law & Kelton 2000, section
11.2). Quantities are ratios of two sums over runs. Their variance is that of the linearised ratio
(Cochran 1977, section 6.4): with R = sum(y) / sum(x), a run adds ``(y - R x) / sum(x)`` to the
error of R, and the error of the difference is the sum over runs of what each adds to one, less what
it adds to the other. The same holds of any weighted sum of ratios, of which a difference is one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiments.uncertainty import Z95, range_without_noise

LEAST_MOVE = 0.02  # a chance that changes by less is not called moved, however sure that is
LEAST = 10  # runs under one draw that meet a condition, fewer than which say too little


@dataclass(frozen=True)
class Ratio:
    """Sums over runs, one above the other: the last axis is over runs.

    Attributes
    ----------
    over : ndarray, shape (..., runs)
    under : ndarray of 0 and 1, shape (..., runs)
        Whether a run counts.
    """

    over: np.ndarray
    under: np.ndarray

    @property
    def counted(self) -> np.ndarray:
        """How many runs count."""
        return self.under.sum(axis=-1)

    @property
    def estimate(self) -> np.ndarray:
        """The ratio; NaN where no run counts."""
        with np.errstate(invalid="ignore"):
            return self.over.sum(axis=-1) / self.counted

    @property
    def errors(self) -> np.ndarray:
        """What each run adds to the error of the ratio: (..., runs).

        For a share these have the unbiased variance p (1 - p) / (n - 1), given the n that count.
        """
        n = self.counted[..., None]
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.over - self.estimate[..., None] * self.under) / np.sqrt(n * (n - 1.0))


@dataclass(frozen=True)
class Difference:
    """A quantity in scenario A and in scenario B, and how it differs.

    Attributes
    ----------
    a, b : float
        From the runs that failed in neither; NaN where no run meets the condition.
    change : float
        b - a.
    low, high : float
        95% interval of the change from the paired runs: simulation noise.
    range_low, range_high : float
        10% and 90% points of the change over assumption draws, simulation noise taken out: what we
        do not know. NaN without a nested pass.
    draws : int
        The assumption draws behind that range.
    """

    a: float
    b: float
    change: float
    low: float
    high: float
    range_low: float = float("nan")
    range_high: float = float("nan")
    draws: int = 0

    @property
    def sign(self) -> int:
        """1 or -1 where the interval leaves out 0; 0 where it holds 0, or nothing is known."""
        return int(self.low > 0) - int(self.high < 0)


def difference(a: Ratio, b: Ratio, nested: tuple[Ratio, Ratio] | None = None) -> Difference:
    """Compare two ratios over the same runs.

    Parameters
    ----------
    a, b : Ratio, shape (runs,)
    nested : pair of Ratio, shape (draws, runs), optional
        The same under each of some assumption draws. Draws under which fewer than 10 runs count, in
        either, are left out: what such a ratio is, its few runs do not say. Where fewer than half
        of the draws are left there is no range.

    Examples
    --------
    >>> every = np.ones(4)
    >>> d = difference(Ratio(np.array([1, 1, 0, 0]), every), Ratio(np.array([1, 1, 1, 0]), every))
    >>> d.a, d.b, d.change, round(d.low, 2), round(d.high, 2)
    (0.5, 0.75, 0.25, -0.24, 0.74)
    """
    both = Ratio(np.stack([a.over, b.over]), np.stack([a.under, b.under]))
    under = None
    if nested is not None:
        over, counted = zip(*((side.over, side.under) for side in nested), strict=True)
        under = Ratio(np.stack(over), np.stack(counted))
    found = contrast(_LESS, both, under)
    before, after = both.estimate
    ends = found.low, found.high, found.range_low, found.range_high
    return Difference(float(before), float(after), found.value, *ends, found.draws)


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of one quantity in several scenarios.

    Attributes
    ----------
    value : float
        NaN where a scenario with a weight has no run that meets the condition.
    low, high, range_low, range_high, draws
        As of `Difference`.
    """

    value: float
    low: float
    high: float
    range_low: float = float("nan")
    range_high: float = float("nan")
    draws: int = 0

    @property
    def sign(self) -> int:
        """1 or -1 where the interval leaves out 0; 0 where it holds 0, or nothing is known."""
        return int(self.low > 0) - int(self.high < 0)


def contrast(weights: np.ndarray, ratios: Ratio, nested: Ratio | None = None) -> Contrast:
    """Add up ratios over the same runs, each with its weight.

    Parameters
    ----------
    weights : ndarray, shape (scenarios,)
        What has no weight is left out, whatever it is.
    ratios : Ratio, shape (scenarios, runs)
    nested : Ratio, shape (scenarios, draws, runs), optional
        See `difference`.

    Examples
    --------
    >>> every = np.ones((2, 4))
    >>> both = Ratio(np.array([[1, 1, 0, 0], [1, 1, 1, 0]]), every)
    >>> contrast(np.array([0.5, 0.5]), both).value
    0.625
    """
    has = np.flatnonzero(weights)
    value, variance = _added(weights, ratios, has)
    half = Z95 * np.sqrt(variance)
    found = float(value), float(value - half), float(value + half)
    if nested is None:
        return Contrast(*found)
    values, noise = _added(weights, nested, has)
    enough = (nested.counted[has] >= LEAST).all(axis=0)
    draws = int(enough.sum())
    if 2 * draws < enough.size:  # the few that are left say nothing of the others
        return Contrast(*found, draws=draws)
    return Contrast(*found, *range_without_noise(values[enough], noise[enough]), draws)


_LESS = np.array([-1.0, 1.0])


def _added(weights: np.ndarray, ratios: Ratio, has: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weighted sum and its variance."""
    errors = sum(weights[k] * Ratio(ratios.over[k], ratios.under[k]).errors for k in has)
    estimate = sum(weights[k] * Ratio(ratios.over[k], ratios.under[k]).estimate for k in has)
    return np.asarray(estimate), np.asarray((errors**2).sum(axis=-1))
