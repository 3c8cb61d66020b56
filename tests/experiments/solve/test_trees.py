"""Scenarios as game trees: against backward induction on arrays, and against the engine."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiments.solve import NothingToSolve, tree
from sim.experiments.solve.at_table import table_of
from sim.experiments.solve.equilibrium import equilibria
from sim.model.protocols.offers_game import ballot
from sim.model.strategies.base import Strategy
from sim.scenario import Scenario
from sim.theory import sequential
from sim.theory.tree import End, backward_induction, count
from tests.experiments.solve.games import game

UNEQUAL = {"name": "random_proposer", "recognition": {"ann": 0.5, "bob": 0.3, "cat": 0.2}}
CASES = [
    ("alternating_offers", 2, None),
    ("alternating_offers", 3, None),
    ("alternating_offers", 3, {"quota": 2}),
    ("random_proposer", 3, {"quota": 2}),
    ("random_proposer", 2, None),
    (UNEQUAL, 3, {"quota": 2}),
]


def drawn(rng, case):
    named, parties, rule = case
    quota = {"name": "quota", **rule} if rule else None
    return game(rng, named, parties=parties, rounds=int(rng.integers(1, 4)), rule=quota)


def by_arrays(scenario):
    """The value before the first round by `sim.theory.sequential`, the first round's cost paid."""
    table, _ = table_of(scenario, 0, 1)
    found = sequential.backward_induction(
        table.utility, table.reservation, table.protocol.recognition(table),
        waiting=sequential.Waiting(table.patience, table.flow, table.cost), ballot=ballot(table),
        allowed=table.allowed,
    )  # fmt: skip
    return found.value[0, 0] - table.cost[0]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_tree_and_arrays_agree(case):
    """Two ways to the same numbers that share no code but the table itself."""
    rng = np.random.default_rng(1982)
    for _ in range(12):
        scenario = drawn(rng, case)
        found = backward_induction(tree(scenario, at_once=False))
        np.testing.assert_allclose(found.value, by_arrays(scenario), atol=1e-12)


@pytest.mark.parametrize("case", CASES[:3], ids=str)
def test_a_tree_and_the_engine_agree(case):
    """What the engine leaves everybody with, who gets what and when: the end of the tree."""
    rng = np.random.default_rng(1972)
    for _ in range(5):
        scenario = drawn(rng, case)
        found = backward_induction(tree(scenario))
        rows, _ = equilibria(scenario, 0, 1)
        [row] = rows[rows.solution == "backward_induction"].to_dict("records")
        [(_, end)] = found.ends
        said = f"{row['package']} in round {row['round']}" if row["package"] else "no agreement"
        assert end.label == said
        seats = scenario.spec.forums["table"].seats
        left = [row[f"utility.{seat}"] for seat in sorted(seats)]
        np.testing.assert_allclose(found.value, left, atol=1e-12)


def test_the_engine_averages_to_the_tree_where_the_proposer_is_drawn():
    """Within four standard errors, at 4,000 runs."""
    scenario = drawn(np.random.default_rng(7), CASES[3])
    value = backward_induction(tree(scenario, at_once=False)).value
    rows, _ = equilibria(scenario, 0, 4000)
    rows = rows[rows.solution == "backward_induction"]
    assert rows.share.sum() == pytest.approx(1)
    for place, seat in enumerate(sorted(scenario.spec.forums["table"].seats)):
        pays = rows[f"utility.{seat}"]
        mean = (pays * rows.share).sum()
        error = np.sqrt((rows.share * (pays - mean) ** 2).sum() / 4000)
        assert abs(mean - value[place]) <= 4 * error + 1e-12


def test_a_waiting_game_with_flows():
    """What a period without agreement pays is in the payoffs, and the engine's are the same."""
    rng = np.random.default_rng(5)
    time = {"unit": "round", "horizon": 3, "flow": "levels"}
    for _ in range(4):
        scenario = game(rng, rounds=3, time=time)
        found = backward_induction(tree(scenario))
        rows, _ = equilibria(scenario, 0, 1)
        row = rows[rows.solution == "backward_induction"].iloc[0]
        np.testing.assert_allclose(
            found.value, [row["utility.ann"], row["utility.bob"]], atol=1e-12
        )


def test_a_red_line_leaves_no_way_to_accept():
    """A package that somebody may not sign is never agreed, and its proposer cannot offer it."""
    data = game(np.random.default_rng(1)).as_data()
    data["parties"]["bob"]["red_lines"] = {"no": {"issue": "deal", "at_most": "o1"}}
    data["parties"]["ann"]["red_lines"] = {"no": {"issue": "deal", "at_least": "o1"}}
    root = tree(Scenario.from_data(data)).root
    offers = dict(root.actions)
    assert list(offers) == ["deal=o1", "deal=o2", "deal=o3", "pass"]
    assert offers["deal=o2"] is offers["pass"]
    assert [said for said, _ in offers["deal=o1"].actions] == ["accept", "refuse"]


def test_votes_at_once_are_not_seen():
    scenario = drawn(np.random.default_rng(3), CASES[3])
    blind, open_ = tree(scenario).root, tree(scenario, at_once=False).root
    votes = [node.hidden for _, _, offer in blind.ways for node in (offer.actions[0][1],)]
    assert votes == [0, 0, 0]
    first = blind.ways[0][2].actions[0][1]
    assert first.actions[0][1].hidden == 1
    assert count(blind) > count(open_)


def with_a_storm(data):
    data["events"] = {"storm": {"period": 1, "probability": 0.5, "then": {"move": {"deal": "o1"}}}}


def by_a_text(data):
    data["forums"]["table"]["protocol"] = "single_text"


def invited(data):
    data["forums"]["table"]["stages"] = ["convene", "bargain"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (by_a_text, "single_text is not written out; alternating_offers, random_proposer"),
        (invited, r"a tree has stages: \[bargain\] alone"),
        (with_a_storm, "it has events, which are not written out; leave them out"),
    ],
)
def test_what_has_no_tree_says_why(change, why):
    data = game(np.random.default_rng(0)).as_data()
    change(data)
    with pytest.raises(NothingToSolve, match=why):
        tree(Scenario.from_data(data))


def test_a_huge_tree_is_counted_by_its_digits():
    """Protects the message on a tree of which nobody wants to read the number of nodes."""
    with pytest.raises(NothingToSolve, match=r"about 10 to the power of \d+ nodes"):
        tree(sim.Scenario.load("rubinstein"))


def test_too_large_a_tree_says_what_would_help():
    scenario = game(np.random.default_rng(0), options=9, rounds=9)
    why = r"nodes, and at most 200,000 .* fewer steps, or the forum an earlier deadline"
    with pytest.raises(NothingToSolve, match=why):
        tree(scenario)


class Demands(Strategy):
    """Demands one package, whatever else."""

    def __init__(self, package):
        self.package = package

    def propose(self, view):
        return np.full(view.runs, self.package)


@pytest.mark.parametrize("way", ["offer", "split"])
def test_every_pair_of_demands_ends_as_in_the_engine(way):
    """Blind demands: one information set each, and for each pair what the engine agrees on."""
    named = {"name": "simultaneous_demands", "on_overlap": way}
    scenario = game(np.random.default_rng(8), named, options=3, rounds=1)
    root = tree(scenario).root
    assert root.hidden == 0
    assert {after.hidden for _, after in root.actions} == {1}
    agreements = 0
    for a, (first, after) in enumerate(root.actions):
        for b, (second, end) in enumerate(after.actions):
            demanded = {"ann": Demands(a if a < 3 else -1), "bob": Demands(b if b < 3 else -1)}
            talks = sim.Talks(scenario, 60, noise=0.0, strategies=demanded).run()
            ways = [(1.0, end)] if isinstance(end, End) else [way[1:] for way in end.ways]
            expected = {tuple(np.round(each.payoffs, 9)) for _, each in ways}
            got = set(map(tuple, np.round(talks.utility, 9)))
            assert got == expected, (first, second)
            agreements += "no agreement" not in {each.label for _, each in ways}
    assert agreements > 1


def test_demands_in_several_rounds_have_no_tree_here():
    scenario = game(np.random.default_rng(8), "simultaneous_demands", rounds=3)
    with pytest.raises(NothingToSolve, match="demands in 3 rounds are not written out; give dead"):
        tree(scenario)
