"""The inner loops: compiled, one pass over the live runs, every sum written out in order.

All kernels stand in this one file, call only one another and read no constant of another module,
because Numba's cache does not notice a change in a callee elsewhere. None uses ``fastmath``,
threads or BLAS, so a run's numbers do not depend on the block it is computed in.

Notation, as in the model's description (docs/explanation/model.md): a voice is a party or a faction
of one; a type is a point of a party's resolve, the last column being the party's own; ``s`` the
scale of a voice's private payoff shock, which is logistic and known to the others to lie in ``(lo,
hi)``.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined


class Stakes(NamedTuple):
    """What a state of the world is worth to everybody."""

    utility: np.ndarray  # (runs, voices, packages)
    failed: np.ndarray  # (runs, voices): war after failed talks, before its cost
    breach: np.ndarray  # (runs, cases, voices, packages): war after a breach, before its cost
    breach_case: np.ndarray  # (parties,): which case each party's breach is
    guarantee: np.ndarray  # (runs, packages): what breaking costs


class Voices(NamedTuple):
    """What distinguishes parties, and factions after them."""

    owner: np.ndarray  # (voices,): the party whose voice it is
    scale: np.ndarray  # (runs, voices): of the private shocks
    range: np.ndarray  # (runs, voices): best less worst utility
    cost: np.ndarray  # (runs, parties, types + 1): of war
    temptation: np.ndarray  # (runs, parties)
    opposed: np.ndarray  # (parties, parties): on different sides


class Known(NamedTuple):
    """What everybody knows of everybody: types, and where a shock can lie."""

    belief: np.ndarray  # (runs, parties, types)
    lo: np.ndarray  # (runs, parties, types + 1)
    hi: np.ndarray


class OnTable(NamedTuple):
    """Who sits there, and what can be signed."""

    seat: np.ndarray  # (seats,) parties
    present: np.ndarray  # (runs, parties)
    refused: np.ndarray  # (runs, packages)
    allowed: np.ndarray  # (voices, packages): no red line crossed


class Rule(NamedTuple):
    """A decision rule: all vetoes agree, and the weight of the yes side reaches a quota."""

    absent_agrees: bool  # whether an optional seat that stayed away counts as saying yes
    weight: np.ndarray  # (runs, seats)
    quota: np.ndarray  # (runs,)
    veto: np.ndarray  # (seats,)


class Bodies(NamedTuple):
    """Those whose votes at home are needed: factions, or a party that has none."""

    party: np.ndarray  # (voices,): the party for which a voice votes, or -1
    voting: np.ndarray  # the parties for which anybody votes
    outside: np.ndarray  # (runs, parties): votes without a seat, whoever is present
    weight: np.ndarray  # (runs, voices)
    quota: np.ndarray  # (runs, parties)


class Seen(NamedTuple):
    """What follows, for every package x: see `sim.model.prospect.Prospect`."""

    yes: np.ndarray  # (runs, voices, packages)
    agree: np.ndarray  # (runs, parties, packages)
    against: np.ndarray  # (runs, parties, packages)
    passes: np.ndarray  # (runs, packages)
    score: np.ndarray  # (runs, packages)
    expect: np.ndarray  # (runs, parties, types + 1)
    without: np.ndarray  # (runs, parties, types + 1)


class Terms(NamedTuple):
    """What coming weighs."""

    above: np.ndarray  # (n, voices, types + 1): V(talks) - r(no talks)
    blame: np.ndarray  # (n, parties): cost of refusing, through threats
    firmness: np.ndarray  # (n, parties, types + 1): cost of backing down


class Reasoning(NamedTuple):
    """How everybody reckons with the coming of the others (Stahl & Wilson 1994)."""

    start: float  # the joint chance that all the others come, before anybody has thought about it
    steps: int  # each answers the chances of the step before


@inlined
def falling(z):
    """``exp(-|z|)`` within one unit in the last place; 0 beyond 708.

    Plain arithmetic, which is the same on every processor, and neither calls nor branches, so that
    a loop over an array works on as many numbers at once as the processor can. The argument is
    reduced in two parts (Cody & Waite 1980); the rest is the rational function of FDLIBM's
    ``e_exp.c`` (Sun Microsystems 1993).
    """
    a = abs(z)
    cut = 708.0 if a > 708.0 else a
    # To add 1.5 * 2**52 leaves the nearest integer, of -a / log 2, in the lowest bits of the sum.
    shifted = np.float64(6755399441055744.0 - cut * 1.4426950408889634)
    n = 6755399441055744.0 - shifted
    r = (n * 0.6931471803691238 - cut) + n * 1.9082149292705877e-10  # n log 2 - a
    q = r * r
    c = -1.6533902205465252e-06 + q * 4.1381367970572385e-08
    c = 0.16666666666666602 + q * (-2.7777777777015593e-03 + q * (6.613756321437934e-05 + q * c))
    c = r - q * c
    e = 1.0 + (r + r * c / (2.0 - c))
    power = np.int64(shifted.view(np.int64) + 1023 << 52)  # the bits of 2**-n
    return 0.0 if a > 708.0 else e * power.view(np.float64)


@inlined
def log_near(f):
    """``log(1 + f)`` of f between ``sqrt(1/2) - 1`` and ``sqrt(2) - 1``: FDLIBM's ``e_log.c``."""
    s = f / (2.0 + f)
    z = s * s
    r = 0.2222219843214978 + z * (
        0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586)
    )
    r = z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * r)))
    half = 0.5 * f * f
    return f - (half - s * (half + r))


@inlined
def log_above_one(e):
    """``log(1 + e)`` of e in [0, 1], within two units in the last place; no calls, no branches."""
    far = e > 0.41421356237309503
    log = log_near(0.5 * (e - 1.0) if far else e)  # of (1 + e) / 2, where that is nearer to 1
    return log + 0.6931471805599453 if far else log


@inlined
def logistic(z):
    """``1 / (1 + exp(-z))`` without overflow."""
    e = falling(z)
    return (1.0 if z >= 0.0 else e) / (1.0 + e)


@compiled
def logistic_of(gain, scale):
    """P(gain + shock > 0) of each: the step function where there is no noise. (n,)."""
    out = np.empty(gain.size)
    for k in range(gain.size):
        sure = 1.0 if gain[k] > 0.0 else 0.0
        out[k] = sure if scale[k] == 0.0 else logistic(gain[k] / scale[k])
    return out


@compiled
def upper_tail_area(a, s):
    """Area under ``1 - F`` beyond ``a``: ``s log(1 + exp(-a / s))``."""
    z = -a / s
    return s * (max(z, 0.0) + log_above_one(falling(z)))


@compiled
def mass_between(lo, hi, s):
    """Probability of ``lo < shock < hi``.

    At zero noise the shock is 0, and 0 is inside ``lo < 0 <= hi``.
    """
    if s == 0.0:
        return 1.0 if lo < 0.0 <= hi else 0.0
    if hi <= lo:
        return 0.0
    if lo == -np.inf and hi == np.inf:
        return 1.0
    if lo > 0.0:  # keep precision in the upper tail
        return logistic(-lo / s) - logistic(-hi / s)
    return logistic(hi / s) - logistic(lo / s)


@compiled
def near_end(lo, hi):
    """Where a shock must lie if its interval is so far out that no mass is left: the end near 0."""
    if hi <= lo:
        return 0.5 * (lo + hi)  # contradictory acts
    return lo if lo > 0.0 else hi


@compiled
def yes_chance(gain, lo, hi, s):
    """P(gain + shock > 0), the shock known to lie in ``(lo, hi)`` (a truncated logit)."""
    if s == 0.0:
        return 1.0 if gain > 0.0 else 0.0
    if lo == -np.inf and hi == np.inf:
        return logistic(gain / s)
    if -gain <= lo:
        return 1.0
    if -gain >= hi:
        return 0.0
    whole = mass_between(lo, hi, s)
    if whole <= 0.0:
        return 1.0 if gain + near_end(lo, hi) > 0.0 else 0.0
    return mass_between(-gain, hi, s) / whole


@compiled
def option_value(gain, lo, hi, s):
    """E[(gain + shock)+], the shock known to lie in ``(lo, hi)``.

    ``s log(1 + exp(gain / s))`` when nothing is known.
    """
    if s == 0.0:
        return max(gain, 0.0)
    if lo == -np.inf and hi == np.inf:
        return upper_tail_area(-gain, s)
    start = max(lo, -gain)
    if start >= hi:
        return 0.0
    whole = mass_between(lo, hi, s)
    if whole <= 0.0:
        return max(gain + near_end(lo, hi), 0.0)
    if hi <= 0.0:  # reckon in the lower tail, where the upper one would cancel
        area = (gain + hi) * logistic(hi / s) - upper_tail_area(-hi, s)
        area -= (gain + start) * logistic(start / s) - upper_tail_area(-start, s)
        return max(area, 0.0) / whole
    area = (gain + start) * logistic(-start / s) + upper_tail_area(start, s)
    if hi != np.inf:
        area -= (gain + hi) * logistic(-hi / s) + upper_tail_area(hi, s)
    return max(area, 0.0) / whole


@compiled
def interval(lo, hi, s):
    """What an interval contributes to every choice: its mass, and the two tail terms beyond it.

    A mass of 0 stands for an interval that `choices` leaves to the careful formulas.
    """
    if s == 0.0 or hi <= 0.0:
        return 0.0, 0.0, 0.0
    whole = mass_between(lo, hi, s)
    if whole < 1e-6:
        return 0.0, 0.0, 0.0
    if hi == np.inf:
        return whole, 0.0, 0.0
    return whole, logistic(-hi / s), upper_tail_area(hi, s)


@inlined
def choice_within(gain, lo, hi, s, rate, whole, tail, area):
    """`yes_chance` and `option_value` at once, given the interval's own terms, without a branch.

    rate: 1 / s. As long as the interval has a mass.
    """
    start = max(lo, -gain)
    z = start * rate
    e = falling(z)
    above = (e if z >= 0.0 else 1.0) / (1.0 + e)
    value = (gain + start) * above + s * (log_above_one(e) + max(-z, 0.0))
    value -= (gain + hi) * tail + area if tail > 0.0 else 0.0
    p = 1.0 if start == lo else (above - tail) * (1.0 / whole)
    inside = start < hi
    return p if inside else 0.0, max(value, 0.0) * (1.0 / whole) if inside else 0.0


@compiled
def choices(gain, lo, hi, s, p, value):
    """`yes_chance` and `option_value` of each gain; p, value: (n,) as gain, filled in."""
    whole, tail, area = interval(lo, hi, s)
    if whole > 0.0:
        for k in range(gain.size):
            p[k], value[k] = choice_within(gain[k], lo, hi, s, 1.0 / s, whole, tail, area)
    else:
        for k in range(gain.size):
            p[k] = yes_chance(gain[k], lo, hi, s)
            value[k] = option_value(gain[k], lo, hi, s)


class Ways(NamedTuple):
    """The ways in which a ballot can be won, as a decision diagram (Bryant 1986).

    The voters without a veto are counted one after another; a node is all that matters of those
    counted so far, and its two edges what the next one makes of it. Node 0 is a ballot that is
    lost; then those that are won once everybody is counted, by the number of members; then the
    nodes of the last voter, of the one before, and so on up to the one with which the count begins,
    the last of all.
    """

    yes: np.ndarray  # (nodes,): where a yes leads
    no: np.ndarray
    voter: np.ndarray  # (nodes,): whose vote it is; -1 where everybody is counted
    members: np.ndarray  # (won + 1,): how many of those counted as members are on the yes side


@compiled
def ways_to_pass(weight, quota, veto, counts):
    """The ways in which those with a veto, who all say yes, and others reach the quota.

    weight: (n,); quota: float; veto: (n,) booleans; counts: (n,) integers, 1 for a voter that is
    counted as a member and 0 for one that is not. Each step merges equal votes of equally many
    members; a quota once reached is reached for good, and one out of reach is lost. Under majority
    there are thus n nodes a step, for whole weights no more than the quota for each number of
    members, and 2**n in the end only for weights that have nothing in common.
    """
    free = np.flatnonzero(~veto)
    votes, members = np.zeros(1), np.zeros(1, np.int64)
    rest = 0.0
    for j in range(weight.size):
        if veto[j]:
            votes[0] += weight[j]
        else:
            rest += weight[j]
    if votes[0] >= quota - 1e-12:
        votes[0] = np.inf
    first = np.zeros(free.size + 2, np.int64)  # node of each step
    first[1] = 1
    yes, no = np.empty(2, np.int64), np.empty(2, np.int64)
    for step in range(free.size):
        j, start, stop = free[step], first[step], first[step + 1]
        rest -= weight[j]
        yes, no = longer(yes, stop), longer(no, stop)
        here = yes[start:stop], no[start:stop]
        votes, members = counted(votes, members, weight[j], counts[j], quota, rest, stop, here)
        first[step + 2] = stop + votes.size
    return without_doubles(votes, members, free, first, yes, no)


@compiled
def longer(row, least):
    """A row with room for at least so many entries: the row itself, or a copy twice as long."""
    if row.size >= least:
        return row
    out = np.empty(2 * least, row.dtype)
    out[: row.size] = row
    return out


@compiled
def counted(votes, members, weight, counts, quota, rest, stop, leads):
    """Count one more voter: the votes and members after it, sorted by members and then votes.

    votes, members: (n,), sorted likewise; a quota that is reached stands as infinitely many votes;
    rest: the weight of those not counted yet; stop: the number of the first node of the next step;
    leads: where a yes and where a no leads from each, filled in, -1 where nothing can be won.
    """
    reached = quota - 1e-12
    hopeless = reached - 1e-9 * (1.0 + abs(quota))  # far enough to be so however it is added up
    n, size, yes, no = 0, votes.size, 0, 0
    after, joined = np.empty(2 * size), np.empty(2 * size, np.int64)
    while yes < size or no < size:  # merge two sorted rows
        v, m = np.inf, np.int64(0)
        if yes < size:
            v, m = votes[yes] + weight, members[yes] + counts
            v = np.inf if v >= reached else v
        refused = yes == size
        if not refused and no < size:
            refused = members[no] < m or (members[no] == m and votes[no] <= v)
        if refused:
            v, m = votes[no], members[no]
        node = -1
        if v + rest >= hopeless:
            if n == 0 or after[n - 1] != v or joined[n - 1] != m:
                after[n], joined[n] = v, m
                n += 1
            node = stop + n - 1
        if refused:
            leads[1][no] = node
            no += 1
        else:
            leads[0][yes] = node
            yes += 1
    return after[:n], joined[:n]


@compiled
def without_doubles(votes, members, free, first, yes, no):
    """The diagram of a count, in which no two nodes of a step lead to the same ends.

    Such nodes are neighbours, as they have equally many members and differ in votes that never
    matter. It is this that makes few nodes of most weights, whole or not.

    votes, members: of those that are counted to the end; free: (steps,) voters; first: (steps +
    2,), the first node of each step; yes, no: where each leads, or -1.
    """
    steps = free.size
    new = np.zeros(first[steps + 1] + 1, np.int64)  # the last for -1: node 0
    out = np.zeros((3, new.size), np.int64)
    n = 1
    for k in range(votes.size):
        if votes[k] == np.inf:
            new[first[steps] + k] = n
            n += 1
    won = np.zeros(n, np.int64)
    out[2, :n] = -1
    for k in range(votes.size):
        won[new[first[steps] + k]] = members[k]
    for step in range(steps - 1, -1, -1):
        start = n
        for node in range(first[step], first[step + 1]):
            a, b = new[yes[node]], new[no[node]]
            if a == 0 and b == 0:
                continue
            if n == start or out[0, n - 1] != a or out[1, n - 1] != b:
                out[0, n], out[1, n], out[2, n] = a, b, free[step]
                n += 1
            new[node] = n - 1
    return Ways(out[0, :n], out[1, :n], out[2, :n], won)


class Count(NamedTuple):
    """Room to count in, a stretch of packages at once, small enough for the processor's cache."""

    yes: np.ndarray  # (voters, width): chance of a yes, times what else it brings
    no: np.ndarray  # (voters, width)
    if_yes: np.ndarray  # (voters, width): chance that it passes if a voter says yes
    if_no: np.ndarray  # (voters, width)
    hand: np.ndarray  # (3, width): for the function at work
    worth: np.ndarray  # (nodes, width): what may be won from there on; 0 at node 0
    reach: np.ndarray  # (nodes, width): chance to come there
    everything: np.ndarray  # (nodes,): true
    leads: np.ndarray  # (nodes,): which nodes lead to where it is counted


@compiled
def room_to_count(ways, voters, packages):
    """Room for as many packages as fit, or for all."""
    nodes = ways.yes.size
    width = min(packages, max(8, min(64, 32768 // nodes)))
    yes, no, if_yes, if_no = np.empty((4, voters, width))
    worth, reach = np.zeros((2, nodes, width))
    everything, leads = np.ones((2, nodes), np.bool_)
    return Count(yes, no, if_yes, if_no, np.empty((3, width)), worth, reach, everything, leads)


class Ballot(NamedTuple):
    """Who can stop a vote, the ways in which it can be won, and room to count them in."""

    veto: np.ndarray  # (voters,) booleans
    ways: Ways
    room: Count


class Ballots(NamedTuple):
    """Ballots that are held again and again, mostly by the same rule."""

    rule: np.ndarray  # (ballots, numbers): by which each was held last; NaN for none
    held: list[Ballot]


@compiled
def ballot_of(weight, quota, veto, counts, packages):
    """A ballot on so many packages by this rule, for which see `ways_to_pass`."""
    ways = ways_to_pass(weight, quota, veto, counts)
    return Ballot(veto.copy(), ways, room_to_count(ways, weight.size, packages))


@compiled
def no_ballots(n, voters):
    """Room for so many ballots of at most so many voters, of which none has been held yet."""
    weight, veto, counts = np.zeros(0), np.zeros(0, np.bool_), np.zeros(0, np.int64)
    held = [ballot_of(weight, 0.0, veto, counts, 0) for _ in range(n)]
    return Ballots(np.full((n, 2 + 3 * voters), np.nan), held)


@compiled
def hold_again(ballots, k, weight, quota, veto, counts, packages):
    """Have the k-th ballot go by this rule, which it mostly does already."""
    rule = ballots.rule
    other = rule[k, 0] != quota or rule[k, 1] != weight.size
    rule[k, 0], rule[k, 1] = quota, weight.size
    for j in range(weight.size):
        n = 2 + 3 * j
        other |= rule[k, n] != weight[j] or rule[k, n + 1] != veto[j] or rule[k, n + 2] != counts[j]
        rule[k, n], rule[k, n + 1], rule[k, n + 2] = weight[j], veto[j], counts[j]
    if other:
        ballots.held[k] = ballot_of(weight, quota, veto, counts, packages)


@compiled
def take_up(votes, start, n, count):
    """Take up the votes on the next n packages. votes: (voters, packages)."""
    for j in range(votes.shape[0]):
        for x in range(n):
            count.yes[j, x] = votes[j, start + x]
            count.no[j, x] = 1.0 - votes[j, start + x]


@compiled
def end_with(ways, won, leads):
    """Which nodes lead to the won end of that number: (nodes,) booleans, filled in."""
    leads[:] = False
    leads[won] = True
    for node in range(ways.members.size, ways.yes.size):
        leads[node] = leads[ways.yes[node]] or leads[ways.no[node]]


@compiled
def from_the_end(ways, leads, n, count):
    """What every node that leads anywhere is worth, from those at the end, which are given."""
    for node in range(ways.members.size, ways.yes.size):
        if leads[node]:
            j, a, b = ways.voter[node], ways.yes[node], ways.no[node]
            a, b = a if leads[a] else 0, b if leads[b] else 0
            for x in range(n):
                count.worth[node, x] = (
                    count.no[j, x] * count.worth[b, x] + count.yes[j, x] * count.worth[a, x]
                )


@compiled
def from_the_start(ways, n, count):
    """The chance that a ballot passes if each voter says yes, and if it says no.

    From the chance to come to each node and the `worth` of those after it; `Count.if_yes` and
    `Count.if_no` are filled in for those without a veto.
    """
    count.if_yes[:], count.if_no[:], count.reach[:] = 0.0, 0.0, 0.0
    count.reach[-1] = 1.0
    for node in range(ways.yes.size - 1, ways.members.size - 1, -1):
        j, a, b, come = ways.voter[node], ways.yes[node], ways.no[node], count.reach[node]
        p, q, accepted, refused = count.yes[j], count.no[j], count.reach[a], count.reach[b]
        for x in range(n):
            count.if_yes[j, x] += come[x] * count.worth[a, x]
            count.if_no[j, x] += come[x] * count.worth[b, x]
        for x in range(n):
            accepted[x] += come[x] * p[x]
        for x in range(n):
            refused[x] += come[x] * q[x]


@compiled
def pass_chance(votes, ballot, chance):
    """Chance that each of several packages passes.

    Every veto holder says yes and the weight of the yes side reaches the quota: exact, counted
    voter by voter (see `Ways`).

    votes: (n, packages), chances of a yes; ballot: Ballot; chance: (packages,), filled in.
    """
    ways, count, veto = ballot.ways, ballot.room, ballot.veto
    count.worth[1 : ways.members.size] = 1.0
    for start in range(0, chance.size, count.yes.shape[1]):
        n = min(count.yes.shape[1], chance.size - start)
        take_up(votes, start, n, count)
        from_the_end(ways, count.everything, n, count)
        for x in range(n):
            chance[start + x] = count.worth[-1, x]
    for j in range(veto.size):
        if veto[j]:
            for x in range(chance.size):
                chance[x] *= votes[j, x]


@compiled
def nash_products(ballot, votes, wants, wanted):
    """How much those who must say yes want each package: the product of their expected gains.

    Where not everybody must, the mean over the coalitions that can pass it, by their chance, of
    ``(prod_{j in C} N_j)^(n / |C|)``, so that small coalitions and large compare; n is the number
    of seats present. Under unanimity this is the Nash product (Nash 1950). The sum over coalitions
    of m is counted voter by voter: a yes brings ``y_j N_j^(n / m)`` and a no ``1 - y_j``.

    ballot: Ballot, whose members are the seats present; votes, wants: (n, packages), N of each seat
    in units of its utility range, in which alone different people's gains may be compared, or -1
    for one that is absent; wanted: (packages,), filled in.
    """
    ways, count, veto = ballot.ways, ballot.room, ballot.veto
    present, sure = 0, 0
    for j in range(veto.size):
        if wants[j, 0] >= 0.0:
            present += 1
            sure += veto[j]
    product, mean, total = count.hand[0], count.hand[1], count.hand[2]
    won = ways.members.size
    for start in range(0, wanted.size, count.yes.shape[1]):
        n = min(count.yes.shape[1], wanted.size - start)
        take_up(votes, start, n, count)
        for k in range(1, won):
            count.worth[k] = 1.0 if sure + ways.members[k] > 0 else 0.0
        from_the_end(ways, count.everything, n, count)
        total[:], mean[:] = count.worth[-1], 0.0
        for k in range(1, won):
            members = sure + ways.members[k]
            if members > 0:
                gains_of(votes, wants, present / members, veto, start, n, product, count)
                count.worth[k] = 1.0
                end_with(ways, k, count.leads)
                from_the_end(ways, count.leads, n, count)
                for x in range(n):
                    mean[x] += product[x] * count.worth[-1, x]
        for x in range(n):
            wanted[start + x] = mean[x] / total[x] if total[x] > 0.0 else 0.0


@compiled
def gains_of(votes, wants, power, veto, start, n, product, count):
    """What a yes of each voter brings to a coalition; product: (width,), of those with a veto."""
    product[:] = 1.0
    for j in range(veto.size):
        for x in range(n):
            gain = wants[j, start + x]
            if gain < 0.0:
                gain = 1.0
            elif power != 1.0:
                gain = gain**power
            if veto[j]:
                product[x] *= gain
            else:
                count.yes[j, x] = votes[j, start + x] * gain


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


class Room(NamedTuple):
    """Room to reckon in: rows of packages, small enough to stay in the processor's first cache.

    A row is as wide as there are packages. What has a row for each type is one long row, so that
    one loop does them all.
    """

    gain: np.ndarray  # (types + 1 rows,): what is to be chosen
    chance: np.ndarray  # (types + 1 rows,): that it is
    keepers: np.ndarray  # (parties,): the signatories who may keep a deal, or break it
    keeps: np.ndarray  # (parties, packages): public chance that a signatory keeps a package
    spared: np.ndarray  # (parties, types + 1 rows): what to be able to keep it, or not, is worth
    option: np.ndarray  # (parties, types + 1 rows): N of each type, red lines aside
    hand: np.ndarray  # (6, packages): for the function at work and those that it calls
    votes: np.ndarray  # (seats, packages): public chance of a yes
    wants: np.ndarray  # (seats, packages): mean N over types in units of range, -1 if absent
    ratified: np.ndarray  # (packages,)
    wanted: np.ndarray  # (packages,)
    members: np.ndarray  # (seats,): 1 where one is present
    at_home: np.ndarray  # (voices, packages): votes for one party
    held: np.ndarray  # (voices,): their weights
    no_veto: np.ndarray  # (voices,): false
    not_counted: np.ndarray  # (voices,): 0


@compiled
def room_for(parties, voices, types, packages, seats):
    """Room for all that `appraise` works out of one run. types: with the party's own."""
    return Room(
        np.zeros(types * packages),
        np.zeros(types * packages),
        np.zeros(parties, np.int64),
        np.ones((parties, packages)),
        np.zeros((parties, types * packages)),
        np.zeros((parties, types * packages)),
        np.zeros((6, packages)),
        np.zeros((seats, packages)),
        np.zeros((seats, packages)),
        np.zeros(packages),
        np.zeros(packages),
        np.zeros(seats, np.int64),
        np.zeros((voices, packages)),
        np.zeros(voices),
        np.zeros(voices, np.bool_),
        np.zeros(voices, np.int64),
    )


@compiled
def row_of(rows, t, width):
    """The row of type t."""
    return rows[t * width : (t + 1) * width]


@compiled
def fill(row, value):
    """Set a row to a number."""
    for x in range(row.size):
        row[x] = value


@compiled
def add(total, weight, row):
    """Add ``weight`` times a row."""
    for x in range(total.size):
        total[x] += weight * row[x]


@compiled
def appraise(
    rows, stakes, voices, known, table, rule, bodies, foresight, keeping, gain, hold, seen, last
):
    """What signing is worth, who would sign what, and what sitting down is worth.

    `deal_gains` and then `prospects`, run by run, so that a run's numbers stay in the cache, and
    only where something is not as it was the last time.

    rows: runs; stakes: Stakes; voices: Voices; known: Known; table: OnTable; rule: Rule; bodies:
    Bodies; foresight, keeping: whether anybody thinks of agreement, and of keeping a deal; gain:
    (runs, voices, types + 1, packages), hold: (runs, packages), seen: Seen: filled in; last: see
    `is_news`.
    """
    parties = table.present.shape[1]
    room = room_for(parties, gain.shape[1], gain.shape[2], gain.shape[3], table.seat.size)
    ballots = no_ballots(1 + parties, gain.shape[1])
    for row in rows:
        if is_news(row, known, table, bodies, last):
            deal_gains(row, stakes, voices, known.belief, table.present, keeping, gain, hold, room)
            prospects(row, gain, voices, known, table, rule, bodies, foresight, seen, ballots, room)


@compiled
def gains_alone(rows, stakes, voices, belief, keeper, foresight, gain, hold):
    """`deal_gains` alone, where nobody looks further."""
    room = room_for(keeper.shape[1], gain.shape[1], gain.shape[2], gain.shape[3], 0)
    for row in rows:
        deal_gains(row, stakes, voices, belief, keeper, foresight, gain, hold, room)


@compiled
def is_news(row, known, table, bodies, last):
    """Whether any of what can change from one look to the next has; it is remembered.

    That is beliefs, who is present, who votes at home, and what was refused; a look at other stakes
    is news because who works them out forgets the last one.

    last: (runs, numbers), what the last look saw; NaN, which equals nothing, is no look.
    """
    memory, n, news = last[row], 0, False
    for i in range(known.belief.shape[1]):
        for t in range(known.belief.shape[2]):
            news |= memory[n] != known.belief[row, i, t]
            memory[n] = known.belief[row, i, t]
            n += 1
        for t in range(known.lo.shape[2]):
            news |= memory[n] != known.lo[row, i, t] or memory[n + 1] != known.hi[row, i, t]
            memory[n], memory[n + 1] = known.lo[row, i, t], known.hi[row, i, t]
            n += 2
        news |= memory[n] != table.present[row, i] or memory[n + 1] != bodies.outside[row, i]
        memory[n], memory[n + 1] = table.present[row, i], bodies.outside[row, i]
        n += 2
    for x in range(table.refused.shape[1]):
        news |= memory[n] != table.refused[row, x]
        memory[n] = table.refused[row, x]
        n += 1
    return news


@compiled
def deal_gains(row, stakes, voices, belief, keeper, foresight, gain, hold, room):
    """What signing each package is worth above failed talks, for every voice and type.

    For a signatory ``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``, H the chance that all the others keep it; for a faction the same without the
    choice.

    stakes: Stakes; voices: Voices; belief: (runs, parties, types); keeper: (runs, parties) who
    signs; foresight: whether anybody thinks of keeping; gain: (runs, voices, types + 1, packages);
    hold: (runs, packages), chance that all keep it.
    """
    n = 0
    for j in range(keeper.shape[1]):
        if foresight and keeper[row, j]:
            room.keepers[n] = j
            n += 1
    keepers = room.keepers[:n]
    for j in keepers:
        keep_chances(row, j, stakes, voices, belief, room)
    all_keep, all_breakers = room.hand[0], room.hand[1]
    chance_that_others_keep(-1, keepers, room, all_keep, all_breakers)
    for x in range(hold.shape[1]):
        hold[row, x] = all_keep[x]
    for v in range(gain.shape[1]):
        chooses = False
        for j in keepers:
            chooses = chooses or v == j
        others_keep, breakers = all_keep, all_breakers
        if chooses:
            others_keep, breakers = room.hand[2], room.hand[3]
            chance_that_others_keep(v, keepers, room, others_keep, breakers)
        breach_by_others(row, v, keepers, breakers, stakes, voices, room)
        signing_gains(row, v, stakes, voices, others_keep, chooses, gain[row, v], room)


@inlined
def keep_chances(row, j, stakes, voices, belief, room):
    """Public chance that signatory j keeps each package, and what the choice is worth to a type.

    That is ``E(u - r(breach by me) + shock)+``, to `Room.spared`.
    """
    breach = stakes.breach[row, stakes.breach_case[j], j]
    utility, guarantee = stakes.utility[row, j], stakes.guarantee[row]
    total, packages = room.keeps[j], utility.size
    edge = room.hand[0]  # before what war costs a type
    for x in range(packages):
        edge[x] = utility[x] - (breach[x] + (voices.temptation[row, j] - guarantee[x]))
    for t in range(voices.cost.shape[2]):
        worth, cost = row_of(room.gain, t, packages), voices.cost[row, j, t]
        for x in range(packages):
            worth[x] = edge[x] + cost
    choices(room.gain, -np.inf, np.inf, voices.scale[row, j], room.chance, room.spared[j])
    fill(total, 0.0)
    for t in range(belief.shape[2]):
        add(total, belief[row, j, t], row_of(room.chance, t, packages))
    for x in range(packages):
        total[x] = min(total[x], 1.0)


@compiled
def chance_that_others_keep(v, keepers, room, others_keep, breakers):
    """Chance that all signatories but v keep each package, and how many will not: two rows."""
    fill(others_keep, 1.0)
    fill(breakers, 0.0)
    for j in keepers:
        if j != v:
            for x in range(others_keep.size):
                others_keep[x] *= room.keeps[j, x]
                breakers[x] += 1.0 - room.keeps[j, x]


@inlined
def breach_by_others(row, v, keepers, breakers, stakes, voices, room):
    """What a breach by another is worth to voice v, before war's cost, to row 4 of `Room.hand`.

    The mean over signatories, by how likely each is to break; breakers: (packages,), their sum.
    """
    value = room.hand[4]
    fill(value, 0.0)
    for j in keepers:
        if j != v:
            case = stakes.breach_case[j]
            loss = voices.temptation[row, j] if voices.opposed[voices.owner[v], j] else 0.0
            for x in range(value.size):  # no view of a row is made, which would cost as much
                value[x] += (1.0 - room.keeps[j, x]) * (stakes.breach[row, case, v, x] - loss)
    for x in range(value.size):
        value[x] /= breakers[x] if breakers[x] > 0.0 else 1.0


@inlined
def signing_gains(row, v, stakes, voices, others_keep, chooses, gain, room):
    """What signing each package is worth to voice v above failed talks.

    others_keep: (packages,); gain: (types + 1, packages), filled in. A voice that will sign itself
    has the choice to keep it, worth `Room.spared` more than a breach of its own; any other has its
    utility. Of what is written out in `deal_gains`, war's cost drops out where a war follows
    anyway: what is left is the same for all types but for one term.
    """
    same, by_others, utility = room.hand[5], room.hand[4], stakes.utility[row, v]
    breach, guarantee = stakes.breach[row, stakes.breach_case[voices.owner[v]], v], stakes.guarantee
    for x in range(utility.size):
        mine, h = utility[x], others_keep[x]
        if chooses:
            mine = breach[x] + (voices.temptation[row, v] - guarantee[row, x])
        same[x] = h * mine + (1.0 - h) * by_others[x] - stakes.failed[row, v]
    for t in range(gain.shape[0]):
        worth = gain[t]
        if chooses:
            spared = row_of(room.spared[v], t, worth.size)
            for x in range(worth.size):
                worth[x] = same[x] + others_keep[x] * spared[x]
        else:
            cost = voices.cost[row, voices.owner[v], t]
            for x in range(worth.size):
                worth[x] = same[x] + others_keep[x] * cost


@compiled
def prospects(row, gain, voices, known, table, rule, bodies, foresight, seen, ballots, room):
    """Who would sign what, and what sitting down is worth: the table seen from before it.

    gain: (runs, voices, types + 1, packages); voices: Voices; known: Known; table: OnTable; rule:
    Rule; bodies: Bodies; foresight: whether anybody thinks of agreement; seen: Seen, filled in;
    ballots: Ballots, of the table, and of each party at home.
    """
    votes, wants, ratified, wanted = room.votes, room.wants, room.ratified, room.wanted
    for k in range(table.seat.size):
        answers(row, k, gain, voices, known, table, rule, seen.yes, room)
    ratified[:] = 1.0
    for i in bodies.voting:
        if table.present[row, i] or bodies.outside[row, i]:
            for v in range(bodies.party.size):
                if bodies.party[v] == i:
                    faction_answers(row, i, v, gain, voices, known, table, seen.yes[row, v], room)
            ratification(row, i, bodies, seen.yes, ballots, room)
    for k in range(table.seat.size):
        room.members[k] = table.present[row, table.seat[k]]
    weight, quota = rule.weight[row], rule.quota[row]
    hold_again(ballots, 0, weight, quota, rule.veto, room.members, wanted.size)
    ballot = ballots.held[0]
    nash_products(ballot, votes, wants, wanted)
    passing_chances(row, ballot, votes, ratified, table, seen.against[row], seen)
    for x in range(wanted.size):
        hopeless = table.refused[row, x]
        seen.score[row, x] = 0.0 if hopeless else seen.passes[row, x] * wanted[x]
    expectations(row, gain, table, rule, foresight, seen, room)


@inlined
def answers(row, k, gain, voices, known, table, rule, yes, room):
    """The public chance that the k-th seat says yes to each package, and how much it wants it."""
    j = table.seat[k]
    unit = voices.range[row, j] if voices.range[row, j] > 0.0 else 1.0  # or it wants nothing
    absent = not table.present[row, j]
    votes, wants = room.hand[0], room.hand[1]
    fill(votes, 1.0 if absent and rule.absent_agrees else 0.0)
    fill(wants, -1.0 if absent else 0.0)
    if not absent:
        would_sign(row, j, gain[row, j], voices.scale[row, j], known, room)
        for t in range(known.belief.shape[2]):
            b = known.belief[row, j, t]
            add(votes, b, row_of(room.chance, t, votes.size))
            add(wants, b / unit, row_of(room.option[j], t, votes.size))
    for x in range(yes.shape[2]):
        crossed = not absent and not table.allowed[j, x]  # a red line of its own
        votes[x] = 0.0 if crossed else min(votes[x], 1.0)
        room.votes[k, x] = yes[row, j, x] = votes[x]
        room.wants[k, x] = 0.0 if crossed else wants[x]


@inlined
def would_sign(row, j, gain, s, known, room):
    """The chance that each type says yes to each package, and N: `Room.chance` and `Room.option`.

    gain: (types + 1, packages). Types about whose shock the same is known are one loop.
    """
    lo, hi, packages = known.lo[row, j], known.hi[row, j], gain.shape[1]
    alike = True
    for t in range(gain.shape[0]):
        alike = alike and lo[t] == lo[0] and hi[t] == hi[0]
    worth = gain.reshape(gain.size)
    if alike:
        choices(worth, lo[0], hi[0], s, room.chance, room.option[j])
    else:
        for t in range(gain.shape[0]):
            p, n = row_of(room.chance, t, packages), row_of(room.option[j], t, packages)
            choices(row_of(worth, t, packages), lo[t], hi[t], s, p, n)


@compiled
def faction_answers(row, i, v, gain, voices, known, table, yes, room):
    """The public chance that voice v, asked on behalf of party i, says yes to each package.

    yes: (packages,), filled in.
    """
    s = voices.scale[row, v]
    p, chance = room.hand[0], room.hand[1]
    fill(chance, 0.0)
    for t in range(known.belief.shape[2]):
        worth = gain[row, v, t]
        chances(worth, s, p)
        add(chance, known.belief[row, i, t], p)
    for x in range(yes.size):
        yes[x] = min(chance[x], 1.0) if table.allowed[v, x] else 0.0


@compiled
def chances(gain, s, p):
    """`yes_chance` of each gain, nothing being known of the shock. p: (n,) or more, filled in."""
    if s == 0.0:
        for x in range(gain.size):
            p[x] = 1.0 if gain[x] > 0.0 else 0.0
    else:
        rate = 1.0 / s
        for x in range(gain.size):
            p[x] = logistic(gain[x] * rate)


@compiled
def ratification(row, i, bodies, yes, ballots, room):
    """Multiply by the chance that those who vote for party i ratify each package."""
    at_home, packages = 0, room.ratified.size
    for v in range(bodies.party.size):
        if bodies.party[v] == i:
            room.at_home[at_home] = yes[row, v]
            room.held[at_home] = bodies.weight[row, v]
            at_home += 1
    veto, counts = room.no_veto[:at_home], room.not_counted[:at_home]
    held, quota = room.held[:at_home], bodies.quota[row, i]
    hold_again(ballots, 1 + i, held, quota, veto, counts, packages)
    passed = room.hand[0]
    pass_chance(room.at_home[:at_home], ballots.held[1 + i], passed)
    for x in range(packages):
        room.ratified[x] *= passed[x]


@compiled
def passing_chances(row, ballot, votes, ratified, table, against, seen):
    """Chance that each package passes: for the public, and if each seat says yes, or no.

    votes: (seats, packages); ratified: (packages,); against: (parties, packages), filled in, as are
    `Seen.passes` and `Seen.agree`.
    """
    seats, packages = votes.shape
    ways, count = ballot.ways, ballot.room
    count.worth[1 : ways.members.size] = 1.0
    vetoes = count.hand[0]
    for start in range(0, packages, count.yes.shape[1]):
        n = min(count.yes.shape[1], packages - start)
        take_up(votes, start, n, count)
        from_the_end(ways, count.everything, n, count)
        from_the_start(ways, n, count)
        and_vetoes(ballot.veto, n, count, vetoes)
        for x in range(n):
            seen.passes[row, start + x] = vetoes[x] * count.worth[-1, x] * ratified[start + x]
        for i in range(against.shape[0]):
            for x in range(start, start + n):
                seen.agree[row, i, x] = seen.passes[row, x]
                against[i, x] = seen.passes[row, x]
        for k in range(seats):
            i = table.seat[k]
            if table.present[row, i]:
                for x in range(n):
                    seen.agree[row, i, start + x] = count.if_yes[k, x] * ratified[start + x]
                    against[i, start + x] = count.if_no[k, x] * ratified[start + x]


@compiled
def and_vetoes(veto, n, count, vetoes):
    """All with a veto must agree besides. vetoes: (width,), the chance that they do, filled in."""
    if_yes, if_no, after = count.if_yes, count.if_no, count.hand[1]
    vetoes[:], after[:] = 1.0, 1.0
    for k in range(veto.size):
        if veto[k]:
            for x in range(n):
                if_yes[k, x] = vetoes[x]  # of those before it
                if_no[k, x] = 0.0
                vetoes[x] *= count.yes[k, x]
    for k in range(veto.size - 1, -1, -1):
        if veto[k]:
            for x in range(n):
                if_yes[k, x] = if_yes[k, x] * after[x] * count.worth[-1, x]
                after[x] *= count.yes[k, x]
        else:
            for x in range(n):
                if_yes[k, x] *= vetoes[x]
                if_no[k, x] *= vetoes[x]


@compiled
def expectations(row, gain, table, rule, foresight, seen, room):
    """What each party expects above failed talks: with its seat, and if they went on without it.

    ``sum_x pi(x) [A0 G + (a - A0) N]`` for every type, pi in proportion to the square of ``a(x)
    prod_j N_j(x)``. A party without a seat gets ``sum_x pi(x) a G``, with the same ``a(x)``,
    everybody's, whoever it is.
    """
    looking_on = room.hand[5]
    weights(seen.passes[row], table.refused[row], foresight, room, looking_on)
    for i in range(seen.expect.shape[1]):
        sits = False
        for k in range(table.seat.size):
            sits = sits or (table.seat[k] == i and table.present[row, i])
        if sits:
            expects_seated(row, i, gain, table, rule, foresight, seen, room)
        else:
            for t in range(gain.shape[2]):
                seen.without[row, i, t] = dot(looking_on, gain[row, i, t])
                seen.expect[row, i, t] = seen.without[row, i, t]


@inlined
def expects_seated(row, i, gain, table, rule, foresight, seen, room):
    """`expectations` of a party that has a seat."""
    agree, against, packages = seen.agree[row, i], seen.against[row, i], gain.shape[3]
    passed, signed, apart = room.hand[1], room.hand[2], room.hand[3]
    weights(agree, table.refused[row], foresight, room, signed)
    anyhow = False  # whether any may pass without it: not where it has a veto
    for x in range(packages):
        share = room.hand[0, x]
        passed[x] = share * against[x]
        apart[x] = signed[x] if rule.absent_agrees else passed[x]
        anyhow |= passed[x] != 0.0
    for x in range(packages):
        signed[x] = signed[x] - passed[x] if table.allowed[i, x] else 0.0
    for t in range(gain.shape[2]):
        worth = gain[row, i, t]
        alone = dot(passed, worth) if anyhow else 0.0
        seen.without[row, i, t] = dot(apart, worth) if rule.absent_agrees else alone
        seen.expect[row, i, t] = alone + dot(row_of(room.option[i], t, packages), signed)


@compiled
def weights(agree, refused, foresight, room, out):
    """``pi(x) a(x)`` of each package, to ``out``; pi to row 0 of `Room.hand`. agree: a(x)."""
    share = room.hand[0]
    for x in range(agree.size):
        out[x] = agree[x] if foresight else 1.0
    top = 0.0
    for x in range(agree.size):
        share[x] = 0.0 if refused[x] else out[x] * room.wanted[x]
        top = max(top, share[x])
    total = 0.0
    for x in range(agree.size):
        share[x] = (share[x] / top) ** 2 if top > 0.0 else 0.0
        total += share[x]
    for x in range(agree.size):
        share[x] = share[x] / total if share[x] > 1e-12 else 0.0
        out[x] *= share[x]


@compiled
def dot(a, b):
    """Sum of the products of two rows, b the shorter, in eight sums side by side."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    whole = b.size // 8 * 8
    for x in range(0, whole, 8):
        s0 += a[x] * b[x]
        s1 += a[x + 1] * b[x + 1]
        s2 += a[x + 2] * b[x + 2]
        s3 += a[x + 3] * b[x + 3]
        s4 += a[x + 4] * b[x + 4]
        s5 += a[x + 5] * b[x + 5]
        s6 += a[x + 6] * b[x + 6]
        s7 += a[x + 7] * b[x + 7]
    for x in range(whole, b.size):
        s0 += a[x] * b[x]
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))


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
def comings(terms, known, scale, bodies, required, seat, reasoning, come, others, vote):
    """Chance that each seat comes, and that all on whom its coming hangs do, by iterated reasoning.

    A type comes iff ``q (above + shock) + blame - firmness > 0``; a party whose factions vote on
    coming needs their votes besides, each cast by the same comparison of the faction's own. From a
    joint chance, one half unless somebody asks otherwise, each step answers the chances of the step
    before (level-k reasoning: Stahl & Wilson 1994).

    terms: Terms; known: Known, of the shock at sitting down; scale: (n, voices); bodies: Bodies,
    of those who vote on coming, n runs; required, seat: parties; reasoning: Reasoning; come,
    others, vote: (n, parties);
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
        come[row] = start
        vote[row] = 1.0
        weigh(row, seat.size, who, for_whom, terms, known, scale, weighing)
        hold_at_home(row, seat, who, first, bodies, types, held, ballots)
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
                coming(row, k, seat[k], first, known, weighing, ballots, let, come, vote)


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
def hold_at_home(row, seat, who, first, bodies, types, held, ballots):
    """The ballot of those who vote for each seat, one for each type. held: scratch for weights."""
    for k in range(seat.size):
        start, stop = first[k], first[k + 1]
        if stop > start:
            for f in range(start, stop):
                held[f] = bodies.weight[row, who[f]]
            veto, counts = np.zeros(stop - start, np.bool_), np.zeros(stop - start, np.int64)
            quota = bodies.quota[row, seat[k]]
            hold_again(ballots, k, held[start:stop], quota, veto, counts, types)


@compiled
def weigh(row, seats, who, for_whom, terms, known, scale, weighing):
    """All that does not change from one step of reasoning to the next, choice by choice."""
    types = known.belief.shape[2]
    for k in range(who.size):
        v, i = who[k], for_whom[k]
        s = scale[row, v]
        for t in range(types):
            at = k * types + t
            weighing.above[at] = terms.above[row, v, t]
            weighing.side[at] = terms.blame[row, i] - terms.firmness[row, i, t]
            lo, hi = -np.inf, np.inf  # of the shock of one who votes nothing is known
            if k < seats:
                lo, hi = known.lo[row, i, t], known.hi[row, i, t]
            weighing.lo[at], weighing.hi[at] = lo, hi
            weighing.scale[at], weighing.rate[at] = s, 1.0 / s
            weighing.whole[at], weighing.tail[at], _ = interval(lo, hi, s)


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
def coming(row, k, i, first, known, weighing, ballots, let, come, vote):
    """The chance that the k-th seat, party i, comes, and that those who vote for it let it come."""
    types, start, stop = known.belief.shape[2], first[k], first[k + 1]
    if stop > start:
        votes = weighing.chance[start * types : stop * types].reshape((stop - start, types))
        pass_chance(votes, ballots.held[k], let)
    both, lets = 0.0, 0.0
    for t in range(types):
        b, passed = known.belief[row, i, t], let[t] if stop > start else 1.0
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


@compiled
def coming_thresholds(above, side, others, out):
    """The shock above which each type comes: ``-(above + side / others)``.

    above, side, out: (n, types + 1); others: (n,). See `per_chance` for nobody else coming.
    """
    for row in range(above.shape[0]):
        for t in range(above.shape[1]):
            out[row, t] = -(above[row, t] + per_chance(side[row, t], others[row]))
