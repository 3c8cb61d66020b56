"""Who stood in the way together: sets of blockers, and who blocks alone.

What stood in the way of a run is a set. Counting each blocker by itself hides whether it would have
been enough to satisfy one: a run with two of them convenes only if both give way.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from sim.experiments.around import Nest, share
from sim.experiments.results import Results

CAUSE = ("party", "kind", "over")

#: What a set is made of: parties, or each thing that a party stood in the way by.
OF = {"parties": ("party",), "causes": CAUSE}

Key = tuple[str, ...]


def jointly(results: Results, of: str = "causes") -> pd.DataFrame:
    """How often each set of blockers stood in the way of the primary forum, all of it together.

    Parameters
    ----------
    results : Results
    of : str
        ``causes``: (party, kind, over), as in `Results.blockers`; or ``parties`` (a faction is
        ``party.faction``).

    Returns
    -------
    pandas.DataFrame
        A row for each set, most frequent first: ``blockers``, a tuple of them in order, each a
        tuple; ``size``, how many; ``share`` of all runs in which just these stood in the way, with
        ``low`` and ``high`` (95% Wilson interval), ``range_low`` and ``range_high`` (10-90% over
        assumption draws; NaN without a nested pass). Shares of different sets can be added up.

    Raises
    ------
    ValueError
        If `of` is neither.

    Examples
    --------
    >>> import sim
    >>> results = sim.run("geneva-2013", runs=60, draws=0)
    >>> table = jointly(results, of="parties")
    >>> bool(table.share.sum() <= 1)
    True
    """
    sets, nested = _sets(results, of), _sets(results, of, nested=True)
    nest, runs = Nest.of(results), len(results.finished)
    found: Counter[tuple[Key, ...]] = Counter(sets)
    of_draw = nest.hits(nest.finished)
    rows = []
    for blockers, hits in found.items():
        same = np.array([other == blockers for other in nested], bool)
        there = nest.hits(same) if nest.draws else np.zeros(0)
        rows.append((blockers, len(blockers), *share(hits, runs, (there, of_draw))))
    columns = ["blockers", "size", "share", "low", "high", "range_low", "range_high"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["share", "blockers"], ascending=[False, True], ignore_index=True)


def alone_or_jointly(results: Results, of: str = "parties") -> pd.DataFrame:
    """How often each blocker stood in the way alone, and how often with others.

    Parameters
    ----------
    results : Results
    of : str
        As of `jointly`; of ``parties`` alone means no other party, for however many reasons.

    Returns
    -------
    pandas.DataFrame
        A row for each blocker and ``how``, ``alone`` or ``jointly``: the share of all runs and both
        uncertainties, as of `jointly`; ``with``, whom it most often stood in the way with, a tuple
        (empty where it is alone). Sorted by how often it stood in the way at all.

    Examples
    --------
    >>> import sim
    >>> table = alone_or_jointly(sim.run("geneva-2013", runs=60, draws=0))
    >>> sorted(set(table.how))
    ['alone', 'jointly']
    """
    sets, nested = _sets(results, of), _sets(results, of, nested=True)
    nest, runs = Nest.of(results), len(results.finished)
    of_draw = nest.hits(nest.finished)
    rows = []
    for one in sorted({key for blockers in sets for key in blockers}):
        here = [blockers for blockers in sets if one in blockers]
        there = [one in blockers for blockers in nested]
        for how in ("alone", "jointly"):
            hits = sum((len(blockers) > 1) == (how == "jointly") for blockers in here)
            lonely = nested.map(len).to_numpy() > 1
            where = np.array(there, bool) & (lonely == (how == "jointly"))
            inside = nest.hits(where) if nest.draws else np.zeros(0)
            rows.append((one, how, len(here), *share(hits, runs, (inside, of_draw)),
                         _company(one, here) if how == "jointly" else ()))  # fmt: skip
    columns = ["blocker", "how", "_all", "share", "low", "high", "range_low", "range_high", "with"]
    table = pd.DataFrame(rows, columns=columns)
    by = ["_all", "blocker", "how"]
    table = table.sort_values(by, ascending=[False, True, True], ignore_index=True)
    return table.drop(columns="_all")


def _company(one: Key, sets: list[tuple[Key, ...]]) -> tuple[Key, ...]:
    """The others of the set in which somebody most often stands with others."""
    joint = Counter(blockers for blockers in sets if len(blockers) > 1)
    if not joint:
        return ()
    most = max(sorted(joint), key=lambda blockers: joint[blockers])
    return tuple(key for key in most if key != one)


def _sets(results: Results, of: str, *, nested: bool = False) -> pd.Series:
    """What stood in the way of each run that was stopped: a sorted tuple.

    Of the nested pass, for every one of its rows, and empty where nothing did.
    """
    if of not in OF:
        raise ValueError(f"sets are of {' or '.join(OF)}; found {of!r}")
    blocks = results.nested_blocks if nested else results.blocks
    if blocks.empty:
        found = pd.Series([], dtype=object)
    else:
        primary = blocks[blocks.forum == results.scenario.spec.primary]
        keys = pd.Series(list(zip(*(primary[c] for c in OF[of]), strict=True)), dtype=object)
        found = keys.groupby(primary.run.to_numpy()).agg(lambda some: tuple(sorted(set(some))))
    if not nested:
        return found
    every = results.nested.run if "run" in results.nested else pd.Series([], dtype="int64")
    filled = [found.get(run, ()) for run in every]
    return pd.Series(filled, dtype=object)
