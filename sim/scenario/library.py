"""Where the scenarios, the studies and the claims that ship with the package are."""

from __future__ import annotations

import re
from pathlib import Path as FilePath

from sim.registry import did_you_mean
from sim.scenario.errors import Problem, ScenarioError, listed

_PACKAGE = FilePath(__file__).resolve().parents[1]
_ENDINGS = (".yaml", ".yml")
_ONE = {"scenarios": "scenario", "studies": "study", "games": "game"}
_KIND = re.compile(r"^kind:", re.MULTILINE)


def names(kind: str = "scenarios") -> list[str]:
    """Return the names of what ships, sorted.

    Parameters
    ----------
    kind : str
        ``scenarios``, of conflicts; ``textbook``, scenarios of the textbooks; ``games``, which are
        no negotiations and only solved; ``studies``.
    """
    return sorted(_files(kind))


def _files(kind: str) -> dict[str, FilePath]:
    """Every file of a kind, by name."""
    folder = {"textbook": "scenarios/textbook", "games": "scenarios/textbook"}.get(kind, kind)
    files = {file.stem: file for file in _shipped(folder).glob("*.yaml")}
    files = {name: f for name, f in files.items() if "." not in name}  # NAME.predictions.yaml
    if kind in ("textbook", "games"):
        return {n: f for n, f in files.items() if (kind == "games") == is_game(f)}
    return files


def is_game(file: FilePath) -> bool:
    """Whether a file holds a game that is no negotiation: it says ``kind``."""
    return _KIND.search(file.read_text(encoding="utf-8", errors="replace")) is not None


def title(name: str, kind: str = "scenarios") -> str:
    """Return the title of what ships, without looking at anything else in its file.

    Examples
    --------
    >>> title("finite-offers", "textbook")
    'Offers in turn, with a last round that is known'
    """
    from sim.scenario.reader import read

    data, _ = read(_files(kind)[name])
    return str(data.get("title", "")) if isinstance(data, dict) else ""


def find(name: str, kind: str = "scenarios") -> FilePath:
    """Return the file of a scenario that ships, or of one of the ``games`` or ``studies``.

    Raises
    ------
    ScenarioError
        If none has this name; with the file of this name that is in the folder, or else the
        nearest of those that ship where one is near.
    """
    files = _files(kind) | (_files("textbook") if kind == "scenarios" else {})
    known = sorted(files)
    if kind == "scenarios":
        files |= _files("games")  # found, so that whoever reads it can say that it is a game
    if name not in files:
        here = next((f for end in _ENDINGS if (f := FilePath(f"{name}{end}")).is_file()), None)
        suggestion = did_you_mean(name, known) or f"; what ships: {listed(known)}"
        if here is not None:
            suggestion = f". Did you mean the file {here}?"
        if kind == "scenarios" and name in _files("studies"):
            suggestion = "; it is a study, which 'tracktwo sweep' runs"
        message = f"there is no such file, and no {_ONE[kind]} of this name ships{suggestion}"
        raise ScenarioError(name, [Problem((), None, message)])
    return files[name]


def locate(path_or_name: str | FilePath, kind: str = "scenarios") -> FilePath:
    """Return the file meant by a path, or by the name of a scenario or a study that ships.

    Whatever is there as a file, or looks like a path, is a path.
    """
    path = FilePath(path_or_name)
    looks_like_path = path.suffix or len(path.parts) > 1 or isinstance(path_or_name, FilePath)
    return path if looks_like_path or path.is_file() else find(str(path_or_name), kind)


def seeds() -> FilePath:
    """Return the folder of the claims and their codebook."""
    return _shipped("seeds")


def _shipped(folder: str) -> FilePath:
    """Return a folder of data: inside the package in a wheel, beside it in a checkout."""
    packaged = _PACKAGE / "_data" / folder
    return packaged if packaged.is_dir() else _PACKAGE.parent / folder
