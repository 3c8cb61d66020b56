"""Pressure: patrons who make it dearer for their clients to stay away, or not to concede."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.entries import Tie
from sim.model.kernels import passing
from sim.model.stages.anteroom import PURPOSES, Anteroom, Outlook
from sim.model.stages.choice import Act
from sim.model.stages.concede import Answer, Concessions


class Pressure:
    """Each patron weighs each purpose of each of its ties, as it weighs a concession."""

    def __init__(self, anteroom: Anteroom, concessions: Concessions):
        self._room, self._forum, self._t = anteroom, anteroom.forum, anteroom.tables
        self._concessions = concessions

    def decide(self, rows: np.ndarray, answers: list[Answer], now: Outlook) -> np.ndarray:
        """Which patrons press now: (n, ties, purposes) booleans."""
        out = np.zeros((len(rows), len(self._t.ties), len(PURPOSES)), bool)
        for k, tie in enumerate(self._t.ties):
            for column, purpose in enumerate(PURPOSES):
                if purpose not in tie.purposes:
                    continue
                able = (self._room.force(rows, tie) > 0) & ~self._room.pressed[rows, k, column]
                if not able.any():
                    continue
                if purpose == "concede":
                    gain = self._to_concede(rows, tie, now, answers)
                else:
                    gain = self._to_attend(rows, tie, now, 1 if purpose == "attend" else -1, able)
                presses = self._presses(rows, tie, purpose, gain, able & (gain > -np.inf))
                out[:, k, column] = presses
                self._forum.record(
                    rows[presses], self._t.parties[tie.patron], "press", about=purpose,
                    target=self._t.parties[tie.client], value=gain[presses],
                )  # fmt: skip
        return out

    def _presses(self, rows: np.ndarray, tie: Tie, purpose: str, gain, able) -> np.ndarray:
        """Where a patron that can press does: (n,) booleans."""
        patron, asked = self._forum.delegations[tie.patron], rows[able]
        presses = np.zeros(len(rows), bool)
        presses[able] = patron.decides(
            "press", asked, gain[able], f"{tie.name}.{purpose}", tie.cost[asked]
        )
        return presses

    def _to_attend(
        self, rows: np.ndarray, tie: Tie, now: Outlook, sign: int, able: np.ndarray
    ) -> np.ndarray:
        """What a patron gains, net, from making it dearer for its client to stay away: (n,).

        sign : 1, or -1 for making it dearer to come; able : where it can, elsewhere it gains none.
        """
        gain = np.full(len(rows), -np.inf)
        if tie.client not in self._t.seats:
            return gain
        if not able.all():
            rows, now = rows[able], now[np.flatnonzero(able)]
        above = now.above.copy()
        above[:, self._t.owner == tie.client] += sign * self._room.force(rows, tie)[:, None, None]
        pressed = self._room.reckoned(rows, replace(now, above=above))
        then = replace(now, others=pressed.others, vote=pressed.vote)
        act = self._concessions.weigh(tie.patron, now, then, tie.cost[rows])
        gain[able] = act.value(self._forum.delegations[tie.patron].sitting[rows])
        return gain

    def _to_concede(
        self, rows: np.ndarray, tie: Tie, now: Outlook, answers: list[Answer]
    ) -> np.ndarray:
        """The gain from a concession times how much likelier it becomes, less the cost: (n,)."""
        gain = np.full(len(rows), -np.inf)
        shock = self._forum.delegations[tie.patron].sitting
        for answer in answers:
            if answer.party != tie.client:
                continue
            here = rows[answer.here]
            likelier = self._chance(
                here, tie.client, answer.act.cheaper(self._room.force(here, tie))
            )
            likelier -= self._chance(here, tie.client, answer.act)
            free = np.zeros(len(here))
            own = self._concessions.weigh(tie.patron, now[answer.here], answer.granted, free)
            worth = likelier * own.value(shock[here]) - tie.cost[here]
            gain[answer.here] = np.maximum(gain[answer.here], worth)
        return gain

    def _chance(self, rows: np.ndarray, party: int, act: Act) -> np.ndarray:
        """Public chance that a party does what `act` weighs: (n,)."""
        known = self._forum.beliefs.known(SITTING)
        out = np.zeros(len(rows))
        passing(rows, act.threshold(), known, party, self._t.scale, out)
        return out

    def settle(self, rows: np.ndarray, pressed: np.ndarray) -> None:
        """Pressing costs its patron once for each purpose, and lasts."""
        self._room.pressed[rows] |= pressed
        for k, tie in enumerate(self._t.ties):
            times = pressed[:, k].sum(axis=-1)
            self._forum.delegations[tie.patron].spend(rows, times * tie.cost[rows])
