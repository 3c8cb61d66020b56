"""Whether preferences and conditions make sense: weights, values, red lines, demands."""

from __future__ import annotations

from typing import Any

from sim.scenario.distributions import Uniform
from sim.scenario.errors import Path, listed
from sim.scenario.world import Found, World, ends, mapping, number, words

_COMPARISONS = ("at_least", "at_most", "is")
_OF_ISSUES = ("issue", *_COMPARISONS)
_OF_SIDES = ("side", "share_at_least")
_TOLERANCE = 1e-9


def preferences(world: World, path: Path, holder: dict[str, Any]) -> Found:
    """Find what is wrong with the weights, values and red lines of a party or a faction."""
    weights = mapping(holder.get("weights"))
    if "rank" in weights:
        weighed = _ranked(weights["rank"])
        where = [((*path, "weights", "rank"), issue) for issue in weighed]
    else:
        weighed = [issue for issue, weight in weights.items() if weight != 0]
        where = [((*path, "weights", issue), issue) for issue in weights]
        yield from _numbers((*path, "weights"), weights)
    for place, issue in where:
        yield from world.issue(place, issue)
    yield from _values(world, (*path, "values"), weighed, holder.get("values"))
    yield from _red_lines(world, (*path, "red_lines"), mapping(holder.get("red_lines")))


def outlooks(world: World, path: Path, party: dict[str, Any]) -> Found:
    """Find what is wrong with the outlooks of a party, filled in with its own preferences."""
    own = {(place[len(path) :], told) for place, told in preferences(world, path, party)}
    for where, outlook in world.bodies(*path, "outlooks"):
        for place, told in preferences(world, where, _filled_in(outlook, party)):
            if (place[len(where) :], told) not in own:
                yield place, told


def _filled_in(outlook: dict[str, Any], party: dict[str, Any]) -> dict[str, Any]:
    """Return an outlook with what it leaves out: the weights as one, the values issue by issue."""
    said = {*mapping(outlook.get("values")), *mapping(outlook.get("orders"))}
    filled = {"weights": (party | outlook).get("weights")}
    for part in ("values", "orders"):
        kept = {k: given for k, given in mapping(party.get(part)).items() if k not in said}
        filled[part] = kept | mapping(outlook.get(part))
    return filled


def condition(world: World, path: Path, body: Any, *, of_sides: bool = False) -> Found:
    """Find what is wrong with a condition: on an issue, or, where allowed, on a side's share."""
    if not isinstance(body, dict) or not set(body) <= {*_OF_ISSUES, *_OF_SIDES}:
        return
    forms = "{issue: arms, at_least: heavy}"
    forms += " or {side: rebels, share_at_least: 0.5}" if of_sides else ""
    given = [key for key in _COMPARISONS if key in body]
    if any(key in body for key in _OF_SIDES):
        if not of_sides:
            yield path, f"this must be on an issue, not on a side's share; write {forms}"
        elif set(body) == set(_OF_SIDES):
            yield from world.side((*path, "side"), body["side"])
        else:
            yield path, f"this is neither a condition on an issue nor on a side; write {forms}"
    elif "issue" not in body or len(given) != 1:
        yield path, f"a condition names an issue and one of at_least, at_most, is; write {forms}"
    else:
        yield from world.issue((*path, "issue"), body["issue"])
        yield from world.option((*path, given[0]), body["issue"], body[given[0]])


def _ranked(tiers: Any) -> list[str]:
    """Return the issues of a ranking."""
    found = words(tiers)
    for tier in tiers if isinstance(tiers, list) else ():
        found += words(tier)
    return found


def _numbers(path: Path, weights: dict[str, Any]) -> Found:
    """Find whether weights written as numbers can be shares of 1."""
    numbers = {issue: number(weight) for issue, weight in weights.items()}
    for issue, weight in numbers.items():
        if not isinstance(weight, float | Uniform | None):
            yield (*path, issue), "a weight is a number or a range; write uniform: [0.2, 0.4]"
            return
    sums = ends(list(weights.values()))
    if sums is None or not weights:
        return
    least, most = sums
    if any(isinstance(weight, Uniform) for weight in numbers.values()):
        if least > 1 + _TOLERANCE:
            yield path, f"the ranges add up to {least:g} at least; lower some, so that 1 is within"
        elif most < 1 - _TOLERANCE:
            yield path, f"the ranges add up to {most:g} at most; raise some, so that 1 is within"
    elif most == 0:
        yield path, "every weight is 0; give at least one issue a weight above 0"


def _values(world: World, path: Path, weighed: list[str], values: Any) -> Found:
    """Find options without a value, and values of what is no issue or option."""
    if not isinstance(values, dict):
        return
    for issue in weighed:
        options = world.options(issue)
        if issue not in values and options:
            right = f"{issue}: {{{', '.join(f'{option}: ...' for option in options[:6])}}}"
            yield path, f"issue '{issue}' has a weight but no values; add {right}"
    for issue, of_options in values.items():
        yield from world.issue((*path, issue), issue)
        for option in mapping(of_options):
            yield from world.option((*path, issue, option), issue, option)
        options = world.options(issue)
        if isinstance(of_options, dict) and options and set(of_options) <= set(options):
            missing = [option for option in options if option not in of_options]
            if missing:
                yield (*path, issue), f"no value for {listed(missing)}; give each option one"


def _red_lines(world: World, path: Path, lines: dict[str, Any]) -> Found:
    agenda = {issue for _, forum in world.bodies("forums") for issue in words(forum.get("agenda"))}
    for name, body in lines.items():
        wrong = list(condition(world, (*path, name), body))
        yield from wrong
        issue = mapping(body).get("issue")
        if not wrong and isinstance(issue, str) and agenda and issue not in agenda:
            right = "no package can cross this red line; drop it, or add the issue"
            yield (*path, name, "issue"), f"issue '{issue}' is on no agenda, so {right}"
