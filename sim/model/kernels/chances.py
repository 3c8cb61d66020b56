"""Chances and option values under a logistic shock that is known to lie in an interval."""

from __future__ import annotations

import numpy as np

from sim.compiled import borrowing, compiled, inlined


@inlined
def falling(z):
    """``exp(-|z|)`` within one unit in the last place; 0 beyond 708.

    Plain arithmetic, which is the same on every processor, and neither calls nor branches, so that
    a loop over an array works on as many numbers at once as the processor can. The argument is
    reduced in two parts (Cody & Waite 1980); the rest is the rational function of FDLIBM's
    ``e_exp.c`` (Sun Microsystems 1993).
    """
    a = abs(z)
    cut = 708.0 if a > 708.0 else a
    # To add 1.5 * 2**52 leaves the nearest integer, of -a / log 2, in the lowest bits of the sum.
    shifted = np.float64(6755399441055744.0 - cut * 1.4426950408889634)
    n = 6755399441055744.0 - shifted
    r = (n * 0.6931471803691238 - cut) + n * 1.9082149292705877e-10  # n log 2 - a
    q = r * r
    c = -1.6533902205465252e-06 + q * 4.1381367970572385e-08
    c = 0.16666666666666602 + q * (-2.7777777777015593e-03 + q * (6.613756321437934e-05 + q * c))
    c = r - q * c
    e = 1.0 + (r + r * c / (2.0 - c))
    power = np.int64(shifted.view(np.int64) + 1023 << 52)  # the bits of 2**-n
    return 0.0 if a > 708.0 else e * power.view(np.float64)


@inlined
def log_near(f):
    """``log(1 + f)`` of f between ``sqrt(1/2) - 1`` and ``sqrt(2) - 1``: FDLIBM's ``e_log.c``."""
    s = f / (2.0 + f)
    z = s * s
    r = 0.2222219843214978 + z * (
        0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586)
    )
    r = z * (0.6666666666666735 + z * (0.3999999999940942 + z * (0.2857142874366239 + z * r)))
    half = 0.5 * f * f
    return f - (half - s * (half + r))


@inlined
def log_above_one(e):
    """``log(1 + e)`` of e in [0, 1], within two units in the last place; no calls, no branches."""
    far = e > 0.41421356237309503
    log = log_near(0.5 * (e - 1.0) if far else e)  # of (1 + e) / 2, where that is nearer to 1
    return log + 0.6931471805599453 if far else log


@inlined
def logistic(z):
    """``1 / (1 + exp(-z))`` without overflow."""
    e = falling(z)
    return (1.0 if z >= 0.0 else e) / (1.0 + e)


@compiled
def upper_tail_area(a, s):
    """Area under ``1 - F`` beyond ``a``: ``s log(1 + exp(-a / s))``."""
    z = -a / s
    return s * (max(z, 0.0) + log_above_one(falling(z)))


@compiled
def mass_between(lo, hi, s):
    """Probability of ``lo < shock < hi``.

    At zero noise the shock is 0, and 0 is inside ``lo < 0 <= hi``.
    """
    if s == 0.0:
        return 1.0 if lo < 0.0 <= hi else 0.0
    if hi <= lo:
        return 0.0
    start = falling(lo / s) if lo > -np.inf else 0.0
    return mass_of(lo, hi, start, falling(hi / s) if hi < np.inf else 0.0)


@inlined
def mass_of(lo, hi, start, end):
    """`mass_between` of an interval that is one. start, end: `falling` of its ends, in scales."""
    below, above = start / (1.0 + start), end / (1.0 + end)  # of lo or of -lo, and so of hi
    if lo > 0.0:  # keep precision in the upper tail
        return below - above
    return (1.0 / (1.0 + end) if hi >= 0.0 else above) - (below if lo < 0.0 else 0.5)


@compiled
def near_end(lo, hi):
    """Where a shock must lie if its interval is so far out that no mass is left: the end near 0."""
    if hi <= lo:
        return 0.5 * (lo + hi)  # contradictory acts
    return lo if lo > 0.0 else hi


@compiled
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


@compiled
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


@inlined
def interval(lo, hi, s):
    """What an interval contributes to every choice: its mass, and the two tail terms beyond it.

    A mass of 0 stands for an interval that `choices` leaves to the careful formulas. Without a
    branch, so that those of several types are worked out at once.
    """
    end = falling(hi / s)
    whole = mass_of(lo, hi, falling(lo / s), end)
    fine = s > 0.0 and hi > max(lo, 0.0) and whole >= 1e-6
    tail, area = end / (1.0 + end), s * log_above_one(end)
    return whole if fine else 0.0, tail if fine else 0.0, area if fine else 0.0


@inlined
def choice_within(gain, lo, hi, s, rate, share, tail, area):
    """`yes_chance` and `option_value` at once, given the interval's own terms, without a branch.

    rate: 1 / s; share: 1 / whole. As long as the interval has a mass.
    """
    start = max(lo, -gain)
    z = start * rate
    e = falling(z)
    above = (e if z >= 0.0 else 1.0) / (1.0 + e)
    value = (gain + start) * above + s * (log_above_one(e) + max(-z, 0.0))
    value -= (gain + hi) * tail + area if tail > 0.0 else 0.0
    p = 1.0 if start == lo else (above - tail) * share
    inside = start < hi
    return p if inside else 0.0, max(value, 0.0) * share if inside else 0.0


@inlined
def choice_open(gain, s, rate):
    """`choice_within` where nothing is known of the shock. rate: 1 / s."""
    z = gain * rate
    e = falling(z)
    return (e if z <= 0.0 else 1.0) / (1.0 + e), s * (log_above_one(e) + max(z, 0.0))


@borrowing
def choices(gain, lo, hi, whole, tail, area, s, p, value):
    """`yes_chance` and `option_value` of each gain.

    whole, tail, area: see `interval`; p, value: (n,) as gain, filled in.
    """
    if whole > 0.0 and lo == -np.inf and hi == np.inf:
        for k in range(gain.size):
            p[k], value[k] = choice_open(gain[k], s, 1.0 / s)
    elif whole > 0.0:
        for k in range(gain.size):
            p[k], value[k] = choice_within(gain[k], lo, hi, s, 1.0 / s, 1.0 / whole, tail, area)
    else:
        for k in range(gain.size):
            p[k] = yes_chance(gain[k], lo, hi, s)
            value[k] = option_value(gain[k], lo, hi, s)
