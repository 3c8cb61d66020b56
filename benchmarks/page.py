"""The page of what was measured: the machine, a table of ratios, and what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from benchmarks import where
from benchmarks.measure import REPEATS, Row, machine

BEFORE = """# Benchmarks

Printed by `make bench`, which measures all of it in one run. Nothing here is a promise: it is what
one machine did once.

- **Ratios, not seconds.** Both sides work in turns, one right after the other, and each repeat
  gives one ratio. The table has the median, the least and the greatest of {repeats} repeats, or of
  as many as the line says. Lines of one kind share a process, and no others.
- **CPU seconds**, unless the line says wall: of the process and of the children that it waits for.
  The median ratio of wall seconds stands beside it where both were taken.
- **The same work.** Before anything is timed, both sides compute the same thing and are compared.
  What was compared, and what each side is spared, stands below the table. Where they differ there
  is no page.
- Compiling is not counted, unless the line is about a first run."""


def page(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of the page, in Markdown."""
    yield BEFORE.format(repeats=REPEATS)
    yield ""
    yield f"The machine: {machine()}, tracktwo {version('tracktwo')}."
    yield ""
    yield from table(rows)
    yield ""
    yield goals(rows)
    yield ""
    yield "## What each line rests on"
    yield ""
    for row in rows:
        if row.said:
            yield f"- **{row.work}, against {row.against}.** {row.said}"


def time_of_a_block() -> Iterator[str]:
    """The lines on where the time of a block goes, which takes half a minute to find out."""
    yield f"""
## Where the time of a block goes

Shares of the time of a block of {where.RUNS:,} runs, by Python's own profiler, which makes many
small calls look dearer than they are: compiled loops take at least the share that is told here.
What libraries do counts where it is asked for. `python -m benchmarks.where` prints this table
alone.
"""
    yield from where.table()


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of the table.

    Examples
    --------
    >>> row = Row("a sum", "a loop", (3.0, 2.0, 2.5), "theirs / ours", goal=2, wall=(2.0, 2.2, 2.1))
    >>> print(list(table([row]))[-1])
    | a sum | a loop | theirs / ours | 2.5 | 2 to 3 | 2.1 | at least 2 | yes |
    """
    yield "| work | against | ratio | median | least to greatest | wall | goal | reached |"
    yield "|---|---|---|--:|--:|--:|--:|:-:|"
    for row in rows:
        cells = (
            row.work,
            row.against,
            row.means,
            _short(row.median),
            f"{_short(min(row.ratios))} to {_short(max(row.ratios))}",
            _short(row.median_wall) if row.wall else "",
            _goal(row),
            {True: "yes", False: "**no**", None: ""}[row.reached],
        )
        yield f"| {' | '.join(cells)} |"


def goals(rows: Sequence[Row]) -> str:
    """How many goals are reached, and which are missed."""
    asked = [row for row in rows if row.goal is not None]
    missed = [
        f"{row.work}, against {row.against}: {summary(row)}" for row in asked if not row.reached
    ]
    said = f"{len(asked) - len(missed)} of {len(asked)} goals are reached."
    return said + "".join(f"\n- Missed: {one}" for one in missed) if missed else said


def summary(row: Row) -> str:
    """One row in words.

    Examples
    --------
    >>> summary(Row("a sum", "a loop", (3.0,), "ours / theirs", goal=2, at_most=True))
    'ours / theirs 3 (3 to 3), goal at most 2: missed'
    """
    said = f"{row.means} {_short(row.median)}"
    said += f" ({_short(min(row.ratios))} to {_short(max(row.ratios))})"
    if row.goal is not None:
        said += f", goal {_goal(row)}: {'reached' if row.reached else 'missed'}"
    return said


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    return f"{'at most' if row.at_most else 'at least'} {row.goal:g}"


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
