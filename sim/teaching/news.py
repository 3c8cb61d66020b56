"""What others have done, as somebody hears of it: never what they thought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sim.analysis.words import Names, capital, listed, possessive
from sim.teaching.agenda import Agenda

Row = dict[str, Any]
Tell = Callable[[Row, Agenda, str | None], str | None]

_SAID: dict[str, tuple[str, str]] = {  # act -> if it was done, and if not
    "attend": ("will come to the talks", "does not come to the talks"),
    "accept": ("accepted", "refused"),
    "ratify": ("ratified what was signed", "did not ratify what was signed"),
    "keep": ("keeps the deal", "broke the deal"),
    "mandate": ("may go: its factions agree", "may not go: its factions refuse"),
}


def told(rows: list[Row], agenda: Agenda, you: str | None = None) -> list[str]:
    """What happened, a line each and none twice.

    Parameters
    ----------
    rows : list of dict
        Of `sim.model.record`.
    agenda : Agenda
    you : str, optional
        The party that reads it.

    Examples
    --------
    >>> import sim
    >>> from sim.analysis.words import Names
    >>> scenario = sim.Scenario.load("ultimatum")
    >>> agenda = Agenda(sim.Talks(scenario).forum.tables, Names(scenario))
    >>> row = {"actor": "proposer", "act": "propose", "answer": True, "package": {"pie": "p90_10"}}
    >>> told([row], agenda, "responder")
    ['Proposer offered: 90 for Proposer, 10 for you.']
    """
    return list(dict.fromkeys(line for _, line in lines(rows, agenda, you)))


Key = tuple[Any, ...]
_SAME = ("forum", "actor", "act", "target", "about")


def lines(rows: list[Row], agenda: Agenda, you: str | None = None) -> Iterator[tuple[Key, str]]:
    """Yield each line, and what it is about: who says the same again need not be heard again."""
    for row in rows:
        if line := _elsewhere(row, agenda, _told(row, agenda, you)):
            yield tuple(row.get(name) for name in _SAME), f"{capital(line)}."


def _elsewhere(row: Row, agenda: Agenda, line: str | None) -> str | None:
    """A line, with the talks it is about where they are others."""
    forum = row.get("forum") or agenda.forum
    return line if line is None or forum == agenda.forum else (
        f"at {agenda.names.forum(forum)}: {line}"
    )  # fmt: skip


def _told(row: Row, agenda: Agenda, you: str | None) -> str | None:
    if row["act"] in _TELLS:
        return _TELLS[row["act"]](row, agenda, you)
    if row["act"] in _SAID:
        return f"{_who(row, agenda)} {_SAID[row['act']][not row['answer']]}"
    return None


def _who(row: Row, agenda: Agenda) -> str:
    actor = row["actor"]
    return "the war" if actor == "nature" else agenda.names.who(actor)


def _propose(row: Row, agenda: Agenda, you: str | None) -> str:
    if not row["package"]:
        return f"{_who(row, agenda)} made no offer"
    return f"{_who(row, agenda)} offered: {agenda.words(row['package'], you)}"


def _table(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} put a text on the table: {agenda.words(row['package'], you)}"


def demand(names: Names, party: str, called: str) -> str:
    """Some demands of a party, in words. called: their names, with commas between."""
    return listed([names.demand(party, name) for name in called.split(", ")])


def _demand(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} demands: {demand(agenda.names, row['actor'], row['about'])}"


def _concede(row: Row, agenda: Agenda, you: str | None) -> str:
    whose = "your" if row["target"] == you else possessive(agenda.names.who(row["target"]))
    done = "agreed to" if row["answer"] else "refused"
    what = demand(agenda.names, row["target"], row["about"])
    return f"{_who(row, agenda)} {done} {whose} demand ({what})"


def _waive(row: Row, agenda: Agenda, you: str | None) -> str:
    what = demand(agenda.names, row["actor"], row["about"])
    done = "gave up its demand" if row["answer"] else "holds to its demand"
    return f"{_who(row, agenda)} {done} ({what})"


def _press(row: Row, agenda: Agenda, you: str | None) -> str:
    whom = agenda.who(row["target"], you)
    return f"{_who(row, agenda)} leans on {whom} to {row['about'].replace('_', ' ')}"


def _vote(row: Row, agenda: Agenda, you: str | None) -> str:
    what = "coming" if row["about"] == "coming" else "what was signed"
    return f"{_who(row, agenda)} voted {'for' if row['answer'] else 'against'} {what}"


def _walk_out(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} walked out"


def _give_up_demand(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} stayed, and gave up its demand ({row['about']})"


def _settle(row: Row, agenda: Agenda, you: str | None) -> str:
    issue = row["about"]
    return f"settled for now: {agenda.words(row['package'], you)}" if agenda.single else (
        f"settled for now: {agenda.title(issue)}: {agenda.option(issue, row['package'][issue])}"
    )  # fmt: skip


def _reopen(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"opened again: {agenda.title(row['about'])}"


def _comply(row: Row, agenda: Agenda, you: str | None) -> str:
    done = "does its part of the deal" if row["answer"] else "defies the deal"
    return f"{_who(row, agenda)} {done}, on {agenda.names.issue(row['about'])}"


def _act(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} acted: {_titled(agenda.names.spec.actions, row['about'])}"


def _carry_out(row: Row, agenda: Agenda, you: str | None) -> str:
    done = "carried out its threat" if row["answer"] else "did not carry out its threat"
    return f"{_who(row, agenda)} {done}: {_titled(agenda.names.spec.threats, row['about'])}"


def _event(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"it happened: {_titled(agenda.names.spec.events, row['about'])}"


def _outlook(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"{_who(row, agenda)} thinks otherwise from now on"


def _titled(known: Any, name: str) -> str:
    """What the file calls an action, a threat or an event."""
    return getattr(known.get(name), "title", "") or name.replace("_", " ")


def _claim(row: Row, agenda: Agenda, you: str | None) -> str:
    if not row["package"]:
        return f"{_who(row, agenda)} demanded nothing"
    return f"{_who(row, agenda)} demanded: {agenda.words(row['package'], you)}"


def _overlap(row: Row, agenda: Agenda, you: str | None) -> str:
    return f"the demands can be met together, by {agenda.words(row['package'], you)}"


_TELLS: dict[str, Tell] = {
    "claim": _claim, "overlap": _overlap, "propose": _propose, "table": _table,
    "demand": _demand, "concede": _concede, "waive": _waive, "press": _press, "vote": _vote,
    "walk_out": _walk_out, "give_up_demand": _give_up_demand, "settle": _settle,
    "reopen": _reopen, "comply": _comply,
    "act": _act, "carry_out": _carry_out, "event": _event, "outlook": _outlook,
    "stand_still": lambda row, agenda, you: "nobody moved any more",
    "drawn": lambda row, agenda, you: f"it fell to {_who(row, agenda)} to propose",
    "convene": lambda row, agenda, you: "the talks convene",
    "sign": lambda row, agenda, you: f"signed: {agenda.words(row['package'], you)}",
    "give_up": lambda row, agenda, you: f"{_who(row, agenda)} has no text left to propose",
}  # fmt: skip
