"""What must hold always, with the later mechanisms laid over the made-up scenarios."""

from __future__ import annotations

import copy

import numpy as np
from hypothesis import given, settings

from sim.model.endings import OUTCOMES
from sim.model.record import NUMBERS
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from tests.model.more_worlds import more_worlds
from tests.model.worlds import blocks_of, play, reordered, rows_of, same, told

SHORT_OF = {
    "not_convened": {"demand", "refusal", "vote"},
    "walkout": {"walkout", "demand"},
    "deadlock": {"text"},
    "not_ratified": {"vote"},
    "collapsed": {"breach"},
    "military_decision": {"decision"},
}


@given(world=more_worlds())
@settings(max_examples=25)
def test_no_number_of_a_run_depends_on_its_block(world):
    """Protects block independence with everything at once: 7 runs together are 4 and 3."""
    whole = play(world, 7)
    parts = play(world, 4), play(world, 3, first=4)
    rows, blocks = rows_of(whole), blocks_of(whole)
    for part, first, last in zip(parts, (0, 4), (4, 7), strict=True):
        same(rows_of(part), rows[first:last].reset_index(drop=True))
        mine = blocks[(blocks.run >= first) & (blocks.run < last)]
        same(blocks_of(part), mine.reset_index(drop=True))


@given(world=more_worlds())
@settings(max_examples=20)
def test_order_in_the_file_changes_no_byte(world):
    """Protects whoever edits a file: actions, factions, forums and cases stand in any order."""
    a, b = play(world, 4), play(reordered(world), 4)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))


@given(world=more_worlds())
@settings(max_examples=30)
def test_repeating_an_unchanged_period_changes_nothing(world):
    """Protects skipping ahead: nothing stirs a party that its stage has not been woken for.

    An action that pays only after another's, a demand that is broken at the table, an attempt that
    starts again: playing every period in full gives the same rows.
    """
    skipping = play(world, 6)
    talks = Talks(Scenario.from_data(world), runs=6, rng=1)
    while talks.running:
        for forum in talks.forums:
            forum.quiet[:] = False
        talks.step()
    same(rows_of(talks), rows_of(skipping))
    same(blocks_of(talks), blocks_of(skipping))


@given(world=more_worlds())
@settings(max_examples=50)
def test_every_run_has_one_outcome_and_whatever_fell_short_is_accounted_for(world):
    """Protects the funnel and the blockers in every forum, and the count of attempts."""
    talks = play(world, 6)
    rows, blocks = rows_of(talks), blocks_of(talks)
    assert rows.outcome.isin(OUTCOMES).all()
    for forum in talks.forums:
        mine, outcome = blocks[blocks.forum == forum.name], rows[f"forum.{forum.name}.outcome"]
        short = set(rows.run[~outcome.isin(["held", "agreed"])])
        assert set(mine.run) == short
        for run, of_run in mine.groupby("run"):
            assert set(of_run.kind) <= SHORT_OF[outcome[run]]
            assert of_run.sole.tolist() == [len(of_run) == 1] * len(of_run)
            who = of_run.party.iloc[0] if of_run.party.nunique() == 1 else "several"
            assert forum.endings.ended_by[run] == who
            assert not of_run.duplicated(["party", "kind", "over"]).any()
    assert np.isfinite(talks.utility).all()
    resume = world["forums"]["table"].get("resume", {}).values()
    assert rows.attempts.between(1, 1 + sum(way["times"] for way in resume)).all()
    again = rows.attempts > 1
    assert (rows.first_failure[~again] == "").all()
    assert rows.first_failure[again].isin([how for way in resume for how in way["after"]]).all()


@given(world=more_worlds(noise=0.1))
@settings(max_examples=40)
def test_what_the_block_of_a_run_says_is_what_was_done(world):
    """Protects `blocks` against the trace: a faction blamed for staying away has voted so last."""
    talks, acts = told(world, 4)
    for forum in talks.forums:
        here = acts[acts.forum == forum.name]
        for row, party, kind, over, _ in forum.endings.blocks:
            mine = here[(here.run == row) & (here.actor == party)]
            if kind == "vote":
                votes = mine[
                    (mine.act == "vote") & ((mine.about == "coming") == (over == "coming"))
                ]
                assert not votes.tail(1).answer.iloc[0]
            elif kind == "refusal":
                assert not mine[mine.act.isin(["attend", "waive"])].tail(1).answer.iloc[0]
            elif forum.endings.outcome[row] == "walkout":  # over a demand, or over staying
                assert (mine.act == "walk_out").any()


@given(world=more_worlds(noise=0))
@settings(max_examples=30)
def test_zero_noise_gives_best_responses(world):
    """Protects the one value in the later choices: whoever acts gains more than it costs, whoever
    presses gains, a faction votes for what it gains by.
    """
    _, acts = told(world, 4)
    for act in acts.itertuples():
        if act.act == "act":
            assert act.value > act.cost
        elif act.act == "press":
            assert act.value > 0
        elif act.act == "vote" and act.about == "coming":
            worth = act.chance * act.value + act.blame - act.cost
            if act.chance == 0 and act.blame == act.cost:
                worth = act.value
            assert act.answer == (worth > 0) or abs(worth) < 1e-9
        elif act.act == "vote":
            assert act.answer == (act.value > 0 and act.crossed is not True)
        elif act.act in ("ratify", "mandate"):
            assert act.answer == (act.seats >= act.needed - 1e-12)
    weighed = acts[acts.act.isin(["vote", "mandate", "ratify", "act", "press", "attend", "waive"])]
    assert not np.isinf(weighed[list(NUMBERS)].to_numpy(dtype=float)).any()
    once = acts[acts.act == "act"]
    assert not once.duplicated(["run", "about"]).any()


@given(world=more_worlds())
@settings(max_examples=20)
def test_every_chance_is_a_chance(world):
    """Protects the arithmetic: no NaN, nothing outside [0, 1], in any forum in any period."""
    talks = Talks(Scenario.from_data(world), runs=5, rng=2)
    while talks.running:
        talks.step()
        for forum in talks.forums:
            prospect = forum.prospect
            chances = (prospect.hold, prospect.yes, prospect.agree, prospect.against)
            for chance in (*chances, prospect.passes):
                assert np.isfinite(chance).all()
                assert chance.min() >= 0
                assert chance.max() <= 1 + 1e-12
            for value in (prospect.gain, prospect.expect, prospect.without, prospect.seats_held):
                assert np.isfinite(value).all()
        assert np.allclose(talks.beliefs.posterior.sum(axis=-1), 1)


UNUSED = {
    "dear": {"by": "p0", "then": {"strength": {"left": 2.0}}, "cost": 1000},
    "far": {"by": "p1", "then": {"strength": {"right": 0.5}}, "cost": 1000},
}


@given(world=more_worlds(only=("electors", "seats", "bodies", "standing", "resume", "stay_away")))
@settings(max_examples=25)
def test_a_mechanism_that_is_never_used_changes_no_byte(world):
    """Protects every scenario without them: actions too dear to take, time for more forums than
    there are, and a tie without leverage.
    """
    idle = copy.deepcopy(world)
    idle["actions"] = UNUSED
    for party in idle["parties"].values():
        party["forums_at_once"] = 3
    tie = {"patron": "p0", "client": "p1", "leverage": 0, "cost": 0, "for": ["stay_away"]}
    idle.setdefault("ties", {})["idle"] = tie
    a, b = play(world, 6), play(idle, 6)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))
