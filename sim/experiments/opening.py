"""`sim.open_results`: a folder of results, of one scenario or of a sweep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.experiments import saved
from sim.experiments.results import Results
from sim.experiments.sweep.results import SweepResults
from sim.scenario.errors import Problem, ScenarioError


def open_results(folder: str | Path) -> Results | SweepResults:
    """Open the results of ``tracktwo run --out`` or of a sweep, finished or not.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    Results or SweepResults

    Raises
    ------
    ScenarioError
        If there are none in it.

    Examples
    --------
    >>> import sim
    >>> from tempfile import TemporaryDirectory
    >>> results = sim.run("geneva-2013", runs=20, draws=0)
    >>> with TemporaryDirectory() as folder:
    ...     again = sim.open_results(results.save(folder))
    >>> again.runs.equals(results.runs)
    True
    """
    folder = Path(folder)
    manifest = _manifest(folder)
    return SweepResults(folder) if "data" in manifest else saved.load(folder, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / saved.MANIFEST).read_text(encoding="utf-8"))
        if isinstance(found, dict) and ("data" in found or "nested" in found):
            return found
        why = f"its {saved.MANIFEST} does not say whose results they are"
    except (OSError, ValueError):
        why = f"there are no results here (no {saved.MANIFEST} that says so)"
    cure = "name a folder of tracktwo run --out, or of tracktwo sweep"
    raise ScenarioError(str(folder), [Problem((), None, f"{why}; {cure}")])
