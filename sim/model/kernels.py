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


@compiled
def pass_chance(yes, weight, quota, veto):
    """Chance that a ballot passes.

    Every veto holder says yes and the weight of the yes side reaches the quota.

    yes, weight: (n,) floats; veto: (n,) booleans. Exact, by enumeration over the voters without a
    veto.
    """
    n = yes.size
    all_vetoes = 1.0
    sure = 0.0
    k = 0  # voters without a veto
    for j in range(n):
        if veto[j]:
            all_vetoes *= yes[j]
            sure += weight[j]
        else:
            k += 1
    if k == 0:
        return all_vetoes if sure >= quota - 1e-12 else 0.0
    free = np.empty(k, np.int64)
    k = 0
    for j in range(n):
        if not veto[j]:
            free[k] = j
            k += 1
    if all_vetoes == 0.0:
        return 0.0
    chance = 0.0
    for subset in range(1 << k):
        votes = sure
        p = 1.0
        for b in range(k):
            j = free[b]
            if subset >> b & 1:
                p *= yes[j]
                votes += weight[j]
            else:
                p *= 1.0 - yes[j]
        if votes >= quota - 1e-12:
            chance += p
    return all_vetoes * chance


@compiled
def nash_product(yes, wants, weight, quota, veto):
    """How much those who must say yes want a package: the product of their expected gains.

    Where not everybody must, the mean over the coalitions that can pass it, by their chance, of
    ``(prod_{j in C} N_j)^(n / |C|)``, so that small coalitions and large compare; n is the number
    of seats present. Under unanimity this is the Nash product (Nash 1950).

    wants: (n,), N of each seat in units of its utility range, in which alone different people's
    gains may be compared, or -1 for one that is absent; the rest as in `pass_chance`.
    """
    free = 0
    present = 0
    for j in range(yes.size):
        free += not veto[j]
        present += wants[j] >= 0.0
    total = 0.0
    mean = 0.0
    for subset in range(1 << free):
        p, votes, product = 1.0, 0.0, 1.0
        members = 0
        b = 0
        for j in range(yes.size):
            inside = True
            if not veto[j]:
                inside = subset >> b & 1 == 1
                b += 1
                p *= yes[j] if inside else 1.0 - yes[j]
            if inside:
                votes += weight[j]
                if wants[j] >= 0.0:
                    product *= wants[j]
                    members += 1
        if votes >= quota - 1e-12 and p > 0.0 and members > 0:
            total += p
            mean += p * (product if members == present else product ** (present / members))
    return mean / total if total > 0.0 else 0.0


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
    votes, wants = np.empty((2, packages, seats))
    ratified, wanted = np.empty(packages), np.empty(packages)
    option = np.zeros((parties, gain.shape[2], packages))  # N of each type
    for row in rows:
        for k in range(seats):
            answers(row, k, gain, voices, known, table, rule, option, votes, wants, seen.yes)
        ratified[:] = 1.0
        for i in bodies.voting:
            if table.present[row, i] or bodies.outside[row, i]:
                ratification(row, i, gain, voices, known, table, bodies, ratified, seen.yes)
        for x in range(packages):
            wanted[x] = nash_product(
                votes[x], wants[x], rule.weight[row], rule.quota[row], rule.veto
            )
        passing_chances(row, votes, ratified, table, rule, seen.against[row], seen)
        for x in range(packages):
            hopeless = table.refused[row, x]
            seen.score[row, x] = 0.0 if hopeless else seen.passes[row, x] * wanted[x]
        expectations(row, gain, table, rule, foresight, wanted, seen.against[row], option, seen)


@compiled
def answers(row, k, gain, voices, known, table, rule, option, votes, wants, yes):
    """The public chance that the k-th seat says yes to each package, and how much it wants it.

    wants: (packages, seats), its mean N over its types in units of its utility range, or -1 if it
    is absent.
    """
    j = table.seat[k]
    s = voices.scale[row, j]
    unit = voices.range[row, j] if voices.range[row, j] > 0.0 else 1.0  # or it wants nothing
    absent = not table.present[row, j]
    votes[:, k] = 1.0 if absent and rule.absent_agrees else 0.0
    wants[:, k] = -1.0 if absent else 0.0
    if not absent:
        for t in range(gain.shape[2]):
            lo, hi = known.lo[row, j, t], known.hi[row, j, t]
            own = interval(lo, hi, s)
            b = known.belief[row, j, t] if t < known.belief.shape[2] else 0.0
            for x in range(votes.shape[0]):
                p, n = 0.0, 0.0
                if table.allowed[j, x]:
                    p, n = choice_within(gain[row, j, t, x], lo, hi, s, *own)
                option[j, t, x] = n
                votes[x, k] += b * p
                wants[x, k] += b * n / unit
    for x in range(votes.shape[0]):
        votes[x, k] = min(votes[x, k], 1.0)
        yes[row, j, x] = votes[x, k]


@compiled
def ratification(row, i, gain, voices, known, table, bodies, ratified, yes):
    """Multiply by the chance that those who vote for party i ratify each package."""
    size = 0
    for v in range(bodies.party.size):
        size += bodies.party[v] == i
    ballot, held, no_veto = np.empty(size), np.empty(size), np.zeros(size, np.bool_)
    for x in range(ratified.size):
        k = 0
        for v in range(bodies.party.size):
            if bodies.party[v] != i:
                continue
            chance = 0.0
            for t in range(known.belief.shape[2]):
                if table.allowed[v, x]:
                    p = yes_chance(gain[row, v, t, x], -np.inf, np.inf, voices.scale[row, v])
                    chance += known.belief[row, i, t] * p
            yes[row, v, x] = min(chance, 1.0)
            ballot[k] = yes[row, v, x]
            held[k] = bodies.weight[row, v]
            k += 1
        ratified[x] *= pass_chance(ballot, held, bodies.quota[row, i], no_veto)


@compiled
def passing_chances(row, votes, ratified, table, rule, against, seen):
    """Chance that each package passes: for the public, and if each seat says yes, or no."""
    weight, quota = rule.weight[row], rule.quota[row]
    for x in range(ratified.size):
        everybody = pass_chance(votes[x], weight, quota, rule.veto) * ratified[x]
        seen.passes[row, x] = everybody
        for i in range(against.shape[0]):
            seen.agree[row, i, x] = everybody
            against[i, x] = everybody
        for k in range(table.seat.size):
            i = table.seat[k]
            if table.present[row, i]:
                mine = votes[x, k]
                votes[x, k] = 1.0
                yes = pass_chance(votes[x], weight, quota, rule.veto)
                votes[x, k] = 0.0
                no = pass_chance(votes[x], weight, quota, rule.veto)
                votes[x, k] = mine
                seen.agree[row, i, x] = yes * ratified[x]
                against[i, x] = no * ratified[x]


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
    voters = 0
    for v in range(bodies.party.size):
        voters += bodies.party[v] == i
    ballot, held, no_veto = np.empty(voters), np.empty(voters), np.zeros(voters, np.bool_)
    both, lets = 0.0, 0.0
    for t in range(known.belief.shape[2]):
        b = known.belief[row, i, t]
        extra = per_chance(terms.blame[row, i] - terms.firmness[row, i, t], q)
        ends = known.lo[row, i, t], known.hi[row, i, t]
        own = yes_chance(terms.above[row, i, t] + extra, *ends, scale[row, i])
        let = 1.0
        if voters > 0:
            k = 0
            for v in range(bodies.party.size):
                if bodies.party[v] == i:
                    gain = terms.above[row, v, t] + extra
                    ballot[k] = yes_chance(gain, -np.inf, np.inf, scale[row, v])
                    held[k] = bodies.weight[row, v]
                    k += 1
            let = pass_chance(ballot, held, bodies.quota[row, i], no_veto)
        both += b * own * let
        lets += b * let
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
