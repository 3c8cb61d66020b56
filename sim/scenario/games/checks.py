"""Everything that can be wrong with a game file, looked for at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from sim.registry import did_you_mean
from sim.scenario.errors import Lines, Path, Problem, ScenarioError, dotted, line_of, shown
from sim.scenario.games.bodies import KINDS, Game
from sim.scenario.games.meaning import check
from sim.scenario.schema import Cited, inside
from sim.scenario.shape import fit


def read_game(data: Any, lines: Lines, file: str) -> Game:
    """Read plain data as a game.

    Parameters
    ----------
    data : object
        What :func:`sim.scenario.reader.read` gives.
    lines : dict
        The line of each path; empty where there was no file.
    file : str
        What the user named.

    Raises
    ------
    ScenarioError
        With everything that is wrong, in shape and in meaning.
    """
    if not isinstance(data, dict):
        _fail(file, None, f"{shown(data)} stands here; a game is a mapping with named entries")
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        _fail(file, line_of(("kind",), lines), _no_kind(data))
    spec, problems = fit(data, lines, KINDS[kind], "the game")
    told = {problem.path for problem in problems}
    problems += [p for p in check(data, lines) if not _overlaps(p.path, told)]
    if spec is None or problems:
        raise ScenarioError(file, problems)
    return spec


def _no_kind(data: dict[str, Any]) -> str:
    kinds = " or ".join(f"kind: {kind}" for kind in KINDS)
    if "kind" in data:
        right = did_you_mean(str(data["kind"]), KINDS)
        return f"kind: {shown(data['kind'])} is none; write {kinds}{right}"
    if "parties" in data:
        return "this is a scenario, a negotiation that can be run: it has parties and no kind"
    return f"'kind' is missing; a game says {kinds}"


def without_claims(spec: Game, claims: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield where a game cites what is no claim, and what is wrong there."""
    for path, body in _cited(spec, ()):
        for claimed, evidence in body.evidence.items():
            place = (*path, "evidence", claimed)
            for claim in evidence.cite:
                if claim not in claims:
                    right = did_you_mean(claim, claims)
                    yield place, f"{dotted(place)}: it cites '{claim}', which is no claim{right}"


def _cited(value: Any, path: Path) -> Iterator[tuple[Path, Cited]]:
    if isinstance(value, Cited):
        yield path, value
    for key, child in inside(value).items():
        yield from _cited(child, (*path, key))


def _overlaps(path: Path, told: set[Path]) -> bool:
    """Whether a problem has been told at this path, around it or inside it."""
    around = any(path[:length] in told for length in range(1, len(path) + 1))
    return around or any(other[: len(path)] == path for other in told if path)


def _fail(file: str, line: int | None, message: str) -> NoReturn:
    raise ScenarioError(file, [Problem((), line, message)])
