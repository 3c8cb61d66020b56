"""Factors: what a cell may set, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.changes import as_written, changed
from sim.experiments.study.spec import Factor as FactorSpec
from sim.scenario.distributions import Distribution, quantile
from sim.scenario.scenario import Scenario

KEPT, DROPPED = "yes", "no"
SCENARIO = "scenario"  # the name of the factor whose levels are base scenarios


@dataclass(frozen=True)
class Level:
    """One of the settings that a factor can have.

    Attributes
    ----------
    label : str
        How tables call it.
    value : object
        What stands at the factor's paths, as plain data; whether a part is there; or the name of a
        base scenario.
    """

    label: str
    value: Any


@dataclass(frozen=True)
class Factor:
    """What is varied.

    Attributes
    ----------
    name, title : str
    paths : tuple of str
        Where its values stand, or what is dropped at the level ``no``; none for base scenarios.
    levels : tuple of Level
        Empty where there is a distribution.
    between : Distribution or None
    drops : bool
        Whether its levels say if parts are there.
    """

    name: str
    title: str
    paths: tuple[str, ...]
    levels: tuple[Level, ...]
    between: Distribution | None = None
    drops: bool = False

    @classmethod
    def read(cls, name: str, spec: FactorSpec) -> Factor:
        """Make one of what a study file says."""
        title = spec.title or name.replace("_", " ")
        if spec.present:
            there = (Level(KEPT, True), Level(DROPPED, False))
            return cls(name, title, tuple(spec.present), there, drops=True)
        given = spec.levels or []
        named = given.items() if isinstance(given, dict) else ((as_written(v), v) for v in given)
        levels = tuple(Level(label, value) for label, value in named)
        between = spec.between if isinstance(spec.between, Distribution) else None
        return cls(name, title, spec.places, levels, between)

    @classmethod
    def of_scenarios(cls, names: Mapping[str, Any]) -> Factor:
        """Make the factor whose levels are base scenarios."""
        return cls(SCENARIO, "scenario", (), tuple(Level(name, name) for name in names))

    def at(self, u: float) -> Level:
        """Return the level at a point of the unit interval: each level has an equal part of it.

        Examples
        --------
        >>> hold = Factor("hold", "", ("ties.hold.leverage",), (Level("0", 0), Level("0.5", 0.5)))
        >>> hold.at(0.49).label, hold.at(0.5).label
        ('0', '0.5')
        """
        if self.between is None:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        value = float(quantile(self.between, np.array([u]))[0])
        return Level(repr(value), value)

    def trials(self) -> list[Level]:
        """Return the levels to try before anything is run: all of them, or the ends of a range."""
        return [self.at(0.0), self.at(1.0)] if self.between else list(self.levels)

    def change(self, level: Level) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return what a level changes in a scenario, and what it drops."""
        if self.drops:
            return {}, () if level.value else self.paths
        return dict.fromkeys(self.paths, level.value), ()

    def applied(self, scenario: Scenario, level: Level) -> Scenario:
        """Return the scenario at a level.

        Raises
        ------
        ScenarioError
            If it is none then.
        """
        return changed(scenario, *self.change(level))
