"""A run depends on scenario, seed and run number alone; everything else about how it is computed
changes no byte.
"""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.draws import Draws
from sim.experiments import simulate as simulation
from sim.experiments.simulate import Job, simulate
from sim.model.tables import Tables
from sim.scenario.scenario import Scenario
from tests.model.worlds import blocks_of, play, rows_of, same, told, worlds

RUNS = 12


@given(world=worlds(), size=st.integers(1, 7))
@settings(max_examples=25)
def test_a_run_is_the_same_in_a_block_of_any_size(world, size):
    """Protects `sim.run`, `tell` and `rerun`: row k alone is row k of every table, of runs and of
    blocks.
    """
    whole = play(world, RUNS)
    rows, blocks = rows_of(whole), blocks_of(whole)
    for first in range(0, RUNS, size):
        count = min(size, RUNS - first)
        part = play(world, count, first=first)
        same(rows_of(part), rows[first : first + count])
        here = blocks[(blocks.run >= first) & (blocks.run < first + count)]
        if len(here):
            same(blocks_of(part), here)
        else:
            assert blocks_of(part).empty


def test_a_run_of_geneva_is_the_same_alone_and_in_blocks():
    """Protects the same on the scenario that ships, with all its mechanisms, late runs and another
    seed.
    """
    scenario = sim.Scenario.load("geneva-2013")
    whole = sim.Talks(scenario, runs=70, first=1000, rng=-5).run()
    for first, size in ((1000, 1), (1003, 1), (1031, 9), (1064, 6)):
        part = sim.Talks(scenario, runs=size, first=first, rng=-5).run()
        same(rows_of(part), rows_of(whole)[first - 1000 : first - 1000 + size])


@given(world=worlds())
@settings(max_examples=25)
def test_a_recorder_changes_nothing(world):
    """Protects `tell`: the run that is told is the run that was counted."""
    silent = play(world, 6)
    recorded, acts = told(world, 6)
    same(rows_of(silent), rows_of(recorded))
    same(blocks_of(silent), blocks_of(recorded))
    ends = acts[acts.act == "end"]
    assert sorted(ends.run) == list(range(6))
    alone, its_acts = told(world, 1, first=4)
    same(rows_of(alone), rows_of(silent)[4:5])
    whole = acts[acts.run == 4].reset_index(drop=True)
    assert its_acts.dropna(axis=1, how="all").equals(
        whole[its_acts.dropna(axis=1, how="all").columns]
    ), "the story of a run depends on who else is in the block"


@given(world=worlds())
@settings(max_examples=15)
def test_an_ended_run_changes_nobody_elses_draws(world):
    """Protects common random numbers: runs struck from the block at the start leave all others as
    they were.
    """
    whole = rows_of(play(world, RUNS))
    talks = sim.Talks(Scenario.from_data(world), runs=RUNS, rng=1)
    struck = np.arange(0, RUNS, 2)
    talks.forum.stage[struck] = -1
    talks.forum._next_stage[struck] = -1
    talks.run()
    kept = np.arange(1, RUNS, 2)
    same(rows_of(talks).iloc[kept], whole.iloc[kept])


@given(world=worlds(noise=0.05))
@settings(max_examples=15)
def test_a_new_parameter_shifts_no_other(world):
    """Protects paired comparison: a threat, an event, an issue and a party more, and all that was
    there is drawn as before.
    """
    more = copy.deepcopy(world)
    some = {"uniform": [0.2, 0.4]}
    more["issues"]["another"] = {"options": ["no", "yes"], "status_quo": "no"}
    more["parties"]["another"] = {
        "weights": {"another": 1},
        "values": {"another": {"no": some, "yes": 1}},
        "war_cost": some,
    }
    threat = {"act": "no_talks"}
    then = {"strength": {"left": {"uniform": [1.0, 1.2]}}}
    more.setdefault("threats", {})["another"] = {
        "by": "another", "when": threat, "then": then, "credibility": some,
    }  # fmt: skip
    more.setdefault("events", {})["another"] = {"period": 1, "probability": some, "then": then}
    few, many = (Tables(Scenario.from_data(w), Draws(3), 0, 9, 1, None) for w in (world, more))
    for path in Scenario.from_data(world).parameters:
        if not path.endswith("weights") and ".weights." not in path:
            assert few.number(path).tobytes() == many.number(path).tobytes(), path
    at = [many.issues.index(name) for name in few.issues]
    for v, voice in enumerate(few.voices):
        w = many.voices.index(voice)
        options = few.most_options
        assert np.array_equal(few.worth[:, v], many.worth[:, w][:, at][:, :, :options])
    a, b = play(world, 5).forum, play(more, 5).forum
    for party in a.tables.parties:
        for shock in ("sitting", "signing", "keeping"):
            mine, theirs = (getattr(f.delegation(party), shock) for f in (a, b))
            assert np.array_equal(mine, theirs)


@given(world=worlds())
@settings(max_examples=12)
def test_an_inert_party_and_issue_change_no_row(world):
    """Protects the same end to end: a party nobody depends on and an issue nobody weighs leave
    every history as it was.
    """
    more = copy.deepcopy(world)
    more["issues"]["zz"] = {"options": ["no", "yes"], "status_quo": "no"}
    more["parties"]["zz"] = {"weights": {"zz": 1}, "values": {"zz": {"no": 0, "yes": 1}}}
    a, b = rows_of(play(world, 6)), rows_of(play(more, 6))
    same(a, b[a.columns])


@given(world=worlds(), block=st.integers(1, 9), workers=st.integers(2, 3))
@settings(max_examples=6)
def test_neither_workers_nor_the_size_of_blocks_change_a_byte(world, block, workers):
    """Protects sweeps: tables are the same for any block size and number of workers, values
    compared to the last bit.
    """
    scenario = Scenario.from_data(world)
    rows, blocks = simulate(Job(scenario, RUNS, 5))
    assert (rows.run_status == "ok").all(), rows.error.tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simulation, "BLOCK", block)
        for number in (1, workers):
            other_rows, other_blocks = simulate(Job(scenario, RUNS, 5), number)
            same(other_rows, rows)
            same(other_blocks, blocks)


def test_workers_and_blocks_on_geneva(monkeypatch):
    """Protects the same on the scenario that ships, in the nested pass as well."""
    scenario = sim.Scenario.load("geneva-2013")
    job = Job(scenario, 60, 7, runs_per_draw=10, noise=0.02)
    rows, blocks = simulate(job)
    monkeypatch.setattr(simulation, "BLOCK", 17)
    other = simulate(job, workers=2)
    same(other[0], rows)
    same(other[1], blocks)


def test_the_types_of_columns_do_not_depend_on_blocks(monkeypatch):
    """Protects stored tables (and `agree A B`): a block in which nothing is signed, or nothing
    blocked, has columns of the same types.
    """
    scenario = sim.Scenario.load("geneva-2013")
    rows, blocks = simulate(Job(scenario, 40, 7))
    for block in (1, 17):
        monkeypatch.setattr(simulation, "BLOCK", block)
        other_rows, other_blocks = simulate(Job(scenario, 40, 7))
        assert other_rows.dtypes.to_dict() == rows.dtypes.to_dict(), f"blocks of {block}"
        assert other_blocks.dtypes.to_dict() == blocks.dtypes.to_dict(), f"blocks of {block}"


@given(world=worlds())
@settings(max_examples=8)
def test_runs_that_share_an_assumption_draw_share_it_all(world):
    """Protects the range over assumption draws: within one draw only the noise of the runs differs,
    whatever the block.
    """
    scenario = Scenario.from_data(world)
    t = Tables(scenario, Draws(2), 3, 10, 4, None)  # runs 3 | 4-7 | 8-11 | 12
    one = Tables(scenario, Draws(2), 0, 4, 1, None)
    for path in scenario.parameters:
        if not path.endswith("weights") and ".weights." not in path:
            assert np.array_equal(t.number(path), one.number(path)[[0, 1, 1, 1, 1, 2, 2, 2, 2, 3]])
    assert np.array_equal(t.worth, one.worth[[0, 1, 1, 1, 1, 2, 2, 2, 2, 3]])


def test_the_global_generators_are_never_touched():
    """Protects notebooks, whose own random numbers a run must not disturb, nor be disturbed by."""
    import random

    random.seed(4)
    np.random.seed(4)  # noqa: NPY002
    before = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    rows = rows_of(sim.Talks(sim.Scenario.load("geneva-2013"), runs=5, rng=1).run())
    assert random.getstate() == before[0]
    assert np.random.get_state()[1].tolist() == before[1]  # noqa: NPY002
    np.random.seed(5)  # noqa: NPY002
    same(rows_of(sim.Talks(sim.Scenario.load("geneva-2013"), runs=5, rng=1).run()), rows)
