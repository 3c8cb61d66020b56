"""Who comes: iterated reasoning about the coming of all the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled
from sim.model.kernels.ballots import hold_again, no_ballots, pass_chance
from sim.model.kernels.chances import choice_within, yes_chance


class Weighing(NamedTuple):
    """One choice for each type of each voice that has one: what it hangs on. Each (choices,)."""

    above: np.ndarray  # what coming is worth if all the others come
    side: np.ndarray  # what it is worth whether they come or not
    gain: np.ndarray  # both, in units of what counts only if they come
    lo: np.ndarray  # where the shock lies
    hi: np.ndarray
    scale: np.ndarray
    rate: np.ndarray  # 1 / scale
    whole: np.ndarray  # see `interval`
    tail: np.ndarray
    chance: np.ndarray  # of coming, or of a vote for it


@compiled
def comings(rows, terms, known, scale, bodies, required, seat, reasoning, come, others, vote):
    """Chance that each seat comes, and that all on whom its coming hangs do, by iterated reasoning.

    A type comes iff ``q (above + shock) + blame - firmness > 0``; a party whose factions vote on
    coming needs their votes besides, each cast by the same comparison of the faction's own. From a
    joint chance, one half unless somebody asks otherwise, each step answers the chances of the step
    before (level-k reasoning: Stahl & Wilson 1994).

    rows: the runs, n; terms: Terms; known: Known, of the shock at sitting down; scale: (runs,
    voices); bodies: Bodies, of those who vote on coming, their weights n runs; required, seat:
    parties; reasoning: Reasoning; come, others, vote: (n, parties), filled in;
    ``vote`` is the chance that a party's own factions let it come, which is part of ``come`` and
    not of ``others``; for a party without a seat, ``others`` is the chance that all required seats
    come.
    """
    who, for_whom, first = choosers(seat, bodies)
    types, ballots = known.belief.shape[2], no_ballots(seat.size, who.size)
    held, let = np.zeros(who.size), np.ones(types)
    w = np.zeros((10, (who.size * types + 7) // 8 * 8))
    weighing = Weighing(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9])
    start = reasoning.start ** (1.0 / max(required.size - 1, 1))
    for row in range(come.shape[0]):
        run = rows[row]
        come[row] = start
        vote[row] = 1.0
        weigh(row, run, seat.size, who, for_whom, terms, known, scale, weighing)
        hold_at_home(row, run, seat, who, first, bodies, types, held, ballots)
        for step in range(reasoning.steps + 1):
            for i in range(come.shape[1]):
                q = 1.0
                for j in required:
                    if j != i:
                        q *= come[row, j]
                others[row, i] = q
            if step == reasoning.steps:
                break
            answer(others[row], for_whom, types, weighing)
            for k in range(seat.size):
                coming(
                    row,
                    k,
                    seat[k],
                    first,
                    known.belief[run, seat[k]],
                    weighing,
                    ballots,
                    let,
                    come,
                    vote,
                )


@compiled
def choosers(seat, bodies):
    """The voices that have a choice, and their parties: seats first, then who votes for each.

    Those who vote for the k-th seat stand from ``first[k]`` to ``first[k + 1]``.
    """
    who, for_whom = np.empty((2, seat.size + bodies.party.size), np.int64)
    first = np.empty(seat.size + 1, np.int64)
    who[: seat.size] = seat
    for_whom[: seat.size] = seat
    n = seat.size
    for k in range(seat.size):
        first[k] = n
        for v in range(bodies.party.size):
            if bodies.party[v] == seat[k]:
                who[n] = v
                for_whom[n] = seat[k]
                n += 1
    first[seat.size] = n
    return who[:n], for_whom[:n], first


@compiled
def hold_at_home(row, run, seat, who, first, bodies, types, held, ballots):
    """The ballot of those who vote for each seat, one for each type. held: scratch for weights."""
    for k in range(seat.size):
        start, stop = first[k], first[k + 1]
        if stop > start:
            for f in range(start, stop):
                held[f] = bodies.weight[row, who[f]]
            veto, counts = np.zeros(stop - start, np.bool_), np.zeros(stop - start, np.int64)
            quota = bodies.quota[run, seat[k]]
            hold_again(ballots, k, held[start:stop], quota, veto, counts, types)


@compiled
def weigh(row, run, seats, who, for_whom, terms, known, scale, weighing):
    """All that does not change from one step of reasoning to the next, choice by choice."""
    types = known.belief.shape[2]
    for k in range(who.size):
        v, i = who[k], for_whom[k]
        s = scale[run, v]
        for t in range(types):
            at = k * types + t
            weighing.above[at] = terms.above[row, v, t]
            weighing.side[at] = terms.blame[row, i] - terms.firmness[row, i, t]
            weighing.scale[at], weighing.rate[at] = s, 1.0 / s
            if k < seats:
                weighing.lo[at], weighing.hi[at] = known.lo[run, i, t], known.hi[run, i, t]
                weighing.whole[at] = known.whole[run, i, t]
                weighing.tail[at] = known.tail[run, i, t]
            else:  # of the shock of one who votes nothing is known
                weighing.lo[at], weighing.hi[at] = -np.inf, np.inf
                weighing.whole[at], weighing.tail[at] = 0.0 if s == 0.0 else 1.0, 0.0


@compiled
def answer(others, for_whom, types, weighing):
    """The chance that each type comes, or votes for it, given the chance that the others come."""
    w = weighing
    for k in range(for_whom.size):
        q = others[for_whom[k]]
        for at in range(k * types, (k + 1) * types):
            w.gain[at] = w.above[at] + per_chance(w.side[at], q)
    for at in range(w.gain.size):
        w.chance[at], _ = choice_within(
            w.gain[at], w.lo[at], w.hi[at], 1.0, w.rate[at], w.whole[at], w.tail[at], 0.0
        )
    for at in range(for_whom.size * types):
        if w.whole[at] == 0.0:
            w.chance[at] = yes_chance(w.gain[at], w.lo[at], w.hi[at], w.scale[at])


@compiled
def coming(row, k, i, first, belief, weighing, ballots, let, come, vote):
    """The chance that the k-th seat, party i, comes, and that those who vote for it let it come."""
    types, start, stop = belief.size, first[k], first[k + 1]
    if stop > start:
        votes = weighing.chance[start * types : stop * types].reshape((stop - start, types))
        pass_chance(votes, ballots.held[k], let)
    both, lets = 0.0, 0.0
    for t in range(types):
        b, passed = belief[t], let[t] if stop > start else 1.0
        both += b * weighing.chance[k * types + t] * passed
        lets += b * passed
    come[row, i] = min(both, 1.0)
    vote[row, i] = min(lets, 1.0)


@compiled
def per_chance(side, q):
    """``side / q``, and its limit at q = 0."""
    if side == 0.0:
        return 0.0
    if q > 0.0:
        return side / q
    return np.inf if side > 0.0 else -np.inf


@compiled
def coming_thresholds(above, side, others, out):
    """The shock above which each type comes: ``-(above + side / others)``.

    above, side, out: (n, types + 1); others: (n,). See `per_chance` for nobody else coming.
    """
    for row in range(above.shape[0]):
        for t in range(above.shape[1]):
            out[row, t] = -(above[row, t] + per_chance(side[row, t], others[row]))
