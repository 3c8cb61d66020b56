"""The one question of a case, answered by comparing alternatives on the same draws.

The question stands beside the scenario in ``NAME.question.yaml``, with either ``alternatives``,
each a change of the scenario, or ``over``: values that one path, or several together, take in turn,
for a response curve; ``by`` adds a second dimension.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any

import pandas as pd
from pydantic import BeforeValidator, Field

from sim.experiments.case_files import CaseFile
from sim.experiments.changes import as_written
from sim.experiments.compare import Comparison
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity
from sim.experiments.trial import Effort, Watch, trial
from sim.scenario import library
from sim.scenario.errors import Path, Problem, ScenarioError
from sim.scenario.fields import Name, Names
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Body

AS_WRITTEN = "as_written"
_SUFFIX = ".question.yaml"


class Of(Body):
    """Which outcome is meant by ``P(outcome)``."""

    outcome: str | None = None
    package: dict[str, str] = Field(default_factory=dict)


class Asked(Body):
    """A quantity, and how it is called in tables and figures."""

    quantity: str
    title: str = ""
    forum: str | None = None
    of: Of = Of()


class Alternative(Body):
    """A change of the scenario."""

    title: str = ""
    change: dict[str, Any] = Field(default_factory=dict)
    drop: Names = ()


class Axis(Body):
    """Values that one path, or several together, take in turn."""

    paths: Annotated[list[str], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)]
    values: Annotated[list[Any], Field(min_length=2, max_length=25)]
    title: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.title or ", ".join(self.paths)


def _asked(value: object) -> object:
    return {"quantity": value} if isinstance(value, str) else value


class QuestionSpec(Body):
    """What the file holds."""

    question: str
    quantities: Annotated[
        list[Annotated[Asked, BeforeValidator(_asked)]], Field(min_length=1, max_length=4)
    ]
    alternatives: dict[Name, Alternative] = Field(default_factory=dict)
    over: Axis | None = None
    by: Axis | None = None


@dataclass(frozen=True)
class Cell:
    """One of the scenarios that are compared with the scenario as written.

    Attributes
    ----------
    name, title : str
        A short name, and what tables and figures call it.
    scenario : Scenario
    over, by : object
        The values it stands at, of a curve or a grid; None where there is no such dimension.
    """

    name: str
    title: str
    scenario: Scenario
    over: Any = None
    by: Any = None


@dataclass(frozen=True)
class Question:
    """A question, ready to be answered.

    Attributes
    ----------
    spec : QuestionSpec
    scenario : Scenario
        As written.
    quantities : tuple of (title, Quantity)
    cells : tuple of Cell
        Without the scenario as written.
    """

    spec: QuestionSpec
    scenario: Scenario
    quantities: tuple[tuple[str, Quantity], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Found:
    """A quantity in one cell, against the scenario as written."""

    cell: Cell
    title: str
    quantity: Quantity
    difference: Difference


@dataclass(frozen=True)
class Answer:
    """What came of a question.

    Attributes
    ----------
    question : Question
    effort : Effort
    found : tuple of Found
        By quantity, and then by cell; the scenario as written comes first.
    failures : dict of str to int
        Pairs of runs left out of a cell because one of them failed; cells without any left out.
    """

    question: Question
    effort: Effort
    found: tuple[Found, ...]
    failures: dict[str, int]

    def of(self, title: str) -> list[Found]:
        """Return what was found of one quantity, the scenario as written first."""
        return [found for found in self.found if found.title == title]

    @property
    def table(self) -> pd.DataFrame:
        """One row for each quantity and cell; ``a`` is as written, ``b`` the cell."""
        rows = [
            {
                "quantity": found.title,
                "asked": str(found.quantity),
                "cell": found.cell.name,
                "title": found.cell.title,
                "over": "" if found.cell.over is None else as_written(found.cell.over),
                "by": "" if found.cell.by is None else as_written(found.cell.by),
                **asdict(found.difference),
                "failed_pairs": self.failures.get(found.cell.name, 0),
            }
            for found in self.found
        ]
        return pd.DataFrame(rows)

    @property
    def manifest(self) -> dict[str, Any]:
        """What is needed to make it again, besides the question's file."""
        scenario, effort = self.question.scenario, self.effort
        return {
            "question": self.question.spec.question,
            "scenario": scenario.name,
            "scenario_hash": scenario.hash,
            "seed": effort.seed,
            "runs": effort.runs,
            "draws": effort.draws,
        }


def question(source: str) -> Question:
    """Read the question of a case.

    Parameters
    ----------
    source : str
        The scenario: a file, or the name of one that ships.

    Raises
    ------
    ScenarioError
        If there is none, or something is wrong with it; with the lines.
    """
    path = library.locate(source)
    beside = path.with_name(path.stem + _SUFFIX)
    if not beside.is_file():
        raise ScenarioError(str(beside), [Problem((), None, "there is no such question")])
    return _read(beside, Scenario.load(path))


def _read(path: FilePath, scenario: Scenario) -> Question:
    file = CaseFile(path, scenario)
    spec = file.fit(QuestionSpec)
    _sensible(file, spec)
    cells = list(_alternatives(file, spec)) if spec.over is None else list(_grid(file, spec))
    scenarios = [scenario, *(cell.scenario for cell in cells)]
    quantities = []
    for place, asked in enumerate(spec.quantities):
        found = file.quantity(
            ("quantities", str(place)), asked.quantity, scenarios,
            forum=asked.forum, outcome=asked.of.outcome, package=asked.of.package,
        )  # fmt: skip
        if found is not None:
            quantities.append((asked.title or str(found), found))
    titles = [title for title, _ in quantities]
    for title in sorted({title for title in titles if titles.count(title) > 1}):
        file.wrong(("quantities",), f"quantities: '{title}' stands there twice; give titles")
    file.refuse()
    return Question(spec, scenario, tuple(quantities), tuple(cells))


def _sensible(file: CaseFile, spec: QuestionSpec) -> None:
    """Find questions that compare nothing, or in two ways."""
    if bool(spec.alternatives) == (spec.over is not None):
        file.wrong((), "the file: write alternatives: or over:, one of the two")
    if spec.by is not None and spec.over is None:
        file.wrong(("by",), "by: is a second dimension; add over: as the first")
    if spec.by is not None and len(spec.by.values) > 4:
        file.wrong(("by", "values"), "by.values: more than 4 lines cannot be read in one figure")
    if AS_WRITTEN in spec.alternatives:
        where = ("alternatives", AS_WRITTEN)
        file.wrong(where, f"alternatives: '{AS_WRITTEN}' is always there; take another name")


def _alternatives(file: CaseFile, spec: QuestionSpec) -> Iterator[Cell]:
    for name, alternative in spec.alternatives.items():
        where: Path = ("alternatives", name)
        if not alternative.change and not alternative.drop:
            file.wrong(where, f"alternatives.{name}: nothing is changed; add change: or drop:")
        changed = file.changed(where, alternative.change, alternative.drop)
        if changed is not None:
            yield Cell(name, alternative.title or name.replace("_", " "), changed)


def _grid(file: CaseFile, spec: QuestionSpec) -> Iterator[Cell]:
    """Every value of the first dimension under every value of the second."""
    if spec.over is None:
        return
    for b, by in enumerate(spec.by.values if spec.by else [None]):
        for o, over in enumerate(spec.over.values):
            change = dict.fromkeys(spec.over.paths, over)
            where: Path = ("over", "values", str(o))
            if spec.by:
                change |= dict.fromkeys(spec.by.paths, by)
                where = where if b == 0 else ("by", "values", str(b))
            if (changed := file.changed(where, change)) is None:
                continue
            second = f", {spec.by.label} {as_written(by)}" if spec.by else ""
            title = f"{spec.over.label} {as_written(over)}{second}"
            yield Cell(f"cell_{b}_{o}" if spec.by else f"cell_{o}", title, changed, over, by)
    file.problems[:] = _told_once(file.problems)


def _told_once(problems: list[Problem]) -> list[Problem]:
    """Leave out what other values of the grid have been told already."""
    kept: dict[str, Problem] = {}
    for problem in problems:
        kept.setdefault(problem.message.partition(": ")[2], problem)
    return list(kept.values())


def answer(asked: Question, effort: Effort, progress: Watch | None = None) -> Answer:
    """Run every alternative on the same draws, and compare each with the scenario as written.

    Parameters
    ----------
    asked : Question
    effort : Effort
    progress : callable, optional
        Called with the name of the pass, the runs done in it and their number.
    """
    base = trial(asked.scenario, effort, progress, "as written")
    first = Cell(AS_WRITTEN, "as written", asked.scenario)
    found: list[Found] = []
    failures = {}
    for cell in (first, *asked.cells):
        other = base if cell is first else trial(cell.scenario, effort, progress, cell.title)
        comparison = Comparison(base, other)
        if comparison.failures:
            failures[cell.name] = comparison.failures
        for title, quantity in asked.quantities:
            found.append(Found(cell, title, quantity, comparison.difference(quantity)))
    order = {title: place for place, (title, _) in enumerate(asked.quantities)}
    found.sort(key=lambda each: order[each.title])
    return Answer(asked, effort, tuple(found), failures)
