"""What a strategy is, and what it may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.worths import WorthsTo

if TYPE_CHECKING:
    from sim.model.game import Game


Plan = Callable[["View"], tuple[np.ndarray, ...]]

#: What strategies know who reckon with what everybody expects of everybody: see `Strategy.knows`.
FORESEEING = ("beliefs", "everything")


class View:
    """The table as one party sees it, in every run in which it has to act.

    ``n`` live runs, ``X`` packages. What it shows is worked out when it is first asked for, so ask
    while you act and not later; nobody can write to it.

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
        it. Only for a strategy that knows the ``beliefs`` or ``everything``.
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
    history : ndarray of int, shape (n, deadline, seats)
        What each seat has proposed in each round so far, packages or -1. Only for a strategy that
        says it `remembers`.
    game : Game
        The table as it is, everybody's values included: see `sim.model.game.Game`. For a strategy
        that knows ``everything``.
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
    history: np.ndarray
    game: Game
    _type_gain: np.ndarray  # (n, types + 1, X), before the shock; the last is its own
    _shock: np.ndarray  # (n,): its own, of signing
    _rows: np.ndarray  # the numbers of the runs in their block: for the engine's own tools alone

    def __init__(self, **shown: Any) -> None:
        """Show values, or what functions of no arguments return once they are asked for.

        Besides the attributes, `_uniform` draws by a name; `_type_gain_of` picks one package a
        run out of `_type_gain`; `_worths` searches packages, those of `utility` unless given;
        `_plans` keeps what is worked out once.
        """
        self.__dict__["_shown"], self.__dict__["_said"] = shown, {}

    def __getattr__(self, name: str) -> Any:
        shown = self.__dict__.get("_shown", {})
        if name not in shown:
            raise AttributeError(f"a view shows no '{name}'")
        value = shown[name]() if callable(shown[name]) else shown[name]
        if isinstance(value, np.ndarray):
            value = value.view()
            value.flags.writeable = False
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a view only shows; '{name}' cannot be set")

    def draw(self, name: str) -> np.ndarray:
        """One uniform in (0, 1) a run, addressed by party, name, run and round: (n,)."""
        drawn: np.ndarray = self._shown["_uniform"](name)
        return drawn

    def shown_to(self, strategy: Strategy) -> View:
        """The same, as another strategy would see it in the party's place."""
        view: View = self._shown["_shown_to"](strategy)
        return view

    # -- what packages are worth, without a list of them all -----------------------------

    def of(self, package: np.ndarray) -> np.ndarray:
        """Its own utility of one package a run: (n,), of (n,). That of -1 is of no use."""
        package = np.asarray(package)
        return self._searched.of(package.reshape(-1)).reshape(package.shape)

    @property
    def extremes(self) -> tuple[np.ndarray, np.ndarray]:
        """Its least utility of any package, and its greatest across no red line: (n,) each.

        The latter is -inf where every package crosses one.
        """
        shape = np.shape(self.reservation)
        least, best = self._searched.extremes()
        return least.reshape(shape), best.reshape(shape)

    def cheapest(self, at_least: np.ndarray) -> np.ndarray:
        """The package of the least utility that is no less than so much, or -1 for none.

        Of equals the first; none that crosses a red line.

        at_least : (n,) or (n, levels), which is also what comes back.
        """
        levels = np.asarray(at_least, float)
        return self._searched.cheapest(levels.reshape(self.runs, -1)).reshape(levels.shape)

    def this_round(self, plan: Plan, which: int = 0) -> np.ndarray:
        """What a plan for all rounds says for this one: (n, ...).

        The plan is a method of the strategy, (n, rounds, ...) arrays of a view. It is worked out
        once in a run, and again if what is at stake changes; so it may go by what packages and
        failed talks are worth, and by nothing that changes from round to round.

        which : which of its arrays.
        """
        kept = self._shown.get("_plans")
        if kept is None:
            return self.at(plan(self)[which], self.round - 1)
        said: np.ndarray = kept(plan, which)
        return said

    def _once(self, work_out: Callable[[View], np.ndarray]) -> np.ndarray:
        """What a method of a strategy makes of this view, worked out when it is first asked."""
        said: dict = self._said
        if work_out not in said:
            said[work_out] = work_out(self)
        made: np.ndarray = said[work_out]
        return made

    def _type_gain_of(self, package: np.ndarray) -> np.ndarray:
        """`_type_gain` of one package a run: (n, types + 1), of (n,)."""
        gain: np.ndarray = self._shown["_type_gain_of"](package)
        return gain

    @property
    def _searched(self) -> WorthsTo:
        if "_worths" in self._shown:
            worths: WorthsTo = self._worths
            return worths
        return WorthsTo.listed(np.atleast_2d(self.utility), self.allowed)

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

    def of_run(name: str) -> Callable[[], Any]:
        return lambda: getattr(view, name)[k]

    shared = {"party": view.party, "runs": 1, "allowed": lambda: view.allowed}
    shared |= {"rounds": view.rounds, "seats": view.seats, "game": lambda: view.game}
    alone = {name: of_run(name) for name in View.__annotations__ if name not in shared}
    if "_worths" in view._shown:
        alone["_worths"] = lambda: view._searched.only(k)
    return View(**shared, **alone, _uniform=lambda name: view.draw(name)[k])


def _each(question: Question) -> range:
    return range(len(question.answer))


def _single_question(question: Question, k: int) -> Question:
    """The question in run k alone, without the axis of runs."""
    about = None if question.about is None else question.about[k]
    numbers = {name: getattr(question, name)[k] for name in ("answer", "value", "cost")}
    return replace(question, about=about, _view=lambda: one_of(question.view, k), **numbers)
