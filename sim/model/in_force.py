"""A deal in force: what it is worth to keep it, or to break it, as it has been carried out."""

from __future__ import annotations

import numpy as np

from sim.model.kernels import Stakes, Voices, gains_alone
from sim.model.world import Fought, World


class InForce:
    """The deal that is in force in a forum, whichever it is in each run."""

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables

    def compared(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the deal is worth to each party now, kept and if it breaks it first.

        Two arrays, (n, parties).
        """
        t, deals, world = self._t, self._forum.deals, self._forum.world[rows]
        before, parties = self._forum.compliance.without_deal(rows), np.arange(len(t.parties))
        war = deals.breach(world, before, rows)[:, deals.breach_of, parties]
        own = t.temptation[rows] - t.cost_ended[rows, :, -1]
        guarantee = deals.guarantee(world, before, rows)
        return deals.value(world, rows)[:, parties], war + own - guarantee[:, None]

    def raised(self, world: World, rows: np.ndarray, party: int) -> np.ndarray:
        """How much more the deal is worth to a party in a hypothetical world than now: (n,)."""
        both = world[rows].beside(self._forum.world[rows])
        then, now = self._worth(both, np.tile(rows, 2), party).reshape(2, -1)
        return then - now

    def _worth(self, here: World, rows: np.ndarray, party: int) -> np.ndarray:
        """What the deal is worth to a party, the chance that it is kept included: (n,).

        here : n worlds, one for each of rows.
        """
        t, forum = self._t, self._forum
        stakes = self._stakes(here, rows)
        voices = Voices(
            t.owner, t.scale[rows], t.range[rows], t.cost_ended[rows], t.temptation[rows],
            t.opposed,
        )  # fmt: skip
        belief, keepers = forum.beliefs.posterior[rows], forum.table.signing[rows]
        gain = np.empty((*stakes.failed.shape, t.war_cost.shape[-1], 1))
        hold, each = np.empty((len(rows), 1)), np.arange(len(rows))
        gains_alone(each, stakes, voices, belief, keepers, t.foresight, gain, hold)
        return stakes.failed[:, party] + gain[:, party, -1, 0]

    def _stakes(self, world: World, rows: np.ndarray) -> Stakes:
        """What is at stake, the deal being the only package. world: n rows."""
        deals, before = self._forum.deals, self._forum.compliance.without_deal(rows)
        conflict, known = self._forum.conflict, Fought()
        threats = conflict.hanging_on(("failed", None))
        failed = conflict.threatened(world, rows, threats, known=known)
        broken = deals.broken(world, before)
        war = deals.breach_of_broken(broken, rows, known if broken is world else None)
        return Stakes(
            deals.value(world, rows)[..., None], failed, war[..., None], deals.breach_of,
            deals.expected_guarantee(world, before, rows)[:, None],
        )  # fmt: skip
