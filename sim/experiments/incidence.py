"""When talks convene, when a deal is signed and when it all ends: cumulative incidence by cause.

Of each period: the share of runs in which it has happened by then, beside the shares that have
ended in another way first, so that it can no longer happen. These are competing outcomes, and one
less the share of those still waiting would count them wrongly. The cumulative incidence is that of
Aalen & Johansen (1978). Every run here is followed until it ends, by its own act or at a deadline
that is part of the scenario, so that none is censored, and their estimator is then just the share
of runs that had the event, from that cause, by that period (Putter, Fiocco & Geskus 2007, section
3.2). Runs that failed are in no number.

What counts is when talks *first* convened and when a package was *first* signed, whatever came of
it: a run that signs, fails to ratify and starts again counts from its first signature. So in
scenarios with ways back, or with a war that may be won after the event, the last number can be
above the step of the funnel, which goes by how the run ended.

References
----------
Aalen, O. O. and S. Johansen (1978). An empirical transition matrix for non-homogeneous Markov
chains based on censored observations. Scandinavian Journal of Statistics 5.
Putter, H., M. Fiocco and R. B. Geskus (2007). Tutorial in biostatistics: competing risks and
multi-state models. Statistics in Medicine 26.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.experiments.around import Nest, share
from sim.experiments.results import Results
from sim.model.endings import OUTCOMES

#: What may be waited for, and the column that dates it.
EVENTS = {"convened": "convened_period", "signed": "signed_period", "ended": None}

_STAGE = {"convened": "convene", "signed": "bargain"}

OTHERWISE = "otherwise"  # the cause of all other ends together


def events(results: Results) -> tuple[str, ...]:
    """Return what can be waited for in a scenario: its forum has the stage for it.

    Examples
    --------
    >>> import sim
    >>> events(sim.run("geneva-2013", runs=10, draws=0))
    ('convened', 'signed', 'ended')
    """
    stages = results.scenario.spec.forum[1].stages
    return tuple(event for event in EVENTS if _STAGE.get(event, "") in (*stages, ""))


def incidence(results: Results, event: str = "signed", *, together: bool = False) -> pd.DataFrame:
    """The cumulative incidence of an event and of the outcomes that compete with it.

    Parameters
    ----------
    results : Results
    event : str
        ``convened``, ``signed``, or ``ended``: then every outcome is a cause.
    together : bool
        Whether all that may come instead of the event is one cause, ``otherwise``. Not of
        ``ended``, which nothing comes instead of.

    Returns
    -------
    pandas.DataFrame
        A row for each cause and each period from 0 to that in which the last run ended: ``cause``
        (the event first, then outcomes), ``period``, ``share`` of runs by the end of the period,
        ``low`` and ``high`` (95% Wilson interval by period: simulation noise), ``range_low`` and
        ``range_high`` (10-90% over assumption draws; NaN without a nested pass).

    Raises
    ------
    ValueError
        If the scenario's forum cannot come to the event, or nothing can come instead of it.

    Examples
    --------
    >>> import sim
    >>> table = incidence(sim.run("geneva-2013", runs=40, draws=0), "convened")
    >>> table.cause.unique().tolist()
    ['convened', 'not_convened']
    >>> bool((table.groupby("cause").share.diff().dropna() >= 0).all())
    True
    """
    if event not in (known := events(results)):
        raise ValueError(f"event {event!r} cannot come in this forum; there are {', '.join(known)}")
    if together and EVENTS[event] is None:
        raise ValueError(f"nothing comes instead of {event!r}; leave 'together' out")
    nest, runs = Nest.of(results), len(results.finished)
    cause, period = _first(results.finished, event)
    nested_cause, nested_period = _first(results.nested[nest.finished], event)
    if together:
        cause, nested_cause = (
            np.where(each == event, event, OTHERWISE).astype(object)
            for each in (cause, nested_cause)
        )
    last = max([0, *period, *nested_period])
    rows: list[tuple] = []
    for name in (event, OTHERWISE) if together else _causes(event, cause, nested_cause):
        hits = np.cumsum(np.bincount(period[cause == name], minlength=last + 1))
        here = nested_cause == name
        draw = nest.draw[nest.finished][here]
        cells = np.bincount(draw * (last + 1) + nested_period[here],
                            minlength=nest.draws * (last + 1))  # fmt: skip
        by_draw = cells.reshape(nest.draws, last + 1).cumsum(axis=1)
        rows += _curve(name, hits, runs, by_draw, nest.hits(nest.finished))
    columns = ["cause", "period", "share", "low", "high", "range_low", "range_high"]
    return pd.DataFrame(rows, columns=columns)


def reached(results: Results, event: str = "signed", parts: int = 2) -> int | None:
    """By which period the event has come in one of so many runs in which it comes at all.

    Parameters
    ----------
    results : Results
    event : str
    parts : int
        2 for the median.

    Returns
    -------
    int or None
        None where it comes in no run.

    Examples
    --------
    >>> import sim
    >>> results = sim.run("geneva-2013", runs=40, draws=0)
    >>> bool(1 <= reached(results, "ended") <= results.runs.period.max())
    True
    """
    curve = incidence(results, event)
    if event != "ended":
        curve = curve[curve.cause == event]
    by = curve.groupby("period").share.sum()
    if by.empty or not by.iloc[-1]:
        return None
    return int(by.index[by >= by.iloc[-1] / parts - 1e-12][0])


def _first(runs: pd.DataFrame, event: str) -> tuple[np.ndarray, np.ndarray]:
    """What came first in each run, the event or an outcome, and in which period: (runs,) each."""
    if runs.empty:
        return np.empty(0, object), np.empty(0, np.int64)
    cause, period = runs.outcome.to_numpy(object), runs.period.to_numpy(np.int64)
    column = EVENTS[event]
    if column is None:
        return cause, period
    came = runs[column].notna().to_numpy()
    when = runs[column].fillna(0).to_numpy(np.int64)
    return np.where(came, event, cause), np.where(came, when, period)


def _causes(event: str, *found: np.ndarray) -> list[str]:
    """The event, and the outcomes that some run came to first, in the order of the stages."""
    some = set(np.concatenate(found))
    return [*([event] if EVENTS[event] else []), *(o for o in OUTCOMES if o in some)]


def _curve(
    cause: str, hits: np.ndarray, runs: int, by_draw: np.ndarray, of_draw: np.ndarray
) -> Iterator[tuple]:
    """Yield a row for each period.

    hits : (periods,); by_draw : (draws, periods); of_draw : runs that count, (draws,)
    """
    steady = np.zeros(len(hits), bool)  # where nothing has changed since the period before
    steady[1:] = (np.diff(hits) == 0) & (np.diff(by_draw, axis=1) == 0).all(axis=0)
    for period, hit in enumerate(hits):
        if not steady[period]:
            found = share(int(hit), runs, (by_draw[:, period], of_draw))
        yield cause, period, *found
