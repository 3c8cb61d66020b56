"""Changing what a file holds at a path, whether it is written there or left to a default."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import Path, dotted
from sim.scenario.fields import Choice
from sim.scenario.plain import plain
from sim.scenario.schema import ScenarioSpec, inside


def put(data: dict[str, Any], spec: ScenarioSpec, path: Path, value: Any) -> None:
    """Write a value into plain data, together with the bodies around it that are not written yet.

    Parameters
    ----------
    data : dict
        The plain data of a scenario; changed in place.
    spec : ScenarioSpec
        The scenario that it gives: what stands around the path, defaults filled in.
    path : tuple of str
        Its parents must be in `spec`.
    value : object
        Plain data.
    """
    place: dict[str, Any] = data
    body: Any = spec
    for parent in path[:-1]:
        body = inside(body)[parent]
        place[parent] = place = _written(place.get(parent), body)
    place[path[-1]] = value


def forget_evidence(data: dict[str, Any], path: Path) -> None:
    """Take out the evidence for what no longer stands at a path, in every body around it.

    Examples
    --------
    >>> data = {"parties": {"evidence": {"north": "why", "north.war_cost": "why", "south": "why"}}}
    >>> forget_evidence(data, ("parties", "north"))
    >>> data
    {'parties': {'evidence': {'south': 'why'}}}
    """
    place: Any = data
    for depth in range(len(path)):
        gone = dotted(path[depth:])
        evidence: dict[str, Any] = (
            place.get("evidence") if isinstance(place, dict) else None
        ) or {}
        for claimed in list(evidence):
            if claimed == gone or claimed.startswith(f"{gone}."):
                del evidence[claimed]
        place = place.get(path[depth]) if isinstance(place, dict) else None


def _written(place: Any, content: Any) -> dict[str, Any]:
    """Return what is written for `content` as a mapping, into which more can be written."""
    if isinstance(place, dict):
        return place
    if isinstance(content, Choice):
        return {"name": content.name, **plain(content.options)}
    return dict.fromkeys(place or (), "")
