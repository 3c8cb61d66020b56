"""What can be agreed at a forum, and which packages theories of bargaining pick.

Packages are valued as in `sim.model.offers`: carried out and kept, in the world as it stood at
first, against what each party could expect without talks. Those whose consent is taken to be needed
are the required seats, whatever the decision rule; packages that cross a red line of theirs are no
candidates. Everything is worked out at the average of the assumptions, and once more under each
draw of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.solve.at_table import average, packages_in_words
from sim.model.forum_tables import ForumTables
from sim.model.offers import Offers, offers
from sim.registry import did_you_mean
from sim.scenario.scenario import Scenario
from sim.theory.packages import Floats, Mask, efficient, individually_rational
from sim.theory.solutions import SOLUTIONS, kalai_smorodinsky, nash

WEIGHTED = "weighted_nash"
IDEALS = ("rational", "all")

Solution = Callable[[Floats, Floats], Mask]


@dataclass(frozen=True)
class Packages:
    """The packages of the primary forum, and what theory says of them.

    Attributes
    ----------
    deciding : tuple of str
        Those whose consent is taken to be needed.
    seats : tuple of str
        Everybody at the table.
    table : pandas.DataFrame
        One row a package, at the average of the assumptions: ``package`` in words,
        ``utility.SEAT`` and ``gain.SEAT``, whether it is ``allowed`` by the red lines of all who
        decide, ``efficient`` among the allowed ones, ``rational``, ``rational_efficient`` among the
        rational ones, and a column for each solution.
    over_draws : pandas.DataFrame
        ``solution``, ``package``, ``share`` of the draws in which the solution picks it (where it
        picks several, each counts), most often first.
    draws : int
        How many; 1 where nothing is uncertain.
    zone : float
        In which share of the draws some package is individually rational.
    solutions : tuple of str
        Their names, in order.
    """

    deciding: tuple[str, ...]
    seats: tuple[str, ...]
    table: pd.DataFrame
    over_draws: pd.DataFrame
    draws: int
    zone: float
    solutions: tuple[str, ...]

    def picked(self, solution: str) -> pd.DataFrame:
        """Return the packages that a solution picks at the average of the assumptions."""
        return self.table[self.table[solution]]


def packages(
    scenario: Scenario,
    seed: int,
    draws: int,
    power: Mapping[str, float] | None = None,
    ideal: str = "rational",
) -> Packages:
    """Value every package and apply every solution.

    Parameters
    ----------
    scenario : Scenario
    seed, draws : int
        The draws of the assumptions.
    power : mapping of party to float, optional
        Weights of the asymmetric Nash solution; 1 for who is not named. Without it there is none.
    ideal : str
        What the shares of Kalai and Smorodinsky are of: see `sim.theory.solutions`.

    Raises
    ------
    ValueError
        If `power` names somebody whose consent is not needed, or a weight is not above 0.

    Examples
    --------
    >>> found = packages(Scenario.load("ultimatum"), 0, 1)
    >>> found.picked("egalitarian").package.tolist()
    ['pie=p62_38']
    """
    found = list(offers(scenario, seed, np.arange(draws)))
    tables = found[0].tables
    deciding = _deciding(tables)
    solutions = _solutions(tuple(tables.parties[j] for j in deciding), power, ideal)
    allowed = np.asarray(tables.allowed[deciding].all(axis=0))
    utility = average(np.concatenate([some.utility for some in found]))
    no_talks = average(np.concatenate([some.no_talks for some in found]))
    tally = _Tally(solutions, deciding, allowed)
    for some in found:
        tally.add(some)
    named = packages_in_words(tables)
    return Packages(
        tuple(tables.parties[j] for j in deciding),
        tuple(tables.parties[j] for j in tables.seats),
        _table(tables, named, utility, no_talks, allowed, deciding, solutions),
        tally.table(named, draws),
        draws,
        tally.zone / draws,
        tuple(solutions),
    )


def _deciding(tables: ForumTables) -> np.ndarray:
    """The places of those whose consent is taken to be needed, among the parties."""
    return np.asarray(tables.required if len(tables.required) > 1 else tables.seats)


def _solutions(
    deciding: tuple[str, ...], power: Mapping[str, float] | None, ideal: str
) -> dict[str, Solution]:
    """Every solution by name, as it is asked for."""
    if ideal not in IDEALS:
        raise ValueError(f"ideal '{ideal}' is unknown; there are {' and '.join(IDEALS)}")
    out: dict[str, Solution] = dict(SOLUTIONS)
    out["kalai_smorodinsky"] = lambda u, r: kalai_smorodinsky(u, r, ideal=ideal)
    if not power:
        return out
    for name, weight in power.items():
        if name not in deciding:
            near = did_you_mean(name, deciding) or f"; there are {', '.join(deciding)}"
            raise ValueError(f"'{name}' is nobody whose consent is needed{near}")
        if not 0 < weight < np.inf:
            raise ValueError(f"the power of {name} is {weight:g}; give a number above 0")
    weights = [power.get(name, 1.0) for name in deciding]
    first, *rest = out.items()
    return dict([first, (WEIGHTED, lambda u, r: nash(u, r, weights)), *rest])


class _Tally:
    """Counts, draw by draw, what each solution picks."""

    def __init__(self, solutions: dict[str, Solution], deciding: np.ndarray, allowed: Mask):
        self._solutions, self._deciding, self._allowed = solutions, deciding, allowed
        self._picked = {name: np.zeros(len(allowed), int) for name in solutions}
        self.zone = 0

    def add(self, some: Offers) -> None:
        """Count a few draws."""
        utility = some.utility[:, self._allowed][..., self._deciding]
        no_talks = some.no_talks[:, self._deciding]
        self.zone += int(individually_rational(utility, no_talks).any(axis=-1).sum())
        for name, solve in self._solutions.items():
            self._picked[name][self._allowed] += solve(utility, no_talks).sum(axis=0)

    def table(self, named: tuple[str, ...], draws: int) -> pd.DataFrame:
        """Every package that a solution has picked, the most frequent first."""
        rows = [
            (name, named[x], picked[x] / draws)
            for name, picked in self._picked.items()
            for x in np.argsort(-picked, kind="stable")
            if picked[x]
        ]
        return pd.DataFrame(rows, columns=["solution", "package", "share"])


def _table(
    tables: ForumTables,
    named: tuple[str, ...],
    utility: Floats,
    no_talks: Floats,
    allowed: Mask,
    deciding: np.ndarray,
    solutions: dict[str, Solution],
) -> pd.DataFrame:
    """One row a package. utility: (packages, parties); no_talks: (parties,)."""
    columns: dict[str, object] = {"package": list(named)}
    for j in tables.seats:
        columns[f"utility.{tables.parties[j]}"] = utility[:, j]
        columns[f"gain.{tables.parties[j]}"] = utility[:, j] - no_talks[j]
    value, reservation = utility[allowed][:, deciding], no_talks[deciding]
    rational = individually_rational(value, reservation)
    columns["allowed"] = allowed
    columns["efficient"] = _among(allowed, efficient(value))
    columns["rational"] = _among(allowed, rational)
    columns["rational_efficient"] = _among(allowed, efficient(value, rational))
    for name, solve in solutions.items():
        columns[name] = _among(allowed, solve(value, reservation))
    return pd.DataFrame(columns)


def _among(allowed: Mask, found: Mask) -> Mask:
    """Of all packages, those found among the allowed ones: (packages,)."""
    out = np.zeros(len(allowed), bool)
    out[allowed] = found
    return out
