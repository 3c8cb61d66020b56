"""After the table: votes at home, who does its part, and deals kept and broken."""

from __future__ import annotations

from sim.model.narration.context import Context, Row, minded, more, tells, than_no_deal
from sim.model.narration.convening import vote_on_coming
from sim.model.narration.wording import counted, listed


@tells("vote")
def _vote(context: Context, row: Row) -> str:
    if row.about == "coming":
        return vote_on_coming(context, row)
    if row.actor in context.spec.parties:
        return _ratifies_alone(context, row)
    who, seats = context.words.who(row.actor), counted(row.seats, "seat")
    if row.answer and context.echoes(row):
        return f"so did {who} ({seats}; {more(row.value)})"
    who = f"{who} ({seats})"
    worth = f"the deal was {than_no_deal(row.value, 'them')}"
    if row.answer:
        return f"{who} voted yes: {worth}"
    if row.crossed:
        return f"{who} voted no: the deal crossed their line on {context.words.issue(row.over)}"
    return f"{who} voted no: {worth}, and {minded(context, row)}"


def _ratifies_alone(context: Context, row: Row) -> str:
    """A body outside the room and without factions, whose one vote says it all."""
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    if row.answer and context.echoes(row, "alone"):
        return f"so did {who} ({more(row.value)})"
    worth = f"it was {than_no_deal(row.value, they.them)}"
    if row.answer:
        return f"{who}, not at the table, ratified the deal: {worth}"
    refused = f"{who}, not at the table, did not ratify the deal"
    if row.crossed:
        return f"{refused}: it crossed {they.its} line on {context.words.issue(row.over)}"
    return f"{refused}: {worth}; {minded(context, row)}"


@tells("ratify")
def _ratify(context: Context, row: Row) -> str:
    who = context.words.who(row.actor)
    count = f"{round(row.seats, 1):g} in favour, {round(row.needed, 1):g} needed"
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


@tells("comply")
def _comply(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    worth = more(row.value + row.shock)  # beyond refusing, pressure and threats included
    if context.echoes(row, row.about):
        return f"{'so did' if row.answer else 'nor would'} {who} ({worth})"
    did = "did" if row.answer else "would not do"
    if context.goes_on(row):
        on, than = context.words.issue(row.about), f"worth {worth} to {they.them} than refusing"
        return f"on {on} {they.it} {did} {they.its} part{' too' * row.answer}, that being {than}"
    patrons = _leaning(context, row)
    pressed = f", with {listed(patrons)} pressing {they.them} to" if patrons else ""
    unsigned = f"{who}, without having signed it, {did} {they.its} part of the deal"
    about = f"on {context.words.issue(row.about)}{pressed}"
    return f"{unsigned} {about}: doing so was worth {worth} to {they.them} than refusing"


def _leaning(context: Context, row: Row) -> list[str]:
    """The patrons who have signed the deal, and want their client to do its part."""
    package = str(row.package)
    return [
        context.words.who(tie.patron)
        for tie in context.spec.ties.values()
        if tie.client == row.actor and "comply" in tie.for_
        if context.said.get((tie.patron, package)) or context.proposed.get(tie.patron) == package
    ]
