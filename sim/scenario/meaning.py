"""Whether a scenario makes sense: everything that ties one part of a file to another.

Each check reads the plain data loosely (`sim.scenario.world`), so it finds what is wrong in its
part whatever is wrong elsewhere; nothing is found twice, because what has the wrong shape is passed
over. This module checks what is at stake: issues, conflict, parties. What may happen is checked in
`sim.scenario.happenings`, where it is talked about in `sim.scenario.forums`, and what differs from
case to case in `sim.scenario.variants`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.registry import did_you_mean, strategies
from sim.scenario.ballots import countable
from sim.scenario.choices import choice
from sim.scenario.errors import Lines, Path, Problem, dotted, line_of, listed
from sim.scenario.forums import forums, reachable
from sim.scenario.happenings import actions, events, threats, ties
from sim.scenario.places import fields_at
from sim.scenario.preferences import condition, outlooks, preferences
from sim.scenario.schema import ScenarioSpec
from sim.scenario.variants import variants
from sim.scenario.world import Found, World, items, mapping, unknown


def check(data: Any, lines: Lines) -> list[Problem]:
    """Find everything in plain data that makes no sense.

    Parameters
    ----------
    data : object
        What :func:`sim.scenario.reader.read` gives, well formed or not.
    lines : dict
        The line of each path; empty where there was no file.

    Examples
    --------
    >>> arms = {"options": ["none", "heavy"], "status_quo": "nine"}
    >>> check({"issues": {"arms": arms}}, {("issues", "arms"): 7})[0]
    Problem(path=('issues', 'arms', 'status_quo'), line=7, message="issues.arms.status_quo: issue \
'arms' has no option 'nine'; its options are none, heavy. Did you mean none?")
    """
    world = World(data)
    return [
        Problem(path, line_of(path, lines), f"{dotted(path)}: {message}")
        for find in _CHECKS
        for path, message in find(world)
    ]


def issues(world: World) -> Found:
    """Find issues whose status quo, controllers or effects cannot be."""
    for path, issue in world.bodies("issues"):
        name = path[-1]
        yield from world.option((*path, "status_quo"), name, issue.get("status_quo"))
        for where, party in items((*path, "controlled_by"), issue.get("controlled_by")):
            yield from world.party(where, party)
        for where, party in items((*path, "pie", "among"), mapping(issue.get("pie")).get("among")):
            yield from world.party(where, party)
        controllers = world.controllers(name)
        if issue.get("control") == "all" and controllers is not None and len(controllers) < 2:
            right = "name two parties or more in controlled_by, or leave control out"
            yield (*path, "control"), f"'all' of {len(controllers)} is no joint control; {right}"
        for where, effect in world.bodies(*path, "effects"):
            yield from world.option(where, name, where[-1])
            yield from _effect(world, where, effect)


def _effect(world: World, path: Path, effect: dict[str, Any]) -> Found:
    """Find effects on sides, parties and factions that are none."""
    for side in mapping(effect.get("strength")):
        yield from world.side((*path, "strength", side), side)
    for party in mapping(effect.get("burden")):
        yield from world.party((*path, "burden", party), party)
    for where, party in items((*path, "guarantors"), effect.get("guarantors")):
        yield from world.party(where, party)
    if effect.get("guarantors") and effect.get("guarantee") is None:
        right = "add guarantee: 0.2, what breaking the deal then costs more"
        yield (*path, "guarantors"), f"guarantors of nothing; {right}"
    for party, shift in mapping(effect.get("seats")).items():
        yield from world.party((*path, "seats", party), party)
        yield from _seat_shift(world, (*path, "seats", party), mapping(shift))


def _seat_shift(world: World, path: Path, shift: dict[str, Any]) -> Found:
    """Find seats that move from or to a faction that the party does not have."""
    party, factions = path[-1], world.factions(path[-1])
    for key in ("from", "to"):
        kind = f"'{party}' has no faction"
        place = (*path, key)
        yield from unknown(place, kind, shift.get(key), factions, "it has", is_unknown="")
    if shift.get("from") == shift.get("to") is not None:
        yield (*path, "to"), "the seats stay where they are; name another faction"


def conflict(world: World) -> Found:
    """Find victories that impose what is no issue or option."""
    for path, side in world.bodies("conflict", "sides"):
        yield from world.settlement((*path, "victory"), side.get("victory"))


def parties(world: World) -> Found:
    """Find parties that want, demand or risk what cannot be."""
    for path, party in world.bodies("parties"):
        yield from world.side((*path, "side"), party.get("side"))
        yield from preferences(world, path, party)
        yield from outlooks(world, path, party)
        yield from _preconditions(world, path)
        yield from _conceding(world, (*path, "conceding_cost"), party)
        yield from choice((*path, "strategy"), strategies, party.get("strategy"))
        yield from _factions(world, path, party)
        if party.get("reservation") is None and not world.has_conflict:
            right = "add reservation: 0.3, or a conflict from which it follows"
            yield path, f"'{path[-1]}' has no value of no agreement; {right}"


def _preconditions(world: World, party: Path) -> Found:
    demands: list[Any] = []
    for path, body in world.bodies(*party, "preconditions"):
        demand = mapping(body.get("demand"))
        yield from condition(world, (*path, "demand"), demand, of_sides=True)
        yield from condition(world, (*path, "floor"), body.get("floor"))
        if world.controllers(demand.get("issue")) == [party[-1]]:
            own = f"'{party[-1]}' alone controls issue '{demand['issue']}'"
            yield (*path, "demand"), f"{own}; it need not demand what it can do itself"
        if demand and demand in demands:
            yield (*path, "demand"), f"'{party[-1]}' makes this demand already; drop one of the two"
        demands.append(demand)


def _conceding(world: World, path: Path, party: dict[str, Any]) -> Found:
    for issue in mapping(party.get("conceding_cost")):
        yield from world.issue((*path, issue), issue)
        controllers = world.controllers(issue)
        if controllers is not None and path[1] not in controllers:
            right = f"add it to issues.{issue}.controlled_by, or drop the cost"
            yield (*path, issue), f"'{path[1]}' does not control issue '{issue}'; {right}"


def _factions(world: World, path: Path, party: dict[str, Any]) -> Found:
    factions = list(world.bodies(*path, "factions"))
    for where, faction in factions:
        yield from preferences(world, where, faction)
    quota = party.get("quota")
    if factions and quota is None:
        yield path, f"'{path[-1]}' has factions but no quota; add quota: the seats that ratify"
    elif quota is not None and not mapping(party.get("factions")):
        yield (*path, "quota"), f"'{path[-1]}' has a quota but no factions; add them or drop it"
    elif quota is not None:
        seats = [faction.get("seats") for _, faction in factions]
        yield from reachable((*path, "quota"), quota, seats, "the seats of all factions")
        yield from countable((*path, "factions"), seats, quota, "factions")
    if party.get("votes_on") and not mapping(party.get("factions")):
        right = "add factions, or drop it"
        yield (*path, "votes_on"), f"'{path[-1]}' has no factions that could vote; {right}"


def evidence(world: World, kind: Any = ScenarioSpec) -> Found:
    """Find evidence for what is not in the file, which is a scenario unless `kind` says else."""
    for path, body in cited(world.data, (), kind):
        for claimed in mapping(body["evidence"]):
            yield from _stands(body, path, claimed, kind)


def cited(data: Any, path: Path, kind: Any = ScenarioSpec) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every body in plain data that says what it rests on, with its path."""
    for key, value in mapping(data).items():
        if key == "evidence" and "evidence" in fields_at(path, kind):
            yield path, data
        else:
            yield from cited(value, (*path, key), kind)


def _stands(body: dict[str, Any], path: Path, claimed: str, kind: Any) -> Found:
    """Find whether `claimed`, a path within the body, leads nowhere."""
    if claimed == "self":
        return
    place: Any = body
    for depth, key in enumerate(claimed.split(".")):
        known = mapping(place) if depth else {**fields_at(path, kind), **body}
        if key not in known:
            where = (*path, "evidence", claimed)
            suggestion = did_you_mean(key, known) or f"; what is there: {listed(known)}"
            yield where, f"nothing stands at '{claimed}': '{key}' is unknown{suggestion}"
            return
        place = mapping(place).get(key)


_CHECKS = (
    *(issues, conflict, parties, ties, threats, events, actions),
    *(forums, variants, evidence),
)
