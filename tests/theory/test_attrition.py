"""The war of attrition against every way of fighting it, reckoned out one by one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.attrition import attrition, lasts, stationary, stationary_value


def stopping(me, concede, stakes, rounds):
    """What conceding first in round k is worth (k = rounds: never), against a mixing other."""
    win, lose, fail, cost, patience = (stake[me] for stake in stakes)
    worth = []
    for k in range(rounds + 1):
        alive, total = 1.0, 0.0
        for t in range(min(k + 1, rounds)):
            total -= alive * patience**t * cost
            q = concede[t, 1 - me]
            if t == k:
                total += alive * patience**t * (q * (win + lose) / 2 + (1 - q) * lose)
            else:
                total += alive * patience**t * q * win
                alive *= 1 - q
        if k == rounds:
            total += alive * patience ** (rounds - 1) * fail
        worth.append(total)
    return np.array(worth)


STAKES = [  # win, lose, fail, cost, patience: of each side
    ([1, 1], [0, 0], [0, 0], [0.1, 0.1], [1, 1]),
    ([1, 0.6], [0, 0.1], [0, 0.1], [0.1, 0.05], [1, 1]),
    ([1, 1], [0.3, 0.3], [-0.5, -0.2], [0.05, 0.2], [0.9, 0.95]),
    ([1, 1], [0, 0], [0.2, -0.1], [0.1, 0.1], [1, 1]),
    ([1, 2], [0, 0], [-5, -5], [0.01, 0.3], [0.8, 1]),
    ([1, 1], [0, 0], [0.5, 0.5], [0.1, 0.1], [1, 1]),
]


@pytest.mark.parametrize("stakes", STAKES)
@pytest.mark.parametrize("rounds", [1, 2, 7, 30])
def test_no_time_to_give_in_is_better_than_mixing(stakes, rounds):
    """Protects the equilibrium: all that is played is worth the same, and nothing is worth more."""
    found = attrition(*stakes, rounds=rounds)
    for me in (0, 1):
        worth = stopping(me, found.concede, stakes, rounds)
        value = found.value[0, me] - stakes[3][me]
        assert worth.max() == pytest.approx(value)
        stands = np.concatenate([[1], np.cumprod(1 - found.concede[:, me])])
        gives_in = np.concatenate([found.concede[:, me], [1]])
        played = stands * gives_in > 1e-12
        reached = np.concatenate([[1], np.cumprod(1 - found.concede[:, 1 - me])])[:rounds] > 0
        assert worth[played & np.append(reached, reached[-1])] == pytest.approx(value)


def test_far_from_the_deadline_every_round_is_alike():
    """Protects the closed form for no last round."""
    for gap, cost, patience, lose in ((1, 0.1, 1, 0), (0.7, 0.2, 0.9, 0.2), (2, 0.05, 0.95, 0)):
        stakes = [gap + lose] * 2, [lose] * 2, [lose] * 2, [cost] * 2, [patience] * 2
        found = attrition(*stakes, rounds=600)
        assert found.concede[0] == pytest.approx(stationary(gap, cost, patience, lose), abs=1e-9)
        value = stationary_value(gap, cost, patience, lose)
        assert found.value[0] - cost == pytest.approx(value, abs=1e-9)


def test_who_would_rather_fail_than_concede_wins_at_once():
    """Protects the unravelling from the deadline."""
    found = attrition([1, 1], [0, 0], [0.05, -0.1], [0.1, 0.1], rounds=9)
    assert found.concede[:, 1].tolist() == [1.0] * 9
    assert found.concede[:, 0].tolist() == [0.0] * 9
    assert lasts(found.concede)[0] == 1


def test_just_before_a_terrible_deadline_nobody_gives_in():
    """Protects the waiting of the last but one round, when the other's fear of the end is near."""
    found = attrition([1, 1], [0, 0], [-5, -5], [0.1, 0.1], rounds=6)
    assert found.concede[-1, 0] > 0.9
    assert found.concede[-2, 0] == 0


def test_wars_end_as_often_as_chances_say():
    """Protects the geometric duration."""
    q = np.full((400, 2), [0.1, 0.2])
    chance = lasts(q)
    assert chance.sum() == pytest.approx(1)
    assert (chance * np.arange(1, 401)).sum() == pytest.approx(1 / (1 - 0.9 * 0.8))


def test_where_there_is_nothing_to_win_there_is_no_war():
    """Protects against a chance outside 0 to 1."""
    with pytest.raises(ValueError, match="rather lose than win"):
        attrition([1, 0], [0, 0], [0, 0], [0.1, 0.1], rounds=3)


@pytest.mark.parametrize(("gap", "lose"), [(0.0, 0.0), (1.0, -1.0)])
def test_where_waiting_hurts_nobody_there_is_no_mixed_war(gap, lose):
    """Protects against a chance below 0: who loses late rather than early never gives in."""
    with pytest.raises(ValueError, match="there is no such war"):
        stationary(gap, 0.1, 0.5, lose)
