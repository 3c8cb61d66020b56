"""The two uncertainties of a probability: simulation noise, and what we do not know."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

Z95 = 1.959963984540054  # the 97.5% point of the normal distribution
ENTAILED = 0.99  # of the runs of every draw: so much, and it is called true by construction
FEWEST_DRAWS = 20  # with fewer, more than one draw in seven might be otherwise unseen


@dataclass(frozen=True)
class Probability:
    """A share of runs with both uncertainties.

    Attributes
    ----------
    share : float
    low, high : float
        95% Wilson interval: simulation noise, which shrinks with more runs.
    range_low, range_high : float
        10% and 90% points of the probability over assumption draws: what we do not know, which does
        not shrink. NaN where no nested pass was made.
    """

    share: float
    low: float
    high: float
    range_low: float = float("nan")
    range_high: float = float("nan")


def wilson(hits: float, runs: float, z: float = Z95) -> tuple[float, float]:
    """The score interval of a binomial probability (Wilson 1927).

    Parameters
    ----------
    hits, runs : float
        ``0 <= hits <= runs``; with no runs the interval is (0, 1). Of runs that depend on one
        another, as many as they are worth.
    z : float
        Normal quantile; 1.96 for 95%.

    Returns
    -------
    (low, high) : floats in [0, 1]

    Examples
    --------
    >>> low, high = wilson(5, 10)
    >>> round(low, 3), round(high, 3)
    (0.237, 0.763)
    """
    if runs == 0:
        return 0.0, 1.0
    p, n = hits / runs, runs
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


def range_over_draws(hits: ArrayLike, runs: ArrayLike) -> tuple[float, float]:
    """The 10% and 90% points of a probability over assumption draws.

    The binomial noise in each draw's share is taken out.

    The shares are drawn in towards their mean until their variance is the between-draw variance,
    ``S2 - mean(p (1 - p) / (m - 1))``, the moment estimate of the beta-binomial model (Kleinman
    1973).

    Parameters
    ----------
    hits : array_like of int, shape (draws,)
        Runs in which it happened, under each draw.
    runs : int or array_like of int, shape (draws,)
        m, the runs under each draw; draws with fewer than two are left out.

    Returns
    -------
    (low, high) : floats in [0, 1]

    Examples
    --------
    >>> range_over_draws([50, 50, 50], 100)
    (0.5, 0.5)
    """
    hits, m = np.broadcast_arrays(hits, runs)
    hits, m = hits[m >= 2], m[m >= 2]
    if not m.size:
        return float("nan"), float("nan")
    share = hits / m
    noise = np.full(share.shape, (share * (1 - share) / (m - 1)).mean())
    low, high = range_without_noise(share, noise)
    return float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))


def range_without_noise(values: ArrayLike, noise: ArrayLike) -> tuple[float, float]:
    """The 10% and 90% points of what was estimated once under each assumption draw.

    Each value is drawn in towards the mean of all, the more the noisier it is, by the root of
    ``B / (B + noise)``, with which the values vary as much as the draws do (Louis 1984). B is the
    between-draw variance, ``S2 - mean(noise)``, the moment estimate (Kleinman 1973).

    Parameters
    ----------
    values : array_like, shape (draws,)
    noise : array_like, shape (draws,)
        The variance of each by simulation noise alone; a value without any stays where it is.

    Returns
    -------
    (low, high) : floats
        NaN where there are no values.

    Examples
    --------
    >>> range_without_noise([0.25, 0.5, 0.75], [1, 1, 1])
    (0.5, 0.5)
    """
    value = np.asarray(values, float)
    if not value.size:
        return float("nan"), float("nan")
    spoilt = np.asarray(noise, float)
    mean, total = value.mean(), float(value.var(ddof=1)) if value.size > 1 else 0.0
    between = total - float(spoilt.mean())
    kept = np.sqrt(between / (between + spoilt)) if between > 0 else 0.0
    low, high = np.quantile(mean + kept * (value - mean), [0.1, 0.9])
    return float(low), float(high)


def by_construction(hits: ArrayLike, runs: ArrayLike) -> str:
    """Whether something is entailed: the same under every draw of the assumptions.

    It is where it happened in at least .99 of the runs of every draw (``always``), or in at most
    .01 of the runs of every draw (``never``).

    Parameters
    ----------
    hits : array_like of int, shape (draws,)
        Runs in which it happened, under each draw.
    runs : int or array_like of int, shape (draws,)
        The runs under each draw; draws without any are left out.

    Returns
    -------
    str
        ``always``, ``never``, or empty: not so, or too few draws (under 20) to say.

    Examples
    --------
    >>> by_construction([50] * 30, 50), by_construction([0] * 30, 50)
    ('always', 'never')
    >>> by_construction([50] * 29 + [49], 50), by_construction([50] * 3, 50)
    ('', '')
    """
    hits, m = np.broadcast_arrays(hits, runs)
    shares = hits[m > 0] / m[m > 0]
    if shares.size < FEWEST_DRAWS:
        return ""
    if (shares >= ENTAILED).all():
        return "always"
    return "never" if (shares <= 1 - ENTAILED).all() else ""


@dataclass
class Spread:
    """A nested pass at one level of noise: how much the probabilities move with the assumptions.

    Attributes
    ----------
    noise : float
    runs_per_draw : int
    outcome : ndarray of str objects, shape (draws, runs_per_draw)
        Empty where a run failed.
    """

    noise: float
    runs_per_draw: int
    outcome: np.ndarray

    @classmethod
    def of(cls, outcome: pd.Series, noise: float, runs_per_draw: int) -> Spread:
        """Read a column of outcomes of a nested pass: runs in the order of their draws."""
        ends = outcome.fillna("").to_numpy(object)
        return cls(noise, runs_per_draw, ends.reshape(-1, runs_per_draw))

    def share(self, outcomes: Set[str]) -> float:
        """The share of runs that ended in one of `outcomes`, failed runs left out."""
        return float(np.isin(self.outcome, list(outcomes)).sum() / max(self.finished.sum(), 1))

    def shares(self, outcomes: Set[str]) -> np.ndarray:
        """The same for each draw of which a run finished: (draws,)."""
        hits, finished = (
            np.isin(self.outcome, list(outcomes)).sum(axis=1),
            self.finished.sum(axis=1),
        )
        return hits[finished > 0] / finished[finished > 0]

    def range(self, outcomes: Set[str]) -> tuple[float, float]:
        """10% and 90% points over assumption draws: see `range_over_draws`."""
        hits = np.isin(self.outcome, list(outcomes)).sum(axis=1)
        return range_over_draws(hits, self.finished.sum(axis=1))

    def by_construction(self, outcomes: Set[str]) -> str:
        """Whether runs always or never end so, under every draw: see `by_construction`."""
        hits = np.isin(self.outcome, list(outcomes)).sum(axis=1)
        return by_construction(hits, self.finished.sum(axis=1))

    @property
    def finished(self) -> np.ndarray:
        """Whether each run finished: (draws, runs_per_draw)."""
        return self.outcome != ""
