"""A plain, slow solver of offers games: every answer of everybody is tried, one after another."""

from __future__ import annotations

from typing import NamedTuple


class Small(NamedTuple):
    """One offers game, in lists: utility[package][party] and so on; chance[round][party]."""

    utility: list
    reservation: list
    chance: list
    patience: list
    flow: list
    cost: list
    weight: list
    quota: float
    veto: list
    allowed: list
    indifferent: str = "accept"


def solve(game: Small) -> tuple[list, list]:
    """What each round is worth to all, and what each party would propose in it."""
    after, values, offers = list(game.reservation), [], []
    for chance in reversed(game.chance):
        now, said = [0.0] * len(after), []
        for i, p in enumerate(chance):
            x, worth = _propose(game, i, after) if p > 0 else (-1, after)
            said.append(x)
            now = [a + p * b for a, b in zip(now, worth, strict=True)]
        values.insert(0, now)
        offers.insert(0, said)
        after = [
            (1 - d) * f + d * (v - c)
            for d, f, v, c in zip(game.patience, game.flow, now, game.cost, strict=True)
        ]
    return values, offers


def _propose(game: Small, i: int, after: list) -> tuple[int, list]:
    """The best package for i, by its worth; agreement before delay, then the first in order."""
    best, key = (-1, after), (after[i], 0)
    for x, worth in enumerate(game.utility):
        if not game.allowed[x][i]:
            continue
        others = [*range(i + 1, len(after)), *range(i)]
        agreed = _answers(game, x, others, {i}, after)
        if agreed and (worth[i], 1) > key:
            best, key = (x, worth), (worth[i], 1)
    return best


def _answers(game: Small, x: int, left: list, yes: set, after: list) -> bool:
    """Whether x is agreed once those who are left have answered, each foreseeing the rest."""
    if not left or not _passes(game, yes | set(left)):
        return _passes(game, yes)
    j, rest = left[0], left[1:]
    if not game.allowed[x][j]:
        return _answers(game, x, rest, yes, after)
    if_yes = _answers(game, x, rest, yes | {j}, after)
    if_no = _answers(game, x, rest, yes, after)
    yes_worth = game.utility[x][j] if if_yes else after[j]
    no_worth = game.utility[x][j] if if_no else after[j]
    if yes_worth == no_worth:
        return if_yes if game.indifferent == "accept" else if_no
    return if_yes if yes_worth > no_worth else if_no


def _passes(game: Small, yes: set) -> bool:
    if any(v and j not in yes for j, v in enumerate(game.veto)):
        return False
    return sum(game.weight[j] for j in yes) >= game.quota
