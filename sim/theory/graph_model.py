"""Stability in the graph-model sense: where a conflict comes to rest, and why nobody moves on.

A conflict is a set of states. Each party can move from some of them to others, by itself, and has
its own order of preference over all. A party stays where it is if it has nothing better to move to
(Nash), or if every move that looks better can be answered by the others so that it would end no
better off. The kinds of stability differ in how far the party looks ahead, and in what it takes the
others to be ready to do.

Here ``R_i(s)`` are the states that i can move to from s, ``R_i+(s)`` those it prefers to s. The
others of i, as a group H, can bring about ``R_H(s)``: what is reached by any sequence of their
moves in which nobody moves twice in succession; ``R_H+(s)``, if each step is better than the last
for whoever takes it (Fang, Hipel & Kilgour 1993, ch. 4). For two parties these are single moves of
the other.

- **Nash**: ``R_i+(s)`` is empty.
- **GMR** (Howard 1971): from every s1 in ``R_i+(s)`` the others have an s2 in ``R_H(s1)`` that is
  no better for i than s.
- **SMR** (Howard 1971): the same, and from s2 no move of its own leads i to anything better than s.
- **SEQ** (Fraser & Hipel 1984): as GMR, with s2 in ``R_H+(s1)``: the others gain by it.

Nash implies SEQ and SMR, and each of them GMR. A state that is stable for everybody is an
equilibrium of that kind.

References
----------
Fang, L., K. W. Hipel and D. M. Kilgour (1993). Interactive Decision Making: The Graph Model for
Conflict Resolution. Wiley.
Fraser, N. M. and K. W. Hipel (1984). Conflict Analysis: Models and Resolutions. North-Holland.
Howard, N. (1971). Paradoxes of Rationality. MIT Press.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.theory.packages import TOLERANCE, Mask

KINDS = ("nash", "gmr", "smr", "seq")
STATES = 1024  # beyond these the sequences of the others' moves take minutes


@dataclass(frozen=True)
class Stability:
    """Which states are stable for whom.

    Attributes
    ----------
    stable : dict of str to ndarray of bool, shape (parties, states)
        By kind: ``nash``, ``gmr``, ``smr``, ``seq``.
    """

    stable: dict[str, Mask]

    def equilibria(self, kind: str) -> Mask:
        """Return the states that are stable for everybody in one sense: (states,) booleans."""
        return np.asarray(self.stable[kind].all(axis=0))


def stability(
    moves: ArrayLike,
    value: ArrayLike,
    *,
    transitive: bool = True,
    tolerance: float = TOLERANCE,
) -> Stability:
    """Find every state's stability for every party.

    Parameters
    ----------
    moves : array_like of bool, shape (parties, states, states)
        Whether a party can move from the first state to the second by itself, in one step.
    value : array_like, shape (parties, states)
        What each state is worth to each party; only their order counts.
    transitive : bool
        Whether what a party can reach by several moves of its own in a row counts as one move, as
        usual; otherwise moves are taken as they are, and nobody moves twice in succession.
    tolerance : float
        Of values: what differs by no more is equally good.

    Returns
    -------
    Stability

    Raises
    ------
    ValueError
        If the shapes do not fit, or there are more than 1,024 states.

    Examples
    --------
    The prisoner's dilemma, states: both cooperate, only the second, only the first, nobody. Only
    defecting together is a Nash equilibrium; cooperating is one for those who look further.

    >>> first = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]
    >>> second = [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
    >>> found = stability([first, second], [[3, 4, 1, 2], [3, 1, 4, 2]])
    >>> found.equilibria("nash").tolist(), found.equilibria("seq").tolist()
    ([False, False, False, True], [True, False, False, True])
    """
    reach, worth = _checked(moves, value)
    if transitive:
        reach = np.stack([_closed(each) for each in reach])
    better = worth[:, None, :] > worth[:, :, None] + tolerance  # (parties, from, to)
    improving = reach & better
    stable = {kind: np.zeros(worth.shape, bool) for kind in KINDS}
    for i in range(len(worth)):
        others = [k for k in range(len(worth)) if k != i]
        tempted, no_better = improving[i], ~better[i].T  # no_better[t, s]: t is no better than s
        no_escape = ~_product(reach[i], better[i].T)  # [t, s]: from t nothing better than s
        any_move = group_moves(reach[others])
        gain = group_moves(improving[others])
        stable["nash"][i] = ~tempted.any(axis=1)
        stable["gmr"][i] = _deterred(tempted, any_move, no_better)
        stable["smr"][i] = _deterred(tempted, any_move, no_better & no_escape)
        stable["seq"][i] = _deterred(tempted, gain, no_better)
    return Stability(stable)


def group_moves(moves: ArrayLike) -> Mask:
    """What a group can bring about from each state, nobody moving twice in succession.

    Parameters
    ----------
    moves : array_like of bool, shape (members, states, states)
        Each member's moves; or, for ``R_H+``, its improvements.

    Returns
    -------
    ndarray of bool, shape (states, states)
        ``R_H`` (Fang, Hipel & Kilgour 1993, ch. 4).

    Examples
    --------
    One member can go from 0 to 1 and from 1 to 2; alone it may not do so twice in succession.

    >>> one = [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    >>> group_moves([one]).astype(int).tolist()[0], group_moves([one, one]).astype(int).tolist()[0]
    ([0, 1, 0], [0, 1, 1])
    """
    reach = np.asarray(moves, bool)
    if not len(reach):
        return np.zeros(reach.shape[1:], bool)
    last = reach.copy()  # [k, s, t]: t is reached from s, and k was the last to move
    fresh = reach.copy()
    while fresh.any():
        grown = np.zeros_like(last)
        for k in range(len(reach)):
            before = np.asarray(np.delete(fresh, k, axis=0).any(axis=0))
            if before.any():
                grown[k] = _product(before, reach[k])
        fresh = grown & ~last
        last |= grown
    return np.asarray(last.any(axis=0))


def _deterred(tempted: Mask, answer: Mask, sanction: Mask) -> Mask:
    """Where every temptation has an answer that is a sanction: (states,).

    tempted[s, s1], answer[s1, s2], sanction[s2, s]: s2 deters whoever stands at s.
    """
    answered = _product(answer, sanction)  # [s1, s]
    return np.asarray((~tempted | answered.T).all(axis=1))


def _product(a: Mask, b: Mask) -> Mask:
    """Whether some middle state links them: ``a[s, m] and b[m, t]``."""
    return np.asarray(a.astype(np.float32) @ b.astype(np.float32) > 0.5)


def _closed(reach: Mask) -> Mask:
    """What can be reached by any number of steps, the start itself left out."""
    out, before = reach.copy(), -1
    while before != (before := int(out.sum())):
        out |= _product(out, out)
    np.fill_diagonal(out, False)
    return out


def _checked(moves: ArrayLike, value: ArrayLike) -> tuple[Mask, NDArray[np.float64]]:
    reach, worth = np.array(moves, bool), np.asarray(value, float)
    if worth.ndim != 2 or reach.shape != (*worth.shape, worth.shape[1]):
        raise ValueError(
            "moves are (parties, states, states) and values (parties, states);"
            f" found {reach.shape} and {worth.shape}"
        )
    if worth.shape[1] > STATES:
        raise ValueError(f"at most {STATES:,} states; found {worth.shape[1]:,}")
    for each in reach:
        np.fill_diagonal(each, False)
    return reach, worth


def moves_on_options(sizes: Sequence[int], controls: Sequence[Sequence[int]]) -> Mask:
    """The moves of parties that each hold some options of every state.

    A state is a level of each of several issues; whoever controls issues can set all of them at
    once. States are numbered as `numpy.ravel_multi_index` does: the last issue changes fastest.

    Parameters
    ----------
    sizes : sequence of int
        How many levels each issue has.
    controls : sequence of sequence of int
        For each party the issues that it can set alone.

    Returns
    -------
    ndarray of bool, shape (parties, states, states)

    Examples
    --------
    >>> moves_on_options([2, 2], [[0], [1]])[0].astype(int).tolist()
    [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]
    """
    levels = np.array(np.unravel_index(np.arange(int(np.prod(sizes))), tuple(sizes))).T
    out = np.zeros((len(controls), len(levels), len(levels)), bool)
    for i, mine in enumerate(controls):
        fixed = [k for k in range(len(sizes)) if k not in mine]
        same = (levels[:, None, fixed] == levels[None, :, fixed]).all(axis=-1)
        out[i] = same & ~np.eye(len(levels), dtype=bool)
    return out
