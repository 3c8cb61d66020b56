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


class Hangs(NamedTuple):
    """What packages hang on whose controllers have not all signed."""

    likely: np.ndarray  # (n, issues): the chance that each moves; 1 where it does for sure
    issue: np.ndarray  # (parts,): what is asked of controllers, and
    party: np.ndarray  # (parts,): of whom
    refused: np.ndarray  # (n, parts): the chance that each has been refused if its issue stays
    defied: np.ndarray  # (threats,): the party whose defiance sets each off
    credible: np.ndarray  # (n, threats): the chance that each is carried out then

    def of(self, some: slice) -> Hangs:
        """What some of the packages hang on."""
        return Hangs(
            self.likely[some], self.issue, self.party, self.refused[some], self.defied,
            self.credible[some],
        )  # fmt: skip


@compiled
def most_ways(hangs):
    """In how many ways each package may be carried out at most: (n,)."""
    out = np.ones(hangs.likely.shape[0], np.int64)
    for x in range(out.size):
        for i in range(hangs.likely.shape[1]):
            if 0.0 < hangs.likely[x, i] < 1.0:  # it may move or not
                out[x] *= 2
        for k in range(hangs.defied.size):
            defied = False
            for part in range(hangs.issue.size):
                stays = hangs.likely[x, hangs.issue[part]] < 1.0
                defied = defied or (hangs.party[part] == hangs.defied[k] and stays)
            if defied and hangs.credible[x, k] > 0.0:
                out[x] *= 2
    return out


@compiled
def ways_of(hangs):
    """Every way in which packages may be carried out that has a chance, package by package.

    Returns
    -------
    row, chance : (m,)
        The package of each way, and how likely it is.
    carried : (m, issues)
        What moves.
    struck : (m, threats)
        The threats that come true on who has not done its part.
    """
    n, issues = hangs.likely.shape
    threats = hangs.defied.size
    open_ = np.empty((n, issues), np.int64)  # issues that may move or not
    number, most = np.zeros(n, np.int64), 1 + most_ways(hangs).sum()  # room to try one more
    for x in range(n):
        for i in range(issues):
            if 0.0 < hangs.likely[x, i] < 1.0:
                open_[x, number[x]] = i
                number[x] += 1
    row, chance = np.empty(most, np.int64), np.empty(most)
    carried, struck = np.empty((most, issues), np.bool_), np.empty((most, threats), np.bool_)
    now, hit, m = np.empty(issues, np.bool_), np.empty(threats), 0
    for x in range(n):
        for way in range(1 << number[x]):  # whether the last issue moves changes first
            p = 1.0
            for i in range(issues):
                now[i] = hangs.likely[x, i] > 0.0
            for k in range(number[x]):
                i = open_[x, k]
                now[i] = (way >> (number[x] - 1 - k)) & 1 == 0
                p *= hangs.likely[x, i] if now[i] else 1.0 - hangs.likely[x, i]
            weigh_hits(x, now, hangs, hit)
            for hits in range(1 << threats):
                q = 1.0
                for k in range(threats):
                    struck[m, k] = (hits >> (threats - 1 - k)) & 1 == 1
                    q *= hit[k] if struck[m, k] else 1.0 - hit[k]
                if p * q > 0.0:
                    row[m], chance[m], carried[m] = x, p * q, now
                    m += 1
    return row[:m], chance[:m], carried[:m], struck[:m]


@compiled
def weigh_hits(x, carried, hangs, hit):
    """The chance that each threat comes true, once just some issues have been carried out."""
    for k in range(hit.size):
        defied = 0.0
        for part in range(hangs.issue.size):
            if hangs.party[part] == hangs.defied[k] and not carried[hangs.issue[part]]:
                defied = 1.0 - (1.0 - defied) * (1.0 - hangs.refused[x, part])
        hit[k] = defied * hangs.credible[x, k]


@compiled
def add_ways(owner, package, chance, value, case, out):
    """Add to the worth of packages what ways of carrying them out are worth, by their chances.

    owner, package, chance: (n,), the run of each row; value: (n, voices); out: (runs, cases,
    voices, packages), of which one case is added to.
    """
    for row in range(owner.size):
        run, x = owner[row], package[row]
        for v in range(value.shape[1]):
            out[run, case, v, x] += chance[row] * value[row, v]


@compiled
def differs(a, b):
    """Whether two rows of numbers differ anywhere."""
    x = 0
    while x < a.size and a[x] == b[x]:
        x += 1
    return x < a.size


@compiled
def newly_at_stake(rows, before, now, voices, asked_as, asked):
    """Where something else is at stake than before: (n,) booleans.

    before: AtStake of `rows` alone; now: of the whole block; voices: those who answer; asked_as:
    (those,), the party as which each votes at home where it is asked, -1 for those with a seat;
    asked: (runs, parties).
    """
    out = np.zeros(rows.size, np.bool_)
    for n in range(rows.size):
        row = rows[n]
        new = differs(before.guarantee[n], now.guarantee[row])
        for at in range(voices.size):
            v = voices[at]
            if new:
                break
            if asked_as[at] >= 0 and not asked[row, asked_as[at]]:
                continue
            new = before.failed[n, v] != now.failed[row, v] or before.held[n, v] != now.held[row, v]
            new |= differs(before.utility[n, v], now.utility[row, v])
            for case in range(now.breach.shape[1]):
                new |= differs(before.breach[n, case, v], now.breach[row, case, v])
        out[n] = new
    return out


@compiled
def next_texts(rows, score, settled, packages, table, belief, gain):
    """The text that a mediator tables next, and whether it has any hope: two of (n,).

    Of the packages that agree with what has been settled and have not been refused, the one with
    the highest score. Ties: what is expected to bring most to whoever gains least by it, then the
    first.

    score: (runs, packages); settled: (runs, issues), -1 where nothing is; packages: (packages,
    issues); table: `sim.model.kernels.OnTable`; belief: (runs, parties, types); gain: (runs,
    voices, types + 1, packages).
    """
    text, hope = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.bool_)
    fits = np.empty(packages.shape[0], np.bool_)
    for n in range(rows.size):
        row = rows[n]
        fits[:] = True
        for i in range(packages.shape[1]):
            if settled[row, i] >= 0:
                for x in range(fits.size):
                    fits[x] &= packages[x, i] == settled[row, i]
        best = 0.0
        for x in range(fits.size):
            if fits[x]:
                best = max(best, score[row, x])
        hope[n] = best > 0.0
        found, most = False, -np.inf
        for x in range(fits.size):
            if fits[x] and not table.refused[row, x] and score[row, x] >= best * (1 - 1e-12):
                least = worst_gain(row, x, table, belief, gain)
                if least > most or not found:
                    text[n], found, most = x, True, least
    return text, hope


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
