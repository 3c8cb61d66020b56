"""What the talks bring each party."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    LIGHT,
    beside,
    finish,
    lines,
    new_axes,
    noise_bars,
    size_now,
)
from sim.analysis.words import Names, counted
from sim.experiments.uncertainty import Z95

if TYPE_CHECKING:
    from sim.experiments.results import Results


def _data(results: Results) -> pd.DataFrame:
    """A row a party, in points of its own satisfaction from 0 to 100; whoever gains most first."""
    names = Names(results.scenario)
    table = 100 * results.utilities.sort_values("gain", ascending=False, kind="stable")
    half = 100 * _half_interval(results, list(table.index))
    found = {"party": [names.title(str(party)) for party in table.index]}
    found |= {"without_talks": table.without, "with_talks": table.with_talks, "gain": table.gain}
    found |= {"low": table.gain - half, "high": table.gain + half}
    found |= {"in_8_of_10_runs_low": table.gain_low, "in_8_of_10_runs_high": table.gain_high}
    return pd.DataFrame(found).reset_index(drop=True)


def _caption(results: Results) -> str:
    return (
        f"What the talks bring each party: {results.scenario.title}."
        f" Averages of {counted(len(results.finished), 'run')} (seed {results.seed}), in points of"
        " each party's own satisfaction, from 0 to 100. The whiskers are simulation noise (95%);"
        " the bars hold 8 of 10 runs, assumptions and chance together."
    )


@drawing(_data, _caption)
def utilities(results: Results, ax: Axes | None = None) -> Axes:
    """What each party gains by the talks: on average with simulation noise, and in 8 of 10 runs.

    Parameters and return value as of `sim.analysis.figures.funnel.funnel`.
    """
    table, pt = _data(results), size_now().pt
    ax = ax or new_axes(rows=0.7 * len(table), lines=6)
    y = np.arange(len(table))
    ax.axvline(0, color=FAINT, linewidth=pt(1))
    wide = ax.hlines(y, table.in_8_of_10_runs_low, table.in_8_of_10_runs_high, color=LIGHT,
                     linewidth=pt(7),
                     label="in 8 of 10 runs (assumptions and chance together)")  # fmt: skip
    [mean] = ax.plot(table.gain, y, "o", color=DARK, markersize=pt(5), label="average")
    noise = noise_bars(ax, table.gain, y, table.low, table.high)
    for place, row in zip(y, table.itertuples(), strict=True):
        beside(ax, place, f"{row.without_talks:.0f} → {row.with_talks:.0f}")
    ax.set_yticks(y, [lines(party) for party in table.party])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=4 if size_now().room < 40 else 8)
    ax.set_xlabel("gain, in points of each party's own satisfaction (0 to 100)\n"
                  "at the right: average without → with talks")  # fmt: skip
    finish(ax, results.scenario, "What the talks bring each party", [mean, noise, wide])
    return ax


def _half_interval(results: Results, parties: Sequence[str]) -> np.ndarray:
    """Half the 95% interval of each party's average gain."""
    runs = results.finished
    if len(runs) < 2:
        return np.zeros(len(parties))
    gains = [runs[f"utility.{name}"] - runs[f"no_talks.{name}"] for name in parties]
    return np.array([Z95 * gain.std(ddof=1) / math.sqrt(len(runs)) for gain in gains])
