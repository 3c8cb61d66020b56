"""The factors of a sweep as columns of numbers, beside what its runs drew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.draws import Floats
from sim.experiments.challenge.parameters import in_force
from sim.experiments.quantities import Quantity
from sim.experiments.study.factors import SCENARIO, Factor
from sim.experiments.sweep.counts import columns_of

if TYPE_CHECKING:
    from sim.experiments.study import Study
    from sim.experiments.sweep.results import SweepResults

MOST_ROWS = 120_000
RUNS_PER_NUMBER = 10  # with fewer runs to each number that is drawn, what is found in them is luck
IS = " is "  # between the name of a factor and a level, in the name of a column of 0 and 1
AS_WRITTEN = "as written"


@dataclass(frozen=True)
class Features:
    """What runs can be told apart by, and in which of them something happened.

    Attributes
    ----------
    columns : list of str
        A path; in a sweep also a factor, or ``FACTOR is LEVEL`` (1 or 0) where levels are words.
    x : ndarray, shape (rows, columns)
    happened : ndarray of bool, shape (rows,)
    run : ndarray of int, shape (rows,)
        Run numbers: equal ones share their draws.
    left_out : str
        What was not looked at, in a sentence; empty if nothing.
    """

    columns: list[str]
    x: Floats
    happened: np.ndarray
    run: np.ndarray
    left_out: str = ""


def features_of(results: SweepResults, asked: Quantity) -> Features:
    """Return the factors of every run of a sweep that counts, and what it drew.

    What a factor sets or drops is the factor's, and not counted as drawn. What runs draw is left
    out with several base scenarios, which need not have a number in common, and where cells have
    fewer than ten runs to each number: as all cells share their draws, more cells do not make up
    for that. Of a sweep of more than 120,000 rows the first runs of each cell are taken.
    """
    study = results.study
    most = max(MOST_ROWS // max(len(study.cells), 1), 1)
    parts = []
    for rows in results.tables.parts("runs", columns_of([asked], study)):
        rows = rows[rows.run < most]
        over, under = asked.counts(rows)
        table = np.column_stack([rows.cell, rows.run, over > 0])
        parts.append(table[under > 0].astype(np.int64))
    cell, run, happened = (np.concatenate(parts) if parts else np.empty((0, 3), int)).T
    names, levels = settings(study)
    numbers, place = np.unique(run, return_inverse=True)
    paths, drawn, why = _drawn(study, numbers)
    x = np.hstack([levels[cell], drawn[place]])
    return Features(
        [*names, *paths], x, happened.astype(bool), run, " ".join([*why, *_cut(study, most)])
    )


def settings(study: Study) -> tuple[list[str], Floats]:
    """Return the names of the columns that tell cells apart, and a row of numbers for each cell.

    Examples
    --------
    >>> from sim.experiments.study import Study
    >>> from sim.experiments.study.study import EXAMPLE
    >>> names, levels = settings(Study.from_data(EXAMPLE))
    >>> names, levels[1].tolist()
    (['patience', 'share'], [0.5, 0.4])
    """
    cells = [study.design.settings(number) for number in range(len(study.cells))]
    names: list[str] = []
    columns: list[list[float]] = []
    for factor in study.factors:
        there = [cell.get(factor.name) for cell in cells]
        if is_number(factor) and all(level is not None for level in there):
            names.append(factor.name)
            columns.append([float(level.value) for level in there if level is not None])
            continue
        labels = [AS_WRITTEN if level is None else level.label for level in there]
        known = list(dict.fromkeys(labels))
        for label in known if len(known) > 2 else known[1:]:
            names.append(f"{factor.name}{IS}{label}")
            columns.append([float(each == label) for each in labels])
    return names, np.array(columns, float).T.reshape(len(cells), len(names))


def is_number(factor: Factor) -> bool:
    """Whether the levels of a factor are sizes."""
    if factor.between is not None:
        return True
    values = [level.value for level in factor.levels]
    return not factor.drops and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def _drawn(study: Study, numbers: np.ndarray) -> tuple[list[str], Floats, list[str]]:
    """What runs of the base scenario drew that no factor touches: (paths, values), or why not."""
    nothing = np.empty((len(numbers), 0))
    if len(study.scenarios) > 1:
        return [], nothing, [f"What the {SCENARIO}s draw is left out: it need not be the same."]
    [base] = study.scenarios.values()
    touched = [path.rpartition(".set.")[2] for factor in study.factors for path in factor.paths]
    paths, values = in_force(base, study.spec.seed, numbers)
    kept = [not any(_touches(factor, path) for factor in touched) for path in paths]
    if len(numbers) < RUNS_PER_NUMBER * sum(kept):
        least = f"{len(numbers):,} runs in a cell are too few for {sum(kept)} numbers"
        return [], nothing, [f"What runs draw is left out: {least}."]
    return [path for path, keep in zip(paths, kept, strict=True) if keep], values[:, kept], []


def _touches(factor: str, drawn_at: str) -> bool:
    """Whether a factor's path holds a parameter, or is within it."""
    here, there = f"{factor}.", f"{drawn_at}."
    return here.startswith(there) or there.startswith(here)


def _cut(study: Study, most: int) -> list[str]:
    return [f"Of each cell the first {most:,} runs were taken."] if most < study.spec.runs else []
