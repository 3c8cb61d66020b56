"""The page of a game that is no negotiation: who can turn a vote, who gets what."""

from __future__ import annotations

import math

import pandas as pd

from sim.analysis.layout import Bar, Command, Note, Page, Section, Table, as_typed
from sim.analysis.words import capital, counted, listed, percent
from sim.experiments.solve.games import SolvedCoalitions, SolvedGame, SolvedVote
from sim.theory.coalitional import TOLERANCE

MOST_RANGES = 12  # ranges of quotas that the page shows
MOST_CHANGES = 6  # quotas that are named one by one
MOST_COALITIONS = 8

INDICES = Note(
    "The Shapley-Shubik index: let members come round to a proposal one after another, in any"
    " order; how often a member is the one with whom it passes. The Banzhaf index: of all cases in"
    " which one member alone turns the vote, the share in which it is this one. Both are exact."
)
NOT_INDICES = Note(
    "What they are not: neither knows what anybody wants, who sides with whom, who sets the agenda,"
    " or how likely any vote is. They describe the rule, before anybody has a view, and predict no"
    " outcome. Where the two differ, neither is wrong: they count different things."
)
SHARES = Note(
    "Shapley value: what a player adds to those who are there already, on average over all orders"
    " of arrival. Core: payoffs that no coalition could improve on by itself. The first is one way"
    " to be fair; the second says what would hold where anybody may leave with anybody, and there"
    " may be many such payoffs, or none. Where it gives ranges they belong together: not every mix"
    " of payoffs within them is in the core. Neither says how players come to agree."
)


def page(solved: SolvedGame, command: str = "") -> Page:
    """Put the page together.

    Parameters
    ----------
    solved : SolvedVote or SolvedCoalitions
    command : str
        What has to be typed to make it again; ``tracktwo solve`` and the name unless given.

    Examples
    --------
    >>> from sim.experiments.solve.games import solve_game
    >>> page(solve_game("glove-market")).lead[0]
    'The core has one point: Ann gets 1, Bob gets 0, Cleo gets 0.'
    """
    spec = solved.game.spec
    again = command or as_typed("solve", solved.game.name)
    about = [Section("About", [spec.about])] if spec.about else []
    sections = [*sections_of(solved), *about, Section("To make this again", [Command(again)])]
    return Page(spec.title, spec.question, lead(solved), sections)


def lead(solved: SolvedGame) -> list[str]:
    """What matters most, in a sentence or two."""
    if isinstance(solved, SolvedCoalitions):
        return [_core(solved)]
    assert isinstance(solved, SolvedVote)
    if len(solved.game.rules) > 1:
        return [_changes(solved)]
    return [" ".join(_facts(solved, solved.members, float(solved.rules.power_to_act[0])))]


def sections_of(solved: SolvedGame) -> list[Section]:
    """The sections that hold numbers."""
    if isinstance(solved, SolvedCoalitions):
        return [payoffs(solved), coalitions(solved)]
    assert isinstance(solved, SolvedVote)
    return [by_quota(solved) if len(solved.game.rules) > 1 else members(solved)]


# -- votes -------------------------------------------------------------------------------------


def members(solved: SolvedVote) -> Section:
    """Who can turn the vote, under one rule."""
    table = solved.members
    ballots = [column for column in table if str(column).startswith("share.")]
    veto = ["veto"] if table.veto.any() else []
    most = table.shapley_shubik.max()
    rows = [
        (
            _called(row),
            *(percent(row[ballot], 1) for ballot in ballots),
            *("yes" if row[v] else "" for v in veto),
            percent(row["shapley_shubik"], 1),
            Bar(row["shapley_shubik"] / most if most else 0.0),
            percent(row["banzhaf"], 1),
        )
        for row in table.to_dict("records")
    ]
    shares = [f"share of\n{str(ballot).removeprefix('share.')}" for ballot in ballots]
    header = ("", *shares, *veto, "Shapley-\nShubik", "", "Banzhaf")
    at = 1 + len(ballots) + len(veto)
    numbers = [*range(1, 1 + len(ballots)), at, at + 2]
    notes = [_each(table), INDICES, NOT_INDICES]
    return Section("Who can turn the vote", [Table(header, rows, numbers), *filter(None, notes)])


def by_quota(solved: SolvedVote) -> Section:
    """Who can turn the vote, as a function of the quota."""
    rows: list[tuple[str, ...]] = []
    for first, last in solved.ranges[:MOST_RANGES]:
        mine = _of(solved, first)
        for place, row in enumerate(mine.to_dict("records")):
            quota = "" if place else _quotas(solved, first, last)
            indices = (percent(row["shapley_shubik"], 1), percent(row["banzhaf"], 1))
            rows.append((quota, _called(row), _weight(row), *indices))
    header = ("quota", "", "share of\nweight", "Shapley-\nShubik", "Banzhaf")
    left = len(solved.ranges) - MOST_RANGES
    more = Note(f"Left out: {counted(left, 'further range')} of quotas; all are in the tables.")
    notes = [_each(_of(solved, 0)), more if left > 0 else "", INDICES, NOT_INDICES]
    title = "Who can turn the vote, whatever the quota"
    return Section(title, [Table(header, rows, (2, 3, 4)), *filter(None, notes)])


def _changes(solved: SolvedVote) -> str:
    """Say at which quotas power changes, and where it strays furthest from weight."""
    tried = solved.game.rules
    span = f"from {tried[0].quota:g} to {tried[-1].quota:g}"
    if len(solved.ranges) == 1:
        return f"What each vote weighs is the same at every quota {span}."
    starts = [f"{tried[first].quota:g}" for first, _ in solved.ranges[1:]]
    where = f"at {listed(starts)}" if len(starts) <= MOST_CHANGES else f"{len(starts)} times"
    said = [f"What each vote weighs hangs on the quota: {span} it changes {where}."]
    for first, last in solved.ranges:
        mine = _of(solved, first)
        if names := [_each_of(row) for row in mine[mine.powerless].to_dict("records")]:
            said.append(f"At {_quotas(solved, first, last)} no vote hangs on {listed(names)}.")
    return " ".join(said[:4])


def _facts(solved: SolvedVote, table: pd.DataFrame, act: float) -> list[str]:
    """Say who has a veto, who has no power, and how easily anything passes."""
    rows = table.to_dict("records")
    needed = [_each_of(row) for row in rows if row["indispensable"]]
    idle = [_each_of(row) for row in rows if row["powerless"]]
    top = max(rows, key=lambda row: row["shapley_shubik"])
    index = percent(top["shapley_shubik"], 1)
    facts = [f"{capital(_each_of(top))} has the most power: {index} by Shapley and Shubik."]
    facts += [f"Nothing passes without {listed(needed)}."] if needed else []
    facts += [f"No vote ever hangs on {listed(idle)}."] if idle else []
    facts.append(f"If everybody tossed a coin, {percent(act, 1)} of proposals would pass.")
    return facts


def _of(solved: SolvedVote, place: int) -> pd.DataFrame:
    """The rows of one rule, by its place."""
    groups = len(solved.game.groups)
    return solved.members.iloc[place * groups : (place + 1) * groups]


def _quotas(solved: SolvedVote, first: int, last: int) -> str:
    low, high = (solved.game.rules[place].quota for place in (first, last))
    return f"{low:g}" if first == last else f"{low:g} to {high:g}"


def _weight(row: dict) -> str:
    """The share of weight, where there is one ballot; of each where there are several."""
    shares = [value for key, value in row.items() if key.startswith("share.")]
    return " / ".join(percent(share) for share in shares)


def _called(row: dict) -> str:
    title = capital(row["title"])
    return title if row["count"] == 1 else f"{title} ({row['count']})"


def _each_of(row: dict) -> str:
    return row["title"] if row["count"] == 1 else f"each {row['title']}"


def _each(table: pd.DataFrame) -> str:
    if (table["count"] == 1).all():
        return ""
    return Note("A number in brackets is how many such members there are; all else is of one each.")


# -- coalitions --------------------------------------------------------------------------------


def payoffs(solved: SolvedCoalitions) -> Section:
    """What each player gets by the Shapley value, and in the core."""
    rows = [
        (
            _words(row["player"]),
            _number(row["alone"]),
            _number(row["shapley"]),
            _between(row["core_least"], row["core_greatest"]),
        )
        for row in solved.payoffs.to_dict("records")
    ]
    header = ("", "alone", "Shapley\nvalue", "in the core")
    return Section("Who gets what", [Table(header, rows, (1, 2, 3)), SHARES])


def coalitions(solved: SolvedCoalitions) -> Section:
    """Which coalitions would leave if all were paid by the Shapley value."""
    title = "Would anybody leave, if paid by the Shapley value?"
    table = solved.coalitions
    leaving = table[table.excess > TOLERANCE]
    if leaving.empty:
        return Section(title, ("Nobody: the Shapley value is in the core.",))
    rows = [
        (_words(row["coalition"]), _number(row["worth"]), _number(row["shapley"]),
         _number(row["excess"]))
        for row in leaving.head(MOST_COALITIONS).to_dict("records")
    ]  # fmt: skip
    header = ("together", "could have", "get", "more by")
    left = len(leaving) - len(rows)
    more = [Note(f"Left out: {counted(left, 'coalition')}, all in the table.")] if left else []
    return Section(title, [Table(header, rows, (1, 2, 3)), *more])


def _core(solved: SolvedCoalitions) -> str:
    """Say what the core is."""
    found, table = solved.core, solved.payoffs
    if found.is_empty:
        return (
            "The core is empty: however what all can have together is shared, some coalition does"
            f" better by itself. Leaving would have to cost a coalition {_number(found.epsilon)}"
            " at least before any sharing could hold."
        )
    gets = [
        f"{_words(row['player'])} gets {_between(row['core_least'], row['core_greatest'])}"
        for row in table.to_dict("records")
    ]
    is_point = bool((found.greatest - found.least < 1e-6).all())
    return f"The core has {'one point' if is_point else 'many points'}: {', '.join(gets)}."


def _between(low: float, high: float) -> str:
    if math.isnan(low):
        return "empty"
    return _number(low) if high - low < 1e-6 else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    """A payoff with at most three decimals."""
    return f"{round(value, 3) + 0.0:g}"


def _words(name: str) -> str:
    """Players' names as words.

    Examples
    --------
    >>> _words("ann, big_bob")
    'Ann, Big bob'
    """
    return ", ".join(capital(each.replace("_", " ")) for each in name.split(", "))
