"""Acts before the table: what one is worth to a party, and the shock above which a type does it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined
from sim.model.kernels.shapes import Terms


class Stand(NamedTuple):
    """Where one party stands in n runs of an outlook."""

    party: int
    terms: Terms
    at: np.ndarray  # (n,): the rows of the terms
    others: np.ndarray  # (n,): chance that all the others come
    vote: np.ndarray  # (n,): that its own factions let it come


@compiled
def act_values(now, then, cost, seated, shock, out):
    """What an act is worth to the party itself, whose shock is known to it: see `Act`.

    now, then: Stand, without the act and with it; cost, shock, out: (n,); seated: whether it can
    stay away.
    """
    own = now.terms.above.shape[2] - 1
    for n in range(out.size):
        q0, a0, side0 = stands(n, now, own)
        q1, a1, side1 = stands(n, then, own)
        with_act, without = q1 * (a1 + shock[n]), q0 * (a0 + shock[n])
        if seated:
            with_act, without = max(with_act + side1, 0.0), max(without + side0, 0.0)
        out[n] = change(n, now, then, seated) + with_act - without - cost[n]


@compiled
def act_thresholds(now, then, cost, seated, out):
    """The shock above which each type does it; NaN where no single threshold decides.

    now, then, cost, seated: as for `act_values`; out: (n, types + 1).
    """
    for n in range(out.shape[0]):
        base = change(n, now, then, seated) - cost[n]
        for t in range(out.shape[1]):
            before, after = stands(n, now, t), stands(n, then, t)
            if seated:
                out[n, t] = root_of_seat(base, before, after)
            else:
                out[n, t] = root_of_bystander(base, before, after)


@inlined
def stands(n, stand, t):
    """The chance that coming comes to anything, what talks are then worth, and coming itself."""
    terms, row, i, let = stand.terms, stand.at[n], stand.party, stand.vote[n]
    side = (terms.blame[row, i] - terms.firmness[row, i, t]) * let
    return stand.others[n] * let, terms.above[row, i, t], side


@inlined
def change(n, now, then, seated):
    """What an act changes for a party that stays away: whoever does so is blamed for it."""
    i, before, after = now.party, now.at[n], then.at[n]
    shift = then.terms.no_talks[after, i] - now.terms.no_talks[before, i]
    if seated:
        shift = shift - then.terms.blame[after, i] + now.terms.blame[before, i]
    return shift


@inlined
def root_of_bystander(base, before, after):
    """The root of a straight line."""
    (q0, a0, _), (q1, a1, _) = before, after
    slope = q1 - q0
    level = base + q1 * a1 - q0 * a0
    if slope > 0.0:
        return -level / slope
    if slope == 0.0:
        return -np.inf if level > 0.0 else np.inf
    return np.nan


@inlined
def root_of_seat(base, before, after):
    """The root of a line with two bends: where it comes with the act, and where without.

    Between the bends it rises, if it comes at lower shocks with the act, or else falls; on which
    side rounding puts bends that coincide makes no difference to the root.
    """
    (q0, a0, side0), (q1, a1, side1) = before, after
    b0, b1 = q0 * a0 + side0, q1 * a1 + side1
    base -= 0.0 if q0 > 0.0 else max(b0, 0.0)
    if not q1 > 0.0:  # nothing hangs on the shock with the act
        if q0 > 0.0:
            return np.nan
        return -np.inf if base + max(b1, 0.0) > 0.0 else np.inf
    comes1, slope = -b1 / q1, q1 - q0
    comes0 = -b0 / q0 if q0 > 0.0 else np.inf
    rises = comes1 <= comes0
    peak = base + q1 * (comes0 - comes1) if rises else base
    if slope < 0.0 and (base > 0.0 or peak > 0.0):
        return np.nan
    if base > 0.0:
        dip = base if rises else base - q0 * (comes1 - comes0)  # the least it gets to
        return -np.inf if dip > 0.0 else np.nan
    early = comes1 - base / q1
    if rises and early < comes0:
        return early
    late = -(base + b1 - (b0 if q0 > 0.0 else 0.0)) / slope
    return late if slope > 0.0 else np.inf  # the last root, where all before is at most 0
