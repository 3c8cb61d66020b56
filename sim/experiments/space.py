"""The utility space at mean assumptions: every package, what theory picks, and what is signed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from sim.experiments.around import Nest, share
from sim.experiments.results import Results
from sim.model.forum_tables import ForumTables
from sim.model.offers import BLOCK, offers
from sim.theory.packages import efficient, individually_rational
from sim.theory.solutions import SOLUTIONS

__all__ = ["SOLUTIONS", "Space"]

Range = tuple[float, float, float]


@dataclass(frozen=True)
class Space:
    """Packages by what they are worth to two parties, on average over the runs' assumptions.

    Attributes
    ----------
    parties : tuple of str
        The two.
    deciding : tuple of str
        The required seats of the primary forum, all of whose consent is taken to be needed.
    runs : int
        Over whose assumptions the averages are: the first 500 at most.
    table : pandas.DataFrame
        One row a package: ``package`` in words, ``utility.PARTY`` of the two, whether it is
        ``allowed`` by everybody's red lines, ``rational`` for all who decide, and of these
        ``efficient``, whether each solution picks it; and the ``share`` of runs that signed it,
        with both uncertainties.
    no_talks : pair of (mean, low, high)
        Of each of the two, what it expects without talks: the mean, and 10% and 90% over draws.
    """

    parties: tuple[str, str]
    deciding: tuple[str, ...]
    runs: int
    table: pd.DataFrame
    no_talks: tuple[Range, Range]

    @property
    def zone(self) -> bool:
        """Whether some package pays all who decide, at mean assumptions."""
        return bool(self.table.rational.any())

    @classmethod
    def of(cls, results: Results, parties: tuple[str, str] | None = None) -> Space:
        """Work out the space of the primary forum.

        Parameters
        ----------
        results : Results
        parties : pair of str, optional
            Unless given, the two required seats most at odds: those whose utilities go together
            least over the packages (the lowest correlation).

        Raises
        ------
        ValueError
            If a party is none of the scenario's.

        Examples
        --------
        >>> import sim
        >>> from sim.scenario.scenario import EXAMPLE
        >>> space = Space.of(sim.run(sim.Scenario.from_data(EXAMPLE), runs=60, draws=0))
        >>> space.parties, space.table.package.tolist()
        (('north', 'south'), ['water=south', 'water=shared', 'water=north'])
        """
        names = results.scenario.spec.party_names
        for name in parties or ():
            if name not in names:
                raise ValueError(f"'{name}' is no party; there are {', '.join(names)}")
        numbers = results.runs.run.to_numpy(np.int64)[:BLOCK]
        found = list(offers(results.scenario, results.seed, numbers))
        tables = found[0].tables
        utility = np.concatenate([some.utility for some in found]).mean(axis=0)
        no_talks = np.concatenate([some.no_talks for some in found])
        deciding = tuple(tables.parties[j] for j in (*tables.required,))
        deciding = deciding if len(deciding) > 1 else tuple(tables.parties[j] for j in tables.seats)
        two = parties or _at_odds(utility, tables, deciding)
        table = _table(results, tables, utility, no_talks.mean(axis=0), deciding, two)
        ranges = [_range(no_talks[:, tables.parties.index(name)]) for name in two]
        return cls(two, deciding, len(numbers), table, (ranges[0], ranges[1]))


def _at_odds(
    utility: np.ndarray, tables: ForumTables, deciding: tuple[str, ...]
) -> tuple[str, str]:
    """The two whose utilities go together least. utility: (packages, parties)."""

    def together(pair: tuple[str, str]) -> float:
        a, b = (utility[:, tables.parties.index(name)] for name in pair)
        if np.ptp(a) < 1e-12 or np.ptp(b) < 1e-12:
            return 0.0
        return round(float(np.corrcoef(a, b)[0, 1]), 9)

    pairs = list(combinations(sorted(deciding), 2))
    if not pairs:  # a forum of one seat
        return (deciding[0], deciding[0])
    return min(pairs, key=together)


def _table(
    results: Results,
    tables: ForumTables,
    utility: np.ndarray,
    no_talks: np.ndarray,
    deciding: tuple[str, ...],
    two: tuple[str, str],
) -> pd.DataFrame:
    j = [tables.parties.index(name) for name in deciding]
    allowed = np.asarray(tables.allowed[j].all(axis=0))
    value, reservation = utility[allowed][:, j], no_talks[j]
    said = [tables.package_name(x) for x in range(len(tables.packages))]
    columns: dict[str, object] = {
        "package": [", ".join(f"{i}={o}" for i, o in each.items()) for each in said]
    }
    for name in two:
        columns[f"utility.{name}"] = utility[:, tables.parties.index(name)]
    rational = individually_rational(value, reservation)
    columns["allowed"] = allowed
    columns["rational"] = _among(allowed, rational)
    columns["efficient"] = _among(allowed, efficient(value, rational))
    for name, solve in SOLUTIONS.items():
        columns[name] = _among(allowed, solve(value, reservation))
    shares = _shares(results, said)
    return pd.concat([pd.DataFrame(columns), shares], axis=1)


def _among(allowed: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Of all packages, those found among the allowed ones: (packages,)."""
    out = np.zeros(len(allowed), bool)
    out[allowed] = found
    return out


def _shares(results: Results, packages: list[dict[str, str]]) -> pd.DataFrame:
    """How often each package is signed, with both uncertainties."""
    nest, runs = Nest.of(results), len(results.finished)
    headline, nested = _signed(results.finished), _signed(results.nested)
    of_draw = nest.hits(nest.finished)
    rows = []
    for each in packages:
        key = tuple(each[issue] for issue in sorted(each))
        same = np.array([other == key for other in nested], bool)
        there = nest.hits(same) if nest.draws else np.zeros(0)
        rows.append(share(headline.count(key), runs, (there, of_draw)))
    frame = pd.DataFrame(rows)
    return frame.rename(columns={"value": "share"})


def _signed(runs: pd.DataFrame) -> list[tuple]:
    """The options that each run signed, by issue."""
    columns = sorted(column for column in runs if column.startswith("package."))
    return list(zip(*(runs[column] for column in columns), strict=True)) if columns else []


def _range(values: np.ndarray) -> Range:
    low, high = np.quantile(values, [0.1, 0.9])
    return float(values.mean()), float(low), float(high)
