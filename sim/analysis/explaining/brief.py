"""The page of an explanation on two screens or three: what is said, and the tables under it."""

from __future__ import annotations

from sim.analysis.layout import Note, Section, Table

ROWS = 4  # of a table; the others are counted
FEWEST = 2  # rows left out that are worth a line that says so
HOW_TO_READ = (
    "Differences and shares of differences are in percentage points, with the same draws in every"
    " scenario. Simulation noise is a 95% interval: more runs narrow it. What we do not know is the"
    " middle 8 in 10 draws of the assumptions: more runs do not narrow it, and where a few draws"
    " carry a difference it leaves the difference itself out."
)
ALL = "--all"  # what shows the rest


def closing(rest: str = ALL) -> Section:
    """Say once what holds for all tables, and what shows the rest."""
    more = f" {rest} shows every table and every row, and says under each how it was made."
    return Section("How to read the tables", (HOW_TO_READ + more,))


def brief(section: Section, tables: int | None = None, rest: str = ALL) -> Section:
    """Return a section with the first rows of its first tables, and without what is small print.

    Parameters
    ----------
    section : Section
    tables : int
        How many tables stay; all unless given.
    rest : str
        What shows the rest.

    Examples
    --------
    >>> long = Table(("day",), [(f"{day}",) for day in range(9)])
    >>> short = brief(Section("Days", ("Nine.", long, long, Note("From a calendar."))), tables=1)
    >>> len(short.items), len(short.items[1].rows), short.items[2]
    (3, 4, '5 more rows: --all.')
    """
    kept: list = []
    shown = 0
    for item in section.items:
        if isinstance(item, Note):
            continue
        if isinstance(item, Table):
            shown += 1
            if tables is None or shown <= tables:
                kept += _cut(item, rest)
        else:
            kept.append(item)
    return Section(section.title, kept)


def _cut(table: Table, rest: str) -> list[str | Table]:
    left = len(table.rows) - ROWS
    if left < FEWEST:
        return [table]
    short = Table(table.header, table.rows[:ROWS], table.numbers, table.caption)
    return [short, f"{left} more rows: {rest}."]
