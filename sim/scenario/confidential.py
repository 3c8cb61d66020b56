"""Sources that may not be named: what is left of a scenario's evidence without them.

A claim may say ``confidential: true``, and so may a document, for all of its claims. What rests on
one of them can be shown as resting on a source that may not be named. What cites no claim that is
known is treated alike: nobody can tell that it may be named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.registry import nearest
from sim.scenario import library
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.meaning import cited
from sim.scenario.plain import plain

if TYPE_CHECKING:
    from sim.scenario.evidence import Claims
    from sim.scenario.scenario import Scenario

CONFIDENTIAL = "confidential"
HIDDEN = "rests on a source that may not be named"
_KEPT_BACK = "what is wrong here may name a source; try again without --without-sources to see it"


def wrong_mark(record: Mapping[str, Any]) -> str | None:
    """Say what is wrong with how a claim or a document is marked as confidential, if anything is.

    Examples
    --------
    >>> wrong_mark({"confidential": True}) is None
    True
    >>> wrong_mark({"confidential": "yes"})
    "confidential is 'yes'; write confidential: true or confidential: false"
    >>> wrong_mark({"confidental": True})
    "it has no 'confidental'; write confidential: true"
    """
    marked = record.get(CONFIDENTIAL, False)
    if not isinstance(marked, bool):
        right = f"write {CONFIDENTIAL}: true or {CONFIDENTIAL}: false"
        return f"{CONFIDENTIAL} is {marked!r}; {right}"
    for key in record:
        if key != CONFIDENTIAL and _is_meant(str(key)):
            return f"it has no '{key}'; write {CONFIDENTIAL}: true"
    return None


@cache  # claims by the hundred have the same few keys
def _is_meant(key: str) -> bool:
    return nearest(key.lower(), [CONFIDENTIAL]) is not None


def without_sources(data: dict[str, Any], claims: Claims) -> dict[str, Any]:
    """Return a scenario's data in which no evidence names what may not be named.

    Parameters
    ----------
    data : dict
        What a file holds.
    claims : Claims
        All of them.

    Returns
    -------
    dict
        A copy. An entry of evidence stays as it is if it cites open claims only, and its text has
        no id of another claim in it, nor of a document that only such claims are made in.
    """
    data, open_ = plain(data), claims.open
    secret = {*claims.confidential}
    secret |= {str(claims[claim]["document"]) for claim in claims.confidential}
    secret -= {str(record["document"]) for record in open_.values()}
    for _, body in list(cited(data, ())):
        for entry, given in body["evidence"].items():
            if not _may_be_named(given, open_, secret):
                body["evidence"][entry] = HIDDEN
    return data


def load_without_sources(path_or_name: str) -> Scenario:
    """Read a scenario as `Scenario.load` does, and leave out the sources that may not be named.

    Raises
    ------
    ScenarioError
        With everything that is wrong; what could name a source is given by its line alone.
    """
    from sim.scenario.scenario import Scenario

    path = library.locate(path_or_name)
    try:
        scenario = Scenario.load(path)
    except ScenarioError as error:
        raise kept_back(error, lambda p: bool(p.path) and "evidence" not in p.path) from None
    try:
        return scenario.without_sources()
    except ScenarioError as error:
        raise kept_back(error, lambda _: False) from None


def _may_be_named(given: Any, open_: Mapping[str, Any], secret: Iterable[str]) -> bool:
    text, ids = given, []
    if isinstance(given, dict):
        text, ids = given.get("assumption"), given.get("cite", [])
    elif isinstance(given, list):
        text, ids = None, given
    if any(claim not in open_ for claim in ids):
        return False
    found = (re.search(rf"\b{re.escape(word)}\b", text or "", re.IGNORECASE) for word in secret)
    return not any(found)


def kept_back(error: ScenarioError, may_be_told: Callable[[Problem], bool]) -> ScenarioError:
    """Return the same mistakes, without what could name a source; one without a line quotes none.

    Parameters
    ----------
    error : ScenarioError
    may_be_told : callable
        Whether a mistake that has a line names no source.
    """
    told = [p if p.line is None or may_be_told(p) else Problem((), p.line, _KEPT_BACK)
            for p in error.problems]  # fmt: skip
    return ScenarioError(error.file, dict.fromkeys(told))
