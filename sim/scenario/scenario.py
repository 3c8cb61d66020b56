"""A scenario: a negotiation written down, checked, and ready to be run or changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any, Self

from sim.files import write
from sim.registry import did_you_mean
from sim.scenario import library
from sim.scenario.card import card
from sim.scenario.checks import read_scenario
from sim.scenario.confidential import without_sources
from sim.scenario.distributions import Distribution
from sim.scenario.editing import forget_evidence, put
from sim.scenario.errors import Lines, Path, Problem, ScenarioError, dotted, line_of, listed
from sim.scenario.evidence import Claims, unsupported
from sim.scenario.fields import Choice
from sim.scenario.keeping import rewritten
from sim.scenario.plain import SAYS_NOTHING_TO_THE_MODEL, plain, to_yaml
from sim.scenario.reader import parse, text_of
from sim.scenario.schema import Body, Issue, Joint, Swing, inside, numbers_in
from sim.scenario.spread import WRITTEN_OUT, written_out

_CHANGED = " (changed)"


class Scenario:
    """A checked scenario; made by `load` or `from_data`, never changed afterwards.

    Attributes
    ----------
    spec : ScenarioSpec
        The whole content, defaults filled in, every mapping sorted by name.
    ties : dict of str to str
        Dotted path of each number that stands for a shared one -> the name of that.
    path : pathlib.Path or None
        The file it came from; None if it came from data, or was changed since.

    Examples
    --------
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> scenario
    Scenario('two-cities': 2 parties, 1 issue)
    >>> scenario.with_({"parties.north.patience": 0.9}).parameters["parties.north.patience"]
    0.9
    """

    def __init__(
        self,
        data: dict[str, Any],
        lines: Lines,
        file: str,
        path: FilePath | None,
        text: str | None = None,
    ) -> None:
        self._data = data
        self._text = text
        self._lines = lines
        self._file = file
        self.path = path
        spec, self.ties, problems = read_scenario(data, lines)
        if spec is None or problems:
            raise ScenarioError(file, problems)
        self.spec = spec

    @classmethod
    def load(cls, path_or_name: str | FilePath, *, claims: Claims | None = None) -> Self:
        """Read a scenario from a file, or by the name of one that ships.

        Parameters
        ----------
        path_or_name : str or Path
            A YAML file, or a name that `sim.scenario.library.names` lists.
        claims : Claims, optional
            Also check the evidence against these: see `sim.scenario.evidence.unsupported`.

        Raises
        ------
        ScenarioError
            With everything that is wrong, each with its line.
        """
        path = library.locate(path_or_name)
        text = text_of(path)
        data, lines = parse(text, str(path))
        _no_game(data, lines, str(path))
        scenario = cls(data, lines, str(path), path, text)
        if claims is not None:
            scenario._refuse(unsupported(scenario, claims))
        return scenario

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Make a scenario from what a file would hold, as Python's dicts and lists.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        _no_game(data, {}, "<data>")
        return cls(plain(data), {}, "<data>", None)

    @property
    def name(self) -> str:
        """The name, as in ``geneva-2013``."""
        return self.spec.name

    @property
    def title(self) -> str:
        """One line that says what it is about."""
        return self.spec.title

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the model reads: not of titles, texts, citations, comments or order."""
        read = substance(self.spec) | {"shared_by": self.ties}
        text = json.dumps(read, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @cached_property
    def parameters(self) -> dict[str, float | Distribution | Joint]:
        """Every number, written or by default, by dotted path.

        Weights of which only the order is known stand as one `Rank` at their holder's ``weights``,
        swing points as one `Swing`; what a case of a variant sets stands under
        ``variants.NAME.cases.CASE.set``.
        """
        return dict(sorted((dotted(path), number) for path, number in numbers_in(self.spec)))

    def with_(self, changes: Mapping[str, Any]) -> Self:
        """Return the scenario with other values at some paths.

        Parameters
        ----------
        changes : mapping of str to object
            Dotted path -> what the file would hold there: ``{"parties.smc.war_cost": 0.3}``.

        Raises
        ------
        ScenarioError
            If a path leads nowhere, or the changed scenario is wrong.
        """
        data = plain(self._data)
        for path, value in changes.items():
            put(data, self.spec, self._known(path), plain(value, self._file))
        return self._changed(data)

    def drop(self, path: str) -> Self:
        """Return the scenario without what stands at a dotted path, and without its evidence.

        Raises
        ------
        ScenarioError
            If nothing is written there, or what is left is no scenario.
        """
        data = plain(self._data)
        *parents, key = keys = path.split(".")
        place = data
        for parent in parents:
            place = place.get(parent, {}) if isinstance(place, dict) else {}
        if not isinstance(place, dict) or key not in place:
            written = [dotted(known) for known in _paths(data, ()) if len(known) == len(keys)]
            self._fail(f"nothing is written at '{path}'{did_you_mean(path, written)}")
        del place[key]
        forget_evidence(data, tuple(keys))
        return self._changed(data)

    def without_sources(self, claims: Claims | None = None) -> Self:
        """Return the same scenario without evidence that names a confidential source.

        What cites a confidential claim, or none that is known, is said to rest on a source that may
        not be named. The `hash` is the same, and so is everything that comes of it. The comments of
        its file, which may say anything, are left out of what `save` writes.

        Parameters
        ----------
        claims : Claims, optional
            Those that ship and those beside its file, unless given.
        """
        claims = Claims.around(self) if claims is None else claims
        data = without_sources(self._data, claims)
        return type(self)(data, self._lines, self._file, self.path)

    def written_out(self) -> Self:
        """Return the same scenario with options and values for its pies, scales and curves.

        For what changes single values. The `hash` is the same, and so is everything that comes of
        it.

        Examples
        --------
        >>> game = Scenario.load("ultimatum")
        >>> plainly = game.written_out()
        >>> plainly.is_written("parties.responder.values.pie.p50_50"), plainly.hash == game.hash
        (True, True)
        """
        if not any(issue.amounts for issue in self.spec.issues.values()):
            return self
        return type(self)(written_out(plain(self._data)), self._lines, self._file, self.path)

    @property
    def is_certain(self) -> bool:
        """Whether every number is a point, and no variant switches any."""
        known = all(_is_a_point(number) for number in self.parameters.values())
        return known and not self.spec.variants

    @property
    def complete_information(self) -> bool:
        """Whether it is certain, and nobody has reasons of its own (``noise: 0``)."""
        return self.spec.noise == 0 and self.is_certain

    def as_data(self) -> dict[str, Any]:
        """Return what its file holds, as plain data."""
        return plain(self._data)

    def dump(self) -> str:
        """Return it as YAML text, comments left out; loading that gives the same `hash`."""
        return to_yaml(self._data)

    @property
    def text(self) -> str:
        """What `save` writes."""
        return self.dump() if self._text is None else rewritten(self._text, self._data)

    def save(self, path: str | FilePath) -> FilePath:
        """Write it to a file, whole or not at all.

        Where it was loaded from a file, and perhaps changed since, the text of that is kept with
        its comments and its order, and changed only where the content has been.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        return write(FilePath(path), self.text)

    def is_written(self, path: str) -> bool:
        """Whether the file says what stands at a dotted path, rather than leave it to a default."""
        place: Any = self._data
        for key in path.split("."):
            place = place.get(key) if isinstance(place, dict) else None
        return place is not None

    def follows_a_curve(self, path: str) -> bool:
        """Whether the value at a dotted path is written out from a pie or a scale.

        Examples
        --------
        >>> Scenario.load("ultimatum").follows_a_curve("parties.responder.values.pie.p50_50")
        True
        """
        parent, _, issue = path.rpartition(".")[0].rpartition(".")
        form = self.spec.issues.get(issue) if parent.endswith(".values") else None
        return form is not None and bool(form.amounts) and not self.is_written(path)

    def line(self, path: str) -> int | None:
        """Return the line of a dotted path in its file, or of what is around it."""
        return line_of(tuple(path.split(".")), self._lines)

    def _changed(self, data: dict[str, Any]) -> Self:
        file = self._file.removesuffix(_CHANGED) + _CHANGED
        return type(self)(data, {}, file, None, self._text)

    def _known(self, path: str) -> Path:
        """Split a path whose parents are there, and whose end is no unknown entry of a body."""
        keys = tuple(path.split("."))
        place: Any = self.spec
        for depth, key in enumerate(keys):
            known = inside(place)
            is_new_name = depth == len(keys) - 1 and isinstance(place, dict | Choice)
            if key not in known and not is_new_name:
                where = dotted(keys[:depth]) or "the scenario"
                right = did_you_mean(key, known) or f"; known there: {listed(known)}"
                self._fail(f"the path '{path}' leads nowhere: {where} has no '{key}'{right}")
            place = known.get(key)
        return keys

    def _refuse(self, problems: list[Problem]) -> None:
        if problems:
            raise ScenarioError(self._file, problems)

    def _fail(self, message: str) -> None:
        self._refuse([Problem((), None, message)])

    def __repr__(self) -> str:
        parties, issues = len(self.spec.parties), len(self.spec.issues)
        plural = "issue" if issues == 1 else "issues"
        return f"Scenario({self.name!r}: {parties} parties, {issues} {plural})"

    def _repr_html_(self) -> str:
        return card(self)


def _is_a_point(number: float | Distribution | Joint) -> bool:
    if isinstance(number, Swing):
        return all(isinstance(points, float) for points in number.swing.values())
    return isinstance(number, float)


def _no_game(data: Any, lines: Lines, file: str) -> None:
    """Refuse a game that is no negotiation, and is only solved; and a study."""
    if isinstance(data, Mapping) and "scenario" in data and "parties" not in data:
        message = (
            f"this is a study of {data['scenario']}, not a scenario; run it with 'tracktwo sweep'"
        )
        raise ScenarioError(file, [Problem(("scenario",), line_of(("scenario",), lines), message)])
    if isinstance(data, Mapping) and "kind" in data:
        message = (
            f"kind: {data['kind']} makes this a game, not a negotiation that could be run; only"
            " 'tracktwo solve' reads it (a scenario has no kind)"
        )
        raise ScenarioError(file, [Problem(("kind",), line_of(("kind",), lines), message)])


def _paths(data: Any, path: Path) -> Iterator[Path]:
    if isinstance(data, dict):
        for key in data:
            yield (*path, key)
            yield from _paths(data[key], (*path, key))


#: Entries added since results were stored under hashes, and the value that changes nothing: with
#: that value they are left out of what is hashed, so that the results are still found.
LEFT_OUT = [("walkouts", True)]


def substance(value: Any) -> Any:
    """Return what of a part of a scenario the model reads, as plain data."""
    if isinstance(value, Body):
        unread = SAYS_NOTHING_TO_THE_MODEL | WRITTEN_OUT
        entries = {k: v for k, v in value.entries() if k not in unread}
        entries = {k: v for k, v in entries.items() if (k, v) not in LEFT_OUT}
        if isinstance(value, Issue):
            entries["options"] = value.option_names
        return {key: substance(child) for key, child in entries.items()}
    if isinstance(value, dict | Choice):
        return {key: substance(child) for key, child in inside(value).items()}
    if isinstance(value, tuple):
        return [substance(item) for item in value]
    return value + 0.0 if isinstance(value, float) else plain(value)


EXAMPLE: dict[str, Any] = {
    "format": 1,
    "name": "two-cities",
    "title": "Two cities divide a river",
    "time": {"unit": "month"},
    "issues": {"water": {"options": ["south", "shared", "north"], "status_quo": "south"}},
    "parties": {
        "north": {
            "weights": {"water": 1},
            "values": {"water": {"south": 0, "shared": 0.6, "north": 1}},
            "reservation": {"uniform": [0.1, 0.5]},
        },
        "south": {
            "weights": {"water": 1},
            "values": {"water": {"south": 1, "shared": 0.5, "north": 0}},
            "reservation": 0.4,
        },
    },
    "forums": {"summit": {"seats": ["north", "south"], "agenda": ["water"]}},
}
"""A small scenario, as data: what the examples in this room and its tests start from."""
