"""What signing a deal is worth above failed talks, to every voice and type, package by package."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined
from sim.model.kernels.chances import choices
from sim.model.kernels.rows import fill, mean_of_types, row_of


class Room(NamedTuple):
    """Room to reckon in: rows of packages, small enough to stay in the processor's first cache.

    A row is as wide as there are packages. What has a row for each type is one long row, so that
    one loop does them all; and its length is a multiple of 8, as a loop works on as many numbers at
    once, and takes as long over each that is left as over those.
    """

    gain: np.ndarray  # (types + 1 rows,): what is to be chosen; 0 beyond them
    chance: np.ndarray  # (types + 1 rows,): that it is
    keepers: np.ndarray  # (parties,): the signatories who may keep a deal, or break it
    keeps: np.ndarray  # (parties, packages): public chance that a signatory keeps a package
    spared: np.ndarray  # (parties, types + 1 rows): what to be able to keep it, or not, is worth
    option: np.ndarray  # (parties, types + 1 rows): N of each type, red lines aside
    hand: np.ndarray  # (6, packages): for the function at work and those that it calls
    votes: np.ndarray  # (seats, packages): public chance of a yes
    wants: np.ndarray  # (seats, packages): mean N over types in units of range, -1 if absent
    ratified: np.ndarray  # (packages,)
    wanted: np.ndarray  # (packages,)
    members: np.ndarray  # (seats,): 1 where one is present
    at_home: np.ndarray  # (voices, packages): votes for one party
    held: np.ndarray  # (voices,): their weights
    no_veto: np.ndarray  # (voices,): false
    not_counted: np.ndarray  # (voices,): 0


@compiled
def room_for(parties, voices, types, packages, seats):
    """Room for all that `appraise` works out of one run. types: with the party's own."""
    long = (types * packages + 7) // 8 * 8
    return Room(
        np.zeros(long),
        np.zeros(long),
        np.zeros(parties, np.int64),
        np.ones((parties, packages)),
        np.zeros((parties, long)),
        np.zeros((parties, long)),
        np.zeros((6, packages)),
        np.zeros((seats, packages)),
        np.zeros((seats, packages)),
        np.zeros(packages),
        np.zeros(packages),
        np.zeros(seats, np.int64),
        np.zeros((voices, packages)),
        np.zeros(voices),
        np.zeros(voices, np.bool_),
        np.zeros(voices, np.int64),
    )


@compiled
def gains_alone(rows, stakes, voices, belief, keeper, foresight, gain, hold):
    """`deal_gains` alone, where nobody looks further.

    gain: (runs, voices, types + 1, packages), hold: (runs, packages), filled in.
    """
    room = room_for(keeper.shape[1], gain.shape[1], gain.shape[2], gain.shape[3], 0)
    for row in rows:
        deal_gains(row, stakes, voices, belief, keeper, foresight, gain[row], hold[row], room)


@inlined
def deal_gains(row, stakes, voices, belief, keeper, foresight, gain, hold, room):
    """What signing each package is worth above failed talks, for every voice and type.

    For a signatory ``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``, H the chance that all the others keep it; for a faction the same without the
    choice.

    stakes: Stakes; voices: Voices; belief: (runs, parties, types); keeper: (runs, parties) who
    signs; foresight: whether anybody thinks of keeping; gain: (voices, types + 1, packages) of this
    run; hold: (packages,), chance that all keep it.
    """
    n = 0
    for j in range(keeper.shape[1]):
        if foresight and keeper[row, j]:
            room.keepers[n] = j
            n += 1
    keepers = room.keepers[:n]
    for j in keepers:
        keep_chances(row, j, stakes, voices, belief, room)
    all_keep, all_breakers = room.hand[0], room.hand[1]
    chance_that_others_keep(-1, keepers, room.keeps, all_keep, all_breakers)
    for x in range(hold.size):
        hold[x] = all_keep[x]
    for v in range(gain.shape[0]):
        chooses = False
        for j in keepers:
            chooses = chooses or v == j
        others_keep, breakers = all_keep, all_breakers
        if chooses:
            others_keep, breakers = room.hand[2], room.hand[3]
            chance_that_others_keep(v, keepers, room.keeps, others_keep, breakers)
        breach_by_others(row, v, keepers, stakes, voices, room)
        signing_gains(row, v, stakes, voices, others_keep, breakers, chooses, gain[v], room)


@inlined
def keep_chances(row, j, stakes, voices, belief, room):
    """Public chance that signatory j keeps each package, and what the choice is worth to a type.

    That is ``E(u - r(breach by me) + shock)+``, to `Room.spared`.
    """
    breach = stakes.breach[row, stakes.breach_case[j], j]
    utility, guarantee = stakes.utility[row, j], stakes.guarantee[row]
    total, packages = room.keeps[j], room.keeps.shape[1]
    broken = room.hand[0]  # before what war costs a type
    for x in range(packages):
        broken[x] = breach[x] + (voices.temptation[row, j] - guarantee[x])
    for t in range(voices.cost.shape[2]):
        worth, cost = room.gain[row_of(t, packages)], voices.cost[row, j, t]
        for x in range(packages):
            # as `InForce.compared` adds it up: who is indifferent then is so now
            worth[x] = utility[x] - (broken[x] - cost)
    s = voices.scale[row, j]
    whole = 1.0 if s > 0.0 else 0.0
    choices(room.gain, -np.inf, np.inf, whole, 0.0, 0.0, s, room.chance, room.spared[j])
    mean_of_types(belief[row, j], 1.0, room.chance, total)
    for x in range(packages):
        total[x] = min(total[x], 1.0)


@inlined
def chance_that_others_keep(v, keepers, keeps, others_keep, breakers):
    """Chance that all signatories but v keep each package, and how many will not: two rows.

    keeps: (parties, packages), as in `Room`.
    """
    fill(others_keep, 1.0)
    fill(breakers, 0.0)
    for j in keepers:
        if j != v:
            for x in range(others_keep.size):
                others_keep[x] *= keeps[j, x]
                breakers[x] += 1.0 - keeps[j, x]


@inlined
def breach_by_others(row, v, keepers, stakes, voices, room):
    """What a breach by another is worth to voice v, before war's cost, to row 4 of `Room.hand`.

    Summed over signatories, by how likely each is to break: `signing_gains` makes it a mean.
    """
    value = room.hand[4]
    fill(value, 0.0)
    for j in keepers:
        if j != v:
            case = stakes.breach_case[j]
            loss = voices.temptation[row, j] if voices.opposed[voices.owner[v], j] else 0.0
            for x in range(value.size):  # no view of a row is made, which would cost as much
                value[x] += (1.0 - room.keeps[j, x]) * (stakes.breach[row, case, v, x] - loss)


@inlined
def signing_gains(row, v, stakes, voices, others_keep, breakers, chooses, gain, room):
    """What signing each package is worth to voice v above failed talks.

    others_keep, breakers: (packages,); gain: (types + 1, packages), filled in. A voice that will
    sign itself has the choice to keep it, worth `Room.spared` more than a breach of its own; any
    other has its utility. Of what is written out in `deal_gains`, war's cost drops out where a war
    follows anyway: what is left is the same for all types but for one term.
    """
    same, by_others, utility = room.hand[5], room.hand[4], stakes.utility[row, v]
    breach, guarantee = stakes.breach[row, stakes.breach_case[voices.owner[v]], v], stakes.guarantee
    for x in range(gain.shape[1]):
        mine, h = utility[x], others_keep[x]
        if chooses:
            mine = breach[x] + (voices.temptation[row, v] - guarantee[row, x])
        broken = by_others[x] / (breakers[x] if breakers[x] > 0.0 else 1.0)
        same[x] = h * mine + (1.0 - h) * broken - stakes.failed[row, v]
    for t in range(gain.shape[0]):
        worth = gain[t]
        if chooses:
            spared = room.spared[v][row_of(t, worth.size)]
            for x in range(worth.size):
                worth[x] = same[x] + others_keep[x] * spared[x]
        else:
            cost = voices.cost[row, voices.owner[v], t]
            for x in range(worth.size):
                worth[x] = same[x] + others_keep[x] * cost
