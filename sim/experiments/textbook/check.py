"""What a check of a textbook game is: a number of theory beside one of the engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.scenario.scenario import Scenario

Z = 4.0  # standard errors by which a mean over random runs may miss


def runs_to_show(spread: float, error: float = 0.01) -> int:
    """How many random runs show an error of a mean, by 4 standard errors.

    So many that a mean that is off by `error` lies outside in more than 19 of 20 samples:
    ``((4 + 2) spread / error)**2``.

    Parameters
    ----------
    spread : float
        The standard deviation of one run.
    error : float
        In the unit of the spread.

    Examples
    --------
    >>> runs_to_show(0.5)
    90000
    """
    return math.ceil(((Z + 2) * spread / error) ** 2 - 1e-6)


class Found(NamedTuple):
    """What came out: a value, and its standard error where it is a mean over random runs."""

    value: float
    error: float = 0.0


class Compared(NamedTuple):
    """Theory beside what came out.

    Attributes
    ----------
    theory, value : float
    error : float
        The standard error of the value; 0 where nothing is drawn.
    tolerance : float
        By how much the grid lets them differ.
    """

    theory: float
    value: float
    error: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Whether they agree: within the tolerance and 4 standard errors."""
        room = self.tolerance + Z * self.error + 1e-9
        return abs(self.value - self.theory) <= room


@dataclass(frozen=True)
class Check:
    """One number that theory says of a textbook game, and how it comes out here.

    Attributes
    ----------
    name : str
        Of the scenario or the game in ``scenarios/textbook``.
    source : str
        Author and year.
    shows : str
        What the game is there to show, in a line.
    what : str
        What the number is.
    formula : str
        The closed form.
    ties : str
        What who is indifferent does.
    grid : str
        Where cutting into steps breaks uniqueness, or moves the number.
    theory : callable
        The number by theory, of the game as `load` gives it: also of one that has been changed.
    engine : callable
        The number as it comes out, of the same: `Found`.
    tolerance : callable
        By how much they may differ because of the grid; not at all unless given.
    load : callable
        Reads the game by name.
    """

    name: str
    source: str
    shows: str
    what: str
    formula: str
    ties: str
    grid: str
    theory: Callable[[Any], float]
    engine: Callable[[Any], Found]
    tolerance: Callable[[Any], float] = lambda game: 0.0
    load: Callable[[str], Any] = Scenario.load

    def compare(self, game: Any = None) -> Compared:
        """Work both numbers out.

        Parameters
        ----------
        game : Scenario or other, optional
            The game with other numbers than in its file.
        """
        game = self.load(self.name) if game is None else game
        found = self.engine(game)
        return Compared(self.theory(game), found.value, found.error, self.tolerance(game))


CHECKS: list[Check] = []
"""Every check, in the order in which modules register them."""


def register(check: Check) -> Check:
    """Add a check; the same number of a game is checked once.

    Raises
    ------
    ValueError
        If there is one of this name and number already.
    """
    if any((check.name, check.what) == (known.name, known.what) for known in CHECKS):
        raise ValueError(f"{check.name}: {check.what} is checked already")
    CHECKS.append(check)
    return check
