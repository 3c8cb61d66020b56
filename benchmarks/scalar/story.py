"""What a run of the scalar model starts from: the numbers of the scenario file, drawn by `random`.

Nothing of `sim` is imported. The file is read once; what depends on no draw is worked out once.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TYPES = (0.0, 0.25, 0.5, 0.75, 1.0)
PRIOR = (0.125, 0.25, 0.25, 0.25, 0.125)


@dataclass(frozen=True)
class Story:
    """A scenario file as plain data: one forum, one demand on an issue that one party controls."""

    data: dict[str, Any]

    @classmethod
    def load(cls, file: Path) -> Story:
        """Read a file."""
        return cls(YAML(typ="safe", pure=True).load(file))

    @cached_property
    def forum(self) -> dict[str, Any]:
        """The only forum."""
        return next(iter(self.data["forums"].values()))

    @cached_property
    def packages(self) -> list[dict[str, str]]:
        """One option for each issue of the agenda, the last issue changing fastest."""
        agenda = sorted(self.forum["agenda"])
        options = [self.data["issues"][issue]["options"] for issue in agenda]
        return [dict(zip(agenda, chosen, strict=True)) for chosen in itertools.product(*options)]

    @cached_property
    def demand(self) -> tuple[str, str, str, str]:
        """Who demands, the issue, the option that meets it, and who controls the issue."""
        holder, wanted = next(
            (name, next(iter(body["preconditions"].values())))
            for name, body in self.data["parties"].items()
            if "preconditions" in body
        )
        issue = wanted["demand"]["issue"]
        controller = self.data["issues"][issue]["controlled_by"][0]
        return holder, issue, wanted["demand"]["at_least"], controller

    @cached_property
    def threat(self) -> tuple[str, str, dict[str, float]]:
        """The only threat: path of its credibility, on whose refusal, and factors on strengths."""
        name, body = next(iter(self.data["threats"].items()))
        return f"threats.{name}.credibility", body["when"]["party"], body["then"]["strength"]

    @cached_property
    def open_numbers(self) -> list[tuple[str, Any]]:
        """Path and body of every number or range that is no secret, in the order of the file."""
        secret = {path for secrets in self.secrets.values() for path, _, _ in secrets}
        return [(path, body) for path, body in _numbers(self.data) if path not in secret]

    @cached_property
    def secrets(self) -> dict[str, list[tuple[str, Any, bool]]]:
        """Of each party what it alone knows: path, range, and whether it rises with resolve.

        War cost comes first, and firmness after it, if the party demands anything: low war cost
        goes with high firmness (7.4).
        """
        found: dict[str, list[tuple[str, Any, bool]]] = {}
        for name, body in self.data["parties"].items():
            found[name] = [(f"parties.{name}.war_cost", body.get("war_cost", 0), False)]
            for demand, wanted in body.get("preconditions", {}).items():
                path = f"parties.{name}.preconditions.{demand}.firmness"
                found[name].append((path, wanted["firmness"], True))
        return found


@dataclass(frozen=True)
class Drawn:
    """The numbers of one run.

    Attributes
    ----------
    numbers : mapping
        Dotted path of each number -> what it is in this run.
    shocks : mapping of str to tuple of float
        Party -> its shock of sitting down and its shock of signing, in units of its scale.
    """

    numbers: Mapping[str, float]
    shocks: Mapping[str, tuple[float, float]]


def draw(story: Story, lot: random.Random) -> Drawn:
    """Draw every number of a run by itself; what a party keeps private goes by its resolve."""
    numbers = {path: quantile(body, lot.random()) for path, body in story.open_numbers}
    for secrets in story.secrets.values():
        resolve = lot.random()
        for path, ranged, rises in secrets:
            numbers[path] = quantile(ranged, resolve if rises else 1 - resolve)
    shocks = {name: (logistic(lot), logistic(lot)) for name in story.data["parties"]}
    return Drawn(numbers, shocks)


def quantile(body: Any, q: float) -> float:
    """A number, or the quantile of a range."""
    if not isinstance(body, dict):
        return float(body)
    low, high = body["uniform"]
    return low + q * (high - low)


def logistic(lot: random.Random) -> float:
    """A standard logistic number."""
    q = lot.random() or 0.5
    return math.log(q / (1 - q))


def _numbers(data: dict[str, Any], path: str = "") -> list[tuple[str, Any]]:
    """Path and body of everything that is a number or a range, in the order of the file."""
    found: list[tuple[str, Any]] = []
    for key, body in data.items():
        here = f"{path}.{key}" if path else key
        if isinstance(body, dict) and "uniform" not in body:
            found += _numbers(body, here)
        elif isinstance(body, dict | float | int) and not isinstance(body, bool):
            found.append((here, body))
    return found
