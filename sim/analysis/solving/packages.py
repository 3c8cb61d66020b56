"""What could be agreed, and what theories of bargaining pick: sections of the page."""

from __future__ import annotations

from sim.analysis.layout import Bar, Note, Section, Table
from sim.analysis.solving.words import SOLUTIONS, package, power, solution
from sim.analysis.words import Names, about, counted, listed, percent, satisfaction
from sim.experiments.solve.packages import Packages
from sim.experiments.solve.solved import Solved

MOST = 5  # packages of each solution that the page shows over draws

GAINS = Note(
    "Gains are in points of each party's own satisfaction (100: from its worst package to its best),"
    " above what it could expect without talks. Points of different parties cannot be compared;"
    " the egalitarian and the utilitarian solution compare them all the same. What everybody wants"
    " and what a package brings is taken to be known to all, and every package to be kept."
)
CONSENT = (
    "Everybody's consent is taken to be needed here, whatever the decision rule at the table, and"
    " packages that cross a red line are left out."
)


def lead(solved: Solved) -> str:
    """Say in a sentence whether there is anything to agree on."""
    found, names = solved.packages, Names(solved.scenario)
    rational = int(found.table.rational.sum())
    who = listed(map(names.who, found.deciding))
    usual = "" if found.draws == 1 else ", at the average of the assumptions,"
    if not rational:
        return f"There is no zone of possible agreement{usual or ':'} no package pays all of {who}."
    return (
        f"There is a zone of possible agreement{usual or ':'}"
        f" {counted(rational, 'package')} of {len(found.table):,}"
        f" {'pays' if rational == 1 else 'pay'} all of {who}."
    )


def counts(solved: Solved) -> Section:
    """How many packages there are, and how many are any good."""
    found = solved.packages
    table = found.table
    rows = [
        ("packages there are", f"{len(table):,}"),
        ("cross no red line", f"{table.allowed.sum():,}"),
        ("nobody could better at nobody's cost", f"{table.efficient.sum():,}"),
        ("pay everybody at least as much as no talks", f"{table.rational.sum():,}"),
        ("of these: nobody could better at nobody's cost", f"{table.rational_efficient.sum():,}"),
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
        return Section(title, ("None picks anything where no package pays everybody.",))
    rows, gains = [], []
    for name in found.solutions:
        best = found.picked(name)
        more = len(best) - 1
        others = f" (or {counted(more, 'other')} as good by it)" if more else ""
        rows.append((solution(name), package(names, best.package.iloc[0]) + others))
        each = (best[f"gain.{seat}"].iloc[0] for seat in found.seats)
        gains.append((solution(name), *(satisfaction(gain, sign=True) for gain in each)))
    header = ("gains", *map(names.title, found.seats))
    meant = "; ".join(
        f"{solution(name)}: {SOLUTIONS[name][1]}" for name in found.solutions if name in SOLUTIONS
    )
    said = f"What each makes as great as it can be. {meant}."
    if solved.power:
        said += f" Of power {power(solved.power, names)}, and everybody else 1."
    hope = "of the packages that pay everybody" if solved.ideal == "rational" else "of all packages"
    said += f" What somebody could hope for is its best {hope}."
    return Section(title, (Table(("theory", "package"), rows), Table(header, gains, _all(header)),
                           Note(said), GAINS))  # fmt: skip


def over_draws(solved: Solved) -> Section:
    """How often each package is what a theory picks, over draws of the assumptions."""
    found, names = solved.packages, Names(solved.scenario)
    rows: list[tuple[str | Bar, ...]] = []
    for name in found.solutions:
        mine = found.over_draws[found.over_draws.solution == name]
        for place, row in enumerate(mine.head(MOST).itertuples()):
            called = "" if place else solution(name)
            rows.append((called, package(names, str(row.package)), percent(float(row.share))))
        if len(mine) > MOST:
            rows.append(("", f"and {counted(len(mine) - MOST, 'other')}, each less often", ""))
    sure = _surest(found)
    said = (
        "This is the range over what we do not know, not a forecast: a share says under how many"
        " draws of the assumptions a theory picks a package, and other assumptions would give"
        " others. Where a theory picks several in one draw, each counts."
    )
    return Section(
        "How far that hangs on what we do not know",
        (sure, Table(("theory", "package", "of the\ndraws"), rows, (2,)), Note(said)),
    )


def _surest(found: Packages) -> str:
    """Say how much the assumptions leave open."""
    most = found.over_draws[found.over_draws.solution == "nash"].share
    top = float(most.iloc[0]) if len(most) else 0.0
    none = f"In {about(1 - found.zone, of='of')} draws there is no zone, and no theory picks any."
    return f"What Nash picks most often it picks in {about(top, of='of')} draws. {none}"


def _all(header: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(range(1, len(header)))
