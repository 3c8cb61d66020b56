"""What happened: cases from the public record, each with every outcome that can be defended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.experiments.funnel import KEPT
from sim.experiments.history_file import Case, Written
from sim.model.endings import OUTCOMES
from sim.registry import did_you_mean
from sim.scenario import library
from sim.scenario.errors import Lines, Problem, ScenarioError, dotted, line_of, listed
from sim.scenario.errors import Path as Place
from sim.scenario.evidence import supported
from sim.scenario.reader import read
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Forum
from sim.scenario.shape import fit


@dataclass(frozen=True)
class History:
    """Cases and what happened in each, read from a file.

    Attributes
    ----------
    title, about : str
    cases : dict of str to Case
        By name, in the order of the file.
    path : pathlib.Path
        The file; paths of scenarios start from its folder.
    lines : dict
        The line of each path in it.

    Examples
    --------
    >>> history = History.load()
    >>> sorted(history.cases["geneva-iii-2016"].labels)
    ['deadlock', 'not_convened', 'walkout']
    """

    title: str
    about: str
    cases: dict[str, Case]
    path: Path
    lines: Lines

    @classmethod
    def load(cls, path: str | Path | None = None) -> History:
        """Read a history file; the one that ships unless another is given.

        Raises
        ------
        ScenarioError
            With everything that is wrong, each with its line.
        """
        path = shipped() if path is None else Path(path)
        data, lines = read(path)
        written, misfits = fit(data, lines, Written, "the file")
        if written is None:
            raise ScenarioError(str(path), misfits)
        history = cls(written.title, written.about, written.cases, path, lines)
        history._refuse(problem for case in written.cases for problem in history._nonsense(case))
        return history

    def scenarios(self) -> dict[str, Scenario]:
        """Load the scenario of each case, and check that the labels are words of its forum.

        Raises
        ------
        ScenarioError
            If one is not there or has mistakes, has no such forum, or cannot be meant by a label;
            for all cases at once.
        """
        loaded: dict[str, Scenario] = {}
        problems: list[Problem] = []
        for name, case in self.cases.items():
            try:
                loaded[name] = supported(Scenario.load(self._source(case)))
            except ScenarioError as error:
                problems.append(self._problem(("cases", name, "scenario"), _not_there(case, error)))
            else:
                problems += self._misfits(name, loaded[name])
        self._refuse(problems)
        return loaded

    def forum(self, case: str, scenario: Scenario) -> tuple[str, Forum]:
        """Return the name and body of the forum whose outcome a case is about."""
        named = self.cases[case].forum
        return scenario.spec.forum if named is None else (named, scenario.spec.forums[named])

    def _source(self, case: Case) -> str | Path:
        """A scenario as `Scenario.load` takes it: a path from the file's folder, or a name."""
        beside = self.path.parent / case.scenario
        return beside if beside.is_file() or Path(case.scenario).suffix else case.scenario

    def _nonsense(self, name: str) -> Iterator[Problem]:
        """What fits the format and cannot be meant: unknown outcomes, dates in the wrong order."""
        case, at = self.cases[name], ("cases", name)
        if case.window.to < case.window.from_:
            said = f"it ends on {case.window.to}, before it starts; swap 'from' and 'to'"
            yield self._problem((*at, "window"), said)
        for outcome, label in case.labels.items():
            place = (*at, "labels", outcome)
            if outcome not in OUTCOMES:
                near = did_you_mean(outcome, OUTCOMES) or f"; there are {', '.join(OUTCOMES)}"
                yield self._problem(place, f"'{outcome}' is no outcome of the model's{near}")
            if label.until and label.until < case.window.from_:
                said = f"{label.until} is before the window; give a day after {case.window.from_}"
                yield self._problem((*place, "until"), said)

    def _misfits(self, name: str, scenario: Scenario) -> Iterator[Problem]:
        """A forum that is not there; words for a deal that are not those of its stages."""
        case, at = self.cases[name], ("cases", name)
        if case.forum is not None and case.forum not in scenario.spec.forums:
            known = listed(scenario.spec.forums)
            said = f"scenario '{scenario.name}' has no forum '{case.forum}'; it has {known}"
            yield self._problem((*at, "forum"), said)
            return
        _, forum = self.forum(name, scenario)
        beyond = "implement" in forum.stages
        for outcome in case.labels:
            if outcome == "agreed" and beyond:
                said = "this scenario looks beyond the deal; write held or collapsed, or both"
                yield self._problem((*at, "labels", outcome), said)
            if outcome in KEPT and not beyond:
                said = "this scenario ends with the deal (it has no stage implement); write agreed"
                yield self._problem((*at, "labels", outcome), said)

    def _problem(self, path: Place, message: str) -> Problem:
        return Problem(path, line_of(path, self.lines), f"{dotted(path)}: {message}")

    def _refuse(self, problems: Iterable[Problem]) -> None:
        if found := list(problems):
            raise ScenarioError(str(self.path), found)


def shipped() -> Path:
    """Return the history file that ships."""
    return library.seeds() / "history.yaml"


def day(when: date) -> str:
    """Write a date as one reads it.

    Examples
    --------
    >>> day(date(2013, 6, 30))
    '30 June 2013'
    """
    return f"{when.day} {when:%B %Y}"


def _not_there(case: Case, error: ScenarioError) -> str:
    if any(problem.line for problem in error.problems):
        return f"scenario '{case.scenario}' has mistakes; tracktwo validate {error.file} lists them"
    return (
        f"scenario '{case.scenario}' is not to be had: {error.problems[0].message}; write the"
        " scenario, correct its name, or leave the case out of a copy of this file"
    )
