"""Which uncertain number matters: given-data indices on any ordinary run.

Every run draws its own assumptions, so the runs that are there already say how much each of them
decides. The index of a parameter is the share of the variance of a run's outcome that lies between
classes of runs with like values of it: the first-order sensitivity index, estimated from given data
(Plischke, Borgonovo & Smith 2013; Strong & Oakley 2013). A run's outcome is 0 or 1, so the rest,
most of it, is chance and what numbers do only together.

*Classes.* Of a number: equal shares of the runs by its value, about the cube root of their number,
at most 16. Of what is drawn together (the weights of one holder, an order): classes of each column,
added up. Of a variant: its cases. *Correction.* More classes explain more by luck alone; the
adjusted R2 (Ezekiel 1930) takes off just what they explain on average where outcomes are dealt out
to runs at random, so an idle parameter has an index of 0 on average, and not above it. *Intervals.*
The infinitesimal jackknife of R2 (Jaeckel 1972; Efron 1982), but never narrower than what R2 varies
by where it is 0, which the jackknife does not see.

A party's war cost and the firmness of its demands are drawn from one uniform, its resolve. No
amount of data can tell what they do apart, and they stand as one.

*Direction.* The share of runs that pass among the third with the highest values, less that among
the third with the lowest; of a variant, in a case and in all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.draws import Floats
from sim.experiments.challenge.parameters import Drawn, drawn
from sim.experiments.challenge.variance import Variance, between_draws, variance
from sim.experiments.results import Results
from sim.experiments.subjects import wanted
from sim.experiments.uncertainty import Z95

MOST_CLASSES = 16
APART = ", "  # between the paths of what stands as one


@dataclass(frozen=True)
class Importance:
    """Which assumptions matter, by step of the funnel.

    Attributes
    ----------
    results : Results
    indices : pandas.DataFrame
        See `given_data`.
    directions : pandas.DataFrame
        See `directions`.
    """

    results: Results
    indices: pd.DataFrame
    directions: pd.DataFrame

    @cached_property
    def variance(self) -> Variance | None:
        """Claim-backed against assumption-only; None without a nested pass."""
        return variance(self.results, self.results) if self.results.spread else None

    def of(self, step: str) -> pd.DataFrame:
        """Return the indices of a step with their directions, the largest first."""
        both = self.indices.merge(self.directions, on=["path", "quantity"])
        return both[both.quantity == step].sort_values("index", ascending=False, kind="stable")

    def found(self, step: str) -> pd.DataFrame:
        """Return what is seen to matter for a step: the interval lies above 0."""
        table = self.of(step)
        return table[table.low > 0]

    def assumptions(self, step: str) -> float:
        """The share of a run's variance that all assumptions account for; NaN if not asked."""
        spread = self.results.spread
        if spread is None or len(spread.outcome) < 2:
            return float("nan")
        return float(between_draws(self.results.over_draws(step), spread.runs_per_draw))


def importance(results: Results) -> Importance:
    """Find out which assumptions matter.

    Parameters
    ----------
    results : Results
        Of `sim.run`; with a nested pass it is also told what all assumptions do together.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> results = sim.run(sim.Scenario.from_data(EXAMPLE), runs=400, draws=0)
    >>> [row] = importance(results).of("convened").itertuples()
    >>> row.path, row.change < 0  # the more north has without a deal, the fewer talks
    ('parties.north.reservation', True)
    """
    wanted(results, "given_data", "Results")
    groups = told_apart(drawn(results.scenario, results.seed, _numbers(results)))
    return Importance(results, _indices(results, groups), _directions(results, groups))


def given_data(results: Results) -> pd.DataFrame:
    """Return how much each uncertain parameter decides, for each step of the funnel.

    Parameters
    ----------
    results : Results

    Returns
    -------
    pandas.DataFrame
        ``path`` (of parameters that stand as one, separated by commas), ``quantity`` (the step),
        ``index`` (share of the variance of a run's outcome; of an idle one 0 on average, and so at
        times a little below), its 95% interval ``low``, ``high``, and ``status``: claim, both,
        assumption or missing. NaN where every run, or none, passes the step.
    """
    return importance(results).indices


def told_apart(parameters: Iterable[Drawn]) -> list[Drawn]:
    """Put together what cannot be told apart: weights of one holder, and a party's resolve.

    Parameters
    ----------
    parameters : iterable of Drawn
    """
    found: dict[str, list[Drawn]] = {}
    for each in parameters:
        found.setdefault(_kin(each), []).append(each)
    return [whole for kin, some in found.items() for whole in _joined(kin, some)]


def _kin(each: Drawn) -> str:
    """Name what a parameter is drawn with."""
    holder, weights, _ = each.path.partition(".weights.")
    if weights:
        return f"{holder}.weights"
    match each.path.split("."):
        case ["parties", party, "war_cost"]:
            return f"{party}'s resolve"
        case ["parties", party, "preconditions", _, "firmness"]:
            return f"{party}'s resolve"
    return each.path


def _joined(kin: str, some: list[Drawn]) -> Iterator[Drawn]:
    """Join what is drawn together; what a variant switches is not one function of one uniform."""
    if len(some) == 1:
        yield from some
    elif kin.endswith(".weights"):
        values = np.hstack([each.values for each in some])
        yield Drawn(kin, _status(some), tuple(p for each in some for p in each.columns), values)
    elif all(_go_together(some[0].values, each.values) for each in some[1:]):
        finest = max(some, key=lambda each: len(np.unique(each.values)))
        paths = APART.join([finest.path, *(each.path for each in some if each is not finest)])
        yield Drawn(paths, _status(some), finest.columns, finest.values)
    else:
        yield from some


def _go_together(x: Floats, y: Floats) -> bool:
    """Whether one never falls as the other rises, or never rises."""
    steps = np.diff(y[np.argsort(x[:, 0], kind="stable"), 0])
    return bool((steps >= 0).all() or (steps <= 0).all())


def _status(some: list[Drawn]) -> str:
    found = {each.status for each in some}
    if len(found) == 1:
        return found.pop()
    return "both" if found & {"claim", "both"} else "assumption"


def _numbers(results: Results) -> np.ndarray:
    return results.finished.run.to_numpy()


# -- how much ------------------------------------------------------------------------------------


def _indices(results: Results, groups: list[Drawn]) -> pd.DataFrame:
    steps = results.funnel_stages
    y = np.column_stack([results.passed(step).to_numpy(float) for step in steps])
    found = []
    for group in groups:
        values = index(classes(group.values, is_variant=group.is_variant), y)
        for step, (value, low, high) in zip(steps, values.T, strict=True):
            found.append((group.path, step, value, low, high, group.status))
    return pd.DataFrame(found, columns=["path", "quantity", "index", "low", "high", "status"])


def classes(values: Floats, *, is_variant: bool = False) -> Floats:
    """Return the columns of a regression on classes of like values.

    Parameters
    ----------
    values : ndarray, shape (runs, columns)
    is_variant : bool
        Whether they are classes already.

    Returns
    -------
    ndarray, shape (runs, classes)
        1 where a run is in a class; one class of each column is left out.

    Examples
    --------
    >>> classes(np.arange(8.0)[:, None]).T.tolist()
    [[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]]
    """
    if is_variant:
        return values
    runs, columns = values.shape
    count = max(2, min(MOST_CLASSES, round(runs ** (1 / 3))) // columns)
    found = []
    for column in values.T:
        edges = np.quantile(column, np.arange(1, count) / count)
        place = np.searchsorted(np.unique(edges), column, side="right")
        found.append(np.unique(place)[1:] == place[:, None])
    return np.hstack(found).astype(float)


def index(x: Floats, y: Floats) -> Floats:
    """Return the share of a variance that a regression explains, adjusted, with its interval.

    Parameters
    ----------
    x : ndarray, shape (runs, columns)
        Columns may depend on one another.
    y : ndarray, shape (runs, steps)

    Returns
    -------
    ndarray, shape (3, steps)
        Estimate, low and high end of the 95% interval; NaN where y does not vary.
    """
    n = len(y)
    centred, off = x - x.mean(axis=0), y - y.mean(axis=0)
    basis, size, _ = np.linalg.svd(centred, full_matrices=False)
    basis = basis[:, size > 1e-9 * max(size.max(initial=0.0), 1e-300)]
    rank = basis.shape[1]
    total = (off**2).mean(axis=0)
    if n < rank + 3:
        return np.full((3, y.shape[1]), np.nan)
    fitted = basis @ (basis.T @ off)  # (runs, steps)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = (fitted**2).mean(axis=0) / total
        adjusted = 1 - (1 - r2) * (n - 1) / (n - 1 - rank)
        influence = (2 * fitted * (off - fitted) + fitted**2 - r2 * off**2) / total
        spread = np.maximum((influence**2).mean(axis=0) / n, 2 * rank / n**2)
    half = Z95 * np.sqrt(spread)
    return np.where(total > 0, np.stack([adjusted, adjusted - half, adjusted + half]), np.nan)


# -- which way -----------------------------------------------------------------------------------


def _directions(results: Results, groups: list[Drawn]) -> pd.DataFrame:
    """Whether more of it raises or lowers the share of runs that pass each step.

    ``column`` is the number, or the case of a variant, that tells most: ``least`` and ``most`` are
    the shares among the lowest and the highest third (among other cases, and in the case),
    ``change`` their difference with its 95% interval ``change_low``, ``change_high``.
    """
    found = []
    for step in results.funnel_stages:
        passed = results.passed(step).to_numpy(float)
        for group in groups:
            ends = [_ends(column, group.is_variant) for column in group.values.T]
            told = [direction(passed, *each) for each in ends]
            tells = max(range(len(told)), key=lambda k: _strength(told[k]))
            found.append((group.path, step, group.columns[tells], *told[tells]))
    columns = ["path", "quantity", "column", "least", "most", "change", "change_low", "change_high"]
    return pd.DataFrame(found, columns=columns)


def direction(passed: Floats, low: np.ndarray, high: np.ndarray) -> tuple[float, ...]:
    """Return shares among runs with low and with high values, their difference and its interval.

    Parameters
    ----------
    passed : ndarray, shape (runs,)
        1 where a run passes.
    low, high : ndarray of bool, shape (runs,)

    Returns
    -------
    (least, most, change, change_low, change_high) : floats
        The interval is that of Agresti & Caffo (2000); NaN where there are no such runs.

    Examples
    --------
    >>> ends = np.arange(90) < 30, np.arange(90) >= 60
    >>> [round(value, 2) for value in direction((np.arange(90) > 45) * 1.0, *ends)]
    [0.0, 1.0, 1.0, 0.85, 1.02]
    """
    a, b = int(low.sum()), int(high.sum())
    if not a or not b:
        return (float("nan"),) * 5
    least, most = float(passed[low].mean()), float(passed[high].mean())
    p, q = (least * a + 1) / (a + 2), (most * b + 1) / (b + 2)
    half = Z95 * float(np.sqrt(p * (1 - p) / (a + 2) + q * (1 - q) / (b + 2)))
    return least, most, most - least, q - p - half, q - p + half


def _ends(column: Floats, is_case: bool) -> tuple[np.ndarray, np.ndarray]:
    """Which runs have low values and which high ones."""
    if is_case:
        return column == 0, column == 1
    low, high = np.quantile(column, [1 / 3, 2 / 3])
    if low == high:  # of few values
        return column < column.mean(), column > column.mean()
    return column <= low, column >= high


def _strength(told: tuple[float, ...]) -> float:
    """How many times its margin a difference is."""
    _, _, change, low, high = told
    return abs(change) / (high - low) if high > low else -1.0
