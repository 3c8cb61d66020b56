"""One item after another, with nothing agreed until everything is."""

from __future__ import annotations

import copy
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.experiments.simulate import block_table
from tests.model.small import acts, one_issue, over, talks
from tests.model.worlds import (
    blocks_of,
    mirrored,
    play,
    reordered,
    rows_of,
    same,
    told,
    worlds,
)

# -- against the whole text at once ----------------------------------------------------------


@given(
    world=worlds(
        points=True, noise=0, shocks=False, deals_and_war=False, stages=("bargain", "implement")
    )
)
@settings(max_examples=40)
def test_with_nothing_changing_it_signs_what_a_single_text_signs(world):
    """Protects the path to the deal: at zero noise, with everything known, the package is that of
    a single text and comes K - 1 rounds later; where a single text fails, this fails as soon.
    """
    table = world["forums"]["table"] | {"deadline": 8}
    whole, parts = copy.deepcopy(world), copy.deepcopy(world)
    whole["forums"]["table"] = table | {"protocol": "single_text"}
    parts["forums"]["table"] = table | {"protocol": "item_by_item"}
    a, b = play(whole, 4), play(parts, 4)
    assert a.outcome.tolist() == b.outcome.tolist()
    assert a.forum.package.tolist() == b.forum.package.tolist()
    later = np.where(a.forum.package >= 0, len(table["agenda"]) - 1, 0)
    assert (b.forum.endings.period - a.forum.endings.period).tolist() == later.tolist()


@given(world=worlds(deals_and_war=False))
@settings(max_examples=15)
def test_of_one_item_it_is_a_single_text(world):
    """Protects the shared rule, noise and all: with one issue on the agenda no byte differs."""
    agenda = world["forums"]["table"]["agenda"][:1]
    for party in world["parties"].values():
        for holder in (party, *party.get("factions", {}).values()):
            lines = holder.pop("red_lines", {}).items()
            holder["red_lines"] = {k: line for k, line in lines if line["issue"] in agenda}
    table = world["forums"]["table"] | {"agenda": agenda}
    whole, parts = copy.deepcopy(world), copy.deepcopy(world)
    whole["forums"]["table"] = table | {"protocol": "single_text"}
    parts["forums"]["table"] = table | {"protocol": "item_by_item"}
    a, b = play(whole, 6), play(parts, 6)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))


# -- items that are opened again -------------------------------------------------------------


def storm(period: int, order=("a", "b", "d"), **forum) -> dict:
    """Left and right settle three issues; right will not have a0 once there is a storm.

    What a package is worth above failing, calm: with a0 and b0 .55 to left and .25 to right, which
    has the best product; in the storm right has .3 less of everything, and (a1, b1) is the best of
    the two that leave both with something. d1 is worth a little more to both than d0.
    """
    data = one_issue({"left": (0, 1), "right": (0, 1)}, {"left": 0.2, "right": 0.45})
    del data["issues"]["deal"]
    for issue in ("a", "b", "d"):
        data["issues"][issue] = {"options": [f"{issue}0", f"{issue}1"], "status_quo": f"{issue}0"}
    data["issues"]["weather"] = {"options": ["calm", "storm"], "status_quo": "calm"}
    data["parties"]["left"] |= {
        "weights": {"a": 0.49, "b": 0.49, "d": 0.02},
        "values": {
            "a": {"a0": 1, "a1": 0}, "b": {"b0": 0.5, "b1": 1}, "d": {"d0": 0.5, "d1": 1},
        },
    }  # fmt: skip
    data["parties"]["right"] |= {
        "weights": {"a": 0.4, "b": 0.28, "d": 0.02, "weather": 0.3},
        "values": {
            "a": {"a0": 0.25, "a1": 1}, "b": {"b0": 1, "b1": 0.5}, "d": {"d0": 0.5, "d1": 1},
            "weather": {"calm": 1, "storm": 0},
        },
    }  # fmt: skip
    data["forums"]["summit"] |= {
        "agenda": ["a", "b", "d"], "deadline": 12,
        "protocol": {"name": "item_by_item", "order": list(order)},
    } | forum  # fmt: skip
    then = {"move": {"weather": "storm"}}
    data["events"] = {"storm": {"period": period, "probability": 1, "then": then}}
    return data


def steps(data: dict) -> list[tuple]:
    """What came of each round: (period, act, issue or package) of run 0."""
    told = []
    for act in acts(data):
        if act["act"] in ("settle", "reopen"):
            told.append((act["period"], act["act"], act["about"]))
        elif act["act"] in ("table", "sign"):
            told.append((act["period"], act["act"], "".join(act["package"].values())))
        elif act["act"] in ("give_up", "adjourn", "resume"):
            told.append((act["period"], act["act"], act["about"]))
    return told


def test_one_item_a_round_and_then_the_whole_is_signed():
    """Protects the round: nothing is in force before the last item is settled."""
    data = storm(99)
    assert steps(data) == [
        (1, "table", "a0b0d1"), (1, "settle", "a"),
        (2, "table", "a0b0d1"), (2, "settle", "b"),
        (3, "table", "a0b0d1"), (3, "sign", "a0b0d1"),
    ]  # fmt: skip
    model = talks(data)
    settled = []
    while model.running:
        model.step()
        settled.append(model.forum.table.settled[0].tolist())
        levels = dict(zip(model.tables.issues, model.world.levels[0], strict=True))
        assert levels["d"] == (len(settled) == 3)  # the only one that the deal moves
    assert settled == [[0, -1, -1, -1], [0, 0, -1, -1], [0, 0, 1, -1]]


def test_the_order_is_that_of_the_file_or_else_by_name():
    data = storm(99, order=("d", "a", "b"))
    assert [what for _, act, what in steps(data) if act == "settle"] == ["d", "a"]
    data["forums"]["summit"]["protocol"] = "item_by_item"
    assert [what for _, act, what in steps(data) if act == "settle"] == ["a", "b"]


def test_what_is_settled_binds_the_next_text_and_is_opened_again_where_nothing_is_left():
    """Protects reopening: the storm comes when a and b are settled. The text is refused; then b is
    opened, which does not help, then a; and another package is settled, item by item.
    """
    data = storm(2)
    assert steps(data) == [
        (1, "table", "a0b0d1"), (1, "settle", "a"),
        (2, "table", "a0b0d1"), (2, "settle", "b"),
        (3, "table", "a0b0d1"),
        (4, "reopen", "b"),
        (5, "reopen", "a"),
        (6, "table", "a1b1d1"), (6, "settle", "a"),
        (7, "table", "a1b1d1"), (7, "settle", "b"),
        (8, "table", "a1b1d1"), (8, "sign", "a1b1d1"),
    ]  # fmt: skip
    assert over(data).outcome[0] == "agreed"


def test_a_text_that_keeps_to_what_is_settled_comes_before_a_better_one_that_does_not():
    """Protects the mask: right gets along with the storm if b is left open; with a0 settled, the
    best text is no longer the best of those with a0, but it is the one that is tabled.
    """
    data = storm(1)
    data["parties"]["right"]["values"]["weather"]["storm"] = 0.2  # a loss of 0.24, not of 0.3
    assert steps(data)[2:] == [
        (2, "table", "a0b0d1"), (2, "settle", "b"),
        (3, "table", "a0b0d1"), (3, "sign", "a0b0d1"),
    ]  # fmt: skip
    fresh = copy.deepcopy(data)
    fresh["issues"]["weather"]["status_quo"] = "storm"
    assert steps(fresh)[0] == (1, "table", "a1b1d1")


def test_who_refused_last_stands_in_the_way_of_talks_that_run_out_of_time():
    """Protects the blame: the deadline comes in a round in which all have agreed to an item."""
    done = over(storm(2, deadline=6))
    assert done.outcome[0] == "deadlock"
    [row] = block_table(done).to_dict("records")
    assert (row["party"], row["kind"], row["over"]) == ("right", "text", "a")


def test_with_nothing_settled_and_nothing_to_hope_for_the_mediator_gives_up():
    """Protects the end: in the storm nothing at all is left to both."""
    data = storm(1)
    data["parties"]["right"]["reservation"] = 0.75
    for name in ("left", "right"):
        data["parties"][name]["staying_cost"] = -1
    # Calm: (a1, b0) and (a1, b1) are what right would sign; in the storm neither.
    told = steps(data)
    assert told[1:] == [
        (1, "settle", "a"), (2, "table", told[2][2]), (3, "reopen", "a"), (4, "give_up", None),
    ]  # fmt: skip
    assert over(data).outcome[0] == "deadlock"


# -- items that take more than a round -------------------------------------------------------


def paced(period: int, pace: int, **forum) -> dict:
    """The storm, with so many rounds of work on each item."""
    protocol = {"name": "item_by_item", "order": ["a", "b", "d"], "rounds_per_item": pace}
    return storm(period, **({"protocol": protocol, "deadline": 12 * pace} | forum))


@pytest.mark.parametrize("pace", [1, 2, 5])
def test_with_a_pace_of_n_the_k_items_are_signed_in_round_k_times_n(pace):
    """Protects the length of the talks, and that nothing is tabled while an item is worked on."""
    assert steps(paced(99, pace)) == [
        (pace, "table", "a0b0d1"), (pace, "settle", "a"),
        (2 * pace, "table", "a0b0d1"), (2 * pace, "settle", "b"),
        (3 * pace, "table", "a0b0d1"), (3 * pace, "sign", "a0b0d1"),
    ]  # fmt: skip


def test_the_world_may_change_while_an_item_is_worked_on():
    """Protects what time is for: the storm comes in the first of three rounds on the last item.
    Its text is refused; b, which does not help, is opened and then a, which is worked on anew.
    """
    assert steps(paced(7, 3)) == [
        (3, "table", "a0b0d1"), (3, "settle", "a"),
        (6, "table", "a0b0d1"), (6, "settle", "b"),
        (9, "table", "a0b0d1"),
        (10, "reopen", "b"),
        (11, "reopen", "a"),
        (14, "table", "a1b1d1"), (14, "settle", "a"),
        (17, "table", "a1b1d1"), (17, "settle", "b"),
        (20, "table", "a1b1d1"), (20, "sign", "a1b1d1"),
    ]  # fmt: skip


def test_a_refused_text_is_followed_by_the_next_without_waiting_again():
    """Protects the pace: only the first text on an item waits, refusals and reopenings or not."""
    data = paced(99, 4) | {"noise": 0.3}
    for name in ("left", "right"):
        data["parties"][name]["staying_cost"] = -2
    _, rows = told(data, 100)
    rows = rows[rows.act.isin(("table", "settle", "reopen"))]
    refused, after_another = [], []
    for _, each in rows.groupby("run"):
        acts_of_run = zip(each.period, each.act, strict=True)
        for (then, before), (now, act) in pairwise(acts_of_run):
            if act == "table":
                (refused if before == "table" else after_another).append(now - then)
    assert min(len(refused), len(after_another)) > 20
    assert set(refused) == {1}
    assert set(after_another) == {4}


@pytest.mark.parametrize("keeps", [True, False])
def test_a_suspension_keeps_the_work_on_the_open_item(keeps):
    """Protects the break: a is settled in round 3 and b has had one round of work when the storm
    of period 4 drives everybody away; calm brings them back, with two rounds left for b, or nine
    for all.
    """
    data = paced(4, 3)
    calm = {"after": ["walkout"], "wait": 2, "then": {"move": {"weather": "calm"}}}
    data["forums"]["summit"]["resume"] = {"calm": calm | {"keeps_settled": keeps}}
    data["parties"]["left"]["reservation"] = 0.6  # nothing will do but a0, best with b1
    told_ = steps(data)
    again = next(period for period, act, _ in told_ if act == "resume")
    tabled = [period - again for period, act, _ in told_ if act == "table" and period > again]
    assert tabled == ([2, 5] if keeps else [3, 6, 9])
    assert told_[-1][1] == "sign"


# -- what is kept when talks start again -----------------------------------------------------


@pytest.mark.parametrize("keeps", [True, False])
def test_a_suspension_keeps_what_was_settled(keeps):
    """Protects keeps_settled: a is settled, in the storm nobody stays for a second round, and
    calm lets the talks start again: with a settled two rounds are left, else three.
    """
    data = storm(1)
    calm = {"after": ["walkout"], "wait": 2, "then": {"move": {"weather": "calm"}}}
    data["forums"]["summit"]["resume"] = {"calm": calm | {"keeps_settled": keeps}}
    data["parties"]["left"]["reservation"] = 0.6  # nothing will do but a0, best with b1
    told = steps(data)
    adjourned = next(period for period, act, _ in told if act == "adjourn")
    again = next(period for period, act, _ in told if act == "resume")
    assert again == adjourned + 2
    settled = [what for period, act, what in told if act == "settle" and period > again]
    assert settled == (["b"] if keeps else ["a", "b"])
    assert told[-1] == (again + (2 if keeps else 3), "sign", "a0b1d1")


@pytest.mark.parametrize("keeps", [True, False])
def test_a_deal_that_was_voted_down_may_come_back_as_it_was(keeps):
    """Protects keeps_settled after a signature: voters would have no deal, so that no text has any
    hope and the one that is signed is the best for whoever gains least. They are not asked again:
    with every item settled one round is enough for the same deal, else the best one takes three.
    """
    data = storm(99)
    data["foresight"] = "none"
    data["parties"]["voters"] = {
        "weights": {"a": 1}, "values": {"a": {"a0": 0, "a1": 1}}, "reservation": 1.5,
    }  # fmt: skip
    way = {"after": ["not_ratified"], "wait": 2, "ratified_by": [], "keeps_settled": keeps}
    data["forums"]["summit"] |= {
        "stages": ["bargain", "ratify"], "ratified_by": ["voters"], "resume": {"again": way},
    }  # fmt: skip
    told_ = steps(data)  # signed in 3, voted down in 4, again from 6
    assert told_[5] == (3, "sign", "a1b1d1")
    assert told_[-1] == ((7, "sign", "a1b1d1") if keeps else (9, "sign", "a0b0d1"))
    assert over(data).outcome[0] == "agreed"


# -- what must hold always ---------------------------------------------------------------------


def unsettled(period: int = 2, pace: int = 1) -> dict:
    """The storm with private reasons, in which nobody leaves and some items are opened again."""
    data = paced(period, pace) | {"noise": 0.15}
    for name in ("left", "right"):
        data["parties"][name]["staying_cost"] = -1
    return data


@pytest.mark.parametrize("pace", [1, 3])
def test_no_number_of_a_run_depends_on_its_block_where_items_are_opened_again(pace):
    """Protects state on the table: 40 runs together are 23 and 17, reopenings and all."""
    data = unsettled(2 * pace, pace)
    whole, told_ = told(data, 40)
    assert (told_.act == "reopen").sum() > 20
    assert {"agreed", "deadlock"} == set(whole.outcome)
    parts = play(data, 23), play(data, 17, first=23)
    rows, blocks = rows_of(whole), blocks_of(whole)
    for part, first, last in zip(parts, (0, 23), (23, 40), strict=True):
        same(rows_of(part), rows[first:last].reset_index(drop=True))
        mine = blocks[(blocks.run >= first) & (blocks.run < last)]
        same(blocks_of(part), mine.reset_index(drop=True))


def test_items_are_settled_in_order_and_opened_in_reverse():
    """Protects the table in every period of every run: what is settled is the start of the order;
    a period settles one item, opens one, or leaves them; and a signed package is what was settled.
    """
    model = talks(unsettled(), 100)
    items = [model.tables.issues.index(name) for name in ("a", "b", "d")]
    before = np.zeros(100, int)
    while model.running:
        model.step()
        settled = model.forum.table.settled[:, items] >= 0
        count = settled.sum(axis=-1)
        assert (settled == (np.arange(3) < count[:, None])).all()
        assert set(count - before) <= {-1, 0, 1}
        before = count
    signed = model.forum.package >= 0
    assert 10 < signed.sum() < 100
    package = model.forum.tables.packages[model.forum.package[signed]]
    np.testing.assert_array_equal(package, model.forum.table.settled[signed])
    assert set(block_table(model).run) == set(np.flatnonzero(~signed))


@given(world=worlds(noise=0.1, stages=("bargain", "implement")), data=st.data())
@settings(max_examples=20)
def test_neither_the_file_nor_the_end_of_a_scale_decides(world, data):
    """Protects the choice of texts within what is settled: under noise, with the file and the
    scale of an issue turned round, the same comes out.
    """
    table = world["forums"]["table"]
    order = data.draw(st.permutations(table["agenda"]))
    table |= {"protocol": {"name": "item_by_item", "order": order}, "deadline": 6}
    for party in world["parties"].values():
        party["staying_cost"] = -1
    straight, turned = play(world, 5), play(reordered(world), 5)
    same(rows_of(straight), rows_of(turned))
    same(blocks_of(straight), blocks_of(turned))
    other = play(mirrored(world, data.draw(st.sampled_from(sorted(world["issues"])))), 5)
    assert straight.outcome.tolist() == other.outcome.tolist()
    assert straight.forum.endings.period.tolist() == other.forum.endings.period.tolist()
    names = [
        {col: rows_of(each)[col].tolist() for col in rows_of(each) if col.startswith("package.")}
        for each in (straight, other)
    ]
    assert names[0] == names[1]


# -- under a quota ---------------------------------------------------------------------------


def test_under_a_quota_the_signatories_are_those_who_agreed_to_the_whole():
    """Protects who has signed: whoever said yes to the last text, whatever it said to items."""
    if "early" not in sim.strategies.names():

        @sim.strategies.register("early")
        class Early(sim.Strategy):
            """Says yes in the first round only."""

            def propose(self, view):
                return np.zeros(view.runs, int)

            def accepts(self, view):
                return view.round == 1

    data = storm(99)
    data["parties"]["third"] = copy.deepcopy(data["parties"]["left"]) | {"strategy": "early"}
    data["forums"]["summit"] |= {
        "seats": ["left", "right", "third"], "rule": {"name": "quota", "quota": 2},
    }  # fmt: skip
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert dict(zip(done.tables.parties, done.forum.signatory[0].tolist(), strict=True)) == {
        "left": True, "right": True, "third": False,
    }  # fmt: skip
