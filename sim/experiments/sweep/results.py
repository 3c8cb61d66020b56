"""What is in the folder of a sweep, read when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from sim.experiments.compare import Comparison
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.results import Results
from sim.experiments.study import Study
from sim.experiments.sweep.counts import table_of_cells
from sim.experiments.sweep.store import CELLS, MANIFEST, PARTS
from sim.experiments.sweep.units import UNIT_RUNS, stretches
from sim.experiments.trial import RUNS_PER_DRAW, Effort, Trial
from sim.experiments.uncertainty import Spread
from sim.scenario.errors import Problem, ScenarioError

if TYPE_CHECKING:
    import xarray

TABLES = ("runs", "blocks", "nested", "nested_blocks")
_FILES = {"runs": "runs", "nested": "nested", "blocks": "blocks-runs",
          "nested_blocks": "blocks-nested"}  # fmt: skip


class SweepResults:
    """The results of a sweep, finished or not. Nothing is read before it is asked for.

    Attributes
    ----------
    folder : pathlib.Path
    manifest : dict
        All that is needed to make the results again.
    study : Study
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = _manifest(self.folder)
        self.study = Study.from_data(self.manifest["data"])

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
        """
        if table not in TABLES:
            raise ValueError(f"there is no table '{table}'; there are {', '.join(TABLES)}")
        names = None if columns is None else list(columns)
        if cells is None:
            parts = [pd.read_parquet(file, columns=names) for file in self._files(table)]
        else:
            asked = sorted(set(cells))
            parts = [self._of_cell(table, cell, names) for cell in asked]
        return pd.concat(parts, ignore_index=True) if parts else self._no_rows(names)

    def parts(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Yield the rows of a table part by part: memory does not grow with their number."""
        for file in self._files(table):
            yield pd.read_parquet(file, columns=None if columns is None else list(columns))

    def _of_cell(self, table: str, cell: int, columns: list[str] | None) -> pd.DataFrame:
        keys = None if columns is None else sorted({*columns, "cell"})
        files = self._files_of(table, cell)
        rows = [pd.read_parquet(f, columns=keys, filters=[("cell", "==", cell)]) for f in files]
        found = pd.concat(rows, ignore_index=True) if rows else self._no_rows(keys)
        return found if columns is None else found[columns]

    def _no_rows(self, columns: list[str] | None) -> pd.DataFrame:
        none = pd.DataFrame(columns=list(self.study.columns)).astype(self.study.columns)
        return none if columns is None else none[[c for c in columns if c in none]]

    def _files(self, table: str) -> list[Path]:
        return sorted((self.folder / PARTS).glob(f"{_FILES[table]}-*.parquet"))

    def _files_of(self, table: str, cell: int) -> list[Path]:
        """Return the files that hold rows of a cell."""
        kind = table.replace("nested_blocks", "nested").replace("blocks", "runs")
        if self.study.spec.until is not None and kind == "runs":
            return sorted((self.folder / PARTS).glob(f"{_FILES[table]}-{cell:07d}-*.parquet"))
        each = next(stretch.each for stretch in stretches(self.study) if stretch.kind == kind)
        first, last = cell * each // UNIT_RUNS, ((cell + 1) * each - 1) // UNIT_RUNS
        files = [self.folder / PARTS / f"{_FILES[table]}-{n:07d}.parquet"
                 for n in range(first, last + 1)]  # fmt: skip
        return [file for file in files if file.exists()]

    # -- cells ---------------------------------------------------------------------------

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row a cell: its levels, and the probability of each step with both uncertainties.

        ``runs`` and ``failed`` count them. A step such as ``convened`` stands with its Wilson
        interval (``convened_low``, ``convened_high``: simulation noise) and its 10-90% range over
        draws of the assumptions (``convened_range_low``, ``convened_range_high``: what we do not
        know; NaN without a nested pass).
        """
        settings = pd.read_parquet(self.folder / CELLS).set_index("cell")
        return settings.join(table_of_cells(self))

    def cell(self, number: int) -> Results:
        """Return the results of one cell, as `sim.run` would."""
        trial = self._trial(number)
        spread = trial.spread()
        found = Results(trial.scenario, self.study.spec.seed, trial.runs, trial.blocks)
        found.spreads = [spread] if isinstance(spread, Spread) else []
        return found

    def tell(self, cell: int, run: int) -> str:
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
        """
        first, second = self._trial(a), self._trial(b)
        most = min(len(first.runs), len(second.runs))
        return Comparison(_cut(first, most), _cut(second, most))

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
            One row a cell: its levels, and the columns of `Difference`, where ``a`` is the base.
        """
        first = next(iter(self.study.scenarios.values()))
        found = quantity(asked, first) if isinstance(asked, str) else asked or self.study.quantity
        rows = {}
        for number in range(len(self.study.cells)):
            rows[number] = asdict(self.compare(base, number).difference(found))
        columns = list(Difference.__dataclass_fields__)
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("cell")
        return pd.read_parquet(self.folder / CELLS).set_index("cell").join(table)

    def _trial(self, number: int) -> Trial:
        self.study.cells[number]  # refuses a number that is none
        spec = self.study.spec
        scenario = self.study.scenario_of(number)
        runs, blocks, nested, nested_blocks = (
            self._of_cell(table, number, None)
            for table in ("runs", "blocks", "nested", "nested_blocks")
        )
        if len(nested) < spec.draws * RUNS_PER_DRAW:  # of an unfinished sweep
            nested, nested_blocks = nested.iloc[:0], nested_blocks.iloc[:0]
        effort = Effort(max(len(runs), 1), spec.seed, spec.draws)
        return Trial(scenario, effort, runs, blocks, nested, nested_blocks)

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
            raise ImportError("query needs DuckDB: pip install 'tracktwo[query]'") from error
        with duckdb.connect() as connection:
            for table in TABLES:
                if self._files(table):
                    files = self.folder / PARTS / f"{_FILES[table]}-*.parquet"
                    escaped = str(files).replace("'", "''")
                    view = f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{escaped}')"
                    connection.execute(view)
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
            raise ImportError("this needs xarray: pip install 'tracktwo[xarray]'") from error
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
        """How many units of work are not done; with a wanted precision, 0 if none of any cell."""
        planned = {stretch.kind: len(stretch) for stretch in stretches(self.study)}
        if self.study.spec.until is not None:
            there = {file.name.split("-")[1] for file in self._files("runs")}
            return (
                planned["nested"]
                - len(self._files("nested"))
                + (len(self.study.cells) - len(there))
            )
        return sum(planned[kind] - len(self._files(kind)) for kind in ("runs", "nested"))

    @property
    def failures(self) -> int:
        """How many runs failed; they are in `runs` with their error and in no probability."""
        return sum(
            int((part.run_status != "ok").sum())
            for table in ("runs", "nested")
            for part in self.parts(table, ["run_status"])
        )

    def __repr__(self) -> str:
        rows = sum(pq.read_metadata(file).num_rows for file in self._files("runs"))
        left = f", {self.missing:,} units of work missing" if self.missing else ""
        cells = len(self.study.cells)
        return f"SweepResults({self.study.name!r}: {cells:,} cells, {rows:,} runs{left})"

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>" + self.cells.head(20).to_html(float_format="{:.3f}".format)


def open_results(folder: str | Path) -> SweepResults:
    """Open the folder of a sweep, whether it is finished or not.

    Raises
    ------
    ScenarioError
        If there is no sweep in it.
    """
    return SweepResults(folder)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "data" in found:
            return found
        why = "these are the results of one scenario, not of a sweep"
    except (OSError, ValueError):
        why = f"there is no sweep here (no {MANIFEST} that says so)"
    raise ScenarioError(str(folder), [Problem((), None, f"{why}; name a folder of tracktwo sweep")])


def _cut(trial: Trial, runs: int) -> Trial:
    """Return a trial with its first runs alone."""
    if len(trial.runs) == runs:
        return trial
    blocks = trial.blocks[trial.blocks.run < runs]
    effort = Effort(runs, trial.effort.seed, trial.effort.draws)
    return Trial(
        trial.scenario, effort, trial.runs.iloc[:runs], blocks, trial.nested, trial.nested_blocks
    )
