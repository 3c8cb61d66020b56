"""Answer sheets: an exercise's questions as a YAML file, for those who do not use a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.files import write
from sim.registry import did_you_mean
from sim.scenario.errors import Path as Place
from sim.scenario.errors import Problem, ScenarioError, line_of
from sim.scenario.reader import read
from sim.teaching.check import Exercise, exercise, names


class Sheet(NamedTuple):
    """What an answer sheet holds.

    Attributes
    ----------
    exercise, student : str
    answers : dict
        Question -> what was answered; None where nothing was.
    """

    exercise: str
    student: str
    answers: dict[str, Any]


def sheet(name: str, student: str, folder: str | Path = ".") -> Path:
    """Write an empty answer sheet, ``NAME-answers.yaml``; never over one that is there.

    Raises
    ------
    FileExistsError
        If there is one already, which may hold answers.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     read_sheet(sheet("ultimatum", "ada", folder)).answers["least"] is None
    True
    """
    path = Path(folder) / f"{name}-answers.yaml"
    if path.exists():
        raise FileExistsError(f"{path} is there already and may hold answers; move it away first")
    return write(path, blank(exercise(name), student))


def blank(about: Exercise, student: str) -> str:
    """The text of an empty answer sheet.

    Examples
    --------
    >>> print(blank(exercise("ultimatum"), "ada").splitlines()[0])
    # An ultimatum: write your answers after the colons, your texts below their questions
    """
    numbers = about.yours(student)
    rows = [
        f"# {about.title}: write your answers after the colons, your texts below their questions",
        *(f"#   your {name}: {value}" for name, value in numbers.items()),
        f"# To check it: tracktwo check {about.name}-answers.yaml",
        f"exercise: {about.name}",
        f"student: {_quoted(student)}",
        "answers:",
    ]
    for each in about.questions.values():
        rows += [f"  # {each.text} ({_points(each.points)})", f"  {each.name}:"]
    if about.written:
        rows.append("written:")
    for name, (points, text) in about.written.items():
        rows += [f"  # {text} ({_points(points)})", f"  {name}: >-", "    ..."]
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _points(points: float) -> str:
    return f"{points:g} point" + ("" if points == 1 else "s")


def read_sheet(path: str | Path) -> Sheet:
    """Read an answer sheet.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with its line and the cure.
    """
    data, lines = read(path)
    problems = [Problem(at, line_of(at, lines), said) for at, said in _problems(data)]
    if problems:
        raise ScenarioError(str(path), problems)
    given = data.get("answers") or {}
    return Sheet(data["exercise"], data["student"], dict(given))


def is_sheet(path: Path) -> bool:
    """Whether a YAML file is an answer sheet, well written or not: it names an exercise."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return any(line.startswith("exercise:") for line in text.splitlines())


def _problems(data: Any) -> Iterator[tuple[Place, str]]:
    """What is wrong with an answer sheet: where, and what to do."""
    if not isinstance(data, dict) or not {"exercise", "answers"} & data.keys():
        yield (), "an answer sheet has exercise, student and answers; write one: tracktwo exercise"
        return
    known = ("exercise", "student", "answers", "written")
    for key in data.keys() - set(known):
        yield (key,), f"'{key}' is not of an answer sheet; it has {', '.join(known)}"
    if not isinstance(data.get("student"), str) or not data["student"].strip():
        yield ("student",), f"student is your identifier in quotes; found {data.get('student')!r}"
    if data.get("exercise") not in names():
        found = data.get("exercise")
        yield ("exercise",), f"no exercise {found!r}; there are {', '.join(names())}"
        return
    questions, answers = exercise(data["exercise"]).questions, data.get("answers") or {}
    if not isinstance(answers, dict):
        yield ("answers",), "answers are lines 'question: answer', indented by two blanks"
        return
    for key in answers.keys() - questions.keys():
        near = did_you_mean(key, questions)
        yield ("answers", key), f"no question '{key}'; there are {', '.join(questions)}{near}"
