"""The page of a question: each quantity as written and under each alternative; and its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis import layout
from sim.analysis.comparison import interval, level, unknown
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import capital, counted, listed, points
from sim.experiments.changes import as_written
from sim.files import whole, write

if TYPE_CHECKING:
    from sim.experiments.question import Answer, Found

FILES = ("answer.csv", "answer.json")  # by which a folder is known to hold an answer
HEADER = ("", "difference", "simulation\nnoise", "what we do\nnot know")


def page(answer: Answer, command: str = "") -> Page:
    """Put the page together.

    Parameters
    ----------
    answer : Answer
    command : str
        What has to be typed to make it again.
    """
    asked = answer.question
    sections = [_quantity(answer, title) for title, _ in asked.quantities]
    sections.append(Section("How to read this", (_note(answer),)))
    if command:
        sections.append(Section("To make this again", (Command(command),)))
    return Page(asked.scenario.title, asked.spec.question, _failed(answer), sections)


def save(answer: Answer, folder: Path, command: str, size: str = "page") -> list[Path]:
    """Write table, page and figure into a folder that is there, the figure at one of its sizes.

    Returns
    -------
    list of pathlib.Path
    """
    from sim.analysis.figures.answer import answer as figure

    csv, manifest, text = (folder / name for name in (*FILES, "answer.txt"))
    with whole(csv) as part:
        answer.table.to_csv(part, index=False, lineterminator="\n")
    write(text, layout.text(page(answer, command)))
    figures = figure.pictures(answer, folder, size)
    write(manifest, json.dumps(answer.manifest, indent=2) + "\n")
    return [csv, manifest, text, *figures]


def _failed(answer: Answer) -> list[str]:
    if not answer.failures:
        return []
    titles = {found.cell.name: found.cell.title for found in answer.found}
    said = listed(f"{counted(n, 'pair')} ({titles[name]})" for name, n in answer.failures.items())
    return [
        f"Runs FAILED, as written or changed, and their pairs are in no number here: {said}."
        " The other pairs may be no fair sample."
    ]


def _quantity(answer: Answer, title: str) -> Section:
    first, *others = answer.of(title)
    asked, spec = str(first.quantity), answer.question.spec
    rows: list[tuple[str, ...]] = [("As written", level(first.difference.b, asked), "", "", "")]
    by = None
    for found in others:
        d, cell = found.difference, found.cell
        if spec.by and cell.by != by:
            rows.append((f"{capital(spec.by.label)} {as_written(cell.by)}", *[""] * 4))
            by = cell.by
        label = capital(cell.title) if spec.over is None else f"  {as_written(cell.over)}"
        numbers = (level(d.b, asked), points(d.change), interval(d.low, d.high), unknown(d))
        rows.append((label, *numbers))
    header = (capital(spec.over.label) if spec.over else "", *HEADER)
    items: list[str | Table] = [Table(header, rows, range(1, 5))]
    items += [] if spec.over else [_in_words(others)]
    return Section(title if title == asked else f"{capital(title)}: {asked}", items)


def _in_words(others: list[Found]) -> str:
    """Say which alternatives differ by more than simulation noise."""
    higher = [found.cell.title for found in others if found.difference.sign > 0]
    lower = [found.cell.title for found in others if found.difference.sign < 0]
    said = [f"{word}: {'; '.join(t)}" for word, t in (("higher", higher), ("lower", lower)) if t]
    if not said:
        return "None differs from as written by more than simulation noise."
    return capital(". ".join(map(capital, said))) + "."


def _note(answer: Answer) -> str:
    effort = answer.effort
    said = (
        f"{counted(effort.runs, 'run')} of each, seed {effort.seed}, all on the same draws."
        " Differences are from the scenario as written, run by run, in percentage points (in"
        " points of 100 for a utility). Simulation noise is their 95% interval; more runs narrow"
        " it."
    )
    if not effort.draws:
        return f"{said} What we do not know was not asked."
    return (
        f"{said} What we do not know is the difference over the middle 8 in 10 of"
        f" {counted(effort.draws, 'draw')} of the assumptions: more runs do not narrow it."
    )
