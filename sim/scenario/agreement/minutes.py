"""What became of each part of which two codings say different things, and what it rests on now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.agreement import footing
from sim.scenario.distributions import Distribution, number_data
from sim.scenario.errors import Path, dotted
from sim.scenario.evidence import resting_on
from sim.scenario.plain import as_written
from sim.scenario.scenario import Scenario
from sim.scenario.schema import inside

SPANNED, ONLY_A, ONLY_B = "spans both", "only A", "only B"
KEPT_A, KEPT_B, KEPT_BOTH = "A's kept", "B's kept", "both kept"
FILLED, LEFT_OUT = "nobody's", "left out"
ABSENT: Any = object()
"""Stands for what one of the codings does not write."""


@dataclass(frozen=True)
class Note:
    """What became of one part of which the codings say different things.

    Attributes
    ----------
    path : str
        Dotted path in the merged scenario.
    what : str
        ``spans both``, ``only A``, ``only B``, ``A's kept``, ``B's kept``, ``both kept`` (names in
        a list), ``nobody's`` (a value that neither gave), or ``left out``.
    told : str
        What the codings say, in short.
    """

    path: str
    what: str
    told: str


class Minutes:
    """What has been noted so far, and the evidence that goes with it.

    Parameters
    ----------
    a, b : Scenario
        The two codings.

    Attributes
    ----------
    notes : dict of str to Note
        By dotted path.
    footing : dict of path to object
        Evidence for a path, as a file would say it.
    """

    def __init__(self, a: Scenario, b: Scenario) -> None:
        self.codings = (a, b)
        self.notes: dict[str, Note] = {}
        self.footing: dict[Path, Any] = {}

    def specs(self, path: Path) -> list[Any]:
        """Return what is in force at a path in each coding, defaults included; None for nothing."""
        return [at(coding.spec, path) for coding in self.codings]

    def spans(self, path: Path, a: Any, b: Any) -> None:
        """Note that both are spanned; the evidence is that of both."""
        self.note(path, SPANNED, f"A: {told(a)}; B: {told(b)}")

    def only(self, path: Path, coder: str) -> None:
        """Note that only coder A, or only coder B, has a part."""
        self.note(path, f"only {coder}", "")
        coding = self.codings["AB".index(coder)]
        self.footing[path] = footing.marked(coding, path, f"only coder {coder} has this")

    def chosen(self, path: Path, a: Any, b: Any) -> None:
        """Note that A's choice is kept, and what B chose."""
        self.note(path, KEPT_A, f"A: {told(a)}; B: {told(b)}")
        remark = f"coder A; coder B has {told(b)}"
        self.footing[path] = footing.marked(self.codings[0], path, remark)

    def note(self, path: Path, what: str, said: str) -> None:
        """Note what became of a part; of what is in both, the evidence is that of both."""
        self.notes[dotted(path)] = Note(dotted(path), what, said)
        if what in (SPANNED, KEPT_BOTH):
            rest = (footing.written(resting_on(c, dotted(path))) for c in self.codings)
            if evidence := footing.both(*rest):
                self.footing[path] = evidence


def at(place: Any, path: Path) -> Any:
    """Return what stands at a path of a scenario or of plain data; None where nothing does."""
    for key in path:
        place = inside(place).get(key)
    return place


def told(said: Any) -> str:
    """Write what one coding says on one line."""
    if said is ABSENT:
        return "its default"
    if isinstance(said, dict):
        said = {key: _plain(value) for key, value in said.items()}
    return as_written(_plain(said))


def _plain(value: Any) -> Any:
    return number_data(value) if isinstance(value, float | Distribution) else value
