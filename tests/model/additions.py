"""What a made-up world may hold besides: deals that depend on others, and a war with a course."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Number = Callable[[float, float], Any]
Flip = Callable[[], bool]


def add_deals_and_war(
    data: dict[str, Any], r: random.Random, flip: Flip, number: Number, *, guarantees: bool
) -> None:
    """Add to a made-up world what a flip of its own each calls for.

    A deal that does not end the war, burdens, willing guarantors, patrons who lean on those who
    have not signed, threats against defying, drift, and a share of strength that wins the war.
    """
    if flip():
        data["forums"]["table"]["ends_war"] = False
    if flip():
        _burdens(data, r, number)
    if guarantees and flip():
        _guarantors(data, r, number)
    if flip():
        _course_of_the_war(data, r, number)
    if flip():
        _compliance(data, r, number)


def _effect(data: dict[str, Any], r: random.Random) -> dict[str, Any]:
    """The effects of some option, old or new."""
    issue = data["issues"][r.choice(sorted(data["issues"]))]
    effects = issue.setdefault("effects", {})
    return effects.setdefault(r.choice(issue["options"]), {})


def _burdens(data: dict[str, Any], r: random.Random, number: Number) -> None:
    for _ in range(2):
        who = r.choice(sorted(data["parties"]))
        _effect(data, r)["burden"] = {who: number(-0.1, 0.2)}


def _guarantors(data: dict[str, Any], r: random.Random, number: Number) -> None:
    names = sorted(data["parties"])
    effect = _effect(data, r)
    effect["guarantee"] = number(0.02, 0.3)
    effect["guarantors"] = r.sample(names, r.randint(1, len(names)))
    for name in effect["guarantors"]:
        data["parties"][name]["enforcing_cost"] = number(0, 0.3)


def _course_of_the_war(data: dict[str, Any], r: random.Random, number: Number) -> None:
    for side in data["conflict"]["sides"].values():
        side["drift"] = number(-0.15, 0.15)
    if r.random() < 0.7:
        data["conflict"]["decision"] = number(0.6, 0.9)


def _compliance(data: dict[str, Any], r: random.Random, number: Number) -> None:
    """Somebody defies, or is leant on: no matter whether anything is ever asked of it."""
    names = sorted(data["parties"])
    for tie in data.get("ties", {}).values():
        tie["for"] = [*tie["for"], "comply"]
    held = sorted({name for issue in data["issues"].values() for name in issue["controlled_by"]})
    if held:
        data.setdefault("threats", {})["h9"] = {
            "by": r.choice(names),
            "when": {"act": "defy", "party": r.choice(held)},
            "then": {"strength": {"left": number(0.6, 1.6)}},
            "credibility": number(0.2, 1),
        }
