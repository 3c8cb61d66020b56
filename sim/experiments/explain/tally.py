"""What the runs of a scenario count in each quantity: all that is kept of it, and little enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.experiments.paired import Ratio
from sim.experiments.quantities import quantity
from sim.experiments.trial import RUNS_PER_DRAW, Trial

Counts = dict[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Tally:
    """Which runs have what, by quantity.

    Attributes
    ----------
    counts, nested : dict of str to pair of ndarray of bool
        Quantity -> whether a run has it, and whether it is asked of that run: (runs,), and
        (draws, runs under each) of the nested pass, without any draws where none was made.
    ok, nested_ok : ndarray of bool
        Whether the run did not fail.
    """

    counts: Counts
    nested: Counts
    ok: np.ndarray
    nested_ok: np.ndarray

    @classmethod
    def of(cls, found: Trial, quantities: Sequence[str]) -> Tally:
        """Count what came of a trial."""
        asked = {text: quantity(text, found.scenario) for text in quantities}

        def count(runs: pd.DataFrame, shape: tuple[int, ...]) -> Counts:
            return {
                text: (over.astype(bool).reshape(shape), under.astype(bool).reshape(shape))
                for text, each in asked.items()
                for over, under in [each.counts(runs)]
            }

        by_draw = (-1, RUNS_PER_DRAW)
        ok, nested_ok = (table.run_status.eq("ok").to_numpy(bool, copy=True)
                         for table in (found.runs, found.nested))  # fmt: skip
        counts, nested = count(found.runs, (-1,)), count(found.nested, by_draw)
        return cls(counts, nested, ok, nested_ok.reshape(by_draw))

    def without_talks(self) -> Tally:
        """What is counted where there can be no talks: nothing happens, and nothing is met."""

        def nothing(counts: Counts, ok: np.ndarray) -> Counts:
            none, every = np.zeros(ok.shape, bool), np.ones(ok.shape, bool)
            return {text: (none, none if "|" in text else every) for text in counts}

        every, each = np.ones(self.ok.shape, bool), np.ones(self.nested_ok.shape, bool)
        return Tally(
            nothing(self.counts, self.ok), nothing(self.nested, self.nested_ok), every, each
        )


@dataclass(frozen=True)
class Tallies:
    """Several scenarios on the same draws; a run that failed in any is in no number.

    Attributes
    ----------
    each : sequence of Tally
    """

    each: Sequence[Tally]

    @property
    def runs(self) -> int:
        """How many runs failed in none."""
        return int(self._ok.sum())

    def ratios(self, asked: str) -> tuple[Ratio, Ratio | None]:
        """A quantity in all of them: (scenarios, runs), and (scenarios, draws, runs) or None."""
        headline = _stacked([tally.counts[asked] for tally in self.each], self._ok)
        if not self._nested_ok.size:
            return headline, None
        return headline, _stacked([tally.nested[asked] for tally in self.each], self._nested_ok)

    @cached_property
    def _ok(self) -> np.ndarray:
        return np.logical_and.reduce([tally.ok for tally in self.each])

    @cached_property
    def _nested_ok(self) -> np.ndarray:
        return np.logical_and.reduce([tally.nested_ok for tally in self.each])


def _stacked(counts: list[tuple[np.ndarray, np.ndarray]], ok: np.ndarray) -> Ratio:
    over, under = (np.stack(part) & ok for part in zip(*counts, strict=True))
    return Ratio(over.astype(float), under.astype(float))
