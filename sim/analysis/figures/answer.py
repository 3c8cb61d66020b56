"""The figure of a question: differences as dots for alternatives, curves for values of a path.

What is uncertain is the difference from the scenario as written, and drawn twice: simulation noise
dark and narrow, what we do not know light and wide. `answer` draws every quantity, `panel` one.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.analysis.comparison import level
from sim.analysis.figures.drawing import drawing, sheet
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    GREY,
    LIGHT,
    LINES,
    NOISE,
    UNKNOWN,
    filled,
    finish,
    finish_all,
    lines,
    new_axes,
    new_figure,
    noise_bars,
    noise_mark,
    size_now,
    unknown_bars,
    unknown_mark,
)
from sim.analysis.words import capital, counted
from sim.experiments.changes import as_written

if TYPE_CHECKING:
    from sim.experiments.question import Answer, Found

MARGIN = 8  # characters that numbers at the left of a curve take


def _data(answer: Answer) -> pd.DataFrame:
    titles = [title for title, _ in answer.question.quantities]
    return pd.concat([_panel_data((answer, title)) for title in titles], ignore_index=True)


def _panel_data(subject: tuple[Answer, str]) -> pd.DataFrame:
    """A row a mark, in points of 100."""
    answer, title = subject
    first, *others = answer.of(title)
    change, noise, unknown = _bars(others)
    found: dict[str, Any] = {"quantity": title, "what": [each.cell.title for each in others]}
    found |= {"as_written": 100 * first.difference.b, "difference": change}
    found |= {"low": noise[0], "high": noise[1]}
    return pd.DataFrame(found | {"range_low": unknown[0], "range_high": unknown[1]})


def _caption(answer: Answer) -> str:
    effort = answer.effort
    said = (
        f"{answer.question.spec.question} Differences from {answer.question.scenario.title} as"
        f" written, on the same draws, run by run: {counted(effort.runs, 'run')} of each"
        f" (seed {effort.seed}). Simulation noise is their 95% interval"
    )
    if not effort.draws:
        return f"{said}; what we do not know was not asked."
    draws = counted(effort.draws, "draw")
    return f"{said}; what we do not know, the middle 8 in 10 of {draws} of the assumptions."


def _panel_caption(subject: tuple[Answer, str]) -> str:
    return f"{capital(subject[1])}. {_caption(subject[0])}"


@sheet(_data, _caption)
def answer(answer: Answer) -> Figure:
    """Draw every quantity of an answer in a panel of its own.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    Figure
    """
    titles = [title for title, _ in answer.question.quantities]
    dots, size = answer.question.spec.over is None, size_now()
    columns = min(len(titles), 2 if size.line > 80 else 1)
    down = -(-len(titles) // columns)
    high = size.row * (0.9 * len(answer.question.cells) if dots else 4.5) + 7 * size.letters / 72
    made = new_figure(down * high + 9 * size.letters / 72)
    panels = made.subplots(down, columns, sharey=dots, squeeze=False)
    for ax, title in zip(panels.ravel(), titles, strict=False):
        first = answer.of(title)[0]
        _draw(ax, answer, title)
        pad = 1.9 * size.letters
        ax.set_title(textwrap.fill(capital(title), size.room // columns - 4), fontsize="medium",
                     pad=pad)  # fmt: skip
        ax.set_xlabel(filled(ax.get_xlabel(), size.line // columns - 12))
        ax.annotate(_as_written(first), (0, 1), (0, size.letters / 2), "axes fraction",
                    "offset points", color=FAINT)  # fmt: skip
    for ax in panels.ravel()[len(titles) :]:
        ax.remove()
    finish_all(made, answer.question.spec.question, _marks(answer))
    return made


@drawing(_panel_data, _panel_caption)
def panel(subject: tuple[Answer, str], ax: Axes | None = None) -> Axes:
    """One quantity of an answer.

    Parameters
    ----------
    subject : (Answer, str)
        What was found, and what the quantity is called there.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    answer, title = subject
    dots = answer.question.spec.over is None
    ax = ax or new_axes(0.9 * len(answer.question.cells) if dots else 6, lines=7)
    _draw(ax, answer, title)
    about = f"{_as_written(answer.of(title)[0])}. {answer.question.spec.question}"
    finish(ax, about, capital(title), _marks(answer), labels=None if dots else MARGIN)
    return ax


# -- what is drawn -----------------------------------------------------------------------------


def _draw(ax: Axes, answer: Answer, title: str) -> None:
    _first, *others = answer.of(title)
    (_dots if answer.question.spec.over is None else _curves)(ax, answer, others)


def _dots(ax: Axes, answer: Answer, others: list[Found]) -> None:
    """Draw a dot for each alternative."""
    pt, y = size_now().pt, np.arange(len(others))
    change, noise, unknown = _bars(others)
    unknown_bars(ax, y, *unknown)
    noise_bars(ax, change, y, *noise)
    ax.plot(change, y, "o", color=DARK, markersize=pt(5))
    ax.axvline(0, color=FAINT, linewidth=pt(1))
    ax.set_xlabel(f"difference from as written,\n{_unit(others[0])}")
    ax.locator_params(axis="x", nbins=5)
    ax.set_yticks(y, [lines(capital(each.cell.title)) for each in others])
    ax.set_ylim(len(others) - 0.5, -0.5)


def _curves(ax: Axes, answer: Answer, others: list[Found]) -> None:
    """Draw a curve, or several."""
    spec = answer.question.spec
    number = len(spec.by.values) if spec.by else 1
    where, ticks = _positions(spec.over.values if spec.over else [])
    step = 0.028 * (where.max() - where.min())
    for line in range(number):
        here = others[line * len(where) : (line + 1) * len(where)]
        _curve(ax, where + step * (line - (number - 1) / 2), here, LINES[line])
    ax.axhline(0, color=FAINT, linewidth=size_now().pt(1), linestyle="--")
    ax.grid(axis="y")
    ax.set_ylabel(f"difference from as written,\n{_unit(others[0])}")
    ax.set_xlabel(spec.over.label if spec.over else "")
    if ticks:
        ax.set_xticks(where, ticks)


def _curve(ax: Axes, x: np.ndarray, here: list[Found], look: tuple[str, str, str]) -> None:
    """Draw one line, moved a little aside so that the bars of several do not hide one another."""
    color, light, marker = look
    change, noise, unknown = _bars(here)
    pt = size_now().pt
    ax.vlines(x, *unknown, color=light, linewidth=pt(4))
    ax.fill_between(x, *noise, color=color, alpha=0.2, linewidth=0)
    ax.plot(x, change, color=color, marker=marker, markersize=pt(4.5), linewidth=pt(1.5))


def _marks(answer: Answer) -> list[Any]:
    spec = answer.question.spec
    if spec.over is None:
        marks: list[Any] = [noise_mark(), unknown_mark()]
    else:
        marks = [
            Line2D([], [], color=color, marker=marker, label=f"{spec.by.label}: {_worded(value)}")
            for value, (color, _, marker) in zip(spec.by.values, LINES, strict=False)
        ] if spec.by else []  # fmt: skip
        color, light = (FAINT, GREY) if marks else (DARK, LIGHT)
        marks += [
            Patch(facecolor=color, alpha=0.2, label=NOISE),
            unknown_mark(light),
            Line2D([], [], color=FAINT, linestyle="--", linewidth=1, label="as written"),
        ]
    return [mark for mark in marks if answer.effort.draws or mark.get_label() != UNKNOWN]


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


def _bars(found: list[Found]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differences, their intervals and their ranges, in points: (n,), (2, n), (2, n)."""
    differences = [each.difference for each in found]
    change = 100 * np.array([d.change for d in differences])
    noise = 100 * np.array([(d.low, d.high) for d in differences]).T
    unknown = 100 * np.array([(d.range_low, d.range_high) for d in differences]).T
    return change, noise, unknown


def _as_written(first: Found) -> str:
    return f"as written {level(first.difference.b, str(first.quantity))}"


def _unit(first: Found) -> str:
    return "points of 100" if first.quantity.party else "percentage points"
