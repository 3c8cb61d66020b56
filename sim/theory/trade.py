"""Bilateral trade under two-sided private information: sealed bids, and the best that can be done.

A seller's cost and a buyer's value are uniform and known to each alone. Both bid at once; if the
bid is no less than the ask they trade at the mean of the two.

References
----------
Chatterjee, K. and W. Samuelson (1983). Bargaining under incomplete information. Operations Research
31.
Myerson, R. B. and M. A. Satterthwaite (1983). Efficient mechanisms for bilateral trading. Journal
of Economic Theory 29.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

Support = tuple[float, float]


class Bids(NamedTuple):
    """The linear equilibrium: what each asks and bids.

    Attributes
    ----------
    slope : float
        By how much an ask rises with the cost, and a bid with the value.
    ask, bid : float
        Where the lines start: the ask of a seller, and the bid of a buyer, at 0.
    gap : float
        They trade iff the value is above the cost by at least that much.
    """

    slope: float
    ask: float
    bid: float
    gap: float

    def price(self, cost: float, value: float) -> float | None:
        """The mean of ask and bid; None where they do not meet."""
        ask, bid = self.ask + self.slope * cost, self.bid + self.slope * value
        return (ask + bid) / 2 if ask <= bid else None


def linear_bids(seller: Support = (0, 1), buyer: Support = (0, 1)) -> Bids:
    """The equilibrium in which both bid along a line (Chatterjee & Samuelson 1983).

    ``ask = 2/3 cost + top/4 + bottom/12`` and ``bid = 2/3 value + bottom/4 + top/12``, bottom the
    lowest cost and top the highest value: each shades its bid by a third of its way from the
    other's end, and they trade iff ``value - cost >= (top - bottom) / 4``. There are others, a
    continuum of them; this one wastes least (Myerson & Satterthwaite 1983).

    Parameters
    ----------
    seller, buyer : (low, high)
        Between what numbers cost and value lie.

    Raises
    ------
    ValueError
        If the lines are no equilibrium for these supports: somebody with the highest value would
        outbid every ask, or somebody with the lowest cost underbid every bid.

    Examples
    --------
    >>> found = linear_bids()
    >>> found.ask, round(found.bid, 6), found.gap
    (0.25, 0.083333, 0.25)
    >>> found.price(0.25, 0.4) is None
    True
    """
    (bottom, high_cost), (low_value, top) = _checked(seller, buyer)
    gap = (top - bottom) / 4
    if top - high_cost > gap or low_value - bottom > gap:
        raise ValueError(
            f"costs in {list(seller)} and values in {list(buyer)} overlap too little for both to "
            f"bid along a line; let them differ by at most {gap:g} at each end"
        )
    return Bids(2 / 3, top / 4 + bottom / 12, bottom / 4 + top / 12, gap)


def gains_from_trade(gap: float, seller: Support = (0, 1), buyer: Support = (0, 1)) -> float:
    """Expected gains where all trade whose value is above the cost by at least ``gap``, exactly.

    ``E[(v - c); v - c >= gap]``, by integrating the density of ``v - c`` over its four corners.

    Examples
    --------
    All trades that are worth making, and those of the linear equilibrium (1/6 and 9/64):

    >>> round(gains_from_trade(0), 6), gains_from_trade(0.25)
    (0.166667, 0.140625)
    """
    beyond, chance = _tails(gap, seller, buyer)
    return beyond + gap * chance


def chance_of_trade(gap: float, seller: Support = (0, 1), buyer: Support = (0, 1)) -> float:
    """The chance that the value is above the cost by at least ``gap``.

    Examples
    --------
    >>> chance_of_trade(0), chance_of_trade(0.25)
    (0.5, 0.28125)
    """
    return _tails(gap, seller, buyer)[1]


def least_gap(seller: Support = (0, 1), buyer: Support = (0, 1)) -> float:
    """Below which gap between value and cost there can be no trade, by whatever rules.

    No rules under which both tell the truth, come of their own accord and need no subsidy bring
    about all trades that are worth making, if costs and values overlap. The best of them make those
    whose gap is at least the least g at which ``E[2 (v - c) - (top - bottom); v - c >= g] >= 0``
    (Myerson & Satterthwaite 1983, theorems 1 and 2, written out for uniform supports). Found by
    bisection, to 1e-12.

    Examples
    --------
    >>> round(least_gap(), 9)
    0.25

    Where every cost is far below every value, nothing need be lost:

    >>> least_gap(seller=(0, 0.1), buyer=(0.9, 1))
    0.0
    """
    (bottom, _), (_, top) = _checked(seller, buyer)

    def short(gap: float) -> bool:
        needed = (top - bottom) * chance_of_trade(gap, seller, buyer)
        return 2 * gains_from_trade(gap, seller, buyer) < needed

    low, high = 0.0, (top - bottom) / 2
    if not short(low):
        return 0.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if short(middle) else (low, middle)
    return high


def best_possible(seller: Support = (0, 1), buyer: Support = (0, 1)) -> float:
    """The most that any rules can make of trade between two who keep their secrets.

    Expected gains at `least_gap` (Myerson & Satterthwaite 1983).

    Examples
    --------
    >>> round(best_possible(), 9)
    0.140625
    """
    return gains_from_trade(least_gap(seller, buyer), seller, buyer)


def lost_to_steps(step: float, seller: Support = (0, 1), buyer: Support = (0, 1)) -> float:
    """What is lost where prices come in steps, asks are rounded up and bids down: to first order.

    A bid above the ask by ``z < step`` meets it with chance ``z / step``, since a price has to lie
    between them. So of the trades whose gap is just above the least one some are lost: ``gap f(gap)
    3 step / 4``, f the density of ``v - c``.

    Examples
    --------
    >>> lost_to_steps(0.125)
    0.017578125
    """
    (bottom, high_cost), (low_value, top) = _checked(seller, buyer)
    gap = linear_bids(seller, buyer).gap
    density = (top - bottom - gap) / ((high_cost - bottom) * (top - low_value))
    return gap * density * 0.75 * step


def _tails(gap: float, seller: Support, buyer: Support) -> tuple[float, float]:
    """``E[(v - c - gap)+]`` and ``P(v - c >= gap)``."""
    seller, buyer = _checked(seller, buyer)
    area = (seller[1] - seller[0]) * (buyer[1] - buyer[0])
    beyond, chance = 0.0, 0.0
    for cost, value in itertools.product((0, 1), (0, 1)):
        sign = 1 if cost != value else -1
        over = max(buyer[value] - seller[cost] - gap, 0.0)
        beyond += sign * over**3 / 6
        chance += sign * over**2 / 2
    return beyond / area, chance / area


def _checked(seller: Support, buyer: Support) -> tuple[Support, Support]:
    for who, (low, high) in (("costs", seller), ("values", buyer)):
        if not low < high:
            raise ValueError(f"{who} go from {low:g} to {high:g}; the first must be the lower")
    return seller, buyer
