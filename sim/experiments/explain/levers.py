"""What can be taken out of a scenario, one thing at a time: demands, parties, ties, guarantees.

A kind of lever more is a function more, under `levers_of`: it yields each lever that a scenario
has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.experiments.challenge.editing import unevidenced, without, written
from sim.model.narration.wording import Wording
from sim.scenario.distributions import support
from sim.scenario.scenario import Scenario

DROPPED = "dropped"


class NoTalks(ValueError):
    """With a party gone, fewer than two are left at the table: no talks can be."""


@dataclass(frozen=True)
class Lever:
    """One thing that can be taken out of a scenario.

    Attributes
    ----------
    kind : str
        ``precondition``, ``party``, ``tie``, ``guarantee`` or ``threat``.
    name : str
        As in the file: ``smc.balance``, ``us``, ``guarantees.us_russian``.
    title : str
        In words, as they stand inside a sentence.
    change : callable
        Scenario -> the scenario without it, which cites nothing. Raises ScenarioError where that is
        none, and `NoTalks`.
    how : str
        ``dropped``; of a precondition also ``met`` and ``both``.
    """

    kind: str
    name: str
    title: str
    change: Callable[[Scenario], Scenario]
    how: str = DROPPED


Finder = Callable[[Scenario, Wording], Iterator[Lever]]

KINDS: dict[str, Finder] = {}
"""Kind -> what finds the levers of it."""


def levers_of(kind: str) -> Callable[[Finder], Finder]:
    """Register a kind of lever."""

    def register(function: Finder) -> Finder:
        KINDS[kind] = function
        return function

    return register


def levers(scenario: Scenario, kinds: Iterable[str] = ()) -> list[Lever]:
    """Return everything that can be taken out of a scenario.

    Parameters
    ----------
    scenario : Scenario
    kinds : iterable of str
        Only these; all unless given.

    Examples
    --------
    >>> import sim
    >>> geneva = sim.Scenario.load("geneva-2013")
    >>> for lever in levers(geneva, ["precondition"]):
    ...     print(lever.title)
    the demand "detainees" of the National Coalition
    the demand "balance" of the Supreme Military Council
    """
    wanted = list(kinds) or list(KINDS)
    words = short_names(scenario)
    return [lever for kind in KINDS if kind in wanted for lever in KINDS[kind](scenario, words)]


def short_names(scenario: Scenario) -> Wording:
    """Return how everything is called, where nobody is met for the first time."""
    words = Wording(scenario)
    for party in scenario.spec.parties:
        words.who(party)
    return words


# -- the kinds -------------------------------------------------------------------------------------


@levers_of("precondition")
def _preconditions(scenario: Scenario, words: Wording) -> Iterator[Lever]:
    for party, body in scenario.spec.parties.items():
        for name in body.preconditions:
            title = f"the demand {_quoted(name)} of {words.who(party)}"
            path = f"parties.{party}.preconditions.{name}"
            yield Lever("precondition", f"{party}.{name}", title, _gone(path))


@levers_of("party")
def _parties(scenario: Scenario, words: Wording) -> Iterator[Lever]:
    """Those with a seat anywhere: the others can be kept from no table."""
    forums = scenario.spec.forums.values()
    for party in scenario.spec.parties:
        if any(party in forum.seats for forum in forums):
            yield Lever("party", party, words.who(party), partial(unseated, party=party))


@levers_of("tie")
def _ties(scenario: Scenario, words: Wording) -> Iterator[Lever]:
    for name, tie in scenario.spec.ties.items():
        title = f"the hold of {words.who(tie.patron)} on {words.who(tie.client)}"
        yield Lever("tie", name, title, _gone(f"ties.{name}"))


@levers_of("guarantee")
def _guarantees(scenario: Scenario, words: Wording) -> Iterator[Lever]:
    giving = {
        issue: [option for option, e in body.effects.items() if support(e.guarantee) != (0, 0)]
        for issue, body in scenario.spec.issues.items()
    }
    several = sum(map(bool, giving.values())) > 1
    for issue, options in giving.items():
        for option in options:
            at = f"issues.{issue}.effects.{option}"
            empty = {f"{at}.guarantee": 0.0, f"{at}.guarantors": ()}
            on = f" on {words.issue(issue)}" if several else ""
            title = f'the guarantee in "{words.option(issue, option)}"{on}'
            yield Lever("guarantee", f"{issue}.{option}", title, partial(_without, new=empty))


@levers_of("threat")
def _threats(scenario: Scenario, words: Wording) -> Iterator[Lever]:
    for name, threat in scenario.spec.threats.items():
        title = f"the threat {_quoted(name)} of {words.who(threat.by)}"
        yield Lever("threat", name, title, _gone(f"threats.{name}"))


# -- taking out ------------------------------------------------------------------------------------


def unseated(scenario: Scenario, party: str) -> Scenario:
    """Return the scenario in which a party has a seat nowhere.

    It is still there: it leans on others, holds its keys, acts and threatens. Where fewer than two
    of those who had to come are left, all who are seated must. A forum that is not the one the
    results are about goes, if fewer than two are left in it.

    Raises
    ------
    NoTalks
        If fewer than two are left in the primary forum.
    ScenarioError
        If what is left is no scenario.
    """
    new: dict[str, Any] = {}
    gone: list[str] = []
    for name, forum in scenario.spec.forums.items():
        at, left = f"forums.{name}", [seat for seat in forum.seats if seat != party]
        if party not in forum.seats:
            continue
        if len(left) < 2:
            if name == scenario.spec.primary:
                raise NoTalks(_nobody_left(scenario, left))
            gone.append(at)
            continue
        new[f"{at}.seats"] = left
        required = [each for each in forum.required if each != party]
        if scenario.is_written(f"{at}.required"):
            new[f"{at}.required"] = required if len(required) > 1 else left
        for entry in ("protocol", "rule"):
            new |= _unnamed(scenario, f"{at}.{entry}", party)
    return without(unevidenced(scenario), new, gone)


def _nobody_left(scenario: Scenario, left: list[str]) -> str:
    if not left:
        return "nobody would be left at the table"
    return f"{short_names(scenario).who(left[0])} would be left alone at the table"


def _unnamed(scenario: Scenario, path: str, party: str) -> dict[str, Any]:
    """Take a party out of the lists of a protocol or a rule, as out of those with a veto."""
    choice = written(scenario, path)
    options = choice if isinstance(choice, dict) else {}
    return {
        f"{path}.{key}": [each for each in value if each != party]
        for key, value in options.items()
        if isinstance(value, list) and party in value
    }


def _gone(path: str) -> Callable[[Scenario], Scenario]:
    return partial(_without, new={}, gone=(path,))


def _without(scenario: Scenario, new: dict[str, Any], gone: Sequence[str] = ()) -> Scenario:
    return without(unevidenced(scenario), new, gone)


def _quoted(name: str) -> str:
    return f'"{name.replace("_", " ")}"'
