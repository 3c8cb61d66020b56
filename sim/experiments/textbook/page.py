"""The page of textbook games, in Markdown: every number on it is worked out as it is printed."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiments.textbook import Check, Compared, checks
from sim.scenario import library

#: What is said of a file without a check: source, and what it shows.
NO_NUMBER = {
    "textbook": ("see its `about:`", "see its `about:`; no closed form is known to us"),
    "games": ("see its `about:`", "see its `about:`; `tracktwo solve` works it out"),
}

LEAD = """# Textbook games

What `tracktwo list` shows as textbook scenarios and games. Each is a file in `scenarios/textbook/`
that says in its `about:` what the story is, who wrote it up, and what theory says. The engine that
runs the historical scenarios plays them; games that are no negotiations are solved. Every number
here is printed by `make textbook`: theory from the formulas in `sim/theory/`, the others from the
file, played or solved.

In Python, `sim.textbook.find("ultimatum")` gives the checks of a game, and `.compare()` works both
numbers out, also of a changed scenario. The story of one play is `tracktwo tell ultimatum`.
"""

NOTES = """
## How they are checked

- **The number.** What is played lies within one step of the grid from the closed form; where
  something is drawn, within 4 standard errors besides, in so many runs that an error of 1% shows.
- **No deviation pays.** `sim.deviations(scenario)` plays every one-shot deviation: in every round
  every other proposal and every other answer, on the path of play and off it, all others and all
  later play as before. In these equilibria none gains anything but rounding.
- **Ties and grids.** A pie is cut into pieces. Where somebody is indifferent, the table says what
  it does; and where pieces make more equilibria than the continuous game has (van Damme, Selten &
  Winter 1990), it says that too.
"""


def lines() -> Iterator[str]:
    """Yield the page, line by line."""
    yield LEAD
    yield "| game | source | what it shows |"
    yield "|---|---|---|"
    said = checks()
    first = {check.name: check for check in reversed(said)}
    for kind in ("textbook", "games"):
        for name in library.names(kind):
            told = (first[name].source, first[name].shows) if name in first else NO_NUMBER[kind]
            yield _row(f"`{name}`<br>{library.title(name, kind)}", *told)
    yield "\n## Theory and what comes out\n"
    yield "| game | number | closed form | theory | here | ties | grid |"
    yield "|---|---|---|---|---|---|---|"
    for check in said:
        yield numbers(check, check.compare())
    yield NOTES


def numbers(check: Check, found: Compared) -> str:
    """Return the row of a check."""
    here = f"{found.value:.4f}"
    if found.error:
        here += f" ± {found.error:.4f}"
    if not found.holds:
        here += " (differs)"
    return _row(
        f"`{check.name}`", check.what, check.formula, f"{found.theory:.4f}", here, check.ties,
        check.grid,
    )  # fmt: skip


def _row(*cells: str) -> str:
    return f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"
