"""What everybody believes of everybody, and the public chance that somebody acts."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import borrowing, compiled, inlined
from sim.model.kernels.chances import interval, mass_between, yes_chance

#: Moves of a belief that are no news. Whoever stays at the table under thresholds that creep up to
#: where they settle teaches ever less; each lesson would have everybody look at everything again.
SLIGHT = 1e-9


@borrowing
def learn(rows, party, accepted, threshold, scale, known, room, stale, new):
    """Take in an act: each type would accept if its shock lies above its threshold.

    accepted: (n,); threshold: (n, types + 1), NaN where the act teaches nothing; scale: (runs,
    voices); known: Known, brought up to date; room: (5, types + 1 and more, to a multiple of 8);
    stale: (parties, runs), of whom something was learnt, and new: (n,), where it was, filled in.
    """
    lo, hi = known.lo, known.hi
    for n in range(rows.size):
        row = rows[n]
        new[n] = False
        for t in range(threshold.shape[1]):
            end = threshold[n, t]
            if accepted[n] and end > lo[row, party, t]:
                lo[row, party, t], new[n] = end, True
            elif not accepted[n] and end < hi[row, party, t]:
                hi[row, party, t], new[n] = end, True
        if new[n]:
            take_down(row, party, scale[row, party], known, room)
            stale[party, row] = True
            known.edition[row, party] += 1


@inlined
def take_down(row, i, s, known, room):
    """What the intervals of a party's types contribute to every choice, all at once in `room`."""
    types = known.lo.shape[2]
    for t in range(types):
        room[0, t], room[1, t] = known.lo[row, i, t], known.hi[row, i, t]
    for t in range(room.shape[1] // 8 * 8):
        room[2, t], room[3, t], room[4, t] = interval(room[0, t], room[1, t], s)
    for t in range(types):
        known.whole[row, i, t] = room[2, t]
        known.tail[row, i, t], known.area[row, i, t] = room[3, t], room[4, t]


@compiled
def posteriors(rows, stale, prior, lo, hi, whole, scale, edition, out):
    """Public belief about each party's type.

    It is the prior times the mass that its acts have left possible, for each kind of act.

    stale: (parties, runs), whose to work out, after which nobody's is; prior: (types,); lo, hi:
    (kinds, runs, parties, types + 1), of which the last, the party's own, is nobody else's; whole:
    the mass of each, where `interval` has found one; scale: (runs, voices); edition: (kinds, runs,
    parties), see `Known`; out: (runs, parties, types). Where nothing is left, the type with the
    least violation stays. A belief that would move by no more than `SLIGHT` stays as it was.
    """
    belief = np.empty(prior.size)
    for row in rows:
        for j in range(lo.shape[2]):
            if stale[j, row]:
                posterior(row, j, prior, lo, hi, whole, scale[row, j], belief)
                change(row, j, belief, edition, out)
                stale[j, row] = False


@inlined
def change(row, j, belief, edition, out):
    """Have a belief move, if it moves by more than `SLIGHT`."""
    moved = False
    for t in range(belief.size):
        moved |= abs(belief[t] - out[row, j, t]) > SLIGHT
    if moved:
        for t in range(belief.size):
            out[row, j, t] = belief[t]
        for k in range(edition.shape[0]):
            edition[k, row, j] += 1


@inlined
def posterior(row, j, prior, lo, hi, whole, s, belief):
    """`posteriors` of one party. belief: (types,), filled in."""
    total = 0.0
    for t in range(prior.size):
        w = prior[t]
        for k in range(lo.shape[0]):
            mass = whole[k, row, j, t]
            w *= mass if mass > 0.0 else mass_between(lo[k, row, j, t], hi[k, row, j, t], s)
        belief[t] = w
        total += w
    if total > 0.0:
        for t in range(prior.size):
            belief[t] /= total
    else:
        belief_of_least_violation(row, j, lo, hi, belief)


@borrowing
def belief_of_least_violation(row, j, lo, hi, belief):
    """All on one type: the one whose intervals are violated least. belief: filled in."""
    best, least = 0, np.inf
    for t in range(belief.size):
        violation = 0.0
        for k in range(lo.shape[0]):
            start, end = lo[k, row, j, t], hi[k, row, j, t]
            violation += max(0.0, start, -end, start - end)
        belief[t] = 0.0
        if violation < least:
            best, least = t, violation
    belief[best] = 1.0


@borrowing
def passing(rows, threshold, known, party, scale, out):
    """Public chance that a party's shock lies above its type's threshold; NaN counts as never.

    rows: the runs, n; threshold: (n, types + 1); known: Known; scale: (runs, voices); out: (n,).
    """
    for n in range(rows.size):
        row, p = rows[n], 0.0
        for t in range(known.belief.shape[2]):
            if not math.isnan(threshold[n, t]):
                lo, hi = known.lo[row, party, t], known.hi[row, party, t]
                chance = yes_chance(-threshold[n, t], lo, hi, scale[row, party])
                p += known.belief[row, party, t] * chance
        out[n] = p
