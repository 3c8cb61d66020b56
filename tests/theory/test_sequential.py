"""Backward induction: against every answer tried in turn, against closed forms, and its ties."""

from __future__ import annotations

import numpy as np
import pytest

from sim.theory.sequential import Ballot, Waiting, backward_induction, turns
from tests.theory.brute import Small, solve

PIE = [[k / 100, 1 - k / 100] for k in range(101)]


def drawn(seed: int) -> Small:
    """A small game in eighths, so that worths tie often and are exact."""
    rng = np.random.default_rng(seed)
    packages, parties, rounds = rng.integers(3, 7), rng.integers(2, 4), rng.integers(2, 5)
    order = rng.permutation(parties)
    chance = turns(int(rounds), order)
    if seed % 3 == 0:
        chance = np.full((rounds, parties), 1.0)
        chance[:, 0] += parties == 3  # a half and two quarters
        chance /= chance.sum(axis=1, keepdims=True)
    unanimous = seed % 2 == 0
    weight = np.ones(parties) if unanimous else rng.integers(1, 4, parties)
    quota = 0.0 if unanimous else rng.integers(1, weight.sum() + 1)
    return Small(
        utility=(rng.integers(0, 9, (packages, parties)) / 8).tolist(),
        reservation=(rng.integers(0, [10, 4, 4][seed % 3], parties) / 8).tolist(),
        chance=chance.tolist(),
        patience=rng.choice([0.25, 0.5, 0.75, 1.0], parties).tolist(),
        flow=(rng.integers(0, 3, parties) / 8).tolist(),
        cost=(rng.integers(0, 3, parties) / 16).tolist(),
        weight=weight.tolist(),
        quota=float(quota),
        veto=(np.ones(parties, bool) if unanimous else rng.random(parties) < 0.2).tolist(),
        allowed=(rng.random((packages, parties)) < 0.85).tolist(),
        indifferent=("accept", "refuse")[seed // 2 % 2],
    )


def solved(game: Small):
    return backward_induction(
        game.utility, game.reservation, game.chance,
        waiting=Waiting(game.patience, game.flow, game.cost),
        ballot=Ballot(game.weight, game.quota, game.veto), allowed=game.allowed,
        indifferent=game.indifferent,
    )  # fmt: skip


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_backward_induction_is_what_trying_every_answer_finds(start):
    """Protects values and proposals, with costs, flows, red lines, quotas, vetoes, and ties."""
    for seed in range(start, start + 100):
        game = drawn(seed)
        values, offers = solve(game)
        found = solved(game)
        assert found.value == pytest.approx(np.array(values), abs=1e-12), seed
        assert found.offers.tolist() == offers, seed


def test_nothing_is_agreed_where_failure_beats_every_deal():
    """Protects delay: everybody passes to the end, and the worth is that of failing, discounted."""
    found = backward_induction(
        [[0.5, 0.5]], [0.9, 0.9], turns(3, [0, 1]), waiting=Waiting(0.9, 0.0, 0.125)
    )
    assert (found.offers == -1).all()
    assert found.value[0] == pytest.approx(0.9 * (0.9 * (0.9 - 0.125) - 0.125))


@pytest.mark.parametrize("rounds", range(1, 9))
@pytest.mark.parametrize("patience", [0.5, 0.9])
def test_finite_offers_over_a_pie(rounds, patience):
    """Protects the closed form ``(1 - (-d)^T) / (1 + d)``: rounding up a vote each round, errors
    stay below one step over ``1 - d`` at worst, and below one in these.
    """
    found = backward_induction(PIE, [0, 0], turns(rounds, [0, 1]), waiting=Waiting(patience))
    exact = (1 - (-patience) ** rounds) / (1 + patience)
    assert found.value[0, 0] == pytest.approx(exact, abs=0.01 + 1e-9)


def test_who_is_indifferent_and_refuses_gets_a_step():
    """Protects the tie rule: an ultimatum leaves nothing, or a step."""
    keen, cool = (
        backward_induction(PIE, [0, 0], turns(1, [0, 1]), indifferent=said).value[0].tolist()
        for said in ("accept", "refuse")
    )
    assert keen == [1.0, 0.0]
    assert cool == pytest.approx([0.99, 0.01])
    with pytest.raises(ValueError, match="indifferent is 'accept' or 'refuse'; found 'perhaps'"):
        backward_induction(PIE, [0, 0], turns(1, [0, 1]), indifferent="perhaps")


def test_rows_do_not_look_at_one_another():
    """Protects blocks: a stack of games is solved as each alone, to the last bit."""
    rng = np.random.default_rng(4)
    utility, reservation = rng.random((7, 6, 3)), rng.random((7, 3)) / 3
    patience = rng.uniform(0.5, 1, (7, 3))
    ballot = Ballot(np.ones(3), 2, np.zeros(3, bool))
    chance = np.array([[0.5, 0.3, 0.2]] * 5)
    options = {"ballot": ballot}
    every = backward_induction(utility, reservation, chance, waiting=Waiting(patience), **options)
    for k in range(7):
        alone = backward_induction(
            utility[k], reservation[k], chance, waiting=Waiting(patience[k]), **options
        )
        assert (alone.value == every.value[k]).all()
        assert (alone.offers == every.offers[k]).all()


def test_turns_pass_over_those_who_stayed_away():
    here = [[True, True, True], [True, False, True]]
    found = turns(4, [2, 1, 0], here).argmax(axis=-1)
    assert found.tolist() == [[2, 1, 0, 2], [2, 0, 2, 0]]
