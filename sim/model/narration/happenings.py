"""Outside the room: events, actions of a party's own accord, threats carried out, a war won."""

from __future__ import annotations

from sim.model.narration.context import SLIGHT, Context, Row, tells
from sim.model.narration.wording import points


@tells("event")
def _event(context: Context, row: Row) -> str:
    event = context.spec.events[row.about]
    name = event.title or row.about.replace("_", " ")
    brought = context.words.consequence(event.then)
    return f'"{name}" came to pass, by no decision of the parties: {brought}'


@tells("outlook")
def _outlook(context: Context, row: Row) -> str:
    outlook = context.spec.parties[row.actor].outlooks[row.about]
    name = outlook.title or row.about.replace("_", " ")
    return f'from then on {context.words.who(row.actor)} saw things differently: "{name}"'


@tells("act")
def _act(context: Context, row: Row) -> str:
    action = context.spec.actions[row.about]
    name = action.title or row.about.replace("_", " ")
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    brought = context.words.consequence(action.then)
    reckoned = f"{they.it} reckoned to gain {points(row.value)} by that"
    if row.stage == "implement":  # who wrecks a deal weighs the world under it
        deal = "the deal" if context.is_alone else f"the deal of {context.title}"
        reckoned = f"with {deal} in force {reckoned}"
    if row.cost >= SLIGHT:
        reckoned += f", at a cost of {points(row.cost)}"
    return f'{who} took a step outside the talks ("{name}"): {brought}; {reckoned}'


@tells("carry_out")
def _carry_out(context: Context, row: Row) -> str:
    words, threat = context.words, context.spec.threats[row.about]
    why, by = _set_off_by(context, threat.when), words.who(row.actor)
    if row.answer:
        they = words.pronouns(row.actor)
        if context.goes_on(row, words.consequence(threat.then)):
            return f"{they.it} had another reason to do so: {why}"
        did = f"did what others had thought {they.it} might do"
        return f"as {why}, {by} {did}: {words.consequence(threat.then)}"
    might = f"so that {words.consequence(threat.then, 'would have')}"
    return f"as {why}, {by} might now have acted, {might}, but did not"


def _set_off_by(context: Context, when) -> str:
    """What has set a threat off."""
    who = context.words.who(when.party) if when.party else None
    talks = "the talks" if context.is_alone else context.title
    if when.act == "defy":
        return f"{who} had not done {context.words.pronouns(when.party).its} part of the deal"
    return {
        "refuse": f"{who} had {'walked out' if when.party in context.walked_out else 'not come'}",
        "no_talks": "no talks had come about" if context.is_alone else f"{talks} had not convened",
        "failed": f"{talks} had failed",
        "breach": f"{who} had broken the deal" if who else "the deal had been broken",
    }[when.act]


def war_won(context: Context, side: str) -> str:
    """One side has won the war."""
    words, victory = context.words, context.spec.conflict.sides[side].victory
    talks = context.title if context.is_alone else "whatever talks there still were"
    won = f"{words.side(side)} won the war while no deal to end it was in force"
    won += f", and with that ended {talks}"
    return f"{won}; the victory settled {words.settings(victory)}" if victory else won
