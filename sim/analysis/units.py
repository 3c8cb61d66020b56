"""The table of units: what every field of a scenario file means, and how to ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.analysis import layout
from sim.analysis.layout import Page, Section, Table
from sim.registry import ALL, REQUIRED
from sim.scenario import schema
from sim.scenario.fields import Choice
from sim.scenario.guide import GUIDE, OPTIONS, PLACES, Entry

_HEADER = (
    "key",
    "what it is",
    "unit, and what it may be",
    "low, middling, high",
    "what to ask",
    "default, and why",
)
_LEAD = (
    "Printed by `tracktwo schema --units`. What may stand where is in [the scenario file]"
    "(scenario-file.md); this page says what to ask a document, an expert or yourself so as to "
    "fill it in, and what a number means once it is there.",
    "Utilities and costs share one unit. Think of everything that a party could win or lose in "
    "this conflict: 0 is the worst option on every issue that it weighs, 1 the best on every one. "
    "A war cost of 0.2 is a fifth of that. Where you do not know a number, give a range; the low, "
    "middling and high numbers below are, where there is one, the window of [the codebook]"
    "(../../seeds/README.md).",
)


def page() -> Page:
    """Return the table as a page, a section for each part of the file."""
    sections = [
        Section(PLACES[name], [_table(_rows(name, entries))]) for name, entries in GUIDE.items()
    ]
    options = [
        (f"{name}: {option}", found, _default_of_option(kind, name, option))
        for (kind, name, option), found in OPTIONS.items()
    ]
    sections.append(Section("Options of what is chosen by name", [_table(options)]))
    return Page("Units, and what to ask", "", _LEAD, sections)


def markdown() -> str:
    """Return the table as `docs/reference/units.md` holds it."""
    return layout.markdown(page())


def _table(rows: list[tuple[str, Entry, str]]) -> Table:
    return Table(
        _HEADER,
        [
            (
                f"`{key}`",
                found.means,
                found.measure,
                _points(found),
                found.ask,
                f"{default}: {found.why}" if found.why else default,
            )
            for key, found, default in rows
        ],
    )


def _points(found: Entry) -> str:
    return "; ".join(f"**{value:g}** {words}" for value, words in found.scale.items())


def _rows(name: str, entries: Mapping[str, Entry]) -> list[tuple[str, Entry, str]]:
    fields = getattr(schema, name).model_fields
    by_key = {field.alias or key: field for key, field in fields.items()}
    return [(key, found, _default(by_key[key])) for key, found in entries.items()]


def _default(field) -> str:
    if field.is_required():
        return "required"
    default = field.get_default()
    if field.default_factory is not None or default in (None, "", ()):
        return "left out"
    return f"`{_shown(default)}`"


def _default_of_option(kind: str, name: str, option: str) -> str:
    [registry] = [each for each in ALL if each.kind == kind]
    default = registry.options(name)[option]
    if default is REQUIRED:
        return "required"
    return "left out" if default in (None, ()) else f"`{_shown(default)}`"


def _shown(default: object) -> str:
    """Write a default as a file would."""
    if isinstance(default, Choice):
        return default.name
    if isinstance(default, tuple):
        return f"[{', '.join(map(str, default))}]"
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)
