"""The folder of a sweep: whose it is, what is done of it, and that nobody else writes there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from sim.experiments.changes import as_written, changes
from sim.experiments.folder import FolderRefused, made
from sim.experiments.study import Study
from sim.experiments.sweep.belongings import PLUGINS, SCENARIOS, belongings
from sim.experiments.sweep.units import Done, Unit, stretches, surroundings
from sim.files import whole, write
from sim.scenario.plain import plain
from sim.scenario.scenario import Scenario

MANIFEST, CELLS, PARTS, LOCK = "manifest.json", "cells.parquet", "parts", "sweep.lock"
_MOST_SHOWN = 12
_AT_ONCE = 10_000  # cells that are written at once


class Store:
    """The folder of one sweep.

    Attributes
    ----------
    folder : pathlib.Path
    study : Study
    """

    def __init__(self, folder: Path, study: Study, plugins: tuple[str, ...] = ()) -> None:
        self.folder, self.study, self._plugins = folder, study, plugins

    # -- whose it is ---------------------------------------------------------------------

    @classmethod
    @contextmanager
    def claimed(
        cls, folder: str | Path, study: Study, plugins: tuple[str, ...] = ()
    ) -> Iterator[Store]:
        """Hold a folder for a sweep: nobody else may write there meanwhile.

        Raises
        ------
        FolderRefused
            If it holds another sweep (with what differs), something else, or is being written to.
        """
        folder = made(folder)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise FolderRefused(f"{folder}: another sweep is at work there; wait for it") from None
        try:
            store = cls(folder, study, plugins)
            store._take()
            yield store
        finally:
            lock.release()

    def _take(self) -> None:
        there = self.folder / MANIFEST
        if there.exists():
            if differing := _differences(there, self.study, self.manifest):
                raise FolderRefused(
                    f"{self.folder}: holds another sweep; name another folder.\n{differing}"
                )
        elif not self._begun.exists():
            strange = [p.name for p in self.folder.iterdir() if p.name != LOCK]
            if strange and not all(name.endswith(".part") for name in strange):
                found = ", ".join(sorted(strange)[:3])
                raise FolderRefused(f"{self.folder}: holds other files ({found}); name another")
        texts = {**belongings(self.study, self._plugins), MANIFEST: self._manifest_text}
        if any(_text(self.folder / name) != text for name, text in texts.items()):
            self._lay_out(texts)
        for unfinished in (*self.folder.glob("*.part"), *self.parts.glob("*.part")):
            unfinished.unlink()

    @property
    def _begun(self) -> Path:
        """The file by which a folder is known of which not all has been laid out yet."""
        return self.folder / f"{MANIFEST}.part"

    def _lay_out(self, texts: dict[str, str]) -> None:
        """Write what does not change; the manifest last, by which the folder is known.

        It is written anew where what says nothing to the model has changed: titles, sources.
        """
        self._begun.write_text(texts[MANIFEST], encoding="utf-8", newline="\n")
        for folder in (SCENARIOS, PLUGINS):
            for file in (self.folder / folder).glob("*"):
                file.unlink()
        for name, text in texts.items():
            if name != MANIFEST:
                (self.folder / name).parent.mkdir(exist_ok=True)
                write(self.folder / name, text)
        self.parts.mkdir(exist_ok=True)
        self._write_cells()
        self._begun.replace(self.folder / MANIFEST)

    @property
    def _manifest_text(self) -> str:
        return json.dumps(self.manifest, indent=2) + "\n"

    def _write_cells(self) -> None:
        cells = self.study.cells
        names = [factor.name for factor in self.study.factors]
        shape = pa.schema([("cell", pa.int64()), *((name, pa.string()) for name in names)])
        with whole(self.folder / CELLS) as path, pq.ParquetWriter(path, shape) as file:
            for start in range(0, len(cells), _AT_ONCE):
                rows = [cells[k] for k in range(start, min(start + _AT_ONCE, len(cells)))]
                table: dict[str, list[Any]] = {"cell": [cell.number for cell in rows]}
                table |= {name: [cell.settings.get(name) for cell in rows] for name in names}
                file.write_table(pa.Table.from_pydict(table, schema=shape))

    @property
    def manifest(self) -> dict[str, Any]:
        """All that is needed to make these results again."""
        study = self.study
        return {
            "study": study.name,
            "study_hash": study.hash,
            "scenarios": {name: base.hash for name, base in study.scenarios.items()},
            "seed": study.spec.seed,
            "cells": len(study.cells),
            "runs": study.spec.runs,
            "draws": study.spec.draws,
            "until": study.spec.until,
            "units": {s.kind: len(s) for s in stretches(study)},
            "plugins": [hashlib.sha256(text.encode()).hexdigest() for text in self._plugins],
            **surroundings(),
            "data": study.as_data(),
        }

    # -- what is done --------------------------------------------------------------------

    @property
    def parts(self) -> Path:
        """Where what has been done is."""
        return self.folder / PARTS

    def names(self) -> set[str]:
        """Return the names of the units that are done."""
        files = (path.stem for path in self.parts.glob("*.parquet"))
        return {name for name in files if not name.startswith("blocks-")}

    def put(self, unit: Unit, done: Done) -> None:
        """Keep what came of a unit: whole or not at all."""
        for name, table in ((f"blocks-{unit.name}", done.blocks), (unit.name, done.runs)):
            with whole(self.parts / f"{name}.parquet") as path:
                path.write_bytes(table)

    def forget(self, name: str) -> None:
        """Take away what came of a unit, so that it is done again."""
        for file in (name, f"blocks-{name}"):  # without the first the second counts for nothing
            (self.parts / f"{file}.parquet").unlink(missing_ok=True)

    def table(self, name: str, columns: list[str] | None = None) -> pd.DataFrame:
        """Return the rows of a unit."""
        return pd.read_parquet(self.parts / f"{name}.parquet", columns=columns)

    def failed(self, name: str) -> int:
        """Return how many runs of a unit failed."""
        return int((self.table(name, ["run_status"]).run_status != "ok").sum())


def _differences(manifest: Path, study: Study, ours: dict[str, Any]) -> str:
    """Say how the sweep in a folder differs from this one; nothing if it does not."""
    try:
        theirs = json.loads(manifest.read_text(encoding="utf-8"))
        data = theirs["data"]
    except (ValueError, KeyError, TypeError):
        return "Its manifest does not say whose it is."
    same = ("study_hash", "scenarios", "plugins", "versions", "python", "machine")
    if all(theirs.get(key) == ours[key] for key in same):
        return ""
    found: list[str] = []
    for key in ("versions", "python", "machine", "plugins"):
        found += _said(key, theirs.get(key), ours[key])
    here = plain(study.as_data())
    for key in sorted({*data, *here} - {"scenario", "scenarios", "title", "question"}):
        found += _said(key, data.get(key), here.get(key))
    with suppress(Exception):
        found += _between_scenarios(data, study)
    shown = found[:_MOST_SHOWN]
    more = [f"and {len(found) - len(shown)} more"] if len(found) > len(shown) else []
    return "\n".join([f"  {line}" for line in (*shown, *more)]) or "  (what differs cannot be told)"


def _text(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _said(path: str, there: Any, here: Any) -> list[str]:
    """Say where two plain parts differ, each with its path."""
    if isinstance(there, dict) and isinstance(here, dict):
        keys = sorted({*there, *here})
        return [line for k in keys for line in _said(f"{path}.{k}", there.get(k), here.get(k))]
    return [] if there == here else [f"{path}: {as_written(there)} there, {as_written(here)} now"]


def _between_scenarios(data: dict[str, Any], study: Study) -> list[str]:
    """Say how base scenarios differ."""
    there = data.get("scenarios") or {next(iter(study.scenarios)): data["scenario"]}
    found = []
    for name in sorted({*there, *study.scenarios}):
        if name not in there or name not in study.scenarios:
            found.append(f"scenarios: '{name}' is only {'there' if name in there else 'here'}")
            continue
        for change in changes(Scenario.from_data(there[name]), study.scenarios[name]):
            found.append(f"{name}: {change.path}: {change.a} there, {change.b} now")
    return found
