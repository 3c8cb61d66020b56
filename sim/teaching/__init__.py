"""For classes: games that people play, saved, replayed and pooled; and exercises.

>>> from sim import Scenario, teaching
>>> game = teaching.Sitting(Scenario.load("ultimatum"), {"responder": "Bo"}).play(lambda turn: True)
>>> teaching.replay(game).end["outcome"]
'agreed'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.teaching.looking_back import afterwards
    from sim.teaching.pooled import Pooled, read
    from sim.teaching.replaying import replay
    from sim.teaching.saved import GameError, SavedGame
    from sim.teaching.sitting import Quit, Sitting, Turn

_HOMES = {
    "GameError": "saved",
    "Pooled": "pooled",
    "Quit": "sitting",
    "SavedGame": "saved",
    "Sitting": "sitting",
    "Turn": "sitting",
    "afterwards": "looking_back",
    "read": "pooled",
    "replay": "replaying",
}

__all__ = [
    "GameError",
    "Pooled",
    "Quit",
    "SavedGame",
    "Sitting",
    "Turn",
    "afterwards",
    "read",
    "replay",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.teaching' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sim.teaching.{_HOMES[name]}"), name)
