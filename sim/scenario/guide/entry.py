"""What the guide says of one field of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario.amounts import MOST_STEPS

STAKES = "share of its stakes (0: the worst on every issue it weighs, 1: the best)"
"""The unit of utilities and costs (`docs/explanation/model.md`, section 2)."""

NO_CLAIM = "off unless a claim names it"
"""Why most numbers that cost or add something are 0 unless written."""


@dataclass(frozen=True)
class Entry:
    """What a field means, what to ask so as to fill it in, and why its default is what it is.

    Attributes
    ----------
    means : str
        What it is, in a sentence for somebody who knows the conflict and not the code.
    ask : str
        The question to put to a document, an expert or oneself.
    why : str
        Why the default is what it is, with its source; empty where the field must be given.
    unit : str
        The unit of a number; empty where the field is none.
    range : str
        What a number may be: a key of `RANGES`.
    scale : mapping of float to str
        What it means where a number is low, middling and high: three values or more.

    Examples
    --------
    >>> Entry("How many seats it has.", "How many?", unit="seats", range="above 0").is_number
    True
    """

    means: str
    ask: str
    why: str = ""
    unit: str = ""
    range: str = ""
    scale: Mapping[float, str] = field(default_factory=dict)

    @property
    def is_number(self) -> bool:
        """Whether it is about a number, and so has a unit, a range and a scale."""
        return bool(self.unit)

    @property
    def measure(self) -> str:
        """Unit and range in a line; empty where the field is no number."""
        return f"{self.unit}; {self.range}" if self.is_number else ""

    @property
    def anchors(self) -> str:
        """What low, middling and high numbers mean, in a line."""
        return "; ".join(f"{value:g}: {words}" for value, words in self.scale.items())

    @property
    def text(self) -> str:
        """All of it as one paragraph."""
        parts = [self.means]
        parts += [f"In: {self.measure}. {self.anchors}."] if self.is_number else []
        parts += [self.ask]
        parts += [f"Default: {self.why}."] if self.why else []
        return " ".join(parts)


WHOLE = "a whole number, 1 or more"
STEPS = f"a whole number, 2 to {MOST_STEPS:,}"
RANGES = {
    "any number": (None, None),
    "0 or more": (0, None),
    "above 0": (0, None),
    "0 to 1": (0, 1),
    "above 0, at most 1": (0, 1),
    "above 0.5, at most 1": (0.5, 1),
    "any whole number": (None, None),
    WHOLE: (1, None),
    STEPS: (2, MOST_STEPS),
}
"""The ranges that numbers have: words -> least and greatest value, None where there is none.

A lower end with ``above`` is not itself allowed.
"""
