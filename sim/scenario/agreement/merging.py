"""One scenario from two codings: its ranges span both, and it says what only one of them has.

- A number in both becomes the range that spans both; so do weights, and orders keep what both keep
  (`sim.scenario.agreement.spanning`).
- A part that only one has is kept, and marked in the evidence.
- A choice that no range can span (an option, a protocol, a number of periods) is A's; what B chose
  instead is marked.
- What does not fit with the rest is left out: B's parts before A's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.agreement import footing, spanning
from sim.scenario.agreement.measured import holders
from sim.scenario.agreement.mending import Doubt, mended
from sim.scenario.agreement.minutes import (
    ABSENT,
    KEPT_BOTH,
    LEFT_OUT,
    ONLY_A,
    ONLY_B,
    Minutes,
    Note,
    at,
)
from sim.scenario.agreement.wishes import Wishes
from sim.scenario.errors import Path, dotted
from sim.scenario.places import fields_at, numbers
from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario

_TEXTS = {"format", "name", "title", "question", "about", "draft", "mediator"}
_CHOICES = {"strategy", "protocol", "rule"}
_WHOLE = {"demand", "floor", "when", *_CHOICES}  # taken from one, never mixed
_MAY_DIFFER = {"share_at_least", "number"}  # between two of those that are the same otherwise
_NOTHING: tuple[Any, ...] = (None, (), {})
_FACTORS, _AMOUNTS = {"strength"}, {"burden", "conceding_cost"}  # not written: 1, and 0


def merge(a: Scenario, b: Scenario, name: str) -> tuple[Scenario, list[Note]]:
    """Return a scenario that spans two codings, as a draft, and what became of what differs.

    Parameters
    ----------
    a, b : Scenario
        Two codings of one conflict, B's names matched to A's.
    name : str
        The name of the new one.

    Raises
    ------
    ScenarioError
        If no scenario can be made of the two.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> a = Scenario.from_data(EXAMPLE)
    >>> merged, notes = merge(a, a.with_({"parties.south.reservation": 0.1}), "both")
    >>> merged.parameters["parties.south.reservation"]
    Uniform(lo=0.1, hi=0.4)
    >>> [(note.path, note.what) for note in notes]
    [('parties.south.reservation', 'spans both')]
    """
    minutes = Minutes(a, b)
    written = (parse(a.dump())[0], parse(b.dump())[0])
    wishes = Wishes(minutes, written)
    data = _Merging(minutes, wishes, written).part((), *written)
    wishes.fill(data)
    for path, evidence in minutes.footing.items():
        footing.lay(data, path, evidence)
    data |= {"name": name, "draft": True}
    notes = sorted(minutes.notes.values(), key=lambda note: note.path)
    scenario, left_out = mended(data, {note.path: _doubt(note, written[0]) for note in notes
                                       if note.what in (ONLY_A, ONLY_B, KEPT_BOTH)})  # fmt: skip
    gone = tuple(f"{path}." for path in left_out)
    kept = [note for note in notes if not f"{note.path}.".startswith(gone)]
    return scenario, kept + [Note(path, LEFT_OUT, why) for path, why in left_out.items()]


def _doubt(note: Note, a: dict[str, Any]) -> Doubt:
    """Say what would stand in place of a part that not both have: of a list, A's names alone."""
    if note.what != KEPT_BOTH:
        return Doubt(note.what)
    of_a = at(a, tuple(note.path.split(".")))
    return Doubt(f"{note.what} ({note.told})", ABSENT if of_a is None else of_a)


class _Merging:
    """Walks through two codings at once."""

    def __init__(
        self, minutes: Minutes, wishes: Wishes, data: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        self._minutes = minutes
        self._wishes = wishes
        self._numbers = {path for written in data for path, _ in numbers(written)}

    def part(self, path: Path, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
        """Merge two mappings that stand at a path."""
        wants = dotted(path) in holders(self._minutes.codings[0]) or path[-2:-1] == ("outlooks",)
        kept = {}
        for key in {**a, **b}:
            if wants and key in ("values", "orders"):
                continue
            found = self._entry((*path, key), a.get(key, ABSENT), b.get(key, ABSENT))
            if found is not ABSENT:
                kept[key] = found
        return kept | (self._wishes.of(path) if wants else {})

    def _entry(self, path: Path, a: Any, b: Any) -> Any:
        """Merge what stands at a path; `ABSENT` stands for what is not written."""
        key = path[-1]
        if key == "evidence" and "evidence" in fields_at(path[:-1]):
            return footing.merged(_mapping(a), _mapping(b))
        if a == b or (key in _TEXTS and key in fields_at(path[:-1])):
            return b if a is ABSENT else a
        if key == "weights" and path[0] == "parties" and ABSENT not in (a, b):
            return self._wishes.weights(path)
        if key == "options" and path[0] == "issues" and len(path) == 3:
            return self._wishes.options(path)
        if path in self._numbers and not _CHOICES & {*path} and key != "weights":
            return self._number(path, a, b)
        if _is_whole(path, a, b):
            return self._one_of(path, a, b)
        if isinstance(b if a is ABSENT else a, list):
            return self._names_of_both(path)
        if ABSENT not in (a, b) or not fields_at(path):
            return self.part(path, _mapping(a), _mapping(b))
        return self._one_of(path, a, b)

    def _number(self, path: Path, a: Any, b: Any) -> Any:
        """Span two numbers, of which one may be left to its default."""
        of_a, of_b = (_in_force(coding, path) for coding in self._minutes.codings)
        if of_a is None or of_b is None:
            return self._one_of(path, a, b)
        if of_a == of_b:
            return b if a is ABSENT else a
        self._minutes.spans(path, of_a, of_b)
        return spanning.number(of_a, of_b)

    def _names_of_both(self, path: Path) -> list[str]:
        """Take the names that either lists, those by default among them."""
        a, b = (list(names or ()) for names in self._minutes.specs(path))
        apart = (("A", sorted({*a} - {*b})), ("B", sorted({*b} - {*a})))
        if said := [f"only {coder}: {', '.join(names)}" for coder, names in apart if names]:
            self._minutes.note(path, KEPT_BOTH, "; ".join(said))
        return a + [name for name in b if name not in a]

    def _one_of(self, path: Path, a: Any, b: Any) -> Any:
        """Keep what only one has; of what both have, A's."""
        of_a, of_b = self._minutes.specs(path)
        if of_a == of_b:
            return b if a is ABSENT else a
        if of_a in _NOTHING or of_b in _NOTHING:
            self._minutes.only(path, "B" if of_a in _NOTHING else "A")
            return b if a is ABSENT else a
        self._minutes.chosen(path, a, b)
        return a


def _is_whole(path: Path, a: Any, b: Any) -> bool:
    """Whether what stands at a path is taken from one coding, never mixed of both."""
    given = [said for said in (a, b) if said is not ABSENT]
    if {type(said) for said in given} not in ({dict}, {list}):
        return True
    if path[-1] in _WHOLE or path[-2:-1] in (("red_lines",), ("seats",)):
        same = [{k: v for k, v in said.items() if k not in _MAY_DIFFER} for said in given]
        return len(given) < 2 or same[0] != same[1]
    if path[-1] == "cases" and len(given) == 2:
        chances = [{k: v.get("probability") for k, v in said.items()} for said in given]
        return chances[0] != chances[1]
    return False


def _in_force(coding: Scenario, path: Path) -> Any:
    """Return a number, its default, or what not writing it means; None if nothing is there."""
    found = coding.parameters.get(dotted(path))
    if found is None and path[-2:-1] and path[-2] in _FACTORS | _AMOUNTS:
        return 1.0 if path[-2] in _FACTORS else 0.0
    return found


def _mapping(said: Any) -> dict[str, Any]:
    return {} if said is ABSENT else said
