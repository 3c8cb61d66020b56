"""The figure of a question: differences as dots for alternatives, curves for values of a path.

What is uncertain is the difference from the scenario as written, and drawn twice: simulation noise
dark and narrow, what we do not know light and wide.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.comparison import level
from sim.analysis.figures.style import DARK, FAINT, INK, LIGHT, ROW, WIDTH, styled
from sim.analysis.words import capital
from sim.experiments.changes import as_written

if TYPE_CHECKING:
    from sim.experiments.question import Answer, Found

LABEL, DOTS_TITLE, CURVE_TITLE = 30, 22, 36  # characters in a line
LINES = (  # colour, its light, marker: each can be told in grey by its marker
    (DARK, LIGHT, "o"),
    ("#D55E00", "#F4C9A8", "s"),
    ("#009E73", "#A8DDCB", "^"),
    ("#7A4B94", "#D6C3E0", "D"),
)
NOISE, UNKNOWN = "simulation noise (95%)", "what we do not know (middle 8 in 10 draws)"


def draw(answer: Answer) -> Figure:
    """Draw every quantity of an answer in a panel of its own.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    Figure
    """
    with styled():
        return _dots(answer) if answer.question.spec.over is None else _curves(answer)


# -- alternatives ------------------------------------------------------------------------------


def _dots(answer: Answer) -> Figure:
    titles = [title for title, _ in answer.question.quantities]
    rows = len(answer.question.cells)
    width = max(WIDTH, 2.2 + 2.1 * len(titles))
    figure = Figure(figsize=(width, 2.2 + ROW * rows), layout="constrained")
    panels = figure.subplots(1, len(titles), sharey=True, squeeze=False)[0]
    for ax, title in zip(panels, titles, strict=True):
        first, *others = answer.of(title)
        y = np.arange(len(others))
        change, noise, unknown = _bars(others)
        ax.hlines(y, *unknown, color=LIGHT, linewidth=7)
        ax.errorbar(change, y, xerr=np.abs(noise - change), fmt="o", color=DARK, ecolor=INK,
                    markersize=5, elinewidth=1.5, capsize=3.5)  # fmt: skip
        ax.axvline(0, color=FAINT, linewidth=1)
        _panel(ax, title, first, DOTS_TITLE)
        ax.set_xlabel("difference from as written,\n" + _unit(first))
        ax.locator_params(axis="x", nbins=5)
    labels = [textwrap.fill(capital(cell.title), LABEL) for cell in answer.question.cells]
    panels[0].set_yticks(range(rows), labels)
    panels[0].set_ylim(rows - 0.5, -0.5)
    noise_mark = Line2D([], [], color=INK, marker="o", markerfacecolor=DARK,
                        markeredgecolor=DARK, label=NOISE)  # fmt: skip
    _finish(answer, figure, [noise_mark, Line2D([], [], color=LIGHT, linewidth=7, label=UNKNOWN)])
    return figure


# -- a curve, or several -----------------------------------------------------------------------


def _curves(answer: Answer) -> Figure:
    spec = answer.question.spec
    titles = [title for title, _ in answer.question.quantities]
    columns = min(len(titles), 2)
    rows = -(-len(titles) // columns)
    figure = Figure(figsize=(WIDTH, 1.6 + 2.7 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    lines = len(spec.by.values) if spec.by else 1
    for ax, title in zip(panels, titles, strict=False):
        first, *others = answer.of(title)
        where, ticks = _positions(spec.over.values if spec.over else [])
        step = 0.028 * (where.max() - where.min())
        for line in range(lines):
            here = others[line * len(where) : (line + 1) * len(where)]
            _curve(ax, where, step * (line - (lines - 1) / 2), here, LINES[line])
        ax.axhline(0, color=FAINT, linewidth=1, linestyle="--")
        _panel(ax, title, first, CURVE_TITLE)
        ax.grid(axis="y")
        ax.set_ylabel(f"difference from as written,\n{_unit(first)}")
        ax.set_xlabel(textwrap.fill(spec.over.label if spec.over else "", 44))
        if ticks:
            ax.set_xticks(where, ticks)
    for ax in panels[len(titles) :]:
        ax.remove()
    _finish(answer, figure, _curve_handles(answer))
    return figure


def _curve(ax: Axes, where: np.ndarray, aside: float, here: list[Found], look: Any) -> None:
    """Draw one line, moved a little aside so that the bars of several do not hide one another."""
    color, light, marker = look
    change, noise, unknown = _bars(here)
    x = where + aside
    ax.vlines(x, *unknown, color=light, linewidth=4)
    ax.fill_between(x, *noise, color=color, alpha=0.2, linewidth=0)
    ax.plot(x, change, color=color, marker=marker, markersize=4.5, linewidth=1.5)


def _curve_handles(answer: Answer) -> list[Any]:
    by = answer.question.spec.by
    lines = [
        Line2D([], [], color=color, marker=marker, label=f"{by.label}: {_worded(value)}")
        for value, (color, _, marker) in zip(by.values if by else [], LINES, strict=False)
        if by
    ]
    color = FAINT if lines else DARK
    return [
        *lines,
        Patch(facecolor=color, alpha=0.2, label=NOISE),
        Line2D([], [], color="#D0D0D0" if lines else LIGHT, linewidth=5, label=UNKNOWN),
        Line2D([], [], color=FAINT, linestyle="--", linewidth=1, label="as written"),
    ]


def _positions(values: list[Any]) -> tuple[np.ndarray, list[str]]:
    """Where values stand on the axis: numbers at themselves, others in the order given."""
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return np.array(values, float), []
    labels = [textwrap.fill(_worded(value), 10, break_long_words=False) for value in values]
    return np.arange(len(values), dtype=float), labels


def _worded(value: Any) -> str:
    """A value as a label: names in words."""
    text = as_written(value)
    return text.replace("_", " ") if isinstance(value, str) else text


# -- what both share ---------------------------------------------------------------------------


def _bars(found: list[Found]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differences, their intervals and their ranges, in points: (n,), (2, n), (2, n)."""
    differences = [each.difference for each in found]
    change = 100 * np.array([d.change for d in differences])
    noise = 100 * np.array([(d.low, d.high) for d in differences]).T
    unknown = 100 * np.array([(d.range_low, d.range_high) for d in differences]).T
    return change, noise, unknown


def _panel(ax: Axes, title: str, first: Found, characters: int) -> None:
    ax.set_title(textwrap.fill(capital(title), characters), fontsize=10)
    said = f"as written {level(first.difference.b, str(first.quantity))}"
    ax.annotate(said, (0, 1), (0, 4), "axes fraction", "offset points", color=FAINT)


def _unit(first: Found) -> str:
    return "points of 100" if first.quantity.party else "percentage points"


def _finish(answer: Answer, figure: Figure, handles: list[Any]) -> None:
    """Put the question above and the legend below."""
    columns = int(figure.get_figwidth() * 11)
    figure.suptitle(textwrap.fill(answer.question.spec.question, columns), x=0.01, ha="left",
                    fontsize=11, fontweight="bold")  # fmt: skip
    if not answer.effort.draws:
        handles = [handle for handle in handles if handle.get_label() != UNKNOWN]
    figure.legend(handles=handles, loc="outside lower left", ncols=2)
