"""A study: base scenarios, what is varied in them, and the cells that come of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path as FilePath
from typing import Any

from sim.experiments.changes import as_written, changed
from sim.experiments.funnel import EVENT_OF, STEPS, steps
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.simulate import run_types
from sim.experiments.study.designs import DESIGNS, Design, Listed, Settings
from sim.experiments.study.factors import SCENARIO, Factor
from sim.experiments.study.file import StudyFile
from sim.experiments.study.spec import StudySpec
from sim.scenario import library
from sim.scenario.confidential import without_sources
from sim.scenario.evidence import Claims
from sim.scenario.keeping import rewritten
from sim.scenario.plain import plain, to_yaml
from sim.scenario.reader import parse
from sim.scenario.scenario import EXAMPLE as TWO_CITIES
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Cell:
    """One setting of a study.

    Attributes
    ----------
    number : int
        Its place in the design, from 0.
    settings : dict of str to str
        The level of each factor that is set, as tables write it.
    """

    number: int
    settings: dict[str, str]

    @property
    def label(self) -> str:
        """What it is called in a list of cells."""
        said = [f"{factor} {level}" for factor, level in self.settings.items()]
        return ", ".join(said) or "as written"


class Study:
    """A checked study; made by `load` or `from_data`, never changed afterwards.

    Attributes
    ----------
    spec : StudySpec
    scenarios : dict of str to Scenario
        The base scenarios, in the file's order.
    factors : tuple of Factor
    design : Design
    text : str
        The file, or what would stand in one.

    Examples
    --------
    >>> study = Study.from_data(EXAMPLE)
    >>> study
    Study('how-patient': 6 cells of 100 runs)
    >>> study.cells[4].label
    'patience 1, share 0.2'
    """

    def __init__(self, file: StudyFile) -> None:
        self.spec: StudySpec = file.spec
        self.scenarios: dict[str, Scenario] = file.scenarios
        self.factors: tuple[Factor, ...] = file.factors
        self.design: Design = file.design
        self._file = file

    @classmethod
    def load(cls, path_or_name: str | FilePath) -> Study:
        """Read a study from a file, or by the name of one that ships.

        Raises
        ------
        ScenarioError
            With everything that is wrong, each with its line.
        """
        return cls(StudyFile.load(library.locate(path_or_name, "studies")))

    @classmethod
    def from_data(cls, data: Mapping[str, Any], *, tried: bool = False) -> Study:
        """Make a study from what a file would hold; a base scenario may stand there as data.

        Parameters
        ----------
        data : mapping
        tried : bool
            Whether it is what a checked study has given (`as_data`), so that no level need be tried
            anew: that takes as long as reading a scenario once for each.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        return cls(StudyFile.of(plain(data), tried=tried))

    def as_data(self) -> dict[str, Any]:
        """Return all of it as plain data, base scenarios included: it needs no file then."""
        bases = {name: base.as_data() for name, base in self.scenarios.items()}
        if self.spec.scenario is not None:
            return {**plain(self.spec), "scenario": next(iter(bases.values()))}
        return {**plain(self.spec), "scenarios": bases}

    def with_until(self, until: float) -> Study:
        """Return the study with a precision that is wanted of its quantity in every cell.

        Raises
        ------
        ScenarioError
            If it is no such precision.
        """
        found = Study.from_data({**self.as_data(), "until": until})
        text = rewritten(self.text, {**parse(self.text)[0], "until": until})
        found.text, found.scenarios, found._file = text, self.scenarios, self._file
        return found

    def without_sources(self) -> Study:
        """Return the same study without evidence that names a confidential source.

        See `Scenario.without_sources`. The comments of its file are left out too.
        """
        claims = [Claims.around(base) for base in self.scenarios.values()]
        data, _ = parse(self.text)
        for factor in (data.get("factors") or {}).values():
            for known in claims:
                _hide(factor, known)
        file = self._file
        found = Study(StudyFile(file.name, file.folder, None, data, {}))
        found.scenarios = {n: base.without_sources() for n, base in self.scenarios.items()}
        for key, value in (("scenario", data.get("scenario")), *data.get("scenarios", {}).items()):
            if isinstance(value, dict):  # written in the study itself
                base = found.scenarios.get(key) or next(iter(found.scenarios.values()))
                place = data if key == "scenario" else data["scenarios"]
                place[key] = base.as_data()
        found.text = to_yaml(data)
        return found

    @property
    def name(self) -> str:
        """The name, as in ``what-convenes-geneva``."""
        return self.spec.name

    @property
    def title(self) -> str:
        """One line that says what is asked."""
        return self.spec.title

    @cached_property
    def text(self) -> str:
        """The file, or what would stand in one; that takes a while to write, so not before."""
        given = self._file.text
        return to_yaml(self._file.data) if given is None else given

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the results depend on: not of titles, texts or comments."""
        said = plain(self.spec)
        factors = [(f.name, f.paths, [level.value for level in f.levels]) for f in self.factors]
        ranges = [plain(f.between) if f.between else None for f in self.factors]
        bases = [(name, base.hash) for name, base in self.scenarios.items()]
        numbers = [said.get(key) for key in ("runs", "draws", "seed", "until", "quantity")]
        cells = [[[f, v.value] for f, v in s.items()] for s in self._listed]
        whole = [said.get("design"), numbers, plain(factors), ranges, bases, plain(cells)]
        text = json.dumps(whole, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def cells(self) -> _Cells:
        """The cells: a sequence that makes each when it is asked for."""
        return _Cells(self.design)

    def scenario_of(self, cell: int) -> Scenario:
        """Return the scenario of a cell.

        Raises
        ------
        ScenarioError
            If the levels, each of which is right by itself, make no scenario together.
        """
        settings = self.design.settings(cell)
        base = settings.get(SCENARIO)
        scenario = (
            next(iter(self.scenarios.values())) if base is None else self.scenarios[base.value]
        )
        change: dict[str, Any] = {}
        dropped: list[str] = []
        for factor in self.factors:
            if factor.name in settings:
                more, gone = factor.change(settings[factor.name])
                change |= more
                dropped += gone
        return changed(scenario, change, dropped)

    @cached_property
    def quantity(self) -> Quantity:
        """What tables show first and what `until` watches: the last step unless the study says."""
        first = next(iter(self.scenarios.values()))
        if self.spec.quantity is not None:
            return quantity(self.spec.quantity, first)
        return quantity(f"P({EVENT_OF[self.steps[-1]]})", first)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The steps of the funnel that any of the base scenarios has."""
        there = {s for base in self.scenarios.values() for s in steps(base.spec.forum[1])}
        return tuple(step for step in STEPS if step in there)

    @cached_property
    def columns(self) -> dict[str, str]:
        """The columns of `runs` in all cells together, and their types."""
        found: dict[str, str] = {}
        for base in self.scenarios.values():
            for scenario in (base, *self._trials(base)):
                found |= {c: t for c, t in run_types(scenario).items() if c not in found}
        last = {c: found.pop(c) for c in ("run_status", "error")}
        return found | last

    def _trials(self, base: Scenario) -> Iterator[Scenario]:
        """Yield the base scenario with each level that may add a column to its table."""
        for factor in self.factors:
            if any(path.startswith("forums.") for path in factor.paths) and not factor.drops:
                for level in factor.trials():
                    yield factor.applied(base, level)

    @property
    def _listed(self) -> tuple[Settings, ...]:
        return self.design.listed if isinstance(self.design, Listed) else ()

    def __repr__(self) -> str:
        return f"Study({self.name!r}: {len(self.cells):,} cells of {self.spec.runs:,} runs)"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr>{_TD}{escape(f.title)}</td>{_TD}{escape(_levels(f))}</td></tr>"
            for f in self.factors
        )
        head = "<tr><th scope='col'>what is varied</th><th scope='col'>its levels</th></tr>"
        each = f"{len(self.cells):,} cells of {self.spec.runs:,} runs, {self.spec.draws} draws"
        bases = ", ".join(self.scenarios)
        under = f"{bases}: {each} of the assumptions in each. Shown first: {self.quantity}."
        return (
            f"<p><b>{escape(self.title)}</b></p><table>{head}{rows}</table><p>{escape(under)}</p>"
        )


_TD = "<td style='text-align:left'>"


class _Cells:
    """The cells of a design, made when asked for."""

    def __init__(self, design: Design) -> None:
        self._design = design

    def __len__(self) -> int:
        return len(self._design)

    def __getitem__(self, number: int) -> Cell:
        if not 0 <= number < len(self):
            raise IndexError(f"there is no cell {number}; there are {len(self):,}, from 0")
        settings = self._design.settings(number)
        return Cell(number, {factor: level.label for factor, level in settings.items()})

    def __iter__(self) -> Iterator[Cell]:
        return (self[number] for number in range(len(self)))


def _levels(factor: Factor) -> str:
    """The levels of a factor in a line."""
    if factor.between is not None:
        return as_written(plain(factor.between))
    return ", ".join(level.label for level in factor.levels)


def _hide(factor: dict[str, Any], claims: Claims) -> None:
    """Hide the sources that the levels of a factor name: levels may be whole parts of a file."""
    places = [factor["path"]] if "path" in factor else factor.get("paths", [])
    levels = factor.get("levels") or []
    for path in [places] if isinstance(places, str) else places:
        for key in list(levels) if isinstance(levels, dict) else range(len(levels)):
            nested = levels[key]
            for name in reversed(path.split(".")):
                nested = {name: nested}
            nested = without_sources(nested, claims)
            for name in path.split("."):
                nested = nested[name]
            levels[key] = nested


def designs() -> dict[str, str]:
    """Return the designs there are, and the first line of what each says of itself."""
    return {name: (each.__doc__ or "").partition("\n")[0] for name, each in DESIGNS.items()}


EXAMPLE: dict[str, Any] = {
    "format": 1,
    "name": "how-patient",
    "title": "What does patience bring?",
    "scenario": TWO_CITIES,
    "factors": {
        "patience": {"path": "parties.north.patience", "levels": [0.5, 0.9, 1]},
        "share": {"path": "parties.north.reservation", "levels": [0.2, 0.4]},
    },
    "runs": 100,
    "draws": 0,
}
"""A small study, as data: what the examples in this room and its tests start from."""
