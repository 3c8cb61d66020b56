"""A scenario without its numbers: the same names and the same structure, for a second coder.

Whoever codes the same conflict again needs the list of names and not the first coder's judgement.
What stays is what both have to agree on: names, titles, options, the calendar (periods are whole
numbers, and no judgement of how much), who sits, demands, threatens and leans on whom. What was
judged goes: numbers, the order of weights and of options, shared numbers, variants, evidence.
"""

from __future__ import annotations

from typing import Any

from sim.registry import REQUIRED, Registry, protocols, rules, strategies
from sim.scenario.fields import Choice
from sim.scenario.guide import OPTIONS, entry
from sim.scenario.guide.entry import RANGES, STAKES, WHOLE, Entry
from sim.scenario.plain import plain
from sim.scenario.scenario import Scenario
from sim.scenario.schema import (
    Body,
    Condition,
    Effect,
    Faction,
    Forum,
    Outlook,
    Party,
    ScenarioSpec,
    Then,
    inside,
)

ANYTHING = {"uniform": [0, 1]}
_DROPPED = {"evidence", "orders", "shared", "variants"}  # judgement, whatever stands there
_COUNTED = {WHOLE, "any whole number"}  # the ranges of what is counted, which stays as it is
_NEEDED = {
    (Condition, "share_at_least"),
    (Then, "strength"),
    *((Effect, key) for key in ("strength", "guarantee", "burden")),
}
"""Numbers that may be left out, but without which nothing is demanded, or nothing is changed."""


def blank(scenario: Scenario) -> Scenario:
    """Return the structure of a scenario, as a draft, with numbers that say nothing.

    All issues tie in everybody's weights, and every option is worth anything from 0 to 1. Other
    numbers are left to their default; those that have none may be all that the guide knows of.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> again = blank(Scenario.from_data(EXAMPLE)).as_data()["parties"]["north"]
    >>> again["weights"], again["values"]["water"]["shared"], again["reservation"]
    ({'rank': ['water']}, {'uniform': [0, 1]}, {'uniform': [0, 1]})
    """
    data = _Blank(scenario.spec).body(scenario.spec, scenario.as_data())
    return Scenario.from_data(data | {"draft": True})


def widest(said: Entry) -> dict[str, list[float]]:
    """Return the widest range of a number that the guide makes sense of.

    Its own limits where it has some; for shares of a party's stakes none to all of them, to be
    lost or, where the guide knows of that, gained; else from
    the least to the greatest number of which the guide says what it means.

    Examples
    --------
    >>> from sim.scenario.schema import Faction, Precondition, Threat
    >>> widest(entry(Threat, "credibility")), widest(entry(Precondition, "firmness"))
    ({'uniform': [0, 1]}, {'uniform': [0, 1]})
    >>> widest(entry(Faction, "seats"))
    {'uniform': [5, 50]}
    """
    if said.unit.startswith(STAKES):
        return {"uniform": [-1 if min(said.scale) < 0 else 0, 1]}
    least, most = RANGES[said.range]
    if least is None or said.range.startswith("above"):
        least = min(said.scale)
    return {"uniform": [least, max(said.scale) if most is None else most]}


class _Blank:
    """Copies what is written of a scenario, and leaves out what was judged."""

    def __init__(self, spec: ScenarioSpec) -> None:
        self._spec = spec

    def body(self, body: Body, data: dict[str, Any]) -> dict[str, Any]:
        """Return what is written of a body, numbers blank."""
        kept = {}
        for key, given in data.items():
            content = inside(body)[key]
            if key in _DROPPED or given is None:
                continue
            new = self._field(body, key, content, given)
            if new is not None:
                kept[key] = new
        if isinstance(body, Party | Faction | Outlook):
            told = body.values if isinstance(body, Outlook) else self._spec.issue_names
            kept |= {"values": {name: self._values(name) for name in told}} if told else {}
        return kept

    def _field(self, body: Body, key: str, content: Any, given: Any) -> Any:
        """Return what a field holds, numbers blank; None where it is left out."""
        if key == "values":
            return None  # put in by `body`, for all issues
        if key == "weights":
            issues = list(self._spec.issue_names)
            return {"rank": [issues] if len(issues) > 1 else issues}
        if isinstance(content, Choice):
            return self._choice(body, key, content)
        said = None if isinstance(content, Body) else entry(type(body), key)
        if said is not None and said.is_number and said.range not in _COUNTED:
            return self._number(body, key, content, said)
        return self._inside(content, given)

    def _inside(self, content: Any, given: Any) -> Any:
        """Return what is no number: bodies with what stands in them blank, all else as it is."""
        if isinstance(content, Body):
            return self.body(content, given)
        if isinstance(content, dict) and any(isinstance(v, Body) for v in content.values()):
            return {name: self.body(content[name], given[name]) for name in given}
        return given

    def _number(self, body: Body, key: str, content: Any, said: Entry) -> Any:
        """Return the widest range of a number, or of each of several; None where it may go."""
        if not self._is_needed(body, key):
            return None
        if isinstance(content, dict):
            return {name: widest(said) for name in content}
        return widest(said)

    def _is_needed(self, body: Body, key: str) -> bool:
        """Whether a number that is written cannot be left to a default."""
        if key == "reservation":
            return self._spec.conflict is None
        if key == "quota":
            return isinstance(body, Party)
        fields = type(body).model_fields
        return (type(body), key) in _NEEDED or (key in fields and fields[key].is_required())

    def _values(self, issue: str) -> dict[str, Any]:
        return {option: dict(ANYTHING) for option in self._spec.issues[issue].option_names}

    def _choice(self, body: Body, key: str, choice: Choice) -> Any:
        """Return what is chosen by name, with those of its options that are no judgement."""
        registry = _REGISTRIES[key]
        kept: dict[str, Any] = {}
        for option, given in plain(choice.options).items():
            said = OPTIONS.get((key, choice.name, option))
            counted = said is not None and said.range in _COUNTED
            judged = option in registry.numbers(choice.name) or (said and said.is_number)
            if said is _QUOTA and isinstance(body, Forum):
                kept[option] = {"uniform": [1, len(body.seats)]}
            elif counted or not judged or registry.options(choice.name).get(option) is REQUIRED:
                kept[option] = given
        return {"name": choice.name, **kept} if kept else choice.name


_QUOTA = OPTIONS["rule", "quota", "quota"]
_REGISTRIES: dict[str, Registry] = {
    "strategy": strategies,
    "protocol": protocols,
    "rule": rules,
}
