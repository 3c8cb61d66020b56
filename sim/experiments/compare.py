"""`sim.compare`: two scenarios on the same draws, and how their quantities differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.experiments.changes import Change, changes
from sim.experiments.paired import Difference, Ratio, difference
from sim.experiments.progress import watching
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.trial import RUNS_PER_DRAW, Effort, Trial, Watch, trial
from sim.scenario.scenario import Scenario

_STAGE_OF = {
    "P(convene)": "convene",
    "P(sign)": "bargain",
    "P(ratify)": "ratify",
    "P(held)": "implement",
    "P(agree|convened)": "convene",
    "P(held|agreed)": "implement",
}
_CAUSE = ["forum", "party", "kind", "over"]


@dataclass(frozen=True)
class Comparison:
    """Two scenarios on the same draws.

    Attributes
    ----------
    a, b : Trial
    """

    a: Trial
    b: Trial

    @cached_property
    def changes(self) -> list[Change]:
        """What differs in the input, by path."""
        return changes(self.a.scenario, self.b.scenario)

    @property
    def pairs(self) -> int:
        """Runs that failed in neither; only they are in any number."""
        return int(self._both.sum())

    @property
    def failures(self) -> int:
        """Pairs left out because the run failed in A, in B or in both."""
        return len(self._both) - self.pairs

    @property
    def error(self) -> str:
        """The first failure, as in ``run 3 of B: RuntimeError: ...``; empty where there is none."""
        for name, side in (("A", self.a), ("B", self.b)):
            failed = side.runs[side.runs.run_status != "ok"]
            if len(failed):
                return f"run {failed.run.iloc[0]} of {name}: {failed.error.iloc[0]}"
        return ""

    def difference(self, asked: str | Quantity, forum: str | None = None) -> Difference:
        """Compare one quantity.

        Parameters
        ----------
        asked : str or Quantity
            In the language of `sim.experiments.quantities`, such as ``"P(agree|convened)"``.
        forum : str, optional
            In which forum, where `asked` is a text.

        Raises
        ------
        QuantityError
            If it cannot be asked of both scenarios.
        """
        if isinstance(asked, str):
            of_a, of_b = (quantity(asked, side.scenario, forum=forum) for side in (self.a, self.b))
        else:
            of_a = of_b = asked
        nested = None
        if len(self.a.nested):
            nested = (
                self._ratio(of_a.counts(self.a.nested), self._both_nested),
                self._ratio(of_b.counts(self.b.nested), self._both_nested),
            )
        a = self._ratio(of_a.counts(self.a.runs), self._both)
        return difference(a, self._ratio(of_b.counts(self.b.runs), self._both), nested)

    def table(self, asked: Iterable[str | Quantity], forum: str | None = None) -> pd.DataFrame:
        """Return one row for each quantity, with the columns of `Difference`."""
        rows = {str(each): asdict(self.difference(each, forum)) for each in asked}
        columns = list(Difference.__dataclass_fields__)
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis("quantity")

    @cached_property
    def funnel(self) -> pd.DataFrame:
        """How far talks come in both, and what of the talks and of the deals comes further."""
        return self.table(self.steps())

    def steps(self, forum: str | None = None) -> list[str]:
        """Return the quantities of the funnel that both scenarios have the stages for."""
        stages = [
            {stage for name, f in side.scenario.spec.forums.items() for stage in f.stages
             if forum in (None, name)}
            for side in (self.a, self.b)
        ]  # fmt: skip
        return [asked for asked, stage in _STAGE_OF.items() if stage in stages[0] & stages[1]]

    @cached_property
    def blockers(self) -> pd.DataFrame:
        """Who stood in the way more or less often, and over what: shares of all runs.

        The largest changes first; columns of `Difference`.
        """
        causes = pd.concat([self.a.blocks[_CAUSE], self.b.blocks[_CAUSE]]).drop_duplicates()
        rows = {cause: asdict(self._blocked(cause)) for cause in causes.itertuples(index=False)}
        table = pd.DataFrame(rows.values(), columns=list(Difference.__dataclass_fields__))
        table.index = pd.MultiIndex.from_tuples([tuple(c) for c in rows] or [], names=_CAUSE)
        table = table.sort_index()
        return table.sort_values("change", key=lambda c: -c.abs(), kind="stable")

    def _blocked(self, cause) -> Difference:
        """How often one thing stood in the way."""
        a, b = (self._in_the_way(s.blocks, cause, self._both) for s in (self.a, self.b))
        if not len(self.a.nested):
            return difference(a, b)
        both = self._both_nested
        under_a, under_b = (
            self._in_the_way(s.nested_blocks, cause, both) for s in (self.a, self.b)
        )
        return difference(a, b, (under_a, under_b))

    def _in_the_way(self, blocks: pd.DataFrame, cause, both: np.ndarray) -> Ratio:
        there = np.ones(len(blocks), bool)
        for key, value in zip(_CAUSE, cause, strict=True):
            there &= (blocks[key] == value).to_numpy(bool)
        over = np.zeros(both.size)
        over[blocks.run.to_numpy(int)[there]] = 1.0
        return self._ratio((over, np.ones(both.size)), both)

    def _ratio(self, counts: tuple[np.ndarray, np.ndarray], both: np.ndarray) -> Ratio:
        over, under = (np.where(both, count.reshape(both.shape), 0.0) for count in counts)
        return Ratio(over, under)

    @cached_property
    def _both(self) -> np.ndarray:
        return _finished(self.a.runs) & _finished(self.b.runs)  # (runs,)

    @cached_property
    def _both_nested(self) -> np.ndarray:
        both = _finished(self.a.nested) & _finished(self.b.nested)
        return both.reshape(-1, RUNS_PER_DRAW)  # (draws, runs per draw)

    def __repr__(self) -> str:
        names = f"{self.a.scenario.name!r}, {self.b.scenario.name!r}"
        return f"Comparison({names}: {self.pairs} paired runs, seed {self.a.effort.seed})"

    def _repr_html_(self) -> str:
        from sim.analysis.comparison import html

        return html(self)


def _finished(runs: pd.DataFrame) -> np.ndarray:
    return runs.run_status.eq("ok").to_numpy(bool)


def compare(
    a: Scenario | str,
    b: Scenario | str,
    runs: int = 10_000,
    seed: int = 0,
    *,
    draws: int = 100,
    workers: int = 1,
    progress: Watch | bool | None = None,
) -> Comparison:
    """Run two scenarios on the same draws, and compare them.

    Run k of both has the same shocks and, where both have an assumption, the same draw of it.

    Parameters
    ----------
    a, b : Scenario or str
        Loaded ones, or paths or names to load; often `b` is `a` with something changed.
    runs, seed : int
        As of `sim.run`.
    draws : int
        Assumption draws of the nested pass, at the scenarios' own noise; 0 leaves it out.
    workers : int
        Threads. No number depends on it.
    progress : callable or bool, optional
        As of `sim.run`.

    Returns
    -------
    Comparison

    Raises
    ------
    ScenarioError
        If a file is wrong; all errors at once.
    ValueError
        If `runs` is below 1 or `draws` below 0.

    Examples
    --------
    >>> import sim
    >>> geneva = sim.Scenario.load("geneva-2013")
    >>> unarmed = geneva.drop("threats.arm_on_refusal")
    >>> comparison = sim.compare(geneva, unarmed, runs=50, draws=0)
    >>> [change.path for change in comparison.changes]
    ['threats.arm_on_refusal']
    >>> comparison.pairs
    50
    """
    effort = Effort(runs, seed, draws, workers)
    first, second = (Scenario.load(s) if isinstance(s, str) else s for s in (a, b))
    with watching(progress, 2 * effort.total) as watch:
        return Comparison(
            trial(first, effort, watch, "runs of A"), trial(second, effort, watch, "runs of B")
        )
