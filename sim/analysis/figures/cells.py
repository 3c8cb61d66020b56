"""What the figures of a sweep share: its numbers, and how they and its factors are called."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.analysis.comparison import meaning
from sim.analysis.figures.style import DARK, GREY, LIGHT, finish, noise_mark, unknown_mark
from sim.analysis.words import capital, counted, percent
from sim.experiments.study.factors import Factor, Level
from sim.experiments.study.study import Study
from sim.experiments.sweep.counts import own

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

AROUND = ("", "_low", "_high", "_range_low", "_range_high")
MARKS = ("value", "low", "high", "range_low", "range_high")


def columns(results: SweepResults, rows: Any) -> np.ndarray:
    """Return value, interval and range of cells: (5, cells)."""
    name, _ = own(results.study)
    return rows[[name + around for around in AROUND]].to_numpy(float).T


def data(results: SweepResults) -> pd.DataFrame:
    """Return one row a cell: its levels, its runs, and the study's quantity."""
    cells, factors = results.cells, results.study.factors
    found: dict[str, Any] = {f.title: [_plain(label) for label in cells[f.name]] for f in factors}
    found["runs"] = cells.runs.to_numpy()
    found |= dict(zip(MARKS, columns(results, cells), strict=True))
    return pd.DataFrame(found)


def caption(results: SweepResults) -> str:
    """Say what is asked, of how many runs, and what the uncertainties are."""
    study, runs = results.study, results.cells.runs
    few, many = int(runs.min()), int(runs.max())
    of = counted(many, "run") if few == many else f"{few:,} to {counted(many, 'run')}"
    said = (
        f"{study.title}: {asked(study)}. {capital(of)} of each cell (seed {study.spec.seed})."
        " Simulation noise is the 95% interval"
    )
    if not study.spec.draws:
        return f"{said}; what we do not know was not asked."
    draws = counted(study.spec.draws, "draw")
    return f"{said}; what we do not know, the middle 8 in 10 of {draws} of the assumptions."


def asked(study: Study) -> str:
    """Say what the study's quantity is."""
    return meaning(str(study.quantity), *study.scenarios.values())


def said(level: Level) -> str:
    """Say a level in words."""
    return _plain(level.label)


def _plain(label: str) -> str:
    return str(label).replace("_", " ")


def is_number(factor: Factor) -> bool:
    """Whether the levels of a factor are numbers that stand for themselves."""
    values = [level.value for level in factor.levels]
    return not factor.drops and all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    ) and [level.label for level in factor.levels] == [str(v) for v in values]  # fmt: skip


def shown(results: SweepResults, value: float) -> str:
    """Write the study's quantity."""
    if math.isnan(value):
        return "none"
    return percent(value) if results.study.quantity.event else f"{100 * value:.0f}"


def formatter(results: SweepResults) -> Any:
    """Return how the study's quantity is written on an axis."""
    if results.study.quantity.event is None:
        return lambda value, _: f"{100 * value:g}"
    return PercentFormatter(1.0, decimals=0)


def marks(results: SweepResults, color: str = DARK) -> list[Any]:
    """Return what a legend says of the bars of uncertainty."""
    noise = noise_mark(color)
    light = LIGHT if color == DARK else GREY
    return [noise, unknown_mark(light)] if results.study.spec.draws else [noise]


def close(
    results: SweepResults, ax: Axes, handles: list[Any], labels: int | None, **legend: Any
) -> None:
    """Put what is asked above and what the marks are below."""
    study = results.study
    finish(ax, capital(asked(study)), study.title, handles, labels=labels, **legend)
