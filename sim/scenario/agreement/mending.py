"""Leaving out of a merged scenario what does not fit with the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario.agreement.minutes import ABSENT
from sim.scenario.editing import forget_evidence
from sim.scenario.errors import Path, Problem, ScenarioError
from sim.scenario.scenario import Scenario

_MOST_TRIES = 200


@dataclass(frozen=True)
class Doubt:
    """A part of merged data that not both codings have.

    Attributes
    ----------
    what : str
        Who has it, as `sim.scenario.agreement.minutes.Note` says it.
    otherwise : object
        What would stand there without it; `ABSENT` for nothing.
    """

    what: str
    otherwise: Any = ABSENT


def mended(data: dict[str, Any], doubts: Mapping[str, Doubt]) -> tuple[Scenario, dict[str, str]]:
    """Return a valid scenario, and what had to be left out of it, with the reason.

    Parameters
    ----------
    data : dict
        What two codings come to; changed in place.
    doubts : mapping
        Dotted path of each part that not both have -> who has it.

    Raises
    ------
    ScenarioError
        If it is not valid with what both have alone, either.
    """
    left = dict(doubts)
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
    doubts: dict[str, Doubt],
    left_out: dict[str, str],
) -> bool:
    """Take out what one problem comes from: evidence for nothing, or what not both have."""
    for problem in problems:
        if "evidence" in problem.path and _put_back(data, _claimed(problem.path), ABSENT):
            return True
    while doubts:
        blamed = _blamed(problems[0].path, doubts)
        doubt, path = doubts.pop(blamed), tuple(blamed.split("."))
        if _put_back(data, path, doubt.otherwise):
            left_out[blamed] = f"{doubt.what}, and it does not fit: {problems[0].message}"
            if doubt.otherwise is ABSENT:
                forget_evidence(data, path)
            return True
    return False


def _claimed(path: Path) -> Path:
    """Return the path of one entry of evidence, whose own name may hold dots."""
    place = path.index("evidence")
    return (*path[: place + 1], ".".join(path[place + 1 :]))


def _blamed(path: Path, doubts: Mapping[str, Doubt]) -> str:
    """Find what to leave out: what is nearest to the problem, B's before A's."""

    def nearness(name: str) -> tuple[int, str, str]:
        shared = 0
        for key, other in zip(name.split("."), path, strict=False):
            if key != other:
                break
            shared += 1
        return shared, doubts[name].what, name

    return max(doubts, key=nearness)


def _put_back(data: dict[str, Any], path: Path, otherwise: Any) -> bool:
    """Put what would stand at a path without one coding; say whether that changes anything."""
    place: Any = data
    for key in path[:-1]:
        place = place.get(key) if isinstance(place, dict) else None
    if not isinstance(place, dict) or place.get(path[-1], ABSENT) == otherwise:
        return False
    if otherwise is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = otherwise
    return True
