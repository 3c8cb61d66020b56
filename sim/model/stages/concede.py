"""Concessions: those who control what is demanded answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.kernels import Stand
from sim.model.stages.anteroom import Anteroom, Outlook
from sim.model.stages.choice import Act
from sim.model.world import Change


@dataclass
class Answer:
    """A controller's answer to a demand, in the live runs in which the demand is open.

    Attributes
    ----------
    demand, party : int
    here : ndarray of int, shape (m,)
        Places among the live runs.
    yes : ndarray of bool, shape (m,)
        Whether it would move the issue.
    act : Act
        What it weighed.
    granted : Outlook
        If the demand were met.
    """

    demand: int
    party: int
    here: np.ndarray
    yes: np.ndarray
    act: Act
    granted: Outlook


class Concessions:
    """Every controller of a demanded issue answers, on the state at the start of the period."""

    def __init__(self, anteroom: Anteroom):
        self._room, self._forum, self._t = anteroom, anteroom.forum, anteroom.tables
        self._prospects = [self._forum.new_prospect() for _ in anteroom.demands.all]

    def answers(self, rows: np.ndarray, open_: np.ndarray, now: Outlook) -> list[Answer]:
        """All answers to all open demands. open_: (n, demands) booleans."""
        out = []
        for d, demand in enumerate(self._room.demands.all):
            here = np.flatnonzero(open_[:, d])
            if demand.controllers and here.size:
                granted = self._if_granted(rows[here], d)
                out += [self._answer(rows, here, now, granted, d, j) for j in demand.controllers]
        return out

    def _if_granted(self, rows: np.ndarray, d: int) -> Outlook:
        """The outlook if one demand were met by moving its issue, which may open another."""
        demands, demand = self._room.demands, self._room.demands.all[d]
        after = self._forum.world.copy()
        after.levels[rows, demand.issue] = demands.concession(after[rows], demand)
        prospect = self._prospects[d]
        prospect.look(after, rows, self._forum.beliefs, self._forum.table)
        rest = demands.open(after[rows], rows)
        rest[:, d] = False
        return self._room.outlook(rows, prospect, rest, after)

    def _answer(self, rows, here, now: Outlook, granted: Outlook, d: int, j: int) -> Answer:
        demand, party, mine = self._room.demands.all[d], self._forum.delegations[j], rows[here]
        cost = self._t.conceding_cost[mine, j, demand.issue]
        cost = cost - self._room.pressure(mine, "concede")[:, j]
        stand, then = now.stand(j, here), granted.stand(j, np.arange(len(here)))
        act = self.weigh(stand, then, cost)
        value = act.value(party.sitting[mine])
        asks = self._t.parties[demand.party]
        yes = party.decides("concede", mine, value, f"{asks}.{demand.name}", cost)
        self._forum.record(
            mine, party.name, "concede", yes, about=demand.name,
            target=asks, value=value, chance=then.others * then.vote,
            chance_without=stand.others * stand.vote, cost=cost,
        )  # fmt: skip
        return Answer(d, j, here, yes, act, granted)

    def weigh(self, now: Stand, then: Stand, cost: np.ndarray) -> Act:
        """What an act is worth to a party, and to it of each type."""
        return Act(now, then, cost, has_seat=now.party in self._t.seats)

    def learn(self, rows: np.ndarray, answers: list[Answer]) -> np.ndarray:
        """Everybody learns from all answers, once all have been weighed; where it is new: (n,)."""
        learned = np.zeros(len(rows), bool)
        for a in answers:
            taught = self._forum.beliefs.learn(
                SITTING, a.party, rows[a.here], a.yes, a.act.threshold
            )
            learned[a.here] |= taught
        return learned

    def granted(self, answers: list[Answer], open_: np.ndarray) -> np.ndarray:
        """Which demands those who control the issue meet: (n, demands) booleans."""
        yes, asked = np.zeros((2, *open_.shape), int)
        for answer in answers:
            yes[answer.here, answer.demand] += answer.yes
            asked[answer.here, answer.demand] += 1
        every = np.array([demand.consent == "all" for demand in self._room.demands.all], bool)
        met = (yes > 0) & (~every | (yes == asked))
        for issue in {d.issue for d in self._room.demands.all if d.controllers}:
            mine = [k for k, d in enumerate(self._room.demands.all) if d.issue == issue]
            met[:, mine] &= self._room.demands.compatible(met, mine)[:, None]
        return met

    def move(self, rows: np.ndarray, granted: np.ndarray, answers: list[Answer]) -> None:
        """Conceded issues move, and each of those who moved one bears its cost once."""
        demands = self._room.demands
        for issue in {d.issue for d in demands.all if d.controllers}:
            mine = [d for d, demand in enumerate(demands.all) if demand.issue == issue]
            world = self._forum.world[rows]
            level = demands.common_concession(world, granted, issue, mine)
            moved = granted[:, mine].any(axis=-1) & (level != world.levels[:, issue])
            self._change(rows, issue, level, moved)
            for j in {answer.party for answer in answers}:
                theirs = [a for a in answers if a.party == j and a.demand in mine]
                self._pay(rows, j, issue, moved & self._consents(granted, theirs))

    def _change(self, rows: np.ndarray, issue: int, level: np.ndarray, moved: np.ndarray) -> None:
        """Move an issue to a level at the end of the period. level, moved: (n,)."""
        option = np.zeros(self._t.runs, int)
        option[rows] = level
        everywhere = np.zeros(self._t.runs, bool)
        everywhere[rows] = moved
        self._forum.talks.change(Change(everywhere, ((issue, option),), None))

    def _consents(self, granted: np.ndarray, answers: list[Answer]) -> np.ndarray:
        """Where a controller has agreed to any demand that is granted: (n,) booleans."""
        out = np.zeros(len(granted), bool)
        for answer in answers:
            out[answer.here] |= answer.yes & granted[answer.here, answer.demand]
        return out

    def _pay(self, rows: np.ndarray, party: int, issue: int, moved: np.ndarray) -> None:
        """What moving an issue costs a mover, whichever of several demands it meets by that."""
        cost = self._t.conceding_cost[rows[moved], party, issue]
        self._forum.delegations[party].spend(rows[moved], cost)
