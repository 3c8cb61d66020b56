"""The inner loops over hypothetical worlds: what levels in force, and fighting on, are worth.

Self-contained, for the reason that `sim.compiled` gives. Most of the worlds that are
looked at differ from one another in options on which the war does not hang at all: what has been
worked out for one of them is taken over for the others, to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing, compiled, inlined

_REMEMBERED = 64  # worlds of a run that are kept in mind at a time; a power of two


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
    counting: np.ndarray  # issues whose options count in any way
    burdening: np.ndarray  # issues whose options make fighting on cost more


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


@inlined
def alike(row, owner, levels, factor, issues, seen):
    """An earlier row of the same run that differs in none of `issues`; -1 where none is in mind.

    seen : (a power of two,) rows by what they are like, of which this one becomes the latest.
    """
    key = owner[row]
    for i in issues:
        key = 5 * key + levels[row, i]
    key &= seen.size - 1
    other = seen[key]
    seen[key] = row
    if other < 0 or owner[other] != owner[row]:
        return -1
    for i in issues:
        if levels[other, i] != levels[row, i]:
            return -1
    for k in range(factor.shape[1]):
        if factor[other, k] != factor[row, k]:
            return -1
    return other


@compiled
def war_values(owner, levels, factor, worth, war, voices, out):
    """Expected utility of fighting on, before its cost: a lottery over victories.

    ``sum_k P_k u(victory of k)``, ``P_k = m_k^g / sum m^g`` (Fearon 1995; Hirshleifer 1989, eq. 1),
    less the burden of the options in force; or the reservation value that is given.

    owner: (n,) the run of each row; levels: (n, issues); factor: (n, sides) times strength; worth:
    (runs, voices, issues, options), weight times value; voices: those to do; out: (n, those).
    """
    worlds, strengths = np.full((2, _REMEMBERED), -1)
    chance, imposed = np.empty(factor.shape), np.empty(war.victory.shape, np.int64)
    weigh_wars(
        owner, levels, factor, worth, war, voices, worlds, strengths, chance, imposed, out
    )  # fmt: skip


@borrowing
def weigh_wars(owner, levels, factor, worth, war, voices, worlds, strengths, chance, imposed, out):
    """The loop of `war_values`, which is given room to work in."""
    for row in range(owner.size):
        like, run = alike(row, owner, levels, factor, war.counting, worlds), owner[row]
        if like >= 0:
            for at in range(voices.size):
                out[row, at] = out[like, at]
            continue
        like = alike(row, owner, levels, factor, war.shifting, strengths)
        for k in range(factor.shape[1]):
            chance[row, k] = chance[like, k] if like >= 0 else war.strength[run, k] * factor[row, k]
        if like < 0:
            for i in war.shifting:
                for k in range(factor.shape[1]):
                    chance[row, k] *= war.effect[run, i, levels[row, i], k]
            total = contest(chance[row], war.decisiveness[run])
            for k in range(factor.shape[1]):
                chance[row, k] /= total
        for k in range(factor.shape[1]):
            for i in range(levels.shape[1]):
                option = war.victory[k, i]
                imposed[k, i] = option if option >= 0 else levels[row, i]
        for at in range(voices.size):
            v = voices[at]
            j = war.owner[v]
            if not np.isnan(war.given[run, j]):
                out[row, at] = war.given[run, j]
                continue
            own, value, burden = worth[run, v], 0.0, 0.0
            for k in range(factor.shape[1]):
                u = 0.0
                for i in range(levels.shape[1]):
                    u += own[i, imposed[k, i]]
                value += chance[row, k] * u
            for i in war.burdening:
                burden += war.burden[run, i, levels[row, i], j]
            out[row, at] = value - burden


@compiled
def levels_worth(owner, levels, worth, voices, out):
    """Utility of the levels in force. The arguments are those of `war_values`.

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
