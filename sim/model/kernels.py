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
from numba import njit


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
    """Factions whose vote a party needs."""

    party: np.ndarray  # (voices,): the party that a faction votes for, or -1
    ratifying: np.ndarray  # the parties that have factions
    weight: np.ndarray  # (runs, voices)
    quota: np.ndarray  # (runs, parties)


class Seen(NamedTuple):
    """What follows, for every package x: see `sim.model.prospect.Prospect`."""

    yes: np.ndarray  # (runs, voices, packages)
    agree: np.ndarray  # (runs, parties, packages)
    passes: np.ndarray  # (runs, packages)
    score: np.ndarray  # (runs, packages)
    expect: np.ndarray  # (runs, parties, types + 1)
    without: np.ndarray  # (runs, parties, types + 1)


class Terms(NamedTuple):
    """What coming weighs."""

    above: np.ndarray  # (n, parties, types + 1): V(talks) - r(no talks)
    blame: np.ndarray  # (n, parties): cost of refusing, through threats
    firmness: np.ndarray  # (n, parties, types + 1): cost of backing down


@njit(cache=True, nogil=True)
def logistic(z):
    """``1 / (1 + exp(-z))`` without overflow."""
    if z >= 0.0:
        return 1.0 / (1.0 + math.exp(-z))
    e = math.exp(z)
    return e / (1.0 + e)


@njit(cache=True, nogil=True)
def upper_tail_area(a, s):
    """Area under ``1 - F`` beyond ``a``: ``s log(1 + exp(-a / s))``."""
    z = -a / s
    if z > 0.0:
        return s * (z + math.log1p(math.exp(-z)))
    return s * math.log1p(math.exp(z))


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def near_end(lo, hi):
    """Where a shock must lie if its interval is so far out that no mass is left: the end near 0."""
    if hi <= lo:
        return 0.5 * (lo + hi)  # contradictory acts
    return lo if lo > 0.0 else hi


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def choice(gain, lo, hi, s):
    """`yes_chance` and `option_value` at once: they share an exponential."""
    if s > 0.0 and lo == -np.inf and hi == np.inf:
        z = gain / s
        e = math.exp(-abs(z))
        if z >= 0.0:
            return 1.0 / (1.0 + e), gain + s * math.log1p(e)
        return e / (1.0 + e), s * math.log1p(e)
    return yes_chance(gain, lo, hi, s), option_value(gain, lo, hi, s)


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def nash_product(yes, wants, weight, quota, veto):
    """How much those who must say yes want a package: the product of their expected gains.

    Where not everybody must, the mean over the coalitions that can pass it, by their chance, of
    ``(prod_{j in C} N_j)^(n / |C|)``, so that small coalitions and large compare; n is the number
    of seats present. Under unanimity this is the Nash product (Nash 1950).

    wants: (n,), N of each seat, or -1 for one that is absent; the rest as in `pass_chance`.
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


@njit(cache=True, nogil=True)
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
        total = 0.0
        for k in range(sides):
            m = strength[run, k] * factor[row, k]
            for i in range(issues):
                m *= effect[run, i, levels[row, i], k]
            p[k] = m ** decisiveness[run]
            total += p[k]
        for v in range(voices):
            value = 0.0
            for k in range(sides):
                u = 0.0
                for i in range(issues):
                    option = victory[k, i] if victory[k, i] >= 0 else levels[row, i]
                    u += worth[run, v, i, option]
                value += p[k] / total * u
            out[row, v] = value


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def deal_gains(rows, stakes, voices, belief, keeper, foresight, gain, hold):
    """What signing each package is worth above failed talks, for every voice and type.

    For a signatory ``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``, H the chance that all the others keep it; for a faction the same without the
    choice.

    stakes: Stakes; voices: Voices; belief: (runs, parties, types); keeper: (runs, parties) who
    signs; foresight: whether anybody thinks of keeping; gain: (runs, voices, types + 1, packages);
    hold: (runs, packages), chance that all keep it.
    """
    parties = voices.temptation.shape[1]
    keeps = np.empty(parties)
    kept = np.empty((parties, voices.cost.shape[2]))  # a deal that the others keep, to a signatory
    for row in rows:
        for x in range(hold.shape[1]):
            hold[row, x] = 1.0
            for j in range(parties):
                keeps[j] = 1.0
                if foresight and keeper[row, j]:
                    keeps[j] = keep_chance(row, j, x, stakes, voices, belief, kept[j])
                hold[row, x] *= keeps[j]
            for v in range(gain.shape[1]):
                me = voices.owner[v]
                others_keep, by_others = others_breach(row, v, x, stakes, voices, keeps)
                chooses = foresight and v < parties and keeper[row, me]
                for t in range(gain.shape[2]):
                    c = voices.cost[row, me, t]
                    mine = kept[me, t] if chooses else stakes.utility[row, v, x]
                    gain[row, v, t, x] = (
                        others_keep * mine
                        + (1.0 - others_keep) * (by_others - c)
                        - (stakes.failed[row, v] - c)
                    )


@njit(cache=True, nogil=True)
def keep_chance(row, j, x, stakes, voices, belief, kept):
    """Public chance that signatory j keeps package x; `kept` takes what it is worth to each type.

    That is ``r(breach by me) + E(u - r(breach by me) + shock)+``.
    """
    base = stakes.breach[row, stakes.breach_case[j], j, x]
    base += voices.temptation[row, j] - stakes.guarantee[row, x]
    chance = 0.0
    for t in range(kept.size):
        broken = base - voices.cost[row, j, t]
        edge = stakes.utility[row, j, x] - broken
        p, option = choice(edge, -np.inf, np.inf, voices.scale[row, j])
        kept[t] = broken + option
        if t < belief.shape[2]:
            chance += belief[row, j, t] * p
    return min(chance, 1.0)


@njit(cache=True, nogil=True)
def others_breach(row, v, x, stakes, voices, keeps):
    """Chance that all but voice v keep x, and what a breach by one of them leaves v before cost."""
    parties = keeps.size
    all_keep = 1.0
    value = 0.0
    breakers = 0.0
    for j in range(parties):
        if v == j:
            continue
        all_keep *= keeps[j]
        w = 1.0 - keeps[j]
        if w > 0.0:
            loss = voices.temptation[row, j] if voices.opposed[voices.owner[v], j] else 0.0
            value += w * (stakes.breach[row, stakes.breach_case[j], v, x] - loss)
            breakers += w
    return all_keep, value / breakers if breakers > 0.0 else 0.0


@njit(cache=True, nogil=True)
def prospects(rows, gain, voices, known, table, rule, bodies, foresight, seen):
    """Who would sign what, and what sitting down is worth: the table seen from before it.

    gain: (runs, voices, types + 1, packages); voices: Voices; known: Known; table: OnTable; rule:
    Rule; bodies: Bodies; foresight: whether anybody thinks of agreement; seen: Seen, filled in.
    """
    parties, packages = seen.agree.shape[1], seen.agree.shape[2]
    votes, wants = np.empty(table.seat.size), np.empty(table.seat.size)
    option = np.zeros((parties, gain.shape[2], packages))  # N of each type
    wanted = np.empty(packages)  # prod_j N_j
    against = np.empty((parties, packages))  # chance that it passes although i says no
    share = np.empty(packages)
    home = np.zeros((3, bodies.party.size))
    for row in rows:
        for x in range(packages):
            wanted[x] = answers(
                row, x, gain, voices, known, table, rule, option, votes, wants, seen.yes
            )
            ratified = 1.0
            for i in bodies.ratifying:
                if table.present[row, i]:
                    ratified *= ratification(
                        row, i, x, gain, voices, known, table, bodies, home, seen.yes
                    )
            passing_chances(row, x, votes, ratified, table, rule, against, seen)
            seen.score[row, x] = 0.0
            if not table.refused[row, x]:
                seen.score[row, x] = seen.passes[row, x] * wanted[x]
        for i in range(parties):
            expectations(
                row,
                i,
                gain,
                table,
                rule.absent_agrees,
                foresight,
                wanted,
                share,
                against[i],
                option[i],
                seen,
            )


@njit(cache=True, nogil=True)
def answers(row, x, gain, voices, known, table, rule, option, votes, wants, yes):
    """Each seat's public chance of saying yes to x; returns how much it is wanted.

    wants: (seats,), room to work in: a seat's mean N over its types, or -1 if it is absent.
    """
    for k in range(table.seat.size):
        j = table.seat[k]
        if not table.present[row, j]:
            votes[k] = 1.0 if rule.absent_agrees else 0.0
            yes[row, j, x] = votes[k]
            wants[k] = -1.0
            continue
        chance = 0.0
        wants[k] = 0.0
        for t in range(gain.shape[2]):
            p, n = 0.0, 0.0
            if table.allowed[j, x]:
                interval = known.lo[row, j, t], known.hi[row, j, t]
                p, n = choice(gain[row, j, t, x], *interval, voices.scale[row, j])
            option[j, t, x] = n
            if t < known.belief.shape[2]:
                chance += known.belief[row, j, t] * p
                wants[k] += known.belief[row, j, t] * n
        votes[k] = min(chance, 1.0)
        yes[row, j, x] = votes[k]
    return nash_product(votes, wants, rule.weight[row], rule.quota[row], rule.veto)


@njit(cache=True, nogil=True)
def ratification(row, i, x, gain, voices, known, table, bodies, home, yes):
    """Chance that the factions of party i ratify x. home: (3, voices), room to work in."""
    ballot, held, veto = home[0], home[1], home[2]  # no faction has a veto
    size = 0
    for v in range(bodies.party.size):
        if bodies.party[v] != i:
            continue
        chance = 0.0
        for t in range(known.belief.shape[2]):
            if table.allowed[v, x]:
                p = yes_chance(gain[row, v, t, x], -np.inf, np.inf, voices.scale[row, v])
                chance += known.belief[row, i, t] * p
        yes[row, v, x] = min(chance, 1.0)
        ballot[size] = yes[row, v, x]
        held[size] = bodies.weight[row, v]
        size += 1
    return pass_chance(ballot[:size], held[:size], bodies.quota[row, i], veto[:size])


@njit(cache=True, nogil=True)
def passing_chances(row, x, votes, ratified, table, rule, against, seen):
    """Chance that x passes: for the public, and if each seat says yes, and if it says no."""
    ballot = rule.weight[row], rule.quota[row], rule.veto
    everybody = pass_chance(votes, *ballot) * ratified
    seen.passes[row, x] = everybody
    for i in range(against.shape[0]):
        seen.agree[row, i, x] = everybody
        against[i, x] = everybody
    for k in range(table.seat.size):
        i = table.seat[k]
        if table.present[row, i]:
            mine = votes[k]
            votes[k] = 1.0
            seen.agree[row, i, x] = pass_chance(votes, *ballot) * ratified
            votes[k] = 0.0
            against[i, x] = pass_chance(votes, *ballot) * ratified
            votes[k] = mine


@njit(cache=True, nogil=True)
def expectations(
    row, i, gain, table, absent_agrees, foresight, wanted, share, against, option, seen
):
    """What party i expects above failed talks: with its seat, and if they went on without it.

    ``sum_x pi(x) [A0 G + (a - A0) N]`` for every type, pi in proportion to the square of ``a(x)
    prod_j N_j(x)``. A party without a seat gets ``sum_x pi(x) a G``.
    """
    packages = wanted.size
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
                outside += pi * (a if absent_agrees or not sits else against[x]) * g
                inside += pi * (against[x] * g + (a - against[x]) * option[t, x])
        seen.expect[row, i, t] = inside if sits else outside
        seen.without[row, i, t] = outside


@njit(cache=True, nogil=True)
def comings(terms, known, scale, required, seat, steps, come, others):
    """Chance that each seat comes, and that all the others whom it needs do, by iterated reasoning.

    A type comes iff ``q (above + shock) + blame - firmness > 0``. From a joint chance of one half,
    each step answers the chances of the step before (level-k reasoning: Stahl & Wilson 1994).

    terms: Terms; known: Known, of the shock at sitting down; scale: (n, parties); required, seat:
    parties; come, others: (n, parties); for a party without a seat, ``others`` is the chance that
    all required seats come.
    """
    parties = come.shape[1]
    start = 0.5 ** (1.0 / max(required.size - 1, 1))
    for row in range(come.shape[0]):
        for i in range(parties):
            come[row, i] = start
        for step in range(steps + 1):
            for i in range(parties):
                q = 1.0
                for j in required:
                    if j != i:
                        q *= come[row, j]
                others[row, i] = q
            if step == steps:
                break
            for i in seat:
                p = 0.0
                for t in range(known.belief.shape[2]):
                    side = terms.blame[row, i] - terms.firmness[row, i, t]
                    gain = terms.above[row, i, t] + per_chance(side, others[row, i])
                    interval = known.lo[row, i, t], known.hi[row, i, t]
                    p += known.belief[row, i, t] * yes_chance(gain, *interval, scale[row, i])
                come[row, i] = min(p, 1.0)


@njit(cache=True, nogil=True)
def per_chance(side, q):
    """``side / q``, and its limit at q = 0."""
    if side == 0.0:
        return 0.0
    if q > 0.0:
        return side / q
    return np.inf if side > 0.0 else -np.inf


@njit(cache=True, nogil=True)
def passing(threshold, known, party, scale, out):
    """Public chance that a party's shock lies above its type's threshold; NaN counts as never.

    threshold: (n, types + 1); known: Known, n runs; scale: (n, voices); out: (n,).
    """
    for row in range(threshold.shape[0]):
        p = 0.0
        for t in range(known.belief.shape[2]):
            if not math.isnan(threshold[row, t]):
                interval = known.lo[row, party, t], known.hi[row, party, t]
                chance = yes_chance(-threshold[row, t], *interval, scale[row, party])
                p += known.belief[row, party, t] * chance
        out[row] = p


@njit(cache=True, nogil=True)
def coming_thresholds(above, side, others, out):
    """The shock above which each type comes: ``-(above + side / others)``.

    above, side, out: (n, types + 1); others: (n,). See `per_chance` for nobody else coming.
    """
    for row in range(above.shape[0]):
        for t in range(above.shape[1]):
            out[row, t] = -(above[row, t] + per_chance(side[row, t], others[row]))
