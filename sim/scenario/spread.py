"""A pie or a scale written out: options in equal steps, and what each is worth to everybody.

A file says ``pie: {among: [north, south], steps: 100}`` instead of a hundred options, and
``curves: {land: {share: 0.5}}`` instead of a hundred values. Both are written out before anything
else is looked at, so that all that follows knows only options and values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from sim.scenario.amounts import MOST_OPTIONS, NONE, Amounts, divisions, said_of_pie, said_of_scale
from sim.scenario.bodies import CURVES, Curve, Pie, Scale
from sim.scenario.errors import Path, listed
from sim.scenario.preferences import weighed
from sim.scenario.world import mapping

#: What the model does not read, because options and values say it all.
WRITTEN_OUT = {"pie", "scale", "curves"}

_FORMS: dict[str, type[Pie] | type[Scale]] = {"pie": Pie, "scale": Scale}
_NOTHING = {"pie": "nothing is divided", "scale": "nothing is chosen"}
_INSIDE = ("factions", "outlooks")
_UNREADABLE = {"options": {NONE: "", "whole": ""}, "status_quo": NONE}


@dataclass
class Spread:
    """Plain data in which every pie and every scale is written out.

    Attributes
    ----------
    data : object
    told : list of (path, message)
        Amounts and curves that cannot be.
    dangling : set of paths
        Values that a curve should have filled in, and could not.
    """

    data: Any
    told: list[tuple[Path, str]] = field(default_factory=list)
    dangling: set[Path] = field(default_factory=set)


def spread(data: Any) -> Spread:
    """Write out every pie and every scale.

    Examples
    --------
    >>> land = {"pie": {"among": ["north", "south"], "steps": 4}}
    >>> north = {"weights": {"land": 1}}
    >>> out = spread({"issues": {"land": land}, "parties": {"north": north}}).data
    >>> list(out["issues"]["land"]["options"])
    ['none', 'p4_0', 'p3_1', 'p2_2', 'p1_3', 'p0_4']
    >>> out["parties"]["north"]["values"]["land"]["p3_1"]
    0.75
    """
    issues = mapping(mapping(data).get("issues"))
    if not any(_form(issue) for issue in issues.values()) and not _has_curves(data):
        return Spread(data)
    out = Spread(dict(data))
    out.data["issues"] = {name: spread_issue(issue) for name, issue in issues.items()}
    for name, issue in issues.items():
        out.told += ((("issues", name, *path), told) for path, told in _wrong(issue))
    amounts = {name: amounts_of(issue) for name, issue in issues.items()}
    parties = mapping(data.get("parties"))
    if parties:
        out.data["parties"] = {
            name: _party(out, ("parties", name), party, name, issues, amounts)
            for name, party in parties.items()
        }
    return out


def written_out(data: Any) -> Any:
    """Return plain data that says only options and values, no pies, scales or curves.

    Examples
    --------
    >>> land = {"pie": {"among": ["north", "south"], "steps": 2}}
    >>> plainly = written_out({"issues": {"land": land}, "parties": {}})
    >>> list(plainly["issues"]["land"]), list(plainly["issues"]["land"]["options"])
    (['options', 'status_quo'], ['none', 'p2_0', 'p1_1', 'p0_2'])
    """
    return _without_forms(spread(data).data)


def _without_forms(data: Any) -> Any:
    """Drop pies and scales of issues, and curves of those who have preferences."""
    issues, parties = mapping(data.get("issues")), mapping(data.get("parties"))

    def bare(part: Any) -> Any:
        return {key: entry for key, entry in part.items() if key not in WRITTEN_OUT}

    def party(body: Any) -> Any:
        inner = {k: {n: bare(b) for n, b in body[k].items()} for k in _INSIDE if body.get(k)}
        return bare(body) | inner

    plainly = {"issues": {name: bare(issue) for name, issue in issues.items()}}
    return {**data, **plainly, "parties": {name: party(body) for name, body in parties.items()}}


def amounts_of(issue: Any) -> Amounts:
    """What each option of a pie or a scale gives, as plain data says it; none of anything else."""
    form = _form(issue)
    try:
        return _FORMS[form].model_validate(issue[form]).amounts() if form else {}
    except ValidationError:
        return {}


def spread_issue(issue: Any) -> Any:
    """Write out the options of one issue, if it is a pie or a scale."""
    form = _form(issue)
    if not form or "options" in issue:
        return issue
    amounts = amounts_of(issue)
    if not amounts or list(_wrong(issue)):
        return {**issue, **_UNREADABLE}
    status_quo = _point(issue.get("status_quo", NONE), amounts)
    none = {NONE: _NOTHING[form]} if status_quo == NONE else {}
    among = issue[form].get("among", ())
    said = said_of_pie(amounts, sorted(among)) if form == "pie" else said_of_scale(amounts)
    return {**issue, "options": none | said, "status_quo": status_quo}


def _form(issue: Any) -> str | None:
    return next((form for form in _FORMS if form in mapping(issue)), None)


def _has_curves(data: Any) -> bool:
    return any(mapping(holder).get("curves") for _, holder in _holders(data))


def _holders(data: Any) -> Iterator[tuple[Path, Any]]:
    for name, party in mapping(mapping(data).get("parties")).items():
        yield ("parties", name), party
        for inside in _INSIDE:
            for other, holder in mapping(mapping(party).get(inside)).items():
                yield ("parties", name, inside, other), holder


def _point(status_quo: Any, amounts: Amounts) -> Any:
    """The option that a status quo given as a number names; anything else as it is."""
    if isinstance(status_quo, int | float) and not isinstance(status_quo, bool):
        near = (n for n, amount in amounts.items() if amount == (round(float(status_quo), 12),))
        return next(near, status_quo)
    return status_quo


def _wrong(issue: Any) -> Iterator[tuple[Path, str]]:
    """Find what is wrong with the amounts of an issue, apart from their shape."""
    form = _form(issue)
    if not form:
        return
    both = [other for other in ("options", *_FORMS) if other in issue]
    if len(both) > 1:
        yield (), f"an issue has options, a pie or a scale; this has {listed(both)}; keep one"
        return
    if form == "pie":
        given = mapping(issue["pie"])
        among, steps = given.get("among"), given.get("steps")
        if not isinstance(among, list) or not isinstance(steps, int):
            return
        if len(among) > 1 and 1 < steps < MOST_OPTIONS:
            number = divisions(len(among), steps)
            if number > MOST_OPTIONS:
                right = f"at most {MOST_OPTIONS:,} are allowed; write fewer steps"
                yield ("pie", "steps"), f"a pie so cut has {number:,} divisions; {right}"
    elif len(set(amounts_of(issue).values())) == 1:
        yield ("scale",), "this scale ends where it begins; write from and to apart"
    elif amounts := amounts_of(issue):
        status_quo = _point(issue.get("status_quo", NONE), amounts)
        if not isinstance(status_quo, str):
            right = f"the numbers on it are {listed([f'{a[0]:g}' for a in amounts.values()])}"
            yield ("status_quo",), f"{status_quo} is not on the scale; {right}"


def _party(
    out: Spread, path: Path, party: Any, name: str, issues: dict[str, Any], amounts: dict[str, Any]
) -> Any:
    """A party with what options of pies and scales are worth to it, and to those inside it."""
    if not isinstance(party, dict):
        return party
    filled = _holder(out, path, party, name, issues, amounts)
    for inside in _INSIDE:
        if mapping(party.get(inside)):
            filled[inside] = {
                key: _holder(out, (*path, inside, key), holder, name, issues, amounts)
                if isinstance(holder, dict)
                else holder
                for key, holder in party[inside].items()
            }
    return filled


def _holder(
    out: Spread, path: Path, holder: dict[str, Any], name: str, issues: dict[str, Any], amounts: Any
) -> dict[str, Any]:
    """One holder of preferences, its values filled in."""
    curves = dict(mapping(holder.get("curves")))
    values = dict(mapping(holder.get("values")))
    out.told += _curves_wrong(path, curves, values, name, issues)
    for issue in weighed(mapping(holder.get("weights"))):
        pie = mapping(mapping(issues.get(issue)).get("pie"))
        if issue not in values and name in (pie.get("among") or ()):
            curves.setdefault(issue, {"share": 1})
    for issue, given in curves.items():
        try:
            curve = Curve.model_validate(given)
        except ValidationError:
            continue
        if amounts.get(issue) and issue not in values:
            body = mapping(issues.get(issue))
            form = _form(body) or ""
            measure = _FORMS[form].model_validate(body[form])
            worth = measure.worth(curve, name)
            if worth is not None:
                none = {NONE: 0.0} if _point(body.get("status_quo", NONE), {}) == NONE else {}
                values[issue] = {**none, **worth}
    if not set(curves) <= set(values):
        out.dangling.add((*path, "values"))
    return {**holder, "values": values} if values else dict(holder)


def _curves_wrong(
    path: Path, curves: dict[str, Any], values: dict[str, Any], name: str, issues: dict[str, Any]
) -> Iterator[tuple[Path, str]]:
    """Find curves of what is neither a pie nor a scale, and those that do not suit it."""
    for issue, given in curves.items():
        where = (*path, "curves", issue)
        form = _form(issues.get(issue))
        said = [key for key in mapping(given) if key in CURVES]
        if issue not in issues:
            yield where, f"issue '{issue}' is unknown; the issues are {listed(issues)}"
        elif form is None:
            yield where, f"issue '{issue}' is neither a pie nor a scale; write its values instead"
        elif issue in values:
            yield where, f"issue '{issue}' has values too; drop one of the two"
        elif len(said) != 1:
            right = "{share: 1}" if form == "pie" else "{rises: 1}, {falls: 1} or {peak: 0.4}"
            yield where, f"a curve says one thing; write {right}"
        elif (form == "pie") != (said == ["share"]):
            right = "{share: 1}" if form == "pie" else "{rises: 1}, {falls: 1} or {peak: 0.4}"
            yield where, f"'{said[0]}' does not suit a {form}; write {right}"
        elif form == "pie" and name not in (mapping(issues[issue]["pie"]).get("among") or ()):
            yield where, f"'{name}' has no share in the pie; add it to among, or write values"
