"""Games for tests, and whoever plays them by a list of answers."""

from __future__ import annotations

from copy import deepcopy

from sim.analysis.described import SMALL
from sim.scenario.scenario import Scenario

LAND = deepcopy(SMALL) | {
    "question": "Who gets the land, and who pays?",
    "about": "THE EQUILIBRIUM GIVES EVERYTHING TO THE FIRST",
    "time": {"unit": "round", "flow": "none", "horizon": 4},
}
LAND["forums"]["table"]["deadline"] = 4


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
