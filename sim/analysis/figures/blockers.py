"""Who stood in the way, and over what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

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
    places,
    size_now,
    uncertain,
    under_bars,
)
from sim.analysis.reasons import blockers as found_blockers
from sim.analysis.words import Names, counted, percent
from sim.experiments.uncertainty import wilson

if TYPE_CHECKING:
    from sim.experiments.results import Results

BLOCKERS = 8
AROUND = ["low", "high", "range_low", "range_high"]


def _data(results: Results) -> pd.DataFrame:
    """A row for each of the most frequent, those of one party together, its worst first."""
    names, runs = Names(results.scenario), len(results.finished)
    rows = []
    for found, (_, row) in zip(found_blockers(results), results.blockers.iterrows(), strict=True):
        alone = found.share * found.sole
        low, high = wilson(round(alone * runs), runs)
        rows.append(
            {
                "who": names.title(found.cause.party),
                "over_what": found.cause.said(names),
                "share": found.share,
                **row[AROUND].to_dict(),
                "alone": alone,
                "alone_low": low,
                "alone_high": high,
                "with_others": found.share - alone,
            }
        )
    columns = ["who", "over_what", "share", *AROUND, "alone", "alone_low", "alone_high"]
    table = pd.DataFrame(rows[:BLOCKERS], columns=[*columns, "with_others"])
    worst = table.groupby("who").share.transform("max")
    order = table.assign(worst=worst).sort_values(
        ["worst", "who", "share"], ascending=[False, True, False], kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)


def _caption(results: Results) -> str:
    return (
        f"Who stood in the way, and over what: {results.scenario.title}."
        f" Shares of {counted(len(results.finished), 'run')} (seed {results.seed}): dark where it"
        " alone stood in the way, light where others did as well; several can stand in the way of"
        f" one run. {uncertain(results.draws)}"
    )


@drawing(_data, _caption)
def blockers(results: Results, ax: Axes | None = None) -> Axes:
    """Who stood in the way and over what: in how many runs, alone (dark) or with others (light).

    Parameters and return value as of `sim.analysis.figures.funnel.funnel`.
    """
    table = _data(results)
    first = ~table.who.duplicated()
    labels = [lines(*([f"{row.who}:"] * new), row.over_what)
              for row, new in zip(table.itertuples(), first, strict=True)]  # fmt: skip
    y, rows = places(labels)
    ax = ax or new_axes(rows=max(rows, 1.5))
    dark = ax.barh(y, table.alone, 0.4, color=DARK, edgecolor=DARK, label="alone")
    light = ax.barh(y, table.with_others, 0.4, table.alone, color=LIGHT, edgecolor=DARK,
                    label="with others")  # fmt: skip
    marks = [dark, light, noise_bars(ax, table.share, y, table.low, table.high)]
    if results.spread and not table.range_low.isna().all():
        marks.append(under_bars(ax, y + 0.31, table.range_low, table.range_high))
    most = float(table[["high", "range_high"]].max(axis=None)) if len(table) else 1.0
    for place, share in zip(y, table.share, strict=True):
        beside(ax, place, percent(share))
    ax.set_yticks(y, labels)
    for above, below, new in zip(y[:-1], y[1:], first[1:], strict=True):
        if new:
            ax.axhline((above + below) / 2, color=LIGHT, linewidth=size_now().pt(0.8))
    ax.set_ylim(max(rows, 1.5) + 0.1, 0)
    percent_axis(ax, "share of all runs; several can stand in the way of one", 1.04 * most)
    finish(ax, results.scenario, "Who stood in the way, and over what", marks)
    if not len(table):
        ax.text(0.5 * most, 0.75, "nobody, in any run", ha="center", va="center")
    return ax
