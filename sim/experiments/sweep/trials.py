"""Cells of a sweep as trials, to be compared as `sim.compare` compares scenarios."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.experiments.compare import Comparison
from sim.experiments.simulate import BLOCK_TYPES
from sim.experiments.study import Study
from sim.experiments.sweep.tables import Tables
from sim.experiments.trial import RUNS_PER_DRAW, Effort, Trial


def trial_of(study: Study, tables: Tables, cell: int) -> Trial:
    """Return what is stored of a cell, up to the first run that is missing.

    Raises
    ------
    ScenarioError
        If its levels make no scenario together.
    """
    scenario, spec = study.scenario_of(cell), study.spec
    runs, nested = (tables.read(table, cells=[cell]) for table in ("runs", "nested"))
    runs, nested = runs.iloc[: _unbroken(runs)], nested.iloc[: _unbroken(nested)]
    blocks, nested_blocks = (
        tables.read(table, list(BLOCK_TYPES), [cell]) for table in ("blocks", "nested_blocks")
    )
    effort = Effort(max(len(runs), 1), spec.seed, spec.draws)
    trial = Trial(scenario, effort, runs, blocks, nested, nested_blocks)
    return _cut(trial, len(runs), len(nested) == spec.draws * RUNS_PER_DRAW)


def paired(a: Trial, b: Trial) -> Comparison:
    """Compare as much of two trials as both have."""
    runs = min(len(a.runs), len(b.runs))
    nested = bool(len(a.nested) and len(b.nested))
    return Comparison(_cut(a, runs, nested), _cut(b, runs, nested))


def _unbroken(rows: pd.DataFrame) -> int:
    """Return how many rows there are before the first run that is missing."""
    there = rows.run.to_numpy() == np.arange(len(rows))
    return len(rows) if there.all() else int(there.argmin())


def _cut(trial: Trial, runs: int, nested: bool) -> Trial:
    """Return a trial with its first runs alone, and with its nested pass or without it."""
    blocks = trial.blocks[trial.blocks.run < runs].reset_index(drop=True)
    effort = Effort(max(runs, 1), trial.effort.seed, trial.effort.draws)
    under, under_blocks = trial.nested, trial.nested_blocks
    if not nested:
        under, under_blocks = under.iloc[:0], under_blocks.iloc[:0]
    return Trial(trial.scenario, effort, trial.runs.iloc[:runs], blocks, under, under_blocks)
