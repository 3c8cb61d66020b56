"""When talks convene, when a deal is signed and when it all ends, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis import tables
from sim.analysis.layout import Note, Section, Table
from sim.analysis.words import about, capital, listed, percent, span
from sim.experiments.incidence import OTHERWISE, events, incidence, reached

if TYPE_CHECKING:
    from sim.experiments.results import Results

TITLE = "When it comes to what"
PARTS = (0.25, 0.5, 0.75, 1.0)  # of the runs, by when they have come to it or to an end
HEADER = ("", "by the\nend of", "in so\nmany", "simulation\nnoise", "what we do\nnot know")
INSTEAD = "That can no longer be"
MEANING = {"convened": "convened", "signed": "agreed"}  # the step of the funnel an event is
SELDOM = 0.02  # a share below which another end is not named

NOTE = Note(
    "Each row counts the runs in which it has happened by then, whatever came of it later, or those"
    " that had ended in another way first, so that it no longer can. Simulation noise is"
    " the 95% interval (Wilson), what we do not know the middle 8 in 10 draws of the assumptions."
)


def section(results: Results) -> Section:
    """Tell by when things happen, with both uncertainties.

    Parameters
    ----------
    results : Results

    Examples
    --------
    >>> import sim
    >>> section(sim.run("geneva-2013", runs=40, draws=0)).title
    'When it comes to what'
    """
    if results.finished.empty:
        return Section(TITLE, ("No run came to an end.",))
    awaited = [event for event in events(results) if event in MEANING]
    said = [sentence(results, event) for event in awaited] + [the_end(results)]
    rows = [row for event in awaited for row in _rows(results, event)]
    items: list[str | Table] = [" ".join(said)]
    if rows:
        items += [Table(HEADER, rows, range(1, len(HEADER))), NOTE]
    return Section(TITLE, items)


def sentence(results: Results, event: str) -> str:
    """Say how often and how soon something happens, and what comes instead."""
    final = incidence(results, event).groupby("cause", sort=False).share.last()
    meaning = tables.stages(results)[MEANING[event]]
    came, others = float(final[event]), final.drop(event)
    said = f"{capital(meaning)} in {about(came, of='of')} simulated histories"
    median = reached(results, event)
    if median is not None:
        said += f"; of these, half have come so far by the end of {_when(results, median)}"
    instead = tables.outcomes(results)
    named = [
        f"{instead[str(cause)]} ({about(float(share))})"
        for cause, share in others.sort_values(ascending=False, kind="stable").items()
        if share >= SELDOM
    ]
    return f"{said}. What comes instead: {listed(named, ' or ')}." if named else f"{said}."


def the_end(results: Results) -> str:
    """Say when half of the runs are over, and the last."""
    last = int(results.finished.period.max())
    median = reached(results, "ended")
    assert median is not None  # every run that did not fail has ended
    return (
        f"Half of the runs are over by the end of {_when(results, median)}, deals that are kept"
        f" to the horizon included; the last ends in {_when(results, last)}."
    )


def _rows(results: Results, event: str) -> list[tuple[str, ...]]:
    """One row for each of a few periods, by which so many runs have come to it or to an end."""
    curve = incidence(results, event, together=True)
    decided = curve.groupby("period").share.sum()
    marks = [int(decided.index[decided >= part * decided.iloc[-1] - 1e-9][0]) for part in PARTS]
    meaning = capital(tables.stages(results)[MEANING[event]])
    return [
        ("" if place else said, _when(results, period), *_chance(curve, cause, period))
        for cause, said in ((event, meaning), (OTHERWISE, INSTEAD))
        for place, period in enumerate(dict.fromkeys(marks))
    ]


def _chance(curve: pd.DataFrame, cause: str, period: int) -> tuple[str, str, str]:
    """How often it has come to something by a period, with both uncertainties."""
    [row] = curve[(curve.period == period) & (curve.cause == cause)].itertuples()
    return (
        percent(row.share),
        span(row.low, row.high, 1),
        tables.unknown(row.range_low, row.range_high),
    )


def _when(results: Results, period: int) -> str:
    return f"{results.scenario.spec.time.unit} {period}"
