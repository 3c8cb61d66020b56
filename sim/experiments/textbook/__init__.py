"""Textbook games: what theory says of each, and what comes out of the engine or the solver.

A module of this folder registers the checks of some games; whatever lies here is found.

>>> [check] = find("ultimatum")
>>> found = check.compare()
>>> found.theory, found.value, found.holds
(0.0, 0.0, True)
"""

from __future__ import annotations

import importlib
import pkgutil

from sim.experiments.textbook.check import CHECKS, Check, Compared, Found

__all__ = ["Check", "Compared", "Found", "checks", "find"]

_NO_GAMES = {"check", "page", "__main__"}


def checks() -> list[Check]:
    """Return every check, by the name of its game."""
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NO_GAMES:
            importlib.import_module(f"{__name__}.{module.name}")
    return sorted(CHECKS, key=lambda check: check.name)


def find(name: str) -> list[Check]:
    """Return the checks of one game."""
    return [check for check in checks() if check.name == name]
