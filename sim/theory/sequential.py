"""Backward induction: offers games that end at a known deadline, solved from the last round back.

In each round one party may propose a package and the others answer; what they do not agree to
leads to the next round, and after the last one to failure. Everybody knows everything. Arrays have
packages before parties, and what stands before, such as an axis over runs, is worked out side by
side: each row is the same whatever stands beside it.

Worth. An agreement in round t is worth ``d**(t - 1) u`` (d the patience), failure in the last
round T ``d**(T - 1) r``. Going on from a round is worth ``(1 - d) flow + d (V - cost)``, V being
what the next round is worth to whoever has paid the cost of staying, which falls as a round begins.

Ties. Worths that differ by no more than `TOLERANCE` are equal. Who answers and is indifferent
accepts, unless told to refuse. A proposer takes the first in order of its best packages; it
proposes where that is worth no less to it than going on, and passes where going on is worth more.
Everybody answers as if the outcome hung on it: where it does not, any answer is as good, so that
the payoffs are those of every subgame-perfect equilibrium that breaks ties like this, whether the
answers are given in turn or at once (Baron & Kalai 1993 on votes).

References
----------
Baron, D. P. and J. A. Ferejohn (1989). Bargaining in legislatures. American Political Science
Review 83.
Baron, D. and E. Kalai (1993). The simplest equilibrium of a majority-rule division game. Journal of
Economic Theory 61.
Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50.
Ståhl, I. (1972). Bargaining Theory. Stockholm School of Economics.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.theory.packages import TOLERANCE, Floats, Mask

Whole = NDArray[np.int64]


class Ballot(NamedTuple):
    """A decision rule: nobody with a veto says no, and the weight of those who agree is enough.

    Attributes
    ----------
    weights : array_like, shape (..., parties)
    quota : array_like, shape (...)
    vetoes : array_like of bool, shape (..., parties)
    """

    weights: Any
    quota: Any
    vetoes: Any


class Waiting(NamedTuple):
    """What time costs.

    Attributes
    ----------
    patience : array_like, shape (..., parties)
        The weight of the next round against this one, in (0, 1].
    flow : array_like, shape (..., parties)
        What a round without agreement pays: ``(1 - patience) flow`` each.
    cost : array_like, shape (..., parties)
        What every round costs, paid as it begins.
    """

    patience: Any = 1.0
    flow: Any = 0.0
    cost: Any = 0.0


class Induction(NamedTuple):
    """How everybody acts in every round, if that round is reached.

    Attributes
    ----------
    offers : ndarray of int, shape (..., rounds, parties)
        The package that each party proposes where it may, or -1: it passes, or may not propose.
    least : ndarray, shape (..., rounds, parties)
        What going on is worth: the least utility at which each accepts.
    value : ndarray, shape (..., rounds, parties)
        What the round is worth to each as it begins, once its cost is paid and before it is known
        who proposes.
    """

    offers: Whole
    least: Floats
    value: Floats


def turns(rounds: int, order: ArrayLike, present: ArrayLike | None = None) -> Floats:
    """Who proposes when offers alternate: a 1 for the party whose turn it is.

    Parameters
    ----------
    rounds : int
    order : array_like of int, shape (parties,)
        The parties in the order in which they speak; after the last the first speaks again.
    present : array_like of bool, shape (..., parties), optional
        Who came; the others are passed over.

    Returns
    -------
    ndarray, shape (..., rounds, parties)

    Examples
    --------
    >>> turns(3, [1, 0]).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    """
    order = np.asarray(order)
    here = np.ones(len(order), bool) if present is None else np.asarray(present, bool)
    place = np.cumsum(here[..., order], axis=-1) - 1  # in the order of those who came
    turn = np.arange(rounds) % np.maximum(here.sum(axis=-1), 1)[..., None]
    out = np.zeros((*here.shape[:-1], rounds, len(order)))
    out[..., order] = (turn[..., None] == place[..., None, :]) & here[..., None, order]
    return out


def backward_induction(
    utilities: ArrayLike,
    reservation: ArrayLike,
    recognition: ArrayLike,
    *,
    waiting: Waiting | None = None,
    ballot: Ballot | None = None,
    allowed: ArrayLike | None = None,
    indifferent: str = "accept",
) -> Induction:
    """Solve an offers game from its last round back (Ståhl 1972; Rubinstein 1982).

    Parameters
    ----------
    utilities : array_like, shape (..., packages, parties)
    reservation : array_like, shape (..., parties)
        What failing after the last round is worth.
    recognition : array_like, shape (..., rounds, parties)
        The chance of each party to propose in each round: see `turns` for offers in turn; the same
        chances in every round for a random proposer (Baron & Ferejohn 1989).
    waiting : Waiting, optional
        Waiting costs nothing unless given.
    ballot : Ballot, optional
        Everybody must agree unless given. The proposer agrees to its own proposal.
    allowed : array_like of bool, shape (..., packages, parties), optional
        What each party may sign; all packages unless given.
    indifferent : str
        What a party answers to which both are worth the same: ``accept`` or ``refuse``.

    Raises
    ------
    ValueError
        If `indifferent` is neither.

    Examples
    --------
    An ultimatum over a pie in four slices, and what a first refusal changes: with patience 1/2 the
    second proposer, who would take all, is bought off with half.

    >>> pie = [[k / 4, 1 - k / 4] for k in range(5)]
    >>> backward_induction(pie, [0, 0], turns(1, [0, 1])).value.tolist()
    [[1.0, 0.0]]
    >>> two = backward_induction(pie, [0, 0], turns(2, [0, 1]), waiting=Waiting(0.5))
    >>> two.value[0].tolist(), two.offers.tolist()
    ([0.5, 0.5], [[2, -1], [-1, 0]])
    """
    if indifferent not in ("accept", "refuse"):
        raise ValueError(f"indifferent is 'accept' or 'refuse'; found {indifferent!r}")
    slack = TOLERANCE if indifferent == "accept" else -TOLERANCE
    chance = np.asarray(recognition, float)
    game = _Game(utilities, reservation, waiting or Waiting(), ballot, allowed)
    rounds, parties = chance.shape[-2:]
    chance = np.broadcast_to(chance, (*game.before, rounds, parties)).reshape(-1, rounds, parties)
    offers = np.full(chance.shape, -1)
    least, value = np.zeros((2, *chance.shape))
    after = game.reservation
    for t in reversed(range(rounds)):
        least[:, t] = after
        value[:, t] = _round(game, chance[:, t], after, slack, offers[:, t])
        after = game.going_on(value[:, t])
    shape = (*game.before, rounds, parties)
    return Induction(offers.reshape(shape), least.reshape(shape), value.reshape(shape))


class _Game:
    """An offers game with what stands before packages and parties made one axis of rows."""

    def __init__(self, utilities, reservation, waiting: Waiting, ballot, allowed):
        value = np.asarray(utilities, float)
        packages, parties = value.shape[-2:]
        one = Ballot(np.ones(parties), 0.0, np.ones(parties, bool)) if ballot is None else ballot
        may = np.ones((packages, parties), bool) if allowed is None else np.asarray(allowed, bool)
        of_parties = [np.asarray(part, float) for part in (reservation, *waiting, *one[::2])]
        shapes = [part.shape[:-1] for part in of_parties]
        quota = np.asarray(one.quota, float)
        self.before = np.broadcast_shapes(
            value.shape[:-2], may.shape[:-2], quota.shape, *shapes
        )  # what stands before
        rows = int(np.prod(self.before))
        table = (*self.before, packages, parties)
        self.utility = np.broadcast_to(value, table).reshape(rows, packages, parties)
        self.allowed = np.broadcast_to(may, table).reshape(rows, packages, parties)
        flat = [
            np.broadcast_to(part, (*self.before, parties)).reshape(rows, parties)
            for part in of_parties
        ]
        self.reservation, self.patience, self.flow, self.cost, self.weights, vetoes = flat
        self.vetoes = vetoes > 0
        self.quota = np.broadcast_to(quota, self.before).reshape(rows)

    def going_on(self, value: Floats) -> Floats:
        """What it is worth to go on to a round that is worth `value`: (rows, parties)."""
        return (1 - self.patience) * self.flow + self.patience * (value - self.cost)

    def passing(self, yes: Mask, proposer: int, rows: Whole) -> Mask:
        """The packages that the ballot carries if `proposer` says yes to all: (n, packages).

        yes : what the others say yes to: (n, packages, parties) booleans.
        """
        votes = np.zeros(yes.shape[:-1])
        vetoed = np.zeros(yes.shape[:-1], bool)
        for j in range(yes.shape[-1]):
            says = np.ones_like(vetoed) if j == proposer else yes[..., j]
            votes += np.where(says, self.weights[rows, j, None], 0.0)
            vetoed |= self.vetoes[rows, j, None] & ~says
        return ~vetoed & (votes >= self.quota[rows, None] - 1e-12)


def _round(game: _Game, chance: Floats, after: Floats, slack: float, offers: Whole) -> Floats:
    """What a round is worth if going on is worth `after`: (rows, parties). Fills in `offers`."""
    worth = np.zeros_like(after)
    for proposer in range(after.shape[-1]):
        rows = np.flatnonzero(chance[:, proposer] > 0)
        if not rows.size:
            continue
        utility = game.utility[rows]
        yes = game.allowed[rows] & (utility >= after[rows, None, :] - slack)
        own, may = utility[..., proposer], game.allowed[rows, :, proposer]
        own = np.where(may & game.passing(yes, proposer, rows), own, -np.inf)
        best = own.max(axis=-1)
        first = (own >= best[:, None] - TOLERANCE).argmax(axis=-1)
        proposes = best >= after[rows, proposer] - TOLERANCE
        offers[rows, proposer] = np.where(proposes, first, -1)
        gets = np.where(proposes[:, None], utility[np.arange(len(rows)), first], after[rows])
        worth[rows] += chance[rows, proposer, None] * gets
    return worth
