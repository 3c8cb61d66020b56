"""Ablation: each mechanism off, one at a time. What moves the result when it goes, carries it.

A mechanism more is a function more, under `ablation`: it returns the scenario without it, or None
where the scenario has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from sim.experiments.challenge.bench import as_data, changes, unevidenced
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
    without = {name: switch_off(bare) for name, switch_off in ABLATIONS.items()}
    without |= {name: _without_list(bare, name) for name in _optional_lists(bare)}
    return {name: changed for name, changed in without.items() if changed is not None}


def _without_list(scenario: Scenario, name: str) -> Scenario:
    """Drop a list at the top of the file, and what cases of variants set in it."""
    new: dict[str, Any] = {name: {}}
    if name != "variants" and scenario.spec.variants:
        kept = as_data(scenario.spec.variants)
        for variant in list(kept):
            cases = kept[variant]["cases"].values()
            for case in cases:
                case["set"].pop(name, None)
            if not any(case["set"] for case in cases):
                del kept[variant]
        new["variants"] = kept
    return scenario.with_(new)


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
    without = _of_parties(scenario, "red_lines", {}) or scenario
    return without.with_(crossed) if crossed else None if without is scenario else without


@ablation("ratification")
def _ratification(scenario: Scenario) -> Scenario | None:
    """What is signed needs no vote at home, so factions have no say in it."""
    new: dict[str, Any] = {}
    for name, forum in scenario.spec.forums.items():
        if "ratify" in forum.stages:
            new[f"forums.{name}.stages"] = [stage for stage in forum.stages if stage != "ratify"]
            if forum.ratified_by:
                new[f"forums.{name}.ratified_by"] = []
    return scenario.with_(new) if new else None


@ablation("ways back")
def _ways_back(scenario: Scenario) -> Scenario | None:
    """Talks that failed have failed."""
    forums = scenario.spec.forums
    new = {f"forums.{name}.resume": None for name, forum in forums.items() if forum.resume}
    return scenario.with_(new) if new else None


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
    return _of_effects(scenario, "guarantee", 0.0)


@ablation("effects on strength")
def _effects_on_strength(scenario: Scenario) -> Scenario | None:
    """No option makes anybody stronger or weaker."""
    return _of_effects(scenario, "strength", {})


@ablation("drift of strengths")
def _drift(scenario: Scenario) -> Scenario | None:
    """Strengths do not move by themselves."""
    conflict = scenario.spec.conflict
    if conflict is None or support(conflict.shock)[1] == 0:
        return None
    return scenario.with_({"conflict.shock": 0})


def _of_parties(scenario: Scenario, entry: str, off: Any) -> Scenario | None:
    """Set an entry of each party that has another value than `off`."""
    parties = scenario.spec.parties
    new = {f"parties.{n}.{entry}": off for n, p in parties.items() if getattr(p, entry) != off}
    return scenario.with_(new) if new else None


def _of_effects(scenario: Scenario, entry: str, off: Any) -> Scenario | None:
    """Set an entry of each option's effect that has another value than `off`."""
    new = {
        f"issues.{issue}.effects.{option}.{entry}": off
        for issue, body in scenario.spec.issues.items()
        for option, effect in body.effects.items()
        if getattr(effect, entry) != off
    }
    return scenario.with_(new) if new else None
