"""Whether the forums make sense: their seats, agenda, stages, protocol and rule; who ratifies."""

from __future__ import annotations

import math
from typing import Any

from sim.registry import did_you_mean, protocols, rules, strategies
from sim.scenario.ballots import countable
from sim.scenario.choices import choice
from sim.scenario.errors import Path, listed
from sim.scenario.fields import Choice
from sim.scenario.happenings import then
from sim.scenario.schema import STAGES, Forum, Party
from sim.scenario.world import Found, World, ends, items, mapping, unknown, words

MOST_PACKAGES = 65_536  # every run looks at all of them
MOST_ASKED = 4  # issues that a deal must ask others to carry out: each doubles the work


def forums(world: World) -> Found:
    """Find forums whose seats, agenda, stages, protocol or rule do not fit together."""
    yield from _one_is_primary(world)
    for path, forum in world.bodies("forums"):
        seats = world.seats(forum)
        for where, seat in items((*path, "seats"), forum.get("seats")):
            yield from world.party(where, seat)
        for where, issue in items((*path, "agenda"), forum.get("agenda")):
            yield from world.issue(where, issue)
        for where, seat in items((*path, "required"), forum.get("required")):
            yield from _seated(where, seat, seats)
        yield from _not_too_large(world, path, forum)
        yield from _not_too_many_asked(world, path, forum, seats)
        yield from _ratified_by(world, (*path, "ratified_by"), forum.get("ratified_by"), seats)
        yield from _asked_to_ratify(path, forum)
        yield from _stages(world, (*path, "stages"), forum, seats)
        yield from _walkouts(world, (*path, "walkouts"), forum, seats)
        yield from _ways_back(world, (*path, "resume"), forum, seats)
        yield from _protocol((*path, "protocol"), forum, seats)
        yield from _rule((*path, "rule"), forum.get("rule"), seats)
        yield from _suits(world, path, forum, seats)


def _one_is_primary(world: World) -> Found:
    """Find whether nobody can say which of several forums the results are about."""
    found = list(world.bodies("forums"))
    marked = [path[-1] for path, forum in found if forum.get("primary") is True]
    if len(found) > 1 and not marked:
        right = f"add primary: true to one of {listed(path[-1] for path, _ in found)}"
        yield ("forums",), f"which of these forums are the results about? {right}"
    for name in marked[1:]:
        right = f"'{marked[0]}' is primary already; keep one"
        yield ("forums", name, "primary"), f"only one forum is primary, and {right}"


def _not_too_large(world: World, path: Path, forum: dict[str, Any]) -> Found:
    """Find agendas whose every combination cannot be looked at in reasonable time."""
    scales = [len(world.options(issue) or ()) or 1 for issue in words(forum.get("agenda"))]
    packages = math.prod(scales)
    if packages > MOST_PACKAGES:
        right = f"drop issues or options, to at most {MOST_PACKAGES:,}"
        yield (*path, "agenda"), f"the agenda makes {packages:,} packages; {right}"


def _not_too_many_asked(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    """Find agendas with many issues that no signature of the seats alone can move."""
    asked = []
    for issue in words(forum.get("agenda")):
        controllers = set(world.controllers(issue) or ())
        away = controllers - set(seats)
        needs_all = world.at("issues", issue, "control") == "all"
        if away and (needs_all or away == controllers):
            asked.append(issue)
    if seats and len(asked) > MOST_ASKED:
        right = f"at most {MOST_ASKED} can be reckoned with; seat who controls them, or drop some"
        what = f"{len(asked)} issues here are controlled by parties without a seat"
        yield (*path, "agenda"), f"{what} ({listed(asked)}); {right}"


def _ratified_by(world: World, path: Path, bodies: Any, seats: list[str]) -> Found:
    """Find bodies asked to ratify that are nobody, or sit at the table themselves."""
    for where, name in items(path, bodies):
        yield from world.party(where, name)
        if name in seats:
            right = "drop it: a seat ratifies by its factions, if it has any"
            yield where, f"'{name}' sits in this forum and signs itself; {right}"


def _asked_to_ratify(path: Path, forum: dict[str, Any]) -> Found:
    """Find bodies that are to ratify in a forum without that stage."""
    stages = words(forum.get("stages"))
    if "bargain" in stages and "ratify" not in stages:
        for where in _ratifiers(path, forum):
            yield where, "nobody is asked to ratify; add 'ratify' to the stages, or leave them out"


def _ratifiers(path: Path, forum: dict[str, Any]) -> list[Path]:
    """Where a forum names bodies that ratify: for itself, and for its ways back."""
    bodies = {(*path, "ratified_by"): forum.get("ratified_by")}
    for name, way in mapping(forum.get("resume")).items():
        bodies[*path, "resume", name, "ratified_by"] = mapping(way).get("ratified_by")
    return [where for where, named in bodies.items() if words(named)]


def _ways_back(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    """Find ways back that lead nowhere, and failures from which two would lead."""
    taken: dict[str, str] = {}  # failure -> the way back from it
    for name, way in mapping(forum.get("resume")).items():
        where, way = (*path, name), mapping(way)
        yield from then(world, (*where, "then"), way.get("then"))
        yield from _ratified_by(world, (*where, "ratified_by"), way.get("ratified_by"), seats)
        if way.get("keeps_settled") is True and not _settles(forum.get("protocol")):
            right = "drop it, or write protocol: item_by_item"
            yield (*where, "keeps_settled"), f"nothing is settled by this protocol to keep; {right}"
        for place, failure in items((*where, "after"), way.get("after")):
            first = taken.setdefault(failure, name)
            if first != name:
                right = "there is one way back from a failure; keep it in one of them"
                yield place, f"'{failure}' leads back by '{first}' already; {right}"


def _seated(path: Path, name: str, seats: list[str]) -> Found:
    if seats:
        yield from unknown(path, "seat", name, seats, "the seats of this forum are")


def _stages(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    given = [stage for stage in words(forum.get("stages")) if stage in STAGES]
    if not given:
        return
    if "bargain" not in given:
        yield path, "'bargain' is missing; every forum bargains"
    in_order = [stage for stage in STAGES if stage in given]
    if given != in_order and len(set(given)) == len(given):
        yield path, f"the stages come in another order; write [{', '.join(in_order)}]"
    divided = any(world.votes(seat, "ratify") for seat in seats)
    if "ratify" in given and seats and not divided and not _ratifiers(path, forum):
        right = "leave it out, give a party factions, or name who else ratifies in ratified_by"
        yield path, f"'ratify' needs a seat with factions that vote on it; {right}"


def _walkouts(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    """Find tables that nobody may leave, and demands over which a seat would have to."""
    if forum.get("walkouts") is not False:
        return
    for seat in seats:
        for name, demand in mapping(world.at("parties", seat, "preconditions")).items():
            if mapping(demand).get("standing") is True:
                right = "drop walkouts, or standing of the demand"
                what = f"'{seat}' would walk out over its standing demand '{name}'"
                yield path, f"{what}, and nobody may leave; {right}"


def _protocol(path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    given = forum.get("protocol")
    yield from choice(path, protocols, given)
    order, items = mapping(given).get("order"), words(forum.get("agenda"))
    known, whose = (items, "issues of the agenda") if _settles(given) else (seats, "seats")
    yield from _recognition((*path, "recognition"), mapping(given).get("recognition"), seats)
    if order is not None and known and sorted(words(order)) != sorted(known):
        yield (*path, "order"), f"the order must name exactly the {whose}: {listed(known)}"
    if _settles(given):
        yield from _time_for_all(path, given, forum, len(items))


def _recognition(path: Path, chances: Any, seats: list[str]) -> Found:
    """Find chances to propose that are not those of the seats."""
    if chances is None or not seats:
        return
    if sorted(words(list(mapping(chances)))) != sorted(seats):
        yield path, f"the chances to propose must name exactly the seats: {listed(seats)}"


def _suits(world: World, path: Path, forum: dict[str, Any], seats: list[str]) -> Found:
    """Find a protocol, and strategies at its table, that are made for another."""
    protocol = _name(forum.get("protocol"), "protocol", Forum)
    rule = _name(forum.get("rule"), "rule", Forum)
    if protocol not in protocols.names():
        return
    kind = protocols.get(protocol)
    if (most := getattr(kind, "most_parties", None)) and len(seats) > most:
        right = f"seat {most}, or choose another protocol"
        yield (*path, "protocol"), f"'{protocol}' is for {most}, and {len(seats)} sit here; {right}"
    if (only := getattr(kind, "only_rules", ())) and rule not in only:
        right = f"write rule: {only[0]}"
        yield (*path, "rule"), f"'{protocol}' knows no other rule than {listed(only)}; {right}"
    for seat in seats:
        given = world.at("parties", seat, "strategy")
        name = _name(given, "strategy", Party)
        if name in strategies.names():
            yield from _sits_well(("parties", seat, "strategy"), name, path[-1], protocol, seats)
            yield from _solvable(("parties", seat, "strategy"), given, path[-1], protocol)


def _sits_well(path: Path, name: str, forum: str, protocol: str, seats: list[str]) -> Found:
    """Find a strategy at a table it cannot play at."""
    kind = strategies.get(name)
    if (most := getattr(kind, "most_parties", None)) and len(seats) > most:
        right = "choose another strategy, such as time_dependent"
        yield (
            path,
            f"'{name}' is for {most} parties, and forum '{forum}' seats {len(seats)}; {right}",
        )
    only = getattr(kind, "only_protocols", ())
    if only and protocol not in only:
        right = f"it plays {listed(only)}; choose another strategy, such as time_dependent"
        yield path, f"'{name}' does not know how to play '{protocol}' of forum '{forum}'; {right}"


def _solvable(path: Path, given: Any, forum: str, protocol: str) -> Found:
    """Find a strategy that plays an equilibrium which the protocol does not work out."""
    name = _name(given, "strategy", Party)
    if not getattr(strategies.get(name), "solves", False):
        return
    wanted = mapping(given).get("solution")
    known = getattr(protocols.get(protocol), "solutions", ())
    if not known:
        solved = [p for p in protocols.names() if getattr(protocols.get(p), "solutions", ())]
        right = f"there are some of {listed(solved)}; choose another protocol or strategy"
        yield path, f"'{protocol}' of forum '{forum}' has no equilibrium that is known; {right}"
    elif wanted is not None and wanted not in known:
        wrong = f"'{protocol}' of forum '{forum}' has no equilibrium '{wanted}'"
        yield (*path, "solution"), f"{wrong}; it has {listed(known)}{did_you_mean(wanted, known)}"


def _name(given: Any, key: str, body: Any) -> Any:
    """The name that is chosen, or that stands by default."""
    given = body.model_fields[key].default if given is None else given
    return given.name if isinstance(given, Choice) else mapping(given).get("name", given)


def _time_for_all(path: Path, given: Any, forum: dict[str, Any], items: int) -> Found:
    """Find a deadline before which not every item can be settled, whatever anybody says."""
    deadline = forum.get("deadline", Forum.model_fields["deadline"].default)
    each = mapping(given).get("rounds_per_item", 1)
    if not isinstance(deadline, int) or not isinstance(each, int | float):
        return
    needed = items * each
    if deadline < needed:
        takes = "one" if each == 1 else f"{each:g}"
        right = f"each of the {items} items takes {takes}; write at least {needed:g}"
        yield (*path[:-1], "deadline"), f"{deadline} rounds are too few: {right}"


def _settles(given: Any) -> bool:
    """Whether a protocol settles one item after another."""
    name = mapping(given).get("name", given)
    return name in protocols.names() and getattr(protocols.get(name), "settles", False)


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
    free = [weights.get(seat, 1) for seat in seats if seat not in vetoes]
    yield from countable(path, free, rule["quota"], "seats without a veto")


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
