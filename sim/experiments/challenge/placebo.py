"""A placebo: what the parties want is dealt out among them anew.

A result that is the same whoever wants what is not about who wants what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import factorial

import numpy as np
import pandas as pd

from sim.experiments.challenge.bench import blocking, changes, seated
from sim.experiments.challenge.editing import unevidenced, written
from sim.experiments.challenge.structure import SAME
from sim.experiments.results import Results
from sim.scenario.scenario import Scenario

#: What goes from one party to another, and to all of that one's factions. Sides, costs, demands,
#: ties, seats of factions and the issues that a party controls stay with it.
POSITION = ("weights", "values", "orders", "red_lines")
_LISTED = 7  # seats of which every derangement is listed; there are 1,854

Deal = Mapping[str, str]  # party -> whose position it is given


@dataclass(frozen=True)
class Placebo:
    """The funnel and the blockers where positions are permuted among the seats.

    Attributes
    ----------
    deals : tuple of mapping
        For each placebo: party -> whose position it is given.
    funnel : pandas.DataFrame
        Indexed by ``placebo`` (from 1) and ``stage``: ``own``, ``share``, paired ``difference``
        with its 95% interval ``low``, ``high``.
    blockers : pandas.DataFrame
        A row for each party or faction that ever blocks: share of runs ``own``, and the ``least``
        and ``most`` over placebos.
    """

    deals: tuple[Deal, ...]
    funnel: pd.DataFrame
    blockers: pd.DataFrame

    @property
    def spread(self) -> pd.DataFrame:
        """A row for each step: ``own``, ``least`` and ``most`` over placebos, and ``survives``.

        A step survives if no placebo moves it by more than 5 points.
        """
        by_stage = self.funnel.groupby("stage", sort=False)
        table = pd.DataFrame(
            {
                "own": by_stage.own.first(),
                "least": by_stage.share.min(),
                "most": by_stage.share.max(),
            }
        )
        table["survives"] = by_stage.difference.agg(lambda d: d.abs().max() <= SAME).astype(bool)
        return table


def derangements(names: Sequence[str], count: int, seed: int) -> list[Deal]:
    """Ways to give everybody somebody else's position: all of them if few, else some at random.

    Parameters
    ----------
    names : sequence of str
        Two or more.
    count : int
        The most that are returned.
    seed : int
        The same seed gives the same ones.

    Examples
    --------
    >>> derangements(["a", "b"], 6, seed=0)
    [{'a': 'b', 'b': 'a'}]
    >>> len(derangements("abc", 6, seed=0)), len(derangements("abcdefgh", 6, seed=0))
    (2, 6)
    """
    random = np.random.default_rng([abs(seed), seed < 0])
    if len(names) <= _LISTED:
        every = [p for p in permutations(names) if _moves_all(names, p)]
        if len(every) > count:
            chosen = sorted(random.choice(len(every), count, replace=False))
            every = [every[k] for k in chosen]
        return [dict(zip(names, p, strict=True)) for p in every]
    found: dict[tuple[str, ...], None] = {}
    while len(found) < min(count, factorial(_LISTED)):  # about every third shuffle is one
        shuffled = tuple(names[k] for k in random.permutation(len(names)))
        if _moves_all(names, shuffled):
            found[shuffled] = None
    return [dict(zip(names, p, strict=True)) for p in found]


def _moves_all(names: Sequence[str], shuffled: Sequence[str]) -> bool:
    return all(a != b for a, b in zip(names, shuffled, strict=True))


def dealt(scenario: Scenario, deal: Deal) -> Scenario:
    """Return the scenario in which each party, its factions with it, wants what another wants.

    Variants are left out: they set numbers of positions that are no longer there.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> swapped = dealt(Scenario.from_data(EXAMPLE), {"north": "south", "south": "north"})
    >>> swapped.spec.parties["south"].values["water"]["shared"]
    0.6
    """
    parties = scenario.spec.parties
    new: dict[str, object] = {"variants": {}} if scenario.spec.variants else {}
    for receiver, giver in deal.items():
        holders = ["", *(f".factions.{name}" for name in parties[receiver].factions)]
        for holder in holders:
            for part in POSITION:
                new[f"parties.{receiver}{holder}.{part}"] = written(
                    scenario, f"parties.{giver}.{part}"
                )
    return unevidenced(scenario).with_(new)


def placebos(scenario: Scenario, count: int, seed: int) -> list[tuple[Deal, Scenario]]:
    """Permute positions among the parties with a seat, `count` times at most."""
    deals = derangements(seated(scenario), count, seed)
    bare = unevidenced(scenario)  # once for all
    return [(deal, dealt(bare, deal)) for deal in deals]


def compare_placebos(own: Results, others: Sequence[tuple[Deal, Results]]) -> Placebo:
    """Set the placebos beside the scenario; same seed and number of runs."""
    numbered = {number: results for number, (_, results) in enumerate(others, start=1)}
    tables = {number: changes(own, results) for number, results in numbered.items()}
    blocks = pd.DataFrame({number: blocking(results) for number, results in numbered.items()})
    mine = blocking(own)
    blocks = blocks.reindex(mine.index.union(blocks.index)).fillna(0.0)
    table = pd.DataFrame(
        {
            "own": mine.reindex(blocks.index).fillna(0.0),
            "least": blocks.min(axis=1),
            "most": blocks.max(axis=1),
        }
    )
    table = table.sort_values("own", ascending=False, kind="stable").rename_axis("party")
    deals = tuple(deal for deal, _ in others)
    return Placebo(deals, pd.concat(tables, names=["placebo"]), table)
