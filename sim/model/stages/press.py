"""Pressure: patrons who make it dearer for their clients to stay away, or not to concede."""

from __future__ import annotations

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
        able = self._able(rows)
        attending = self._to_attend(rows, now, able)
        for (k, purpose), can in able.items():
            tie = self._t.ties[k]
            if purpose == "concede":
                gain = self._to_concede(rows, k, now, answers)
            elif (k, purpose) in attending:
                gain = attending[k, purpose]
            else:
                continue  # nobody waits for a client that has no seat
            presses = self._presses(rows, tie, purpose, gain, can & (gain > -np.inf))
            out[:, k, PURPOSES.index(purpose)] = presses
            self._forum.record(
                rows[presses], self._t.parties[tie.patron], "press", about=purpose,
                target=self._t.parties[tie.client], value=gain[presses],
            )  # fmt: skip
        return out

    def _able(self, rows: np.ndarray) -> dict[tuple[int, str], np.ndarray]:
        """Where a patron can press: (n,) for each tie and purpose, if it can anywhere."""
        out = {}
        for k, tie in enumerate(self._t.ties):
            for column, purpose in enumerate(PURPOSES):
                if purpose in tie.purposes:
                    able = (self._room.force(rows, k) > 0) & ~self._room.pressed[rows, k, column]
                    if able.any():
                        out[k, purpose] = able
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
        self, rows: np.ndarray, now: Outlook, able: dict[tuple[int, str], np.ndarray]
    ) -> dict[tuple[int, str], np.ndarray]:
        """What patrons gain, net, from making it dearer for clients to stay away, or to come.

        For each tie and purpose, (n,); -inf where a patron is not `able` to press.
        """
        ties, pressings = self._t.ties, {}
        for (k, purpose), can in able.items():
            if purpose != "concede" and ties[k].client in self._t.seats:
                force = self._room.force(rows, k)
                shift = np.where(can, force if purpose == "attend" else -force, np.nan)
                pressings[k, purpose] = ties[k], shift
        if not pressings:
            return {}
        others, vote = self._room.pressed_on(rows, now, list(pressings.values()))
        out = {}
        for c, (key, (tie, _)) in enumerate(pressings.items()):
            here = np.flatnonzero(able[key])
            stand = now.stand(tie.patron, here)
            then = stand._replace(others=others[here, c], vote=vote[here, c])
            act = self._concessions.weigh(stand, then, tie.cost[rows[here]])
            out[key] = np.full(len(rows), -np.inf)
            out[key][here] = act.value(self._forum.delegations[tie.patron].sitting[rows[here]])
        return out

    def _to_concede(
        self, rows: np.ndarray, k: int, now: Outlook, answers: list[Answer]
    ) -> np.ndarray:
        """The gain from a concession times how much likelier it becomes, less the cost: (n,)."""
        tie, gain = self._t.ties[k], np.full(len(rows), -np.inf)
        shock = self._forum.delegations[tie.patron].sitting
        for answer in answers:
            if answer.party != tie.client:
                continue
            here = rows[answer.here]
            cheaper = answer.act.cheaper(self._room.force(here, k))
            likelier = self._chance(here, tie.client, cheaper)
            likelier -= self._chance(here, tie.client, answer.act)
            stand, every = now.stand(tie.patron, answer.here), np.arange(len(here))
            then = answer.granted.stand(tie.patron, every)
            own = self._concessions.weigh(stand, then, np.zeros(len(here)))
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
