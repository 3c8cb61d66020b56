"""Boxes: where something happens is found, measured on other runs, and never made up."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import sim
from sim.experiments.explain.discovery import CannotSay, boxes, discover
from sim.experiments.explain.factors import Features, settings
from sim.experiments.quantities import quantity
from sim.experiments.sweep import sweep
from sim.experiments.uncertainty import wilson
from sim.extras import NotInstalled
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.sweep.making import Here, study

ASKED = quantity("P(convene)", Scenario.from_data(EXAMPLE))


def made_up(runs: int, chance, seed: int = 0, columns: int = 6) -> Features:
    random = np.random.default_rng(seed)
    x = random.random((runs, columns))
    names = [f"c{k}" for k in range(columns)]
    return Features(names, x, random.random(runs) < chance(x), np.arange(runs))


def corner(x: np.ndarray) -> np.ndarray:
    return np.where((x[:, 0] > 0.6) & (x[:, 1] <= 0.5), 0.9, 0.1)


def test_a_box_that_is_there_is_found_and_measured():
    """Protects coverage and density: a corner of .2 with .9, and .1 everywhere else."""
    found = boxes(made_up(4000, corner), ASKED, seed=1)
    assert found.boxes.holds.tolist() == [True]
    [row] = found.boxes.itertuples()
    assert {c.column for c in found.conditions[0]} == {"c0", "c1"}
    ends = {c.column: (c.above, c.at_most) for c in found.conditions[0]}
    assert ends["c0"] == (pytest.approx(0.6, abs=0.02), np.inf)
    assert ends["c1"] == (-np.inf, pytest.approx(0.5, abs=0.02))
    assert row.density_low < 0.9 < row.density_high
    assert row.coverage_low < 0.18 / 0.26 < row.coverage_high
    assert found.base[0] == pytest.approx(0.26, abs=0.03)
    assert found.found_on + found.measured_on == 4000
    assert found.told() == [f"c0 above {ends['c0'][0]:.3g} and c1 at most {ends['c1'][1]:.3g}"]


def test_it_is_measured_on_the_runs_it_was_not_found_on():
    """Protects the hold-out: its numbers follow from those runs alone, by Wilson's interval."""
    given = made_up(1000, corner)
    found = boxes(given, ASKED, seed=1)
    other = boxes(Features(given.columns, given.x, given.happened, given.run), ASKED, seed=2)
    assert found.base != other.base
    row = found.boxes.iloc[0]
    assert (row.density_low, row.density_high) == pytest.approx(
        wilson(round(row.density * row.runs), int(row.runs)), abs=1e-9
    )


def test_where_nothing_tells_runs_apart_no_box_holds():
    """Protects against boxes made of noise: of 30 sets of runs at most one in ten has one."""
    held = [boxes(made_up(600, lambda x: 0.3, seed), ASKED, seed).any_holds for seed in range(30)]
    assert sum(held) <= 3


def test_the_same_runs_and_seed_give_the_same_boxes():
    first, second = (boxes(made_up(800, corner), ASKED, 5) for _ in range(2))
    assert first.boxes.equals(second.boxes)
    assert first.told() == second.told()


def test_rows_that_share_their_draws_are_no_witnesses_of_their_own():
    """Protects sweeps: each run copied ten times makes no interval narrower."""
    given = made_up(600, corner)
    often = Features(given.columns, np.repeat(given.x, 10, axis=0), np.repeat(given.happened, 10),
                     np.repeat(given.run, 10))  # fmt: skip
    once, copied = boxes(given, ASKED, 3), boxes(often, ASKED, 3)
    assert copied.measured_on == 10 * once.measured_on
    width = [found.base[2] - found.base[1] for found in (once, copied)]
    assert width[1] == pytest.approx(width[0], rel=0.02)


@pytest.mark.parametrize(
    ("given", "asked", "reason"),
    [
        (made_up(90, corner), ASKED, "200 runs are needed to find a box, and there are 90"),
        (made_up(400, lambda x: 1.1), ASKED, "is so in every run"),
        (made_up(400, lambda x: -1), ASKED, "is so in no run"),
        (made_up(400, corner, columns=2), quantity("E(utility.north)",
         Scenario.from_data(EXAMPLE)), "is an average"),
        (Features([], np.empty((400, 0)), np.arange(400) % 2 == 0, np.arange(400)), ASKED,
         "nothing is uncertain or varied"),
    ],
)  # fmt: skip
def test_what_cannot_be_found_is_refused_with_the_reason(given, asked, reason):
    with pytest.raises(CannotSay, match=reason):
        boxes(given, asked, 0)


def test_without_scikit_learn_the_cure_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.tree", None)
    with pytest.raises(NotInstalled, match=r"pip install 'tracktwo\[discovery\]'"):
        boxes(made_up(400, corner), ASKED, 0)


def test_runs_of_a_scenario_are_told_by_what_they_drew():
    scenario = Scenario.from_data(EXAMPLE).with_({"parties.north.reservation": {"uniform": [0, 1]}})
    results = sim.run(scenario, runs=400, draws=0)
    found = discover(results, "P(convene)")
    assert found.any_holds
    assert [c.column for c in found.conditions[0]] == ["parties.north.reservation"]
    conditional = discover(results, "P(held|convened)")
    met = int(results.passed("convened").sum())
    assert conditional.found_on + conditional.measured_on == met


# -- sweeps --------------------------------------------------------------------------------------


def test_a_sweep_is_told_by_its_factors_and_not_by_what_they_replace(tmp_path):
    north = {"path": "parties.north.reservation", "levels": [0.1, 0.5, 0.9]}
    results = sweep(
        study(factors={"north": north}, runs=150, draws=0, quantity="P(convene)"),
        tmp_path / "sweep", executor=Here(),
    )  # fmt: skip
    found = discover(results)
    assert found.any_holds
    columns = {c.column for box in found.conditions for c in box}
    assert "north" in columns
    assert "parties.north.reservation" not in columns


def test_levels_that_are_no_numbers_are_columns_of_their_own():
    factors = {
        "north": {"path": "parties.north.reservation", "levels": [0.1, 0.5]},
        "who": {"path": "noise", "levels": {"calm": 0.02, "loud": 0.2, "louder": 0.3}},
    }
    made = study(factors={k: factors[k] for k in ("north", "who")}, design="one_at_a_time")
    names, rows = settings(made)
    assert [name for name in names if name.startswith("north")] == [
        "north is as written", "north is 0.1", "north is 0.5",
    ]  # fmt: skip
    assert names[3:] == [f"who is {level}" for level in ("as written", "calm", "loud", "louder")]
    assert rows.shape == (6, 7)
    assert rows[:, :3].sum(axis=1).tolist() == [1] * 6
    grid = study(factors={"north": factors["north"]})
    assert settings(grid)[0] == ["north"]
