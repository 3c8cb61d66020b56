"""A saved game again, from its answers alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario.scenario import Scenario
from sim.teaching.saved import ENDED, Answer, GameError, SavedGame
from sim.teaching.sitting import Quit, Sitting, Turn, Witness

CLOSE = 1e-9  # how far a utility may be off


def replay(
    game: SavedGame | str | Path,
    scenario: Scenario | str | None = None,
    witness: Witness | None = None,
) -> SavedGame:
    """Play a saved game again from its answers, and hold it against how it ended.

    Parameters
    ----------
    game : SavedGame, str or pathlib.Path
        A game, or its file.
    scenario : Scenario or str, optional
        What it has to be a game of; the scenario that stands in the file unless given.
    witness : callable, optional
        Called with every turn and what was answered.

    Returns
    -------
    SavedGame
        The game as it came out; of one that was not played to its end, as far as it went.

    Raises
    ------
    GameError
        If the file is none, is a game of another scenario, asks for other answers than it has, or
        ends otherwise than it says.

    Examples
    --------
    >>> import sim
    >>> played = Sitting(sim.Scenario.load("ultimatum"), {"responder": ""}).play(lambda turn: False)
    >>> replay(played).end["outcome"]
    'deadlock'
    """
    saved = game if isinstance(game, SavedGame) else SavedGame.load(game)
    where = str(saved.file or "the game")
    if scenario is not None:
        _same_scenario(saved, scenario, where)
    again = Sitting(saved.scenario, saved.players, saved.seed)
    left = iter(saved.answers)

    def respond(turn: Turn) -> Answer:
        line = next(left, None)
        if line is None:
            if saved.status == ENDED:
                raise GameError(f"{where}: has no answer to '{turn.act}' in period {turn.period}")
            raise Quit
        asked: dict[str, Any] = {"party": turn.party, "act": turn.act, "about": turn.asked.about}
        asked |= {"period": turn.period, "offer": turn.offer}
        for key, value in asked.items():
            if line.get(key) != value:
                found = f"the game asks {value!r} where the file answers {line.get(key)!r} ({key})"
                raise GameError(f"{where}: {found}; {_CHANGED}")
        return line["answer"]

    played = again.play(respond, witness)
    if next(left, None) is not None:
        raise GameError(f"{where}: has answers to more than the game asks; {_CHANGED}")
    if saved.end is not None:
        _same_end(saved.end, played.end, where)
    return played


_CHANGED = "it was changed, or the version of tracktwo is another"


def _same_scenario(saved: SavedGame, scenario: Scenario | str, where: str) -> None:
    wanted = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    if wanted.hash != saved.scenario.hash:
        a, b = (f"{each.name} ({each.hash[:12]})" for each in (saved.scenario, wanted))
        raise GameError(f"{where}: is a game of {a}, not of {b}")


def _same_end(said: dict[str, Any], found: dict[str, Any] | None, where: str) -> None:
    if found is None:
        raise GameError(f"{where}: says how it ended, and does not end; {_CHANGED}")
    for key in ("outcome", "period", "package"):
        if said.get(key) != found[key]:
            raise GameError(f"{where}: ends with {found[key]!r}, not {said.get(key)!r}; {_CHANGED}")
    worth = said.get("utility") or {}
    for name, value in found["utility"].items():
        if not isinstance(worth.get(name), int | float) or abs(worth[name] - value) > CLOSE:
            said_so = worth.get(name)
            raise GameError(f"{where}: is worth {value} to {name}, not {said_so}; {_CHANGED}")
