"""Small made-up scenarios for the property tests, as the data that a file would hold.

The structure (who is there, which stages, which mechanisms) is drawn by hypothesis and shrinks; the
magnitudes come from one seed, so that they are in general position and no property is tested at a
tie.
"""

from __future__ import annotations

import copy
import random
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from sim.experiments.simulate import block_table, run_table
from sim.model.record import Recorder
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from tests.model.additions import add_deals_and_war

SIDES = ("left", "right")


@st.composite
def worlds(
    draw: Any,
    *,
    points: bool = False,
    noise: float | None = None,
    stages: tuple[str, ...] | None = None,
    seats_only: bool = False,
    quota: bool = True,
    optional_seats: bool = True,
    threats: bool = True,
    guarantees: bool = True,
    impatient: bool = True,
    shocks: bool = True,
    deals_and_war: bool = True,
) -> dict[str, Any]:
    """Draw a scenario of 2-4 parties and 1-3 issues.

    points : every number is certain. noise : the scenario's, else one of 0, .02, .1. stages : else
    those that apply. The other flags leave a mechanism out where False.
    """
    r = random.Random(draw(st.integers(0, 2**32 - 1)))

    def flip() -> bool:
        return draw(st.booleans())

    def number(lo: float, hi: float) -> Any:
        a, b = sorted((r.uniform(lo, hi), r.uniform(lo, hi)))
        return a if points or r.random() < 0.4 else {"uniform": [a, b]}

    parties = [f"p{k}" for k in range(draw(st.integers(2, 4)))]
    issues = [f"i{k}" for k in range(draw(st.integers(1, 3)))]
    divided = flip()  # somebody has factions
    bystander = not seats_only and len(parties) > 2 and flip()
    seats = parties[:-1] if bystander else list(parties)
    optional = optional_seats and len(seats) > 2 and flip()

    data: dict[str, Any] = {
        "format": 1,
        "name": "made-up",
        "title": "Made up",
        "time": {"unit": "week", "horizon": draw(st.integers(1, 4))},
        "noise": draw(st.sampled_from([0, 0.02, 0.1])) if noise is None else noise,
        "conflict": {
            "decisiveness": number(0.5, 2),
            "sides": {
                side: {
                    "strength": number(0.5, 2),
                    "victory": {},
                }
                for side in SIDES
            },
        },
        "issues": {},
        "parties": {},
    }
    if shocks and flip():
        data["conflict"]["shock"] = r.uniform(0.02, 0.2)
    for issue in issues:
        options = [f"{issue}o{k}" for k in range(draw(st.integers(2, 3)))]
        body: dict[str, Any] = {"options": options, "status_quo": r.choice(options)}
        held = draw(st.integers(0, 2))
        body["controlled_by"] = r.sample(parties, held)
        if held == 2 and flip():
            body["control"] = "all"
        if flip():
            effect: dict[str, Any] = {"strength": {r.choice(SIDES): number(0.7, 1.6)}}
            if guarantees:
                effect["guarantee"] = number(0, 0.2)
            body["effects"] = {r.choice(options): effect}
        data["issues"][issue] = body
        data["conflict"]["sides"]["left"]["victory"][issue] = options[0]
        if r.random() < 0.8:
            data["conflict"]["sides"]["right"]["victory"][issue] = options[-1]
    agenda = issues if len(issues) == 1 or r.random() < 0.4 else issues[:-1]

    def tastes(side: int) -> dict[str, Any]:
        weights = {issue: r.uniform(0.2, 1) for issue in issues}
        values = {}
        for issue in issues:
            options = data["issues"][issue]["options"]
            scale = [k / (len(options) - 1) for k in range(len(options))]
            scale = scale if side else [1 - v for v in scale]
            values[issue] = {
                option: v if v in (0, 1) and r.random() < 0.6 else number(0.6 * v, 0.4 + 0.6 * v)
                for option, v in zip(options, scale, strict=True)
            }
        ranked = not points and r.random() < 0.3
        return {"weights": {"rank": issues} if ranked else weights, "values": values}

    for k, name in enumerate(parties):
        party: dict[str, Any] = tastes(k % 2)
        if r.random() < 0.85:
            party["side"] = SIDES[k % 2]
        party["war_cost"] = number(0.05, 0.4)
        party["talking_cost"] = number(-0.05, 0.06)
        if flip():
            party["staying_cost"] = number(0, 0.02)
        party["temptation"] = number(0, 0.2)
        if impatient and flip():
            party["patience"] = number(0.85, 0.99)
        if r.random() < 0.15:
            party["reservation"] = number(0.1, 0.6)
        if r.random() < 0.25:
            issue = r.choice(agenda)
            options = data["issues"][issue]["options"]
            bound, edge = ("at_least", options[1]) if k % 2 else ("at_most", options[-2])
            party["red_lines"] = {"line": {"issue": issue, bound: edge}}
        if divided and k == draw(st.integers(0, len(seats) - 1)):
            party["factions"] = {
                f"{name}f{n}": {"seats": number(1, 3), **tastes(k % 2 if n else r.randrange(2))}
                for n in range(2)
            }
            party["quota"] = 1 + r.random()
        data["parties"][name] = party
    for issue, body in data["issues"].items():
        for name in body["controlled_by"]:
            cost = number(-0.08, 0.2)
            data["parties"][name].setdefault("conceding_cost", {})[issue] = cost
    for k in range(draw(st.integers(0, 2))):
        demand = _demand(r, data, seats, number)
        if demand:
            name, body = demand
            made = data["parties"][name].setdefault("preconditions", {})
            if body["demand"] not in [other["demand"] for other in made.values()]:
                made[f"d{k}"] = body
    if flip():
        patron, client = r.sample(parties, 2)
        data["ties"] = {
            "t0": {
                "patron": patron,
                "client": client,
                "leverage": number(0, 0.4),
                "cost": number(0, 0.05),
                "for": ["attend", "concede"],
            }
        }
    if threats:
        data["threats"] = {
            f"h{k}": _threat(r, data, seats, number, may_move=k == 0)
            for k in range(draw(st.integers(0, 2)))
        }
    if flip():
        side = {"strength": {r.choice(SIDES): number(0.7, 1.4)}}
        data["events"] = {
            "e0": {"period": r.randint(1, 4), "probability": r.random(), "then": side}
        }
    forum: dict[str, Any] = {
        "seats": seats,
        "agenda": agenda,
        "convene_by": draw(st.integers(1, 5)),
        "deadline": draw(st.integers(1, 5)),
    }
    if optional:
        forum["required"] = seats[:-1]
    if flip():
        forum["protocol"] = {"name": "alternating_offers", "order": r.sample(seats, len(seats))}
        for name in seats:
            if r.random() < 0.15:
                data["parties"][name]["strategy"] = {"name": "time_dependent", "exponent": 2}
    if quota and len(seats) > 2 and flip():
        rule: dict[str, Any] = {"name": "quota", "quota": number(1.2, 2.5)}
        if flip():
            rule["vetoes"] = [seats[0]]
        forum["rule"] = rule
    if stages is not None:
        apply = [
            s
            for s in stages
            if s != "ratify" or any("factions" in p for p in _sitting(data, seats))
        ]
        forum["stages"] = apply
    data["forums"] = {"table": forum}
    if deals_and_war:
        add_deals_and_war(data, r, flip, number, guarantees=guarantees)
    return data


def _sitting(data: dict[str, Any], seats: list[str]) -> list[dict[str, Any]]:
    return [data["parties"][name] for name in seats]


def _demand(r: random.Random, data: dict[str, Any], seats: list[str], number: Any) -> Any:
    """A party and its demand, on an issue that it does not control alone; or on a share, with or
    without a floor.
    """
    name = r.choice(seats)
    open_to = [
        issue
        for issue, body in data["issues"].items()
        if body["controlled_by"] and body["controlled_by"] != [name]
    ]
    wish = None
    if open_to:
        issue = r.choice(open_to)
        options = data["issues"][issue]["options"]
        quo = data["issues"][issue]["status_quo"]
        # All who demand it demand the same: of two concessions of one issue, the last name wins.
        wish = {"issue": issue, "is": options[0] if quo != options[0] else options[-1]}
    if wish is None or r.random() < 0.2:
        demand = {"side": r.choice(SIDES), "share_at_least": number(0.4, 0.6)}
        floor = {"floor": wish} if wish else {}
        return name, {"demand": demand, **floor, "firmness": number(0, 0.2)}
    return name, {"demand": wish, "firmness": number(0, 0.2)}


def _threat(
    r: random.Random, data: dict[str, Any], seats: list[str], number: Any, *, may_move: bool
) -> dict[str, Any]:
    """A threat. Only one may move an issue: of two, the last name wins."""
    act = r.choice(["refuse", "no_talks", "failed", "breach"])
    when = {"act": act}
    if act == "refuse" or (act == "breach" and r.random() < 0.7):
        when["party"] = r.choice(seats)
    issue = r.choice(list(data["issues"]))
    then: dict[str, Any] = {"strength": {r.choice(SIDES): number(0.6, 1.6)}}
    if may_move and r.random() < 0.4:
        then = {"move": {issue: r.choice(data["issues"][issue]["options"])}}
    by = r.choice(list(data["parties"]))
    return {"by": by, "when": when, "then": then, "credibility": number(0.2, 1)}


# -- playing them ------------------------------------------------------------------------------


def play(data: dict[str, Any], runs: int = 8, seed: int = 1, **how: Any) -> Talks:
    """Run a scenario given as data, to its end."""
    talks = Talks(Scenario.from_data(data), runs=runs, rng=seed, **how)
    talks.run()
    return talks


def told(
    data: dict[str, Any], runs: int = 1, seed: int = 1, **how: Any
) -> tuple[Talks, pd.DataFrame]:
    """Run it with a recorder: the talks and the acts."""
    recorder = Recorder()
    talks = play(data, runs, seed, recorder=recorder, **how)
    return talks, pd.DataFrame(recorder.rows)


def rows_of(talks: Talks) -> pd.DataFrame:
    """Its table of runs."""
    return run_table(talks)


def blocks_of(talks: Talks) -> pd.DataFrame:
    """Its table of what stood in the way."""
    return block_table(talks)


def same(a: pd.DataFrame, b: pd.DataFrame, *, types: bool = False) -> None:
    """Fail unless two tables are the same to the last bit; types: the types of their columns too.

    A column of texts of a single run may have another type than that of a table, as pandas infers
    it.
    """
    assert list(a.columns) == list(b.columns)
    assert len(a) == len(b)
    for name in a.columns:
        x, y = a[name], b[name]
        if types:
            assert x.dtype == y.dtype, f"column {name}: {x.dtype} and {y.dtype}"
        if x.dtype == np.float64:
            assert x.to_numpy().tobytes() == y.to_numpy().tobytes(), name
        else:
            both = ([None if pd.isna(v) else v for v in z] for z in (x, y))
            assert next(both) == next(both), name


# -- the same world, written otherwise -------------------------------------------------------


def reordered(data: Any) -> Any:
    """The same scenario, every mapping (and every list of names whose order says nothing) turned
    round.
    """
    if isinstance(data, dict):
        turned = {key: reordered(data[key]) for key in reversed(data)}
        listed = ("seats", "required", "agenda", "controlled_by", "vetoes", "for", "guarantors")
        for key in listed:
            if isinstance(turned.get(key), list):
                turned[key] = turned[key][::-1]
        return turned
    return [reordered(item) for item in data] if isinstance(data, list) else data


def renamed(data: Any, names: dict[str, str]) -> Any:
    """The same scenario under other names, wherever they stand."""
    if isinstance(data, dict):
        return {names.get(key, key): renamed(value, names) for key, value in data.items()}
    if isinstance(data, list):
        return [renamed(item, names) for item in data]
    return names.get(data, data) if isinstance(data, str) else data


def mirrored(data: dict[str, Any], issue: str) -> dict[str, Any]:
    """The same scenario with the scale of an issue turned round."""
    other = {"at_least": "at_most", "at_most": "at_least"}

    def turn(part: Any) -> Any:
        if isinstance(part, dict):
            here = part.get("issue") == issue
            return {other.get(k, k) if here else k: turn(v) for k, v in part.items()}
        return part

    out = turn(copy.deepcopy(data))
    out["issues"][issue]["options"] = out["issues"][issue]["options"][::-1]
    return out
