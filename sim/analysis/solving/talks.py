"""How the talks end if everybody plays by theory, and who can turn a vote: sections of the page."""

from __future__ import annotations

import math

from sim.analysis.layout import Note, Section, Table
from sim.analysis.solving.words import equilibrium, package
from sim.analysis.words import Names, counted, percent, satisfaction
from sim.experiments.solve.equilibrium import runs_needed
from sim.experiments.solve.solved import Solved

NORMAL = 1.96  # standard errors of a 95% interval
MOST = 6  # ways to end that the page shows of each equilibrium

PLAYED = Note(
    "Everybody at the table plays the equilibrium of the protocol, and knows what all others want,"
    " also where the file keeps that private."
    " What each is left with is in points of its own satisfaction, worth at the start: what waiting"
    " and staying cost is taken off."
)
CAME_OF_IT = {"not_ratified": "not ratified", "collapsed": "broken later"}
AFTERWARDS = Note(
    "The equilibrium is that of the offers and answers alone: it does not look ahead to a vote at"
    " home, or to who keeps the deal. A party that does will offer something else."
)


def played(solved: Solved) -> Section:
    """Who gets what and when, if everybody plays the equilibrium of the protocol."""
    names, found = Names(solved.scenario), solved.equilibria
    title = "If everybody plays by theory"
    if found.empty:
        return Section(title, (_none(solved),))
    rows: list[tuple[str, ...]] = []
    for name, mine in found.groupby("solution", sort=False):
        for place, row in enumerate(mine.head(MOST).to_dict("records")):
            called = "" if place else equilibrium(str(name))
            when = "" if row["round"] < 0 else str(row["round"])
            rows.append((called, _ending(names, row), when, percent(row["share"])))
        if len(mine) > MOST:
            rows.append(("", f"and {len(mine) - MOST} others, each less often", "", ""))
    items: list[str | Table] = [
        Table(("equilibrium", "how it ends", "round", "share"), rows, (2, 3)),
        _left_with(solved, names),
        PLAYED,
    ]
    spec = solved.scenario.spec
    if {"ratify", "implement"} & set(spec.forums[spec.primary].stages):
        items.append(AFTERWARDS)
    if (runs := runs_needed(solved.scenario, solved.draws)) > 1:
        noise = max(1, round(NORMAL * 50 / math.sqrt(runs)))
        items.append(
            Note(
                f"Shares and averages are of {counted(runs, 'run')}, each with a draw of its own of"
                " all that is drawn: the assumptions, and chance in the talks. Simulation noise is"
                f" at most {counted(noise, 'percentage point')} either way, and shrinks with more"
                " --draws; the rest is what we do not know, and does not."
            )
        )
    return Section(title, [*items, *_missing(solved)])


def _left_with(solved: Solved, names: Names) -> Table:
    """What each equilibrium leaves everybody with, on average over its runs."""
    seats = solved.packages.seats
    rows = []
    for name, mine in solved.equilibria.groupby("solution", sort=False):
        each = (float((mine[f"utility.{seat}"] * mine["share"]).sum()) for seat in seats)
        rows.append((equilibrium(str(name)), *map(satisfaction, each)))
    header = ("left with, on average", *map(names.title, seats))
    return Table(header, rows, tuple(range(1, len(header))))


def _ending(names: Names, row: dict) -> str:
    """How it ends: the package, or that there is none."""
    said = package(names, row["package"]) if row["package"] else "no agreement"
    return f"{said}; {CAME_OF_IT[row['outcome']]}" if row["outcome"] in CAME_OF_IT else said


def _none(solved: Solved) -> str:
    forum = solved.scenario.spec.forums[solved.scenario.spec.primary]
    called = forum.protocol.name.replace("_", " ")
    why = "; ".join(_missing(solved))
    return why or (
        f"No equilibrium can be worked out for the protocol of these talks, {called}."
        " Theory says what could be agreed, and not what will be."
    )


def _missing(solved: Solved) -> list[str]:
    return [f"Not {equilibrium(name)}: {why}." for name, why in solved.missing.items()]


def votes(solved: Solved) -> Section:
    """Who can turn a vote at the table."""
    names, found = Names(solved.scenario), solved.votes
    title = "Who can turn the vote"
    if found.veto.all():
        return Section(title, ("Everybody can: all must agree, and each has the same power.",))
    rows = [
        (
            names.title(row.party),
            f"{row.weight:g}",
            "yes" if row.veto else "",
            percent(row.shapley_shubik, 1),
            percent(row.banzhaf, 1),
        )
        for row in found.itertuples()
    ]
    said = Note(
        "Under the decision rule, if everybody is present. The Shapley-Shubik index is the share of"
        " the orders of joining in which a party is the one with whom the vote passes; the Banzhaf"
        " index its share of all cases in which somebody alone turns the vote. Neither knows what"
        " anybody wants."
    )
    header = ("", "weight", "veto", "Shapley-\nShubik", "Banzhaf")
    return Section(title, (Table(header, rows, (1, 3, 4)), said))
