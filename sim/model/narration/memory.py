"""What has been said before in a forum: what is not told again, and what is kept in mind."""

from __future__ import annotations

from sim.model.narration.context import Context, Row


def _demanded(context: Context, row: Row) -> bool:
    return (row.actor, row.about) in context.raised


def _conceded(context: Context, row: Row) -> bool:
    return context.answers[row.target, row.about].get(row.actor) == row.answer


def _said_whether(context: Context, row: Row) -> bool:
    """Demands given up or met are always news; not being let come has been told as the vote."""
    before = context.coming.get(row.actor)
    kept_home = not row.answer and context.mandated.get(row.actor) is False
    if row.act == "waive" and row.answer:
        return False
    return kept_home or (before == row.answer and not _met(context, row))


def _met(context: Context, row: Row) -> bool:
    """Whether a party is asked to come with all of its demands met: another reason than before."""
    return row.act == "attend" and bool(context.awaited.get(row.actor))


def _voted(context: Context, row: Row) -> bool:
    return row.about == "coming" and context.voted.get(row.actor) == row.answer


def _mandated(context: Context, row: Row) -> bool:
    return context.mandated.get(row.actor) == row.answer


def _ratified_alone(context: Context, row: Row) -> bool:
    """A body without factions, whose vote has been told."""
    outside = row.actor not in context.talks.seats
    return outside and not context.spec.parties[row.actor].factions


def _proposed(context: Context, row: Row) -> bool:
    return context.proposed.get(row.actor) == str(row.package)


def _tabled(context: Context, row: Row) -> bool:
    """The text of which one more item has just been settled."""
    return context.has_settled and row.package == context.package


def _answered(context: Context, row: Row) -> bool:
    same = context.said.get((row.actor, str(row.package))) == row.answer
    return same and context.resumed


_REPEATS = {
    "demand": _demanded, "concede": _conceded, "attend": _said_whether, "waive": _said_whether,
    "vote": _voted, "mandate": _mandated, "ratify": _ratified_alone, "propose": _proposed,
    "claim": _proposed, "table": _tabled, "accept": _answered,
}  # fmt: skip


def repeats(context: Context, row: Row) -> bool:
    """Whether a row says what has been said before."""
    said = _REPEATS.get(row.act)
    return said is not None and said(context, row)


def remember(context: Context, row: Row, *, told: bool) -> None:
    """Take down what a row has said, whether it was told or not."""
    if row.act in _MEMORIES:
        _MEMORIES[row.act](context, row, told)


def _demand(context: Context, row: Row, told: bool) -> None:
    context.raised.add((row.actor, row.about))
    if row.about not in context.awaited[row.actor]:
        context.awaited[row.actor].append(row.about)


def _given_up(context: Context, row: Row, told: bool) -> None:
    context.awaited.pop(row.actor, None)


def _left(context: Context, row: Row, told: bool) -> None:
    context.walked_out.add(row.actor)


def _coming(context: Context, row: Row, told: bool) -> None:
    context.coming[row.actor] = row.answer
    context.held_to.pop(row.actor, None)
    if row.act == "waive" and not row.answer:
        context.held_to[row.actor] = row.about
    else:  # its demands have been met, or it has given them up
        context.awaited.pop(row.actor, None)
    if told:
        pressed = context.pressed.pop(row.actor, [])
        context.pressed[row.actor] = [entry for entry in pressed if entry[0] == row.period]


def _concession(context: Context, row: Row, told: bool) -> None:
    context.answers[row.target, row.about][row.actor] = row.answer
    if row.answer:
        context.raised.discard((row.target, row.about))


def _pressure(context: Context, row: Row, told: bool) -> None:
    context.pressed.setdefault(row.target, []).append((row.period, row.actor, row.about))


def _offer(context: Context, row: Row, told: bool) -> None:
    context.resumed = not told
    context.again = None if told else row.actor
    context.has_settled = False
    context.package = row.package or context.package
    context.proposed[row.actor] = str(row.package)


def _claimed(context: Context, row: Row, told: bool) -> None:
    context.proposed[row.actor] = str(row.package)


def _answer(context: Context, row: Row, told: bool) -> None:
    context.said[row.actor, str(row.package)] = row.answer
    context.refused.pop(row.actor, None)
    if not row.answer and row.over in context.spec.issues:
        context.refused[row.actor] = row.over
    if told:
        context.again = None


def _vote(context: Context, row: Row, told: bool) -> None:
    if row.about == "coming":
        context.voted[row.actor] = row.answer


def _mandate(context: Context, row: Row, told: bool) -> None:
    context.mandated[row.actor] = row.answer


def _adjourned(context: Context, row: Row, told: bool) -> None:
    context.attempt += 1
    context.start_again()


def _resumed(context: Context, row: Row, told: bool) -> None:
    way = context.talks.resume[row.about]
    if way.ratified_by is not None:
        context.ratifying = set(way.ratified_by)
    if not way.keeps_settled:
        context.settled.clear()


def _settled(context: Context, row: Row, told: bool) -> None:
    context.settled[row.about] = row.package[row.about]
    context.has_settled = True


def _reopened(context: Context, row: Row, told: bool) -> None:
    context.settled.pop(row.about, None)
    context.has_settled = False


def _signed(context: Context, row: Row, told: bool) -> None:
    if context.settled:
        context.settled |= row.package


_MEMORIES = {
    "demand": _demand, "walk_out": _left, "give_up_demand": _given_up,
    "attend": _coming, "waive": _coming, "concede": _concession, "press": _pressure,
    "propose": _offer, "claim": _claimed, "table": _offer, "accept": _answer, "vote": _vote,
    "mandate": _mandate,
    "adjourn": _adjourned, "resume": _resumed, "settle": _settled, "reopen": _reopened,
    "sign": _signed,
}  # fmt: skip
