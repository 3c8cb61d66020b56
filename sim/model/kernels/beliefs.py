"""What everybody believes of everybody, and the public chance that somebody acts."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import compiled
from sim.model.kernels.chances import mass_between, yes_chance


@compiled
def posteriors(rows, prior, lo, hi, scale, out):
    """Public belief about each party's type.

    It is the prior times the mass that its acts have left possible, for each kind of act.

    prior: (types,); lo, hi: (kinds, runs, parties, types + 1), of which the last, the party's own,
    is nobody else's; scale: (runs, parties); out: (runs, parties, types). Where nothing is left,
    the type with the least violation stays.
    """
    kinds, parties, types = lo.shape[0], lo.shape[2], prior.size
    for row in rows:
        for j in range(parties):
            s = scale[row, j]
            total = 0.0
            for t in range(types):
                w = prior[t]
                for k in range(kinds):
                    w *= mass_between(lo[k, row, j, t], hi[k, row, j, t], s)
                out[row, j, t] = w
                total += w
            if total > 0.0:
                for t in range(types):
                    out[row, j, t] /= total
                continue
            best = 0
            least = np.inf
            for t in range(types):
                violation = 0.0
                for k in range(kinds):
                    a = lo[k, row, j, t]
                    b = hi[k, row, j, t]
                    violation += max(0.0, a, -b, a - b)
                out[row, j, t] = 0.0
                if violation < least:
                    least = violation
                    best = t
            out[row, j, best] = 1.0


@compiled
def passing(threshold, known, party, scale, out):
    """Public chance that a party's shock lies above its type's threshold; NaN counts as never.

    threshold: (n, types + 1); known: Known, n runs; scale: (n, voices); out: (n,).
    """
    for row in range(threshold.shape[0]):
        p = 0.0
        for t in range(known.belief.shape[2]):
            if not math.isnan(threshold[row, t]):
                ends = known.lo[row, party, t], known.hi[row, party, t]
                chance = yes_chance(-threshold[row, t], *ends, scale[row, party])
                p += known.belief[row, party, t] * chance
        out[row] = p
