"""After the table: votes, deals kept and broken, threats carried out, and the end."""

from __future__ import annotations

from collections.abc import Callable

from sim.model.narration.context import Context, Row, demand_names, minded, more, tells
from sim.model.narration.wording import counted, listed


@tells("vote")
def _vote(context: Context, row: Row) -> str:
    who, seats = context.words.who(row.actor), counted(row.seats, "seat")
    if row.answer and context.echoes(row):
        return f"so did {who} ({seats}; {more(row.value)})"
    who = f"{who} ({seats})"
    worth = f"the deal was worth {more(row.value)} to them than no deal"
    if row.answer:
        return f"{who} voted yes: {worth}"
    if row.crossed:
        return f"{who} voted no: the deal crossed their line on {context.words.issue(row.over)}"
    return f"{who} voted no: {worth}, and {minded(context, row)}"


@tells("ratify")
def _ratify(context: Context, row: Row) -> str:
    who = context.words.who(row.actor)
    count = f"{row.seats:g} in favour, {row.needed:g} needed"
    return f"{who} {'ratified' if row.answer else 'did not ratify'} the deal ({count})"


@tells("keep")
def _keep(context: Context, row: Row) -> str:
    who = context.words.who(row.actor)
    they, gain = context.words.pronouns(row.actor), row.value - row.without
    weighed = f"keeping it was worth {more(gain)} to {they.them} than breaking it"
    swayed = (gain > 0) != row.answer
    weighed += f", but reasons of {they.its} own counted for more" if swayed else ""
    if row.answer:
        if not swayed and context.echoes(row):
            return f"so did {who} ({more(gain)})"
        return f"{who} kept the deal: {weighed}"
    return f"{who} broke the deal: {weighed}; {minded(context, row)}"


@tells("event")
def _event(context: Context, row: Row) -> str:
    event = context.spec.events[row.about]
    name = event.title or row.about.replace("_", " ")
    brought = context.words.consequence(event.then)
    return f'"{name}" came to pass, by no decision of the parties: {brought}'


@tells("carry_out")
def _carry_out(context: Context, row: Row) -> str:
    words, threat = context.words, context.spec.threats[row.about]
    who = words.who(threat.when.party) if threat.when.party else None
    why = {
        "refuse": f"{who} had refused",
        "no_talks": "no talks had come about",
        "failed": "the talks had failed",
        "breach": f"{who} had broken the deal" if who else "the deal had been broken",
    }[threat.when.act]
    by = words.who(row.actor)
    if row.answer:
        return f"as {why}, {by} did what had been expected: {words.consequence(threat.then)}"
    might = f"so that {words.consequence(threat.then, would=True)}"
    return f"as {why}, {by} might now have acted, {might}, but did not"


@tells("end")
def _end(context: Context, row: Row) -> str:
    over: dict[str, list[str]] = {}  # who stood in the way -> over what
    if row.target:
        for who, what in zip(row.target.split(", "), row.over.split(", "), strict=True):
            over.setdefault(who, []).append(what)
    opening, blocked = _ENDS.get(row.about, (f"this history ended: {row.about}", _refused))
    length = context.words.periods(context.spec.time.horizon)
    opening = opening.format(forum=context.words.forum, length=length)
    each = [blocked(context, who, what) for who, what in over.items()]
    return f"{opening}: {listed(each, ', and ')}" if each else opening


def _stayed_away(context: Context, who: str, over: list[str]) -> str:
    demands = [name for name in over if name in context.spec.parties[who].preconditions]
    name, they = context.words.who(who), context.words.pronouns(who)
    if not demands:
        if context.coming.get(who) is False:
            return f"{name} would not come"
        return f"{name} had not said in time that {they.it} would come"
    refusers = {
        party: None
        for demand in demands
        for party, yes in context.answers.get((who, demand), {}).items()
        if not yes
    }
    if refusers:
        by = f"which {listed(map(context.words.who, refusers))} would not meet"
    else:
        by = "which nobody had met"
    return f"{name} held to {they.its} {demand_names(', '.join(demands))}, {by}"


def _left(context: Context, who: str, over: list[str]) -> str:
    name, issue = context.words.who(who), context.refused.get(who)
    if issue:
        return f"{name} had walked out, having last said no over {context.words.issue(issue)}"
    return f"{name} had walked out, over staying at all and not over any one issue"


def _refused(context: Context, who: str, over: list[str]) -> str:
    issues = [context.words.issue(name) for name in over if name in context.spec.issues]
    if not issues:
        return f"{context.words.who(who)} had nothing left to offer"
    return f"{context.words.who(who)} said no over {listed(issues)}"


def _broke(context: Context, who: str, over: list[str]) -> str:
    issues = listed(context.words.issue(name) for name in over if name in context.spec.issues)
    return f"{context.words.who(who)} had broken it over {issues}"


#: How each outcome is told, and how each of those who stood in its way.
_ENDS: dict[str, tuple[str, Callable[[Context, str, list[str]], str]]] = {
    "not_convened": ("time ran out before {forum} could convene", _stayed_away),
    "walkout": ("{forum} ended without a deal", _left),
    "deadlock": ("{forum} ended without a deal", _refused),
    "not_ratified": ("the deal fell before it was in force", _refused),
    "collapsed": ("the deal did not last", _broke),
    "held": (
        "the deal had been in force for {length}, with nobody breaking it, when this history ended",
        _refused,
    ),
    "agreed": ("so this history ended with a deal, and nobody stood in its way", _refused),
    "military_decision": ("one side won the war before there was a deal", _refused),
}
