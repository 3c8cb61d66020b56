"""Sobol indices: what each factor of a sweep decides alone, and with what it does together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.analysis.comparison import meaning
from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.importance import wrapped
from sim.analysis.figures.style import DARK, LIGHT, finish, new_axes, noise_bars, percent_axis
from sim.analysis.words import capital, counted, percent

if TYPE_CHECKING:
    from sim.experiments.sweep.results import SweepResults


def _data(results: SweepResults) -> pd.DataFrame:
    from sim.experiments.explain.sobol import analysed

    table = analysed(results).table.sort_values("total", ascending=False, kind="stable")
    titles = {factor.name: capital(factor.title) for factor in results.study.factors}
    return table.assign(title=table.factor.map(titles)).reset_index(drop=True)


def _caption(results: SweepResults) -> str:
    from sim.experiments.explain.sobol import analysed

    found, study = analysed(results), results.study
    left = f" {sum(found.excluded.values()):,} groups left out." if found.excluded else ""
    said = meaning(str(found.asked), *study.scenarios.values())
    return (
        f"{study.title} Sobol indices of the chance that {said}: dark, the share of its variance"
        " over the factors' ranges that comes with the factor alone; light, with what it does"
        f" together with others. Whiskers: 95% intervals, from {counted(found.groups, 'group')} of"
        f" {2 * len(study.factors) + 2} cells with {counted(found.runs, 'run')} each (seed"
        f" {study.spec.seed}); simulation noise is taken out of the estimates and is in the"
        f" intervals.{left} What we do not know is the factors themselves, each over its range."
    )


@drawing(_data, _caption)
def sobol(results: SweepResults, ax: Axes | None = None) -> Axes:
    """First-order and total Sobol indices of each factor, with intervals.

    Parameters
    ----------
    results : SweepResults
        Of a design of the kind ``saltelli``.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table, study = sobol.data(results), results.study
    ax = ax or new_axes(rows=1.1 * len(table) + 0.4)
    y, half = np.arange(len(table)), 0.18
    handles: list[Any] = []
    for place, name, color, label in (
        (y - half, "first", DARK, "alone"),
        (y + half, "total", LIGHT, "with what it does together with others"),
    ):
        value = table[name]
        handles.append(ax.barh(place, value, 0.3, color=color, edgecolor=DARK, label=label))
        noise = noise_bars(ax, value, place, table[f"{name}_low"], table[f"{name}_high"])
        for at, share in zip(place, value, strict=True):
            said = "unmoved" if np.isnan(share) else percent(min(max(float(share), 0), 1))
            ax.text(1.03, at, said, va="center_baseline", transform=ax.get_yaxis_transform())
    noise.set_label("95% interval")
    ax.set_yticks(y, [wrapped(title) for title in table.title])
    ax.set_ylim(len(table) - 0.4, -0.5)
    asked = meaning(str(study.quantity), *study.scenarios.values())
    percent_axis(ax, f"share of what the chance that\n{asked} varies by", 1.0)
    whole: Any = study
    finish(ax, whole, "Which factor matters", [*handles, noise])
    return ax
