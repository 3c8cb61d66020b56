"""Changing a YAML text only where what it holds has changed: its comments and its order stay."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from sim.scenario.errors import ScenarioError
from sim.scenario.plain import to_yaml
from sim.scenario.reader import parse


def rewritten(text: str, data: Any) -> str:
    r"""Return a YAML text with other content, as it was wherever the content is the same.

    What is new comes at the end of its mapping. Where the text cannot be changed in places alone
    (an alias stands for a part of which only one copy has changed) it is written anew, without
    comments.

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
    tree: Any = _round_trip().load(text)
    before, _ = parse(text)
    if not isinstance(tree, dict) or not isinstance(data, dict):
        return to_yaml(data)
    _change(tree, before, data)
    out = io.StringIO()
    _round_trip().dump(tree, out)
    return out.getvalue() if _holds(out.getvalue(), data) else to_yaml(data)


def _round_trip() -> Any:
    yaml: Any = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 10_000  # lines are broken where they were
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _change(tree: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> None:
    """Change a mapping of the tree, which holds `before`, so that it holds `after`."""
    for key in [key for key in tree if key not in after]:
        del tree[key]
    for key, value in after.items():
        was = before.get(key) if key in before else ...
        if was == value and type(was) is type(value):
            continue
        if isinstance(was, dict) and isinstance(value, dict) and was and value:
            _change(tree[key], was, value)
        else:
            tree[key] = _node(value)


def _node(value: Any) -> Any:
    """Return new content as the tree holds it, written as `to_yaml` writes it."""
    return _round_trip().load(to_yaml({"new": value}))["new"]


def _holds(text: str, data: Any) -> bool:
    try:
        return bool(parse(text)[0] == data)
    except ScenarioError:
        return False
