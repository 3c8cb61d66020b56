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

from sim.compiled import compiled


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


@compiled
def logistic(z):
    """``1 / (1 + exp(-z))`` without overflow."""
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


@compiled
def logistic_of(gain, scale):
    """P(gain + shock > 0) of each: the step function where there is no noise. (n,)."""
    out = np.empty(gain.size)
    for k in range(gain.size):
        out[k] = yes_chance(gain[k], -np.inf, np.inf, scale[k])
    return out


@compiled
def upper_tail_area(a, s):
    """Area under ``1 - F`` beyond ``a``: ``s log(1 + exp(-a / s))``."""
    z = -a / s
    if z > 0.0:
        return s * (z + math.log1p(math.exp(-z)))
    return s * math.log1p(math.exp(z))


@compiled
def mass_between(lo, hi, s):
    """Probability of ``lo < shock < hi``.

    At zero noise the shock is 0, and 0 is inside ``lo < 0 <= hi``.
    """
    if s == 0.0:
        return 1.0 if lo < 0.0 <= hi else 0.0
    if hi <= lo:
        return 0.0
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

    A mass of 0 stands for an interval that `choice_within` leaves to the careful formulas.
    """
    if s == 0.0 or hi <= 0.0:
        return 0.0, 0.0, 0.0
    whole = mass_between(lo, hi, s)
    if whole < 1e-6:
        return 0.0, 0.0, 0.0
    if hi == np.inf:
        return whole, 0.0, 0.0
    return whole, logistic(-hi / s), upper_tail_area(hi, s)


@compiled
def choice_within(gain, lo, hi, s, whole, tail, area):
    """`yes_chance` and `option_value` at once, given the interval's own terms."""
    if whole == 0.0:
        return yes_chance(gain, lo, hi, s), option_value(gain, lo, hi, s)
    start = max(lo, -gain)
    if start >= hi:
        return 0.0, 0.0
    z = start / s
    e = math.exp(-abs(z))
    log = math.log1p(e)
    above = e / (1.0 + e) if z >= 0.0 else 1.0 / (1.0 + e)
    value = (gain + start) * above + s * (log if z >= 0.0 else log - z)
    if tail > 0.0:
        value -= (gain + hi) * tail + area
    p = 1.0 if start == lo else (above - tail) / whole
    return p, max(value, 0.0) / whole


@compiled
def choice(gain, lo, hi, s):
    """`yes_chance` and `option_value` at once: they share an exponential."""
    return choice_within(gain, lo, hi, s, *interval(lo, hi, s))


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
    worth: np.ndarray  # (nodes, width): what may be won from there on; 0 at node 0
    reach: np.ndarray  # (nodes, width): chance to come there
    everything: np.ndarray  # (nodes,): true
    leads: np.ndarray  # (nodes,): which nodes lead to where it is counted


@compiled
def room_to_count(ways, voters, packages):
    """Room for as many packages as fit, or for all."""
    nodes = ways.yes.size
    width = min(packages, max(8, min(64, 32768 // nodes)))
    yes, no = np.empty((2, voters, width))
    worth, reach = np.zeros((2, nodes, width))
    return Count(yes, no, worth, reach, np.ones(nodes, np.bool_), np.ones(nodes, np.bool_))


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
def from_the_start(ways, n, count, if_yes, if_no):
    """The chance that a ballot passes if each voter says yes, and if it says no.

    From the chance to come to each node and the `worth` of those after it; if_yes, if_no: (voters,
    width), filled in for those without a veto.
    """
    if_yes[:], if_no[:], count.reach[:] = 0.0, 0.0, 0.0
    count.reach[-1] = 1.0
    for node in range(ways.yes.size - 1, ways.members.size - 1, -1):
        j, a, b, come = ways.voter[node], ways.yes[node], ways.no[node], count.reach[node]
        p, q, accepted, refused = count.yes[j], count.no[j], count.reach[a], count.reach[b]
        for x in range(n):
            if_yes[j, x] += come[x] * count.worth[a, x]
            if_no[j, x] += come[x] * count.worth[b, x]
        for x in range(n):
            accepted[x] += come[x] * p[x]
        for x in range(n):
            refused[x] += come[x] * q[x]


@compiled
def pass_chance(votes, weight, quota, veto, chance):
    """Chance that each of several ballots passes.

    Every veto holder says yes and the weight of the yes side reaches the quota: exact, counted
    voter by voter (see `Ways`).

    votes: (n, ballots), chances of a yes; weight: (n,); veto: (n,) booleans; chance: (ballots,),
    filled in.
    """
    ways = ways_to_pass(weight, quota, veto, np.zeros(weight.size, np.int64))
    count = room_to_count(ways, weight.size, chance.size)
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
def nash_products(ways, votes, wants, veto, wanted):
    """How much those who must say yes want each package: the product of their expected gains.

    Where not everybody must, the mean over the coalitions that can pass it, by their chance, of
    ``(prod_{j in C} N_j)^(n / |C|)``, so that small coalitions and large compare; n is the number
    of seats present. Under unanimity this is the Nash product (Nash 1950). The sum over coalitions
    of m is counted voter by voter: a yes brings ``y_j N_j^(n / m)`` and a no ``1 - y_j``.

    ways: those of the votes, whose members are the seats present; votes, wants: (n, packages), N of
    each seat in units of its utility range, in which alone different people's gains may be
    compared, or -1 for one that is absent; veto: (n,) booleans; wanted: (packages,), filled in.
    """
    present, sure = 0, 0
    for j in range(veto.size):
        if wants[j, 0] >= 0.0:
            present += 1
            sure += veto[j]
    count = room_to_count(ways, veto.size, wanted.size)
    product, mean, total = np.empty((3, count.yes.shape[1]))
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
def contest(p, decisiveness):
    """Turn strengths into odds of victory, in place, and return the sum (Hirshleifer 1989, eq. 1).

    p: (sides,); in shares of the strongest, so that no power overflows.
    """
    top, total = 0.0, 0.0
    for k in range(p.size):
        top = max(top, p[k])
    for k in range(p.size):
        p[k] = (p[k] / top) ** decisiveness
        total += p[k]
    return total


@compiled
def victories(strengths, decisiveness):
    """Chance that each side wins the war. strengths: (n, sides); decisiveness: (n,)."""
    out = strengths.copy()
    for row in range(out.shape[0]):
        total = contest(out[row], decisiveness[row])
        for k in range(out.shape[1]):
            out[row, k] /= total
    return out


@compiled
def war_values(owner, levels, factor, worth, effect, victory, strength, decisiveness, out):
    """Expected utility of fighting on, before its cost: a lottery over victories.

    ``sum_k P_k u(victory of k)``, ``P_k = m_k^g / sum m^g`` (Fearon 1995; Hirshleifer 1989, eq. 1).

    owner: (n,) the run of each row; levels: (n, issues); factor: (n, sides) times strength; worth:
    (runs, voices, issues, options), weight times value; effect: (runs, issues, options, sides)
    factors; victory: (sides, issues) the option imposed, or -1; out: (n, voices).
    """
    n, issues = levels.shape
    sides = strength.shape[1]
    voices = worth.shape[1]
    p = np.empty(sides)
    for row in range(n):
        run = owner[row]
        for k in range(sides):
            p[k] = strength[run, k] * factor[row, k]
            for i in range(issues):
                p[k] *= effect[run, i, levels[row, i], k]
        total = contest(p, decisiveness[run])
        for v in range(voices):
            value = 0.0
            for k in range(sides):
                u = 0.0
                for i in range(issues):
                    option = victory[k, i] if victory[k, i] >= 0 else levels[row, i]
                    u += worth[run, v, i, option]
                value += p[k] / total * u
            out[row, v] = value


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
def deal_gains(rows, stakes, voices, belief, keeper, foresight, gain, hold):
    """What signing each package is worth above failed talks, for every voice and type.

    For a signatory ``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``, H the chance that all the others keep it; for a faction the same without the
    choice.

    stakes: Stakes; voices: Voices; belief: (runs, parties, types); keeper: (runs, parties) who
    signs; foresight: whether anybody thinks of keeping; gain: (runs, voices, types + 1, packages);
    hold: (runs, packages), chance that all keep it.
    """
    parties, types, packages = keeper.shape[1], gain.shape[2], hold.shape[1]
    keeps = np.ones((parties, packages))
    kept = np.empty((parties, types, packages))  # a deal that the others keep, to a signatory
    for row in rows:
        for j in range(parties):
            if foresight and keeper[row, j]:
                keep_chances(row, j, stakes, voices, belief, keeps[j], kept[j])
            else:
                keeps[j] = 1.0
        for x in range(packages):
            hold[row, x] = 1.0
            for j in range(parties):
                hold[row, x] *= keeps[j, x]
        for v in range(gain.shape[1]):
            chooses = foresight and v < parties and keeper[row, v]
            mine = kept[v if chooses else 0]
            signing_gains(row, v, stakes, voices, keeps, chooses, mine, gain[row, v])


@compiled
def keep_chances(row, j, stakes, voices, belief, chance, kept):
    """Public chance that signatory j keeps each package, and what it is worth to each type.

    That is ``r(breach by me) + E(u - r(breach by me) + shock)+``. chance: (packages,); kept: (types
    + 1, packages).
    """
    s = voices.scale[row, j]
    anywhere = interval(-np.inf, np.inf, s)
    for x in range(chance.size):
        base = stakes.breach[row, stakes.breach_case[j], j, x]
        base += voices.temptation[row, j] - stakes.guarantee[row, x]
        total = 0.0
        for t in range(kept.shape[0]):
            broken = base - voices.cost[row, j, t]
            edge = stakes.utility[row, j, x] - broken
            p, option = choice_within(edge, -np.inf, np.inf, s, *anywhere)
            kept[t, x] = broken + option
            if t < belief.shape[2]:
                total += belief[row, j, t] * p
        chance[x] = min(total, 1.0)


@compiled
def signing_gains(row, v, stakes, voices, keeps, chooses, kept, gain):
    """What signing each package is worth to voice v above failed talks.

    keeps: (parties, packages); kept: (types + 1, packages), what a deal that the others keep is
    worth to a voice that chooses; gain: (types + 1, packages).
    """
    me = voices.owner[v]
    for x in range(keeps.shape[1]):
        others_keep = 1.0
        by_others = 0.0  # value of a breach by another, before my war cost
        breakers = 0.0
        for j in range(keeps.shape[0]):
            w = 1.0 - keeps[j, x]
            if w > 0.0 and v != j:
                others_keep *= keeps[j, x]
                loss = voices.temptation[row, j] if voices.opposed[me, j] else 0.0
                by_others += w * (stakes.breach[row, stakes.breach_case[j], v, x] - loss)
                breakers += w
        if breakers > 0.0:
            by_others /= breakers
        for t in range(gain.shape[0]):
            c = voices.cost[row, me, t]
            mine = kept[t, x] if chooses else stakes.utility[row, v, x]
            gain[t, x] = (
                others_keep * mine
                + (1.0 - others_keep) * (by_others - c)
                - (stakes.failed[row, v] - c)
            )


@compiled
def prospects(rows, gain, voices, known, table, rule, bodies, foresight, seen):
    """Who would sign what, and what sitting down is worth: the table seen from before it.

    gain: (runs, voices, types + 1, packages); voices: Voices; known: Known; table: OnTable; rule:
    Rule; bodies: Bodies; foresight: whether anybody thinks of agreement; seen: Seen, filled in.
    """
    seats, parties, packages = table.seat.size, seen.agree.shape[1], seen.agree.shape[2]
    votes, wants = np.empty((2, seats, packages))
    ratified, wanted = np.empty(packages), np.empty(packages)
    members = np.empty(seats, np.int64)
    option = np.zeros((parties, gain.shape[2], packages))  # N of each type
    for row in rows:
        for k in range(seats):
            answers(row, k, gain, voices, known, table, rule, option, votes, wants, seen.yes)
        ratified[:] = 1.0
        for i in bodies.voting:
            if table.present[row, i] or bodies.outside[row, i]:
                ratification(row, i, gain, voices, known, table, bodies, ratified, seen.yes)
        for k in range(seats):
            members[k] = table.present[row, table.seat[k]]
        ways = ways_to_pass(rule.weight[row], rule.quota[row], rule.veto, members)
        nash_products(ways, votes, wants, rule.veto, wanted)
        passing_chances(row, ways, votes, ratified, table, rule, seen.against[row], seen)
        for x in range(packages):
            hopeless = table.refused[row, x]
            seen.score[row, x] = 0.0 if hopeless else seen.passes[row, x] * wanted[x]
        expectations(row, gain, table, rule, foresight, wanted, seen.against[row], option, seen)


@compiled
def answers(row, k, gain, voices, known, table, rule, option, votes, wants, yes):
    """The public chance that the k-th seat says yes to each package, and how much it wants it.

    votes, wants: (seats, packages); wants is its mean N over its types in units of its utility
    range, or -1 if it is absent.
    """
    j = table.seat[k]
    s = voices.scale[row, j]
    unit = voices.range[row, j] if voices.range[row, j] > 0.0 else 1.0  # or it wants nothing
    absent = not table.present[row, j]
    votes[k] = 1.0 if absent and rule.absent_agrees else 0.0
    wants[k] = -1.0 if absent else 0.0
    if not absent:
        for t in range(gain.shape[2]):
            lo, hi = known.lo[row, j, t], known.hi[row, j, t]
            own = interval(lo, hi, s)
            b = known.belief[row, j, t] if t < known.belief.shape[2] else 0.0
            for x in range(votes.shape[1]):
                p, n = 0.0, 0.0
                if table.allowed[j, x]:
                    p, n = choice_within(gain[row, j, t, x], lo, hi, s, *own)
                option[j, t, x] = n
                votes[k, x] += b * p
                wants[k, x] += b * n / unit
    for x in range(votes.shape[1]):
        votes[k, x] = min(votes[k, x], 1.0)
        yes[row, j, x] = votes[k, x]


@compiled
def ratification(row, i, gain, voices, known, table, bodies, ratified, yes):
    """Multiply by the chance that those who vote for party i ratify each package."""
    at_home = np.flatnonzero(bodies.party == i)
    ballot, held = np.empty((at_home.size, ratified.size)), np.empty(at_home.size)
    for k in range(at_home.size):
        v = at_home[k]
        held[k], s = bodies.weight[row, v], voices.scale[row, v]
        for x in range(ratified.size):
            chance = 0.0
            for t in range(known.belief.shape[2]):
                if table.allowed[v, x]:
                    p = yes_chance(gain[row, v, t, x], -np.inf, np.inf, s)
                    chance += known.belief[row, i, t] * p
            ballot[k, x] = min(chance, 1.0)
            yes[row, v, x] = ballot[k, x]
    passed = np.empty(ratified.size)
    pass_chance(ballot, held, bodies.quota[row, i], np.zeros(at_home.size, np.bool_), passed)
    for x in range(ratified.size):
        ratified[x] *= passed[x]


@compiled
def passing_chances(row, ways, votes, ratified, table, rule, against, seen):
    """Chance that each package passes: for the public, and if each seat says yes, or no.

    ways: those of the votes; votes: (seats, packages); ratified: (packages,); against: (parties,
    packages), filled in, as are `Seen.passes` and `Seen.agree`.
    """
    seats, packages = votes.shape
    count = room_to_count(ways, seats, packages)
    count.worth[1 : ways.members.size] = 1.0
    if_yes, if_no = np.empty_like(count.yes), np.empty_like(count.yes)
    vetoes = np.empty(count.yes.shape[1])
    for start in range(0, packages, count.yes.shape[1]):
        n = min(count.yes.shape[1], packages - start)
        take_up(votes, start, n, count)
        from_the_end(ways, count.everything, n, count)
        from_the_start(ways, n, count, if_yes, if_no)
        and_vetoes(rule.veto, n, count, if_yes, if_no, vetoes)
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
                    seen.agree[row, i, start + x] = if_yes[k, x] * ratified[start + x]
                    against[i, start + x] = if_no[k, x] * ratified[start + x]


@compiled
def and_vetoes(veto, n, count, if_yes, if_no, vetoes):
    """All with a veto must agree besides. vetoes: (width,), the chance that they do, filled in."""
    vetoes[:] = 1.0
    for k in range(veto.size):
        if veto[k]:
            for x in range(n):
                if_yes[k, x] = vetoes[x]  # of those before it
                if_no[k, x] = 0.0
                vetoes[x] *= count.yes[k, x]
    after = np.ones(n)
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
def expectations(row, gain, table, rule, foresight, wanted, against, option, seen):
    """What each party expects above failed talks: with its seat, and if they went on without it.

    ``sum_x pi(x) [A0 G + (a - A0) N]`` for every type, pi in proportion to the square of ``a(x)
    prod_j N_j(x)``. A party without a seat gets ``sum_x pi(x) a G``.
    """
    packages = wanted.size
    share = np.empty(packages)
    for i in range(against.shape[0]):
        sits = False
        for k in range(table.seat.size):
            sits = sits or (table.seat[k] == i and table.present[row, i])
        top = 0.0
        for x in range(packages):
            a = seen.agree[row, i, x] if foresight else 1.0
            share[x] = 0.0 if table.refused[row, x] else a * wanted[x]
            top = max(top, share[x])
        total = 0.0
        for x in range(packages):
            share[x] = (share[x] / top) ** 2 if top > 0.0 else 0.0
            total += share[x]
        for t in range(gain.shape[2]):
            inside = 0.0
            outside = 0.0
            for x in range(packages):
                if share[x] > 1e-12:
                    g = gain[row, i, t, x]
                    pi = share[x] / total
                    a = seen.agree[row, i, x] if foresight else 1.0
                    outside += pi * (a if rule.absent_agrees or not sits else against[i, x]) * g
                    inside += pi * (against[i, x] * g + (a - against[i, x]) * option[i, t, x])
            seen.expect[row, i, t] = inside if sits else outside
            seen.without[row, i, t] = outside


@compiled
def appraise(
    rows, stakes, voices, known, table, rule, bodies, foresight, keeping, gain, hold, seen
):
    """`deal_gains` and then `prospects`, run by run, so that a run's numbers stay in the cache."""
    for k in range(rows.size):
        row = rows[k : k + 1]
        deal_gains(row, stakes, voices, known.belief, table.present, keeping, gain, hold)
        prospects(row, gain, voices, known, table, rule, bodies, foresight, seen)


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
    parties = come.shape[1]
    start = reasoning.start ** (1.0 / max(required.size - 1, 1))
    for row in range(come.shape[0]):
        for i in range(parties):
            come[row, i] = start
            vote[row, i] = 1.0
        for step in range(reasoning.steps + 1):
            for i in range(parties):
                q = 1.0
                for j in required:
                    if j != i:
                        q *= come[row, j]
                others[row, i] = q
            if step == reasoning.steps:
                break
            for i in seat:
                coming(row, i, terms, known, scale, bodies, others[row, i], come, vote)


@compiled
def coming(row, i, terms, known, scale, bodies, q, come, vote):
    """The chance that seat i comes, and that its factions vote for it, given the others' chance."""
    at_home, types = np.flatnonzero(bodies.party == i), known.belief.shape[2]
    ballot, held, let = np.empty((at_home.size, types)), np.empty(at_home.size), np.ones(types)
    own = np.empty(types)
    for t in range(types):
        extra = per_chance(terms.blame[row, i] - terms.firmness[row, i, t], q)
        ends = known.lo[row, i, t], known.hi[row, i, t]
        own[t] = yes_chance(terms.above[row, i, t] + extra, *ends, scale[row, i])
        for k in range(at_home.size):
            v = at_home[k]
            gain = terms.above[row, v, t] + extra
            ballot[k, t] = yes_chance(gain, -np.inf, np.inf, scale[row, v])
            held[k] = bodies.weight[row, v]
    if at_home.size > 0:
        pass_chance(ballot, held, bodies.quota[row, i], np.zeros(at_home.size, np.bool_), let)
    both, lets = 0.0, 0.0
    for t in range(types):
        both += known.belief[row, i, t] * own[t] * let[t]
        lets += known.belief[row, i, t] * let[t]
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
