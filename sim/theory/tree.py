"""Finite games written out as trees, and backward induction on them.

A tree is made of nodes: a `Choice` of a player, a `Chance` of nature, an `End` with what everybody
gets. Nodes may be shared: where the same subgame follows from several moves it is made once, and
stands for one of its own in each place. `count` says how many nodes the whole tree has.

References
----------
Kuhn, H. W. (1953). Extensive games and the problem of information. In Contributions to the Theory
of Games II. Princeton University Press.
Zermelo, E. (1913). Uber eine Anwendung der Mengenlehre auf die Theorie des Schachspiels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sim.theory.packages import TOLERANCE, Floats

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class End:
    """The game is over.

    Attributes
    ----------
    payoffs : tuple of float
        One for each player.
    label : str
        How it ended.
    time : float
        When, in any unit: among actions that are equally good, those that end it sooner go first.
    """

    payoffs: tuple[float, ...]
    label: str = ""
    time: float = 0.0


@dataclass(frozen=True, eq=False)
class Chance:
    """Nature moves.

    Attributes
    ----------
    ways : tuple of (str, float, node)
        What may happen, with which chance, and what follows. Chances sum to 1.
    label : str
    """

    ways: tuple[tuple[str, float, Node], ...]
    label: str = ""


@dataclass(frozen=True, eq=False)
class Choice:
    """A player moves.

    Attributes
    ----------
    player : int
    actions : tuple of (str, node)
        What it may do, and what follows.
    label : str
    hidden : int
        How many of the latest moves before this one the player has not seen. Places that differ
        in these alone are one information set.
    """

    player: int
    actions: tuple[tuple[str, Node], ...]
    label: str = ""
    hidden: int = 0


Node = End | Chance | Choice


@dataclass(frozen=True)
class Tree:
    """A finite game.

    Attributes
    ----------
    title : str
    players : tuple of str
    root : End, Chance or Choice
    """

    title: str
    players: tuple[str, ...]
    root: Node


@dataclass(frozen=True)
class Induced:
    """What backward induction finds.

    Attributes
    ----------
    value : ndarray, shape (players,)
        What everybody gets, chance averaged.
    taken : dict of Choice to int
        The place of the action taken at every choice, also off the path.
    ends : list of (float, End)
        How it ends, and with which chance.
    """

    value: Floats
    taken: dict[Choice, int]
    ends: list[tuple[float, End]]


def children(node: Node) -> tuple[Node, ...]:
    """Return what may follow a node, in order.

    Examples
    --------
    >>> children(End((1.0, 0.0)))
    ()
    """
    if isinstance(node, End):
        return ()
    if isinstance(node, Chance):
        return tuple(after for _, _, after in node.ways)
    return tuple(after for _, after in node.actions)


def fold(root: Node, result: Callable[[Node, list[T]], T]) -> T:
    """Work from the ends to the root: a node's result from those of what follows it.

    Each node is looked at once, however often it is shared; no depth is too great.

    Parameters
    ----------
    root : End, Chance or Choice
    result : callable
        (node, results of its `children`) -> its result.

    Examples
    --------
    >>> fold(Choice(0, (("stop", End((1.0,))),)), lambda node, after: 1 + max(after, default=0))
    2
    """
    found: dict[Node, T] = {}
    stack = [root]
    while stack:
        node = stack[-1]
        missing = [after for after in children(node) if after not in found]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        if node not in found:
            found[node] = result(node, [found[after] for after in children(node)])
    return found[root]


def count(root: Node) -> int:
    """Return how many nodes the whole tree has, shared ones in every place.

    Examples
    --------
    >>> over = End((0.0,))
    >>> count(Choice(0, (("left", over), ("right", over))))
    3
    """
    return fold(root, lambda node, after: 1 + sum(after))


def backward_induction(tree: Tree, tolerance: float = TOLERANCE) -> Induced:
    """Solve a game of perfect information from its ends (Zermelo 1913; Kuhn 1953).

    Parameters
    ----------
    tree : Tree
    tolerance : float
        Actions whose payoffs differ by no more are equally good. Of these the one that ends the
        game soonest is taken (on average, where chance moves), and of several such the first.

    Returns
    -------
    Induced

    Raises
    ------
    ValueError
        If somebody does not see all moves before its own.

    Examples
    --------
    An ultimatum over two coins, where who is indifferent accepts:

    >>> def offer(kept):
    ...     answers = (("accept", End((kept, 2 - kept))), ("refuse", End((0, 0))))
    ...     return Choice(1, answers)
    >>> game = Tree("coins", ("a", "b"), Choice(0, tuple((f"{k}", offer(k)) for k in (2, 1, 0))))
    >>> backward_induction(game).value.tolist()
    [2.0, 0.0]
    """
    taken: dict[Choice, int] = {}

    def worth(node: Node, after: list[Floats]) -> Floats:
        """What everybody gets, and last the time at which it ends."""
        if isinstance(node, End):
            return np.array([*node.payoffs, node.time], float)
        if isinstance(node, Chance):
            chances = [p for _, p, _ in node.ways]
            return np.asarray(np.einsum("k,kp->p", chances, np.array(after)))
        if node.hidden:
            raise ValueError(f"'{node.label}' does not see every move: no backward induction")
        own, time = np.array(after)[:, [node.player, -1]].T
        best = own >= own.max() - tolerance
        taken[node] = int(np.flatnonzero(best & (time <= time[best].min() + tolerance))[0])
        return after[taken[node]]

    value = fold(tree.root, worth)[:-1]
    return Induced(value, taken, _ends(tree.root, taken))


def _ends(root: Node, taken: dict[Choice, int]) -> list[tuple[float, End]]:
    """How it ends if everybody acts so, the likeliest first."""
    chances: dict[End, float] = {}
    stack: list[tuple[float, Node]] = [(1.0, root)]
    while stack:
        p, node = stack.pop()
        if isinstance(node, End):
            chances[node] = chances.get(node, 0.0) + p
        elif isinstance(node, Chance):
            stack += [(p * q, after) for _, q, after in node.ways if q > 0]
        else:
            stack.append((p, node.actions[taken[node]][1]))
    return sorted(((p, end) for end, p in chances.items()), key=lambda each: -each[0])
