"""What can be asked of runs: a small closed language of probabilities and averages.

=========================  =====================================================================
``P(EVENT)``               the share of all runs in which it happens
``P(EVENT|EVENT)``         of the runs in which the second happens, the share in which both do
``P(outcome)``             the share of all runs with the outcome, and the package, named beside it
``E(utility.PARTY)``       what a party is left with, on average
=========================  =====================================================================

EVENT is ``convene``, ``sign``, ``agree`` (signed, and ratified where that is asked), ``ratify``
(the same), ``held`` (to the horizon, or agreed where nothing follows), the name of any other
outcome, or ``ISSUE=OPTION`` of the package signed. ``convened``, ``signed``, ``agreed`` and
``ratified`` read better after the bar and mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.experiments.funnel import EVENTS
from sim.model.endings import OUTCOMES
from sim.registry import did_you_mean
from sim.scenario.errors import listed
from sim.scenario.scenario import Scenario

_SHORT = {"convene": "convened", "sign": "signed", "agree": "agreed", "ratify": "ratified"}
_FORMS = "P(EVENT), P(EVENT|EVENT), P(outcome) or E(utility.PARTY)"


class QuantityError(ValueError):
    """A quantity that cannot be asked of a scenario; the message says why and what can be."""


@dataclass(frozen=True)
class Event:
    """Something that happened in a run or did not.

    Attributes
    ----------
    outcomes : frozenset of str or None
        Those that a run ends in if it happened; None if any will do.
    package : tuple of (issue, option)
        What has been signed if it happened.
    """

    outcomes: frozenset[str] | None
    package: tuple[tuple[str, str], ...] = ()

    def happened(self, runs: pd.DataFrame, forum: str | None = None) -> np.ndarray:
        """Whether it happened: (runs,) booleans, False in runs that failed.

        Parameters
        ----------
        runs : pandas.DataFrame
            As of `Results`.
        forum : str, optional
            In which forum; the primary one unless given.
        """
        outcome = runs["outcome" if forum is None else f"forum.{forum}.outcome"]
        found = outcome.notna()
        if self.outcomes is not None:
            found &= outcome.isin(self.outcomes)
        elsewhere = f"forum.{forum}.period" in runs  # the primary forum has none of its own
        signed = f"forum.{forum}.package" if elsewhere else "package"
        for issue, option in self.package:
            found &= runs[f"{signed}.{issue}"].eq(option).fillna(False).astype(bool)
        return found.to_numpy(bool)


@dataclass(frozen=True)
class Quantity:
    """Something to be asked of runs: made by `quantity`, which checks it.

    Attributes
    ----------
    text : str
        As it was written, and what stood beside it.
    event, given : Event or None
        The share of the runs with `given` (all, if None) that have `event`.
    party : str or None
        Whose average utility it is, where there is no event.
    forum : str or None
        In which forum; None for the primary one, whose outcome is the run's own.
    """

    text: str
    event: Event | None
    given: Event | None = None
    party: str | None = None
    forum: str | None = None

    def counts(self, runs: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """What each run adds above and below the line of a ratio: floats, (runs,) each.

        A run that failed adds nothing to either.
        """
        under = runs.run_status.eq("ok").to_numpy(bool, copy=True)
        if self.given is not None:
            under &= self.given.happened(runs, self.forum)
        if self.event is None:
            over = np.where(under, runs[f"utility.{self.party}"].to_numpy(float), 0.0)
        else:
            over = (under & self.event.happened(runs, self.forum)).astype(float)
        return over, under.astype(float)

    def __str__(self) -> str:
        return self.text + (f" in {self.forum}" if self.forum else "")


def quantity(
    text: str,
    scenario: Scenario,
    *,
    forum: str | None = None,
    outcome: str | None = None,
    package: Mapping[str, str] | None = None,
) -> Quantity:
    """Read a quantity that is to be asked of a scenario.

    Parameters
    ----------
    text : str
        In the language of this module.
    scenario : Scenario
        Whose parties, issues, options and forums may be named.
    forum : str, optional
        In which forum; the primary one unless given. An average utility is of the run.
    outcome, package : str and mapping of issue to option, optional
        With ``P(outcome)``, and only there: at least one of them.

    Raises
    ------
    QuantityError
        If it does not say anything, or names what the scenario has not; with the nearest name.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> sorted(quantity("P(agree|convened)", scenario).event.outcomes)
    ['agreed', 'collapsed', 'held']
    >>> str(quantity("P(outcome)", scenario, outcome="held", package={"water": "shared"}))
    'P(held and water=shared)'
    >>> quantity("P(agrees)", scenario)
    Traceback (most recent call last):
    sim.experiments.quantities.QuantityError: 'agrees' in P(agrees) is no event. Did you mean agree?
    """
    words = re.fullmatch(r"\s*([PE])\s*\(([^()]*)\)\s*", text)
    if not words:
        raise QuantityError(f"'{text}' is no quantity; write {_FORMS}")
    kind, asked = words[1], re.sub(r"\s+", "", words[2])
    if (outcome or package) and (kind, asked) != ("P", "outcome"):
        raise QuantityError(f"an outcome and a package are named for P(outcome) only, not {text}")
    _known_forum(kind, forum, scenario)
    if kind == "E":
        found = Quantity(f"E({asked})", None, party=_party(asked, text, scenario))
    elif asked == "outcome":
        found = _outcome(outcome, package or {}, scenario, forum)
    else:
        event, bar, given = asked.partition("|")
        condition = _event(given, text, scenario, forum) if bar else None
        found = Quantity(f"P({asked})", _event(event, text, scenario, forum), condition)
    return replace(found, forum=forum)


def _event(name: str, text: str, scenario: Scenario, forum: str | None) -> Event:
    issue, equals, option = name.partition("=")
    if equals:
        return Event(None, (_option(issue, option, scenario, forum),))
    full = _SHORT.get(name, name)
    if full not in EVENTS:
        known = [*_SHORT, *EVENTS]
        right = did_you_mean(name, known) or f"; events are {listed(known)}, and ISSUE=OPTION"
        raise QuantityError(f"'{name}' in {text} is no event{right}")
    return Event(EVENTS[full])


def _outcome(
    outcome: str | None, package: Mapping[str, str], scenario: Scenario, forum: str | None
) -> Quantity:
    if outcome is None and not package:
        raise QuantityError("P(outcome) needs to be told which: of: {outcome: held}")
    if outcome is not None and outcome not in OUTCOMES:
        right = did_you_mean(outcome, OUTCOMES) or f"; there are {', '.join(OUTCOMES)}"
        raise QuantityError(f"'{outcome}' is no outcome{right}")
    settled = tuple(_option(*each, scenario, forum) for each in package.items())
    said = " and ".join([*([outcome] if outcome else []), *(f"{i}={o}" for i, o in settled)])
    return Quantity(f"P({said})", Event(frozenset({outcome}) if outcome else None, settled))


def _option(issue: str, option: str, scenario: Scenario, forum: str | None) -> tuple[str, str]:
    name = forum or scenario.spec.primary
    _known(f"issue on the agenda of '{name}'", issue, scenario.spec.forums[name].agenda)
    _known(f"option of issue '{issue}'", option, scenario.spec.issues[issue].option_names)
    return issue, option


def _party(asked: str, text: str, scenario: Scenario) -> str:
    what, _, party = asked.partition(".")
    if what != "utility" or not party:
        raise QuantityError(f"'{text}' is no average that is known; write E(utility.PARTY)")
    _known("party", party, scenario.spec.party_names)
    return party


def _known_forum(kind: str, forum: str | None, scenario: Scenario) -> None:
    if forum is None:
        return
    _known("forum", forum, list(scenario.spec.forums))
    if kind == "E" and len(scenario.spec.forums) > 1:
        raise QuantityError(
            f"an average utility is that of the whole run; leave 'forum: {forum}' out"
        )


def _known(kind: str, name: str, names) -> None:
    if name not in names:
        right = did_you_mean(name, names) or f"; there are {listed(names)}"
        raise QuantityError(f"'{name}' is no {kind}{right}")
