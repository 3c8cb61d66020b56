"""What is in the folder of a sweep, read when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.experiments.compare import Comparison
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.results import Results
from sim.experiments.simulate import run_types
from sim.experiments.study import Study
from sim.experiments.sweep.counts import asked_of, table_of_cells
from sim.experiments.sweep.plan import looks, runs_in
from sim.experiments.sweep.store import CELLS, MANIFEST
from sim.experiments.sweep.tables import TABLES, Tables
from sim.experiments.sweep.trials import paired, trial_of
from sim.experiments.sweep.units import stretches
from sim.experiments.trial import Trial
from sim.extras import needs
from sim.scenario.errors import Problem, ScenarioError

if TYPE_CHECKING:
    import xarray

    from sim.model.narration import Story

_NAN = float("nan")
_UNKNOWN = Difference(_NAN, _NAN, _NAN, _NAN, _NAN)


class SweepResults:
    """The results of a sweep, finished or not. Nothing is read before it is asked for.

    Attributes
    ----------
    folder : pathlib.Path
    manifest : dict
        All that is needed to make the results again.
    study : Study
    tables : Tables
    """

    def __init__(self, folder: str | Path, study: Study | None = None) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = _manifest(self.folder)
        self.study = study or Study.from_data(self.manifest["data"], tried=True)
        self.tables = Tables(self.folder, self.study)

    # -- rows ----------------------------------------------------------------------------

    @property
    def runs(self) -> pd.DataFrame:
        """One row a run, of all cells: see `read` for a part of them."""
        return self.read()

    def read(
        self,
        columns: Sequence[str] | None = None,
        cells: Iterable[int] | None = None,
        table: str = "runs",
    ) -> pd.DataFrame:
        """Read rows.

        Parameters
        ----------
        columns : sequence of str, optional
            All of them unless given.
        cells : iterable of int, optional
            All of them unless given.
        table : str
            ``runs``, ``blocks`` (what stood in their way), ``nested`` or ``nested_blocks`` (the
            same of the pass that shares draws of the assumptions).

        Returns
        -------
        pandas.DataFrame
            By cell and run.

        Raises
        ------
        ValueError
            If there is no such table or column.
        """
        return self.tables.read(table, columns, cells)

    # -- cells ---------------------------------------------------------------------------

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row a cell: its levels, and the probability of each step with both uncertainties.

        ``runs`` and ``failed`` count them. A step such as ``convened`` stands with its Wilson
        interval (``convened_low``, ``convened_high``: simulation noise) and its 10-90% range over
        draws of the assumptions (``convened_range_low``, ``convened_range_high``: what we do not
        know; NaN without a nested pass). Where a study asks for a precision the first is wider
        than 95%, because runs that stop by what comes out make it miss more often.
        """
        settings = pd.read_parquet(self.folder / CELLS).set_index("cell")
        return settings.join(table_of_cells(self.study, self.tables))

    def cell(self, number: int) -> Results:
        """Return the results of one cell, as `sim.run` would.

        Of an unfinished sweep those before the first run that is missing. The nested pass is at the
        scenario's own level of noise only.

        Raises
        ------
        ScenarioError
            If the levels of the cell make no scenario together.
        """
        found = self._trial(number).results
        columns = list(run_types(found.scenario))  # another cell may have more
        return replace(found, runs=found.runs[columns], nested=found.nested[columns])

    def tell(self, cell: int, run: int) -> Story:
        """Tell any single run as a story: it is simulated again."""
        from sim.model.narration import story
        from sim.model.telling import retell

        scenario = self.study.scenario_of(cell)
        return story(scenario, retell(scenario, self.study.spec.seed, run),
                     self.study.spec.seed, run)  # fmt: skip

    # -- differences ---------------------------------------------------------------------

    def compare(self, a: int, b: int) -> Comparison:
        """Compare two cells, run by run: they share their draws.

        Where a wanted precision has given them different numbers of runs, the first ones of each.

        Raises
        ------
        ScenarioError
            If the levels of one of them make no scenario together.
        """
        return paired(self._trial(a), self._trial(b))

    def differences(self, asked: str | Quantity | None = None, base: int = 0) -> pd.DataFrame:
        """Return how a quantity differs in each cell from what it is in one of them.

        Parameters
        ----------
        asked : str or Quantity, optional
            The study's own unless given.
        base : int
            The cell that the others are compared with.

        Returns
        -------
        pandas.DataFrame
            One row a cell: its levels, and the columns of `Difference`, where ``a`` is the base. A
            factor that is called like one of them stands as ``NAME_level``.
            NaN for a cell that is no scenario, and for one without runs.
        """
        first = next(iter(self.study.scenarios.values()))
        found = quantity(asked, first) if isinstance(asked, str) else asked or self.study.quantity
        start = self._trial(base)
        rows = {n: asdict(self._difference(start, n, found)) for n in range(len(self.study.cells))}
        columns = list(Difference.__dataclass_fields__)
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("cell")
        settings = pd.read_parquet(self.folder / CELLS).set_index("cell")
        called_alike = {name: f"{name}_level" for name in settings if name in table}
        return settings.rename(columns=called_alike).join(table)

    def _difference(self, base: Trial, number: int, asked: Quantity) -> Difference:
        try:
            return paired(base, self._trial(number)).difference(asked)
        except ScenarioError:
            return _UNKNOWN

    def _trial(self, number: int) -> Trial:
        self.study.cells[number]  # refuses a number that is none
        return trial_of(self.study, self.tables, number)

    # -- other ways to read --------------------------------------------------------------

    def query(self, sql: str) -> pd.DataFrame:
        """Ask the tables in SQL: runs, blocks, nested, nested_blocks and cells.

        Raises
        ------
        ImportError
            Without DuckDB, which the extra ``query`` installs.
        """
        try:
            import duckdb
        except ImportError as error:
            raise needs("query", "DuckDB", "query") from error
        with duckdb.connect() as connection:
            for table in TABLES:
                if files := [f"'{_escaped(file)}'" for file in self.tables.files(table)]:
                    rows = f"read_parquet([{', '.join(files)}])"
                    connection.execute(f"CREATE VIEW {table} AS SELECT * FROM {rows}")
                else:
                    connection.register(table, self.tables.read(table))
            if "cells" in sql.lower():  # they have to be counted
                connection.register("cells", self.cells.reset_index())
            return connection.execute(sql).df()

    def to_xarray(self) -> xarray.Dataset:
        """Return `cells` as a labelled array with a dimension for each factor.

        Raises
        ------
        ImportError
            Without xarray, which the extra ``xarray`` installs.
        ValueError
            If the design is no full grid.
        """
        try:
            import xarray
        except ImportError as error:
            raise needs("a labelled array", "xarray", "xarray") from error
        design = self.study.design
        if design.name != "full_grid":
            raise ValueError(f"only a full grid is an array, and the design is {design.name}")
        levels = {f.name: [level.label for level in f.levels] for f in self.study.factors}
        shape = [len(labels) for labels in levels.values()]
        table = self.cells.drop(columns=list(levels))
        data = {name: (list(levels), table[name].to_numpy().reshape(shape)) for name in table}
        return xarray.Dataset(data, coords=levels, attrs={"title": self.study.title})

    # -- how it stands -------------------------------------------------------------------

    @property
    def missing(self) -> int:
        """How many units of work are not done; with a wanted precision, of how many cells."""
        headline, nested = stretches(self.study)
        left = len(nested) - len(self.tables.files("nested"))
        if self.study.spec.until is None:
            return left + len(headline) - len(self.tables.files("runs"))
        return left + len(self.cells) - int(self._is_precise().sum())

    def _is_precise(self) -> np.ndarray:
        """Whether each cell has all the runs that a wanted precision asks for: (cells,)."""
        table, after = self.cells, looks(self.study.spec.runs)
        own = str(self.study.quantity)
        name = next(name for name, each in asked_of(self.study).items() if str(each) == own)
        half = (table[f"{name}_high"] - table[f"{name}_low"]) / 2
        sure = table.runs.isin(after) & (half <= self.study.spec.until)
        return (sure | (table.runs == after[-1])).to_numpy(bool)

    @property
    def failures(self) -> int:
        """How many runs failed; they are in `runs` with their error and in no probability."""
        return sum(
            int((part.run_status != "ok").sum())
            for table in ("runs", "nested")
            for part in self.tables.parts(table, ["run_status"])
        )

    def __repr__(self) -> str:
        rows = sum(runs_in(self.study, file.stem) for file in self.tables.files("runs"))
        missing = self.missing
        left = f", {missing:,} units of work missing" if missing else ""
        cells = len(self.study.cells)
        return f"SweepResults({self.study.name!r}: {cells:,} cells, {rows:,} runs{left})"

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.sweep_page import page

        return layout.html(page(self))


def open_sweep(folder: str | Path, study: Study | None = None) -> SweepResults:
    """Open the folder of a sweep, whether it is finished or not.

    study : the one that was swept into it, if it is at hand; else it is read from the folder.

    Raises
    ------
    ScenarioError
        If there is no sweep in it.
    """
    return SweepResults(folder, study)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "data" in found:
            return found
        why = "these are the results of one scenario, not of a sweep"
    except (OSError, ValueError):
        why = f"there is no sweep here (no {MANIFEST} that says so)"
    raise ScenarioError(str(folder), [Problem((), None, f"{why}; name a folder of tracktwo sweep")])


def _escaped(file: Path) -> str:
    return str(file).replace("'", "''")
