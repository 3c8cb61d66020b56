"""The inner loops over hypothetical worlds: what levels in force, and fighting on, are worth.

Self-contained, for the reason that `sim.compiled` gives. A world is looked at as it is, or under
each of several packages: those are done together, several at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing, compiled, inlined


class War(NamedTuple):
    """What fighting on hangs on."""

    effect: np.ndarray  # (runs, issues, options, sides): factors of strength
    victory: np.ndarray  # (sides, issues): the option imposed, or -1
    strength: np.ndarray  # (runs, sides)
    decisiveness: np.ndarray  # (runs,)
    burden: np.ndarray  # (runs, issues, options, parties): what fighting on costs more
    given: np.ndarray  # (runs, parties): reservation values in the file; NaN where there is none
    owner: np.ndarray  # (voices,): the party whose voice it is
    shifting: np.ndarray  # issues whose options change strengths
    burdening: np.ndarray  # issues whose options make fighting on cost more


class Kinds(NamedTuple):
    """What a world may become: options that come in the place of those in force.

    An issue has an option in all kinds, or in none: -1 there, where it is as it is in the world.
    """

    option: np.ndarray  # (issues, kinds)
    like: np.ndarray  # (kinds,): the first kind that is the same in all that changes strengths


@borrowing
def contest(p, decisiveness):
    """Turn strengths into odds of victory, in place, and return the sum (Hirshleifer 1989, eq. 1).

    p: (sides,); in shares of the strongest, so that no power overflows.
    """
    top, total = 0.0, 0.0
    for k in range(p.size):
        top = max(top, p[k])
    for k in range(p.size):
        p[k] = 1.0 if p[k] == top else (p[k] / top) ** decisiveness
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
def war_values(owner, levels, factor, kinds, worth, war, voices, out):
    """Expected utility of fighting on, before its cost: a lottery over victories.

    ``sum_k P_k u(victory of k)``, ``P_k = m_k^g / sum m^g`` (Fearon 1995; Hirshleifer 1989, eq. 1),
    less the burden of the options in force; or the reservation value that is given.

    owner: (n,) the run of each world; levels: (n, issues); factor: (n, sides) times strength;
    kinds: Kinds; worth: (runs, voices, issues, options), weight times value; voices: those to do;
    out: (n, those, kinds).
    """
    room = np.empty((factor.shape[1] + 1, kinds.like.size))
    imposed = np.empty(war.victory.shape, np.int64)
    weigh_wars(owner, levels, factor, kinds, worth, war, voices, room, imposed, out)


@borrowing
def weigh_wars(owner, levels, factor, kinds, worth, war, voices, room, imposed, out):
    """The loop of `war_values`, which is given room to work in."""
    chance, sums = room[:-1], room[-1]
    for n in range(owner.size):
        run = owner[n]
        odds(run, levels[n], factor[n], kinds, war, chance)
        impose(levels[n], kinds.option, war.victory, imposed)
        for at in range(voices.size):
            v, value = voices[at], out[n, at]
            given = war.given[run, war.owner[v]]
            for x in range(value.size):
                value[x] = 0.0 if np.isnan(given) else given
            if not np.isnan(given):
                continue
            for k in range(chance.shape[0]):
                victory_worth(imposed[k], kinds.option, worth[run, v], sums)
                for x in range(value.size):
                    value[x] += chance[k, x] * sums[x]
            if war.burdening.size > 0:
                burdens(run, war.owner[v], levels[n], kinds.option, war, sums)
                for x in range(value.size):
                    value[x] -= sums[x]


@inlined
def odds(run, levels, factor, kinds, war, chance):
    """Chance that each side wins the war, in each kind of a world: (sides, kinds)."""
    for x in range(kinds.like.size):
        if kinds.like[x] < x:
            for k in range(chance.shape[0]):
                chance[k, x] = chance[k, kinds.like[x]]
            continue
        for k in range(chance.shape[0]):
            chance[k, x] = war.strength[run, k] * factor[k]
        for i in war.shifting:
            option = levels[i] if kinds.option[i, x] < 0 else kinds.option[i, x]
            for k in range(chance.shape[0]):
                chance[k, x] *= war.effect[run, i, option, k]
        total = contest(chance[:, x], war.decisiveness[run])
        for k in range(chance.shape[0]):
            chance[k, x] /= total


@inlined
def impose(levels, option, victory, imposed):
    """What the victory of each side leaves of a world: (sides, issues); -1 where kinds differ."""
    for k in range(victory.shape[0]):
        for i in range(levels.size):
            as_it_is = levels[i] if option[i, 0] < 0 else -1
            imposed[k, i] = victory[k, i] if victory[k, i] >= 0 else as_it_is


@inlined
def victory_worth(imposed, option, own, sums):
    """Utility to a voice of what the victory of a side leaves of each kind of a world.

    imposed: (issues,), see `impose`; own: (issues, options); sums: (kinds,), filled in.
    """
    total, first = 0.0, 0
    while first < imposed.size and imposed[first] >= 0:
        total += own[first, imposed[first]]
        first += 1
    for x in range(sums.size):
        sums[x] = total
    for i in range(first, imposed.size):
        if imposed[i] >= 0:
            add = own[i, imposed[i]]
            for x in range(sums.size):
                sums[x] += add
        else:
            for x in range(sums.size):
                sums[x] += own[i, option[i, x]]


@inlined
def burdens(run, party, levels, option, war, sums):
    """What the options in force add to a party's cost of fighting, in each kind of a world."""
    for x in range(sums.size):
        sums[x] = 0.0
        for i in war.burdening:
            here = levels[i] if option[i, x] < 0 else option[i, x]
            sums[x] += war.burden[run, i, here, party]


@compiled
def levels_worth(owner, levels, worth, voices, out):
    """Utility of the levels in force: (n, voices). The arguments are those of `war_values`.

    Packages come in the order of their options: most differ from the one before in the last issues
    only, and the sum is carried on from there.
    """
    carry_sums(owner, levels, worth, voices, np.zeros((levels.shape[1] + 1, voices.size)), out)


@borrowing
def carry_sums(owner, levels, worth, voices, so_far, out):
    """The loop of `levels_worth`, which is given room for its sums."""
    n, issues = levels.shape
    for row in range(n):
        first = 0
        if row > 0 and owner[row] == owner[row - 1]:
            while first < issues and levels[row, first] == levels[row - 1, first]:
                first += 1
        for i in range(first, issues):
            for at in range(voices.size):
                own = worth[owner[row], voices[at], i, levels[row, i]]
                so_far[i + 1, at] = so_far[i, at] + own
        for at in range(voices.size):
            out[row, at] = so_far[issues, at]
