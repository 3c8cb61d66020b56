"""Of their own accord: parties arm, attack, or begin an offensive where it pays them."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.entries import Action
from sim.model.kernels import passing
from sim.model.prospect import Prospect
from sim.model.world import Change, World


class Initiative:
    """Every party weighs, each period, what it may do once and has not done.

    It acts where that raises its own value of the talks, or of the deal in force, by more than it
    costs. Somebody who gains from the failure of the others' talks and acts on it is a spoiler,
    inside or outside them (Stedman 1997; Kydd & Walter 2002). Nobody foresees others' actions.
    """

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables
        self._prospects: dict[str, Prospect] = {}  # of the world after each action

    def take(self, rows: np.ndarray, stage: str, gain_of) -> None:
        """Let everybody act in a stage.

        gain_of : what whoever takes an action gains by the changed world: (action, rows, world) ->
            (n,).
        """
        for number, action in enumerate(self._t.actions):
            if stage in action.stages:
                able = rows[~self._forum.talks.has_acted(rows, number)]
                if able.size:
                    gain = gain_of(action, able, self._world_after(able, action))
                    self._decide(able, number, action, gain)

    def prospect(self, action: Action, rows: np.ndarray, after: World) -> Prospect:
        """What everybody would expect after an action."""
        if action.name not in self._prospects:
            self._prospects[action.name] = self._forum.new_prospect()
        look = self._prospects[action.name].look
        return look(after, rows, self._forum.beliefs, self._forum.table)

    def _decide(self, rows: np.ndarray, number: int, action: Action, gain: np.ndarray) -> None:
        """Who gains more than it costs acts."""
        forum, cost = self._forum, self._cost(rows, action)
        party = forum.delegations[action.by]
        done = party.decides("act", rows, gain - cost, action.name, cost, answer=gain > cost)
        here = rows[done]
        forum.talks.act(here, number, action)
        party.spend(here, cost[done])
        forum.record(
            here, self._t.parties[action.by], "act", about=action.name, value=gain[done],
            cost=cost[done],
        )  # fmt: skip

    def _world_after(self, rows: np.ndarray, action: Action) -> World:
        done = np.zeros(self._t.runs, bool)
        done[rows] = True
        return self._forum.world.after([Change(done, action.moves, action.factor)])

    def _cost(self, rows: np.ndarray, action: Action) -> np.ndarray:
        """What it costs: (n,). The least of what it may, once others have acted."""
        cost = action.cost[rows]
        names = [other.name for other in self._t.actions]
        for other, after in action.cost_after:
            done = self._forum.talks.acted[rows, names.index(other)]
            cost = np.where(done, np.minimum(cost, after[rows]), cost)
        return cost

    # -- what an action is worth ---------------------------------------------------------

    def at_table(self, action: Action, rows: np.ndarray, world: World) -> np.ndarray:
        """What an action is worth while others bargain: (n,).

        What it expects of the talks, if nobody leaves over it, and of failed talks, if anybody
        does.
        """
        now, then, party = self._forum.prospect, self.prospect(action, rows, world), action.by
        stay = self._stay(rows, world, then)
        promised = stay * then.expect[rows, party, -1] - now.expect[rows, party, -1]
        return then.failed[rows, party] - now.failed[rows, party] + promised

    def _stay(self, rows: np.ndarray, world: World, prospect) -> np.ndarray:
        """Chance that nobody leaves over standing demands that an action leaves unmet: (n,)."""
        forum, t = self._forum, self._t
        broken = forum.demands.unmet_standing(world[rows], rows)
        broken &= ~forum.demands.unmet_standing(forum.world[rows], rows)
        chance = np.ones(len(rows))
        for j in sorted({forum.demands.all[d].party for d in np.flatnonzero(broken.any(axis=0))}):
            firmness = forum.demands.firmness(broken, rows)[:, j]
            threshold = forum.delegations[j].stays_threshold(rows, prospect, firmness)
            known, stays = forum.beliefs.known(SITTING), np.zeros(len(rows))
            passing(rows, threshold, known, j, t.scale, stays)
            hurt = broken[:, forum.demands.held_by(j)].any(axis=-1)
            chance *= np.where(hurt & forum.table.present[rows, j], stays, 1.0)
        return chance

    def under_deal(self, action: Action, rows: np.ndarray, world: World) -> np.ndarray:
        """What an action is worth while a deal is in force: (n,)."""
        return self._forum.deal.raised(world, rows, action.by)
