"""Before the table: demands, answers, pressure, and who comes."""

from __future__ import annotations

from sim.model.narration.context import SLIGHT, Context, Row, demand_names, more, tells
from sim.model.narration.wording import Pronouns, counted, listed, percent, points


@tells("demand")
def _demand(context: Context, row: Row) -> str:
    words = context.words
    who = words.who(row.actor)
    precondition = context.spec.parties[row.actor].preconditions[row.about]
    they = words.pronouns(row.actor)
    if ("demand", row.actor, row.about) in context.announced:
        return _demanded_again(context, row, who, they)
    context.announced.add(("demand", row.actor, row.about))
    asked = words.asked(precondition.demand, row.needed, row.value)
    if precondition.floor:
        asked += f", or, failing that, {words.asked(precondition.floor, None, None)}"
    if context.echoes(row, row.actor):
        return f"{they.it} also demanded {asked} ({they.its} {demand_names(row.about)})"
    named = f"({they.its} {demand_names(row.about)})"
    return f"before {they.it} would come, {who} demanded {asked} {named}"


def _demanded_again(context: Context, row: Row, who: str, they: Pronouns) -> str:
    """A demand that has been explained: made in other talks, or once more in these."""
    held = "" if row.value is None else f", with {percent(row.value)} of all strength by then"
    again = "again" if context.attempt > 1 else "here too"
    return f"{who} made {they.its} {demand_names(row.about)} {again}{held}"


@tells("concede")
def _concede(context: Context, row: Row) -> str:
    before = context.answers[row.target, row.about]
    who, whose = context.words.who(row.actor), context.words.who(row.target)
    precondition = context.spec.parties[row.target].preconditions[row.about]
    wanted = precondition.floor or precondition.demand
    issue = context.spec.issues[wanted.issue]
    shared = issue.control == "all" and len(issue.controlled_by) > 1
    what = f"the {demand_names(row.about)} of {whose}"
    what += " in its lesser form" if precondition.floor else ""
    now = "now " if row.actor in before else ""
    they = context.words.pronouns(row.actor)
    reckoned = f"{they.it} reckoned that this would {_of_conceding(row, they)}"
    if row.answer:
        ready = f"{they.was} {now}ready, for {they.its} part, to meet"
        return f"{who} {ready if shared else f'{now}met'} {what}: {reckoned}"
    first = not any(answer is False for party, answer in before.items() if party != row.actor)
    veto = f"; without {they.them} the demand could not be met" if shared and first else ""
    return f"{who} {now}refused to meet {what}: {reckoned}{veto}"


def _of_conceding(row: Row, they: Pronouns) -> str:
    before, after = percent(row.chance_without), percent(row.chance)
    if before == after or abs(row.chance - row.chance_without) < 2 * SLIGHT:
        others = f"hardly change the chance that all the others came ({after})"
    else:
        how = "raise" if row.chance > row.chance_without else "lower"
        others = f"{how} the chance that all the others came from {before} to {after}"
    if abs(row.value) < SLIGHT:
        left = "no better off than before"
    else:
        left = f"{points(row.value)} {'better' if row.value > 0 else 'worse'} off"
    cost = f"cost {they.them} {points(row.cost)} and " if row.cost >= SLIGHT else ""
    but = "," if cost else " and"
    if row.chance > row.chance_without and (cost or not row.answer):
        but = ", but"
    return f"{others}{but} {cost}leave {they.them} {left}{' all told' if cost else ''}"


_PRESSED_TO = {"attend": "to come", "stay_away": "not to come"}


@tells("press")
def _press(context: Context, row: Row) -> str:
    who, whom = context.words.who(row.actor), context.words.who(row.target)
    if context.echoes(row, row.target, row.about):
        return f"so did {who} (to gain {points(row.value)})"
    what = _PRESSED_TO.get(row.about, "to meet what was demanded")
    gain = f"reckoning to gain {points(row.value)} by it, the cost of pressing deducted"
    return f"{who} began to press {whom} {what}, {gain}"


@tells("attend")
def _attend(context: Context, row: Row) -> str:
    who, now = _pressed(context, row), "now " * _changed(context, row)
    they = context.words.pronouns(row.actor)
    worth = _talks_against_none(row.value, they)
    chance = f"a chance of {percent(row.chance)} that all the others came"
    blame = _of_staying_away(context, row)
    if row.answer and row.value < 0 and blame:
        only = "only " if row.chance < 0.5 else ""
        opening = f"{who} {now}said that {they.it} would come, although {worth}"
        return f"{opening}: staying away would have {blame}, and there was {only}{chance}"
    if row.answer and row.value < -SLIGHT:
        who = context.words.who(row.actor)  # no pressure decided this
        cheap = f"it could say so freely, with only {chance}"
        return f"{who} {now}said that {they.it} would come, although {worth}: {cheap}"
    if row.answer:
        if not now and context.echoes(row):
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
    return f"with every required seat taken, {context.title} convened"


def _changed(context: Context, row: Row) -> bool:
    """Whether a party has changed its mind about coming."""
    return context.coming.get(row.actor, row.answer) != row.answer


def _pressed(context: Context, row: Row) -> str:
    """The party, and who has pressed it since it last answered if it now comes after all."""
    who = context.words.who(row.actor)
    patrons = context.patrons(row.actor, "attend" if row.answer else "stay_away", before=row.period)
    if patrons and _changed(context, row):
        return f"pressed by {listed(map(context.words.who, patrons))}, {who}"
    return who


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
