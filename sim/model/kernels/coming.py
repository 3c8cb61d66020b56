"""Who comes: iterated reasoning about the coming of all the others."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined
from sim.model.kernels.ballots import hold_again, no_ballots, pass_chance
from sim.model.kernels.chances import choice_within, yes_chance

# A choice is one of each type of each voice that has one, in each case. What it hangs on is a row
# of one array, as rows on their own cost more to hand on than the choices to make:
ABOVE = 0  # what coming is worth if all the others come
SIDE = 1  # what it is worth whether they come or not
GAIN = 2  # both, in units of what counts only if they come
LO, HI = 3, 4  # where the shock lies
SCALE, RATE = 5, 6  # and 1 / scale
WHOLE, TAIL = 7, 8  # see `interval`
CHANCE = 9  # of coming, or of a vote for it
ROWS = 10


@compiled
def comings(
    rows, terms, cases, known, scale, bodies, required, seat, reasoning, others, vote
):  # fmt: skip
    """Chance that all on whom a party's coming hangs come, by iterated reasoning, in several cases.

    A type comes iff ``q (above + shock) + blame - firmness > 0``; a party whose factions vote on
    coming needs their votes besides, each cast by the same comparison of the faction's own. From a
    joint chance, one half unless somebody asks otherwise, each step answers the chances of the step
    before (level-k reasoning: Stahl & Wilson 1994).

    rows: the runs, n; terms: Terms; cases: Cases; known: Known, of the shock at sitting down;
    scale: (runs, voices); bodies: Bodies, of those who vote on coming, their weights n runs;
    required, seat: parties; reasoning: Reasoning; others, vote: (n, cases, told), filled in for the
    parties of `Cases.told`: ``others`` the chance that all other required seats come, ``vote`` the
    chance that its own factions let it come.
    """
    chooser, who, first = choosers(seat, required, bodies)
    many, types = cases.client.size, known.belief.shape[2]
    ballots, home = no_ballots(2 * chooser.size, who.size), home_of(chooser.size, who.size)
    let, live = np.ones(many * types), np.empty(many, np.int64)
    w = np.zeros((ROWS, (who.size * many * types + 7) // 8 * 8))
    come, lets = np.ones((2, many, known.belief.shape[1]))
    start = reasoning.start ** (1.0 / max(required.size - 1, 1))
    for n in range(rows.size):
        m = 0
        for c in range(many):
            if not math.isnan(cases.shift[n, c]):
                live[m] = c
                m += 1
        if m == 0:
            continue
        weigh(n, rows[n], chooser, who, first, terms, cases, live[:m], known, scale, w)
        hold_at_home(n, rows[n], chooser, who, first, bodies, let.size, home, ballots)
        come[:] = start
        for _ in range(reasoning.steps):
            for k in range(chooser.size):
                for c in range(m):
                    q = joint(come, c, chooser[k], required)
                    with_others(k, c * types, m * types, types, q, w)
                    for f in range(first[k], first[k + 1]):
                        with_others(f, c * types, m * types, types, q, w)
            chances(who.size * m * types, w)
            for k in range(chooser.size):
                belief = known.belief[rows[n], chooser[k]]
                coming(k, chooser[k], first, belief, m, w, home, ballots, let, come, lets)
        for c in range(m):
            for x in range(cases.told.shape[1]):
                i = cases.told[live[c], x]
                others[n, live[c], x] = joint(come, c, i, required)
                vote[n, live[c], x] = lets[c, i]


@compiled
def choosers(seat, required, bodies):
    """The parties on whose choice anything hangs, and the voices that choose.

    The parties first, then those who vote for each: for the k-th from ``first[k]`` to ``first[k +
    1]``. Nothing hangs on an optional seat of one mind.
    """
    chooser, who = np.empty(seat.size, np.int64), np.empty(seat.size + bodies.party.size, np.int64)
    n = 0
    for i in seat:
        asked = False
        for j in required:
            asked = asked or i == j
        for j in bodies.party:
            asked = asked or i == j
        if asked:
            chooser[n] = who[n] = i
            n += 1
    chooser = chooser[:n]
    first = np.empty(n + 1, np.int64)
    for k in range(chooser.size):
        first[k] = n
        for v in range(bodies.party.size):
            if bodies.party[v] == chooser[k]:
                who[n] = v
                n += 1
    first[chooser.size] = n
    return chooser, who[:n], first


@compiled
def weigh(n, row, chooser, who, first, terms, cases, live, known, scale, w):
    """All that does not change from one step of reasoning to the next, choice by choice."""
    types = known.belief.shape[2]
    for k in range(chooser.size):
        i = chooser[k]
        place(n, row, k, i, i, terms, cases, live, scale, w)
        at = k * live.size * types
        for _ in range(live.size):
            for t in range(types):
                w[LO, at], w[HI, at] = known.lo[row, i, t], known.hi[row, i, t]
                w[WHOLE, at], w[TAIL, at] = known.whole[row, i, t], known.tail[row, i, t]
                at += 1
        for f in range(first[k], first[k + 1]):
            place(n, row, f, who[f], i, terms, cases, live, scale, w)
            for at in range(f * live.size * types, (f + 1) * live.size * types):
                w[LO, at], w[HI, at] = -np.inf, np.inf  # nothing is known of one who votes
                w[WHOLE, at], w[TAIL, at] = 0.0 if scale[row, who[f]] == 0.0 else 1.0, 0.0


@inlined
def place(n, row, k, v, i, terms, cases, live, scale, w):
    """What coming is worth to voice v of party i, the k-th that chooses, in each case."""
    s, types = scale[row, v], terms.above.shape[2] - 1
    rate, at = 1.0 / s, k * live.size * types
    for c in live:
        shift = cases.shift[n, c] if cases.client[c] == i else 0.0
        for t in range(types):
            w[ABOVE, at] = terms.above[n, v, t] + shift
            w[SIDE, at] = terms.blame[n, i] - terms.firmness[n, i, t]
            w[SCALE, at], w[RATE, at] = s, rate
            at += 1


class Home(NamedTuple):
    """Those who vote for the parties that choose."""

    ballot: np.ndarray  # (choosers,): the number of the ballot that is held
    weight: np.ndarray  # (voices,)
    veto: np.ndarray  # (voices,): false
    counts: np.ndarray  # (voices,): 0


@compiled
def home_of(choosers, voices):
    """Nobody has voted yet."""
    return Home(
        np.zeros(choosers, np.int64),
        np.zeros(voices),
        np.zeros(voices, np.bool_),
        np.zeros(voices, np.int64),
    )


@compiled
def hold_at_home(n, row, chooser, who, first, bodies, choices, home, ballots):
    """The ballot of those who vote for each party, one for each choice of it.

    Two are kept for each, as a quota is mostly one of two readings of the same rule.
    """
    for k in range(chooser.size):
        start, stop = first[k], first[k + 1]
        if stop > start:
            for f in range(start, stop):
                home.weight[f] = bodies.weight[n, who[f]]
            quota, number = bodies.quota[row, chooser[k]], 2 * k
            kept = ballots.rule[number, 0]
            if kept != quota and not math.isnan(kept):
                number += 1
            home.ballot[k] = number
            voters = home.weight[start:stop], home.veto[start:stop], home.counts[start:stop]
            hold_again(ballots, number, voters[0], quota, voters[1], voters[2], choices)


@inlined
def joint(come, c, i, required):
    """The chance that all required seats come, i aside. come: (cases, parties)."""
    q = 1.0
    for j in required:
        if j != i:
            q *= come[c, j]
    return q


@inlined
def with_others(k, start, width, types, q, w):
    """What coming is worth to the types of the k-th voice, given the chance that the others come.

    start: where its types of a case stand; width: types of all cases.
    """
    start += k * width
    if q > 0.0:
        for at in range(start, start + types):
            w[GAIN, at] = w[ABOVE, at] + w[SIDE, at] / q
    else:
        for at in range(start, start + types):
            w[GAIN, at] = w[ABOVE, at] + per_chance(w[SIDE, at], q)


@inlined
def chances(n, w):
    """The chance of each of the first n choices."""
    for at in range((n + 7) // 8 * 8):  # so no rest is left for a slower loop
        w[CHANCE, at], _ = choice_within(
            w[GAIN, at], w[LO, at], w[HI, at], 1.0, w[RATE, at], w[WHOLE, at], w[TAIL, at], 0.0
        )
    for at in range(n):
        if w[WHOLE, at] == 0.0:
            w[CHANCE, at] = yes_chance(w[GAIN, at], w[LO, at], w[HI, at], w[SCALE, at])


@compiled
def coming(k, i, first, belief, m, w, home, ballots, let, come, lets):
    """The chance that the k-th to choose, party i, comes, and that those who vote for it let it."""
    start, stop, width = first[k], first[k + 1], m * belief.size
    votes = stop > start
    if votes:
        yes = w[CHANCE, start * width : stop * width].reshape((stop - start, width))
        pass_chance(yes, ballots.held[home.ballot[k]], let[:width])
    at = 0
    for c in range(m):
        both, vote = 0.0, 0.0
        for t in range(belief.size):
            b, passed = belief[t], let[at] if votes else 1.0
            both += b * w[CHANCE, k * width + at] * passed
            vote += b * passed
            at += 1
        come[c, i], lets[c, i] = min(both, 1.0), min(vote, 1.0)


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
