"""One run as a story: its trace in plain sentences, period by period and forum by forum."""

from __future__ import annotations

import html
from types import SimpleNamespace

import pandas as pd

from sim.model.narration import (  # noqa: F401, they register their sentences
    aftermath,
    bargaining,
    convening,
    demands,
    ends,
    happenings,
)
from sim.model.narration.context import ACTS, Context, Row, other
from sim.model.narration.memory import remember, repeats
from sim.model.narration.opening import opening
from sim.model.narration.wording import Wording, sentence

#: Acts that make one paragraph with one another.
_TOPICS = {
    "demand": "demands", "concede": "demands", "attend": "coming", "waive": "coming",
    "mandate": "coming", "propose": "offer", "table": "offer", "accept": "offer", "sign": "offer",
    "settle": "offer", "claim": "offer", "overlap": "offer",
    "vote": "vote", "ratify": "vote",
}  # fmt: skip
_OPENS_PARAGRAPH = {"propose", "table"}


class Story(str):
    r"""A story: text, which a notebook shows as paragraphs.

    Examples
    --------
    >>> Story("A & B: run 3, seed 7\n\nNobody came.\n").html()
    '<p><b>A &amp; B: run 3, seed 7</b></p><p>Nobody came.</p>'
    """

    def html(self) -> str:
        """Return its paragraphs as HTML; what is no sentence is a heading."""
        parts = (html.escape(part) for part in self.strip().split("\n\n"))
        told = (part if part.endswith((".", "!", "?")) else f"<b>{part}</b>" for part in parts)
        return "".join(f"<p>{part}</p>" for part in told)

    def _repr_html_(self) -> str:
        return f'<div style="max-width:60em">{self.html()}</div>'


def story(scenario, trace: pd.DataFrame, seed: int, run: int) -> Story:
    """Tell one run.

    Parameters
    ----------
    scenario : Scenario
    trace : pandas.DataFrame
        The acts of the run: see `sim.model.telling.retell`.
    seed, run : int
        For the heading, and for the cases of variants that the run drew.

    Returns
    -------
    Story
        A heading and, for each period in which something was new, the period and its paragraphs,
        with blank lines between; where there are several forums, each under a heading of its own.
        Lines are not wrapped.
    """
    parts = [f"{scenario.title}: run {run}, seed {seed}", opening(scenario, seed, run)]
    words = Wording(scenario)
    before: tuple = (None, None, None)
    for row, text in sentences(scenario, trace):
        here = (row.period, _place(scenario, row), _topic(row))
        if here[0] != before[0]:
            parts.append(words.period(row.period))
        if here[1] and here[:2] != before[:2]:
            parts.append(f"{_headed(words, here[1])}:")
        if here != before or row.act in _OPENS_PARAGRAPH:
            parts.append(text)
        else:
            parts[-1] += f" {text}"
        before = here
    return Story("\n\n".join(parts) + "\n")


def sentences(scenario, trace: pd.DataFrame) -> list[tuple[Row, str]]:
    """The rows of a trace that say something new, in order, each with its sentence.

    A row of which the same party has said the same before in the same forum is left out.
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


def _topic(row: Row) -> str:
    if row.act == "vote" and row.about == "coming":
        return "coming"
    return _TOPICS.get(row.act, row.act)


_OUTSIDE = "outside"


def _place(scenario, row: Row) -> str:
    """Under which heading a row stands: none where there is but one forum."""
    if len(scenario.spec.forums) == 1:
        return ""
    if row.act in ("event", "outlook") or row.about == "military_decision":
        return _OUTSIDE
    return row.forum or scenario.spec.primary


def _headed(words: Wording, place: str) -> str:
    """The heading of what happens in a forum, or outside all of them."""
    if place == _OUTSIDE:
        return "Outside the talks"
    noun = words.forum(place)  # "the talks in the capital", but also "two ministers by the lake"
    return f"At {noun}" if noun.startswith("the ") else noun


class _Teller:
    """Goes through the rows of a trace once, and remembers what has been said in each forum."""

    def __init__(self, scenario):
        words = Wording(scenario)
        self._primary = scenario.spec.primary
        announced: set[tuple[str, ...]] = set()
        self._contexts = {name: Context(words, name, announced) for name in scenario.spec.forums}
        self._decided = False

    def tell(self, row: Row) -> str | None:
        """The sentence of a row; None where it repeats what has been told."""
        context, text = self._contexts[row.forum or self._primary], None
        war_won = row.act == "end" and row.about == "military_decision"
        if not (repeats(context, row) or (war_won and self._decided)):  # one end for all forums
            context.next()
            text = sentence(ACTS.get(row.act, other)(context, row))
        self._decided |= war_won
        remember(context, row, told=text is not None)
        return text
