"""Whose numbers move the result: those that rest on claims, or those that are assumed.

The chance of a step moves with the assumptions. How much of that variance comes with parameters
that a claim stands behind, and how much with those that are merely assumed, is estimated from runs
that are there already (given data: Plischke, Borgonovo & Smith 2013 argue for such estimates; ours
is a regression):

1. *What there is to explain.* The variance of the chance over assumption draws, from the nested
   pass, the binomial noise taken out (Kleinman 1973), as a share of the variance of one run's
   outcome.
2. *What each set of groups explains.* The adjusted R2 (Ezekiel 1930) of a regression of the
   outcome (0 or 1) on the drawn values, standardised, and their squares.
3. *Whose it is.* The Shapley value over the groups (Shapley 1953; as shares of R2: Lindeman,
   Merenda & Gold 1980), exact, as there are four groups at most. It divides fairly what several
   explain together: a party's war cost and firmness are drawn from one uniform, its weights sum to
   1.

What interactions of parameters explain is in no group, and is shown as not captured. Intervals come
of a jackknife over twenty parts of the runs and the draws (Tukey 1958). A bootstrap would not do: a
run that is drawn twice is explained too well, however the R2 is adjusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from scipy.linalg import qr

from sim.draws import Floats
from sim.experiments.challenge.parameters import Regressors, uncertain
from sim.experiments.results import Results

CLAIM_BACKED = ("claim", "both")
NOT_CAPTURED = "not captured"

_PARTS = 20  # of the jackknife
_RUNS_PER_COLUMN = 2  # fewer, and the regression says nothing
_INDEPENDENT = 1e-9  # of the largest, below which a column depends on the others

Subset = tuple[str, ...]


@dataclass(frozen=True)
class Variance:
    """Where the variance over assumption draws comes from.

    Attributes
    ----------
    shares : pandas.DataFrame
        Indexed by ``stage`` and ``status`` (with ``not captured``): ``share`` of the variance of
        the chance over assumption draws, with its 95% interval ``low``, ``high``. NaN where the
        assumptions do not move the chance, or runs are too few for so many parameters.
    explained : pandas.DataFrame
        For each step: the ``share`` of the variance of a single run's outcome that the assumptions
        account for, ``low``, ``high``; the rest is chance.
    parameters : dict of str to int
        How many uncertain parameters each group has; weights of one holder count as one.
    runs, columns : int
        Of the regression.
    """

    shares: pd.DataFrame
    explained: pd.DataFrame
    parameters: dict[str, int]
    runs: int
    columns: int

    @property
    def runs_needed(self) -> int:
        """With fewer runs than this nothing is estimated."""
        return _RUNS_PER_COLUMN * self.columns + 2


def variance(own: Results, nested: Results) -> Variance:
    """Divide the variance over assumption draws among groups of parameters.

    Parameters
    ----------
    own : Results
        Runs each under assumptions of its own.
    nested : Results
        Runs in the order of their draws.
    """
    finished = own.finished.index.to_numpy()
    groups, parameters = uncertain(own.scenario, own.seed, finished)
    steps = own.funnel_stages
    y = np.column_stack([own.passed(step).to_numpy(float) for step in steps])  # (runs, steps)
    chances = np.column_stack([nested.over_draws(step) for step in steps])  # (draws, steps)
    regression = Regression(groups, y)
    parts = _estimates(regression, chances, nested.spreads[0].runs_per_draw)
    estimate, low, high = _jackknife(parts)
    names = [*groups, NOT_CAPTURED]
    index = pd.MultiIndex.from_product([steps, names], names=["stage", "status"])
    data = [part[:, 1:].ravel() for part in (estimate, low, high)]
    shares = pd.DataFrame(dict(zip(("share", "low", "high"), data, strict=True)), index)
    first = [part[:, 0] for part in (estimate, low, high)]
    explained = pd.DataFrame(
        dict(zip(("share", "low", "high"), first, strict=True)), pd.Index(steps, name="stage")
    )
    return Variance(shares, explained, parameters, len(y), regression.width)


# -- the regression ----------------------------------------------------------------------------


class Regression:
    """Least squares of outcomes on any set of groups, and with any part of the runs left out.

    Parameters
    ----------
    groups : dict of str to ndarray
        Values drawn, (runs, columns) for each group.
    y : ndarray, shape (runs, steps)
        What came of each run.
    """

    def __init__(self, groups: Regressors, y: Floats) -> None:
        self.names = tuple(groups)
        self.steps = y.shape[1]
        terms = {name: _terms(x) for name, x in groups.items()}
        self._x = np.hstack([np.ones((len(y), 1)), *terms.values()])  # (runs, 1 + terms)
        self._y = y
        ends = np.cumsum([1, *(x.shape[1] for x in terms.values())])
        self._columns = {name: np.arange(ends[k], ends[k + 1]) for k, name in enumerate(self.names)}
        self._kept = {s: self._independent(s) for s in self.subsets()}
        self._part = np.arange(len(y)) * _PARTS // max(len(y), 1)
        self._products = self._in_parts()

    @property
    def width(self) -> int:
        """Columns of the largest regression; of all, where runs are too few to tell which do."""
        runs, columns = self._x.shape
        return len(self._kept[self.names]) if runs > columns else columns

    def subsets(self) -> list[Subset]:
        """Every set of groups, the empty one first."""
        sizes = range(len(self.names) + 1)
        return [subset for size in sizes for subset in combinations(self.names, size)]

    def shapley(self, left_out: int | None = None) -> Floats:
        """Return what each group explains of each step's variance, shape (steps, groups).

        Parameters
        ----------
        left_out : int, optional
            The part of the runs that is left out.
        """
        explained = self._explained(left_out)
        count = len(self.names)
        values = np.zeros((self.steps, count))
        for k, name in enumerate(self.names):
            for subset in self.subsets():
                if name in subset:
                    continue
                size = len(subset)
                weight = factorial(size) * factorial(count - size - 1) / factorial(count)
                joined = tuple(n for n in self.names if n in subset or n == name)
                values[:, k] += weight * (explained[joined] - explained[subset])
        return values

    def _explained(self, left_out: int | None) -> dict[Subset, Floats]:
        """Adjusted R2 of each set of groups: (steps,)."""
        kept_parts = [k for k in range(_PARTS) if k != left_out]
        n = int(np.isin(self._part, kept_parts).sum())
        xx, xy, yy = (products[kept_parts].sum(axis=0) for products in self._products)
        total = yy - xy[0] ** 2 / n
        found = {}
        for subset, kept in self._kept.items():
            if n < _RUNS_PER_COLUMN * self.width + 2:
                found[subset] = np.full(self.steps, np.nan)
                continue
            inner = xx[np.ix_(kept, kept)]
            residual = yy - (xy[kept] * np.linalg.solve(inner, xy[kept])).sum(axis=0)
            with np.errstate(divide="ignore", invalid="ignore"):
                found[subset] = 1 - residual / total * (n - 1) / (n - len(kept))
        return found

    def _independent(self, subset: Subset) -> np.ndarray:
        """The constant and the columns of these groups, less those that follow from others."""
        columns = np.concatenate([[0], *(self._columns[name] for name in subset)]).astype(int)
        r, order = qr(self._x[:, columns], mode="r", pivoting=True)
        size = np.abs(np.diag(r))
        return np.sort(columns[order[: len(size)][size > _INDEPENDENT * size[0]]])

    def _in_parts(self) -> tuple[Floats, Floats, Floats]:
        """X'X, X'y and y'y over the runs of each part; a first axis over parts."""
        parts = [(self._x[self._part == k], self._y[self._part == k]) for k in range(_PARTS)]
        xx = np.array([x.T @ x for x, _ in parts])  # (parts, terms, terms)
        xy = np.array([x.T @ y for x, y in parts])  # (parts, terms, steps)
        return xx, xy, np.array([(y * y).sum(axis=0) for _, y in parts])


def _terms(x: Floats) -> Floats:
    """Values and their squares, each centred and scaled: (runs, 2 x columns)."""
    z = _standardised(x)
    return np.hstack([z, _standardised(z * z)])


def _standardised(x: Floats) -> Floats:
    spread = x.std(axis=0)
    return np.where(spread > 1e-12, (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1), 0.0)


# -- shares and their intervals ------------------------------------------------------------------


def _estimates(regression: Regression, chances: Floats, each: int) -> Floats:
    """The estimate from everything, then from all but each part: (1 + parts, steps, 2 + groups).

    First what the assumptions account for of a run's variance, then the groups' shares in that, and
    what they leave.
    """
    part = np.arange(len(chances)) * _PARTS // max(len(chances), 1)
    found = []
    for left_out in (None, *range(_PARTS)):
        among = chances if left_out is None else chances[part != left_out]
        between = between_draws(among, each)[:, None]  # (steps, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(between > 0, regression.shapley(left_out) / between, np.nan)
        rest = np.where(between > 0, 1 - shares.sum(axis=1, keepdims=True), np.nan)
        found.append(np.hstack([between, shares, rest]))
    return np.array(found)


def between_draws(chances: Floats, each: int) -> Floats:
    """Return the share of a run's variance that lies between draws, shape (steps,).

    Parameters
    ----------
    chances : ndarray, shape (draws, steps)
        Share of the runs of each draw that pass.
    each : int
        Runs under each draw.
    """
    mean = chances.mean(axis=0)
    within = (chances * (1 - chances)).mean(axis=0) / max(each - 1, 1)
    total = mean * (1 - mean)
    between = chances.var(axis=0, ddof=1) - within if len(chances) > 1 else np.zeros_like(mean)
    return np.where(total > 0, np.maximum(between, 0) / np.where(total > 0, total, 1), 0.0)


def _jackknife(estimates: Floats) -> tuple[Floats, Floats, Floats]:
    """The estimate and its 95% interval, from the estimates without each part."""
    whole, without = estimates[0], estimates[1:]
    count = len(without)
    spread = ((without - without.mean(axis=0)) ** 2).sum(axis=0) * (count - 1) / count
    from scipy.stats import t as student  # slow to load, and asked for by the audit alone

    half = float(student.ppf(0.975, count - 1)) * np.sqrt(spread)
    return whole, whole - half, whole + half
