"""From a YAML file to plain data and the line of each of its parts, safely.

A scenario file may come from anybody, so nothing in it is executed, expanded without limit or
guessed at: of YAML 1.2 only the core is read (mappings, lists, texts, numbers, true, false, null).
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.scenario.errors import Lines, Path, Problem, ScenarioError
from sim.scenario.nodes import Composer, Node

MAX_BYTES = 1_000_000

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HINTS = {
    "mapping values are not allowed": "quote a text that contains ': ', put a range in braces, "
    "as in {uniform: [0.2, 0.6]}, or check the indent",
    "unexpected ':'": "put a text that contains ':' in quotes",
    "cannot start any token": "indent with spaces, not tabs; quote a text that starts with @ or `",
    "tab character": "indent with spaces, not tabs",
    "end of stream": "close the quotation mark",
    "expected ',' or": "close the bracket, and put commas between what it holds",
    "expected <block end>": "check the indent: entries of one mapping start in the same column",
    "expected key": "check the indent: entries of one mapping start in the same column",
    "could not find expected ':'": "write 'name: value', with a space after the colon",
}

_SEEN_LATE = ("end of stream", "could not find expected ':'")  # the fault is where it began


def read(path: str | FilePath) -> tuple[Any, Lines]:
    """Read a YAML file as plain data.

    Parameters
    ----------
    path : str or Path
        A UTF-8 file of at most 1 MB.

    Returns
    -------
    data : object
        Dicts with text keys, lists, texts, numbers, booleans and None.
    lines : dict
        The line, from 1, of every path (a tuple of keys; items of a list count from "0").

    Raises
    ------
    ScenarioError
        If it cannot be read, is not YAML, or uses more of YAML than a scenario may.
    """
    return parse(text_of(path), str(path))


def text_of(path: str | FilePath) -> str:
    """Return the text of a file; what is wrong with it is told as by :func:`read`, which see."""
    file = str(path)
    try:
        with FilePath(path).open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        _fail(file, None, f"this cannot be read: {error.strerror}")
    if len(raw) > MAX_BYTES:
        _fail(file, None, f"this is larger than {MAX_BYTES:,} bytes; a scenario is a short text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _fail(file, line, "this is not UTF-8 text; save the file with UTF-8 encoding")


def parse(text: str, file: str = "<text>") -> tuple[Any, Lines]:
    r"""Read a YAML text as plain data; as :func:`read`, which see.

    Examples
    --------
    >>> data, lines = parse("issues:\n  arms: {status_quo: no}")
    >>> data
    {'issues': {'arms': {'status_quo': 'no'}}}
    >>> lines["issues", "arms"]
    2
    """
    if strange := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        _fail(file, line, f"this holds the character {strange[0]!r}; is it a text file?")
    composer = Composer(YAML(typ="safe", pure=False).parse(text), file)
    try:
        root = composer.document()
    except YAMLError as error:
        raise ScenarioError(file, [*composer.problems, _syntax_problem(error)]) from None
    if composer.problems:
        raise ScenarioError(file, composer.problems)
    lines: Lines = {(): 1}
    return _expand(root, (), lines), lines


def _expand(node: Node, path: Path, lines: Lines) -> Any:
    """Return the plain data of a node, noting the line of every part in `lines`."""
    if isinstance(node.value, dict):
        data = {}
        for key, (line, child) in node.value.items():
            lines[(*path, key)] = line
            data[key] = _expand(child, (*path, key), lines)
        return data
    if isinstance(node.value, list):
        for place, child in enumerate(node.value):
            lines[(*path, str(place))] = child.line
        return [_expand(child, (*path, str(n)), lines) for n, child in enumerate(node.value)]
    return node.value


def _syntax_problem(error: YAMLError) -> Problem:
    what = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    if any(sign in what for sign in _SEEN_LATE):
        mark = getattr(error, "context_mark", None) or mark
    hint = next((hint for sign, hint in _HINTS.items() if sign in what), "check the syntax here")
    return Problem((), mark.line + 1 if mark else None, f"this is not YAML ({what}); {hint}")


def _fail(file: str, line: int | None, message: str) -> NoReturn:
    raise ScenarioError(file, [Problem((), line, message)])
