"""What somebody meant who wrote a text where a number belongs."""

from __future__ import annotations

import re

_DIGITS = r"\d+(?:[.,]\d+)?"
_PERCENT = re.compile(rf"({_DIGITS}) ?%")
_COMMA = re.compile(r"(-?\d+),(\d+)")
_RANGE = re.compile(rf"({_DIGITS}) *(?:-|\N{{EN DASH}}|to|\.\.) *({_DIGITS})")


def slip(text: str) -> str | None:
    """Return what to write instead of a percentage, a decimal comma or a range in words.

    Parameters
    ----------
    text : str
        What stands where a number belongs.

    Returns
    -------
    str or None
        The cure; None where it is anybody's guess what was meant.

    Examples
    --------
    >>> slip("70%")
    'write 0.7 for it'
    >>> slip("0,1")
    'write 0.1, with a point'
    >>> slip("0.2 to 0.5")
    'write {uniform: [0.2, 0.5]}'
    >>> slip("high") is None
    True
    """
    text = text.strip()
    if found := _PERCENT.fullmatch(text):
        return f"write {float(found[1].replace(',', '.')) / 100:g} for it"
    if found := _COMMA.fullmatch(text):
        return f"write {found[1]}.{found[2]}, with a point"
    if found := _RANGE.fullmatch(text):
        low, high = (end.replace(",", ".") for end in found.groups())
        return f"write {{uniform: [{low}, {high}]}}"
    return None
