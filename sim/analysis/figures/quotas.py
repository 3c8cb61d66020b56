"""Power over the quota: whom a higher hurdle helps, and whom it leaves without a say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from sim.analysis.figures.drawing import drawing
from sim.analysis.figures.style import LINES, finish, new_axes, size_now
from sim.analysis.words import capital, percent

if TYPE_CHECKING:
    from sim.experiments.solve.games import SolvedVote

MARGIN = 6  # characters that the numbers at the left take


def _data(solved: SolvedVote) -> pd.DataFrame:
    """A row for each quota and member drawn: those with the most weight, at most four."""
    table = solved.members
    drawn = table.member.drop_duplicates()[: len(LINES)]
    shares = [column for column in table if str(column).startswith("share.")]
    columns = ["quota", "member", "count", *shares, "shapley_shubik", "banzhaf"]
    chosen = table[table.member.isin(drawn)].assign(member=table.title)
    return chosen[columns].reset_index(drop=True)


def _caption(solved: SolvedVote) -> str:
    rules, left = solved.game.rules, len(solved.game.groups) - len(LINES)
    more = f" {left} groups with less weight are left out." if left > 0 else ""
    return (
        f"{solved.game.title}: the Shapley-Shubik index of one member of each group at every quota"
        f" tried, from {rules[0].quota:g} to {rules[-1].quota:g}. The index is exact. Where lines"
        f" lie on one another, members have the same power.{more}"
    )


@drawing(_data, _caption)
def quotas(solved: SolvedVote, ax: Axes | None = None) -> Axes:
    """The Shapley-Shubik index of each member over the quotas that are tried.

    Parameters
    ----------
    solved : SolvedVote
        Of a vote whose quota is tried in turn.
    ax : Axes, optional
        Where to draw; in a figure of its own unless given.

    Returns
    -------
    Axes
    """
    table, pt = _data(solved), size_now().pt
    names = list(table.member.drop_duplicates())
    ax = ax or new_axes(rows=5.5, lines=6 + len(names))
    handles = []
    for place, name in enumerate(names):
        mine = table[table.member == name]
        width = pt(2.0 + 3.0 * (len(names) - 1 - place))  # those above leave those below to be seen
        ax.hlines(mine.shapley_shubik, *_around(mine.quota.to_numpy()), color=LINES[place][0],
                  linewidth=width)  # fmt: skip
        handles.append(Line2D([], [], color=LINES[place][0], linewidth=width,
                              solid_capstyle="butt", label=_label(mine)))  # fmt: skip
    ax.set_ylim(-0.04, max(0.5, 1.08 * float(table.shapley_shubik.max())))
    ax.margins(x=0.01)
    ax.grid(axis="x", visible=False)
    ax.grid(axis="y")
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.locator_params(axis="x", nbins=6)
    ax.set_xlabel("weight in favour that is enough (the quota)")
    finish(ax, solved.game.title, "Power hangs on the quota (Shapley-Shubik index)", handles,
           labels=MARGIN)  # fmt: skip
    return ax


def _around(quotas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From where to where each quota is drawn: half way to its neighbours."""
    half = np.diff(quotas) / 2 if len(quotas) > 1 else np.array([0.5])
    return quotas - np.append(half[:1], half), quotas + np.append(half, half[-1:])


def _label(mine: pd.DataFrame) -> str:
    """A member's name and its weight."""
    row = mine.iloc[0]
    shares = [float(row[column]) for column in mine if str(column).startswith("share.")]
    weight = " and ".join(percent(share) for share in np.unique(shares)[::-1])
    each = f", {row['count']} such members, each" if row["count"] > 1 else ","
    return f"{capital(str(row.member))}{each} {weight} of the weight"
