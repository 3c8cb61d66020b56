"""Where variants of a scenario are run: each distinct one once, all on the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.experiments.compare import Comparison
from sim.experiments.explain.levers import Lever, NoTalks
from sim.experiments.explain.tally import Tally
from sim.experiments.trial import Effort, Trial, Watch, trial
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Found:
    """What came of one variant.

    Attributes
    ----------
    tally : Tally
    table : pandas.DataFrame
        How it differs from the scenario as written; indexed by quantity, columns of `Difference`.
    failures : int
        Pairs of runs in no number of the table.
    error : str
        The first failure, as in ``run 3: RuntimeError: ...``; empty where there is none.
    """

    tally: Tally
    table: pd.DataFrame
    failures: int
    error: str


@dataclass
class Desk:
    """A scenario that has been run, and variants to run beside it.

    Attributes
    ----------
    own : Trial
        The scenario as it is written.
    quantities : list of str
        What is asked of each: the steps of the funnel of its primary forum.
    failed : dict of str to str
        What a variant is called -> its first failure.
    """

    own: Trial
    progress: Watch | None = None
    quantities: list[str] = field(init=False)
    failed: dict[str, str] = field(default_factory=dict)
    _found: dict[str, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        spec = self.own.scenario.spec
        self.quantities = Comparison(self.own, self.own).steps(spec.primary)
        self._found[self.own.scenario.hash] = self._read(self.own)

    @property
    def effort(self) -> Effort:
        """How much is run of each."""
        return self.own.effort

    @property
    def scenarios(self) -> int:
        """How many different ones have been run."""
        return len(self._found)

    def found(self, scenario: Scenario, name: str) -> Found:
        """Run a variant, or return what came of it when it was."""
        if scenario.hash not in self._found:
            changed = trial(scenario, self.effort, self.progress, name)
            self._found[scenario.hash] = self._read(changed)
        elif self.progress is not None:
            self.progress(name, self.effort.total, self.effort.total)
        found = self._found[scenario.hash]
        if found.failures:
            self.failed.setdefault(name, found.error)
        return found

    def _read(self, changed: Trial) -> Found:
        pair = Comparison(self.own, changed)
        own, of_changed = (_error(side) for side in (self.own, changed))
        return Found(
            Tally.of(changed, self.quantities),
            pair.table(self.quantities),
            pair.failures,
            of_changed or own,
        )


def _error(found: Trial) -> str:
    failed = found.runs[found.runs.run_status != "ok"]
    return f"run {failed.run.iloc[0]}: {failed.error.iloc[0]}" if len(failed) else ""


def changed(scenario: Scenario, chosen: Sequence[Lever]) -> Scenario | str:
    """Return a scenario without several levers; or, where there is none, why."""
    try:
        for lever in chosen:
            scenario = lever.change(scenario)
    except NoTalks as error:
        return str(error)
    except ScenarioError as error:
        return "; ".join(problem.message for problem in error.problems)
    return scenario
