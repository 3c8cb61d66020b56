"""Parties who do what they are told, and tables for them at which nobody leaves."""

from __future__ import annotations

import random

import numpy as np

import sim
from tests.model.small import one_issue


class Script(sim.Strategy):
    """Proposes these packages, one a round and then the last; accepts those in `yes`."""

    def __init__(self, *packages: int, yes: tuple[int, ...] = ()):
        self.packages, self.yes = np.array(packages), yes

    def propose(self, view):
        return self.packages[np.minimum(view.round, len(self.packages)) - 1]

    def accepts(self, view):
        return np.isin(view.offer, self.yes)


def at_table(data: dict, protocol, **more) -> dict:
    """Give a scenario's only forum a protocol, and pay everybody for staying."""
    data["forums"]["summit"] |= {"protocol": protocol} | more
    for party in data["parties"].values():
        party["staying_cost"] = -1
    return data


def problem(number: int, parties: int, packages: int = 12, reservation: float = 0.5) -> dict:
    """A random problem on one issue, with utilities in general position: the file's data."""
    lot = random.Random(f"problem {number}")
    names = [f"p{k}" for k in range(parties)]
    utility = {name: tuple(lot.random() for _ in range(packages)) for name in names}
    return one_issue(utility, {name: lot.uniform(0, reservation) for name in names})


def utilities(data: dict) -> np.ndarray:
    """What every package is worth: (packages, parties)."""
    each = [list(party["values"]["deal"].values()) for party in data["parties"].values()]
    return np.array(each).T


def reservations(data: dict) -> np.ndarray:
    """What failed talks are worth: (parties,)."""
    return np.array([party["reservation"] for party in data["parties"].values()])


def said(rows: list[dict], *acts: str) -> list[tuple]:
    """What was done, in order: (period, who, act, package, answer)."""
    return [
        (a["period"], a["actor"], a["act"], (a["package"] or {}).get("deal"), a["answer"])
        for a in rows
        if a["act"] in acts
    ]
