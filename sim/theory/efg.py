"""A finite game as the text of a Gambit file, ``.efg``.

The format is the "EFG 2" of Gambit's documentation: a first line with title and players, then the
nodes in prefix order. Numbers are rationals: a payoff or a chance is written as the nearest
fraction whose denominator is at most `DENOMINATOR`. That is off by at most 1e-9, and exact for what
was a fraction up to 1 whose denominator is at most a million. The chances of one move sum to 1.

References
----------
Savani, R. and T. L. Turocy (2025). Gambit: The package for computation in game theory.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from sim.theory.tree import Chance, End, Node, Tree, children, count

DENOMINATOR = 10**9
NODES = 200_000  # of a file, which is then some 20 MB long

_Path = tuple[int, ...]


def efg(tree: Tree, most: int = NODES) -> str:
    """Write a game as the text of an ``.efg`` file: ASCII, every node once, all labels unique.

    Parameters
    ----------
    tree : Tree
    most : int
        The greatest number of nodes.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the tree has more nodes than `most`.

    Examples
    --------
    >>> from sim.theory.tree import Choice
    >>> end = End((0.5, 0.25), "half each")
    >>> print(efg(Tree("A split", ("a", "b"), Choice(0, (("take", end),), "a moves"))), end="")
    EFG 2 R "A split" { "a" "b" }
    ""
    <BLANKLINE>
    p "" 1 1 "a moves" { "take" } 0
    t "" 1 "half each" { 1/2 1/4 }
    """
    nodes = count(tree.root)
    if nodes > most:
        raise ValueError(f"the tree has {nodes:,} nodes; at most {most:,} are written")
    players = " ".join(map(_quoted, unique(tree.players)))
    lines = [f"EFG 2 R {_quoted(tree.title)} {{ {players} }}", '""', ""]
    return "\n".join([*lines, *_Writer().write(tree.root)]) + "\n"


class _Writer:
    """Numbers and names for information sets and outcomes, as they come."""

    def __init__(self) -> None:
        self._known: dict[object, tuple[int, str]] = {}  # what -> its number and name
        self._names: dict[object, _Names] = {}  # names given, by what they are for

    def write(self, root: Node) -> Iterator[str]:
        """Yield a line for every node, in prefix order."""
        stack: list[tuple[Node, _Path]] = [(root, ())]
        while stack:
            node, path = stack.pop()
            yield self._line(node, path)
            after = children(node)
            stack += [(after[k], (*path, k)) for k in reversed(range(len(after)))]

    def _line(self, node: Node, path: _Path) -> str:
        if isinstance(node, End):
            number, name = self._number("end", node, node.label or "end")
            payoffs = " ".join(str(rational(each)) for each in node.payoffs)
            return f't "" {number} {name} {{ {payoffs} }}'
        if isinstance(node, Chance):
            number, name = self._number("chance", path, node.label or "chance")
            chances = rationals([p for _, p, _ in node.ways])
            ways = map(_quoted, unique([label for label, _, _ in node.ways]))
            listed = " ".join(f"{way} {p}" for way, p in zip(ways, chances, strict=True))
            return f'c "" {number} {name} {{ {listed} }} 0'
        seen = (path[: len(path) - node.hidden], node.hidden)
        number, name = self._number(node.player, seen, node.label or "move")
        actions = " ".join(map(_quoted, unique([label for label, _ in node.actions])))
        return f'p "" {node.player + 1} {number} {name} {{ {actions} }} 0'

    def _number(self, kind: object, what: object, label: str) -> tuple[int, str]:
        """The number and the quoted name of something, the same whenever it comes again."""
        if (kind, what) not in self._known:
            names = self._names.setdefault(kind, _Names())
            name = _quoted(names.new(label))
            self._known[kind, what] = (len(names.given), name)
        return self._known[kind, what]


class _Names:
    """Hands out names of which no two are the same."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self._times: Counter[str] = Counter()

    def new(self, label: str) -> str:
        """Return a label, or where it has been given already the label with a number."""
        wanted = plain(label)
        name = wanted
        while name in self.given:
            self._times[wanted] += 1
            name = f"{wanted} ({self._times[wanted] + 1})"
        self.given.add(name)
        return name


def unique(labels: Sequence[str]) -> list[str]:
    """Return labels in ASCII, with a number after each that has been there before.

    Examples
    --------
    >>> unique(["Guérilla", "Guerilla", "army"])
    ['Guerilla', 'Guerilla (2)', 'army']
    """
    names = _Names()
    return [names.new(label) for label in labels]


def plain(text: str) -> str:
    """Return a text in ASCII, on one line, without quotation marks of the format's own.

    Examples
    --------
    >>> plain('the "café"')
    "the 'cafe'"
    """
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return " ".join(ascii_only.replace('"', "'").replace("\\", "/").split())


def rational(number: float) -> Fraction:
    """Return the nearest fraction with a denominator of at most `DENOMINATOR`.

    Examples
    --------
    >>> rational(1 / 3), rational(0.9**2)
    (Fraction(1, 3), Fraction(81, 100))
    """
    return Fraction(number).limit_denominator(DENOMINATOR)


def rationals(chances: Sequence[float]) -> list[Fraction]:
    """Return chances as fractions that sum to exactly 1: the greatest makes up for the rest.

    Raises
    ------
    ValueError
        If one is negative, or they do not sum to 1.

    Examples
    --------
    >>> rationals([1 / 3, 1 / 3, 1 / 3])
    [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)]
    """
    if min(chances) < 0 or abs(sum(chances) - 1) > 1e-6:
        raise ValueError(f"chances are at least 0 and sum to 1; found {list(chances)}")
    found = [rational(p) for p in chances]
    likeliest = found.index(max(found))
    found[likeliest] += 1 - sum(found)
    return found


def _quoted(text: str) -> str:
    return f'"{plain(text)}"'
