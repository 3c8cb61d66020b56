"""The page of two codings of one conflict: how far they agree, and where they differ most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import broken, capital, counted, cut, listed
from sim.scenario.agreement.alpha import FEWEST_DIFFERING, FEWEST_UNITS
from sim.scenario.agreement.compared import Agreement, Difference, OfKind
from sim.scenario.agreement.minutes import Note
from sim.scenario.schema import Evidence

RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff 2004, "Reliability in content analysis"
WORST = 15
_LONGEST = 90  # characters of an assumption that are quoted


def page(
    found: Agreement,
    command: str = "",
    notes: Sequence[Note] | None = None,
    *,
    everything: bool = False,
) -> Page:
    """Put the page together.

    Parameters
    ----------
    found : Agreement
    command : str
        What has to be typed to make it again.
    notes : sequence of Note, optional
        What became of each difference in the scenario made of both, if one was made.
    everything : bool
        Whether to list every difference, and not the worst alone.
    """
    title = f"Two codings. A: {found.a.title}. B: {found.b.title}"
    lead = [_in_short(found), *_renamed(found)]
    sections = [_written_down(found), _by_kind(found), _differences(found, everything)]
    if notes is not None:
        sections.append(_made(notes, everything))
    if command:
        sections.append(Section("To make this again", (Command(command),)))
    return Page(title, "", lead, sections)


def alpha(of_kind: OfKind) -> str:
    """Write alpha, or that it is not defined."""
    return "none" if math.isnan(of_kind.found.alpha) else f"{of_kind.found.alpha:.3f}"


def _in_short(found: Agreement) -> str:
    defined = [each for each in found.by_kind if not math.isnan(each.found.alpha)]
    if not defined:
        return "There is nothing on which two values could differ: alpha is not defined."
    low = [
        f"{each.kind.name} ({counted(each.found.units, 'unit')})"
        for each in defined
        if each.found.alpha < TENTATIVE
    ]
    high = sum(each.found.alpha >= RELIABLE for each in defined)
    said = (
        f"Of {counted(len(defined), 'kind')} of things, alpha is {RELIABLE:.3f} or more in {high}"
    )
    if not low:
        return f"{said}, and below {TENTATIVE} in none."
    return f"{said}, and below {TENTATIVE} in {len(low)}: {'; '.join(low)}."


def _renamed(found: Agreement) -> list[str]:
    if not found.renamed:
        return []
    pairs = listed([f"{path} ({name})" for path, name in found.renamed])
    return [f"B has under other names what A has, and is read with A's: {pairs}."]


def _written_down(found: Agreement) -> Section:
    rows = []
    for part, (both, only_a, only_b) in found.written_down.items():
        rows.append((capital(part), str(len(both)), _names(only_a), _names(only_b)))
    note = (
        "There is no alpha for these: nobody can count what neither coder thought of. Below, only"
        " what both wrote down is compared."
    )
    table = Table(("", "both", "only A", "only B"), rows, [1])
    return Section("What both wrote down", (table, note))


def _names(names: Sequence[str]) -> str:
    return "\n".join(names)


def _by_kind(found: Agreement) -> Section:
    rows = [
        (each.kind.name, each.kind.scale, str(each.found.units), str(each.same), alpha(each),
         _interval(each))
        for each in found.by_kind
    ]  # fmt: skip
    meet, numbers = found.overlapping
    note = (
        "Krippendorff's alpha: 1 is full agreement, 0 what chance would give. He takes 0.800 for"
        " reliable, and 0.667 for the least that allows tentative conclusions. None: every value"
        " is the same, so that alpha is not defined. A range counts by its mean, weights by mean"
        f" shares. The interval is a 95% bootstrap, given from {FEWEST_UNITS} units of which"
        f" {FEWEST_DIFFERING} differ; things of one party hang together, so that it is too narrow"
        " rather than too wide."
    )
    overlap = f"Ranges overlap in {meet} of {counted(numbers, 'number')} other than weights."
    header = ("", "scale", "units", "same", "alpha", "interval")
    return Section("Agreement by kind", (Table(header, rows, [2, 3, 4, 5]), note, overlap))


def _interval(each: OfKind) -> str:
    found = each.found
    return "" if math.isnan(found.low) else f"{found.low:.2f} to {found.high:.2f}"


def _differences(found: Agreement, everything: bool) -> Section:
    title = "Where they differ most"
    every = found.differences
    if not every:
        return Section(title, ("Nowhere, in what is compared.",))
    shown = every if everything else every[:WORST]
    said = [f"{each.path}\nA: {_said(each, 0)}\nB: {_said(each, 1)}" for each in shown]
    note = "The worst first: furthest apart, by the measure of their kind."
    return Section(title, (note, *said, *_more(len(every) - len(shown))))


def _said(each: Difference, coder: int) -> str:
    said = (each.a, each.b)[coder]
    rests = _rests(each.rests[coder])
    return f"{said} ({rests})" if rests else str(said)


def _rests(evidence: Evidence) -> str:
    """Say in short what something rests on."""
    assumption = cut(" ".join((evidence.assumption or "").split()), _LONGEST)
    return "; ".join(filter(None, (", ".join(evidence.cite), assumption)))


def _made(notes: Sequence[Note], everything: bool) -> Section:
    """Tell what became of what differs."""
    title = "What was made of both"
    shown = sorted(notes, key=lambda note: (note.what == "spans both", note.what, note.path))
    if not everything:
        shown = [note for note in shown if note.what != "spans both"][:WORST]
    spanned = sum(note.what == "spans both" for note in notes)
    said = f"{capital(counted(spanned, 'place'))} hold ranges or orders that span both codings."
    rows = [(broken(note.path), f"{note.what}\n{note.told}".strip()) for note in shown]
    table = [Table(("", ""), rows)] if rows else []
    return Section(title, (said, *table, *_more(len(notes) - len(shown))))


def _more(left: int) -> list[str]:
    return [f"Left out here: {left} more; --all lists them."] if left else []
