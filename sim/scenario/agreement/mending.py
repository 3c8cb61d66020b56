"""Leaving out of a merged scenario what does not fit with the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.editing import forget_evidence
from sim.scenario.errors import Path, Problem, ScenarioError
from sim.scenario.scenario import Scenario

_MOST_TRIES = 200


def mended(data: dict[str, Any], alone: Mapping[str, str]) -> tuple[Scenario, dict[str, str]]:
    """Return a valid scenario, and what had to be left out of it, with the reason.

    Parameters
    ----------
    data : dict
        What two codings come to; changed in place.
    alone : mapping
        Dotted path of each part that only one coding has -> ``only A`` or ``only B``.

    Raises
    ------
    ScenarioError
        If it is not valid with what both have alone, either.
    """
    left = dict(alone)
    left_out: dict[str, str] = {}
    for _ in range(_MOST_TRIES):
        try:
            return Scenario.from_data(data), left_out
        except ScenarioError as error:
            if not _mend(data, error.problems, left, left_out):
                raise
    raise AssertionError("each try leaves something out")


def _mend(
    data: dict[str, Any],
    problems: tuple[Problem, ...],
    alone: dict[str, str],
    left_out: dict[str, str],
) -> bool:
    """Take out what one problem comes from: evidence for nothing, or a part that one has alone."""
    for problem in problems:
        if "evidence" in problem.path:
            return _take_out(data, _claimed(problem.path))
    for problem in problems:
        if blamed := _blamed(problem.path, alone):
            left_out[blamed] = f"{alone.pop(blamed)}, and it does not fit: {problem.message}"
            path = tuple(blamed.split("."))
            _take_out(data, path)
            forget_evidence(data, path)
            return True
    return False


def _claimed(path: Path) -> Path:
    """Return the path of one entry of evidence, whose own name may hold dots."""
    place = path.index("evidence")
    return (*path[: place + 1], ".".join(path[place + 1 :]))


def _blamed(path: Path, alone: Mapping[str, str]) -> str | None:
    """Find what to leave out: what is nearest to the problem, B's before A's."""

    def nearness(name: str) -> tuple[int, str, str]:
        shared = 0
        for key, other in zip(name.split("."), path, strict=False):
            if key != other:
                break
            shared += 1
        return shared, alone[name], name

    return max(alone, key=nearness, default=None)


def _take_out(data: dict[str, Any], path: Path) -> bool:
    place: Any = data
    for key in path[:-1]:
        place = place.get(key) if isinstance(place, dict) else None
    if not isinstance(place, dict) or path[-1] not in place:
        return False
    del place[path[-1]]
    return True
