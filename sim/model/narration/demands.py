"""Preconditions: what is demanded before the table, and what those who could meet it answer."""

from __future__ import annotations

from sim.model.narration.context import SLIGHT, Context, Row, demand_names, pressed_by, tells
from sim.model.narration.wording import Pronouns, percent, points


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
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    precondition = context.spec.parties[row.target].preconditions[row.about]
    issue = context.spec.issues[(precondition.floor or precondition.demand).issue]
    shared = issue.control == "all" and len(issue.controlled_by) > 1
    now = "now " if row.actor in before else ""
    first = not any(answer is False for party, answer in before.items() if party != row.actor)
    vetoes = shared and first and not row.answer
    others = _chance_moved(row)
    if context.echoes(row, row.target, row.about, others, now) and not vetoes:
        return f"so did {who} ({_cost_and_gain(row)})"
    did = f"{now}{'met' if row.answer else 'refused to meet'}"
    if row.answer and shared:
        did = f"{they.was} {now}ready, for {they.its} part, to meet"
    if row.answer and now:
        who = pressed_by(context, row, "concede") + who
    reckoned = f"{they.it} reckoned that this would {others}{_of_conceding(row, they)}"
    veto = f"; without {they.them} the demand could not be met" if vetoes else ""
    return f"{who} {did} {_demanded_of(context, row, precondition)}: {reckoned}{veto}"


def _demanded_of(context: Context, row: Row, precondition) -> str:
    what = f"the {demand_names(row.about)} of {context.words.who(row.target)}"
    return f"{what} in its lesser form" if precondition.floor else what


def _chance_moved(row: Row) -> str:
    """What a concession would do to the chance that the others come."""
    before, after = percent(row.chance_without), percent(row.chance)
    if before == after or abs(row.chance - row.chance_without) < 2 * SLIGHT:
        return f"hardly change the chance that all the others came ({after})"
    how = "raise" if row.chance > row.chance_without else "lower"
    return f"{how} the chance that all the others came from {before} to {after}"


def _of_conceding(row: Row, they: Pronouns) -> str:
    """What else it would do, all told."""
    left = f"leave {they.them} {_better_off(row.value)}"
    raises = row.chance > row.chance_without
    if row.cost < SLIGHT:
        return f"{', but' if raises and not row.answer else ' and'} {left}"
    cost = f"cost {they.them} {points(row.cost)} and"
    if row.value > 0:
        return f", {cost} yet {left} all told"
    return f",{' but' if raises else ''} {cost} {left} all told"


def _cost_and_gain(row: Row) -> str:
    cost = f"a cost of {points(row.cost)}; " if row.cost >= SLIGHT else ""
    return f"{cost}{_better_off(row.value)}{' all told' if cost else ''}"


def _better_off(value: float) -> str:
    how = "better" if value > 0 else "worse"
    return f"{'slightly' if abs(value) < SLIGHT else points(value)} {how} off"
