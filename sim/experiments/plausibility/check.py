"""A warning, and the checks that may find one, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sim.experiments.plausibility.desk import Desk

Found = Iterator[tuple[str, str]]
"""What a check finds: a dotted path in the scenario, and what is odd there."""


@dataclass(frozen=True)
class Warning:
    """Something odd about a scenario, which may be meant.

    Attributes
    ----------
    name : str
        Of the check that found it.
    path : str
        Where it is, dotted; empty for the scenario as a whole.
    line : int or None
        The line in the file, from 1; None where the scenario did not come from a file.
    message : str
        What is odd.
    meant : str
        Why it may be meant.

    Examples
    --------
    >>> odd = Warning("idle_party", "parties.un", 7, "has no seat", "its payoff is of interest")
    >>> print(odd.told("a.yaml"))
    a.yaml:7: warning: parties.un: has no seat; meant where its payoff is of interest [idle_party]
    """

    name: str
    path: str
    line: int | None
    message: str
    meant: str

    def told(self, file: str) -> str:
        """Return it as a line for the user, who calls the scenario `file`."""
        place = file if self.line is None else f"{file}:{self.line}"
        what = f"{self.path}: {self.message}" if self.path else self.message
        return f"{place}: warning: {what}; meant where {self.meant} [{self.name}]"


@dataclass(frozen=True)
class Check:
    """A check: what it does, and why what it finds may be meant."""

    look: Callable[[Desk], Found]
    meant: str


KEPT = "it is kept for comparisons, such as with another forum"
NOT_READY = "a plug-in that it needs is still being written"

CHECKS: dict[str, Check] = {}
"""Every check by name, in the order in which they are made."""


def check(meant: str) -> Callable[[Callable[[Desk], Found]], Callable[[Desk], Found]]:
    """Register a function as a check under its own name.

    Parameters
    ----------
    meant : str
        Goes on after "meant where".
    """

    def keep(look: Callable[[Desk], Found]) -> Callable[[Desk], Found]:
        CHECKS[look.__name__] = Check(look, meant)
        return look

    return keep


def look(desk: Desk) -> Iterator[Warning]:
    """Make every check; those that fail are told of together, since a scenario may be fine."""
    failed: dict[str, list[str]] = {}
    for name, one in CHECKS.items():
        try:
            for path, message in one.look(desk):
                yield Warning(name, path, desk.line(path), message, one.meant)
        except Exception as error:  # a scenario is not wrong because it cannot be looked at
            failed.setdefault(f"{type(error).__name__}: {error}", []).append(name)
    for why, names in failed.items():
        what = f"could not look for {', '.join(names)}: {why}"
        yield Warning("not_looked_for", "", desk.line(""), what, NOT_READY)
