"""Gambit files: what is written, read back by a reader of our own, and by pygambit where it is."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

from sim.theory.efg import efg, rational, rationals
from sim.theory.tree import Chance, Choice, End, Tree, backward_induction, count
from tests.theory.efg_reader import nodes, read
from tests.theory.test_tree import random_tree


def induced(node, players):
    """Backward induction on what was read, in fractions, without any of our own code."""
    if node["kind"] == "t":
        return node["pays"]
    after = [induced(each, players) for each in node["after"]]
    if node["kind"] == "c":
        weighed = zip(node["chances"], after, strict=True)
        return [sum(c) for c in zip(*([p * u for u in pays] for p, pays in weighed), strict=True)]
    return max(after, key=lambda pays: pays[node["player"] - 1])


def test_what_is_written_is_the_game():
    """The value of what another reader reads is the value of the tree, on random games."""
    rng = np.random.default_rng(1902)
    for _ in range(25):
        tree = Tree("random", ("a", "b", "c"), random_tree(rng, 4, 3))
        again = read(efg(tree))
        assert again.players == ["a", "b", "c"]
        assert len(nodes(again.root)) == count(tree.root)
        value = [float(pay) for pay in induced(again.root, 3)]
        np.testing.assert_allclose(value, backward_induction(tree).value, atol=1e-8)


def test_numbers_are_exact_where_they_were_simple():
    assert [rational(x) for x in (0.9**3, -2.5, 1 / 7, 0.0)] == [
        Fraction(729, 1000), Fraction(-5, 2), Fraction(1, 7), 0,
    ]  # fmt: skip
    assert abs(rational(np.pi) - Fraction(np.pi)) < Fraction(1, 10**9)


def test_chances_sum_to_exactly_one():
    rng = np.random.default_rng(3)
    for _ in range(50):
        found = rationals(rng.dirichlet(np.ones(int(rng.integers(1, 9)))).tolist())
        assert sum(found) == 1
        assert min(found) >= 0
        never = rationals([*rng.dirichlet(np.ones(3)).tolist(), 0.0])  # it makes up for nothing
        assert (sum(never), never[-1]) == (1, 0)
    with pytest.raises(ValueError, match="sum to 1"):
        rationals([0.5, 0.4])


def voting():
    """Two votes at once after one of two proposals, and a shared end."""
    over = End((0.0, 0.0, 0.0), "no")

    def vote(x):
        last = {
            said: Choice(2, (("yes", x if said == "yes" else over), ("no", over)), "c votes", 1)
            for said in ("yes", "no")
        }
        return Choice(1, tuple(last.items()), "b votes")

    first, second = End((1.0, 0.5, 0.2), "x"), End((0.5, 1.0, 0.2), "x")
    return Tree('Wähl "x"', ("a", "b", "b"), Choice(0, (("x", vote(first)), ("x", vote(second)))))


def test_information_sets_and_labels():
    """Who votes blind has one set for what it has not seen, and another for each proposal."""
    again = read(efg(voting()))
    assert again.title == "Wahl 'x'"
    assert again.players == ["a", "b", "b (2)"]
    sets, names, ends = defaultdict(list), defaultdict(set), defaultdict(set)
    for node in nodes(again.root):
        if node["kind"] == "p":
            sets[node["player"], node["set"]].append(node)
            names[node["player"]].add((node["set"], node["name"]))
            assert len(set(node["actions"])) == len(node["actions"])
        if node["kind"] == "t":
            ends[node["outcome"]].add((node["name"], tuple(node["pays"])))
    assert sorted(map(len, (sets[3, 1], sets[3, 2]))) == [2, 2]
    assert sorted(map(len, (sets[2, 1], sets[2, 2]))) == [1, 1]
    for player, named in names.items():
        assert len({name for _, name in named}) == len(named), player
    assert all(len(each) == 1 for each in ends.values())
    assert len({name for [(name, _)] in map(list, ends.values())}) == len(ends) == 3
    assert again.root["actions"] == ["x", "x (2)"]


def test_too_many_nodes_are_refused():
    node = End((1.0,))
    for _ in range(20):
        node = Choice(0, (("x", node), ("y", node)))
    with pytest.raises(ValueError, match="2,097,151 nodes; at most 200,000"):
        efg(Tree("", ("a",), node))


def with_chance():
    rng = np.random.default_rng(5)
    ends = [End(tuple(rng.random(2)), f"end {k}") for k in range(4)]
    answers = [Choice(1, (("yes", ends[k]), ("no", ends[3])), f"answer {k}") for k in range(3)]
    ask = Choice(0, tuple((f"offer {k}", each) for k, each in enumerate(answers)), "asks")
    return Tree(
        "with chance", ("a", "b"), Chance((("a", 1 / 3, ask), ("b", 2 / 3, answers[0])), "who")
    )


def test_gambit_reads_it(tmp_path):
    """Nodes, players and information sets; and what we find is an equilibrium by Gambit."""
    gambit = pytest.importorskip(
        "pygambit", reason="pygambit is not installed: pip install pygambit"
    )
    for tree in (with_chance(), voting()):
        file = tmp_path / "game.efg"
        file.write_text(efg(tree), encoding="ascii")
        game = gambit.read_efg(str(file))
        again = read(efg(tree))
        assert len(game.nodes) == count(tree.root)
        assert [player.label for player in game.players] == again.players
        own = {(n["player"], n["set"]) for n in nodes(again.root) if n["kind"] == "p"}
        assert len(game.infosets) == len(own)
    tree = with_chance()
    file.write_text(efg(tree), encoding="ascii")
    game = gambit.read_efg(str(file))
    value = backward_induction(tree).value
    found = gambit.nash.enumpure_solve(game).equilibria
    pays = [[float(each.payoff(player)) for player in game.players] for each in found]
    assert any(np.allclose(each, value, atol=1e-8) for each in pays)
