"""By how much each factor of a sweep moves a quantity, as far as its design tells.

Of a full grid the cells at each level of a factor are averaged over all others, and the level with
the highest average is held against that with the lowest. Of one factor at a time, and of listed
cells, those count that differ from the scenario as written in the factor alone. In both, run k of
every cell shares its draws, and intervals are of the mean over runs (paired: `sim.compare`). Of
designs that fill a space the third of the cells with the highest values is held against the third
with the lowest; other factors differ between these by luck, so that intervals are over cells. They
are over runs besides: what run k does at high values is common to all cells that have them, and
does not show between these. Both variances are added, which is a little too wide.

A level is picked because it is high or low. That it differs at all is a little less sure than an
interval says, the more so the more levels there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.draws import Floats
from sim.experiments.explain.factors import AS_WRITTEN, is_number
from sim.experiments.explain.sobol import run_values
from sim.experiments.quantities import Quantity
from sim.experiments.study.factors import Factor, Level
from sim.experiments.uncertainty import Z95

if TYPE_CHECKING:
    from sim.experiments.study import Study
    from sim.experiments.sweep.results import SweepResults

LOW, HIGH = "low", "high"  # of thirds
COLUMNS = ("factor", "from", "to", "lowest", "highest", "change", "low", "high")


def effects(results: SweepResults, asked: Quantity) -> tuple[pd.DataFrame, int]:
    """Return what each factor changes, the largest change first, and how many cells are left out.

    Parameters
    ----------
    results : SweepResults
    asked : Quantity

    Returns
    -------
    (table, left_out) : pandas.DataFrame, int
        A row a factor: ``factor``, the levels ``from`` and ``to``, the quantity there (``lowest``,
        ``highest``), ``change`` and its 95% interval ``low``, ``high``. NaN where the design has no
        cells that tell. Cells that failed, in part or whole, are left out.
    """
    values, why = run_values(results, asked)
    whole = why == ""
    rows = []
    for factor in results.study.factors:
        levels = {
            label: values[[c for c in cells if whole[c]]]
            for label, cells in _levels(results.study, factor)
        }
        there = {label: rows for label, rows in levels.items() if len(rows)}
        rows.append((factor.name, *_change(there, by_cells=_fills(results.study))))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table.change.abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True), int((~whole).sum())


def _fills(study: Study) -> bool:
    return study.design.takes_ranges


def _levels(study: Study, factor: Factor) -> Iterator[tuple[str, list[int]]]:
    """Yield each level of a factor that can be told, and the cells that tell of it."""
    cells = [study.design.settings(number) for number in range(len(study.cells))]
    if study.design.name in ("one_at_a_time", "list"):
        alone = {n: cell for n, cell in enumerate(cells) if set(cell) <= {factor.name}}
        yield from _grouped({n: cell.get(factor.name) for n, cell in alone.items()})
        return
    of = {n: cell.get(factor.name) for n, cell in enumerate(cells)}
    if not (_fills(study) and is_number(factor)):
        yield from _grouped(of)
        return
    sizes = np.array([float(level.value) for level in of.values() if level is not None])
    low, high = np.quantile(sizes, [1 / 3, 2 / 3])
    yield LOW, np.flatnonzero(sizes <= low).tolist()
    yield HIGH, np.flatnonzero(sizes >= high).tolist()


def _grouped(levels: dict[int, Level | None]) -> Iterator[tuple[str, list[int]]]:
    labels = {n: AS_WRITTEN if level is None else level.label for n, level in levels.items()}
    for label in dict.fromkeys(labels.values()):
        yield label, [n for n, each in labels.items() if each == label]


def _change(levels: dict[str, Floats], *, by_cells: bool) -> tuple[str, str, *tuple[float, ...]]:
    """Hold the level with the highest average against the lowest; numbers keep their order."""
    if len(levels) < 2:
        return ("", "", *(float("nan"),) * 5)
    average = {label: float(rows.mean()) for label, rows in levels.items()}
    ranked = sorted(average, key=lambda label: average[label])
    start, end = sorted((ranked[0], ranked[-1]), key=list(levels).index)
    a, b = levels[start], levels[end]
    by_runs = b.mean(axis=0) - a.mean(axis=0)  # (runs,)
    variance = 0.0 if by_cells and by_runs.size == 1 else _variance(by_runs)
    if by_cells:
        variance += sum(_variance(rows.mean(axis=1)) for rows in (a, b))
    change, half = average[end] - average[start], Z95 * float(np.sqrt(variance))
    return start, end, average[start], average[end], change, change - half, change + half


def _variance(values: Floats) -> float:
    """The variance of a mean."""
    return float(values.var(ddof=1) / len(values)) if len(values) > 1 else float("nan")
