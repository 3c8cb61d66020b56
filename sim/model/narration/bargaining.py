"""At the table: texts and proposals, and what was said to them."""

from __future__ import annotations

from sim.model.narration.context import (
    SLIGHT,
    Context,
    Row,
    demand_names,
    minded,
    more,
    tells,
    than_no_deal,
)
from sim.model.narration.wording import percent, points
from sim.registry import strategies


@tells("table")
def _table(context: Context, row: Row) -> str:
    chance = f"a chance of {percent(row.chance)} of being {_passed(context)}"
    what = f"{'a' if context.package is None else 'another'} text"
    opening = f"{what}{_whose(context, row)} was put on the table"
    return f"{opening}; by common reckoning it had {chance}: {_package(context, row)}"


@tells("give_up")
def _give_up(context: Context, row: Row) -> str:
    return f"no other text{_whose(context, row)} was left that anybody could hope for"


@tells("settle")
def _settle(context: Context, row: Row) -> str:
    issue = context.words.issue(row.about)
    option = context.words.option(row.about, row.package[row.about])
    if context.again:
        return f'the same text was agreed to once more, and {issue} was settled too, at "{option}"'
    return f'with that {issue} was settled, at "{option}", as part of a deal yet to be made'


@tells("reopen")
def _reopen(context: Context, row: Row) -> str:
    hopeless = "no text that anybody could hope for was left within what had been settled"
    return f"{hopeless}, so that {context.words.issue(row.about)} was opened again"


@tells("drawn")
def _drawn(context: Context, row: Row) -> str:
    return f"it fell to {context.words.who(row.actor)} to make an offer"


@tells("propose")
def _propose(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    if not row.answer:
        return f"{who} had nothing to gain by any offer that might be accepted, and passed"
    worth = than_no_deal(row.value, they.them)
    package = context.words.settings(row.package)
    if _knows_all(context, row.actor):
        return f"{who} proposed a package, {worth}: {package}"
    chance = f"a chance of {percent(row.chance)} of being {_passed(context)}"
    return f"{who} proposed a package, {worth} and with {chance}: {package}"


@tells("accept")
def _accept(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    mind = minded(context, row)
    before = context.said.get((row.actor, str(row.package)))
    if context.again:
        who = f"when {context.words.who(context.again)} put the same package forward again, {who}"
    now = "now " if before is not None and before != row.answer else ""
    worth = f"it was {than_no_deal(row.value, they.them)}"
    by_value = row.answer == (row.value > row.needed)
    if row.answer:
        if by_value and not now and not context.again and context.echoes(row):
            return f"so did {who} ({more(row.value)})"
        as_good = by_value or max(abs(row.value), abs(row.needed)) < SLIGHT
        why = worth if as_good else f"{they.it} had come down to asking for no more than that"
        return f"{who} {now}accepted: {why}"
    if row.crossed:
        line = context.words.issue(row.over)
        nothing = f"across which {they.it} would sign nothing"
        return f"{who} {now}refused: it crossed a line on {line} {nothing}"
    if not by_value:
        return f"{who} {now}refused, still asking for more; {mind}"
    if row.value > 0:
        # what it needed is a bound on its own reasons, not a forecast: it has no size to tell
        return f"{who} {now}refused: {worth}, but {they.it} hoped for more by holding out; {mind}"
    return f"{who} {now}refused: {worth}; {mind}"


@tells("claim")
def _claim(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    if not row.answer:
        return f"{who} demanded nothing"
    worth = than_no_deal(row.value, they.them)
    return f"{who} demanded a package, {worth}: {context.words.settings(row.package)}"


@tells("overlap")
def _overlap(context: Context, row: Row) -> str:
    what = context.words.settings(row.package)
    return f"with that a package gave everybody what they had demanded, or better: {what}"


@tells("stand_still")
def _stand_still(context: Context, row: Row) -> str:
    return "nobody gave way any further, so that there was nothing left to talk about"


@tells("walk_out")
def _walk_out(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    total = row.value + row.shock + (row.blame or 0) - (row.cost or 0) - (row.needed or 0)
    less = f"{more(-abs(total))} to {they.them} than leaving"
    if row.about:
        demand = f"{they.its} {demand_names(row.about)}"
        dear = f"backing down would have cost {they.them} {points(row.needed)}"
        return f"{who} walked out over {demand}: {dear}, and all told staying was worth {less}"
    if row.value > SLIGHT and row.shock < 0:
        weight = points(row.shock) if points(row.shock) != points(row.value) else "slightly more"
        own = f"reasons of {they.its} own against them counted for {weight}"
        return (
            f"{who} walked out: the talks still promised {they.them} {points(row.value)}, but {own}"
        )
    little = "" if row.value > SLIGHT else f"the talks promised {they.them} hardly anything, and "
    return f"{who} walked out: {little}all told staying was worth {less}"


@tells("give_up_demand")
def _give_up_demand(context: Context, row: Row) -> str:
    who, they = context.words.who(row.actor), context.words.pronouns(row.actor)
    demand = f"{they.its} {demand_names(row.about)}"
    dear = f", which cost {they.them} {points(row.cost)}" if row.cost >= SLIGHT else ""
    return f"{who} stayed at the table and gave up {demand}, unmet there too{dear}"


@tells("sign")
def _sign(context: Context, row: Row) -> str:
    everybody = context.talks.rule.name == "unanimity"
    how = "all at the table had agreed" if everybody else "it had the consents that it needed"
    home = ", and went home for ratification" if context.goes_home else ""
    war = "" if context.talks.ends_war else "; under this deal the war went on"
    of_it = "" if context.is_alone else f" of {context.title}"
    return f"the package{of_it} was signed, since {how}{home}{war}"


def _knows_all(context: Context, party: str) -> bool:
    """Whether a party goes by what others want, so that common reckoning is not its own."""
    name = context.words.spec.parties[party].strategy.name
    return bool(getattr(strategies.get(name), "knows", "own") == "everything")


def _whose(context: Context, row: Row) -> str:
    """Where a text came from, if the scenario says so."""
    return f" from {context.words.who(row.actor)}" if context.talks.mediator else ""


def _package(context: Context, row: Row) -> str:
    """A text; only what is new in it, where the last one was nearly the same."""
    before = context.package
    new = {i: o for i, o in row.package.items() if before is None or before.get(i) != o}
    if before is not None and 0 < len(new) <= len(row.package) / 2:
        return f"as before, but now {context.words.settings(new)}"
    return context.words.settings(row.package)


def _passed(context: Context) -> str:
    return "agreed and ratified" if context.goes_home else "agreed"
