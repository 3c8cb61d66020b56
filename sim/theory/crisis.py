"""Crisis bargaining: an offer to be taken or answered by war, with and without a secret.

War is a lottery that the challenger wins with chance p; fighting costs each side something whoever
wins. All is in shares of what is disputed, which both value as it is.

References
----------
Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Range(NamedTuple):
    """Divisions that both sides like no less than war, by the challenger's share."""

    lowest: float
    highest: float

    @property
    def width(self) -> float:
        """What war would waste: the two costs together."""
        return self.highest - self.lowest


class Demand(NamedTuple):
    """An offer to somebody whose cost of war is not known.

    Attributes
    ----------
    cost : float
        The cost of whoever would just take it; who has a lower one fights.
    war : float
        The chance of war.
    gain : float
        What the challenger expects of it above what war is worth to it.
    """

    cost: float
    war: float
    gain: float


def bargaining_range(p: float, challenger: float, defender: float) -> Range:
    """The divisions better than war for both: ``[p - c, p + c']`` (Fearon 1995, p. 387).

    Parameters
    ----------
    p : float
        The challenger's chance of victory.
    challenger, defender : float
        What war costs each.

    Examples
    --------
    >>> found = bargaining_range(0.5, challenger=0.125, defender=0.25)
    >>> found.lowest, found.highest, found.width
    (0.375, 0.75, 0.375)
    """
    return Range(p - challenger, p + defender)


def demand(costs: tuple[float, float], challenger: float) -> Demand:
    """The challenger's best offer where the other's cost of war is uniform.

    The trade-off between risk and return (Fearon 1995, pp. 390-395): an offer of just what war is
    worth to a defender of cost x is taken by everybody whose cost is no less, and is worth ``x +
    c`` more than war to the challenger. ``P(cost >= x)(x + c)`` is greatest at ``x = (high - c) /
    2``, or at the end of the support nearest to that.

    Parameters
    ----------
    costs : (low, high)
        The support of the defender's cost, low below high.
    challenger : float
        What war costs the challenger, c.

    Raises
    ------
    ValueError
        If the support is empty or a single number.

    Examples
    --------
    >>> best = demand((0, 0.4), challenger=0.1)
    >>> round(best.cost, 6), round(best.war, 6), round(best.gain, 6)
    (0.15, 0.375, 0.15625)
    >>> demand((0.2, 0.3), challenger=0.1).war
    0.0
    """
    low, _ = _support(costs)
    return at_cost(max((costs[1] - challenger) / 2, low), costs, challenger)


def at_cost(cost: float, costs: tuple[float, float], challenger: float) -> Demand:
    """What an offer aimed at a defender of some cost brings, where costs are uniform.

    Parameters as of `demand`; ``cost`` within the support.

    Examples
    --------
    >>> [round(number, 6) for number in at_cost(0.2, (0, 0.4), challenger=0.1)]
    [0.2, 0.5, 0.15]
    """
    low, high = _support(costs)
    war = (cost - low) / (high - low)
    return Demand(cost, war, (1 - war) * (cost + challenger))


def demand_on_grid(costs: tuple[float, float], challenger: float) -> Demand:
    """The challenger's best offer against the belief that the engine holds: five types.

    They stand at the quantiles `sim.model.tables.RESOLVE` of the support with the mass
    `sim.model.tables.PRIOR`; the best offer is aimed at one of them. Where two are as good, the
    one to the weaker type, with the smaller share in it, is chosen.

    Returns
    -------
    Demand
        ``war`` and ``gain`` as the challenger believes them to be. What it gets if costs are
        uniform after all is ``at_cost(found.cost, costs, challenger)``, and the five points cost
        it the difference to `demand`.

    Examples
    --------
    >>> believed = demand_on_grid((0, 0.4), challenger=0.1)
    >>> [round(number, 6) for number in believed]
    [0.2, 0.375, 0.1875]
    >>> lost = demand((0, 0.4), 0.1).gain - at_cost(believed.cost, (0, 0.4), 0.1).gain
    >>> round(lost, 6)
    0.00625
    """
    from sim.model.tables import PRIOR, RESOLVE  # the engine is loaded for this alone

    low, high = _support(costs)
    types = low + (high - low) * np.asarray(RESOLVE)
    war = np.concatenate([[0.0], np.cumsum(PRIOR)[:-1]])  # types of lower cost fight
    gain = (1 - war) * (types + challenger)
    best = int(np.flatnonzero(gain >= gain.max() - 1e-12)[-1])
    return Demand(float(types[best]), float(war[best]), float(gain[best]))


def _support(costs: tuple[float, float]) -> tuple[float, float]:
    low, high = costs
    if not low < high:
        raise ValueError(f"the costs go from {low:g} to {high:g}; the first must be the lower")
    return low, high
