"""Every benchmark, in one run: a page of ratios, with the machine that they were measured on.

    make bench                              all of them, into docs/reference/benchmarks.md
    python -m benchmarks start council      some, by the name of their module

Each module here that measures something has a function `rows`, which checks first that both sides
compute the same, and then yields the `Row`s that it has measured. Where they differ it raises
SystemExit with what differs: the others are measured all the same, and no page is printed. Each
module is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.measure import REPEATS, Row
from benchmarks.page import page, time_of_a_block
from benchmarks.rows import alone, measured, say

MODULES = ("offers", "blocks", "scalar", "growth", "larger", "start", "council")


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=f"{REPEATS} repeats")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(MODULES))
    asked = parser.parse_args().modules or MODULES
    unknown = [name for name in asked if name not in MODULES]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(MODULES)}")
    rows: list[Row] = []
    wrong: list[str] = []
    for name in asked:
        try:
            rows += alone(measured, name)
        except SystemExit as differs:
            wrong.append(f"{name}: {differs}")
            say(wrong[-1])
    if wrong:
        sys.exit("\n".join(["no page, because sides differ or are not there:", *wrong]))
    lines = [*page(rows), *(time_of_a_block() if asked == MODULES else ())]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
