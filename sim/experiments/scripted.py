"""Play in which some acts are forced: who deviates, when and how, run by run of a block."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from sim.model.strategies.base import Question, Strategy, View

PROPOSE, ANSWER, STAY = range(3)


@dataclass
class Cases:
    """What is forced on each of some plays of the game, as columns of equal length.

    Attributes
    ----------
    party, round, act : ndarray of int
        Who has the choice that is looked at, when, and which: `PROPOSE`, `ANSWER` or `STAY`.
    offer : ndarray of int
        What others propose in that round; -1 where they go by their strategies.
    package : ndarray of int
        What the party proposes instead; -1 for nothing.
    deviates : ndarray of bool
        Whether it does act otherwise.
    against : ndarray of int
        The case without the deviation.
    """

    party: np.ndarray
    round: np.ndarray
    act: np.ndarray
    offer: np.ndarray
    package: np.ndarray
    deviates: np.ndarray
    against: np.ndarray

    def __len__(self) -> int:
        return len(self.party)

    @classmethod
    def of(cls, rows: list[tuple]) -> Cases:
        """Make columns of rows."""
        columns = np.array(rows, np.int64).reshape(-1, len(fields(cls))).T
        cases = cls(*columns)
        cases.deviates = cases.deviates.astype(bool)
        return cases


@dataclass
class Script:
    """What is forced in each run of a block, and what came of it.

    Attributes
    ----------
    cases : Cases
    case : ndarray of int, shape (runs,)
    in_turn : bool
        Whether answers are given one after another.
    proposed, answered : ndarray of bool, shape (runs, parties)
        Who was asked to propose, and to answer, in the round that is looked at.
    chosen : ndarray of int, shape (runs,)
        What came of the choice that is looked at: a package or -1, or 1 for yes and 0 for no.
    reached : ndarray of bool, shape (runs,)
        Where it came to the choice that is looked at.
    """

    cases: Cases
    case: np.ndarray
    in_turn: bool
    parties: int
    proposed: np.ndarray = field(init=False)
    answered: np.ndarray = field(init=False)
    chosen: np.ndarray = field(init=False)
    reached: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.proposed, self.answered = np.zeros((2, len(self.case), self.parties), bool)
        self.reached = np.zeros(len(self.case), bool)
        self.chosen = np.full(len(self.case), -1)

    def choice(self, me: int, act: int, rows: np.ndarray) -> np.ndarray:
        """Where a party has the choice that is looked at, but for its round: (n,) booleans."""
        case = self.case[rows]
        mine = (self.cases.act[case] == act) & (self.cases.party[case] == me)
        return mine & ~self.reached[rows]


class Scripted(Strategy):
    """A strategy that is made to act otherwise where a script says so."""

    def __init__(self, own: Strategy, me: int, script: Script) -> None:
        self._own, self._me, self._script = own, me, script
        self.knows, self.random, self.remembers = own.knows, own.random, own.remembers

    def propose(self, view: View) -> np.ndarray:
        """Return what its strategy says, nothing before the round, or what the script says."""
        script, rows = self._script, view._rows
        case = script.case[rows]
        when = script.cases.round[case]
        offer = np.array(self._own.propose(view), np.int64)
        here = view.round == when
        script.proposed[rows[here], self._me] = True
        mine = here & script.choice(self._me, PROPOSE, rows)
        script.reached[rows[mine]] = True
        instead = mine & script.cases.deviates[case]
        others = here & (script.cases.offer[case] >= 0) & (script.cases.party[case] != self._me)
        offer = np.where(others, script.cases.offer[case], offer)
        offer = np.where(instead, script.cases.package[case], offer)
        script.chosen[rows[mine]] = offer[mine]
        return np.where(view.round < when, -1, offer)

    def accepts(self, view: View) -> np.ndarray:
        """Return what its strategy says, no before the round, or what the script says."""
        script, rows = self._script, view._rows
        case = script.case[rows]
        when = script.cases.round[case]
        here = view.round == when
        script.answered[rows[here], self._me] = True
        act, waiting = script.cases.act[case], here & ~script.reached[rows]
        mine = here & script.choice(self._me, ANSWER, rows)
        script.reached[rows[mine]] = True
        yes = np.array(self._own.accepts(view), bool)
        yes = np.where(mine & script.cases.deviates[case], ~yes, yes)
        script.chosen[rows[mine]] = yes[mine]
        yes |= waiting & (act == ANSWER) & ~mine & script.in_turn
        yes &= ~(waiting & (act == PROPOSE))
        return yes & (view.round >= when)

    def decides(self, question: Question) -> np.ndarray | None:
        """Stay up to the round; there, what its strategy says, or what the script says."""
        said = self._own.decides(question)
        if question.act != "stay":
            return said
        stays = np.array(question.answer if said is None else said, bool)
        view, script = question.view, self._script
        rows, next_round = view._rows, view.round + 1
        case = script.case[rows]
        when, act = script.cases.round[case], script.cases.act[case]
        mine = (next_round == when) & script.choice(self._me, STAY, rows)
        script.reached[rows[mine]] = True
        stays = np.where(mine & script.cases.deviates[case], ~stays, stays)
        script.chosen[rows[mine]] = stays[mine]
        return stays | (next_round < when) | ((next_round == when) & (act != STAY))

    def threshold(self, view: View) -> np.ndarray | None:
        """Return what others learn by: they take what is forced for its own choice."""
        return self._own.threshold(view)
