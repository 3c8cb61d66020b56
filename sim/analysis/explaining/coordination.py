"""Whether those who stay away wait for one another, in plain words."""

from __future__ import annotations

import math

from sim.analysis.comparison import interval
from sim.analysis.comparison import unknown as unknown_change
from sim.analysis.layout import Note, Section, Table
from sim.analysis.tables import unknown
from sim.analysis.words import Names, about, capital, counted, listed, percent, span
from sim.experiments.explain.coordination import THROUGH, Coordination, coordination
from sim.experiments.results import Results
from sim.model.stages.anteroom import REASONING

TITLE = "Whether they wait for one another"
SELDOM = 0.01  # of all runs: what happens more seldom is not worth a sentence

_EXPECTING = {
    0.0: "that the others stay away",
    0.5: "that they come as likely as not",
    1.0: "that the others come",
}


def section(found: Results | Coordination) -> Section:
    """Tell whether talks fail for want of trust in the others' coming, or for other reasons.

    Parameters
    ----------
    found : Results or Coordination
        Results are thought through here, which takes four times up to 1,000 runs, and as many
        under 20 draws of the assumptions.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> told = section(sim.run(Scenario.from_data(EXAMPLE), runs=50, draws=0))
    >>> told.items[0]
    'No. Talks convene in the same runs whatever everybody begins by expecting of the others.'
    """
    if isinstance(found, Results):
        if "convene" not in found.scenario.spec.forum[1].stages:
            return Section(TITLE, ("All are at the table from the start: nobody has to come.",))
        found = coordination(found)
    said = [*_failed(found), _verdict(found), *_jointly(found)]
    return Section(TITLE, [*said, _starts(found), *_parties(found), _note(found)])


def _failed(found: Coordination) -> list[str]:
    if not found.failures:
        return []
    return [f"{counted(found.failures, 'run')} FAILED from one start or another, and are in no"
            " number here: the others may be no fair sample."]  # fmt: skip


def _verdict(found: Coordination) -> str:
    if found.undecided.share < SELDOM:
        same = "the same" if not found.undecided.share else "nearly the same"
        return (
            f"No. Talks convene in {same} runs whatever everybody begins by expecting of the"
            " others."
        )
    return (
        f"In {about(found.undecided.share)} simulated histories, yes: talks convene if everybody"
        " begins by expecting the others to come, and do not if everybody begins by expecting them"
        " to stay away. Either expectation comes true, so that it is a matter of coordination"
        " (Schelling 1960), and interests alone do not say which it will be (Harsanyi & Selten"
        " 1988). What would help there is assurance that the others come, and not a concession."
        f" As modelled, talks convene in {about(found.undecided_met, of='of')} of these histories:"
        " that is an assumption of its own."
    )


def _jointly(found: Coordination) -> list[str]:
    """Whether those who stand in the way together wait for one another."""
    names, failed = Names(found.results.scenario), 1 - found.as_modelled.share
    if found.jointly.share < SELDOM:
        return []
    often = found.parties.as_modelled >= failed / 5
    together = sorted(found.parties.index[often], key=names.title)
    who = f" (most often {listed(map(names.who, together))})" if together else ""
    freed = found.jointly_freed
    of_these = f"{capital(about(freed, of='of'))} of these" if freed else "None of them"
    said = (
        "Of the histories in which talks do not convene,"
        f" {about(found.jointly.share / failed, of='of')} have several in the way at once{who}."
        f" {of_these} would come to talks if all began by expecting the others to come."
    )
    if freed >= 0.5:
        return [f"{said} So most of them wait for one another."]
    return [
        f"{said} So for the most part they do not wait for one another: each stays away for a"
        " reason of its own, also where the others are expected. There are two things or more that"
        " all have to be met, and to satisfy one of those in the way alone changes little."
    ]


def _starts(found: Coordination) -> Table:
    rows = [
        (_EXPECTING[float(str(start))], percent(row.share, 1), span(row.low, row.high, 1),
         unknown(row.range_low, row.range_high))
        for start, row in found.starts.iterrows()
    ]  # fmt: skip
    own = found.as_modelled
    rows.append(("the model, in all other results", percent(own.share, 1),
                 span(own.low, own.high, 1), unknown(own.range_low, own.range_high)))  # fmt: skip
    header = ("talks convene if all begin by expecting", "share", "simulation\nnoise",
              "what we do\nnot know")  # fmt: skip
    return Table(header, rows, (1, 2, 3))


def _parties(found: Coordination) -> list[Table]:
    """For whom the answer differs."""
    names = Names(found.results.scenario)
    rows = [
        (names.title(str(party)), *(percent(share, 1) for share in (row.from_0, row.from_half,
         row.from_1)), interval(row.low, row.high), _range(found, row))
        for party, row in found.parties.iterrows()
        if abs(row.change) >= SELDOM
    ]  # fmt: skip
    header = ("stands in the way if all expect the others", "to stay\naway", "as likely\nas not",
              "to come", "difference:\nsimulation noise", "what we do\nnot know")  # fmt: skip
    return [Table(header, rows, range(1, 6))] if rows else []


def _range(found: Coordination, row) -> str:
    if math.isnan(row.range_low):
        return unknown_change(found.gap)
    return interval(row.range_low, row.range_high)


def _note(found: Coordination) -> Note:
    return Note(
        "Only who loses something by coming in vain (a demand given up) or by refusing (a threat)"
        " weighs whether the others come; everybody else's answer is the same. What each expects is"
        f" thought through here in {THROUGH} steps, each an answer to the one before; the model"
        f" takes {REASONING.steps} from as likely as not, since nobody thinks so far. Four passes"
        f" over the same {counted(found.runs, 'run')}; simulation noise is a 95% interval, of"
        " paired runs where it is of a difference."
    )
