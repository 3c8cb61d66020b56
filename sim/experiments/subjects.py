"""What is asked of the wrong thing: said in one line, with how the right one is made."""

from __future__ import annotations

MADE_BY = {
    "Scenario": "a Scenario, of sim.Scenario.load(NAME)",
    "Results": "Results, of sim.run(SCENARIO)",
    "SweepResults": "SweepResults, of sim.sweep(STUDY, FOLDER)",
    "Explanation": "an Explanation, of sim.explain(SCENARIO)",
    "Comparison": "a Comparison, of sim.compare(A, B)",
    "Hindcast": "a Hindcast, of sim.hindcast()",
}
"""Class -> what it is, and what returns it."""
_PLAIN = ("builtins", "pathlib", "pandas")


def wanted(given: object, what: str, *kinds: str) -> None:
    """Refuse what is of none of these classes; what nobody knows may do as well as they.

    Parameters
    ----------
    given : object
    what : str
        Who asks, as it begins a sentence.
    kinds : str
        Keys of `MADE_BY`.

    Raises
    ------
    TypeError

    Examples
    --------
    >>> wanted("geneva-2013", "discover", "Results", "SweepResults")
    Traceback (most recent call last):
    TypeError: discover takes Results, of sim.run(SCENARIO), or SweepResults, of sim.sweep(STUDY, \
FOLDER); this is a str
    """
    names = {each.__name__ for each in type(given).__mro__}
    known = not names.isdisjoint(MADE_BY) or type(given).__module__ in _PLAIN
    if known and names.isdisjoint(kinds):
        made = ", or ".join(MADE_BY[kind] for kind in kinds)
        raise TypeError(f"{what} takes {made}; this is a {type(given).__name__}")
