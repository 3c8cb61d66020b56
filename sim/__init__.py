"""Track Two: multi-party bargaining, before, at and after the table.

Everything public is here, and loaded only when it is used.

>>> import sim
>>> results = sim.run("geneva-2013", runs=10, draws=0)
>>> len(results.runs)
10
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

# A block of runs writes parts of large arrays and then lets them go. Linux would clear pages of
# 2 MB for that: up to a fifth of a block's time. NumPy asks for them unless told so at its start.
os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")

if TYPE_CHECKING:
    from sim.analysis import figures
    from sim.analysis.exploring import explore
    from sim.experiments import textbook
    from sim.experiments.challenge import Audit, challenge
    from sim.experiments.compare import Comparison, compare
    from sim.experiments.deviations import deviations
    from sim.experiments.explain import Explanation, explain
    from sim.experiments.explain.discovery import discover
    from sim.experiments.explain.importance import given_data
    from sim.experiments.explain.sobol import sobol
    from sim.experiments.hindcast import Hindcast, hindcast
    from sim.experiments.opening import open_results
    from sim.experiments.results import Results
    from sim.experiments.run import run
    from sim.experiments.solve import Solved, solve
    from sim.experiments.study import Study
    from sim.experiments.sweep import sweep
    from sim.experiments.sweep.results import SweepResults
    from sim.model.strategies.base import Strategy, View, one_run
    from sim.model.talks import Talks
    from sim.registry import load_plugin, protocols, rules, strategies
    from sim.scenario import parts
    from sim.scenario.scenario import Scenario

_HOMES = {
    "Audit": "sim.experiments.challenge",
    "challenge": "sim.experiments.challenge",
    "deviations": "sim.experiments.deviations",
    "discover": "sim.experiments.explain.discovery",
    "explore": "sim.analysis.exploring",
    "given_data": "sim.experiments.explain.importance",
    "Explanation": "sim.experiments.explain",
    "Hindcast": "sim.experiments.hindcast",
    "Comparison": "sim.experiments.compare",
    "Results": "sim.experiments.results",
    "Scenario": "sim.scenario.scenario",
    "Strategy": "sim.model.strategies.base",
    "Talks": "sim.model.talks",
    "View": "sim.model.strategies.base",
    "hindcast": "sim.experiments.hindcast",
    "compare": "sim.experiments.compare",
    "explain": "sim.experiments.explain",
    "load_plugin": "sim.registry",
    "one_run": "sim.model.strategies.base",
    "protocols": "sim.registry",
    "rules": "sim.registry",
    "run": "sim.experiments.run",
    "sobol": "sim.experiments.explain.sobol",
    "solve": "sim.experiments.solve",
    "Solved": "sim.experiments.solve",
    "Study": "sim.experiments.study.study",
    "SweepResults": "sim.experiments.sweep.results",
    "open_results": "sim.experiments.opening",
    "sweep": "sim.experiments.sweep.sweep",
    "strategies": "sim.registry",
}

_MODULES = {
    "figures": "sim.analysis.figures",
    "parts": "sim.scenario.parts",
    "textbook": "sim.experiments.textbook",
}

__all__ = [
    "Audit",
    "Comparison",
    "Explanation",
    "Hindcast",
    "Results",
    "Scenario",
    "Solved",
    "Strategy",
    "Study",
    "SweepResults",
    "Talks",
    "View",
    "challenge",
    "compare",
    "deviations",
    "discover",
    "explain",
    "explore",
    "figures",
    "given_data",
    "hindcast",
    "load_plugin",
    "one_run",
    "open_results",
    "parts",
    "protocols",
    "rules",
    "run",
    "sobol",
    "solve",
    "strategies",
    "sweep",
    "textbook",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
