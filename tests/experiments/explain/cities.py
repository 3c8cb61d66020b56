"""Three cities and a river: a small scenario that has a lever of every kind."""

from __future__ import annotations

from sim.scenario.scenario import EXAMPLE, Scenario

_PARTY = {
    "weights": {"water": 0.7, "dam": 0.3},
    "reservation": {"uniform": [0.1, 0.5]},
}
_OF_NORTH = {
    "dam": {
        "demand": {"issue": "dam", "at_least": "stopped"},
        "firmness": {"uniform": [0.0, 0.4]},
    },
    "refugees": {
        "demand": {"issue": "refugees", "is": "home"},
        "firmness": {"uniform": [0.0, 0.3]},
    },
}
THREE = {
    **EXAMPLE,
    "name": "three-cities",
    "title": "Three cities divide a river",
    "noise": 0.1,
    "issues": {
        "water": {
            **EXAMPLE["issues"]["water"],
            "effects": {"shared": {"guarantee": 0.1, "guarantors": ["west"]}},
        },
        "dam": {"options": ["built", "stopped", "razed"], "status_quo": "built",
                "controlled_by": ["south"]},
        "refugees": {"options": ["away", "home"], "status_quo": "away",
                     "controlled_by": ["south"]},
    },
    "parties": {
        "north": {**_PARTY, "preconditions": _OF_NORTH, "values": {
            "water": {"south": 0, "shared": 0.6, "north": 1},
            "dam": {"built": 0, "stopped": 0.7, "razed": 1}}},
        "south": {**_PARTY, "values": {
            "water": {"south": 1, "shared": 0.5, "north": 0},
            "dam": {"built": 1, "stopped": 0.6, "razed": 0}}},
        "west": {**_PARTY, "enforcing_cost": 0.05, "values": {
            "water": {"south": 0, "shared": 1, "north": 0},
            "dam": {"built": 0, "stopped": 1, "razed": 0}}},
    },
    "ties": {
        "west_north": {"patron": "west", "client": "north", "leverage": {"uniform": [0, 0.5]}},
        "west_south": {"patron": "west", "client": "south", "leverage": {"uniform": [0, 0.5]},
                       "for": ["attend", "concede"]},
    },
    "threats": {
        "raze": {"by": "west", "when": {"party": "south", "act": "refuse"},
                 "then": {"move": {"dam": "razed"}}, "credibility": {"uniform": [0, 1]}},
    },
    "forums": {"summit": {"seats": ["north", "south", "west"], "required": ["north", "south"],
                          "agenda": ["water"]}},
}  # fmt: skip


def three(**changes: object) -> Scenario:
    """Return the scenario, with other things at some paths."""
    scenario = Scenario.from_data(THREE)
    return scenario.with_(changes) if changes else scenario
