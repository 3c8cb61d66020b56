"""What the kernels are given: all about a block of runs that a loop needs, as tuples of arrays.

Notation as in the package: ``runs`` first; a voice is a party or a faction of one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import inlined


class Stakes(NamedTuple):
    """What a state of the world is worth to everybody."""

    utility: np.ndarray  # (runs, voices, packages)
    failed: np.ndarray  # (runs, voices): war after failed talks, before its cost
    breach: np.ndarray  # (runs, cases, voices, packages): war after a breach, before its cost
    breach_case: np.ndarray  # (parties,): which case each party's breach is
    guarantee: np.ndarray  # (runs, packages): what breaking costs


class Voices(NamedTuple):
    """What distinguishes parties, and factions after them."""

    owner: np.ndarray  # (voices,): the party whose voice it is
    scale: np.ndarray  # (runs, voices): of the private shocks
    range: np.ndarray  # (runs, voices): best less worst utility
    cost: np.ndarray  # (runs, parties, types + 1): of war
    temptation: np.ndarray  # (runs, parties)
    opposed: np.ndarray  # (parties, parties): on different sides


class Known(NamedTuple):
    """What everybody knows of everybody: types, and where a shock can lie."""

    belief: np.ndarray  # (runs, parties, types)
    lo: np.ndarray  # (runs, parties, types + 1)
    hi: np.ndarray
    whole: np.ndarray  # what `sim.model.kernels.chances.interval` makes of them
    tail: np.ndarray
    area: np.ndarray
    edition: np.ndarray  # (runs, parties): how often any of this has changed


class OnTable(NamedTuple):
    """Who sits there, and what can be signed."""

    seat: np.ndarray  # (seats,) parties
    present: np.ndarray  # (runs, parties)
    refused: np.ndarray  # (runs, packages)
    allowed: np.ndarray  # (voices, packages): no red line crossed


@inlined
def seat_of(row, i, table):
    """Which seat party i takes; -1 where it has none, or is absent."""
    if table.present[row, i]:
        for k in range(table.seat.size):
            if table.seat[k] == i:
                return k
    return -1


class Rule(NamedTuple):
    """A decision rule: all vetoes agree, and the weight of the yes side reaches a quota."""

    absent_agrees: bool  # whether an optional seat that stayed away counts as saying yes
    weight: np.ndarray  # (runs, seats)
    quota: np.ndarray  # (runs,)
    veto: np.ndarray  # (seats,)


class Bodies(NamedTuple):
    """Those whose votes at home are needed: factions, or a party that has none."""

    party: np.ndarray  # (voices,): the party for which a voice votes, or -1
    voting: np.ndarray  # the parties for which anybody votes
    outside: np.ndarray  # (runs, parties): votes without a seat, whoever is present
    weight: np.ndarray  # (runs, voices)
    quota: np.ndarray  # (runs, parties)


class Factions(NamedTuple):
    """Those that vote on the coming of their party's seat."""

    voice: np.ndarray  # (factions,)
    party: np.ndarray  # (factions,)
    optional: np.ndarray  # (factions,): whether the talks would go on without that seat


class Seen(NamedTuple):
    """What follows: see `sim.model.prospect.Prospect`.

    What there is of every package x, down to `score`, has room for one run, used again and again,
    where nobody asks for it afterwards.
    """

    gain: np.ndarray  # (runs, voices, types + 1, packages)
    hold: np.ndarray  # (runs, packages)
    yes: np.ndarray  # (runs, voices, packages)
    agree: np.ndarray  # (runs, parties, packages)
    against: np.ndarray  # (runs, parties, packages)
    passes: np.ndarray  # (runs, packages)
    score: np.ndarray  # (runs, packages)
    expect: np.ndarray  # (runs, parties, types + 1)
    without: np.ndarray  # (runs, parties, types + 1)
    at_home: np.ndarray  # (runs, factions, types + 1)


class Terms(NamedTuple):
    """What coming weighs."""

    above: np.ndarray  # (n, voices, types + 1): V(talks) - r(no talks)
    blame: np.ndarray  # (n, parties): cost of refusing, through threats
    firmness: np.ndarray  # (n, parties, types + 1): cost of backing down
    no_talks: np.ndarray  # (n, parties): r(no talks), with nobody to blame, before war costs


class Cases(NamedTuple):
    """The terms as they are for all but one party, whose coming is worth more or less to it."""

    client: np.ndarray  # (cases,) parties; -1 where the terms are as they are for all
    shift: np.ndarray  # (n, cases): by how much more; NaN where nobody asks
    told: np.ndarray  # (cases, told): the parties whose chances are asked for


class Reasoning(NamedTuple):
    """How everybody reckons with the coming of the others (Stahl & Wilson 1994)."""

    start: float  # the joint chance that all the others come, before anybody has thought about it
    steps: int  # each answers the chances of the step before
