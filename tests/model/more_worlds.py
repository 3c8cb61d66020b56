"""The made-up scenarios with the mechanisms that came later laid over them, each or none of them.

Factions that vote on coming, seats that change hands, bodies that ratify from outside, actions,
standing demands, ways back, little time, patrons who keep their clients away, variants and shared
numbers, outlooks, talks that are called later.
"""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from tests.model.worlds import SIDES, worlds

MORE = (
    "electors", "seats", "bodies", "actions", "standing", "resume", "stay_away", "variants",
    "second", "items", "outlooks", "opens",
)  # fmt: skip


def with_more(draw: Any, data: dict[str, Any], only: tuple[str, ...] = MORE) -> dict[str, Any]:
    """A scenario of `worlds` with some of the later mechanisms besides."""
    r = random.Random(draw(st.integers(0, 2**32 - 1)))
    chosen = [name for name in only if draw(st.booleans())]
    for name in chosen:
        _ADD[name](r, data)
    return data


@st.composite
def more_worlds(draw: Any, *, only: tuple[str, ...] = MORE, **how: Any) -> dict[str, Any]:
    """Draw a scenario of `worlds`, and lay the later mechanisms over it."""
    return with_more(draw, draw(worlds(**how)), only)


def _table(data: dict[str, Any]) -> dict[str, Any]:
    return data["forums"]["table"]


def _divided(r: random.Random, data: dict[str, Any]) -> str:
    """A seat with factions; one is split in two where there is none."""
    seats = _table(data)["seats"]
    for name in seats:
        if "factions" in data["parties"][name]:
            return name
    name = r.choice(seats)
    party = data["parties"][name]
    other = data["parties"][r.choice([seat for seat in seats if seat != name])]
    party["factions"] = {
        f"{name}f{k}": {"seats": 2 + k, "weights": mind["weights"], "values": mind["values"]}
        for k, mind in enumerate((other, party))
    }
    party["quota"] = r.uniform(1, 5)
    return name


def _electors(r: random.Random, data: dict[str, Any]) -> None:
    """Its factions vote on coming, and on ratifying or not."""
    votes = r.choice([["attend"], ["attend", "ratify"]])
    if "ratify" in _table(data).get("stages", ()):
        votes = ["attend", "ratify"]
    data["parties"][_divided(r, data)]["votes_on"] = votes


def _seats(r: random.Random, data: dict[str, Any]) -> None:
    """An option moves seats from one faction to another."""
    name = _divided(r, data)
    giver, taker = r.sample(sorted(data["parties"][name]["factions"]), 2)
    issue = r.choice(sorted(data["issues"]))
    option = r.choice(data["issues"][issue]["options"])
    effect = data["issues"][issue].setdefault("effects", {}).setdefault(option, {})
    effect["seats"] = {name: {"from": giver, "to": taker, "number": r.uniform(0.5, 4)}}


def _bodies(r: random.Random, data: dict[str, Any]) -> None:
    """A parliament that has no seat ratifies, by its factions or alone."""
    if "ratify" not in _table(data).get("stages", ("ratify",)):
        return
    mind = data["parties"][r.choice(_table(data)["seats"])]
    body: dict[str, Any] = {"weights": mind["weights"], "values": mind["values"]}
    if r.random() < 0.5:
        body["factions"] = {
            f"bench{k}": {"seats": 1 + k, "weights": m["weights"], "values": m["values"]}
            for k, m in enumerate([mind, data["parties"][r.choice(sorted(data["parties"]))]])
        }
        body["quota"] = r.choice([1, 2, 3])
    data["parties"]["senate"] = body
    _table(data)["ratified_by"] = ["senate"]


def _actions(r: random.Random, data: dict[str, Any]) -> None:
    """One or two parties may act, and the second more cheaply after the first."""
    data["actions"] = {}
    for k in range(r.randint(1, 2)):
        issue = r.choice(sorted(data["issues"]))
        then: dict[str, Any] = {"strength": {r.choice(SIDES): r.uniform(0.7, 1.6)}}
        if r.random() < 0.4:
            then["move"] = {issue: r.choice(data["issues"][issue]["options"])}
        by = r.choice(sorted(data["parties"]))
        data["actions"][f"a{k}"] = {"by": by, "then": then, "cost": r.uniform(0, 0.1)}
    if len(data["actions"]) == 2:
        data["actions"]["a1"]["cost_after"] = {"a0": 0}


def _standing(r: random.Random, data: dict[str, Any]) -> None:
    """Every demand is made at the table too; one more is, that anybody may come to break."""
    name = r.choice(_table(data)["seats"])
    issue = r.choice(sorted(data["issues"]))
    demand = {"issue": issue, "is": data["issues"][issue]["status_quo"]}
    made = data["parties"][name].setdefault("preconditions", {})
    own = data["issues"][issue]["controlled_by"] == [name]
    if not own and demand not in [body["demand"] for body in made.values()]:
        made["calm"] = {"demand": demand, "firmness": r.uniform(0, 0.2)}
    for party in data["parties"].values():
        for body in party.get("preconditions", {}).values():
            body["standing"] = True


def _resume(r: random.Random, data: dict[str, Any]) -> None:
    """Some failures have a way back: one for all of them, or two."""
    failures = ["walkout", "deadlock", "not_ratified", "not_convened"]
    chosen = r.sample(failures, r.randint(1, 4))
    cut = r.randint(1, len(chosen))
    resume = {"b0": chosen[:cut], "b1": chosen[cut:]}
    _table(data)["resume"] = {
        name: {"after": after, "wait": r.randint(1, 3), "times": r.randint(1, 2)}
        for name, after in resume.items()
        if after
    }
    for way in _table(data)["resume"].values():
        if r.random() < 0.6:
            way["then"] = {"strength": {r.choice(SIDES): r.uniform(0.7, 1.5)}}
        if "ratify" in _table(data).get("stages", ("ratify",)) and r.random() < 0.4:
            way["ratified_by"] = r.choice([[], [_chamber(r, data)]])


def _items(r: random.Random, data: dict[str, Any]) -> None:
    """The table settles one item after another; ways back may keep what has been settled."""
    table = _table(data)
    order = r.sample(table["agenda"], len(table["agenda"]))
    table["protocol"] = {"name": "item_by_item", "order": order}
    table["deadline"] = max(table.get("deadline", 12), len(order))
    for way in table.get("resume", {}).values():
        way["keeps_settled"] = r.random() < 0.5


def _chamber(r: random.Random, data: dict[str, Any]) -> str:
    """A body without a seat that may be asked to ratify later on."""
    mind = data["parties"][r.choice(_table(data)["seats"])]
    body = {"weights": mind["weights"], "values": mind["values"]}
    data["parties"].setdefault("chamber", body)
    return "chamber"


def _stay_away(r: random.Random, data: dict[str, Any]) -> None:
    """A patron may keep its client from coming."""
    client = r.choice(_table(data)["seats"])
    patron = r.choice([name for name in sorted(data["parties"]) if name != client])
    tie = {"patron": patron, "client": client, "for": ["stay_away"]}
    numbers = {"leverage": r.uniform(0.05, 0.5), "cost": r.uniform(0, 0.02)}
    data.setdefault("ties", {})["away"] = tie | numbers


def _variants(r: random.Random, data: dict[str, Any]) -> None:
    """Two documents disagree about a war cost; two parties share another number."""
    first, second = r.sample(_table(data)["seats"], 2)
    data["shared"] = {"fatigue": {"uniform": [0.0, 0.1]}}
    for name in (first, second):
        data["parties"][name]["staying_cost"] = {"shared": "fatigue"}
    data["variants"] = {
        "view": {
            "title": "Whose war it is",
            "cases": {
                "weary": {
                    "probability": 0.4,
                    "set": {"parties": {first: {"war_cost": {"uniform": [0.3, 0.5]}}}},
                },
                "eager": {
                    "probability": 0.6,
                    "set": {"parties": {first: {"war_cost": {"uniform": [0.0, 0.1]}}}},
                },
            },
        }
    }


def _second(r: random.Random, data: dict[str, Any]) -> None:
    """Another forum of the same seats, which have little time."""
    table = _table(data)
    table["primary"] = True
    other = {key: table[key] for key in ("seats", "convene_by", "deadline")}
    agenda = r.sample(table["agenda"], r.randint(1, len(table["agenda"])))
    other |= {"agenda": agenda, "ends_war": r.random() < 0.5, "priority": r.randint(-1, 1)}
    data["forums"]["annex"] = other
    for name in table["seats"]:
        if r.random() < 0.7:
            data["parties"][name]["forums_at_once"] = 1


def _opens(r: random.Random, data: dict[str, Any]) -> None:
    """Some talks are called later than others."""
    for name in r.sample(sorted(data["forums"]), r.randint(1, len(data["forums"]))):
        data["forums"][name]["opens"] = r.randint(2, 5)


def _outlooks(r: random.Random, data: dict[str, Any]) -> None:
    """A party comes to want what another wants, in a part or all of it, and perhaps back again."""
    name, other = r.sample(sorted(data["parties"]), 2)
    view = {part: data["parties"][other][part] for part in ("weights", "values")}
    issue = r.choice(sorted(view["values"]))
    part = {"values": {issue: view["values"][issue]}}
    data["parties"][name]["outlooks"] = {"new": r.choice([view, part]), "old": {}}
    for period in sorted(r.sample(range(1, 6), 2)):
        then = {"outlook": {name: r.choice(["new", "old"])}}
        event = {"period": period, "probability": r.choice([0.5, 1]), "then": then}
        data.setdefault("events", {})[f"turn{period}"] = event
    for body in (*data.get("threats", {}).values(), *data.get("actions", {}).values()):
        if r.random() < 0.4:
            body["then"]["outlook"] = {name: r.choice(["new", "old"])}


_ADD = {
    "electors": _electors,
    "seats": _seats,
    "bodies": _bodies,
    "actions": _actions,
    "standing": _standing,
    "resume": _resume,
    "items": _items,
    "stay_away": _stay_away,
    "variants": _variants,
    "second": _second,
    "outlooks": _outlooks,
    "opens": _opens,
}
