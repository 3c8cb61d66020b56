"""How an answer is held against the truth: None where it is right, a hint where it is not.

A hint says which way an answer is wrong, or asks a question; it never says what is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Compare = Callable[[Any, Any], str | None]

_MISSING = "there is no answer yet"


def number(
    within: float, low: str = "too low", high: str = "too high", unit: str = "a number"
) -> Compare:
    """Right if no further from the truth than `within`.

    Examples
    --------
    >>> compare = number(within=0.005, low="too low: who else would take it?")
    >>> compare(0.25, 0.251) is None
    True
    >>> compare(0.25, 0.1)
    'too low: who else would take it?'
    >>> compare(0.25, "a quarter")
    "a number is asked for; found 'a quarter'"
    """

    def compare(truth: Any, answer: Any) -> str | None:
        value = _number(answer)
        if value is None:
            return f"{unit} is asked for; found {answer!r}"
        if abs(value - float(truth)) <= within:
            return None
        return low if value < float(truth) else high

    return compare


def choice(among: Sequence[str], hint: str | Mapping[str, str]) -> Compare:
    """Right if it is the same word; a hint for each wrong one, or one for all.

    Examples
    --------
    >>> compare = choice(["more", "less"], "read the row that says convened")
    >>> compare("more", "More ") is None
    True
    >>> compare("more", "less")
    'read the row that says convened'
    >>> compare("more", "never")
    "one of more, less is asked for; found 'never'"
    """

    def compare(truth: Any, answer: Any) -> str | None:
        said = _word(answer)
        if said not in among:
            return f"one of {', '.join(among)} is asked for; found {answer!r}"
        if said == truth:
            return None
        return hint if isinstance(hint, str) else hint[said]

    return compare


def names(among: Sequence[str], missing: str, too_many: str) -> Compare:
    """Right if it is the same set of names.

    Examples
    --------
    >>> compare = names(["a", "b", "c"], "somebody is missing", "somebody is too many")
    >>> compare({"a", "b"}, ["b", "a"]) is None
    True
    >>> compare({"a", "b"}, ["b"])
    'somebody is missing'
    """

    def compare(truth: Any, answer: Any) -> str | None:
        said = [answer] if isinstance(answer, str) else answer
        if not isinstance(said, list | tuple | set | frozenset):
            return f"a list of names is asked for; found {answer!r}"
        given = {_word(each) for each in said}
        if unknown := sorted(given - set(among)):
            return f"there is nobody called {', '.join(unknown)}; there are {', '.join(among)}"
        if set(truth) - given:
            return missing
        return too_many if given - set(truth) else None

    return compare


def numbers(within: float, hint: str, length: str = "the list has another length") -> Compare:
    """Right if every number of a list is no further from its truth than `within`.

    The hint says at which place, counted from 1, the first wrong one stands.

    Examples
    --------
    >>> compare = numbers(0.001, "begin with the last round")
    >>> compare([0.5, 0.25], (0.5, 0.25)) is None
    True
    >>> compare([0.5, 0.25], [0.5, 0.3])
    'number 2 is wrong: begin with the last round'
    """

    def compare(truth: Any, answer: Any) -> str | None:
        said = getattr(answer, "tolist", lambda: answer)()
        if not isinstance(said, list | tuple):
            return f"a list of numbers is asked for; found {answer!r}"
        if len(said) != len(truth):
            return f"{length}: found {len(said)}"
        for place, (right, given) in enumerate(zip(truth, said, strict=True), 1):
            value = _number(given)
            if value is None or abs(value - float(right)) > within:
                return f"number {place} is wrong: {hint}"
        return None

    return compare


def missing(answer: Any) -> str | None:
    """What to say of an answer that was not given: None, `...`, an empty text or list.

    Examples
    --------
    >>> missing(...)
    'there is no answer yet'
    >>> missing(0.0) is None
    True
    """
    empty = answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())
    return _MISSING if empty or (isinstance(answer, list | tuple | dict) and not answer) else None


def _number(answer: Any) -> float | None:
    """As a finite number; None where it is none. True and False are none."""
    if isinstance(answer, bool | str) or answer is None:
        return None
    try:
        value = float(answer)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _word(answer: Any) -> str:
    return " ".join(str(answer).split()).casefold()
