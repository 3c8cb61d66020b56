"""A scenario written out as a file to work in: every field with its unit and its question.

Fields that the scenario has are written with what the guide says of them (`sim.scenario.guide`);
those that it leaves out stand beside them as lines to uncomment (`sim.scenario.suggestions`). What
a field is, is told in full the first time; after that its unit and its question.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.errors import Path
from sim.scenario.guide import Entry, entry
from sim.scenario.plain import to_yaml
from sim.scenario.reader import MAX_BYTES, parse
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Body, Evidence, Rank, Swing, inside
from sim.scenario.suggestions import suggest

WIDTH = 100
_STEP = "  "
_WHOLE = (Rank, Swing, Evidence)  # bodies that are written as one value
_PLACES = {"format": -3, "name": -2, "title": -1, "evidence": 1}  # in a body; 0 for all others
_TOLD_ANYWAY = ("factions",)  # makes no sense on a line by itself
_HEAD = """\
{name}: a draft, written by `tracktwo new` from {source}.

A line like this one explains. A line that starts with `#` and a word, such as `#noise: 0.05`, is \
a field that is left out: take the `#` away and it counts, with its default or, where it says so, \
an example.

Utilities and costs are shares of a party's stakes: of all that it could win or lose here, 0 being \
the worst option on every issue that it weighs and 1 the best on every one.

Where you do not know a number, write the range that you would not be surprised by: `{{uniform: \
[0.2, 0.4]}}`. Say under `evidence` who says so, or why you assume it. `tracktwo validate` finds \
mistakes; `tracktwo schema --units` prints all that is asked here as one table."""


class NoFile(Exception):
    """Why no new file was written, in a line."""


def create(file: FilePath, scenario: Scenario) -> Scenario:
    """Write a scenario as the commented text of a new file, and return what the file holds.

    Parameters
    ----------
    file : pathlib.Path
        Where nothing is yet; its name without the ending becomes the scenario's.
    scenario : Scenario
        What it starts from.

    Raises
    ------
    NoFile
        If there is something already, the ending is another, or it cannot be written.
    """
    if file.suffix not in (".yaml", ".yml"):
        raise NoFile(f"{file}: a scenario is a YAML file; call it {file.with_suffix('.yaml')}")
    if file.exists():
        raise NoFile(f"{file}: is there already and stays as it is; choose another name")
    text = draft(scenario, _name(file))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        reason = error.strerror or error
        raise NoFile(f"{file}: cannot be written ({reason}); choose another folder") from error
    return Scenario.load(file)


def _name(file: FilePath) -> str:
    """Make a scenario's name of a file's."""
    name = re.sub(r"[^a-z0-9_]+", "-", file.stem.lower()).strip("-")
    if not re.match("[a-z]", name):
        right = "start it with a letter from a to z, as in lake-2014.yaml"
        raise NoFile(f"{file}: no name for a scenario comes of this; {right}")
    return name


def draft(scenario: Scenario, name: str) -> str:
    """Return a scenario as the commented text of a new file.

    Parameters
    ----------
    scenario : Scenario
        What it starts from; its own names are kept.
    name : str
        The name of the new scenario.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> text = draft(Scenario.from_data(EXAMPLE), "my-river")
    >>> Scenario.from_data(parse(text)[0])
    Scenario('my-river': 2 parties, 1 issue)
    >>> [line for line in text.splitlines() if line.startswith("#foresight")]
    ['#foresight: full']
    """
    data = parse(scenario.dump())[0] | {"name": name, "draft": True}
    head = _HEAD.format(name=name, source=scenario.name)
    return "\n".join([*_prose(head, ""), *_Draft(scenario).body((), data)]) + "\n"


class _Draft:
    """Writes bodies, and remembers what has been told in full."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._told: set[int] = set()  # entries of the guide

    def body(self, path: Path, data: dict[str, Any]) -> Iterator[str]:
        """Yield the lines of a body: fields that are written, and those that could be."""
        entries = sorted(self._at(path).entries(), key=lambda item: _PLACES.get(item[0], 0))
        for key, content in entries:
            if key in data:
                yield from self._written((*path, key), content, data[key])
            else:
                yield from self._left_out((*path, key))

    def _written(self, path: Path, content: Any, value: Any) -> Iterator[str]:
        indent = _STEP * (len(path) - 1)
        if len(path) == 1:
            yield ""
        yield from self._told_of(path, indent)
        if isinstance(content, Body) and not isinstance(content, _WHOLE) and value:
            yield f"{indent}{path[-1]}:"
            yield from self.body(path, value)
        elif _holds_bodies(content) and value:
            yield f"{indent}{path[-1]}:"
            for name, child in value.items():
                yield from self._named((*path, name), child)
        else:
            yield from _leaf(path[-1], value, indent)

    def _named(self, path: Path, value: Any) -> Iterator[str]:
        """Yield a body under a name; one that says nothing, on a line."""
        indent = _STEP * (len(path) - 1)
        if isinstance(self._at(path), _WHOLE) or not value:
            yield from _leaf(path[-1], value, indent)
        else:
            yield f"{indent}{path[-1]}:"
            yield from self.body(path, value)

    def _left_out(self, path: Path) -> Iterator[str]:
        """Yield a line to uncomment; what it is about is told the first time."""
        found, parents = suggest(self._scenario, path[:-1], path[-1]), path[:-1]
        if found is None and path[-1] not in _TOLD_ANYWAY:
            return
        indent = _STEP * len(parents)
        if not parents:
            yield ""
        if self._is_new(path):
            why = self._entry(path).why
            yield from self._told_of(path, indent)
            yield from _prose(f"Left out: {why}.", indent)
        if found is not None:
            mark = "" if found.is_default else "  # an example"
            yield f"{indent}#{path[-1]}: {_on_one_line(found.value)}{mark}"

    def _told_of(self, path: Path, indent: str) -> Iterator[str]:
        """Yield what the guide says of a field: all of it once, then unit and question."""
        said = self._entry(path)
        measure = f"[{said.measure}]" if said.is_number else ""
        if not self._is_new(path):
            yield from _prose(f"{measure} Ask: {said.ask}".strip(), indent)
            return
        self._told.add(id(said))
        yield from _prose(f"{said.means} {measure}".rstrip(), indent)
        if said.is_number:
            yield from _wrapped(said.anchors, f"{indent}#   ")
        yield from _prose(f"Ask: {said.ask}", indent)

    def _entry(self, path: Path) -> Entry:
        return entry(type(self._at(path[:-1])), path[-1])

    def _is_new(self, path: Path) -> bool:
        return id(self._entry(path)) not in self._told

    def _at(self, path: Path) -> Any:
        place: Any = self._scenario.spec
        for key in path:
            place = inside(place)[key]
        return place


def _holds_bodies(content: Any) -> bool:
    """Whether it is a mapping from names to bodies; evidence is written as it is."""
    return isinstance(content, dict) and any(
        isinstance(child, Body) and not isinstance(child, _WHOLE) for child in content.values()
    )


def _leaf(key: str, value: Any, indent: str) -> Iterator[str]:
    """Yield a key and its value: on a line where it fits, else below it."""
    start = f"{indent}{_on_one_line(key)}:"
    line = f"{start} {_on_one_line(value)}"
    if len(line) <= WIDTH or not value or not isinstance(value, str | dict):
        yield line
    elif isinstance(value, dict):
        yield start
        for name, child in value.items():
            yield from _leaf(name, child, indent + _STEP)
    elif value != " ".join(value.split()):  # folding would change it
        yield line
    else:
        yield f"{start} >-"
        below = indent + _STEP
        yield from _wrapped(value, below)


def _on_one_line(value: Any) -> str:
    """Write a value as YAML on one line: a list or a mapping in brackets.

    Examples
    --------
    >>> _on_one_line({"when": {"act": "failed"}, "seats": ["us", "true"], "cost": 0.0})
    '{when: {act: failed}, seats: [us, "true"], cost: 0}'
    """
    if isinstance(value, dict):
        entries = (f"{_on_one_line(key)}: {_on_one_line(child)}" for key, child in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_on_one_line, value))}]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return to_yaml([value], width=MAX_BYTES).rstrip("\n")[1:-1]


def _prose(text: str, indent: str) -> Iterator[str]:
    """Yield comments, each paragraph wrapped by itself."""
    for paragraph in text.split("\n\n"):
        yield from _wrapped(paragraph, f"{indent}# ")


def _wrapped(text: str, start: str) -> list[str]:
    """Break a text between words; each line begins with `start`."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=start,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
