"""The published answers of games about dividing a pie, as formulas: no engine, no grid.

Shares are of a pie of 1. What is a stationary equilibrium of a game without end stands in
`sim.theory.stationary`; how any finite game is solved on any packages, in `sim.theory.sequential`.

References
----------
Baron, D. P. and J. A. Ferejohn (1989). Bargaining in legislatures. American Political Science
Review 83.
Güth, W., R. Schmittberger and B. Schwarze (1982). An experimental analysis of ultimatum bargaining.
Journal of Economic Behavior and Organization 3.
Kalai, E. and M. Smorodinsky (1975). Other solutions to Nash's bargaining problem. Econometrica 43.
Kihlstrom, R. E., A. E. Roth and D. Schmeidler (1981). Risk aversion and solutions to Nash's
bargaining problem. In: Game Theory and Mathematical Economics. North-Holland.
Nash, J. F. (1950). The bargaining problem. Econometrica 18.
Nash, J. F. (1953). Two-person cooperative games. Econometrica 21.
Ståhl, I. (1972). Bargaining Theory. Stockholm School of Economics.
van Damme, E., R. Selten and E. Winter (1990). Alternating bid bargaining with a smallest money
unit. Games and Economic Behavior 2.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_CLOSE = 1e-9  # of a step, by which a share may miss a piece of the pie through rounding


def ultimatum(
    steps: int | None = None, *, reservation: float = 0.0, indifferent: str = "accept"
) -> float:
    """What the responder is offered in an ultimatum game (Güth, Schmittberger & Schwarze 1982).

    The proposer offers the least that is accepted: what having no deal is worth. In a pie cut into
    pieces it is the first piece that reaches that; or that exceeds it, if who is indifferent
    refuses. In a continuous pie only accepting is an equilibrium: there is no least share above.

    Parameters
    ----------
    steps : int, optional
        Into how many pieces the pie is cut; without it, a continuous one.
    reservation : float
        The share that is worth as much to the responder as no deal, from 0 to 1.
    indifferent : str
        What the responder says to that share: ``accept`` or ``refuse``.

    Returns
    -------
    float
        NaN where no share is enough.

    Raises
    ------
    ValueError
        If `indifferent` is neither, or the pie is continuous and it is ``refuse``.

    Examples
    --------
    >>> ultimatum(100), ultimatum(100, indifferent="refuse")
    (0.0, 0.01)
    >>> ultimatum(10, reservation=0.25), ultimatum(reservation=0.25)
    (0.3, 0.25)
    """
    if indifferent not in ("accept", "refuse"):
        raise ValueError(f"indifferent is 'accept' or 'refuse'; found {indifferent!r}")
    if steps is None:
        if indifferent == "refuse":
            raise ValueError(
                "in a continuous pie no share is the least above another; give steps, or "
                "indifferent='accept'"
            )
        return reservation
    pieces = reservation * steps
    least = math.floor(pieces + _CLOSE) + 1
    if indifferent == "accept":
        least = math.ceil(pieces - _CLOSE)
    return least / steps if least <= steps else math.nan


def nash_demand(reservation: Sequence[float] = (0.0, 0.0)) -> tuple[float, float]:
    """The least and the greatest share of the first in an equilibrium of the demand game.

    Both name a share at once, and get it if the two fit together (Nash 1953). Every division that
    gives each at least as much as no deal is an equilibrium; so is, besides, that both ask for
    so much that no deal can come about.

    Parameters
    ----------
    reservation : sequence of float
        The share that is worth as much as no deal, to the first and to the second.

    Raises
    ------
    ValueError
        If together they exceed the pie: then only disagreement is an equilibrium.

    Examples
    --------
    >>> nash_demand((0.1, 0.25))
    (0.1, 0.75)
    """
    first, second = reservation
    _fits(first, second)
    return first, 1.0 - second


def split_the_difference(reservation: Sequence[float] = (0.0, 0.0)) -> float:
    """The share of the first if the pie is what both value, each by its share (Nash 1950).

    ``r1 + (1 - r1 - r2) / 2``: what no deal is worth, and half of what is gained. With values that
    are the shares themselves it is also the solution of Kalai and Smorodinsky where the ideals are
    what the other's no deal leaves, and the egalitarian one.

    Examples
    --------
    >>> split_the_difference((0.1, 0.3))
    0.4
    """
    first, second = reservation
    _fits(first, second)
    return first + (1.0 - first - second) / 2


def nash_share(power: float, other: float = 1.0) -> float:
    """The share x of the first where the product of both values is greatest (Nash 1950).

    The first values its share by ``x**power``, the second the rest by ``(1 - x)**other``: it is
    ``power / (power + other)``. Who is more averse to risk, with the lower power, gets less
    (Kihlstrom, Roth & Schmeidler 1981).

    Parameters
    ----------
    power, other : float
        Above 0; 1 is a value by the share itself.

    Examples
    --------
    >>> nash_share(1, 0.5)
    0.6666666666666666
    """
    _positive(power, other)
    return power / (power + other)


def kalai_smorodinsky_share(power: float, other: float = 1.0) -> float:
    """The share x of the first where both get the same part of the most that they could have.

    Each could have the whole pie, worth 1, so that ``x**power = (1 - x)**other`` (Kalai &
    Smorodinsky 1975); the root is found by bisection, to rounding.

    Parameters
    ----------
    power, other : float
        As of `nash_share`, whose values these are.

    Examples
    --------
    With powers 1 and 1/2 it is the golden section.

    >>> round(kalai_smorodinsky_share(1, 0.5), 12) == round((5**0.5 - 1) / 2, 12)
    True
    """
    _positive(power, other)
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if middle**power < (1 - middle) ** other:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def finite_offers(patience: Sequence[float], rounds: int) -> float:
    """The first proposer's share where two make offers in turn, and a last one is known.

    Who proposes in the last round takes all; before that, a proposer leaves the other what going
    on is worth to it: ``x(T) = 1``, ``x(t) = 1 - d x(t + 1)``, d being the patience of whoever
    proposes next (Ståhl 1972). As the rounds grow it goes to that of Rubinstein (1982).

    Parameters
    ----------
    patience : sequence of float
        Of the first proposer and of the other, in [0, 1].
    rounds : int
        At least 1.

    Examples
    --------
    >>> finite_offers((0.9, 0.9), 1), finite_offers((0.5, 0.5), 2), finite_offers((0.5, 0.5), 3)
    (1.0, 0.5, 0.75)
    """
    if rounds < 1:
        raise ValueError(f"rounds is {rounds}; at least 1 is needed")
    share = 1.0
    for round in range(rounds - 1, 0, -1):
        share = 1.0 - patience[round % 2] * share  # in round + 1 the other proposes
    return share


def majority_proposer(patience: float, parties: int, quota: int) -> float:
    """What a proposer keeps in a legislature of equals, drawn by lot (Baron & Ferejohn 1989).

    ``1 - d (q - 1) / n``: it buys the votes that it lacks at what waiting is worth, d / n each
    (their proposition 3, of stationary equilibria under the closed rule). Where parties are not
    alike see `sim.theory.stationary.baron_ferejohn`.

    Parameters
    ----------
    patience : float
        In [0, 1], the same for all.
    parties, quota : int
        How many there are, and how many must say yes, the proposer among them.

    Examples
    --------
    >>> round(majority_proposer(0.9, 3, 2), 12)
    0.7
    """
    if not 1 <= quota <= parties:
        raise ValueError(f"quota is {quota}; it is from 1 to the number of parties, {parties}")
    return 1.0 - patience * (quota - 1) / parties


def _fits(first: float, second: float) -> None:
    if first + second > 1:
        raise ValueError(
            f"reservation is {first:g} and {second:g}: more than the pie, so that no division is "
            "good for both"
        )


def _positive(*powers: float) -> None:
    if min(powers) <= 0:
        raise ValueError(f"powers are above 0; found {', '.join(f'{p:g}' for p in powers)}")
