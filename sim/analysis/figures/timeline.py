"""One run as a timeline: who did what, and when."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.analysis.figures.acts import KINDS, TALKS, acts_of
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    INK,
    LIGHT,
    SIZES,
    finish,
    new_axes,
    size_now,
)
from sim.analysis.words import Names, capital

if TYPE_CHECKING:
    from sim.experiments.results import Results

QUIET = 0.5  # how wide a stretch of periods in which nothing happens is drawn; others are 1
LETTER = 0.53  # the width of a letter, as a share of its height
SMALL = 0.8  # the letters of labels, as a share of the others

#: The first of these that there is, is said in words where there is room for one of several.
_TOLD_FIRST = (
    "breaking", "action", "refusal", "demand", "event", "signing", "concession", "pressure", "yes",
    "keeping", "proposal",
)  # fmt: skip
_STAGES = {
    "waiting": "waiting",
    "convene": "before the table",
    "bargain": "at the table",
    "ratify": "ratifying",
    "implement": "under the deal",
}
_SHADES = ("#EFEFEF", "#FFFFFF")


def _data(results: Results, run: int = 0) -> pd.DataFrame:
    return acts_of(results.scenario, results.trace(run))


def _caption(results: Results, run: int = 0) -> str:
    outcome = results.runs.loc[results.runs.run == run, "outcome"]
    ended = f", which ended in '{outcome.iloc[0]}'" if len(outcome) else ""
    return (
        f"One simulated history, period by period: {results.scenario.title}, run {run} of seed"
        f" {results.seed}{ended}. It is one of many, and says nothing of how likely it was. Each"
        " mark is an act that was new. Stretches in which nothing new happened are narrowed, and"
        " words for which there is no room are left out: all of them are in the table."
    )


@drawing(_data, _caption)
def timeline(results: Results, ax: Axes | None = None, run: int = 0) -> Axes:
    """One run: a lane for each party, marks for its acts, and the stages of the talks behind them.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.
    run : int
        Which run, such as ``results.pick("held")``.

    Returns
    -------
    Axes
    """
    names, acts = Names(results.scenario), _data(results, run)
    columns = _columns(set(acts.period), _stages(results, run))
    talks = sorted({lane for lane in acts.lane if lane.startswith(TALKS)})
    lanes = [*talks, *results.scenario.spec.parties]
    called = [_called(names, lane) for lane in lanes]
    ax = ax or new_axes(rows=0.8 * len(lanes) + 0.8)
    room = _room(ax, called) / columns.right.iloc[-1]  # points, of a period with acts
    _draw_stages(ax, columns, room, len(lanes))
    for y, lane in enumerate(lanes):
        _draw_lane(ax, columns, acts[acts.lane == lane], y, room)
    ax.set_yticks(range(len(lanes)), called)
    ax.set_ylim(len(lanes) - 0.4, -1.3)
    ax.set_xlim(0, columns.right.iloc[-1])
    _draw_periods(ax, columns, room)
    ax.set_xlabel(results.scenario.spec.time.unit)
    across = 3 if size_now() != SIZES["column"] else 2
    finish(ax, results.scenario, f"One history: run {run}", _legend(acts), across)
    return ax


# -- where everything stands -------------------------------------------------------------------


def _stages(results: Results, run: int) -> dict[int, str]:
    """The stage of the primary forum in each period."""
    table = results.over_time(run)
    mine = table[(table.what == "stage") & (table.name == results.scenario.spec.primary)]
    return dict(zip(mine.period[:-1], mine.label[:-1], strict=True))


def _columns(eventful: set[int], stages: dict[int, str]) -> pd.DataFrame:
    """Periods, each with where it stands; those in a row in which nothing happens are one.

    Returns
    -------
    pandas.DataFrame
        ``first`` and ``last`` period, ``stage``, ``left``, ``right``.
    """
    rows: list[list[Any]] = []
    for period, stage in stages.items():
        quiet = period not in eventful
        if rows and quiet and rows[-1][1] not in eventful and rows[-1][2] == stage:
            rows[-1][1] = period
            continue
        left = rows[-1][4] if rows else 0.0
        rows.append([period, period, stage, left, left + (QUIET if quiet else 1.0)])
    return pd.DataFrame(rows, columns=["first", "last", "stage", "left", "right"])


def _room(ax: Axes, called: list[str]) -> float:
    """About how wide the axes will be, once the labels beside them are there: points."""
    letters = mpl.rcParams["font.size"]
    longest = max(len(line) for label in called for line in label.splitlines())
    return size_now().width * 72 - LETTER * letters * longest - 3 * letters


def _called(names: Names, lane: str) -> str:
    """What stands beside a lane."""
    title = names.forum(lane.removeprefix(TALKS)) if lane.startswith(TALKS) else names.title(lane)
    width = max(size_now().label * 5 // 8, *map(len, title.split()))
    return textwrap.fill(capital(title), width, max_lines=2, placeholder=" …")


# -- drawing -----------------------------------------------------------------------------------


def _draw_stages(ax: Axes, columns: pd.DataFrame, room: float, lanes: int) -> None:
    """Bands behind everything, with the name of the stage above; and lines between lanes."""
    number = (columns.stage != columns.stage.shift()).cumsum()
    for k, band in columns.groupby(number, sort=True):
        left, right = band.left.iloc[0], band.right.iloc[-1]
        ax.axvspan(left, right, color=_SHADES[int(str(k)) % 2], linewidth=0, zorder=0)
        said = _STAGES.get(band.stage.iloc[0], band.stage.iloc[0])
        _write(ax, left, -1.2, [said], (right - left) * room, color=FAINT, style="italic")
    ax.hlines(np.arange(lanes) - 0.42, 0, columns.right.iloc[-1], color="#D5D5D5", linewidth=0.6,
              zorder=1)  # fmt: skip
    ax.grid(visible=False)


def _draw_lane(ax: Axes, columns: pd.DataFrame, acts: pd.DataFrame, y: int, room: float) -> None:
    """The marks of a lane: one for each kind and period, side by side; and words where they fit."""
    taken = sorted(set(acts.period))
    for period, here in acts.groupby("period", sort=True):
        column = columns[(columns["first"] <= period) & (period <= columns["last"])].iloc[0]
        kinds = list(dict.fromkeys(here.kind))
        step = min(0.9 / len(kinds), 1.15 * mpl.rcParams["font.size"] / room)
        for k, kind in enumerate(kinds):
            ax.plot(column.left + step * (k + 0.55), y - 0.17, linestyle="",
                    **_style(kind, step * room))  # fmt: skip
        nexts = [p for p in taken if p > period]
        end = columns.right.iloc[-1]
        if nexts:
            end = columns.left[columns["first"] <= nexts[0]].iloc[-1]
        _write(ax, column.left, y + 0.02, _words(here), (end - column.left) * room, color=INK)


def _words(acts: pd.DataFrame) -> list[str]:
    """What is said of the acts of one lane and period, those of the most telling kind first."""
    order = acts.assign(place=acts.kind.map(_TOLD_FIRST.index)).sort_values("place", kind="stable")
    return list(dict.fromkeys(said for said in order.said if said))


def _write(ax: Axes, x: float, y: float, said: list[str], width: float, **style: Any) -> None:
    """Write in small letters, on two lines, as much as there is room for in so many points."""
    letters = SMALL * mpl.rcParams["font.size"]
    fits = int(width / (LETTER * letters)) - 1
    text = ""
    for part in said:
        longer = (
            textwrap.wrap(f"{text}; {part}" if text else part, fits, break_long_words=False)
            if fits > 1
            else []
        )
        if not longer or len(longer) > 2 or max(map(len, longer)) > fits:
            break
        text = " ".join(longer)
    if not text and said and fits > 6:
        text = said[0][: fits - 1].rstrip() + "…"
    wrapped = textwrap.wrap(text, max(fits, 1), break_long_words=False)
    ax.text(x, y, "\n".join(f" {line}" for line in wrapped), va="top", fontsize=letters,
            linespacing=1.0, **style)  # fmt: skip


def _style(kind: str, room: float = np.inf) -> dict[str, Any]:
    """How acts of a kind are marked, where there are so many points for each mark."""
    how, usual = KINDS[kind], mpl.rcParams["font.size"]
    letters = min(usual, max(1.3 * room, 0.7 * usual))
    no = kind in ("refusal", "breaking")
    return {
        "marker": how.marker,
        "markersize": letters * (0.95 if how.marker == "*" else 0.72),
        "color": DARK if how.filled and not no else INK,
        "markerfacecolor": (DARK if how.filled else LIGHT) if not no else INK,
        "markeredgecolor": INK,
        "markeredgewidth": letters / (6 if kind == "breaking" else 14),
    }


def _draw_periods(ax: Axes, columns: pd.DataFrame, room: float) -> None:
    """Number the periods, those of a quiet stretch by its ends; only as many as there is room."""
    places: list[float] = []
    labels: list[str] = []
    free, letters = -np.inf, mpl.rcParams["font.size"]
    for column in columns.itertuples():
        one = column.first == column.last
        label = f"{column.first}" if one else f"{column.first}-{column.last}"
        middle = (column.left + column.right) / 2
        half = LETTER * letters * (len(label) + 1.2) / room / 2
        if middle - half >= free:
            places.append(middle)
            labels.append(label)
            free = middle + half
    ax.set_xticks(places, labels)


def _legend(acts: pd.DataFrame) -> list[Any]:
    found = [kind for kind in KINDS if kind in set(acts.kind)]
    return [Line2D([], [], linestyle="", label=KINDS[k].title, **_style(k)) for k in found]
