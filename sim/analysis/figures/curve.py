"""The quantity of a study along one factor, a line for each level of a second."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.figures.cells import (
    caption,
    close,
    columns,
    data,
    formatter,
    is_number,
    marks,
    said,
)
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    LINES,
    new_axes,
    noise_bars,
    size_now,
    unknown_bars,
)
from sim.analysis.words import capital
from sim.experiments.study.factors import Factor

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

MARGIN = 8  # characters that numbers at the left take


@drawing(data, caption)
def curve(results: SweepResults, ax: Axes | None = None) -> Axes:
    """The quantity over the levels of one factor, a line for each level of a second (at most four).

    Parameters
    ----------
    results : SweepResults
        Of a full grid of one or two factors.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    factors = results.study.factors
    over = along(factors) or factors[0]
    by = next((f for f in factors if f is not over), None)
    ax = ax or new_axes(rows=6, lines=7)
    where, words = _places(over)
    step = 0.022 * max(float(np.ptp(where)), 1e-9)
    levels = by.levels if by else (None,)
    handles: list[Any] = []
    for k, level in enumerate(levels):
        rows = results.cells
        if by and level:
            rows = rows[rows[by.name] == level.label]
            handles.append(Line2D([], [], color=LINES[k][0], marker=LINES[k][2],
                                  label=f"{by.title}: {said(level)}"))  # fmt: skip
        x = where + step * (k - (len(levels) - 1) / 2)
        _line(ax, x, columns(results, rows), k, joined=not words)
    ax.set_xticks(where, words or [level.label for level in over.levels])
    ax.set_xlabel(capital(over.title))
    ax.grid(axis="x", visible=False)
    ax.grid(axis="y")
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter(formatter(results))
    close(results, ax, [*handles, *marks(results, DARK if by is None else FAINT)], MARGIN)
    return ax


def _line(ax: Axes, x: np.ndarray, numbers: np.ndarray, k: int, *, joined: bool) -> None:
    """Draw one line, its points joined where they are numbers."""
    value, low, high, range_low, range_high = numbers
    (color, light, marker), pt = LINES[k], size_now().pt
    unknown_bars(ax, x, range_low, range_high, color=light, upright=True)
    noise_bars(ax, value, x, low, high, upright=True)
    ax.plot(x, value, color=color, marker=marker, markersize=pt(5), linewidth=pt(1.4),
            linestyle="-" if joined else "none")  # fmt: skip


def along(factors: tuple[Factor, ...]) -> Factor | None:
    """Return the factor of numbers to draw along, if the other has few enough levels for lines."""
    if len(factors) == 1:
        return factors[0] if is_number(factors[0]) else None
    few = [(f, g) for f, g in (factors, factors[::-1]) if len(g.levels) <= len(LINES)]
    numbers = [f for f, _ in few if is_number(f)]
    return max(numbers, key=lambda f: len(f.levels)) if numbers else None


def _places(factor: Factor) -> tuple[np.ndarray, list[str]]:
    """Where levels stand on an axis: numbers at themselves, words in a row, with labels."""
    if is_number(factor):
        return np.array([level.value for level in factor.levels], float), []
    width = max((size_now().line - MARGIN) // len(factor.levels) - 2, 5)
    words = [textwrap.fill(said(level), width) for level in factor.levels]
    return np.arange(len(words), dtype=float), words
