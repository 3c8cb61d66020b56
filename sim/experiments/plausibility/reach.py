"""What may change in a scenario: the options that may come into force, and sides' strength."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.experiments.plausibility.desk import Desk
from sim.model.entries import Demand
from sim.model.forum import Forum
from sim.scenario.distributions import Distribution, support
from sim.scenario.schema import Condition, ScenarioSpec, Then

Reach = dict[str, set[str]]
"""The options of each issue that may be in force at some time."""


def happenings(spec: ScenarioSpec) -> Iterator[tuple[str, Then]]:
    """Yield all that may happen besides deals and concessions, each with the path of its `then`.

    Events that have no chance, and threats that nobody carries out, are left out.
    """
    for name, threat in spec.threats.items():
        if may_be(spec, f"threats.{name}.credibility", threat.credibility):
            yield f"threats.{name}.then", threat.then
    for name, event in spec.events.items():
        if may_be(spec, f"events.{name}.probability", event.probability):
            yield f"events.{name}.then", event.then
    for name, action in spec.actions.items():
        yield f"actions.{name}.then", action.then
    for forum, body in spec.forums.items():
        for name, way in body.resume.items():
            if way.then is not None:
                yield f"forums.{forum}.resume.{name}.then", way.then


def demands(desk: Desk) -> Iterator[tuple[Forum, Demand]]:
    """Yield every demand that is made somewhere, with the forum in which it is."""
    for forum in desk.talks.forums:
        for demand in forum.demands.all:
            if "convene" in forum.tables.stages or demand.standing:
                yield forum, demand


def reach(desk: Desk, *, without_forum: str = "", without: str = "") -> Reach:
    """Return what may come into force.

    Parameters
    ----------
    desk : Desk
    without_forum : str
        Leave out what this forum may agree on.
    without : str
        Leave out what happens at this path of a `then`.
    """
    spec = desk.spec
    out: Reach = defaultdict(set)
    for name, issue in spec.issues.items():
        out[name].add(issue.status_quo)
    for name, forum in spec.forums.items():
        for agreed in forum.agenda if name != without_forum else ():
            out[agreed].update(spec.issues[agreed].option_names)
    for path, then in happenings(spec):
        for moved, option in then.move.items() if path != without else ():
            out[moved].add(option)
    for _, demand in demands(desk):
        if demand.issue is not None and demand.controllers:
            conceded = spec.issue_names[demand.issue]
            out[conceded].update(_names(desk, demand.issue, demand.enough))
    return out


def met_by(desk: Desk, condition: tuple[int, object], reached: Reach) -> tuple[set[str], set[str]]:
    """Return the options in reach that meet a condition of a demand, and those that do not."""
    issue, enough = condition
    good = set(_names(desk, issue, enough))
    within = reached[desk.spec.issue_names[issue]]
    return within & good, within - good


def strengths_move(desk: Desk, reached: Reach) -> bool:
    """Whether any side's strength may change, given which options may come into force."""
    spec, war = desk.spec, desk.spec.conflict
    if war is None:
        return False
    if support(war.shock)[1] > 0 or any(
        support(side.drift) != (0, 0) for side in war.sides.values()
    ):
        return True
    if any(then.strength for _, then in happenings(spec)):
        return True
    for name, issue in spec.issues.items():
        tells = {option for option, effect in issue.effects.items() if effect.strength}
        if tells & reached[name] and len(reached[name]) > 1:
            return True
    return False


def demanded(spec: ScenarioSpec) -> Iterator[Condition]:
    """Yield every condition that somebody demands, or would settle for."""
    for party in spec.parties.values():
        for body in party.preconditions.values():
            yield body.demand
            if body.floor is not None:
                yield body.floor


def may_be(spec: ScenarioSpec, path: str, chance: float | Distribution) -> bool:
    """Whether a chance is above 0 anywhere in its range, or in a case of a variant."""
    cases = [case for variant in spec.variants.values() for case in variant.cases.values()]
    given = [chance, *(case.numbers[path] for case in cases if path in case.numbers)]
    return any(support(number)[1] > 0 for number in given)


def _names(desk: Desk, issue: int, enough) -> list[str]:
    """Return the names of the options that are enough."""
    names = desk.spec.issues[desk.spec.issue_names[issue]].option_names
    return [name for name, fine in zip(names, enough, strict=False) if fine]
