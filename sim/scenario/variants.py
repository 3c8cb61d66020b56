"""Whether the cases of variants make sense: each must leave a scenario that does.

A case is tried out: what it sets is put into the scenario, and whatever is wrong then that was not
wrong before is told at the case.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.registry import did_you_mean
from sim.scenario.distributions import Distribution
from sim.scenario.editing import put
from sim.scenario.errors import Path, Problem, dotted, listed
from sim.scenario.places import is_weight
from sim.scenario.schema import ScenarioSpec, inside
from sim.scenario.world import Found, World, mapping, number

_TOLERANCE = 1e-6  # thirds written with six digits add up to 1

Findings = Callable[[Any], list[Problem]]


def variants(world: World) -> Found:
    """Find variants whose cases are not all there is, or change nothing."""
    for path, variant in world.bodies("variants"):
        cases = [mapping(case) for case in mapping(variant.get("cases")).values()]
        chances = [number(case.get("probability")) for case in cases]
        if chances and all(isinstance(chance, float) and 0 <= chance <= 1 for chance in chances):
            total = math.fsum(chance for chance in chances if isinstance(chance, float))
            if abs(total - 1) > _TOLERANCE:
                yield (*path, "cases"), f"the probabilities add up to {total:g}, not to 1"
        if cases and not any(case.get("set") for case in cases):
            yield (*path, "cases"), "no case sets a number; set one in at least one of them"


def cases(data: dict[str, Any], spec: ScenarioSpec, findings: Findings) -> Found:
    """Find cases that set what is no number of the scenario, or what cannot be.

    Parameters
    ----------
    data : dict
        The scenario as it is written.
    spec : ScenarioSpec
        The same, read.
    findings : callable
        What is wrong with plain data.
    """
    rest = {key: value for key, value in data.items() if key not in ("variants", "evidence")}
    known = {(problem.path, problem.message) for problem in findings(rest)} if spec.variants else ()
    set_by: dict[Path, str] = {}
    for name, variant in spec.variants.items():
        for case in variant.cases:
            place = ("variants", name, "cases", case, "set")
            part = mapping(World(data).at(*place))
            numbers = {}
            for path, value, wrong in _leaves(part, spec, World(data)):
                other = set_by.setdefault(path, name)
                if not wrong and other != name:
                    wrong = f"variant '{other}' sets this too; let one variant set it"
                if wrong:
                    yield (*place, *path), wrong
                else:
                    numbers[path] = value
            tried = _with(rest, spec, numbers)
            new = [p for p in findings(tried) if (p.path, p.message) not in known]
            yield from (_in_case(problem, place, numbers) for problem in new)


def _leaves(
    part: Mapping[str, Any], place: Any, world: World, path: Path = ()
) -> Iterator[tuple[Path, Any, str]]:
    """Yield each number that a case sets: its path, what stands there, what is wrong with that."""
    for key, child in part.items():
        known, here = inside(place), (*path, key)
        found = known.get(key)
        if key not in known:
            right = did_you_mean(key, known) or f"; what is there: {listed(known)}"
            yield here, child, f"the scenario has nothing at '{dotted(here)}'{right}"
        elif wrong := _cannot_switch(here, world):
            yield here, child, wrong
        elif isinstance(found, float | Distribution):
            yield here, child, ""
        elif isinstance(child, Mapping) and inside(found):
            yield from _leaves(child, found, world, here)
        else:
            right = "a case sets numbers that the scenario has, and nothing else"
            yield here, child, f"the scenario has no number at '{dotted(here)}'; {right}"


def _cannot_switch(path: Path, world: World) -> str:
    if path == ("noise",):
        return "noise is one number for all runs, and no case can set it; drop it here"
    if path == ("variants",):
        return "a case cannot set another variant; drop this"
    if len(path) == 4 and path[2] in ("protocol", "strategy"):
        return f"options of a {path[2]} are the same in all runs; no case can set them; drop this"
    if is_weight(path) and len(path) in (3, 5) and path[-1] == "weights":
        return "weights of issues are drawn together, and no case can set them; drop this"
    if world.in_order(path):
        return "values in an order are drawn together, and no case can set one; drop this"
    return ""


def _with(data: dict[str, Any], spec: ScenarioSpec, numbers: dict[Path, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    for path, value in numbers.items():
        put(changed, spec, path, copy.deepcopy(value))
    return changed


def _in_case(problem: Problem, place: Path, numbers: dict[Path, Any]) -> tuple[Path, str]:
    """Tell a problem at the number that makes it, or else at the case."""
    for path in numbers:
        if problem.path[: len(path)] == path:
            return (*place, *problem.path), problem.message.removeprefix(
                f"{dotted(problem.path)}: "
            )
    return place, f"in this case, {problem.message}"
