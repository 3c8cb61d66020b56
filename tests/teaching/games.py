"""Games for tests, and whoever plays them by a list of answers."""

from __future__ import annotations

from sim.scenario.scenario import Scenario

LAND = {
    "format": 1,
    "name": "land-and-debt",
    "title": "Land and a debt",
    "question": "Who gets the land, and who pays?",
    "about": "THE EQUILIBRIUM GIVES EVERYTHING TO THE FIRST",
    "time": {"unit": "round", "flow": "none", "horizon": 4},
    "noise": 0,
    "issues": {
        "land": {"pie": {"among": ["north", "south"], "steps": 10}},
        "debt": {"options": ["paid", "halved", "forgiven"], "status_quo": "paid"},
    },
    "parties": {
        "north": {
            "weights": {"land": 0.6, "debt": 0.4},
            "values": {"debt": {"paid": 0, "halved": 0.7, "forgiven": 1}},
            "reservation": 0.2,
            "patience": 0.9,
        },
        "south": {
            "weights": {"land": 0.8, "debt": 0.2},
            "values": {"debt": {"paid": 1, "halved": 0.4, "forgiven": 0}},
            "reservation": 0.1,
            "patience": 0.9,
        },
    },
    "forums": {
        "table": {
            "seats": ["north", "south"],
            "agenda": ["debt", "land"],
            "protocol": "alternating_offers",
            "stages": ["bargain"],
            "deadline": 4,
        }
    },
}


def land(**changes):
    """The small game, changed at dotted paths, which are written with __ for a dot."""
    named = {path.replace("__", "."): value for path, value in changes.items()}
    return Scenario.from_data(LAND).with_(named)


def package(debt, tenths):
    """A package of it: what becomes of the debt, and how many tenths of the land are north's."""
    return {"debt": debt, "land": f"p{tenths}_{10 - tenths}"}


def script(*answers):
    """Somebody who gives answers in order, and the turns that were seen."""
    left, turns = iter(answers), []

    def respond(turn):
        turns.append(turn)
        return next(left)

    respond.turns = turns
    return respond


def accept_all(turn):
    """Somebody who says yes to everything."""
    return "pass" if turn.act == "propose" else True
