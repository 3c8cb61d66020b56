"""Several forums side by side: each by itself, and what one does to another."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim.experiments.simulate import block_table, run_table
from sim.model.beliefs import SIGNING, SITTING
from sim.model.endings import OUTCOMES
from sim.model.record import Recorder
from tests.model.small import acts, over, talks, war
from tests.model.worlds import same, told, worlds

SCALE = (0.0, 0.4, 0.7, 1.0)


# -- forums that have nothing to do with one another -----------------------------------------


def half(prefix: str, share: float) -> dict:
    """Two parties, one divided at home, over a pie of their own, behind a gate of their own.

    The one who wants the gate open demands it, the other controls it; threats and events move them.
    """
    one, two, pie, gate = f"{prefix}1", f"{prefix}2", f"{prefix}_pie", f"{prefix}_gate"
    options = [f"s{k}" for k in range(len(SCALE))]

    def tastes(values: tuple) -> dict:
        return {"weights": {pie: 1}, "values": {pie: dict(zip(options, values, strict=True))}}

    reservation = {"uniform": [0.0, 2 * share]}
    return {
        "issues": {
            pie: {"options": options, "status_quo": "s0"},
            gate: {"options": ["shut", "open"], "status_quo": "shut", "controlled_by": [two]},
        },
        "parties": {
            one: tastes(SCALE)
            | {
                "reservation": reservation,
                "temptation": {"uniform": [0.0, 0.5]},
                "factions": {
                    "hawks": {"seats": 2, **tastes((0.5, 0.4, 0.6, 1.0))},
                    "doves": {"seats": 2, **tastes(SCALE)},
                },
                "quota": 3,
                "preconditions": {
                    "open": {"demand": {"issue": gate, "is": "open"}, "firmness": 0.15}
                },
            },
            two: tastes(SCALE[::-1])
            | {
                "reservation": reservation,
                "talking_cost": {"uniform": [-0.1, 0.1]},
                "staying_cost": 0.01,
                "conceding_cost": {gate: {"uniform": [0.0, 0.3]}},
            },
        },
        "ties": {
            f"{prefix}_tie": {
                "patron": one, "client": two, "leverage": 0.2, "cost": 0.01, "for": ["concede"],
            }
        },
        "threats": {
            f"{prefix}_threat": {
                "by": one,
                "when": {"party": two, "act": "refuse"},
                "then": {"move": {gate: "open"}},
                "credibility": 0.5,
            }
        },
        "events": {
            f"{prefix}_event": {
                "period": 2, "probability": 0.3, "then": {"move": {gate: "open"}},
            }
        },
    }  # fmt: skip


def two_worlds(*forums: str) -> dict:
    """A scenario of two halves that share no party and no issue, with some of their forums."""
    data = {
        "format": 1,
        "name": "two-worlds",
        "title": "Two worlds",
        "time": {"unit": "week", "horizon": 3},
        "noise": 0.1,
    }
    for part in (half("a", 0.3), half("b", 0.2)):
        for key, body in part.items():
            data.setdefault(key, {}).update(body)
    every = {
        "alpha": {"seats": ["a1", "a2"], "agenda": ["a_pie"], "convene_by": 5, "deadline": 3},
        "beta": {
            "seats": ["b1", "b2"], "agenda": ["b_pie"], "convene_by": 4, "deadline": 4,
            "protocol": "alternating_offers",
        },
    }  # fmt: skip
    data["forums"] = {name: every[name] for name in forums}
    return primary(data, forums[0])


def primary(data: dict, name: str) -> dict:
    """The scenario with a forum marked as the primary one."""
    data["forums"][name]["primary"] = True
    return data


@pytest.fixture(scope="module")
def together() -> sim.Talks:
    """400 runs of both forums."""
    return over(two_worlds("alpha", "beta"), 400, rng=5)


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_forums_that_share_nothing_do_not_touch_one_another(together, name):
    """Protects forums side by side: without the other one every run of this one is the same, to the
    last bit.
    """
    alone = over(two_worlds(name), 400, rng=5)
    [mine], [there] = alone.forums, [f for f in together.forums if f.name == name]
    both, single = run_table(together), run_table(alone)
    outcome = both[f"forum.{name}.outcome"]
    assert outcome.tolist() == single.outcome.tolist()
    assert outcome.nunique() >= 5
    pie = f"{name[0]}_pie"
    package = f"package.{pie}" if name == "alpha" else f"forum.beta.package.{pie}"
    signed, signed_alone = both[package].dropna(), single[f"package.{pie}"].dropna()
    assert signed.to_dict() == signed_alone.to_dict()
    assert both[package].nunique() > 1
    for what in ("period", "stage", "ended_by", "ended_over"):
        theirs = getattr(there.endings, what)
        assert theirs.tolist() == getattr(mine.endings, what).tolist()
    blocks = block_table(together)
    same(blocks[blocks.forum == name].reset_index(drop=True), block_table(alone))


def test_each_forum_ends_in_its_own_time(together):
    """Protects `going_on`: the talks run until the last forum has ended, and neither ends later for
    the other.
    """
    alpha, beta = (forum.endings.period for forum in together.forums)
    assert (alpha < beta).any()
    assert (beta < alpha).any()
    assert together.period == max(alpha.max(), beta.max())


# -- the state as the period begins ----------------------------------------------------------


def bridge(deal: str, gated: str) -> dict:
    """In forum `deal` two agree at once to build a bridge; in `gated` red comes only if it is
    built.
    """
    data = war()
    bridge = {"options": ["none", "built"], "status_quo": "none"}
    data["issues"]["bridge"] = bridge
    for name in ("east", "west"):
        data["parties"][name] = {
            "weights": {"bridge": 1},
            "values": {"bridge": {"none": 0, "built": 1}},
            "reservation": 0,
        }
    demand = {"issue": "bridge", "is": "built"}
    data["parties"]["red"]["preconditions"] = {"bridge": {"demand": demand, "firmness": 1}}
    summit = data["forums"].pop("summit")
    data["forums"] = {
        deal: {"seats": ["east", "west"], "agenda": ["bridge"], "stages": ["bargain"]},
        gated: summit,
    }
    return primary(data, gated)


@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_a_deal_of_one_forum_is_seen_by_the_other_in_the_next_period(names):
    """Protects one clock for all forums, whatever their order: the bridge is agreed in period 1, so
    red still demands it then, comes in period 2, and the summit agrees in 3.
    """
    deal, gated = names
    rows = [(a["period"], a["forum"], a["actor"], a["act"]) for a in acts(bridge(deal, gated))]
    assert (1, deal, deal, "sign") in rows
    assert [row[0] for row in rows if row[1:] == (gated, "red", "demand")] == [1]
    assert [row[0] for row in rows if row[1:] == (gated, "red", "attend")] == [2]
    assert [row[0] for row in rows if row[1:] == (gated, gated, "sign")] == [3]
    done = over(bridge(deal, gated))
    level = dict(zip(done.tables.issues, done.world.levels[0], strict=True))
    assert level["bridge"] == 1
    assert done.outcome[0] == "agreed"
    assert done.period == 3


@pytest.mark.parametrize("names", [("first", "second"), ("second", "first")])
def test_peace_made_in_one_forum_is_seen_by_the_other_in_the_next_period(names):
    """Protects the same for war costs: what a period pays at the table that goes on is 0.1 more
    from period 2 on, when the other forum has made peace.
    """
    deal, other = names
    pays: dict[tuple[str, int], float] = {}

    @sim.strategies.register(f"spy_{deal}")
    class Spy(sim.Strategy):
        def propose(self, view):
            pays[view.party, int(view.round[0])] = float((view.wait + view.reservation)[0])
            return np.full(view.runs, -1)

        def accepts(self, view):
            return np.zeros(view.runs, bool)

    data = bridge(deal, other)
    order = {"name": "alternating_offers", "order": ["blue", "red"]}
    data["forums"][other] |= {"stages": ["bargain"], "deadline": 3, "protocol": order}
    for name in ("blue", "red"):
        data["parties"][name] |= {"strategy": f"spy_{deal}", "staying_cost": -1}
    data["parties"]["red"].pop("preconditions")
    over(data)
    # Red rules as things stand, so blue has nothing of it.
    assert pays == {
        ("blue", 1): pytest.approx(-0.1),
        ("red", 2): pytest.approx(1),
        ("blue", 3): pytest.approx(0),
    }


# -- what is learnt in one forum -------------------------------------------------------------


def in_two_forums() -> dict:
    """The war of red and blue, whose costs nobody knows, talked over in two forums at once."""
    data = war()
    for name in ("blue", "red"):
        data["parties"][name]["war_cost"] = {"uniform": [0.0, 0.3]}
        data["parties"][name]["values"]["deal"]["x1"] = 0.4  # where war is worth 1/2 less its cost
    other = copy.deepcopy(data["forums"]["summit"])
    data["forums"]["annex"] = other
    return primary(data, "annex")


def teach(model: sim.Talks, forum, kind: int) -> None:
    """In a forum red accepts what the two toughest of five types would refuse."""
    red = model.tables.parties.index("red")
    threshold = np.array([-0.2, -0.1, -0.05, 0.05, 0.1, -0.2])
    rows = np.arange(model.tables.runs)
    accepted = np.ones(len(rows), bool)
    assert forum.beliefs.learn(kind, red, rows, accepted, np.tile(threshold, (len(rows), 1))).all()


@pytest.mark.parametrize("teaching", [0, 1])
def test_types_ruled_out_in_one_forum_are_ruled_out_in_the_other(teaching):
    """Protects one posterior about a party: its acts in one forum rule types out in the other too,
    from the next period on; its shocks stay those of the forum they belong to.
    """
    model = talks(in_two_forums(), 3)
    here, there = model.forums[teaching], model.forums[1 - teaching]
    red = model.tables.parties.index("red")
    prior = there.beliefs.posterior[:, red].copy()
    assert (prior > 0).all()
    rows = np.arange(3)
    there.look(rows)
    yes = there.prospect.yes[:, red].copy()
    teach(model, here, SIGNING)
    assert (there.beliefs.posterior[:, red] == prior).all()  # in this period
    model.beliefs.update()
    posterior = there.beliefs.posterior[:, red]
    assert (posterior[:, 3:] == 0).all()
    assert (posterior[:, :3] > 0).all()
    there.look(rows)
    assert (there.prospect.yes[:, red] != yes).any()
    for kind in (SITTING, SIGNING):
        lo, hi = there.beliefs.interval(kind, red, rows)
        assert np.isneginf(lo).all()
        assert np.isposinf(hi).all()
    lo, _ = here.beliefs.interval(SIGNING, red, rows)
    assert np.isfinite(lo).all()


def test_an_act_at_one_table_is_news_at_the_other():
    """Protects the same from act to belief: asked about the shared rule in the annex, a tough red
    refuses it and a weak one does not; a period later the summit knows which.
    """
    data = in_two_forums()
    data["forums"]["annex"]["stages"] = ["bargain"]
    data["parties"]["blue"]["talking_cost"] = 2  # nobody ever sits down at the summit
    model = talks(data, 50, rng=3)
    summit = next(forum for forum in model.forums if forum.name == "summit")
    red = model.tables.parties.index("red")
    model.step()
    assert (summit.beliefs.posterior[:, red] > 0).all()
    model.step()
    tough = model.tables.war_cost[:, red, -1] < 0.1
    assert 0 < tough.sum() < 50
    asked = (summit.beliefs.posterior[:, red] == 0).any(axis=-1)
    assert asked.all()
    assert (summit.beliefs.posterior[tough, red, 0] == 0).all()  # the weakest is ruled out
    assert (summit.beliefs.posterior[~tough, red, -1] == 0).all()  # and so is the toughest


def test_a_lesson_of_one_forum_wakes_the_other():
    """Protects against a forum that sleeps through news: where nothing moved it looks again once
    something has been learnt elsewhere, and only then.
    """

    def asked_again(*, taught: bool) -> bool:
        data = in_two_forums()
        data["parties"]["blue"]["talking_cost"] = 2  # so that nobody sits down
        recorder = Recorder()
        model = talks(data, recorder=recorder)
        for _ in range(4):
            model.step()
        summit = next(forum for forum in model.forums if forum.name == "summit")
        annex = next(forum for forum in model.forums if forum.name == "annex")
        assert summit.quiet.all()
        if taught:
            teach(model, annex, SIGNING)
        told = len(recorder.rows)
        model.step()
        return any(row["forum"] == "summit" for row in recorder.rows[told:])

    assert asked_again(taught=True)
    assert not asked_again(taught=False)


# -- two deals on one issue ------------------------------------------------------------------


def rivals(**more) -> dict:
    """Two pairs agree on the same issue at once: those in `one` on x1, those in `two` on x2."""
    liked = {"a": (0, 1, 0.2), "b": (0, 1, 0.2), "c": (0, 0.2, 1), "d": (0, 0.2, 1)}
    data = war(stages=["bargain"])
    del data["conflict"]
    data["parties"] = {
        name: {
            "weights": {"deal": 1},
            "values": {"deal": {f"x{k}": v for k, v in enumerate(values)}},
            "reservation": 0,
        }
        for name, values in liked.items()
    }
    forum = data["forums"].pop("summit")
    data["forums"] = {
        "one": forum | {"seats": ["a", "b"]},
        "two": forum | {"seats": ["c", "d"]},
    }
    for name, body in more.items():
        data["forums"][name] |= body
    return data


@pytest.mark.parametrize("main", ["one", "two"])
@pytest.mark.parametrize(
    ("priority", "level"), [({}, 1), ({"one": 0, "two": 1}, 1), ({"one": 1, "two": 0}, 2)]
)
def test_of_two_deals_on_an_issue_that_of_the_first_forum_counts(main, priority, level):
    """Protects the order of forums: by priority, the lowest number first, and then by name; which
    of them is the primary one plays no part.
    """
    data = primary(rivals(**{name: {"priority": k} for name, k in priority.items()}), main)
    done = over(data, 2)
    assert [forum.package.tolist() for forum in sorted(done.forums, key=lambda f: f.name)] == [
        [1, 1],
        [2, 2],
    ]
    assert done.world.levels[:, 0].tolist() == [level, level]
    assert done.forum.name == main


# -- ends ------------------------------------------------------------------------------------


def with_annex(world: dict) -> dict:
    """A made-up world with a second forum, of the first two seats over the first issue alone."""
    table = world["forums"]["table"]
    world["forums"]["annex"] = {
        "seats": table["seats"][:2],
        "agenda": table["agenda"][:1],
        "convene_by": 3,
        "deadline": 2,
    }
    return primary(world, "table")


@given(world=worlds())
@settings(max_examples=20)
def test_every_forum_of_every_run_has_exactly_one_outcome(world):
    """Protects the two tables with several forums: each ends once in each run, and what stood in
    the way has its forum beside it.
    """
    done, rows = told(with_annex(world), 4)
    table, blocks = run_table(done), block_table(done)
    ends = rows[rows.act == "end"].groupby(["run", "forum"]).size()
    assert len(ends) == 8
    assert (ends == 1).all()
    for forum in done.forums:
        outcome = table[f"forum.{forum.name}.outcome"]
        assert outcome.isin(OUTCOMES).all()
        assert not forum.going_on.any()
        assert (forum.endings.period >= 1).all()
        fell_short = ~outcome.isin(("held", "agreed"))
        assert set(blocks.run[blocks.forum == forum.name]) == set(table.run[fell_short])
    assert (table.outcome == table["forum.table.outcome"]).all()
    assert np.isfinite(done.utility).all()


@given(world=worlds())
@settings(max_examples=10)
def test_a_block_of_several_forums_is_its_runs(world):
    """Protects blocks: with two forums too a run is the same alone as among others."""
    data = with_annex(world)
    scenario = sim.Scenario.from_data(data)
    whole = run_table(sim.Talks(scenario, 4, rng=2).run())
    alone = run_table(sim.Talks(scenario, 1, first=2, rng=2).run())
    same(alone, whole.iloc[[2]].reset_index(drop=True))
