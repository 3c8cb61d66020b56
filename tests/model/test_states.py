"""How things stood in every period: read off the model, and worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import sim
from sim.model.record import Watcher
from sim.model.telling import over_time, retell
from tests.model.small import over, war
from tests.model.worlds import play, rows_of, same, worlds

STAGES = ("convene", "bargain", "implement")


def table(data: dict, run: int = 0, seed: int = 0) -> pd.DataFrame:
    return over_time(sim.Scenario.from_data(data), seed, run)


def series(table: pd.DataFrame, what: str, name: str) -> pd.Series:
    mine = table[(table.what == what) & (table.name == name)]
    return mine.set_index("period").value


def test_strengths_and_what_no_deal_is_worth_by_hand():
    """Protects the numbers: blue doubles its strength in period 2, which is seen in period 3.

    War is worth to each the chance of its victory less 0.1: 0.4, then 2/3 - 0.1 and 1/3 - 0.1. A
    wall that nobody can meet keeps red away, so that nothing else happens until talks have failed.
    """
    data = war(STAGES)
    data["issues"]["wall"] = {"options": ["up", "down"], "status_quo": "up"}
    demand = {"demand": {"issue": "wall", "is": "down"}, "firmness": 5}
    data["parties"]["red"]["preconditions"] = {"wall": demand}
    data["events"] = {
        "arms": {"period": 2, "probability": 1, "then": {"strength": {"blues": 2}}}
    }  # fmt: skip
    found = table(data)
    assert found.period.max() == 7  # six periods to convene, and how the last one left things
    for name, no_talks in (("blue", [0.4, 0.4] + 5 * [2 / 3 - 0.1]),
                           ("red", [0.4, 0.4] + 5 * [1 / 3 - 0.1])):  # fmt: skip
        assert series(found, "no_talks", name).tolist() == pytest.approx(no_talks)
        assert series(found, "failed", name).tolist() == pytest.approx(no_talks)
        victory = np.array(no_talks) + 0.1
        assert series(found, "victory", f"{name}s").tolist() == pytest.approx(list(victory))
        assert series(found, "share", f"{name}s").tolist() == pytest.approx(list(victory))
    assert series(found, "strength", "blues").tolist() == [1, 1, 2, 2, 2, 2, 2]
    stages = found[found.what == "stage"].label.tolist()
    assert stages == ["convene"] * 6 + ["ended"]


def test_a_threat_counts_in_what_no_talks_are_worth():
    """Protects the reservation values: a threat that hangs on it counts with its credibility."""
    data = war(STAGES)
    data["threats"] = {
        "arm": {
            "by": "blue", "when": {"act": "no_talks"}, "credibility": 0.5,
            "then": {"strength": {"blues": 3}},
        }
    }  # fmt: skip
    first = table(data).set_index(["period", "what", "name"]).value.loc[1]
    assert first["no_talks", "blue"] == pytest.approx((0.5 + 0.75) / 2 - 0.1)
    assert first["failed", "blue"] == pytest.approx(0.4)


def test_levels_and_the_end_of_no_deal():
    """Protects what a deal changes: the option in force, and that there is nothing left to fail."""
    found = table(war(STAGES))
    level = found[found.what == "level"].set_index("period").label
    assert level.iloc[0] == "x0"
    assert level.iloc[-1] == "x1"
    signed = retell(sim.Scenario.from_data(war(STAGES)), 0, 0).query("act == 'sign'").period.iloc[0]
    known = series(found, "no_talks", "blue").notna()
    assert known.loc[:signed].all()
    assert not known.loc[signed + 1 :].any()
    talks = series(found, "talks", "blue").notna()
    assert talks.loc[:signed].all()
    assert not talks.loc[signed + 1 :].any()


def test_what_talks_are_worth_is_what_those_who_come_weigh():
    """Protects the value of talks: without noise and costs, talks less no talks is the attendance's
    own number.
    """
    acts = retell(sim.Scenario.from_data(war(STAGES)), 0, 0)
    come = acts[acts.act == "attend"].iloc[0]
    first = table(war(STAGES)).set_index(["period", "what", "name"]).value.loc[come.period]
    gain = first["talks", come.actor] - first["no_talks", come.actor]
    assert gain == pytest.approx(come.value)
    assert gain > 0


def test_what_no_talks_were_worth_at_first_is_in_the_row_of_the_run():
    """Protects against a second reckoning of the same number."""
    results = sim.run("geneva-2013", runs=3, draws=0)
    first = results.over_time(2).set_index(["period", "what", "name"]).value.loc[1]
    for party in results.scenario.spec.party_names:
        assert first["no_talks", party] == results.runs[f"no_talks.{party}"][2]


@given(world=worlds())
@settings(max_examples=15)
def test_taking_it_down_changes_nothing_and_hangs_on_nobody_else(world):
    """Protects the runs of a block that is watched, and each run's course in it."""
    watcher, alone = Watcher(), Watcher()
    same(rows_of(play(world, 5)), rows_of(play(world, 5, recorder=watcher)))
    play(world, 1, first=3, recorder=alone)
    assert not watcher.rows
    for key in watcher.states.periods[0]:
        whole, own = watcher.states.of(*key)[:, 3], alone.states.of(*key)[:, 0]
        assert pd.Series(whole[: len(own)]).equals(pd.Series(own)), key
        if key[0] in ("strength", "level"):  # a run that has ended stays as it was left
            assert (whole[len(own) :] == own[-1]).all()


def test_the_chance_of_victory_is_what_the_lottery_reckons_with():
    """Protects against two formulas for one chance: a party that wants one side's victory only."""
    data = war()
    data["conflict"]["decisiveness"] = 1.7
    data["conflict"]["sides"]["blues"]["strength"] = 3
    done = over(data)
    rows = np.arange(1)
    war_value = done.conflict.lottery(done.world, rows)[0, 0]  # blue: 1 if the blues win, else 0
    assert done.conflict.chances(done.world, rows)[0, 0] == pytest.approx(war_value, abs=1e-15)
    assert war_value == pytest.approx(3**1.7 / (3**1.7 + 1))
