"""The difference of a quantity between two scenarios whose runs share their draws.

Run k of both has the same shocks and the same assumptions, so most of what differs between runs
cancels in the difference (common random numbers: Glasserman & Yao 1992; Law & Kelton 2000, section
11.2). Quantities are ratios of two sums over runs. Their variance is that of the linearised ratio
(Cochran 1977, section 6.4): with R = sum(y) / sum(x), a run adds ``(y - R x) / sum(x)`` to the
error of R, and the error of the difference is the sum over runs of what each adds to one, less what
it adds to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.experiments.uncertainty import Z95, range_without_noise

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
    change, variance = _paired(a, b)
    half = Z95 * np.sqrt(variance)
    found = Difference(
        float(a.estimate),
        float(b.estimate),
        float(change),
        float(change - half),
        float(change + half),
    )
    if nested is None:
        return found
    changes, noise = _paired(*nested)
    enough = (nested[0].counted >= LEAST) & (nested[1].counted >= LEAST)
    draws = int(enough.sum())
    if 2 * draws < enough.size:  # the few that are left say nothing of the others
        return replace(found, draws=draws)
    low, high = range_without_noise(changes[enough], noise[enough])
    return replace(found, range_low=low, range_high=high, draws=draws)


def _paired(a: Ratio, b: Ratio) -> tuple[np.ndarray, np.ndarray]:
    """The difference and its variance."""
    return b.estimate - a.estimate, ((b.errors - a.errors) ** 2).sum(axis=-1)
