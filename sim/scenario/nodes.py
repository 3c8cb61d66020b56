"""From the events of a YAML parser to nodes: each part of a file with its line and its size.

Composed here, not by the library, whose composer recurses without a limit: a file of opening
brackets ends the process. Nothing is expanded: an alias shares the node of its anchor, and each
node knows how large and how deep it is with all its aliases written out, so that a small file that
would grow without end is refused before it grows.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from sim.scenario.errors import Problem, ScenarioError, shown

MAX_DEPTH = 32
MAX_NODES = 100_000

TOO_DEEP = f"this is nested more than {MAX_DEPTH} deep; a scenario needs less than half of that"
TOO_LARGE = f"this holds more than {MAX_NODES:,} values once aliases are written out; shorten it"

Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the file: what it holds, where, and how much once aliases are expanded."""

    value: Any  # Scalar, list[Node], or dict[str, tuple[int, Node]] with the line of each key
    line: int
    size: int = 1
    height: int = 1


class Composer:
    """Builds nodes from the parser's events; what it can pass over goes to `problems`."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self._events = events
        self._file = file
        self._anchors: dict[str, Node] = {}
        self._open: set[str] = set()
        self.problems: list[Problem] = []

    def document(self) -> Node:
        """Compose the one document of the file."""
        event = self._next()
        while isinstance(event, StreamStartEvent | DocumentStartEvent):
            event = self._next()
        if isinstance(event, StreamEndEvent):
            self._stop(1, "is empty; a scenario starts with 'format: 1'")
        root = self._node(event, 1)
        while not isinstance(event, StreamEndEvent):
            event = self._next()
            if isinstance(event, DocumentStartEvent):
                self._stop(_line(event), "starts a second document; a file holds one scenario")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        if depth > MAX_DEPTH:
            self._stop(_line(event), TOO_DEEP)
        anchor = event.anchor
        if anchor:
            self._open.add(anchor)
        node = self._content(event, depth)
        if node.size > MAX_NODES:
            self._stop(node.line, TOO_LARGE)
        if anchor:
            self._open.discard(anchor)
            self._anchors[anchor] = node
        return node

    def _content(self, event: Any, depth: int) -> Node:
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, depth)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, depth)
        return Node(self._scalar(event), _line(event))

    def _alias(self, event: AliasEvent, depth: int) -> Node:
        if event.anchor in self._open:
            self._stop(_line(event), f"the alias *{event.anchor} contains itself; write it out")
        if event.anchor not in self._anchors:
            self._stop(_line(event), f"the alias *{event.anchor} has no anchor before it")
        node = self._anchors[event.anchor]
        if depth + node.height - 1 > MAX_DEPTH:
            self._stop(_line(event), TOO_DEEP)
        return node

    def _mapping(self, event: MappingStartEvent, depth: int) -> Node:
        self._check_tag(event, "map")
        entries: dict[str, tuple[int, Node]] = {}
        while not isinstance(key_event := self._next(), MappingEndEvent):
            line = _line(key_event)
            key = self._node(key_event, depth + 1)
            value = self._node(self._next(), depth + 1)
            if self._is_name(key, key_event, entries):
                entries[key.value] = (line, value)
        children = [node for _, node in entries.values()]
        return _collection(entries, children, _line(event))

    def _sequence(self, event: SequenceStartEvent, depth: int) -> Node:
        self._check_tag(event, "seq")
        items = []
        while not isinstance(item := self._next(), SequenceEndEvent):
            items.append(self._node(item, depth + 1))
        return _collection(items, items, _line(event))

    def _is_name(self, key: Node, event: Event, entries: dict[str, tuple[int, Node]]) -> bool:
        line = _line(event)
        if isinstance(event, ScalarEvent) and event.value == "<<" and event.implicit[0]:
            self._note(line, "a merge key (<<) is not read; write its entries out")
        elif not isinstance(key.value, str):
            self._note(line, f"the key {shown(key.value)} is no name; a name starts with a letter")
        elif key.value in entries:
            first = entries[key.value][0]
            self._note(line, f"'{key.value}' is written twice, first on line {first}; keep one")
        else:
            return True
        return False

    def _scalar(self, event: ScalarEvent) -> Scalar:
        if event.tag is None and not event.implicit[0]:
            return str(event.value)
        if event.tag in ("!", "tag:yaml.org,2002:str"):
            return str(event.value)
        try:
            value = resolve(event.value)
        except ValueError as error:
            self._note(_line(event), str(error))
            return None
        self._check_tag(event, _kind(value))
        return value

    def _check_tag(self, event: Any, kind: str) -> None:
        if event.tag not in (None, f"tag:yaml.org,2002:{kind}"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note(_line(event), f"the tag {tag} is not read; leave it out")

    def _next(self) -> Event:
        event = next(self._events)
        return self._next() if isinstance(event, DocumentEndEvent) else event

    def _note(self, line: int, message: str) -> None:
        self.problems.append(Problem((), line, message))

    def _stop(self, line: int, message: str) -> NoReturn:
        raise ScenarioError(self._file, [*self.problems, Problem((), line, message)])


_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def resolve(text: str) -> Scalar:
    """Return what an unquoted text stands for, by the core rules of YAML 1.2.

    Raises
    ------
    ValueError
        For a number that is not finite.

    Examples
    --------
    >>> [resolve(text) for text in ("yes", "true", "~", "0x10", "1e-3", "1_000")]
    ['yes', True, None, 16, 0.001, '1_000']
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a number that can be reckoned with; give a finite one")
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _finite(float(text), text)
    return text


def _integer(text: str) -> int:
    base = {"0x": 16, "0o": 8}.get(text[:2], 10)
    if base == 10 and len(text) > 400:
        raise ValueError(f"{text[:20]}... is too large a number")
    value = int(text, 0) if base != 10 else int(text)
    if abs(value) > 10**300:
        raise ValueError(f"{text[:20]}... is too large a number")
    return value


def _finite(value: float, text: str) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is too large a number")
    return value


def _collection(value: Any, children: list[Node], line: int) -> Node:
    size = 1 + sum(child.size for child in children)
    height = 1 + max((child.height for child in children), default=0)
    return Node(value, line, size, height)


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1


def _kind(value: Scalar) -> str:
    return {str: "str", int: "int", float: "float", bool: "bool"}.get(type(value), "null")
