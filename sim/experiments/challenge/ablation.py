"""Ablation: each mechanism off, one at a time. What moves the result when it goes, carries it.

A mechanism more is a function more, under `ablation`: it returns the scenario without it, or None
where the scenario has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from sim.experiments.challenge.bench import changes
from sim.experiments.challenge.editing import unevidenced, without
from sim.experiments.results import Results
from sim.scenario.distributions import Distribution, support
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Cited

Ablation = Callable[[Scenario], Scenario | None]

_NEEDED = ("issues", "parties", "forums")

ABLATIONS: dict[str, Ablation] = {}
"""What is switched off -> how. Each gets a scenario that cites nothing, so any part can go.

Lists at the top of the file, such as ties, need no entry: see `ablated`.
"""


def ablation(name: str) -> Callable[[Ablation], Ablation]:
    """Register a way to switch a mechanism off."""

    def register(function: Ablation) -> Ablation:
        ABLATIONS[name] = function
        return function

    return register


def ablated(scenario: Scenario) -> dict[str, Scenario]:
    """Return the scenario without each mechanism that it has.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> sorted(ablated(Scenario.from_data(EXAMPLE)))
    ['foresight', 'noise']
    """
    bare = unevidenced(scenario)
    off = {name: switch_off(bare) for name, switch_off in ABLATIONS.items()}
    off |= {name: without(bare, {name: {}}) for name in _optional_lists(bare)}
    return {name: changed for name, changed in off.items() if changed is not None}


def _optional_lists(scenario: Scenario) -> list[str]:
    """The lists at the top of the file that a scenario can do without: ties, threats, events."""
    return [
        name
        for name, listed in scenario.spec.entries()
        if isinstance(listed, dict)
        and name not in _NEEDED
        and any(isinstance(body, Cited) for body in listed.values())
    ]


def compare_ablations(own: Results, others: Mapping[str, Results]) -> pd.DataFrame:
    """Set each ablation beside the scenario; same seed and number of runs.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``without`` and ``stage``: ``own``, ``share``, paired ``difference`` with its 95%
        interval ``low``, ``high``.
    """
    tables = {name: changes(own, results) for name, results in others.items()}
    if not tables:
        return changes(own, own).iloc[:0]
    return pd.concat(tables, names=["without"])


# -- what can be switched off --------------------------------------------------------------------


@ablation("foresight")
def _foresight(scenario: Scenario) -> Scenario | None:
    """Nobody thinks of agreement and keeping."""
    return scenario.with_({"foresight": "none"}) if scenario.spec.foresight == "full" else None


@ablation("noise")
def _noise(scenario: Scenario) -> Scenario | None:
    """Nobody has a private shock."""
    return scenario.with_({"noise": 0}) if scenario.spec.noise else None


@ablation("private resolve")
def _private_resolve(scenario: Scenario) -> Scenario | None:
    """War costs and firmness are known, at their means."""
    known = {
        path: number.mean
        for path, number in scenario.parameters.items()
        if isinstance(number, Distribution) and path.endswith((".war_cost", ".firmness"))
    }
    return scenario.with_(known) if known else None


@ablation("preconditions")
def _preconditions(scenario: Scenario) -> Scenario | None:
    """Nobody demands anything before it comes."""
    return _of_parties(scenario, "preconditions", {})


@ablation("red lines")
def _red_lines(scenario: Scenario) -> Scenario | None:
    """Nobody rules anything out, factions included."""
    crossed: dict[str, Any] = {
        f"parties.{name}.factions.{part}.red_lines": {}
        for name, party in scenario.spec.parties.items()
        for part, faction in party.factions.items()
        if faction.red_lines
    }
    return _of_parties(scenario, "red_lines", {}, **crossed)


@ablation("ratification")
def _ratification(scenario: Scenario) -> Scenario | None:
    """What is signed needs no vote at home, so factions have no say in it."""
    new: dict[str, Any] = {}
    for name, forum in scenario.spec.forums.items():
        if "ratify" in forum.stages:
            new[f"forums.{name}.stages"] = [stage for stage in forum.stages if stage != "ratify"]
            if forum.ratified_by:
                new[f"forums.{name}.ratified_by"] = []
            ways = {k: way for k, way in forum.resume.items() if way.ratified_by}
            new |= {f"forums.{name}.resume.{k}.ratified_by": None for k in ways}
    return without(scenario, new) if new else None


@ablation("a later opening")
def _later_opening(scenario: Scenario) -> Scenario | None:
    """Talks are called as the story begins."""
    return _of_forums(scenario, "opens", 1)


@ablation("ways back")
def _ways_back(scenario: Scenario) -> Scenario | None:
    """Talks that failed have failed."""
    forums = scenario.spec.forums
    new: dict[str, Any] = {f"forums.{k}.resume": {} for k, forum in forums.items() if forum.resume}
    return without(scenario, new) if new else None


@ablation("item by item")
def _item_by_item(scenario: Scenario) -> Scenario | None:
    """The whole package is on the table at once."""
    new: dict[str, Any] = {}
    for name, forum in scenario.spec.forums.items():
        if forum.protocol.name == "item_by_item":
            new[f"forums.{name}.protocol"] = "single_text"
            kept = (k for k, way in forum.resume.items() if way.keeps_settled)
            new |= {f"forums.{name}.resume.{k}.keeps_settled": False for k in kept}
    return without(scenario, new) if new else None


@ablation("changes of outlook")
def _outlooks(scenario: Scenario) -> Scenario | None:
    """Whatever happens, everybody goes on to want what it wanted."""
    new: dict[str, Any] = {
        f"parties.{name}.outlooks": {outlook: {} for outlook in party.outlooks}
        for name, party in scenario.spec.parties.items()
        if any(o.weights is not None or o.values or o.orders for o in party.outlooks.values())
    }
    return without(scenario, new) if new else None


@ablation("costs of talking")
def _talking(scenario: Scenario) -> Scenario | None:
    """Nobody minds being seen to sit down, or wants to be."""
    return _of_parties(scenario, "talking_cost", 0.0)


@ablation("costs of staying")
def _staying(scenario: Scenario) -> Scenario | None:
    """Sitting at the table costs nothing."""
    return _of_parties(scenario, "staying_cost", 0.0)


@ablation("costs of conceding")
def _conceding(scenario: Scenario) -> Scenario | None:
    """Granting a demand costs what it changes, and no more."""
    return _of_parties(scenario, "conceding_cost", {})


@ablation("temptation")
def _temptation(scenario: Scenario) -> Scenario | None:
    """Breaking a deal first gains nothing."""
    return _of_parties(scenario, "temptation", 0.0)


@ablation("impatience")
def _impatience(scenario: Scenario) -> Scenario | None:
    """Only final states count."""
    return _of_parties(scenario, "patience", 1.0)


@ablation("guarantees")
def _guarantees(scenario: Scenario) -> Scenario | None:
    """No option adds to the cost of breaking a deal."""
    return _of_effects(scenario, guarantee=0.0, guarantors=())


@ablation("guarantors' choice")
def _guarantors(scenario: Scenario) -> Scenario | None:
    """Guarantees are made good whatever that costs, and whoever would have to."""
    return _of_effects(scenario, guarantors=())


@ablation("effects on strength")
def _effects_on_strength(scenario: Scenario) -> Scenario | None:
    """No option makes anybody stronger or weaker."""
    return _of_effects(scenario, strength={})


@ablation("burdens")
def _burdens(scenario: Scenario) -> Scenario | None:
    """No option makes fighting on cheaper or dearer."""
    return _of_effects(scenario, burden={})


@ablation("effects on seats")
def _effects_on_seats(scenario: Scenario) -> Scenario | None:
    """No option moves seats from one faction to another."""
    return _of_effects(scenario, seats={})


@ablation("consent of all")
def _consent_of_all(scenario: Scenario) -> Scenario | None:
    """What several control, any of them can move."""
    issues = scenario.spec.issues
    new = {f"issues.{n}.control": "any" for n, body in issues.items() if body.control == "all"}
    return without(scenario, new) if new else None


@ablation("drift of strengths")
def _drift(scenario: Scenario) -> Scenario | None:
    """Strengths do not move by themselves."""
    conflict = scenario.spec.conflict
    if conflict is None:
        return None
    moving = {"conflict.shock": conflict.shock}
    moving |= {f"conflict.sides.{name}.drift": side.drift for name, side in conflict.sides.items()}
    new = {path: 0 for path, number in moving.items() if support(number) != (0, 0)}
    return without(scenario, new) if new else None


@ablation("military decision")
def _military_decision(scenario: Scenario) -> Scenario | None:
    """No side can win the war."""
    conflict = scenario.spec.conflict
    if conflict is None or conflict.decision is None:
        return None
    return without(scenario, {"conflict.decision": None})


@ablation("votes on coming")
def _votes_on_coming(scenario: Scenario) -> Scenario | None:
    """Factions have no say in whether their party comes; those with no other say are left out."""
    new: dict[str, Any] = {}
    for name, party in scenario.spec.parties.items():
        if party.factions and "attend" in party.votes_on:
            new[f"parties.{name}.votes_on"] = ["ratify"]
            if not party.may_refuse_to_ratify:
                new |= {f"parties.{name}.factions": {}, f"parties.{name}.quota": None}
    return without(scenario, new) if new else None


@ablation("standing demands")
def _standing(scenario: Scenario) -> Scenario | None:
    """What has been met once need not stay so."""
    new = {
        f"parties.{name}.preconditions.{demand}.standing": False
        for name, party in scenario.spec.parties.items()
        for demand, body in party.preconditions.items()
        if body.standing
    }
    return without(scenario, new) if new else None


@ablation("pressure to comply")
def _pressure_to_comply(scenario: Scenario) -> Scenario | None:
    """No patron presses those who have not signed to go along with a deal."""
    return _without_pressure(scenario, "comply")


@ablation("pressure to stay away")
def _pressure_to_stay_away(scenario: Scenario) -> Scenario | None:
    """No patron keeps a client from the talks."""
    return _without_pressure(scenario, "stay_away")


@ablation("threats against defiance")
def _threats_against_defiance(scenario: Scenario) -> Scenario | None:
    """Nobody is threatened who defies a deal that it has not signed."""
    threats = scenario.spec.threats
    gone = [f"threats.{name}" for name, threat in threats.items() if threat.when.act == "defy"]
    return without(scenario, {}, gone) if gone else None


@ablation("deals within the war")
def _deals_within_the_war(scenario: Scenario) -> Scenario | None:
    """Whatever is agreed ends the war."""
    return _of_forums(scenario, "ends_war", True)


@ablation("limits on attendance")
def _limits_on_attendance(scenario: Scenario) -> Scenario | None:
    """Parties have time for every meeting."""
    return _of_parties(scenario, "forums_at_once", None)


# -- how ---------------------------------------------------------------------------------------


def _without_pressure(scenario: Scenario, act: str) -> Scenario | None:
    """Take an act out of what ties are for; a tie that is for nothing else goes."""
    ties = {name: tie for name, tie in scenario.spec.ties.items() if act in tie.for_}
    if not ties:
        return None
    new = {
        f"ties.{name}.for": [other for other in tie.for_ if other != act]
        for name, tie in ties.items()
        if len(tie.for_) > 1
    }
    gone = [f"ties.{name}" for name, tie in ties.items() if len(tie.for_) == 1]
    return without(scenario, new, gone)


def _of_parties(scenario: Scenario, entry: str, off: Any, **more: Any) -> Scenario | None:
    """Set an entry of each party that has another value than `off`, and more beside."""
    parties = scenario.spec.parties
    new = {f"parties.{n}.{entry}": off for n, p in parties.items() if getattr(p, entry) != off}
    new |= more
    return without(scenario, new) if new else None


def _of_forums(scenario: Scenario, entry: str, off: Any) -> Scenario | None:
    """Set an entry of each forum that has another value than `off`."""
    forums = scenario.spec.forums
    new = {f"forums.{n}.{entry}": off for n, f in forums.items() if getattr(f, entry) != off}
    return without(scenario, new) if new else None


def _of_effects(scenario: Scenario, **off: Any) -> Scenario | None:
    """Set entries of each option's effect that have other values than these."""
    new = {
        f"issues.{issue}.effects.{option}.{entry}": value
        for issue, body in scenario.spec.issues.items()
        for option, effect in body.effects.items()
        for entry, value in off.items()
        if getattr(effect, entry) != value
    }
    return without(scenario, new) if new else None
