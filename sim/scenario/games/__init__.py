"""Games that are no negotiations, and are only solved: what coalitions are worth, and votes.

>>> from sim.scenario import games
>>> games.load("syrian-opposition")
VotingGame('syrian-opposition')
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from sim.scenario import library
from sim.scenario.errors import Lines
from sim.scenario.games.coalitional import CoalitionalGame
from sim.scenario.games.game import GameFile
from sim.scenario.games.voting import VETO, Rule, VotingGame
from sim.scenario.plain import plain
from sim.scenario.reader import read

__all__ = ["VETO", "CoalitionalGame", "GameFile", "Rule", "VotingGame", "from_data", "load"]


def load(
    path_or_name: str | FilePath, *, claims: Mapping[str, Any] | None = None
) -> CoalitionalGame | VotingGame:
    """Read a game from a file, or by the name of one that ships.

    Parameters
    ----------
    path_or_name : str or Path
        A YAML file, or a name that ``library.names("games")`` lists.
    claims : mapping, optional
        Also check that what the game cites is among these claims.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each with its line.
    """
    path = library.locate(path_or_name, "games")
    data, lines = read(path)
    game = _made(data, lines, str(path), path)
    return game if claims is None else game.supported(claims)


def from_data(data: Mapping[str, Any]) -> CoalitionalGame | VotingGame:
    """Make a game from what a file would hold, as Python's dicts and lists.

    Raises
    ------
    ScenarioError
        With everything that is wrong.

    Examples
    --------
    >>> game = from_data({"format": 1, "kind": "voting", "name": "two", "title": "Two",
    ...                   "members": {"a": 2, "b": 1}, "quota": 2})
    >>> game.powers[0].swings
    (2, 0)
    """
    return _made(plain(data), {}, "<data>", None)


def _made(
    data: Any, lines: Lines, file: str, path: FilePath | None
) -> CoalitionalGame | VotingGame:
    is_market = isinstance(data, dict) and data.get("kind") == "coalitional"
    kind = CoalitionalGame if is_market else VotingGame
    return kind(data, lines, file, path)
