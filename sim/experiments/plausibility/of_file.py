"""What is odd about a file by itself: weights of nothing, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.experiments.plausibility.check import KEPT, Found, check
from sim.experiments.plausibility.desk import Desk
from sim.experiments.plausibility.reach import demanded
from sim.scenario.bodies import Faction, Outlook, Party, Swing, Weights
from sim.scenario.distributions import support
from sim.scenario.guide import entry
from sim.scenario.guide.entry import STAKES
from sim.scenario.schema import Body, Rank, ScenarioSpec, inside


@check("everything is known, or one set of numbers is looked at on purpose")
def nothing_uncertain(desk: Desk) -> Found:
    """Every number is a point, so nothing is said not to be known."""
    if desk.scenario.is_certain and not desk.is_a_game:
        what = (
            f"all of its {len(desk.scenario.parameters)} numbers are points: no range of any result"
            " will show what is not known, only chance"
        )
        yield "", what


@check("something that no issue is about is dearer to the party than all issues together")
def larger_than_stakes(desk: Desk) -> Found:
    """What a party gains, pays or has without a deal may be more than all that it has at stake."""
    for path, number in desk.scenario.parameters.items():
        if isinstance(number, Rank | Swing):
            continue
        if _unit(desk.spec, path).startswith(STAKES):
            size = max(support(number), key=abs)
            if abs(size) > 1:
                what = (
                    f"this may be as much as {size:g}, and 1 is all that a party has at stake:"
                    " a tenth of that is 0.1, not 10"
                )
                yield path, what


@check(KEPT)
def unweighed_issue(desk: Desk) -> Found:
    """Somebody says what the options of an issue are worth to it, but gives the issue no weight."""
    for path, holder, weights in holders(desk.spec):
        for issue in holder.values:
            if issue not in weighed(weights):
                what = (
                    f"'{path.split('.')[-1]}' says what options of '{issue}' are worth to it, but"
                    " gives the issue no weight, so that they count for nothing"
                )
                yield f"{path}.values.{issue}", what


@check("it is kept for comparisons in which somebody cares about it")
def idle_issue(desk: Desk) -> Found:
    """Nobody weighs an issue, and nothing else hangs on it."""
    spec = desk.spec
    matters = {issue for _, _, weights in holders(spec) for issue in weighed(weights)}
    matters |= {name for name, issue in spec.issues.items() if issue.effects}
    matters |= {condition.issue for condition in demanded(spec) if condition.issue is not None}
    for _, holder, _ in holders(spec):
        lines = {} if isinstance(holder, Outlook) else holder.red_lines
        matters |= {line.issue for line in lines.values() if line.issue is not None}
    for party in spec.parties.values():
        matters |= set(party.conceding_cost)
    for name in spec.issues:
        if name not in matters:
            what = (
                f"nobody gives '{name}' a weight, and no demand, red line, cost or effect hangs on"
                " it: it changes no result"
            )
            yield f"issues.{name}", what


def holders(spec: ScenarioSpec) -> Iterator[tuple[str, Party | Faction | Outlook, Weights]]:
    """Yield all who have preferences, each with its path and the weights that it goes by."""
    for name, party in spec.parties.items():
        yield f"parties.{name}", party, party.weights
        for other, faction in party.factions.items():
            yield f"parties.{name}.factions.{other}", faction, faction.weights
        for other, outlook in party.outlooks.items():
            weights = party.weights if outlook.weights is None else outlook.weights
            yield f"parties.{name}.outlooks.{other}", outlook, weights


def weighed(weights: Weights) -> set[str]:
    """Return the issues that can have a weight above 0."""
    if isinstance(weights, Rank):
        return {issue for tier in weights.rank for issue in tier}
    given = weights.swing if isinstance(weights, Swing) else weights
    return {issue for issue, weight in given.items() if support(weight)[1] > 0}


def _unit(spec: ScenarioSpec, path: str) -> str:
    """Return the unit of a number, also of one that a case of a variant sets."""
    place: Any = spec
    unit = ""
    for key in path.rpartition(".set.")[2].split("."):
        if isinstance(place, Body):
            unit = entry(type(place), key).unit
        place = inside(place).get(key)
    return unit
