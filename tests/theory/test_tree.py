"""Game trees: backward induction against what is known, and what a tree is made of."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from sim.theory.tree import Chance, Choice, End, Tree, backward_induction, children, count


def centipede(payoffs):
    """Two in turn take or leave; leaving leads on, and at the end to the last payoffs."""
    node = End(payoffs[-1])
    for k in reversed(range(len(payoffs) - 1)):
        node = Choice(k % 2, (("take", End(payoffs[k])), ("leave", node)), f"move {k}")
    return Tree("centipede", ("a", "b"), node)


def test_the_centipede_ends_at_once():
    """Rosenthal (1981): the first takes, although both would do better later."""
    found = backward_induction(centipede([(1, 0), (0, 2), (3, 1), (2, 4), (5, 3)]))
    assert found.value.tolist() == [1, 0]
    assert set(found.taken.values()) == {0}
    assert [(p, end.payoffs) for p, end in found.ends] == [(1.0, (1, 0))]


def test_chance_is_averaged():
    lottery = Chance((("heads", 0.25, End((4.0,), "won")), ("tails", 0.75, End((0.0,), "lost"))))
    found = backward_induction(
        Tree("", ("a",), Choice(0, (("play", lottery), ("not", End((0.9,))))))
    )
    assert found.value.tolist() == [1.0]
    assert [(p, end.label) for p, end in found.ends] == [(0.75, "lost"), (0.25, "won")]


def test_what_is_equally_good_ends_sooner_and_then_comes_first():
    late, soon, same = End((1.0,), "late", 2), End((1.0,), "soon", 1), End((1.0,), "same", 1)
    actions = (("late", late), ("soon", soon), ("same", same), ("worse", End((0.5,), "", 0)))
    found = backward_induction(Tree("", ("a",), Choice(0, actions)))
    assert [end.label for _, end in found.ends] == ["soon"]


def test_who_does_not_see_everything_is_refused():
    blind = Choice(1, (("x", End((0, 0))),), "b moves", hidden=1)
    with pytest.raises(ValueError, match="'b moves' does not see every move"):
        backward_induction(Tree("", ("a", "b"), Choice(0, (("l", blind),))))


def test_a_long_game_is_no_harder_than_a_short_one():
    """Protects against a limit on depth: a thousand rounds, each shared by two moves."""
    node = End((1.0,))
    for _ in range(1000):
        node = Choice(0, (("x", node), ("y", node)))
    assert count(node) == 2**1001 - 1
    assert backward_induction(Tree("", ("a",), node)).value.tolist() == [1.0]


def random_tree(rng, depth, players):
    """A tree of random shape and payoffs."""
    if depth == 0 or rng.random() < 0.2:
        return End(tuple(rng.random(players)))
    after = [random_tree(rng, depth - 1, players) for _ in range(rng.integers(2, 4))]
    if rng.random() < 0.25:
        chances = rng.dirichlet(np.ones(len(after)))
        return Chance(
            tuple(
                (str(k), float(p), n) for k, (p, n) in enumerate(zip(chances, after, strict=True))
            )
        )
    named = tuple((str(k), node) for k, node in enumerate(after))
    return Choice(int(rng.integers(players)), named)


def choices(node):
    """Every choice below a node."""
    mine = [node] if isinstance(node, Choice) else []
    return mine + [each for after in children(node) for each in choices(after)]


def played(node, plan):
    """What everybody gets if all follow a plan: choice -> place."""
    if isinstance(node, End):
        return np.array(node.payoffs)
    if isinstance(node, Chance):
        return sum(p * played(after, plan) for _, p, after in node.ways)
    return played(node.actions[plan[node]][1], plan)


def test_nobody_gains_by_any_other_plan():
    """An oracle: every plan of every player is tried, from every choice on (subgame perfection)."""
    rng = np.random.default_rng(1953)
    tried = 0
    for _ in range(60):
        root = random_tree(rng, 3, 2)
        own = {k: [c for c in choices(root) if c.player == k] for k in (0, 1)}
        found = backward_induction(Tree("", ("a", "b"), root))
        np.testing.assert_allclose(found.value, played(root, found.taken))
        for player, mine in own.items():
            if not 0 < np.prod([len(c.actions) for c in mine], initial=1) <= 300:
                continue
            for plan in itertools.product(*(range(len(c.actions)) for c in mine)):
                other = found.taken | dict(zip(mine, plan, strict=True))
                for start in [root, *mine]:
                    gets = played(start, other)[player]
                    assert gets <= played(start, found.taken)[player] + 1e-9
                tried += 1
    assert tried > 1000
