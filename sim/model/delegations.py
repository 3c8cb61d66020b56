"""A party as it acts in one forum: every choice there is one comparison, made in all live runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from sim.draws import logistic
from sim.model.kernels import coming_thresholds
from sim.model.parties import Party
from sim.model.strategies.base import Question, Strategy

Names = str | Sequence[str | None] | None
About = Names | Callable[[], Names]


class Delegation:
    """A party at a forum, or with an eye on it.

    Attributes
    ----------
    party : Party
    name : str
    index : int
        The party's column in the tables.
    sitting, signing, keeping : ndarray, shape (runs,)
        Its private payoff shocks here, drawn once: of coming (and staying, conceding, waiving,
        pressing), signing, keeping.
    strategy : Strategy
        How it acts at the table.
    chooses : bool
        Whether the strategy is asked about every other choice too.
    """

    def __init__(self, forum, party: Party):
        self.forum, self.party = forum, party
        self.index, self.name, self.strategy = party.index, party.name, party.strategy
        t = forum.tables
        scale = t.scale[:, party.index]

        def shock(kind: str) -> np.ndarray:
            stream = ("shock", kind, t.forum_name, party.name)
            return logistic(t.draws.uniform(stream, t.first, t.runs), scale)

        self.sitting, self.signing, self.keeping = map(shock, ("sitting", "signing", "keeping"))
        self.chooses = type(self.strategy).decides is not Strategy.decides

    def __repr__(self) -> str:
        return f"<Delegation of {self.name} at {self.forum.name}>"

    def spend(self, rows, amount) -> None:
        """Count a cost of the party's."""
        self.party.spend(rows, amount)

    def decides(
        self, act: str, rows, value, about: About = None, cost=0.0, *, answer=None
    ) -> np.ndarray:
        """What it does where it has a choice: its strategy's word, or else by the one value.

        Parameters
        ----------
        act, about, cost
            See `sim.model.strategies.base.Question`; one name stands for all runs, and a function
            is called only where somebody asks.
        rows : ndarray of int, shape (n,)
        value : ndarray, shape (n,)
            By how much doing it is worth more than not doing it.
        answer : ndarray of bool, shape (n,)
            What the one value says, where that is not ``value > 0``.
        """
        answer = value > 0 if answer is None else answer
        if not self.chooses or not len(rows):
            return answer
        table, prospect = self.forum.table, self.forum.prospect
        names = about() if callable(about) else about
        each = [names] * len(rows) if isinstance(names, str) else names
        at_once = np.broadcast_to(cost, (len(rows),))
        question = Question(
            act, each, answer, value, at_once,
            lambda: table.view(self, rows, prospect, answers=True),
        )  # fmt: skip
        said = self.strategy.decides(question)
        return answer if said is None else np.asarray(said, bool)

    # -- before the table ----------------------------------------------------------------

    def comes(self, rows, threshold) -> np.ndarray:
        """Whether it comes, or waives and comes: its shock lies above its own threshold."""
        return self.sitting[rows] > threshold[:, -1]

    def coming_threshold(self, above, others, side) -> np.ndarray:
        """The shock above which each type comes: ``others (above + shock) + side > 0``.

        Parameters
        ----------
        above : ndarray, shape (n, types + 1)
            ``V(talks) - r(no talks)``.
        others : ndarray, shape (n,)
            Chance that all the others come. At 0 only `side` counts, and `above` where that is 0.
        side : ndarray, shape (n, types + 1)
            What refusing would cost through threats less the cost of backing down, which come
            whatever the others do.
        """
        out = np.empty_like(above)
        coming_thresholds(above, side, others, out)
        return out

    # -- at the table --------------------------------------------------------------------

    def stays_threshold(self, rows, prospect, firmness) -> np.ndarray:
        """The shock above which each type stays at the table: (n, types + 1).

        What it still expects, less the cost of staying and of giving up demands that it makes at
        the table too, against failed talks for which it would be blamed.

        firmness : ndarray, shape (n, types + 1)
        """
        t = self.forum.tables
        blame = prospect.failed[rows, self.index] - prospect.if_walks[rows, self.index]
        staying = t.staying_cost[rows, self.index]
        return -(prospect.expect[rows, self.index] + (blame - staying)[:, None] - firmness)

    def accepts(self, view) -> np.ndarray:
        """Whether it accepts the offer: its strategy's word, but never across a red line."""
        return self.strategy.accepts(view) & view.allowed[view.offer]

    def proposes(self, view) -> np.ndarray:
        """The package it puts on the table in each run, or -1."""
        offer = np.asarray(self.strategy.propose(view))
        if ((offer < -1) | (offer >= view.allowed.size)).any():
            raise ValueError(
                f"the strategy of {self.name} proposes package {offer.max()}; packages are 0 to "
                f"{view.allowed.size - 1}, and -1 is none"
            )
        return np.where((offer >= 0) & view.allowed[offer], offer, -1)

    # -- after it ------------------------------------------------------------------------

    def keeps(self, rows, value_kept, value_broken) -> np.ndarray:
        """Whether it keeps a deal in force."""
        return self.decides("keep", rows, value_kept - value_broken + self.keeping[rows])
