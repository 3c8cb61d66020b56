"""How a story begins: what it is, which talks there are, and under which cases it ran."""

from __future__ import annotations

import numpy as np

from sim.draws import Draws
from sim.model.narration.wording import Wording, listed, sentence
from sim.scenario.assumptions import draw
from sim.scenario.number import support
from sim.scenario.schema import Resume

_PREFACE = (
    "This is one simulated history among many, under the scenario's assumptions as this run drew "
    "them; it is not a forecast. A party's satisfaction is counted in points: 100 lie between the "
    "bottom and the top of the scenario's scales on every issue at once{war}, and the points of "
    "two parties cannot be compared.{breach}"
)
#: Where something is hidden from somebody.
_HIDDEN = (
    " Chances are as the parties themselves saw them. Reasons of a party's own are those of which"
    " the scenario knows nothing: they are drawn by lot."
)
#: Where a deal can be broken, and the parties think of that beforehand.
_BREACH = " What a deal is worth counts in that somebody, oneself included, may break it."
#: Failures from which talks may start again.
FAILURES = {
    "not_convened": "a failure to convene",
    "walkout": "a walkout",
    "deadlock": "a deadlock",
    "not_ratified": "a lost vote at home",
}


def opening(scenario, seed: int, run: int) -> str:
    """The first paragraphs of a story.

    Parameters
    ----------
    scenario : Scenario
    seed, run : int
        Of the run that is told: they settle which case of each variant it drew.

    Returns
    -------
    str
    """
    spec, words = scenario.spec, Wording(scenario)
    war = " (fighting on may be worse than the worst)" if spec.conflict else ""
    said: list[str] = []
    if spec.variants:
        said.append(sentence(_cases(scenario, seed, run)))
    if len(spec.forums) > 1:
        said.append(sentence(_several(words)))
    for name in spec.forum_names:
        said += map(sentence, _terms(words, name))
    if spec.conflict:
        said += map(sentence, _course_of_war(words))
    broken = any("implement" in forum.stages for forum in spec.forums.values())
    breach = _BREACH if broken and spec.foresight == "full" else ""
    preface = _PREFACE.format(war=war, breach=breach)
    if not scenario.complete_information:
        preface += _HIDDEN
    return "\n\n".join(filter(None, (preface, " ".join(said))))


def _cases(scenario, seed: int, run: int) -> str:
    """The case of each variant that is in force in this run."""
    assumed = draw(scenario, Draws(seed), np.array([run]))
    each = []
    for name, variant in scenario.spec.variants.items():
        case = list(variant.cases)[int(assumed.case(name)[0])]
        asked = variant.title or name.replace("_", " ")
        each.append(f'"{asked}" comes out as "{case.replace("_", " ")}"')
    return f"in this history, {'; '.join(each)}"


def _several(words: Wording) -> str:
    """Which talks there are, and which of them the results are about."""
    spec = words.spec
    names = listed(map(words.forum, spec.forum_names))
    outcome = f"the outcome of this history is that of {words.forum(spec.primary)}"
    return f"several talks stood open side by side: {names}; {outcome}"


def _course_of_war(words: Wording) -> list[str]:
    """How the sides' strengths move without anybody's doing, of which no period tells."""
    conflict, unit = words.spec.conflict, words.spec.time.unit
    said = []
    for name, side in conflict.sides.items():
        low, high = support(side.drift)
        if low == high == 0:
            continue
        how = "grew stronger" if low >= 0 else "grew weaker" if high <= 0 else "changed in strength"
        said.append(f"{words.side(name)} {how} by every {unit} of fighting")
    if support(conflict.shock)[1] > 0:
        said.append(f"all strengths were shaken by chance in every {unit}")
    if said:
        said.append("that by itself could change a party's mind")
    return said


def _terms(words: Wording, name: str) -> list[str]:
    """Who must come to a forum, who ratifies from outside, and what its deal and failure mean."""
    forum, title = words.spec.forums[name], words.forum(name)
    said = _beginning(words, name)
    if forum.protocol.name == "item_by_item":
        order = forum.protocol.options.get("order") or sorted(forum.agenda)
        items = listed(map(words.issue, order))
        each = int(forum.protocol.options.get("rounds_per_item", 1))
        pace = "one issue a round" if each == 1 else "one issue after another"
        work = f"each was worked on for {words.periods(each)} before a text on it was tabled; "
        said.append(
            f"{title} took {pace}, in this order: {items}; {work if each > 1 else ''}nothing was "
            "agreed until everything was"
        )
    alone = len(words.spec.forums) == 1
    deal = "a deal" if alone else f"a deal of {title}"
    if forum.ratified_by:
        bodies = listed(map(words.who, forum.ratified_by))
        said.append(f"{deal} had also to be ratified by who had no seat there: {bodies}")
    if not forum.ends_war:
        said.append(f"{deal} would not end the war")
    return said + [_way_back(words, title, way) for way in forum.resume.values()]


def _beginning(words: Wording, name: str) -> list[str]:
    """When a forum is called, who must come and who may; or who is at its table from the start."""
    forum, title, when = words.spec.forums[name], words.forum(name), ""
    if forum.opens > 1:
        heading = words.period(forum.opens)
        when = f"{heading[0].lower()}{heading[1:]}"
    if "convene" not in forum.stages:
        begun = f"could not begin before {when}" if when else "had begun already"
        seats = listed(map(words.who, forum.seats))
        return [f"{title} {begun}, with these at the table: {seats}"]
    said = [f"nobody was called to {title} before {when}"] if when else []
    seats = listed(map(words.who, forum.required))
    within = words.periods(forum.convene_by) + (" of that" if when else "")
    said.append(f"{title} could convene only if all of these came within {within}: {seats}")
    others = [words.who(seat) for seat in forum.seats if seat not in forum.required]
    if others:
        there = f"there was a seat, too, for {listed(others)}"
        said.append(f"{there}, without whom the talks could convene")
    return said


def _way_back(words: Wording, title: str, way: Resume) -> str:
    """After which failures talks could start again, how often, and who would ratify then."""
    failures = listed((FAILURES[failure] for failure in way.after), " or ")
    times = {1: "once", 2: "twice at most"}.get(way.times, f"{way.times} times at most")
    again = f"{title} could start again {words.periods(way.wait)} later, {times}"
    bodies = listed(map(words.who, way.ratified_by)) if way.ratified_by else "nobody"
    home = "" if way.ratified_by is None else f", with {bodies} to ratify from outside"
    kept = ", with whatever had been settled by then" if way.keeps_settled else ""
    return f"after {failures} {again}{kept}{home}"
