"""The rows in the folder of a sweep, read part by part or for some cells alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from sim.experiments.simulate import BLOCK_TYPES, typed
from sim.experiments.study import Study
from sim.experiments.sweep.plan import names_of
from sim.experiments.sweep.store import PARTS
from sim.registry import did_you_mean
from sim.scenario.errors import listed

TABLES = ("runs", "blocks", "nested", "nested_blocks")
BLOCKS = "blocks-"  # what the file of a unit's blocks begins with


class Tables:
    """The tables of a sweep.

    Parameters
    ----------
    folder : pathlib.Path
    study : Study
    """

    def __init__(self, folder: Path, study: Study) -> None:
        self._parts, self._study = folder / PARTS, study

    def read(
        self, table: str, columns: Sequence[str] | None = None, cells: Iterable[int] | None = None
    ) -> pd.DataFrame:
        """Return rows, by cell and run; see `SweepResults.read`."""
        types = self.types(table)
        names = list(types if columns is None else columns)
        for name in names:
            if name not in types:
                right = did_you_mean(name, types) or f"; there are {listed(types)}"
                raise ValueError(f"{table} has no column '{name}'{right}")
        parts = list(self.parts(table, names, cells))
        known = {name: types[name] for name in names}
        return pd.concat(parts, ignore_index=True) if parts else typed([], known)

    def parts(
        self, table: str, columns: Sequence[str], cells: Iterable[int] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Yield the rows part by part: memory does not grow with their number.

        Parameters
        ----------
        table : str
        columns : sequence of str
        cells : iterable of int, optional
            All of them unless given.
        """
        names = list(columns)
        if cells is None:
            for file in self.files(table):
                yield pd.read_parquet(file, columns=names)
            return
        asked = sorted(set(cells))
        for file in self._files_of(table, asked):
            rows = pd.read_parquet(file, columns=list(dict.fromkeys([*names, "cell"])))
            yield rows.loc[rows.cell.isin(asked), names]

    def files(self, table: str) -> list[Path]:
        """Return the files of a table, in the order of cells and runs."""
        kind = _kind(table)
        done = sorted(path.name for path in self._parts.glob(f"{kind}-*.parquet"))
        return [self._file(table, name) for name in done]

    def types(self, table: str) -> dict[str, str]:
        """Return the columns of a table, and their types."""
        _kind(table)
        return {"cell": "int64", **BLOCK_TYPES} if "blocks" in table else self._study.columns

    def _files_of(self, table: str, cells: Iterable[int]) -> Iterator[Path]:
        """Yield the files that may hold rows of some cells, in order and each once."""
        before = ""
        for cell in cells:
            for name in names_of(self._study, _kind(table), cell):
                if name > before:
                    before = name
                    if (self._parts / f"{name}.parquet").exists():
                        yield self._file(table, f"{name}.parquet")

    def _file(self, table: str, name: str) -> Path:
        """Return the file of a unit that is done; one that is not may have left its blocks."""
        return self._parts / (BLOCKS + name if "blocks" in table else name)


def _kind(table: str) -> str:
    """Return the kind of the units that a table comes from."""
    if table not in TABLES:
        raise ValueError(f"there is no table '{table}'; there are {', '.join(TABLES)}")
    return "nested" if table.startswith("nested") else "runs"
