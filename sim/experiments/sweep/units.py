"""Units of work: stretches of a sweep's runs, and what a worker makes of one.

What a unit holds follows from the study alone, and what comes of it from the study and the unit
alone: no result depends on who works, how many do, in which order, or how often it was tried.
"""

from __future__ import annotations

import io
import json
import math
import platform
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Literal

import pandas as pd

from sim.experiments.simulate import BLOCK, BLOCK_TYPES, Job, cut, failed, run_block, typed
from sim.experiments.study import Study
from sim.experiments.trial import RUNS_PER_DRAW
from sim.model.size import runs_at_once
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

UNIT_RUNS = 2_000
SPREAD_OUT = "nested"
_PACKAGES = ("tracktwo", "mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")
_reading = threading.Lock()  # a worker may have several threads
Kind = Literal["runs", "nested"]


@dataclass(frozen=True)
class Piece:
    """Neighbouring runs of one cell."""

    cell: int
    first: int
    size: int


@dataclass(frozen=True)
class Unit:
    """A unit of work.

    Attributes
    ----------
    kind : str
        ``runs`` of the headline, or ``nested``: those that share draws of the assumptions.
    name : str
        What its files are called.
    pieces : tuple of Piece
    """

    kind: Kind
    name: str
    pieces: tuple[Piece, ...]

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return sum(piece.size for piece in self.pieces)

    @property
    def numbers(self) -> Iterator[tuple[int, int]]:
        """Cell and number of each of its runs."""
        for piece in self.pieces:
            for run in range(piece.first, piece.first + piece.size):
                yield piece.cell, run


@dataclass(frozen=True)
class Done:
    """What came of a unit: two tables as Parquet files, and how many of its runs failed."""

    runs: bytes
    blocks: bytes
    failed: int


@dataclass(frozen=True)
class Stretch:
    """All runs of one kind in all cells, laid end to end and cut into units.

    Attributes
    ----------
    kind : str
    cells, each : int
        How many cells there are, and how many runs each has.
    """

    kind: Kind
    cells: int
    each: int

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.cells * self.each

    def __len__(self) -> int:
        return math.ceil(self.runs / UNIT_RUNS)

    def unit(self, number: int) -> Unit:
        """Return a unit by its number."""
        start, stop = number * UNIT_RUNS, min((number + 1) * UNIT_RUNS, self.runs)
        pieces = []
        while start < stop:
            cell, first = divmod(start, self.each)
            size = min(self.each - first, stop - start)
            pieces.append(Piece(cell, first, size))
            start += size
        return Unit(self.kind, f"{self.kind}-{number:07d}", tuple(pieces))

    def __iter__(self) -> Iterator[Unit]:
        return (self.unit(number) for number in range(len(self)))


def stretches(study: Study) -> tuple[Stretch, Stretch]:
    """Return the runs of the headline, and those of the nested pass."""
    cells = len(study.cells)
    nested = study.spec.draws * RUNS_PER_DRAW
    return Stretch("runs", cells, study.spec.runs), Stretch("nested", cells, nested)


class WrongWorker(Exception):
    """A worker has other versions than the sweep, so that its results may be others."""


def surroundings() -> dict[str, Any]:
    """Return what results depend on beside study and scenarios: versions and the processor."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def order_of(study: Study, plugins: tuple[str, ...] = ()) -> str:
    """Write down all that a worker needs to know, for a machine that has nothing but the package.

    plugins : the texts of Python files that register names.
    """
    return json.dumps({"study": study.as_data(), "plugins": plugins, "on": surroundings()})


def work(order: str, unit: Unit) -> Done:
    """Run a unit: what a worker does."""
    with _reading:
        study = _study(order)
    tables = [table for piece in unit.pieces for table in _piece(order, unit.kind, piece)]
    runs = pd.concat([runs for runs, _ in tables], ignore_index=True)
    blocks = pd.concat([blocks for _, blocks in tables], ignore_index=True)
    return written(study, runs, blocks)


def lost(study: Study, unit: Unit, error: Exception) -> Done:
    """Return what is known of a unit of which nothing came: that every run failed."""
    return written(study, failed(study.columns, unit.numbers, error), _no_blocks())


def written(study: Study, runs: pd.DataFrame, blocks: pd.DataFrame) -> Done:
    """Put the two tables of a unit into files."""
    lost = int((runs.run_status != "ok").sum())
    return Done(_parquet(typed(runs, study.columns)), _parquet(blocks), lost)


def _piece(order: str, kind: Kind, piece: Piece) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the tables of the runs of one cell; a cell that is no scenario fails as a whole."""
    study = _study(order)
    try:
        scenario = _scenario(order, piece.cell)
    except ScenarioError as error:
        numbers = ((piece.cell, run) for run in range(piece.first, piece.first + piece.size))
        yield failed(study.columns, numbers, error), _no_blocks()
        return
    per_draw = RUNS_PER_DRAW if kind == SPREAD_OUT else 1
    job = Job(scenario, piece.first + piece.size, study.spec.seed, per_draw)
    for first, size in cut(piece.first, piece.size, runs_at_once(scenario, BLOCK)):
        runs, blocks = run_block(job, first, size)
        blocks.insert(0, "cell", piece.cell)
        yield typed(runs.assign(cell=piece.cell), study.columns), blocks


def _no_blocks() -> pd.DataFrame:
    return typed([], {"cell": "int64", **BLOCK_TYPES})


def _parquet(table: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    table.to_parquet(file, compression="zstd", index=False)
    return file.getvalue()


@lru_cache(maxsize=4)
def _study(order: str) -> Study:
    """Read an order, once in each worker."""
    from sim.registry import load_plugin_text

    given: dict[str, Any] = json.loads(order)
    if (here := surroundings()) != given["on"]:
        raise WrongWorker(f"a worker has {here}, and the sweep was started with {given['on']}")
    for text in given["plugins"]:
        load_plugin_text(text)
    return Study.from_data(given["study"], tried=True)


@lru_cache(maxsize=4)
def _scenario(order: str, cell: int) -> Scenario:
    """Make the scenario of a cell, of which the next unit may have more runs."""
    return _study(order).scenario_of(cell)
