"""Whether a game file makes sense: everything that ties one part of it to another.

Plain data is read loosely, as in `sim.scenario.meaning`: what has the wrong shape is passed over,
so that all that is wrong is found at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sim.registry import did_you_mean
from sim.scenario.errors import Lines, Path, Problem, dotted, line_of, listed
from sim.scenario.games.bodies import KINDS, MOST_PLAYERS, MOST_QUOTAS, coalition
from sim.scenario.meaning import evidence
from sim.scenario.world import Found, World, mapping

ONE_BALLOT = "votes"  # where members have one weight each
_FORMS = ("at_least", "share", "more_than", "fewer_against", "values", "from")


def check(data: Any, lines: Lines) -> list[Problem]:
    """Find everything in a game's plain data that makes no sense.

    Examples
    --------
    >>> game = {"kind": "voting", "members": {"north": 3, "south": 2}, "quota": 6}
    >>> print(check(game, {("quota",): 4})[0].message)
    quota: 6 is asked for, and all have 5; nothing could pass
    """
    world = World(data)
    find = {"voting": voting, "coalitional": coalitional}[data["kind"]]
    found = [*find(data), *evidence(world, KINDS[data["kind"]])]
    return [
        Problem(path, line_of(path, lines), f"{dotted(path) or 'the game'}: {message}")
        for path, message in found
    ]


# -- voting ------------------------------------------------------------------------------------


def voting(data: dict[str, Any]) -> Found:
    """Find weights and quotas that do not go together."""
    rules = rules_of(data)
    weights = {name: weights_of(member) for name, member in mapping(data.get("members")).items()}
    counts = {name: count_of(member) for name, member in mapping(data.get("members")).items()}
    if "quota" in data and "rules" in data:
        yield ("rules",), "quota and rules both say what passes; keep one of the two"
    elif "quota" not in data and "rules" not in data:
        right = "add quota: 36, or rules: {majority: {votes: 36}}"
        yield (), f"nothing says what passes; {right}"
    yield from _members(data, rules, weights)
    scanned: list[Path] = []
    for path, ballot, quota in asked(rules, "rules" not in data):
        held = [w.get(ballot, Fraction(0)) * counts[name] for name, w in weights.items()]
        known = sorted({b for given in weights.values() for b in given})
        is_known = ballot in known
        if known and not is_known:
            right = did_you_mean(ballot, known) or f"; they have weights in {listed(known)}"
            yield path, f"no member has a weight in '{ballot}'{right}"
        yield from _quota(path, quota, sum(held, Fraction(0)) if is_known else None)
        scanned += [path] if is_scanned(quota) else []
    for path in scanned[1:]:
        first = dotted(scanned[0])
        yield path, f"several quotas are tried in turn at {first} already; give one number here"


def _members(
    data: dict[str, Any], rules: dict[str, Any], weights: dict[str, dict[str, Fraction]]
) -> Found:
    """Find members without a weight that is asked for, or with one that no rule asks for."""
    ballots = {ballot for rule in rules.values() for ballot in mapping(rule)}
    known = {ballot for given in weights.values() for ballot in given}
    for name, member in mapping(data.get("members")).items():
        path, body = ("members", name), mapping(member)
        if "weight" in body and "weights" in body:
            yield path, "weight and weights both say what it weighs; keep one of the two"
        elif isinstance(member, dict) and not {"weight", "weights"} & set(body):
            yield path, "it has no weight; add weight: 1"
        elif weights[name] and ballots:
            for ballot in sorted((ballots & known) - set(weights[name])):
                right = f"give it one under weights, as in {{{ballot}: 1}}; 0 if it has none"
                yield path, f"it has no weight in '{ballot}'; {right}"
            for ballot in sorted(set(weights[name]) - ballots):
                place = (*path, "weights", ballot) if "weights" in body else path
                yield place, f"no rule asks for a weight in '{ballot}'; drop it, or add a rule"


def _quota(path: Path, quota: Any, total: Fraction | None) -> Found:
    """Find a quota that says too much or too little, or that cannot be reached or missed."""
    given = [key for key in _FORMS if key in quota]
    if len(given) != 1:
        what = f"{listed(given)} each say how much is needed" if given else "it says nothing"
        yield path, f"{what}; give one of {', '.join(_FORMS)}"
        return
    if ("to" in quota) != ("from" in quota):
        yield path, "from and to go together, as in {from: 36, to: 70}"
        return
    if "step" in quota and "from" not in quota:
        yield (*path, "step"), "a step goes with from and to"
    values = values_of(quota)
    if "from" in quota and not 1 <= len(values) <= MOST_QUOTAS:
        yield path, f"this makes {len(values)} quotas; there must be 1 to {MOST_QUOTAS:,}"
    elif total is not None:
        yield from _reach(path, [needed(quota, value, total) for value in values], total)


def _reach(path: Path, needs: list[tuple[Fraction, bool]], total: Fraction) -> Found:
    """Find the first of some quotas that nothing reaches, or that nothing misses."""
    for least, is_strict in needs:
        asked = f"{'more than ' if is_strict else ''}{float(least):g}"
        if least > total or (is_strict and least == total):
            yield path, f"{asked} is asked for, and all have {float(total):g}; nothing could pass"
            return
        if least < 0 or (least == 0 and not is_strict):
            yield path, f"{asked} is asked for, so that all passes with nobody in favour; ask more"
            return


def rules_of(data: dict[str, Any]) -> dict[str, Any]:
    """The routes by which a proposal passes, by name: each ballot and its quota."""
    if "rules" in data:
        return mapping(data["rules"])
    return {"quota": {ONE_BALLOT: data["quota"]}} if "quota" in data else {}


def asked(rules: dict[str, Any], is_one: bool) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield every quota that is well formed: where it stands, its ballot and its entries."""
    for rule, ballots in rules.items():
        for ballot, quota in mapping(ballots).items():
            path = ("quota",) if is_one else ("rules", rule, ballot)
            entries = entries_of(quota)
            if entries is not None:
                yield path, ballot, entries


def entries_of(quota: Any) -> dict[str, Any] | None:
    """The entries of a quota, written out; None where any is none."""
    if isinstance(quota, list):
        quota = {"values": quota}
    elif not isinstance(quota, dict):
        quota = {"at_least": quota}
    numbers = [n for v in quota.values() for n in (v if isinstance(v, list) else [v])]
    return quota if all(map(_is_number, numbers)) else None


def is_scanned(quota: dict[str, Any]) -> bool:
    """Whether a quota is one of several that are tried in turn."""
    return "values" in quota or "from" in quota


def values_of(quota: dict[str, Any]) -> list[Fraction]:
    """The numbers that a quota stands for: one, or those that are tried in turn."""
    if "values" in quota:
        return [exact(value) for value in quota["values"]]
    if "from" not in quota:
        return [exact(quota[key]) for key in _FORMS if key in quota]
    lo, hi, step = exact(quota["from"]), exact(quota["to"]), exact(quota.get("step", 1))
    many = (hi - lo) // step + 1 if step > 0 else 0
    return [lo + k * step for k in range(min(int(many), MOST_QUOTAS + 1))]


def needed(quota: dict[str, Any], value: Fraction, total: Fraction) -> tuple[Fraction, bool]:
    """The least weight in favour, and whether even more than that is needed."""
    if "share" in quota:
        return value * total, False
    if "more_than" in quota:
        return value * total, True
    return (total - value, True) if "fewer_against" in quota else (value, False)


def weights_of(member: Any) -> dict[str, Fraction]:
    """What a member weighs in each ballot, as far as it can be read."""
    if _is_number(member):
        return {ONE_BALLOT: exact(member)}
    body = mapping(member)
    given = mapping(body["weights"]) if "weights" in body else {ONE_BALLOT: body.get("weight")}
    return {
        ballot: exact(weight)
        for ballot, weight in given.items()
        if weight is not None and _is_number(weight)
    }


def count_of(member: Any) -> int:
    """How many a member stands for, as far as it can be read."""
    count = mapping(member).get("count", 1)
    return count if isinstance(count, int) and not isinstance(count, bool) else 1


def exact(number: float) -> Fraction:
    """A number as it is written, 0.55 as 55/100.

    Examples
    --------
    >>> exact(0.55)
    Fraction(11, 20)
    """
    return Fraction(repr(number))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# -- coalitions --------------------------------------------------------------------------------


def coalitional(data: dict[str, Any]) -> Found:
    """Find coalitions of nobody, players who are none, and markets that do not add up."""
    if ("worth" in data) == ("market" in data):
        told = "worth and market both say" if "worth" in data else "neither worth nor market says"
        yield (), f"{told} what coalitions are worth; give one of the two"
    if "market" in data:
        yield from _market(data)
        return
    players = names(data.get("players"))
    if "players" not in data:
        yield (), "it has no players; add players: [ann, bob]"
    elif len(players) == 1:
        yield ("players",), "there is one player only; a game has two or more"
    seen: dict[frozenset[str], str] = {}
    for key in mapping(data.get("worth")):
        path = ("worth", key)
        named = coalition(key)
        for name in dict.fromkeys(named):
            if players and name not in players:
                right = did_you_mean(name, players) or f"; the players are {listed(players)}"
                yield path, f"player '{name}' is unknown{right}"
            if named.count(name) > 1:
                yield path, f"'{name}' is named twice; once is enough"
        if (first := seen.setdefault(frozenset(named), key)) != key:
            yield path, f"this coalition has a worth already, as '{first}'; drop one of the two"


def _market(data: dict[str, Any]) -> Found:
    market = mapping(data["market"])
    left, right = names(market.get("left")), names(market.get("right"))
    for key in ("players", "others"):
        if key in data:
            yield (key,), "a market says who plays and what all are worth; drop this"
    for name in [n for n in right if n in left]:
        yield ("market", "right"), f"'{name}' owns a left glove already; name it once"
    if len(left) + len(right) > MOST_PLAYERS:
        yield ("market",), f"{len(left) + len(right)} players are too many; {MOST_PLAYERS} at most"


def names(value: Any) -> list[str]:
    """The names in a list, as far as it is one."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
