"""Starting quickly: what a command does first, before it loads what it needs for its work."""

from __future__ import annotations

import gc

_USUAL = gc.get_threshold()
_LOADED = 500_000  # objects: more than any command loads, so that none of it is looked through


def put_off_collecting() -> None:
    """Look for no garbage while a command loads: what it loads stays, and the looking takes 0.3 s.

    Python looks after every 700 objects, 500 times before the first run. A command that never says
    that its work begins looks after half a million.
    """
    gc.set_threshold(_LOADED, *_USUAL[1:])


def collect_as_usual() -> None:
    """Look for garbage as ever from now on, except in what has been loaded until now."""
    if gc.get_threshold()[0] == _LOADED:
        gc.freeze()
        gc.set_threshold(*_USUAL)


def load_mesa() -> None:
    """Load Mesa before anything else that a command needs.

    As it is imported it asks where each caller on the stack was written (`inspect.stack`), for
    which Python searches all modules that are loaded: 0.05 s in the beginning, and 0.3 s later on,
    from within other imports.
    """
    import mesa  # noqa: F401
