"""Study files: read as scenarios are, with every mistake at once and with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, NoReturn

from sim.experiments.funnel import STEPS
from sim.experiments.quantities import QuantityError, quantity
from sim.experiments.study.designs import DESIGNS, Design, Listed, Settings
from sim.experiments.study.factors import SCENARIO, Factor, Level
from sim.experiments.study.spec import Factor as FactorSpec
from sim.experiments.study.spec import StudySpec
from sim.registry import did_you_mean
from sim.scenario import library
from sim.scenario.errors import Lines, Path, Problem, ScenarioError, dotted, line_of, listed
from sim.scenario.reader import parse, text_of
from sim.scenario.scenario import Scenario
from sim.scenario.shape import fit

COLUMNS = ("cell", "runs", "failed", *STEPS)  # of the table of cells, beside the factors


@dataclass
class StudyFile:
    """A study file, what it gives, and what has been found wrong with it so far.

    Attributes
    ----------
    name : str
        The file, or ``<data>``.
    folder : pathlib.Path
        Where the paths of its scenarios start.
    text : str or None
        What it says, if it is a file.
    data : object
    lines : dict
    problems : list of Problem
    tried : bool
        Whether every level has been tried before: it is data of a study that was checked.
    spec : StudySpec
    scenarios : dict of str to Scenario
    factors : tuple of Factor
    design : Design
    """

    name: str
    folder: FilePath
    text: str | None
    data: Any
    lines: Lines
    problems: list[Problem] = field(default_factory=list)
    tried: bool = False

    def __post_init__(self) -> None:
        spec, problems = fit(self.data, self.lines, StudySpec, "the study")
        if spec is None:
            raise ScenarioError(self.name, problems)
        self.spec: StudySpec = spec
        self.scenarios = self._scenarios()
        self.factors = self._factors()
        self._refuse()
        self.design = self._design()
        self._refuse()
        if not self.tried:
            self._try_levels()
            self._try_quantity()
            self._refuse()

    @classmethod
    def load(cls, path: FilePath) -> StudyFile:
        """Read a file."""
        text = text_of(path)
        data, lines = parse(text, str(path))
        return cls(str(path), path.parent, text, data, lines)

    @classmethod
    def of(cls, data: Any, *, tried: bool = False) -> StudyFile:
        """Take plain data as a file."""
        return cls("<data>", FilePath(), None, data, {}, tried=tried)

    def _wrong(self, path: Path, message: str) -> None:
        self.problems.append(
            Problem(path, line_of(path, self.lines), f"{dotted(path) or 'the study'}: {message}")
        )

    def _refuse(self) -> None:
        if self.problems:
            raise ScenarioError(self.name, self.problems)

    # -- base scenarios ------------------------------------------------------------------

    def _scenarios(self) -> dict[str, Scenario]:
        one, several = self.spec.scenario, self.spec.scenarios
        if (one is None) == (not several):
            self._wrong((), "write scenario: or scenarios:, one of the two")
            self._stop()
        sources: dict[tuple[str, ...], Any] = (
            {("scenarios", name): source for name, source in several.items()}
            if one is None
            else {("scenario",): one}
        )
        found = {}
        for path, source in sources.items():
            if (scenario := self._scenario(path, source)) is not None:
                name = path[1] if len(path) > 1 else scenario.name
                if name in ("claims", "documents"):
                    self._wrong(path, f"'{name}' is the name of a list of sources; rename it")
                found[name] = scenario
        if self.problems:
            self._stop()
        return found

    def _scenario(self, path: Path, source: Any) -> Scenario | None:
        try:
            if isinstance(source, dict):
                return Scenario.from_data(source)
            here = self.folder / source
            return Scenario.load(here if here.is_file() else library.locate(source))
        except ScenarioError as error:
            for problem in error.problems:
                place = f"line {problem.line}: " if problem.line else ""
                self._wrong(path, f"{error.file}: {place}{problem.message}")
            return None

    def _stop(self) -> NoReturn:
        raise ScenarioError(self.name, self.problems)

    # -- factors and design --------------------------------------------------------------

    def _factors(self) -> tuple[Factor, ...]:
        found = [Factor.of_scenarios(self.scenarios)] if self.spec.scenarios else []
        taken: dict[str, str] = {}
        for name, spec in self.spec.factors.items():
            where: Path = ("factors", name)
            if name == SCENARIO:
                self._wrong(where, "'scenario' is the factor of base scenarios; take another name")
            elif name in COLUMNS:
                self._wrong(where, f"'{name}' is a column of every table of cells; rename it")
            elif complaint := _misshapen(spec):
                self._wrong(where, complaint)
            else:
                factor = Factor.read(name, spec)
                self._check_labels(where, factor)
                for path in factor.paths:
                    if path in taken:
                        other = taken[path]
                        self._wrong(where, f"'{path}' is varied by '{other}' too; one can vary it")
                    taken[path] = name
                found.append(factor)
        return tuple(found)

    def _check_labels(self, where: Path, factor: Factor) -> None:
        labels = [level.label for level in factor.levels]
        for label in sorted({label for label in labels if labels.count(label) > 1}):
            self._wrong((*where, "levels"), f"'{label}' stands there twice; keep one")

    def _design(self) -> Design:
        choice = self.spec.design
        kind = DESIGNS.get(choice.name)
        if kind is None:
            right = did_you_mean(choice.name, DESIGNS) or f"; there are {listed(DESIGNS)}"
            self._wrong(("design",), f"design '{choice.name}' is unknown{right}")
            self._stop()
        for option in choice.options:
            if option not in kind.options:
                takes = listed(kind.options) if kind.options else "nothing"
                self._wrong(("design",), f"{kind.name} has no '{option}'; it takes {takes}")
        points = choice.options.get("points")
        if complaint := kind.complaint(self.factors, points):
            self._wrong(("design",), complaint)
        if bool(self.spec.cells) != (kind is Listed):
            said = "are listed" if self.spec.cells else "are not listed"
            self._wrong(
                ("cells",), f"cells {said}, and the design is {kind.name}; use design: list"
            )
        self._refuse()
        found = kind(self.factors, None if points is None else int(points), self.spec.seed)
        if isinstance(found, Listed):
            found.listed = tuple(self._listed(k, row) for k, row in enumerate(self.spec.cells))
        return found

    def _listed(self, number: int, row: dict[str, Any]) -> Settings:
        """Read one of the listed cells."""
        known = {factor.name: factor for factor in self.factors}
        settings: Settings = {}
        for name, label in row.items():
            where: Path = ("cells", str(number), name)
            if name not in known:
                right = did_you_mean(name, known) or f"; there are {listed(known)}"
                self._wrong(where, f"factor '{name}' is unknown{right}")
                continue
            level = _level(known[name], label)
            if level is None:
                labels = [each.label for each in known[name].levels]
                right = did_you_mean(str(label), labels) or f"; it has {listed(labels)}"
                self._wrong(where, f"'{label}' is no level of '{name}'{right}")
            else:
                settings[name] = level
        return settings

    # -- whether it can be run -----------------------------------------------------------

    def _try_levels(self) -> None:
        """Try every level by itself, in every base scenario that has its paths."""
        for factor in self.factors:
            for scenario in self.scenarios.values() if factor.name != SCENARIO else ():
                for place, level in enumerate(factor.trials()):
                    try:
                        factor.applied(scenario, level)
                    except ScenarioError as error:
                        self._level_is_wrong(factor, place, level, error)
        self.problems = list({(p.path, p.message): p for p in self.problems}.values())

    def _level_is_wrong(
        self, factor: Factor, place: int, level: Level, error: ScenarioError
    ) -> None:
        where: Path = ("factors", factor.name)
        for problem in error.problems:
            leads_nowhere = any(f"'{path}'" in problem.message for path in factor.paths)
            if leads_nowhere or factor.between is not None:
                self._wrong(where, problem.message)
            elif factor.drops:
                self._wrong((*where, "present"), problem.message)
            else:
                named = isinstance(self.spec.factors[factor.name].levels, dict)
                key = level.label if named else str(place)
                self._wrong((*where, "levels", key), f"level {level.label}: {problem.message}")

    def _try_quantity(self) -> None:
        for scenario in self.scenarios.values() if self.spec.quantity else ():
            try:
                found = quantity(self.spec.quantity or "", scenario)
            except QuantityError as error:
                self._wrong(("quantity",), str(error))
                return
            if found.event is None and self.spec.until is not None:
                self._wrong(("quantity",), "until: watches a probability; write P(...), not E(...)")
                return


def _misshapen(spec: FactorSpec) -> str:
    """Say what is wrong with how a factor is written; nothing if it is right."""
    ways = [spec.path is not None, bool(spec.paths), bool(spec.present)]
    if sum(ways) != 1:
        return "write one of path:, paths: and present:"
    if spec.present and (spec.levels is not None or spec.between is not None):
        return "present: has the levels yes and no by itself; leave levels: and between: out"
    if not spec.present and (spec.levels is None) == (spec.between is None):
        return "write levels: [...] or between: {uniform: [lo, hi]}, one of the two"
    return ""


def _level(factor: Factor, label: Any) -> Level | None:
    """Return the level meant by what a listed cell says."""
    if isinstance(label, bool):
        label = "yes" if label else "no"
    if factor.between is not None:
        fine = isinstance(label, int | float) and factor.between.lo <= label <= factor.between.hi
        return Level(repr(float(label)), float(label)) if fine else None
    said = [level for level in factor.levels if label in (level.label, level.value)]
    return said[0] if said else None
