"""Three figures of results: how far talks come, who stood in the way, and what each party gains.

Light and dark carry what colour does, so that they can be read in grey and by the colour-blind.
Nothing here touches pyplot or leaves a setting changed.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike

from sim.analysis import tables
from sim.analysis.reasons import blockers as found_blockers
from sim.analysis.words import Names, capital, counted, percent, satisfaction, span
from sim.experiments.uncertainty import Z95, wilson
from sim.files import whole

if TYPE_CHECKING:
    from sim.experiments.results import Results

Draw = Callable[..., Axes]

DARK, LIGHT, INK, FAINT = "#0072B2", "#A6D3EC", "#222222", "#767676"  # the blue of Okabe & Ito
WIDTH, ROW = 7.2, 0.52  # inches: of a figure, and of each row in it
LABEL = 34  # characters in a line of a label
BLOCKERS = 8
KINDS: dict[str, Any] = {"png": {}, "svg": {"Date": None}}  # and what is said in the file

STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.labelcolor": INK,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 18,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "grid.color": "#E5E5E5",
    "legend.fontsize": 8,
    "legend.frameon": False,
    "svg.hashsalt": "tracktwo",  # the same picture is the same file
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.major.size": 0,
}


def styled() -> AbstractContextManager[None]:
    """Draw in our style, whatever the user's is."""
    return mpl.rc_context(STYLE)


def _styled(draw: Draw) -> Draw:
    """Let a figure be drawn in our style."""

    @wraps(draw)
    def drawn(results: Results, ax: Axes | None = None) -> Axes:
        with styled():
            return draw(results, ax)

    return drawn


@_styled
def funnel(results: Results, ax: Axes | None = None) -> Axes:
    """How far talks come: each stage with simulation noise and, below, what we do not know.

    Parameters
    ----------
    results : Results
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table, meaning = results.funnel, tables.stages(results)
    ax = ax or _axes(rows=1.6 * len(table) + 1)
    y = np.arange(len(table))
    bars = ax.barh(y, table.share, 0.3, color=LIGHT, edgecolor=DARK, label="share of all runs")
    noise = _noise(ax, table.share, y, table.low, table.high)
    for place, row in zip(y, table.itertuples(), strict=True):
        _beside(ax, place, percent(row.share))
        if results.spread:
            _beside(ax, place + 0.45, span(row.range_low, row.range_high))
    steps = [str(stage) for stage in table.index]
    entailed = [("step", step) in results.by_construction for step in steps]
    ax.set_yticks(y, [_lines(capital(meaning[s]), *(["(by construction)"] * e))
                      for s, e in zip(steps, entailed, strict=True)])  # fmt: skip
    ax.set_ylim(len(table) - 0.25, -0.4)
    _percent_axis(ax, f"chance, from {counted(len(results.finished), 'run')}", 1.0)
    _finish(ax, results, "How far talks come", [bars, noise, *_draws(ax, results)])
    return ax


@_styled
def blockers(results: Results, ax: Axes | None = None) -> Axes:
    """Who stood in the way and over what: in how many runs, alone (dark) or with others (light).

    Parameters and return value as of `funnel`.
    """
    found, names = found_blockers(results)[:BLOCKERS], Names(results.scenario)
    ax = ax or _axes(rows=max(len(found), 3))
    y, runs = np.arange(len(found)), len(results.finished)
    share = np.array([b.share for b in found])
    alone = share * np.array([b.sole for b in found])
    dark = ax.barh(y, alone, 0.55, color=DARK, edgecolor=DARK, label="alone")
    light = ax.barh(y, share - alone, 0.55, alone, color=LIGHT, edgecolor=DARK, label="with others")
    ends = np.array([wilson(round(s * runs), runs) for s in share]).reshape(-1, 2)
    noise = _noise(ax, share, y, *ends.T)
    for place, (end, b) in enumerate(zip(ends[:, 1], found, strict=True)):
        ax.text(end, place, f"  {percent(b.share)}", va="center_baseline")
    labels = [_lines(names.title(b.cause.party), b.cause.said(names)) for b in found]
    ax.set_yticks(y, labels)
    ax.set_ylim(max(len(found), 1) - 0.4, -0.6)
    _percent_axis(
        ax, "share of all runs; several can stand in the way of one", None if found else 1
    )
    _finish(ax, results, "Who stood in the way, and over what", [dark, light, noise])
    if not found:
        ax.text(0.5, 0, "nobody, in any run", ha="center")
    return ax


@_styled
def utilities(results: Results, ax: Axes | None = None) -> Axes:
    """What each party gains by the talks: on average with simulation noise, and in 8 of 10 runs.

    Parameters and return value as of `funnel`.
    """
    names = Names(results.scenario)
    table = results.utilities.sort_values("gain", ascending=False, kind="stable")
    ax = ax or _axes(rows=0.7 * len(table) + 1)
    y, gain = np.arange(len(table)), 100 * table.gain.to_numpy()
    half = 100 * _half_interval(results, list(table.index))
    ax.axvline(0, color=FAINT, linewidth=1)
    wide = ax.hlines(y, 100 * table.gain_low, 100 * table.gain_high, color=LIGHT, linewidth=7,
                     label="in 8 of 10 runs (assumptions and chance together)")  # fmt: skip
    [mean] = ax.plot(gain, y, "o", color=DARK, markersize=5, label="average")
    noise = _noise(ax, gain, y, gain - half, gain + half)
    for place, row in zip(y, table.itertuples(), strict=True):
        _beside(ax, place, f"{satisfaction(row.without)} → {satisfaction(row.with_talks)}")
    ax.set_yticks(y, [_lines(names.title(str(party))) for party in table.index])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlabel("gain, in points of each party's own satisfaction (worst 0, best 100)\n"
                  "at the right: average without → with talks")  # fmt: skip
    _finish(ax, results, "What the talks bring each party", [mean, noise, wide])
    return ax


FIGURES: dict[str, Draw] = {"funnel": funnel, "blockers": blockers, "utilities": utilities}


def save_figures(results: Results, folder: str | Path) -> list[Path]:
    """Write each figure as PNG (300 dpi) and SVG into ``folder/figures``.

    The same results give the same files.

    Returns
    -------
    list of pathlib.Path
    """
    target = Path(folder) / "figures"
    target.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for name, draw in FIGURES.items():
        files += save_figure(draw(results).figure, target, name)
    return files


def save_figure(figure: Any, folder: Path, name: str) -> list[Path]:
    """Write one figure as PNG (300 dpi) and SVG into a folder that is there."""
    return [write_figure(figure, folder / f"{name}.{kind}") for kind in KINDS]


def write_figure(figure: Any, file: Path) -> Path:
    """Write one figure, as its ending says: PNG (300 dpi) or SVG. The same picture, the same bytes.

    Raises
    ------
    ValueError
        If it ends in anything else.
    """
    kind = file.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise ValueError(f"{file}: a figure ends in .{' or .'.join(KINDS)}")
    with styled(), whole(file) as part:
        figure.savefig(part, dpi=300, format=kind, metadata=KINDS[kind])
    return file


# -- what the figures share --------------------------------------------------------------------


def _axes(rows: float) -> Axes:
    figure = Figure(figsize=(WIDTH, 1.6 + ROW * rows), layout="constrained")
    return figure.add_subplot()


def _noise(ax: Axes, at: ArrayLike, y: np.ndarray, low: ArrayLike, high: ArrayLike) -> Any:
    """Draw 95% intervals."""
    arms = np.vstack([np.subtract(at, low), np.subtract(high, at)]).clip(min=0)
    return ax.errorbar(at, y, xerr=arms, fmt="none", ecolor=INK, elinewidth=1.5, capsize=3.5,
                       label="simulation noise (95%)")  # fmt: skip


def _draws(ax: Axes, results: Results) -> list[Any]:
    """Draw under each bar how the chance spreads over draws of the assumptions."""
    if not results.spread:
        return []
    edges = np.linspace(0, 1, 26)
    middle, width = (edges[:-1] + edges[1:]) / 2, 0.85 * edges[1]
    for place, row in enumerate(results.funnel.itertuples()):
        counts, _ = np.histogram(results.over_draws(str(row.Index)), edges)
        base = np.full(len(counts), place + 0.6)
        heights = ax.bar(middle, -0.34 * counts / max(counts.max(), 1), width, base, color=DARK)
        span_ = ax.hlines(place + 0.64, row.range_low, row.range_high, color=DARK, linewidth=1.5)
    draws = counted(len(results.spread.outcome), "draw")
    heights.set_label(f"what we do not know: the chance in each of {draws} of the assumptions")
    span_.set_label("the middle 8 in 10 of these")
    return [heights, span_]


def _half_interval(results: Results, parties: Sequence[str]) -> np.ndarray:
    """Half the 95% interval of each party's average gain."""
    runs = results.finished
    if len(runs) < 2:
        return np.zeros(len(parties))
    gains = [runs[f"utility.{name}"] - runs[f"no_talks.{name}"] for name in parties]
    return np.array([Z95 * gain.std(ddof=1) / math.sqrt(len(runs)) for gain in gains])


def _beside(ax: Axes, place: Any, text: str) -> None:
    """Write at the right of a row."""
    ax.text(1.03, place, text, va="center_baseline", transform=ax.get_yaxis_transform())


def _percent_axis(ax: Axes, label: str, most: float | None) -> None:
    ax.set_xlim(0, most)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel(label)


def _finish(ax: Axes, results: Results, title: str, handles: list[Any]) -> None:
    """Put the title above and the legend below."""
    about = textwrap.shorten(results.scenario.title, 64, placeholder=" …")
    ax.set_title(title)
    ax.annotate(about, (0, 1), (0, 4), "axes fraction", "offset points", color=FAINT)
    drop = 26 + 12 * len(ax.get_xlabel().splitlines())  # points: under the ticks and the label
    figure: Any = ax.figure
    under = offset_copy(ax.transAxes, figure, y=-drop, units="points")
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=under,
              borderaxespad=0)  # fmt: skip


def _lines(*labels: str) -> str:
    """Break labels into lines, at most two for each."""
    return "\n".join(textwrap.fill(s, LABEL, max_lines=2, placeholder=" …") for s in labels)
