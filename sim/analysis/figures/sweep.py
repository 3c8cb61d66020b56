"""The figure of a sweep: a curve, a heatmap, or bars of what each cell changes.

Which one it is follows from the design. A full grid of one factor, or of numbers and at most four
levels of something else, is a curve; any other full grid of two factors is a heatmap; all else is
bars, as far as a page of them goes. Each shows the study's own quantity, with simulation noise
and what we do not know kept apart.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from sim.analysis.comparison import meaning
from sim.analysis.figures.answer import LINES, NOISE, UNKNOWN
from sim.analysis.figures.style import DARK, FAINT, INK, LIGHT, WIDTH, axes_of, styled
from sim.analysis.sweep_page import base_of, setting
from sim.analysis.words import capital, percent, points
from sim.experiments.study.factors import Factor, Level
from sim.experiments.study.study import Study
from sim.experiments.sweep.counts import own

if TYPE_CHECKING:
    from sim.experiments.paired import Difference
    from sim.experiments.sweep.results import SweepResults

BARS = 24  # of which half are the highest cells and half the lowest
TITLE, SETTING, TICK, COLUMN = 76, 46, 30, 16  # characters in a line
SHADES = LinearSegmentedColormap.from_list("shades", ["#F4F9FD", LIGHT, DARK, "#00324F"])


def figure_of(results: SweepResults) -> Figure:
    """Draw what suits the design of a sweep.

    Parameters
    ----------
    results : SweepResults
        Finished or not: cells without runs are left out.

    Returns
    -------
    Figure
    """
    found: Any = suiting(results.study)(results).figure
    return found


def suiting(study: Study) -> Callable[..., Axes]:
    """Return the figure that suits the design of a study: `curve`, `heatmap` or `bars`.

    Examples
    --------
    >>> from sim.experiments.study.study import EXAMPLE
    >>> suiting(Study.from_data(EXAMPLE)).__name__
    'curve'
    >>> suiting(Study.from_data(EXAMPLE | {"design": "one_at_a_time"})).__name__
    'bars'
    """
    factors = study.factors
    if study.design.name != "full_grid" or len(factors) > 2:
        return bars
    return curve if len(factors) == 1 or _along(factors) else heatmap


def _drawn(draw: Callable[[SweepResults, Axes | None], Axes]) -> Callable[..., Axes]:
    """Let a figure be drawn in our style."""

    @wraps(draw)
    def styled_one(results: SweepResults, ax: Axes | None = None) -> Axes:
        with styled():
            return draw(results, ax)

    return styled_one


# -- a curve, or several -----------------------------------------------------------------------


@_drawn
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
    over = _along(factors) or factors[0]
    by = next((f for f in factors if f is not over), None)
    ax = ax or _axes(4.2)
    where, words = _places(over)
    step = 0.022 * max(float(np.ptp(where)), 1e-9)
    lines = by.levels if by else (None,)
    handles: list[Any] = []
    for k, level in enumerate(lines):
        rows = results.cells
        if by and level:
            rows = rows[rows[by.name] == level.label]
            handles.append(Line2D([], [], color=LINES[k][0], marker=LINES[k][2],
                                  label=f"{by.title}: {_said(level)}"))  # fmt: skip
        _line(ax, where + step * (k - (len(lines) - 1) / 2), _columns(results, rows), k, words)
    ax.set_xticks(where, words or [level.label for level in over.levels])
    ax.set_xlabel(capital(over.title))
    ax.grid(axis="x", visible=False)
    ax.grid(axis="y")
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter(_format(results))
    _finish(results, ax, [*handles, *_marks(results, DARK if by is None else FAINT)])
    return ax


def _line(ax: Axes, x: np.ndarray, columns: np.ndarray, k: int, words: list[str]) -> None:
    """Draw one line, its points joined where they are numbers."""
    value, low, high, range_low, range_high = columns
    color, light, marker = LINES[k]
    ax.vlines(x, range_low, range_high, color=light, linewidth=6)
    arms = np.vstack([value - low, high - value]).clip(min=0)
    ax.errorbar(x, value, yerr=arms, fmt=marker, color=color, ecolor=INK, markersize=5,
                linestyle="none" if words else "-", linewidth=1.4, elinewidth=1.2,
                capsize=2.5)  # fmt: skip


def _along(factors: tuple[Factor, ...]) -> Factor | None:
    """Return the factor of numbers to draw along, if the other has few enough levels for lines."""
    if len(factors) == 1:
        return factors[0] if _is_number(factors[0]) else None
    few = [(f, g) for f, g in (factors, factors[::-1]) if len(g.levels) <= len(LINES)]
    numbers = [f for f, _ in few if _is_number(f)]
    return max(numbers, key=lambda f: len(f.levels)) if numbers else None


def _is_number(factor: Factor) -> bool:
    values = [level.value for level in factor.levels]
    return not factor.drops and all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    ) and [level.label for level in factor.levels] == [str(v) for v in values]  # fmt: skip


def _places(factor: Factor) -> tuple[np.ndarray, list[str]]:
    """Where levels stand on an axis: numbers at themselves, words in a row, with labels."""
    if _is_number(factor):
        return np.array([level.value for level in factor.levels], float), []
    words = [textwrap.fill(_said(level), COLUMN) for level in factor.levels]
    return np.arange(len(words), dtype=float), words


# -- a heatmap ---------------------------------------------------------------------------------


@_drawn
def heatmap(results: SweepResults, ax: Axes | None = None) -> Axes:
    """The quantity at every pair of levels: its number, and small what we do not know.

    Parameters and return value as of `curve`, of a full grid of two factors.
    """
    down, across = results.study.factors
    shape = (len(down.levels), len(across.levels))
    columns = _columns(results, results.cells).reshape(5, *shape)
    ax = ax or _axes(1.6 + 0.5 * shape[0])
    values = columns[0]
    low, high = (np.nanmin(values), np.nanmax(values)) if np.isfinite(values).any() else (0.0, 1.0)
    ax.pcolormesh(values, cmap=SHADES, vmin=low, vmax=max(high, low + 1e-9), edgecolors="white",
                  linewidth=1.5)  # fmt: skip
    for row, column in np.ndindex(shape):
        share = (values[row, column] - low) / max(high - low, 1e-9)
        _cell(results, ax, (column + 0.5, row + 0.5), columns[:, row, column], _ink(share))
    ax.set_xticks(np.arange(shape[1]) + 0.5, [_tick(v, COLUMN) for v in across.levels])
    ax.set_yticks(np.arange(shape[0]) + 0.5, [_tick(v, TICK) for v in down.levels])
    if not _is_number(down):
        ax.invert_yaxis()
    ax.set_xlabel(capital(across.title))
    ax.set_ylabel(textwrap.fill(capital(down.title), 40))
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    widest = np.nanmax(np.abs(columns[1:3] - values), initial=0.0)
    said = f"simulation noise (95%): at most {points(widest).lstrip('+')} points either way"
    small = "small: what we do not know (middle 8 in 10 draws)"
    marks = [Line2D([], [], linestyle="none", label=said)]
    if results.study.spec.draws:
        marks.insert(0, Line2D([], [], linestyle="none", label=small))
    _finish(results, ax, marks, handlelength=0)
    return ax


def _cell(
    results: SweepResults, ax: Axes, at: tuple[float, float], numbers: np.ndarray, color: str
) -> None:
    """Write the numbers of one cell into it."""
    value, _, _, low, high = numbers
    shown = bool(results.study.spec.draws) and not math.isnan(low)
    x, y = at
    ax.annotate(_level(results, value), (x, y), (0, 5 if shown else 0), "data", "offset points",
                ha="center", va="center", color=color, fontsize=10)  # fmt: skip
    if shown:
        span = f"{100 * low:.0f} to {100 * high:.0f}"
        ax.annotate(span, (x, y), (0, -7), "data", "offset points", ha="center", va="center",
                    color=color, fontsize=7)  # fmt: skip


def _ink(share: float) -> str:
    """Return the colour of writing that stands out most from a shade (WCAG 2, contrast ratio)."""
    red, green, blue, _ = SHADES(0.0 if math.isnan(share) else share)
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    luminance = float(np.dot(parts, (0.2126, 0.7152, 0.0722)))
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.065 else INK


# -- bars --------------------------------------------------------------------------------------


@_drawn
def bars(results: SweepResults, ax: Axes | None = None) -> Axes:
    """What each cell changes, compared with the first one that is as written, or the first.

    Parameters and return value as of `curve`, of any design. Of many cells the highest and the
    lowest are shown.
    """
    study = results.study
    base = base_of(study)
    shown = _shown(results, base)
    found = [results.compare(base, number).difference(study.quantity) for number in shown]
    labels = [_setting(study, number) for number in shown]
    room = np.array([0.16 + 0.15 * (1 + label.count("\n")) for label in labels])  # inches
    ax = ax or _axes(1.1 + max(room.sum(), 1.0))
    y = room.cumsum() - room / 2
    change, low, high, range_low, range_high = _changes(found)
    ax.hlines(y, range_low, range_high, color=LIGHT, linewidth=7)
    arms = np.vstack([change - low, high - change]).clip(min=0)
    ax.errorbar(change, y, xerr=arms, fmt="o", color=DARK, ecolor=INK, markersize=5,
                elinewidth=1.5, capsize=3.5)  # fmt: skip
    ax.axvline(0, color=FAINT, linewidth=1)
    for place, each in zip(y.tolist(), found, strict=True):
        ax.text(1.02, place, _level(results, each.b), va="center_baseline",
                transform=ax.get_yaxis_transform())  # fmt: skip
    ax.set_yticks(y, labels)
    ax.set_ylim(room.sum() + 0.05, -0.05)
    against = setting(study, study.cells[base])
    there = _level(results, results.cells[own(study)[0]].iloc[base])
    unit = "points of 100" if study.quantity.event is None else "percentage points"
    ax.set_xlabel(f"difference from {against} ({there}), in {unit}\nat the right: the level itself")
    _finish(results, ax, _marks(results, DARK))
    return ax


def _shown(results: SweepResults, base: int) -> list[int]:
    """Return the numbers of the cells to show: those with runs, but for the base."""
    column = results.cells[own(results.study)[0]].drop(base).dropna()
    if len(column) > BARS:
        ranked = column.sort_values(ascending=False, kind="stable")
        column = ranked.iloc[[*range(BARS // 2), *range(-BARS // 2, 0)]]
    return [int(number) for number in column.index]


def _changes(found: list[Difference]) -> np.ndarray:
    """Return differences, their intervals and ranges, in points of 100: (5, n)."""
    rows = [(d.change, d.low, d.high, d.range_low, d.range_high) for d in found]
    return 100 * np.array(rows, float).reshape(-1, 5).T


# -- what they share ---------------------------------------------------------------------------


def _columns(results: SweepResults, rows: Any) -> np.ndarray:
    """Return value, interval and range of cells: (5, cells)."""
    name, _ = own(results.study)
    names = [name + around for around in ("", "_low", "_high", "_range_low", "_range_high")]
    return rows[names].to_numpy(float).T


def _setting(study: Study, number: int) -> str:
    said = capital(setting(study, study.cells[number]))
    return textwrap.fill(said, SETTING, max_lines=3, placeholder=" …")


def _said(level: Level) -> str:
    return level.label.replace("_", " ")


def _tick(level: Level, width: int) -> str:
    return textwrap.fill(_said(level), width, max_lines=2, placeholder=" …")


def _level(results: SweepResults, value: float) -> str:
    if math.isnan(value):
        return "none"
    return percent(value) if results.study.quantity.event else f"{100 * value:.0f}"


def _format(results: SweepResults) -> Any:
    if results.study.quantity.event is None:
        return lambda value, _: f"{100 * value:g}"
    return PercentFormatter(1.0, decimals=0)


def _axes(height: float) -> Axes:
    return axes_of(Figure(figsize=(WIDTH, height + 1), layout="constrained"))


def _marks(results: SweepResults, color: str) -> list[Any]:
    """Say what the bars of uncertainty are."""
    light = LIGHT if color == DARK else "#D0D0D0"
    noise = Line2D([], [], color=INK, marker="o", markerfacecolor=color, markeredgecolor=color,
                   label=NOISE)  # fmt: skip
    unknown = Line2D([], [], color=light, linewidth=7, label=UNKNOWN)
    return [noise, unknown] if results.study.spec.draws else [noise]


def _finish(results: SweepResults, ax: Axes, handles: list[Any], **legend: Any) -> None:
    """Say what is asked above, and what the marks are below where the figure is ours."""
    study = results.study
    figure: Any = ax.figure
    said = capital(meaning(str(study.quantity), *study.scenarios.values()))
    ax.annotate(said, (0, 1), (0, 4), "axes fraction", "offset points", color=FAINT)
    if figure.axes == [ax]:
        figure.suptitle(textwrap.fill(study.title, TITLE), x=0.01, ha="left", fontsize=11,
                        fontweight="bold")  # fmt: skip
        figure.legend(handles=handles, loc="outside lower left", ncols=2, **legend)
