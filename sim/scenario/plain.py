"""Between Python and what a file can hold: plain data from Python's, and YAML text from it."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from datetime import date
from numbers import Integral, Real
from typing import Any, NoReturn

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter

from sim.scenario.errors import Path, Problem, ScenarioError, dotted
from sim.scenario.nodes import MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_LARGE, resolve

SAYS_NOTHING_TO_THE_MODEL = {"title", "question", "about", "draft", "evidence"}
NOT_THERE = "not written"
_ANY_WIDTH = 10**6


def plain(data: Any, file: str = "<data>") -> Any:
    """Copy data built in Python into what a file could have held.

    Tuples become lists, dates ISO texts, NumPy's numbers Python's, and a distribution or a part of
    a scenario what a file says for it.

    Raises
    ------
    ScenarioError
        Where a file could not hold it: other types, NaN, keys that are no text, endless nesting.

    Examples
    --------
    >>> from sim.scenario.distributions import Uniform
    >>> plain({"war_cost": Uniform(lo=0, hi=1), "seats": ("us", "russia")})
    {'war_cost': {'uniform': [0.0, 1.0]}, 'seats': ['us', 'russia']}
    """
    return _Copy(file).of(data, ())


class _Copy:
    """Copies Python data, counting what it copies."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def of(self, data: Any, path: Path) -> Any:
        self._count += 1
        if self._count > MAX_NODES:
            self._fail((), TOO_LARGE)
        if len(path) >= MAX_DEPTH:
            self._fail(path[:4], TOO_DEEP)
        if isinstance(data, BaseModel):  # a distribution, or a part of a scenario
            data = data.as_data()  # type: ignore[attr-defined]
        if isinstance(data, Mapping):
            return {self._name(key, path): self.of(data[key], (*path, str(key))) for key in data}
        if isinstance(data, list | tuple):
            return [self.of(item, (*path, str(place))) for place, item in enumerate(data)]
        return self._scalar(data, path)

    def _name(self, key: Any, path: Path) -> str:
        if not isinstance(key, str):
            self._fail(path, f"the key {key!r} is no text; name it with one")
        return key

    def _scalar(self, value: Any, path: Path) -> Any:
        if value is None or isinstance(value, str | bool):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Integral):
            return int(value)
        if not isinstance(value, Real) or not math.isfinite(value):
            self._fail(
                path, f"{value!r} is nothing a file can hold; give a text or a finite number"
            )
        return float(value)

    def _fail(self, path: Path, message: str) -> NoReturn:
        message = f"{dotted(path)}: {message}" if path else message
        raise ScenarioError(self._file, [Problem(path, None, message)])


def to_yaml(data: Any, width: int = 100) -> str:
    """Write plain data as YAML that reads back the same, in lines of about `width` columns.

    Examples
    --------
    >>> print(to_yaml({"title": "Who pays?", "forums": {"seats": ["us", "12"]}}), end="")
    title: "Who pays?"
    forums:
      seats: [us, "12"]
    """
    yaml = _writer(width)
    yaml.default_flow_style = None  # mappings and lists of scalars on one line
    return _dumped(yaml, data)


def to_line(data: Any) -> str:
    """Write plain data as YAML on one line that reads back the same.

    Examples
    --------
    >>> print(to_line({"uniform": [0, 1]}), to_line("yes: no"))
    {uniform: [0, 1]} "yes: no"
    """
    yaml = _writer(_ANY_WIDTH)
    yaml.default_flow_style = True
    return _dumped(yaml, {"a": data}).strip().removeprefix("{a: ").removesuffix("}")


def _writer(width: int) -> Any:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.width = width
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    return yaml


def _dumped(yaml: Any, data: Any) -> str:
    text = io.StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def as_written(value: Any) -> str:
    """Write plain data on one line, as a file would.

    Examples
    --------
    >>> as_written({"move": {"arms": "heavy"}, "credibility": {"uniform": [0.1, 0.5]}})
    '{move: {arms: heavy}, credibility: {uniform: [0.1, 0.5]}}'
    """
    if value is None:
        return NOT_THERE
    if isinstance(value, dict):
        entries = {k: v for k, v in value.items() if k not in SAYS_NOTHING_TO_THE_MODEL}
        return "{" + ", ".join(f"{k}: {as_written(v)}" for k, v in entries.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


class _Representer(SafeRepresenter):
    """Quotes every text that is not plainly one."""

    def text(self, value: str) -> Any:
        plainly = re.fullmatch(r"[A-Za-z][\w .,()'-]*[\w.)]|[A-Za-z]", value, re.ASCII)
        bare = plainly and isinstance(resolve(value), str)
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=None if bare else '"')

    def sequence(self, value: list[Any]) -> Any:
        on_one_line = not any(isinstance(item, list | dict) for item in value)
        return self.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=on_one_line)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Representer.add_representer(str, _Representer.text)
_Representer.add_representer(list, _Representer.sequence)
