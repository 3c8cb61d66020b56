"""A single run of a sweep, simulated again and held against what is stored of it."""

from __future__ import annotations

import pandas as pd

from sim.experiments.simulate import Job, run_block, typed
from sim.experiments.sweep.results import SweepResults


def again(results: SweepResults, cell: int, run: int) -> str:
    """Return a run's row, simulated again, and whether it is the row that is stored."""
    study = results.study
    job = Job(study.scenario_of(cell), run + 1, study.spec.seed)
    rows, _ = run_block(job, run, 1)
    made = typed(rows.assign(cell=cell), study.columns)
    stored = results.read(cells=[cell])
    there = stored[stored.run == run].reset_index(drop=True)
    if there.empty:
        verdict = "It is not among those stored."
    elif there.equals(made):
        verdict = "It is the row that is stored."
    else:
        verdict = "It is NOT the row that is stored: another version or another machine made that."
    shown = made.iloc[0].dropna()
    lines = [f"{name}: {value}" for name, value in shown.items() if not _is_empty(value)]
    return "\n".join([*lines, verdict])


def _is_empty(value: object) -> bool:
    return value is pd.NA or value == ""
