"""The works that the model's mechanisms come from: read from ``references.bib`` beside this."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sim.analysis.words import listed

_ENTRY = re.compile(r"@(?P<kind>\w+)\{(?P<key>\w+),\n(?P<fields>.*?)\n\}\n", re.S)
_FIELD = re.compile(r"^  (?P<name>\w+) = \{(?P<value>.*)\},?$", re.M)


@dataclass(frozen=True)
class Reference:
    """One work.

    Attributes
    ----------
    key : str
        Its first author and year, as BibTeX calls it.
    kind : str
        ``article``, ``book``, ``incollection`` or ``inproceedings``.
    fields : dict of str to str
        As BibTeX has them.
    entry : str
        The whole of it, for BibTeX.
    """

    key: str
    kind: str
    fields: dict[str, str]
    entry: str

    @property
    def authors(self) -> str:
        """The family names, as they stand in a text.

        Examples
        --------
        >>> references()["keeney1976"].authors, references()["grimm2020"].authors
        ('Keeney & Raiffa', 'Grimm et al.')
        """
        names = [each.partition(",")[0] for each in self.fields["author"].split(" and ")]
        if "others" in names or len(names) > 3:
            return f"{names[0]} et al."
        return listed(names, " & ")

    @property
    def short(self) -> str:
        """Authors and year: ``Fearon 1995``."""
        return f"{self.authors} {self.fields['year']}"

    @property
    def full(self) -> str:
        """All of it, as it stands in a list.

        Examples
        --------
        >>> references()["putnam1988"].full
        'Putnam, Robert D. 1988. Diplomacy and Domestic Politics: The Logic of Two-Level Games. \
International Organization 42 (3), 427-460.'
        """
        given = {name: plain(value) for name, value in self.fields.items()}
        who = given["author"].replace(" and others", " et al.").replace(" and ", "; ")
        edition = f" (edition {given['edition']})" if "edition" in given else ""
        parts = [f"{who.rstrip('.')}", given["year"], given["title"] + edition]
        return ". ".join([*parts, self._where(given)]) + "."

    def _where(self, given: dict[str, str]) -> str:
        pages = f", {given['pages']}" if "pages" in given else ""
        if self.kind == "article":
            return f"{given['journal']} {given['volume']} ({given['number']}){pages}"
        editors = f", edited by {given['editor']}" if "editor" in given else ""
        booked = f"In {given['booktitle']}{editors}" if "booktitle" in given else ""
        return ". ".join(filter(None, [booked, given.get("publisher")])) + pages


@cache
def references() -> dict[str, Reference]:
    """Return every work, by key, sorted."""
    found = [
        Reference(
            entry["key"],
            entry["kind"],
            {field["name"]: field["value"] for field in _FIELD.finditer(entry["fields"])},
            entry[0],
        )
        for entry in _ENTRY.finditer(_text())
    ]
    return {each.key: each for each in sorted(found, key=lambda each: each.key)}


def cited(keys: Iterable[str]) -> str:
    """Return authors and years, as they stand in brackets.

    Examples
    --------
    >>> cited(["fearon1995", "powell2006"])
    'Fearon 1995; Powell 2006'
    """
    return "; ".join(references()[key].short for key in keys)


def plain(value: str) -> str:
    r"""Return a BibTeX value as text.

    Examples
    --------
    >>> plain(r"The {ODD} Protocol \& more, 1--2")
    'The ODD Protocol & more, 1-2'
    """
    return re.sub(r"[{}]", "", value).replace(r"\&", "&").replace("--", "-")


def _text() -> str:
    return files("sim.analysis.report").joinpath("references.bib").read_text(encoding="utf-8")
