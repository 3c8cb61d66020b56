"""The inner loops over the packages of a forum, run by run: what they change, and what they bring.

All go from run to run over arrays of the whole block, and leave nothing behind but their result:
what is worked out for every run and package is large, and to copy it costs more than to work it
out. Sums are added up in the order of the text, whatever the block.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled


class AtStake(NamedTuple):
    """All that those who answer a text weigh, beliefs aside."""

    failed: np.ndarray  # (runs, voices): war after failed talks
    held: np.ndarray  # (runs, voices): seats of those who vote at home
    utility: np.ndarray  # (runs, voices, packages)
    breach: np.ndarray  # (runs, cases, voices, packages): war after a breach
    guarantee: np.ndarray  # (runs, packages)


@compiled
def carried_out(levels, packages, package, moved):
    """The levels once packages are in force as far as they move issues: (n, issues).

    levels: (n, issues); packages: (packages, issues), -1 for what is on no agenda; package: (n,);
    moved: (n, issues).
    """
    out = levels.copy()
    for row in range(out.shape[0]):
        for i in range(out.shape[1]):
            agreed = packages[package[row], i]
            if moved[row, i] and agreed >= 0:
                out[row, i] = agreed
    return out


@compiled
def differs(a, b, places):
    """Whether two rows of numbers differ in any of some places."""
    n = 0
    while n < places.size and a[places[n]] == b[places[n]]:
        n += 1
    return n < places.size


@compiled
def at_stake_for(rows, voices, now):
    """All that is at stake in some runs, as it is, for some voices alone: AtStake of (n, those).

    now: AtStake of the whole block.
    """
    n, those, (_, cases, _, packages) = rows.size, voices.size, now.breach.shape
    utility, breach = np.empty((n, those, packages)), np.empty((n, cases, those, packages))
    failed, held = np.empty((n, those)), np.empty((n, those))
    for k in range(n):
        for at in range(those):
            row, v = rows[k], voices[at]
            failed[k, at], held[k, at] = now.failed[row, v], now.held[row, v]
            for x in range(packages):
                utility[k, at, x] = now.utility[row, v, x]
            for case in range(cases):
                for x in range(packages):
                    breach[k, case, at, x] = now.breach[row, case, v, x]
    return AtStake(failed, held, utility, breach, now.guarantee[rows])


@compiled
def newly_at_stake(rows, before, now, packages, voices, asked_as, asked):
    """Where something else is at stake than before: (n,) booleans.

    before: AtStake of `rows` and `voices` alone; now: of the whole block; packages: the places of
    those that can be agreed; voices: those who answer; asked_as: (those,), the party as which each
    votes at home where it is asked, -1 for those with a seat; asked: (runs, parties).
    """
    out = np.zeros(rows.size, np.bool_)
    for n in range(rows.size):
        row = rows[n]
        new = differs(before.guarantee[n], now.guarantee[row], packages)
        for at in range(voices.size):
            v = voices[at]
            if new:
                break
            if asked_as[at] >= 0 and not asked[row, asked_as[at]]:
                continue
            new = before.failed[n, at] != now.failed[row, v]
            new |= before.held[n, at] != now.held[row, v]
            new |= differs(before.utility[n, at], now.utility[row, v], packages)
            for case in range(now.breach.shape[1]):
                new |= differs(before.breach[n, case, at], now.breach[row, case, v], packages)
        out[n] = new
    return out


@compiled
def next_texts(rows, score, settled, option, table, belief, gain):
    """The text that a mediator tables next, and whether it has any hope: two of (n,).

    Of the packages that agree with what has been settled and have not been refused, the one with
    the highest score. Ties: what is expected to bring most to whoever gains least by it, then the
    first. What differs by no more than rounding is a tie.

    score: (runs, packages); settled: (runs, issues), -1 where nothing is; option: (issues,
    packages), of each; table: `sim.model.kernels.OnTable`; belief: (runs, parties, types); gain:
    (runs, voices, types + 1, packages).
    """
    text, hope = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.bool_)
    fits, tied = np.empty(option.shape[1], np.bool_), np.empty(option.shape[1], np.int64)
    for n in range(rows.size):
        row = rows[n]
        fits[:] = True
        for i in range(option.shape[0]):
            if settled[row, i] >= 0:
                for x in range(fits.size):
                    fits[x] &= option[i, x] == settled[row, i]
        best, ties = 0.0, 0
        for x in range(fits.size):
            if fits[x]:
                best = max(best, score[row, x])
        hope[n] = best > 0.0
        for x in range(fits.size):
            if fits[x] and not table.refused[row, x] and score[row, x] >= best * (1 - 1e-12):
                tied[ties] = x
                ties += 1
        if ties > 0:
            text[n] = best_for_the_worst_off(row, tied[:ties], table, belief, gain)
    return text, hope


@compiled
def best_for_the_worst_off(row, tied, table, belief, gain):
    """Of some packages, the one that brings most to whoever gains least by it, or the first."""
    text, most = tied[0], -np.inf
    if tied.size > 1:  # or what each brings, which lies far apart in memory, need not be read
        for x in tied:
            least = worst_gain(row, x, table, belief, gain)
            if least > most + 1e-12:
                text, most = x, least
    return text


@compiled
def worst_gain(row, x, table, belief, gain):
    """What a package is expected to bring to whoever gains least by it, of the seats present.

    -inf across a red line of any.
    """
    worst = np.inf
    for j in table.seat:
        if table.present[row, j]:
            expected = 0.0
            for k in range(belief.shape[2]):
                expected += belief[row, j, k] * gain[row, j, k, x]
            worst = min(worst, expected if table.allowed[j, x] else -np.inf)
    return worst
