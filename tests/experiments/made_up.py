"""Histories of made-up cases, for the tests of hindcasts."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.plain import to_yaml
from sim.scenario.scenario import EXAMPLE, Scenario


def label(**more: object) -> dict[str, object]:
    """Make up a label that fits the format."""
    source = {"by": "Somebody", "title": "what was said", "date": "2013-05"}
    return {"why": "It can be said.", "sources": [source], **more}


def case(*labels: str, scenario: str = "two-cities.yaml", **more: object) -> dict[str, object]:
    """Make up a case that fits the format."""
    window = {"from": "2013-05-01", "to": "2013-06-30"}
    body = {"scenario": scenario, "window": window, "happened": "It went as it went."}
    return body | {"labels": {name: label() for name in labels}} | more


def write_history(folder: Path, cases: dict[str, object], **more: object) -> Path:
    """Write a history, and the scenario of two cities beside it."""
    beside = folder / "two-cities.yaml"
    if not beside.exists():
        beside.write_text(Scenario.from_data(EXAMPLE).dump(), encoding="utf-8")
    file = folder / "history.yaml"
    file.write_text(to_yaml({"format": 1, "title": "Made-up cases", "cases": cases, **more}))
    return file
