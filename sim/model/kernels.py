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

import numpy as np
from numba import njit


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
        return 1.0 if gain + 0.5 * (lo + hi) > 0.0 else 0.0
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
        return max(gain + 0.5 * (lo + hi), 0.0)
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
def deal_gains(
    rows,
    utility,
    failed,
    breach,
    breach_case,
    cost,
    belief,
    scale,
    temptation,
    guarantee,
    opposed,
    owner,
    keeper,
    foresight,
    gain,
    hold,
):
    """What signing each package is worth above failed talks, for every voice and type.

    For a signatory ``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``, H the chance that all the others keep it; for a faction the same without the
    choice.

    utility: (runs, voices, packages); failed: (runs, voices); breach: (runs, cases, voices,
    packages), war values before cost; cost: (runs, parties, types + 1); belief: (runs, parties,
    types); guarantee: (runs, packages); keeper: (runs, parties) who signs; gain: (runs, voices,
    types + 1, packages); hold: (runs, packages).
    """
    parties = temptation.shape[1]
    voices, packages = utility.shape[1], utility.shape[2]
    types = cost.shape[2]
    keeps = np.empty(parties)
    kept = np.empty((parties, types))  # what a deal that the others keep is worth to a signatory
    for row in rows:
        for x in range(packages):
            hold[row, x] = 1.0
            for j in range(parties):
                keeps[j] = 1.0
                if foresight and keeper[row, j]:
                    base = breach[row, breach_case[j], j, x]
                    base += temptation[row, j] - guarantee[row, x]
                    keeps[j] = 0.0
                    for t in range(types):
                        broken = base - cost[row, j, t]
                        edge = utility[row, j, x] - broken
                        p, option = choice(edge, -np.inf, np.inf, scale[row, j])
                        kept[j, t] = broken + option
                        if t < types - 1:
                            keeps[j] += belief[row, j, t] * p
                    keeps[j] = min(keeps[j], 1.0)
                hold[row, x] *= keeps[j]
            for v in range(voices):
                me = owner[v]
                others_keep = 1.0
                by_others = 0.0  # value of a breach by another, before my war cost
                breakers = 0.0
                for j in range(parties):
                    if v < parties and j == me:
                        continue
                    others_keep *= keeps[j]
                    w = 1.0 - keeps[j]
                    if w > 0.0:
                        loss = temptation[row, j] if opposed[me, j] else 0.0
                        by_others += w * (breach[row, breach_case[j], v, x] - loss)
                        breakers += w
                if breakers > 0.0:
                    by_others /= breakers
                chooses = foresight and v < parties and keeper[row, me]
                for t in range(types):
                    c = cost[row, me, t]
                    mine = kept[me, t] if chooses else utility[row, v, x]
                    gain[row, v, t, x] = (
                        others_keep * mine
                        + (1.0 - others_keep) * (by_others - c)
                        - (failed[row, v] - c)
                    )


@njit(cache=True, nogil=True)
def prospects(
    rows,
    gain,
    belief,
    lo,
    hi,
    scale,
    allowed,
    seat,
    present,
    absent_agrees,
    weight,
    quota,
    veto,
    body,
    body_weight,
    body_quota,
    refused,
    foresight,
    yes,
    agree,
    passes,
    score,
    expect,
    without,
):
    """Who would sign what, and what sitting down is worth: the table seen from before it.

    Public, for every package x: ``yes``, the chance that a voice says yes; ``passes``, a(x), that
    it is agreed and ratified; ``score``, ``a(x) prod_j N_j(x)``, 0 where it was refused. For every
    party i: ``agree``, the chance that x is agreed and ratified if i signs; ``expect``, for every
    type, ``sum_x pi_i(x) [A0 G + (a - A0) N]``, what it expects above failed talks (A0: the chance
    that it passes without i); ``without``, the same had it no voice. ``pi_i(x)`` is proportional to
    the square of ``a_i(x) prod_j N_j(x)``.

    gain: (runs, voices, types + 1, packages); belief: (runs, parties, types); lo, hi: (runs,
    parties, types + 1); allowed: (voices, packages), no red line crossed; seat: (seats,) parties;
    present: (runs, parties); weight: (runs, seats), quota: (runs,), veto: (seats,): the decision
    rule; body: (voices,) the party that a faction ratifies for, else -1; body_weight: (runs,
    voices); body_quota: (runs, parties); refused: (runs, packages); yes: (runs, voices, packages);
    agree: (runs, parties, packages); passes, score: (runs, packages); expect, without: (runs,
    parties, types + 1).
    """
    voices, types, packages = gain.shape[1], gain.shape[2], gain.shape[3]
    parties = agree.shape[1]
    seats = seat.size
    size = np.zeros(parties, np.int64)  # factions of each party
    for v in range(voices):
        if body[v] >= 0:
            size[body[v]] += 1
    votes = np.empty(seats)
    ballot, held = np.empty(voices), np.empty(voices)  # of the factions of one party
    no_veto = np.zeros(voices, np.bool_)
    against = np.empty((parties, packages))  # passes although i says no
    wanted = np.empty(packages)  # prod_j N_j
    option = np.zeros((parties, types, packages))  # N of each type
    share = np.empty(packages)
    for row in rows:
        for x in range(packages):
            wanted[x] = 1.0
            for k in range(seats):
                j = seat[k]
                if not present[row, j]:
                    votes[k] = 1.0 if absent_agrees else 0.0
                    yes[row, j, x] = votes[k]
                    continue
                votes[k] = 0.0
                expected = 0.0
                for t in range(types):
                    p, n = 0.0, 0.0
                    if allowed[j, x]:
                        g = gain[row, j, t, x]
                        p, n = choice(g, lo[row, j, t], hi[row, j, t], scale[row, j])
                    option[j, t, x] = n
                    if t < types - 1:
                        votes[k] += belief[row, j, t] * p
                        expected += belief[row, j, t] * n
                votes[k] = min(votes[k], 1.0)
                yes[row, j, x] = votes[k]
                wanted[x] *= expected
            ratified = 1.0
            for i in range(parties):
                if size[i] == 0 or not present[row, i]:
                    continue
                k = 0
                for v in range(voices):
                    if body[v] == i:
                        p = 0.0
                        for t in range(types - 1):
                            if allowed[v, x]:
                                g = gain[row, v, t, x]
                                p += belief[row, i, t] * yes_chance(
                                    g, -np.inf, np.inf, scale[row, v]
                                )
                        ballot[k] = min(p, 1.0)
                        yes[row, v, x] = ballot[k]
                        held[k] = body_weight[row, v]
                        k += 1
                ratified *= pass_chance(ballot[:k], held[:k], body_quota[row, i], no_veto[:k])
            everybody = pass_chance(votes, weight[row], quota[row], veto) * ratified
            for i in range(parties):
                agree[row, i, x] = everybody
                against[i, x] = everybody
            for k in range(seats):
                i = seat[k]
                if not present[row, i]:
                    continue
                mine = votes[k]
                votes[k] = 1.0
                agree[row, i, x] = pass_chance(votes, weight[row], quota[row], veto) * ratified
                votes[k] = 0.0
                against[i, x] = pass_chance(votes, weight[row], quota[row], veto) * ratified
                votes[k] = mine
            passes[row, x] = everybody
            score[row, x] = 0.0 if refused[row, x] else everybody * wanted[x]
        for i in range(parties):
            sits = False
            for k in range(seats):
                sits = sits or (seat[k] == i and present[row, i])
            top = 0.0
            for x in range(packages):
                share[x] = 0.0 if refused[row, x] else agree[row, i, x] * wanted[x]
                top = max(top, share[x])
            total = 0.0
            for x in range(packages):
                share[x] = (share[x] / top) ** 2 if top > 0.0 else 0.0
                total += share[x]
            for t in range(types):
                inside = 0.0
                outside = 0.0
                for x in range(packages):
                    if share[x] > 1e-12:
                        g = gain[row, i, t, x]
                        pi = share[x] / total
                        a = agree[row, i, x] if foresight else 1.0
                        if not sits:
                            inside += pi * a * g
                            continue
                        outside += pi * a * g
                        inside += pi * (against[i, x] * g + (a - against[i, x]) * option[i, t, x])
                expect[row, i, t] = inside
                without[row, i, t] = outside


@njit(cache=True, nogil=True)
def comings(
    rows,
    above,
    blame,
    firmness,
    belief,
    lo,
    hi,
    scale,
    required,
    seat,
    steps,
    come,
    others,
):
    """Chance that each seat comes, and that all the others whom it needs do, by iterated reasoning.

    A type comes iff ``q (above + shock) + blame - firmness > 0``. From a joint chance of one half,
    each step answers the chances of the step before (level-k reasoning: Stahl & Wilson 1994).

    above, firmness: (runs, parties, types + 1); blame: (runs, parties); belief: (runs, parties,
    types); lo, hi: (runs, parties, types + 1); required, seat: parties; come, others: (runs,
    parties); for a party without a seat, ``others`` is the chance that all required seats come.
    """
    types = belief.shape[2]
    parties = above.shape[1]
    start = 0.5 ** (1.0 / max(required.size - 1, 1))
    for row in rows:
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
                q = others[row, i]
                p = 0.0
                for t in range(types):
                    side = blame[row, i] - firmness[row, i, t]
                    if q > 0.0:
                        gain = above[row, i, t] + side / q
                    elif side != 0.0:
                        gain = np.inf if side > 0.0 else -np.inf
                    else:
                        gain = above[row, i, t]
                    known = lo[row, i, t], hi[row, i, t]
                    p += belief[row, i, t] * yes_chance(gain, *known, scale[row, i])
                come[row, i] = min(p, 1.0)


@njit(cache=True, nogil=True)
def passing(threshold, belief, lo, hi, scale, out):
    """Public chance that a shock lies above its threshold, over the types.

    NaN thresholds count as never.

    threshold, lo, hi: (n, types + 1); belief: (n, types); scale, out: (n,).
    """
    for row in range(threshold.shape[0]):
        p = 0.0
        for t in range(belief.shape[1]):
            if not math.isnan(threshold[row, t]):
                known = lo[row, t], hi[row, t]
                p += belief[row, t] * yes_chance(-threshold[row, t], *known, scale[row])
        out[row] = p
