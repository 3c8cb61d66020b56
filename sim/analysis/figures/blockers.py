"""Who stood in the way, and over what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    LIGHT,
    finish,
    lines,
    new_axes,
    noise_bars,
    percent_axis,
)
from sim.analysis.reasons import blockers as found_blockers
from sim.analysis.words import Names, counted, percent
from sim.experiments.uncertainty import wilson

if TYPE_CHECKING:
    from sim.experiments.results import Results

BLOCKERS = 8


def _data(results: Results) -> pd.DataFrame:
    return results.blockers.reset_index().head(BLOCKERS)


def _caption(results: Results) -> str:
    return (
        f"Who stood in the way, and over what: {results.scenario.title}."
        f" Shares of {counted(len(results.finished), 'run')} (seed {results.seed}): dark where it"
        " alone stood in the way, light where others did as well; several can stand in the way of"
        " one run. The whiskers are simulation noise (95% Wilson interval)."
    )


@drawing(_data, _caption)
def blockers(results: Results, ax: Axes | None = None) -> Axes:
    """Who stood in the way and over what: in how many runs, alone (dark) or with others (light).

    Parameters and return value as of `sim.analysis.figures.funnel.funnel`.
    """
    found, names = found_blockers(results)[:BLOCKERS], Names(results.scenario)
    ax = ax or new_axes(rows=max(len(found), 3))
    y, runs = np.arange(len(found)), len(results.finished)
    share = np.array([b.share for b in found])
    alone = share * np.array([b.sole for b in found])
    dark = ax.barh(y, alone, 0.55, color=DARK, edgecolor=DARK, label="alone")
    light = ax.barh(y, share - alone, 0.55, alone, color=LIGHT, edgecolor=DARK, label="with others")
    ends = np.array([wilson(round(s * runs), runs) for s in share]).reshape(-1, 2)
    noise = noise_bars(ax, share, y, *ends.T)
    for place, (end, b) in enumerate(zip(ends[:, 1], found, strict=True)):
        ax.text(end, place, f"  {percent(b.share)}", va="center_baseline")
    labels = [lines(names.title(b.cause.party), b.cause.said(names)) for b in found]
    ax.set_yticks(y, labels)
    ax.set_ylim(max(len(found), 1) - 0.4, -0.6)
    percent_axis(ax, "share of all runs; several can stand in the way of one", None if found else 1)
    finish(ax, results.scenario, "Who stood in the way, and over what", [dark, light, noise])
    if not found:
        ax.text(0.5, 0, "nobody, in any run", ha="center")
    return ax
