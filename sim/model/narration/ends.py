"""How talks end, or are put off: who stood in the way, and over what."""

from __future__ import annotations

from collections.abc import Callable

from sim.model.narration.context import Context, Row, demand_names, tells
from sim.model.narration.happenings import war_won
from sim.model.narration.wording import listed, ordinal
from sim.scenario.schema import Resume


@tells("end")
def _end(context: Context, row: Row) -> str:
    if row.about == "military_decision" and row.over:
        return war_won(context, row.over)
    over: dict[str, list[str]] = {}  # who stood in the way -> over what
    if row.target:
        for who, what in zip(row.target.split(", "), row.over.split(", "), strict=True):
            over.setdefault(who, []).append(what)
    opening, blocked = _ENDS.get(row.about, (f"this history ended: {row.about}", _refused))
    return _with_reasons(
        _opened(context, opening), [blocked(context, *each) for each in over.items()]
    )


@tells("adjourn")
def _adjourn(context: Context, row: Row) -> str:
    opening, reasons = _ADJOURNED.get(row.about, "{forum} failed"), []
    if row.about == "not_convened":
        missing = [who for who in context.talks.required if not context.coming.get(who)]
        reasons = [_stayed_away(context, *_by_memory(context, who)) for who in missing]
    wait = context.words.periods(context.talks.resume[row.target].wait)
    most = 1 + sum(way.times for way in context.talks.resume.values())
    which = f"the {ordinal(context.attempt + 1)} of at most {most}"
    opening = _with_reasons(_opened(context, opening), reasons)
    another = f"another attempt{_by_which(context, row.target)}"
    return f"{opening}; {another}, {which}, was to follow after {wait}"


@tells("resume")
def _resume(context: Context, row: Row) -> str:
    way = context.talks.resume[row.about]
    since = f", and by then {context.words.consequence(way.then, 'had')}" if way.then else ""
    again = f"{context.title} started again{_by_which(context, row.about)}"
    kept = context.settled if way.keeps_settled else {}
    held = f"this still settled ({context.words.settings(kept)})" if kept else ""
    state = held or "everything open once more"
    return f"{again}, with {state}{since}{_ratifying_now(context, way)}"


def _by_which(context: Context, name: str) -> str:
    """By which way back, where there are several."""
    return f' ("{name.replace("_", " ")}")' if len(context.talks.resume) > 1 else ""


def _ratifying_now(context: Context, way: Resume) -> str:
    """Who without a seat has to ratify from then on, where that is not as before."""
    if way.ratified_by is None or set(way.ratified_by) == context.ratifying:
        return ""
    if not way.ratified_by:
        return "; from then on nobody without a seat there had to ratify a deal"
    bodies = listed(map(context.words.who, way.ratified_by))
    return f"; from then on a deal had to be ratified by who had no seat there: {bodies}"


def _opened(context: Context, opening: str) -> str:
    """How an end is told, before who stood in the way."""
    of_it = "" if context.is_alone else f" of {context.title}"
    it_all = "this history" if context.is_alone else context.title
    until = "when this history ended" if context.is_alone else "and we follow it no further"
    length = context.words.periods(context.spec.time.horizon)
    told = opening.format(
        forum=context.title, deal=f"the deal{of_it}", length=length, it_all=it_all, until=until
    )
    goes_on = "; the war went on" if "{it_all}" in opening or "{until}" in opening else ""
    undone = ", and what it had brought was undone" if "did not last" in opening else ""
    return told if context.talks.ends_war else f"{told}{goes_on}{undone}"


def _with_reasons(opening: str, reasons: list[Reason]) -> str:
    """An end, and the reasons for it; of several whose reason is the same in one clause."""
    alike: dict[tuple[str, str], list[str]] = {}  # what, and whose own reason it is -> who
    for who, did in reasons:
        own = "" if _OF_ONE.isdisjoint(did.split()) else who  # "its demand" is one party's
        alike.setdefault((did, own), []).append(who)
    clauses = [f"{listed(who)} {did}" for (did, _), who in alike.items()]
    return f"{opening}: {listed(clauses, ', and ')}" if clauses else opening


# -- who stood in the way ------------------------------------------------------------------

#: Who it was, and what they had done.
Reason = tuple[str, str]
_OF_ONE = frozenset({"it", "its", "them", "they", "their"})


def _by_memory(context: Context, who: str) -> tuple[str, list[str]]:
    """Who kept a party away, and over what, by what has been told."""
    return who, context.held_to.get(who, "coming").split(", ")


def _stayed_away(context: Context, who: str, over: list[str]) -> Reason:
    party, _, faction = who.partition(".")
    demands = [name for name in over if name in context.spec.parties[party].preconditions]
    name, they = context.words.who(who), context.words.pronouns(who)
    if demands:
        return name, f"held to {they.its} {_unmet(context, who, demands)}"
    if faction:
        return name, "had voted against coming"
    if context.mandated.get(who) is False:
        return f"the factions of {name}", f"had not let {they.them} come"
    if context.coming.get(who) is False:
        return name, "would not come"
    return name, f"had not said in time that {they.it} would come"


def _unmet(context: Context, who: str, demands: list[str]) -> str:
    """Demands of a party, and who would not meet them."""
    refusers = {
        party: None
        for demand in demands
        for party, yes in context.answers.get((who, demand), {}).items()
        if not yes
    }
    by = f"{listed(map(context.words.who, refusers))} would not meet" if refusers else ""
    return f"{demand_names(', '.join(demands))}, which {by or 'nobody had met'}"


def _left(context: Context, who: str, over: list[str]) -> Reason:
    name, issue = context.words.who(who), context.refused.get(who)
    demands = [demand for demand in over if demand in context.spec.parties[who].preconditions]
    if demands:
        its = context.words.pronouns(who).its
        return name, f"had walked out over {its} {_unmet(context, who, demands)}"
    if issue:
        return name, f"had walked out, having last said no over {context.words.issue(issue)}"
    others = [(party, over) for party, over in context.refused.items() if party != who]
    said_no = [f"{context.words.who(party)} over {context.words.issue(o)}" for party, o in others]
    return name, "had walked out" + (f", after a no from {listed(said_no)}" if said_no else "")


def _refused(context: Context, who: str, over: list[str]) -> Reason:
    issues = [context.words.issue(name) for name in over if name in context.spec.issues]
    if not issues:
        return context.words.who(who), "had nothing left to offer"
    return context.words.who(who), f"said no over {listed(issues)}"


def _broke(context: Context, who: str, over: list[str]) -> Reason:
    issues = listed(context.words.issue(name) for name in over if name in context.spec.issues)
    return context.words.who(who), f"had broken it over {issues}"


#: How each outcome is told, and how each of those who stood in its way.
_ENDS: dict[str, tuple[str, Callable[[Context, str, list[str]], Reason]]] = {
    "not_convened": ("time ran out before {forum} could convene", _stayed_away),
    "walkout": ("{forum} ended without a deal", _left),
    "deadlock": ("{forum} ended without a deal", _refused),
    "not_ratified": ("{deal} fell before it was in force", _refused),
    "collapsed": ("{deal} did not last", _broke),
    "held": ("{deal} had been in force for {length}, with nobody breaking it, {until}", _refused),
    "agreed": ("so {it_all} ended with a deal, and nobody stood in its way", _refused),
    "military_decision": ("one side won the war before there was a deal", _refused),
}

#: How failed talks are told that are to start again.
_ADJOURNED = {
    "not_convened": "time ran out before {forum} could convene",
    "walkout": "with that {forum} broke up",
    "deadlock": "{forum} broke up without a deal",
    "not_ratified": "with that {deal} fell",
}
