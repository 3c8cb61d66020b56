"""The figure of a hindcast: what the model gave every outcome of every case, and what happened."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.analysis.figures.style import DARK, FAINT, INK, LIGHT, styled
from sim.analysis.hindsight import OUTCOME
from sim.analysis.words import counted, percent

if TYPE_CHECKING:
    from sim.experiments.hindcast import Hindcast, Tried

PANEL, ROW = 0.75, 0.23  # inches: of a panel without its rows, and of each outcome in it
TITLE = 40  # characters
MARK = "◀"


def figure(hindcast: Hindcast) -> Figure:
    """Draw a panel for each case: a bar for each outcome, dark and with a mark for what happened.

    A thin line across a bar is the middle 8 in 10 draws of the assumptions. Outcomes that the
    scenario cannot come to have no bar, and say so.

    Returns
    -------
    matplotlib.figure.Figure
    """
    with styled():
        return _drawn(hindcast)


def _drawn(hindcast: Hindcast) -> Figure:
    trials = hindcast.trials
    found = {outcome for trial in trials.values() for outcome in trial.outcomes}
    outcomes = [outcome for outcome in OUTCOME if outcome in found]
    columns = min(2, len(trials))
    lines = math.ceil(len(trials) / columns)
    height = 1.0 + lines * (PANEL + ROW * len(outcomes))
    drawn = Figure(figsize=(WIDTH, height), layout="constrained")
    panels: Any = drawn.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for ax, (name, trial) in zip(panels.flat, trials.items(), strict=False):
        _panel(ax, name, trial, outcomes)
    for ax in panels.flat[len(trials) :]:
        ax.set_axis_off()
    for ax in panels.flat[max(len(trials) - columns, 0) : len(trials)]:
        ax.tick_params(labelbottom=True)
        ax.set_xlabel(f"share of {counted(hindcast.runs, 'run')}")
    panels[0, 0].set_ylim(len(outcomes) - 0.4, -0.6)
    drawn.suptitle("What the model gave to what happened", x=0.01, ha="left", fontsize=11,
                   fontweight="bold")  # fmt: skip
    ranges = hindcast.draws > 0
    drawn.legend(handles=_legend(ranges), loc="outside lower left", ncols=2 + ranges)
    return drawn


def _panel(ax: Axes, name: str, trial: Tried, outcomes: list[str]) -> None:
    """One case."""
    for place, outcome in enumerate(outcomes):
        happened = outcome in trial.case.labels
        if outcome not in trial.reachable:
            said = f"cannot come out here  {MARK}" if happened else "cannot come out here"
            ax.text(0.02, place, said, va="center_baseline", color=INK if happened else FAINT,
                    fontsize=7, style="italic")  # fmt: skip
            continue
        p = trial.model[outcome]
        ax.barh(place, p.share, 0.62, color=DARK if happened else LIGHT, edgecolor=DARK)
        end = p.share
        if not np.isnan(p.range_low):
            ax.hlines(place, p.range_low, p.range_high, color="white", linewidth=2.8)
            ax.hlines(place, p.range_low, p.range_high, color=INK, linewidth=1.4)
            end = max(end, p.range_high)
        weight, mark = ("bold", f"  {MARK}") if happened else ("normal", "")
        ax.text(end, place, f" {percent(p.share)}{mark}", va="center_baseline", fontsize=8,
                fontweight=weight)  # fmt: skip
    ax.set_yticks(range(len(outcomes)), [OUTCOME[outcome] for outcome in outcomes])
    ax.set_xlim(0, 1.26)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_title(textwrap.shorten(name, TITLE, placeholder=" …"), fontsize=9, pad=4)


def _legend(ranges: bool) -> list[Any]:
    handles: list[Any] = [
        Patch(
            facecolor=DARK, edgecolor=DARK, label=f"{MARK} what happened (all that can be defended)"
        ),
        Patch(facecolor=LIGHT, edgecolor=DARK, label="what did not"),
    ]
    if ranges:
        label = "what we do not know (middle 8 in 10)"
        handles.append(Line2D([], [], color=INK, linewidth=1.4, label=label))
    return handles
