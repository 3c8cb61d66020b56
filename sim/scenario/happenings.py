"""Whether what may happen makes sense: ties, threats, events, actions."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import Path
from sim.scenario.world import Found, World, mapping, unknown

_NAMES_NOBODY = ("no_talks", "failed")
_NAMES_SOMEBODY = {"refuse": "refusal", "defy": "defiance"}


def ties(world: World) -> Found:
    """Find ties of nobody, and of a party to itself."""
    for path, tie in world.bodies("ties"):
        yield from world.party((*path, "patron"), tie.get("patron"))
        yield from world.party((*path, "client"), tie.get("client"))
        if tie.get("patron") == tie.get("client") is not None:
            yield (*path, "client"), f"'{tie['client']}' is its own patron; a tie is between two"


def threats(world: World) -> Found:
    """Find threats by nobody, set off by nothing, or without a consequence."""
    for path, threat in world.bodies("threats"):
        yield from world.party((*path, "by"), threat.get("by"))
        yield from _trigger(world, (*path, "when"), mapping(threat.get("when")))
        yield from then(world, (*path, "then"), threat.get("then"))


def events(world: World) -> Found:
    """Find events without a consequence, or with one that cannot be."""
    for path, event in world.bodies("events"):
        yield from then(world, (*path, "then"), event.get("then"))


def actions(world: World) -> Found:
    """Find actions of nobody, without a consequence, or dearer after what is no action."""
    names = list(mapping(world.at("actions")))
    for path, action in world.bodies("actions"):
        yield from world.party((*path, "by"), action.get("by"))
        yield from then(world, (*path, "then"), action.get("then"))
        for other in mapping(action.get("cost_after")):
            where = (*path, "cost_after", other)
            yield from unknown(where, "action", other, names, "the actions are")
            if other == path[-1]:
                yield where, "an action is done once, so never after itself; name another"


def _trigger(world: World, path: Path, when: dict[str, Any]) -> Found:
    act, party = when.get("act"), when.get("party")
    yield from world.party((*path, "party"), party)
    if not isinstance(act, str):
        return
    if act in _NAMES_SOMEBODY and party is None:
        right = f"Add the party: {{party: regime, act: {act}}}"
        yield path, f"whose {_NAMES_SOMEBODY[act]}? {right}"
    elif act in _NAMES_NOBODY and party is not None:
        yield (*path, "party"), f"'{act}' is nobody's act in particular; leave the party out"


def then(world: World, path: Path, body: Any) -> Found:
    """Find consequences that are none, or that cannot be; what is no body is passed over."""
    if not isinstance(body, dict):
        return
    if not body.get("move") and not body.get("strength"):
        yield path, "nothing happens; add move: {issue: option} or strength: {side: factor}"
    yield from world.settlement((*path, "move"), body.get("move"))
    for side in mapping(body.get("strength")):
        yield from world.side((*path, "strength", side), side)
