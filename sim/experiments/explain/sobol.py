"""Sobol indices of a sweep: how much of what a quantity varies by comes with each factor.

The *first-order* index of a factor is the share of the variance over the factors' ranges that would
go if that factor alone were known; its *total* index is the share that would remain if all others
were known (Sobol 1993; Homma & Saltelli 1996). What the total has beyond the first comes of what
factors do together. They are computed on designs of the kind ``saltelli`` by SALib's estimators
(Saltelli et al. 2010, table 2: the first order by Saltelli, the total by Jansen 1999), on both
halves of the design, and the two estimates are averaged (Saltelli 2002).

*Simulation noise.* The quantity of a cell is a mean over m runs, and what it is off by adds to the
variance of the output. The textbook remedy, to take p (1 - p) / m off the variance, is wrong here:
run k of every cell shares its draws, so noise is common to cells. What all cells share does not
make the output vary, and what cells that share a factor's value share adds to the *numerator* of
its first-order index. Runs are independent of one another, though, so the product of two cells'
means is off by just their covariance over runs, divided by m. That is estimated from the runs, and
taken off each product in numerators and denominator: these are then free of bias, whatever cells
have in common (each is a U-statistic over pairs of different runs). What remains is the bias of a
ratio, which shrinks as 1 / points. Where a quantity is itself a ratio (`P(held|convened)`), a run
counts with its influence on it (Efron 1982), and the correction holds to order 1 / m.

*Intervals.* Bootstrap over the groups of the design (Archer, Saltelli & Sobol 1997) and jackknife
over twenty parts of the runs (Tukey 1958), their variances added: the first says how far the points
decide, the second how far the runs do. What both decide together is counted twice, and points of a
low-discrepancy sequence are treated as independent, so the intervals are on the wide side.

A group with a cell that failed, in part or whole, is left out whole and counted: SALib itself
returns 0 for all indices if one value is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.draws import Draws, Floats
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.subjects import wanted
from sim.experiments.sweep.counts import columns_of
from sim.experiments.sweep.plan import looks
from sim.experiments.uncertainty import Z95
from sim.extras import needs

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

FEWEST = 16  # groups; with fewer nothing is estimated
RESAMPLES = 500
PARTS = 20  # of the runs, each left out in turn
COLUMNS = ("first", "first_low", "first_high", "total", "total_low", "total_high")


class CannotSay(ValueError):
    """A question that a sweep or a set of runs cannot answer; the message says why."""


@dataclass(frozen=True)
class Indices:
    """Sobol indices of every factor, from values.

    Attributes
    ----------
    first, total : ndarray, shape (3, factors)
        Estimate, low and high end of the 95% interval; NaN where the factors do not move the output
        beyond simulation noise.
    variance : float
        Of the output over the factors' ranges, without simulation noise.
    noise : float
        The share of the output's variance that is simulation noise; NaN where each cell is a single
        value.
    """

    first: Floats
    total: Floats
    variance: float
    noise: float


@dataclass(frozen=True)
class Sobol:
    """The Sobol indices of a sweep.

    Attributes
    ----------
    asked : Quantity
    table : pandas.DataFrame
        A row a factor: ``factor`` and `COLUMNS`.
    groups, runs : int
        Groups of the design that were used, and runs of each cell.
    excluded : dict of str to int
        Why groups were left out, and how many.
    noise, variance : float
        See `Indices`.
    """

    asked: Quantity
    table: pd.DataFrame
    groups: int
    runs: int
    excluded: dict[str, int]
    noise: float
    variance: float

    @property
    def together(self) -> float:
        """What no factor explains alone: what is left of 1 by the first-order indices."""
        return float(1 - self.table["first"].sum())


def sobol(results: SweepResults, asked: str | Quantity | None = None) -> pd.DataFrame:
    """Return the Sobol indices of each factor of a sweep; see `analysed` for the rest.

    Parameters
    ----------
    results : SweepResults
        Of a design of the kind ``saltelli``.
    asked : str or Quantity, optional
        The study's own unless given.

    Returns
    -------
    pandas.DataFrame
        ``factor``, ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``,
        ``total_high``: shares of the variance, with 95% intervals. An estimate may come out a
        little below 0.

    Raises
    ------
    CannotSay
        If the design is another, or too few groups of cells are whole.
    NotInstalled
        Without SALib.
    """
    return analysed(results, asked).table


def analysed(results: SweepResults, asked: str | Quantity | None = None) -> Sobol:
    """Return the Sobol indices of a sweep, and what they rest on.

    Parameters and errors as of `sobol`.
    """
    wanted(results, "sobol", "SweepResults")
    study = results.study
    if study.design.name != "saltelli":
        raise CannotSay(
            f"Sobol indices need a design of the kind saltelli, and this one is"
            f" {study.design.name}; write design: {{name: saltelli, points: 64}}"
        )
    first = next(iter(study.scenarios.values()))
    found = quantity(asked, first) if isinstance(asked, str) else asked or study.quantity
    values, why = run_values(results, found)
    cells = 2 * len(study.factors) + 2
    grouped = values.reshape(-1, cells, values.shape[1])
    whole, excluded = _whole(why.reshape(-1, cells))
    if whole.sum() < FEWEST:
        left = "; ".join(f"{count} left out: {reason}" for reason, count in excluded.items())
        raise CannotSay(
            f"{whole.sum()} of {len(whole)} groups of {cells} cells are whole, and Sobol indices"
            f" need {FEWEST}{f' ({left})' if left else ''}; a design of {FEWEST} or more points has"
            " them"
        )
    got = indices(grouped[whole], study.spec.seed)
    columns = dict(zip(COLUMNS, [*got.first, *got.total], strict=True))
    table = pd.DataFrame({"factor": [f.name for f in study.factors], **columns})
    return Sobol(found, table, int(whole.sum()), values.shape[1], excluded, got.noise, got.variance)


def indices(values: Floats, seed: int = 0) -> Indices:
    """Return the Sobol indices of a design's output.

    Parameters
    ----------
    values : ndarray, shape (groups, 2 k + 2, runs)
        What each run of each cell came to, cells in SALib's order; run r of every cell may share
        its draws with run r of the others. With one run the output is taken to be without noise.
    seed : int
        Of the bootstrap.

    Raises
    ------
    NotInstalled
        Without SALib.

    Examples
    --------
    A sum of two numbers, of which the first counts twice, has 4/5 and 1/5 of its variance there:

    >>> from sim.experiments.study.designs import Saltelli
    >>> at = Saltelli((None, None), 256, 0).at
    >>> found = indices((2 * at[:, 0] + at[:, 1]).reshape(256, 6, 1))
    >>> found.first[0].round(2).tolist(), found.total[0].round(2).tolist()
    ([0.8, 0.2], [0.8, 0.2])
    """
    values = np.asarray(values, float)
    sums = _Sums(values)
    own = Draws(seed).uniform(("explain", "sobol"), 0, sums.groups * RESAMPLES)
    again = (own * sums.groups).astype(int).reshape(sums.groups, RESAMPLES)
    variance, noise = float(sums.variance(None)), sums.noise
    if not _moves(variance, sums.variance(again)):
        nothing = np.full((3, values.shape[1] // 2 - 1), np.nan)
        return Indices(nothing, nothing.copy(), max(variance, 0.0), noise)
    estimate, spread = sums.estimate(None), sums.estimate(again)
    squared = spread.var(axis=2, ddof=1) + _by_runs(values)
    half = Z95 * np.sqrt(squared)
    first, total = np.stack([estimate, estimate - half, estimate + half], axis=1)
    return Indices(first, total, variance, noise)


class _Sums:
    """What the indices are made of: cells' means, and what simulation noise adds to products.

    Parameters
    ----------
    values : ndarray, shape (groups, 2 k + 2, runs)
    """

    def __init__(self, values: Floats) -> None:
        self.groups, cells, self._runs = values.shape
        self._k = cells // 2 - 1
        means = values.mean(axis=2)
        self._y = means - means.mean()
        off = values - means[:, :, None]
        self._ends = self._two(off)
        a, b = off[:, 0], off[:, -1]
        own = (self._product(a, a) + self._product(b, b)) / 2  # (groups,)
        both = np.concatenate([a, b]).mean(axis=0)
        self._own, self._shared = own, float(self._product(both, both))
        self.noise = self._share_of_noise()

    def estimate(self, again: np.ndarray | None) -> Floats:
        """First and total indices: (2, k), or (2, k, resamples) with groups drawn again."""
        first_order, total_order = _salib()
        r = slice(None) if again is None else again
        raw, clean = self._raw(again), self.variance(again)
        found = []
        for j in range(self._k):
            firsts, totals = [], []
            for a, ab, b, first_off, total_off in self._halves(j):
                firsts.append(first_order(a[r], ab[r], b[r]) * raw - first_off[r].mean(axis=0))
                totals.append(total_order(a[r], ab[r], b[r]) * raw - total_off[r].mean(axis=0))
            found.append((np.mean(firsts, axis=0) / clean, np.mean(totals, axis=0) / clean))
        return np.moveaxis(np.array(found), 0, 1)

    def variance(self, again: np.ndarray | None) -> Floats:
        """Return the variance of the output without noise: a number, or one a resample."""
        r = slice(None) if again is None else again
        return self._raw(again) - self._own[r].mean(axis=0) + self._shared

    def _raw(self, again: np.ndarray | None) -> Floats:
        """Return the variance by which SALib divides."""
        r = slice(None) if again is None else again
        return np.var(np.concatenate([self._y[:, 0][r], self._y[:, -1][r]]), axis=0)

    def _share_of_noise(self) -> float:
        raw = float(self._raw(None))
        if self._runs < 2 or raw <= 0:
            return float("nan")
        return float((self._own.mean() - self._shared) / raw)

    def _halves(self, j: int) -> list[tuple[Floats, ...]]:
        """Both halves of the design for a factor: A, A with B's column, B, and what is off."""
        y, k = self._y, self._k
        a, b, ab, ba = y[:, 0], y[:, -1], y[:, 1 + j], y[:, 1 + k + j]
        one, other = ((first[:, j], total[:, j]) for first, total in self._ends)
        return [(a, ab, b, *one), (b, ba, a, *other)]

    def _two(self, off: Floats) -> list[tuple[Floats, Floats]]:
        """What noise adds to the numerators, by half: first and total, (groups, k) each."""
        a, b, k = off[:, [0]], off[:, [-1]], self._k
        found = []
        for start, mixed, end in ((a, off[:, 1 : 1 + k], b), (b, off[:, 1 + k : -1], a)):
            step = mixed - start
            found.append((self._product(end, step), self._product(step, step) / 2))
        return found

    def _product(self, x: Floats, y: Floats) -> Floats:
        """The covariance of two means over the same runs, from what each run is off by."""
        if self._runs < 2:
            return np.zeros(np.broadcast_shapes(x.shape, y.shape)[:-1])
        return (x * y).sum(axis=-1) / (self._runs - 1) / self._runs


def _moves(variance: float, variances: Floats) -> bool:
    """Whether the factors move the output at all: the variance is above 0 in nearly all samples."""
    return variance > 1e-15 and float(np.quantile(variances, 0.025)) > 1e-15


def _by_runs(values: Floats) -> Floats:
    """The variance of the indices by which runs there are: a jackknife, (2, k)."""
    runs = values.shape[2]
    parts = min(PARTS, runs)
    if parts < 3:
        return np.zeros((2, values.shape[1] // 2 - 1))
    part = np.arange(runs) * parts // runs
    without = np.array([_Sums(values[:, :, part != p]).estimate(None) for p in range(parts)])
    return without.var(axis=0) * (parts - 1)


def _salib() -> tuple[Any, Any]:
    try:
        from SALib.analyze.sobol import first_order, total_order
    except ImportError:
        raise needs("Sobol indices", "SALib", "discovery") from None
    return first_order, total_order


# -- from the folder of a sweep -----------------------------------------------------------------


def run_values(results: SweepResults, asked: Quantity) -> tuple[Floats, np.ndarray]:
    """Return what each run of each cell adds to a quantity, and why a cell cannot be used.

    A cell's mean is its quantity. With a wanted precision the runs before the first look count,
    which every cell has.

    Returns
    -------
    (values, why) : ndarray (cells, runs), ndarray of str (cells,)
        NaN, or of no meaning, where there is a reason; elsewhere the reason is empty.
    """
    study = results.study
    runs = study.spec.runs if study.spec.until is None else looks(study.spec.runs)[0]
    shape = (len(study.cells), runs)
    over, under = np.zeros(shape), np.zeros(shape)
    there, failed = np.zeros(shape, bool), np.zeros(shape, bool)
    for rows in results.tables.parts("runs", columns_of([asked], study)):
        rows = rows[rows.run < runs]
        at = rows.cell.to_numpy(), rows.run.to_numpy()
        over[at], under[at] = asked.counts(rows)
        there[at], failed[at] = True, (rows.run_status != "ok").to_numpy()
    counted = under.sum(axis=1)
    why = np.select(
        [~there.all(axis=1), failed.any(axis=1), counted == 0],
        ["runs are missing", "runs failed", f"no run counts for {asked}"],
        "",
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (over.sum(axis=1) / counted)[:, None]
        return value + (over - value * under) * runs / counted[:, None], why


def _whole(why: np.ndarray) -> tuple[np.ndarray, dict[str, int]]:
    """Which groups can be used, (groups,), and how many cannot for which reason."""
    whole = (why == "").all(axis=1)
    reasons = [next(reason for reason in row if reason) for row in why[~whole]]
    return whole, {reason: reasons.count(reason) for reason in dict.fromkeys(map(str, reasons))}
