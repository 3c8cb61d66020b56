"""Searching the packages of a run without writing down what all of them are worth.

What a package is worth in force is a sum over issues, in their order, of what one option of each is
worth. A package is split in two: its *head*, the options of the first issues, and its *tail*, those
of the others. With 4,096 packages that makes 64 heads and 64 tails: the cheapest package above a
level is found by going through both, sorted, side by side (Horowitz & Sahni 1974, who search sums
of subsets that way). Sorting and skipping go by rounded sums, with some slack; every comparison
that decides is between sums whose additions were made in the order of the issues, as everywhere
else. Adding the same number to two others never changes which is larger, rounding included, so
that the order of the heads is the order of the packages that share a tail.

The file calls only its own functions, for the reason that `sim.compiled` gives.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing, compiled, inlined

FEW = 64  # numbers that are sorted by counting
LEAST = -1e308  # above the -inf of what is missing


class Sums(NamedTuple):
    """What the packages of a block are worth to everybody, as sums over issues.

    Packages count through the options of the last issue first.
    """

    worth: np.ndarray  # (runs, voices, issues, options)
    standing: np.ndarray  # (runs, issues): the first option that a package can choose
    options: np.ndarray  # (issues,): and how many; 1 off the agenda
    heads: np.ndarray  # (heads, issues of the head): the option of each, counted from the first
    tails: np.ndarray  # (tails, issues of the tail)
    head_ok: np.ndarray  # (voices, heads): no red line crossed
    tail_ok: np.ndarray  # (voices, tails)

    @property
    def packages(self) -> int:
        """How many there are."""
        return self.head_ok.shape[1] * self.tail_ok.shape[1]


@borrowing
def in_order(value, place, spare, other):
    """Sort numbers, and tell where each of them was; spare and other: as long, at least.

    A few are put where as many others are smaller, or right behind their equals: counting these
    takes no branch that a processor could guess wrong, and compares several at once. Stretches of a
    few are merged two by two.
    """
    size = value.size
    for start in range(0, size, FEW):
        few = value[start : start + FEW]
        here = spare[start : start + few.size]
        was = other[start : start + few.size]
        was[:] = -1
        for a in range(few.size):
            one, smaller = few[a], 0
            for b in range(few.size):
                smaller += few[b] < one
            while was[smaller] >= 0:
                smaller += 1
            here[smaller], was[smaller] = one, start + a
    run = FEW
    while run < size:
        for left in range(0, size, 2 * run):
            a, mid = left, min(left + run, size)
            b, end = mid, min(left + 2 * run, size)
            for c in range(left, end):
                if b == end or (a < mid and spare[a] <= spare[b]):
                    value[c], place[c] = spare[a], other[a]
                    a += 1
                else:
                    value[c], place[c] = spare[b], other[b]
                    b += 1
        run *= 2
        for c in range(size):
            spare[c], other[c] = value[c], place[c]
    for c in range(size):  # slices would take longer to compile
        value[c], place[c] = spare[c], other[c]


@borrowing
def keep(ok, value, place):
    """Move those that are allowed to the front, in their order; how many there are."""
    size = 0
    for a in range(place.size):
        value[size], place[size] = value[a], place[a]
        size += ok[place[a]]
    return size


@borrowing
def unfold(row, v, sums, tail):
    """What each issue of each tail is worth. tail: (tails, issues of the tail)."""
    first = sums.options.size - tail.shape[1]
    for m in range(tail.shape[1]):
        worth = sums.worth[row, v, first + m, sums.standing[row, first + m] :]
        for b in range(tail.shape[0]):
            tail[b, m] = worth[sums.tails[b, m]]


@borrowing
def added(base, tail, b):
    """What a head is worth with tail b: the additions in the order of the issues."""
    for m in range(tail.shape[1]):
        base += tail[b, m]
    return base


@borrowing
def farthest(row, v, sums):
    """The farthest from 0 that any sum can be on its way."""
    total = 0.0
    for i in range(sums.options.size):
        most = 0.0
        for o in range(sums.standing[row, i], sums.standing[row, i] + sums.options[i]):
            most = max(most, abs(sums.worth[row, v, i, o]))
        total += most
    return total


@borrowing
def heads(row, v, sums, head):
    """What every head is worth, in the order of the packages. head: (heads,)."""
    head[0] = 0.0
    size = 1
    for i in range(sums.options.size - sums.tails.shape[1]):
        start, many = sums.standing[row, i], sums.options[i]
        for a in range(size - 1, -1, -1):
            base = head[a]
            for o in range(many - 1, -1, -1):
                head[a * many + o] = base + sums.worth[row, v, i, start + o]
        size *= many


@compiled
def extremes(rows, here, v, sums, least, best):
    """The least worth of any package to voice v, and the greatest of those across no red line.

    -inf where every package crosses one. rows: (n,); here: the places among them that are looked
    at; least, best: (n,).
    """
    head, tail = np.empty(sums.head_ok.shape[1]), np.empty(sums.tails.shape)
    free = np.all(sums.head_ok[v]) and np.all(sums.tail_ok[v])
    for k in here:
        least[k], best[k] = ends(rows[k], v, sums)
        if not free:
            heads(rows[k], v, sums, head)
            unfold(rows[k], v, sums, tail)
            best[k] = dearest(head, tail, sums.head_ok[v], sums.tail_ok[v])


@borrowing
def ends(row, v, sums):
    """The least and the greatest sum: those of the worst and of the best option of each issue."""
    low, high = 0.0, 0.0
    for i in range(sums.options.size):
        start = sums.standing[row, i]
        worst = best = sums.worth[row, v, i, start]
        for o in range(start + 1, start + sums.options[i]):
            worst = min(worst, sums.worth[row, v, i, o])
            best = max(best, sums.worth[row, v, i, o])
        low += worst
        high += best
    return low, high


@borrowing
def dearest(head, tail, head_ok, tail_ok):
    """The greatest sum across no red line, or -inf."""
    high, best = -np.inf, -np.inf
    for a in range(head.size):
        if head_ok[a]:
            high = max(high, head[a])
    for b in range(tail.shape[0]):
        if tail_ok[b]:
            best = max(best, added(high, tail, b))
    return best


class Halves(NamedTuple):
    """The heads and tails of a run that cross no red line, by what they are worth to a voice.

    Ascending; tails roughly, and four by four, with -inf ahead of the first where some are missing.
    """

    head: np.ndarray  # (heads,)
    which: np.ndarray  # (heads,): their places
    fours: np.ndarray  # (n, 4)
    order: np.ndarray  # (n, 4): their places
    tail: np.ndarray  # (tails, issues of the tail): what each issue of each is worth, by place
    slack: float  # more than rounding can make of any sum
    below: (
        np.ndarray
    )  # (n,), filled in for a level: the dearest head that no tail of four does with


@compiled
def cheapest(rows, here, v, sums, at_least, out):
    """The cheapest package worth at least so much to voice v across no red line, or -1.

    Of equals the first. at_least, out: (n, levels).
    """
    heads_in_all, tails = sums.head_ok.shape[1], sums.tails.shape[0]
    many = max(heads_in_all, tails)
    spare, other = np.empty(many), np.empty(many, np.int64)
    head, whole, tail = np.empty(heads_in_all), np.empty(tails), np.empty(sums.tails.shape)
    which, order = np.empty(heads_in_all, np.int64), np.empty(tails, np.int64)
    a, b = np.sum(sums.head_ok[v]), np.sum(sums.tail_ok[v])
    fours, places = np.empty(((b + 3) // 4, 4)), np.empty(((b + 3) // 4, 4), np.int64)
    below = np.empty(len(fours), np.int64)
    for k in here:
        heads(rows[k], v, sums, head)
        unfold(rows[k], v, sums, tail)
        for t in range(tails):
            whole[t] = added(0.0, tail, t)
        in_order(head, which, spare, other)
        in_order(whole, order, spare, other)
        keep(sums.head_ok[v], head, which)
        keep(sums.tail_ok[v], whole, order)
        four_by_four(whole[:b], order, fours, places)
        slack = 1e-12 * farthest(rows[k], v, sums)
        halves = Halves(head[:a], which, fours, places, tail, slack, below)
        low, worth, package = np.inf, -np.inf, -1
        for level in range(at_least.shape[1] - 1, -1, -1):  # the lowest first, of who concedes
            if not low <= at_least[k, level] <= worth:  # else what is enough for less is for this
                low = at_least[k, level]
                worth, package = first_above(low, halves)
            out[k, level] = package


@borrowing
def four_by_four(whole, order, fours, places):
    """Put tails into fours: see `Halves`."""
    at = whole.size - fours.size
    for four in range(len(fours)):
        for t in range(4):
            fours[four, t], places[four, t] = -np.inf, 0
            if at >= 0:
                fours[four, t], places[four, t] = whole[at], order[at]
            at += 1


@borrowing
def first_above(level, halves):
    """What the cheapest package is worth that is worth at least `level`, and the first such.

    inf and -1 without one. First roughly, to know which few packages it can be, and then to the
    last bit.
    """
    head, slack, found = halves.head, halves.slack, -1
    enough = max(level - slack, LEAST)
    roughly, first, other = just_above(enough, halves)
    best, end = roughly + slack, first + 1
    if roughly < level + slack:  # it may not be enough after all
        best, other = np.inf, roughly
    if other <= best + slack:
        first, end = 0, len(halves.fours)
    for four in range(first, end):
        few, places = halves.fours[four], halves.order[four]
        for t in range(4):
            for a in range(halves.below[four] + 1, head.size):
                rough = head[a] + few[t]
                if rough < enough:
                    continue
                if rough > best + slack:
                    break
                worth = added(head[a], halves.tail, places[t])
                if level <= worth <= best:
                    package = halves.which[a] * len(halves.tail) + places[t]
                    if worth < best or found < 0 or package < found:
                        best, found = worth, package
    return best if found >= 0 else np.inf, found


@borrowing
def just_above(enough, halves):
    """The least sum that is enough, roughly, or inf; in which four it is; the least of all others.

    The dearer the tails, the cheaper the heads that do: each head is passed once. Four tails go
    side by side, without a branch that a processor could guess wrong; heads get cheaper, so that
    the last one that does is what counts.
    """
    head, fours = halves.head, halves.fours
    a, best, where, other = head.size - 1, np.inf, 0, np.inf
    for four in range(len(fours)):
        few = fours[four]
        tail_0, tail_1, tail_2, tail_3 = few[0], few[1], few[2], few[3]
        low_0 = low_1 = low_2 = low_3 = np.inf
        while a >= 0 and head[a] + tail_3 >= enough:
            low_0 = later(head[a] + tail_0, enough, low_0)
            low_1 = later(head[a] + tail_1, enough, low_1)
            low_2 = later(head[a] + tail_2, enough, low_2)
            low_3 = later(head[a] + tail_3, enough, low_3)
            a -= 1
        halves.below[four] = a
        low = min(min(low_0, low_1), min(low_2, low_3))
        where = four if low < best else where
        other = min(other, max(best, low))
        best = min(best, low)
        a = min(a + 1, head.size - 1)  # it may do with the next ones, too
    return best, where, other


@inlined
def later(worth, enough, low):
    """A worth if it is enough; else the one before."""
    return worth if worth >= enough else low


@compiled
def every_worth(rows, here, v, sums, out):
    """What every package is worth to voice v. out: (n, packages)."""
    head, tail = np.empty(sums.head_ok.shape[1]), np.empty(sums.tails.shape)
    for k in here:
        heads(rows[k], v, sums, head)
        unfold(rows[k], v, sums, tail)
        for a in range(head.size):
            for b in range(tail.shape[0]):
                out[k, a * tail.shape[0] + b] = added(head[a], tail, b)


@borrowing
def worth_of(rows, here, v, sums, package, out):
    """What one package is worth to voice v in each run; that of -1 is of no use. out: (n,)."""
    (tails, of_tail), of_head = sums.tails.shape, sums.heads.shape[1]
    for k in here:
        row = rows[k]
        a, b = divmod(max(package[k], 0), tails)
        total = 0.0
        for i in range(of_head):
            total += sums.worth[row, v, i, sums.standing[row, i] + sums.heads[a, i]]
        for i in range(of_tail):
            option = sums.standing[row, of_head + i] + sums.tails[b, i]
            total += sums.worth[row, v, of_head + i, option]
        out[k] = total
