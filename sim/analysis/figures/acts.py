"""The acts of one run as marks: in whose lane, of what kind, and what they say in a few words."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from sim.model.narration.context import Row
from sim.model.narration.story import sentences
from sim.scenario.scenario import Scenario

TALKS = "talks."  # before the name of a forum: the lane of what happens there
COLUMNS = ["period", "lane", "kind", "said"]


class Kind(NamedTuple):
    """How acts of a kind are called and marked; what is not filled is hollow."""

    title: str
    marker: str
    filled: bool


#: What is drawn, in the order of the legend.
KINDS = {
    "demand": Kind("demands", "v", False),
    "concession": Kind("gives way", "^", True),
    "pressure": Kind("presses", ">", False),
    "yes": Kind("says yes", "o", True),
    "refusal": Kind("says no", "X", False),
    "proposal": Kind("proposes", "s", False),
    "signing": Kind("deal signed", "*", True),
    "keeping": Kind("keeps the deal", "P", True),
    "breaking": Kind("breaks or leaves", "x", True),
    "action": Kind("acts outside", "D", True),
    "event": Kind("other events", "d", False),
}

#: Acts -> the kind when the answer is yes, or there is none, and when it is no.
_KIND_OF = {
    "demand": ("demand", "demand"),
    "concede": ("concession", "refusal"),
    "waive": ("concession", "refusal"),
    "give_up_demand": ("concession", "concession"),
    "attend": ("yes", "refusal"),
    "mandate": ("yes", "refusal"),
    "accept": ("yes", "refusal"),
    "ratify": ("yes", "refusal"),
    "comply": ("yes", "refusal"),
    "vote": ("yes", "refusal"),
    "press": ("pressure", "pressure"),
    "propose": ("proposal", "proposal"),
    "table": ("proposal", "proposal"),
    "sign": ("signing", "signing"),
    "keep": ("keeping", "breaking"),
    "walk_out": ("breaking", "breaking"),
    "act": ("action", "action"),
    "carry_out": ("action", "event"),
}

_OF_FORUMS = {
    "convene", "table", "sign", "settle", "reopen", "give_up", "adjourn", "resume", "end", "event",
}  # fmt: skip


def acts_of(scenario: Scenario, trace: pd.DataFrame) -> pd.DataFrame:
    """The acts of a run that its story tells, what repeats itself left out.

    Parameters
    ----------
    scenario : Scenario
    trace : pandas.DataFrame
        As of `Results.trace`.

    Returns
    -------
    pandas.DataFrame
        In the order of the acts: ``period``, ``lane`` (a party, or ``talks.FORUM``), ``kind`` (of
        `KINDS`) and ``said``, a few words or none.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> results = sim.run(Scenario.from_data(EXAMPLE), runs=20, draws=0)
    >>> acts = acts_of(results.scenario, results.trace(results.pick("held")))
    >>> acts[acts.kind == "signing"].lane.tolist()
    ['talks.summit']
    """
    rows = [row for row, _ in sentences(scenario, trace) if not _is_of_the_next(row)]
    marks = [(row.period, _lane(scenario, row), _kind(row), _said(row)) for row in rows]
    return pd.DataFrame(marks, columns=COLUMNS)


def _is_of_the_next(row: Row) -> bool:
    """Whether a proposer passed: it did nothing that could be marked."""
    return row.act == "propose" and row.answer is False


def _lane(scenario: Scenario, row: Row) -> str:
    party = row.actor.partition(".")[0]
    if row.act in _OF_FORUMS or party not in scenario.spec.parties:
        return TALKS + (row.forum or scenario.spec.primary)
    return party


def _kind(row: Row) -> str:
    yes, no = _KIND_OF.get(row.act, ("event", "event"))
    return no if row.answer is False else yes


def _said(row: Row) -> str:
    """A few words, in the names of the file."""
    about, over = _spaced(row.about), _spaced(row.over)
    yes = row.answer is not False
    return {
        "demand": about,
        "concede": about if yes else f"no: {about}",
        "waive": f"gives up {about}" if yes else f"holds to {about}",
        "give_up_demand": f"gives up {about}",
        "attend": "comes" if yes else "stays away",
        "mandate": "may come" if yes else "kept home",
        "accept": "" if yes else f"no: {over}",
        "ratify": "ratifies" if yes else "does not ratify",
        "comply": about if yes else f"no: {about}",
        "vote": _spaced(row.actor.partition(".")[2]),
        "press": f"on {_spaced(row.target)}",
        "keep": "" if yes else f"over {over}",
        "walk_out": "walks out",
        "act": about,
        "carry_out": about if yes else f"not carried out: {about}",
        "convene": "convened",
        "sign": "signed",
        "settle": f"settled: {about}",
        "reopen": f"reopened: {about}",
        "give_up": "no text left",
        "adjourn": "breaks up",
        "resume": "again",
        "end": about,
        "event": about,
        "outlook": f"now {about}",
    }.get(row.act, "")


def _spaced(name: str | None) -> str:
    return (name or "").replace("_", " ").replace(",", ", ").replace("  ", " ")
