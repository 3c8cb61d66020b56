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
from dataclasses import dataclass
from typing import Any

from sim.scenario.agreement import footing, spanning
from sim.scenario.agreement.measured import holders
from sim.scenario.agreement.mending import mended
from sim.scenario.bodies import Outlook
from sim.scenario.distributions import Distribution, number_data, support
from sim.scenario.errors import Path, dotted
from sim.scenario.evidence import resting_on
from sim.scenario.places import fields_at, numbers
from sim.scenario.plain import as_written
from sim.scenario.reader import parse
from sim.scenario.scenario import Scenario
from sim.scenario.schema import inside

SPANNED, ONLY_A, ONLY_B = "spans both", "only A", "only B"
KEPT_A, KEPT_B, KEPT_BOTH, FILLED = "A's kept", "B's kept", "both kept", "nobody's"
ABSENT: Any = object()

_TEXTS = {"format", "name", "title", "question", "about", "mediator"}
_WHOLE = {"demand", "floor", "when", "strategy", "protocol", "rule"}  # taken from one, never mixed
_FACTORS, _SHARES = {"strength"}, {"burden", "conceding_cost"}


@dataclass(frozen=True)
class Note:
    """What became of one part of which the codings say different things.

    Attributes
    ----------
    path : str
        Dotted path in the merged scenario.
    what : str
        ``spans both``, ``only A``, ``only B``, ``A's kept``, ``nobody's``, or ``left out``.
    told : str
        What the codings say, in short.
    """

    path: str
    what: str
    told: str


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
    merging = _Merging(a, b)
    data = merging.part((), *merging.data)
    merging.fill(data)
    for path, evidence in merging.footing.items():
        footing.lay(data, path, evidence)
    data |= {"name": name, "draft": True}
    notes = sorted(merging.notes.values(), key=lambda note: note.path)
    scenario, left_out = mended(data, {n.path: n.what for n in notes if n.what.startswith("only")})
    kept = [note for note in notes if note.path not in left_out]
    return scenario, kept + [Note(path, "left out", why) for path, why in left_out.items()]


class _Merging:
    """Walks through two codings at once, and notes what it meets."""

    def __init__(self, a: Scenario, b: Scenario) -> None:
        self.codings = (a, b)
        self.data = (parse(a.dump())[0], parse(b.dump())[0])
        self.notes: dict[str, Note] = {}
        self.footing: dict[Path, Any] = {}
        self._numbers = {path for data in self.data for path, _ in numbers(data)}
        self._options = {issue: self._scale(issue) for issue in {*a.spec.issues, *b.spec.issues}}

    def part(self, path: Path, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
        """Merge two mappings."""
        kept = {}
        has_values = dotted(path) in holders(self.codings[0]) or "outlooks" in path[-2:-1]
        for key in {**a, **b}:
            if has_values and key in ("values", "orders"):
                continue
            found = self._entry((*path, key), a.get(key, ABSENT), b.get(key, ABSENT))
            if found is not ABSENT:
                kept[key] = found
        if has_values:
            kept |= self._preferences(path)
        return kept

    def _entry(self, path: Path, a: Any, b: Any) -> Any:
        """Merge what stands at a path; `ABSENT` stands for what is not written."""
        key = path[-1]
        if key == "evidence" and "evidence" in fields_at(path[:-1]):
            return footing.merged(*({} if said is ABSENT else said for said in (a, b)))
        if len(path) == 1 and key in _TEXTS or a == b or key in ("title", "mediator"):
            return b if a is ABSENT else a
        if key == "weights" and path[0] == "parties":
            return self._weights(path, a, b)
        if path in self._numbers and not _WHOLE & {*path}:
            return self._number(path, a, b)
        if path[0] == "issues" and key == "options":
            return self._the_options(path)
        if self._is_whole(path, a, b):
            return self._one_of(path, a, b)
        given = [said for said in (a, b) if said is not ABSENT]
        if all(isinstance(said, list) for said in given):
            return self._union(path, a, b)
        if len(given) == 2 or not fields_at(path):
            return self.part(path, *({} if said is ABSENT else said for said in (a, b)))
        return self._one_of(path, a, b)

    def _is_whole(self, path: Path, a: Any, b: Any) -> bool:
        """Whether what stands here is taken from one coding, never mixed of both."""
        given = [said for said in (a, b) if said is not ABSENT]
        if any(not isinstance(said, dict | list) for said in given):
            return True
        if len({type(said) for said in given}) > 1:
            return True
        if path[-1] in _WHOLE or path[-2:-1] in (("red_lines",), ("seats",)):
            apart = {"share_at_least", "number"}  # what may differ between two of the same
            same = [{k: v for k, v in said.items() if k not in apart} for said in given]
            return len(given) < 2 or same[0] != same[1]
        if path[-1] == "cases" and len(given) == 2:
            chances = [{k: v.get("probability") for k, v in said.items()} for said in given]
            return chances[0] != chances[1]
        return False

    # -- what can be spanned -----------------------------------------------------------------------

    def _number(self, path: Path, a: Any, b: Any) -> Any:
        ends = [self._value(path, coding) for coding in self.codings]
        if None in ends:
            return self._one_of(path, a, b)
        if ends[0] == ends[1]:
            return b if a is ABSENT else a
        self._spans(path, as_written(_data(ends[0])), as_written(_data(ends[1])))
        return spanning.number(*ends)

    def _value(self, path: Path, coding: Scenario) -> Any:
        """Return a number, its default, or what it means not to write it; None if nothing."""
        found = coding.parameters.get(dotted(path))
        if found is None and len(path) > 1 and path[-2] in _FACTORS | _SHARES:
            return 1.0 if path[-2] in _FACTORS else 0.0
        return found

    def _weights(self, path: Path, a: Any, b: Any) -> Any:
        if a is ABSENT or b is ABSENT:
            return self._one_of(path, a, b)
        span = spanning.weights(*(_at(coding.spec, path) for coding in self.codings))
        if span != a:
            self._spans(path, as_written(a), as_written(b))
        return span

    def _preferences(self, path: Path) -> dict[str, Any]:
        """Merge the values of options, and the orders that hold between them."""
        bodies = [_at(coding.spec, path) for coding in self.codings]
        values: dict[str, Any] = {}
        orders: dict[str, Any] = {}
        for issue in sorted({*bodies[0].values, *bodies[1].values}):
            given = [self._kept(issue, body.values.get(issue, {})) for body in bodies]
            values[issue] = self._values((*path, "values", issue), *given)
            chain = self._order(issue, bodies)
            if len(chain) > 1:
                orders[issue] = chain
            written = [[*body.orders[issue]] for body in bodies if issue in body.orders]
            if written and [chain] != written[:1] * 1 or (written and written[0] != written[-1]):
                self._spans((*path, "orders", issue), *map(as_written, (*written, None, None)[:2]))
        found = {"values": values} if values or not isinstance(bodies[0], Outlook) else {}
        return found | ({"orders": orders} if orders else {})

    def _values(self, path: Path, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
        if not a or not b:
            self._only(path, a or ABSENT)
        merged, differs = {}, False
        for option in {**a, **b}:
            given = [said[option] for said in (a, b) if option in said]
            merged[option] = spanning.number(given[0], given[-1])
            written = [_at(data, (*path, option)) for data in self.data]
            if given[0] == given[-1] and written[0] == written[1] is not None:
                merged[option] = written[0]  # a shared number stays one
            differs |= given[0] != given[-1]
        if differs:
            told = (as_written({o: _data(v) for o, v in said.items()}) for said in (a, b))
            self._spans(path, *told)
        return merged

    def _kept(self, issue: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {option: v for option, v in values.items() if option in self._options[issue]}

    def _order(self, issue: str, bodies: list[Any]) -> list[str]:
        """Return the longest order of options that both codings keep, if either wrote one."""
        chains = [
            spanning.order(self._kept_order(issue, body), _keeps(other, issue))
            for body, other in (bodies, bodies[::-1])
        ]
        return max(chains, key=len)

    def _kept_order(self, issue: str, body: Any) -> list[str]:
        return [option for option in body.orders.get(issue, ()) if option in self._options[issue]]

    def _union(self, path: Path, a: Any, b: Any) -> list[str]:
        """Take the names that either lists, those by default among them."""
        lists = [[*(_at(coding.spec, path) or ())] for coding in self.codings]
        more = [name for name in lists[1] if name not in lists[0]]
        if more or len(lists[1]) < len(lists[0]):
            for what, names in ((ONLY_A, set(lists[0]) - set(lists[1])), (ONLY_B, set(more))):
                if names:
                    self._note(path, KEPT_BOTH, f"{what}: {', '.join(sorted(names))}")
            self.footing[path] = self._of_both(path)
        return lists[0] + more

    # -- what cannot -------------------------------------------------------------------------------

    def _one_of(self, path: Path, a: Any, b: Any) -> Any:
        """Keep what only one has; of what both have, A's."""
        in_force = [_at(coding.spec, path) for coding in self.codings]
        if in_force[0] == in_force[1]:
            return b if a is ABSENT else a
        if in_force[0] in (None, (), {}) or in_force[1] in (None, (), {}):
            self._only(path, a if b is ABSENT or in_force[1] in (None, (), {}) else ABSENT)
            return b if a is ABSENT else a
        told = ["its default" if said is ABSENT else as_written(said) for said in (a, b)]
        self._note(path, KEPT_A, f"A: {told[0]}; B: {told[1]}")
        if a is not ABSENT:
            remark = f"coder A; coder B has {told[1]}"
            self.footing[path] = footing.marked(self.codings[0], path, remark)
        return a

    def _only(self, path: Path, a: Any) -> None:
        coder = "B" if a is ABSENT else "A"
        coding = self.codings[coder == "B"]
        self._note(path, ONLY_B if coder == "B" else ONLY_A, "")
        self.footing[path] = footing.marked(coding, path, f"only coder {coder} has this")

    def _spans(self, path: Path, a: str, b: str) -> None:
        self._note(path, SPANNED, f"A: {a}; B: {b}")
        self.footing[path] = self._of_both(path)

    def _of_both(self, path: Path) -> Any:
        return footing.both(*(
            footing.written(resting_on(coding, dotted(path))) for coding in self.codings
        ))  # fmt: skip

    def _note(self, path: Path, what: str, told: str) -> None:
        before = self.notes.get(dotted(path))
        told = f"{before.told}; {told}" if before else told
        self.notes[dotted(path)] = Note(dotted(path), what, told)

    # -- options -----------------------------------------------------------------------------------

    def _scale(self, issue: str) -> tuple[str, ...]:
        """Return the options of an issue: B's where they are A's and more, A's otherwise."""
        scales = [c.spec.issues[issue].option_names for c in self.codings if issue in c.spec.issues]
        return scales[-1] if set(scales[0]) < set(scales[-1]) else scales[0]

    def _the_options(self, path: Path) -> Any:
        given = [_at(data, path) for data in self.data]
        scales = [tuple(said) for said in given]
        if scales[0] != scales[1]:
            self._note(path, KEPT_A if self._options[path[1]] == scales[0] else KEPT_B,
                       "; ".join(f"{c}: {', '.join(s)}" for c, s in zip("AB", scales, strict=True)))  # fmt: skip
        return given[0] if self._options[path[1]] == scales[0] else given[1]

    def fill(self, data: dict[str, Any]) -> None:
        """Give every option a value: where nobody gave one, anything from 0 to 1."""
        bodies: list[tuple[Path, dict[str, Any]]] = []
        for party, body in data["parties"].items():
            bodies.append((("parties", party), body))
            for part in ("factions", "outlooks"):
                for name, inner in body.get(part, {}).items():
                    bodies.append((("parties", party, part, name), inner))
        for path, body in bodies:
            for issue, values in body.get("values", {}).items():
                self._fill((*path, "values", issue), values, body.get("orders", {}).get(issue, ()))

    def _fill(self, path: Path, values: dict[str, Any], ordered: Any) -> None:
        for option in set(values) - set(self._options[path[-1]]):
            del values[option]
        for option in self._options[path[-1]]:
            if option not in values and option not in ordered:
                values[option] = {"uniform": [0, 1]}
                self._note((*path, option), FILLED, "anything from 0 to 1")
                self.footing[(*path, option)] = "no coder gave this a value: anything from 0 to 1"





def _at(place: Any, path: Path) -> Any:
    """Return what stands at a path of a scenario or of plain data; None where nothing does."""
    for key in path:
        place = inside(place).get(key)
    return place


def _data(value: Any) -> Any:
    return number_data(value) if isinstance(value, float | Distribution) else value


def _keeps(body: Any, issue: str) -> Any:
    """Return whether a holder never puts the first of two options above the second."""
    chain, values = body.orders.get(issue, ()), body.values.get(issue, {})

    def keeps(worse: str, better: str) -> bool:
        if worse in chain and better in chain:
            return chain.index(worse) <= chain.index(better)
        if worse not in values or better not in values:
            return True  # it says nothing of one of them
        return support(values[worse])[1] <= support(values[better])[0]

    return keeps
