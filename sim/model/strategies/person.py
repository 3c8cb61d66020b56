"""Somebody who is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.strategies.base import Question, Strategy, View, one_of
from sim.registry import strategies
from sim.scenario.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """What a person is asked in a run.

    Attributes
    ----------
    act : str
        ``propose``, ``accept``, or one of `sim.model.strategies.base.ACTS`.
    about : str or None
        What it is about, as there.
    value : float or None
        By how much doing it is worth more than not doing it, by the model's reckoning; None of
        what to propose and accept.
    cost : float
        What doing it costs at once.
    question : Question or None
        As strategies are asked it; None of what to propose and accept.
    """

    act: str
    about: str | None
    value: float | None
    cost: float
    question: Question | None
    _view: Callable[[], View]

    @property
    def view(self) -> View:
        """The table as the person sees it: every array is this run's entry."""
        return one_of(self._view(), 0)

    @property
    def views(self) -> View:
        """The same with the axis of runs, as strategies are shown it."""
        return self._view()


Ask = Callable[[Asked], Any]
"""Somebody who answers: a package or -1 if asked what to propose, else yes or no."""


@strategies.register("person")
class Person(Strategy):
    """Asks somebody: who sits at the terminal, in a notebook, or wrote the answers down before.

    What to propose, whether to accept, and every other choice that the party has (`Question`) is
    put to the person, who plays one run. Observers do not know that: they learn from its acts as if
    it went by the usual formula. A scenario with a person in it is played with ``tracktwo play``;
    it cannot be run by itself.

    Examples
    --------
    >>> import sim
    >>> def half(asked):
    ...     return int(abs(asked.view.utility - 0.5).argmin()) if asked.act == "propose" else True
    >>> persons = {name: Person.asking(half) for name in ("proposer", "responder")}
    >>> talks = sim.Talks(sim.Scenario.load("ultimatum"), strategies=persons).run()
    >>> talks.outcome[0], float(talks.utility[0, 0])
    ('agreed', 0.5)
    """

    knows = "own"
    by_itself = False

    def __init__(self) -> None:
        self._ask: Ask = _nobody

    @classmethod
    def asking(cls, ask: Ask) -> Person:
        """A person who answers through a function. ask: see `Asked`."""
        person = cls()
        person._ask = ask
        return person

    def propose(self, view: View) -> np.ndarray:
        """The package that the person names: (n,)."""
        return self._answers(view.runs, Asked("propose", None, None, 0.0, None, lambda: view), int)

    def accepts(self, view: View) -> np.ndarray:
        """What the person says to the offer: (n,)."""
        return self._answers(view.runs, Asked("accept", None, None, 0.0, None, lambda: view), bool)

    def decides(self, question: Question) -> np.ndarray:
        """What the person does: (n,)."""
        about = None if question.about is None else question.about[0]
        value, cost = float(question.value[0]), float(question.cost[0])
        asked = Asked(question.act, about, value, cost, question, lambda: question.view)
        return self._answers(len(question.answer), asked, bool)

    def _answers(self, runs: int, asked: Asked, kind: type) -> np.ndarray:
        if runs > 1:
            raise ValueError("a person plays one run at a time; make Talks(scenario, runs=1, ...)")
        return np.array([self._ask(asked) for _ in range(runs)], kind)


def persons(scenario: Scenario) -> list[str]:
    """The parties of a scenario for whom somebody has to be asked.

    Examples
    --------
    >>> import sim
    >>> persons(sim.Scenario.load("ultimatum"))
    []
    """
    by_name = scenario.spec.parties.items()
    kinds: dict[str, Any] = {name: strategies.get(p.strategy.name) for name, p in by_name}
    return [name for name, kind in kinds.items() if not getattr(kind, "by_itself", True)]


def refuse_persons(scenario: Scenario) -> None:
    """Refuse to run a scenario by itself in which somebody has to be asked.

    Raises
    ------
    ScenarioError
        With every such party, and the way to play it.

    Examples
    --------
    >>> import sim
    >>> game = sim.Scenario.load("ultimatum").with_({"parties.proposer.strategy": "person"})
    >>> refuse_persons(game)
    Traceback (most recent call last):
    sim.scenario.errors.ScenarioError: ...
    """
    if not (found := persons(scenario)):
        return
    file = str(scenario.path or scenario.name)
    right = f"tracktwo play {file} {' '.join(f'--as {name}' for name in found)}"
    what = "is played by a person, who has to be asked; to play it, type"
    problems = [
        Problem(
            ("parties", name, "strategy"),
            scenario.line(f"parties.{name}.strategy"),
            f"parties.{name}.strategy: '{name}' {what}: {right}",
        )
        for name in found
    ]
    raise ScenarioError(file, problems)


def _nobody(asked: Asked) -> Any:
    raise LookupError("nobody is there to be asked; see Person.asking, or tracktwo play")
