"""One run as a story: its trace in plain sentences, period by period."""

from __future__ import annotations

from collections import defaultdict
from types import SimpleNamespace

import pandas as pd

from sim.model.narration import aftermath, bargaining, convening  # noqa: F401, they register their sentences
from sim.model.narration.context import ACTS, Context, Row, other
from sim.model.narration.wording import Wording, listed, sentence

_PREFACE = (
    "This is one simulated history among many, under the scenario's assumptions as this run drew "
    "them; it is not a forecast. A party's satisfaction is counted in points: 100 lie between the "
    "bottom and the top of the scenario's scales on every issue at once{war}, and the points of "
    "two parties cannot be compared. Chances are as the parties themselves saw them."
)

#: Acts that make one paragraph with one another.
_TOPICS = {
    "demand": "demands", "concede": "demands", "attend": "coming", "waive": "coming",
    "propose": "offer", "table": "offer", "accept": "offer", "sign": "offer", "vote": "vote",
    "ratify": "vote",
}  # fmt: skip
_OPENS_PARAGRAPH = {"propose", "table"}


def story(scenario, trace: pd.DataFrame, seed: int, run: int) -> str:
    """Tell one run.

    Parameters
    ----------
    scenario : Scenario
    trace : pandas.DataFrame
        The acts of the run: see `sim.model.telling.retell`.
    seed, run : int
        For the heading.

    Returns
    -------
    str
        A heading and, for each period in which something was new, the period and its paragraphs,
        with blank lines between. Lines are not wrapped.
    """
    parts = [f"{scenario.title}: run {run}, seed {seed}", _preface(scenario)]
    words = Wording(scenario)
    period = topic = None
    for row, text in sentences(scenario, trace):
        here = _TOPICS.get(row.act, row.act)
        if row.period != period:
            parts += [words.period(row.period), text]
        elif here != topic or row.act in _OPENS_PARAGRAPH:
            parts.append(text)
        else:
            parts[-1] += f" {text}"
        period, topic = row.period, here
    return "\n\n".join(parts) + "\n"


def sentences(scenario, trace: pd.DataFrame) -> list[tuple[Row, str]]:
    """The rows of a trace that say something new, in order, each with its sentence.

    A row of which the same party has said the same before is left out.
    """
    teller = _Teller(scenario)
    told = ((row, teller.tell(row)) for row in _rows(trace))
    return [(row, text) for row, text in told if text]


def _rows(trace: pd.DataFrame) -> list[Row]:
    """The rows of a trace, with None for whatever was not weighed."""
    return [
        SimpleNamespace(
            index=index,
            **{k: None if _missing(v) else v for k, v in zip(trace, values, strict=True)},
        )
        for index, values in zip(trace.index, trace.itertuples(index=False, name=None), strict=True)
    ]


def _missing(value) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _preface(scenario) -> str:
    """What the story is, and who had to come."""
    _, forum = scenario.spec.forum
    war = " (fighting on may be worse than the worst)" if scenario.spec.conflict else ""
    preface = _PREFACE.format(war=war)
    if "convene" not in forum.stages:
        return preface
    words = Wording(scenario)
    seats = listed(words.who(party) for party in forum.required)
    within = words.periods(forum.convene_by)
    condition = f"{words.forum} could convene only if all of these came within {within}: {seats}"
    return f"{preface} {sentence(condition)}"


class _Teller:
    """Goes through the rows of a trace once, and remembers what has been said."""

    def __init__(self, scenario):
        self.context = Context(Wording(scenario), answers=defaultdict(dict))
        self._proposed: dict[str, str] = {}

    def tell(self, row: Row) -> str | None:
        """The sentence of a row; None where it repeats what has been told."""
        text = None
        if not self._repeats(row):
            self.context.next()
            text = sentence(ACTS.get(row.act, other)(self.context, row))
        self._remember(row, told=text is not None)
        return text

    def _repeats(self, row: Row) -> bool:
        context, before = self.context, self.context.coming.get(row.actor)
        if row.act == "concede":
            return context.answers[row.target, row.about].get(row.actor) == row.answer
        if row.act in ("attend", "waive"):  # but giving up demands is always news
            return before == row.answer and not (row.act == "waive" and row.answer)
        if row.act == "propose":
            return self._proposed.get(row.actor) == str(row.package)
        if row.act == "accept":
            same = context.said.get((row.actor, str(row.package))) == row.answer
            return same and self._resumed
        return False

    _resumed = False  # the package on the table has been put there before, by the same party

    def _remember(self, row: Row, *, told: bool) -> None:
        context = self.context
        if row.act == "concede":
            context.answers[row.target, row.about][row.actor] = row.answer
        elif row.act in ("attend", "waive"):
            context.coming[row.actor] = row.answer
            if told:
                patrons = context.pressed.pop(row.actor, [])
                context.pressed[row.actor] = [p for p in patrons if p[0] == row.period]
        elif row.act == "press" and row.about == "attend":
            context.pressed.setdefault(row.target, []).append((row.period, row.actor))
        elif row.act in ("propose", "table"):
            self._resumed = not told
            context.again = None if told else row.actor
            context.package = row.package or context.package
            self._proposed[row.actor] = str(row.package)
        elif row.act == "accept":
            context.said[row.actor, str(row.package)] = row.answer
            context.refused.pop(row.actor, None)
            if not row.answer and row.over in context.spec.issues:
                context.refused[row.actor] = row.over
            if told:
                context.again = None
