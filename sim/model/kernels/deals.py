"""What packages are worth, by how far they may be carried out.

Every package is looked at as if it were wholly in force, once; wherever less of it is carried out
the world is that of another package, whose worth is known already.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing, compiled, inlined
from sim.model.kernels.chances import logistic
from sim.model.kernels.rows import fill


class Grid(NamedTuple):
    """The packages of a forum: one option for every issue on its agenda, the last issue's first."""

    packages: np.ndarray  # (packages, issues): -1 off the agenda
    stride: np.ndarray  # (issues,): from a package to that with the next option; 0 off the agenda


class Duties(NamedTuple):
    """What deals ask of controllers who have not signed, and what hangs over who defies them."""

    issue: np.ndarray  # (parts,): what is asked of controllers, and
    party: np.ndarray  # (parts,): of whom
    every: np.ndarray  # (issues,): whether it moves only if all consent
    cost: np.ndarray  # (n, parts): of complying
    scale: np.ndarray  # (n, parts): of the shock
    after: np.ndarray  # (n, parts or 1, packages): what defying the rest of each leads to
    defied: np.ndarray  # (threats,): the party whose defiance sets each off
    credible: np.ndarray  # (n, threats): the chance that each is carried out then


class Wholes(NamedTuple):
    """What n worlds are worth in which every package is wholly in force, and threats are true."""

    place: np.ndarray  # (2**threats,): which of the sets each set of threats is, or -1
    utility: np.ndarray  # (sets, n, voices, packages)
    war: np.ndarray  # (sets, n, cases, voices, kinds): once the deal is broken
    kind: np.ndarray  # (sets, packages): the kind of world that each leaves when it is broken
    guarantee: np.ndarray  # (sets, n, packages)


class Guarantors(NamedTuple):
    """Third parties who may make good what options add to the cost of breaking a deal."""

    issue: np.ndarray  # (guarantees,)
    option: np.ndarray  # (guarantees,)
    first: np.ndarray  # (guarantees + 1,): where each one's guarantors begin in
    party: np.ndarray  # (guarantors,)


@inlined
def in_force(levels, option, fixed, x, i):
    """The option of an issue once a package is wholly in force, and threats have fixed some."""
    if fixed[i] >= 0:
        return fixed[i]
    return option[i, x] if option[i, x] >= 0 else levels[i]


@borrowing
def package_worths(rows, levels, worth, option, fixed, at, out):
    """Utility of the options in force under every package, summed in the order of the issues.

    rows: (n,); levels: (n, issues); worth: (runs, voices, issues, options); option: (issues,
    packages), -1 off the agenda; fixed: (issues,), see `in_force`; at: (n,), where in out: (..,
    voices, packages).
    """
    for k in range(rows.size):
        for v in range(worth.shape[1]):
            sums = out[at[k], v]
            fill(sums, 0.0)
            for i in range(fixed.size):
                own = worth[rows[k], v, i]
                if fixed[i] < 0 and option[i, 0] >= 0:  # on the agenda
                    for x in range(sums.size):
                        sums[x] += own[option[i, x]]
                else:
                    add = own[in_force(levels[k], option, fixed, 0, i)]
                    for x in range(sums.size):
                        sums[x] += add


@borrowing
def spread(rows, war, kind, out):
    """Write to every package what war is worth after the kind of world that it leaves.

    war: (n, cases, voices, kinds); out: (runs, cases, voices, packages).
    """
    for k in range(rows.size):
        for case in range(war.shape[1]):
            for v in range(war.shape[2]):
                row, of_kind = out[rows[k], case, v], war[k, case, v]
                for x in range(kind.size):
                    row[x] = of_kind[kind[x]]


# -- guarantees ------------------------------------------------------------------------------


@inlined
def enforces(gain, scale):
    """The public chance that a type of a guarantor makes its guarantee good."""
    return (1.0 if gain > 0.0 else 0.0) if scale == 0.0 else logistic(gain / scale)


@inlined
def chance_of_enforcing(stake, cost_ended, cost, scale, prior):
    """The same of a guarantor whose type nobody knows.

    cost_ended, prior: of each of five types, written out, so that a loop that calls this works on
    several numbers at once.
    """
    chance = prior[0] * enforces(stake + cost_ended[0] - cost, scale)
    chance += prior[1] * enforces(stake + cost_ended[1] - cost, scale)
    chance += prior[2] * enforces(stake + cost_ended[2] - cost, scale)
    chance += prior[3] * enforces(stake + cost_ended[3] - cost, scale)
    return chance + prior[4] * enforces(stake + cost_ended[4] - cost, scale)


@compiled
def chances_of_enforcing(stake, cost_ended, cost, scale, prior):
    """The same in n runs. stake, cost, scale: (n,); cost_ended: (n, types or more)."""
    out = np.empty(stake.size)
    for k in range(stake.size):
        out[k] = chance_of_enforcing(stake[k], cost_ended[k], cost[k], scale[k], prior)
    return out


@borrowing
def public_support(
    rows, levels, option, fixed, who, utility, at, war, kind, cost_ended, cost, scale, prior, stake,
    out,
):  # fmt: skip
    """The share of its guarantors that each guarantee can count on; 0 where it is not agreed.

    utility: (.., voices, packages), of which run k is `at[k]`; war: (n, voices, kinds); cost_ended:
    (runs, parties, types or more); cost, scale: (runs, parties or more); stake: (packages,), room
    for what a guarantor has at stake; out: (n, guarantees, packages), 0, filled in.
    """
    for k in range(rows.size):
        for g in range(who.issue.size):
            support, first, end = out[k, g], who.first[g], who.first[g + 1]
            for m in range(first, end):
                row, j = rows[k], who.party[m]
                kept, broken, ended = utility[at[k], j], war[k, j], cost_ended[row, j]
                for x in range(support.size):
                    stake[x] = kept[x] - broken[kind[x]]
                for x in range(support.size):
                    support[x] += chance_of_enforcing(
                        stake[x], ended, cost[row, j], scale[row, j], prior
                    )
            for x in range(support.size):
                agreed = in_force(levels[k], option, fixed, x, who.issue[g]) == who.option[g]
                support[x] = support[x] / (end - first) if agreed else 0.0


@borrowing
def guaranteed(rows, levels, option, fixed, guarantees, issues, who, support, at, out):
    """What the levels in force add to the cost of breaking, as far as guarantors stand by it.

    guarantees: (runs, issues, options); issues: those of which an option adds anything; support:
    (n, guarantees, packages); at: (n,), where in out: (.., packages).
    """
    for k in range(rows.size):
        own = guarantees[rows[k]]
        for x in range(option.shape[1]):
            total = 0.0
            for i in issues:
                total += own[i, in_force(levels[k], option, fixed, x, i)]
            for g in range(who.issue.size):
                i = who.issue[g]
                if in_force(levels[k], option, fixed, x, i) == who.option[g]:
                    missing = 1 - support[k, g, x]
                    total -= own[i, who.option[g]] * missing
            out[at[k], x] = total


# -- complying -------------------------------------------------------------------------------


@inlined
def gain_of_complying(kept, defied, guarantee, cost):
    """What its part is worth to a controller: the deal kept, against what defying it leads to."""
    return kept - defied + guarantee - cost


@compiled
def gains_of_complying(kept, defied, guarantee, cost):
    """The same in n runs. All (n,)."""
    out = np.empty(kept.size)
    for k in range(kept.size):
        out[k] = gain_of_complying(kept[k], defied[k], guarantee[k], cost[k])
    return out


@inlined
def weigh_part(k, part, grid, levels, duties, utility, guarantee, yes):
    """The chance that a controller does its part where it has not signed, package by package.

    The arguments are those of `weigh_parts`; yes: (packages,), filled in.
    """
    i, j, scale = duties.issue[part], duties.party[part], duties.scale[k, part]
    step, cost, after = grid.stride[i], duties.cost[k, part], duties.after[k, part]
    for x in range(yes.size):
        defied = after[x + (levels[i] - grid.packages[x, i]) * step]  # the rest, without the issue
        yes[x] = gain_of_complying(utility[j, x], defied, guarantee[x], cost)
    if scale == 0.0:
        for x in range(yes.size):
            yes[x] = 1.0 if yes[x] > 0.0 else 0.0
    else:
        for x in range(yes.size):  # several at once
            yes[x] = logistic(yes[x] / scale)
    for x in range(yes.size):
        if grid.packages[x, i] == levels[i]:  # nothing is asked of it
            yes[x] = 1.0


@inlined
def weigh_parts(k, grid, levels, signed, moved, duties, utility, guarantee, likely, refused):
    """What hangs on compliance in the k-th run, package by package.

    levels, moved: (issues,); signed: (parties,); utility: (voices, packages), and guarantee:
    (packages,), of packages that are wholly in force. Into likely: (issues, packages), the chance
    that each issue moves; and refused: (parts, packages), that each part has been refused if its
    issue stays.
    """
    for i in range(levels.size):
        moves, every = likely[i], duties.every[i]
        for x in range(moves.size):
            moves[x] = 1.0
        if grid.stride[i] == 0 or moved[i]:
            continue
        for part in range(duties.issue.size):
            if duties.issue[part] == i and not signed[duties.party[part]]:
                yes = refused[part]
                weigh_part(k, part, grid, levels, duties, utility, guarantee, yes)
                for x in range(moves.size):  # that nobody complies; or that all do
                    moves[x] *= yes[x] if every else 1 - yes[x]
        if not every:
            for x in range(moves.size):
                moves[x] = 1 - moves[x]
        for part in range(duties.issue.size):
            if duties.issue[part] == i:
                no, signs = refused[part], signed[duties.party[part]]
                for x in range(moves.size):  # if the issue does not move
                    said_no = 0.0 if signs else 1 - no[x]
                    sure = 1.0 if said_no > 0.0 else 0.0
                    undone = max(1 - moves[x], 1e-300)
                    no[x] = min(said_no / undone, 1.0) if every else sure


@inlined
def weigh_hits(x, refused, carried, duties, credible, hit):
    """The chance that each threat comes true, once just some issues have been carried out."""
    for t in range(hit.size):
        defied = 0.0
        for part in range(duties.issue.size):
            if duties.party[part] == duties.defied[t] and not carried[duties.issue[part]]:
                defied = 1.0 - (1.0 - defied) * (1.0 - refused[part, x])
        hit[t] = defied * credible[t]


@inlined
def add_way(chance, n, hits, other, k, wholes, utility, breach, guarantee):
    """Add to the n-th package what one way of carrying it out is worth, by its chance.

    That is as another package would be worth, were it wholly in force and the threats `hits` true.
    utility: (voices, some); breach: (cases, voices, some); guarantee: (some,).
    """
    here = wholes.place[hits]
    kept, kind = wholes.utility[here, k], wholes.kind[here, other]
    for v in range(utility.shape[0]):
        utility[v, n] += chance * kept[v, other]
    for case in range(breach.shape[0]):
        war, row = wholes.war[here, k, case], breach[case]
        for v in range(utility.shape[0]):
            row[v, n] += chance * war[v, kind]
    guarantee[n] += chance * wholes.guarantee[here, k, other]


@inlined
def mix_ways(
    k, grid, levels, duties, likely, refused, wholes, some, now, hit, utility, breach, guarantee
):
    """The worth of some packages in the k-th run: a mean over the ways each may be carried out.

    likely, refused: see `weigh_parts`; now: (issues,), and hit: (threats,), room to work in;
    utility, breach, guarantee: what is found, see `add_way`.
    """
    issues, threats = levels.size, hit.size
    for n in range(some.size):
        x = some[n]
        for v in range(utility.shape[0]):
            utility[v, n] = 0.0
            for case in range(breach.shape[0]):
                breach[case, v, n] = 0.0
        guarantee[n], open_ = 0.0, 0
        for i in range(issues):
            open_ += 0.0 < likely[i, x] < 1.0  # it may move or not
        for way in range(1 << open_):  # whether the last issue moves changes first
            p, left, other = 1.0, open_, x
            for i in range(issues):
                now[i] = likely[i, x] > 0.0
                if 0.0 < likely[i, x] < 1.0:
                    left -= 1
                    now[i] = (way >> left) & 1 == 0
                    p *= likely[i, x] if now[i] else 1.0 - likely[i, x]
                if not now[i]:
                    other += (levels[i] - grid.packages[x, i]) * grid.stride[i]
            weigh_hits(x, refused, now, duties, duties.credible[k], hit)
            for hits in range(1 << threats):
                q = 1.0
                for t in range(threats):
                    q *= hit[t] if (hits >> (threats - 1 - t)) & 1 == 1 else 1.0 - hit[t]
                if p * q > 0.0:
                    add_way(p * q, n, hits, other, k, wholes, utility, breach, guarantee)


@borrowing
def carry_out_in_part(rows, grid, levels, signed, moved, duties, wholes, some, room, stakes):
    """What some packages are worth of which controllers have to be asked.

    rows: (n,); levels, moved: (n, issues); signed: (n, parties); some: the packages; room: to work
    in, see `weigh_parts` and `mix_ways`; stakes: `sim.model.kernels.Stakes` of the whole block.
    """
    likely, refused, now, hit = room
    for k in range(rows.size):
        row = rows[k]
        weigh_parts(
            k, grid, levels[k], signed[k], moved[k], duties, wholes.utility[0, k],
            wholes.guarantee[0, k], likely, refused,
        )  # fmt: skip
        mix_ways(
            k, grid, levels[k], duties, likely, refused, wholes, some, now, hit,
            stakes.utility[row], stakes.breach[row], stakes.guarantee[row],
        )  # fmt: skip
