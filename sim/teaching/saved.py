"""Saved games: one file each, whole after every answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.files import write
from sim.scenario.errors import ScenarioError
from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario

FORMAT, KIND = 1, "game"
PLAYING, ENDED, QUIT, INTERRUPTED = "playing", "ended", "quit", "interrupted"
PASS, WALK_OUT = "pass", "walk_out"  # answers besides yes, no and a package

Answer = bool | str | dict[str, str]
"""Yes or no; a package as issue -> option; ``pass`` or ``walk_out``."""


class GameError(Exception):
    """A saved game that cannot be used; the message says which file, why, and what to do."""


@dataclass
class SavedGame:
    """A game that people have played, or are playing.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    players : dict of str to str
        Party -> the name of who plays it; empty where that was not given.
    answers : list of dict
        What was asked, in order: ``party``, ``act`` (as of `sim.model.strategies.person.Asked`),
        ``about``, ``period``, ``round``, ``offer`` (what lay on the table, or None), and
        ``answer``.
    status : str
        ``playing``, ``ended``, ``quit`` or ``interrupted``.
    end : dict or None
        How it ended: ``outcome``, ``period``, ``package``; ``utility``, ``spent``
        (which it takes off) and ``no_talks`` by party.
    file : pathlib.Path or None
    """

    scenario: Scenario
    seed: int
    players: dict[str, str]
    answers: list[dict[str, Any]] = field(default_factory=list)
    status: str = PLAYING
    end: dict[str, Any] | None = None
    version: str = ""
    file: Path | None = None

    @classmethod
    def load(cls, file: str | Path) -> SavedGame:
        """Read a saved game.

        Raises
        ------
        GameError
            If there is no such file, or it is none, or is not whole.
        """
        path = Path(file)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise GameError(f"{path}: cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise GameError(f"{path}: is no saved game, for it is not JSON: {error}") from error
        if found := _wrong(data):
            raise GameError(f"{path}: is no game that tracktwo play has saved: {found}")
        try:
            scenario = Scenario.from_data(parse(data["scenario"]["text"], str(path))[0])
        except ScenarioError as error:
            raise GameError(f"{path}: the scenario in it is wrong: {error}") from error
        if scenario.hash != data["scenario"]["hash"]:
            why = "the scenario in it is not the one that was played"
            raise GameError(f"{path}: {why}; it was changed, or the version of tracktwo is another")
        players = {player["party"]: player["name"] for player in data["players"]}
        if strangers := sorted(set(players) - set(scenario.spec.parties)):
            raise GameError(f"{path}: {', '.join(strangers)}: no such party in the scenario in it")
        return cls(
            scenario, data["seed"], players, data["answers"], data["status"], data["end"],
            data["version"], path,
        )  # fmt: skip

    def save(self) -> None:
        """Write it to its file, if it has one: whole or not at all."""
        if self.file is not None:
            write(self.file, json.dumps(self._data, indent=1, ensure_ascii=False) + "\n")

    def __post_init__(self) -> None:
        if not self.version:
            from importlib.metadata import version

            self.version = version("tracktwo")

    @cached_property
    def _scenario(self) -> dict[str, str]:
        """The scenario as its file holds it: whole, without sources that may not be named."""
        text = self.scenario.dump()
        if "evidence:" in text:  # what cites nothing has nothing to keep out
            text = self.scenario.without_sources().dump()
        return {"name": self.scenario.name, "hash": self.scenario.hash, "text": text}

    @property
    def _data(self) -> dict[str, Any]:
        """What its file holds."""
        return {
            "format": FORMAT,
            "kind": KIND,
            "version": self.version,
            "scenario": self._scenario,
            "seed": self.seed,
            "players": [{"party": p, "name": name} for p, name in self.players.items()],
            "status": self.status,
            "answers": self.answers,
            "end": self.end,
        }


_TYPES: dict[str, Any] = {
    "format": int, "kind": str, "version": str, "scenario": dict, "seed": int, "players": list,
    "status": str, "answers": list,
}  # fmt: skip


def _wrong(data: Any) -> str | None:
    """What is wrong with what a file holds; None if nothing is."""
    if not isinstance(data, dict) or data.get("kind") != KIND:
        return f"it has no kind: {KIND}"
    if data.get("format") != FORMAT:
        return f"its format is {data.get('format')}; this version reads {FORMAT}"
    for key, kind in _TYPES.items():
        if not isinstance(data.get(key), kind):
            return f"it has no right '{key}'"
    if not all(isinstance(data["scenario"].get(key), str) for key in ("name", "hash", "text")):
        return "its scenario has no name, hash or text"
    if not all(_is_player(player) for player in data["players"]) or not data["players"]:
        return "its players have no party or name"
    for number, answer in enumerate(data["answers"], start=1):
        if not _is_answer(answer):
            return f"its answer {number} is not one"
    if data["status"] not in (PLAYING, ENDED, QUIT, INTERRUPTED):
        return f"its status is '{data['status']}'"
    if not isinstance(data.get("end"), dict | None) or (data["status"] == ENDED) != bool(
        data.get("end")
    ):
        return f"its status is '{data['status']}', which does not go with its end"
    return None


def _is_player(player: Any) -> bool:
    return isinstance(player, dict) and all(
        isinstance(player.get(key), str) for key in ("party", "name")
    )


def _is_answer(answer: Any) -> bool:
    return (
        isinstance(answer, dict)
        and all(isinstance(answer.get(key), str) for key in ("party", "act"))
        and all(isinstance(answer.get(key), int) for key in ("period", "round"))
        and isinstance(answer.get("answer"), bool | str | dict)
    )
