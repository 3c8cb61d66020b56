"""What two parties have offered one another so far: for strategies that remember."""

from __future__ import annotations

import numpy as np

from sim.model.strategies.base import View


def own(view: View) -> np.ndarray:
    """What the party itself has proposed in each round: (n, deadline) packages or -1."""
    return view.history[..., view.seats.index(view.party)]


def others(view: View) -> np.ndarray:
    """What the other of two has proposed in each round: (n, deadline) packages or -1."""
    return view.history[..., 1 - view.seats.index(view.party)]


def last(offers: np.ndarray) -> np.ndarray:
    """The last of some offers, or -1: (n,), of (n, deadline).

    Examples
    --------
    >>> last(np.array([[4, 2, -1], [-1, -1, -1]])).tolist()
    [2, -1]
    """
    backwards = offers[:, ::-1]
    return backwards[np.arange(len(offers)), (backwards >= 0).argmax(axis=-1)]


def distinct(offers: np.ndarray, packages: int) -> np.ndarray:
    """Which packages are among some offers: (n, packages) booleans, of (n, deadline).

    Examples
    --------
    >>> distinct(np.array([[2, 0, 2, -1]]), 4).tolist()
    [[True, False, True, False]]
    """
    there = np.zeros((len(offers), packages + 1), bool)  # the last place is for -1
    np.put_along_axis(there, offers, True, axis=-1)
    return there[:, :packages]
