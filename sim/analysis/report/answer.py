"""The first paragraphs of a report: what came out, and how sure that is, to be read aloud."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis import tables
from sim.analysis.page import settled_in_words
from sim.analysis.reasons import Blocker, blockers, explained
from sim.analysis.words import (
    Names,
    about,
    counted,
    listed,
    percent,
    possessive,
    satisfaction,
    span,
)
from sim.model.narration.wording import THEY

if TYPE_CHECKING:
    from sim.experiments.results import Results

_DEGREES = (("most", "least"), ("least", "most"))  # of a gain and a loss: of the first, of the last


def answer(results: Results) -> str:
    """Say how far talks come, how they most often end, who is in the way, and who gains."""
    meaning, steps = tables.stages(results), results.funnel_stages
    far = [f"{meaning[step]} in {_often(results.funnel.share[step])}" for step in steps]
    played = (
        f"A computer played these talks {counted(len(results.finished), 'time')}, each time with"
        " other values for what nobody knows."
    )
    came = f"Of these simulated histories, {listed(far)}."
    return " ".join([played, came, _ending(results), _in_the_way(results), _gains(results)])


def how_sure(results: Results) -> str:
    """Say what simulation noise is and what we do not know, and how large each is here."""
    ends = dict.fromkeys((results.funnel_stages[0], results.funnel_stages[-1]))
    rows = results.funnel.loc[list(ends)]
    noise = max(1, math.ceil(50 * float((results.funnel.high - results.funnel.low).max())))
    chance = (
        "How sure is that? Two different things are uncertain. The first is chance. Played as many"
        " times with other luck, these shares would most likely move by no more than"
        f" {counted(noise, 'percentage point')} either way. That is called simulation noise here,"
        " and more histories make it smaller."
    )
    if rows.range_low.isna().any():
        return f"{chance} The second is what we do not know. It was not asked; it is often larger."
    meaning, draws = tables.stages(results), results.draws
    ranges = listed(
        f"the chance that {meaning[str(step)]} goes from {span(row.range_low, row.range_high)}"
        for step, row in rows.iterrows()
    )
    return (
        f"{chance} The second is what we do not know. The talks were played again under"
        f" {counted(draws, 'draw')} of the assumptions, each a set of values that the evidence"
        f" allows. Over the middle 8 in 10 of them {ranges}. More histories do not make that"
        f" smaller; better evidence would.{settled_in_words(results, str(rows.index[0]))}"
    )


def _often(share: float) -> str:
    return f"{about(share, of='of')} ({percent(share)})"


def _ending(results: Results) -> str:
    """How the talks most often end, and what leads to it."""
    name = str(results.outcomes.index[0])
    said, often = tables.outcomes(results)[name], _often(results.outcomes.share[name])
    return f"The commonest ending, in {often}, is that {said}{explained(results, name)}."


def _in_the_way(results: Results) -> str:
    found = blockers(results)
    if not found:
        return "Nobody stood in the way of any."
    often, named = _often(found[0].share), _named(found[0], results)
    return f"What most often stood in the way, in {often}: {named}."


def _named(blocker: Blocker, results: Results) -> str:
    names, cause = Names(results.scenario), blocker.cause
    if cause.kind == "demand":
        asked = names.demand(cause.party, cause.over)
        return f"{possessive(names.who(cause.party))} demand {cause.quoted} ({asked})"
    return f"{names.who(cause.party)} {cause.said(names)}"


def _gains(results: Results) -> str:
    """Who gains most by the talks, and who least, in points of satisfaction."""
    by_gain = results.utilities.sort_values("gain", ascending=False, kind="stable")
    ends = dict.fromkeys((by_gain.index[0], by_gain.index[-1]))
    names = Names(results.scenario)
    said = []
    for place, (party, degree) in enumerate(zip(ends, _DEGREES, strict=False)):
        row = by_gain.loc[party]
        if satisfaction(row.without) == satisfaction(row.with_talks):
            verb = "gain nor lose" if names.pronouns(str(party)) is THEY else "gains nor loses"
            said.append(f"{names.who(str(party))} neither {verb}")
            continue
        verb, much = ("gain", degree[0]) if row.gain >= 0 else ("lose", degree[1])
        verb += "" if names.pronouns(str(party)) is THEY else "s"
        by = "" if place else " by the talks as they go"
        said.append(f"{names.who(str(party))} {verb} {much}{by}, {_from_to(row)}")
    return f"On a scale of satisfaction from 0 to 100, on average, {listed(said)}."


def _from_to(row) -> str:
    return f"from {satisfaction(row.without)} without talks to {satisfaction(row.with_talks)}"
