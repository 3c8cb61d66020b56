"""Before the table: demands, answers, pressure, and who comes (prenegotiation, Saunders 1985)."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.entries import Action
from sim.model.stages.anteroom import Anteroom, Outlook
from sim.model.stages.base import Stage
from sim.model.stages.concede import Concessions
from sim.model.stages.demands import RAISED, REFUSED, WAIVED
from sim.model.stages.press import Pressure
from sim.model.world import World

#: Periods before talks fail to convene in which people are asked again, though nothing has changed:
#: to concede, to waive and to come take one each.
LAST_CALL = 3


class Convene(Stage):
    """Each period demands are answered and waived, patrons press, and seats say who comes.

    All of it is decided on the state at the start of the period and takes effect at its end, so a
    concession is seen in the next. The choices look ahead to one another in the order attend,
    waive, concede, press: a controller that weighs a concession counts on the waiver that may
    follow its refusal.
    """

    name = "convene"

    def __init__(self, forum):
        super().__init__(forum)
        self._room = Anteroom(forum)
        self._concessions = Concessions(self._room)
        self._pressure = Pressure(self._room, self._concessions)
        self._asks = any(not each.strategy.by_itself for each in forum.delegations)
        self._held_to = np.zeros((self._t.runs, len(self._room.demands.all)), bool)

    @property
    def demands(self):
        """Every precondition, and how it stands."""
        return self._room.demands

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        forum = self._forum
        gone_by = forum.period - forum.since[rows]
        last_call = self._asks & (gone_by > self._t.forum.convene_by - LAST_CALL)
        stirred = rows[~forum.quiet[rows] | last_call]
        if stirred.size:
            self._period(stirred)
        late = gone_by >= self._t.forum.convene_by
        over = rows[late & (forum.stage_next(rows) == "convene")]
        forum.endings.not_convened(over, self._room, self._held_to[over])

    def start_again(self, rows: np.ndarray) -> None:
        """Nobody has said yet whether it comes."""
        self._room.coming[rows], self._room.declined[rows] = False, False
        self._room.outvoted[rows], self._held_to[rows] = False, False

    def _period(self, rows: np.ndarray) -> None:
        forum, room = self._forum, self._room
        open_ = room.demands.open(forum.world[rows], rows)
        self._held_to[rows] = open_
        self._tell_demands(rows, open_)
        forum.look(rows)
        now = room.outlook(rows, forum.prospect, open_, forum.world)
        forum.initiative.take(rows, self.name, self._gain_of_acting(rows, now))
        answers = self._concessions.answers(rows, open_, now)
        granted = self._concessions.granted(answers, open_)
        pressed = self._pressure.decide(rows, answers, now)
        learned = self._concessions.learn(rows, answers)  # after all has been weighed
        waived, changed = self._attendance(rows, open_, granted, now)
        changed |= learned | pressed.any(axis=(1, 2)) | granted.any(axis=-1)
        changed |= self._settle_demands(rows, open_, granted, waived)
        self._pressure.settle(rows, pressed)
        self._concessions.move(rows, granted, answers)
        coming = room.coming[rows]
        ready = coming[:, self._t.required].all(axis=-1)
        forum.quiet[rows] = ~(changed | ready)
        forum.convened(rows[ready], coming[ready], room.declined[rows[ready]])

    def _gain_of_acting(self, rows: np.ndarray, now: Outlook):
        """What a party gains by a change of the world before the table: see `Initiative.take`."""

        def gain(action: Action, here: np.ndarray, world: World) -> np.ndarray:
            prospect = self._forum.initiative.prospect(action, here, world)
            at = np.searchsorted(rows, here)
            rest = self.demands.open(world[here], here)  # it may open what had been met
            then = self._room.outlook(here, prospect, rest, world)
            stands = now.stand(action.by, at), then.stand(action.by, np.arange(len(here)))
            act = self._concessions.weigh(*stands, np.zeros(len(here)))
            return act.value(self._forum.delegations[action.by].sitting[here])

        return gain

    def _attendance(self, rows, open_, granted, now: Outlook) -> tuple[np.ndarray, np.ndarray]:
        """Who comes and who gives up its refused demands; which are waived, and where that is new.

        A party is asked unless some demand of its own is being met, or has not been refused yet.
        """
        forum, room = self._forum, self._room
        waived = np.zeros_like(open_)
        changed = np.zeros(len(rows), bool)
        refused = (room.demands.status[rows] == REFUSED) & ~granted
        for j in self._t.seats:
            party, mine = forum.delegations[j], room.demands.held_by(j)
            has_open = open_[:, mine].any(axis=-1)
            n = np.flatnonzero((~open_[:, mine] | refused[:, mine]).all(axis=-1))
            threshold = party.coming_threshold(now.above[n, j], now.others[n, j], now.side(j, n))
            wants = self._wants(party, rows[n], threshold, now.firmness[n, j, -1], open_[n])
            changed[n] |= forum.beliefs.learn(SITTING, j, rows[n], wants, threshold)
            yes = wants & self._let_go(rows, n, j, now, wants)
            backs_down = n[yes & has_open[n]]
            for d in mine:
                waived[backs_down, d] = open_[backs_down, d]
            party.spend(rows[backs_down], now.firmness[backs_down, j, -1])
            coming, declined = np.zeros((2, len(rows)), bool)
            coming[n], declined[n] = yes & ~has_open[n], ~yes
            room.coming[rows, j], room.declined[rows, j] = coming, declined
            self._tell_attendance(rows, party, yes, open_, now, n)
        return waived, changed

    def _wants(self, party, rows, threshold, firmness, open_) -> np.ndarray:
        """Whether party wants to come, giving up its demands that are open: (n,) booleans."""
        wants, above = party.comes(rows, threshold), party.sitting[rows] - threshold[:, -1]
        has_open = open_[:, self.demands.held_by(party.index)].any(axis=-1)
        talking = self._t.talking_cost[rows, party.index]
        for act, k in (("attend", np.flatnonzero(~has_open)), ("waive", np.flatnonzero(has_open))):
            wants[k] = party.decides(
                act, rows[k], above[k], lambda k=k: self._names(party, open_[k]),
                talking[k] + firmness[k], answer=wants[k],
            )  # fmt: skip
        return wants

    def _let_go(self, rows, n, j: int, now: Outlook, wants: np.ndarray) -> np.ndarray:
        """Whether the factions of party j, where they vote on it, have it come: (n,)."""
        forum, room, electors = self._forum, self._room, self._t.electors
        voters = np.flatnonzero(electors.party == j)
        if not voters.size:
            return np.ones(len(n), bool)
        votes, here = np.zeros(len(n)), rows[n]
        delegation, side = forum.delegations[j], now.side(j, n)
        room.outvoted[np.ix_(rows, voters)] = False
        for v in voters:
            threshold = delegation.coming_threshold(now.above[n, v], now.others[n, j], side)[:, -1]
            yes = room.attending[here, v] > threshold
            votes += np.where(yes, now.seats[n, v], 0.0)
            room.outvoted[here, v] = wants & ~yes
            k, told = n[wants], here[wants]
            forum.record(
                told, self._t.voices[v], "vote", yes[wants], about="coming",
                value=now.above[k, v, -1] + room.attending[told, v], chance=now.others[k, j],
                blame=now.blame[k, j], cost=now.firmness[k, j, -1], seats=now.seats[k, v],
            )  # fmt: skip
        enough = votes >= electors.quota[here, j] - 1e-12
        forum.record(
            here[wants], self._t.parties[j], "mandate", enough[wants], seats=votes[wants],
            needed=electors.quota[here, j][wants],
        )  # fmt: skip
        room.outvoted[here] &= ~enough[:, None] | (electors.party != j)
        return enough

    def _settle_demands(self, rows, open_, granted, waived) -> np.ndarray:
        """Write down what has become of every demand; where that is new: (n,)."""
        status = self._room.demands.status[rows]
        new = np.where(open_ & ~granted, REFUSED, status)
        new = np.where(waived, WAIVED, np.where(granted, RAISED, new))
        self._room.demands.status[rows] = new
        return (new != status).any(axis=-1)

    # -- for the recorder ----------------------------------------------------------------

    def _tell_demands(self, rows, open_) -> None:
        """Have demands taken down when raised, with the share asked for and the share held."""
        if self._forum.talks.recorder is None:
            return
        for d, demand in enumerate(self._room.demands.all):
            first = rows[open_[:, d] & (self._room.demands.status[rows, d] == RAISED)]
            share: dict = {}
            if demand.side is not None:
                held = self._forum.conflict.share(self._forum.world[first], first, demand.side)
                share = {"needed": demand.share[first], "value": held}
            self._forum.record(
                first, self._t.parties[demand.party], "demand", about=demand.name, **share
            )

    def _tell_attendance(self, rows, party, yes, open_, now: Outlook, n) -> None:
        """Have it taken down who comes or gives up its open demands."""
        if self._forum.talks.recorder is None:
            return
        j = party.index
        has_open = open_[n][:, self.demands.held_by(j)].any(axis=-1)
        for act, which in (("attend", ~has_open), ("waive", has_open)):
            k = n[which]
            self._forum.record(
                rows[k], party.name, act, yes[which], about=self._names(party, open_[k]),
                value=now.above[k, j, -1] + party.sitting[rows[k]], chance=now.others[k, j],
                blame=now.blame[k, j], cost=now.firmness[k, j, -1],
            )  # fmt: skip

    def _names(self, party, open_: np.ndarray) -> list[str | None]:
        """The open demands of a party: one entry for each of (n, demands)."""
        demands, mine = self.demands.all, self.demands.held_by(party.index)
        return [", ".join(demands[d].name for d in mine if row[d]) or None for row in open_]
