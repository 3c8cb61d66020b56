"""What is done to a row of numbers, one for each package."""

from __future__ import annotations

from sim.compiled import borrowing, inlined


@inlined
def row_of(t, width):
    """Where the row of type t is in a long row."""
    return slice(t * width, (t + 1) * width)


@borrowing
def fill(row, value):
    """Set a row to a number."""
    for x in range(row.size):
        row[x] = value


@borrowing
def mean_of_types(belief, unit, rows, mean):
    """The mean over the five types that others tell apart, in some unit.

    belief: (5,); rows: a long row; mean: (packages,), filled in. Five loops, each of which adds
    one row, would take three times as long.
    """
    n = mean.size
    a, b, c, d, e = belief[0], belief[1], belief[2], belief[3], belief[4]
    a, b, c, d, e = a / unit, b / unit, c / unit, d / unit, e / unit
    for x in range(n):
        low = a * rows[x] + b * rows[n + x]
        mean[x] = low + c * rows[2 * n + x] + d * rows[3 * n + x] + e * rows[4 * n + x]


@borrowing
def copy_rows(rows, out):
    """Copy rows, one after another, to the beginning of a long row."""
    n = 0
    for t in range(rows.shape[0]):
        row = rows[t]
        for x in range(row.size):
            out[n + x] = row[x]
        n += row.size


@borrowing
def total_of(row):
    """Sum of a row, in eight sums side by side and then the rest."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    whole = row.size // 8 * 8
    for x in range(0, whole, 8):
        s0 += row[x]
        s1 += row[x + 1]
        s2 += row[x + 2]
        s3 += row[x + 3]
        s4 += row[x + 4]
        s5 += row[x + 5]
        s6 += row[x + 6]
        s7 += row[x + 7]
    total = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
    for x in range(whole, row.size):
        total += row[x]
    return total


@borrowing
def largest(row):
    """The largest of a row, or 0, in four places side by side."""
    a = b = c = d = 0.0
    whole = row.size // 4 * 4
    for x in range(0, whole, 4):
        a = row[x] if row[x] > a else a
        b = row[x + 1] if row[x + 1] > b else b
        c = row[x + 2] if row[x + 2] > c else c
        d = row[x + 3] if row[x + 3] > d else d
    for x in range(whole, row.size):
        a = row[x] if row[x] > a else a
    return max(max(a, b), max(c, d))


@borrowing
def dot(a, b):
    """Sum of the products of two rows, b the shorter, in eight sums side by side."""
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    whole = b.size // 8 * 8
    for x in range(0, whole, 8):
        s0 += a[x] * b[x]
        s1 += a[x + 1] * b[x + 1]
        s2 += a[x + 2] * b[x + 2]
        s3 += a[x + 3] * b[x + 3]
        s4 += a[x + 4] * b[x + 4]
        s5 += a[x + 5] * b[x + 5]
        s6 += a[x + 6] * b[x + 6]
        s7 += a[x + 7] * b[x + 7]
    for x in range(whole, b.size):
        s0 += a[x] * b[x]
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
