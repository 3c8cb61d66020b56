"""What a merged scenario rests on: both coders' evidence, and who of them has what alone."""

from __future__ import annotations

from typing import Any

from sim.scenario.bodies import Evidence
from sim.scenario.errors import Path, dotted
from sim.scenario.evidence import resting_on
from sim.scenario.places import fields_at
from sim.scenario.scenario import Scenario


def both(a: Any, b: Any) -> Any:
    """Return, as a file would say it, one piece of evidence from two.

    Examples
    --------
    >>> both(["letter"], {"cite": ["cable", "letter"], "assumption": "low"})
    {'cite': ['cable', 'letter'], 'assumption': 'coder B: low'}
    >>> both("a guess", "a guess")
    'a guess'
    """
    of_a, of_b = _read(a), _read(b)
    if of_a.assumption == of_b.assumption:
        said = of_a.assumption
    else:
        pairs = (("A", of_a.assumption), ("B", of_b.assumption))
        said = "; ".join(f"coder {coder}: {text}" for coder, text in pairs if text)
    return written(Evidence(cite=tuple(sorted({*of_a.cite, *of_b.cite})), assumption=said))


def written(evidence: Evidence) -> Any:
    """Return evidence in its shortest form."""
    if evidence.assumption and evidence.cite:
        return {"cite": list(evidence.cite), "assumption": evidence.assumption}
    return evidence.assumption or list(evidence.cite)


def merged(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """Return what both coders' evidence of one body comes to."""
    return {
        claimed: both(a[claimed], b[claimed])
        if claimed in a and claimed in b
        else a.get(claimed, b.get(claimed))
        for claimed in {**a, **b}
    }


def marked(scenario: Scenario, path: Path, remark: str) -> Any:
    """Return what one coder's part rests on, and a remark of who has it and who not."""
    found = resting_on(scenario, dotted(path))
    said = f"{found.assumption}; {remark}" if found.assumption else remark
    return written(Evidence(cite=found.cite, assumption=said))


def lay(data: dict[str, Any], path: Path, evidence: Any) -> None:
    """Write evidence for a path into the nearest body around it that can have evidence.

    Examples
    --------
    >>> data = {"parties": {"north": {"red_lines": {"aid": {}}}}}
    >>> lay(data, ("parties", "north", "red_lines", "aid"), "only coder A has this")
    >>> data["parties"]["north"]["evidence"]
    {'red_lines.aid': 'only coder A has this'}
    """
    bodies: list[tuple[dict[str, Any], Path]] = []
    place: Any = data
    for depth in range(len(path) + 1):
        if isinstance(place, dict) and "evidence" in fields_at(path[:depth]):
            bodies.append((place, path[depth:]))
        place = place.get(path[depth]) if depth < len(path) and isinstance(place, dict) else None
    body, rest = bodies[-1]
    body.setdefault("evidence", {})[dotted(rest) or "self"] = evidence


def _read(given: Any) -> Evidence:
    """Read evidence in any of its forms."""
    if isinstance(given, list | tuple):
        return Evidence(cite=tuple(given))
    return Evidence(assumption=given) if isinstance(given, str) else Evidence(**given)
