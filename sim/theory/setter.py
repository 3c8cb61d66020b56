"""The setter model: one party makes a single proposal, and the median of the other accepts or not.

References
----------
Black, D. (1948). On the rationale of group decision-making. Journal of Political Economy 56.
Romer, T. and H. Rosenthal (1978). Political resource allocation, controlled agendas, and the status
quo. Public Choice 33.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def setter_outcome(setter: float, median: float, status_quo: float) -> float:
    """What comes of one proposal by a setter to voters who keep the status quo otherwise.

    Voters like a point the better the nearer it is to their own best one. A proposal then passes
    iff the median likes it no less than the status quo q, that is between q and its mirror image
    ``2m - q`` (Romer & Rosenthal 1978); of these the setter proposes the one nearest to its own
    best. For a setter who wants the most and q below m that is ``min(setter, 2m - q)``; where q
    lies between the median and the setter nothing changes.

    Parameters
    ----------
    setter, median, status_quo : float
        The setter's best point, the median's, and q, on one scale. Infinite for a setter who always
        wants more.

    Returns
    -------
    float
        In the units of the scale; points beyond the end of a scale are not looked for. Who is
        indifferent accepts.

    Examples
    --------
    >>> setter_outcome(1, median=0.5, status_quo=0.25)
    0.75
    >>> setter_outcome(0.6, median=0.5, status_quo=0.25)
    0.6
    >>> setter_outcome(1, median=0.5, status_quo=0.7)
    0.7
    """
    mirror = 2 * median - status_quo
    return min(max(setter, min(status_quo, mirror)), max(status_quo, mirror))


def hardest_to_please(peaks: Sequence[float], setter: float, status_quo: float) -> float:
    """What comes of a proposal that all of several have to accept, such as a delegate and a vote.

    The setter's proposal has to lie in everybody's range of `setter_outcome`, so whoever's is the
    narrowest binds; where two want to move to different sides nothing passes.

    Parameters
    ----------
    peaks : sequence of float
        The best points of those whose consent is needed: the delegate's, and the median's.
    setter, status_quo : float

    Examples
    --------
    >>> hardest_to_please([0.7, 0.5], setter=1, status_quo=0.25)
    0.75
    >>> hardest_to_please([0.4, 0.5], setter=1, status_quo=0.25)
    0.55
    >>> hardest_to_please([0.1, 0.5], setter=1, status_quo=0.25)
    0.25
    """
    outcomes = [setter_outcome(setter, peak, status_quo) for peak in peaks]
    return min(outcomes, key=lambda point: abs(point - status_quo))


def median_peak(peaks: Sequence[float], votes: Sequence[float] | None = None) -> float:
    """The best point of the median voter (Black 1948): at most half the votes lie on either side.

    Parameters
    ----------
    peaks : sequence of float
    votes : sequence of float, optional
        How many each has; one each unless given.

    Raises
    ------
    ValueError
        If votes are not as many as peaks, or exactly half of them lie on either side: there is no
        single median then.

    Examples
    --------
    >>> median_peak([0.3, 0.9, 0.5])
    0.5
    >>> median_peak([0.3, 0.9, 0.5], votes=[4, 1, 2])
    0.3
    """
    votes = [1.0] * len(peaks) if votes is None else list(votes)
    if len(votes) != len(peaks):
        raise ValueError(f"{len(votes)} numbers of votes for {len(peaks)} peaks; give one each")
    below, half = 0.0, math.fsum(votes) / 2
    for peak, cast in sorted(zip(peaks, votes, strict=True)):
        below += cast
        if below == half:
            raise ValueError("half of the votes lie on either side: there is no single median")
        if below > half:
            return peak
    raise ValueError("nobody votes; give the peak of one voter at least")
