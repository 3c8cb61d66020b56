"""Marks of what a class has handed in: a table with a row for each question of each student.

`python -m sim.teaching.marks FOLDER --out marks.csv` is the same as ``tracktwo marks``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from sim.scenario.errors import ScenarioError
from sim.teaching.answers import collect
from sim.teaching.check import Exercise, exercise, names
from sim.teaching.sheets import is_sheet, read_sheet

COLUMNS = ["student", "exercise", "question", "points", "of", "hint", "file"]
TO_READ = "to be read"
_UNKNOWN = "?"
Row = tuple[str, str, str, float | None, float | None, str]


def marks(folder: str | Path) -> pd.DataFrame:
    """Mark every notebook and answer sheet below a folder. This runs the students' code.

    Parameters
    ----------
    folder : str or Path
        Each student's work in a folder of its own, named by the identifier, as nbgrader's
        ``submitted``: ``FOLDER/ada/01-ultimatum/01-ultimatum.ipynb``. Work that lies in FOLDER
        itself is taken to be of whom it says.

    Returns
    -------
    pandas.DataFrame
        ``student, exercise, question, points, of, hint, file``. Points are missing where somebody
        has to read the answer. What cannot be read or run has rows that say so.

    Raises
    ------
    FileNotFoundError
        If there is no such folder, or nothing in it to mark.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sim.teaching.sheets import sheet
    >>> with TemporaryDirectory() as folder:
    ...     _ = sheet("ultimatum", "ada", folder)
    ...     marks(folder).loc[0, ["student", "question", "hint"]].tolist()
    ['ada', 'least', 'there is no answer yet']
    """
    root = Path(folder)
    found = list(_handed_in(root))
    if not found:
        raise FileNotFoundError(f"{root}: no notebook and no answer sheet in it or below")
    rows = []
    for path in found:
        within = path.relative_to(root)
        student = within.parts[0] if len(within.parts) > 1 else None
        mark = _notebook if path.suffix == ".ipynb" else _sheet
        rows += [(*row, within.as_posix()) for row in mark(path, student)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _handed_in(root: Path) -> Iterator[Path]:
    """Notebooks and answer sheets, in order; hidden folders, such as checkpoints, left out."""
    for path in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if hidden or not path.is_file():
            continue
        if path.suffix == ".ipynb" or (path.suffix in (".yaml", ".yml") and is_sheet(path)):
            yield path


def _sheet(path: Path, student: str | None) -> Iterator[Row]:
    try:
        found = read_sheet(path)
    except ScenarioError as error:
        yield (
            student or _UNKNOWN,
            _UNKNOWN,
            "",
            0.0,
            None,
            "; ".join(problem.message for problem in error.problems),
        )
        return
    yield from _rows(exercise(found.exercise), student, found.student, found.answers, "")


def _notebook(path: Path, student: str | None) -> Iterator[Row]:
    import nbformat

    try:
        about = nbformat.read(path, as_version=4).metadata.get("tracktwo", {}).get("exercise")
    except Exception as error:  # whatever a file that is no notebook may hold
        said = f"no notebook: {type(error).__name__}: {str(error).splitlines()[0]}"
        yield student or _UNKNOWN, _UNKNOWN, "", 0.0, None, said
        return
    if about not in names():
        said = f"its metadata name no exercise (found {about!r}); start from the student notebook"
        yield student or _UNKNOWN, str(about or _UNKNOWN), "", 0.0, None, said
        return
    asked = exercise(about)
    answers, mistake = collect(path, asked.questions, student)
    written_by = answers.pop("student", None)
    yield from _rows(asked, student, written_by, answers, mistake)


def _rows(
    about: Exercise, student: str | None, says: Any, answers: dict[str, Any], error: str
) -> Iterator[Row]:
    """A row for each question, then one for each text that somebody has to read."""
    who = student or (says if isinstance(says, str) and says.strip() else None)
    if who is None:
        of = sum(each.points for each in about.questions.values())
        said = error or "it does not say whose it is: student = ..."
        yield _UNKNOWN, about.name, "", 0.0, of, said
        return
    numbers = about.yours(who)
    other = isinstance(says, str) and says.strip().casefold() != numbers.student
    for name in about.questions:
        mark = about.mark(name, numbers, answers.get(name))
        hint = mark.hint
        if hint and other:
            hint += f" (it has the numbers of {says!r})"
        if hint and error and name not in answers:
            hint += f" ({error})"
        yield numbers.student, about.name, name, mark.points, mark.of, hint
    for name, (points, _) in about.written.items():
        yield numbers.student, about.name, name, None, points, TO_READ


if __name__ == "__main__":
    from sim.cli import main

    sys.argv[1:] = ["marks", *sys.argv[1:]]
    main()
