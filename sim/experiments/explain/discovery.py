"""Scenario discovery: under which assumptions it happens, said in a few conditions.

A shallow classification tree (CART: Breiman et al. 1984; scikit-learn) divides one half of the runs
by what they drew, and, in a sweep, by its factors. Those of its leaves in which the thing happens
more often than in all runs are *boxes*: a condition or three, each on one number (Friedman & Fisher
1999; trees for it: Lempert, Bryant & Bankes 2008). They are measured on the other half, which had
no part in finding them, by the measures of Bryant & Lempert (2010):

- **coverage**: of all runs in which it happened, the share that is in the box;
- **density**: of the runs in the box, the share in which it happened, beside the *base rate* of all
  runs. A box is worth telling only if its density's interval lies above that.

Runs are divided by their numbers, since run k of every cell of a sweep shares its draws; the cells
are in both halves, so that a box is measured on other draws and not at other points. Intervals are
Wilson's (1927); in a sweep, where runs of different cells are no independent witnesses, at the
number of independent runs that would be as sure as they are (Kish 1965: the design effect, run
numbers being the clusters).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.draws import Draws, Floats
from sim.experiments.challenge.parameters import in_force
from sim.experiments.explain.factors import Features, features_of
from sim.experiments.explain.sobol import CannotSay
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.results import Results
from sim.experiments.subjects import wanted
from sim.experiments.uncertainty import wilson
from sim.extras import needs

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults
    from sim.scenario.scenario import Scenario

DEPTH = 3  # conditions in a box, at most
LEAST = 0.05  # of the runs, in a box
TELLING = 0.01  # of the variance, that a division of runs explains; one that does less is not made
FEWEST = 100  # runs to find a box on
MOST_BOXES = 4

Say = Callable[[str, float, float], str]  # a condition on a column, in words


@dataclass(frozen=True)
class Condition:
    """That a column is above one value and at most another; either may be infinite."""

    column: str
    above: float
    at_most: float


@dataclass(frozen=True)
class Boxes:
    """Where it happens.

    Attributes
    ----------
    asked : Quantity
    boxes : pandas.DataFrame
        A row a box, the densest first: ``runs`` in it, ``coverage`` and ``density`` with intervals
        (``_low``, ``_high``), all on the runs it was not found on, and whether it ``holds``: its
        density's interval lies above the base rate.
    conditions : list of tuple of Condition
        Of each box.
    base : tuple of float
        The base rate on those runs, with its interval.
    found_on, measured_on : int
        Runs.
    left_out : str
        What could not be looked at, and why; empty if nothing.
    scenario : Scenario or None
        Of whose numbers the conditions are; none where they are of a sweep's factors.
    """

    asked: Quantity
    boxes: pd.DataFrame
    conditions: list[tuple[Condition, ...]]
    base: tuple[float, float, float]
    found_on: int
    measured_on: int
    left_out: str = ""
    scenario: Scenario | None = None

    def __repr__(self) -> str:
        held = f"{int(self.boxes.holds.sum())} of {len(self.boxes)} hold"
        return f"Boxes({str(self.asked)!r}: {held})"

    @property
    def any_holds(self) -> bool:
        """Whether any box beats the base rate on runs it was not found on."""
        return bool(self.boxes.holds.any())

    def told(self, say: Say | None = None) -> list[str]:
        """Return the conditions of each box in words, in the order of `boxes`.

        Parameters
        ----------
        say : callable, optional
            Column, above, at most -> words, where a bound may be infinite; unless given, in the
            titles of `scenario`, or by the bare names.
        """
        if say is None and self.scenario is not None:
            from sim.analysis.parameters import Parameters

            say = Parameters(self.scenario).condition
        say = say or plainly
        return [
            " and ".join(say(c.column, c.above, c.at_most) for c in box) for box in self.conditions
        ]


def plainly(column: str, above: float, at_most: float) -> str:
    """Say a condition with the bare name of its column.

    Examples
    --------
    >>> plainly("time.horizon", 3, float("inf")), plainly("noise", 0.1, 0.2)
    ('time.horizon above 3', 'noise between 0.1 and 0.2')
    """
    if np.isinf(at_most):
        return f"{column} above {above:.3g}"
    if np.isinf(above):
        return f"{column} at most {at_most:.3g}"
    return f"{column} between {above:.3g} and {at_most:.3g}"


def discover(results: Results | SweepResults, asked: str | Quantity | None = None) -> Boxes:
    """Find where something happens.

    Parameters
    ----------
    results : Results or SweepResults
    asked : str or Quantity, optional
        A probability. Unless given that of the first step of the funnel; of a sweep its own.

    Raises
    ------
    CannotSay
        If there are too few runs, or none or all of them have it.
    NotInstalled
        Without scikit-learn.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> wide = {"parties.north.reservation": {"uniform": [0, 1]}}
    >>> scenario = sim.Scenario.from_data(EXAMPLE).with_(wide)
    >>> found = discover(sim.run(scenario, runs=600, draws=0), "P(convene)")
    >>> found.any_holds, found.told()[0].startswith("what having no deal is worth to North is at")
    (True, True)
    """
    if isinstance(results, Results):
        found = _asked(asked or "P(convene)", results)
        got = boxes(_of_runs(results, found), found, results.seed)
        return replace(got, scenario=results.scenario)
    wanted(results, "discover", "Results", "SweepResults")
    study = results.study
    first = next(iter(study.scenarios.values()))
    own = quantity(asked, first) if isinstance(asked, str) else asked or study.quantity
    return boxes(features_of(results, own), own, study.spec.seed)


def boxes(given: Features, asked: Quantity, seed: int) -> Boxes:
    """Find boxes on half of some runs and measure them on the others.

    Parameters
    ----------
    given : Features
    asked : Quantity
    seed : int
        Of the halves.

    Raises
    ------
    CannotSay, NotInstalled
        As `discover`.
    """
    if asked.event is None:
        raise CannotSay(f"{asked} is an average, and a box is of runs in which something happens")
    learns = _learns(given.run, seed)
    x, y = given.x, given.happened
    if learns.sum() < FEWEST:
        raise CannotSay(f"{2 * FEWEST} runs are needed to find a box, and there are {len(y):,}")
    if y[learns].all() or not y[learns].any():
        which = "every run" if y[learns].any() else "no run"
        raise CannotSay(
            f"{asked} is so in {which} that could be looked at: there is nothing to find"
        )
    tree = _tree(x[learns], y[learns])
    found = [
        box
        for box in _leaves(tree, given.columns)
        if y[learns][_inside(box, given, learns)].mean() > y[learns].mean()
    ]
    rest = ~learns
    rows = [_measured(box, given, rest) for box in found]
    base = _share(y[rest], np.ones(int(rest.sum()), bool), given.run[rest])
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["holds"] = table.density_low > base[0]
    order = table.sort_values("density", ascending=False, kind="stable").index[:MOST_BOXES]
    table = table.loc[order].reset_index(drop=True)
    conditions = [found[k] for k in order]
    return Boxes(asked, table, conditions, base, int(learns.sum()), int(rest.sum()), given.left_out)


_COLUMNS = ["runs", "coverage", "coverage_low", "coverage_high",
            "density", "density_low", "density_high"]  # fmt: skip


def _asked(asked: str | Quantity, results: Results) -> Quantity:
    return quantity(asked, results.scenario) if isinstance(asked, str) else asked


def _of_runs(results: Results, asked: Quantity) -> Features:
    """What each run that counts drew, and whether it happened in it."""
    over, under = asked.counts(results.finished)
    counts = under > 0
    numbers = results.finished.run.to_numpy()[counts]
    columns, x = in_force(results.scenario, results.seed, numbers)
    return Features(columns, x, over[counts] > 0, numbers)


def _learns(run: np.ndarray, seed: int) -> np.ndarray:
    """Which rows a box is found on: a random half of the run numbers, (rows,) booleans."""
    numbers, place = np.unique(run, return_inverse=True)
    count = int(numbers[-1]) + 1 if numbers.size else 0
    u = Draws(seed).uniform(("explain", "hold_out"), 0, count)[numbers]
    half = np.argsort(np.argsort(u, kind="stable"), kind="stable") < len(numbers) // 2
    return half[place]


def _tree(x: Floats, y: np.ndarray) -> Any:
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise needs("scenario discovery", "scikit-learn", "discovery") from None
    if not x.shape[1]:
        raise CannotSay(
            "nothing is uncertain or varied here: there is nothing to tell runs apart by"
        )
    least = max(int(LEAST * len(y)), 10)
    rate = y.mean()
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=least, random_state=0,
        min_impurity_decrease=TELLING * 2 * rate * (1 - rate),
    )  # fmt: skip
    return tree.fit(x, y)


def _leaves(tree: Any, columns: list[str]) -> list[tuple[Condition, ...]]:
    """Return the conditions of each leaf; several on one column are one."""
    parts = tree.tree_
    found: list[tuple[Condition, ...]] = []

    def walk(node: int, bounds: dict[str, tuple[float, float]]) -> None:
        if parts.children_left[node] < 0:
            found.append(tuple(Condition(name, *ends) for name, ends in bounds.items()))
            return
        name, at = columns[parts.feature[node]], float(parts.threshold[node])
        above, at_most = bounds.get(name, (-np.inf, np.inf))
        walk(parts.children_left[node], bounds | {name: (above, min(at, at_most))})
        walk(parts.children_right[node], bounds | {name: (max(at, above), at_most)})

    walk(0, {})
    return [box for box in found if box]


def _inside(box: tuple[Condition, ...], given: Features, rows: np.ndarray) -> np.ndarray:
    """Which of some rows are in a box."""
    x = given.x[rows]
    inside = np.ones(len(x), bool)
    for each in box:
        column = x[:, given.columns.index(each.column)]
        inside &= (column > each.above) & (column <= each.at_most)
    return inside


def _measured(box: tuple[Condition, ...], given: Features, rows: np.ndarray) -> tuple[float, ...]:
    """Runs in a box, its coverage and its density, each with its interval."""
    inside, y, run = _inside(box, given, rows), given.happened[rows], given.run[rows]
    coverage, density = _share(inside, y, run), _share(y, inside, run)
    return int(inside.sum()), *coverage, *density


def _share(happened: np.ndarray, among: np.ndarray, run: np.ndarray) -> tuple[float, float, float]:
    """A share among some rows, with its interval at the number of independent runs it is worth."""
    n = int(among.sum())
    if not n:
        return (float("nan"),) * 3
    over = happened & among
    p = over.sum() / n
    _, cluster = np.unique(run, return_inverse=True)
    off = np.bincount(cluster, over - p * among)  # by which each run number's rows are off
    variance = (off**2).sum() / n**2
    worth = min(float(n), p * (1 - p) / variance) if variance > 0 else _alone(among, cluster)
    return float(p), *wilson(p * worth, worth)


def _alone(among: np.ndarray, cluster: np.ndarray) -> float:
    """How many run numbers have rows among some: where all rows agree, all that can be counted."""
    return float(len(np.unique(cluster[among])))
