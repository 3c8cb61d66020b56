"""The table of a forum: who sits there, under which rule, and what lies on it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.model.forum_tables import ForumTables
from sim.model.game import Game
from sim.model.protocols.base import Protocol
from sim.model.rules import Rule, passes
from sim.model.strategies.base import FORESEEING, View
from sim.registry import protocols, rules


class Table:
    """The forum's table in every run of a block.

    Attributes
    ----------
    present : ndarray of bool, shape (runs, parties)
        Who sits there; before talks convene, who would.
    signing : ndarray of bool, shape (runs, parties)
        Who would sign: those present; once something is signed, who has.
    said_yes : ndarray of bool, shape (runs, parties)
        To what was last on the table.
    refused : ndarray of bool, shape (runs, packages)
        Packages refused for good.
    offer : ndarray of int, shape (runs,)
        The package on the table, or -1.
    round : ndarray of int, shape (runs,)
        Rounds begun.
    settled : ndarray of int, shape (runs, issues)
        The option at which an item has been settled ahead of the whole, or -1: see `ItemByItem`.
    worked : ndarray of int, shape (runs,)
        Rounds of work on the item that is open, where items are settled one after another.
    asked : ndarray of bool, shape (runs, parties)
        Who has no seat there, and has to ratify what is signed.
    """

    def __init__(self, tables: ForumTables):
        self._t = t = tables
        self.present = np.zeros((t.runs, len(t.parties)), bool)
        self.present[:, t.seats] = True
        self.signing = self.present.copy()
        self.said_yes = np.zeros_like(self.present)
        self.offer = np.full(t.runs, -1)
        self.round = np.zeros(t.runs, int)
        self.settled = np.full((t.runs, len(t.issues)), -1)
        self.worked = np.zeros(t.runs, int)
        self.asked = np.tile(t.asked_first, (t.runs, 1))
        seats = tuple(t.parties[j] for j in t.seats)
        path = f"forums.{t.forum_name}.rule"
        rule = rules.get(t.forum.rule.name)(**t.forum.rule.options)
        self.rule: Rule = rule.settle(seats, t.runs, lambda name: t.number(f"{path}.{name}"))
        options = t.forum.protocol.options
        self.protocol: Protocol = protocols.get(t.forum.protocol.name)(**options)
        self._history: np.ndarray | None = None

    @cached_property
    def refused(self) -> np.ndarray:
        """Packages refused for good: (runs, packages) booleans, large, and not always asked for."""
        return np.zeros((self._t.runs, len(self._t.packages)), bool)

    def _forgive(self, rows: np.ndarray) -> None:
        if "refused" in vars(self):
            self.refused[rows] = False

    @property
    def signable(self) -> np.ndarray:
        """The packages that cross no red line of those without whom nothing is agreed, by number.

        Nobody expects anything of the others; they are all there is where every package crosses
        one.
        """
        t, stops = self._t, self.rule.veto & np.isin(self._t.seats, self._t.required)
        open_ = np.asarray(t.allowed[t.seats[stops]].all(axis=0))
        return np.flatnonzero(open_ if open_.any() else ~open_)

    def keep_history(self) -> None:
        """Write down from now on what everybody proposes: a strategy at the table remembers it."""
        t = self._t
        self._history = np.full((t.runs, t.forum.deadline, len(t.parties)), -1, np.int32)

    def proposed(self, rows: np.ndarray, party: int, package: np.ndarray) -> None:
        """Put a party's proposal on the table, or -1 where it has none. package: (n,)."""
        self.offer[rows] = package
        if self._history is not None:
            self._history[rows, self.round[rows] - 1, party] = package

    def last_round(self, rows: np.ndarray) -> np.ndarray:
        """What each seat proposed in the round before, or -1: (n, seats).

        Only where it is written down: see `Protocol.remembers`.
        """
        past, before = self._past(rows), self.round[rows] - 2
        said = past[np.arange(len(rows)), np.maximum(before, 0)]
        return np.where(before[:, None] >= 0, said, -1)

    def think_again(self, rows: np.ndarray) -> None:
        """Something else is at stake: what was refused may come again, and no yes holds."""
        rows = rows[self.round[rows] > 0]  # nothing is said before the first round
        self._forgive(rows)
        self.said_yes[rows] = False

    def _past(self, rows: np.ndarray) -> np.ndarray:
        """What each seat has proposed: (n, deadline, seats)."""
        if self._history is None:
            raise LookupError(
                "nothing was written down: a strategy that reads the history says remembers = True"
            )
        return self._history[rows][:, :, self._t.seats]

    def clear(self, rows: np.ndarray, *, keeps_settled: bool = False) -> None:
        """Begin anew in some runs: every seat may come, and nothing has been said.

        keeps_settled : whether items that have been settled stay so, and the work on the next one.
        """
        self.present[rows] = self._t.has_seat
        self.signing[rows] = self.present[rows]
        self._forgive(rows)
        self.said_yes[rows] = False
        self.offer[rows], self.round[rows] = -1, 0
        if self._history is not None:
            self._history[rows] = -1
        if not keeps_settled:
            self.settled[rows], self.worked[rows] = -1, 0

    def goes_home(self, rows: np.ndarray) -> np.ndarray:
        """Where what is signed there has to be ratified by anybody: (n,) booleans.

        By seats with factions, if the forum has any, whoever came; or by those asked from outside.
        """
        if "ratify" not in self._t.stages:
            return np.zeros(len(rows), bool)
        divided = self._t.has_seat[self._t.ratifiers.voting].any()
        return self.asked[rows].any(axis=-1) | divided

    def against(self, rows: np.ndarray) -> np.ndarray:
        """Who stands against an agreement by not saying yes to it: (n, parties) booleans.

        Those present; and where staying away counts as a no, every other seat too.
        """
        if self.rule.absent_agrees:
            return self.present.take(rows, axis=0)
        return np.broadcast_to(self._t.has_seat, (len(rows), len(self._t.has_seat)))

    def passes(self, yes: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether the decision rule is satisfied. yes: (n, parties) booleans."""
        enough: np.ndarray = passes(self.rule, self._t.seats, self.present, yes, rows)
        return enough

    def view(
        self, party, rows: np.ndarray, prospect, *, answers: bool | np.ndarray, strategy=None
    ) -> View:
        """The table as `party` sees it in some runs.

        answers : whether refusing leads to another offer: in all rounds but the last, or in each
            run as it says, (n,).
        strategy : whose knowledge it is; the party's own unless given.
        """
        t, j = self._t, party.index
        rounds = t.forum.deadline

        def uniform(name: str) -> np.ndarray:
            stream = ("strategy", party.name, name)
            return t.draws.at_rounds(stream, t.first, self.round)[rows]

        def wait() -> np.ndarray:
            war_cost = t.war_cost[rows, j, -1]  # whether or not a deal ends it: flows count it too
            return party.forum.talks.flow(rows)[:, j] - prospect.failed[rows, j] + war_cost

        def plans(plan, which: int) -> np.ndarray:
            def work_out(new: np.ndarray) -> tuple[np.ndarray, ...]:
                return plan(self.view(party, new, prospect, answers=True))

            key = (j, plan.__name__)
            return prospect.plans.at(key, rows, self.round[rows], work_out, which)

        return View(
            party=party.name,
            runs=len(rows),
            utility=lambda: prospect.every.worths.to(j, rows).every(),
            gain=lambda: prospect.gain[rows, j, -1] + party.signing[rows, None],
            reservation=lambda: prospect.failed[rows, j] - t.cost_ended[rows, j, -1],
            agree=lambda: self._agree(party, rows, prospect, strategy or party.strategy),
            allowed=t.allowed[j],
            refused=lambda: self.refused[rows],
            offer=self.offer[rows],
            round=lambda: self.round[rows],
            rounds=rounds,
            answers=answers
            if isinstance(answers, np.ndarray)
            else lambda: (self.round[rows] < rounds) & answers,
            patience=lambda: t.patience[rows, j],
            wait=wait,
            seats=lambda: tuple(t.parties[k] for k in t.seats),
            history=lambda: self._past(rows),
            game=lambda: self.game(party, rows, prospect),
            _uniform=uniform,
            _worths=lambda: prospect.every.worths.to(j, rows),
            _plans=plans,
            _type_gain=lambda: prospect.gain[rows, j],
            _type_gain_of=lambda package: prospect.gain_of(rows, j, package),
            _shock=lambda: party.signing[rows],
            _rows=rows,
            _shown_to=lambda other: self.view(
                party, rows, prospect, answers=answers, strategy=other
            ),
        )

    def _agree(self, party, rows: np.ndarray, prospect, strategy) -> np.ndarray:
        """What the public believes of each package, for those who say that they go by it."""
        knows = getattr(strategy, "knows", "own")
        if knows not in FORESEEING:
            raise LookupError(
                f"the strategy of {party.name} reads view.agree, which takes the public beliefs, "
                f'and says that it knows "{knows}"; write knows = "beliefs" in its class'
            )
        return prospect.of_all(prospect.few.agree[rows, party.index])

    def game(self, party, rows: np.ndarray, prospect) -> Game:
        """The table as it is, everybody's values included, as `party` would see it who knew all."""
        t, seats, flow = self._t, self._t.seats, party.forum.talks.flow(rows)
        reservation = prospect.failed[rows] - np.pad(
            t.cost_ended[rows, :, -1], ((0, 0), (0, len(t.voices) - len(t.parties)))
        )
        worth = prospect.gain[rows][:, seats, -1] + reservation[:, seats, None]
        rule = self.rule
        return Game(
            seats=tuple(t.parties[j] for j in seats),
            me=int(np.flatnonzero(seats == party.index)[0]),
            present=self.present[np.ix_(rows, seats)],
            utility=np.ascontiguousarray(worth.transpose(0, 2, 1)),
            reservation=reservation[:, seats],
            allowed=t.allowed[seats].T,
            patience=t.patience[np.ix_(rows, seats)],
            flow=flow[:, seats],
            cost=t.staying_cost[np.ix_(rows, seats)],
            rule=rule._replace(weight=rule.weight[rows], quota=rule.quota[rows]),
            round=self.round[rows],
            rounds=t.forum.deadline,
            protocol=self.protocol,
        )
