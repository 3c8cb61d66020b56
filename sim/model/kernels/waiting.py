"""Before the table: what talks are worth above none, and how patrons shift that."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing
from sim.model.kernels.shapes import Factions


class Ahead(NamedTuple):
    """What is expected of talks and of none: see `sim.model.prospect.Prospect`."""

    expect: np.ndarray  # (runs, parties, types + 1)
    without: np.ndarray  # (runs, parties, types + 1)
    at_home: np.ndarray  # (runs, factions, types + 1)
    no_talks: np.ndarray  # (runs, voices)
    failed: np.ndarray  # (runs, voices)


class Seats(NamedTuple):
    """Who is asked to sit down."""

    has_seat: np.ndarray  # (parties,): whether it is
    optional: np.ndarray  # (parties,): whether the talks would go on without it
    factions: Factions  # those who vote on coming
    talking_cost: np.ndarray  # (runs, parties)


class Ties(NamedTuple):
    """What patrons can do to their clients, and have done."""

    client: np.ndarray  # (ties,)
    force: np.ndarray  # (runs, ties): by how much each can shift a cost
    pressed: np.ndarray  # (runs, ties, purposes)


@borrowing
def above_no_talks(rows, ahead, seats, out):
    """What talks are worth above none, for every type of everybody.

    A seat that is not required compares with talks that go on without it, and so does a faction
    that votes on its coming; it has no choice to sign: see `factions_expect`.

    rows: the runs, n; ahead: Ahead; seats: Seats; out: (n, voices, types + 1), filled in for the
    parties and these factions.
    """
    voice, party, optional = seats.factions
    for n in range(rows.size):
        row = rows[n]
        for i in range(ahead.expect.shape[1]):
            ways = 0.0 if seats.optional[i] else ahead.failed[row, i] - ahead.no_talks[row, i]
            cost = seats.talking_cost[row, i] if seats.has_seat[i] else 0.0
            for t in range(out.shape[2]):
                without = ahead.without[row, i, t] if seats.optional[i] else 0.0
                out[n, i, t] = ahead.expect[row, i, t] + ways - without - cost
        for f in range(voice.size):
            v = voice[f]
            ways = 0.0 if optional[f] else ahead.failed[row, v] - ahead.no_talks[row, v]
            ways -= seats.talking_cost[row, party[f]]
            for t in range(out.shape[2]):
                out[n, v, t] = ahead.at_home[row, f, t] + ways


@borrowing
def pressure(rows, ties, purpose, out):
    """By how much costs of every client have been shifted, for one purpose.

    rows: the runs, n; ties: Ties; out: (n, parties), to which it is added.
    """
    for n in range(rows.size):
        row = rows[n]
        for k in range(ties.client.size):
            if ties.pressed[row, k, purpose]:
                out[n, ties.client[k]] += ties.force[row, k]
