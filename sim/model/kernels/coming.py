"""Who comes: iterated reasoning about the coming of all the others."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined
from sim.model.kernels.ballots import hold_again, no_ballots, pass_chance
from sim.model.kernels.chances import choice_within, yes_chance
from sim.model.kernels.minds import (
    ABOVE,
    GAIN,
    HI,
    LO,
    OTHERS,
    RATE,
    SCALE,
    SIDE,
    TAIL,
    WHOLE,
    WITH,
    choosers,
    room_to_reason,
)
from sim.model.kernels.rows import fill


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
    chosen, many, types = choosers(seat, required, bodies), cases.client.size, known.belief.shape[2]
    room = room_to_reason(chosen, many, types, known.belief.shape[1])
    ballots, home = no_ballots(2 * chosen.party.size, chosen.who.size), home_of(chosen)
    start, steps = reasoning.start ** (1.0 / max(required.size - 1, 1)), reasoning.steps
    voted_on = np.flatnonzero(chosen.first[:-1] < chosen.first[1:])
    for n in range(rows.size):
        row, m = rows[n], live_cases(n, cases, room)
        if m == 0:
            continue
        weigh(n, row, chosen, terms, known, scale, start, room)
        if not vote_as_before(n, row, chosen, bodies, home):
            hold_at_home(chosen, home, many * types, ballots)
        for _ in range(steps):
            choose(n, m, chosen, cases, required, types, room)
            for k in voted_on:
                let_go(k, m, chosen, types, home, ballots, room)
            come(m, row, chosen, known, room)
        tell(n, m, cases, required, room, others, vote)


@inlined
def live_cases(n, cases, room):
    """How many cases anybody asks about in a run; which, is written down."""
    m = 0
    for c in range(room.live.size):
        if not math.isnan(cases.shift[n, c]):
            room.live[m] = c
            m += 1
    return m


@inlined
def weigh(n, row, chosen, terms, known, scale, start, room):
    """All that does not change from one step of reasoning to the next, choice by choice.

    start: the chance with which each comes, before anybody has thought about it.
    """
    w, types, room.careful[0] = room.weighed, known.belief.shape[2], False
    for c in range(room.come.shape[0]):
        fill(room.come[c], start)
    for k in range(chosen.party.size):
        i = chosen.party[k]
        place(n, row, k, i, i, terms, scale, w)
        for t in range(types):
            at = k * types + t
            w[LO, at], w[HI, at] = known.lo[row, i, t], known.hi[row, i, t]
            w[WHOLE, at], w[TAIL, at] = known.whole[row, i, t], known.tail[row, i, t]
            room.careful[0] |= w[WHOLE, at] == 0.0
        for f in range(chosen.first[k], chosen.first[k + 1]):
            place(n, row, f, chosen.who[f], i, terms, scale, w)
            for at in range(f * types, (f + 1) * types):
                w[LO, at], w[HI, at] = -np.inf, np.inf  # nothing is known of one who votes
                w[WHOLE, at], w[TAIL, at] = 0.0 if w[SCALE, at] == 0.0 else 1.0, 0.0
                room.careful[0] |= w[WHOLE, at] == 0.0


@inlined
def place(n, row, k, v, i, terms, scale, w):
    """What coming is worth to voice v of party i, the k-th that chooses."""
    s, types = scale[row, v], terms.above.shape[2] - 1
    rate, at = 1.0 / s, k * types
    for t in range(types):
        w[ABOVE, at] = terms.above[n, v, t]
        w[SIDE, at] = terms.blame[n, i] - terms.firmness[n, i, t]
        w[SCALE, at], w[RATE, at] = s, rate
        at += 1


class Home(NamedTuple):
    """Those who vote for the parties that choose."""

    ballot: np.ndarray  # (choosers,): the number of the ballot that is held
    quota: np.ndarray  # (choosers,): NaN as long as nobody has voted
    weight: np.ndarray  # (choosing,)
    veto: np.ndarray  # (choosing,): false
    counts: np.ndarray  # (choosing,): 0


@compiled
def home_of(chosen):
    """Nobody has voted yet."""
    choosers, choosing = chosen.party.size, chosen.who.size
    return Home(
        np.zeros(choosers, np.int64),
        np.full(choosers, np.nan),
        np.zeros(choosing),
        np.zeros(choosing, np.bool_),
        np.zeros(choosing, np.int64),
    )


@inlined
def vote_as_before(n, row, chosen, bodies, home):
    """Whether all vote at home by the rules of the run before; those of this one are taken down."""
    same = True
    for k in range(chosen.party.size):
        if chosen.first[k] < chosen.first[k + 1]:
            quota = bodies.quota[row, chosen.party[k]]
            same &= home.quota[k] == quota
            home.quota[k] = quota
        for f in range(chosen.first[k], chosen.first[k + 1]):
            weight = bodies.weight[n, chosen.who[f]]
            same &= home.weight[f] == weight
            home.weight[f] = weight
    return same


@compiled
def hold_at_home(chosen, home, choices, ballots):
    """The ballot of those who vote for each party, one for each choice of it.

    Two are kept for each, as a quota is mostly one of two readings of the same rule.
    """
    for k in range(chosen.party.size):
        start, stop = chosen.first[k], chosen.first[k + 1]
        if stop > start:
            quota, number = home.quota[k], 2 * k
            kept = ballots.rule[number, 0]
            if kept != quota and not math.isnan(kept):
                number += 1
            home.ballot[k] = number
            voters = home.weight[start:stop], home.veto[start:stop], home.counts[start:stop]
            hold_again(ballots, number, voters[0], quota, voters[1], voters[2], choices)


@inlined
def choose(n, m, chosen, cases, required, types, room):
    """The chance of each choice in each live case, given the chances that the others come."""
    w = room.weighed
    for c in range(m):
        here = room.live[c]
        for k in range(chosen.party.size):
            i = chosen.party[k]
            q = joint(room.come, c, i, required)
            shift = cases.shift[n, here] if cases.client[here] == i else 0.0
            with_others(k * types, (k + 1) * types, shift, q, w)
            with_others(chosen.first[k] * types, chosen.first[k + 1] * types, shift, q, w)
        chances(w, room.chance[c], room.careful[0])


@inlined
def joint(come, c, i, required):
    """The chance that all required seats come, i aside. come: (cases, parties)."""
    q = 1.0
    for j in required:
        if j != i:
            q *= come[c, j]
    return q


@inlined
def with_others(start, stop, shift, q, w):
    """Of some choices: coming is worth so much more, and the others come with chance q."""
    for at in range(start, stop):
        w[WITH, at], w[OTHERS, at] = w[ABOVE, at] + shift, q


@inlined
def chances(w, chance, careful):
    """The chance of each choice. chance: (choices,), filled in."""
    for at in range(chance.size // 8 * 8):
        gain = w[WITH, at] + per_chance(w[SIDE, at], w[OTHERS, at])
        w[GAIN, at] = gain
        chance[at], _ = choice_within(
            gain, w[LO, at], w[HI, at], 1.0, w[RATE, at], w[WHOLE, at], w[TAIL, at], 0.0
        )
    if careful:
        for at in range(chance.size):
            if w[WHOLE, at] == 0.0:
                chance[at] = yes_chance(w[GAIN, at], w[LO, at], w[HI, at], w[SCALE, at])


@compiled
def let_go(k, m, chosen, types, home, ballots, room):
    """The chance that those who vote for the k-th to choose let each of its types come."""
    vote_at_home(k, m, chosen, types, ballots.held[home.ballot[k]], room)


@inlined
def vote_at_home(k, m, chosen, types, ballot, room):
    """`let_go`, by that ballot."""
    first = chosen.first[k]
    voters, width = chosen.first[k + 1] - first, m * types
    for v in range(voters):
        for c in range(m):
            for t in range(types):
                room.yes[v, c * types + t] = room.chance[c, (first + v) * types + t]
    pass_chance(room.yes[:voters, :width], ballot, room.let[k, :width])


@inlined
def come(m, row, chosen, known, room):
    """The chance that each comes, and that those who vote for it let it."""
    types = known.belief.shape[2]
    for k in range(chosen.party.size):
        i, at = chosen.party[k], 0
        for c in range(m):
            both, vote = 0.0, 0.0
            for t in range(types):
                b, passed = known.belief[row, i, t], room.let[k, at]
                both += b * room.chance[c, k * types + t] * passed
                vote += b * passed
                at += 1
            room.come[c, i], room.lets[c, i] = min(both, 1.0), min(vote, 1.0)


@inlined
def tell(n, m, cases, required, room, others, vote):
    """The chances that were asked for."""
    for c in range(m):
        here = room.live[c]
        for x in range(cases.told.shape[1]):
            i = cases.told[here, x]
            others[n, here, x] = joint(room.come, c, i, required)
            vote[n, here, x] = room.lets[c, i]


@inlined
def per_chance(side, q):
    """``side / q``, and its limit at q = 0, below which rounding may put it."""
    return 0.0 if side == 0.0 else side / (q if q > 0.0 else 0.0)


@compiled
def coming_thresholds(above, side, others, out):
    """The shock above which each type comes: ``-(above + side / others)``.

    above, side, out: (n, types + 1); others: (n,). See `per_chance` for nobody else coming.
    """
    for row in range(above.shape[0]):
        for t in range(above.shape[1]):
            out[row, t] = -(above[row, t] + per_chance(side[row, t], others[row]))
