"""A tiny reader of ``.efg`` files, written from the format alone."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}"]+)')


class Read(NamedTuple):
    """A file: title, players, and its root, a node as a dict."""

    title: str
    players: list[str]
    root: dict


def read(text: str) -> Read:
    """Read a whole file; fails on anything left over."""
    assert text.isascii()
    tokens = [m.group(1) if m.group(1) is not None else m.group(0) for m in _TOKEN.finditer(text)]
    tokens.reverse()

    def take(*expected):
        token = tokens.pop()
        assert not expected or token in expected, (token, expected)
        return token

    def listed():
        take("{")
        out = []
        while tokens[-1] != "}":
            out.append(take())
        take("}")
        return out

    take("EFG"), take("2"), take("R")
    title, players = take(), listed()
    take()  # the comment

    def node():
        kind, _ = take("c", "p", "t"), take()
        if kind == "t":
            number, name = int(take()), take()
            return {
                "kind": kind,
                "outcome": number,
                "name": name,
                "pays": [*map(Fraction, listed())],
            }
        out = {"kind": kind}
        if kind == "p":
            out["player"] = int(take())
        out["set"], out["name"], given = int(take()), take(), listed()
        out["actions"] = given if kind == "p" else given[::2]
        if kind == "c":
            out["chances"] = [*map(Fraction, given[1::2])]
        take("0")
        out["after"] = [node() for _ in out["actions"]]
        return out

    root = node()
    assert not tokens, tokens[-5:]
    return Read(title, players, root)


def nodes(node: dict) -> list[dict]:
    """All nodes of a file, in prefix order."""
    return [node, *(each for after in node.get("after", ()) for each in nodes(after))]
