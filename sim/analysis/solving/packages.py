"""What could be agreed, and what theories of bargaining pick: sections of the page."""

from __future__ import annotations

from string import ascii_uppercase

import pandas as pd

from sim.analysis.layout import Note, Section, Table
from sim.analysis.solving.words import SOLUTIONS, package, power, solution
from sim.analysis.words import Names, about, capital, counted, listed, percent, satisfaction
from sim.experiments.solve.packages import Packages
from sim.experiments.solve.solved import Solved

MOST_NAMED = 8  # packages that the page names
MOST_TIED = 2  # of those between which a theory does not choose

GAINS = Note(
    "Gains are in points of each party's own satisfaction (100: from its worst package to its"
    " best), above what it could expect without talks. Points of different parties cannot be"
    " compared; the egalitarian and the utilitarian solution compare them all the same. What"
    " everybody wants is taken to be known to all, and every package to be kept."
)
TIED = Note("Where a theory does not choose between packages, the gains are those of the first.")
CONSENT = (
    "Everybody's consent is taken to be needed here, whatever the decision rule at the table, and"
    " packages that cross a red line are left out."
)


def lead(solved: Solved) -> str:
    """Say in a sentence whether there is anything to agree on."""
    found, names = solved.packages, Names(solved.scenario)
    rational = int(found.table.rational.sum())
    who = listed(map(names.who, found.deciding))
    where = "" if found.draws == 1 else " at the average of the assumptions"
    if not rational:
        return (
            f"There is no zone of possible agreement{where}: no package is worth at least as much"
            f" as no talks to all of {who}."
        )
    are = "is" if rational == 1 else "are"
    return (
        f"There is a zone of possible agreement{where}: {rational:,} of"
        f" {counted(len(found.table), 'package')} {are} worth at least as much as no talks to all"
        f" of {who}."
    )


def counts(solved: Solved) -> Section:
    """How many packages there are, and how many are any good."""
    found = solved.packages
    table = found.table
    rows = [
        ("packages there are", f"{len(table):,}"),
        ("cross no red line", f"{table.allowed.sum():,}"),
        ("nobody could better at nobody's cost", f"{table.efficient.sum():,}"),
        ("worth at least as much as no talks to everybody", f"{table.rational.sum():,}"),
        ("of these, nobody could better at nobody's cost", f"{table.rational_efficient.sum():,}"),
    ]
    items: list[str | Table] = [Table(("", "packages"), rows, (1,)), CONSENT]
    if found.draws > 1:
        items.append(
            f"Over {counted(found.draws, 'draw')} of the assumptions there is a zone of possible"
            f" agreement in {percent(found.zone)}, and none in {percent(1 - found.zone)}."
        )
    return Section("What could be agreed", items)


def picked(solved: Solved) -> Section:
    """What each theory picks, and what everybody gains by it."""
    found, names = solved.packages, Names(solved.scenario)
    title = "What theories of bargaining pick"
    if not found.table.rational.any():
        return Section(
            title, ("None picks anything where no package pays everybody.", _listed(solved))
        )
    best = {name: found.picked(name) for name in found.solutions}
    letters = _letters(found)
    rows = [("package", *(_these(letters, mine) for mine in best.values()))]
    for seat in found.seats:
        gains = (mine[f"gain.{seat}"].iloc[0] for mine in best.values())
        rows.append((names.title(seat), *(satisfaction(gain, sign=True) for gain in gains)))
    header = ("gains of", *(solution(name).replace("-", "-\n") for name in found.solutions))
    table = Table(header, rows, tuple(range(1, len(header))))
    tied = [TIED] if any(len(mine) > 1 for mine in best.values()) else []
    return Section(title, (_listed(solved), table, *tied, Note(_meaning(solved)), GAINS))


def _meaning(solved: Solved) -> str:
    """What each theory makes as great as it can be, and what it was given."""
    names = Names(solved.scenario)
    meant = "; ".join(
        f"{solution(name)}: {SOLUTIONS[name][1]}" for name in solved.packages.solutions
    )
    said = f"What each makes as great as it can be. {capital(meant)}."
    if solved.power:
        said += f" Of power {power(solved.power, names)}, and everybody else 1."
    hope = "of the packages that pay everybody" if solved.ideal == "rational" else "of all packages"
    return f"{said} What somebody could hope for is its best {hope}."


def over_draws(solved: Solved) -> Section:
    """How often each package is what a theory picks, over draws of the assumptions."""
    found = solved.packages
    shares = found.over_draws.pivot(index="package", columns="solution", values="share").fillna(0)
    rows = []
    for said, letter in _letters(found).items():
        mine = shares.loc[said] if said in shares.index else {}
        rows.append((letter, *(percent(float(mine.get(name, 0))) for name in found.solutions)))
    if left := len(shares.index.difference(list(_letters(found)))):
        called = f"each of {left} more, at most" if left > 1 else "1 more"
        rows.append((called, *(_rest(shares, found, name) for name in found.solutions)))
    rows.append(("no zone", *[percent(1 - found.zone)] * len(found.solutions)))
    header = ("package", *(solution(name).replace("-", "-\n") for name in found.solutions))
    said = (
        "Shares of the draws of the assumptions: the range over what we do not know, not a"
        " forecast. Other assumptions would give others. Where a theory picks several packages in"
        " one draw, each counts."
    )
    table = Table(header, rows, tuple(range(1, len(header))))
    return Section("How far that hangs on what we do not know", (_surest(found), table, Note(said)))


def _rest(shares: pd.DataFrame, found: Packages, name: str) -> str:
    """In which share of draws a theory picks that package without a letter that it picks most."""
    others = shares.index.difference(list(_letters(found)))
    return percent(float(shares.loc[others, name].max())) if name in shares else percent(0)


def _surest(found: Packages) -> str:
    """Say how much the assumptions leave open."""
    most = found.over_draws[found.over_draws.solution == "nash"].share
    top = float(most.iloc[0]) if len(most) else 0.0
    none = f"In {about(1 - found.zone, of='of')} there is no zone, and no theory picks any."
    if found.zone == 1:
        none = "There is a zone in all of them."
    return (
        f"Of {counted(found.draws, 'draw')}: the package that Nash picks most often it picks in"
        f" {about(top, of='of')}. {none}"
    )


def _letters(found: Packages) -> dict[str, str]:
    """A letter for each package that the page names: what is picked, then what is often picked."""
    usual = [said for name in found.solutions for said in found.picked(name).package[:MOST_TIED]]
    often = found.over_draws.groupby("package", sort=False).share.max()
    often = often.sort_values(ascending=False, kind="stable")
    named = list(dict.fromkeys([*usual, *(often.index if found.draws > 1 else ())]))
    return dict(zip(named, ascii_uppercase[:MOST_NAMED], strict=False))


def _these(letters: dict[str, str], mine: pd.DataFrame) -> str:
    """The letters of what a theory picks; of many that tie a few."""
    known = [letters[said] for said in mine.package if said in letters]
    left = len(mine) - len(known)
    return ", ".join(known) + (f" or {left} more" if left else "")


def _listed(solved: Solved) -> Table:
    """The packages that the page names, in words."""
    names = Names(solved.scenario)
    rows = [(letter, package(names, said)) for said, letter in _letters(solved.packages).items()]
    return Table(("", "package"), rows)
