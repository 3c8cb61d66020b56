"""The figure of a hindcast: what the model gave every outcome of every case, and what happened.

`hindcast` draws every case, `panel` one.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.analysis.figures.drawing import drawing, sheet
from sim.analysis.figures.style import (
    DARK,
    FAINT,
    INK,
    LIGHT,
    UNKNOWN,
    finish,
    finish_all,
    lines,
    new_axes,
    new_figure,
    size_now,
)
from sim.analysis.hindsight import OUTCOME
from sim.analysis.words import counted, percent

if TYPE_CHECKING:
    from sim.experiments.hindcast import Hindcast, Tried

TITLE = "What the model gave to what happened"
MARK = "◀"


def _data(hindcast: Hindcast) -> pd.DataFrame:
    return pd.concat([_panel_data((hindcast, name)) for name in hindcast.trials], ignore_index=True)


def _panel_data(subject: tuple[Hindcast, str]) -> pd.DataFrame:
    hindcast, name = subject
    trial, nothing = hindcast.trials[name], dict.fromkeys(("share", "low", "high"), float("nan"))
    rows = []
    for outcome in _outcomes(hindcast):
        can = outcome in trial.reachable
        row = {"case": name, "outcome": OUTCOME[outcome], "happened": outcome in trial.case.labels}
        rows.append(row | {"can_come_out": can} | (vars(trial.model[outcome]) if can else nothing))
    return pd.DataFrame(rows)


def _caption(hindcast: Hindcast) -> str:
    said = (
        f"{TITLE}: shares of {counted(hindcast.runs, 'run')} of each case (seed {hindcast.seed});"
        " dark and marked is what happened, as far as it can be defended. Simulation noise (95%"
        " Wilson interval) stands in the table alone"
    )
    if not hindcast.draws:
        return f"{said}; what we do not know was not asked."
    draws = counted(hindcast.draws, "draw")
    return (
        f"{said}; the lines across are what we do not know: the middle 8 in 10 of {draws} of the"
        " assumptions."
    )


def _panel_caption(subject: tuple[Hindcast, str]) -> str:
    return f"{subject[1]}. {_caption(subject[0])}"


@sheet(_data, _caption)
def hindcast(hindcast: Hindcast) -> Figure:
    """Draw a panel for each case: a bar for each outcome, dark and with a mark for what happened.

    A thin line across a bar is the middle 8 in 10 draws of the assumptions. Outcomes that the
    scenario cannot come to have no bar, and say so.

    Returns
    -------
    matplotlib.figure.Figure
    """
    trials, outcomes, size = hindcast.trials, _outcomes(hindcast), size_now()
    columns = min(2 if size.line > 80 else 1, len(trials))
    down = math.ceil(len(trials) / columns)
    height = down * (6 * size.letters / 72 + 0.44 * size.row * len(outcomes))
    drawn = new_figure(height + 8 * size.letters / 72)
    panels: Any = drawn.subplots(down, columns, sharex=True, sharey=True, squeeze=False)
    for ax, (name, trial) in zip(panels.flat, trials.items(), strict=False):
        _draw(ax, trial, outcomes)
        ax.set_title(textwrap.shorten(name, 40, placeholder=" …"), fontsize="medium", pad=4)
    for ax in panels.flat[len(trials) :]:
        ax.set_axis_off()
    for ax in panels.flat[max(len(trials) - columns, 0) : len(trials)]:
        ax.tick_params(labelbottom=True)
        ax.set_xlabel(_share(hindcast))
    panels[0, 0].set_ylim(len(outcomes) - 0.4, -0.6)
    finish_all(drawn, TITLE, _marks(hindcast))
    return drawn


@drawing(_panel_data, _panel_caption)
def panel(subject: tuple[Hindcast, str], ax: Axes | None = None) -> Axes:
    """One case of a hindcast.

    Parameters
    ----------
    subject : (Hindcast, str)
        What was scored, and which case.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    hindcast, name = subject
    outcomes = _outcomes(hindcast)
    ax = ax or new_axes(0.6 * len(outcomes))
    _draw(ax, hindcast.trials[name], outcomes)
    ax.set_ylim(len(outcomes) - 0.4, -0.6)
    ax.set_xlabel(_share(hindcast))
    finish(ax, name, TITLE, _marks(hindcast))
    return ax


def _draw(ax: Axes, trial: Tried, outcomes: list[str]) -> None:
    """One case."""
    size = size_now()
    for place, outcome in enumerate(outcomes):
        happened = outcome in trial.case.labels
        if outcome not in trial.reachable:
            said = f"cannot come out here  {MARK}" if happened else "cannot come out here"
            ax.text(0.02, place, said, va="center_baseline", color=INK if happened else FAINT,
                    fontsize=size.small, style="italic")  # fmt: skip
            continue
        p = trial.model[outcome]
        ax.barh(place, p.share, 0.62, color=DARK if happened else LIGHT, edgecolor=DARK)
        end = p.share
        if not np.isnan(p.range_low):
            ax.hlines(place, p.range_low, p.range_high, color="white", linewidth=size.pt(2.8))
            ax.hlines(place, p.range_low, p.range_high, color=INK, linewidth=size.pt(1.4))
            end = max(end, p.range_high)
        weight, mark = ("bold", f"  {MARK}") if happened else ("normal", "")
        ax.text(end, place, f" {percent(p.share)}{mark}", va="center_baseline",
                fontsize=size.small, fontweight=weight)  # fmt: skip
    ax.set_yticks(range(len(outcomes)), [lines(OUTCOME[outcome]) for outcome in outcomes])
    ax.set_xlim(0, 1.3)
    ax.set_xticks([0, 0.5, 1] if size.line > 80 else [0, 0.25, 0.5, 0.75, 1])
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def _outcomes(hindcast: Hindcast) -> list[str]:
    """Every outcome of any case, by stage."""
    found = {outcome for trial in hindcast.trials.values() for outcome in trial.outcomes}
    return [outcome for outcome in OUTCOME if outcome in found]


def _share(hindcast: Hindcast) -> str:
    return f"share of {counted(hindcast.runs, 'run')}"


def _marks(hindcast: Hindcast) -> list[Any]:
    said = f"{MARK} what happened (all that can be defended)"
    marks: list[Any] = [
        Patch(facecolor=DARK, edgecolor=DARK, label=said),
        Patch(facecolor=LIGHT, edgecolor=DARK, label="what did not"),
    ]
    if hindcast.draws:
        marks.append(Line2D([], [], color=INK, linewidth=size_now().pt(1.4), label=UNKNOWN))
    return marks
