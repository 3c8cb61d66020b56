"""Before the table: pressure, and who comes."""

from __future__ import annotations

from sim.model.narration.context import (
    SLIGHT,
    Context,
    Row,
    demand_names,
    more,
    pressed_by,
    tells,
)
from sim.model.narration.wording import Pronouns, counted, listed, percent, points

_PRESSED_TO = {"attend": "to come", "stay_away": "not to come"}


@tells("press")
def _press(context: Context, row: Row) -> str:
    who, whom = context.words.who(row.actor), context.words.who(row.target)
    if context.echoes(row, row.target, row.about):
        return f"so did {who} (to gain {points(row.value)})"
    what = _PRESSED_TO.get(row.about, "to meet what was demanded")
    if context.goes_on(row, row.target):
        whom = context.words.pronouns(row.target).them
        return f"{who} pressed {whom} also {what}, reckoning to gain {points(row.value)} by that"
    gain = f"reckoning to gain {points(row.value)} by it, the cost of pressing deducted"
    return f"{who} began to press {whom} {what}, {gain}"


@tells("attend")
def _attend(context: Context, row: Row) -> str:
    met, now = _demands_met(context, row), "now " * _changed(context, row)
    who, they = met + _pressed(context, row), context.words.pronouns(row.actor)
    worth = _talks_against_none(row.value, they)
    chance = f"a chance of {percent(row.chance)} that all the others came"
    blame = _of_staying_away(context, row)
    if row.answer and row.value < 0 and blame:
        only = "only " if row.chance < 0.5 else ""
        opening = f"{who} {now}said that {they.it} would come, although {worth}"
        return f"{opening}: staying away would have {blame}, and there was {only}{chance}"
    if row.answer and row.value < -SLIGHT:
        who = met + context.words.who(row.actor)  # no pressure decided this
        cheap = f"it could say so freely, with only {chance}"
        return f"{who} {now}said that {they.it} would come, although {worth}: {cheap}"
    if row.answer:
        if not (now or met) and context.echoes(row):
            return f"so did {who} ({more(row.value)})"
        return f"{who} {now}said that {they.it} would come: {worth}"
    if blame and row.value < 0 and row.blame > 0:
        weighed = f"; staying away would have {blame}, but with {chance} that counted for less"
    else:
        weighed = f", and staying away would have {blame}" if blame else ""
    return f"{who} {now}refused to come: {worth}{weighed}"


@tells("waive")
def _waive(context: Context, row: Row) -> str:
    who, they = _pressed(context, row), context.words.pronouns(row.actor)
    demands = f"{they.its} {demand_names(row.about)}"
    chance = f"with a chance of {percent(row.chance)} that all the others came"
    blame = _of_staying_away(context, row)
    weighed = f"{_talks_against_none(row.value, they)}, {chance}"
    weighed += f", and staying away would have {blame}" if blame else ""
    if row.answer:
        cost = f"; that outweighed the {points(row.cost)} that backing down cost {they.them}"
        cost = cost if row.cost >= SLIGHT else ""
        return f"{who} gave up {demands} and said that {they.it} would come: {weighed}{cost}"
    if row.chance * row.value + row.blame <= 0:
        cost = f"and backing down would have cost {they.them} another {points(row.cost)}"
    else:
        cost = f"but backing down would have cost {they.them} {points(row.cost)}"
        cost += ", which counted for more"
    return f"{who} held to {demands} and stayed away: {weighed}; {cost}"


def vote_on_coming(context: Context, row: Row) -> str:
    """A faction's vote on whether its party comes."""
    who, seats = context.words.who(row.actor), counted(row.seats, "seat")
    if context.echoes(row, "coming"):
        return f"so did {who} ({seats})"
    return f"{who} ({seats}) voted {'for' if row.answer else 'against'} coming"


@tells("mandate")
def _mandate(context: Context, row: Row) -> str:
    who, them = context.words.who(row.actor), context.words.pronouns(row.actor).them
    count = f"{counted(row.seats, 'seat')} in favour, {round(row.needed, 1):g} needed"
    let = f"let {them} come" if row.answer else f"kept {them} from coming"
    return f"the factions of {who} {let} ({count})"


@tells("convene")
def _convene(context: Context, row: Row) -> str:
    optional = [seat for seat in context.talks.seats if seat not in context.talks.required]
    absent = [context.words.who(seat) for seat in optional if not context.coming.get(seat)]
    without = f", without {listed(absent)}" if absent else ""
    return f"with every required seat taken, {context.title} convened{without}"


def _changed(context: Context, row: Row) -> bool:
    """Whether a party has changed its mind about coming."""
    return context.coming.get(row.actor, row.answer) != row.answer


def _pressed(context: Context, row: Row) -> str:
    """The party, and who has pressed it since it last answered, or before it first did."""
    who = context.words.who(row.actor)
    purpose = "attend" if row.answer else "stay_away"
    first = row.actor not in context.coming
    return pressed_by(context, row, purpose) + who if first or _changed(context, row) else who


def _demands_met(context: Context, row: Row) -> str:
    """That all the demands of a party were met, where it has made any and gave none up."""
    names = context.awaited.get(row.actor)
    if not names:
        return ""
    its = context.words.pronouns(row.actor).its
    demands = f"{its} {demand_names(', '.join(names))}"
    if row.answer:
        return f"with {demands} met, "
    return f"although {demands} {'were' if len(names) > 1 else 'was'} met, "


def _talks_against_none(value: float, they: Pronouns) -> str:
    return f"talks were worth {more(value)} to {they.them} than no talks"


def _of_staying_away(context: Context, row: Row) -> str | None:
    """What staying away would have brought on a party, through threats that hang on it; or None."""
    if abs(row.blame) < SLIGHT:
        return None
    them = context.words.pronouns(row.actor).them
    effect = f"{'cost' if row.blame > 0 else 'brought'} {them} {points(row.blame)}"
    parts = []
    for name, threat in context.spec.threats.items():
        if threat.when.act == "refuse" and threat.when.party == row.actor:
            by, might = context.words.who(threat.by), ""
            if ("threat", name) not in context.announced:
                might = f" ({context.words.consequence(threat.then, 'would have')})"
            context.announced.add(("threat", name))
            parts.append(f"what {by} might then have done{might}")
    return f"{effect} through {listed(parts)}" if parts else effect
