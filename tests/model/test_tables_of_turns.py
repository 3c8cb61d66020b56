"""Stacked offers and simultaneous demands in made-up scenarios with every other mechanism."""

from __future__ import annotations

import random
import re
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.narration.story import sentences
from sim.model.strategies import Strategy, one_run
from sim.model.telling import retell
from sim.registry import strategies
from sim.scenario.scenario import Scenario
from tests.model.more_worlds import more_worlds
from tests.model.worlds import blocks_of, play, rows_of, same, told

RUNS = 5
STACKED, DEMANDS = "stacked_alternating_offers", "simultaneous_demands"

if "fickle" not in strategies.names():

    @strategies.register("fickle")
    @one_run
    class Fickle(Strategy):
        """Proposes and accepts anything, by the toss of a coin: thought out for one run."""

        random = True
        remembers = True

        def propose(self, view):
            heard = int((view.history >= 0).sum())
            return int(view.draw(f"offer {heard}") * (len(view.utility) + 1)) - 1

        def accepts(self, view):
            return view.draw("answer") < 0.6


@st.composite
def turns(draw: Any, protocol: str) -> dict[str, Any]:
    """A scenario at whose table one of the protocols is played, by strategies of all kinds."""
    data = draw(more_worlds())
    r = random.Random(draw(st.integers(0, 2**32 - 1)))
    forum = data["forums"]["table"]
    seats, choice = forum["seats"], {"name": protocol}
    if protocol == STACKED and draw(st.booleans()):
        choice["order"] = r.sample(seats, len(seats))
    if protocol == DEMANDS:
        forum.pop("rule", None)
        choice |= {"on_overlap": r.choice(["offer", "split"]), "monotonic": draw(st.booleans())}
    forum["protocol"] = choice
    for way in forum.get("resume", {}).values():
        way.pop("keeps_settled", None)
    kinds = ["bayesian", "time_dependent", "fickle"]
    if len(seats) == 2:
        kinds += ["micro", "tit_for_tat"] + ["zeuthen"] * (protocol == DEMANDS)
    for name in seats:
        if _sits_elsewhere(data, name):
            continue
        data["parties"][name]["strategy"] = r.choice(kinds)
        if draw(st.booleans()):
            data["parties"][name]["staying_cost"] = -1
    return data


def _sits_elsewhere(data: dict[str, Any], name: str) -> bool:
    return sum(name in forum["seats"] for forum in data["forums"].values()) > 1


worlds_of_turns = st.sampled_from([STACKED, DEMANDS]).flatmap(turns)


@given(world=worlds_of_turns, size=st.integers(1, 3))
@settings(max_examples=6)
def test_a_run_is_the_same_in_a_block_of_any_size(world, size):
    """Protects `runs=1`: row k alone is row k of every table, drawn lots and memory included."""
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


@given(world=worlds_of_turns)
@settings(max_examples=6)
def test_what_is_signed_was_agreed_to_and_crosses_no_red_line(world):
    """Protects the signature under strategies that toss coins: nobody absent, nobody across a
    line; and whoever ends without a deal is blamed for something.
    """
    done = play(world, RUNS)
    forum, t = done.forums[0], done.forums[0].tables
    signed = np.flatnonzero(forum.package >= 0)
    for row in signed:
        names = forum.signatory[row]
        assert names.any()
        assert (forum.table.present[row] | ~names).all()
        assert t.allowed[: len(t.parties)][names][:, forum.package[row]].all()
    for row in np.flatnonzero(done.forum.endings.outcome == "deadlock"):
        assert done.forum.endings.ended_by[row] != ""


@given(world=worlds_of_turns)
@settings(max_examples=6)
def test_a_recorder_changes_nothing_and_every_act_has_a_sentence(world):
    silent = play(world, 4)
    recorded, _ = told(world, 4)
    same(rows_of(recorded), rows_of(silent))
    scenario = Scenario.from_data(world)
    for run in range(2):
        for _, text in sentences(scenario, retell(scenario, 1, run)):
            assert text
            assert not re.search(r"nan|None|inf\b|\{|  |,,|\.\.", text), text
