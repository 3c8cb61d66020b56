"""What a strategy is, and what it may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.model.game import Game


@dataclass(frozen=True)
class View:
    """The table as one party sees it, in every run in which it has to act.

    ``n`` live runs, ``X`` packages.

    Attributes
    ----------
    party : str
        Its name.
    runs : int
        How many live runs there are, n. Their numbers are nobody's business.
    utility : ndarray, shape (n, X)
        Its own utility of each package once in force.
    gain : ndarray, shape (n, X)
        Its own value of signing each package, the chance that it is kept included, less that of
        failed talks, its own private shock included.
    reservation : ndarray, shape (n,)
        Its own value of failed talks.
    agree : ndarray, shape (n, X)
        Chance, under the public beliefs, that a package is agreed and ratified if the party signs
        it.
    allowed : ndarray of bool, shape (X,)
        Packages that cross none of its red lines. One that does is never signed, whatever a
        strategy says.
    refused : ndarray of bool, shape (n, X)
        Packages that have been refused for good.
    offer : ndarray of int, shape (n,)
        The package on the table, or -1.
    round : ndarray of int, shape (n,)
        Rounds begun so far, from 1.
    rounds : int
        The deadline.
    answers : ndarray of bool, shape (n,)
        Whether refusing leads to another offer rather than to failure.
    patience : ndarray, shape (n,)
        The weight of the next period against this one, in (0, 1].
    wait : ndarray, shape (n,)
        What one period of waiting pays, less what failed talks do.
    seats : tuple of str
        Who has a seat at the table, itself included, by name.
    """

    party: str
    runs: int
    utility: np.ndarray
    gain: np.ndarray
    reservation: np.ndarray
    agree: np.ndarray
    allowed: np.ndarray
    refused: np.ndarray
    offer: np.ndarray
    round: np.ndarray
    rounds: int
    answers: np.ndarray
    patience: np.ndarray
    wait: np.ndarray
    seats: tuple[str, ...]
    _uniform: Callable[[str], np.ndarray]
    _type_gain: np.ndarray  # (n, types + 1, X), before the shock; the last is its own
    _history: Callable[[], np.ndarray]
    _game: Callable[[], Game]
    _rows: np.ndarray  # the numbers of the runs in their block: for the engine's own tools alone

    def protect(self) -> None:
        """Let nobody write to what it shows."""
        for field in fields(self):
            shown = getattr(self, field.name)
            if isinstance(shown, np.ndarray):
                shown.flags.writeable = False

    def draw(self, name: str) -> np.ndarray:
        """One uniform in (0, 1) a run, addressed by party, name, run and round: (n,)."""
        return self._uniform(name)

    @property
    def history(self) -> np.ndarray:
        """What each seat has proposed in each round so far: (n, deadline, seats) packages or -1.

        Only for a strategy that says it `remembers`.
        """
        return self._history()

    @property
    def game(self) -> Game:
        """The table as it is, everybody's values included: for a strategy that knows `everything`.

        See `sim.model.game.Game`.
        """
        return self._game()

    def at(self, table: np.ndarray, packages: np.ndarray) -> np.ndarray:
        """Pick one package a run out of a (n, X) table: (n,). For a single run, one number."""
        if table.ndim == 1:
            return table[packages]
        return table[np.arange(self.runs), packages]


#: Every choice besides what to propose and accept, and what a question about it names.
ACTS = {
    "attend": "come to the talks",
    "waive": "give up its own demands that have been refused, and come: their names",
    "concede": "move an issue as a demand asks: PARTY.DEMAND",
    "press": "lean on a client before the table: TIE.PURPOSE",
    "act": "take an action of its own accord: its name",
    "stay": "stay at the table: its standing demands that it would give up by that",
    "ratify": "ratify what others have signed",
    "comply": "carry out its part of a deal that it has not signed: the issue",
    "enforce": "make a guarantee good: the issue",
    "keep": "keep a deal in force",
}


@dataclass(frozen=True)
class Question:
    """A choice that a party faces besides what to propose and accept, in ``n`` live runs.

    Attributes
    ----------
    act : str
        What it may do; `ACTS` lists it all.
    about : list of str or None
        What it is about, one a run: see `ACTS`. None where the act says it all.
    answer : ndarray of bool, shape (n,)
        What the party would do by the one value (docs/explanation/model.md, section 7.3).
    value : ndarray, shape (n,)
        By how much doing it is worth more than not doing it, its private shock included.
    cost : ndarray, shape (n,)
        What doing it costs at once, which `value` takes off.
    """

    act: str
    about: Sequence[str | None] | None
    answer: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    _view: Callable[[], View]

    @property
    def view(self) -> View:
        """The table as the party sees it."""
        return self._view()


class Strategy:
    """A way to act at the table.

    Write `propose` and `accepts`, register the class, and name it in a scenario.

    Options written beside the name in the file are the keyword parameters of ``__init__``.

    Attributes
    ----------
    knows : str
        What it goes by: its ``own`` values and what lies on the table; ``offers``, those of the
        past besides; the public ``beliefs``; or ``everything``, others' values included.
    random : bool
        Whether it draws anything.
    most_parties : int or None
        At how large a table it can sit; None for any number.
    only_protocols : tuple of str
        The protocols it knows how to play; any if empty.
    remembers : bool
        Whether it reads `View.history`.
    by_itself : bool
        Whether it can act unattended. If not, somebody has to be asked: see `Person`.
    solves : bool
        Whether it plays an equilibrium that its protocol works out, which is an option `solution`
        of its own, or None for the usual one: see `Protocol.solutions`.
    """

    knows: str = "own"
    random: bool = False
    most_parties: int | None = None
    only_protocols: tuple[str, ...] = ()
    remembers: bool = False
    by_itself: bool = True
    solves: bool = False

    def propose(self, view: View) -> np.ndarray:
        """The package to put on the table in each run, or -1 for none: (n,) integers."""
        raise NotImplementedError

    def accepts(self, view: View) -> np.ndarray:
        """Whether to accept the offer in each run: (n,) booleans."""
        raise NotImplementedError

    def decides(self, question: Question) -> np.ndarray | None:
        """Make a choice besides what to propose and accept: (n,) booleans.

        None, unless a strategy says otherwise: the party then goes by the one value. Others learn
        from the act as if it did so in any case.
        """
        return None

    def threshold(self, view: View) -> np.ndarray | None:
        """The private shock above which each type would accept the offer: (n, types + 1).

        None if it reveals nothing.
        """
        return None


def one_run(cls: Any) -> type:
    """Lift a strategy written for a single run.

    Every array of the view is that run's entry alone.

    Slow, and the same contract: ``propose(view)`` returns one package, ``accepts(view)`` one
    boolean.

    Examples
    --------
    >>> @one_run
    ... class Blunt(Strategy):
    ...     def propose(self, view):
    ...         return int(view.utility.argmax())
    ...     def accepts(self, view):
    ...         return view.gain[view.offer] > 0
    """
    if issubclass(cls, Strategy) and cls.threshold is not Strategy.threshold:
        raise TypeError(f"{cls.__name__} has a threshold of its own; write it on arrays of runs")

    class Lifted(cls):
        def propose(self, view: View) -> np.ndarray:
            each = (super(Lifted, self).propose(one_of(view, k)) for k in range(view.runs))
            return np.fromiter(each, np.int64, view.runs)

        def accepts(self, view: View) -> np.ndarray:
            each = (super(Lifted, self).accepts(one_of(view, k)) for k in range(view.runs))
            return np.fromiter(each, bool, view.runs)

    if cls.decides is not Strategy.decides:

        def decides(self, question: Question) -> np.ndarray | None:
            said = [cls.decides(self, _single_question(question, k)) for k in _each(question)]
            return None if None in said else np.array(said, bool)

        Lifted.decides = decides  # elsewhere nothing is asked
    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        setattr(Lifted, attribute, getattr(cls, attribute))
    return Lifted


def one_of(view: View, k: int) -> View:
    """The view of run k alone, without the axis of runs."""
    shared = {"party", "runs", "allowed", "rounds", "seats", "_uniform", "_history", "_game"}
    own = {f.name: getattr(view, f.name)[k] for f in fields(view) if f.name not in shared}
    return replace(
        view,
        runs=1,
        _uniform=lambda name: view.draw(name)[k],
        _history=lambda: view.history[k],
        **own,
    )


def _each(question: Question) -> range:
    return range(len(question.answer))


def _single_question(question: Question, k: int) -> Question:
    """The question in run k alone, without the axis of runs."""
    about = None if question.about is None else question.about[k]
    numbers = {name: getattr(question, name)[k] for name in ("answer", "value", "cost")}
    return replace(question, about=about, _view=lambda: one_of(question.view, k), **numbers)
