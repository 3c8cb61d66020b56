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

from sim.compiled import compiled

FEW = 64  # numbers that are sorted by counting


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


@compiled
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


@compiled
def keep(ok, value, place):
    """Move those that are allowed to the front, in their order; how many there are."""
    size = 0
    for a in range(place.size):
        value[size], place[size] = value[a], place[a]
        size += ok[place[a]]
    return size


@compiled
def unfold(row, v, sums, tail):
    """What each issue of each tail is worth. tail: (tails, issues of the tail)."""
    first = sums.options.size - tail.shape[1]
    for m in range(tail.shape[1]):
        worth = sums.worth[row, v, first + m, sums.standing[row, first + m] :]
        for b in range(tail.shape[0]):
            tail[b, m] = worth[sums.tails[b, m]]


@compiled
def added(base, tail, b):
    """What a head is worth with tail b: the additions in the order of the issues."""
    for m in range(tail.shape[1]):
        base += tail[b, m]
    return base


@compiled
def farthest(row, v, sums):
    """The farthest from 0 that any sum can be on its way."""
    total = 0.0
    for i in range(sums.options.size):
        most = 0.0
        for o in range(sums.standing[row, i], sums.standing[row, i] + sums.options[i]):
            most = max(most, abs(sums.worth[row, v, i, o]))
        total += most
    return total


@compiled
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
    for k in here:
        heads(rows[k], v, sums, head)
        unfold(rows[k], v, sums, tail)
        low, high = np.inf, -np.inf
        for a in range(head.size):
            low = min(low, head[a])
            if sums.head_ok[v, a]:
                high = max(high, head[a])
        least[k], best[k] = np.inf, -np.inf
        for b in range(tail.shape[0]):
            least[k] = min(least[k], added(low, tail, b))
            if sums.tail_ok[v, b]:
                best[k] = max(best[k], added(high, tail, b))


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
    for k in here:
        heads(rows[k], v, sums, head)
        unfold(rows[k], v, sums, tail)
        for b in range(tails):
            whole[b] = added(0.0, tail, b)
        in_order(head, which, spare, other)
        in_order(whole, order, spare, other)
        a, b = keep(sums.head_ok[v], head, which), keep(sums.tail_ok[v], whole, order)
        slack = 1e-12 * farthest(rows[k], v, sums)  # more than rounding can make of it
        for level in range(at_least.shape[1]):
            out[k, level] = first_above(
                at_least[k, level], head[:a], which, whole[:b], order, tail, slack
            )


@compiled
def first_above(level, head, which, whole, order, tail, slack):
    """The cheapest package worth at least `level`, of equals the first, or -1.

    head, whole: what heads and tails are worth, ascending, the latter roughly; which, order: their
    places; tail: (tails, issues of the tail).
    """
    best, found, a = np.inf, -1, 0
    for b in range(whole.size - 1, -1, -1):  # the dearer the tail, the cheaper the head
        rest = level - whole[b] - slack
        while a < head.size and head[a] < rest:
            a += 1
        if a == head.size:
            break  # nor is any head enough with a cheaper tail
        if head[a] + whole[b] > best + slack:
            continue
        for c in range(a, head.size):
            worth = added(head[c], tail, order[b])
            if worth > best:
                break
            if worth >= level:
                package = which[c] * tail.shape[0] + order[b]
                if worth < best or package < found:
                    best, found = worth, package
    return found


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


@compiled
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
