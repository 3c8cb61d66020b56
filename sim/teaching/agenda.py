"""The packages of a table as somebody who sits there names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from sim.analysis.words import Names, capital
from sim.model.forum_tables import ForumTables
from sim.scenario.amounts import NONE

Package = dict[str, str]
"""An option for every issue on the agenda, as issue -> option."""


class Agenda:
    """What can be signed at a table, in words and back.

    Parameters
    ----------
    tables : ForumTables
    names : Names

    Examples
    --------
    >>> import sim
    >>> scenario = sim.Scenario.load("ultimatum")
    >>> agenda = Agenda(sim.Talks(scenario).forum.tables, Names(scenario))
    >>> agenda.place({"pie": "p60_40"}), agenda.words({"pie": "p60_40"}, "responder")
    (41, '60 for Proposer, 40 for you')
    """

    def __init__(self, tables: ForumTables, names: Names) -> None:
        self._t, self.names, self.forum = tables, names, tables.forum_name
        self.issues: list[str] = [tables.issues[i] for i in tables.agenda]

    def options(self, issue: str) -> tuple[str, ...]:
        """The options of an issue, in order."""
        return tuple(self._t.spec.issues[issue].option_names)

    def package(self, place: int) -> Package:
        """A package by its number."""
        return self._t.package_name(place)

    def place(self, package: Mapping[str, str]) -> int:
        """The number of a package.

        Raises
        ------
        LookupError
            If it is none.
        """
        key = tuple(package.get(issue) for issue in self.issues)
        if key not in self._places or set(package) != set(self.issues):
            raise LookupError(f"{dict(package)} is no package; it has {', '.join(self.issues)}")
        return self._places[key]

    @cached_property
    def _places(self) -> dict[tuple[str | None, ...], int]:
        """Every package, and its number."""
        columns = [
            np.array(self.options(issue), object)[self._t.packages[:, i]]
            for issue, i in zip(self.issues, self._t.agenda, strict=True)
        ]
        return {key: place for place, key in enumerate(zip(*columns, strict=True))}

    # -- pies and scales -----------------------------------------------------------------

    def sharers(self, issue: str) -> tuple[str, ...]:
        """Among whom an issue is divided; nobody if it is no pie."""
        pie = self._t.spec.issues[issue].pie
        return () if pie is None else tuple(pie.among)

    def amounts(self, issue: str) -> dict[str, tuple[float, ...]]:
        """What each option of a pie or a scale gives; empty of other issues."""
        return dict(self._t.spec.issues[issue].amounts)

    def is_scale(self, issue: str) -> bool:
        """Whether the issue is a number."""
        return self._t.spec.issues[issue].scale is not None

    @property
    def single(self) -> str | None:
        """The one issue there is, if that is a pie or a scale."""
        only = self.issues[0]
        return only if len(self.issues) == 1 and self.amounts(only) else None

    def nearest(self, issue: str, amounts: Sequence[float]) -> tuple[str, float]:
        """The option of a pie or a scale that is nearest to some amounts, and how far off it is."""
        known = self.amounts(issue)
        off = {o: max(abs(a - b) for a, b in zip(amounts, known[o], strict=True)) for o in known}
        best = min(off, key=lambda option: off[option])
        return best, off[best]

    # -- in words ------------------------------------------------------------------------

    def words(self, package: Mapping[str, str], you: str | None = None) -> str:
        """A package in words. you: the party that reads it."""
        only = self.single
        if only and len(package) == 1 and only in package:
            return self.option(only, package[only], you)
        each = (f"{self.title(i)}: {self.option(i, option, you)}" for i, option in package.items())
        return "; ".join(each)

    def short(self, package: Mapping[str, str]) -> str:
        """A package for a table: by the names of its options, unless it is an amount."""
        if self.single:
            return self.words(package)
        return ", ".join(
            self.option(i, o) if self.amounts(i) else o.replace("_", " ")
            for i, o in package.items()
        )

    def called(self, issue: str, option: str, you: str | None = None) -> str:
        """An option by its name, and in words where these say more."""
        words = self.option(issue, option, you)
        name = option.replace("_", " ")
        return words if self.amounts(issue) or words == name else f"{name}: {words}"

    def title(self, issue: str) -> str:
        """What an issue is called."""
        return capital(self.names.issue(issue).strip('"'))

    def option(self, issue: str, option: str, you: str | None = None) -> str:
        """An option in words; of a pie, everybody's share in hundredths."""
        amounts = self.amounts(issue).get(option)
        if amounts is None:
            nothing = option == NONE and (self.sharers(issue) or self.is_scale(issue))
            return "nothing" if nothing else self.names.option(issue, option)
        if not self.sharers(issue):
            return f"{amounts[0]:g}"
        shares = zip(self.sharers(issue), amounts, strict=True)
        return ", ".join(f"{100 * s:g} for {self.who(name, you)}" for name, s in shares)

    def who(self, party: str, you: str | None = None) -> str:
        """A party, to whoever reads it."""
        return "you" if party == you else self.names.who(party)
