"""Names of strategies, protocols and decision rules: the lowest room.

A scenario names a strategy, a protocol or a rule; it never names an import path. The classes behind
the names register themselves with a decorator, those of this package and those of users alike.

A user's plug-in is a module that does the same. It is found through the entry-point group
``tracktwo.plugins``, or given as a file to :func:`load_plugin`.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache
from hashlib import blake2b
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

#: The default of an option that has none: it must be given.
REQUIRED = inspect.Parameter.empty

_BUILT_IN = ("sim.model.strategies", "sim.model.protocols", "sim.model.rules")
_PLUGIN_GROUP = "tracktwo.plugins"

Registered = TypeVar("Registered", bound=type)


class UnknownName(LookupError):
    """Nothing is registered under this name; the message says what is, and which name is near."""


class PluginError(Exception):
    """A plug-in cannot be loaded; the message says which file and why."""


class Registry:
    """The classes of one kind, by name.

    Parameters
    ----------
    kind : str
        What the names stand for, as it reads in a message: ``"strategy"``.

    Examples
    --------
    >>> greetings = Registry("greeting")
    >>> @greetings.register("polite")
    ... class Polite:
    ...     def __init__(self, bows: float = 1.0):
    ...         self.bows = bows
    >>> greetings.get("polite")().bows
    1.0
    >>> greetings.options("polite")
    {'bows': 1.0}
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._classes: dict[str, type] = {}

    def register(self, name: str) -> Callable[[Registered], Registered]:
        """Decorate a class to be known by `name`; a name can be taken once."""

        def keep(registered: Registered) -> Registered:
            taken = self._classes.setdefault(name, registered)
            if taken is not registered:
                raise ValueError(
                    f"{self.kind} '{name}' is already taken by {taken.__module__}."
                    f"{taken.__qualname__}; register {registered.__name__} under another name"
                )
            return registered

        return keep

    def forget_all_but(self, names: set[str]) -> None:
        """Drop what a plug-in registered before it failed."""
        self._classes = {name: self._classes[name] for name in names}

    def names(self) -> list[str]:
        """Every registered name, sorted, those of installed plug-ins included."""
        _load_all()
        return sorted(self._classes)

    def get(self, name: str) -> type:
        """Return the class registered under `name`.

        Raises
        ------
        UnknownName
            With the names there are, and the nearest where one is near.
        """
        known = self.names()
        if name not in self._classes:
            raise UnknownName(
                f"{self.kind} '{name}' is unknown; there are {', '.join(known)}"
                f"{did_you_mean(name, known)}"
            )
        return self._classes[name]

    def options(self, name: str) -> dict[str, Any]:
        """Return the options of `name` and their defaults; :data:`REQUIRED` where there is none."""
        return {option.name: option.default for option in self._parameters(name)}

    def numbers(self, name: str) -> set[str]:
        """Return those options of `name` that are declared to be numbers."""
        declared = (float, int, "float", "int")
        return {option.name for option in self._parameters(name) if option.annotation in declared}

    def _parameters(self, name: str) -> list[inspect.Parameter]:
        by_keyword = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
        signature = inspect.signature(self.get(name))
        return [option for option in signature.parameters.values() if option.kind in by_keyword]

    def __repr__(self) -> str:
        return f"Registry({self.kind!r}: {', '.join(sorted(self._classes)) or 'empty'})"


strategies = Registry("strategy")
protocols = Registry("protocol")
rules = Registry("rule")
ALL = (strategies, protocols, rules)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` may be a misspelling of; None where none is near."""
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about a wrong name: a suggestion, or nothing.

    Examples
    --------
    >>> "unknown rule 'unanimty'" + did_you_mean("unanimty", ["quota", "unanimity"])
    "unknown rule 'unanimty'. Did you mean unanimity?"
    >>> did_you_mean("dictatorship", ["quota", "unanimity"])
    ''
    """
    near = nearest(name, known)
    return f". Did you mean {near}?" if near else ""


def load_plugin(file: str | Path) -> None:
    """Run a Python file that registers strategies, protocols or rules; once, however often asked.

    Raises
    ------
    PluginError
        If the file is missing, is not Python, or imports what is not installed.

    Examples
    --------
    >>> load_plugin("no_such_file.py")
    Traceback (most recent call last):
    sim.registry.PluginError: ...
    """
    path = Path(file).resolve()
    module_name = f"tracktwo_plugin_{path.stem}_{blake2b(bytes(path), digest_size=8).hexdigest()}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise PluginError(f"{file}: is not a Python file; a plug-in ends in .py")
    module, loader = importlib.util.module_from_spec(spec), spec.loader
    _run(module, str(file), lambda: loader.exec_module(module))


def load_plugin_text(text: str) -> None:
    """Run the text of a plug-in as `load_plugin` runs a file: on a machine that has no such file.

    Raises
    ------
    PluginError
        If it is not Python, or imports what is not installed.
    """
    name = f"tracktwo_plugin_{blake2b(text.encode(), digest_size=8).hexdigest()}"
    module = ModuleType(name)
    _run(module, "the text of a plug-in", lambda: exec(compile(text, name, "exec"), vars(module)))


def _run(module: ModuleType, what: str, execute: Callable[[], None]) -> None:
    """Execute a plug-in, once; one that raises has registered nothing."""
    if module.__name__ in sys.modules:
        return
    sys.modules[module.__name__] = module
    before = [set(registry.names()) for registry in ALL]
    try:
        execute()
    except Exception as error:  # a user's file may raise anything
        del sys.modules[module.__name__]
        for registry, known in zip(ALL, before, strict=True):
            registry.forget_all_but(known)
        why = f"{type(error).__name__}: {error}"
        raise PluginError(f"{what}: cannot be loaded as a plug-in: {why}") from error


@cache
def _load_all() -> None:
    """Import, once, the modules that register the built-in names, then the installed plug-ins."""
    for module in _BUILT_IN:
        importlib.import_module(module)
    for plugin in entry_points(group=_PLUGIN_GROUP):
        try:
            plugin.load()
        except (ImportError, AttributeError) as error:
            raise PluginError(f"the plug-in {plugin.value} cannot be loaded: {error}") from error
