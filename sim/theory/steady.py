"""Stationary play over packages: what `sim.theory.stationary` says of a pie, cut in steps.

Packages are finitely many, so that nobody can be offered exactly what waiting is worth to it. Who
is to be won over is offered the least that is worth no less to it, so up to a step more; the
proposer keeps the rest. In such a game the stationary equilibrium is no longer the only one: once
patience leaves less to lose by waiting than a step, any division can be one (van Damme, Selten &
Winter 1990). Which one is meant is said by each function.

References
----------
van Damme, E., R. Selten and E. Winter (1990). Alternating bid bargaining with a smallest money
unit. Games and Economic Behavior 2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.theory.packages import TOLERANCE, Floats
from sim.theory.sequential import Ballot, Induction, Waiting, Whole, backward_induction
from sim.theory.stationary import baron_ferejohn, rubinstein_n

_MOST_CYCLES = 2_000


class Lot(NamedTuple):
    """How everybody acts in any round in which the proposer is drawn.

    Attributes
    ----------
    packages : ndarray of int, shape (parties, k)
        What each party proposes if drawn: one of these; -1 fills up.
    chances : ndarray, shape (parties, k)
        With what chance each.
    least : ndarray, shape (parties,)
        The least utility at which each accepts.
    """

    packages: Whole
    chances: Floats
    least: Floats


def whole_pie(utilities: ArrayLike) -> Floats | None:
    """What the whole pie is worth to each, if the packages cut a pie and nothing else; or None.

    They do if each party likes its own share alone and in proportion: worth 0 at least, all of it
    in some package that leaves the others nothing, and no package that hands out more than a pie.

    Parameters
    ----------
    utilities : array_like, shape (packages, parties)

    Examples
    --------
    >>> whole_pie([[0, 0], [0, 2], [0.5, 1], [1, 0]]).tolist()
    [1.0, 2.0]
    >>> whole_pie([[0, 1], [0.7, 0.7], [1, 0]])
    """
    value = np.asarray(utilities, float)
    whole = value.max(axis=0)
    if (whole <= TOLERANCE).any() or (value < -TOLERANCE).any():
        return None
    share = value / whole
    alone = (share >= 1 - TOLERANCE) & (share.sum(axis=1, keepdims=True) <= 1 + TOLERANCE)
    if not alone.any(axis=0).all() or (share.sum(axis=1) > 1 + 1e-6).any():
        return None
    return whole


def in_turn(
    utilities: ArrayLike,
    order: ArrayLike,
    start: ArrayLike,
    *,
    waiting: Waiting | None = None,
    ballot: Ballot | None = None,
    allowed: ArrayLike | None = None,
    indifferent: str = "accept",
) -> Induction:
    """Stationary play of offers in turn without a deadline.

    Backward induction from an ever farther deadline, until a turn of all looks like the last one:
    then nobody gains by any act, at any time. What it begins from chooses among the equilibria that
    steps allow. Where the packages cut a pie (`whole_pie`) and all must agree, it begins from the
    equilibrium of the pie that can be cut at will (`sim.theory.stationary.rubinstein_n`, costs of
    a round included), so that the play found is the nearest; else from `start`. If from a pie no
    turn ever looks like the last one, everybody accepts what is worth the wait by the pie cut at
    will: then some act may gain, but by less than a step for each party.

    Parameters
    ----------
    utilities : array_like, shape (packages, parties)
    order : array_like of int, shape (n,)
        The parties that propose, in order; one that is not named never does.
    start : array_like, shape (parties,)
        What failing after the far deadline is worth.
    waiting, ballot, allowed, indifferent
        As of `backward_induction`, for one game.

    Returns
    -------
    Induction
        One round for each place in the order.

    Raises
    ------
    ValueError
        If nothing hurries anybody, or no turn looks like the last one and there is no pie to go by.

    Examples
    --------
    >>> pie = [[k / 100, 1 - k / 100] for k in range(101)]
    >>> play = in_turn(pie, [0, 1], [0, 0], waiting=Waiting(0.5))
    >>> play.value.round(9).tolist()
    [[0.67, 0.33], [0.34, 0.66]]
    """
    value, order = np.asarray(utilities, float), np.asarray(order)
    parties = value.shape[1]
    rule = ballot or Ballot(np.ones(parties), 0.0, np.ones(parties, bool))
    time = Waiting(*(np.broadcast_to(np.asarray(part, float), parties)
                     for part in waiting or Waiting()))  # fmt: skip
    if (time.patience[order] == 1).all() and (time.cost[order] == 0).all():
        raise ValueError("nothing hurries anybody: with patience 1 and no cost any deal may result")
    table = (value, time, rule, allowed, indifferent)
    whole = whole_pie(value[:, order]) if _all_needed(rule, order) and allowed is None else None
    ideal = None if whole is None else _of_a_pie(whole, order, time, parties)
    after = np.asarray(start, float) if ideal is None else ideal[-1]
    seen: set[bytes] = set()
    while after.tobytes() not in seen and len(seen) < _MOST_CYCLES:
        seen.add(after.tobytes())
        play = _back(table, order, after)
        again = _going_on(time, play.value[0])
        if np.abs(again - after)[order].max() <= 1e-13:
            return play
        after = again
    if ideal is None:
        raise ValueError("no stationary play was found: from any deadline it looks otherwise")
    each = [_back(table, order[[k]], ideal[k]) for k in range(len(order))]
    return Induction(*(np.concatenate(parts) for parts in zip(*each, strict=True)))


def by_lot(
    utilities: ArrayLike,
    recognition: ArrayLike,
    patience: ArrayLike,
    *,
    ballot: Ballot | None = None,
    indifferent: str = "accept",
) -> Lot:
    """Stationary play where a proposer is drawn each round and all the others vote at once.

    Everybody accepts what is worth no less to it than waiting for another draw, by the equilibrium
    of the pie that can be cut at will (`sim.theory.stationary.baron_ferejohn`). A proposer draws
    a coalition with that equilibrium's chances, and proposes the package that is best for itself
    among those that all of the coalition accept; ties: the first in order. As votes cost up to a
    step more than they are worth, some act may gain up to a step for each of them, and nothing
    where patience times value is a whole number of steps. Where all votes together are not enough
    nobody proposes anything.

    Parameters
    ----------
    utilities : array_like, shape (packages, parties)
    recognition : array_like, shape (parties,)
    patience : array_like, shape (parties,) or ()
    ballot : Ballot, optional
        Everybody must agree unless given.
    indifferent : str
        As of `backward_induction`.

    Raises
    ------
    ValueError
        If the packages cut no pie, or so coarsely that buying a coalition leaves its proposer less
        than waiting; and as `sim.theory.stationary.baron_ferejohn`.

    Examples
    --------
    >>> pie = [[a / 10, b / 10, (10 - a - b) / 10] for a in range(11) for b in range(11 - a)]
    >>> play = by_lot(pie, [1 / 3] * 3, 0.9, ballot=Ballot([1, 1, 1], 2, [False] * 3))
    >>> [pie[x] for x in play.packages[0]], play.chances[0].round(9).tolist()
    ([[0.7, 0.3, 0.0], [0.7, 0.0, 0.3]], [0.5, 0.5])
    """
    value = np.asarray(utilities, float)
    parties = value.shape[1]
    whole = whole_pie(value)
    if whole is None:
        raise ValueError("stationary play is known for one pie, of which each likes its own share")
    rule = ballot or Ballot(np.ones(parties), 0.0, np.ones(parties, bool))
    if np.sum(rule.weights) < rule.quota - 1e-12:  # too few came: nobody has anything to propose
        return Lot(np.full((parties, 1), -1), np.zeros((parties, 1)), np.zeros(parties))
    found = baron_ferejohn(patience, recognition, *rule)
    least = np.broadcast_to(np.asarray(patience, float), parties) * found.values * whole
    more = -TOLERANCE if indifferent == "accept" else TOLERANCE
    most = max(int((found.chances > 0).sum(axis=1).max()), 1)
    packages, chances = np.full((parties, most), -1), np.zeros((parties, most))
    for i in range(parties):
        for k, c in enumerate(np.flatnonzero(found.chances[i] > 0)):
            others = found.coalitions[c] & (np.arange(parties) != i)
            good = (value[:, others] >= least[others] + more).all(axis=1)
            own = np.where(good, value[:, i], -np.inf)
            if own.max() < least[i] - TOLERANCE:
                raise ValueError("the steps of the pie are too large for stationary play; cut more")
            packages[i, k] = (own >= own.max() - TOLERANCE).argmax()
            chances[i, k] = found.chances[i, c]
    return Lot(packages, chances, least)


def _back(table, order: Whole, after: Floats) -> Induction:
    """Backward induction over one turn of all, before which waiting is worth `after`."""
    value, time, rule, allowed, indifferent = table
    chance = np.zeros((len(order), value.shape[1]))
    chance[np.arange(len(order)), order] = 1
    return backward_induction(
        value, after, chance, waiting=time, ballot=rule, allowed=allowed, indifferent=indifferent
    )


def _going_on(time: Waiting, value: Floats) -> Floats:
    """What it is worth to go on to a round that is worth `value`."""
    return (1 - time.patience) * time.flow + time.patience * (value - time.cost)


def _all_needed(rule: Ballot, order: Whole) -> bool:
    """Whether nothing passes unless all of some parties agree."""
    weights, vetoes = np.asarray(rule.weights, float), np.asarray(rule.vetoes, bool)
    return bool((vetoes | (weights.sum() - weights < rule.quota - 1e-12))[order].all())


def _of_a_pie(whole: Floats, order: Whole, time: Waiting, parties: int) -> Floats | None:
    """What going on from each turn is worth if the pie can be cut at will: (turns, parties).

    None if no turn ever looks like the last one.
    """
    n = len(order)
    d, cost, flow = (np.asarray(part, float)[order] for part in time)
    simple = (cost == 0).all() and (flow == 0).all() and (d == 1).sum() <= 1
    value = whole * (rubinstein_n(d) if simple else 1 / n)
    after = np.zeros((n, parties))
    for _ in range(_MOST_CYCLES):
        before = value
        for k in reversed(range(n)):
            wait = (1 - d) * flow + d * (value - cost)
            after[k, order] = wait
            value = np.maximum(wait, 0.0)
            left = whole[k] * (1 - (value / whole).sum() + value[k] / whole[k])
            value = np.where(np.arange(n) == k, left, value) if left >= wait[k] else wait
        if np.abs(value - before).max() <= 1e-13:
            return after
    return None
