"""How good the deals are that are reached, and for whom, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.layout import Note, Section, Table
from sim.analysis.tables import NOT_ASKED, unknown
from sim.analysis.words import Names, about, counted, listed, percent, satisfaction, span
from sim.experiments.deals import POINTS, Deals

if TYPE_CHECKING:
    from sim.experiments.results import Results

TITLE = "How good the deals are, and for whom"
SURE = 0.98  # a share of runs above which something is as good as always so

SHARES = {
    "zone": "there was a package that pays everybody who signed",
    "rational_for_all": "the deal pays everybody who signed",
    "efficient": "nobody could have had more at nobody's cost",
    "at_nash": "the deal is the one with the greatest product of gains (Nash)",
}
NOTE = Note(
    "A deal pays a party if it is worth more to it than having no talks, once it is carried out and"
    " kept: by the assumptions that the run drew, with the world as it stood at first. Left out are"
    " private reasons of the moment, the chance that the deal is broken, and what has changed by"
    " then; that is how a party can sign what does not pay it here. Deals that cross a red line of"
    " somebody who signs are not counted as missed. Points are of each party's own satisfaction, so"
    " that rows cannot be compared. Simulation noise is a 95% interval, what we do not know the"
    " middle 8 in 10 draws of the assumptions; it is not given where under most draws fewer than 10"
    " runs sign."
)


def section(results: Results) -> Section:
    """Tell how good the signed packages are, with both uncertainties.

    Parameters
    ----------
    results : Results

    Examples
    --------
    >>> import sim
    >>> section(sim.run("geneva-2013", runs=40, draws=0)).title
    'How good the deals are, and for whom'
    """
    found = Deals.of(results)
    if found.table.empty:
        return Section(TITLE, ("No deal was signed in any run.",))
    said = f"Of {counted(len(found.table), 'deal')} signed: {_lead(found)}"
    return Section(TITLE, (said, _qualities(found), _gains(found), _pays(found), NOTE))


def _lead(found: Deals) -> str:
    """What there is to say of the deals in a sentence or two."""
    value = found.summary.value
    pays = f"{about(value.rational_for_all)} pay everybody who signed"
    better = float((found.table.left_on_table > 0.5).mean())
    left = (
        f"in {about(better)} could everybody at once have had more"
        if better < 1 - SURE
        else f"in {about(better, of='of')} everybody at once could have had more, on average by"
        f" {satisfaction(value.left_on_table / POINTS)} points of satisfaction over all deals"
    )
    short = found.gains[found.gains.rational < SURE]
    names = Names(found.results.scenario)
    losers = [
        f"{names.who(str(party))} in {about(1 - row.rational, of='of')}"
        for party, row in short.iterrows()
    ]
    lost = f" Signed though it does not pay: by {listed(losers)}." if losers else ""
    return f"{pays}, and {left}.{lost}"


def _qualities(found: Deals) -> Table:
    rows = []
    for name, meaning in SHARES.items():
        row = found.summary.loc[name]
        if pd.isna(row.value):
            continue
        rows.append(
            (meaning, percent(row.value), span(row.low, row.high, 1), _range(row, share=True))
        )
    for name, meaning in (
        ("left_on_table", "points that everybody at once could have had more"),
        ("distance", "points to the nearest deal that nobody could better"),
    ):
        row = found.summary.loc[name]
        rows.append((meaning, f"{row.value:.1f}", _points(row.low, row.high, 1), _range(row)))
    header = ("", "of the\ndeals", "simulation\nnoise", "what we do\nnot know")
    return Table(header, rows, (1, 2, 3))


def _gains(found: Deals) -> Table:
    names = Names(found.results.scenario)
    by_gain = found.gains.sort_values("value", ascending=False, kind="stable")
    rows = [
        (
            names.title(str(party)),
            satisfaction(row.value / POINTS, sign=True),
            _points(row.low, row.high),
            _range(row),
        )
        for party, row in by_gain.iterrows()
    ]
    header = ("signers", "gain in\npoints", "simulation\nnoise", "what we do\nnot know")
    return Table(header, rows, (1, 2, 3))


def _pays(found: Deals) -> Table:
    """Of the deals that somebody signs, the share that pays it; who is paid least often first."""
    names = Names(found.results.scenario)
    by_share = found.gains.sort_values("rational", kind="stable")
    rows = [
        (
            names.title(str(party)),
            percent(row.rational),
            span(row.rational_low, row.rational_high, 1),
            unknown(row.rational_range_low, row.rational_range_high),
        )
        for party, row in by_share.iterrows()
    ]
    header = ("what it signs pays", "of its\ndeals", "simulation\nnoise", "what we do\nnot know")
    return Table(header, rows, (1, 2, 3))


def _range(row: pd.Series, *, share: bool = False) -> str:
    if share:
        return unknown(row.range_low, row.range_high)
    return NOT_ASKED if pd.isna(row.range_low) else _points(row.range_low, row.range_high)


def _points(low: float, high: float, digits: int = 0) -> str:
    if pd.isna(low):  # of a single deal
        return "not known"
    return f"{low:.{digits}f} to {high:.{digits}f}"
