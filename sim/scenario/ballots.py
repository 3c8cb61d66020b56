"""Whether the ways in which a ballot can go are few enough to be looked at, every one of them."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import Path
from sim.scenario.world import Found, ends

MOST_COUNTS = 65_536  # of a ballot: a run looks at all of them, at some tenths of a microsecond
MOST_DRAWN = MOST_COUNTS.bit_length() - 1


def countable(path: Path, weights: list[Any], quota: Any, whose: str) -> Found:
    """Find weights of which the yes side can have too many different sums.

    Numbers that are drawn have nothing in common, and each doubles the sums.

    Examples
    --------
    >>> list(countable(("quota",), [1] * 64, 33, "seats"))
    []
    >>> [(_, what)] = countable(("quota",), [{"uniform": [1, 2]}] * 17, 9, "seats")
    >>> what.partition(";")[0]
    '17 seats can add up to more than 65,536 counts'
    """
    reach = ends([quota])
    supports = [ends([weight]) for weight in weights]
    if reach is None or any(support is None for support in supports):
        return
    known = [support[0] for support in supports if support and support[0] == support[1]]
    if _counts(known, reach[1], MOST_COUNTS >> len(weights) - len(known)):
        return
    right = (
        "give them equal weights or small whole ones, or a veto to more; of weights that are drawn"
        f" or have nothing in common at most {MOST_DRAWN} can be reckoned with"
    )
    yield path, f"{len(weights)} {whose} can add up to more than {MOST_COUNTS:,} counts; {right}"


def _counts(weights: list[float], quota: float, most: int) -> bool:
    """Whether there are at most so many pairs of votes, up to the quota, and of members."""
    counts = {(0.0, 0)}
    for weight in weights:
        counts |= {(min(votes + weight, quota), members + 1) for votes, members in counts}
        if len(counts) > most:
            return False
    return len(counts) <= most
