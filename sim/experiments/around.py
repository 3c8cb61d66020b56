"""A share or an average with both uncertainties, counted from runs and from the nested pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.experiments.paired import LEAST
from sim.experiments.results import Results
from sim.experiments.uncertainty import Z95, range_over_draws, range_without_noise, wilson

NOT_KNOWN = (float("nan"), float("nan"))


class Around(NamedTuple):
    """A number, its 95% interval (simulation noise), its 10-90% range (what we do not know)."""

    value: float
    low: float
    high: float
    range_low: float = float("nan")
    range_high: float = float("nan")


class Nest(NamedTuple):
    """The nested pass as draws: the rows that did not fail, and the draw that each belongs to.

    Attributes
    ----------
    finished : ndarray of bool, shape (rows,)
    draw : ndarray of int, shape (rows,)
    draws : int
        0 where no nested pass was made.
    """

    finished: np.ndarray
    draw: np.ndarray
    draws: int

    @classmethod
    def of(cls, results: Results) -> Nest:
        """Read the nested pass of results."""
        if results.spread is None or results.nested.empty:
            return cls(np.zeros(0, bool), np.zeros(0, np.int64), 0)
        draw = results.nested.run.to_numpy(np.int64) // results.spread.runs_per_draw
        finished = results.nested.run_status.eq("ok").to_numpy(bool)
        return cls(finished, draw, int(draw.max()) + 1)

    def hits(self, where: np.ndarray) -> np.ndarray:
        """Count the rows of each draw in which something holds: (draws,). where: (rows,)."""
        return np.bincount(self.draw[where & self.finished], minlength=self.draws)


def share(hits: int, runs: int, nested: tuple[ArrayLike, ArrayLike] | None = None) -> Around:
    """A share of runs: Wilson's interval, and its range over draws.

    Parameters
    ----------
    hits, runs : int
    nested : pair of array_like of int, shape (draws,), optional
        The same under each draw.

    Examples
    --------
    >>> [round(float(number), 3) for number in share(5, 10)]
    [0.5, 0.237, 0.763, nan, nan]
    """
    around = range_over_draws(*nested) if nested is not None and np.size(nested[0]) else NOT_KNOWN
    return Around(hits / runs if runs else float("nan"), *wilson(hits, runs), *around)


def share_of_some(hits: int, runs: int, nested: tuple[np.ndarray, np.ndarray] | None) -> Around:
    """The same of some of the runs, such as those that signed.

    Draws under which fewer than 10 count are left out; where fewer than half are left there is no
    range, as in `sim.experiments.paired.difference`.
    """
    if nested is not None:
        enough = nested[1] >= LEAST
        kept = 2 * enough.sum() >= enough.size > 0
        nested = (nested[0][enough], nested[1][enough]) if kept else None
    return share(hits, runs, nested)


def average_of_some(values: np.ndarray, nested: np.ndarray, draw: np.ndarray, draws: int) -> Around:
    """The average of a number over some of the runs: its normal interval, and range over draws.

    Parameters
    ----------
    values : ndarray, shape (n,)
    nested : ndarray, shape (m,)
        The same number in the nested pass.
    draw : ndarray of int, shape (m,)
        The draw that each of these belongs to.
    draws : int
        How many there are; of those under which fewer than 10 values stand nothing is taken, and
        where fewer than half are left there is no range.

    Returns
    -------
    Around
        Without an interval (NaN) where there is one value only: how they vary it does not say.

    Examples
    --------
    >>> found = average_of_some(np.array([1.0, 3.0]), np.empty(0), np.empty(0, int), 0)
    >>> [round(float(number), 2) for number in found]
    [2.0, 0.04, 3.96, nan, nan]
    """
    if not values.size:
        return Around(*(float("nan"),) * 3)
    mean = float(values.mean())
    deviation = float(values.std(ddof=1)) if values.size > 1 else float("nan")
    half = Z95 * deviation / np.sqrt(values.size)
    count = np.bincount(draw, minlength=draws)
    enough = count >= LEAST
    if not draws or 2 * enough.sum() < draws:
        return Around(mean, mean - half, mean + half)
    safe = np.maximum(count, 1)
    centre = np.bincount(draw, weights=nested, minlength=draws) / safe
    apart = np.bincount(draw, weights=(nested - centre[draw]) ** 2, minlength=draws)
    noise = apart / np.maximum(count - 1, 1) / safe
    return Around(mean, mean - half, mean + half,
                  *range_without_noise(centre[enough], noise[enough]))  # fmt: skip
