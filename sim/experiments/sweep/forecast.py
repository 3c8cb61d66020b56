"""What a sweep would take: found by running a little of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sim.experiments.study import Study
from sim.experiments.sweep.units import Piece, Unit, order_of, stretches, work

PILOT_RUNS = 500
PILOT_CELLS = 3
START = 4.0  # seconds until a new process is at work, roughly: the imports


@dataclass(frozen=True)
class Forecast:
    """What a sweep would take.

    Attributes
    ----------
    cells, runs, nested : int
        How many cells; runs of the headline, at most; and runs of the nested pass.
    seconds : float
        Time on the clock, at most: from a pilot of a few cells on this machine as busy as it is.
    disk : float
        Bytes.
    failing : dict of int to str
        Cells of the pilot of which a run failed, and how.
    """

    cells: int
    runs: int
    nested: int
    seconds: float
    disk: float
    failing: dict[int, str]


def forecast(study: Study, workers: int) -> Forecast:
    """Run a little of some cells, spread over the design, and reckon from that."""
    import io

    import pandas as pd

    headline, nested = stretches(study)
    some = sorted(
        {k * (len(study.cells) - 1) // max(PILOT_CELLS - 1, 1) for k in range(PILOT_CELLS)}
    )
    size = min(PILOT_RUNS, study.spec.runs)
    order = order_of(study)
    work(order, Unit("runs", "warm", (Piece(0, 0, 1),)))  # what is compiled is loaded once
    start, disk, failing = time.perf_counter(), 0.0, {}
    for cell in some:
        found = work(order, Unit("runs", "pilot", (Piece(cell, 0, size),)))
        disk += len(found.runs) + len(found.blocks)
        if found.failed:
            rows = pd.read_parquet(io.BytesIO(found.runs), columns=["error", "run_status"])
            failing[cell] = str(rows[rows.run_status != "ok"].error.iloc[0])
    each = (time.perf_counter() - start) / (len(some) * size)
    total = headline.runs + nested.runs
    seconds = START + total * each / workers
    return Forecast(
        len(study.cells),
        headline.runs,
        nested.runs,
        seconds,
        disk / (len(some) * size) * total,
        failing,
    )
