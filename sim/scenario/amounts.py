"""What a pie or a scale can come out as: amounts in equal steps, and the options that name them.

The model signs packages of options. A quantity that can take any value is therefore cut into equal
steps, which is an approximation: what theory says of the quantity holds to within one step, and
where an equilibrium of the continuous game is unique the one on the grid need not be (van Damme,
Selten & Winter 1990, Games and Economic Behavior 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

NONE = "none"
"""The option by which nothing is divided, and no point of a scale is chosen."""

MOST_OPTIONS = 2000
MOST_STEPS = MOST_OPTIONS - 1
_MOST_DIGITS = 6

Amounts = dict[str, tuple[float, ...]]
"""Option -> what it gives: the share of each party in a pie, or the one number of a scale."""


def of_pie(parties: int, steps: int) -> Amounts:
    """Every division of a pie among some parties, by the option that names it.

    Parameters
    ----------
    parties : int
        How many they are, 2 or more.
    steps : int
        Into how many equal pieces the pie is cut.

    Examples
    --------
    >>> of_pie(2, 4)["p3_1"]
    (0.75, 0.25)
    >>> len(of_pie(3, 20))
    231
    """
    return {
        "p" + "_".join(map(str, parts)): tuple(part / steps for part in parts)
        for parts in _divisions(parties, steps)
    }


def divisions(parties: int, steps: int) -> int:
    """How many divisions of a pie there are.

    Examples
    --------
    >>> divisions(3, 20)
    231
    """
    from math import comb

    return comb(steps + parties - 1, parties - 1)


def of_scale(lo: float, hi: float, steps: int) -> Amounts:
    """Every number on a scale, by the option that names it.

    Parameters
    ----------
    lo, hi : float
        The ends of the scale.
    steps : int
        Into how many equal steps it is cut.

    Examples
    --------
    >>> of_scale(0, 1, 4)
    {'x0_00': (0.0,), 'x0_25': (0.25,), 'x0_50': (0.5,), 'x0_75': (0.75,), 'x1_00': (1.0,)}
    >>> list(of_scale(-1, 1, 2))
    ['xm1', 'x0', 'x1']
    """
    points = [lo + (hi - lo) * k / steps for k in range(steps + 1)]
    span = abs(hi - lo)
    exact = (d for d in range(_MOST_DIGITS) if all(_is_near(p, d, span) for p in points))
    digits = next(exact, _MOST_DIGITS)
    return {_name(point, digits): (round(point, 12),) for point in points}


def said_of_pie(amounts: Amounts, among: Sequence[str]) -> dict[str, str]:
    """What each division of a pie gives to whom, in words.

    Examples
    --------
    >>> said_of_pie(of_pie(2, 4), ["north", "south"])["p3_1"]
    'north 0.75, south 0.25'
    """
    names = [party.replace("_", " ") for party in among]
    return {
        option: ", ".join(f"{name} {x:.3g}" for name, x in zip(names, shares, strict=True))
        for option, shares in amounts.items()
    }


def said_of_scale(amounts: Amounts) -> dict[str, str]:
    """Each number of a scale, in words.

    Examples
    --------
    >>> said_of_scale(of_scale(-1, 1, 4))["xm0_5"]
    '-0.5'
    """
    return {option: f"{number:g}" for option, (number,) in amounts.items()}


def _divisions(parties: int, steps: int) -> Iterator[tuple[int, ...]]:
    if parties == 1:
        yield (steps,)
        return
    for first in range(steps, -1, -1):
        for others in _divisions(parties - 1, steps - first):
            yield (first, *others)


def _is_near(point: float, digits: int, span: float) -> bool:
    return abs(round(point, digits) - point) <= 1e-9 * span


def _name(point: float, digits: int) -> str:
    said = f"{point:.{digits}f}".replace(".", "_")
    return f"xm{said[1:]}" if said.startswith("-") else f"x{said}"
