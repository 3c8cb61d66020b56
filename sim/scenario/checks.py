"""Everything that can be wrong with a scenario, looked for at once."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import Lines, Path, Problem, dotted, line_of
from sim.scenario.meaning import check
from sim.scenario.schema import ScenarioSpec
from sim.scenario.shape import fit
from sim.scenario.shared import Resolved, resolve
from sim.scenario.spread import spread
from sim.scenario.variants import cases


def read_scenario(
    data: Any, lines: Lines
) -> tuple[ScenarioSpec | None, dict[str, str], list[Problem]]:
    """Read plain data as a scenario.

    Parameters
    ----------
    data : object
        What :func:`sim.scenario.reader.read` gives.
    lines : dict
        The line of each path; empty where there was no file.

    Returns
    -------
    spec : ScenarioSpec or None
        None where the data does not have the shape of one.
    ties : dict of str to str
        Dotted path of each number that is shared -> the name it is shared under.
    problems : list of Problem
        Everything that is wrong: in shape, in meaning, and in the cases of variants.
    """
    written = spread(data)
    resolved = resolve(written.data)
    resolved.told = written.told + resolved.told
    resolved.dangling |= written.dangling
    spec, problems = _findings(resolved, lines)
    if spec is not None:
        wrong = cases(written.data, spec, lambda tried: _findings(resolve(tried), lines)[1])
        problems += _not_told_yet([_problem(*found, lines) for found in wrong], problems)
    return spec, {dotted(path): name for path, name in resolved.ties.items()}, problems


def _findings(resolved: Resolved, lines: Lines) -> tuple[ScenarioSpec | None, list[Problem]]:
    """Return the content, and what is wrong in shape and in meaning together."""
    told = [_problem(path, message, lines) for path, message in resolved.told]
    spec, misfits = fit(resolved.data, lines, ScenarioSpec)
    told += [m for m in misfits if not _overlaps(m.path, resolved.dangling)]
    silent = {problem.path for problem in told} | resolved.dangling
    return spec, told + [p for p in check(resolved.data, lines) if not _overlaps(p.path, silent)]


def _problem(path: Path, message: str, lines: Lines) -> Problem:
    return Problem(path, line_of(path, lines), f"{dotted(path)}: {message}")


def _not_told_yet(problems: list[Problem], told: list[Problem]) -> list[Problem]:
    places = {problem.path for problem in told}
    return [problem for problem in problems if not _overlaps(problem.path, places)]


def _overlaps(path: Path, told: set[Path]) -> bool:
    """Whether a problem has been told at this path, or around it."""
    return any(path[:length] in told for length in range(1, len(path) + 1))
