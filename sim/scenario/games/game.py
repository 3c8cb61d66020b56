"""A game: what is no negotiation, written down, checked, and ready to be solved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Self

from sim.scenario.errors import Lines, Problem, ScenarioError, line_of
from sim.scenario.games.bodies import Game
from sim.scenario.games.checks import read_game, without_claims
from sim.scenario.plain import plain, to_yaml
from sim.scenario.scenario import substance


class GameFile:
    """A checked game; made by `sim.scenario.games.load`, never changed afterwards.

    Attributes
    ----------
    spec : VotingSpec or CoalitionalSpec
        The whole content, defaults filled in.
    path : pathlib.Path or None
        The file it came from; None if it came from data.
    """

    spec: Game

    def __init__(
        self, data: dict[str, Any], lines: Lines, file: str, path: FilePath | None
    ) -> None:
        self._data = data
        self._lines = lines
        self._file = file
        self.path = path
        self.spec = read_game(data, lines, file)

    @property
    def name(self) -> str:
        """The name, as in ``security-council``."""
        return self.spec.name

    @property
    def title(self) -> str:
        """One line that says what it is about."""
        return self.spec.title

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what is solved: not of titles, texts, citations, comments or order."""
        text = json.dumps(substance(self.spec), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        """Return what its file holds, as plain data."""
        return dict(plain(self._data))

    def dump(self) -> str:
        """Return it as YAML text, comments left out; loading that gives the same `hash`."""
        return to_yaml(self._data)

    def line(self, path: str) -> int | None:
        """Return the line of a dotted path in its file, or of what is around it."""
        return line_of(tuple(path.split(".")), self._lines)

    def supported(self, claims: Mapping[str, Any]) -> Self:
        """Return it if every claim that it cites is one.

        Raises
        ------
        ScenarioError
            With every claim that is none.
        """
        problems = [
            Problem(path, line_of(path, self._lines), message)
            for path, message in without_claims(self.spec, claims)
        ]
        if problems:
            raise ScenarioError(self._file, problems)
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"
