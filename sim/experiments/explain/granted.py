"""Demands that are met from the start: what would have opened the same door from the other side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.experiments.challenge.editing import unevidenced, without
from sim.experiments.explain.levers import Lever, levers
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Condition

MET, BOTH = "met", "both"


@dataclass(frozen=True)
class LeftOut:
    """Something that could not be tried, and why.

    Attributes
    ----------
    kind, name, how : str
        As of a `Lever`; `name` is empty where it is a whole kind.
    why : str
        A clause, or what the scenario's own errors say.
    """

    kind: str
    name: str
    how: str
    why: str


def granted(scenario: Scenario) -> Iterator[Lever | LeftOut]:
    """Yield, for each demand, the scenario in which it is met, and in which it is gone as well.

    What it demands (or else, what would do instead) is in place from the start: the status quo is
    the option nearest to what it was that meets the demand.

    Examples
    --------
    >>> import sim
    >>> for each in granted(sim.Scenario.load("geneva-2013")):
    ...     print(each.name, each.how)
    coalition.detainees met
    coalition.detainees both
    smc.balance met
    smc.balance both
    """
    for lever in levers(scenario, ["precondition"]):
        party, name = lever.name.split(".")
        asked = scenario.spec.parties[party].preconditions[name]
        conditions = [c for c in (asked.demand, asked.floor) if c is not None and c.issue]
        if not conditions:
            why = "it asks for a share of all strength, which no option puts in place"
            yield LeftOut(lever.kind, lever.name, MET, why)
            continue
        yield from _in_place(scenario, lever, conditions[0])


def _in_place(scenario: Scenario, lever: Lever, condition: Condition) -> Iterator[Lever | LeftOut]:
    issue = scenario.spec.issues[str(condition.issue)]
    here, names = issue.index(issue.status_quo), issue.option_names
    meets = [place for place, enough in enumerate(issue.enough(condition)) if enough]
    if here in meets:
        yield LeftOut(lever.kind, lever.name, MET, "what it demands is in place already")
        return
    nearest = names[min(meets, key=lambda place: (abs(place - here), place))]
    new = {f"issues.{condition.issue}.status_quo": nearest}

    def met(changed: Scenario) -> Scenario:
        return without(unevidenced(changed), new)

    yield Lever(lever.kind, lever.name, lever.title, met, MET)
    yield Lever(lever.kind, lever.name, lever.title, lambda s: met(lever.change(s)), BOTH)
