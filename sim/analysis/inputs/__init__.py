"""What a scenario puts in, as tables that somebody who did not write it can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.inputs import basis, people, stakes, talks, wants
from sim.analysis.inputs.words import DRAWS, Words
from sim.analysis.layout import Page, Section
from sim.analysis.words import counted
from sim.scenario.evidence import Claims

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["page"]


def page(scenario: Scenario) -> Page:
    """Put the page together: first what was put in, in plain words, and then what it rests on.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    Page

    Examples
    --------
    >>> import sim
    >>> shown = page(sim.Scenario.load("geneva-2013"))
    >>> [section.title for section in shown.sections][:3]
    ['Who there is', 'What can be settled', 'What the National Coalition wants']
    """
    spec, words = scenario.spec, Words(scenario)
    sections = [
        people.parties(words),
        stakes.issues(words),
        *wants.sections(words),
        people.costs(words),
        *people.demands(words),
        *talks.forums(words),
        *people.ties(words),
        *stakes.threats(words),
        *stakes.actions(words),
        *stakes.events(words),
        *stakes.war(words),
        *talks.together(words),
        _clock(words),
        *basis.sections(scenario, Claims.around(scenario)),
    ]
    lead = [" ".join(spec.about.split())] if spec.about else []
    return Page(scenario.title, spec.question, [*lead, _how_to_read(words)], sections)


def _how_to_read(words: Words) -> str:
    return (
        "This is what was put in, not what comes out. A number such as 0.2 to 0.6 is not known"
        " better than that: every value between is as likely as any other, unless more is said."
        " What an option is worth to a party goes from 0, the worst on that issue, to 1, the best;"
        " the weight of an issue is its share of all that the party cares about. Averages, and the"
        f" middle 8 in 10, are over {counted(DRAWS, 'draw')} of what is not known."
    )


def _clock(words: Words) -> Section:
    spec = words.spec
    said = [f"One period is one {spec.time.unit}; {words.period(1)} is the first."]
    if spec.time.flow == "none":
        said.append("A period of waiting pays nothing.")
    if spec.foresight == "none":
        said.append("Nobody thinks ahead of agreement and of whether a deal is kept.")
    if spec.noise:
        said.append(
            "Each party has reasons of its own of which the file knows nothing; they are drawn by"
            f" lot, with scale {spec.noise:g} of what it could gain at most (noise)."
        )
    else:
        said.append("Nobody has reasons of its own of which the file knows nothing (noise: 0).")
    return Section("Calendar and chance", [" ".join(said)])
