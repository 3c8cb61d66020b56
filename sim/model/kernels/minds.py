"""Who reasons about coming, and room to do so."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled

# A choice is one of each type of each voice that has one. What it hangs on is a row of one array,
# as rows on their own cost more to hand on than the choices to make. For the same reason all that
# is done for each run is inlined.
ABOVE = 0  # what coming is worth if all the others come
SIDE = 1  # what it is worth whether they come or not
GAIN = 2  # both, in units of what counts only if they come
LO, HI = 3, 4  # where the shock lies
SCALE, RATE = 5, 6  # and 1 / scale
WHOLE, TAIL = 7, 8  # see `interval`
WITH = 9  # `ABOVE`, in one case
OTHERS = 10  # the chance that all the others come, in one case
ROWS = 11


class Chosen(NamedTuple):
    """The parties on whose choice anything hangs, and the voices that choose.

    The parties first, then those who vote for each: for the k-th from ``first[k]`` to ``first[k +
    1]``. Nothing hangs on an optional seat of one mind.
    """

    party: np.ndarray  # (choosers,)
    who: np.ndarray  # (choosing,): the voices
    first: np.ndarray  # (choosers + 1,)


@compiled
def choosers(seat, required, bodies):
    """Those who choose: see `Chosen`."""
    chooser, who = np.empty(seat.size, np.int64), np.empty(seat.size + bodies.party.size, np.int64)
    n = 0
    for i in seat:
        asked = False
        for j in required:
            asked = asked or i == j
        for j in bodies.party:
            asked = asked or i == j
        if asked:
            chooser[n] = who[n] = i
            n += 1
    chooser = chooser[:n]
    first = np.empty(n + 1, np.int64)
    for k in range(chooser.size):
        first[k] = n
        for v in range(bodies.party.size):
            if bodies.party[v] == chooser[k]:
                who[n] = v
                n += 1
    first[chooser.size] = n
    return Chosen(chooser, who[:n], first)


class Mind(NamedTuple):
    """Room to reason in, used again for each run."""

    live: np.ndarray  # (cases,): the cases in which anybody asks
    weighed: np.ndarray  # (ROWS, choices)
    chance: np.ndarray  # (cases, choices): of coming, or of a vote for it
    careful: np.ndarray  # (1,): whether any chance needs the careful formula
    yes: np.ndarray  # (choosing, cases * types): the votes on one party's coming
    let: np.ndarray  # (choosers, cases * types): the chance that they let it come
    come: np.ndarray  # (cases, parties): the chance that each comes
    lets: np.ndarray  # (cases, parties): that those who vote for it let it


@compiled
def room_to_reason(chosen, cases, types, parties):
    """Room for so many; those who are not asked let everybody come."""
    choosing = chosen.who.size
    choices = (choosing * types + 7) // 8 * 8  # so no rest is left for a slower loop
    return Mind(
        np.empty(cases, np.int64),
        np.zeros((ROWS, choices)),
        np.empty((cases, choices)),
        np.zeros(1, np.bool_),
        np.empty((choosing, cases * types)),
        np.ones((chosen.party.size, cases * types)),
        np.empty((cases, parties)),
        np.ones((cases, parties)),
    )
