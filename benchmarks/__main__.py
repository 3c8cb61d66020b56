"""Every benchmark, in one run: the table of ratios, with the machine that it was measured on.

    make bench              all of them
    python -m benchmarks start council      some, by the name of their module

Each module here that measures something has a function `rows`, which checks first that both sides
compute the same, and then yields the `Row`s that it has measured.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator

from benchmarks.measure import REPEATS, Row, machine

MODULES = ("council", "start", "blocks", "offers", "scalar", "growth")


def table(rows: Iterator[Row]) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield "| work | against | ratio | median | least to greatest | goal |"
    yield "|---|---|---|--:|--:|--:|"
    for row in rows:
        low, high = min(row.ratios), max(row.ratios)
        yield (
            f"| {row.work} | {row.against} | {row.means} | {row.median:.3g} "
            f"| {low:.3g} to {high:.3g} | {_goal(row)} |"
        )
        if row.said:
            print(f"{row.work}: {row.said}", file=sys.stderr)


def _goal(row: Row) -> str:
    if row.goal is None:
        return ""
    side = "at most" if row.at_most else "at least"
    return f"{side} {row.goal:g}{'' if row.reached else ': missed'}"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("modules", nargs="*", choices=[[], *MODULES], help="all unless named")
    asked = parser.parse_args().modules or MODULES
    print(f"{machine()}; {REPEATS} repeats unless the work says otherwise.\n")
    for name in asked:
        rows = importlib.import_module(f"benchmarks.{name}").rows()
        for line in table(rows):
            print(line, flush=True)
        print()


if __name__ == "__main__":
    main()
