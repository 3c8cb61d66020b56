"""What one party could do to turn the outcome, in plain words. Experimental."""

from __future__ import annotations

import math

from sim.analysis.comparison import interval, meaning
from sim.analysis.comparison import unknown as unknown_change
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.tables import unknown
from sim.analysis.words import Names, capital, counted, listed, percent, points, possessive, span
from sim.experiments.explain.minimal import Confirmed, SmallestChange
from sim.experiments.uncertainty import Probability

EXPERIMENTAL = (
    "Experimental. The others answer a change as the model has them, and neither foresee it nor"
    " bargain over it. What a party may change is a short list, and how far each change goes is"
    " measured on a scale of its own."
)


def page(found: SmallestChange, command: str = "") -> Page:
    """Put the page together.

    Parameters
    ----------
    found : SmallestChange
    command : str
        What has to be typed to make it again.
    """
    spec, who = found.scenario.spec, Names(found.scenario).who(found.party)
    asked = meaning(found.quantity, found.scenario)
    question = (
        f"What is the least that {who} could do to make it likelier than {percent(found.target)}"
        f" that {asked}?"
    )
    sections = [section(found)]
    if command:
        sections.append(Section("To make this again", (Command(command),)))
    return Page(spec.title, question, [EXPERIMENTAL], sections)


def section(found: SmallestChange) -> Section:
    """Tell the smallest change that was found, or what came closest, and how sure that is."""
    who = Names(found.scenario).who(found.party)
    items: list[str | Table] = [*_failed(found), _answer(found)]
    if found.best.moves:
        items += [*_tables(found), _paid(found)]
    items.append(_searched(found))
    return Section(f"The least that {who} could do", items)


def _failed(found: SmallestChange) -> list[str]:
    failed = found.failures + sum(each.failures for each in found.confirmed)
    if not failed:
        return []
    return [f"{counted(failed, 'run')} FAILED, and are in no number here: the others may be no fair"
            " sample."]  # fmt: skip


def _answer(found: SmallestChange) -> str:
    who, target = Names(found.scenario).who(found.party), percent(found.target)
    own = found.as_written
    if found.found and not found.best.moves:
        return (
            f"Nothing: as the scenario is written the chance is {_share(own)} already,"
            f" above {target}."
        )
    if not found.catalogue:
        return (
            f"{capital(who)} has nothing to decide otherwise: it makes no demand that could be"
            " dropped, has no leverage or guarantee with a range, and controls nothing alone. As"
            f" written the chance is {_share(own)}."
        )
    best = found.best
    if not best.moves:
        return (
            "There is no answer: nothing could be tried, or no run came so far that this could be"
            " asked of it."
        )
    would = listed(move.title for move in best.moves)
    raised = f"from {_share(own)} to {_share(best.chance)}"
    if found.found:
        sure = ""
        if best.chance.low <= found.target:
            sure = " Simulation noise leaves open whether it does: more runs would tell."
        return (
            f"{capital(who)} would have to {would}. That takes the chance {raised}, above"
            f" {target}.{sure}"
        )
    short = points(found.target - best.chance.share).lstrip("+")
    far = "" if math.isnan(best.chance.share) else (
        f", which is {short} percentage points short of {target}"
    )  # fmt: skip
    return (
        f"Nothing that was tried is enough. What came closest: {who} would {would}. That takes the"
        f" chance {raised}{far}."
    )


def _tables(found: SmallestChange) -> list[Table]:
    """What was confirmed, with both uncertainties: the chance, and how it differs."""
    each = {tuple(move.name for move in one.moves): one for one in found.confirmed}
    said = {key: capital(listed(m.title for m in one.moves)) for key, one in each.items() if key}
    header = ("simulation\nnoise", "what we do\nnot know")
    rows = [(said.get(key, "As written"), *_chance(one)) for key, one in each.items()]
    changes = [
        (said[key], points(d.change), interval(d.low, d.high), unknown_change(d))
        for key, d in ((key, one.difference) for key, one in each.items() if key)
    ]
    return [
        Table(("", "chance", *header), rows, (1, 2, 3)),
        Table(("", "difference", *header), changes, (1, 2, 3)),
    ]


def _share(p: Probability) -> str:
    """A chance, if there are runs that it could be asked of."""
    return "unknown" if math.isnan(p.share) else percent(p.share, 1)


def _chance(each: Confirmed) -> tuple[str, str, str]:
    p = each.chance
    noise = span(p.low, p.high, 1)
    return _share(p), noise, unknown(p.range_low, p.range_high)


def _paid(found: SmallestChange) -> str:
    """What the party is left with."""
    d, who = found.best.own_utility, Names(found.scenario).who(found.party)
    if not d.sign:
        gain = "hardly any different, within simulation noise"
    else:
        gain = f"{points(abs(d.change)).lstrip('+')} points {'more' if d.sign > 0 else 'less'}"
    return (
        f"On {possessive(who)} own scale from 0 to 100 it is then left with {gain}"
        f" ({interval(d.low, d.high)}; what we do not know: {unknown_change(d)})."
    )


def _searched(found: SmallestChange) -> str:
    search, effort = found.search, found.effort
    tried = found.tried[found.tried.steps > 0].steps.value_counts().sort_index()
    names = {1: "single change", 2: "pair", 3: "triple"}
    each = [counted(int(n), names.get(int(k), f"set of {k}")) for k, n in tried.items()]
    left = [f"{counted(n, names.get(k, f'set of {k}'))}" for k, n in sorted(found.left.items())]
    untried = f" Left untried for want of budget: {listed(left)}." if left else ""
    nested = f" and {counted(effort.draws, 'draw')} of the assumptions" if effort.draws else ""
    if not each:
        return f"Tried: nothing. The chance is from {counted(effort.runs, 'run')}{nested}."
    said = f"Tried: {listed(each)} of {counted(len(found.catalogue), 'change')} that it could make,"
    return (
        f"{said} with {counted(search.runs, 'run')} each on the same draws.{untried} The best of"
        " many is best in part by luck; so the numbers above are from other draws, with"
        f" {counted(effort.runs, 'run')}{nested}. The fewest changes count as smallest, and of"
        " these those that go least far."
    )
