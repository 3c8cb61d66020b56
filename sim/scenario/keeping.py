"""Changing a YAML text only where what it holds has changed: its comments and its order stay.

The text is cut where an entry stands that has changed, is gone or comes after, and nowhere else.
What stands between two entries, comments and empty lines, belongs to the one that follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from sim.scenario.errors import ScenarioError
from sim.scenario.plain import to_line, to_yaml
from sim.scenario.reader import parse

_WIDTH = 100
_SCALES = {"options"}  # mappings whose order says something

Edit = tuple[int, int, str]
"""Where a text is cut, from and to which character, and what comes in between."""


class _NotInPlaces(Exception):
    """The text cannot be changed in places alone."""


def rewritten(text: str, data: Any) -> str:
    r"""Return a YAML text with other content, as it was wherever the content is the same.

    What is new comes at the end of its mapping; the comment lines right above an entry go with it.
    Where the text cannot be changed in places alone (an alias stands for a part of which only one
    copy has changed) it is written anew, without comments.

    Parameters
    ----------
    text : str
        A text that `sim.scenario.reader.parse` can read.
    data : object
        Plain data.

    Examples
    --------
    >>> print(rewritten("noise: 0.1  # a guess\ndraft: true\n", {"noise": 0.2}), end="")
    noise: 0.2  # a guess
    """
    text = text.replace("\r\n", "\n")
    before, _ = parse(text)
    if _told(before) == _told(data):
        return text
    try:
        out = _cut(text, list(_Changes(text).of(_nodes(text), before, data)))
        if _told(parse(out)[0]) == _told(data):
            return out
    except (_NotInPlaces, ScenarioError):
        pass
    return to_yaml(data)


def _nodes(text: str) -> Any:
    yaml: Any = YAML(typ="safe", pure=True)
    return yaml.compose(text)


def _cut(text: str, edits: list[Edit]) -> str:
    """Make all changes, those at one place in the order in which they are given."""
    for start, end, new in sorted(edits, key=lambda edit: edit[:2])[::-1]:
        text = text[:start] + new + text[end:]
    return text


def _told(data: Any, key: str = "") -> str:
    """Return what data says, as a text: types count, and the order of mappings where it does."""
    if isinstance(data, dict):
        entries = [f"{name!r}: {_told(value, name)}" for name, value in data.items()]
        return "{" + ", ".join(entries if key in _SCALES else sorted(entries)) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(_told(item) for item in data) + "]"
    return repr(data)


class _Changes:
    """Finds where a text has to change."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, node: Any, before: Any, after: Any, key: str = "") -> Iterator[Edit]:
        """Yield the changes within a mapping that holds `before`, so that it holds `after`."""
        entries = self._entries(node, before, after, key)
        if node.flow_style:
            yield from self._in_flow(node, entries, before, after)
            return
        for name, (its, value) in entries.items():
            if name not in after:
                yield self._without(its, value)
            elif _told(before[name], name) != _told(after[name], name):
                yield from self._other(its, value, before[name], after[name], name)
        last_key, last = node.value[-1]
        at, column = self._line_end(self._end(last_key, last)), last_key.start_mark.column
        new = "".join(
            _entry(name, value, column) + "\n"
            for name, value in after.items()
            if name not in before
        )
        missing = "\n" if self._text[at - 1 : at] != "\n" else ""
        if new:
            yield at, at, missing + new

    def _entries(self, node: Any, before: Any, after: Any, key: str) -> dict[str, tuple[Any, Any]]:
        """Return the nodes of each entry, if they can be changed one by one."""
        if not isinstance(node, MappingNode) or not isinstance(after, dict):
            raise _NotInPlaces
        entries = {name.value: (name, value) for name, value in node.value}
        kept = [name for name in entries if name in after]
        moved = key in _SCALES and list(after)[: len(kept)] != kept
        if list(entries) != list(before) or not kept or moved:
            raise _NotInPlaces
        return entries

    def _in_flow(self, node: Any, entries: Any, before: Any, after: Any) -> Iterator[Edit]:
        """Yield the changes within a mapping in braces."""
        if any(name not in after for name in before):
            raise _NotInPlaces
        for name, (its, value) in entries.items():
            if _told(before[name], name) != _told(after[name], name):
                yield from self._other(its, value, before[name], after[name], name, flow=True)
        new = {name: value for name, value in after.items() if name not in before}
        if new:
            at = self._end(*node.value[-1])
            yield at, at, f", {to_line(new)[1:-1]}"

    def _other(
        self, its: Any, value: Any, was: Any, now: Any, name: str, *, flow: bool = False
    ) -> Iterator[Edit]:
        """Yield what changes one entry: places in it, or else its value, or all of it."""
        if value.start_mark.index < its.end_mark.index:  # an alias stands there
            raise _NotInPlaces
        if isinstance(was, dict) and isinstance(now, dict):
            try:
                yield from list(self.of(value, was, now, name))
                return
            except _NotInPlaces:
                pass
        start, end = value.start_mark.index, self._end(its, value)
        column, on_one_line = (
            its.start_mark.column,
            "\n" not in self._text[its.start_mark.index : end],
        )
        entry = _entry(name, now, column)
        if flow or (on_one_line and "\n" not in entry):
            apart = "" if self._text[start - 1].isspace() else " "
            yield start, end, apart + to_line(now)
        else:
            yield self._line_start(its.start_mark.index), self._line_end(end), entry + "\n"

    def _without(self, its: Any, value: Any) -> Edit:
        """Return what takes an entry away, with the comment lines right above it."""
        start = self._line_start(its.start_mark.index)
        comment = " " * its.start_mark.column + "#"
        while start and self._text.startswith(comment, above := self._line_start(start - 1)):
            start = above
        return start, self._line_end(self._end(its, value)), ""

    # -- places in the text ------------------------------------------------------------------

    def _end(self, its: Any, value: Any) -> int:
        """Return where an entry ends, comments after it left out."""
        if isinstance(value, ScalarNode) or value.flow_style or not value.value:
            end = value.end_mark.index
            while value.start_mark.index < end and self._text[end - 1].isspace():
                end -= 1
        elif isinstance(value, MappingNode):
            end = self._end(*value.value[-1])
        else:
            end = self._end(its, value.value[-1])
        return max(end, its.end_mark.index)

    def _line_start(self, place: int) -> int:
        return self._text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        """Return where the line after that of a place starts."""
        end = self._text.find("\n", place)
        return len(self._text) if end < 0 else end + 1


def _entry(name: str, value: Any, column: int) -> str:
    """Return an entry as it is written in lines of their own: on one if it fits."""
    indent = " " * column
    line = f"{indent}{to_line({name: value})[1:-1]}"
    if len(line) <= _WIDTH:
        return line
    lines = to_yaml({name: value}, _WIDTH - column).splitlines()
    return "\n".join(f"{indent}{line}" if line else "" for line in lines)
