"""Sobol indices against functions whose indices are known, with and without noise."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sim.experiments.explain import sobol as module
from sim.experiments.explain.sobol import CannotSay, analysed, indices, sobol
from sim.experiments.opening import open_results
from sim.experiments.study.designs import Saltelli
from sim.experiments.sweep import sweep
from sim.extras import NotInstalled
from tests.experiments.sweep.making import Here, study


def points(factors: int, groups: int, seed: int = 0) -> np.ndarray:
    """The design of a study: (groups, cells, factors)."""
    at = Saltelli((None,) * factors, groups, seed).at
    return at.reshape(groups, 2 * factors + 2, factors)


def ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    a, b, c = np.moveaxis(x, -1, 0)
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def ishigami_indices() -> tuple[list[float], list[float]]:
    """In closed form (Ishigami & Homma 1990)."""
    a, b, pi = 7, 0.1, np.pi
    first = [(1 + b * pi**4 / 5) ** 2 / 2, a**2 / 8, 0]
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    total = [first[0] + both, first[1], both]
    variance = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 1 / 2
    return [v / variance for v in first], [v / variance for v in total]


def test_ishigami_in_closed_form():
    first, total = ishigami_indices()
    found = indices(ishigami(points(3, 1024))[:, :, None])
    assert found.first[0] == pytest.approx(first, abs=0.02)
    assert found.total[0] == pytest.approx(total, abs=0.02)
    for (_, low, high), true in ((found.first, first), (found.total, total)):
        assert (low <= true).all()
        assert (true <= high).all()
    assert np.isnan(found.noise)


def test_a_sum_has_no_interactions():
    """Protects the factors' order: variances 9, 4 and 0 of 13."""
    found = indices((points(3, 512) @ [3, 2, 0])[:, :, None])
    assert found.first[0] == pytest.approx([9 / 13, 4 / 13, 0], abs=0.01)
    assert found.total[0] == pytest.approx([9 / 13, 4 / 13, 0], abs=0.01)


def test_without_noise_the_halves_are_salibs_own():
    """Protects the reading of the design: the first half is what SALib makes of the same rows."""
    from SALib.analyze import sobol as salib

    y = ishigami(points(3, 128, seed=4))
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, y.ravel(), seed=1)
    sums = module._Sums(y[:, :, None])
    first_order, total_order = module._salib()
    for j in range(3):
        a, ab, b, *_ = sums._halves(j)[0]
        assert first_order(a, ab, b) == pytest.approx(theirs["S1"][j])
        assert total_order(a, ab, b) == pytest.approx(theirs["ST"][j])


GROUPS, RUNS = 64, 40
TRUE = np.array([0.25, 0.04, 0]) / 0.29


def shares(kind: str, seed: int) -> np.ndarray:
    """Runs that pass with a chance of .1 + .5 x + .2 y, whatever z is: (groups, cells, runs).

    Their luck is each cell's own, common to all, or common to cells with the same x.
    """
    random, at = np.random.default_rng(seed), points(3, GROUPS, seed)
    luck = random.random((1, 1, RUNS))
    if kind == "own":
        luck = random.random((GROUPS, 8, RUNS))
    if kind == "of x":
        luck = (luck + random.random((1, 1, RUNS)) * at[:, :, :1]) % 1
    return (luck < (0.1 + at @ [0.5, 0.2, 0])[:, :, None]).astype(float)


@pytest.mark.parametrize("kind", ["own", "common", "of x"])
def test_simulation_noise_is_taken_out_whatever_cells_share(kind):
    """Protects the correction: 40 runs a cell, whose noise biases the indices otherwise."""
    found = [indices(shares(kind, seed), seed) for seed in range(12)]
    for name in ("first", "total"):
        estimates = np.array([getattr(f, name)[0] for f in found])
        margin = 3 * estimates.std(axis=0, ddof=1) / np.sqrt(len(found)) + 0.01
        assert (np.abs(estimates.mean(axis=0) - TRUE) < margin).all()
        assert (margin < 0.2).all()
    held = [(f.first[1] <= TRUE) & (f.first[2] >= TRUE) for f in found]
    assert np.mean(held) > 0.9


def test_the_test_of_noise_can_fail():
    """Noise of their own, not taken out, gives the idle factor a total index of .15 and more."""
    raw = indices(shares("own", 0).mean(axis=2, keepdims=True))
    assert raw.total[0][2] > 0.12
    assert indices(shares("own", 0)).total[0][2] < 0.06


def test_how_much_is_noise():
    """Protects the share of noise: known where luck is the cells' own, less where it is common."""
    own, common = (
        np.mean([indices(shares(kind, seed)).noise for seed in range(4)])
        for kind in ("own", "common")
    )
    p = 0.1 + points(3, 4096) @ [0.5, 0.2, 0]
    noise = (p * (1 - p)).mean() / RUNS
    assert own == pytest.approx(noise / (noise + p.var()), abs=0.02)
    assert common < own / 2


def test_where_factors_move_nothing_nothing_is_divided():
    found = indices(np.ones((32, 8, 5)))
    assert np.isnan(found.first).all()
    luck = (np.random.default_rng(1).random((32, 8, 30)) < 0.4).astype(float)
    assert np.isnan(indices(luck).total).all()


def test_the_same_values_and_seed_give_the_same_intervals():
    values = ishigami(points(3, 64))[:, :, None]
    assert (indices(values, 3).first == indices(values, 3).first).all()
    assert (indices(values, 3).first != indices(values, 4).first).any()


# -- from a sweep --------------------------------------------------------------------------------

RANGE = {"between": {"uniform": [0, 0.9]}}
FACTORS = {
    "north": {"path": "parties.north.reservation", **RANGE},
    "patience": {"path": "parties.north.patience", "between": {"uniform": [0.5, 1]}},
}
SALTELLI = {
    "factors": FACTORS, "design": {"name": "saltelli", "points": 17}, "runs": 12, "draws": 0,
    "quantity": "P(convene)",
}  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saltelli") / "sweep"
    return sweep(study(**SALTELLI), folder, executor=Here())


def spoilt(results, *cells: int):
    """The same sweep, a run of each of some cells failed."""
    found = open_results(results.folder)
    parts = found.tables.parts

    def failing(table, columns, some=None):
        for rows in parts(table, columns, some):
            rows.loc[rows.cell.isin(cells) & (rows.run == 3), ["run_status", "outcome"]] = [
                "failed", None,
            ]  # fmt: skip
            yield rows

    found.tables.parts = failing
    return found


def test_a_sweep_is_told_by_its_factors(swept):
    table = sobol(swept)
    assert list(table) == ["factor", *module.COLUMNS]
    assert list(table.factor) == ["north", "patience"]
    assert table.total[0] > 0.8
    assert table.total_low[1] <= 0 <= table.total_high[1]
    assert not sobol(swept, "P(held)").equals(table)


def test_a_group_with_a_failed_run_is_left_out_whole_and_counted(swept):
    """Protects against SALib's silent zeros."""
    found = analysed(spoilt(swept, 7))
    assert (found.groups, found.excluded) == (16, {"runs failed": 1})
    assert found.table["first"].notna().all()
    values, _ = module.run_values(swept, found.asked)
    kept = np.delete(values.reshape(17, 6, 12), 1, axis=0)
    assert found.table["first"].to_numpy() == pytest.approx(indices(kept).first[0])


def test_too_few_groups_are_refused_with_the_reason(swept):
    with pytest.raises(CannotSay, match=r"14 of 17 groups of 6 cells.*3 left out: runs failed"):
        sobol(spoilt(swept, 0, 7, 17))


def test_a_ratio_counts_runs_by_their_influence(swept):
    """Protects conditional quantities: a cell's mean is the share among the runs that count."""
    first = next(iter(swept.study.scenarios.values()))
    values, why = module.run_values(swept, module.quantity("P(held|convened)", first))
    rows = swept.runs[swept.runs.outcome != "not_convened"]
    shares = (rows.outcome == "held").groupby(rows.cell).mean()
    there = np.flatnonzero(why == "")
    assert set(there) == set(shares.index)
    assert values[there].mean(axis=1) == pytest.approx(shares[there].to_numpy())
    assert set(why) <= {"", "no run counts for P(held|convened)"}


def test_other_designs_are_refused(tmp_path):
    grid = sweep(study(runs=5, draws=0), tmp_path / "grid", executor=Here())
    with pytest.raises(CannotSay, match="need a design of the kind saltelli, and this one is full"):
        sobol(grid)


def test_without_salib_the_cure_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze.sobol", None)
    with pytest.raises(NotInstalled, match=r"pip install 'tracktwo\[discovery\]'"):
        indices(np.random.default_rng(0).random((32, 6, 1)))
