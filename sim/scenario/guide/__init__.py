"""What every field of a scenario file means, in what unit, what to ask, and why its default is so.

One text for all who need it: the table of units (`docs/reference/units.md`), the descriptions in
the JSON Schema, and the comments in a file that `tracktwo new` writes. What may stand where, and
what the defaults are, is said by the schema alone (`sim.scenario.schema`); tests hold the two
together, and hold the low, middling and high numbers to the windows of the codebook (`seeds/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.guide import happenings, party, stakes, talks, whole
from sim.scenario.guide.entry import RANGES, Entry
from sim.scenario.schema import Body, ScenarioSpec

__all__ = ["GUIDE", "OPTIONS", "PLACES", "RANGES", "Entry", "entry", "json_schema"]

GUIDE: Mapping[str, Mapping[str, Entry]] = {
    "ScenarioSpec": whole.SCENARIO,
    "Time": whole.TIME,
    "Conflict": stakes.CONFLICT,
    "Side": stakes.SIDE,
    "Issue": stakes.ISSUE,
    "Pie": stakes.PIE,
    "Scale": stakes.SCALE,
    "Effect": stakes.EFFECT,
    "SeatShift": stakes.SEAT_SHIFT,
    "Party": party.PARTY,
    "Curve": party.CURVE,
    "Rank": party.RANK,
    "Swing": party.SWING,
    "Precondition": party.PRECONDITION,
    "Condition": stakes.CONDITION,
    "Faction": party.FACTION,
    "Outlook": party.OUTLOOK,
    "Tie": happenings.TIE,
    "Threat": happenings.THREAT,
    "Trigger": happenings.TRIGGER,
    "Event": happenings.EVENT,
    "Action": happenings.ACTION,
    "Then": happenings.THEN,
    "Forum": talks.FORUM,
    "Resume": talks.RESUME,
    "Variant": whole.VARIANT,
    "Case": whole.CASE,
    "Cited": whole.CITED,
    "Evidence": whole.EVIDENCE,
}
"""Class of the schema -> key in a file -> what the guide says of it."""

PLACES: Mapping[str, str] = {
    "ScenarioSpec": "The whole file",
    "Time": "time",
    "Conflict": "conflict",
    "Side": "conflict.sides.NAME",
    "Issue": "issues.NAME",
    "Pie": "issues.NAME.pie",
    "Scale": "issues.NAME.scale",
    "Effect": "issues.NAME.effects.OPTION",
    "SeatShift": "issues.NAME.effects.OPTION.seats.PARTY",
    "Party": "parties.NAME",
    "Curve": "parties.NAME.curves.ISSUE, and of factions and outlooks",
    "Rank": "weights, given as an order",
    "Swing": "weights, given as swing points",
    "Precondition": "parties.NAME.preconditions.NAME",
    "Condition": "A condition: a demand, a floor, a red line",
    "Faction": "parties.NAME.factions.NAME",
    "Outlook": "parties.NAME.outlooks.NAME",
    "Tie": "ties.NAME",
    "Threat": "threats.NAME",
    "Trigger": "threats.NAME.when",
    "Event": "events.NAME",
    "Action": "actions.NAME",
    "Then": "then: what follows from a threat, an event, an action, a way back",
    "Forum": "forums.NAME",
    "Resume": "forums.NAME.resume.NAME",
    "Variant": "variants.NAME",
    "Case": "variants.NAME.cases.CASE",
    "Cited": "Every part with a name",
    "Evidence": "evidence.PATH",
}
"""Class of the schema -> where in a file it stands."""

OPTIONS = talks.OPTIONS
"""(kind, name, option) of what is chosen by name -> what the guide says of the option."""


def entry(body: type[Body], key: str) -> Entry:
    """Return what the guide says of a key of a body.

    Parameters
    ----------
    body : type
        A class of `sim.scenario.schema`.
    key : str
        As a file has it.

    Raises
    ------
    KeyError
        If the guide says nothing of it.

    Examples
    --------
    >>> from sim.scenario.schema import Tie
    >>> entry(Tie, "leverage").scale[0.2]
    'the patron can promise or deny a fifth of what the client has at stake'
    >>> entry(Tie, "title").ask
    'What would a newspaper call it?'
    """
    for cls in body.__mro__:
        if found := GUIDE.get(cls.__name__, {}).get(key):
            return found
    raise KeyError(f"the guide says nothing of '{key}' in {body.__name__}")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, each field described as in the guide.

    Examples
    --------
    >>> json_schema()["properties"]["draft"]["description"][:45]
    '`true` while you are still looking for eviden'
    """
    schema = ScenarioSpec.model_json_schema()
    for name, part in (("ScenarioSpec", schema), *schema["$defs"].items()):
        for key, form in part.get("properties", {}).items():
            if found := GUIDE.get(name, {}).get(key) or whole.CITED.get(key):
                form["description"] = found.text
    return schema
