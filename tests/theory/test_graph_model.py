"""Stability in graph models: textbook conflicts, the definitions read literally, implications."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.graph_model import KINDS, group_moves, moves_on_options, stability

TWO_BY_TWO = moves_on_options(
    [2, 2], [[0], [1]]
)  # 0 and 1: cooperate and defect, or swerve and not

#: Fang, Hipel & Kilgour (1993): ministry, Uniroyal and local government over Elmira's water.
MODIFY = [(1, 2), (3, 4), (5, 6), (7, 8)]  # each cannot be undone
UNIROYAL = [(1, 3), (2, 4), (5, 7), (6, 8), *((s, 9) for s in range(1, 9))]
INSIST = [(1, 5), (5, 1), (2, 6), (6, 2), (3, 7), (7, 3), (4, 8), (8, 4)]
#: From best to worst. Two codings of Uniroyal's order are in use, which differ below "abandon".
ORDERS = {
    "book": ([7, 3, 4, 8, 5, 1, 2, 6, 9], [1, 4, 8, 5, 9, 3, 7, 2, 6], [7, 3, 5, 1, 8, 6, 4, 2, 9]),
    "file": ([7, 3, 4, 8, 5, 1, 2, 6, 9], [1, 4, 8, 5, 9, 2, 3, 7, 6], [7, 3, 5, 1, 8, 6, 4, 2, 9]),
}


def numbered(mask):
    """States as the books number them, from 1."""
    return (np.flatnonzero(mask) + 1).tolist()


def elmira(order):
    moves = np.zeros((3, 9, 9), bool)
    for i, arcs in enumerate((MODIFY, UNIROYAL, INSIST)):
        for a, b in arcs:
            moves[i, a - 1, b - 1] = True
    value = np.zeros((3, 9))
    for i, best_first in enumerate(ORDERS[order]):
        value[i, np.array(best_first) - 1] = -np.arange(9)
    return moves, value


def test_the_prisoners_dilemma():
    """Cooperating is stable for whoever foresees the answer, though not a Nash equilibrium."""
    found = stability(TWO_BY_TWO, [[3, 1, 4, 2], [3, 4, 1, 2]])
    assert numbered(found.equilibria("nash")) == [4]
    for kind in ("gmr", "smr", "seq"):
        assert numbered(found.equilibria(kind)) == [1, 4], kind


def test_chicken():
    """Fraser & Hipel (1984): both swerving is GMR and SMR, but nobody would gain by punishing."""
    found = stability(TWO_BY_TWO, [[3, 2, 4, 1], [3, 4, 2, 1]])
    assert numbered(found.equilibria("nash")) == [2, 3]
    assert numbered(found.equilibria("seq")) == [2, 3]
    assert numbered(found.equilibria("gmr")) == [1, 2, 3]
    assert numbered(found.equilibria("smr")) == [1, 2, 3]


@pytest.mark.parametrize("order", ORDERS)
def test_elmira(order):
    """Three decision makers: strong equilibria 5, 8 and 9, as published; 1 and 4 are deterred."""
    found = stability(*elmira(order))
    assert numbered(found.equilibria("nash")) == [5, 8, 9]
    assert numbered(found.equilibria("seq")) == [5, 8, 9]
    assert numbered(found.equilibria("gmr")) == [1, 4, 5, 8, 9]
    assert numbered(found.equilibria("smr")) == [1, 4, 5, 8, 9]


def literally(moves, value):
    """The definitions for two, read word by word: sets of states, loops, no arrays."""
    states = range(len(value[0]))
    reach = [[{t for t in states if moves[i][s][t] and s != t} for s in states] for i in (0, 1)]
    gain = [[{t for t in reach[i][s] if value[i][t] > value[i][s]} for s in states] for i in (0, 1)]
    out = {kind: np.zeros((2, len(states)), bool) for kind in KINDS}
    for i in (0, 1):
        j = 1 - i
        for s in states:
            mine, worth = gain[i][s], value[i]

            def hurts(t, worth=worth, s=s):
                return worth[t] <= worth[s]

            def for_good(t, i=i, worth=worth, s=s):
                return hurts(t) and all(worth[u] <= worth[s] for u in reach[i][t])

            out["nash"][i, s] = not mine
            out["gmr"][i, s] = all(any(hurts(t) for t in reach[j][a]) for a in mine)
            out["smr"][i, s] = all(any(for_good(t) for t in reach[j][a]) for a in mine)
            out["seq"][i, s] = all(any(hurts(t) for t in gain[j][a]) for a in mine)
    return out


def test_two_parties_by_the_definitions():
    rng = np.random.default_rng(1971)
    for _ in range(150):
        size = int(rng.integers(2, 7))
        moves = rng.random((2, size, size)) < rng.choice([0.2, 0.5])
        value = rng.integers(0, 4, (2, size)).astype(float)  # with ties
        found = stability(moves, value, transitive=False)
        expected = literally(moves, value)
        for kind in KINDS:
            np.testing.assert_array_equal(found.stable[kind], expected[kind], kind)


def sequences(moves, start):
    """Every state that a group reaches, by walking (state, last to move) one by one."""
    seen, queue = set(), [(start, None)]
    while queue:
        state, last = queue.pop()
        for k, reach in enumerate(moves):
            for t in np.flatnonzero(reach[state]):
                if k != last and (int(t), k) not in seen:
                    seen.add((int(t), k))
                    queue.append((int(t), k))
    return {state for state, _ in seen}


def test_sequences_of_a_group():
    rng = np.random.default_rng(4)
    for _ in range(60):
        moves = rng.random((int(rng.integers(1, 5)), 6, 6)) < 0.12
        found = group_moves(moves)
        for start in range(6):
            assert set(np.flatnonzero(found[start])) == sequences(moves, start)


def test_a_sanction_that_takes_two():
    """With one more party the answer is a sequence, not a move: what single moves would miss."""
    moves = np.zeros((3, 4, 4), bool)
    moves[0, 0, 1] = moves[1, 1, 2] = moves[2, 2, 3] = True
    value = np.array([[1, 2, 3, 0], [0, 0, 1, 0], [0, 0, 0, 1]], float)
    found = stability(moves, value)
    assert found.stable["gmr"][0, 0]
    assert found.stable["seq"][0, 0]
    assert not found.stable["nash"][0, 0]
    moves[2] = False
    assert not stability(moves, value).stable["gmr"][0, 0]


def test_what_implies_what():
    rng = np.random.default_rng(7)
    for _ in range(60):
        n, size = int(rng.integers(2, 5)), int(rng.integers(2, 8))
        found = stability(rng.random((n, size, size)) < 0.3, rng.integers(0, 5, (n, size))).stable
        assert (found["nash"] <= found["seq"]).all()
        assert (found["nash"] <= found["smr"]).all()
        assert (found["seq"] <= found["gmr"]).all()
        assert (found["smr"] <= found["gmr"]).all()


def test_moves_in_a_row_count_as_one_unless_told_otherwise():
    """A party alone, at 0, with something better two steps away."""
    moves, value = [[[0, 1, 0], [0, 0, 1], [0, 0, 0]]], [[1.0, 0.0, 2.0]]
    assert not stability(moves, value).stable["nash"][0, 0]
    assert stability(moves, value, transitive=False).stable["nash"][0, 0]


def test_equally_good_is_not_better():
    """Protects weak orders: a difference within the tolerance tempts nobody."""
    found = stability([[[0, 1], [1, 0]]], [[0.5, 0.5 + 1e-12]])
    assert found.stable["nash"].all()


@pytest.mark.parametrize(
    ("moves", "value", "match"),
    [
        (np.zeros((2, 3, 3)), np.zeros((2, 4)), r"found \(2, 3, 3\) and \(2, 4\)"),
        (np.zeros((1, 1025, 1025)), np.zeros((1, 1025)), "at most 1,024 states; found 1,025"),
    ],
)
def test_what_is_refused(moves, value, match):
    with pytest.raises(ValueError, match=match):
        stability(moves, value)
