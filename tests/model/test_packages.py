"""The inner loops over packages: each against the same in plain NumPy."""

import numpy as np
import pytest

from sim.model.kernels import OnTable
from sim.model.packages import AtStake, at_stake_for, carried_out, newly_at_stake, next_texts

RUNS, CASES, VOICES, PACKAGES = 3, 1, 4, 5


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_only_what_moves_and_is_on_the_agenda_is_carried_out():
    """Protects against deals that change what nobody has agreed to move."""
    packages = np.array([[1, -1, 0], [0, -1, 2]])  # the second issue is on no agenda
    levels = np.array([[5, 6, 7], [5, 6, 7]])
    moved = np.array([[True, True, False], [True, True, True]])
    out = carried_out(levels, packages, np.array([0, 1]), moved)
    assert out.tolist() == [[1, 6, 7], [0, 6, 2]]
    assert levels.tolist() == [[5, 6, 7]] * 2


def _at_stake(rng) -> AtStake:
    shapes = (VOICES,), (VOICES,), (VOICES, PACKAGES), (CASES, VOICES, PACKAGES), (PACKAGES,)
    return AtStake(*(rng.random((RUNS, *shape)) for shape in shapes))


@pytest.mark.parametrize("part", AtStake._fields)
def test_a_change_is_noticed_wherever_it_is(rng, part):
    """Protects against words that stand at the table although something else is at stake."""
    now, rows = _at_stake(rng), np.array([0, 2])
    voices, nobody_asked = np.array([2, 0, 3, 1]), np.full(VOICES, -1)
    before = at_stake_for(rows, voices, now)
    asking = voices, nobody_asked, np.ones((RUNS, VOICES), bool)
    every, but_the_last = np.arange(PACKAGES), np.arange(PACKAGES - 1)
    assert not newly_at_stake(rows, before, now, every, *asking).any()
    getattr(now, part)[2, ..., -1] += 1e-9
    assert newly_at_stake(rows, before, now, every, *asking).tolist() == [False, True]
    of_packages = part not in {"failed", "held"}
    anything = newly_at_stake(rows, before, now, but_the_last, *asking)
    assert anything.tolist() == [False, not of_packages]  # the last one cannot be agreed


def test_what_changes_for_those_who_are_not_asked_is_not_at_stake(rng):
    """Protects against thinking again over what only bodies care for that have no vote."""
    now, rows = _at_stake(rng), np.arange(RUNS)
    voices, asked_as = np.arange(VOICES), np.array([-1, -1, -1, 1])
    before = at_stake_for(rows, voices, now)
    now.utility[:, 3] += 1.0
    asked = np.array([[False, True], [False, False], [True, True]])
    new = newly_at_stake(rows, before, now, np.arange(PACKAGES), voices, asked_as, asked)
    assert new.tolist() == [True, False, True]


@pytest.mark.parametrize("coarse", [1, 3, 1000])
def test_the_next_text_scores_best_and_ties_go_to_whoever_gains_least(rng, coarse):
    """Protects the mediator against what was refused, or settled otherwise, and who is absent."""
    runs, rows, packages = 40, np.arange(1, 40), np.indices((2, 3)).reshape(2, -1).T
    gain, belief = rng.normal(size=(runs, VOICES, 3, 6)), rng.random((runs, 2, 2))
    score = np.floor(rng.random((runs, 6)) * coarse) / coarse  # the fewer values, the more ties
    refused = rng.random((runs, 6)) < 0.3
    score[refused] = 0.0
    settled = np.column_stack([rng.integers(-1, 2, runs), np.full(runs, -1)])
    present, allowed = rng.random((runs, 2)) < 0.7, np.ones((VOICES, 6), bool)
    allowed[1, 0] = False
    table = OnTable(np.array([0, 1]), present, refused, allowed)
    text, hope = next_texts(rows, score, settled, packages.T.copy(), table, belief, gain)
    brings = (belief[..., None] * gain[:, :2, :2]).sum(axis=2)
    brings[:, 1, 0] = -np.inf
    least = np.where(present[..., None], brings, np.inf).min(axis=1)
    for row, one, promising in zip(rows, text, hope, strict=True):
        fits = (settled[row, 0] < 0) | (packages[:, 0] == settled[row, 0])
        best = score[row, fits].max()
        tied = np.flatnonzero(fits & ~refused[row] & (score[row] == best))
        assert promising == (best > 0)
        assert one == (tied[least[row, tied].argmax()] if tied.size else 0)


def test_rounding_makes_no_choice_among_texts():
    """Protects the mediator against last digits: of what is equal but for them it is the first."""
    gain = np.array([[[[0.3, 0.1 + 0.2, 0.2]], [[0.3, 0.1 + 0.2, 0.9]]]])
    assert gain[0, 0, 0, 0] < gain[0, 0, 0, 1]
    score, belief = np.array([[0.5, 0.5 + 1e-16, 0.5]]), np.ones((1, 2, 1))
    refused, allowed = np.zeros((1, 3), bool), np.ones((2, 3), bool)
    table = OnTable(np.array([0, 1]), np.ones((1, 2), bool), refused, allowed)
    settled, packages = np.full((1, 1), -1), np.arange(3)[:, None]
    text, _ = next_texts(np.array([0]), score, settled, packages, table, belief, gain)
    assert text.tolist() == [0]
