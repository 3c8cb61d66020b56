"""Whether what may happen makes sense: forums, ties, threats, events."""

from __future__ import annotations

import math
from typing import Any

from sim.registry import protocols, rules
from sim.scenario.choices import choice
from sim.scenario.errors import Path, listed
from sim.scenario.schema import STAGES
from sim.scenario.world import Found, World, ends, items, mapping, unknown, words

_NAMES_NOBODY = ("no_talks", "failed")
MOST_PACKAGES = 20_000  # every run looks at all of them
MOST_VOTERS = 12  # without a veto: every coalition of theirs is looked at


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
        yield from _then(world, (*path, "then"), threat.get("then"))


def events(world: World) -> Found:
    """Find events without a consequence, or with one that cannot be."""
    for path, event in world.bodies("events"):
        yield from _then(world, (*path, "then"), event.get("then"))


def forums(world: World) -> Found:
    """Find forums whose seats, agenda, stages, protocol or rule do not fit together."""
    for path, forum in world.bodies("forums"):
        seats = world.seats(forum)
        for where, seat in items((*path, "seats"), forum.get("seats")):
            yield from world.party(where, seat)
        for where, issue in items((*path, "agenda"), forum.get("agenda")):
            yield from world.issue(where, issue)
        for where, seat in items((*path, "required"), forum.get("required")):
            yield from _seated(where, seat, seats)
        yield from _not_too_large(world, path, forum, seats)
        yield from _stages(world, (*path, "stages"), forum.get("stages"), seats)
        yield from _protocol((*path, "protocol"), forum.get("protocol"), seats)
        yield from _rule((*path, "rule"), forum.get("rule"), seats)


def _not_too_large(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    """Find agendas and rules whose every combination cannot be looked at in reasonable time."""
    scales = [len(world.options(issue) or ()) or 1 for issue in words(forum.get("agenda"))]
    packages = math.prod(scales)
    if packages > MOST_PACKAGES:
        right = f"drop issues or options, to at most {MOST_PACKAGES:,}"
        yield (*path, "agenda"), f"the agenda makes {packages:,} packages; {right}"
    rule = mapping(forum.get("rule"))
    free = len(set(seats) - set(words(rule.get("vetoes"))))
    if rule.get("name") == "quota" and free > MOST_VOTERS:
        right = f"at most {MOST_VOTERS} can be reckoned with"
        yield (*path, "rule"), f"{free} seats vote without a veto; {right}"


def _trigger(world: World, path: Path, when: dict[str, Any]) -> Found:
    act, party = when.get("act"), when.get("party")
    yield from world.party((*path, "party"), party)
    if act == "refuse" and party is None:
        yield path, "whose refusal? Add the party: {party: regime, act: refuse}"
    elif act in _NAMES_NOBODY and party is not None:
        yield (*path, "party"), f"'{act}' is nobody's act in particular; leave the party out"


def _then(world: World, path: Path, then: Any) -> Found:
    if not isinstance(then, dict):
        return
    if not then.get("move") and not then.get("strength"):
        yield path, "nothing happens; add move: {issue: option} or strength: {side: factor}"
    yield from world.settlement((*path, "move"), then.get("move"))
    for side in mapping(then.get("strength")):
        yield from world.side((*path, "strength", side), side)


def _seated(path: Path, name: str, seats: list[str]) -> Found:
    if seats:
        yield from unknown(path, "seat", name, seats, "the seats of this forum are")


def _stages(world: World, path: Path, stages: Any, seats: list[str]) -> Found:
    given = [stage for stage in words(stages) if stage in STAGES]
    if not given:
        return
    if "bargain" not in given:
        yield path, "'bargain' is missing; every forum bargains"
    in_order = [stage for stage in STAGES if stage in given]
    if given != in_order and len(set(given)) == len(given):
        yield path, f"the stages come in another order; write [{', '.join(in_order)}]"
    divided = any(world.at("parties", seat, "factions") for seat in seats)
    if "ratify" in given and seats and not divided:
        yield path, "'ratify' needs a seat with factions; leave it out, or give a party factions"


def _protocol(path: Path, given: Any, seats: list[str]) -> Found:
    yield from choice(path, protocols, given)
    order = mapping(given).get("order")
    if order is not None and seats and sorted(words(order)) != sorted(seats):
        yield (*path, "order"), f"the order must name exactly the seats: {listed(seats)}"


def _rule(path: Path, given: Any, seats: list[str]) -> Found:
    wrong = list(choice(path, rules, given, may_be_drawn=True))
    yield from wrong
    rule = mapping(given)
    if wrong or rule.get("name") != "quota":
        return
    weights, vetoes = rule.get("weights") or {}, rule.get("vetoes") or []
    if not isinstance(weights, dict) or not isinstance(vetoes, list):
        yield path, "weights is a mapping of seats to numbers, and vetoes a list of seats"
        return
    for where, seat in items((*path, "vetoes"), vetoes):
        yield from _seated(where, seat, seats)
    for seat, weight in weights.items():
        yield from _seated((*path, "weights", seat), seat, seats)
        yield from above_zero((*path, "weights", seat), weight)
    yield from above_zero((*path, "quota"), rule["quota"])
    votes = [weights.get(seat, 1) for seat in seats]
    yield from reachable((*path, "quota"), rule["quota"], votes, "the votes of all seats")


def above_zero(path: Path, value: Any) -> Found:
    """Find whether a number can be 0 or less."""
    limits = ends([value])
    if limits is None:
        yield path, "this is no number; write one above 0, such as 2"
    elif limits[0] <= 0:
        yield path, f"{limits[0]:g} is too low; it must be above 0"


def reachable(path: Path, quota: Any, votes: list[Any], whose: str) -> Found:
    """Find whether a quota is above all votes together, where each is well formed."""
    needed, cast = ends([quota]), ends(votes)
    all_count = votes and not any(list(above_zero(path, vote)) for vote in votes)
    if needed and cast and all_count and needed[0] > cast[1]:
        yield path, f"{needed[0]:g} can never be reached: {whose} add up to {cast[1]:g}; lower it"
