"""Scenarios: the YAML file, its checks, its uncertainty and its evidence.

Nothing here imports Mesa.
"""

from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.scenario import Scenario

__all__ = ["Problem", "Scenario", "ScenarioError"]
