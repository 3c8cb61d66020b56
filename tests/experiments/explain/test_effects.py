"""What a factor of a sweep changes, and how sure that is."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.experiments.explain import effects as module
from sim.experiments.explain.effects import effects
from sim.experiments.uncertainty import Z95
from tests.experiments.sweep.making import study

POINTS, RUNS = 30, 12
FACTOR = {"path": "parties.north.reservation", "between": {"uniform": [0, 1]}}


def table_of(monkeypatch, make):
    """The effect of one factor on made-up values. make: (cells,) in [0, 1] -> (cells, runs)."""
    swept = study(factors={"north": FACTOR}, design={"name": "latin_hypercube", "points": POINTS},
                  runs=RUNS, draws=0, quantity="P(convene)")  # fmt: skip
    values = make(swept.design.at[:, 0])
    why = np.full(len(values), "")
    monkeypatch.setattr(module, "run_values", lambda results, asked: (values, why))
    [row] = effects(SimpleNamespace(study=swept), swept.quantity)[0].itertuples()
    return row


def test_noise_that_cells_share_is_in_the_interval_of_thirds(monkeypatch):
    """Protects against false certainty: what a run does at high values, it does in all such cells,
    so that no difference between cells tells of it.
    """
    luck = np.linspace(-1, 1, RUNS)
    row = table_of(monkeypatch, lambda at: np.outer(at > 0.5, 0.2 + luck))
    assert row.change == pytest.approx(0.2)
    assert row.high - row.change == pytest.approx(Z95 * luck.std(ddof=1) / np.sqrt(RUNS))


def test_what_differs_between_cells_is_in_it_as_well(monkeypatch):
    """Protects the other part: cells at like values that differ by their other factors."""
    row = table_of(monkeypatch, lambda at: np.tile(np.arange(POINTS)[:, None] % 2, RUNS) + 0.0)
    assert row.low < 0 < row.high


def test_luck_that_all_cells_share_cancels(monkeypatch):
    """Protects pairing: a run that comes out higher in every cell makes no difference unsure."""
    luck = np.linspace(-1, 1, RUNS)
    row = table_of(monkeypatch, lambda at: np.add.outer((at > 0.5) * 0.2, luck))
    assert (row.low, row.change, row.high) == pytest.approx((0.2, 0.2, 0.2))
