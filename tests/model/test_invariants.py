"""What must hold always: the properties of the model's design, over random small scenarios."""

from __future__ import annotations

import copy
import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sim
from sim.draws import Draws
from sim.model.endings import OUTCOMES
from sim.model.kernels import Stand, Terms
from sim.model.stages.choice import Act
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from tests.model.worlds import (
    blocks_of,
    mirrored,
    play,
    renamed,
    reordered,
    rows_of,
    same,
    told,
    worlds,
)

ROUNDING = 1e-9


# -- files and names -----------------------------------------------------------------------


@given(world=worlds())
@settings(max_examples=20)
def test_order_in_the_file_changes_no_byte(world):
    """Protects whoever edits a file: parties, issues, demands, threats may stand in any order."""
    turned = reordered(world)
    assert Scenario.from_data(turned).hash == Scenario.from_data(world).hash
    a, b = play(world), play(turned)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))


@given(world=worlds())
@settings(max_examples=20)
def test_load_dump_load_gives_the_same_scenario(world, tmp_path_factory):
    """Protects archives: what is dumped loads as the same scenario, hash and rows included."""
    scenario = Scenario.from_data(world)
    file = tmp_path_factory.mktemp("dump") / "again.yaml"
    file.write_text(scenario.dump(), encoding="utf-8")
    again = Scenario.load(file)
    assert again.hash == scenario.hash
    assert again.dump() == scenario.dump()
    same(rows_of(Talks(again, runs=3).run()), rows_of(Talks(scenario, runs=3).run()))


@given(world=worlds(points=True, noise=0, shocks=False), order=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_renaming_changes_only_labels(world, order):
    """Protects against hidden alphabetical order: with point values and no noise other names give
    the same history.

    Chances stand for draws in a threat's credibility and an event's probability, so these are made
    certain.
    """
    _certain(world)
    names = _names(world)
    others = [f"{name[0]}{100 + k}" for k, name in enumerate(names)]
    order.shuffle(others)
    new = dict(zip(names, others, strict=True))
    a, b = play(world, 1), play(renamed(world, new), 1)
    _same_history(a, b, new)


@given(world=worlds(points=True, noise=0, shocks=False), data=st.data())
@settings(max_examples=40)
def test_mirroring_an_issue_mirrors_the_result(world, data):
    """Protects against a preference for one end of a scale: turned round, the same options come
    out.
    """
    issue = data.draw(st.sampled_from(sorted(world["issues"])))
    a, b = play(world, 1), play(mirrored(world, issue), 1)
    _same_history(a, b, {})


@given(world=worlds(noise=0.1))
@settings(max_examples=25)
def test_mirroring_mirrors_every_run_under_noise(world):
    """Protects the same for a whole block: shocks belong to parties, not to options."""
    for issue in world["issues"]:
        a, b = play(world), play(mirrored(world, issue))
        assert a.outcome.tolist() == b.outcome.tolist()
        assert _signed(a) == _signed(b)


def _names(world):
    """Every name of a party, faction, issue, option, demand, tie, threat, event."""
    names = [*world["parties"], *world["issues"], *world.get("ties", {}), *world.get("threats", {})]
    names += world.get("events", {})
    for issue in world["issues"].values():
        names += issue["options"]
    for party in world["parties"].values():
        names += [*party.get("factions", {}), *party.get("preconditions", {})]
    return sorted(set(names))


def _certain(world):
    for threat in world.get("threats", {}).values():
        threat["credibility"] = 1
    for event in world.get("events", {}).values():
        event["probability"] = 1


def _signed(talks):
    t = talks.forum.tables
    return [sorted(t.package_name(x).items()) if x >= 0 else None for x in talks.forum.package]


def _same_history(a, b, new):
    def name(label):
        return ".".join(new.get(part, part) for part in label.split("."))

    x, y = rows_of(a), rows_of(b)
    for column in ("outcome", "stage", "period"):
        assert x[column].tolist() == y[column].tolist(), column
    assert [name(v) for v in x.ended_by] == y.ended_by.tolist()
    assert [name(v) for v in x.ended_over] == y.ended_over.tolist()
    for party in a.tables.parties:
        here, there = x[f"utility.{party}"], y[f"utility.{name(party)}"]
        assert np.allclose(here, there, atol=ROUNDING), party
    signed = [s and sorted((name(k), name(v)) for k, v in s) for s in _signed(a)]
    assert signed == _signed(b)
    blocks = blocks_of(a)[["party", "kind", "over", "sole"]].itertuples(index=False)
    others = blocks_of(b)[["party", "kind", "over", "sole"]].itertuples(index=False)
    assert sorted((name(p), k, name(o), s) for p, k, o, s in blocks) == sorted(map(tuple, others))


# -- utilities -----------------------------------------------------------------------------


@given(
    world=worlds(guarantees=False),
    factor=st.sampled_from([0.5, 2.0, 8.0]),
    shift=st.sampled_from([0.0, 0.25, -3.0]),
    data=st.data(),
)
@settings(max_examples=50)
def test_an_affine_change_of_a_utility_changes_no_choice(world, factor, shift, data):
    """Protects against comparing utilities of different people, or clamping them to [0, 1].

    One party's utility, reservation value, costs and noise are all multiplied, and the first two
    shifted. What a breaker's temptation takes from its opponents is in their unit, so neither the
    party nor its opponents have any here.
    """
    who = data.draw(st.sampled_from(sorted(world["parties"])))
    if shift:  # rounds, and at zero noise a deal that somebody is sure to break ties with none
        world["noise"] = 0.05
    world["parties"][who]["temptation"] = 0
    for party in world[
        "parties"
    ].values():  # a victim's loss is the breaker's temptation: see above
        if party.get("side") != world["parties"][who].get("side"):
            party["temptation"] = 0
    plain = play(world)
    talks = Talks(Scenario.from_data(world), runs=8, rng=1)
    _transform(talks, talks.tables.parties.index(who), factor, shift)
    talks.run()
    assert talks.outcome.tolist() == plain.outcome.tolist()
    assert talks.forum.endings.period.tolist() == plain.forum.endings.period.tolist()
    assert talks.forum.endings.ended_by.tolist() == plain.forum.endings.ended_by.tolist()
    assert talks.forum.package.tolist() == plain.forum.package.tolist()


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("who", [0, 1, 2])
def test_the_unit_of_a_utility_does_not_matter_under_a_quota(who, factor):
    """Protects the same where coalitions of different members are compared: what a text is worth to
    one coalition and to another must not hang on the unit in which somebody's utility is written.
    """
    values = {"p": (0, 1, 0.2, 0.7), "q": (0, 0.3, 1, 0.5), "r": (0, 0.5, 0.6, 0.4)}
    world = no_deal_for_both(0.1, 12)
    world["issues"]["pie"] = {"options": list("abcd"), "status_quo": "a"}
    world["parties"] = {
        name: {
            "weights": {"pie": 1},
            "values": {"pie": dict(zip("abcd", of_options, strict=True))},
            "reservation": 0.35,
        }
        for name, of_options in values.items()
    }
    world["forums"]["table"] |= {"seats": list(values), "rule": {"name": "quota", "quota": 2}}
    plain = play(world, 200)
    talks = Talks(Scenario.from_data(world), runs=200, rng=1)
    _transform(talks, who, factor, 0)
    talks.run()
    assert talks.forum.package.tolist() == plain.forum.package.tolist()
    assert talks.outcome.tolist() == plain.outcome.tolist()


def _transform(talks, j, factor, shift):
    """Give party j the utility ``factor u + shift``, and its factions too, which bear its war cost
    and reservation value.
    """
    t = talks.tables
    for v in np.flatnonzero(t.owner == j):
        t.worth[:, v] *= factor
        t.worth[:, v, 0] += shift  # every outcome holds one option of the first issue
        t.range[:, v] *= factor
        t.scale[:, v] *= factor
        for stage in talks.forum.stages:
            if stage.name == "ratify":
                stage.shock[:, v] *= factor
    t.given[:, j] = factor * t.given[:, j] + shift
    for costs in (t.war_cost, t.talking_cost, t.staying_cost, t.temptation, t.conceding_cost):
        costs[:, j] *= factor
    t.burden[..., j] *= factor
    for part, shock in talks.forum.deals.complying.items():
        if part.party == j:
            shock *= factor
    for demand in talks.forum.tables.demands:
        if demand.party == j:
            demand.firmness[:] *= factor
    for tie in t.ties:
        if tie.patron == j:
            tie.cost[:] *= factor
    party = talks.forum.delegations[j]
    for shock in ("sitting", "signing", "keeping"):
        getattr(party, shock)[:] *= factor


@given(world=worlds())
@settings(max_examples=40)
def test_repeating_an_unchanged_period_changes_nothing(world):
    """Protects skipping ahead: playing every period in full gives the rows that skipping the quiet
    ones gives.
    """
    skipping = play(world)
    talks = Talks(Scenario.from_data(world), runs=8, rng=1)
    while talks.running:
        talks.forum.quiet[:] = False
        talks.step()
    same(rows_of(talks), rows_of(skipping))
    same(blocks_of(talks), blocks_of(skipping))


# -- agreements -----------------------------------------------------------------------------


def no_deal_for_both(noise, deadline, protocol="single_text"):
    """Two parties whose reservation values leave nothing between them: .3 short at the best."""
    middle = {"none": 0, "some": 0.35, "half": 0.5, "more": 0.65, "all": 1}
    return {
        "format": 1,
        "name": "no-zone",
        "title": "Nothing to agree on",
        "time": {"unit": "week"},
        "noise": noise,
        "issues": {"pie": {"options": list(middle), "status_quo": "none"}},
        "parties": {
            "a": {"weights": {"pie": 1}, "values": {"pie": middle}, "reservation": 0.65 + 1e-3},
            "b": {
                "weights": {"pie": 1},
                "values": {"pie": {k: 1 - v for k, v in middle.items()}},
                "reservation": 0.65 + 1e-3,
            },
        },
        "forums": {
            "table": {
                "seats": ["a", "b"],
                "agenda": ["pie"],
                "protocol": protocol,
                "deadline": deadline,
                "stages": ["bargain"],
            }
        },
    }


@pytest.mark.parametrize("protocol", ["single_text", "alternating_offers"])
@pytest.mark.parametrize("deadline", [1, 3, 40])
def test_without_a_zone_of_agreement_and_noise_there_is_no_deal(protocol, deadline):
    """Protects against agreements by exhaustion: nobody can gain, so nobody signs, whatever the
    deadline.
    """
    talks = play(no_deal_for_both(0, deadline, protocol), 3)
    assert set(talks.outcome) <= {"walkout", "deadlock"}


@given(
    world=worlds(noise=0, stages=("bargain",), quota=False, threats=False, deals_and_war=False),
    periods=st.integers(1, 30),
)
@settings(max_examples=25)
def test_no_package_better_than_war_for_all_means_no_deal(world, periods):
    """Protects the same over random worlds: at zero noise a deal beats the war of the day for every
    signatory.
    """
    world["forums"]["table"]["deadline"] = periods
    for party in world["parties"].values():
        party["strategy"] = "bayesian"
    world["conflict"]["shock"] = 0
    world.pop("events", None)
    talks = play(world, 6)
    for run in np.flatnonzero(talks.forum.package >= 0):
        utility = talks.conflict.utilities(talks.world[[run]], np.array([run]))  # with it in force
        for j in np.flatnonzero(talks.forum.signatory[run]):
            assert utility[0, j] > talks.value_of_no_talks[run, j] - ROUNDING


@pytest.mark.parametrize("protocol", ["single_text", "alternating_offers"])
def test_without_a_zone_noise_gives_deals_that_do_not_grow_with_the_deadline(protocol):
    """Protects against trembling hands: shocks are drawn once, so a longer deadline brings no new
    chance.

    Runs are paired (same shocks under every deadline), so the shares may be compared exactly.
    """
    signed = {
        deadline: play(no_deal_for_both(0.1, deadline, protocol), 2000).forum.package >= 0
        for deadline in (1, 5, 10, 20, 80)
    }
    share = {deadline: runs.mean() for deadline, runs in signed.items()}
    assert 0 < share[10] < 0.5
    assert abs(share[20] - share[10]) <= 0.005
    assert share[80] == share[20]


@given(world=worlds(noise=0))
@settings(max_examples=60)
def test_zero_noise_gives_best_responses(world):
    """Protects the one value: every act that weighs a value at zero noise is done just where it is
    worth it.

    For concessions and signatures the trace holds what was weighed; attending is ``q (V - r) +
    blame`` > 0.
    """
    for party in world["parties"].values():
        party["strategy"] = "bayesian"
    _, acts = told(world, 6)
    for act in acts.itertuples():
        if act.act == "accept" and not act.crossed:
            assert act.answer == (act.value > act.needed) or abs(act.value - act.needed) < ROUNDING
            if "single_text" in world["forums"]["table"].get("protocol", "single_text"):
                assert act.answer == (act.value > 0), "signing was worth the opposite"
        elif act.act in ("concede", "comply"):
            assert act.answer == (act.value > 0)
        elif act.act == "keep":
            assert act.answer == (act.value - act.without > 0)
        elif act.act in ("attend", "waive"):
            cost = act.cost if act.act == "waive" else 0.0
            worth = act.chance * act.value + act.blame - cost
            if act.chance == 0 and act.blame - cost == 0:
                worth = act.value
            assert act.answer == (worth > 0) or abs(worth) < ROUNDING
        elif act.act == "press":
            assert act.value > 0


@given(
    world=worlds(noise=0, quota=False),
    strategy=st.sampled_from(["bayesian", "time_dependent", "yes"]),
)
@settings(max_examples=60)
def test_nobody_signs_across_a_red_line(world, strategy):
    """Protects red lines under any strategy, one that says yes to everything included."""
    _register_yes()
    seats = world["forums"]["table"]["seats"]
    for name in seats:
        world["parties"][name]["strategy"] = strategy
    talks, acts = told(world, 4)
    assert not [a for a in acts.itertuples() if a.act == "accept" and a.crossed and a.answer]
    for run in np.flatnonzero(talks.forum.package >= 0):
        for j in np.flatnonzero(talks.forum.signatory[run]):
            assert talks.forum.tables.allowed[j, talks.forum.package[run]]


@given(world=worlds(noise=0.1))
@settings(max_examples=60)
def test_nobody_outvoted_across_its_red_line_becomes_a_signatory(world):
    """Protects red lines under a quota: whoever said no to a package is bound by it only if it did
    not cross its line.
    """
    talks = play(world, 6)
    for run in np.flatnonzero(talks.forum.package >= 0):
        for j in np.flatnonzero(talks.forum.signatory[run]):
            assert talks.forum.tables.allowed[j, talks.forum.package[run]], talks.tables.parties[j]


def _register_yes():
    from sim.registry import strategies

    if "yes" in strategies.names():
        return

    @strategies.register("yes")
    class Yes(sim.Strategy):
        def propose(self, view):
            return np.zeros(view.runs, int)

        def accepts(self, view):
            return np.ones(view.runs, bool)


# -- preconditions ---------------------------------------------------------------------------


@given(
    world=worlds(points=True, noise=0, shocks=False, threats=True),
    firmness=st.floats(0, 0.3),
    held=st.booleans(),
)
@settings(max_examples=60)
def test_dropping_the_only_precondition_never_stops_talks(world, firmness, held):
    """Protects the meaning of a demand: an issue nobody weighs, without effects, can only stand in
    the way.

    Beliefs are points and noise is zero, so it must hold run by run.
    """
    for party in world["parties"].values():
        party.pop("preconditions", None)
        party.pop("conceding_cost", None)
    _certain(world)
    without = copy.deepcopy(world)
    world["issues"]["favour"] = {
        "options": ["no", "yes"],
        "status_quo": "no",
        "controlled_by": [sorted(world["parties"])[-1]] if held else [],
    }
    asks = sorted(world["forums"]["table"]["seats"])[0]
    world["parties"][asks]["preconditions"] = {
        "favour": {"demand": {"issue": "favour", "is": "yes"}, "firmness": firmness}
    }
    for w in (world, without):  # time for a demand, its refusal and its waiver
        w["forums"]["table"]["convene_by"] = 8
        w.pop("events", None)
        w["conflict"].pop("decision", None)
        for side in w["conflict"]["sides"].values():
            side.pop("drift", None)
    with_demand, freely = play(world, 1), play(without, 1)
    assert _met(with_demand) <= _met(freely)


def _met(talks):
    return set(np.flatnonzero(talks.outcome != "not_convened"))


# -- accounts ---------------------------------------------------------------------------------


@given(world=worlds())
@settings(max_examples=80)
def test_every_run_has_one_outcome_and_whatever_fell_short_is_accounted_for(world):
    """Protects the funnel and the blockers: shares sum to 1, `blocks` explains each run that fell
    short, `sole` is right.
    """
    talks = play(world)
    rows, blocks = rows_of(talks), blocks_of(talks)
    assert rows.outcome.isin(OUTCOMES).all()
    assert rows.outcome.value_counts(normalize=True).sum() == pytest.approx(1)
    assert (rows["forum.table.outcome"] == rows.outcome).all()
    short = set(rows.run[~rows.outcome.isin(["held", "agreed"])])
    assert set(blocks.run) == short
    for run, mine in blocks.groupby("run"):
        row = rows[rows.run == run].iloc[0]
        assert mine.sole.tolist() == [len(mine) == 1] * len(mine)
        assert row.ended_by == (mine.party.iloc[0] if mine.party.nunique() == 1 else "several")
        assert row.ended_over == (mine.over.iloc[0] if mine.over.nunique() == 1 else "several")
        kinds = {"walkout": {"walkout"}, "deadlock": {"text"}, "not_ratified": {"vote"}}
        kinds |= {"collapsed": {"breach"}, "not_convened": {"demand", "refusal"}}
        kinds |= {"military_decision": {"decision"}}
        assert set(mine.kind) <= kinds[row.outcome]
        assert not mine.duplicated(["party", "kind", "over"]).any()
    assert np.isfinite(talks.utility).all()
    forum = world["forums"]["table"]
    assert (rows.period >= 1).all()
    limit = forum["convene_by"] + forum["deadline"] + 1 + world["time"]["horizon"]
    assert (rows.period <= limit).all()
    late = rows[rows.outcome == "not_convened"]
    assert (late.period == forum["convene_by"]).all()


@given(world=worlds(noise=0.1))
@settings(max_examples=60)
def test_what_the_block_of_a_run_says_is_what_was_done(world):
    """Protects `blocks` against the trace: whoever is said to have refused to come has said so,
    whoever broke has broken.
    """
    talks, acts = told(world, 4)
    for row, party, kind, _, _ in talks.forum.endings.blocks:
        mine = acts[(acts.run == row) & (acts.actor == party)]
        if kind == "refusal":
            last = mine[mine.act.isin(["attend", "waive"])].tail(1)
            assert len(last), f"run {row}: {party} was never asked, yet refused"
            assert not last.answer.iloc[0], f"run {row}: {party} said yes, yet refused"
        elif kind == "breach":
            assert (mine[mine.act == "keep"].answer == False).any()  # noqa: E712
        elif kind == "walkout":
            assert (mine.act == "walk_out").any()


@given(world=worlds(points=True, noise=0, threats=False, shocks=False))
@settings(max_examples=25)
def test_without_noise_every_run_is_the_same(world):
    """Protects certainty: where nothing is uncertain all runs tell one story, whatever the seed."""
    _certain(world)
    a, b = rows_of(play(world, 4, seed=1)), rows_of(play(world, 4, seed=99))
    drop = ["run"]
    same(a.drop(columns=drop), b.drop(columns=drop))
    assert all(a[c].map(str).nunique() == 1 for c in a.columns if c != "run")


# -- the choice of an act ---------------------------------------------------------------------

numbers = st.one_of(
    st.sampled_from([-0.5, -0.25, 0.0, 0.25, 0.5]), st.floats(-1, 1).map(lambda v: round(v, 3))
)
chances = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@given(
    q=st.tuples(chances, chances),
    a=st.tuples(numbers, numbers),
    side=st.tuples(numbers, numbers),
    shift=numbers,
    cost=numbers,
    seated=st.booleans(),
    shock=st.floats(-3, 3).map(lambda v: round(v, 4) + 1e-6),
)
@settings(max_examples=500)
def test_what_is_learnt_from_an_act_is_what_the_act_reveals(q, a, side, shift, cost, seated, shock):
    """Protects beliefs: an act is done exactly where the shock lies above the threshold that
    observers are told.
    """

    def stand(k):
        above, firmness = np.full((1, 1, 6), a[k]), np.full((1, 1, 6), -side[k])
        terms = Terms(above, np.zeros((1, 1)), firmness, np.array([[k * shift]], float))
        return Stand(0, terms, np.zeros(1, int), np.array([q[k]]), np.ones(1))

    act = Act(stand(0), stand(1), np.array([cost]), seated)
    threshold = act.threshold[0, -1]
    assume(not math.isnan(threshold))
    assume(abs(act.value(np.array([shock]))[0]) > 1e-12)
    assert (act.value(np.array([shock]))[0] > 0) == (shock > threshold)


def test_every_chance_is_a_chance():
    """Protects the arithmetic of beliefs and expectations on the scenario that ships: no NaN,
    nothing outside [0, 1].
    """
    talks = sim.Talks(sim.Scenario.load("geneva-2013"), runs=200, rng=3)
    while talks.running:
        talks.step()
        prospect, beliefs = talks.forum.prospect, talks.beliefs
        for chance in (prospect.hold, prospect.yes, prospect.agree, prospect.passes):
            assert np.isfinite(chance).all()
            assert chance.min() >= 0
            assert chance.max() <= 1 + 1e-12
        assert np.allclose(beliefs.posterior.sum(axis=-1), 1)
        assert (beliefs.posterior >= 0).all()
        assert np.isfinite(prospect.gain).all()
        assert np.isfinite(prospect.expect).all()


def test_streams_of_a_run_do_not_repeat():
    """Protects independence: no two private shocks of a run, of any party or kind, share their
    address.
    """
    talks = sim.Talks(sim.Scenario.load("geneva-2013"), runs=400, rng=3)
    shocks = np.array([
        getattr(talks.forum.delegation(name), kind) / talks.tables.scale[:, j]
        for j, name in enumerate(talks.tables.parties)
        for kind in ("sitting", "signing", "keeping")
    ])  # fmt: skip
    ranks = shocks.argsort(axis=1).argsort(axis=1)
    for x, y in itertools.combinations(ranks, 2):
        assert abs(np.corrcoef(x, y)[0, 1]) < 0.25  # five standard errors
    assert Draws(3).uniform(("a",), 0, 1) != Draws(3).uniform(("b",), 0, 1)
