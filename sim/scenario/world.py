"""What a file names, read loosely: an ill-formed part does not hide what is wrong elsewhere.

Everything here takes plain data as it comes. Where a part is not what it should be, which
`sim.scenario.shape` reports, it is passed over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from sim.registry import did_you_mean
from sim.scenario.distributions import Distribution, parse_number, support
from sim.scenario.errors import Path, listed

_NAME = re.compile("[a-z][a-z0-9_]*")
_LEAST_AMOUNTS = 3  # of a pie or a scale that can be read

Found = Iterator[tuple[Path, str]]
"""What a check finds: where, and what is wrong there; what would be right."""


class World:
    """The issues, parties and sides that a file names, and its parts by path.

    Names are None where the part of the file that should hold them is missing or ill formed; then
    nobody can say that a name is unknown.

    Examples
    --------
    >>> world = World({"parties": {"regime": {}, "smc": {}}, "issues": "to follow"})
    >>> list(world.party(("forums", "geneva", "seats"), "rgime"))[0][1]
    "party 'rgime' is unknown; the parties are regime, smc. Did you mean regime?"
    >>> list(world.issue(("forums", "geneva", "agenda"), "arms"))
    []
    """

    def __init__(self, data: Any) -> None:
        self.data = data
        self.parties = self._names("parties")
        self.issues = self._names("issues")
        self.has_conflict = self.at("conflict") is not None
        self.sides = self._names("conflict", "sides") if self.has_conflict else []
        self._options: dict[str, list[str] | None] = {}

    def at(self, *path: str) -> Any:
        """Return what stands at a path; None where nothing does."""
        place = self.data
        for key in path:
            place = place.get(key) if isinstance(place, dict) else None
        return place

    def bodies(self, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield every well-formed body under a path, with its own path."""
        for name, body in mapping(self.at(*path)).items():
            if isinstance(body, dict):
                yield (*path, name), body

    def options(self, issue: Any) -> list[str] | None:
        """Return the options of an issue, from one end of the scale to the other."""
        if not isinstance(issue, str):
            return None
        if issue not in self._options:  # a pie has a hundred, and each is looked up
            self._options[issue] = self._written_options(issue)
        return self._options[issue]

    def _written_options(self, issue: str) -> list[str] | None:
        given = self.at("issues", issue, "options")
        names = list(given) if isinstance(given, dict) else words(given)
        has_amounts = {"pie", "scale"} & set(mapping(self.at("issues", issue)))
        if has_amounts and len(names) < _LEAST_AMOUNTS:
            return None  # they cannot be read
        return names if len(set(names)) > 1 and all(map(is_name, names)) else None

    def controllers(self, issue: Any) -> list[str] | None:
        """Return who can move an issue; None where nobody can say."""
        body = self.at("issues", issue) if isinstance(issue, str) else None
        given = body.get("controlled_by", []) if isinstance(body, dict) else None
        return words(given) if isinstance(given, list) else None

    def in_order(self, path: Path) -> bool:
        """Whether a path is that of an option's value which an order of its issue keeps."""
        if len(path) < 3 or path[-3] != "values":
            return False
        return path[-1] in words(self.at(*path[:-3], "orders", path[-2]))

    def factions(self, party: Any) -> list[str] | None:
        """Return the factions of a party; None where nobody can say."""
        body = self.at("parties", party) if isinstance(party, str) else None
        found = body.get("factions", {}) if isinstance(body, dict) else None
        return list(found) if isinstance(found, dict) else None

    def outlooks(self, party: Any) -> list[str] | None:
        """Return the outlooks that a party may come to; None where nobody can say."""
        body = self.at("parties", party) if isinstance(party, str) else None
        found = body.get("outlooks", {}) if isinstance(body, dict) else None
        return list(found) if isinstance(found, dict) else None

    def votes(self, party: str, matter: str) -> bool:
        """Whether factions of a party vote on attending, or on ratifying."""
        on = self.at("parties", party, "votes_on")
        matters = ["ratify"] if on is None else words(on)
        return bool(self.factions(party)) and matter in matters

    def seats(self, forum: dict[str, Any]) -> list[str]:
        """Return the parties that sit in a forum."""
        given = words(forum.get("seats"))
        return [seat for seat in given if self.parties is None or seat in self.parties]

    # -- references ----------------------------------------------------------------------------

    def party(self, path: Path, name: Any) -> Found:
        """Find whether `name`, at `path`, is no party."""
        yield from unknown(path, "party", name, self.parties, "the parties are")

    def issue(self, path: Path, name: Any) -> Found:
        """Find whether `name`, at `path`, is no issue."""
        yield from unknown(path, "issue", name, self.issues, "the issues are")

    def side(self, path: Path, name: Any) -> Found:
        """Find whether `name`, at `path`, is no side of the conflict."""
        if self.has_conflict:
            yield from unknown(path, "side", name, self.sides, "the sides are")
        elif isinstance(name, str):
            yield path, f"side '{name}' is unknown: there is no conflict; add one with its sides"

    def option(self, path: Path, issue: Any, name: Any) -> Found:
        """Find whether `name`, at `path`, is no option of the issue."""
        kind = f"issue '{issue}' has no option"
        yield from unknown(path, kind, name, self.options(issue), "its options are", is_unknown="")

    def settlement(self, path: Path, moves: Any) -> Found:
        """Find issues and options that are none in a mapping of issue to option."""
        for issue, option in mapping(moves).items():
            yield from self.issue((*path, issue), issue)
            yield from self.option((*path, issue), issue, option)

    def _names(self, *path: str) -> list[str] | None:
        found = self.at(*path)
        return list(found) if isinstance(found, dict) and all(map(is_name, found)) else None


def unknown(
    path: Path,
    kind: str,
    name: Any,
    known: list[str] | None,
    there_are: str,
    *,
    is_unknown: str = " is unknown",
) -> Found:
    """Find whether `name` is a text and not among the `known`; nothing is known of None."""
    if isinstance(name, str) and known is not None and name not in known:
        suggestion = did_you_mean(name, known)
        yield path, f"{kind} '{name}'{is_unknown}; {there_are} {listed(known)}{suggestion}"


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def words(value: Any) -> list[str]:
    """Return the texts of a list; none of anything else."""
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def is_name(word: str) -> bool:
    """Whether a word may name something in a scenario."""
    return _NAME.fullmatch(word) is not None


def items(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    """Yield the texts of a list, each with its own path."""
    for place, word in enumerate(value if isinstance(value, list) else ()):
        if isinstance(word, str):
            yield (*path, str(place)), word


def number(value: Any) -> float | Distribution | None:
    """Return a well-formed number; None for anything else."""
    try:
        return parse_number(value)
    except ValueError:
        return None


def ends(values: list[Any]) -> tuple[float, float] | None:
    """Return the least and the greatest sum that numbers can have; None if one is ill formed."""
    numbers = [number(value) for value in values]
    supports = [support(n) for n in numbers if n is not None]
    if len(supports) < len(numbers):
        return None
    return math.fsum(lo for lo, _ in supports), math.fsum(hi for _, hi in supports)
