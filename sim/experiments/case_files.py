"""Files beside a scenario: read as scenarios are, with every mistake at once and with its line.

Tables of predictions and questions change a scenario by path and ask for quantities, so that what
they say is checked against the scenario before anything is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

from sim.experiments.changes import changed
from sim.experiments.quantities import Quantity, QuantityError, quantity
from sim.scenario.errors import Lines, Path, Problem, ScenarioError, dotted, line_of
from sim.scenario.reader import read
from sim.scenario.scenario import Scenario
from sim.scenario.shape import fit

T = TypeVar("T")


@dataclass
class CaseFile:
    """A file beside a scenario, and what has been found wrong with it so far.

    Attributes
    ----------
    path : pathlib.Path
    scenario : Scenario
        What it is about.
    """

    path: FilePath
    scenario: Scenario
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.data: Any
        self.lines: Lines
        self.data, self.lines = read(self.path)

    def fit(self, kind: type[T]) -> T:
        """Return what the file holds, in the shape that is asked of it.

        Raises
        ------
        ScenarioError
            With everything that does not fit.
        """
        found, problems = fit(self.data, self.lines, kind, "the file")
        if found is None:
            raise ScenarioError(str(self.path), problems)
        return found

    def wrong(self, path: Path, message: str) -> None:
        """Note that something is wrong at a path of the file."""
        self.problems.append(Problem(path, line_of(path, self.lines), message))

    def refuse(self) -> None:
        """Stop if anything is wrong."""
        if self.problems:
            raise ScenarioError(str(self.path), self.problems)

    def changed(
        self, path: Path, change: Mapping[str, Any], drop: Iterable[str] = ()
    ) -> Scenario | None:
        """Return the scenario with what stands at `path` changed; None, and noted, if it cannot be.

        Parameters
        ----------
        path : tuple of str
            Where `change` and `drop` stand.
        """
        try:
            return changed(self.scenario, change, tuple(drop))
        except ScenarioError as error:
            for problem in error.problems:
                where = self._mentioned(path, problem.message)
                self.wrong(where, f"{dotted(path)}: {problem.message}")
            return None

    def quantity(
        self, path: Path, text: str, scenarios: Iterable[Scenario], **more: Any
    ) -> Quantity | None:
        """Read a quantity; None, and noted, if one of the scenarios cannot be asked for it."""
        try:
            found = [quantity(text, scenario, **more) for scenario in scenarios]
        except QuantityError as error:
            self.wrong(path, f"{dotted(path)}: {error}")
            return None
        return found[0]

    def _mentioned(self, path: Path, message: str) -> Path:
        """Return the place, at or below `path`, of a scenario's path that a message is about."""
        places = [place for place in self.lines if place[: len(path)] == path]
        for place in sorted(places, key=len, reverse=True):
            scenario_path = place[-1] if not place[-1].isdigit() else self._at(place)
            if isinstance(scenario_path, str) and "." in scenario_path and scenario_path in message:
                return place
        return path

    def _at(self, place: Path) -> Any:
        found = self.data
        for key in place:
            found = found[int(key)] if isinstance(found, list) else found[key]
        return found
