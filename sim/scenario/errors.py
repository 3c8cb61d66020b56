"""What is wrong with a scenario file, all at once, each with its place and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
"""Where in a scenario: the keys from the top, as in ``("parties", "smc", "war_cost")``."""


Lines = dict[Path, int]
"""The line of each path in a file, from 1."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    path : tuple of str
        Where it is, as keys from the top of the file.
    line : int or None
        The line in the file, from 1; None where the data did not come from a file.
    message : str
        What is wrong; what would be right.
    """

    path: Path
    line: int | None
    message: str


class ScenarioError(Exception):
    """A scenario that cannot be used; carries every problem found, sorted by line.

    Attributes
    ----------
    file : str
        The file as the user named it, or ``<data>``.
    problems : tuple of Problem
        At least one.

    Examples
    --------
    >>> print(ScenarioError("a.yaml", [Problem(("noise",), 3, "noise is -1; it must be >= 0")]))
    a.yaml:3: noise is -1; it must be >= 0
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=_place))
        super().__init__("\n".join(self._line(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, tuple[Problem, ...]]]:
        """Let a worker process send it back."""
        return type(self), (self.file, self.problems)

    def _line(self, problem: Problem) -> str:
        place = self.file if problem.line is None else f"{self.file}:{problem.line}"
        return f"{place}: {problem.message}"


def dotted(path: Path) -> str:
    """Write a path as the user writes it, ``parties.smc.war_cost``; places in a list left out."""
    return ".".join(key for key in path if not key.isdigit())


def line_of(path: Path, lines: Lines) -> int | None:
    """Return the line of `path`, or of the nearest thing around it that has one."""
    for length in range(len(path), -1, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def listed(names: Iterable[str]) -> str:
    """Write names as a list for a message, shortened where they are many.

    Examples
    --------
    >>> listed(["none", "shared"])
    'none, shared'
    """
    names = list(names)
    shown = ", ".join(names[:12]) or "none at all"
    return f"{shown} and {len(names) - 12} more" if len(names) > 12 else shown


def shown(value: Any) -> str:
    """Write a value as a message shows it, short.

    Examples
    --------
    >>> shown(None), shown(True), shown([1, 2]), shown("smc")
    ('nothing', 'true', 'a list', "'smc'")
    """
    if isinstance(value, bool):
        return str(value).lower()
    kinds = {type(None): "nothing", list: "a list", dict: "a mapping"}
    return kinds.get(type(value)) or (f"'{value[:40]}'" if isinstance(value, str) else str(value))


def _place(problem: Problem) -> tuple[int, Path]:
    return (problem.line or 0, problem.path)
