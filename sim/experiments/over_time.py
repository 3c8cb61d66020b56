"""How strengths, and what parties expect, go over time: over runs, and over the assumptions."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
import pandas as pd

from sim.experiments.simulate import Job
from sim.experiments.uncertainty import range_without_noise
from sim.model.record import Watcher
from sim.model.states import Key
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario

RUNS_PER_DRAW = 10
NUMBERS = ("strength", "share", "victory", "no_talks", "failed")
COLUMNS = ["period", "what", "name", "runs", "going_on", "middle", "low", "high", "range_low",
           "range_high"]  # fmt: skip

Series = dict[Key, np.ndarray]


def bands(
    scenario: Scenario | str, runs: int = 200, seed: int = 0, *, draws: int = 40
) -> pd.DataFrame:
    """Where the strength of each side, and what each party expects, lies in each period.

    A run that has ended stays as it was left, so that strengths are over the same runs in every
    period. What is expected without a deal is known as long as there is none that ends the war, and
    what is expected of talks where parties meet: later on these are over fewer runs.

    Parameters
    ----------
    scenario : Scenario or str
    runs : int
        Each under assumptions of its own.
    seed : int
    draws : int
        Assumption draws, with 10 runs under each; 0 leaves their range out.

    Returns
    -------
    pandas.DataFrame
        One row for each ``period``, ``what`` and ``name`` (see `sim.model.states.States`; options
        of issues are no numbers and left out). ``runs`` is how many stand behind it, ``going_on``
        the share of all that had not ended. ``middle``, ``low`` and ``high`` are the 50%, 10% and
        90% points over runs: chance and assumptions together. ``range_low`` and ``range_high`` are
        the 10% and 90% points, over draws of the assumptions, of the average under each draw,
        chance taken out (see `range_without_noise`): what we do not know. The part of the wide band
        that this does not fill is chance. NaN where it is known under less than half of the draws.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> table = bands(Scenario.from_data(EXAMPLE), runs=20, draws=5)
    >>> first = table[(table.period == 1) & (table.what == "no_talks")].set_index("name")
    >>> bool(0.1 < first.low["north"] < first.middle["north"] < first.high["north"] < 0.5)
    True
    """
    if runs < 1 or draws < 0:
        raise ValueError(f"runs is {runs} and draws {draws}; at least 1 and at least 0 are needed")
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    series, going_on = _watched(Job(scenario, runs, seed))
    known: Series = {}
    if draws:
        known, _ = _watched(Job(scenario, draws * RUNS_PER_DRAW, seed, RUNS_PER_DRAW))
    lines = []
    for (what, name), values in series.items():
        ranges = _ranges(known.get((what, name)), len(values), draws)
        for place, row in enumerate(values):
            there = row[~np.isnan(row)]
            if there.size:
                low, median, high = np.quantile(there, [0.1, 0.5, 0.9])
                lines.append((place + 1, what, name, there.size, going_on[place], median, low,
                              high, *ranges[place]))  # fmt: skip
    table = pd.DataFrame(lines, columns=COLUMNS)
    return table.sort_values("period", kind="stable", ignore_index=True)


def _watched(job: Job) -> tuple[Series, np.ndarray]:
    """Every number through time, (periods, runs), and the share of runs that go on, (periods,)."""
    parts, alive = [], []
    for first, size in job.blocks():
        watcher = Watcher()
        Talks(job.scenario, size, first, job.seed, runs_per_draw=job.runs_per_draw,
              recorder=watcher).run()  # fmt: skip
        states = watcher.states
        keys = [key for key in states.periods[0] if _is_number(key[0])]
        parts.append({key: states.of(*key) for key in keys})
        alive.append(np.sum(states.going_on, axis=1))
    joined = {key: _side_by_side([part[key] for part in parts]) for key in parts[0]}
    return joined, np.sum([*zip_longest(*alive, fillvalue=0)], axis=1) / job.runs


def _is_number(what: str) -> bool:
    return what in NUMBERS or what.startswith("talks")


def _side_by_side(parts: list[np.ndarray]) -> np.ndarray:
    """Blocks of runs as one; those that were over sooner stay as they were left."""
    most = max(map(len, parts))
    return np.hstack([np.pad(part, ((0, most - len(part)), (0, 0)), "edge") for part in parts])


def _ranges(values: np.ndarray | None, periods: int, draws: int) -> np.ndarray:
    """The range over draws of the average under each: (periods, 2)."""
    out = np.full((periods, 2), np.nan)
    if values is None:
        return out
    runs = np.pad(values, ((0, max(periods - len(values), 0)), (0, 0)), "edge")[:periods]
    for place, row in enumerate(runs.reshape(periods, draws, -1)):
        count = (~np.isnan(row)).sum(axis=1)
        enough = row[count >= 2]
        if 2 * len(enough) >= draws:
            noise = np.nanvar(enough, axis=1, ddof=1) / count[count >= 2]
            out[place] = range_without_noise(np.nanmean(enough, axis=1), noise)
    return out
