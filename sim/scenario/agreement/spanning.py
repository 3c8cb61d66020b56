"""What spans two codings' numbers, weights and orders: every draw of either is a draw of the span.

A number becomes a range from the lesser of the two lower ends to the greater of the upper ones.
Weights stay in the form both gave them in where that can be; else they become ranges of shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sim.scenario.bodies import Rank, Swing
from sim.scenario.distributions import Distribution, number_data, support

Number = float | Distribution
Weights = Rank | Swing | Mapping[str, Number]
Ends = tuple[float, float]

_DIGITS = 4  # of shares; ends are rounded outwards
_MOST_POINTS = 100.0


def number(a: Number, b: Number) -> Any:
    """Return, as a file would say it, the range that spans two numbers; equals stay as they are.

    Examples
    --------
    >>> from sim.scenario.distributions import parse_number
    >>> number(0.3, parse_number({"beta": [2, 6]})), number(0.3, 0.3)
    ({'uniform': [0.0, 1.0]}, 0.3)
    """
    return number_data(a) if a == b else _range(_around(support(a), support(b)))


def weights(a: Weights, b: Weights) -> Any:
    """Return, as a file would say it, weights that span two codings of them.

    Two rankings of the same issues give the ranking that holds in both, with ties where they
    differ; swing points with an issue at 100 in common give swing points; everything else gives
    ranges of shares. An issue that one does not weigh weighs 0 there.

    Examples
    --------
    >>> weights(Rank(rank=["arms", "aid", "seats"]), Rank(rank=["arms", "seats", "aid"]))
    {'rank': ['arms', ['aid', 'seats']]}
    >>> weights({"arms": 3.0, "aid": 1.0}, {"arms": 0.5, "aid": 0.5})
    {'aid': {'uniform': [0.25, 0.5]}, 'arms': {'uniform': [0.5, 0.75]}}
    """
    if isinstance(a, Rank) and isinstance(b, Rank) and _issues(a) == _issues(b):
        return {"rank": [tier[0] if len(tier) == 1 else tier for tier in _tiers(a, b)]}
    if isinstance(a, Swing) and isinstance(b, Swing) and _tops(a) & _tops(b):
        return {"swing": _each(_points(a), _points(b))}
    if isinstance(a, Mapping) and (a == b or _are_shares_alike(a, b)):
        return {issue: number_data(weight) for issue, weight in a.items()}
    return _each(*({i: _outwards(ends) for i, ends in shares(said).items()} for said in (a, b)))


def shares(given: Weights) -> dict[str, Ends]:
    """Return the least and the greatest share of each issue that weights allow.

    Examples
    --------
    >>> shares(Rank(rank=["arms", "aid"]))
    {'arms': (0.5, 1.0), 'aid': (0.0, 0.5)}
    """
    if isinstance(given, Rank):
        return dict(_ranked_shares(given))
    if isinstance(given, Swing):
        points = _points(given)
        return {issue: _share_of(issue, points) for issue in points}
    ends = {issue: support(weight) for issue, weight in given.items()}
    if any(isinstance(weight, Distribution) for weight in given.values()):
        return ends
    total = math.fsum(least for least, _ in ends.values())
    return {issue: (least / total, least / total) for issue, (least, _) in ends.items()}


def order(chain: Sequence[str], keeps: Callable[[str, str], bool]) -> list[str]:
    """Return the longest part of an order of options that somebody else keeps too.

    Every two of its options are looked at: who says nothing of one in between says no less of the
    two around it.

    Parameters
    ----------
    chain : sequence of str
        Options from worst to best.
    keeps : callable
        Whether the other never puts the first of two options above the second.

    Examples
    --------
    >>> other = ["some", "none", "all"]
    >>> order(["none", "some", "all"], lambda x, y: other.index(x) <= other.index(y))
    ['none', 'all']
    """
    ending: list[list[str]] = []  # the longest such part that ends with each option
    for place, option in enumerate(chain):
        before = [part for part in ending[:place] if all(keeps(worse, option) for worse in part)]
        ending.append([*max(before, key=len, default=[]), option])
    return max(ending, key=len, default=[])


# -- weights --------------------------------------------------------------------------------------


def _issues(given: Weights) -> set[str]:
    if isinstance(given, Rank):
        return {issue for tier in given.rank for issue in tier}
    return set(given.swing if isinstance(given, Swing) else given)


def _tiers(a: Rank, b: Rank) -> Iterator[list[str]]:
    """Yield the tiers of the ranking that both allow: cut only where both have a cut."""
    cuts = [_tops_of(a), _tops_of(b)]
    above: set[str] = set()
    for top in cuts[0]:
        if top in cuts[1]:
            yield sorted(top - above)
            above = set(top)


def _tops_of(rank: Rank) -> list[set[str]]:
    """Return the issues down to each cut between tiers, the last cut below all of them."""
    return [{i for tier in rank.rank[:end] for i in tier} for end in range(1, len(rank.rank) + 1)]


def _ranked_shares(rank: Rank) -> Iterator[tuple[str, Ends]]:
    issues, above = len(_issues(rank)), 0
    for tier in rank.rank:
        alone_on_top = len(tier) == 1 and not above
        for issue in tier:
            yield issue, (1 / issues if alone_on_top else 0.0, 1 / (above + 1))
        above += len(tier)


def _points(swing: Swing) -> dict[str, Ends]:
    return {issue: support(points) for issue, points in swing.swing.items()}


def _tops(swing: Swing) -> set[str]:
    return {issue for issue, ends in _points(swing).items() if ends == (_MOST_POINTS,) * 2}


def _share_of(issue: str, points: Mapping[str, Ends]) -> Ends:
    """Return the ends of a share: the issue at one end of its points, the others at the other."""
    least, most = points[issue]
    lows, highs = (math.fsum(e[n] for i, e in points.items() if i != issue) for n in (0, 1))
    return least / (least + highs) if least else 0.0, most / (most + lows) if most else 0.0


def _are_shares_alike(a: Weights, b: Weights) -> bool:
    """Whether two codings give the same points, to whatever total."""
    if not isinstance(a, Mapping) or not isinstance(b, Mapping) or set(a) != set(b):
        return False
    both = shares(a), shares(b)
    points = all(least == most for said in both for least, most in said.values())
    return points and all(math.isclose(both[0][i][0], both[1][i][0], abs_tol=1e-9) for i in a)


def _each(a: Mapping[str, Ends], b: Mapping[str, Ends]) -> dict[str, Any]:
    """Span the ends of each issue's weight; one that is missing weighs 0."""
    none = (0.0, 0.0)
    issues = sorted({*a, *b})
    return {issue: _range(_around(a.get(issue, none), b.get(issue, none))) for issue in issues}


def _outwards(ends: Ends) -> Ends:
    unit, tolerance = 10.0**_DIGITS, 1e-9
    least, most = ends
    return (
        math.floor(least * unit + tolerance) / unit,
        min(math.ceil(most * unit - tolerance) / unit, 1.0),
    )


# -- ranges ---------------------------------------------------------------------------------------


def _around(a: Ends, b: Ends) -> Ends:
    return min(a[0], b[0]), max(a[1], b[1])


def _range(ends: Ends) -> Any:
    return ends[0] if ends[0] == ends[1] else {"uniform": list(ends)}
