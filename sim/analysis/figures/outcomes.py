"""How the talks end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis import tables
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    LIGHT,
    beside,
    finish,
    lines,
    new_axes,
    noise_bars,
    percent_axis,
    size_now,
    uncertain,
    under_bars,
)
from sim.analysis.words import about, capital, counted, percent
from sim.experiments.funnel import reachable

if TYPE_CHECKING:
    from sim.experiments.results import Results


def _data(results: Results) -> pd.DataFrame:
    scenario, found = results.scenario, set(results.outcomes.index)
    found |= {*reachable(scenario, scenario.spec.forum[1])}
    meaning = {name: said for name, said in tables.outcomes(results).items() if name in found}
    rows = [vars(results.probability(name)) for name in meaning]
    said = pd.DataFrame({"outcome": meaning.values()})
    return pd.concat([said, pd.DataFrame(rows)], axis=1)


def _caption(results: Results) -> str:
    return (
        f"How the talks end: {results.scenario.title}. Bars: the share of"
        f" {counted(len(results.finished), 'run')} (seed {results.seed}) with each outcome, from"
        f" the first stage to the last. {uncertain(results.draws)}"
    )


@drawing(_data, _caption)
def outcomes(results: Results, ax: Axes | None = None) -> Axes:
    """How the talks end: every outcome that can be, with both uncertainties, ordered by stage.

    Parameters and return value as of `sim.analysis.figures.funnel.funnel`.
    """
    table = _data(results)
    ax = ax or new_axes(rows=len(table))
    y = np.arange(len(table))
    bars = ax.barh(y, table.share, 0.42, color=LIGHT, edgecolor=DARK, label="share of all runs")
    marks = [bars, noise_bars(ax, table.share, y, table.low, table.high)]
    if results.spread:
        marks.append(under_bars(ax, y + 0.34, table.range_low, table.range_high))
    wide = size_now().room >= 40
    for place, share in enumerate(table.share):
        said = f"{percent(share):>4}  {about(share)}" if wide else percent(share)
        beside(ax, place, said)
    ax.set_yticks(y, [lines(capital(said)) for said in table.outcome])
    ax.set_ylim(len(table) - 0.4, -0.5)
    percent_axis(ax, f"chance, from {counted(len(results.finished), 'run')}", 1.0)
    finish(ax, results.scenario, "How the talks end", marks)
    return ax
