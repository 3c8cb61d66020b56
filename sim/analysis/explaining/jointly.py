"""Who stood in the way together and who alone, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis.layout import Note, Section, Table
from sim.analysis.reasons import Cause
from sim.analysis.tables import unknown
from sim.analysis.words import Names, about, counted, listed, percent, span
from sim.experiments.jointly import alone_or_jointly, jointly

if TYPE_CHECKING:
    from sim.experiments.results import Results

TITLE = "Who stood in the way together, and who alone"
SETS, PARTIES, SELDOM = 6, 8, 0.01
NOTE = Note(
    "The first table counts each run once, under all that stood in its way together: where there"
    " are two, to satisfy one is not enough. In the second a run counts for everybody who stood in"
    " its way, so that rows do not add up; alone means that no other party did. Simulation noise is"
    " the 95% interval (Wilson), what we do not know the middle 8 in 10 draws of the assumptions."
)


def section(results: Results) -> Section:
    """Tell which sets of blockers stood in the way, and who of them alone.

    Parameters
    ----------
    results : Results

    Examples
    --------
    >>> import sim
    >>> section(sim.run("geneva-2013", runs=40, draws=0)).title
    'Who stood in the way together, and who alone'
    """
    sets = jointly(results)
    if sets.empty:
        return Section(TITLE, ("Nobody, in any run.",))
    return Section(
        TITLE, (_lead(sets), _sets(results, sets), *_left_out(sets), _parties(results), NOTE)
    )


def _lead(sets: pd.DataFrame) -> str:
    stopped = float(sets.share.sum())
    several = float(sets.share[sets["size"] > 1].sum())
    said = f"Something stood in the way in {about(stopped, of='of')} simulated histories."
    if not several:
        return f"{said} It was never more than one thing in a run."
    return (
        f"{said} Of these, in {about(several / stopped, of='of')} it was several things at once, so"
        " that to remove one of them leaves the others."
    )


def _sets(results: Results, sets: pd.DataFrame) -> Table:
    names = Names(results.scenario)
    rows = [
        (
            "\n".join(_told(Cause(*cause), names) for cause in row.blockers),
            percent(row.share),
            span(row.low, row.high, 1),
            unknown(row.range_low, row.range_high),
        )
        for row in sets.head(SETS).itertuples()
    ]
    header = ("all that stood in the way", "share", "simulation\nnoise", "what we do\nnot know")
    return Table(header, rows, (1, 2, 3))


def _told(cause: Cause, names: Names) -> str:
    return f"{names.title(cause.party)}: {cause.said(names)}"


def _left_out(sets: pd.DataFrame) -> list[str]:
    rest = sets[SETS:]
    if rest.empty:
        return []
    share = percent(float(rest.share.sum()))
    return [f"Left out: {counted(len(rest), 'other set')}, in {share} of runs together."]


def _parties(results: Results) -> Table:
    names, table = Names(results.scenario), alone_or_jointly(results)
    rows = []
    for (party,), both in list(table.groupby("blocker", sort=False))[:PARTIES]:
        for row in both.to_dict("records"):
            if not row["share"] or row["share"] < SELDOM <= both.share.max():
                continue
            company = [names.who(other) for (other,) in row["with"]]
            how = f"with others, most often {listed(company)}" if company else row["how"]
            rows.append((names.title(party), how, percent(row["share"]),
                         span(row["low"], row["high"], 1),
                         unknown(row["range_low"], row["range_high"])))  # fmt: skip
    header = ("who", "", "share", "simulation\nnoise", "what we do\nnot know")
    return Table(header, rows, (2, 3, 4))
