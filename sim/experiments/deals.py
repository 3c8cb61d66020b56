"""The packages that are reached: how good they are, for whom, and what was left on the table.

Each signed package is held against what could have been signed in the same run, by the assumptions
that the run drew: every package of the agenda, carried out and kept, in the world as it stood at
first, against what each party could expect without talks (`sim.model.offers`). That is the table
of utilities that theory speaks of. It leaves out what the model knows besides: private shocks, the
chance that a deal is broken, votes at home, and what has changed in the world before the signature;
they are why a deal may be signed that is below somebody's reservation value here.

Those who count are those who signed. Packages that cross a red line of any of them could not have
been signed, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.experiments.around import Around, Nest, average_of_some, share_of_some
from sim.experiments.results import Results
from sim.model.forum_tables import ForumTables
from sim.model.offers import Offers, offers
from sim.theory.packages import (
    TOLERANCE,
    distance,
    efficient,
    individually_rational,
    uniform_gain,
)
from sim.theory.solutions import nash_product

POINTS = 100  # of satisfaction, to a utility of 1
_SHARES = ("zone", "rational_for_all", "efficient", "at_nash")
_AVERAGES = ("left_on_table", "distance", "nash_ratio")


@dataclass(frozen=True)
class Deals:
    """The signed packages of both passes of results: made by `Deals.of`.

    Attributes
    ----------
    results : Results
    table, nested : pandas.DataFrame
        As `deals` returns, of the runs and of the nested pass.
    """

    results: Results
    table: pd.DataFrame
    nested: pd.DataFrame

    @classmethod
    def of(cls, results: Results) -> Deals:
        """Look at every signed run of results, and of their nested pass.

        Examples
        --------
        >>> import sim
        >>> from sim.scenario.scenario import EXAMPLE
        >>> found = Deals.of(sim.run(sim.Scenario.from_data(EXAMPLE), runs=60, draws=0))
        >>> bool(0 <= found.summary.value["rational_for_all"] <= 1)
        True
        """
        per_draw = results.spread.runs_per_draw if results.spread else 1
        return cls(
            results,
            _table(results, results.finished, 1),
            _table(results, results.nested[Nest.of(results).finished], per_draw),
        )

    @cached_property
    def parties(self) -> list[str]:
        """Whoever signed anything, by name."""
        said = [column.removeprefix("gain.") for column in self.table if column.startswith("gain.")]
        return [name for name in said if self.table[f"gain.{name}"].notna().any()]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """What is true of the packages reached, of all that were signed, with both uncertainties.

        ``value``, ``low``, ``high``, ``range_low``, ``range_high`` by quantity: ``zone``,
        ``efficient``, ``rational_for_all`` and ``at_nash`` are shares of signed runs;
        ``left_on_table`` and ``distance`` averages in points of satisfaction; ``nash_ratio`` an
        average.
        """
        shares = {name: self._share(name) for name in _SHARES}
        return _framed(shares | {name: self._average(name) for name in _AVERAGES}, "quantity")

    @cached_property
    def gains(self) -> pd.DataFrame:
        """What the packages signed are worth to each signer above having no talks.

        In points of satisfaction, an average over the runs in which it signed, with both
        uncertainties; and ``rational``, the share of these in which it gains, with its own.
        """
        found = _framed({name: self._average(f"gain.{name}") for name in self.parties}, "party")
        shares = {name: self._share(f"rational.{name}") for name in self.parties}
        rational = _framed(shares, "party")
        return found.join(rational.rename(columns=lambda c: f"rational_{c}".replace("_value", "")))

    def _share(self, column: str) -> Around:
        known, nested = self.table[column].notna(), self.nested[column]
        draws, draw = self._draws
        hits = np.bincount(draw[nested.eq(True).to_numpy()], minlength=draws)
        counted = np.bincount(draw[nested.notna().to_numpy()], minlength=draws)
        there = (hits, counted) if draws else None
        return share_of_some(int(self.table[column].eq(True).sum()), int(known.sum()), there)

    def _average(self, column: str) -> Around:
        draws, draw = self._draws
        nested = self.nested[column].astype(float)
        there = nested.notna().to_numpy()
        values = self.table[column].astype(float).dropna().to_numpy()
        return average_of_some(values, nested[there].to_numpy(), draw[there], draws)

    @cached_property
    def _draws(self) -> tuple[int, np.ndarray]:
        """How many draws there are, and to which each row of `nested` belongs."""
        per_draw = self.results.spread.runs_per_draw if self.results.spread else 1
        return Nest.of(self.results).draws, self.nested.run.to_numpy(np.int64) // per_draw


def deals(results: Results) -> pd.DataFrame:
    """Each signed run's package, held against what could have been signed in it.

    Parameters
    ----------
    results : Results

    Returns
    -------
    pandas.DataFrame
        One row a signed run (of the primary forum): ``run``, ``signed_by``, and

        - ``zone``: whether any package is individually rational for those who signed;
        - ``rational_for_all``: whether this one is, and ``rational.PARTY`` for each (missing where
          it did not sign); ``gain.PARTY`` is by how many points of satisfaction;
        - ``efficient``: whether none of them could have had more at nobody's cost;
        - ``left_on_table``: how many more points everybody at once could have had: the greatest
          least gain by another package;
        - ``distance``: how far the nearest efficient package lies, in points (Euclidean);
        - ``nash_ratio``: the product of gains as a share of the Nash point's (Nash 1950), and
          ``at_nash``, whether it is that point; both missing where no package leaves everybody who
          signed better off.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> table = deals(sim.run(sim.Scenario.from_data(EXAMPLE), runs=60, draws=0))
    >>> set(table.signed_by)
    {'north, south'}
    """
    return _table(results, results.finished, 1)


def _table(results: Results, runs: pd.DataFrame, runs_per_draw: int) -> pd.DataFrame:
    names = results.scenario.spec.party_names
    columns = ["run", "signed_by", "zone", "rational_for_all", "efficient", "left_on_table",
               "distance", "nash_ratio", "at_nash", *(f"rational.{n}" for n in names),
               *(f"gain.{n}" for n in names)]  # fmt: skip
    signed = runs.dropna(subset=["signed_by"]) if "signed_by" in runs else runs.iloc[:0]
    rows: list[dict] = []
    if len(signed):
        by_run = signed.set_index("run")
        found = offers(results.scenario, results.seed, by_run.index.to_numpy(), runs_per_draw)
        for some in found:
            rows += _rows(some, by_run.loc[some.rows])
    return pd.DataFrame(rows, columns=columns)


def _rows(some: Offers, signed: pd.DataFrame) -> Iterator[dict]:
    """Yield a row for each run: those with the same signatories are worked out together."""
    package = _packages(some.tables, signed)
    for who, group in signed.groupby("signed_by", sort=True):
        at = signed.index.get_indexer(group.index)
        names = str(who).split(", ")
        j = [some.tables.parties.index(name) for name in names]
        utility, reservation = some.utility[at][:, :, j], some.no_talks[at][:, j]
        allowed = np.asarray(some.tables.allowed[j].all(axis=0))
        found = _judged(utility, reservation, package[at], allowed)
        gain = np.take_along_axis(utility, package[at][:, None, None], axis=1)[:, 0] - reservation
        for k, run in enumerate(group.index):
            row = {"run": run, "signed_by": who} | {key: value[k] for key, value in found.items()}
            row |= {f"gain.{name}": POINTS * gain[k, i] for i, name in enumerate(names)}
            fine = gain[k] >= -TOLERANCE
            yield row | {f"rational.{name}": bool(fine[i]) for i, name in enumerate(names)}


def _judged(
    utility: np.ndarray, reservation: np.ndarray, package: np.ndarray, allowed: np.ndarray
) -> dict[str, np.ndarray]:
    """What is said of each run's package. utility: (n, packages, signers); package: (n,)."""
    rational = individually_rational(utility, reservation) & allowed
    best = efficient(utility, np.broadcast_to(allowed, rational.shape))
    product = np.where(allowed, nash_product(utility, reservation), 0.0)
    most, own = product.max(axis=1), _of_run(product, package)
    ratio = np.divide(own, most, out=np.full(len(own), np.nan), where=most > 0)
    at_nash = np.where(most > 0, own >= most * (1 - 1e-9), None)
    return {
        "zone": rational.any(axis=1),
        "rational_for_all": _of_run(rational, package),
        "efficient": _of_run(best, package),
        "left_on_table": POINTS * uniform_gain(utility, package, allowed),
        "distance": POINTS * distance(utility, package, best),
        "nash_ratio": ratio,
        "at_nash": at_nash,
    }


def _of_run(values: np.ndarray, package: np.ndarray) -> np.ndarray:
    """The entry of each run's own package: (n,)."""
    return values[np.arange(len(values)), package]


def _packages(tables: ForumTables, signed: pd.DataFrame) -> np.ndarray:
    """The place of the package that each run signed: (n,)."""
    place = np.zeros(len(signed), np.int64)
    for i in tables.agenda:  # packages go through the options of the last issue first
        issue = tables.spec.issues[tables.issues[i]]
        options = {name: at for at, name in enumerate(issue.option_names)}
        chosen = signed[f"package.{tables.issues[i]}"].map(options).to_numpy(np.int64)
        place = place * len(options) + chosen
    return place


def _framed(rows: dict[str, Around], index: str) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(Around._fields))
    return frame.rename_axis(index)
