"""What each part of a scenario rests on: claims in documents, or assumptions and why.

A body of the file says so in its ``evidence``, a mapping from a path within the body (or ``self``,
for all the rest of it) to claim ids, to a text (an assumption and why), or to both. What holds for
a parameter is the entry with the longest matching path, in the nearest body that has one; for a
number that refers to a shared one and has none, what holds for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from sim.registry import did_you_mean
from sim.scenario import library
from sim.scenario.confidential import CONFIDENTIAL, wrong_mark
from sim.scenario.distributions import Distribution, support
from sim.scenario.errors import Path, Problem, ScenarioError, dotted, line_of
from sim.scenario.plain import plain
from sim.scenario.reader import read
from sim.scenario.schema import (
    Cited,
    Condition,
    Evidence,
    Precondition,
    Rank,
    Resume,
    Swing,
    inside,
)

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

COMPLETE = "cite a claim or say why you assume it, or write draft: true"


@dataclass(frozen=True)
class Row:
    """What one part of a scenario rests on.

    Attributes
    ----------
    path : str
        Dotted path of a number that is written in the file (shared ones, and what cases of variants
        set, among them), or of a party, order, red line, precondition, tie, threat, event, action,
        variant, outlook or way back.
    value : str
        What stands there, in short.
    claims : tuple of str
        Ids of the claims cited.
    assumption : str or None
        Why it is assumed, where it is.
    status : str
        ``claim``, ``assumption``, ``both``, ``missing`` (neither), or ``unknown`` (it cites what is
        no claim).
    """

    path: str
    value: str
    claims: tuple[str, ...]
    assumption: str | None
    status: str


class Claims(Mapping[str, Mapping[str, Any]]):
    """Claims by id; each says, among others, in which ``document`` it is made.

    Examples
    --------
    >>> claims = Claims({"letter": {"document": "cable_2013_05"}})
    >>> claims["letter"]["document"]
    'cable_2013_05'
    """

    def __init__(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        self._records = dict(records)

    @classmethod
    def load(cls, *folders: str | FilePath) -> Claims:
        """Read ``claims.yaml`` of each folder, and ``documents.yaml``, which lists the documents.

        A folder without a ``claims.yaml`` adds nothing.

        Raises
        ------
        ScenarioError
            If a file is ill formed, an id is taken, or a claim names no document that is listed.
        """
        documents: dict[str, bool] = {}
        records: dict[str, Mapping[str, Any]] = {}
        for folder in map(FilePath, folders):
            if (listing := folder / "documents.yaml").is_file():
                documents |= _documents(listing)
            if (file := folder / "claims.yaml").is_file():
                records |= _records(file, documents, taken=records)
        return cls(records)

    @classmethod
    def around(cls, scenario: Scenario) -> Claims:
        """Read the claims that ship, and those in the folder of the scenario's own file."""
        folders = [library.seeds()]
        if scenario.path is not None:
            folders.append(scenario.path.parent)
        return cls.load(*folders)

    @property
    def confidential(self) -> frozenset[str]:
        """The ids of claims that may not be named: see `sim.scenario.confidential`."""
        return frozenset(claim for claim, record in self.items() if record.get(CONFIDENTIAL))

    @property
    def open(self) -> Claims:
        """The other claims.

        Examples
        --------
        >>> list(Claims({"letter": {}, "talk": {"confidential": True}}).open)
        ['letter']
        """
        hidden = self.confidential
        return Claims({claim: self[claim] for claim in self if claim not in hidden})

    def __getitem__(self, claim: str) -> Mapping[str, Any]:
        return self._records[claim]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)


def evidence_table(scenario: Scenario, claims: Mapping[str, Any]) -> list[Row]:
    """Return what each part of the scenario rests on, sorted by path.

    Parameters
    ----------
    scenario : Scenario
    claims : mapping
        Claims by id, as `Claims.load` or `Claims.around` gives them.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> cited = Scenario.from_data(EXAMPLE).with_({"parties.north.evidence": {"self": ["letter"]}})
    >>> for row in evidence_table(cited, {"letter": {}})[:2]:
    ...     print(row.path, row.value, row.status)
    parties.north  claim
    parties.north.reservation {'uniform': [0.1, 0.5]} claim
    """
    parts = dict(_parts(scenario.spec, ()))
    numbers = {tuple(path.split(".")): value for path, value in scenario.parameters.items()}
    parts |= {path: value for path, value in numbers.items() if scenario.is_written(dotted(path))}
    return [_row(scenario, path, parts[path], claims) for path in sorted(parts)]


def unsupported(scenario: Scenario, claims: Mapping[str, Any]) -> list[Problem]:
    """Return what of a scenario rests on nothing, or cites what is no claim.

    Nothing is asked of a draft, nor of a scenario without any evidence, which is taken as made up.
    """
    rows = evidence_table(scenario, claims)
    if scenario.spec.draft or not any(row.claims or row.assumption for row in rows):
        return []
    return [
        Problem(tuple(row.path.split(".")), scenario.line(row.path), _complaint(row, claims))
        for row in rows
        if row.status in ("missing", "unknown")
    ]


def supported(scenario: Scenario) -> Scenario:
    """Return the scenario if everything in it rests on something: see `unsupported`.

    The claims are those that ship, and those in the folder of its file.

    Raises
    ------
    ScenarioError
        With everything that rests on nothing, each with its line.
    """
    if missing := unsupported(scenario, Claims.around(scenario)):
        way_out = Problem((), None, f"its evidence is not complete; {COMPLETE}")
        raise ScenarioError(str(scenario.path or scenario.name), [way_out, *missing])
    return scenario


def _complaint(row: Row, claims: Mapping[str, Any]) -> str:
    if row.status == "missing":
        return f"{row.path}: this rests on nothing; cite a claim under evidence, or say why assumed"
    strange = next(claim for claim in row.claims if claim not in claims)
    return f"{row.path}: it cites '{strange}', which is no claim{did_you_mean(strange, claims)}"


def _parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Find parties, preconditions, red lines, ways back, and what else rests on sources."""
    for key, child in inside(value).items():
        if key == "evidence" and isinstance(value, Cited):
            continue  # what stands there is what parts rest on, and no part
        if child is not None and _stands_alone((*path, key)):
            yield (*path, key), child
        yield from _parts(child, (*path, key))


def _stands_alone(path: Path) -> bool:
    match path:
        case ["parties" | "ties" | "threats" | "events" | "actions" | "variants", _]:
            return True
        case ["parties", _, "outlooks", _] | ["forums", _, "resume", _]:
            return True
        case ["parties", *_, "preconditions" | "red_lines", _]:
            return True
        case ["parties", *_, "orders", _]:
            return True
    return False


def _row(scenario: Scenario, path: Path, value: Any, claims: Mapping[str, Any]) -> Row:
    found = _evidence(scenario, path)
    text = _short(value)
    if shared := scenario.ties.get(dotted(path)):
        found = found or _evidence(scenario, ("shared", shared))
        text = str({"shared": shared})
    found = found or Evidence()
    return Row(dotted(path), text, found.cite, found.assumption, _status(found, claims))


def _status(found: Evidence, claims: Mapping[str, Any]) -> str:
    if any(claim not in claims for claim in found.cite):
        return "unknown"
    if found.cite and found.assumption:
        return "both"
    return "claim" if found.cite else "assumption" if found.assumption else "missing"


def resting_on(scenario: Scenario, path: str) -> Evidence:
    """Return what holds for a dotted path, whatever stands there; empty where nothing does."""
    return _evidence(scenario, tuple(path.split("."))) or Evidence()


def _evidence(scenario: Scenario, path: Path) -> Evidence | None:
    """Return what holds for a path: of the nearest body, its longest entry that matches."""
    bodies: list[tuple[Path, Cited]] = []
    place: Any = scenario.spec
    for depth in range(len(path) + 1):
        if isinstance(place, Cited):
            bodies.append((path[depth:], place))
        place = inside(place).get(path[depth]) if depth < len(path) else None
    for rest, body in reversed(bodies):
        for length in range(len(rest), 0, -1):
            if (entry := dotted(rest[:length])) in body.evidence:
                return body.evidence[entry]
        if "self" in body.evidence:
            return body.evidence["self"]
    return None


def _short(value: Any) -> str:
    if isinstance(value, Rank):
        return " > ".join(" = ".join(tier) for tier in value.rank)
    if isinstance(value, Swing):
        ends = {issue: support(points) for issue, points in value.swing.items()}
        return ", ".join(f"{issue} {_range(*points)}" for issue, points in ends.items())
    if isinstance(value, tuple):
        return " < ".join(value)
    if isinstance(value, Precondition):
        return _short(value.demand)
    if isinstance(value, Resume):
        return f"after {', '.join(value.after)}"
    if isinstance(value, Condition):
        return " ".join(str(plain(given)) for _, given in value.entries() if given is not None)
    if isinstance(value, float | Distribution):
        return str(plain(value))
    return str(getattr(value, "title", ""))


def _range(lo: float, hi: float) -> str:
    return f"{lo:g}" if lo == hi else f"{lo:g} to {hi:g}"


def _documents(file: FilePath) -> dict[str, bool]:
    """Return the documents that a file lists, and whether each is confidential."""
    data, lines = read(file)
    listed = {name: record if isinstance(record, dict) else {} for name, record in data.items()}
    problems = [
        Problem((name,), line_of((name,), lines), f"document '{name}': {wrong}")
        for name, record in listed.items()
        if (wrong := wrong_mark(record))
    ]
    if problems:
        raise ScenarioError(str(file), problems)
    return {name: bool(record.get(CONFIDENTIAL)) for name, record in listed.items()}


def _records(
    file: FilePath, documents: Mapping[str, bool], taken: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    data, lines = read(file)
    problems, records = [], {}
    for claim, record in data.items() if isinstance(data, dict) else [("", {})]:
        wrong = _wrong_record(claim, record, documents, taken)
        if wrong is None:
            hidden = documents[record["document"]] or record.get(CONFIDENTIAL, False)
            records[claim] = {**record, CONFIDENTIAL: True} if hidden else record
        else:
            where = line_of((claim,), lines)
            problems.append(Problem((claim,), where, f"claim '{claim}': {wrong}"))
    if problems:
        raise ScenarioError(str(file), problems)
    return records


def _wrong_record(
    claim: str, record: Any, documents: Mapping[str, bool], taken: Mapping[str, Any]
) -> str | None:
    document = record.get("document") if isinstance(record, dict) else None
    if document not in documents:
        known = did_you_mean(str(document), documents)
        return f"its document '{document}' is not listed in documents.yaml{known}"
    if claim in taken:
        return "another folder has a claim of this name; rename one"
    return wrong_mark(record)
