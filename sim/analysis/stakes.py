"""How predictions came out: a table for each, on a page or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.analysis.comparison import interval, level
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import counted, points
from sim.experiments import predictions
from sim.experiments.changes import as_written

if TYPE_CHECKING:
    from sim.experiments.predictions import Scored, Stake
    from sim.experiments.trial import Effort

Outcome = tuple[predictions.Table, Sequence["Scored"]]

RULE = (
    "Scenario and changed scenario share their draws. A stake is a hit if the quantity moves as it"
    " says and the 95% interval of the difference leaves out 0, a miss if it moves the other way"
    " and the interval leaves out 0, and undecided if the interval holds 0. Differences are in"
    " percentage points."
)


def page(outcomes: Sequence[Outcome], effort: Effort, command: str) -> Page:
    """Put the page together.

    Parameters
    ----------
    outcomes : sequence of (Table, sequence of Scored)
    effort : Effort
    command : str
        What has to be typed to make it again.
    """
    header = ("stake", "base", "changed", "difference", "")
    sections = []
    for table, scored in outcomes:
        rows = [
            (
                _said(each.stake),
                *_levels(each),
                _difference(each).replace(" (", "\n("),
                each.verdict,
            )
            for each in scored
        ]
        items: list[str | Table] = [Table(header, rows, (1, 2)), summary(scored)]
        sections.append(Section(heading(table), [*_failed(scored), *items]))
    sections.append(Section("To make this again", (Command(command),)))
    title = f"Predictions, scored with {counted(effort.runs, 'run')} each, seed {effort.seed}"
    return Page(title, "", (RULE,), sections)


def markdown(outcomes: Sequence[Outcome], effort: Effort, command: str) -> str:
    """Return the tables as Markdown, as they stand in the documents."""
    parts = []
    for table, scored in outcomes:
        rows = [
            "| id | change | quantity | expected | base | changed | difference, 95% interval |"
            " verdict |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for each in scored:
            stake = each.stake
            cells = (f"`{stake.name}`", change(stake), str(stake.quantity), expected(stake),
                     *_levels(each), _difference(each), each.verdict)  # fmt: skip
            rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        said = [f"## {heading(table)}", *_failed(scored), "\n".join(rows), summary(scored)]
        parts.append("\n\n".join(said))
    made = f"{counted(effort.runs, 'run')} each, seed {effort.seed}: `{command}`."
    return "\n\n".join(["# How the stakes came out", *parts, made])


def heading(table: predictions.Table) -> str:
    """Name the scenario, its version, and by its hash what exactly was run."""
    return f"{table.title} (scenario {table.scenario.hash[:12]})"


def summary(scored: Sequence[Scored]) -> str:
    """Count the verdicts.

    Examples
    --------
    >>> summary([])
    '0 stakes: 0 hits, 0 misses, 0 undecided.'
    """
    found = predictions.totals(scored)
    hits, misses = counted(found["hit"], "hit"), found["miss"]
    return (
        f"{counted(len(scored), 'stake')}: {hits}, {misses} {'miss' if misses == 1 else 'misses'},"
        f" {found['undecided']} undecided."
    )


def change(stake: Stake) -> str:
    """Say what is changed."""
    said = [f"{path} -> {as_written(value)}" for path, value in stake.prediction.change.items()]
    said += [f"drop {path}" for path in stake.prediction.drop]
    return " and ".join(said) or "none"


def expected(stake: Stake) -> str:
    """Say what was staked: a direction, or a bound."""
    prediction = stake.prediction
    if (most := prediction.bound("at_most")) is not None:
        return f"at most {most:g}"
    if (least := prediction.bound("at_least")) is not None:
        return f"at least {least:g}"
    return prediction.sign


def _said(stake: Stake) -> str:
    """Say a stake as the start of a row."""
    said = [stake.name.replace("_", " "), f"{stake.quantity}: {expected(stake)}"]
    return "\n".join([*said, *([f"if {change(stake)}"] if stake.changed else []), ""])


def _levels(each: Scored) -> tuple[str, str]:
    found, asked = each.difference, str(each.stake.quantity)
    return level(found.a, asked), level(found.b, asked) if each.stake.changed else "-"


def _difference(each: Scored) -> str:
    found = each.difference
    if not each.stake.changed:
        return "-"
    return f"{points(found.change, 2)} ({interval(found.low, found.high, 2)})"


def _failed(scored: Sequence[Scored]) -> list[str]:
    """Say of how many pairs a run failed, at most among the stakes."""
    most = max((each.failures for each in scored), default=0)
    if not most:
        return []
    return [f"Runs FAILED: up to {counted(most, 'pair')} of a stake are in no number here."]
