"""What the tests of warnings share: scenarios without a warning, and how to ask for them."""

from __future__ import annotations

import copy
from typing import Any

from sim.experiments.plausibility import CHECKS, Warning
from sim.experiments.plausibility.desk import Desk
from sim.scenario.scenario import EXAMPLE, Scenario


def cities(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Two cities that divide a river, with other values at paths.

    Odd is only that no agreement is worse for south than the river as it is.
    """
    data = copy.deepcopy(EXAMPLE)
    return changed(data, changes or {})


def changed(data: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Put values at dotted paths of plain data, in place."""
    for path, value in changes.items():
        *parents, key = path.split(".")
        place = data
        for parent in parents:
            place = place.setdefault(parent, {})
        place[key] = value
    return data


def found(data: dict[str, Any], name: str) -> list[Warning]:
    """What the check of one name finds; an error of its own is not caught."""
    desk, one = Desk(Scenario.from_data(data)), CHECKS[name]
    return [Warning(name, path, None, message, one.meant) for path, message in one.look(desk)]


def paths(data: dict[str, Any], name: str) -> list[str]:
    """Where a warning of one name is given."""
    return [warning.path for warning in found(data, name)]


def party(**more: Any) -> dict[str, Any]:
    """A third party about the river."""
    values = {"water": {"south": 0, "shared": 1, "north": 0.2}}
    return {"weights": {"water": 1}, "values": values, "reservation": 0.3} | more


FISH = {"options": ["none", "some"], "status_quo": "none"}
"""An issue that the two cities do not have."""
