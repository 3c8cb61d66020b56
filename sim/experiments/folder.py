"""The folder that results go into: whether they may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

_RESULTS = ("runs.parquet", "blocks.parquet", "manifest.json")


class Named(Protocol):
    """What results are of: a scenario, or a game that is only solved."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def hash(self) -> str:
        """What it is known by: see `Scenario.hash`."""


class FolderRefused(Exception):
    """Results cannot or must not be written there; the message says why."""


def claim(
    folder: Path,
    scenario: Named,
    seed: int,
    runs: int,
    files: tuple[str, ...] = _RESULTS,
) -> None:
    """Make sure that the results of these runs can go into a folder, and make it.

    A folder that holds results of the very same runs is taken, and they are written anew. It is
    known by `files`, of which the last says whose they are.

    Raises
    ------
    FolderRefused
        If it is a file, holds other results, or cannot be written.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> claim(Path("pyproject.toml"), Scenario.from_data(EXAMPLE), seed=0, runs=10)
    Traceback (most recent call last):
    sim.experiments.folder.FolderRefused: pyproject.toml: is a file; name a folder
    """
    if folder.is_file():
        raise FolderRefused(f"{folder}: is a file; name a folder")
    with refusing(folder):
        if differing := _differences(folder, scenario, seed, runs, files):
            raise FolderRefused(f"{folder}: holds other results ({differing}); name another folder")
    made(folder)


def made(folder: str | Path) -> Path:
    """Return a folder, made if it is not there.

    Raises
    ------
    FolderRefused
        If it is a file, or cannot be written.
    """
    folder = Path(folder)
    with refusing(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise FolderRefused(f"{folder}: is a file; name a folder") from error
        with TemporaryFile(dir=folder):
            pass
    return folder


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say in a line that a file or a folder cannot be written.

    Raises
    ------
    FolderRefused
        In place of an `OSError`.
    """
    try:
        yield
    except OSError as error:
        raise FolderRefused(f"{path}: cannot be written: {error.strerror or error}") from error


def _differences(
    folder: Path, scenario: Named, seed: int, runs: int, files: tuple[str, ...]
) -> str:
    """Say how the results in a folder differ from these; nothing if they do not, or are none."""
    manifest = files[-1]
    if not any((folder / name).exists() for name in files):
        return ""
    try:
        there = json.loads((folder / manifest).read_text(encoding="utf-8"))
        was = {
            "scenario": f"{there['scenario']} {there['scenario_hash'][:12]}",
            "seed": there["seed"],
            "runs": there["runs"],
        }
    except FileNotFoundError:
        return f"of which no {manifest} says whose they are"
    except (ValueError, KeyError, TypeError):
        return f"of which its {manifest} does not say whose they are"
    here = {"scenario": f"{scenario.name} {scenario.hash[:12]}", "seed": seed, "runs": runs}
    return ", ".join(f"{k} {was[k]}, not {here[k]}" for k in here if was[k] != here[k])
