"""What everybody believes of everybody, and the public chance that somebody acts."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import compiled
from sim.model.kernels.chances import interval, mass_between, yes_chance

#: Moves of a belief that are no news. Whoever stays at the table under thresholds that creep up to
#: where they settle teaches ever less; each lesson would have everybody look at everything again.
SLIGHT = 1e-9


@compiled
def learn(rows, party, accepted, threshold, scale, known, new):
    """Take in an act: each type would accept if its shock lies above its threshold.

    accepted: (n,); threshold: (n, types + 1), NaN where the act teaches nothing; scale: (runs,
    voices); known: Known, brought up to date; new: (n,), where it taught something, filled in.
    """
    for n in range(rows.size):
        row = rows[n]
        lo, hi = known.lo[row, party], known.hi[row, party]
        new[n] = False
        for t in range(lo.size):
            end = threshold[n, t]
            if accepted[n] and end > lo[t]:
                lo[t] = end
            elif not accepted[n] and end < hi[t]:
                hi[t] = end
            else:
                continue
            new[n] = True
            terms = interval(lo[t], hi[t], scale[row, party])
            known.whole[row, party, t], known.tail[row, party, t] = terms[0], terms[1]
            known.area[row, party, t] = terms[2]


@compiled
def posteriors(rows, stale, prior, lo, hi, scale, out):
    """Public belief about each party's type.

    It is the prior times the mass that its acts have left possible, for each kind of act.

    stale: (runs, parties), whose to work out; prior: (types,); lo, hi: (kinds, runs, parties,
    types + 1), of which the last, the party's own, is nobody else's; scale: (runs, voices); out:
    (runs, parties, types). Where nothing is left, the type with the least violation stays. A belief
    that would move by no more than `SLIGHT` stays as it was.
    """
    was = np.empty(prior.size)
    for row in rows:
        for j in range(lo.shape[2]):
            if stale[row, j]:
                belief = out[row, j]
                was[:] = belief
                posterior(prior, lo[:, row, j], hi[:, row, j], scale[row, j], belief)
                moved = False
                for t in range(was.size):
                    moved |= abs(belief[t] - was[t]) > SLIGHT
                if not moved:
                    belief[:] = was


@compiled
def posterior(prior, lo, hi, s, belief):
    """`posteriors` of one party. lo, hi: (kinds, types + 1); belief: (types,), filled in."""
    total = 0.0
    for t in range(prior.size):
        w = prior[t]
        for k in range(lo.shape[0]):
            w *= mass_between(lo[k, t], hi[k, t], s)
        belief[t] = w
        total += w
    if total > 0.0:
        for t in range(prior.size):
            belief[t] /= total
        return
    best, least = 0, np.inf
    for t in range(prior.size):
        violation = 0.0
        for k in range(lo.shape[0]):
            violation += max(0.0, lo[k, t], -hi[k, t], lo[k, t] - hi[k, t])
        belief[t] = 0.0
        if violation < least:
            best, least = t, violation
    belief[best] = 1.0


@compiled
def passing(rows, threshold, known, party, scale, out):
    """Public chance that a party's shock lies above its type's threshold; NaN counts as never.

    rows: the runs, n; threshold: (n, types + 1); known: Known; scale: (runs, voices); out: (n,).
    """
    for n in range(rows.size):
        row, p = rows[n], 0.0
        for t in range(known.belief.shape[2]):
            if not math.isnan(threshold[n, t]):
                ends = known.lo[row, party, t], known.hi[row, party, t]
                chance = yes_chance(-threshold[n, t], *ends, scale[row, party])
                p += known.belief[row, party, t] * chance
        out[n] = p
