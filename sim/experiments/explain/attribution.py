"""All subsets of the levers of one kind: whose effect it is, and what only several do together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from sim.experiments.explain.desk import Desk
from sim.experiments.explain.granted import LeftOut
from sim.experiments.explain.levers import DROPPED, Lever, NoTalks
from sim.experiments.explain.shapley import MOST, Subset, subsets, weights
from sim.experiments.explain.tally import Tallies, Tally
from sim.experiments.paired import LEAST_MOVE, Contrast, Ratio, contrast
from sim.experiments.uncertainty import Z95
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

_UNCERTAIN = list(Contrast.__dataclass_fields__)
ATTRIBUTION = ["kind", "name", "quantity", *_UNCERTAIN]
TOTAL = ["kind", "quantity", "a", "b", *_UNCERTAIN]
TOGETHER = [
    "kind", "names", "quantity", "a", "b", *_UNCERTAIN, "excess", "excess_low", "excess_high",
    "only_together", "opened", "opened_by_each", "opened_by_none",
]  # fmt: skip


@dataclass(frozen=True)
class Shares:
    """What came of all subsets of the levers of some kinds.

    Attributes
    ----------
    attribution : pandas.DataFrame
        ``kind``, ``name``, ``quantity``, and the Shapley value with both uncertainties.
    total : pandas.DataFrame
        The same for all levers of a kind at once: the quantity as written (``a``), without them
        (``b``), and the difference (``value``).
    together : pandas.DataFrame
        Each pair of a kind, all of them, and every set that moves a chance of which no part does
        (``only_together``). ``names`` are a tuple; ``value`` is the difference from as written and
        ``excess`` what it has over the sum of what each does alone, with its 95% interval.
        ``opened``: the share of all runs that do not come so far as written, and do without the
        set; ``opened_by_each``: where each of them alone would do; ``opened_by_none``: where none
        alone would. Missing for what is asked of some of the runs.
    left_out : list of LeftOut
    """

    attribution: pd.DataFrame
    total: pd.DataFrame
    together: pd.DataFrame
    left_out: list[LeftOut]


def attributed(desk: Desk, chosen: Sequence[Lever], most: int = MOST) -> Shares:
    """Try all subsets of the levers of each kind that has at most so many."""
    tables: tuple[list, list, list] = ([], [], [])
    left_out: list[LeftOut] = []
    for kind in dict.fromkeys(lever.kind for lever in chosen):
        among = [lever for lever in chosen if lever.kind == kind]
        tallies = _tallies(desk, among, most)
        if isinstance(tallies, str):
            left_out.append(LeftOut(kind, "", DROPPED, tallies))
            continue
        for quantity in desk.quantities:
            rows = rows_of(kind, among, quantity, tallies)
            if isinstance(rows, str):
                left_out.append(LeftOut(kind, "", DROPPED, rows))
                continue
            for table, more in zip(tables, rows, strict=True):
                table += more
    attribution, total, together = (
        pd.DataFrame(rows, columns=columns)
        for rows, columns in zip(tables, (ATTRIBUTION, TOTAL, TOGETHER), strict=True)
    )
    return Shares(attribution, total, together, left_out)


def planned(chosen: Sequence[Lever], most: int = MOST) -> int:
    """How many scenarios all subsets are, beside the one as written and those of each alone."""
    kinds = [lever.kind for lever in chosen]
    counts = [kinds.count(kind) for kind in dict.fromkeys(kinds)]
    return sum(2**n - n - 1 for n in counts if n <= most)


# -- the runs --------------------------------------------------------------------------------------


def _tallies(desk: Desk, among: Sequence[Lever], most: int) -> Tallies | str:
    """What came of each subset, in the order of `subsets`; or why that cannot be had."""
    if len(among) > most:
        return (
            f"there are {len(among)} of them, so that all their subsets would be"
            f" {2 ** len(among):,} scenarios; each is taken out alone only"
        )
    every = subsets(len(among))
    scenarios = _scenarios(desk.own.scenario, among, every)
    if isinstance(scenarios, str):
        return scenarios
    return Tallies([
        desk.found(scenario, f"{among[0].kind}: set {number} of {len(every)}").tally
        if (scenario := scenarios[subset]) is not None
        else _nothing(desk)
        for number, subset in enumerate(every, start=1)
    ])  # fmt: skip


def _scenarios(
    own: Scenario, among: Sequence[Lever], every: Sequence[Subset]
) -> dict[Subset, Scenario | None] | str:
    """The scenario without each subset, None where no talks can be; or which is none, and why."""
    found: dict[Subset, Scenario | None] = {every[0]: own}
    for subset in every[1:]:
        last = max(subset)
        before = found[subset - {last}]
        try:
            found[subset] = None if before is None else among[last].change(before)
        except NoTalks:
            found[subset] = None
        except ScenarioError as error:
            names = ", ".join(among[k].name for k in sorted(subset))
            why = "; ".join(problem.message for problem in error.problems)
            return f"without {names} there is no scenario: {why}"
    return found


def _nothing(desk: Desk) -> Tally:
    return desk.found(desk.own.scenario, "as written").tally.without_talks()


# -- the rows --------------------------------------------------------------------------------------


def rows_of(
    kind: str, among: Sequence[Lever], quantity: str, tallies: Tallies
) -> tuple[list, list, list] | str:
    """Rows of the three tables for one quantity; or why there are none."""
    ratios, nested = tallies.ratios(quantity)
    estimates = ratios.estimate
    if not np.isfinite(estimates).all():
        return f"{quantity} has no meaning where nothing is left that it is asked of"
    every = subsets(len(among))
    shares = [
        (kind, lever.name, quantity, *asdict(contrast(row, ratios, nested)).values())
        for lever, row in zip(among, weights(len(among)), strict=True)
    ]
    whole = contrast(_less(every, every[-1]), ratios, nested)
    total = (kind, quantity, estimates[0], estimates[-1], *asdict(whole).values())
    together = []
    for subset, only in _told(every, ratios):
        there = every.index(subset)
        found = contrast(_less(every, subset), ratios, nested)
        more = contrast(_excess(every, subset), ratios)
        names = tuple(among[k].name for k in sorted(subset))
        numbers = (estimates[0], estimates[there], *asdict(found).values())
        excess = more.value, more.low, more.high
        opened = _opened(every, subset, ratios, quantity)
        together.append((kind, names, quantity, *numbers, *excess, only, *opened))
    return shares, [total], together


def _told(every: Sequence[Subset], ratios: Ratio) -> Iterator[tuple[Subset, bool]]:
    """Each pair, the full set, and each set that moves it of which no part does; whether it does.

    A set moves it if it changes it by at least `LEAST_MOVE`, and not by noise alone: by its own 95%
    interval where it is a part, and by one for all sets at once (Bonferroni: Dunn 1961) where it is
    to be told, since among so many sets some would look sure by chance.
    """
    moving: list[Subset] = []
    strict = NormalDist().inv_cdf(1 - 0.025 / len(every)) / Z95
    for subset in every[1:]:
        found = contrast(_less(every, subset), ratios)
        half = (found.high - found.low) / 2
        large = abs(found.value) >= LEAST_MOVE
        alone = not any(part < subset for part in moving)
        only = len(subset) > 1 and alone and large and abs(found.value) > strict * half
        if alone and large and found.sign:
            moving.append(subset)
        if only or len(subset) == 2 or (len(subset) > 2 and subset == every[-1]):
            yield subset, only


def _less(every: Sequence[Subset], subset: Subset) -> np.ndarray:
    """Weights of the difference that a subset makes."""
    row = np.zeros(len(every))
    row[0], row[every.index(subset)] = -1.0, 1.0
    return row


def _excess(every: Sequence[Subset], subset: Subset) -> np.ndarray:
    """Weights of what a subset does more than its members one by one, added up."""
    row = _less(every, subset)
    for member in subset:
        row -= _less(every, frozenset({member}))
    return row


def _opened(
    every: Sequence[Subset], subset: Subset, ratios: Ratio, quantity: str
) -> tuple[float, float, float]:
    """Share of runs that a subset opens; that each member alone would; that none alone would."""
    if "|" in quantity:
        return (float("nan"),) * 3
    passes, counted = ratios.over > 0, ratios.under[0] > 0
    opened = passes[every.index(subset)] & ~passes[0] & counted
    alone = np.array([passes[every.index(frozenset({member}))] for member in sorted(subset)])
    count = max(int(counted.sum()), 1)
    by_each, by_none = opened & alone.all(axis=0), opened & ~alone.any(axis=0)
    return opened.sum() / count, by_each.sum() / count, by_none.sum() / count
