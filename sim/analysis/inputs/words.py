"""A scenario's numbers, demands and consequences in words, for who has not read the file."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.analysis.words import Names, capital, counted, listed, percent
from sim.draws import Draws, Floats
from sim.model.narration.wording import THEY, ordinal
from sim.scenario.assumptions import Assumptions, draw
from sim.scenario.distributions import Discrete, Distribution, Uniform
from sim.scenario.schema import Condition, Then

DRAWS = 10_000  # of the assumptions, behind every mean on the page
TO, OR = " to ", " or "


def rounded(value: float) -> str:
    """Write a number as short as it can be checked by.

    Examples
    --------
    >>> rounded(0.2), rounded(1 / 3), rounded(41), rounded(12_500)
    ('0.2', '0.333', '41', '12,500')
    """
    return f"{round(value, 3):,g}" if abs(value) < 1000 else f"{value:,.0f}"


def in_words(value: float | Distribution) -> str:
    """Write a number, or what is known of it.

    Parameters
    ----------
    value : float or Distribution

    Returns
    -------
    str
        A range without more is one in which every value is as likely as any other.

    Examples
    --------
    >>> from sim.scenario.distributions import parse_number
    >>> in_words(0.3), in_words(parse_number({"uniform": [0.2, 0.6]}))
    ('0.3', '0.2 to 0.6')
    >>> in_words(parse_number({"triangular": [0, 0.1, 0.4]}))
    '0 to 0.4, most likely 0.1'
    >>> in_words(parse_number({"discrete": {"values": [0, 0.1], "weights": [1, 3]}}))
    '0 (25%) or 0.1 (75%)'
    >>> in_words(parse_number({"beta": [2, 6]}))
    '0 to 1, on average 0.25'
    """
    if not isinstance(value, Distribution):
        return rounded(value)
    if isinstance(value, Discrete):
        total = sum(value.weights)
        pairs = zip(value.values, value.weights, strict=True)
        return listed((f"{rounded(v)} ({percent(w / total)})" for v, w in pairs), OR)
    span = f"{rounded(value.lo)}{TO}{rounded(value.hi)}"
    if value.lo == value.hi:
        return rounded(value.lo)
    if isinstance(value, Uniform):
        return span
    mode = getattr(value, "mode", None)
    if mode is not None:
        return f"{span}, most likely {rounded(mode)}"
    return f"{span}, on average {rounded(value.mean)}"


def places(first: int, last: int) -> str:
    """Write a place in an order, or the places that are shared.

    Examples
    --------
    >>> places(1, 1), places(2, 3), places(2, 4)
    ('first', 'second or third', 'second to fourth')
    """
    if first == last:
        return ordinal(first)
    return ordinal(first) + (OR if last == first + 1 else TO) + ordinal(last)


class Words(Names):
    """How the parts of a scenario are called in the tables of its input.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> import sim
    >>> words = Words(sim.Scenario.load("geneva-2013"))
    >>> words.thing("arms"), words.number("threats.arm_on_failure.credibility")
    ('Heavy weapons for the military command', '0.03 to 0.64')
    >>> words.asked_of("coalition", "detainees")
    'the Government of Bashar al-Assad'
    """

    def __init__(self, scenario):
        super().__init__(scenario)
        self.scenario = scenario
        self._switched: dict[str, dict[str, float | Distribution]] = {}
        for variant in self.spec.variants.values():
            for case, body in variant.cases.items():
                for path, value in body.numbers.items():
                    self._switched.setdefault(path, {})[case] = value

    # -- numbers ---------------------------------------------------------------------------

    @cached_property
    def drawn(self) -> Assumptions:
        """The scenario's own draws of what is not known."""
        return draw(self.scenario, Draws(0), np.arange(DRAWS))

    def number(self, path: str) -> str:
        """The number at a dotted path: what is known of it, and what it hangs together with."""
        said = in_words(self.scenario.parameters[path])
        if path in self.scenario.ties:
            said += f" (the shared number {self.plain(self.scenario.ties[path])})"
        if path in self._switched:
            cases = self._switched[path].items()
            each = "; ".join(f"{self.plain(case)}: {in_words(value)}" for case, value in cases)
            said = each if self._in_every_case(path) else f"{said}; {each}"
        return said

    def values(self, path: str) -> Floats:
        """What was drawn for the number at a path: (draws,)."""
        return self.drawn[path]

    def is_nothing(self, path: str) -> bool:
        """Whether a number is 0 in every run."""
        nothing = self.scenario.parameters[path] == 0
        return bool(nothing) and path not in self._switched and path not in self.scenario.ties

    def _in_every_case(self, path: str) -> bool:
        return any(
            all(path in case.numbers for case in variant.cases.values())
            for variant in self.spec.variants.values()
        )

    # -- names -----------------------------------------------------------------------------

    @staticmethod
    def plain(name: str) -> str:
        """A name of the file, as words."""
        return name.replace("_", " ")

    def thing(self, issue: str) -> str:
        """An issue at the start of a row."""
        return capital(self.issue(issue).strip('"'))

    def does(self, name: str, one: str, several: str) -> str:
        """A party and what it does: "Russia refuses", but "the rebels refuse"."""
        return f"{self.who(name)} {several if self.pronouns(name) is THEY else one}"

    def people(self, names, last: str = " and ") -> str:
        """Several parties, or nobody."""
        return listed(map(self.who, names), last) if names else "nobody"

    def faction(self, party: str, name: str) -> str:
        """A faction, under the heading of its party."""
        return self.spec.parties[party].factions[name].title or capital(self.plain(name))

    def outlook(self, party: str, name: str) -> str:
        """What other preferences of a party are called."""
        return self.spec.parties[party].outlooks[name].title or self.plain(name)

    # -- demands and consequences ----------------------------------------------------------

    def condition(self, condition: Condition) -> str:
        """What a demand or a red line asks for, its numbers as they were given."""
        if condition.share_at_least is None or condition.side is None:
            return self.asked(condition, None, None)
        share = in_words(condition.share_at_least)
        return f"a share of at least {share} of all strength for {self.side(condition.side)}"

    def asked_of(self, party: str, name: str) -> str:
        """Who could meet a demand."""
        asked = self.spec.parties[party].preconditions[name]
        issue = (asked.floor or asked.demand).issue
        if issue is None:
            return "nobody alone (the balance of strength)"
        held = self.spec.issues[issue].controlled_by
        if not held:
            return "nobody alone"
        together = self.spec.issues[issue].control == "all"
        return self.people(held, " and " if together else OR)

    def consequences(self, then: Then, path: str) -> str:
        """What a threat, an event, an action or a way back brings about.

        Parameters
        ----------
        then : Then
        path : str
            Where it stands in the scenario.
        """
        said = [
            f'{self.issue(issue)} becomes "{self.option(issue, option)}"'
            for issue, option in then.move.items()
        ]
        said += [
            f"the strength of {self.side(side)} is multiplied by"
            f" {self.number(f'{path}.strength.{side}')}"
            for side in then.strength
        ]
        said += [
            f"{self.does(party, 'comes', 'come')} to see things differently:"
            f' "{self.outlook(party, name)}"'
            for party, name in then.outlook.items()
        ]
        return "; ".join(said) or "nothing"

    def length(self, periods: int) -> str:
        """A length of time."""
        return counted(periods, self.spec.time.unit)
