"""The quantity of a study at every pair of levels of two factors."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

from sim.analysis.figures.cells import caption, close, columns, data, is_number, said, shown
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import DARK, INK, LIGHT, new_axes, size_now
from sim.analysis.words import capital, points
from sim.experiments.study.factors import Factor

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults

MARGIN = 6  # characters that the name of the factor at the left takes
SPAN = 9  # characters of a range in a cell
SHADES = LinearSegmentedColormap.from_list("shades", ["#F4F9FD", LIGHT, DARK, "#00324F"])


@drawing(data, caption)
def heatmap(results: SweepResults, ax: Axes | None = None) -> Axes:
    """The quantity at every pair of levels: its number, and small what we do not know.

    Parameters and return value as of `sim.analysis.figures.curve.curve`, of a full grid of two
    factors. Where cells are too narrow, the range stands in the data alone.
    """
    down, across = results.study.factors
    shape = (len(down.levels), len(across.levels))
    numbers = columns(results, results.cells).reshape(5, *shape)
    ax = ax or new_axes(rows=shape[0] + 1, lines=6)
    values = numbers[0]
    low, high = (np.nanmin(values), np.nanmax(values)) if np.isfinite(values).any() else (0.0, 1.0)
    ax.pcolormesh(values, cmap=SHADES, vmin=low, vmax=max(high, low + 1e-9), edgecolors="white",
                  linewidth=1.5)  # fmt: skip
    labels, size = _labels(down), size_now()
    margin = MARGIN + max(len(line) for label in labels for line in label.splitlines())
    width = (size.line - margin) // shape[1]  # characters of a cell
    ranges = bool(results.study.spec.draws) and width * size.letters >= SPAN * size.small
    for row, column in np.ndindex(shape):
        share = (values[row, column] - low) / max(high - low, 1e-9)
        said_in = numbers[[0, 3, 4], row, column]
        _cell(ax, (column + 0.5, row + 0.5), shown(results, said_in[0]),
              said_in[1:] if ranges else np.full(2, np.nan), _ink(share))  # fmt: skip
    ax.set_xticks(np.arange(shape[1]) + 0.5, [_tick(said(v), max(width - 2, 4))
                                              for v in across.levels])  # fmt: skip
    ax.set_yticks(np.arange(shape[0]) + 0.5, labels)
    if not is_number(down):
        ax.invert_yaxis()
    ax.set_xlabel(capital(across.title))
    ax.set_ylabel(textwrap.fill(capital(down.title), max(6 * shape[0], 14)))
    ax.grid(visible=False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    close(results, ax, _notes(numbers, ranges), margin, handlelength=0, handletextpad=0)
    return ax


def _notes(numbers: np.ndarray, ranges: bool) -> list[Line2D]:
    """Say what the numbers are, without marks."""
    widest = np.nanmax(np.abs(numbers[1:3] - numbers[0]), initial=0.0)
    notes = [f"simulation noise (95%): at most {points(widest).lstrip('+')} points either way"]
    if ranges:
        notes.insert(0, "small: what we do not know (middle 8 in 10 draws)")
    return [Line2D([], [], linestyle="none", label=note) for note in notes]


def _cell(
    ax: Axes, at: tuple[float, float], value: str, unknown: np.ndarray, color: str
) -> None:  # fmt: skip
    """Write the numbers of one cell into it."""
    size, (low, high) = size_now(), unknown
    both = not math.isnan(low)
    ax.annotate(value, at, (0, size.pt(5) if both else 0), "data", "offset points",
                ha="center", va="center", color=color, fontsize=1.1 * size.letters)  # fmt: skip
    if both:
        ax.annotate(f"{100 * low:.0f} to {100 * high:.0f}", at, (0, -size.pt(7)), "data",
                    "offset points", ha="center", va="center", color=color,
                    fontsize=size.small)  # fmt: skip


def _ink(share: float) -> str:
    """Return the colour of writing that stands out most from a shade (WCAG 2, contrast ratio)."""
    red, green, blue, _ = SHADES(0.0 if math.isnan(share) else share)
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    luminance = float(np.dot(parts, (0.2126, 0.7152, 0.0722)))
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.065 else INK


def _labels(down: Factor) -> list[str]:
    return [_tick(said(level), size_now().label) for level in down.levels]


def _tick(text: str, width: int) -> str:
    return textwrap.fill(text, width, max_lines=2, placeholder=" …")
