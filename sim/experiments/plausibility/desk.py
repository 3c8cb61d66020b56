"""A scenario on the desk: the file, the model of it before anything happens, and trial runs."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from sim.experiments.challenge.bench import Bench, Effort
from sim.experiments.results import Results
from sim.experiments.uncertainty import ENTAILED
from sim.model.strategies.person import persons
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario

DRAWS = 200  # of all assumptions, on which the state of things at the start is looked at
PILOT = Effort(draws=20, runs_per_draw=5)  # enough to see that most things are not forced
TRIAL = Effort(draws=40, runs_per_draw=25)  # where the pilot left a doubt
MANY = 1000  # packages, beyond which fewer draws and runs have to do
FEWEST_DRAWS, SMALL_PILOT = 20, Effort(draws=20, runs_per_draw=2)
SEED = 0


class Desk:
    """What checks look at; what takes time is made when it is first asked for.

    Parameters
    ----------
    scenario : Scenario

    Attributes
    ----------
    spec : ScenarioSpec
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.spec = scenario.spec
        usual = {f"parties.{name}.strategy": "bayesian" for name in persons(scenario)}
        self._unattended = scenario.with_(usual) if usual else scenario

    def line(self, path: str) -> int | None:
        """The line of a dotted path in its file; of an empty one, where the scenario begins."""
        return self.scenario.line(path)

    @property
    def is_a_game(self) -> bool:
        """Whether it is a game of complete information at a table, and meant as one.

        No number is a range, ``noise: 0`` says that nobody has reasons of its own, and stages
        without ``convene`` that all sit there already. Who takes all that out of a scenario asks
        what is agreed, and does not overlook that nothing is uncertain.
        """
        at_table = all("convene" not in forum.stages for forum in self.spec.forums.values())
        return at_table and self.scenario.complete_information

    @cached_property
    def talks(self) -> Talks:
        """The model at the start, each run under a draw of its own; prospects are worked out."""
        draws = max(FEWEST_DRAWS, min(DRAWS, DRAWS * MANY // self._packages))
        talks = Talks(self.scenario, draws, rng=SEED)
        for forum in talks.forums:
            forum.look(np.arange(draws))
        return talks

    @property
    def rows(self) -> np.ndarray:
        """Every run of `talks`: (runs,)."""
        return np.arange(self.talks.tables.runs)

    @property
    def _packages(self) -> int:
        """How many packages there are in the forum that has most."""
        issues = self.spec.issues
        return max(
            math.prod(len(issues[name].option_names) for name in forum.agenda)
            for forum in self.spec.forums.values()
        )

    @cached_property
    def pilot(self) -> Results:
        """A few runs under each of a few draws of the assumptions."""
        effort = PILOT if self._packages <= MANY else SMALL_PILOT
        return Bench(effort, SEED).nested(self._unattended, "pilot")

    @cached_property
    def trial(self) -> Results:
        """More runs under each of more draws."""
        return Bench(TRIAL, SEED).nested(self._unattended, "trial")


def mostly(where: np.ndarray) -> bool:
    """Whether something holds in at least .99 of the draws. where: (runs,) booleans."""
    return bool(where.mean() >= ENTAILED)


def hardly(where: np.ndarray) -> bool:
    """Whether something holds in at most .01 of the draws. where: (runs,) booleans."""
    return bool(where.mean() <= 1 - ENTAILED)
