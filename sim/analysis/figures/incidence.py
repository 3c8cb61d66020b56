"""When talks convene or a deal is signed, and what comes instead: cumulative incidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.analysis import tables
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    FAINT,
    GREY,
    INK,
    LINES,
    NOISE,
    UNKNOWN,
    finish,
    new_axes,
    size_now,
)
from sim.analysis.words import capital, counted, percent
from sim.experiments import incidence as counting

if TYPE_CHECKING:
    from sim.experiments.results import Results

TITLES = {
    "convened": "When talks convene, or not",
    "signed": "When a deal is signed, or not",
    "ended": "When it ends, and how",
}
STROKES = ("-", "--", ":", "-.")


class Look(NamedTuple):
    """How a cause is drawn, so that it can be told in grey too."""

    color: str
    light: str
    marker: str
    stroke: Any


LOOKS = [
    *(Look(*line, stroke) for line, stroke in zip(LINES, STROKES, strict=True)),
    Look(FAINT, GREY, "v", "-"),
    Look(INK, GREY, "P", "--"),
    Look(FAINT, GREY, "X", ":"),
    Look(INK, GREY, "*", "-."),
]


def _event(results: Results, event: str | None) -> str:
    """The event that is asked for; a signature, where the forum can come to one."""
    known = counting.events(results)
    return event or ("signed" if "signed" in known else known[-1])


def _data(results: Results, event: str | None = None) -> pd.DataFrame:
    event = _event(results, event)
    table = counting.incidence(results, event)
    return table.assign(cause=[_called(results, event, cause) for cause in table.cause])


def _caption(results: Results, event: str | None = None) -> str:
    event = _event(results, event)
    said = (
        f"{TITLES[event]}: {results.scenario.title}. The share of"
        f" {counted(len(results.finished), 'run')} (seed {results.seed}) in which each has come"
        " first, by the end of each period (cumulative incidence with competing outcomes)."
        " The whiskers at the right are the simulation noise of the last of them (95% Wilson"
        " interval)."
    )
    if results.spread and not results.nested.empty:
        draws = counted(results.draws, "draw")
        said += (
            " The light bars at the right are what we do not know about the last of them: the"
            f" middle 8 in 10 of {draws} of the assumptions."
        )
    if event != "ended":
        said += " The steps around the first line are the same for it, by period."
    return said


@drawing(_data, _caption)
def incidence(results: Results, ax: Axes | None = None, event: str | None = None) -> Axes:
    """By when it has happened, and what came first instead, with both uncertainties.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.
    event : str, optional
        ``convened``, ``signed`` or ``ended``; ``signed`` unless given.

    Returns
    -------
    Axes
    """
    event = _event(results, event)
    table = counting.incidence(results, event)
    causes = list(dict.fromkeys(table.cause))
    ax, pt = ax or new_axes(rows=6, lines=3 + len(causes)), size_now().pt
    last = max(int(table.period.max()) if len(table) else 1, 1)
    known = bool(table.range_low.notna().any())
    handles: list[Any] = []
    for place, (cause, look) in enumerate(zip(causes, LOOKS, strict=False)):
        curve = table[table.cause == cause]
        if cause == event:
            _bands(ax, curve, look)
        _line(ax, curve, look, last)
        _at_the_right(ax, curve, look, last * (1.05 + 0.06 * place))
        said = capital(_called(results, event, str(cause)))
        meaning = f"{said}: {percent(float(curve.share.iloc[-1]))}"
        handles.append(Line2D([], [], color=look.color, linestyle=look.stroke, marker=look.marker,
                              markersize=pt(5), linewidth=pt(1.6), label=meaning))  # fmt: skip
    ax.axvline(last * 1.01, color=FAINT, linewidth=pt(0.8))
    _axes(ax, results, last, last * (1.05 + 0.06 * max(len(causes) - 1, 0) + 0.04))
    shown = "whiskers" if event == "ended" else "shaded steps, whiskers"
    handles.append(Patch(facecolor=FAINT, alpha=0.45, label=f"{NOISE}: {shown}"))
    if known:
        bar: Any = Line2D([], [], color=LOOKS[0].light, linewidth=pt(6), label=UNKNOWN)
        handles.append(bar)
    finish(ax, results.scenario, TITLES[event], handles, labels=7)
    return ax


def _bands(ax: Axes, curve: pd.DataFrame, look: Look) -> None:
    """What we do not know, light, and on it simulation noise, by period."""
    for low, high, color, alpha in ((curve.range_low, curve.range_high, look.light, 0.45),
                                    (curve.low, curve.high, look.color, 0.25)):  # fmt: skip
        ax.fill_between(curve.period, low, high, step="post", color=color, alpha=alpha,
                        linewidth=0)  # fmt: skip


def _line(ax: Axes, curve: pd.DataFrame, look: Look, last: int) -> None:
    """A step at the end of each period, and a marker now and then."""
    pt = size_now().pt
    ax.plot(curve.period, curve.share, color=look.color, linestyle=look.stroke,
            linewidth=pt(1.6), drawstyle="steps-post", marker=look.marker, markersize=pt(4),
            markevery=max(last // 8, 1))  # fmt: skip


def _at_the_right(ax: Axes, curve: pd.DataFrame, look: Look, x: float) -> None:
    """Where a line ends, with both uncertainties."""
    end, pt = curve.iloc[-1], size_now().pt
    ax.vlines(x, end.range_low, end.range_high, color=look.light, linewidth=pt(6))
    arms = [[max(end.share - end.low, 0)], [max(end.high - end.share, 0)]]
    ax.errorbar([x], [end.share], yerr=arms, fmt=look.marker, color=look.color, ecolor=INK,
                markersize=pt(4), elinewidth=pt(1.2), capsize=pt(2.5))  # fmt: skip


def _axes(ax: Axes, results: Results, last: int, right: float) -> None:
    ax.set_xlim(0, right)
    ax.set_ylim(0, 1)
    ax.grid(axis="both")
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    few = size_now().width < 5
    ticks = MaxNLocator(4 if few else 7, integer=True).tick_values(0, last)
    ax.set_xticks([tick for tick in ticks if 0 <= tick <= last])
    ax.set_xlabel(f"{results.scenario.spec.time.unit} (right of the line: in the end)")
    ax.set_ylabel("share of runs")


def _called(results: Results, event: str, cause: str) -> str:
    """What is said of a cause."""
    if cause == event:
        return tables.stages(results)["convened" if event == "convened" else "agreed"]
    return tables.outcomes(results).get(cause, "")
