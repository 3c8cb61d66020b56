"""Deals that shift power: when a promise would be kept.

One side, the declining one, gives up strength as part of a deal; the other, which is stronger for
it, may break the deal and fight from there. All is in shares of what is divided.

References
----------
Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49.
Powell, R. (2006). War as a commitment problem. International Organization 60.
Walter, B. F. (1997). The critical barrier to civil war settlement. International Organization 51.
"""

from __future__ import annotations

from typing import NamedTuple


class Deals(NamedTuple):
    """The shares of the declining side in deals that are signed and kept, ends included.

    Attributes
    ----------
    lowest : float
        Below it the declining side does not sign; 0 where it would sign anything.
    highest : float
        Above it the rising side does not keep; below 0 where it keeps nothing.
    """

    lowest: float
    highest: float

    @property
    def exist(self) -> bool:
        """Whether there are any."""
        return self.lowest <= self.highest


def kept_deals(
    p: float,
    shift: float,
    costs: tuple[float, float],
    guarantee: float = 0.0,
    temptation: float = 0.0,
) -> Deals:
    """The deals that one side signs and the other keeps, where signing shifts power.

    A deal x (the declining side's share) once in force is kept by the rising side iff it gives it
    no less than breaking it, ``1 - x >= 1 - (p - shift) - c_rising + temptation - guarantee``; the
    declining side signs iff ``x >= p - c_declining``. That is this engine's rule (docs/explanation/
    model.md, 7.2: a broken deal is fought over from the world that it has brought about). There is
    such a deal iff ``shift <= c_declining + c_rising + guarantee - temptation`` (as long as war
    costs the declining side no more than it can win; shares are from 0 to 1): power must not
    shift by more than what peace saves (Powell 2006; Fearon 1995, pp. 404-408), or somebody
    outside has to make breaking dear (Walter 1997).

    Parameters
    ----------
    p : float
        The chance of victory of the declining side before the deal.
    shift : float
        By how much the deal lowers it, at most p.
    costs : (declining, rising)
        What war costs each.
    guarantee, temptation : float
        What breaking the deal costs and brings besides, at least 0.

    Returns
    -------
    Deals

    Examples
    --------
    >>> kept_deals(0.5, shift=0.25, costs=(0.125, 0.125))
    Deals(lowest=0.375, highest=0.375)
    >>> kept_deals(0.5, shift=0.375, costs=(0.125, 0.125)).exist
    False
    >>> kept_deals(0.5, shift=0.375, costs=(0.125, 0.125), guarantee=0.25)
    Deals(lowest=0.375, highest=0.5)
    """
    declining, rising = costs
    return Deals(max(p - declining, 0.0), min(p - shift + rising + guarantee - temptation, 1.0))


def largest_shift(
    costs: tuple[float, float], guarantee: float = 0.0, temptation: float = 0.0
) -> float:
    """The largest shift of power under which there is a deal that is kept.

    Parameters as of `kept_deals`.

    Examples
    --------
    >>> largest_shift((0.125, 0.25), guarantee=0.125)
    0.5
    """
    return sum(costs) + guarantee - temptation


def factor_of_shift(p: float, shift: float, decisiveness: float = 1.0) -> float:
    """The factor on the declining side's strength that lowers its chance from p to ``p - shift``.

    With two sides, chances are in proportion to ``strength**decisiveness`` (Hirshleifer 1989, eq.
    1).

    Parameters
    ----------
    p : float
        Its chance of victory at first, between 0 and 1.
    shift : float
        Below p.
    decisiveness : float
        Above 0.

    Raises
    ------
    ValueError
        If the shift is not below p: no factor above 0 takes a chance to 0.

    Examples
    --------
    >>> factor_of_shift(0.5, shift=0.25)
    0.3333333333333333
    """
    after = p - shift
    if after <= 0:
        raise ValueError(
            f"a shift of {shift:g} from {p:g} leaves no chance; make it less than that"
        )
    return float((after / (1 - after) / (p / (1 - p))) ** (1 / decisiveness))
