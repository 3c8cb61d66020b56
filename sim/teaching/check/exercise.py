"""What an exercise is: numbers of one's own, a scenario of one's own, questions with points.

One is written in about twenty lines; see `sim.teaching.check.exercises` for those that ship::

    haggling = Exercise("haggling", "A price", {"cost": steps(10, 20, 1)})

    @haggling.question(2, "What is the least the seller takes?", number(0.5, low="who pays that?"))
    def least(numbers):
        return numbers["cost"]
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.files import write
from sim.registry import did_you_mean
from sim.teaching.check.hints import Compare, missing
from sim.teaching.check.identity import whose
from sim.teaching.check.numbers import Drawn, Numbers, draw

if TYPE_CHECKING:
    from sim.scenario.games import CoalitionalGame, VotingGame
    from sim.scenario.scenario import Scenario

    Made = Scenario | VotingGame | CoalitionalGame

Truth = Callable[[Numbers], Any]


class Wrong(AssertionError):
    """An answer is not right; the message is a hint."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback."""
        return [f"Not yet: {self}"]


@dataclass(frozen=True)
class Mark:
    """What an answer is worth: points, of how many, and a hint where some are missing.

    Attributes
    ----------
    points : float or None
        None where somebody has to read it.
    of : float
    hint : str
    """

    points: float | None
    of: float
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """One question: what is asked, what is right, and how an answer is held against it.

    Attributes
    ----------
    name : str
        Also of the variable in the notebook, and of the line in the answer sheet.
    points : float
    text : str
        As the answer sheet asks it.
    truth : callable
        The student's numbers -> what is right.
    compare : callable
        Truth and answer -> a hint, or None.
    slow : bool
        Whether the truth takes a simulation.
    own : bool
        Whether the truth hangs on the student's numbers.
    """

    name: str
    points: float
    text: str
    truth: Truth
    compare: Compare
    slow: bool = False
    own: bool = True


@dataclass
class Exercise:
    """An exercise.

    Attributes
    ----------
    name, title : str
    draws : mapping of str to callable
        The numbers of a student, and what each is drawn from: see `sim.teaching.check.numbers`.
    make : callable, optional
        The student's numbers -> the student's scenario, or game.
    written : mapping of str to (float, str)
        Questions that somebody has to read: name -> points and text.
    questions : dict of str to Question
        Added by `question`.

    Examples
    --------
    >>> from sim.teaching.check.hints import number
    >>> from sim.teaching.check.numbers import steps
    >>> haggling = Exercise("haggling", "A price", {"cost": steps(10, 20, 1)})
    >>> @haggling.question(2, "The least the seller takes?", number(0.5, low="who pays that?"))
    ... def least(numbers):
    ...     return numbers["cost"]
    >>> haggling.mark("least", haggling.yours("ada"), 2)
    Mark(points=0.0, of=2, hint='who pays that?')
    """

    name: str
    title: str
    draws: Mapping[str, Drawn]
    make: Callable[[Numbers], Made] | None = None
    written: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)

    def question(
        self, points: float, text: str, compare: Compare, *, slow: bool = False, own: bool = True
    ) -> Callable[[Truth], Truth]:
        """Decorate the function that works out what is right; its name is the question's."""

        def keep(truth: Truth) -> Truth:
            name = truth.__name__
            self.questions[name] = Question(name, points, text, truth, compare, slow, own)
            return truth

        return keep

    def yours(self, student: str) -> Numbers:
        """The numbers of a student."""
        return draw(self.name, student, self.draws)

    def scenario(self, numbers: Numbers) -> Any:
        """The scenario of a student, or the game; made once.

        Raises
        ------
        LookupError
            If the exercise is about a scenario that ships.
        """
        if self.make is None:
            raise LookupError(f"{self.name} has no scenario of its own: it is about one that ships")
        if ("", numbers.student) not in self._known:
            self._known["", numbers.student] = self.make(numbers)
        return self._known["", numbers.student]

    def truth(self, question: str, numbers: Numbers) -> Any:
        """What is right for these numbers; worked out once."""
        asked = (question, numbers.student)
        if asked not in self._known:
            self._known[asked] = self._question(question).truth(numbers)
        return self._known[asked]

    def mark(self, question: str, numbers: Numbers, answer: Any) -> Mark:
        """Mark one answer."""
        asked = self._question(question)
        hint = missing(answer) or asked.compare(self.truth(question, numbers), answer)
        return Mark(0.0, asked.points, hint) if hint else Mark(asked.points, asked.points)

    def _question(self, name: str) -> Question:
        if name not in self.questions:
            near = did_you_mean(name, self.questions)
            raise LookupError(
                f"{self.name} has no question '{name}'; it has {', '.join(self.questions)}{near}"
            )
        return self.questions[name]


def names() -> list[str]:
    """The exercises there are, by the names that `yours` takes.

    Examples
    --------
    >>> "ultimatum" in names()
    True
    """
    package = importlib.import_module("sim.teaching.check.exercises")
    return sorted(each.name.replace("_", "-") for each in pkgutil.iter_modules(package.__path__))


def exercise(name: str) -> Exercise:
    """Return an exercise by its name.

    Raises
    ------
    LookupError
        If there is none; the message says which there are.

    Examples
    --------
    >>> exercise("ultimatum").title
    'An ultimatum'
    """
    if name not in names():
        near = did_you_mean(name, names())
        raise LookupError(f"no exercise '{name}'; there are {', '.join(names())}{near}")
    module = importlib.import_module(f"sim.teaching.check.exercises.{name.replace('-', '_')}")
    found = module.EXERCISE
    assert isinstance(found, Exercise)
    return found


def yours(name: str, student: str) -> Numbers:
    """Return a student's own numbers in an exercise.

    Parameters
    ----------
    name : str
        The exercise.
    student : str
        The identifier. Blanks around it and capital letters make no difference. When work is
        marked, it is the one it was handed in under, whatever is written here.

    Examples
    --------
    >>> yours("ultimatum", "ada") == yours("ultimatum", "ben")
    False
    """
    return exercise(name).yours(whose(student))


def scenario(name: str, student: str, folder: str | Path = ".") -> Path:
    """Write a student's own scenario, ``NAME-yours.yaml``, and return its path.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     scenario("ultimatum", "ada", folder).name
    'ultimatum-yours.yaml'
    """
    found = exercise(name)
    text = found.scenario(found.yours(whose(student))).dump()
    return write(Path(folder) / f"{name}-yours.yaml", text)


def answer(name: str, question: str, student: str, given: Any) -> None:
    """Check an answer: say that it is right, or raise a hint.

    Raises
    ------
    Wrong
        With a hint.

    Examples
    --------
    >>> answer("ultimatum", "least", "ada", 2.0)
    Traceback (most recent call last):
    sim.teaching.check.exercise.Wrong: too high: how little would it take before it prefers nothing?
    """
    found = exercise(name)
    mark = found.mark(question, found.yours(whose(student)), given)
    if mark.hint:
        raise Wrong(mark.hint)
    print(f"Right. ({mark.points:g} of {mark.of:g} points)")
