"""A table as a game of complete information: what everybody would know who knew everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.model.kernels import Rule

if TYPE_CHECKING:
    from sim.model.protocols.base import Protocol


@dataclass(frozen=True)
class Game:
    """What lies on a table, known to all: the seats by name, ``n`` live runs, ``X`` packages.

    Arrays have packages before parties, as in `sim.theory`.

    Attributes
    ----------
    seats : tuple of str
    me : int
        The place of the party that looks, among the seats.
    present : ndarray of bool, shape (n, seats)
        Who came.
    utility : ndarray, shape (n, X, seats)
        What each package is worth once signed, the chance that it is kept included, as it is: the
        party's own resolve, without private shocks.
    reservation : ndarray, shape (n, seats)
        What failed talks are worth, as it is.
    allowed : ndarray of bool, shape (X, seats)
        Packages that cross none of its red lines.
    patience : ndarray, shape (n, seats)
    flow : ndarray, shape (n, seats)
        What a period without agreement pays: ``(1 - patience) flow`` each.
    cost : ndarray, shape (n, seats)
        What every round costs that it stays at the table, paid as the round begins.
    rule : Rule
        Weights and vetoes by seat; weights and quota by run: (n, seats) and (n,).
    round : ndarray of int, shape (n,)
        Rounds begun, from 1.
    rounds : int
        The deadline. An agreement in round t is worth ``patience**(t - 1)`` times its utility.
    protocol : Protocol
    """

    seats: tuple[str, ...]
    me: int
    present: np.ndarray
    utility: np.ndarray
    reservation: np.ndarray
    allowed: np.ndarray
    patience: np.ndarray
    flow: np.ndarray
    cost: np.ndarray
    rule: Rule
    round: np.ndarray
    rounds: int
    protocol: Protocol


class Plan(NamedTuple):
    """How to act now, in equilibrium.

    Attributes
    ----------
    offers : ndarray, shape (n, X)
        The chance with which each package is proposed; where all are 0, nothing is.
    least : ndarray, shape (n,)
        The least utility (of the game's) at which an offer is accepted.
    """

    offers: np.ndarray
    least: np.ndarray
