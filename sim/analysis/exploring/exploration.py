"""What a setting of the levers comes to: a scenario, and its results on shared draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sim.analysis.exploring.levers import Lever, Levers, is_movable, levers_of, own_levers
from sim.experiments.compare import Comparison
from sim.experiments.explain.importance import APART, given_data
from sim.experiments.results import Results
from sim.experiments.trial import Effort, Trial, trial
from sim.model.narration import Story
from sim.registry import did_you_mean
from sim.scenario.errors import Problem, ScenarioError, listed
from sim.scenario.scenario import Scenario

Settings = Mapping[str, str]
"""The path of a lever -> what its setting is called; levers that are left out stay as written."""

_KEPT = 24  # settings whose runs are remembered, so that going back takes no time


class NothingRan(Exception):
    """Every run of a setting failed; the message says how the first did."""


@dataclass(frozen=True)
class Look:
    """What one setting of the levers comes to.

    Attributes
    ----------
    settings : dict of str to str
        The levers that have been moved.
    comparison : Comparison
        The scenario as written (a) and as set (b), run by run.
    run : int
        The number of the run that is told: the same in every setting of as many runs.
    """

    settings: dict[str, str]
    comparison: Comparison
    run: int

    @property
    def results(self) -> Results:
        """The runs of the scenario as set."""
        return self.comparison.b.results

    @property
    def scenario(self) -> Scenario:
        """The scenario as set."""
        return self.comparison.b.scenario

    @property
    def story(self) -> Story:
        """One history, as it goes under this setting."""
        return self.results.tell(self.run)


class Exploration:
    """A scenario, its levers, and what came of the settings that have been looked at.

    Parameters
    ----------
    scenario : Scenario
    levers : sequence or mapping of paths, optional
        As of `sim.explore`.
    runs, seed, draws, workers
        As of `sim.compare`.

    Attributes
    ----------
    levers : tuple of Lever

    Examples
    --------
    >>> template = Scenario.load("template")
    >>> found = Exploration(template, ["parties.rebels.preconditions.release"], runs=60, draws=0)
    >>> look = found.at({"parties.rebels.preconditions.release": "taken out"})
    >>> look.comparison.difference("P(convene)").change >= 0
    True
    """

    def __init__(
        self,
        scenario: Scenario,
        levers: Levers | None = None,
        runs: int = 500,
        seed: int = 0,
        *,
        draws: int = 20,
        workers: int = 1,
    ) -> None:
        self.scenario = scenario
        self._effort = Effort(runs, seed, draws, workers)
        self._tried = lru_cache(_KEPT)(self._try)
        wanted = self._own() if levers is None else levers
        self.levers: tuple[Lever, ...] = levers_of(scenario, wanted)

    @property
    def runs(self) -> int:
        """How many runs each setting gets unless it is said."""
        return self._effort.runs

    def scenario_at(self, settings: Settings) -> Scenario:
        """Return the scenario with the levers as set.

        Raises
        ------
        ScenarioError
            If there is no such lever or setting, or they make no scenario together.
        """
        scenario, known = self.scenario, {lever.path: lever for lever in self.levers}
        for path, label in settings.items():
            if path not in known:
                raise _wrong(f"'{path}' is no lever", path, known)
            changes = known[path].settings
            if label not in changes:
                raise _wrong(f"'{label}' is no setting of {path}", label, changes)
            scenario = changes[label](scenario)
        return scenario

    def at(self, settings: Settings, runs: int | None = None) -> Look:
        """Run the scenario with the levers as set, and compare it with the scenario as written.

        Raises
        ------
        ScenarioError
            As of `scenario_at`.
        NothingRan
            If every run failed.
        """
        runs = self.runs if runs is None else runs
        written = {lever.path: lever.written for lever in self.levers}
        moved = {path: label for path, label in settings.items() if label != written.get(path)}
        before = self._tried((), runs)
        after = self._tried(tuple(sorted(moved.items())), runs)
        comparison = Comparison(before, after)
        if not comparison.pairs:
            raise NothingRan(f"no run came to an end; the first that failed: {comparison.error}")
        return Look(moved, comparison, before.results.pick())

    def _try(self, moved: tuple[tuple[str, str], ...], runs: int) -> Trial:
        effort = Effort(runs, self._effort.seed, self._effort.draws, self._effort.workers)
        scenario = self.scenario_at(dict(moved)) if moved else self.scenario
        return trial(scenario, effort)

    def _own(self) -> list[str]:
        """The scenario's demands and threats, and the number that moves the result most."""
        found = given_data(self._tried((), self.runs).results)
        last = found[found.quantity == found.quantity.iloc[-1]] if len(found) else found
        ordered = last.dropna(subset="index").sort_values("index", ascending=False, kind="stable")
        paths = [path.split(APART)[0] for path in ordered.path]
        movable = [path for path in paths if is_movable(self.scenario, path)]
        return own_levers(self.scenario, movable[:1])


def _wrong(message: str, name: str, known: Mapping[str, object]) -> ScenarioError:
    right = did_you_mean(name, known) or f"; there are {listed(known)}"
    return ScenarioError("levers", [Problem((), None, message + right)])
