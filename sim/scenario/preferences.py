"""Whether preferences and conditions make sense: weights, values, red lines, demands."""

from __future__ import annotations

from typing import Any

from sim.scenario.distributions import Uniform, support
from sim.scenario.errors import Path, listed
from sim.scenario.orders import clash, with_orders
from sim.scenario.places import fields_at
from sim.scenario.swing import MOST_POINTS
from sim.scenario.world import Found, World, ends, items, mapping, number, words

_COMPARISONS = ("at_least", "at_most", "is")
_OF_ISSUES = ("issue", *_COMPARISONS)
_OF_SIDES = ("side", "share_at_least")
_TOLERANCE = 1e-9


def preferences(world: World, path: Path, holder: dict[str, Any]) -> Found:
    """Find what is wrong with the weights, values and red lines of a party or a faction."""
    weights = mapping(holder.get("weights"))
    yield from _weights(world, (*path, "weights"), weights)
    yield from _values(world, path, weighed(weights), holder)
    yield from _orders(world, path, holder)
    yield from _red_lines(world, (*path, "red_lines"), mapping(holder.get("red_lines")))


def weighed(weights: dict[str, Any]) -> list[str]:
    """Return the issues that weights, in whichever form, give a weight."""
    if "rank" in weights:
        return _ranked(weights["rank"])
    numbers = mapping(weights.get("swing", weights))
    return [issue for issue, weight in numbers.items() if weight != 0]


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


def _weights(world: World, path: Path, weights: dict[str, Any]) -> Found:
    """Find weights of what is no issue, and weights that cannot be."""
    if "rank" in weights:
        for issue in _ranked(weights["rank"]):
            yield from world.issue((*path, "rank"), issue)
        return
    if "swing" in weights:
        path, weights = (*path, "swing"), mapping(weights["swing"])
    for issue in weights:
        yield from world.issue((*path, issue), issue)
    wrong = list(_kinds(path, weights))
    yield from wrong or (_swing if path[-1] == "swing" else _shares)(path, weights)


def _ranked(tiers: Any) -> list[str]:
    """Return the issues of a ranking."""
    found = words(tiers)
    for tier in tiers if isinstance(tiers, list) else ():
        found += words(tier)
    return found


def _kinds(path: Path, weights: dict[str, Any]) -> Found:
    """Find weights, or swing points, that are neither numbers nor ranges."""
    what, range_ = ("swing points are", "[40, 60]")
    if path[-1] != "swing":
        what, range_ = "a weight is", "[0.2, 0.4]"
    for issue, weight in weights.items():
        if not isinstance(number(weight), float | Uniform | None):
            yield (*path, issue), f"{what} a number or a range; write uniform: {range_}"
            return


def _swing(path: Path, points: dict[str, Any]) -> Found:
    """Find whether swing points lack the issue that has 100, or some have more."""
    most = MOST_POINTS
    above = [i for i, given in points.items() if (ends([given]) or (0.0, 0.0))[1] > most]
    for issue in above:
        right = "the issue whose swing matters most has 100 points, and none has more"
        yield (*path, issue), f"this is above 100; {right}"
    known = all(number(given) is not None for given in points.values())
    if known and not above and not any(number(given) == most for given in points.values()):
        right = "give 100 to the one whose swing from worst to best matters most"
        yield path, f"no issue has 100 points; {right}"


def _shares(path: Path, weights: dict[str, Any]) -> Found:
    """Find whether weights written as numbers can be shares of 1."""
    numbers = {issue: number(weight) for issue, weight in weights.items()}
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


def _values(world: World, path: Path, weighed: list[str], holder: dict[str, Any]) -> Found:
    """Find options without a value, and values of what is no issue or option."""
    values, orders = holder.get("values", {}), mapping(holder.get("orders"))
    misspelt = "values" not in holder and not set(holder) <= set(fields_at(path))
    if not isinstance(values, dict) or misspelt:
        return
    place = (*path, "values")
    astray = any(found for issue in orders for found in world.issue(path, issue))
    for issue in weighed:
        options = world.options(issue)
        if issue not in {*values, *orders} and options and not astray:
            right = f"{issue}: {{{', '.join(f'{option}: ...' for option in options[:6])}}}"
            yield place, f"issue '{issue}' has a weight but no values; add {right}"
    for issue, of_options in values.items():
        yield from world.issue((*place, issue), issue)
        for option in mapping(of_options):
            yield from world.option((*place, issue, option), issue, option)
    for issue in () if astray else dict.fromkeys((*values, *orders)):
        yield from _missing((*place, issue), world.options(issue), values.get(issue, {}), orders)


def _missing(path: Path, options: list[str] | None, given: Any, orders: dict[str, Any]) -> Found:
    """Find options that have no value and stand in no order."""
    order = orders.get(path[-1], [])
    is_order = isinstance(order, list) and (len(order) > 1 or path[-1] not in orders)
    known = {*mapping(given), *words(order)}
    if isinstance(given, dict) and is_order and options and known <= set(options):
        missing = [option for option in options if option not in known]
        if missing:
            yield path, f"no value for {listed(missing)}; give each option one"


def _orders(world: World, path: Path, holder: dict[str, Any]) -> Found:
    """Find orders of what is no option, and orders that no values can keep."""
    values = mapping(holder.get("values"))
    for issue, order in mapping(holder.get("orders")).items():
        place = (*path, "orders", issue)
        wrong = list(world.issue(place, issue))
        for where, option in items(place, order):
            wrong += world.option(where, issue, option)
        if isinstance(order, list) and len(order) < 2:
            right = "list two options or more, from worst to best"
            wrong += [(place, f"this is no order; {right}")]
        yield from wrong or _ordered(place, words(order), mapping(values.get(issue)))


def _ordered(path: Path, order: list[str], given: dict[str, Any]) -> Found:
    """Find whether values cannot be in order, or are none that are drawn in one."""
    filled = with_orders({"": given}, {"": order})[""]
    numbers = {option: number(filled[option]) for option in order}
    for option, value in numbers.items():
        if not isinstance(value, float | Uniform | None):
            right = "write uniform: [0.2, 0.4]"
            where = (*path[:-2], "values", path[-1], option)
            yield where, f"a value in an order is a number or a range; {right}"
            return
    limits = [support(value) for value in numbers.values() if value is not None]
    if len(limits) < max(len(order), 2):
        return
    lo, hi = zip(*limits, strict=True)
    if pair := clash(lo, hi):
        worse, better = (f"'{order[place]}'" for place in pair)
        least, most = f"{lo[pair[0]]:g} at least", f"{hi[pair[1]]:g} at most"
        right = f"{worse} is worth {least}, and {better}, which is no worse, {most}"
        yield path, f"no values keep this order: {right}; change one of the three"


def _red_lines(world: World, path: Path, lines: dict[str, Any]) -> Found:
    agenda = {issue for _, forum in world.bodies("forums") for issue in words(forum.get("agenda"))}
    for name, body in lines.items():
        wrong = list(condition(world, (*path, name), body))
        yield from wrong
        issue = mapping(body).get("issue")
        if not wrong and isinstance(issue, str) and agenda and issue not in agenda:
            right = "no package can cross this red line; drop it, or add the issue"
            yield (*path, name, "issue"), f"issue '{issue}' is on no agenda, so {right}"
